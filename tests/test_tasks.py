"""Tasks: what differs between record kinds, one value each; a third kind is a schema, a folder and such a value."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from pydantic import Field

from extractor.flow import Candidate, Drafts, Json, Part, Prompt, Segments
from extractor.grounding import Found, Ledger, locate, sentence_ranges, span_of
from extractor.parsing import Section
from extractor.pipeline import run_tasks
from extractor.settings import Settings
from extractor.tasks import TASKS, Task, strict_schema
from schemas import ArticleText, Draft, Evidence, Extraction
from schemas.base import Frozen
from tests.scripted import Answer, Scripted, in_turn, keys_of


class SanctionDraft(Draft):
    """What a model says of one numbered mention of sanctions."""

    sentence: int = Field(description="number of the sentence")
    target: str = Field(description="who is sanctioned")


class Sanction(Frozen):
    id: str
    target: str
    evidence: Evidence


def find_mentions(segments: Segments) -> tuple[Candidate, ...]:
    found = enumerate(re.finditer(r"\bsanctions?\b", segments.text), 1)
    return tuple(
        Candidate(f"S{number}", at.start(), at.end(), segments.sentence_at(at.start()).number, at.start())
        for number, at in found
    )


def propose(segments: Segments, part: Part) -> Json:
    del segments
    return {"sanctions": dict.fromkeys((candidate.key for candidate in part.candidates), "none")}


def settled(segments: Segments, part: Part) -> frozenset[str]:
    """Nothing is sure but a third mention."""
    del segments
    return frozenset(candidate.key for candidate in part.candidates if candidate.key == "S3")


def likely(segments: Segments, part: Part) -> frozenset[str]:
    del segments, part
    return frozenset()


def answer_schema(segments: Segments, part: Part, draft: Json) -> Json:
    del segments
    keys = [candidate.key for candidate in part.candidates]
    slots = {
        "type": "object",
        "properties": {key: {"anyOf": [draft, {"type": "string", "enum": ["none"]}]} for key in keys},
        "required": keys,
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"sanctions": slots},
        "required": ["sanctions"],
        "additionalProperties": False,
    }


def ground(segments: Segments, part: Part, drafts: Drafts, ledger: Ledger) -> list[tuple[str, Sanction]]:
    found: list[tuple[str, Sanction]] = []
    for candidate in part.candidates:
        draft = drafts.sections["sanctions"].get(candidate.key)
        if not isinstance(draft, SanctionDraft):
            ledger.doubtful |= {candidate.key} if draft is None else set()
            continue
        place = locate(segments, draft.target, sentence_ranges(segments, [draft.sentence]))
        if place is None:
            ledger.refuse(f"sanctions {candidate.key}", "target", draft.target, "not_in_cited_sentences")
            ledger.doubtful.add(candidate.key)
        else:
            evidence = {"target": (place,), "mention": (span_of(segments, candidate),)}
            found.append((candidate.key, Sanction(id=candidate.key, target=place.text, evidence=evidence)))
    return found


def finish(segments: Segments, found: Sequence[Found], ledger: Ledger) -> list[Sanction]:
    del segments, ledger
    records = sorted((item.record for item in found), key=lambda record: int(record.id[1:]))
    return [record.model_copy(update={"id": f"s{number}"}) for number, record in enumerate(records, 1)]


EXAMPLE = {
    "article": "The sanctions hit Zembla.",
    "answer": {"sanctions": {"S1": {"sentence": 1, "target": "Zembla"}}},
}


@pytest.fixture
def sanctions(tmp_path: Path) -> Task:
    """A made-up third record kind."""
    files = {
        "system.jinja": "Find sanctions.\n{% for field in fields %}{{ field.name }}: {{ field.doc }}\n{% endfor %}"
        "{% for example in examples %}{{ example.question }}\n{{ example.answer }}{% endfor %}",
        "article.jinja": "<{{ delimiter }}>\n{% for line in lines %}{{ line }}\n{% endfor %}</{{ delimiter }}>",
        "examples.json": json.dumps([EXAMPLE]),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    sections = (Section("sanctions", SanctionDraft | str, "slots"),)
    return Task(
        "sanctions",
        tmp_path,
        SanctionDraft,
        sections,
        find_mentions,
        propose,
        settled,
        likely,
        answer_schema,
        ground,
        finish,
    )


TEXT = "New sanctions on Elbonia were agreed. More sanctions will follow. “No sanctions work,” said Silva."


def answered(slots: Json) -> Json:
    return {"sanctions": slots}


def test_a_third_kind_runs_through_every_stage(sanctions: Task) -> None:
    first = answered(
        {"S1": {"sentence": 1, "target": "elbonia"}, "S2": {"sentence": 2, "target": "Zembla"}, "S3": "none"}
    )
    second = answered({"S2": {"sentence": 1, "target": "Elbonia"}})
    completer = Scripted(in_turn(first, second))
    results = run_tasks(ArticleText(id="a", text=TEXT), completer, Settings(model="m", ask="all"), [sanctions])
    assert [(record.id, record.target) for record in results.records["sanctions"]] == [
        ("s1", "Elbonia"),
        ("s2", "Elbonia"),
    ]
    assert [(refused.item, refused.value) for refused in results.rejections] == [("sanctions S2", "Zembla")]
    assert keys_of(completer.prompts[1]) == ["S2"]
    run = results.runs["sanctions"]
    assert (run.outcome, len(run.requests), len(run.prompt), len(run.answer_schema)) == ("ok", 2, 12, 12)


def test_a_third_kind_is_asked_with_its_own_fields_and_examples(sanctions: Task) -> None:
    completer = Scripted(lambda _: answered(dict.fromkeys(("S1", "S2", "S3"), "none")))
    run_tasks(ArticleText(id="a", text=TEXT), completer, Settings(model="m", ask="all"), [sanctions])
    [prompt] = completer.prompts
    assert prompt.task == "sanctions"
    assert "target: who is sanctioned" in prompt.messages[0].content
    assert '{"sanctions":{"S1":{"sentence":1,"target":"Zembla"}}}' in prompt.messages[0].content
    assert "[1] New {S1}sanctions on Elbonia were agreed." in prompt.messages[1].content


def test_a_third_kind_beside_the_others_costs_them_nothing(sanctions: Task) -> None:
    def script(prompt: Prompt) -> Answer:
        if prompt.task == "sanctions":
            return "no JSON"
        return {"speakers": [{"id": "A", "name": "Silva", "title": None}], "quotes": {"Q1": "A"}}

    results = run_tasks(
        ArticleText(id="a", text=TEXT), Scripted(script), Settings(model="m", ask="all"), [*TASKS, sanctions]
    )
    assert {name: run.outcome for name, run in results.runs.items()} == {
        "deployments": "not_asked", "quotes": "ok", "sanctions": "unparsable",
    }  # fmt: skip
    assert len(results.records["quotes"]) == 1


def test_every_task_is_a_field_of_the_extraction_and_a_setting() -> None:
    names = [task.name for task in TASKS]
    assert set(names) <= set(Extraction.model_fields)
    assert sorted(Settings().records) == sorted(names)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_schema_is_strict(task: Task) -> None:
    """All properties required, none added: what OpenAI's strict structured outputs want."""
    text = "Spain sent 500 soldiers and 12 tanks. “We go,” said Silva. “You stay,” said Reed."
    _assert_strict(task.schema(*task.example_part(text)))


def _assert_strict(node: object) -> None:
    if isinstance(node, dict):
        members = cast("Json", node)
        assert not {"default", "pattern"} & members.keys()
        if members.get("type") == "object":
            assert sorted(members["required"]) == sorted(members["properties"])
            assert members["additionalProperties"] is False
        if "$ref" in members:
            assert set(members) == {"$ref"}
    inner = cast("Json", node).values() if isinstance(node, dict) else node
    if isinstance(node, dict | list):
        for value in cast("Iterable[object]", inner):
            _assert_strict(value)


def test_the_schemas_version_changes_with_the_fields_of_the_draft(sanctions: Task) -> None:
    class Longer(SanctionDraft):
        since: str | None = Field(description="since when")

    other = replace(sanctions, draft=Longer)
    assert re.fullmatch("[0-9a-f]{12}", sanctions.schema_version)
    assert other.schema_version != sanctions.schema_version == replace(sanctions, name="other").schema_version


def test_a_field_that_is_named_like_a_keyword_stays() -> None:
    class Titled(Draft):
        title: str | None = None
        pattern: str = "x"

    schema = strict_schema(Titled)
    assert list(schema["properties"]) == schema["required"] == ["title", "pattern"]
    assert schema["properties"]["pattern"] == {"type": "string"}
