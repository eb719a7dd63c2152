"""Days and periods: from an article's words to dates, reckoned from its publication where the words have no year.

- Without a direction, a weekday, date or month is the last one up to publication (with `ahead`, the first from then).
  `last Friday` is before that day, `this Friday` in its week, `coming Friday` after it. `next Friday` is a day only
  when the first one after publication is also the one of next week. A date with its weekday is the nearest.
- Weeks run from Monday to Sunday; `earlier` and `later this week` end and begin at publication. `early`, `mid` and
  `late` leave a period as it is: what happens then happens in it.
- `in the coming days` begins at publication and has no end, `within two weeks` has one. `since`, `from` and `after`
  leave the end open, `by`, `until` and `before` the start.
- `soon` and `in the near term` fix nothing; nor do seasons and what counts from another event (`a day after Monday`).
"""

import re
from datetime import date

from extractor.bounding import bounds_of
from extractor.expressions import Phrase, find_phrases, is_of_speech, reckon_days
from extractor.reckoning import DAY, UNRESOLVED, Days, ago
from schemas import Day, Period

_WINDOW = 48
_UNTIL = frozenset({"by", "until", "till", "through", "no later than"})
_BRIDGE = r"\s*(?:(?P<and>and)|to|through|until|till|[-\u2013\u2014])\s*(?:on\s+)?"
_ASIDE = re.compile(r"\b(?:that|which|who|whose|where|when|since|after)\b|,\s(?:an?|the)\s")
_SPOKEN = frozenset(
    "said says told added tweeted announced reported wrote statement briefing interview conference".split()  # noqa: SIM905
)
_WORD = re.compile(r"\w+")
_BETWEEN = r"\bbetween\s+$"
"""Compiled where there are two expressions: they are few."""


def read_day(words: str, published: date | None) -> Day:
    """Return the day of speech that `words` name, null where they do not name exactly one."""
    days = _days(words, published, ahead=False)
    if days.start is None or days.start != days.end:
        days = UNRESOLVED
    return Day(text=words, date=days.start, basis=_basis(days, published))


def read_period(words: str, published: date | None, *, ahead: bool = False) -> Period:
    """Return the days that `words` name; with `ahead`, what has no direction is the first from publication on."""
    days = _days(words, published, ahead=ahead)
    return Period(text=words, start=days.start, end=days.end, basis=_basis(days, published))


def find_days(text: str) -> list[tuple[int, int]]:
    """Return the code-point offsets of the days, weeks and months that may date speech in `text`, in reading order.

    They are dates and what lies before publication (`Tuesday night`, `last week`): no name of a month or year alone,
    and no bound of a time (`by Friday`, `the end of this week`).
    """
    phrases = [phrase for phrase in find_phrases(text) if is_of_speech(phrase)]
    return [(phrase.start, phrase.end) for phrase in phrases if not any(bounds_of(text, phrase.start)[1:])]


def find_period(text: str, start: int, end: int, *, ahead: bool = False) -> tuple[int, int] | None:
    """Return the offsets of the first time in `text[start:end]` at which something may happen, what bounds it included.

    With `ahead`, what lies before publication is passed over: it says when the reporter was told.
    """
    aside = _ASIDE.search(text, start, end)
    window = text[start : aside.start() if aside else end]
    for phrase in find_phrases(window):
        past = phrase.reckon is ago or (is_of_speech(phrase) and not phrase.match[0].lower().startswith("this"))
        if not _is_spoken(window, phrase.start) and not (ahead and past):
            return start + bounds_of(window, phrase.start).start, start + phrase.end
    return None


def _is_spoken(text: str, end: int) -> bool:
    """Whether the clause before `end` tells of speech."""
    start = max(0, end - _WINDOW)
    clause = max(start, *(text.rfind(mark, start, end) + 1 for mark in ",.;"))
    return not _SPOKEN.isdisjoint(_WORD.findall(text, clause, end))


def _basis(days: Days, published: date | None) -> str:
    if days.start is None and days.end is None:
        return "unresolved"
    return "stated" if days.stated else f"published {published}"


def _days(words: str, published: date | None, *, ahead: bool) -> Days:
    """Return the one time that `words` name: of one expression, of equal ones, or from one to the other."""
    phrases = find_phrases(words)
    days = [reckon_days(phrase, published, ahead=ahead) for phrase in phrases]
    match phrases:
        case [first, last] if _is_range(words, first, last):
            return _range(days[0], days[1], last)
        case _:
            found = {_bounded(*bounds_of(words, at.start)[1:], of) for at, of in zip(phrases, days, strict=True)}
            return found.pop() if len(found) == 1 else UNRESOLVED


def _is_range(words: str, first: Phrase, last: Phrase) -> bool:
    bridge = re.fullmatch(_BRIDGE, words[first.end : last.start], re.IGNORECASE)
    between = bridge and bridge["and"] and re.search(_BETWEEN, words[: first.start], re.IGNORECASE)
    return bridge is not None and (bridge["and"] is None or between is not None)


def _range(first: Days, last: Days, to: Phrase) -> Days:
    """Return the days from one expression to the other, which is the first after it where it has no year."""
    if first.start and last.end and last.end < first.start and not last.stated:
        last = reckon_days(to, first.start, ahead=True)
    if first.start is None or last.end is None or last.end < first.start:
        return UNRESOLVED
    return Days(first.start, last.end, first.stated and last.stated)


def _bounded(bound: str, edge: str, days: Days) -> Days:
    """Apply what bounds an expression to its days."""
    if edge:
        return _at_edge(bound, edge, days)
    if bound == "after":
        return days._replace(start=days.end + DAY if days.end and days.end < date.max else None, end=None)
    if bound == "before":
        return days._replace(start=None, end=days.start - DAY if days.start and days.start > date.min else None)
    if bound in _UNTIL:
        return days._replace(start=None)
    return days._replace(end=None) if bound else days


def _at_edge(bound: str, edge: str, days: Days) -> Days:
    """Apply `by the end of` or `since the beginning of`: the side that both leave fixed."""
    closes = bound in _UNTIL or bound == "before"
    if edge == "end":
        return days._replace(start=None) if closes or not bound else UNRESOLVED
    return days._replace(start=None, end=days.start) if closes else days._replace(end=None)
