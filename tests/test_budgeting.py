"""What a whole run may take is never passed, and what it leaves undone says so."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock

import pytest

from extractor import Article, Completion, CompletionError, Prompt, Settings, UsageError, extract_many
from extractor.budgeting import Budgeted
from extractor.flow import Allowance, Attempt, Message
from extractor.pricing import price
from tests.loopback import Loopback, Reply, Request, as_json, completion
from tests.scripted import Scripted, nothing, said

PROMPT = Prompt("quotes", "a", (Message("user", "Who speaks?" * 10),), {}, "gpt-4.1-mini", 100)
MOST = 300
"""Tokens that `PROMPT` surely does not pass, by the program's own reckoning."""


def model(tokens_in: int = 90, tokens_out: int = 10, **about: object) -> Scripted:
    return Scripted(lambda _: said("{}", tokens_in=tokens_in, tokens_out=tokens_out, cost_usd=None, **about))


def limited(inner: Scripted, **limits: float) -> Budgeted:
    return Budgeted(inner, Settings.model_validate({"model": "gpt-4.1-mini", **limits}))


def kinds(budgeted: Budgeted, times: int, threads: int = 1) -> list[str]:
    def ask(_: int) -> str:
        try:
            budgeted.complete(PROMPT)
        except CompletionError as error:
            return error.kind
        return "ok"

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(ask, range(times)))


@pytest.mark.parametrize("threads", [1, 8])
def test_tokens_are_never_passed_however_many_ask_at_once(threads: int) -> None:
    inner = model()
    answers = kinds(limited(inner, max_tokens_total=1000), 40, threads)
    assert answers.count("ok") + answers.count("budget") == 40
    assert 1000 - MOST < 100 * len(inner.prompts) <= 1000


def test_answers_that_take_all_they_may_do_not_pass_the_limit_either() -> None:
    inner = model(tokens_in=100, tokens_out=100)
    kinds(limited(inner, max_tokens_total=999), 40, 8)
    assert 200 * len(inner.prompts) <= 999


def test_a_prompt_of_more_tokens_than_expected_makes_later_estimates_larger() -> None:
    inner = model(tokens_in=400, tokens_out=10)
    assert kinds(limited(inner, max_tokens_total=1200), 5) == ["ok", "ok"] + ["budget"] * 3


def test_cost_is_never_passed() -> None:
    inner = model(tokens_in=90, tokens_out=100)
    one = price("gpt-4.1-mini", None, 90, 100)
    assert one is not None
    answers = kinds(limited(inner, max_cost=10 * one), 40, 8)
    assert 8 <= answers.count("ok") <= 10


def test_the_cost_that_an_answer_states_counts() -> None:
    inner = Scripted(lambda _: said("{}", cost_usd=1.0))
    assert kinds(limited(inner, max_cost=0.9), 3) == ["ok", "budget", "budget"]


def test_a_budget_of_nothing_sends_nothing() -> None:
    inner = model()
    assert kinds(limited(inner, max_tokens_total=0), 2) == ["budget"] * 2
    assert inner.prompts == []


def test_whoever_does_not_fit_beside_the_others_waits_for_what_they_leave() -> None:
    """Two at once might pass the limit; one after the other they do not."""
    begun, go = Event(), Event()

    def slow(_: Prompt) -> Completion:
        begun.set()
        assert go.wait(10)
        return said("{}", tokens_in=10, tokens_out=1)

    inner = Scripted(slow)
    budgeted = limited(inner, max_tokens_total=MOST + 100)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(budgeted.complete, PROMPT) for _ in range(2)]
        assert begun.wait(10)
        assert len(inner.prompts) == 1
        go.set()
        assert [one.result().text for one in waiting] == ["{}"] * 2


def test_whoever_waits_for_what_others_leave_does_so_no_longer_than_its_deadline() -> None:
    begun, go = Event(), Event()

    def slow(_: Prompt) -> Completion:
        begun.set()
        assert go.wait(10)
        return said("{}")

    budgeted = limited(Scripted(slow), max_tokens_total=MOST + 100)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(budgeted.complete, PROMPT)
        assert begun.wait(10)
        with pytest.raises(CompletionError) as caught:
            budgeted.complete(replace(PROMPT, allowance=Allowance(deadline=0.0)))
        go.set()
        first.result()
    assert (caught.value.kind, caught.value.retryable) == ("deadline", True)


def test_what_a_failed_request_reserved_is_free_again() -> None:
    broken = CompletionError("broken", "network", retryable=True, attempts=[Attempt("network")])
    budgeted = limited(Scripted(lambda _: broken), max_tokens_total=MOST)
    assert kinds(budgeted, 10) == ["network"] * 10


def test_stored_answers_cost_nothing() -> None:
    budgeted = limited(model(origin="cached"), max_tokens_total=MOST)
    assert kinds(budgeted, 20) == ["ok"] * 20


def test_after_a_first_refusal_the_short_ones_are_refused_too() -> None:
    budgeted = limited(model(), max_tokens_total=MOST)
    long = replace(PROMPT, max_tokens=10_000)
    with pytest.raises(CompletionError):
        budgeted.complete(long)
    assert kinds(budgeted, 1) == ["budget"]


def test_a_refusal_says_what_was_left_and_what_was_needed() -> None:
    words = r"budget of 50 tokens is used up: 50 tokens are left, .* may take \d+ tokens"
    with pytest.raises(CompletionError, match=words) as caught:
        limited(model(), max_tokens_total=50).complete(PROMPT)
    assert (caught.value.retryable, caught.value.attempts) == (True, ())


def test_a_refusal_for_the_cost_says_it_in_dollars() -> None:
    with pytest.raises(CompletionError, match=r"budget of \$0\.0000 is used up"):
        limited(model(), max_cost=0).complete(PROMPT)


@pytest.mark.parametrize("mode", ["auto", "live", "record"])
def test_a_limit_of_cost_without_a_price_is_wrong_use_before_any_request(mode: str, tmp_path: Path) -> None:
    with Loopback() as server:
        settings = Settings.model_validate(
            {
                "mode": mode,
                "base_url": server.url,
                "max_cost": 1,
                "cache_dir": tmp_path / "cache",
                "recordings": tmp_path / "recordings",
            }
        )
        with pytest.raises(UsageError, match=r"max_cost .* price of model gpt-4.1-mini at this server is unknown"):
            extract_many([], settings)
        assert server.requests == []


def test_replay_needs_no_price() -> None:
    assert list(extract_many([], Settings(mode="replay", model="nobody-sells-it", max_cost=0))) == []


def story(number: int) -> Article:
    return Article(text=f"Spain will send 500 soldiers. “We will go,” Ana Silva said. Story {number}.", id=f"a{number}")


def test_a_run_stops_at_its_limit_and_goes_on_from_there_when_it_is_raised(tmp_path: Path) -> None:
    """The server's own count of what it gave out is the proof."""
    given: list[int] = []
    lock = Lock()

    def reply(request: Request) -> Reply:
        schema = request.json["response_format"]["json_schema"]
        text = json.dumps(nothing(Prompt(schema["name"], "a", (), schema["schema"], "m", 1)))
        with lock:
            given.append(1000)
        return as_json({**completion(text), "usage": {"prompt_tokens": 990, "completion_tokens": 10}})

    with Loopback(reply) as server:
        settings = Settings(
            base_url=server.url, cache_dir=tmp_path, recordings=tmp_path / "none", max_tokens_total=30_000, ask="all"
        )
        found = list(extract_many(map(story, range(40)), settings))
        assert 10_000 < sum(given) <= 30_000
        left = [one for one in found if one.status != "ok"]
        assert {one.error.kind for one in left if one.error} == {"budget"}
        assert all(one.error and one.error.retryable for one in left)
        raised = settings.model_copy(update={"max_tokens_total": 200_000})
        assert [one.status for one in extract_many(map(story, range(40)), raised)] == ["ok"] * 40
        assert len(given) == 80
