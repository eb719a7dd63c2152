"""Moving: what the words beside a mention of forces say is done with it, and how far along that is.

The words are looked up one by one in lists of forms: no parser, no model, and next to nothing to build at start-up.
The deed nearest to a mention governs it: behind it (`troops will be sent`) or before it (`to send troops`).
"""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Literal, NamedTuple

from extractor.deeds import Form, Way, form_at, forms_of_deeds
from extractor.stages import BORDERS, CONSIDERED, GOVERNING, close_to, is_denied, is_refused, is_weak, stage_of
from schemas import Status


class Words(NamedTuple):
    """The words and dividing marks of a sentence, in small letters, with the offsets of each."""

    texts: list[str]
    starts: list[int]
    ends: list[int]


class Deed(NamedTuple):
    """What a clause says is done with the forces of a mention."""

    way: Way
    status: Status
    start: int
    """Offset of the word that says it."""
    end: int
    near: bool
    """Whether it stands right beside the mention, no more than a few words away."""
    loose: bool = False
    """Whether the words only speak of it (`a deployment of troops`, `by sending troops`), so that nothing is told."""
    weak: bool = False
    """Whether a present tells it (`Norway sends troops`), as headlines do of what is ordered, under way or done."""


_WORD = re.compile(r"[^\W_](?:[\w.\u2019'-]*[^\W_])?|[;:\u2014\u2013\u201c\u201d\"()]|--|,")
_HELD = frozenset({"kept", "held", "stand", "stands"})
_READY = frozenset("alert standby stand-by readiness preparedness".split())
_SHAPES: tuple[tuple[str, Literal["base", "ing", "ed"]], ...] = (
    ("", "base"),
    ("e", "base"),
    ("ing", "ing"),
    ("ed", "ed"),
)
_REINFORCING = {
    f"{stem}{ending}": Form("in", shape, "object")
    for stem in ("reinforc", "bolster", "strengthen")
    for ending, shape in _SHAPES
}
_AIMS = frozenset(
    """train support join replace relieve escort assist advise protect guard counter deter fight accompany bolster
    reinforce strengthen equip aid defend monitor target attack hit intercept destroy track back boost""".split()
)
"""What forces may be sent to do to others, which are not sent."""
_OF = frozenset({"of", "by", "involving", "including"})
"""Words between a noun for a deed and the forces that it is done with."""
_OWN = frozenset({"its", "their", "his"})
_ARTICLES = _OWN | {"the", "a", "an", "this"}
_RELATIVE = frozenset({"that", "which", "who"})
_COMMANDS = frozenset("order orders ordered ordering".split())
_LEFT = frozenset("leave leaves left leaving depart departs departed departing".split())
_GOT = frozenset({"received", "got", "given", "receive", "receives"})
_ORDERS = frozenset({"order", "orders"})
_DEPLOYING = frozenset({"deployment", "deploy", "marching", "mobilization", "mobilisation", "movement", "move"})
_FEW = 6
_INCLUDING = frozenset("include includes included comprise comprises comprised involve involves".split())
_MISSIONS = frozenset("deployment mission contingent force rotation detachment".split())
_STATES_OF = frozenset({"readiness", "alert", "alertness", "preparedness"})
_RAISING = frozenset("raise raises raised raising increase increases increased increasing heightened heightens".split())
"""What is done with the readiness of forces."""
_ON_WAY = re.compile(r"on (?:the|its|their) way\Z")
_WELCOMING = frozenset({"welcomed", "welcomes"})
_PLACING = _ARTICLES | {"nearby", "neighbouring", "neighboring", "eastern", "western", "northern", "southern"}
"""Words that begin a place."""
_HOMES = frozenset("base bases port barracks garrison".split())
_BE = frozenset({"be", "being", "been"})
_SPEAKING = frozenset({"by", "of", "for", "from", "without", "on", "about"})
_NEEDED = frozenset({"needed", "required", "necessary", "able", "power", "powers", "right"})
"""Words before `to` where only what would be done is spoken of."""
_AT = frozenset({"on", "at", "in"})
_REACH = 12
"""Words that a deed may be away from its mention."""
_BESIDE = 8
"""Words within which it stands right beside it."""


@lru_cache(maxsize=256)
def words_of(text: str, start: int, end: int) -> Words:
    """The words and dividing marks of `text[start:end]`."""
    places = [match.span() for match in _WORD.finditer(text, start, end)]
    texts = [text[left:right].lower() for left, right in places]
    return Words(texts, [left for left, _ in places], [right for _, right in places])


def find_deed(text: str, sentence: tuple[int, int], mention: tuple[int, int]) -> Deed | None:
    """What the sentence `text[sentence]` says is done with the forces at `mention`; None where it says nothing."""
    words = words_of(text, *sentence)
    first = bisect_right(words.ends, mention[0])
    last = _past_brackets(words.texts, bisect_left(words.starts, mention[1]))
    if (said := _readiness(words, last) or _orders(words, last) or _on_way(words, last) or _alerted(words, first)):
        return said
    behind, before = _behind(text, words, last), _before(words.texts, first)
    found = [deed for deed in (behind, before) if deed is not None]
    if not found:
        return _command(text, words, first, last)
    index, form = min(found, key=lambda deed: _distance(deed[0], first, last))
    deed = _deed(words, index, _homeward(words.texts, index, last, form), _distance(index, first, last))
    own = not _OWN.isdisjoint(words.texts[max(0, first - 1) : first + 1]) and form.shape == "ing"
    return deed._replace(loose=False) if deed and own else deed


def _past_brackets(words: list[str], last: int) -> int:
    """Where the words behind a mention begin, past its short name in brackets."""
    following = words[last : last + _FEW]
    return last + following.index(")") + 1 if following[:1] == ["("] and ")" in following else last


def _command(text: str, words: Words, first: int, last: int) -> Deed | None:
    """An order that names no deed: `ordered 600 soldiers to Kenya`."""
    index = next((at for at in range(first - 1, max(-1, first - 4), -1) if words.texts[at] in _COMMANDS), None)
    if index is None or last == len(words.texts) or words.texts[last] not in {"to", "into"}:
        return None
    place = "".join(words.texts[last + 1 : last + 2])
    # `ordered forces to strike` names no place.
    placed = place in _PLACING or bool(place and text[words.starts[last + 1]].isupper())
    if is_refused(words.texts, index) or not placed:
        return None
    status: Status = "ordered" if CONSIDERED.isdisjoint(close_to(words.texts, index)) else "considered"
    return Deed("in", status, words.starts[index], words.ends[index], near=True)


def _orders(words: Words, last: int) -> Deed | None:
    """Orders that forces have got: `received its deployment order`."""
    for index in range(last, min(len(words.texts), last + _REACH)):
        if words.texts[index] in BORDERS:
            return None
        told = words.texts[index + 1 : index + _FEW]
        given = words.texts[index] in _GOT and not _ORDERS.isdisjoint(told) and not _DEPLOYING.isdisjoint(told)
        if given and not is_refused(words.texts, index):
            return Deed("in", "ordered", words.starts[index], words.ends[index], near=True)
    return None


def _on_way(words: Words, last: int) -> Deed | None:
    """Forces that are `en route` or `on their way` behind a mention in its clause, with no other deed before that."""
    for index in range(last, min(len(words.texts) - 1, last + _REACH)):
        if words.texts[index] in BORDERS or form_at(words.texts, index):
            return None
        if words.texts[index : index + 2] == ["en", "route"] or _ON_WAY.match(" ".join(words.texts[index : index + 3])):
            return Deed("in", "under_way", words.starts[index], words.ends[index + 1], near=True)
    return None


def _alerted(words: Words, first: int) -> Deed | None:
    """Readiness before a mention that something is done with: `raised the alert level of its forces`."""
    for index in range(first - 1, max(-1, first - _FEW), -1):
        if words.texts[index] in BORDERS:
            return None
        if words.texts[index] in _STATES_OF and "of" in words.texts[index + 1 : first]:
            raised = not _RAISING.isdisjoint(words.texts[max(0, index - _FEW) : index])
            return Deed("ready", "standby", words.starts[index], words.ends[index], near=True) if raised else None
    return None


def _homeward(words: list[str], index: int, last: int, form: Form) -> Form:
    """The form of a deed: away where forces return `from` a place or go `home`, and in where they leave `for` one."""
    match words[index : index + 3]:
        case [left, "for", place] if left in _LEFT and place != "good":
            return form._replace(way="in")
        case [left, "their" | "its", *_] if left in _LEFT and not _HOMES.isdisjoint(words[index + 2 : index + 4]):
            return form._replace(way="in")
        case _:
            pass
    following = {words[at] for at in (index + 1, last) if at < len(words)}
    home = "home" in following or ("from" in following and words[index].startswith("return"))
    return form._replace(way="out") if form.way == "in" and home else form


def _distance(index: int, first: int, last: int) -> int:
    return first - index if index < first else index - last + 1


def _behind(text: str, words: Words, last: int) -> tuple[int, Form] | None:
    """The deed behind a mention in its clause, of which it can be the subject; where it stands comes last."""
    standing: tuple[int, Form] | None = None
    if words.texts[last : last + 1] == ["and"] and last + 1 < len(words.texts) and form_at(words.texts, last + 1):
        return None
    for index in range(last, min(len(words.texts), last + _REACH)):
        if _begins_clause(text, words, index) and index > last:
            break
        form = _form_behind(words.texts, index, last)
        if form is None:
            continue
        if form.way == "stay" and form.shape == "ed":
            standing = standing or (index, form)
        elif _has_subject(words.texts, index, last, form):
            return index, form
        else:
            break
    return standing


def _form_behind(words: list[str], index: int, last: int) -> Form | None:
    """The form of a deed behind a mention, for a noun only right beside it or as a verb (`will pullout`)."""
    form = form_at(words, index)
    if form is None or _is_named(words, index, form):
        return None
    if form.shape != "noun" or index == last:
        return form
    return form._replace(shape="base", takes="both") if words[index - 1] in GOVERNING else None


def _has_subject(words: list[str], index: int, last: int, form: Form) -> bool:
    """Whether a mention can be the subject of a deed behind it."""
    if form.takes == "object" and form.shape == "ed":
        return not _is_active(words, index)
    return form.shape in {"noun", "ed"} or form.takes != "object" or not _BE.isdisjoint(words[last:index])


def _is_named(words: list[str], index: int, form: Form) -> bool:
    """Whether a form that may be a verb is a noun behind an article (`its shift`)."""
    return form.shape == "base" and index > 0 and words[index - 1] in _ARTICLES


def _is_active(words: list[str], index: int) -> bool:
    """Whether a form of the past has others for its object: `has sent`."""
    close = close_to(words, index)
    return bool(close & {"has", "have", "had"}) and close.isdisjoint(_BE)


def _begins_clause(text: str, words: Words, index: int) -> bool:
    """Whether another clause begins at `words[index]`: behind a border, or where `and` brings a new subject."""
    if words.texts[index] in BORDERS:
        return True
    if words.texts[index] != "and" or index + 1 == len(words.texts):
        return False
    named = text[words.starts[index + 1]].isupper()
    return named and not (index > 0 and text[words.starts[index - 1]].isupper())


def _before(words: list[str], first: int) -> tuple[int, Form] | None:
    """The last deed before a mention in its clause whose object it can be: `to send troops`, `deployment of troops`."""
    for index in range(first - 1, max(-1, first - 1 - _REACH), -1):
        word = words[index]
        if word in BORDERS or word in _RELATIVE or (word == "to" and words[index + 1] in _AIMS):
            return None
        form = _of_parts(words, index, first)
        if form is None and (form := form_at(words, index)) is not None:
            said = word == "adding" and words[index + 1] == "that"
            beside = form.shape == "noun" and index + 1 < first and _OF.isdisjoint(words[index + 1 : first])
            if form.takes == "subject" or said or beside or _is_named(words, index, form):
                form = None
        if form is not None:
            return index, form
    return None


def _of_parts(words: list[str], index: int, first: int) -> Form | None:
    """What is done with forces that others are joined by or reinforced with, or that a deployment includes."""
    if words[index] == "joined" and words[index + 1] == "by":
        return Form("in", "ed", "subject")
    if words[index] in _WELCOMING:
        return Form("in", "ed", "object")
    if words[index] in _REINFORCING and "with" in words[max(0, first - 2) : first]:
        return _REINFORCING[words[index]]
    before = words[max(0, index - _FEW) : index]
    if words[index] in _INCLUDING and not _MISSIONS.isdisjoint(before):
        return Form("in" if "new" in before else "stay", "base", "object")
    return None


def _readiness(words: Words, last: int) -> Deed | None:
    """`on alert`, `at heightened readiness` or `ready to deploy` behind a mention in its clause."""
    for index in range(last, min(len(words.texts), last + _REACH)):
        word = words.texts[index]
        if word in BORDERS:
            return None
        near = words.texts[max(last, index - 4) : index]
        prepared = word in _READY and not _AT.isdisjoint(near)
        alerted = word == "alerted" and not _BE.isdisjoint(near)
        held = (
            index == last
            or not _HELD.isdisjoint(near)
            or bool(forms_of_deeds().keys() & words.texts[index + 2 : index + 3])
        )
        if prepared or alerted or (word == "ready" and held):
            return Deed("ready", "standby", words.starts[index], words.ends[index], near=True)
    return None


def _deed(words: Words, index: int, form: Form, distance: int) -> Deed | None:
    """The deed at `words[index]` with its status, None where it is denied."""
    if is_denied(words.texts, index):
        return None
    status = stage_of(words.texts, index, form)
    loose = form.shape == "noun" and status == "planned"
    loose = loose or (form.shape == "ing" and index > 0 and words.texts[index - 1] in _SPEAKING)
    loose = loose or (index > 1 and words.texts[index - 1] == "to" and words.texts[index - 2] in _NEEDED)
    weak = status == "ordered" and is_weak(words.texts, index, form)
    start, end = words.starts[index], words.ends[index]
    return Deed(form.way, status, start, end, near=distance <= _BESIDE, loose=loose, weak=weak)
