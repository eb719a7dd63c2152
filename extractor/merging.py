"""Merging: one movement told twice is one record with more evidence, the most specific value of each field winning."""

from collections.abc import Hashable
from typing import Any

from extractor.grounding import spans_of
from schemas import Deployment, Personnel, Span

_SINGLE_FIELDS = ("origin", "timing", "ordered_by", "source", "part_of")


def same_movement(one: Deployment, other: Deployment) -> bool:
    """Whether two records tell one movement: same force and status, agreeing people, units, matériel and route."""
    if one.force != other.force or one.status != other.status or other.id == one.part_of or one.id == other.part_of:
        return False
    if _bounds(one.personnel) is None and _bounds(other.personnel) is None:
        return _everything(one) == _everything(other)
    return _bounds(one.personnel) == _bounds(other.personnel) and _routes_agree(one, other)


def likeness(record: Deployment) -> Hashable:
    """What any two records of one movement have in common, to be looked up by."""
    return record.force, record.status, _bounds(record.personnel) or _everything(record)


def is_counted(people: Personnel | None) -> bool:
    """Whether a number of people has a bound."""
    return _bounds(people) is not None


def _bounds(people: Personnel | None) -> tuple[int | None, int | None] | None:
    """The bounds of a counted number, None where nothing is counted."""
    if people is None or (people.low is None and people.high is None):
        return None
    return people.low, people.high


def _everything(record: Deployment) -> tuple[Hashable, ...]:
    counted = record.personnel is not None
    return counted, frozenset(record.units), frozenset(record.equipment), record.origin, frozenset(record.destination)


def _routes_agree(one: Deployment, other: Deployment) -> bool:
    here, there = set(one.destination), set(other.destination)
    origins = one.origin is None or other.origin is None or one.origin == other.origin
    units = not one.units or not other.units or set(one.units) == set(other.units)
    return origins and units and (here <= there or there <= here)


def merge_records(kept: Deployment, told_again: Deployment) -> Deployment:
    """`kept` with what `told_again` adds: empty fields filled, lists joined, a number instead of none, all evidence."""
    update: dict[str, Any] = {name: getattr(kept, name) or getattr(told_again, name) for name in _SINGLE_FIELDS}
    update |= {
        name: tuple(dict.fromkeys((*getattr(kept, name), *getattr(told_again, name))))
        for name in ("units", "equipment", "destination")
    }
    if _bounds(kept.personnel) is None and told_again.personnel is not None:
        better = _bounds(told_again.personnel) is not None or kept.personnel is None
        update["personnel"] = told_again.personnel if better else kept.personnel
    merged = kept.model_copy(update=update)
    names = dict.fromkeys((*kept.evidence, *told_again.evidence))
    evidence = {name: _evidence(name, merged, kept, told_again) for name in names}
    return merged.model_copy(update={"evidence": {name: spans for name, spans in evidence.items() if spans}})


def _evidence(name: str, merged: Deployment, *tellings: Deployment) -> tuple[Span, ...]:
    """The spans of the tellings that say the merged value; every figure that was given for the people stays."""
    says = [
        telling.evidence.get(name, ())
        for telling in tellings
        if name not in _SINGLE_FIELDS or getattr(telling, name) == getattr(merged, name)
    ]
    return spans_of(span for spans in says for span in spans)
