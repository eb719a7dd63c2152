"""The foundation of every public record: frozen, closed, with its scoring rule beside each field."""

from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Comparator(StrEnum):
    """How a predicted value of a field is compared with the gold value."""

    EXACT = "exact"
    """The same value."""
    ENUMERATION = "enumeration"
    """The same member of a closed list."""
    NAME = "name"
    """The same name on normalised tokens; titles stripped, a lone surname in the gold is enough."""
    WORDS = "words"
    """The same words after folding case, marks, articles and spaces."""
    PLACES = "places"
    """The same set of place names."""
    WORD_SET = "word_set"
    """The same set of phrases, each compared as words."""
    QUANTITY = "quantity"
    """The same lower and upper bound."""
    DATE = "date"
    """The same resolved date or dates; the words where the gold has no date."""
    SPAN = "span"
    """Character overlap of at least half of the union."""
    LINK = "link"
    """A link to a record that is matched with the record the gold links to."""


class Compared(NamedTuple):
    """Field metadata: the comparator by which evals score the field."""

    by: Comparator


def comparators(record: type[BaseModel]) -> dict[str, Comparator]:
    """Map each scored field of `record` to its comparator, in field order."""
    found: dict[str, Comparator] = {}
    for name, field in record.model_fields.items():
        marks: list[Any] = [mark for mark in field.metadata if isinstance(mark, Compared)]
        if marks:
            found[name] = marks[0].by
    return found
