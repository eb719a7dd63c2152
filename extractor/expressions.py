"""Expressions of time: what forms they take in an article's words."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from extractor.reckoning import (
    MONTH_NAMES,
    MONTHS,
    NUMBERS,
    UNRESOLVED,
    WEEKDAYS,
    Days,
    Reckon,
    When,
    ago,
    calendar,
    dated,
    horizon,
    monthly,
    shifted,
    stated,
    unfixed,
    weekday,
)

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![\w-]|[.,][0-9])"
_MONTH = r"(?-i:(?P<month>[A-Z][a-z]{2,8})\b\.?)"
"""A month, if it is one of `MONTH_NAMES`."""
_DAY_NAMES = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_NAMED = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_SHORT = r"(?-i:(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?)"
_PREFIX = rf"(?:(?P<weekday>{_NAMED}|{_SHORT}),?\s+)?(?:the\s+)?"
_TH = r"(?:st|nd|rd|th)?(?!\w|,[0-9]{3})"
_DATE = rf"(?P<day>[0-9]{{1,2}}){_TH}(?:\s?[-\u2013]\s?(?P<last>[0-9]{{1,2}}){_TH})?"
_COUNT = r"(?P<count>(?:an?\s+)?(?:few|several|couple(?:\s+of)?)|\w+)\s+"
"""A number, if it is one of `_COUNTS` or has three digits at most."""
_COUNTS = frozenset(("a", "an", *NUMBERS[1:]))
_FEW = frozenset(("few", "several", "couple"))
_MOST_DIGITS = 3
_UNIT = r"(?P<unit>hour|day|week|month|year)"
_IN = r"(?:in|over|within|during|for)\s+"
_PART_OF_DAY = r"(?:\s+(?:morning|afternoon|evening|night)\b)?"
_TITLES = ("black ", "bloody ", "good ", "palm ", "super ", "cyber ", "mail on ")
"""Words before a weekday that is none."""
_LEADS = frozenset("on by last next this".split())
_IN_YEAR = frozenset("in of by from since during until before after to and early late".split())
_WORD = re.compile(r"\w+")
_FAR = 8
"""Characters before an expression in which such words stand."""
_MONTH_CUES = tuple(name.capitalize() for name in MONTHS)
_WEEKDAY_CUES = tuple(name.capitalize() for name in WEEKDAYS)
_DIGITS = tuple("0123456789")
_DIRECTIONS = ("next", "coming", "last", "past")
_UNITS = ("hour", "day", "week", "month", "year")
_FORMS: tuple[tuple[tuple[tuple[str, ...], ...], str, Reckon], ...] = (
    ((_MONTH_CUES, _DIGITS), rf"\b{_PREFIX}{_MONTH}\s+{_DATE}(?:,?\s+{_YEAR})?", dated),
    ((_MONTH_CUES, _DIGITS), rf"(?<![\w.,/-]){_PREFIX}{_DATE}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?", dated),
    (
        (("19", "20"), tuple("-./")),
        r"(?<![\w.,/-])(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-./])(?P<month>[0-9]{2})(?P=mark)(?P<day>[0-9]{2})(?!\w)",
        dated,
    ),
    (
        (_MONTH_CUES,),
        rf"\b(?:(?P<which>last|this|next)\s+)?{_MONTH}(?:\s+of)?(?:,?\s+{_YEAR}|\s+(?P<beside>this|last|next)\s+year\b)?",
        monthly,
    ),
    ((("19", "20"),), _YEAR, unfixed),
    (
        (("day", *_WEEKDAY_CUES),),
        (
            r"\b(?=[lnptcmwfs])(?:(?P<which>(?:this\s+)?(?:past|coming)|last|this|next)\s+)?"
            rf"(?P<weekday>[a-z]+day\b|{_SHORT}(?!\s+(?-i:[A-Z]))){_PART_OF_DAY}"
            r"(?!\s+(?-i:Times|Telegraph|Express|Mirror|Mail)\b)"
        ),
        weekday,
    ),
    (
        (("today", "yesterday", "tomorrow", "night", "morning", "afternoon", "evening"),),
        (
            r"(?<!Russia )(?<!USA )\b(?P<shift>the\s+day\s+(?:before\s+yesterday|after\s+tomorrow)|yesterday|tomorrow"
            rf"|today|tonight|(?:this|last)\s+(?:morning|afternoon|evening|night))\b(?:(?<=[yw]){_PART_OF_DAY})?"
        ),
        shifted,
    ),
    ((("ago",), _UNITS), rf"\b{_COUNT}{_UNIT}s?\s+ago\b", ago),
    (
        (("week", "month", "year"), ("last", "this", "next", "the")),
        (
            r"\b(?:(?P<part>earlier|later)\s+(?:in\s+)?)?"
            r"(?P<which>last|this(?:\s+past(?=\s+weekend))?|next|the(?=\s+weekend)|(?<=end of )the|(?(part)the|(?!)))"
            r"\s+(?P<unit>weekend|week|month|year)\b(?!\s+of\b)"
        ),
        calendar,
    ),
    (
        (("hours", "days", "weeks", "months", "years"), _DIRECTIONS),
        rf"\b(?:{_IN})?(?:the\s+)?(?P<way>next|coming|last|past)\s+(?:{_COUNT})?{_UNIT}s\b",
        horizon,
    ),
    (
        (_UNITS, _DIRECTIONS),
        rf"\b(?:{_IN}the|(?:the|this)(?=\s+(?:past|coming)))\s+(?P<way>next|coming|last|past)\s+{_UNIT}\b(?!\s+of\b)",
        horizon,
    ),
    (
        (_UNITS,),
        rf"\b(?:(?P<exactly>in)|within|a\s+matter\s+of)\s+(?:{_COUNT})?{_UNIT}(?(count)s?|s)\b",
        horizon,
    ),
    ((("ahead", "to come"), _UNITS), rf"\b(?:{_IN})?(?:the\s+)?{_UNIT}s\s+(?P<count>)(?:ahead|to\s+come)\b", horizon),
    (
        (_UNITS,),
        r"\b(?!hours?\s+of)(?:hour|day|week|weekend|month|year)s?\s+(?:before|after|from|of)\b",
        unfixed,
    ),
    (
        (("spring", "summer", "autumn", "winter", "fall"),),
        r"\b(?:spring|summer|autumn|winter|(?:this|last|next)\s+fall)\b(?:\s+(?:of\s+)?[12][0-9]{3}\b)?",
        unfixed,
    ),
    (
        (("fall", "half", "quarter"), ("1", "2", "year")),
        r"\b(?:fall|half|quarter)\s+of\s+(?:[12][0-9]{3}|the\s+year)\b",
        unfixed,
    ),
)
"""Of each form its cues, one of each group of which stands in all that it fits; its pattern; and what reckons it.

A form without its cues is not even compiled: 1 ms each for the longest.
"""
_CUES = frozenset(cue for cues, _, _ in _FORMS for some in cues for cue in some)
_SMALL_CUES = frozenset(filter(str.islower, _CUES))
_OTHER_CUES = _CUES - _SMALL_CUES


_AHEAD = ("next", "this coming", "coming", "later", "tomorrow", "the day after")
"""How an expression begins of what lies ahead."""


class Phrase(NamedTuple):
    """An expression of time in a text, and what reckons it."""

    start: int
    end: int
    match: re.Match[str]
    reckon: Reckon


def find_phrases(text: str) -> list[Phrase]:
    """Return the expressions of time in `text` in reading order; of those that overlap the first, then the longest."""
    return list(_phrases(text))


@lru_cache(maxsize=64)
def _phrases(text: str) -> tuple[Phrase, ...]:
    held = {*filter(text.__contains__, _OTHER_CUES), *filter(text.lower().__contains__, _SMALL_CUES)}
    found = [
        Phrase(*match.span(), match, reckon)
        for cues, form, reckon in _FORMS
        if True not in map(held.isdisjoint, cues)
        for match in _matches(form, text, reckon)
    ]
    kept: list[Phrase] = []
    for phrase in sorted(found, key=lambda phrase: (phrase.start, -phrase.end)):
        if not kept or phrase.start >= kept[-1].end:
            kept.append(phrase)
    return tuple(kept)


def reckon_days(phrase: Phrase, published: date | None, *, ahead: bool) -> Days:
    """Return the days that an expression comes to, none where there is no such day or no day to reckon it from."""
    try:
        if phrase.match.groupdict().get("year"):
            return stated(phrase.match)
        return phrase.reckon(phrase.match, When(published, ahead)) if published else UNRESOLVED
    except (ValueError, OverflowError):
        return UNRESOLVED


def is_of_speech(phrase: Phrase) -> bool:
    """Whether it may say when something was said: a day, week or month up to publication, or a date."""
    unit = phrase.match.groupdict().get("unit") or ""
    is_past = not " ".join(phrase.match[0].lower().split()).startswith(_AHEAD)
    return is_past and unit.lower() != "year" and phrase.reckon in {dated, weekday, shifted, ago, calendar}


def _matches(form: str, text: str, reckon: Reckon) -> Iterator[re.Match[str]]:
    pattern = _compiled(form)
    match = pattern.search(text)
    while match:
        fits = _fits(match, reckon)
        if fits:
            yield match
        # Within what does not fit another may begin: `flew in within days`.
        match = pattern.search(text, match.end() if fits else match.start() + 1)


def _fits(match: re.Match[str], reckon: Reckon) -> bool:
    """Whether the words for which a form leaves room are what it is of: to look them up takes no compiling."""
    parts = match.groupdict()
    month, count = parts.get("month"), parts.get("count")
    if (month and not (month in MONTH_NAMES or month.isdecimal())) or (count and not _is_count(count.lower())):
        return False
    if reckon is weekday:
        return _is_weekday(match)
    return reckon is not unfixed or "year" not in parts or _is_year(match)


def _is_count(words: str) -> bool:
    digits = words.isdecimal() and len(words) <= _MOST_DIGITS
    return digits or words in _COUNTS or not _FEW.isdisjoint(words.split())


def _is_year(match: re.Match[str]) -> bool:
    """Whether nothing stands before a number, or a word that makes it a year (`in 2014`, `mid-2014`)."""
    word, mark = _before(match.string, match.start())
    return match.start() == 0 or (word == "mid" and mark == "-") or (word in _IN_YEAR and mark == " ")


def _is_weekday(match: re.Match[str]) -> bool:
    """Whether a weekday is meant: no feast, and a short form where one may stand."""
    name = match["weekday"].lower()
    if name.endswith("day"):
        return name in _DAY_NAMES and not _is_titled(match)
    text, (start, end) = match.string, match.span("weekday")
    word, mark = _before(text, start)
    return not _is_titled(match) and ((start, end) == (0, len(text)) or (word in _LEADS and mark == " "))


def _is_titled(match: re.Match[str]) -> bool:
    return match.string[max(0, match.start() - _FAR) : match.start()].lower().endswith(_TITLES)


def _before(text: str, offset: int) -> tuple[str, str]:
    """The word before an offset in small letters, if there is one, and the one character between."""
    words: list[str] = _WORD.findall(text, max(0, offset - _FAR), max(0, offset - 1))
    mark = text[max(0, offset - 1) : offset]
    beside = bool(words) and text.endswith(words[-1], 0, offset - 1)
    return (words[-1].lower() if beside else ""), mark


@cache
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.IGNORECASE)
