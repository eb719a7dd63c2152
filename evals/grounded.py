"""Grounded: whether a record's evidence stands in the article and covers all that the record says."""

from typing import cast

from evals.comparing import filled
from evals.kinds import COMPARATORS, Record, field_by, value_of
from schemas import Comparator, Span

_LINKS = frozenset({Comparator.LINK, Comparator.SPAN})
"""Fields that point: their own evidence."""
_OF_THE_PLACE = frozenset({Comparator.EXACT, Comparator.ENUMERATION})
"""Fields that a record's own place says, where it has one: a quote's words and kind are those of its span."""


def grounded(kind: str, record: Record, text: str) -> bool:
    """Whether every span slices to its words and every filled field has at least one."""
    place = field_by(kind, Comparator.SPAN)
    spans = [span for told in record.evidence.values() for span in told]
    if place is not None:
        spans.append(cast("Span", value_of(record, place)))
    needed = [
        field
        for field, by in COMPARATORS[kind].items()
        if filled(value_of(record, field)) and by not in _LINKS and not (place and by in _OF_THE_PLACE)
    ]
    return all(_stands(span, text) for span in spans) and all(record.evidence.get(field) for field in needed)


def _stands(span: Span, text: str) -> bool:
    return span.start < span.end <= len(text) and text[span.start : span.end] == span.text
