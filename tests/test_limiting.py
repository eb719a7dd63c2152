"""Limits, pauses and ends that concern all threads, against a server on the loopback; counts and times are its own."""

import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from threading import Barrier

import pytest
from pydantic import SecretStr

from extractor.completing import LiveModel
from extractor.errors import CompletionError
from extractor.flow import Completion, Message, Prompt
from extractor.limiting import FAILURES_IN_A_ROW, LONGEST_PAUSE, REFUSALS_IN_A_ROW, Gate, Pass
from extractor.replies import Fault
from extractor.settings import Settings
from tests.loopback import Loopback, Reply, Request, Script, as_json, completion, failed, said

KEY = "sk-canary-5e4d"
SCHEMA: dict[str, object] = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
PROMPT = Prompt("quotes", "a1", (Message("user", "Who speaks?"),), SCHEMA, "asked-model", 400)
TOKENS = 480
"""What `PROMPT` may take, a little less than the program reckons."""


@contextmanager
def live(server: Loopback, **settings: object) -> Generator[LiveModel]:
    values = {"base_url": server.url, "api_key": SecretStr(KEY), "deadline": 30.0, "timeout": 30.0, **settings}
    model = LiveModel(Settings.model_validate(values), first_wait=0.01)
    try:
        yield model
    finally:
        model.close()


def ask(model: LiveModel) -> Completion | CompletionError:
    try:
        return model.complete(PROMPT)
    except CompletionError as error:
        return error


def ask_at_once(model: LiveModel, times: int, threads: int = 8) -> list[Completion | CompletionError]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(ask, [model] * times))


def kinds(answers: list[Completion | CompletionError]) -> list[str]:
    return [answer.kind if isinstance(answer, CompletionError) else "ok" for answer in answers]


def gaps(server: Loopback) -> list[float]:
    """Seconds between requests, as they came in; half of what is meant is enough, since the first comes in late."""
    times = sorted(request.at for request in server.requests)
    return [later - earlier for earlier, later in pairwise(times)]


def using(tokens: int) -> Reply:
    """An answer that took so many tokens in all."""
    return as_json({**completion("{}"), "usage": {"prompt_tokens": tokens - 1, "completion_tokens": 1}})


# --- rates ---------------------------------------------------------------------------------------------------------


def test_requests_of_all_threads_are_spread_over_the_minute() -> None:
    with Loopback() as server, live(server, requests_per_minute=1200) as model:
        ask_at_once(model, 8)
        assert len(server.requests) == 8
        assert sum(gaps(server)) >= 7 * 0.05 / 2


def test_no_burst_follows_a_quiet_time() -> None:
    with Loopback() as server, live(server, requests_per_minute=600) as model:
        ask(model)
        time.sleep(0.3)
        ask_at_once(model, 3)
        assert sum(gaps(server)[1:]) >= 2 * 0.1 / 2


def test_requests_that_are_tried_again_count_too() -> None:
    with Loopback(failed(500), failed(500), said()) as server, live(server, requests_per_minute=600) as model:
        assert len(model.complete(PROMPT).attempts) == 3
        assert sum(gaps(server)) >= 2 * 0.1 / 2


def test_tokens_are_spread_over_the_minute() -> None:
    with Loopback(using(TOKENS)) as server, live(server, tokens_per_minute=60 * 10 * TOKENS) as model:
        ask_at_once(model, 4)
        assert sum(gaps(server)) >= 3 * 0.1 / 2


def test_tokens_that_an_answer_did_not_take_are_free_again() -> None:
    """Were 480 tokens charged for each answer in place of 2, five would take 40 s: longer than each may take."""
    with Loopback(using(2)) as server, live(server, tokens_per_minute=60 * TOKENS / 10, deadline=5.0) as model:
        assert kinds([ask(model) for _ in range(5)]) == ["ok"] * 5


def test_tokens_beyond_the_estimate_are_charged_afterwards() -> None:
    with Loopback(using(10 * TOKENS)) as server, live(server, tokens_per_minute=600 * TOKENS, deadline=0.5) as model:
        assert kinds([ask(model), ask(model)]) == ["ok", "deadline"]
        assert len(server.requests) == 1


def test_a_refused_request_takes_no_tokens() -> None:
    with (
        Loopback(failed(400), said()) as server,
        live(server, tokens_per_minute=60 * TOKENS / 10, deadline=1.0) as model,
    ):
        assert kinds([ask(model), ask(model)]) == ["bad_request", "ok"]


def test_whoever_waits_for_the_rate_does_so_no_longer_than_its_deadline() -> None:
    with Loopback() as server, live(server, requests_per_minute=1, deadline=0.4) as model:
        assert kinds([ask(model), ask(model)]) == ["ok", "deadline"]
        assert len(server.requests) == 1


# --- pauses --------------------------------------------------------------------------------------------------------


def test_a_refusal_for_the_rate_that_names_no_time_holds_everybody_too() -> None:
    with Loopback(failed(429), said()) as server, live(server, max_attempts=1) as model:
        assert ask(model).kind == "rate_limited"  # type: ignore[union-attr]
        before = time.monotonic()
        ask(model)
        assert server.requests[1].at - before >= 0.005


def limiting(most: int, seconds: float) -> Callable[[Request], Reply]:
    """A server that takes `most` requests in any stretch of `seconds`, and asks for `seconds` of pause otherwise."""
    taken: list[float] = []

    def reply(request: Request) -> Reply:
        if len([at for at in taken if at > request.at - seconds]) >= most:
            return failed(429, {"retry-after": str(seconds)})
        taken.append(request.at)
        return said()

    return reply


def test_more_threads_than_a_server_allows_lose_nothing_and_learn_its_rate() -> None:
    """Each of 32 threads trying 4 times by itself would be refused most of the times."""
    with Loopback(limiting(4, 0.2)) as server, live(server) as model:
        assert kinds(ask_at_once(model, 32, threads=32)) == ["ok"] * 32
        assert len(server.requests) <= 32 * 2.5


def test_a_failing_server_is_tried_by_one_request_at_a_time() -> None:
    with Loopback(failed(500)) as server, live(server, max_attempts=4, deadline=2.5) as model:
        answers = ask_at_once(model, 16, threads=16)
        assert FAILURES_IN_A_ROW <= len(server.requests) <= FAILURES_IN_A_ROW + 16 + 2
    assert set(kinds(answers)) <= {"server_error", "paused"}
    assert all(isinstance(answer, CompletionError) and answer.retryable for answer in answers)


def test_a_server_that_is_well_again_is_asked_by_everybody() -> None:
    with Loopback(*[failed(500)] * FAILURES_IN_A_ROW, said()) as server, live(server, max_attempts=10) as model:
        assert kinds(ask_at_once(model, 12)) == ["ok"] * 12
        assert len(server.requests) == FAILURES_IN_A_ROW + 12


def test_the_pause_does_not_grow_beyond_its_bound_however_many_requests_failed() -> None:
    gate, deadline = Gate(), time.monotonic() + 3600
    passed = [gate.enter(1, deadline) for _ in range(1200)]
    for one in passed:
        assert isinstance(one, Pass)
        gate.leave(one, Fault("server_error", 500))
    held = gate.enter(1, time.monotonic() + 1)
    assert isinstance(held, Fault)
    assert held.asked == pytest.approx(LONGEST_PAUSE, abs=5)


# --- ends ----------------------------------------------------------------------------------------------------------

FATAL: list[tuple[Script, str]] = [
    (failed(401, message=f"Incorrect key {KEY}", code="invalid_api_key"), "auth"),
    (failed(403), "auth"),
    (failed(429, {"retry-after": "121"}, code="insufficient_quota"), "quota"),
    (failed(402), "quota"),
    (failed(404, code="model_not_found"), "not_found"),
    (Reply(status=307, headers={"location": "http://127.0.0.1:9/"}), "redirect"),
]


@pytest.mark.parametrize(("reply", "kind"), FATAL)
def test_after_what_every_request_would_meet_none_is_sent(reply: Script, kind: str) -> None:
    with Loopback(reply, said()) as server, live(server) as model:
        answers = [ask(model) for _ in range(3)]
        assert len(server.requests) == 1
    assert kinds(answers) == [kind] * 3
    assert [len(answer.attempts) for answer in answers] == [1, 0, 0]
    assert not any(isinstance(answer, CompletionError) and answer.retryable for answer in answers)


def test_whoever_comes_after_the_end_is_told_its_reason_in_the_same_words_and_no_key() -> None:
    with Loopback(FATAL[0][0]) as server, live(server) as model:
        first, second, third = (str(ask(model)) for _ in range(3))
    assert second == third
    assert second.startswith("no request is sent any more: the server refused the key")
    assert "HTTP 401" in second
    assert KEY not in first + second


def test_the_end_wakes_whoever_waits() -> None:
    """One is refused for its rate, waits 25 s to try again, and another meets the end."""
    second = Barrier(2, timeout=10)

    def limited(_: Request) -> Reply:
        second.wait()
        return failed(429, {"retry-after": "25"})

    def refused(_: Request) -> Reply:
        second.wait()
        time.sleep(0.2)
        return failed(401)

    with Loopback(limited, refused, said()) as server, live(server) as model:
        answers = ask_at_once(model, 2)
        assert len(server.requests) == 2
    assert kinds(answers) == ["auth"] * 2


def test_requests_that_are_all_refused_as_they_stand_end_the_run() -> None:
    with Loopback(failed(400)) as server, live(server) as model:
        answers = [ask(model) for _ in range(REFUSALS_IN_A_ROW + 3)]
        assert len(server.requests) == REFUSALS_IN_A_ROW
    assert set(kinds(answers)) == {"bad_request"}
    assert str(answers[-1]).startswith("no request is sent any more")


def test_single_requests_that_are_refused_end_nothing() -> None:
    replies = [failed(400), failed(400), said()] * REFUSALS_IN_A_ROW
    with Loopback(*replies) as server, live(server) as model:
        assert kinds([ask(model) for _ in replies]) == ["bad_request", "bad_request", "ok"] * REFUSALS_IN_A_ROW
