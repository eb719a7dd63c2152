"""The live model against a server on the loopback: what it sends, and what it makes of the answer."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import httpx2
import pytest
from pydantic import SecretStr

from extractor.asking import completed
from extractor.flow import Attempt, Message, Structured
from tests.live import ARTICLE, KEY, PROMPT, SCHEMA, called, model_of, sent
from tests.loopback import Loopback, Reply, Request, as_json, completion, said

pytestmark = pytest.mark.usefixtures("closing")


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
