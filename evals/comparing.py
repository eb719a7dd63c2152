"""Comparing: a predicted and a labelled value of one field -> the same or not, strictly and leniently.

Strict is the codebook's rule, by which everything is judged; lenient tells a near miss from a plain error:

| Comparator | strict | lenient |
| --- | --- | --- |
| exact | the same value | the same words |
| enumeration, link | the same member, the same record | likewise |
| name | the same name without titles (`evals/names.py`) | one is short for the other |
| words | the same words without articles | one says all that the other does |
| places | the same set of names, `Fort Bragg` for `Fort Bragg, North Carolina` | one set has its like in the other |
| word set | the same set of phrases, each as words | one set has its like in the other |
| quantity | both bounds; no bounds are as null | a number in common |
| date | the days where the gold has any, else the words | days that overlap, or words alike |
| span | overlap of at least half of the union | any overlap |
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import cast

from evals.names import like_name, same_name
from evals.phrases import alike, canonical, tokens
from schemas import Comparator, Day, Period, Personnel, Span

Test = Callable[[object, object], bool]

HALF = 0.5
"""Share from which on something is mostly there."""


def compare(comparator: Comparator, predicted: object, gold: object, *, lenient: bool = False) -> bool:
    """Whether a predicted value is the labelled one; two empty values are the same, an empty and a filled one never."""
    if not (filled(predicted) and filled(gold)):
        return filled(predicted) == filled(gold)
    return _STRICT[comparator](predicted, gold) or (lenient and _LENIENT[comparator](predicted, gold))


def filled(value: object) -> bool:
    """Whether a value says anything; a number of people without bounds does not (codebook: null equals no bounds)."""
    if isinstance(value, Personnel):
        return value.low is not None or value.high is not None
    return value is not None and value not in ("", ())


def overlap(one: Span, other: Span) -> int:
    """Characters that two spans share."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def union_share(one: Span, other: Span) -> float:
    """Shared characters as a share of the union, 0.0 to 1.0."""
    shared = overlap(one, other)
    union = (one.end - one.start) + (other.end - other.start) - shared
    return shared / union if union else 0.0


def _equal(predicted: object, gold: object) -> bool:
    return predicted == gold


def _same_name(predicted: object, gold: object) -> bool:
    return same_name(str(predicted), str(gold))


def _like_name(predicted: object, gold: object) -> bool:
    return like_name(str(predicted), str(gold))


def _same_words(predicted: object, gold: object) -> bool:
    return tokens(str(predicted)) == tokens(str(gold))


def _alike(predicted: object, gold: object) -> bool:
    return alike(str(predicted), str(gold))


def _same_place(predicted: object, gold: object) -> bool:
    """Whether two names are of one place; where both say in what it lies, they must agree."""
    ours, theirs = _place(str(predicted)), _place(str(gold))
    return ours[0] == theirs[0] and (ours[1] == theirs[1] or not (ours[1] and theirs[1]))


def _place(written: str) -> tuple[str, str]:
    """Split a place into its own name and that in which it lies."""
    name, _, within = written.partition(",")
    return canonical(tokens(name)), canonical(tokens(within))


def _each(test: Test) -> Test:
    """Make a test of two sets: each item has its same in the other set."""

    def sets_agree(predicted: object, gold: object) -> bool:
        ours, theirs = _items(predicted), _items(gold)
        return _within(ours, theirs, test) and _within(theirs, ours, test)

    return sets_agree


def _one_way(test: Test) -> Test:
    """Make a lenient test of two sets: each item of one set has its like in the other."""

    def sets_meet(predicted: object, gold: object) -> bool:
        ours, theirs = _items(predicted), _items(gold)
        return _within(ours, theirs, test) or _within(theirs, ours, test)

    return sets_meet


def _within(some: Iterable[str], others: Iterable[str], test: Test) -> bool:
    kept = tuple(others)
    return all(any(test(item, other) for other in kept) for item in some)


def _items(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(cast("Iterable[str]", value))


def _same_bounds(predicted: object, gold: object) -> bool:
    return _bounds(predicted) == _bounds(gold)


def _common_bound(predicted: object, gold: object) -> bool:
    return bool((set(_bounds(predicted)) & set(_bounds(gold))) - {None})


def _bounds(value: object) -> tuple[int | None, int | None]:
    number = cast("Personnel", value)
    return number.low, number.high


def _same_days(predicted: object, gold: object) -> bool:
    days = _days(gold)
    return _days(predicted) == days if any(days) else _same_words(_text(predicted), _text(gold))


def _near_days(predicted: object, gold: object) -> bool:
    ours, theirs = _days(predicted), _days(gold)
    if alike(_text(predicted), _text(gold)):
        return True
    return any(ours) and any(theirs) and _reach(ours, theirs) and _reach(theirs, ours)


def _reach(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether one period begins before the other ends; an open end reaches for ever."""
    return (one[0] or date.min) <= (other[1] or date.max)


def _days(value: object) -> tuple[date | None, date | None]:
    return (
        (value.date, value.date) if isinstance(value, Day) else (cast("Period", value).start, cast("Period", value).end)
    )


def _text(value: object) -> str:
    return cast("Day | Period", value).text


def _half_shared(predicted: object, gold: object) -> bool:
    return union_share(cast("Span", predicted), cast("Span", gold)) >= HALF


def _touching(predicted: object, gold: object) -> bool:
    return overlap(cast("Span", predicted), cast("Span", gold)) > 0


_STRICT: Mapping[Comparator, Test] = {
    Comparator.EXACT: _equal,
    Comparator.ENUMERATION: _equal,
    Comparator.LINK: _equal,
    Comparator.NAME: _same_name,
    Comparator.WORDS: _same_words,
    Comparator.PLACES: _each(_same_place),
    Comparator.WORD_SET: _each(_same_words),
    Comparator.QUANTITY: _same_bounds,
    Comparator.DATE: _same_days,
    Comparator.SPAN: _half_shared,
}
_LENIENT: Mapping[Comparator, Test] = {
    **_STRICT,
    Comparator.EXACT: _same_words,
    Comparator.NAME: _like_name,
    Comparator.WORDS: _alike,
    Comparator.PLACES: _one_way(_alike),
    Comparator.WORD_SET: _one_way(_alike),
    Comparator.QUANTITY: _common_bound,
    Comparator.DATE: _near_days,
    Comparator.SPAN: _touching,
}
