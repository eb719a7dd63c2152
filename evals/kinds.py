"""Kinds: which records are scored, read off the schemas, so that a new record kind brings its own scoring."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

import schemas
from schemas import Comparator, Extraction, Frozen, Record, comparators

__all__ = ["COMPARATORS", "KINDS", "Record", "field_by", "records", "value_of"]

KINDS: Mapping[str, type[Frozen]] = {kind: schema for kind, schema in schemas.KINDS.items() if comparators(schema)}
"""Name of a kind, as in gold files and extractions, to its schema."""

COMPARATORS: Mapping[str, Mapping[str, Comparator]] = {kind: comparators(schema) for kind, schema in KINDS.items()}
"""Name of a kind to its scored fields and how each is compared, in field order."""


@cache
def field_by(kind: str, comparator: Comparator) -> str | None:
    """Name the first field of `kind` that is compared by `comparator`, if there is one."""
    return next((field for field, by in COMPARATORS[kind].items() if by is comparator), None)


def records(extraction: Extraction, kind: str) -> Sequence[Record]:
    """Give the records of one kind."""
    return extraction.records[kind]


def value_of(record: Record, field: str) -> object:
    """Give the value of one field of a record."""
    return cast("object", getattr(record, field))
