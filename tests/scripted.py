"""Scripted models: their answers are a function of the prompt, and they keep what they were asked."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from extractor.errors import CompletionError
from extractor.flow import Attempt, Completion, Prompt
from extractor.folding import seen
from schemas import Deployment, Extraction, Personnel, Quote, Span

Json = dict[str, Any]
Answer = Json | str | Completion | CompletionError
Script = Callable[[Prompt], Answer]

DRAFT: Json = {
    "sentences": [1],
    "status": "planned",
    "force": "Spain",
    "origin": None,
    "destination": [],
    "timing": None,
    "ordered_by": None,
    "source": None,
    "part_of": None,
}
"""A deployment as a model writes it, in an article whose first sentence names Spain."""


def said(value: Json | str, **changes: Any) -> Completion:
    """A complete answer: JSON, or text as it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    answer = Completion(
        text=text,
        model="answering-model",
        finish="stop",
        refusal=None,
        tokens_in=100,
        tokens_out=10,
        seconds=0.5,
        cost_usd=0.001,
        answered_at="2026-11-22T10:00:00+00:00",
        attempts=(Attempt("ok", 200),),
    )
    return replace(answer, **changes)


def keys_of(prompt: Prompt) -> list[str]:
    """The candidates that the prompt's task must answer for."""
    slots: Json = prompt.schema["properties"][prompt.task]
    return list(slots["properties"])


def nothing(prompt: Prompt) -> Json:
    """`none` for every candidate."""
    lists: Json = {name: [] for name, part in prompt.schema["properties"].items() if part["type"] == "array"}
    return {**lists, prompt.task: dict.fromkeys(keys_of(prompt), "none")}


def drafted(**changes: Any) -> Json:
    """A deployment as a model writes it."""
    return {**DRAFT, **changes}


def speaking(names: Mapping[str, str | tuple[str, str]], letters: Mapping[str, str]) -> Json:
    """An answer about quotes: letter to name, or to name and title, and stretch to letter."""
    pairs = {letter: (given, None) if isinstance(given, str) else given for letter, given in names.items()}
    speakers = [{"id": letter, "name": name, "title": title} for letter, (name, title) in pairs.items()]
    return {"speakers": speakers, "quotes": dict(letters)}


@dataclass
class Scripted:
    """A model that answers each prompt as `script` says."""

    script: Script = nothing
    prompts: list[Prompt] = field(default_factory=list[Prompt])
    _lock: Lock = field(default_factory=Lock)

    def complete(self, prompt: Prompt) -> Completion:
        with self._lock:
            self.prompts.append(prompt)
        answer = self.script(prompt)
        if isinstance(answer, CompletionError):
            raise answer
        return answer if isinstance(answer, Completion) else said(answer)

    def asked(self, task: str) -> list[Prompt]:
        return [prompt for prompt in self.prompts if prompt.task == task]


def by_task(**scripts: Script | Answer) -> Script:
    """Another script, or a fixed answer, for each task; `none` to what the others ask."""

    def script(prompt: Prompt) -> Answer:
        chosen = scripts.get(prompt.task, nothing)
        return chosen(prompt) if callable(chosen) else chosen

    return script


def in_turn(*scripts: Script | Answer) -> Script:
    """One script, or fixed answer, after the other; the last one for ever."""
    left = list(scripts)
    lock = Lock()

    def script(prompt: Prompt) -> Answer:
        with lock:
            chosen = left.pop(0) if len(left) > 1 else left[0]
        return chosen(prompt) if callable(chosen) else chosen

    return script


@dataclass
class Invention:
    """Random values that fit any JSON Schema; every free string is made up by `word`, and kept."""

    word: Callable[[random.Random], str]
    seed: int = 0
    given: list[str] = field(default_factory=list[str])
    """Every string that no enumeration gave."""

    def answer(self, prompt_schema: Json) -> Json:
        """Make up an answer for a whole schema."""
        dice = random.Random(f"{self.seed}/{len(self.given)}")  # noqa: S311 - chance, no secret
        value: Json = self._value(prompt_schema, prompt_schema, dice)
        return value

    def _value(self, schema: Json, root: Json, dice: random.Random) -> Any:
        if "$ref" in schema:
            return self._value(_resolved(schema["$ref"], root), root, dice)
        if "anyOf" in schema:
            return self._value(dice.choice(schema["anyOf"]), root, dice)
        if "enum" in schema:
            return dice.choice(schema["enum"])
        kind = schema["type"]
        if kind == "object":
            return {name: self._value(schema["properties"][name], root, dice) for name in schema["required"]}
        if kind == "array":
            return self._array(schema, root, dice)
        return self._plain(kind, schema, dice)

    def _array(self, schema: Json, root: Json, dice: random.Random) -> list[Any]:
        count = dice.randint(schema.get("minItems", 0), schema.get("maxItems", 4))
        return [self._value(schema["items"], root, dice) for _ in range(count)]

    def _plain(self, kind: str, schema: Json, dice: random.Random) -> Any:
        if kind == "string":
            self.given.append(self.word(dice))
            return self.given[-1]
        if kind in {"integer", "number"}:
            return dice.randint(schema.get("minimum", -1000), schema.get("maximum", 1000))
        return {"boolean": dice.random() < 1 / 2, "null": None}[kind]


def _resolved(reference: str, root: Json) -> Json:
    found = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def gibberish(dice: random.Random) -> str:
    """Words that no article holds: names, numbers, places and phrases of them."""
    made_up = [f"Zq{dice.getrandbits(48):012x}", f"zq {dice.getrandbits(32):08x}", f"{dice.randint(10**9, 10**12):,}"]
    return " ".join(dice.sample(made_up, dice.randint(1, 3)))


def records_of(extraction: Extraction) -> list[Deployment | Quote]:
    return [*extraction.deployments, *extraction.quotes]


def assert_grounded(extraction: Extraction) -> None:
    """Every filled field has evidence, every span holds, and every value is made of its spans' words."""
    text = extraction.article.text
    for record in records_of(extraction):
        for spans in record.evidence.values():
            assert spans
            assert all(text[span.start : span.end] == span.text for span in spans)
            assert list(spans) == sorted(spans, key=lambda span: (span.start, span.end))
        _assert_says(record)
    places = [refused.span for refused in extraction.rejections if refused.span]
    assert all(text[span.start : span.end] == span.text for span in places)
    _assert_numbered(extraction)


def _assert_says(record: Deployment | Quote) -> None:
    plain = {name for name, value in record if value and name not in {"id", "span", "group", "evidence"}}
    assert set(record.evidence) == plain
    for field_name in ("units", "equipment", "destination"):
        assert {evened(value) for value in getattr(record, field_name, ())} <= _said(record, field_name)
    for field_name in ("origin", "speaker_title", "cue", "venue", "reported_by", "text"):
        value = getattr(record, field_name, None)
        assert value is None or evened(value) in _said(record, field_name)
    for field_name in ("personnel", "timing", "said_on"):
        value = getattr(record, field_name, None)
        assert value is None or evened(value.text) in _said(record, field_name)
    for field_name in ("speaker", "ordered_by", "source"):
        value = getattr(record, field_name, None)
        assert value is None or evened(value) in _said(record, field_name)


def _said(record: Deployment | Quote, name: str) -> set[str]:
    return {evened(words) for words in words_of(record, name)}


def evened(words: str) -> str:
    """Words as a value has them: white space made even, nothing unseen."""
    return " ".join(seen(words).split())


def _assert_numbered(extraction: Extraction) -> None:
    assert [record.id for record in extraction.deployments] == [
        f"d{n}" for n, _ in enumerate(extraction.deployments, 1)
    ]
    assert [record.id for record in extraction.quotes] == [f"q{n}" for n, _ in enumerate(extraction.quotes, 1)]
    links = {record.id: record.part_of for record in extraction.deployments}
    for name in links:
        seen: list[str | None] = [name]
        while (link := links[str(seen[-1])]) is not None:
            assert link in links
            assert link not in seen
            seen.append(link)
    for record in extraction.deployments:
        assert record.personnel or record.units or record.equipment
    assert all(quote.text == quote.span.text for quote in extraction.quotes)


def words_of(record: Deployment | Quote, name: str) -> list[str]:
    """The words of a field's evidence."""
    return [span.text for span in record.evidence.get(name, ())]


def counts(people: Personnel | None) -> tuple[int | None, int | None] | None:
    return (people.low, people.high) if people else None


def place_of(text: str, words: str, nth: int = 1) -> Span:
    """The `nth` place of words in a text."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Span(start=start, end=start + len(words), text=words)
