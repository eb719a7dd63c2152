"""The values that pass between stages: plain, not changed once made, and all that one stage knows of another."""

import json
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from hashlib import sha256
from typing import Any, Literal, NamedTuple, Protocol, TypeVar, cast

from extractor.folding import Folded, fold
from schemas import ArticleText, Origin, Rejection, Span

Json = dict[str, Any]
Structured = Literal["json_schema", "json_object", "tools"]
BodyKind = Literal["people", "units", "equipment"]
_Read = TypeVar("_Read")


def canonical(value: object) -> bytes:
    """The one byte form of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(value: object) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(value)).hexdigest()


def shown(value: object) -> str:
    """A value as text: strings as they are, anything else as JSON; half characters are spelt out."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.encode(errors="backslashreplace").decode()


class Stretch(NamedTuple):
    """Words inside one pair of marks, in code points of the article, without the marks."""

    start: int
    end: int
    mark: str
    """The opening mark; empty where a reopened paragraph has none."""
    closed: bool
    """Whether the closing mark stands in the same paragraph."""
    continues: bool
    """Whether the previous stretch runs on in this one: its paragraph did not close the mark."""


class Body(NamedTuple):
    """A mention of people, of a formation or of matériel, `text[start:end]`."""

    start: int
    end: int
    kind: BodyKind


class Sentence(NamedTuple):
    """One sentence, `text[start:end]`; a quotation of several sentences may be one."""

    number: int
    start: int
    end: int
    paragraph: int


class Segments:
    """An article in numbered pieces; numbers of sentences and stretches begin at 1, of paragraphs at 0."""

    def __init__(
        self,
        article: ArticleText,
        paragraphs: tuple[tuple[int, int], ...],
        sentences: tuple[Sentence, ...],
        stretches: tuple[Stretch, ...],
    ) -> None:
        """Take the article and its pieces."""
        self.article = article
        self.paragraphs = paragraphs
        self.sentences = sentences
        self.stretches = stretches
        self.readings: dict[Callable[..., Any], Any] = {}
        """What was read in the article by functions under `once`, which see to it that it is."""

    @cached_property
    def folded(self) -> Folded:
        """The article's text in its folded view."""
        return fold(self.article.text)

    @cached_property
    def text(self) -> str:
        """The article's text; kept, since it is read ten thousand times."""
        return self.article.text

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [start for start, _ in self.paragraphs]

    def span(self, start: int, end: int) -> Span:
        """The span of two offsets."""
        return Span(start=start, end=end, text=self.text[start:end])

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds `offset`, or the last one before it."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]

    def paragraph_at(self, offset: int) -> int:
        """Number of the paragraph that holds `offset`, or of the last one before it."""
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def sentence(self, number: int) -> Sentence | None:
        """The sentence with that number, if there is one."""
        return self.sentences[number - 1] if 1 <= number <= len(self.sentences) else None

    def stretch(self, number: int) -> Stretch | None:
        """The quoted stretch with that number, if there is one."""
        return self.stretches[number - 1] if 1 <= number <= len(self.stretches) else None


def once(read: Callable[[Segments], _Read]) -> Callable[[Segments], _Read]:
    """`read`, done once for each article and forgotten with it, however many others are under way."""

    @wraps(read)
    def read_once(segments: Segments) -> _Read:
        readings = segments.readings
        if read in readings:
            return cast("_Read", readings[read])
        # Two threads may both read; all have what the first one kept.
        return cast("_Read", readings.setdefault(read, read(segments)))

    return read_once


class Candidate(NamedTuple):
    """A place in the article that a task asks about: `text[start:end]`, known to the model by its key."""

    key: str
    """`Q1`, `M1`, ...: a letter for the task and a number in reading order."""
    start: int
    end: int
    sentence: int
    """Number of the sentence that it stands in."""
    mark: int
    """Offset before which the key is shown to the model."""
    kind: str = ""
    hint: str = ""
    """What code makes of it, shown to the model and never accepted by itself."""


class Part(NamedTuple):
    """A run of sentences that one question covers, both numbers included, and the candidates that it asks about."""

    first: int
    last: int
    candidates: tuple[Candidate, ...]
    others: tuple[Candidate, ...] = ()
    """Candidates that are shown and not asked about again."""


class Drafts(NamedTuple):
    """What a model answered, item by item: section to key to draft, beside the items that could not be read."""

    sections: Mapping[str, Mapping[str, Any]]
    rejections: tuple[Rejection, ...] = ()


class Message(NamedTuple):
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Allowance(NamedTuple):
    """What one article may still take."""

    deadline: float | None = None
    """`time.monotonic()` at which it must be done."""
    tokens: int | None = None
    """Completion and prompt tokens that are left."""


@dataclass(frozen=True)
class Prompt:
    """A whole request: what is sent, and for whom.

    `task`, `article` and `allowance` name the request to people and limit it; they are no part of its digest.
    """

    task: str
    article: str
    messages: tuple[Message, ...]
    schema: Json
    """Strict JSON Schema of the answer: every property required, no additional ones."""
    model: str
    max_tokens: int
    temperature: float = 0.0
    seed: int | None = 0
    structured: Structured = "json_schema"
    allowance: Allowance = field(default_factory=Allowance, compare=False)

    @property
    def request(self) -> Json:
        """All that decides the answer; never a key, a host or a time."""
        return {
            "model": self.model,
            "messages": [{"role": message.role, "content": message.content} for message in self.messages],
            "schema": self.schema,
            "structured": self.structured,
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "seed": self.seed,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the request: the name under which the exchange is stored."""
        return digest_of(self.request)


class Attempt(NamedTuple):
    """One request on the wire, failed or answered."""

    outcome: str
    """`ok`, or the kind of the failure (`network`, `rate_limited`, ...)."""
    status: int | None = None
    """HTTP status, if there was an answer."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered, in full, whether now or when it was recorded."""

    text: str
    """The answer's text, or the arguments of its tool call."""
    model: str
    """The model that the server says answered."""
    finish: str
    """`stop`, `length`, `content_filter`, ... as the server gave it."""
    refusal: str | None
    tokens_in: int
    tokens_out: int
    seconds: float
    cost_usd: float | None
    """By the price list at the time of the answer; None when the price is unknown."""
    answered_at: str
    """UTC, ISO 8601, seconds."""
    attempts: tuple[Attempt, ...]
    origin: Origin = "live"
    digest: str | None = None
    """The stored request's digest, where it may differ from that of the prompt that was given."""
    model_asked: str | None = None
    """The stored request's model, likewise."""

    @property
    def complete(self) -> bool:
        """Whether the model ended its answer by itself."""
        return self.finish in {"stop", "tool_calls"} and self.refusal is None and bool(self.text.strip())


class Completer(Protocol):
    """The seam: live models, stores and test doubles all answer prompts, and wrap one another."""

    def complete(self, prompt: Prompt) -> Completion:
        """Answer `prompt`, or raise `CompletionError`."""
        ...
