"""Estimating: what a run would ask and cost, found by asking nobody.

The questions are the real ones. How long their answers will be is reckoned from what they must hold; answers that have
to be mended, and requests that are tried again, come on top.
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
"""Of the messages: 3.8 to 4.2 in the recordings."""
TOKENS_AN_ITEM = 10
TOKENS_A_FIELD = 5
"""In the recordings a quote takes 10 to 25 tokens of an answer, a deployment of nine fields 52 to 63."""


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
        characters = sum(len(message.content) for message in prompt.messages)
        tokens_out = min(prompt.max_tokens, _tokens_of(prompt.schema))
        self.found.asked[bytes.fromhex(prompt.digest)] = (-(-characters // CHARACTERS_A_TOKEN), tokens_out)
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


def _tokens_of(schema: Json) -> int:
    """About how many tokens an answer that fits `schema` has: so many an item, and more for each field of one."""
    total = 0
    for part in schema["properties"].values():
        slots = part.get("properties", {})
        total += sum(TOKENS_AN_ITEM + TOKENS_A_FIELD * _fields(slot, schema) for slot in slots.values())
    return max(total, TOKENS_AN_ITEM)


def _fields(slot: Json, schema: Json) -> int:
    """Fields of an item in its longest form."""
    if "$ref" in slot:
        return _fields(schema["$defs"][slot["$ref"].rsplit("/", 1)[1]], schema)
    return max([len(slot.get("properties", {})), *(_fields(form, schema) for form in slot.get("anyOf", []))])


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
