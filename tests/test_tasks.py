"""Tasks: what differs between record kinds, one value each; a third kind is a schema, a folder and such a value."""

import re
from collections.abc import Iterable
from typing import cast

import pytest
from pydantic import Field

from extractor.flow import Json, Prompt
from extractor.pipeline import run_tasks
from extractor.settings import Settings
from extractor.tasks import TASKS, Task, strict_schema
from schemas import KINDS, ArticleText, Draft
from tests.sanctions import sanctions_task
from tests.sanctions.sanction import SanctionDraft
from tests.scripted import Answer, Scripted, in_turn, keys_of


@pytest.fixture
def sanctions() -> Task:
    """A made-up third record kind."""
    return sanctions_task()


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
    assert sorted(names) == sorted(KINDS)
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

    other = sanctions._replace(draft=Longer)
    assert re.fullmatch("[0-9a-f]{12}", sanctions.schema_version)
    assert other.schema_version != sanctions.schema_version == sanctions._replace(name="other").schema_version


def test_a_field_that_is_named_like_a_keyword_stays() -> None:
    class Titled(Draft):
        title: str | None = None
        pattern: str = "x"

    schema = strict_schema(Titled)
    assert list(schema["properties"]) == schema["required"] == ["title", "pattern"]
    assert schema["properties"]["pattern"] == {"type": "string"}
