"""Ideal: gold -> the extraction that would be perfect, to see what scoring makes of it and of damage done to it."""

from collections.abc import Mapping
from typing import cast, get_args

from evals.comparing import filled
from evals.kinds import COMPARATORS, KINDS, field_by
from evals.labelled import Gold, GoldRecord
from schemas import Comparator, Evidence, Extraction, Frozen, Lineage, Span, Usage

UNLABELLED = "unlabelled"
"""The value of a field that a record must have and the gold does not label."""


def ideal(gold: Gold) -> Extraction:
    """Make the extraction that agrees with gold in every labelled field, optional records included.

    Where the gold accepts several values the first is taken; evidence of each filled field is that of the record.
    """
    made = {kind: tuple(_record(kind, label) for label in labels) for kind, labels in gold.records.items()}
    lineage = Lineage(article_sha256=gold.article.sha256, extractor="gold", codebook="gold", model_asked=None, tasks={})
    usage = Usage(requests=0, tokens_in=0, tokens_out=0, cost_usd=0.0, seconds=0.0)
    return Extraction.model_validate({"article": gold.article, "lineage": lineage, "usage": usage, **made})


def _record(kind: str, gold: GoldRecord) -> Frozen:
    """Make one record as its label has it."""
    schema = KINDS[kind]
    values: dict[str, object] = {name: choices[0] for name, choices in gold.values.items()}
    place = field_by(kind, Comparator.SPAN)
    if place is not None:
        values["text"] = cast("Span", values[place]).text
    for name, field in schema.model_fields.items():
        if field.is_required() and values.get(name) is None and name not in {"id", "evidence"}:
            values[name] = _stand_in(field.annotation)
    return schema.model_validate({**values, "id": gold.id, "evidence": _evidence(kind, gold, values)})


def _stand_in(annotation: object) -> object:
    """Give a value of the right type that says nothing."""
    if annotation is int:
        return 0
    return next(iter(get_args(annotation)), UNLABELLED)


def _evidence(kind: str, gold: GoldRecord, values: Mapping[str, object]) -> Evidence:
    """Give every filled field the evidence of the record, or its own place."""
    place = field_by(kind, Comparator.SPAN)
    spans = gold.evidence or ((cast("Span", values[place]),) if place is not None else ())
    named = [name for name, by in COMPARATORS[kind].items() if by is not Comparator.LINK]
    return {name: spans for name in named if filled(values.get(name)) and spans}
