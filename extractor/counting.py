"""Counting: where counts of forces begin and end, with the words that hedge them and the people that they count."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from extractor.forces import COUNTED
from extractor.heads import next_word

_FIGURES = (
    re.compile(r"\d{1,3}(?:[,\u00a0]\d{3}){1,4}"),
    re.compile(r"\d+(?:\.\d+)?(?:\s(?:thousand|million)|k\b)"),
    re.compile(r"\d+(?:\.\d+)?"),
)
"""Numbers in figures, the longest first."""
_STEP = re.compile(r"((?:tens|hundreds)\sof|[a-z]+)\s")
_WORD = re.compile(r"([a-z]+)(-[a-z]+)?")
_JOINT = re.compile(r"\s?(?:to|and|or|[-–—])\s?")
_BEFORE = re.compile(r"\b([a-z]+)\s\Z")
_BETWEEN = re.compile(r"([\w.'-]+)\s")
_OF_WHOM = re.compile(r"of\s(?:the|its|their|those|these)\s")
_LONGEST = 16
"""Characters of a word before a number."""
_FARTHEST = 96
"""Characters of a count."""

_TIMES = frozenset(
    """
    a one two three four five six seven eight nine ten twelve fifteen twenty thirty forty fifty sixty several few many
    """.split()
) | {"tens of", "hundreds of"}
_MULTIPLES = frozenset("dozen dozens hundred hundreds thousand thousands million".split())
_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
_SINGLE = _TENS | frozenset(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen dozens hundreds thousands
    """.split()
)
"""Words that are a number by themselves; `_TIMES` are one only before a multiple."""
_MOST_TIMES = 4
OPENERS = frozenset(words.partition(" ")[0] for words in _TIMES | _SINGLE)
"""Words that a number may begin with that has no figures."""
_HEDGES = frozenset(
    """
    about around roughly approximately some nearly almost estimated additional another extra further over under the its
    their between only just initial
    """.split()
).union(
    ["more than", "fewer than", "less than", "at least", "at most", "up to", "upwards of", "total of"],
    ["as many as", "no more than"],
    ["half", "half of", "third of", "thirds of", "quarter of", "quarters of"],
    ["most of", "many of", "some of", "several of", "few of", "part of"],
)
"""A share among them: a count of `half a million` or of `most of the 300` that began behind it would be too large."""
_MOST_HEDGES = 6
_FURTHER = frozenset("additional more extra other new".split())
"""Words between a number of things and the things."""
_INSIDE = frozenset(".,-")
"""What no count of people begins after: it would be the rest of a larger number."""
_QUALIFIERS = frozenset("more new extra additional".split())
_NO_BETWEEN = frozenset("said say says nations countries year years month months week weeks day days".split())
_MOST_BETWEEN = 3
"""Words between a number of people and their noun, beside one of `_QUALIFIERS` or `of the`."""
_JOINING = frozenset(["and", "or"])
_COUNTING = frozenset("some about hundreds thousands".split())
_PURPOSES = frozenset("to for in on at of".split())
_VERBS = tuple("are were will would have had could may might to on in".split())


def count_ends(text: str, at: int, end: int) -> Iterator[int]:
    """Yield where a count may end whose first number begins at `at`: of two numbers before one, long before short."""
    for first in _number_ends(text, at, end):
        if joint := _JOINT.match(text, first, end):
            yield from _number_ends(text, joint.end(), end)
        yield first


def _number_ends(text: str, at: int, end: int) -> Iterator[int]:
    if text[at : at + 1].isdecimal():
        found = (figures.match(text, at, end) for figures in _FIGURES)
        yield from (number.end() for number in found if number)
    elif word := _WORD.match(text, at, end):
        yield from _multiple_ends(text, at, end)
        if word[2] and word[1] in _TENS:
            yield word.end()
        if word[1] in _SINGLE:
            yield word.end(1)


def _multiple_ends(text: str, at: int, end: int) -> Iterator[int]:
    """Yield where `two hundred`, `a few dozen` and `tens of thousands` end."""
    ends: list[int] = []
    for _ in range(_MOST_TIMES):
        step = _STEP.match(text, at, end)
        if not step or " ".join(step[1].split()) not in _TIMES:
            break
        at = step.end()
        word = _WORD.match(text, at, end)
        if word and word[1] in _MULTIPLES:
            ends.append(word.end(1))
    return reversed(ends)


def _count_starts(text: str, at: int, low: int) -> Iterator[int]:
    """Yield where a count may begin whose first number is at `at`: there, and at each hedge before (`an estimated`)."""
    yield at
    for _ in range(_MOST_HEDGES):
        hedge = _hedge(text, at, low)
        if hedge is None:
            return
        yield hedge
        article = _BEFORE.search(text, max(low, hedge - _LONGEST), hedge)
        at = article.start() if article and article[1] in {"a", "an"} else hedge
        yield at


def _hedge(text: str, at: int, low: int) -> int | None:
    """Where the longest hedge begins that ends before `at`, of up to three words."""
    words, first = "", None
    for _ in range(3):
        word = _BEFORE.search(text, max(low, at - _LONGEST), at)
        if not word:
            break
        at, words = word.start(), f"{word[1]} {words}".strip()
        first = at if words in _HEDGES else first
    return first


def count_before(text: str, openers: Sequence[int], at: int, low: int) -> int:
    """Return where a count of what begins at `at` begins, at `low` or later; `at` itself where nothing counts it.

    Its first number begins at one of `openers`.
    """
    further = _BEFORE.search(text, max(low, at - _LONGEST), at)
    behind = further.start() if further and further[1] in _FURTHER else at
    if behind == low or not text[behind - 1].isspace():
        return at
    near = openers[bisect_left(openers, max(low, behind - _FARTHEST)) : bisect_left(openers, behind)]
    first = next((opener for opener in near if behind - 1 in count_ends(text, opener, behind)), None)
    return at if first is None else min(_count_starts(text, first, low))


def find_counted(small: str, openers: Iterable[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the counted people of a text in small letters, a number of whose begins at one of `openers`."""
    for opener in openers:
        if opener < start or small[opener - 1 : opener] in _INSIDE:
            continue
        stops = (_people_end(small, at, end) for at in count_ends(small, opener, end))
        if stop := next(filter(None, stops), None):
            firsts = _count_starts(small, opener, start)
            yield min(first for first in firsts if small[first - 1 : first] not in _INSIDE), stop
            start = stop


def _people_end(small: str, at: int, end: int) -> int | None:
    """Where the people end whom a count before `at` is of."""
    if at == end or not (small[at] == "-" or small[at].isspace()):
        return None
    found = (COUNTED.end(small, place, end) for place in _places(small, at + 1, end))
    return next(filter(None, found), None) or _meant_end(small, at, end)


def _places(small: str, at: int, end: int) -> Iterator[int]:
    """Yield where the noun for people may begin, nearest first, that a count before `at` belongs to."""
    word = _BETWEEN.match(small, at, end)
    if word and word[1] in _JOINING:
        return
    of_whom = 2 * bool(_OF_WHOM.match(small, at, end))
    for _ in range(_MOST_BETWEEN + of_whom + bool(word and word[1] in _QUALIFIERS)):
        yield at
        word = _BETWEEN.match(small, at, end)
        after = next_word(small, word.end() - 1, end) if word and word[1] in _JOINING else ""
        if not word or word[1] in _NO_BETWEEN or after in _COUNTING or after[:1].isdecimal():
            return
        at = word.end()
    yield at


def _meant_end(small: str, at: int, end: int) -> int | None:
    """Where words end that mean people without a noun: `300 of them`, `300 more`."""
    word = next_word(small, at, end)
    stop = at + 1 + len(word)
    after = next_word(small, stop, end)
    match word:
        case "from" | "who":
            return stop
        case "members" if after in _PURPOSES:
            return stop
        case "more" if not after[:1].isascii() or not after[:1].isalpha() or after.startswith(_VERBS):
            return stop
        case "of" if after in {"them", "those", "these"}:
            return stop + 1 + len(after)
        case "of" if after == "the":
            ends = _number_ends(small, stop + len(" the "), end)
            return next((last for last in ends if last == end or not small[last].isalnum()), None)
        case _:
            return None
