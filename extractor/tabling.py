"""Tabling: a record -> the cells of its row, for people on a terminal and for programs in CSV.

A kind without a view of its own is shown by its fields, in their order.
"""

from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Union, cast, get_args, get_origin

from pydantic import BaseModel

from extractor.wording import days, people
from schemas import KINDS, Day, Deployment, Evidence, Period, Personnel, Quote, Record, Span

Row = dict[str, str]

_AHEAD = ("article", "record", "id")


def row_of(record: Record, room: int) -> Row:
    """Give the cells of a record for people, long texts cut to `room` characters."""
    match record:
        case Deployment():
            return _deployment_row(record)
        case Quote():
            return _quote_row(record, room)
        case _:
            return _plain_row(record, room)


def _deployment_row(record: Deployment) -> Row:
    return {
        "id": record.id,
        "force": record.force,
        "people": people(record.personnel) if record.personnel else "",
        "units, equipment": "; ".join((*record.units, *record.equipment)),
        "from": record.origin or "",
        "to": "; ".join(record.destination),
        "status": record.status.replace("_", " "),
        "when": _when(record.timing),
        "by": record.ordered_by or "",
        "source": record.source or "",
        "part of": record.part_of or "",
    }


def _quote_row(record: Quote, room: int) -> Row:
    return {
        "id": record.id,
        "speaker": record.speaker,
        "title": record.speaker_title or "",
        "kind": record.kind,
        "words": _cut(record.text, room),
        "cue": record.cue or "",
        "venue": record.venue or "",
        "when": _when(record.said_on),
        "via": record.reported_by or "",
        "turn": str(record.group),
    }


def _plain_row(record: Record, room: int) -> Row:
    values = {**dict(record), "evidence": _places(record.evidence)}
    told = {name: _words(value) for name, value in values.items() if not _is_told(value, values)}
    return {name.replace("_", " "): _cut(cell, room) for name, cell in told.items()}


def _is_told(value: object, beside: Mapping[str, object]) -> bool:
    """Whether a field has only the place of words that stand in a field of their own."""
    return isinstance(value, Span) and "text" in beside


def _words(value: object) -> str:
    match value:
        case Personnel():
            return people(value)
        case Day() | Period():
            return _when(value)
        case _:
            return _plain(value)


def _when(when: Period | Day | None) -> str:
    if when is None:
        return ""
    resolved = days(when)
    return f"{when.text}, {resolved}" if resolved else when.text


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def csv_columns() -> list[str]:
    """Name the columns of all record kinds, the places of the evidence last."""
    columns = dict.fromkeys([*_AHEAD, *(column for schema in KINDS.values() for column in _columns(schema))])
    return [*(column for column in columns if column != "evidence"), "evidence"]


def _columns(record: type[BaseModel]) -> list[str]:
    """Name the columns of a record kind: one a field, or one for each part of a field that has parts."""
    columns: list[str] = []
    for name, field in record.model_fields.items():
        value = _parted(field.annotation)
        columns += [_column(name, part) for part in _parts(value, record.model_fields)] if value else [name]
    return columns


def _parted(annotation: object) -> type[BaseModel] | None:
    """The value with parts that a field has, where it has one, or one or nothing."""
    members = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    return next((one for one in members if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _parts(value: type[BaseModel], beside: Mapping[str, object]) -> list[str]:
    """Name the fields of a value that has parts; the words of a span may stand in a column of their own already."""
    return [part for part in value.model_fields if not (value is Span and part == "text" and "text" in beside)]


def _column(name: str, part: str) -> str:
    return name if part == "text" else f"{name}_{part}"


def csv_cells(record: Record) -> Row:
    """Give the cells of a record by column; evidence is `field:start-end` for each span."""
    cells: Row = {}
    values = dict(record)
    for name, value in values.items():
        if isinstance(value, BaseModel):
            cells |= {_column(name, part): _plain(getattr(value, part)) for part in _parts(type(value), values)}
        else:
            cells[name] = _plain(value)
    return {**cells, "evidence": _places(record.evidence)}


def _places(evidence: Evidence) -> str:
    return " ".join(f"{field}:{span.start}-{span.end}" for field, spans in evidence.items() for span in spans)


def _plain(value: object) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return "; ".join(map(_plain, cast("Sequence[object]", value)))
        case bool():
            return str(value).lower()
        case BaseModel():
            return str(getattr(value, "text", value))
        case _:
            return str(value)
