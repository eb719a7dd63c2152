"""Accepting: one label of a gold file -> the values that it accepts, as the schema's own values."""

import json
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from extractor.errors import first_wrong
from schemas import Comparator, Frozen, Personnel, Span, comparators

if TYPE_CHECKING:
    from collections.abc import Sequence

Raw = object
"""A value as JSON gives it."""


class LabelError(ValueError):
    """A label cannot be read; the message says why, without the article's words."""


def accepted(schema: type[Frozen], field: str, label: Raw, text: str) -> tuple[object, ...]:
    """Give every value that `label` accepts for `field`; raises `LabelError`.

    `{"any_of": [a, b]}` accepts either, also for one item of a list. Null is "labelled as none" for any field.
    """
    return tuple(_value(schema, field, choice, text) for choice in alternatives(label))


def alternatives(label: Raw) -> list[Raw]:
    """Write out `any_of`: all plain values that `label` stands for, in its order."""
    if isinstance(label, dict) and "any_of" in label:
        only = cast("dict[str, Raw]", label)
        choices = only["any_of"]
        if len(only) > 1 or not isinstance(choices, list) or not choices:
            raise LabelError("any_of stands alone and holds a list of at least one value")
        return [plain for choice in cast("list[Raw]", choices) for plain in alternatives(choice)]
    if isinstance(label, list):
        items = [alternatives(item) for item in cast("list[Raw]", label)]
        return [list(choice) for choice in product(*items)]
    return [label]


def span_at(pair: Raw, text: str) -> Span:
    """Give the span that a pair of offsets names; raises `LabelError` outside the text."""
    ends: Sequence[Raw] = cast("Sequence[Raw]", pair) if isinstance(pair, list) else ()
    if [type(end) for end in ends] != [int, int]:
        raise LabelError("a place is a pair of whole numbers, [start, end]")
    start, end = cast("tuple[int, int]", tuple(ends))
    if not 0 <= start < end <= len(text):
        raise LabelError(f"[{start}, {end}] is not a stretch of a text of {len(text)} characters")
    return Span(start=start, end=end, text=text[start:end])


def _value(schema: type[Frozen], field: str, label: Raw, text: str) -> object:
    """Read one plain label as the value that the schema's field holds."""
    by = comparators(schema).get(field)
    if by is Comparator.SPAN:
        return span_at(label, text)
    adapter = _adapter(schema, field)
    if label is None:
        return () if get_origin(_annotation(schema, field)) is tuple else None
    try:
        return adapter.validate_json(json.dumps(_shaped(schema, field, label)), strict=True)
    except ValidationError as error:
        raise LabelError(first_wrong(error)) from None


@cache
def _adapter(schema: type[Frozen], field: str) -> TypeAdapter[object]:
    """Build the validator of one field; building it costs more than using it."""
    return TypeAdapter(cast("type[object]", _annotation(schema, field)))


def _shaped(schema: type[Frozen], field: str, label: Raw) -> Raw:
    """Fill in what a label may leave out: bounds, dates and words about which it says nothing."""
    model = _model(schema, field)
    if model is None:
        return label
    given: Raw = {"text": label} if isinstance(label, str) else label
    if not isinstance(given, dict):
        return label
    blank: dict[str, Raw] = {"text": "", "approximate": False} if model is Personnel else {"basis": "labelled"}
    bare: dict[str, Raw] = {name: None for name in model.model_fields if name not in blank}
    return bare | blank | cast("dict[str, Raw]", given)


def _annotation(schema: type[Frozen], field: str) -> object:
    """Look up the type of a field."""
    return cast("object", schema.model_fields[field].annotation)


def _model(schema: type[Frozen], field: str) -> type[BaseModel] | None:
    """Find the value class of a field, if it holds one (`Personnel`, `Day`, `Period`)."""
    annotation = _annotation(schema, field)
    for inner in (annotation, *get_args(annotation)):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None
