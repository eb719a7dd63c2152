"""How a model's answer is judged and read, item by item."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.parsing import LONGEST_KEPT, read_answer, unused_answer
from tests.answers import JSON_VALUES, completion, value


def outcome(text: str, finish: str = "stop", refusal: str | None = None) -> str:
    return read_answer(completion(text, finish, refusal)).outcome


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
