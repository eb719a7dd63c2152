"""What a server's answer means: a reply of the model, or one fault out of a fixed list."""

import json
import math
import re
import time
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from extractor.flow import Json

TRANSIENT = frozenset({"conflict", "exhausted", "network", "rate_limited", "server_error", "timeout"})
"""Kinds that are tried again at once; `bad_response` is too, a single time."""
RETRYABLE = TRANSIENT | {"bad_response", "deadline", "paused", "stopped"}
"""Kinds that may go well in a later run."""
FATAL = frozenset({"auth", "no_key", "not_found", "quota", "redirect"})
"""Kinds that every later request would meet as well: after the first, none is sent."""
UNWELL = frozenset({"network", "server_error", "timeout"})
"""Kinds that make a pause for all likelier, when they come in a row."""

MEANINGS = {
    "auth": "the server refused the key; check the key and what it is allowed to do",
    "bad_request": (
        "the server refused the request as it stands; if it lacks this kind of structured output, "
        "choose another (json_schema, json_object, tools)"
    ),
    "bad_response": "the answer is no chat completion; check that the base URL is that of an OpenAI-compatible API",
    "budget": "the request does not fit into the tokens this article may still take; raise the token budget",
    "conflict": "the server is in conflict with another request; run again later",
    "content_filter": "the server's content filter refused the article",
    "deadline": "the time for this article is up; raise the deadline or ask for less at once",
    "exhausted": (
        "the system gives this process no more open files; use less concurrency or raise the limit (ulimit -n)"
    ),
    "network": "the server cannot be reached, or broke off; check the base URL and the network",
    "no_key": (
        "a live model needs one of three: a key (OPENAI_API_KEY), a local server such as Ollama, vLLM or llama.cpp "
        "(--base-url), or recordings in its place (--mode replay)"
    ),
    "not_found": "the server knows no such model or address; check the model's name and the base URL",
    "not_text": "the prompt holds a lone surrogate, which is no character; mend the article",
    "paused": "no request is sent while the server wants a pause or keeps failing; run again later",
    "quota": "the account has no credit or quota left; nothing will be answered until it has",
    "rate_limited": "the server limits the rate; run again later or with less concurrency",
    "redirect": "the server sends requests elsewhere, and they are never sent after; give the final base URL",
    "server_error": "the server failed; run again later",
    "stopped": "the run is being stopped",
    "timeout": "the server was silent for too long; raise the timeout or look after the server",
    "too_long": "the model cannot take so long a request; lower the part length or use a model with a longer context",
}
"""Each kind of fault: what is wrong and what to do."""

_BY_STATUS = {
    401: "auth",
    402: "quota",
    403: "auth",
    404: "not_found",
    408: "timeout",
    409: "conflict",
    429: "rate_limited",
}
_BY_CODE = {
    "authentication_error": "auth",
    "billing_hard_limit_reached": "quota",
    "content_filter": "content_filter",
    "content_policy_violation": "content_filter",
    "context_length_exceeded": "too_long",
    "exceed_context_size_error": "too_long",
    "insufficient_balance": "quota",
    "insufficient_quota": "quota",
    "internal_error": "server_error",
    "internal_server_error": "server_error",
    "invalid_api_key": "auth",
    "model_not_found": "not_found",
    "overloaded_error": "server_error",
    "rate_limit_error": "rate_limited",
    "rate_limit_exceeded": "rate_limited",
    "server_error": "server_error",
}
_TOO_LONG = r"(?i)context.{0,12}(length|size|window)|prompt is too long|too many tokens"


class Fault(NamedTuple):
    """Why a request brought no reply."""

    kind: str
    """A key of `MEANINGS`."""
    status: int | None = None
    asked: float | None = None
    """Seconds that the server asks to wait."""
    detail: tuple[str, ...] = ()
    """Codes and types only: a server's prose may repeat the article or the key."""


class Reply(NamedTuple):
    """What the model said."""

    text: str
    model: str | None
    finish: str
    refusal: str | None
    tokens_in: int
    tokens_out: int


def fault_of(status: int, headers: Mapping[str, str], content: bytes) -> Fault:
    """The fault that an HTTP status of 300 or more stands for."""
    body = _object(_json_of(content))
    return _fault(status, status, _object(body.get("error", body)), asked_wait(headers))


def reply_of(status: int, headers: Mapping[str, str], content: bytes, tool: str | None) -> Reply | Fault:
    """The reply in the body of a good HTTP status; with `tool`, its text is that function's arguments."""
    body = _json_of(content)
    try:
        if error := body.get("error") or body["choices"][0].get("error"):
            details = _object(error)
            return _fault(_number(details.get("code")), status, details, asked_wait(headers))
        return _reply(body, tool)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return Fault("bad_response", status)


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds asked for by Retry-After, a number or a date; None without a positive, finite one."""
    asked = headers.get("retry-after", "")
    try:
        seconds = float(asked)
    except ValueError:
        seconds = _until_date(asked, headers.get("date", ""))
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _until_date(text: str, now: str) -> float:
    """Seconds until a date by the server's own clock, where it tells: ours may be wrong by hours."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - replay waits for no server

    try:
        end = parsedate_to_datetime(text).timestamp()
        return end - (parsedate_to_datetime(now).timestamp() if now else time.time())
    except (ValueError, OverflowError):
        return 0.0


def _json_of(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _object(value: object) -> Json:
    return cast("Json", value) if isinstance(value, dict) else {}


def _fault(code: int, status: int, details: Json, asked: float | None) -> Fault:
    words = tuple(str(details.get(name)) for name in ("code", "type", "param"))
    detail = tuple(dict.fromkeys(word for word in words if re.fullmatch(r"[a-z][a-z_]{2,39}", word)))
    return Fault(_kind(code, words, str(details.get("message"))), status, asked, detail)


def _kind(code: int, words: tuple[str, ...], message: str) -> str:
    if (named := next((_BY_CODE[word] for word in words if word in _BY_CODE), None)) is not None:
        return named
    if code in {400, 413, 422} and re.search(_TOO_LONG, message):
        return "too_long"
    if code in _BY_STATUS:
        return _BY_STATUS[code]
    borders = ((300, "bad_response"), (400, "redirect"), (500, "bad_request"), (600, "server_error"))
    return next((kind for border, kind in borders if code < border), "bad_response")


def _reply(body: Json, tool: str | None) -> Reply:
    choice, usage = body["choices"][0], _object(body.get("usage"))
    message = choice["message"]
    calls = [call["function"] for call in message.get("tool_calls") or ()] if tool else []
    text = _arguments(calls, tool) if calls else _text(message.get("content"))
    return Reply(
        text=text,
        model=_text(body.get("model")) or None,
        finish=_text(choice.get("finish_reason")),
        refusal=_text(message.get("refusal")) or None,
        tokens_in=_number(usage.get("prompt_tokens")),
        tokens_out=_number(usage.get("completion_tokens")),
    )


def _arguments(calls: list[Json], tool: str | None) -> str:
    """What the calls of the right name were given, each on its own line: two are two answers, and so not one.

    Calls of other names do not count, and without any of the right one there is no answer.
    """
    fitting = [call["arguments"] for call in calls if call["name"] == tool]
    if not fitting:
        raise ValueError
    return "\n".join(
        json.dumps(given, ensure_ascii=False) if isinstance(given, dict) else _text(given) for given in fitting
    )


def _text(value: object) -> str:
    """The text, half characters (lone surrogates) replaced: no store could hold them."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(value: object) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) < 4:  # noqa: PLR2004 - an HTTP status has three digits
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
