"""The answer of code alone to the deployment task, in the form that a model gives."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from extractor.drafting import drafts_of, likely, propose, settled, suggestion
from extractor.flow import Json
from extractor.grounding import Found, Ledger
from extractor.parsing import read_drafts
from extractor.tasks import TASKS
from schemas import DeploymentDraft
from tests.told import segmented, slots_of, whole

WORDS = (
    "Norway Norwegian Prime Minister Ola Ness ordered will send sent 600 soldiers 40 tanks of them troops to Kenya "
    "from Bergen , and . on Friday next month the 9th Infantry Brigade are withdrawn in alert including \n\n"
)
TEXT = "Norway will send 600 soldiers from Bergen to Kenya next month. The 600 soldiers are ready. Rain fell on tanks."


def test_a_draft_is_what_its_mentions_say_together() -> None:
    assert slots_of(TEXT)["M1"] == {
        "sentences": [1], "status": "planned", "force": "Norway", "origin": "Bergen", "destination": ["Kenya"],
        "timing": "next month", "ordered_by": None, "source": None, "part_of": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "timing"),
    [
        ("Norway will send 600 soldiers to Kenya next month.", "next month"),
        ("Norway will send 600 soldiers to Kenya in May.", "in May"),
        ("Norway sent 600 soldiers to Kenya on Tuesday.", "on Tuesday"),
        ("On Tuesday Norway sent 600 soldiers to Kenya.", "On Tuesday"),
        ("Norway will send 600 soldiers to Kenya, Ola Ness said on Tuesday.", None),
        ("Norway has 600 soldiers in Kenya since May.", None),
        ("The 600 Norwegian soldiers will leave for Kenya on Tuesday.", "on Tuesday"),
        ("The 600 soldiers, Norwegians who trained here, will leave for Kenya next month.", "next month"),
        ("Starting in May, 600 Norwegian soldiers will leave for Kenya.", "Starting in May"),
        ("On Tuesday, Norway said it will send 600 soldiers to Kenya.", None),
        ("Norway will send 600 soldiers " + "and so on " * 100 + "in May.", None),
    ],
)
def test_when_a_movement_takes_effect_stands_near_it(text: str, timing: str | None) -> None:
    assert slots_of(text)["M1"]["timing"] == timing


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Prime Minister Ola Ness ordered 600 Norwegian soldiers to Kenya.", "Ola Ness"),
        ("Ola Ness spoke. Ness has approved the deployment of 600 Norwegian soldiers to Kenya.", "Ola Ness"),
        ("The Kremlin ordered 600 Russian soldiers to Kenya.", "Kremlin"),
        ("Norway ordered 600 soldiers to Kenya.", None),
        ("Ola Ness praised 600 Norwegian soldiers who will go to Kenya.", None),
    ],
)
def test_who_ordered_it_is_a_person_or_a_seat_and_never_the_state(text: str, name: str | None) -> None:
    assert slots_of(text)["M1"]["ordered_by"] == name


def test_the_goal_is_the_one_that_names_most_nations() -> None:
    text = "Norway will send 600 soldiers to the region. The 600 Norwegian soldiers will go to Kenya and Ghana."
    assert slots_of(text)["M1"]["destination"] == ["Kenya and Ghana"]


def test_a_suggestion_is_a_few_words_for_each_mention() -> None:
    segments = segmented(TEXT)
    assert [suggestion(segments, key) for key in ("M1", "M2", "M3")] == [
        "planned, Norway, from Bergen, to Kenya", "M1", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Norway will send 600 soldiers.", True),
        ("Norway will send troops to Kenya.", True),
        ("Norway will send 600 soldiers. The 600 Norwegian soldiers are young.", True),
        ("Rain fell on troops.", True),
        ("Norway will send troops.", True),
        ("Norway will send the 9th Infantry Brigade to Kenya.", True),
        ("Norway will send 40 tanks to Kenya.", True),
        ("Norway praised 600 soldiers.", False),
        ("The minister will send troops to Nowhere.", False),
    ],
)
def test_code_trusts_what_it_takes_for_a_deployment_and_what_tells_of_nothing(text: str, *, sure: bool) -> None:
    segments = segmented(text)
    part = whole(segments)
    found = settled(segments, part) | likely(segments, part)
    assert (found == {candidate.key for candidate in part.candidates}) is sure


def test_people_without_a_count_are_likely_and_not_settled() -> None:
    segments = segmented("Norway will send troops to Kenya.")
    part = whole(segments)
    assert not settled(segments, part)
    assert likely(segments, part) == {"M1"}


def test_a_part_is_answered_for_its_own_mentions_alone() -> None:
    segments = segmented(TEXT)
    part = whole(segments)
    asked = type(part)(1, 3, part.candidates[1:2])
    assert propose(segments, asked) == {"deployments": {"M2": "M1"}}
    assert settled(segments, asked) == {"M2"}


def assert_fits(value: Any, schema: Json, root: Json) -> None:
    """Check a value against the keywords that the task's schemas use."""
    schema = root["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "anyOf" in schema:
        assert any(_fits(value, one, root) for one in schema["anyOf"]), value
        return
    kind = {"object": "dict", "array": "list", "string": "str", "integer": "int", "null": "NoneType"}[schema["type"]]
    assert type(value).__name__ == kind
    assert value in schema.get("enum", [value])
    if kind == "dict":
        _assert_members(value, schema, root)
    elif kind == "list":
        _assert_items(value, schema, root)
    elif kind == "int":
        assert schema["minimum"] <= value <= schema["maximum"]


def _assert_members(value: Json, schema: Json, root: Json) -> None:
    assert list(value) == schema["required"]
    for name, inner in value.items():
        assert_fits(inner, schema["properties"][name], root)


def _assert_items(value: list[Any], schema: Json, root: Json) -> None:
    assert schema.get("minItems", 0) <= len(value) <= schema["maxItems"]
    for inner in value:
        assert_fits(inner, schema["items"], root)


def _fits(value: Any, schema: Json, root: Json) -> bool:
    try:
        assert_fits(value, schema, root)
    except AssertionError:
        return False
    return True


@given(st.lists(st.sampled_from([*WORDS.split(" ")]), max_size=60).map(" ".join) | st.text(max_size=100))
@limits(deadline=None)
def test_what_code_proposes_fits_the_schema_that_a_model_is_held_to(text: str) -> None:
    segments = segmented(text)
    part = whole(segments)
    schema = TASKS[0].schema(segments, part)
    # `none` is for code alone: a model has to say why.
    slots = {key: "talk" if slot == "none" else slot for key, slot in propose(segments, part)["deployments"].items()}
    assert_fits({"deployments": slots}, schema, schema)


@given(st.lists(st.sampled_from([*WORDS.split(" ")]), max_size=60).map(" ".join))
@limits(deadline=None)
def test_what_code_proposes_is_grounded_without_a_loss(text: str) -> None:
    segments, task = segmented(text), TASKS[0]
    part, ledger = whole(segments), Ledger("deployments", 0)
    keys = {"deployments": {candidate.key for candidate in part.candidates}}
    drafts = read_drafts(task.name, task.sections, keys, propose(segments, part), 0)
    found = [Found(key, record, 0) for key, record in task.ground(segments, part, drafts, ledger)]
    task.finish(segments, found, ledger)
    assert not drafts.rejections
    assert {refused.reason for refused in ledger.rejections} <= {"not_a_deployment", "points_nowhere"}


def test_every_draft_is_a_draft() -> None:
    for draft in drafts_of(segmented(TEXT)).values():
        assert DeploymentDraft.model_validate(draft).force == "Norway"


def test_who_told_a_body_to_send_forces_ordered_it() -> None:
    segments = segmented("Prime Minister Kari Olsen told the Ministry to send 600 Norwegian soldiers to Kenya.")
    [draft] = drafts_of(segments).values()
    assert draft["ordered_by"] == "Kari Olsen"


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("All Kenyan and Peruvian partners cheered. The Norwegian Army is proud. The 600 soldiers left.", "Norwegian"),
        ("In northern Kenya, the government is at work. The 600 soldiers left.", "Kenya"),
        ("All cheered. The Kenyan and Peruvian Army trained. The 600 soldiers left.", None),
        ("Norway sent soldiers to Peru. The U.S. Army watched. The 600 soldiers left.", "Norway"),
        ("All Kenyan partners met Chilean ones. The 600 soldiers left.", None),
        ("In northern Kenya, the rain goes on. The 600 soldiers left.", None),
        ("The army said 600 soldiers had left for Chad.", None),
        ("The army said 600 soldiers had left for northern Chad.", "Chad"),
        ("İİİİİİ The government said 600 soldiers would be sent to Chad.", None),
    ],
)
def test_forces_that_nothing_names_are_of_whose_services_an_article_names(text: str, force: str | None) -> None:
    drafts = [slot for slot in slots_of(text).values() if not isinstance(slot, str)]
    assert (drafts[-1]["force"] if drafts else None) == force
