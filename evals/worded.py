"""Worded: the values of labels and predictions, as JSON has them, in words for people."""

from collections.abc import Mapping, Sequence
from typing import cast

from pydantic import JsonValue

from evals.accepted import alternatives
from evals.kinds import COMPARATORS, field_by
from extractor.wording import people
from schemas import Comparator, Personnel

NOTHING = "none"
"""What stands for an empty value."""
_TOLD = 3
"""Fields that name a record which has no words of its own."""


def worded(value: object) -> str:
    """Put one value in words: numbers with their bounds, days with their dates, places as their offsets."""
    if value is None or value in ("", [], ()):
        return NOTHING
    if isinstance(value, dict):
        return _object(cast("Mapping[str, object]", value))
    if isinstance(value, list | tuple):
        return "; ".join(worded(item) for item in cast("Sequence[object]", value))
    return str(value).replace("_", " ") if isinstance(value, str) and value.islower() else str(value)


def either(values: Sequence[object]) -> str:
    """Put all values that a label accepts in words."""
    told = dict.fromkeys(worded(value) for value in values)
    return " or ".join(sorted(told, key=NOTHING.__eq__)) or NOTHING


def labelled(label: object) -> str:
    """Put a label as its file has it in words."""
    return either(alternatives(label))


def fields_of(kind: str, record: JsonValue) -> dict[str, str]:
    """Put the filled fields of a record, as its file has it, in words."""
    given = record if isinstance(record, dict) else {}
    told = {field: labelled(given[field]) for field in COMPARATORS[kind] if field in given and not _points(kind, field)}
    return {field: value for field, value in told.items() if value != NOTHING}


def title_of(kind: str, record: JsonValue) -> str:
    """Name a record by its words, or by the first of its fields."""
    told = fields_of(kind, record)
    if field_by(kind, Comparator.SPAN) and "text" in told:
        return f"“{told['text']}”"
    return ", ".join([value.split(" or ")[0] for value in told.values()][:_TOLD]) or "nothing said"


def _points(kind: str, field: str) -> bool:
    return COMPARATORS[kind][field] is Comparator.SPAN


def _object(value: Mapping[str, object]) -> str:
    text = str(value.get("text") or "")
    if "low" in value or "high" in value:
        return _bounds(value, text)
    start, end = value.get("start"), value.get("end")
    if isinstance(start, int) and isinstance(end, int):
        return f"{start}-{end}"
    days = " to ".join(dict.fromkeys(str(day) for day in (value.get("date"), start, end) if day))
    return f"{text} ({days})" if days and text else text or days or NOTHING


def _bounds(value: Mapping[str, object], text: str) -> str:
    low, high = (end if isinstance(end, int) else None for end in (value.get("low"), value.get("high")))
    if low is None and high is None:
        return f"{text or NOTHING} (no number)"
    number = people(Personnel(low=low, high=high, approximate=bool(value.get("approximate")), text=text))
    return f"{text} ({number})" if text and text != number else number
