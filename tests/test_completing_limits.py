"""The live model's limits of time and tokens, and what it keeps to itself."""

import logging
import signal
import threading
import time
import traceback
from dataclasses import replace

import pytest

from extractor.completing import LiveModel
from extractor.errors import CompletionError, UsageError
from extractor.flow import Allowance, Attempt, Message, Structured
from extractor.settings import Settings
from tests.live import ARTICLE, KEY, PROMPT, failure, failure_of, model_of
from tests.loopback import Loopback, Reply, Script, failed, said

pytestmark = pytest.mark.usefixtures("closing")


# --- time and tokens -----------------------------------------------------------------------------------------------

SLOW: list[Script] = [
    Reply(hang=True),
    replace(said(), drip=0.05),
    replace(said(), drip=0.05, drip_head=True),
    replace(failed(500), drip=0.05),
]


@pytest.mark.parametrize("reply", SLOW)
def test_a_slow_server_ends_with_the_settings_deadline(reply: Script) -> None:
    with Loopback(reply) as server:
        error = failure(server, deadline=0.4)
        assert len(server.requests) == 1
    assert (error.kind, error.retryable, error.attempts) == ("deadline", True, (Attempt("deadline", None),))


def test_an_answer_whose_rest_comes_after_the_deadline_is_not_waited_for() -> None:
    """The rest comes at 0.7 s: later than the deadline, sooner than a wait of the deadline's length from the first."""
    with Loopback(replace(said(), drip=0.35, piece=len(said().body) - 1)) as server:
        assert failure(server, deadline=0.5).kind == "deadline"


def test_a_tls_handshake_that_never_ends_ends_with_the_deadline() -> None:
    with Loopback(Reply(hang=True)) as server:
        error = failure(server, base_url=server.url.replace("http:", "https:"), deadline=0.3)
        assert server.connections == 1
    assert error.kind == "deadline"


def test_the_allowances_deadline_goes_before_the_settings() -> None:
    with Loopback(Reply(hang=True)) as server:
        prompt = replace(PROMPT, allowance=Allowance(deadline=time.monotonic() + 0.2))
        assert failure(server, prompt, deadline=1000.0).kind == "deadline"


def test_a_deadline_that_is_over_sends_nothing(good: Loopback) -> None:
    error = failure(good, replace(PROMPT, allowance=Allowance(deadline=time.monotonic() - 1)))
    assert (error.kind, error.attempts, good.connections) == ("deadline", (), 0)


def test_retries_end_with_the_deadline() -> None:
    with Loopback(failed(429, {"retry-after": "0.3"})) as server:
        error = failure(server, deadline=0.7, max_attempts=10)
        assert 1 < len(server.requests) <= 3
    assert error.kind == "rate_limited"


def test_silence_longer_than_the_timeout_is_tried_again() -> None:
    with Loopback(Reply(hang=True), said()) as server:
        answer = model_of(server, timeout=0.2).complete(PROMPT)
        assert len(server.requests) == 2
    assert answer.attempts == (Attempt("timeout", None), Attempt("ok", 200))


def test_an_interrupt_while_a_second_try_waits_for_its_turn_ends_the_call() -> None:
    def interrupt() -> None:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    with Loopback(failed(500), said()) as server:
        model = model_of(server, requests_per_minute=20)
        threading.Timer(0.5, interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            model.complete(PROMPT)
        assert len(server.requests) == 1


def test_a_deadline_of_one_call_does_not_reach_the_next() -> None:
    with Loopback(Reply(hang=True), said()) as server:
        model = model_of(server)
        hurried = replace(PROMPT, allowance=Allowance(deadline=time.monotonic() + 0.1))
        assert failure_of(model, hurried).kind == "deadline"
        assert model.complete(PROMPT).finish == "stop"


def test_a_request_that_cannot_fit_the_token_allowance_is_not_sent(good: Loopback) -> None:
    error = failure(good, replace(PROMPT, allowance=Allowance(tokens=400)))
    assert (error.kind, error.retryable, error.attempts, good.connections) == ("budget", False, (), 0)


def test_a_request_that_fits_the_token_allowance_is_sent(good: Loopback) -> None:
    assert model_of(good).complete(replace(PROMPT, allowance=Allowance(tokens=1000))).finish == "stop"


def test_half_a_character_in_a_prompt_is_not_sent(good: Loopback) -> None:
    error = failure(good, replace(PROMPT, messages=(Message("user", "a\ud800b"),)))
    assert (error.kind, error.attempts, good.connections) == ("not_text", (), 0)


# --- secrets and settings ------------------------------------------------------------------------------------------


def test_without_key_and_address_the_three_ways_out_are_told() -> None:
    error = failure_of(LiveModel(Settings()))
    assert (error.kind, error.retryable, error.attempts) == ("no_key", False, ())
    for way in ("OPENAI_API_KEY", "Ollama", "vLLM", "llama.cpp", "--base-url", "--mode replay"):
        assert way in str(error)


@pytest.mark.parametrize("url", ["http://", "http://host:x/v1"])
def test_an_address_that_cannot_be_read_is_wrong_use(url: str) -> None:
    with pytest.raises(UsageError, match="base_url"):
        LiveModel(Settings(base_url=url))


TROUBLE: list[Script] = [
    said(),
    said(None, refusal=ARTICLE),
    said(ARTICLE, finish="length"),
    failed(401, message=f"Incorrect key {KEY}, {ARTICLE}", code=KEY, param=ARTICLE),
    failed(422, message=ARTICLE),
    replace(said(ARTICLE), cut=50),
    Reply(hang=True),
    Reply(ARTICLE.encode()),
    said(calls={"other": ARTICLE}),
]


@pytest.mark.parametrize("reply", TROUBLE)
@pytest.mark.parametrize("structured", ["json_schema", "tools"])
def test_neither_article_nor_key_reaches_logs_or_errors(
    reply: Script, structured: Structured, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with Loopback(reply) as server:
        model = model_of(server, deadline=0.3, max_attempts=2)
        try:
            model.complete(replace(PROMPT, structured=structured))
        except CompletionError as error:
            logging.getLogger("test").exception("failed: %r", model)
            traceback.print_exception(error)
    told = caplog.text + "".join(capfd.readouterr())
    assert "Zwergenkanarie" not in told
    assert KEY not in told
