"""The live model, and a server on the loopback to ask."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from pydantic import SecretStr

from extractor.completing import LiveModel
from extractor.errors import CompletionError
from extractor.flow import Message, Prompt, Structured
from extractor.settings import Settings
from tests.loopback import Loopback, Reply, said

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


@pytest.fixture
def closing() -> Iterator[None]:
    """Close every live model at the test's end."""
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


def called(calls: Mapping[str, str], text: str | None = None) -> Reply:
    return said(text, calls=calls, finish="tool_calls")
