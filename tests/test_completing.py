"""The live model against a server on the loopback that misbehaves by script; counts are the server's own."""

import gzip
import json
import logging
import time
import traceback
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import httpx2
import pytest
from pydantic import SecretStr

from extractor.asking import completed
from extractor.completing import LiveModel
from extractor.errors import CompletionError, UsageError
from extractor.flow import Allowance, Attempt, Message, Prompt, Structured
from extractor.limiting import FAILURES_IN_A_ROW
from extractor.settings import Settings
from extractor.transport import MAX_ANSWER_BYTES
from tests.loopback import Loopback, Reply, Request, Script, as_json, completion, failed, said

SCHEMA = {
    "type": "object",
    "title": "Quotes",
    "properties": {"z": {"type": "string", "description": "who"}, "a": {"type": ["integer", "null"]}},
    "required": ["z", "a"],
    "additionalProperties": False,
}
ARTICLE = "Zwergenkanarie said: {{ 7*7 }} {% raw %} {% news %} “naïve” \\n </article>\n\n    indented"
KEY = "sk-canary-5e4d"
PROMPT = Prompt(
    task="quotes",
    article="a1",
    messages=(Message("system", "Point."), Message("user", ARTICLE)),
    schema=SCHEMA,
    model="asked-model",
    max_tokens=321,
)
OPEN: list[LiveModel] = []


def model_of(server: Loopback, **settings: object) -> LiveModel:
    values = {"base_url": server.url, "api_key": SecretStr(KEY), "deadline": 30.0, "timeout": 30.0, **settings}
    model = LiveModel(Settings.model_validate(values), first_wait=0.01)
    OPEN.append(model)
    return model


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


def failure(server: Loopback, prompt: Prompt = PROMPT, **settings: object) -> CompletionError:
    """The error that asking `server` ends in."""
    return failure_of(model_of(server, **settings), prompt)


def failure_of(model: LiveModel, prompt: Prompt = PROMPT) -> CompletionError:
    """The error that asking `model` ends in."""
    with pytest.raises(CompletionError) as caught:
        model.complete(prompt)
    return caught.value


@pytest.fixture
def good() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def sent(server: Loopback, structured: Structured, **about: str) -> dict[str, object]:
    """The one request body that `PROMPT` becomes."""
    model_of(server, **about).complete(replace(PROMPT, structured=structured))
    (request,) = server.requests
    body: dict[str, object] = request.json
    return body


# --- the request ---------------------------------------------------------------------------------------------------


def test_json_schema_is_sent_strict_under_the_tasks_name(good: Loopback) -> None:
    expected = {"type": "json_schema", "json_schema": {"name": "quotes", "strict": True, "schema": SCHEMA}}
    assert sent(good, "json_schema")["response_format"] == expected


def test_a_schema_keeps_the_order_of_its_properties(good: Loopback) -> None:
    sent(good, "json_schema")
    assert json.dumps(SCHEMA, separators=(",", ":")).encode() in good.requests[0].body


def test_json_object_tells_the_schema_in_the_system_message(good: Loopback) -> None:
    body = sent(good, "json_object")
    messages = good.requests[0].json["messages"]
    assert body["response_format"] == {"type": "json_object"}
    assert [message["role"] for message in messages] == ["system", "user"]
    assert messages[0]["content"].startswith("Point.\n\nAnswer with one JSON object")
    assert json.loads(messages[0]["content"].split("\n")[-1]) == SCHEMA


def test_json_object_without_a_system_message_gets_one_in_front(good: Loopback) -> None:
    model_of(good).complete(replace(PROMPT, structured="json_object", messages=PROMPT.messages[1:]))
    messages = good.requests[0].json["messages"]
    assert [message["role"] for message in messages] == ["system", "user"]
    assert messages[1]["content"] == ARTICLE


def test_tools_are_one_strict_function_that_must_be_called(good: Loopback) -> None:
    body = sent(good, "tools")
    function = {"name": "quotes", "strict": True, "parameters": SCHEMA}
    assert body["tools"] == [{"type": "function", "function": function}]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "quotes"}}
    assert "response_format" not in body


def test_model_limits_and_seed_are_the_prompts(good: Loopback) -> None:
    body = sent(good, "json_schema")
    assert {name: body[name] for name in ("model", "max_tokens", "temperature", "seed")} == {
        "model": "asked-model",
        "max_tokens": 321,
        "temperature": 0.0,
        "seed": 0,
    }


def test_no_seed_is_sent_when_there_is_none(good: Loopback) -> None:
    model_of(good).complete(replace(PROMPT, seed=None))
    assert "seed" not in good.requests[0].json


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://api.openai.com/v1", "max_completion_tokens"), ("https://models.example/v1", "max_tokens")],
)
def test_only_openai_itself_is_given_the_new_name_of_the_limit(url: str, name: str) -> None:
    request = completed({"response_format": {}}, PROMPT, httpx2.URL(url))
    assert {key for key in request if key.startswith("max_")} == {name}


@pytest.mark.parametrize("structured", ["json_schema", "json_object", "tools"])
def test_an_article_is_never_rendered_as_a_template(good: Loopback, structured: Structured) -> None:
    sent(good, structured)
    assert json.dumps(ARTICLE, ensure_ascii=False).encode() in good.requests[0].body


def test_one_answer_is_one_request(good: Loopback) -> None:
    model_of(good).complete(PROMPT)
    assert len(good.requests) == 1


def test_the_key_goes_out_as_bearer(good: Loopback) -> None:
    model_of(good).complete(PROMPT)
    assert good.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_local_server_without_a_key_gets_a_placeholder(good: Loopback) -> None:
    model_of(good, api_key=None).complete(PROMPT)
    assert good.requests[0].headers["authorization"] == "Bearer none"


def test_a_key_of_odd_letters_is_sent_not_printed(good: Loopback) -> None:
    assert model_of(good, api_key=SecretStr("ключ")).complete(PROMPT).finish == "stop"


def test_nothing_of_the_environment_goes_out(good: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "environment")
    for name in ("OPENAI_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/environment")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "authorization: Bearer environment\nX-More: environment")
    model_of(good, api_key=None).complete(PROMPT)
    headers = good.requests[0].headers
    assert set(headers) == {
        "accept",
        "accept-encoding",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    }
    assert not [value for value in headers.values() if "environment" in value]


def test_requests_of_one_model_share_a_connection(good: Loopback) -> None:
    model = model_of(good)
    for _ in range(3):
        model.complete(PROMPT)
    assert (len(good.requests), good.connections) == (3, 1)


def test_threads_get_their_own_answers() -> None:
    def echo(request: Request) -> Reply:
        return said(request.json["messages"][0]["content"])

    prompts = [replace(PROMPT, messages=(Message("user", f"article {number}"),)) for number in range(40)]
    with Loopback(echo) as server, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(model_of(server).complete, prompts))
        assert server.connections <= 8
    assert [answer.text for answer in answers] == [prompt.messages[0].content for prompt in prompts]


# --- the answer ----------------------------------------------------------------------------------------------------


def test_a_completion_tells_who_answered_and_what_it_took(good: Loopback) -> None:
    answer = model_of(good).complete(PROMPT)
    assert (answer.text, answer.model, answer.finish, answer.refusal) == (
        '{"answer": "yes"}',
        "answering-model",
        "stop",
        None,
    )
    assert (answer.tokens_in, answer.tokens_out, answer.cost_usd, answer.origin) == (11, 7, None, "live")
    assert answer.attempts == (Attempt("ok", 200),)
    assert answer.seconds > 0


def test_answered_at_is_utc_to_the_second(good: Loopback) -> None:
    answered_at = model_of(good).complete(PROMPT).answered_at
    moment = datetime.fromisoformat(answered_at)
    assert (moment.utcoffset(), moment.microsecond) == (timedelta(0), 0)


def test_the_model_asked_stands_in_for_one_that_is_not_named() -> None:
    with Loopback(as_json({**completion("{}"), "model": None})) as server:
        assert model_of(server).complete(PROMPT).model == "asked-model"


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": "many", "completion_tokens": -1}])
def test_usage_that_is_not_told_is_zero(usage: object) -> None:
    with Loopback(as_json({**completion("{}"), "usage": usage})) as server:
        answer = model_of(server).complete(PROMPT)
    assert (answer.tokens_in, answer.tokens_out) == (0, 0)


@pytest.mark.parametrize("structured", ["json_schema", "json_object"])
@pytest.mark.parametrize(
    "text", ["", " \n", "No deployments in this text.", '```json\n{"z": 1}\n```', '{"z": "cut', '{"z": 1} {"z": 2}']
)
def test_text_that_fits_no_schema_comes_back_untouched_after_one_request(text: str, structured: Structured) -> None:
    with Loopback(said(text)) as server:
        answer = model_of(server).complete(replace(PROMPT, structured=structured))
        assert (answer.text, len(server.requests)) == (text, 1)


@pytest.mark.parametrize("finish", ["length", "content_filter", "eos"])
def test_a_finish_comes_back_as_the_server_gave_it(finish: str) -> None:
    with Loopback(said('{"z": "cu', finish=finish)) as server:
        answer = model_of(server).complete(PROMPT)
        assert (answer.text, answer.finish, len(server.requests)) == ('{"z": "cu', finish, 1)


def test_no_finish_is_an_empty_one() -> None:
    with Loopback(said(finish=None)) as server:
        assert model_of(server).complete(PROMPT).finish == ""


@pytest.mark.parametrize("structured", ["json_schema", "json_object", "tools"])
def test_a_refusal_keeps_its_words_and_costs_one_request(structured: Structured) -> None:
    with Loopback(said(None, refusal="I cannot help with that.")) as server:
        answer = model_of(server).complete(replace(PROMPT, structured=structured))
        assert (answer.text, answer.refusal, len(server.requests)) == ("", "I cannot help with that.", 1)


def test_half_a_character_in_an_answer_is_replaced() -> None:
    with Loopback(said('{"z": "\ud800 \U0001f600"}')) as server:
        assert model_of(server).complete(PROMPT).text == '{"z": "� \U0001f600"}'


def test_an_answer_of_the_wrong_content_type_still_counts() -> None:
    with Loopback(replace(said("{}"), headers={"content-type": "text/plain"})) as server:
        assert model_of(server).complete(PROMPT).text == "{}"


def called(calls: Mapping[str, str], text: str | None = None) -> Reply:
    return said(text, calls=calls, finish="tool_calls")


def test_the_arguments_of_the_tool_call_are_the_answer() -> None:
    with Loopback(called({"quotes": '{"z": "x'})) as server:
        answer = model_of(server).complete(replace(PROMPT, structured="tools"))
    assert (answer.text, answer.finish) == ('{"z": "x', "tool_calls")


def test_of_two_tool_calls_the_one_of_the_right_name_counts() -> None:
    """Fault 29."""
    with Loopback(called({"other": "{}", "quotes": '{"z": 1}'})) as server:
        assert model_of(server).complete(replace(PROMPT, structured="tools")).text == '{"z": 1}'


def test_two_calls_of_the_right_tool_are_two_answers_and_none_is_left_out() -> None:
    """Fault 29."""
    body = completion(None, calls={"quotes": '{"z": 1}'}, finish="tool_calls")
    calls = body["choices"][0]["message"]["tool_calls"]
    calls.append({**calls[0], "function": {"name": "quotes", "arguments": '{"z": 2}'}})
    with Loopback(as_json(body)) as server:
        assert model_of(server).complete(replace(PROMPT, structured="tools")).text == '{"z": 1}\n{"z": 2}'


def test_arguments_that_are_no_text_are_written_as_json() -> None:
    body = completion(None, calls={"quotes": ""})
    body["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] = {"z": "é"}
    with Loopback(as_json(body)) as server:
        assert model_of(server).complete(replace(PROMPT, structured="tools")).text == '{"z": "é"}'


def test_prose_in_place_of_a_tool_call_is_the_answer() -> None:
    with Loopback(said("I would rather not.")) as server:
        assert model_of(server).complete(replace(PROMPT, structured="tools")).text == "I would rather not."


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
