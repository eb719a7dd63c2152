"""Kinds: what a record is, and how the fields of an extraction tell which kinds of records there are."""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol, get_args, get_origin

from pydantic import BaseModel

from schemas.base import Frozen
from schemas.spans import Evidence

_RECORD = {"id", "evidence"}
_WORD_BEGINS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Record(Protocol):
    """What every extracted record has; its other fields are read by name, or one after the other."""

    @property
    def id(self) -> str:
        """Name of the record within its article."""
        ...

    @property
    def evidence(self) -> Evidence:
        """Field name to the spans that say it."""
        ...

    def __iter__(self) -> Iterator[tuple[str, object]]:
        """Give the name and value of each field."""
        ...

    def model_dump_json(self, *, exclude: set[str] | None = None) -> str:
        """Write the record as JSON, without the fields to exclude."""
        ...


def kinds_of(extraction: type[BaseModel]) -> Mapping[str, type[Frozen]]:
    """Map each field `tuple[R, ...]`, R a schema with an `id` and `evidence`, to R, in field order."""
    held = {name: _held(field.annotation) for name, field in extraction.model_fields.items()}
    return {name: schema for name, schema in held.items() if schema and schema.model_fields.keys() >= _RECORD}


def _held(annotation: object) -> type[Frozen] | None:
    """What a tuple of any length holds, if that is a schema."""
    held = get_args(annotation)[0] if get_origin(annotation) is tuple else None
    return held if isinstance(held, type) and issubclass(held, Frozen) else None


def noun_of(record: type[BaseModel]) -> str:
    """Name one record of a kind, by its schema: `quote`, `troop_loss`."""
    return _WORD_BEGINS.sub("_", record.__name__).lower()
