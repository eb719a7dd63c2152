"""Kinds: which records are scored, read off the schemas, so that a new record kind brings its own scoring."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol, cast, get_args

from schemas import Comparator, Evidence, Extraction, Frozen, comparators


class Record(Protocol):
    """What every extracted record has; its fields are read by name."""

    @property
    def id(self) -> str:
        """Name of the record within its article."""
        ...

    @property
    def evidence(self) -> Evidence:
        """Field name to the spans that say it."""
        ...

    def model_dump_json(self, *, exclude: set[str] | None = None) -> str:
        """Write the record as JSON, without the fields to exclude."""
        ...


def _kinds() -> dict[str, type[Frozen]]:
    """Find the fields of `Extraction` that hold records with comparators."""
    found: dict[str, type[Frozen]] = {}
    for name, field in Extraction.model_fields.items():
        for inner in get_args(field.annotation):
            if isinstance(inner, type) and issubclass(inner, Frozen) and comparators(inner):
                found[name] = inner
    return found


KINDS: Mapping[str, type[Frozen]] = _kinds()
"""Name of a kind, as in gold files and extractions, to its schema."""

COMPARATORS: Mapping[str, Mapping[str, Comparator]] = {kind: comparators(schema) for kind, schema in KINDS.items()}
"""Name of a kind to its scored fields and how each is compared, in field order."""


@cache
def field_by(kind: str, comparator: Comparator) -> str | None:
    """Name the first field of `kind` that is compared by `comparator`, if there is one."""
    return next((field for field, by in COMPARATORS[kind].items() if by is comparator), None)


def records(extraction: Extraction, kind: str) -> Sequence[Record]:
    """Give the records of one kind."""
    return cast("Sequence[Record]", getattr(extraction, kind))


def value_of(record: Record, field: str) -> object:
    """Give the value of one field of a record."""
    return cast("object", getattr(record, field))
