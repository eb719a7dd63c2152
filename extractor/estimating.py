"""Estimating: what a run would ask and cost, found by asking nobody.

The questions are the real ones, and hold only candidates that code leaves open. How long their answers will be is
reckoned from their keys; answers that have to be mended, and requests that are tried again, come on top.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from typing import NoReturn, TextIO

from extractor.errors import CompletionError, RecordingError
from extractor.flow import Completion, Json, Prompt
from extractor.opening import Opened, open_completer
from extractor.pipeline import extract_article
from extractor.pricing import price
from extractor.reading import Unread
from extractor.settings import Settings
from extractor.wording import counted, on_one_line
from schemas import ArticleText

CHARACTERS_A_TOKEN = 4
"""Of the messages: 3.9 to 4.1 in the recordings."""
# Of an answer: measured by `tokens_out` of each answer in evals/recordings and the keys that it was asked, and held to
# them by tests/test_estimating.py; a deployment written out is in none of them now and was measured when one was.
TOKENS_A_PART = 4
"""`{"deployments":{}}`."""
TOKENS_A_WORD = 6
"""A key and one word or letter, `"M17":"combat",`."""
TOKENS_A_FIELD = 5
"""The speaker of three takes 13; a deployment of nine took 54."""
IN_FULL = 0.05
"""Share of the keys that are answered with a record where a word would do: none of the 4 recorded, nor of 13 others."""


@dataclass
class Estimate:
    """What a set of articles would ask."""

    articles: int = 0
    unread: int = 0
    stored: int = 0
    """Requests that are answered already."""
    lacking: int = 0
    """Requests that replay would not find."""
    asked: dict[bytes, tuple[int, int]] = field(default_factory=dict[bytes, tuple[int, int]])
    """Digest of each request that would be sent, to its tokens in and out."""

    def lines(self, settings: Settings) -> Iterable[str]:
        """The estimate for people."""
        unread = f", {self.unread:,} of which cannot be read" if self.unread else ""
        yield f"{counted(self.articles, 'article')}{unread}"
        yield f"{counted(self.stored, 'request')} answered already: they cost nothing"
        if settings.mode == "replay":
            yield f"{counted(self.lacking, 'request')} without a recording: they would fail"
            return
        model, asked = settings.model or "", list(self.asked.values())
        tokens_in, tokens_out = (sum(one[side] for one in asked) for side in (0, 1))
        tokens = f"about {tokens_in:,} tokens in and {tokens_out:,} out"
        yield f"{counted(len(asked), 'request')} to {on_one_line(model)}: {tokens}"
        cost = price(model, settings.base_url, tokens_in, tokens_out) if asked else 0.0
        yield "cost unknown: no price is known for this model and server" if cost is None else f"about ${cost:.2f}"


class _Nobody:
    """Stands in for the live model: it notes what it is asked, and answers nothing."""

    def __init__(self, found: Estimate) -> None:
        self.found = found

    def complete(self, prompt: Prompt) -> NoReturn:
        self.found.asked[bytes.fromhex(prompt.digest)] = tokens_of(prompt)
        raise CompletionError("nobody is asked", "not_asked")

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class _Counting:
    """Counts what is answered from a store, and what replay lacks."""

    inner: Opened
    found: Estimate

    def complete(self, prompt: Prompt) -> Completion:
        try:
            completion = self.inner.complete(prompt)
        except RecordingError:
            self.found.lacking += 1
            raise
        self.found.stored += 1
        return completion


def tokens_of(prompt: Prompt) -> tuple[int, int]:
    """About how many tokens a prompt takes, and how many its answer."""
    characters = sum(len(message.content) for message in prompt.messages)
    answer = sum(_tokens_of(part, prompt.schema) for part in prompt.schema["properties"].values())
    return -(-characters // CHARACTERS_A_TOKEN), min(prompt.max_tokens, round(answer))


def _tokens_of(part: Json, schema: Json) -> float:
    """Of one part of an answer: a slot for each key, or a list, such as of the speakers that code has not found."""
    if part["type"] == "array":
        most: int = part.get("maxItems", 1)
        return TOKENS_A_PART + TOKENS_A_FIELD * min(1, most) * max(_fields(part["items"], schema))
    return TOKENS_A_PART + sum(_tokens_of_slot(slot, schema) for slot in part["properties"].values())


def _tokens_of_slot(slot: Json, schema: Json) -> float:
    forms = _fields(slot, schema)
    return TOKENS_A_WORD + TOKENS_A_FIELD * max(forms) * (IN_FULL if 0 in forms else 1)


def _fields(slot: Json, schema: Json) -> list[int]:
    """Fields of each form that an item may have; a word has none."""
    if "$ref" in slot:
        return _fields(schema["$defs"][slot["$ref"].rsplit("/", 1)[1]], schema)
    if "anyOf" in slot:
        return [count for form in slot["anyOf"] for count in _fields(form, schema)]
    return [len(slot.get("properties", {}))]


def estimate(articles: Iterable[ArticleText | Unread], settings: Settings, out: TextIO) -> None:
    """Print what a run over `articles` would ask; no request is sent."""
    found = Estimate()
    # What nobody answers takes nothing of a budget.
    unlimited = settings.model_copy(update={"max_cost": None, "max_tokens_total": None})
    opened, chosen = open_completer(unlimited, lambda _: _Nobody(found))
    with closing(opened):
        for article in articles:
            found.articles += 1
            if isinstance(article, Unread):
                found.unread += 1
            else:
                extract_article(article, _Counting(opened, found), chosen)
    out.writelines(f"{line}\n" for line in found.lines(chosen))
