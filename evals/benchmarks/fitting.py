"""Fitting: a JSON Schema -> the same plain value that fits it, each time."""

from typing import Any

Json = dict[str, Any]


def fitting(schema: Json, root: Json | None = None) -> Any:
    """A value that fits: `none` where it may be chosen, else the first choice, and lists as short as they may be."""
    root = root or schema
    if "$ref" in schema:
        return fitting(_resolved(schema["$ref"], root), root)
    if "anyOf" in schema:
        return fitting(schema["anyOf"][-1], root)
    if "enum" in schema:
        return "none" if "none" in schema["enum"] else schema["enum"][0]
    kind = schema.get("type", "null")
    kind = kind if isinstance(kind, str) else kind[-1]
    if kind == "object":
        return {name: fitting(schema["properties"][name], root) for name in schema.get("required", ())}
    if kind == "array":
        return [fitting(schema["items"], root) for _ in range(schema.get("minItems", 0))]
    plain: Json = {"string": "-", "integer": schema.get("minimum", 0), "number": schema.get("minimum", 0)}
    return plain.get(kind, False if kind == "boolean" else None)


def _resolved(reference: str, root: Json) -> Json:
    found = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found
