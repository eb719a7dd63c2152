"""Written numbers: from figures and number words to whole numbers, or to none where they can be read in two ways."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, cast

from text_to_num import text2num  # type: ignore[import-untyped]

from extractor.heads import in_small
from extractor.reckoning import MONTH_NAMES

Kind = Literal["exact", "one", "year", "vague", "share"]

WHOSE = frozenset("the these those this that its their his her our all them whom".split())
"""Words between a share and its whole."""

_LARGEST = 10**8
_MOST_DIGITS = 12
_DAY_DIGITS = 2
_GROUP = 1000
_read_words = cast("Callable[[str, str], int]", text2num)

_SCALES = {
    "": 1,
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "k": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "bn": 10**9,
}
_SCALE = frozenset("dozen hundred thousand million billion".split())
"""Scales that are number words by themselves."""
_ANY_SCALE = _SCALE | {"lakh", "crore"}
_NUMERALS = _SCALE | frozenset(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    """.split()
)
_WHEN = frozenset("in since during until till before after early late mid".split())
_LABELS = frozenset("Article Chapter Resolution Phase Level Type Force Flight Boeing No.".split())
_FORMATIONS = frozenset(
    """
    Airborne Infantry Armored Armoured Cavalry Division Brigade Regiment Battalion Corps Fleet Wing Squadron
    Expeditionary
    """.split()
)


def _with_article(phrases: frozenset[str]) -> frozenset[str]:
    return phrases.union(*({f"a {phrase}", f"an {phrase}"} for phrase in phrases))


def _of_scales(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{phrase} {scale}{plural}" for phrase in phrases for scale in _SCALE for plural in ("", "s"))


_PARTS = _with_article(
    frozenset(
        """
        half third thirds quarter quarters most some many few several part portion majority minority rest remainder none
        percent
        """.split()
    )
    | {"per cent"}
)
_PLURALS = frozenset("tens dozens scores hundreds thousands millions".split())
_VAGUE = frozenset[str]().union(
    _with_article(_of_scales(frozenset(["few", "couple", "couple of"])) | {"couple of", "handful of"}),
    _of_scales(frozenset(["several", "many", "multiple"])),
    {"several", "a few", "an few"},
    _PLURALS,
    (f"{plural} of {large}" for plural in _PLURALS for large in ("thousands", "millions")),
)
_OPENERS = frozenset(phrase.partition(" ")[0] for phrase in _PARTS | _VAGUE | _NUMERALS).union(
    _WHEN, (word.lower().removesuffix(".") for word in MONTH_NAMES | _LABELS)
)
"""Words, in small letters, that a number or what only looks like one begins with."""

_START = re.compile(r"(?<![\w$#£¥])(?<![€₽])(?<![0-9][.,:/])(?:[0-9]+|[a-z]+)")
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+(?:[:/][0-9]+)+")
_NAMED = re.compile(r"(?:([0-9]{1,3})\s)?([A-Z][a-z]+)\b")
_DAY = re.compile(r"\.?(?:\s[0-9]{1,2}\b)?(?:,?\s[0-9]{4}\b)?")
_LABELLED = re.compile(r"([A-Z][a-z]+\.?)\s[0-9]+")
_IN_YEAR = re.compile(r"([a-z]+)[\s-](?:19|20)[0-9]{2}\b(?![.,][0-9])")
_PERCENT = re.compile(r"[0-9][0-9.,]{0,8}\s?(?:%|per\s?cent)")
_OF_WHOLE = re.compile(r"\s+of\b(?=\s+(an?\s|[a-z]+|[0-9]))")
_PHRASE = re.compile(r"[a-z]+\b(?:\s+[a-z]+\b){0,3}")
_DIGITS = re.compile(
    r"([1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])|[0-9]+(?:[.,'\u00a0][0-9]+)*)(k|mn?|bn)?"
    r"(?!\w|[:/][0-9]|\s?%)"
)
_HALF = re.compile(r"(?:an?\s+)?half[\s-](?:an?\s+)?([a-z]+)\b")
_SPELT = re.compile(r"(an?\s+)?([a-z]+)\b")
_SPELT_ON = re.compile(r"[\s\-\u2010\u2011]+(?:and\s+)?([a-z]+)\b")
_AND_A_HALF = re.compile(r"[\s-]and[\s-]a[\s-]half")
_SCALED = re.compile(r"[\s-]([a-z]+)\b")
_NO_NUMBER = re.compile(r"\w|[:/][0-9]|\s?%")
"""What stands behind no number."""
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?P<mark>[,.'\u00a0])[0-9]{3}(?:(?P=mark)[0-9]{3})*"
    r"|[1-9][0-9]{0,2}(?: 000)+|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
)
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?P<places>[0-9]{1,6}))?")
_SPACING = re.compile(r"[\s\-\u2010\u2011]+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")


class Number(NamedTuple):
    """One written number, as yet without what stands around it."""

    start: int
    end: int
    kind: Kind
    value: int | None = None
    """`None` where the words give none, or more than 10^8."""
    scales: tuple[int, ...] = ()
    """What a number before it in a range may share with it, largest first; none for a number that has its own."""


def find_numbers(text: str) -> Iterator[Number]:
    """Yield the written numbers of `text`; years, vague ones (`several thousand`) and shares (`most of`) are marked."""
    small, at = in_small(text).replace("\u2009", "\u00a0"), 0
    while begin := _START.search(small, at):
        start, at = begin.span()
        if begin[0] not in _OPENERS and not begin[0].isdigit():
            continue
        if skipped := _skipped_end(text, small, start):
            at = skipped
        elif number := _number(small, start):
            yield number
            at = number.end


def _skipped_end(text: str, small: str, at: int) -> int | None:
    """Where a date, a year, an article of a law or a formation by its number ends, which is no count."""
    if dated := _DATED.match(small, at):
        return dated.end()
    named = _NAMED.match(text, at)
    if named and named[2] in MONTH_NAMES and len(named[1] or "") <= _DAY_DIGITS:
        day = _DAY.match(text, named.end())
        return day.end() if day else None
    year = _IN_YEAR.match(small, at)
    if year and year[1] in _WHEN:
        return year.end()
    labelled = _LABELLED.match(text, at)
    if labelled and labelled[1] in _LABELS:
        return labelled.end()
    return named.end() if named and named[1] and named[2] in _FORMATIONS else None


def _number(small: str, start: int) -> Number | None:
    if end := _share_end(small, start):
        return Number(start, end, "share")
    if end := _phrase_end(small, start, _VAGUE):
        return Number(start, end, "vague")
    if start > 1 and small[start - 1] == "-" and "a" <= small[start - 2] <= "z":
        return None
    return _in_digits(small, start) or _half(small, start) or _in_words(small, start)


def _share_end(small: str, at: int) -> int | None:
    """Where `10 per cent of` and `most of` end, before what they are a share of."""
    percent = _PERCENT.match(small, at)
    part = percent.end() if percent else _phrase_end(small, at, _PARTS)
    whole = _OF_WHOLE.match(small, part) if part else None
    return whole.end() if whole and (whole[1] in WHOSE or not whole[1].isalpha()) else None


def _phrase_end(small: str, at: int, phrases: frozenset[str]) -> int | None:
    """Where the longest of some phrases ends that begins at `at`."""
    found = _PHRASE.match(small, at)
    words = found[0] if found else ""
    while words:
        *before, last = words.split()
        if " ".join([*before, last]) in phrases:
            return at + len(words)
        words = words.removesuffix(last).rstrip()
    return None


def _in_digits(small: str, start: int) -> Number | None:
    """Read a number in digits with its scale."""
    digits = _DIGITS.match(small, start)
    if not digits:
        return None
    end, and_a_half, scale = _scale(small, digits.end())
    scale = scale if scale > 1 else _SCALES[digits[2] or ""]
    value = _value(_figures(digits[1], scaled=scale > 1), scale, and_a_half=and_a_half)
    scales = () if value is None else (scale,) if scale > 1 else (_GROUP,) * (value >= _GROUP)
    return Number(start, end, "year" if _YEAR.fullmatch(small, start, end) else "exact", _known(value), scales)


def _half(small: str, start: int) -> Number | None:
    """Read `half a million`."""
    half = _HALF.match(small, start)
    if not half or half[1] not in _SCALE or _NO_NUMBER.match(small, half.end()):
        return None
    scale = _SCALES[half[1]]
    return Number(start, half.end(), "exact", _known(scale // 2), (scale,))


def _in_words(small: str, start: int) -> Number | None:
    """Read a number in words with its scale."""
    ends = [end for end in _spelt_ends(small, start) if not _NO_NUMBER.match(small, end)]
    if not ends:
        return None
    end, and_a_half, scale = _scale(small, ends[-1])
    words = _SPACING.sub(" ", small[start : ends[-1]])
    value = _value((_spelt(words), 0), scale, and_a_half=and_a_half)
    scales = () if value is None else (scale,) if scale > 1 else _shared(words)
    return Number(start, end, "one" if small[start:end] == "one" else "exact", _known(value), scales)


def _spelt_ends(small: str, at: int) -> Iterator[int]:
    """Yield where the first, the first two, ... of the number words at `at` end."""
    word = _SPELT.match(small, at)
    if word and word[2] in (_SCALE if word[1] else _NUMERALS):
        yield (at := word.end())
        while (more := _SPELT_ON.match(small, at)) and more[1] in _NUMERALS:
            yield (at := more.end())


def _scale(small: str, end: int) -> tuple[int, bool, int]:
    """Return where a number ends with `and a half` and the scale behind it, whether it has that half, and the scale."""
    half = _AND_A_HALF.match(small, end)
    for at in (half.end(), end) if half else (end,):
        scale = _SCALED.match(small, at)
        if scale and scale[1] in _ANY_SCALE and not _NO_NUMBER.match(small, scale.end()):
            return scale.end(), at > end, _SCALES[scale[1]]
        if not _NO_NUMBER.match(small, at):
            return at, at > end, 1
    return end, False, 1


def _value(number: tuple[int | None, int], scale: int, *, and_a_half: bool) -> int | None:
    """Return what a number with decimal places comes to, if that is whole."""
    digits, places = number
    if digits is None:
        return None
    value, rest = divmod((2 * digits + 10**places * and_a_half) * scale, 2 * 10**places)
    return None if rest else value


def _known(value: int | None) -> int | None:
    return value if value is not None and value <= _LARGEST else None


def _spelt(words: str) -> int | None:
    """Return what number words come to."""
    plain = words.removeprefix("an ").removeprefix("a ")
    dozens = plain.removesuffix("dozen")
    try:
        return _read_words(dozens.strip() or "one", "en") * (12 if dozens != plain else 1)
    except ValueError:
        return None


def _shared(words: str) -> tuple[int, ...]:
    """Return the scales of `two hundred thousand` that `one` before it may share: hundred thousand, and thousand."""
    head = words.split()
    shared: list[int] = []
    while head and head[-1] in _SCALES:
        shared.append(_SCALES[head.pop()] * (shared[-1] if shared else 1))
    return (1,) if shared and _SCALES.keys() & head else tuple(reversed(shared))


def _figures(digits: str, *, scaled: bool) -> tuple[int | None, int]:
    """Return the digits of a number without marks, and how many of them are decimal places."""
    if len(digits) > _MOST_DIGITS:
        return None, 0
    decimal = _DECIMAL.fullmatch(digits)
    if decimal and (scaled or not decimal["places"]):
        return int(digits.replace(".", "")), len(decimal["places"] or "")
    return (int("".join(filter(str.isdecimal, digits))), 0) if _GROUPED.fullmatch(digits) else (None, 0)
