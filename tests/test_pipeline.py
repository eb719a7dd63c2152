"""The pipeline: what becomes of an article whatever a model answers."""

import json
from dataclasses import replace
from time import monotonic

import pytest

from extractor.errors import CompletionError, RecordingError
from extractor.flow import Attempt
from extractor.pipeline import usable
from extractor.settings import Settings
from tests.pipelines import DEPLOYMENTS, GOOD, QUOTES, SETTINGS, UNUSABLE, extracted, run_of
from tests.scripted import (
    Scripted,
    by_task,
    in_turn,
    keys_of,
    nothing,
    said,
    speaking,
)


def test_a_good_answer_gives_the_records_of_both_kinds() -> None:
    extraction = extracted(Scripted(GOOD))
    assert [quote.speaker for quote in extraction.quotes] == ["Ana Silva", "Tom Reed"]
    assert [record.destination for record in extraction.deployments] == [("Latvia",)]
    assert (extraction.error, extraction.rejections) == (None, ())


@pytest.mark.parametrize("outcome", UNUSABLE)
def test_an_answer_that_cannot_be_used_is_an_error_of_its_own_and_never_no_records(outcome: str) -> None:
    extraction = extracted(Scripted(by_task(quotes=UNUSABLE[outcome], deployments=DEPLOYMENTS)))
    assert run_of(extraction).outcome == outcome
    assert extraction.error is not None
    assert (extraction.error.kind, extraction.error.task) == (outcome, "quotes")
    assert run_of(extraction).failure == extraction.error


@pytest.mark.parametrize("outcome", UNUSABLE)
def test_the_other_task_keeps_its_records(outcome: str) -> None:
    extraction = extracted(Scripted(by_task(quotes=UNUSABLE[outcome], deployments=DEPLOYMENTS)))
    assert len(extraction.deployments) == 1
    assert run_of(extraction, "deployments").outcome == "ok"


@pytest.mark.parametrize("outcome", [outcome for outcome in UNUSABLE if outcome != "unparsable"])
def test_only_an_answer_that_is_no_json_is_asked_for_again(outcome: str) -> None:
    completer = Scripted(by_task(quotes=UNUSABLE[outcome]))
    extracted(completer)
    assert len(completer.asked("quotes")) == 1


def test_an_answer_that_is_no_json_is_asked_for_once_more() -> None:
    completer = Scripted(by_task(quotes=in_turn(UNUSABLE["unparsable"], QUOTES), deployments=DEPLOYMENTS))
    extraction = extracted(completer)
    assert len(extraction.quotes) == 2
    assert extraction.error is None
    first, second = completer.asked("quotes")
    assert keys_of(second) == keys_of(first)
    assert "the answer is no JSON object" in second.messages[-1].content


def test_an_answer_that_is_no_json_twice_is_an_error() -> None:
    completer = Scripted(by_task(quotes=UNUSABLE["unparsable"]))
    assert run_of(extracted(completer)).outcome == "unparsable"
    assert len(completer.asked("quotes")) == 2


@pytest.mark.parametrize("outcome", [outcome for outcome in UNUSABLE if outcome != "unparsable"])
def test_the_second_answers_outcome_counts_where_the_first_was_no_json(outcome: str) -> None:
    completer = Scripted(by_task(quotes=in_turn(UNUSABLE["unparsable"], UNUSABLE[outcome])))
    assert run_of(extracted(completer)).outcome == outcome


def test_an_error_in_the_second_question_counts_where_the_first_answer_was_no_json() -> None:
    broken = CompletionError("the network is down", "network", retryable=True, attempts=[Attempt("network")])
    extraction = extracted(Scripted(by_task(quotes=in_turn(UNUSABLE["unparsable"], broken))))
    assert extraction.error is not None
    assert (extraction.error.kind, extraction.error.retryable) == ("network", True)
    assert run_of(extraction).outcome == "failed"


DOUBTFUL = speaking({"A": "Ana Silva", "B": "Nobody Known"}, {"Q1": "A", "Q2": "B"})


def test_a_repair_asks_only_for_what_could_not_be_used() -> None:
    completer = Scripted(by_task(quotes=in_turn(DOUBTFUL, speaking({"A": "Tom Reed"}, {"Q2": "A"}))))
    extraction = extracted(completer)
    assert [keys_of(prompt) for prompt in completer.asked("quotes")] == [["Q1", "Q2"], ["Q2"]]
    assert [quote.speaker for quote in extraction.quotes] == ["Ana Silva", "Tom Reed"]


def test_there_is_one_repair_at_most() -> None:
    completer = Scripted(by_task(quotes=DOUBTFUL))
    extraction = extracted(completer)
    assert len(completer.asked("quotes")) == 2
    assert [quote.speaker for quote in extraction.quotes] == ["Ana Silva"]
    assert {refused.round for refused in extraction.rejections if refused.reason == "unknown_speaker"} == {1, 2}


def test_a_repair_can_be_switched_off() -> None:
    completer = Scripted(by_task(quotes=DOUBTFUL))
    extracted(completer, settings=SETTINGS.model_copy(update={"repair": False}))
    assert len(completer.asked("quotes")) == 1


def test_deliberate_nones_are_not_asked_for_again() -> None:
    completer = Scripted(nothing)
    extracted(completer)
    assert len(completer.prompts) == 2


@pytest.mark.parametrize("outcome", UNUSABLE)
def test_a_repair_that_cannot_be_used_leaves_the_first_answer_and_is_listed(outcome: str) -> None:
    extraction = extracted(Scripted(by_task(quotes=in_turn(DOUBTFUL, UNUSABLE[outcome]), deployments=DEPLOYMENTS)))
    assert [quote.speaker for quote in extraction.quotes] == ["Ana Silva"]
    assert extraction.error is None
    last = extraction.rejections[-1]
    assert (last.task, last.item, last.reason, last.round) == ("quotes", "answer", outcome, 2)


def test_an_error_in_a_repair_leaves_the_first_answer_and_is_listed() -> None:
    broken = CompletionError("the network is down", "network", attempts=[Attempt("network")] * 3)
    extraction = extracted(Scripted(by_task(quotes=in_turn(DOUBTFUL, broken))))
    assert [quote.speaker for quote in extraction.quotes] == ["Ana Silva"]
    assert extraction.rejections[-1].message == "the network is down"
    assert run_of(extraction).attempts == 4


def test_a_repair_without_its_recording_is_an_error() -> None:
    """Else a replay would give other records than the run that was recorded, and nobody would know."""
    missing = RecordingError("no recording", "no_recording")
    extraction = extracted(Scripted(by_task(quotes=in_turn(DOUBTFUL, missing))))
    assert extraction.error is not None
    assert extraction.error.kind == "no_recording"
    assert [quote.speaker for quote in extraction.quotes] == ["Ana Silva"]


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("too_long", "too_long"), ("content_filter", "filtered"), ("network", "failed"), ("no_recording", "failed")],
)
def test_an_error_is_the_outcome_of_its_task_alone(kind: str, outcome: str) -> None:
    error = CompletionError("it did not work", kind, attempts=[Attempt("network"), Attempt(kind, 400)])
    extraction = extracted(Scripted(by_task(quotes=error, deployments=DEPLOYMENTS)))
    assert extraction.error is not None
    assert (extraction.error.kind, extraction.error.attempts) == (kind, 2)
    assert (run_of(extraction).outcome, run_of(extraction).attempts) == (outcome, 2)
    assert len(extraction.deployments) == 1


def test_requests_are_counted_once_whether_the_answer_is_used_or_not() -> None:
    tried = (Attempt("rate_limited", 429), Attempt("ok", 200))
    extraction = extracted(Scripted(by_task(quotes=replace(UNUSABLE["truncated"], attempts=tried))))
    assert run_of(extraction).attempts == 2
    assert extraction.error is not None
    assert extraction.error.attempts == 2


def test_an_article_without_candidates_is_not_asked_about() -> None:
    completer = Scripted(GOOD)
    extraction = extracted(completer, "It rained in Ceuta.")
    assert completer.prompts == []
    assert {run.outcome for run in extraction.lineage.tasks.values()} == {"not_asked"}
    assert (extraction.error, extraction.usage.requests, extraction.usage.cost_usd) == (None, 0, 0)


@pytest.mark.parametrize("kind", ["deployments", "quotes"])
def test_only_the_record_kinds_of_the_settings_are_asked_for(kind: str) -> None:
    completer = Scripted(GOOD)
    extraction = extracted(completer, settings=Settings.from_environment({}, model="m", records=(kind,), ask="all"))
    assert {prompt.task for prompt in completer.prompts} == {kind}
    assert set(extraction.lineage.tasks) == {kind}


def test_every_prompt_carries_one_deadline_and_what_is_left_of_the_tokens() -> None:
    started = monotonic()
    settings = SETTINGS.model_copy(update={"deadline": 60.0, "token_budget": 250})
    completer = Scripted(in_turn(said(DEPLOYMENTS), said(DOUBTFUL), said({"speakers": [], "quotes": {}})))
    extracted(completer, settings=settings)
    allowances = [prompt.allowance for prompt in completer.prompts]
    assert [allowance.tokens for allowance in allowances] == [250, 140, 30]
    [deadline] = {allowance.deadline for allowance in allowances}
    assert deadline is not None
    assert started + 60 <= deadline <= monotonic() + 60


def test_the_tokens_that_are_left_are_never_less_than_none() -> None:
    completer = Scripted(GOOD)
    extracted(completer, settings=SETTINGS.model_copy(update={"token_budget": 1}))
    assert [prompt.allowance.tokens for prompt in completer.prompts] == [1, 0]


def test_lineage_and_usage_say_what_was_asked_and_answered() -> None:
    completer = Scripted(GOOD)
    extraction = extracted(completer)
    quotes = run_of(extraction)
    assert quotes.requests == (completer.asked("quotes")[0].digest,)
    assert (quotes.model_asked, quotes.model_answered, quotes.origin) == ("m", "answering-model", "live")
    assert extraction.lineage.model_asked == "m"
    assert extraction.lineage.article_sha256 == extraction.article.sha256
    usage = extraction.usage
    assert (usage.requests, usage.tokens_in, usage.tokens_out, usage.cost_usd, usage.seconds) == (
        2,
        200,
        20,
        0.002,
        1.0,
    )


def test_an_unknown_price_makes_the_cost_unknown_and_not_nothing() -> None:
    completer = Scripted(by_task(quotes=said(QUOTES, cost_usd=None), deployments=DEPLOYMENTS))
    assert extracted(completer).usage.cost_usd is None


def test_the_origin_of_a_task_is_that_of_its_least_stored_answer() -> None:
    answers = in_turn(
        said(DOUBTFUL, origin="replayed"), said(speaking({"A": "Tom Reed"}, {"Q2": "A"}), origin="cached")
    )
    assert run_of(extracted(Scripted(by_task(quotes=answers)))).origin == "cached"


@pytest.mark.parametrize("outcome", UNUSABLE)
def test_what_cannot_be_used_may_not_be_stored(outcome: str) -> None:
    completer = Scripted(GOOD)
    extracted(completer)
    assert not usable(completer.prompts[0], UNUSABLE[outcome])


def test_an_answer_that_lacks_a_part_may_not_be_stored() -> None:
    completer = Scripted(GOOD)
    extracted(completer)
    prompt = completer.asked("quotes")[0]
    assert usable(prompt, said(QUOTES))
    assert not usable(prompt, said({"quotes": {}}))


def test_json_inside_a_fence_is_read() -> None:
    fenced = f"Here you are:\n```json\n{json.dumps(QUOTES)}\n```"
    assert len(extracted(Scripted(by_task(quotes=said(fenced)))).quotes) == 2


def test_an_answer_with_one_key_twice_is_asked_for_again() -> None:
    doubled = said('{"speakers": [], "quotes": {"Q1": "A", "Q1": "none"}}')
    completer = Scripted(by_task(quotes=in_turn(doubled, QUOTES)))
    assert len(extracted(completer).quotes) == 2
    assert len(completer.asked("quotes")) == 2
