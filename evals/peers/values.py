"""Values: what a peer wrote in a field -> text, or a list of texts; what says nothing is nothing."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

_NOTHING = frozenset({"", "none", "null", "unknown", "n/a", "not specified", "not stated", "unspecified"})

Record = Mapping[str, JsonValue]
"""A record as the peer gave it."""


def text_of(record: Record, field: str) -> str | None:
    """Give the text of a field; the items of a list are joined."""
    return ", ".join(texts_of(record, field)) or None


def texts_of(record: Record, field: str) -> tuple[str, ...]:
    """Give the texts of a field, each once; a single value is a list of one."""
    value = record.get(field)
    items: Sequence[JsonValue] = value if isinstance(value, list) else [value]
    told = (" ".join(str(item).split()) for item in items if item is not None and not isinstance(item, dict | list))
    return tuple(dict.fromkeys(one for one in told if one.casefold() not in _NOTHING))


def choice_of(record: Record, field: str, choices: Sequence[str], otherwise: str) -> str:
    """Give the member of a closed list that a field names, else `otherwise`."""
    told = (text_of(record, field) or "").casefold().replace(" ", "_").replace("-", "_")
    return told if told in choices else otherwise


def offsets_of(record: Record, length: int) -> tuple[int, int] | None:
    """Give the offsets that a peer claims for its record, if it claims any within the article."""
    match record.get("span"):
        case [int(start), int(end)] if 0 <= start < end <= length:
            return start, end
        case _:
            return None
