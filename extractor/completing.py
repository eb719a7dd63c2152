"""Prompt -> Completion from a live model: the only room that knows openai, instructor and tenacity.

There is one layer of each: instructor shapes the request, openai carries it, tenacity repeats it. Our own CPU is to be
less than that of instructor alone: nothing is made that nobody reads, and nothing twice.
`asking`, `transport` and `replies` are parts of this room.
"""

import logging
import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import httpx2
import instructor
import openai
import tenacity
from instructor.core.exceptions import InstructorError
from openai.types.chat import ChatCompletion

from extractor.asking import MODES, completed, form_of, told, written
from extractor.errors import CompletionError, UsageError
from extractor.flow import Attempt, Completion, Json, Prompt
from extractor.limiting import Gate
from extractor.pricing import OPENAI_URL, price
from extractor.replies import MEANINGS, RETRYABLE, TRANSIENT, Fault, Reply, fault_of, reply_of
from extractor.settings import Settings
from extractor.transport import Wire, fault_of_break, until

PLACEHOLDER_KEY = "none"
LEAST_KEY = 16
"""Bytes of a key that is one; local servers are given words such as `none`, which an answer may hold."""
BYTES_A_TOKEN = 4
CONNECT_SECONDS = 10.0
LONGEST_BACKOFF = 30.0
LOGGERS = ("openai", "httpx2", "httpcore2", "instructor")
"""At their lower levels they log whole requests, and instructor logs refusals as errors: the article is in both."""


class _UnansweredError(Exception):
    """Ends instructor's part when there is no reply."""


@dataclass
class _Call:
    """One prompt on its way, with all that happened to it."""

    prompt: Prompt
    deadline: float
    body: bytes = b""
    """The request as it goes out, whichever attempt it is."""
    tokens: int = 0
    """At most, as far as can be told beforehand."""
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    outcome: Reply | Fault | None = None
    barred: bool = False
    """Whether it was not the server that gave the outcome."""

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    @property
    def again(self) -> bool:
        """Whether it should be tried once more."""
        if not isinstance(self.outcome, Fault):
            return False
        unusable = [attempt for attempt in self.attempts if attempt.outcome == "bad_response"]
        return self.outcome.kind in TRANSIENT or (self.outcome.kind == "bad_response" and len(unusable) == 1)


class LiveModel:
    """A model behind an OpenAI-compatible server; one for all threads.

    `first_wait` is the shortest pause before a failed request is tried again, in seconds; it doubles each time.
    Raises `UsageError` for a base URL that cannot be read.
    """

    def __init__(self, settings: Settings, *, first_wait: float = 0.5) -> None:
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
            logging.getLogger(name).propagate = False
        self._settings = settings
        self._url = _address(settings.base_url or OPENAI_URL)
        self._gate = Gate(settings.requests_per_minute, settings.tokens_per_minute)
        self._backoff = tenacity.wait_exponential_jitter(multiplier=first_wait, max=LONGEST_BACKOFF, jitter=first_wait)
        self._jitter = tenacity.wait_random(0, first_wait)
        self._client = self._connect()

    def complete(self, prompt: Prompt) -> Completion:
        """Ask the model once, its transport's failures apart; the answer's text is not judged.

        Raises `CompletionError` with a kind of `replies.MEANINGS` when there is no answer.
        """
        started = time.monotonic()
        own_deadline = started + self._settings.deadline
        call = _Call(prompt, own_deadline if prompt.allowance.deadline is None else prompt.allowance.deadline)
        if self._settings.api_key is None and self._settings.base_url is None:
            call.outcome = Fault("no_key")
        else:
            with until(call.deadline):
                self._converse(call)
        if isinstance(call.outcome, Fault):
            raise self._error(call, call.outcome)
        assert call.outcome is not None  # noqa: S101 - `_converse` ends with an outcome
        return self._completion(call, call.outcome, time.monotonic() - started)

    def close(self) -> None:
        """Close the connections, wake whoever waits to try again, and answer nothing any more."""
        self._gate.close()
        self._client.close()

    def _connect(self) -> openai.OpenAI:
        key = self._settings.api_key.get_secret_value() if self._settings.api_key else PLACEHOLDER_KEY
        wire = Wire({"authorization": f"Bearer {key}", "user-agent": f"OpenAI/Python {openai.__version__}"})
        # What is left out here is read from the environment. The key is the wire's alone: no log of openai can hold it.
        return openai.OpenAI(
            api_key=PLACEHOLDER_KEY,
            admin_api_key="",
            organization="",
            project="",
            webhook_secret="",
            base_url=self._url,
            max_retries=0,
            http_client=httpx2.Client(transport=wire, trust_env=False, follow_redirects=False),
        )

    def _converse(self, call: _Call) -> None:
        """Let instructor shape the request and tenacity repeat it, and keep what came of it in `call.outcome`."""

        def create(**request: Any) -> ChatCompletion:
            return self._send(call, request)

        retrying = tenacity.Retrying(
            # tenacity catches Ctrl-C as well, and would wait and ask once more.
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, _UnansweredError) and call.again),
            stop=lambda state: state.attempt_number >= self._settings.max_attempts or state.upcoming_sleep >= call.left,
            wait=lambda state: self._wait(call, state),
            sleep=self._gate.sleep,
            reraise=True,
        )
        shaped = instructor.patch(create=create, mode=MODES[call.prompt.structured])
        # What is in an answer is read elsewhere. The messages go round instructor, and it must never be passed
        # `context`: it would render them as templates.
        try:
            shaped(response_model=form_of(call.prompt.task), messages=[], max_retries=retrying)
        except InstructorError:
            if not isinstance(call.outcome, Fault):
                raise

    def _send(self, call: _Call, request: Json) -> ChatCompletion:
        """Send once, and hand instructor the reply; without one, tenacity says whether there is another attempt."""
        objection = None if call.body else self._objection(call, request)
        if objection is None:
            self._attempt(call)
        else:
            call.outcome = objection
        if not isinstance(call.outcome, Reply):
            raise _UnansweredError
        return told(call.outcome, call.prompt)

    def _objection(self, call: _Call, request: Json) -> Fault | None:
        """Why nothing should be sent at all, once the request is written."""
        try:
            call.body = written(completed(request, call.prompt, self._url))
        except UnicodeEncodeError:
            return Fault("not_text")
        call.tokens = -(-len(call.body) // BYTES_A_TOKEN) + call.prompt.max_tokens
        left = call.prompt.allowance.tokens
        return Fault("budget") if left is not None and call.tokens > left else None

    def _wait(self, call: _Call, state: tenacity.RetryCallState) -> float:
        fault = call.outcome if isinstance(call.outcome, Fault) else Fault("")
        if fault.asked is not None:
            return fault.asked + self._jitter(state)
        seconds = self._backoff(state)
        if fault.kind == "rate_limited":
            self._gate.hold(seconds)
        return seconds

    def _attempt(self, call: _Call) -> None:
        passed = self._gate.enter(call.tokens, call.deadline)
        call.barred = isinstance(passed, Fault)
        if isinstance(passed, Fault):
            call.outcome = passed
            return
        call.outcome = None
        try:
            call.outcome = outcome = self._exchange(call)
        finally:
            self._gate.leave(passed, call.outcome)
        self._take_note(call, outcome)

    def _exchange(self, call: _Call) -> Reply | Fault:
        """One request and its answer."""
        silence = min(self._settings.timeout, call.left)
        timeout = httpx2.Timeout(silence, connect=min(CONNECT_SECONDS, silence))
        try:
            # `chat.completions.create` would walk through the whole schema to rename nothing in it, and make a
            # completion of an answer that is read here.
            answer = self._client.post(
                "/chat/completions", cast_to=httpx2.Response, content=call.body, options={"timeout": timeout}
            )
        except openai.APIStatusError as error:
            return fault_of(error.status_code, error.response.headers, error.response.content)
        except openai.APIConnectionError as error:
            return fault_of_break(error.__cause__, late=call.left <= 0)
        tool = call.prompt.task if call.prompt.structured == "tools" else None
        return reply_of(answer.status_code, answer.headers, self._without_key(answer.content), tool)

    def _without_key(self, content: bytes) -> bytes:
        """An answer in which the server does not repeat the key: it would be stored and shown with it."""
        key = self._settings.api_key.get_secret_value().encode() if self._settings.api_key else b""
        return content.replace(key, b"[key]") if len(key) >= LEAST_KEY else content

    def _take_note(self, call: _Call, outcome: Reply | Fault) -> None:
        if isinstance(outcome, Reply):
            call.attempts.append(Attempt("ok", int(HTTPStatus.OK)))
            return
        call.attempts.append(Attempt(outcome.kind, outcome.status))
        if outcome.asked is not None and outcome.kind in TRANSIENT:
            self._gate.hold(outcome.asked)

    def _completion(self, call: _Call, reply: Reply, seconds: float) -> Completion:
        model = reply.model or call.prompt.model
        return Completion(
            text=reply.text,
            model=model,
            finish=reply.finish,
            refusal=reply.refusal,
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
            seconds=seconds,
            cost_usd=price(model, self._settings.base_url, reply.tokens_in, reply.tokens_out),
            answered_at=datetime.now(UTC).isoformat(timespec="seconds"),
            attempts=tuple(call.attempts),
        )

    def _error(self, call: _Call, fault: Fault) -> CompletionError:
        facts = [f"server {self._url.netloc.decode()}", f"model {call.prompt.model}", f"requests {len(call.attempts)}"]
        facts += [f"HTTP {fault.status}"] if fault.status else []
        facts += [f"asked to wait {math.ceil(fault.asked)} s"] if fault.asked else []
        ended = "no request is sent any more: " if call.barred and fault.kind not in RETRYABLE else ""
        return CompletionError(
            f"{ended}{MEANINGS[fault.kind]} ({', '.join([*facts, *fault.detail])})",
            fault.kind,
            retryable=fault.kind in RETRYABLE,
            attempts=call.attempts,
        )


def _address(text: str) -> httpx2.URL:
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if not url.host:
        raise UsageError("setting base_url (or OPENAI_BASE_URL): no server's address can be read from it")
    return url
