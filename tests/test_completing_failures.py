"""The live model against a server that misbehaves by script; counts are the server's own."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from extractor.errors import CompletionError
from extractor.flow import Attempt
from extractor.limiting import FAILURES_IN_A_ROW
from extractor.transport import MAX_ANSWER_BYTES
from tests.live import ARTICLE, PROMPT, called, failure, failure_of, model_of
from tests.loopback import Loopback, Reply, as_json, failed, said

pytestmark = pytest.mark.usefixtures("closing")


# --- failures that pass --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 504, 529])
def test_a_server_error_is_tried_again(status: int) -> None:
    with Loopback(failed(status), said()) as server:
        answer = model_of(server).complete(PROMPT)
        assert len(server.requests) == 2
    assert answer.attempts == (Attempt("server_error", status), Attempt("ok", 200))


@pytest.mark.parametrize(
    ("reply", "kind", "status"),
    [
        (Reply(reset=True), "network", None),
        (replace(said(), cut=20), "network", None),
        (replace(said(), cut=0), "network", None),
        (failed(429), "rate_limited", 429),
        (failed(429, {"retry-after": "0.1"}), "rate_limited", 429),
        (failed(408), "timeout", 408),
        (failed(409), "conflict", 409),
        (as_json({"error": {"code": 429, "message": "slow down"}}), "rate_limited", 200),
        (as_json({"error": {"code": "502", "message": "bad gateway"}}), "server_error", 200),
        (as_json({"error": {"type": "overloaded_error"}}), "server_error", 200),
        (as_json({"choices": [{"error": {"code": 503}, "message": {}}]}), "server_error", 200),
        (Reply(b"<html>", headers={"content-type": "text/html"}), "bad_response", 200),
    ],
)
def test_a_passing_failure_is_an_attempt_before_the_answer(reply: Reply, kind: str, status: int | None) -> None:
    with Loopback(reply, said()) as server:
        answer = model_of(server).complete(PROMPT)
        assert len(server.requests) == 2
    assert answer.attempts == (Attempt(kind, status), Attempt("ok", 200))


def test_each_try_sends_the_same_bytes() -> None:
    with Loopback(failed(500), Reply(reset=True), said()) as server:
        model_of(server).complete(PROMPT)
        assert len({request.body for request in server.requests}) == 1


def test_a_server_that_keeps_failing_is_asked_max_attempts_times() -> None:
    with Loopback(failed(500)) as server:
        error = failure(server, max_attempts=3)
        assert len(server.requests) == 3
    assert (error.kind, error.retryable) == ("server_error", True)
    assert error.attempts == (Attempt("server_error", 500),) * 3


def test_retry_after_is_waited_for() -> None:
    with Loopback(failed(429, {"retry-after": "0.4"}), said()) as server:
        model_of(server).complete(PROMPT)
        first, second = server.requests
    assert second.at - first.at >= 0.4


@pytest.mark.parametrize("asked", ["-3", "0", "soon", "nan", "inf", "Wed, 21 Oct 2015 07:28:00 GMT", "1e999", ""])
def test_a_retry_after_that_says_nothing_is_ignored(asked: str) -> None:
    with Loopback(failed(429, {"retry-after": asked}), said()) as server:
        assert len(model_of(server).complete(PROMPT).attempts) == 2


def test_a_date_to_wait_for_is_read_by_the_server_s_clock() -> None:
    """Fault 59."""
    dates = {"date": "Fri, 21 Oct 2095 07:28:00 GMT", "retry-after": "Fri, 21 Oct 2095 07:28:01 GMT"}
    with Loopback(failed(429, dates), said()) as server:
        assert len(model_of(server).complete(PROMPT).attempts) == 2
        first, second = server.requests
    assert second.at - first.at >= 1.0


@pytest.mark.parametrize("asked", ["121", "99999", "Fri, 21 Oct 2095 07:28:00 GMT"])
def test_a_retry_after_beyond_the_deadline_ends_the_matter_at_once(asked: str) -> None:
    with Loopback(failed(429, {"retry-after": asked})) as server:
        error = failure(server)
        assert len(server.requests) == 1
    assert (error.kind, error.retryable) == ("rate_limited", True)
    assert "asked to wait" in str(error)


def test_the_delay_that_was_asked_for_is_named() -> None:
    with Loopback(failed(429, {"retry-after": "121"})) as server:
        assert "asked to wait 121 s" in str(failure(server))


def test_a_pause_that_one_answer_asked_for_holds_for_all() -> None:
    with Loopback(failed(429, {"retry-after": "121"}), said()) as server:
        model = model_of(server)
        errors = [failure_of(model) for _ in range(2)]
        assert len(server.requests) == 1
    assert [error.kind for error in errors] == ["rate_limited", "paused"]
    assert (errors[1].retryable, errors[1].attempts) == (True, ())


def test_a_short_pause_is_waited_out_by_all() -> None:
    with Loopback(failed(429, {"retry-after": "0.4"}), said()) as server:
        model = model_of(server, max_attempts=1)
        assert failure_of(model).kind == "rate_limited"
        model.complete(PROMPT)
        first, second = server.requests
    assert second.at - first.at >= 0.4


def test_many_failures_in_a_row_make_everybody_pause() -> None:
    with Loopback(failed(500)) as server:
        model = model_of(server, max_attempts=FAILURES_IN_A_ROW // 2, deadline=0.9)
        errors = [failure_of(model) for _ in range(3)]
        assert len(server.requests) == FAILURES_IN_A_ROW
    assert [error.kind for error in errors] == ["server_error", "server_error", "paused"]


def test_an_answer_ends_the_row_of_failures() -> None:
    with Loopback(*[failed(500)] * 5, said(), *[failed(500)] * 5, said()) as server:
        model = model_of(server, max_attempts=6, deadline=0.9)
        assert [len(model.complete(PROMPT).attempts) for _ in range(2)] == [6, 6]


def test_closing_wakes_whoever_waits_to_try_again() -> None:
    with Loopback(failed(429, {"retry-after": "25"})) as server, ThreadPoolExecutor(1) as thread:
        model = model_of(server)
        waiting = thread.submit(model.complete, PROMPT)
        while not server.requests:
            time.sleep(0.01)
        model.close()
        error = waiting.exception()
    assert isinstance(error, CompletionError)
    assert (error.kind, error.retryable) == ("stopped", True)


# --- failures that stay --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (failed(429, code="insufficient_quota"), "quota"),
        (failed(429, type="insufficient_quota"), "quota"),
        (failed(402), "quota"),
        (failed(401, code="invalid_api_key"), "auth"),
        (failed(403), "auth"),
        (failed(400, code="context_length_exceeded"), "too_long"),
        (failed(400, message="This model's maximum context length is 4096 tokens."), "too_long"),
        (failed(400, type="exceed_context_size_error"), "too_long"),
        (failed(413, message="prompt is too long"), "too_long"),
        (failed(400, code="content_filter"), "content_filter"),
        (failed(400, param="response_format"), "bad_request"),
        (Reply(status=400), "bad_request"),
        (as_json([1], 400), "bad_request"),
        (failed(404, code="model_not_found"), "not_found"),
        (failed(404), "not_found"),
        (as_json({"object": "error", "type": "NotFoundError", "code": 404}, 404), "not_found"),
        (failed(413), "bad_request"),
        (failed(422), "bad_request"),
        (failed(425), "bad_request"),
        (as_json({"error": {"code": "insufficient_quota"}}), "quota"),
        (as_json({"error": {"code": 401}}), "auth"),
    ],
)
def test_what_trying_again_cannot_mend_is_tried_once(reply: Reply, kind: str) -> None:
    with Loopback(reply, said()) as server:
        error = failure(server)
        assert len(server.requests) == 1
    assert (error.kind, error.retryable, [attempt.outcome for attempt in error.attempts]) == (kind, False, [kind])


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>Log in</html>", headers={"content-type": "text/html"}),
        Reply(b"", headers={"content-type": "application/json"}),
        Reply(b"[" * 100_000),
        Reply(b" " * (MAX_ANSWER_BYTES + 1)),
        replace(said(), body=gzip.compress(said().body), headers={"content-encoding": "gzip"}),
        as_json(None),
        as_json([]),
        as_json({}),
        as_json({"error": "out of order"}),
        as_json({"error": {"message": "out of order", "code": None}}),
        as_json({"choices": None}),
        as_json({"choices": []}),
        as_json({"choices": [None]}),
        as_json({"choices": [{"message": None}]}),
        as_json({"choices": [{"message": {"content": 5}}]}),
        as_json({"choices": [{"message": {"content": "{}"}, "finish_reason": 5}]}),
    ],
)
def test_an_answer_that_is_no_completion_is_tried_once_more(reply: Reply) -> None:
    with Loopback(reply) as server:
        error = failure(server)
        assert len(server.requests) == 2
    assert (error.kind, error.retryable) == ("bad_response", True)


def test_a_call_of_a_tool_that_was_not_offered_is_no_answer() -> None:
    with Loopback(called({"other": "{}"})) as server:
        error = failure(server, replace(PROMPT, structured="tools"))
        assert len(server.requests) == 2
    assert error.kind == "bad_response"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_takes_the_article_nowhere(status: int, good: Loopback) -> None:
    with Loopback(Reply(status=status, headers={"location": f"{good.url}/chat/completions"})) as server:
        error = failure(server)
        assert (len(server.requests), good.connections) == (1, 0)
    assert (error.kind, error.retryable) == ("redirect", False)


def test_a_refused_connection_is_a_network_failure() -> None:
    with Loopback() as server:
        pass
    error = failure(server, max_attempts=3)
    assert (error.kind, error.retryable, error.attempts) == ("network", True, (Attempt("network", None),) * 3)


def test_a_body_that_is_always_cut_is_a_network_failure() -> None:
    with Loopback(replace(said(), cut=30)) as server:
        error = failure(server, max_attempts=2)
        assert len(server.requests) == 2
    assert error.kind == "network"


def test_codes_of_the_server_are_told_but_not_its_prose() -> None:
    with Loopback(failed(400, type="invalid_request_error", param="response_format", message=ARTICLE)) as server:
        message = str(failure(server))
    assert "invalid_request_error, response_format" in message
    assert "Zwergenkanarie" not in message
