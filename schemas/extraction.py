"""An extraction: everything that came of one article, what was refused and what it cost included."""

import operator
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from schemas.article import ArticleText
from schemas.base import Frozen
from schemas.deployment import Deployment
from schemas.kinds import Record, kinds_of
from schemas.quote import Quote
from schemas.spans import Span

Origin = Literal["live", "cached", "replayed", "rules"]
Standing = Literal["ok", "partial", "failed"]
Outcome = Literal[
    "ok", "truncated", "refused", "filtered", "empty_completion", "unparsable", "repetition", "too_long",
    "failed", "not_asked", "fell_back",
]  # fmt: skip


class Rejection(Frozen):
    """Something that the model gave and that did not become part of a record, and why."""

    task: str = Field(description="Name of the record kind: `quotes`, `deployments`, ...")
    item: str = Field(description="The answer's item: `quote 3`, `speaker A`, `deployment 2`.")
    field: str | None = Field(description="The item's field, null when the whole item was refused.")
    value: str = Field(description="What the model gave: text as it is, anything else as JSON.")
    reason: str = Field(description="`not_in_article`, `not_in_cited_sentences`, `malformed`, ... (see the README).")
    message: str = Field(description="The reason for people.")
    round: int = Field(description="1 for the first answer, 2 for the repair round, 0 for what code alone decided.")
    span: Span | None = Field(default=None, description="The stretch of the article that is concerned, if one is.")


class Failure(Frozen):
    """Why an article, or one task of it, has no answer; it survives JSON, pickle and process borders.

    All kinds are listed in the README.
    """

    kind: str = Field(description="`network`, `timeout`, `auth`, `truncated`, `refused`, `no_recording`, ...")
    message: str = Field(description="What was wrong and what to do.")
    retryable: bool = Field(description="Whether trying again may help.")
    task: str | None = Field(default=None, description="The task that failed; null when the article did.")
    attempts: int = Field(default=0, description="Requests that were made.")
    tokens_in: int = Field(default=0, description="Prompt tokens of answers that came and could not be used.")
    tokens_out: int = Field(default=0, description="Completion tokens of answers that came and could not be used.")
    cost_usd: float | None = Field(
        default=0.0, description="What those answers cost or would have cost; null when the price is unknown."
    )


class TaskRun(Frozen):
    """How one task of one article was answered."""

    outcome: Outcome = Field(
        description="`ok`, what kept the answer from being used, `fell_back` if code answered instead, or `not_asked`."
    )
    prompt: str = Field(description="Version of the prompt: digest of templates and examples.")
    answer_schema: str = Field(
        description="Version of the answer's schema: digest of the schema without the article's own lists."
    )
    requests: tuple[str, ...] = Field(description="Digest of each request, in order.")
    origin: Origin | None = Field(
        description="Where the answers came from, the least stored of them; `rules` where code alone answered all."
    )
    model_asked: str | None = Field(description="The model that was asked for.")
    model_answered: str | None = Field(description="The model that the server said answered.")
    answered_at: str | None = Field(description="When the model answered: UTC, of the last answer.")
    attempts: int = Field(description="Requests that were made when the answers were first given, retries included.")
    settled: int = Field(default=0, description="Candidates that code answered by itself, without asking a model.")
    failure: Failure | None = Field(
        default=None, description="Why there is no usable answer, or why code answered in a model's place."
    )
    mended: tuple[str, ...] = Field(
        default=(), exclude_if=operator.not_,
        description="What had to be done to answers before they were JSON (`code_fence`, `words_around`, "
        "`trailing_comma`, `byte_order_mark`); left out where nothing had.",
    )  # fmt: skip


class Lineage(Frozen):
    """What an extraction was made from and with."""

    article_sha256: str = Field(description="SHA-256 of the article's UTF-8 text.")
    extractor: str = Field(description="Version of this program.")
    codebook: str = Field(description="Version of the codebook.")
    model_asked: str | None = Field(description="The model that was asked for.")
    tasks: Mapping[str, TaskRun] = Field(description="One entry for each task that was run.")
    unseen: int = Field(
        default=0, exclude_if=operator.not_,
        description="Characters of the article that nobody sees, zero-width ones and tags, which the model was not "
        "shown; left out where there are none.",
    )  # fmt: skip


class Usage(Frozen):
    """What the answers took, whether they were given now or are replayed."""

    requests: int = Field(description="Answered requests.")
    tokens_in: int = Field(description="Prompt tokens.")
    tokens_out: int = Field(description="Completion tokens.")
    cost_usd: float | None = Field(
        description="What it cost or would have cost; null when the model's price is unknown."
    )
    seconds: float = Field(description="Time the model took when the answers were first given.")


class Extraction(Frozen):
    """The records of one article, each field with its evidence, beside all that was refused."""

    article: ArticleText
    deployments: tuple[Deployment, ...] = ()
    quotes: tuple[Quote, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    lineage: Lineage
    usage: Usage
    error: Failure | None = Field(
        default=None, description="Why the article failed, in whole or in part; null when all tasks are done."
    )

    @property
    def records(self) -> Mapping[str, tuple[Record, ...]]:
        """Name of each record kind to its records; never serialised."""
        return {kind: getattr(self, kind) for kind in KINDS}

    @property
    def status(self) -> Standing:
        """`ok` when all tasks are done, `partial` when one is or a part of one, else `failed`; never serialised."""
        if self.error is None:
            return "ok"
        done = any(run.outcome == "ok" and run.failure is None for run in self.lineage.tasks.values())
        return "partial" if done or any(self.records.values()) else "failed"


KINDS = kinds_of(Extraction)
"""Name of each record kind to its schema, in the order of the line: a field of `Extraction` is all that makes one."""
