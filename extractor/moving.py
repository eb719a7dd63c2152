"""Moving: what the words beside a mention of forces say is done with it, and how far along that is.

The words are looked up one by one in lists of forms: no parser, no model, and next to nothing to build at start-up.
The deed nearest to a mention governs it: behind it (`troops will be sent`) or before it (`to send troops`).
"""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Literal

from extractor.deeds import Deed, Form, Words, form_at
from extractor.readying import commanded, readied
from extractor.stages import BORDERS, GOVERNING, close_to, is_denied, is_negative, is_refused, is_weak, stage_of

_WORD = re.compile(r"[^\W_](?:[\w.\u2019'-]*[^\W_])?|[;:\u2014\u2013\u201c\u201d\"()]|--|,")
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
_LEFT = frozenset("leave leaves left leaving depart departs departed departing".split())
_FEW = 6
_INCLUDING = frozenset("include includes included comprise comprises comprised involve involves".split())
_MISSIONS = frozenset("deployment mission contingent force rotation detachment".split())
_WELCOMING = frozenset({"welcomed", "welcomes"})
_HOMES = frozenset("base bases port barracks garrison".split())
_BE = frozenset({"be", "being", "been"})
_SPEAKING = frozenset({"by", "of", "for", "from", "without", "on", "about"})
_NEEDED = frozenset({"needed", "required", "necessary", "able", "power", "powers", "right"})
"""Words before `to` where only what would be done is spoken of."""
_CONJUNCTIONS = frozenset(word for word in BORDERS if word.isalpha())
_CLOSE = 4
"""Words before a mention in which it is denied that it is somewhere."""
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
    if said := readied(words, first, last):
        return said
    behind, before = _behind(text, words, last), _before(words.texts, first)
    found = [deed for deed in (behind, before) if deed is not None]
    if not found:
        return commanded(text, words, first, last)
    index, form = min(found, key=lambda deed: _distance(deed[0], first, last))
    deed = _deed(words, index, _homeward(words.texts, index, last, form), _distance(index, first, last))
    own = not _OWN.isdisjoint(words.texts[max(0, first - 1) : first + 1]) and form.shape == "ing"
    return deed._replace(loose=False) if deed and own else deed


def denies(text: str, sentence: tuple[int, int], mention: tuple[int, int]) -> bool:
    """Whether what stands before a mention denies that its forces are sent somewhere or are there."""
    words = words_of(text, *sentence)
    first = bisect_right(words.ends, mention[0])
    if before := _before(words.texts, first):
        index, form = before
        return form.way != "out" and is_refused(words.texts, index)
    return is_negative(words.texts[max(0, first - _CLOSE) : first])


def _past_brackets(words: list[str], last: int) -> int:
    """Where the words behind a mention begin, past its short name in brackets."""
    following = words[last : last + _FEW]
    return last + following.index(")") + 1 if following[:1] == ["("] and ")" in following else last


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
        if _begins_clause(text, words, index) and (index > last or words.texts[index] in _CONJUNCTIONS):
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
