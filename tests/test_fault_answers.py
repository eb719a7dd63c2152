"""Faults in the form of what a model answers, from bytes to records; the numbers are those of FAULTS.md."""

import json
import logging
from io import StringIO

import pytest

from extractor.page import render_page
from extractor.parsing import LONGEST_KEPT
from extractor.viewing import print_tables, write_jsonl
from schemas import Extraction
from tests.faulty import GOOD, MOVED, Ask
from tests.loopback import Reply, as_json, completion, failed, said
from tests.scripted import Json, drafted

# --- the server's envelope -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>Log in</html>", headers={"content-type": "text/html"}),
        as_json({"error": "out of order"}),
        as_json({"choices": None}),
        as_json({"choices": []}),
    ],
    ids=["page", "error", "null", "none"],
)
def test_what_is_no_completion_is_asked_for_once_more_and_then_an_error(reply: Reply, ask: Ask) -> None:
    """Faults 15 and 16."""
    asked = ask(reply)
    assert (asked.kind, asked.run.outcome, len(asked.requests)) == ("bad_response", "failed", 2)


@pytest.mark.parametrize("code", [429, 500, 503])
def test_an_error_inside_a_good_status_is_treated_as_the_status_that_it_names(code: int, ask: Ask) -> None:
    """Fault 16."""
    asked = ask(as_json({"error": {"code": code, "message": "no"}}, headers={"retry-after": "0.01"}), said(GOOD))
    assert (asked.kind, asked.run.attempts, asked.speakers) == (None, 2, ["Ana Silva"])


@pytest.mark.parametrize("code", ["context_length_exceeded", "exceed_context_size_error"])
def test_a_request_that_is_too_long_is_reported_and_never_sent_again(code: str, ask: Ask) -> None:
    """Fault 12."""
    asked = ask(failed(400, code=code))
    assert (asked.kind, asked.run.outcome, len(asked.requests)) == ("too_long", "too_long", 1)
    assert asked.extraction.error is not None
    assert "lower the part length" in asked.extraction.error.message


# --- answers that come to nothing ----------------------------------------------------------------------------------

CUT = GOOD[:-9]
IN_VAIN: dict[str, tuple[Reply, str, int, str]] = {
    "cut at the limit": (said(CUT, finish="length"), "truncated", 1, CUT),
    "cut without a word": (said(CUT), "unparsable", 2, CUT),
    "nothing": (said(""), "empty_completion", 1, ""),
    "null": (said(None), "empty_completion", 1, ""),
    "white space": (said(" \n\t"), "empty_completion", 1, " \n\t"),
    "prose": (said("No deployments in this text."), "unparsable", 2, "No deployments in this text."),
    "refusal": (said(None, refusal="I cannot help with that."), "refused", 1, "I cannot help with that."),
    "filter": (said("", finish="content_filter"), "filtered", 1, ""),
    "two values": (said(f"{GOOD} {GOOD}"), "unparsable", 2, f"{GOOD} {GOOD}"),
    "keys twice": (said('{"quotes": {}, "quotes": {}}'), "unparsable", 2, '{"quotes": {}, "quotes": {}}'),
    "deep": (said('{"a":' * 900 + "1" + "}" * 900), "unparsable", 2, '{"a":' * 900 + "1" + "}" * 900),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_VAIN)
def test_an_answer_that_comes_to_nothing_is_an_outcome_of_its_own_and_never_no_records(name: str, ask: Ask) -> None:
    """Faults 17 to 20, 22 to 24, 27 and 30; the requests are counted by the server."""
    reply, outcome, requests, _ = IN_VAIN[name]
    asked = ask(reply)
    assert (asked.run.outcome, asked.kind, len(asked.requests)) == (outcome, outcome, requests)
    assert asked.extraction.quotes == ()
    assert asked.extraction.status == "failed"


@pytest.mark.parametrize("name", IN_VAIN)
def test_what_a_model_said_in_vain_is_kept_with_the_records_and_out_of_the_logs(
    name: str, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    """Faults 18 and 26: each answer in full, by its round."""
    reply, outcome, requests, words = IN_VAIN[name]
    caplog.set_level(logging.DEBUG)
    asked = ask(reply)
    kept = [(one.reason, one.value, one.round) for one in asked.unused]
    assert kept == [(outcome, words, turn) for turn in range(1, requests + 1)]
    assert not [line for line in words.splitlines() if line.strip() and line in caplog.text]


def test_json_that_was_cut_without_a_word_is_asked_for_once_more(ask: Ask) -> None:
    """Fault 18."""
    asked = ask(said(CUT), said(GOOD))
    assert (asked.kind, asked.run.outcome, asked.speakers, len(asked.requests)) == (None, "ok", ["Ana Silva"], 2)
    assert [one.value for one in asked.unused] == [CUT]


def test_a_cut_answer_says_which_setting_to_raise_and_gives_none_of_its_records(ask: Ask) -> None:
    """Fault 17: it is not asked for again, since the same limit would cut it again."""
    asked = ask(said(CUT, finish="length"), said(GOOD))
    assert (len(asked.requests), asked.extraction.quotes) == (1, ())
    assert asked.extraction.error is not None
    assert "raise max_output_tokens" in asked.extraction.error.message


def test_a_refusal_is_told_with_its_words(ask: Ask) -> None:
    """Fault 23."""
    asked = ask(said(None, refusal="I cannot help with that."))
    assert asked.extraction.error is not None
    assert asked.extraction.error.message.endswith("the model refused to answer")
    assert [one.value for one in asked.unused] == ["I cannot help with that."]


# --- answers that are mended ---------------------------------------------------------------------------------------

MENDED = {
    f"```json\n{GOOD}\n```": "code fence",
    f"Here it is:\n\n```\n{GOOD}\n```\nAnything else?": "code fence",
    f"\ufeff{GOOD}": "byte order mark",
    f"{GOOD}\n\nI hope that this helps.": "words around",
    f"{GOOD[:-1]},}}": "trailing comma",
}


@pytest.mark.parametrize("text", MENDED, ids=range(len(MENDED)))
def test_an_answer_that_needs_mending_is_taken_and_said_to_be_mended(text: str, ask: Ask) -> None:
    """Faults 21 and 22: in the line of output, on the terminal and on the page."""
    asked = ask(said(text))
    assert (asked.speakers, len(asked.requests)) == (["Ana Silva"], 1)
    line, table = StringIO(), StringIO()
    write_jsonl(asked.extraction, line)
    print_tables([asked.extraction], table)
    written: Json = json.loads(line.getvalue())
    assert written["lineage"]["tasks"]["quotes"]["mended"] == [MENDED[text].replace(" ", "_")]
    assert f"mended: {MENDED[text]}" in table.getvalue()
    assert f"mended: {MENDED[text]}" in render_page([asked.extraction], "page")


def test_an_answer_that_needs_no_mending_says_nothing_of_it(ask: Ask) -> None:
    asked = ask(said(GOOD))
    assert "mended" not in asked.run.model_dump()


# --- answers that are wrong in part --------------------------------------------------------------------------------


def test_a_wrong_form_and_then_the_right_one_are_two_requests_that_both_count(ask: Ask) -> None:
    """Fault 25."""
    asked = ask(said('{"speakers": [], "quotes": []}'), said(GOOD))
    assert (asked.speakers, asked.extraction.usage.requests, len(asked.requests)) == (["Ana Silva"], 2, 2)
    assert (asked.extraction.usage.tokens_in, asked.extraction.usage.tokens_out) == (22, 14)


def test_a_wrong_form_for_ever_is_asked_for_twice_and_every_item_is_listed(ask: Ask) -> None:
    """Fault 26."""
    asked = ask(said('{"speakers": [], "quotes": ["Zorro"]}'))
    assert len(asked.requests) == 2
    assert [one.round for one in asked.extraction.rejections if "Zorro" in one.value] == [1, 2]


def test_a_key_with_two_values_is_neither_of_them_and_asked_for_again(ask: Ask) -> None:
    """Fault 27."""
    twice = f'{GOOD[: GOOD.index("quotes") + 10]}"Q1": "none", "Q1": "A"}}}}'
    asked = ask(said(twice), said(GOOD))
    assert (asked.speakers, len(asked.requests)) == (["Ana Silva"], 2)
    first = asked.extraction.rejections[0]
    assert (first.reason, first.message, first.round) == ("malformed", "one key stands twice", 1)


def cited(number: str) -> Reply:
    """A deployment whose list of sentences holds `number`."""
    answer = json.dumps({"deployments": {"M1": drafted(sentences=["HERE"], destination=["Latvia"])}})
    return said(answer.replace('"HERE"', number))


@pytest.mark.parametrize("number", ["true", '"1"', "1.0", "1e0", '"3,000"', "9" * 5_000, "NaN"])
def test_a_number_that_is_no_whole_number_costs_its_item(number: str, ask: Ask) -> None:
    """Fault 28; how many people move is no number of the model's at all: code reads it from the article."""
    asked = ask(cited(number), text=MOVED, records=("deployments",))
    assert asked.extraction.deployments == ()
    assert {(one.reason, one.round) for one in asked.extraction.rejections} == {("malformed", 1), ("malformed", 2)}


@pytest.mark.parametrize("number", ["0", "99", "-1", "9" * 30])
def test_a_number_of_no_sentence_is_refused(number: str, ask: Ask) -> None:
    """Fault 28."""
    asked = ask(cited(number), text=MOVED, records=("deployments",))
    [refused] = [one for one in asked.extraction.rejections if one.round == 1]
    assert (refused.field, refused.value, refused.reason) == ("sentences", number, "no_such_sentence")


def called(*names: str) -> Reply:
    body = completion(None, calls={"quotes": GOOD}, finish="tool_calls")
    [call] = body["choices"][0]["message"]["tool_calls"]
    calls = [{**call, "function": {**call["function"], "name": name}} for name in names]
    body["choices"][0]["message"]["tool_calls"] = calls
    return as_json(body)


@pytest.mark.parametrize(
    ("names", "kind", "requests"),
    [
        (["quotes"], None, 1),
        (["quotes", "other"], None, 1),
        (["other"], "bad_response", 2),
        (["quotes", "quotes"], "unparsable", 2),
    ],
    ids=["right", "right and wrong", "wrong", "twice"],
)
def test_one_call_of_the_right_tool_is_an_answer(names: list[str], kind: str | None, requests: int, ask: Ask) -> None:
    """Fault 29."""
    asked = ask(called(*names), structured="tools")
    assert (asked.kind, len(asked.requests)) == (kind, requests)


RECORD = '{"id": "A", "name": "Ana Silva", "title": "the minister of defence and of much else besides"}'
ENDLESS = {
    "records": '{"speakers": [' + ", ".join([RECORD] * 20_000) + '], "quotes": {"Q1": "A"}}',
    "lists": "[" * 100_000,
    "letters": '{"speakers": "' + "x" * 5_000_000 + '"}',
}


@pytest.mark.parametrize("finish", ["stop", "length"])
@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_answer_is_a_repetition_of_which_the_beginning_is_kept(name: str, finish: str, ask: Ask) -> None:
    """Fault 30."""
    asked = ask(said(ENDLESS[name], finish=finish))
    assert (asked.run.outcome, asked.kind, len(asked.requests)) == ("repetition", "repetition", 1)
    assert [len(one.value) for one in asked.unused] == [LONGEST_KEPT + 1]
    assert len(asked.extraction.model_dump_json()) < 2 * LONGEST_KEPT


def test_an_extraction_of_a_failed_answer_is_read_back_as_it_was(ask: Ask) -> None:
    """Fault 18: what was kept survives the line of output."""
    found = ask(said(CUT, finish="length")).extraction
    again = Extraction.model_validate_json(found.model_dump_json())
    assert (again.rejections, again.error, again.lineage) == (found.rejections, found.error, found.lineage)
