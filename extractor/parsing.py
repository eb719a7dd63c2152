"""Parsing: a completion becomes drafts, item by item; what cannot be read is a rejection, never an exception."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Literal, NamedTuple, cast

from pydantic import TypeAdapter, ValidationError

from extractor.errors import first_wrong
from extractor.flow import Completion, Drafts, Json, shown
from extractor.mending import Mended, is_looping, unwrapped, without_commas
from schemas import Outcome, Rejection

LONGEST_KEPT = 20_000
"""Characters that are kept of an answer that cannot be used; at most output limits that is all of it."""
_DEEPEST = 64
_LONGEST = 1_000_000
_MOST_DIGITS = 30
_HOLDERS = frozenset({dict, list, tuple})


class Section(NamedTuple):
    """One part of an answer: a list of items with an id, or one slot for each key."""

    name: str
    item: Any
    """Type of an item."""
    form: Literal["list", "slots"]


class Answer(NamedTuple):
    """What a completion came to: the JSON object of an `ok` one, else why there is none."""

    outcome: Outcome
    value: Json | None = None
    message: str = ""
    mended: tuple[str, ...] = ()
    """What had to be done to the text before it was an object, see `mending`; nothing as a rule."""


_TWICE = "one key stands twice"
_Twice = tuple[tuple[str, Any], ...]
"""What an object that holds one key twice is read as: nothing that any schema knows, so it costs its own item only."""


def read_answer(completion: Completion, *, forgive: bool = True) -> Answer:
    """Judge a completion and read its JSON object; `forgive` accepts one that has to be mended."""
    if completion.refusal is not None:
        return Answer("refused", message="the model refused to answer")
    if completion.finish == "content_filter":
        return Answer("filtered", message="the server's content filter withheld the answer")
    if is_looping(completion.text):
        return Answer(
            "repetition", message="the answer repeats itself without end; lower part_characters or use another model"
        )
    if completion.finish == "length":
        return Answer(
            "truncated", message=f"the answer was cut off at {completion.tokens_out} tokens; raise max_output_tokens"
        )
    if not completion.text.strip():
        return Answer("empty_completion", message="the model answered with nothing")
    return _read_object(completion.text, forgive=forgive)


def _read_object(text: str, *, forgive: bool) -> Answer:
    mended = Mended(text.strip(), ())
    try:
        value = _loads(mended.text)
    except (ValueError, RecursionError) as error:
        found = _read_mended(mended.text) if forgive else None
        if found is None:
            return Answer("unparsable", message=f"the answer is no JSON object: {type(error).__name__}")
        value, mended = found
    if _is_twice(value):
        return Answer("unparsable", message=f"the answer is JSON, but {_TWICE}")
    if not isinstance(value, dict) or _too_deep(cast("Json", value)):
        return Answer("unparsable", message="the answer is JSON, but no object, or nested too deeply")
    return Answer("ok", cast("Json", value), mended=mended.how)


def _read_mended(text: str) -> tuple[object, Mended] | None:
    """The value of a text that was no JSON, with what was done to it; None where nothing helps."""
    mended = unwrapped(text)
    for attempt in (mended, mended and without_commas(mended)):
        if attempt is not None:
            with suppress(ValueError, RecursionError):
                return _loads(attempt.text), attempt
    return None


def unused_answer(task: str, completion: Completion, answer: Answer, turn: int) -> Rejection:
    """What the model said that came to nothing: its own words, for whoever wants to know why."""
    words = completion.refusal or completion.text
    cut = "…" if len(words) > LONGEST_KEPT else ""
    return Rejection(
        task=task, item="answer", field=None, value=shown(words[:LONGEST_KEPT]) + cut, reason=answer.outcome,
        message=answer.message, round=turn,
    )  # fmt: skip


def _loads(text: str) -> object:
    if len(text) > _LONGEST:
        raise ValueError
    return _decoder().decode(text)


@lru_cache(maxsize=1)
def _decoder() -> json.JSONDecoder:
    """A decoder is kept: to make one takes a third of the time of reading an answer."""
    return json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_constant=float)


def _object(pairs: list[tuple[str, Any]]) -> Json | _Twice:
    found = dict(pairs)
    return found if len(found) == len(pairs) else tuple(pairs)


def _is_twice(value: object) -> bool:
    return isinstance(value, tuple)


def _integer(digits: str) -> int | float:
    """A number of too many digits is no whole number to any schema, and none that takes long to write out."""
    return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(_DEEPEST - 1):
        # Most of an answer are leaves: to leave them out halves the time.
        level = [child for node in level for child in _children(node) if type(child) in _HOLDERS and child]
        if not level:
            return False
    return True


def _children(node: object) -> Iterable[object]:
    return cast("Json", node).values() if type(node) is dict else cast("Sequence[object]", node)


@lru_cache(maxsize=32)
def _adapter(item: Any) -> TypeAdapter[Any]:
    return TypeAdapter(item)


def read_drafts(
    task: str, sections: tuple[Section, ...], keys: Mapping[str, set[str]], answer: Json, turn: int
) -> Drafts:
    """Read every item of `answer` by itself; `keys` names the slots that each slot section must fill."""
    reading = _Reading(task, turn)
    found = {section.name: reading.drafts(section, answer.get(section.name), keys) for section in sections}
    for name in [name for name in answer if name not in found]:
        reading.refuse(name, answer[name], "unknown_key", "the schema knows no such key")
    return Drafts(found, tuple(reading.rejections))


class _Reading:
    """The reading of one answer: what was refused so far."""

    def __init__(self, task: str, turn: int) -> None:
        self.task = task
        self.turn = turn
        self.rejections: list[Rejection] = []

    def refuse(self, item: str, value: object, reason: str, message: str) -> None:
        """List an item as refused."""
        self.rejections.append(
            Rejection(
                task=self.task, item=shown(item), field=None, value=shown(value), reason=reason,
                message=shown(message), round=self.turn,
            )
        )  # fmt: skip

    def drafts(self, section: Section, value: object, keys: Mapping[str, set[str]]) -> dict[str, Any]:
        """Key to draft of each item of a section that can be used."""
        found: dict[str, Any] = {}
        wanted = keys.get(section.name)
        given = self._items(section, value)
        for key, item in given:
            name = f"{section.name} {key}"
            if wanted is not None and key not in wanted:
                self.refuse(name, item, "unknown_key", "nothing with this key was asked about")
            elif key in found:
                self.refuse(name, item, "duplicate", "an earlier item has the same id")
            else:
                self._read(section, key, item, found)
        for key in sorted((wanted or set()) - {key for key, _ in given}, key=lambda key: (len(key), key)):
            self.refuse(f"{section.name} {key}", None, "missing", "the answer does not mention it")
        return found

    def _items(self, section: Section, value: object) -> list[tuple[str, object]]:
        """The items of a section with their keys; a section of the wrong form is refused as a whole."""
        if section.form == "slots" and isinstance(value, dict):
            return list(cast("Json", value).items())
        if section.form == "list" and isinstance(value, list):
            items = enumerate(cast("list[object]", value), 1)
            return [(_id(item) or f"#{number}", item) for number, item in items]
        message = _TWICE if _is_twice(value) else "the answer lacks this part or gives it another form"
        self.refuse(section.name, value, "malformed", message)
        return []

    def _read(self, section: Section, key: str, item: object, found: dict[str, Any]) -> None:
        try:
            found[key] = _adapter(section.item).validate_python(item)
        except ValidationError as error:
            self.refuse(f"{section.name} {key}", item, "malformed", _TWICE if _is_twice(item) else first_wrong(error))


def _id(item: object) -> str | None:
    identifier = cast("Json", item).get("id") if isinstance(item, dict) else None
    return identifier if isinstance(identifier, str) else None
