"""Moving: what the words beside a mention of forces say is done with it, and how far along that is.

The words are looked up one by one in lists of forms: no parser, no model, and next to nothing to build at start-up.
The deed nearest to a mention governs it: behind it (`troops will be sent`) or before it (`to send troops`).
"""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from extractor.deeds import Form, Way, forms_of_deeds
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


_WORD = re.compile(r"[^\W_](?:[\w.\u2019'-]*[^\W_])?|[;:\u2014\u2013\u201c\u201d\"()]|--|,")
_GATHERING = frozenset(
    "mass massing amass amassing gather gathering adding assembling concentrating buildup build-up pour pouring".split()
)
_READY = frozenset("alert standby stand-by readiness preparedness".split())
_NEGATIONS = frozenset("not never none no without cannot won't wouldn't isn't aren't don't doesn't neither nor".split())
_REFUSED = frozenset(
    """refuse refuses refused refusing deny denies denied denying decline declines declined reject rejects rejected
    rejecting""".split()
)
_COMMANDS = frozenset("order orders ordered ordering".split())
_HISTORY = frozenset({"previously", "formerly"})
"""Adverbs of what is over."""
_CONSIDERED = frozenset(
    """may might could weigh weighs weighing weighed consider considers considering considered mull mulls mulling option
    options propose proposes proposed proposal proposals offer offers offered offering possible possibly potential
    potentially discuss discusses discussing discussed debate debating debated argue argues argument urge urges urged
    recommend recommends recommended demand demands demanded if whether should""".split()
)
_ORDERED = frozenset(
    """order orders ordered ordering approve approves approved approving approval announce announces announced
    announcing announcement authorize authorizes authorized authorise authorises authorised direct directs directed
    decision decisions decide decides decided decree decreed instruct instructs instructed told sign signed signing
    go-ahead command commanded""".split()
)
_AUXILIARY = frozenset(
    """be been being is are was were has have had having do does did get gets also already currently now soon then still
    once again even just only not to will would shall may might could should can must going""".split()
)
_BORDERS = frozenset(
    """; : \u2014 \u2013 -- ( ) while but although whereas because since as amid amidst after before until unless so
    if""".split()
)
_FUTURE = frozenset({"to", "will", "would", "shall"})
_LEFT = frozenset("leave leaves left leaving depart departs departed departing".split())
_BE = frozenset({"be", "being", "been"})
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
    first, last = bisect_right(words.ends, mention[0]), bisect_left(words.starts, mention[1])
    if (ready := _readiness(words, last)) is not None:
        return ready
    behind, before = _behind(text, words, last), _before(words.texts, first)
    found = [deed for deed in (behind, before) if deed is not None]
    if not found:
        return _command(words, first, last)
    index, form = min(found, key=lambda deed: _distance(deed[0], first, last))
    return _deed(words, index, _homeward(words.texts, index, last, form), _distance(index, first, last))


def _command(words: Words, first: int, last: int) -> Deed | None:
    """An order that names no deed: `ordered 600 soldiers to Kenya`."""
    index = next((at for at in range(first - 1, max(-1, first - 4), -1) if words.texts[at] in _COMMANDS), None)
    if index is None or last == len(words.texts) or words.texts[last] not in {"to", "into"}:
        return None
    if _group(words.texts, index) & (_NEGATIONS | _REFUSED):
        return None
    status: Status = "considered" if _close(words.texts, index) & _CONSIDERED else "ordered"
    return Deed("in", status, words.starts[index], words.ends[index], near=True)


def _homeward(words: list[str], index: int, last: int, form: Form) -> Form:
    """The form of a deed: away where forces return `from` a place or go `home`, and in where they leave `for` one."""
    match words[index : index + 3]:
        case [left, "for", place] if left in _LEFT and place != "good":
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
    for index in range(last, min(len(words.texts), last + _REACH)):
        word = words.texts[index]
        if _begins_clause(text, words, index) and index > last:
            break
        form = forms_of_deeds().get(word)
        if form is None:
            continue
        if form.shape == "noun":
            if index == last:
                return index, form
        elif form.way == "stay" and form.shape == "ed":
            standing = standing or (index, form)
        elif form.shape == "ed" or form.takes != "object" or not _BE.isdisjoint(words.texts[last:index]):
            return index, form
        else:
            break
    return standing


def _begins_clause(text: str, words: Words, index: int) -> bool:
    """Whether another clause begins at `words[index]`: behind a border, or where `and` brings a new subject."""
    if words.texts[index] in _BORDERS:
        return True
    return words.texts[index] == "and" and index + 1 < len(words.texts) and text[words.starts[index + 1]].isupper()


def _before(words: list[str], first: int) -> tuple[int, Form] | None:
    """The last deed before a mention in its clause whose object it can be: `to send troops`, `deployment of troops`."""
    for index in range(first - 1, max(-1, first - 1 - _REACH), -1):
        word = words[index]
        if word in _BORDERS:
            return None
        form = forms_of_deeds().get(word)
        said = word == "adding" and words[index + 1] == "that"
        if form is None or form.takes == "subject" or said:
            continue
        return index, form
    return None


def _readiness(words: Words, last: int) -> Deed | None:
    """`on alert`, `at heightened readiness` or `ready to deploy` behind a mention in its clause."""
    for index in range(last, min(len(words.texts), last + _REACH)):
        word = words.texts[index]
        if word in _BORDERS:
            return None
        prepared = word in _READY and not _AT.isdisjoint(words.texts[max(last, index - 4) : index])
        if prepared or (
            word == "ready" and index + 2 < len(words.texts) and words.texts[index + 2] in forms_of_deeds()
        ):
            return Deed("ready", "standby", words.starts[index], words.ends[index], near=True)
    return None


def _deed(words: Words, index: int, form: Form, distance: int) -> Deed | None:
    """The deed at `words[index]` with its status, None where it is denied."""
    group = _group(words.texts, index)
    if group & (_NEGATIONS | _REFUSED) or _close(words.texts, index) & _HISTORY:
        return None
    status = _status(words.texts, index, form, group)
    loose = form.shape == "noun" and status == "planned"
    loose = loose or (
        form.shape == "ing" and index > 0 and words.texts[index - 1] in {"by", "of", "for", "from", "without"}
    )
    return Deed(form.way, status, words.starts[index], words.ends[index], near=distance <= _BESIDE, loose=loose)


def _group(words: list[str], index: int) -> frozenset[str]:
    """The words before a deed that say how real it is: auxiliaries, and what governs an infinitive."""
    start = index
    while start > 0 and words[start - 1] not in _BORDERS and index - start < _REACH:
        start -= 1
    return frozenset(words[max(0, start - 1) : index])


def _close(words: list[str], index: int) -> frozenset[str]:
    """The auxiliaries and adverbs right before a deed."""
    start = index
    while start > 0 and (words[start - 1] in _AUXILIARY or words[start - 1].endswith("ly")):
        start -= 1
    return frozenset(words[start:index])


def _status(words: list[str], index: int, form: Form, group: frozenset[str]) -> Status:
    """How far along a deed is, by the words before it and by its own form."""
    close = _close(words, index)
    done = form.shape == "ed" and bool(close & {"have", "has", "had", "having"}) and "be" not in close
    conditional = form.shape == "ed" and bool(group & {"if"} or close & {"be"})
    to_come = form.shape in {"noun", "base"} or bool(close & _FUTURE) or conditional
    if close & _CONSIDERED:
        return "considered"
    if to_come and not done:
        return _to_come(words[index], form, group, close)
    if form.way == "stay":
        return "in_place"
    return _going_on(words, index, form, close) if form.shape == "ing" else _past(words, index, form, close)


def _to_come(word: str, form: Form, group: frozenset[str], close: frozenset[str]) -> Status:
    """How far along it is where nothing has begun: who ordered it, or only thinks of it, stands before it."""
    if group & _ORDERED:
        return "ordered"
    if form.way == "stay" and form.takes == "subject":
        return "in_place"
    if group & _CONSIDERED - {"if"}:
        return "considered"
    if form.way == "stay" and not close & _FUTURE:
        return "in_place"
    return "under_way" if word in _GATHERING else "planned"


def _past(words: list[str], index: int, form: Form, close: frozenset[str]) -> Status:
    """What is done; who has left for a place is on the way there."""
    if words[index] in _LEFT and form.way == "in":
        return "under_way"
    return "withdrawn" if form.way == "out" else "under_way" if "being" in close else "in_place"


def _going_on(words: list[str], index: int, form: Form, close: frozenset[str]) -> Status:
    """What a progressive says: an announcement (`is sending troops`), what is done (`after moving`), else the act."""
    before = words[index - 1] if index else ""
    if before == "after" or before in _CONSIDERED:
        return "in_place" if before == "after" else "considered"
    if close & {"is", "are"} and form.way != "out" and form.takes != "subject" and words[index] not in _GATHERING:
        return "ordered"
    return "withdrawing" if form.way == "out" else "under_way"
