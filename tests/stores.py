"""One exchange with a model, and the stores that hold it."""

import resource
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from extractor.flow import Attempt, Completion, Message, Prompt
from extractor.recording import Recordings

SECRET = "the general's words"  # noqa: S105
ROOT = Path(__file__).resolve().parents[1]

PROMPT = Prompt(
    task="quotes",
    article="001_1972efa825b2b454",
    messages=(Message("system", "Say who speaks.\nPoint, do not copy."), Message("user", f"“Café”, {SECRET} \\ 'ß'")),
    schema={"type": "object", "properties": {"quotes": {"type": "array"}}, "additionalProperties": False},
    model="small-model",
    max_tokens=512,
)
ANSWER = Completion(
    text='{"quotes": ["naïve — “x”"]}',
    model="small-model-2026",
    finish="stop",
    refusal=None,
    tokens_in=900,
    tokens_out=40,
    seconds=1.25,
    cost_usd=0.0003,
    answered_at="2026-11-22T10:00:00Z",
    attempts=(Attempt("network"), Attempt("rate_limited", 429), Attempt("ok", 200)),
)
OTHER_REQUESTS = {
    "model": replace(PROMPT, model="large-model"),
    "prompt": replace(PROMPT, messages=(Message("system", "Changed."), *PROMPT.messages[1:])),
    "article": replace(PROMPT, messages=(PROMPT.messages[0], Message("user", "Another text."))),
    "schema": replace(PROMPT, schema={"type": "object"}),
    "max_tokens": replace(PROMPT, max_tokens=513),
    "temperature": replace(PROMPT, temperature=0.5),
    "seed": replace(PROMPT, seed=None),
    "structured": replace(PROMPT, structured="tools"),
}


class Repeating:
    """A completer that gives one answer and counts how often it is asked."""

    def __init__(self, answer: Completion = ANSWER) -> None:
        self.answer = answer
        self.asked = 0

    def complete(self, prompt: Prompt) -> Completion:
        """Give the answer, whatever `prompt` is."""
        del prompt
        self.asked += 1
        return self.answer


class Agreeing:
    """A judge of answers that keeps what it was shown."""

    def __init__(self, *, verdict: bool = True) -> None:
        self.verdict = verdict
        self.shown: list[Completion] = []

    def __call__(self, prompt: Prompt, completion: Completion) -> bool:
        """Give the verdict."""
        del prompt
        self.shown.append(completion)
        return self.verdict


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    """Give a folder that holds the one recording of PROMPT."""
    store = Recordings(tmp_path / "recordings")
    store.save(PROMPT, ANSWER)
    return store


def path_of(recordings: Recordings, prompt: Prompt = PROMPT) -> Path:
    return recordings.folder / f"{prompt.digest}.json"


def resealed(content: bytes) -> bytes:
    """Give the content the checksum that fits it."""
    body, mark, _ = content.rpartition(b'  "checksum": "')
    return body + mark + sha256(body).hexdigest().encode() + b'"\n}\n'


@contextmanager
def full_disk() -> Generator[None, None, None]:
    """Let no file grow for a while, for real."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
