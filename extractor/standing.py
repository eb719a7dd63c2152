"""Standing: what a sentence says is done with forces, else that they are somewhere, where that is not over."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from extractor.asides import prose_of
from extractor.bodies import find_bodies
from extractor.deeds import Deed
from extractor.flow import Segments, Sentence
from extractor.listing import listed_behind
from extractor.moving import denies, find_deed
from extractor.placing import MONTHS
from extractor.preceding import words_before

_STEP = re.compile(r"(,?)\s([a-z]+)")
_STANDING = frozenset(
    "are is were was already currently now still there stationed based deployed massed present".split()
)
_PLACING = frozenset("in at near along on around inside across throughout".split())
_NAMED = re.compile(r"\s(the\s)?(?:([A-Z]\w*)|([a-z]+)(\s?))")
"""A name, or a word in small letters and what parts it from the next one."""
_LAND = ("region", "border", "area", "country")
_SIDES = frozenset("eastern western northern southern".split())
_HAVING = frozenset("has have keeps maintains".split())
_THERE = frozenset(("There is", "There are", "there is", "there are"))
_STILL = frozenset("already also now currently still about some".split())
_NEAR = 40
_FAR = 80
_SOMEWHERE = re.compile(r"\s([a-z]+)(?=\s(?:the\s)?([a-z]+ern\s)?([A-Z]|[a-z]+))")
_AMONG = frozenset("in at near on along off across".split())
_ENDS = ("east", "west")
_LANDS = ("country", "region", "south", "north")
_SOON = 60
_BESIDE = 4
"""Words before forces in which it is said that there are some."""
_MARKS = frozenset(".;")
_SERVING = frozenset(
    """serve serves served serving commander officer officers veteran veterans head chief spokesman spokeswoman
    spokesperson general captain colonel major lieutenant""".split()
)
"""Words before a formation of which one person is told, with one of `_WITH` behind them."""
_WITH = frozenset("of in for with".split())
_STRUCK = frozenset(
    """kill kills killed killing lost loses losing wounds wounded wounding injured injuring captures captured capturing
    destroys destroyed destroying attacks attacked attacking rammed ramming bombs bombed bombing shelled tests tested
    testing fired seizes seized seizing trains trained training fought hit struck ambushed downed arrested rescued
    """.split()
)
_STRUCK_WITH = frozenset(
    (
        "clashed with", "clashes with", "clashing with", "toll of", "toll among", "tolls of", "tolls among",
        "deaths of", "deaths among", "casualties among",
    )
)  # fmt: skip
"""Words before forces that something is done to where they are."""
_DETERMINERS = frozenset("the its their a an".split())
_PAST = re.compile(r"\b(?:(peak|height)|(?:19|20)\d\d)\b")
_AT = frozenset(("at the", "at its", "at their", "At the", "At its", "At their"))
"""Words before a peak that forces had."""
_IN = frozenset("in In until during".split())
_FROM, _TO = frozenset(("from", "between")), frozenset("to and until through".split())
"""Words before the years of a period."""


def past_owners(segments: Segments, end: int, stop: int) -> int:
    """Where words end that say of which states or of which formation forces are."""
    past = listed_behind(segments, end, stop)[1]
    if past > end or not segments.text.startswith((" from the ", " of the "), end):
        return past
    units = (one.end for one in find_bodies(prose_of(segments), end, min(stop, end + _FAR)) if one.kind == "units")
    return next(units, end)


def deed_of(segments: Segments, sentence: Sentence, body: tuple[int, int]) -> Deed | None:
    """What is done with forces; where nothing else is said, that they stand somewhere (`900 troops in Romania`)."""
    text, (start, end), published = prose_of(segments), body, segments.article.published
    deed = find_deed(text, (sentence.start, sentence.end), body)
    before = words_before(text, max(sentence.start, start - _NEAR), start)
    serving = _are_served(before)
    if serving and deed and deed.start >= end:
        return None
    denied = deed is None and denies(text, (sentence.start, sentence.end), body)
    comma = _comma(text, end, sentence.end)
    if deed and deed.start > comma and _exist(before) and _are_somewhere(text, end, comma):
        deed = None  # `There are 600 soldiers in Kenya, and 200 will leave`
    standing = not (serving or denied or _are_struck(before)) and _stand(text, end, sentence.end)
    had = deed is None and not denied and _are_had(before) and _are_somewhere(text, end, sentence.end)
    if had or (standing and (deed is None or (deed.end < start and not deed.near))):
        deed = Deed("stay", "in_place", end, end, near=True)
    done = deed is not None and deed.status in {"in_place", "withdrawn"}
    return None if done and _is_over(text, sentence, published) else deed


def _comma(text: str, start: int, end: int) -> int:
    """Where the first comma stands in `text[start:end]`, or its end."""
    at = text.find(",", start, end)
    return at if at >= 0 else end


def _exist(before: Sequence[str]) -> bool:
    """Whether words before forces say that there are some."""
    return any(" ".join(before[at : at + 2]) in _THERE for at in range(max(0, len(before) - _BESIDE), len(before) - 1))


def _are_served(before: Sequence[str]) -> bool:
    """Whether words before a formation tell of one person (`an officer of the`)."""
    words = [word.lower() for word in before[-3:]]
    words = words[:-1] if words[-1:] == ["the"] else words
    return len(words) > 1 and words[-1] in _WITH and words[-2] in _SERVING


def _are_struck(before: Sequence[str]) -> bool:
    """Whether words before forces tell of what is done to them where they are."""
    words = before[:-1] if before and before[-1] in _DETERMINERS else before
    return bool(words) and (words[-1] in _STRUCK or " ".join(words[-2:]) in _STRUCK_WITH)


def _are_had(before: Sequence[str]) -> bool:
    """Whether words before forces tell of who has them (`keeps about`)."""
    words = [*before]
    while words and words[-1] in _STILL:
        words.pop()
    return bool(words) and (words[-1] in _HAVING or " ".join(words[-2:]) in _THERE)


def _stand(text: str, start: int, end: int) -> bool:
    """Whether it is said right behind forces where they stand."""
    step = _STEP.match(text, start, end)
    while step and step[2] in _STANDING:
        step = _STEP.match(text, step.end(), end)
    named = _NAMED.match(text, step.end(), end) if step and not step[1] and step[2] in _PLACING else None
    if named is None:
        return False
    the, name, word, space = named.groups()
    if name:
        return not name.startswith(MONTHS)
    return word.startswith(_LAND) if the else bool(space) and word in _SIDES


def _are_somewhere(text: str, start: int, end: int) -> bool:
    """Whether a place is named soon behind forces."""
    for word in _SOMEWHERE.finditer(text, start, end):
        if word.start() - start > _SOON or not _MARKS.isdisjoint(text[start : word.start()]):
            return False
        _, side, named = word.groups("")
        if word[1] in _AMONG and (
            named.isupper() or named in _ENDS or named.startswith(_LANDS) or side.startswith(_LANDS)
        ):
            return True
    return False


def _is_over(text: str, sentence: Sentence, published: date | None) -> bool:
    """Whether a sentence tells of the past alone: of a peak, of a period that has ended or of years before the last."""
    years: list[int] = []
    for told in _PAST.finditer(text, sentence.start, sentence.end):
        before = words_before(text, max(sentence.start, told.start() - _FAR), told.start())
        if told[1]:
            if " ".join(before[-2:]) in _AT:
                return True
        elif _ends_period(before):
            return True
        elif _ahead(before, _IN) is not None:
            years.append(int(told.group()))
    return bool(years) and published is not None and max(years) < published.year - 1


def _ends_period(before: Sequence[str]) -> bool:
    """Whether a year with these words before it ends a period (`from May 1991 to`)."""
    first = _ahead(before, _TO) or ()
    return bool(first) and _PAST.fullmatch(first[-1]) is not None and _ahead(first[:-1], _FROM) is not None


def _ahead(before: Sequence[str], words: AbstractSet[str]) -> Sequence[str] | None:
    """What stands ahead of one of these words, before which a year or its month stands."""
    for at in (len(before) - 1, len(before) - 2):
        if at >= 0 and before[at] in words:
            return before[:at]
        if not (before and before[-1].istitle()):
            break
    return None
