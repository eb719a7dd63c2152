"""Reckoning: from the parts of an expression of time and the day of publication to days."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple


class Days(NamedTuple):
    """The first and the last day that words name; both null where they name a time and do not fix it."""

    start: date | None = None
    end: date | None = None
    stated: bool = False
    """Whether the words carry the year."""


class When(NamedTuple):
    """What an expression without its year is reckoned from."""

    published: date
    ahead: bool
    """Whether what has no direction lies ahead of publication."""


Reckon = Callable[[re.Match[str], When], Days]

UNRESOLVED = Days()
DAY = timedelta(days=1)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = frozenset(
    """Jan January Feb February Mar March Apr April May Jun June Jul July Aug August Sep Sept September Oct October Nov
    November Dec December""".split()  # noqa: SIM905
)
"""Months as they are written, whole or short."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_FARTHEST = 183
_LONG = frozenset({1, 3, 5, 7, 8, 10, 12})
_SHIFTS = {"the day before yesterday": -2, "the day after tomorrow": 2, "yesterday": -1, "tomorrow": 1}


def stated(match: re.Match[str]) -> Days:
    """Return the days that words with a year fix by themselves."""
    parts = match.groupdict()
    year = int(parts["year"])
    if not parts.get("month"):
        return Days(date(year, 1, 1), date(year, 12, 31), stated=True)
    if not parts.get("day"):
        month = _month_of(parts["month"])
        return Days(date(year, month, 1), _month_end(year, month), stated=True)
    return _fitting(match, year)._replace(stated=True)


def _fitting(match: re.Match[str], year: int) -> Days:
    """Return the days of a date in a year, none if the first is not the weekday that is named with it."""
    parts = match.groupdict()
    month = _month_of(parts["month"])
    start, end = date(year, month, int(parts["day"])), date(year, month, int(parts.get("last") or parts["day"]))
    named = parts.get("weekday")
    return Days(start, end) if start <= end and (not named or _weekday_of(named) == start.weekday()) else UNRESOLVED


def dated(match: re.Match[str], when: When) -> Days:
    """Reckon a date without year; the right weekday beside it says that it is the nearest, in whichever direction."""
    named = match.groupdict().get("weekday") is not None
    step = 1 if when.ahead else -1
    for shift in (0, step, -step) if named else range(0, 9 * step, step):
        try:
            days = _fitting(match, when.published.year + shift)
        except ValueError:  # A 29th of February in another year.
            continue
        distance = (days.start - when.published).days * step if days.start else -1
        if (days.start and abs(distance) <= _FARTHEST) if named else distance >= 0:
            return days
    return UNRESOLVED


def monthly(match: re.Match[str], when: When) -> Days:
    """Reckon a month without year: the last that has begun, or the first that is not over."""
    month, which, year = _month_of(match["month"]), (match["which"] or "").lower(), when.published.year
    if beside := match["beside"]:
        year += {"last": -1, "next": 1}.get(beside.lower(), 0)
        return Days(date(year, month, 1), _month_end(year, month))
    distance = month - when.published.month
    if which == "next" or (when.ahead and not which):
        year += distance < (which == "next")
    elif which != "this":
        year -= distance > -(which == "last")
    return Days(date(year, month, 1), _month_end(year, month))


def unfixed(match: re.Match[str], when: When) -> Days:  # noqa: ARG001
    """Reckon nothing: what has a year is stated, and what counts from another event is not fixed."""
    return UNRESOLVED


def weekday(match: re.Match[str], when: When) -> Days:
    """Reckon a weekday; `next Friday` only where the first one to come is that of next week."""
    which = (match["which"] or "").lower().split()[-1:]
    day = _monday(when.published) + DAY * _weekday_of(match["weekday"])
    before = day if day < when.published else day - 7 * DAY
    after = day if day > when.published else day + 7 * DAY
    if which == ["next"]:
        return Days(after, after) if after > day else UNRESOLVED
    if which in (["last"], ["past"]):
        return Days(before, before)
    if which == ["coming"]:
        return Days(after, after)
    if not which and day != when.published:
        day = after if when.ahead else before
    return Days(day, day)


def shifted(match: re.Match[str], when: When) -> Days:
    """Reckon `yesterday`, `tonight`, `last night`, ..."""
    words = " ".join(match["shift"].lower().split())
    day = when.published + DAY * _SHIFTS.get(words, -words.startswith("last"))
    return Days(day, day)


def ago(match: re.Match[str], when: When) -> Days:
    """Reckon a number of days, weeks, ... before publication."""
    count = _number_of(match["count"])
    return UNRESOLVED if count is None else _unit(when.published, match["unit"].lower(), -count)


def calendar(match: re.Match[str], when: When) -> Days:
    """Reckon the last, this or the next week, month, year or weekend."""
    part, which, unit = ((match[name] or "").lower() for name in ("part", "which", "unit"))
    if unit == "weekend":
        return _weekend(which, when)
    days = _unit(when.published, unit, {"last": -1, "next": 1}.get(which, 0))
    if part and which in {"this", "the"}:
        return days._replace(end=when.published) if part == "earlier" else days._replace(start=when.published)
    return days


def _weekend(which: str, when: When) -> Days:
    """Return Saturday and Sunday of this or the last week, or the last begun; `next weekend` may be either of two."""
    saturday = _monday(when.published) + 5 * DAY
    if which == "last" or (which not in {"this", "next"} and not when.ahead and saturday > when.published):
        saturday -= 7 * DAY
    return UNRESOLVED if which == "next" else Days(saturday, saturday + DAY)


def horizon(match: re.Match[str], when: When) -> Days:
    """Reckon from publication on, or back from it, as far as the words say."""
    parts = match.groupdict()
    count, unit = _number_of(parts["count"] or "") if "count" in parts else 1, parts["unit"].lower()
    if parts.get("way", "next").lower() in {"past", "last"}:
        return Days(None if count is None else _moved(when.published, unit, -count), when.published)
    far = None if count is None else _moved(when.published, unit, count)
    if parts.get("exactly") and far:
        return Days(far, far) if unit == "day" else UNRESOLVED
    return Days(when.published, far)


def _unit(published: date, unit: str, shift: int) -> Days:
    """Return the day, week, month or year that lies so many of them from publication."""
    day = _moved(published, unit, shift)
    if unit == "week":
        return Days(_monday(day), _monday(day) + 6 * DAY)
    if unit == "month":
        return Days(day.replace(day=1), _month_end(day.year, day.month))
    return Days(date(day.year, 1, 1), date(day.year, 12, 31)) if unit == "year" else Days(day, day)


def _moved(day: date, unit: str, shift: int) -> date:
    if unit in {"month", "year"}:
        years, month = divmod(day.month - 1 + shift * (12 if unit == "year" else 1), 12)
        last = _month_end(day.year + years, month + 1)
        return last.replace(day=min(day.day, last.day))
    return day + DAY * (-(-shift // 24) if unit == "hour" else shift * 7 if unit == "week" else shift)


def _month_end(year: int, month: int) -> date:
    return date(year, month, 31) if month in _LONG else date(year, month + 1, 1) - DAY


def _monday(day: date) -> date:
    return day - DAY * day.weekday()


def _month_of(words: str) -> int:
    return int(words) if words.isdecimal() else MONTHS.index(words[:3].lower()) + 1


def _weekday_of(words: str) -> int:
    return WEEKDAYS.index(words[:3].lower())


def _number_of(words: str) -> int | None:
    """Return a number of days, weeks, ...; `None` for a few."""
    word = words.lower()
    if word in {"a", "an"}:
        return 1
    return int(word) if word.isdecimal() else NUMBERS.index(word) if word in NUMBERS else None
