"""How the items of a model's answer are read, each by itself."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.flow import Drafts, shown
from extractor.parsing import Section, read_drafts
from schemas import DeploymentDraft, SpeakerDraft
from tests.answers import JSON_VALUES, LIND, MOVE, value

QUOTES = (Section("speakers", SpeakerDraft, "list"), Section("quotes", str, "slots"))
DEPLOYMENTS = (Section("deployments", DeploymentDraft | str, "slots"),)


def quotes(answer: dict[str, Any], *keys: str) -> Drafts:
    return read_drafts("quotes", QUOTES, {"quotes": set(keys)}, answer, 1)


def deployments(slots: object, *keys: str) -> Drafts:
    return read_drafts("deployments", DEPLOYMENTS, {"deployments": set(keys)}, {"deployments": slots}, 1)


def reasons(drafts: Drafts) -> list[tuple[str, str]]:
    return [(rejection.item, rejection.reason) for rejection in drafts.rejections]


def test_items_that_fit_are_drafts() -> None:
    drafts = quotes({"speakers": [LIND], "quotes": {"Q1": "A", "Q2": "none"}}, "Q1", "Q2")
    assert drafts.sections == {"speakers": {"A": SpeakerDraft(**LIND)}, "quotes": {"Q1": "A", "Q2": "none"}}
    assert drafts.rejections == ()


def test_a_slot_may_hold_a_draft_or_a_word() -> None:
    found = deployments({"M1": MOVE, "M2": "M1", "M3": "none"}, "M1", "M2", "M3")
    assert found.sections["deployments"] == {"M1": DeploymentDraft(**MOVE), "M2": "M1", "M3": "none"}


@pytest.mark.parametrize(
    "broken",
    [
        {"sentences": ["1"]},
        {"sentences": [True]},
        {"sentences": [1.0]},
        {"sentences": [3e3]},
        {"sentences": []},
        {"sentences": None},
        {"sentences": [1] * 7},
        {"force": 3},
        {"force": None},
        {"status": "attacked"},
        {"destination": "Strelsau"},
        {"destination": [None]},
        {"extra": 1},
        {"timing": ["today"]},
        {"origin": {"a": 1}},
    ],
)
def test_a_malformed_item_costs_itself_and_no_other(broken: dict[str, Any]) -> None:
    found = deployments({"M1": MOVE | broken, "M2": MOVE}, "M1", "M2")
    assert list(found.sections["deployments"]) == ["M2"]
    assert reasons(found) == [("deployments M1", "malformed")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"sentences": [1]', '"sentences": [NaN]'),
        ('"sentences": [1]', '"sentences": [-Infinity]'),
        ('"sentences": [1]', f'"sentences": [{"9" * 5_000}]'),
        ('"sentences": [1]', '"sentences": [1e999]'),
        ('"force": "Ruritania"', '"force": NaN'),
        ('"force": "Ruritania"', f'"force": {"9" * 5_000}'),
        ('"force": "Ruritania"', '"force": "Ruritania", "force": "Utopia"'),
        ('"origin": null', '"origin": {"a": 1, "a": 2}'),
    ],
)
def test_numbers_that_are_none_and_keys_that_stand_twice_cost_their_item_only(old: str, new: str) -> None:
    text = json.dumps({"deployments": {"M1": MOVE, "M2": MOVE}}).replace(old, new, 1)
    found = deployments(value(text)["deployments"], "M1", "M2")
    assert list(found.sections["deployments"]) == ["M2"]
    assert reasons(found) == [("deployments M1", "malformed")]
    found.rejections[0].model_dump_json()


def test_a_slot_that_stands_twice_costs_its_section() -> None:
    found = deployments(value('{"deployments": {"M1": "none", "M1": "M2"}}')["deployments"], "M1")
    assert found.sections["deployments"] == {}
    assert reasons(found) == [("deployments", "malformed"), ("deployments M1", "missing")]
    assert "twice" in found.rejections[0].message


@pytest.mark.parametrize("section", [None, [], "text", 3, {"a": 1}])
def test_a_section_of_another_form_is_refused_and_its_sibling_is_read(section: object) -> None:
    found = quotes({"speakers": section, "quotes": {"Q1": "A"}}, "Q1")
    assert found.sections["quotes"] == {"Q1": "A"}
    assert reasons(found) == ([("speakers", "malformed")] if section != [] else [])


def test_what_was_not_answered_is_missing_in_the_order_of_its_numbers() -> None:
    assert reasons(quotes({"speakers": [], "quotes": {"Q2": "A"}}, "Q1", "Q2", "Q10", "Q9")) == [
        ("quotes Q1", "missing"), ("quotes Q9", "missing"), ("quotes Q10", "missing"),
    ]  # fmt: skip


def test_a_key_that_was_not_asked_about_is_refused() -> None:
    found = quotes({"speakers": [], "quotes": {"Q1": "A", "Q7": "A"}, "notes": [1]}, "Q1")
    assert reasons(found) == [("quotes Q7", "unknown_key"), ("notes", "unknown_key")]
    assert found.sections["quotes"] == {"Q1": "A"}


def test_of_two_items_with_one_id_the_first_that_fits_is_read() -> None:
    found = quotes({"speakers": [LIND | {"name": 3}, LIND, LIND | {"name": "Ida Bakke"}], "quotes": {}})
    assert found.sections["speakers"]["A"].name == "Marta Lind"
    assert reasons(found) == [("speakers A", "malformed"), ("speakers A", "duplicate")]


@pytest.mark.parametrize("item", [None, 3, "A", [], {}, {"id": None}, {"id": 3, "name": "x", "title": None}])
def test_an_item_without_an_id_is_refused_under_its_place(item: object) -> None:
    assert reasons(quotes({"speakers": [LIND, item], "quotes": {}})) == [("speakers #2", "malformed")]


@pytest.mark.parametrize("letter", ["a", "AB", "", "1", "Ä", "A\n"])
def test_a_speakers_letter_is_one_capital(letter: str) -> None:
    assert quotes({"speakers": [LIND | {"id": letter}], "quotes": {}}).sections["speakers"] == {}


def test_twenty_thousand_identical_items_are_one_draft_and_the_rest_refused() -> None:
    found = quotes({"speakers": [LIND] * 20_000, "quotes": {}})
    assert (len(found.sections["speakers"]), len(found.rejections)) == (1, 19_999)


def test_a_rejection_tells_the_value_the_task_and_the_round() -> None:
    found = read_drafts("quotes", QUOTES, {"quotes": {"Q1"}}, {"speakers": [], "quotes": {"Q1": {"é": 1}}}, 2)
    rejection = found.rejections[0]
    assert (rejection.task, rejection.value, rejection.round, rejection.field) == ("quotes", '{"é": 1}', 2, None)


def test_the_message_of_a_malformed_item_names_the_field_and_not_the_value() -> None:
    message = quotes({"speakers": [LIND | {"name": ["canary"]}], "quotes": {}}).rejections[0].message
    assert "name" in message
    assert "canary" not in message


@given(st.dictionaries(st.sampled_from(["speakers", "quotes", "deployments", "x\ud800"]), JSON_VALUES))
def test_no_answer_whatever_raises_and_every_rejection_can_be_written_out(answer: dict[str, Any]) -> None:
    for sections in (QUOTES, DEPLOYMENTS):
        drafts = read_drafts("task", sections, {sections[-1].name: {"Q1"}}, answer, 1)
        assert all(rejection.model_dump_json().encode() for rejection in drafts.rejections)


@pytest.mark.parametrize(
    ("given_value", "text"),
    [
        ("é «a»", "é «a»"),
        ("a\ud800b", "a\\ud800b"),
        (["\udfff", 1], '["\\udfff", 1]'),
        (None, "null"),
        (3, "3"),
        ({"a": "é"}, '{"a": "é"}'),
    ],
)
def test_a_value_is_shown_as_text_with_half_characters_spelt_out(given_value: object, text: str) -> None:
    assert shown(given_value) == text
