"""How a model's answer is judged and read, item by item."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.flow import Completion, Drafts, shown
from extractor.parsing import LONGEST_KEPT, Section, read_answer, read_drafts, unused_answer
from schemas import DeploymentDraft, SpeakerDraft

QUOTES = (Section("speakers", SpeakerDraft, "list"), Section("quotes", str, "slots"))
DEPLOYMENTS = (Section("deployments", DeploymentDraft | str, "slots"),)
LIND: dict[str, Any] = {"id": "A", "name": "Marta Lind", "title": None}
MOVE: dict[str, Any] = {
    "sentences": [1], "force": "Ruritania", "origin": None, "destination": ["Strelsau"], "status": "planned",
    "timing": None, "ordered_by": None, "source": None, "part_of": None,
}  # fmt: skip
JSON_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters(), max_size=5),
        st.sampled_from([LIND, MOVE]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(st.characters(), max_size=3), inner, max_size=4)
    ),
    max_leaves=10,
)


def completion(text: str, finish: str = "stop", refusal: str | None = None) -> Completion:
    return Completion(
        text=text, model="m", finish=finish, refusal=refusal, tokens_in=9, tokens_out=7, seconds=1.0, cost_usd=None,
        answered_at="2024-05-08T10:00:00Z", attempts=(),
    )  # fmt: skip


def outcome(text: str, finish: str = "stop", refusal: str | None = None) -> str:
    return read_answer(completion(text, finish, refusal)).outcome


def value(text: str) -> Any:
    return read_answer(completion(text)).value


def quotes(answer: dict[str, Any], *keys: str) -> Drafts:
    return read_drafts("quotes", QUOTES, {"quotes": set(keys)}, answer, 1)


def deployments(slots: object, *keys: str) -> Drafts:
    return read_drafts("deployments", DEPLOYMENTS, {"deployments": set(keys)}, {"deployments": slots}, 1)


def reasons(drafts: Drafts) -> list[tuple[str, str]]:
    return [(rejection.item, rejection.reason) for rejection in drafts.rejections]


# --- the whole answer ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "finish", "refusal", "wanted"),
    [
        ('{"a": 1}', "stop", None, "ok"),
        ('{"a": 1}', "tool_calls", None, "ok"),
        ('{"a": 1', "length", None, "truncated"),
        ('{"a": 1}', "length", None, "truncated"),
        ("", "length", None, "truncated"),
        ("", "content_filter", None, "filtered"),
        ('{"a": 1}', "stop", "I cannot", "refused"),
        ("", "stop", None, "empty_completion"),
        (" \n\t", "stop", None, "empty_completion"),
        ('{"a": 1', "stop", None, "unparsable"),
        ("There are no deployments in this text.", "stop", None, "unparsable"),
        ('{"a": 1} {"b": 2}', "stop", None, "unparsable"),
        ('{"a": 1} {"a": 1}', "stop", None, "unparsable"),
        ('```json\n{"a": 1}\n```\n```json\n{"b": 2}\n```', "stop", None, "unparsable"),
        ('[{"a": 1}]', "stop", None, "unparsable"),
        ('{"a": {"b": 1}', "stop", None, "unparsable"),
        ('{"a": "b', "stop", None, "unparsable"),
        ('{"a": 1,, "b": 2}', "stop", None, "unparsable"),
        ("} {", "stop", None, "unparsable"),
        ("[]", "stop", None, "unparsable"),
        ("null", "stop", None, "unparsable"),
        ('"text"', "stop", None, "unparsable"),
        ('{"a": 1, "a": 2}', "stop", None, "unparsable"),
        ("\ufeff", "stop", None, "unparsable"),
    ],
)
def test_each_way_to_give_no_answer_has_its_outcome(text: str, finish: str, refusal: str | None, wanted: str) -> None:
    assert outcome(text, finish, refusal) == wanted


MENDED = {
    '```json\n{"a": 1}\n```': ("code_fence",),
    '```JSON\r\n{"a": 1}\r\n```': ("code_fence",),
    '```\n{"a": 1}\n```': ("code_fence",),
    '```{"a": 1}```': ("code_fence",),
    'Sure:\n```json\n{"a": 1}\n```\nDone.': ("code_fence",),
    '```json\n{"a": 1}': ("code_fence",),
    '\ufeff{"a": 1}': ("byte_order_mark",),
    '\ufeff\n```json\n{"a": 1}\n```': ("byte_order_mark", "code_fence"),
    '{"a": 1} and that is all': ("words_around",),
    '<think>Well, one.</think>{"a": 1}': ("words_around",),
    '{"a": 1,}': ("trailing_comma",),
    '{"a": 1\n,\n}\n': ("trailing_comma",),
    '```json\n{"a": 1,}\n```': ("code_fence", "trailing_comma"),
}


@pytest.mark.parametrize("text", MENDED)
def test_an_object_that_stands_alone_is_read_and_what_was_mended_is_told(text: str) -> None:
    """Faults 21 and 22."""
    answer = read_answer(completion(text))
    assert (answer.outcome, answer.value, answer.mended) == ("ok", {"a": 1}, MENDED[text])


def test_mending_leaves_what_stands_in_strings_alone() -> None:
    assert value('{"a": ["x,]", "\\",", 1,],}') == {"a": ["x,]", '",', 1]}


@pytest.mark.parametrize("text", ['{"a": 1}', ' \n{"a": 1}\n '])
def test_an_object_as_it_should_be_is_not_flagged(text: str) -> None:
    answer = read_answer(completion(text))
    assert (answer.value, answer.mended) == ({"a": 1}, ())


def test_a_fence_inside_a_value_is_not_taken_for_the_answer() -> None:
    text = json.dumps({"a": '```json\n{"b": 2}\n```'})
    assert value(text) == {"a": '```json\n{"b": 2}\n```'}


def test_nothing_is_mended_where_that_is_not_allowed() -> None:
    assert read_answer(completion('```json\n{"a": 1}\n```'), forgive=False).outcome == "unparsable"


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 900 + "1" + "}" * 900,
        '{"a":' + "[" * 100 + "]" * 100 + "}",
        json.dumps({"a": [random.Random(number).random() for number in range(60_000)]}),  # noqa: S311 - chance, no secret
        '{"a": "' + '\\"' * 3_000,
        '{"a": "' + "\\" * 3_001 + '"}',
        "{" + "," * 3_000 + "}",
        "{" + ", " * 2_000 + " " * 3_000 + "}",
    ],
    ids=["depth 900", "depth 100", "a megabyte", "open string", "backslashes", "commas", "spaces"],
)
def test_an_answer_without_measure_is_unparsable(text: str) -> None:
    """Fault 30."""
    assert outcome(text) == "unparsable"


RECORD = '{"id": "A", "name": "Ana Silva", "title": "the minister of defence and of much else besides"}'


@pytest.mark.parametrize("finish", ["stop", "length"])
@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"a": "' + "x" * 5_000_000 + '"}',
        "```\n" + "\n" * 1_000_000,
        "```" * 300_000,
        '{"speakers": [' + ", ".join([RECORD] * 20_000) + '], "quotes": {"Q1": "A"}}',
        '{"speakers": [' + f"{RECORD}, " * 100,
    ],
    ids=["lists", "objects", "letters", "line ends", "fences", "20,000 records", "100 records, cut"],
)
def test_an_answer_that_goes_round_in_circles_is_a_repetition(text: str, finish: str) -> None:
    """Fault 30."""
    assert outcome(text, finish) == "repetition"


@pytest.mark.parametrize("word", ["none", "A", "M1"])
def test_an_answer_that_says_one_word_of_a_thousand_keys_is_no_repetition(word: str) -> None:
    assert outcome(json.dumps({f"M{number}": word for number in range(1_000)})) == "ok"


def test_what_a_model_said_in_vain_is_kept_up_to_a_measure() -> None:
    said = completion("No. " + "x" * LONGEST_KEPT)
    kept = unused_answer("quotes", said, read_answer(said), 1)
    assert (kept.item, kept.reason, len(kept.value)) == ("answer", "repetition", LONGEST_KEPT + 1)


def test_messages_hold_no_words_of_the_answer() -> None:
    assert "canary" not in read_answer(completion("canary {")).message


def test_the_words_of_a_refusal_do_not_stand_in_its_message() -> None:
    """They may be the article's, and messages go to logs and terminals."""
    assert "I cannot help" not in read_answer(completion("", refusal="I cannot help")).message


@given(st.text(st.characters(), max_size=40) | JSON_VALUES.map(json.dumps))
def test_no_text_whatever_raises(text: str) -> None:
    answer = read_answer(completion(text))
    assert (answer.value is not None) == (answer.outcome == "ok")


# --- the items -----------------------------------------------------------------------------------------------------


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
