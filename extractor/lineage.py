"""Lineage and usage: what an extraction was made from and with, and what it took."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from extractor.flow import Completion, Prompt
from extractor.folding import count_unseen
from extractor.settings import RULES, Settings
from schemas import ArticleText, Extraction, Failure, Lineage, Origin, Outcome, Rejection, TaskRun, Usage

VERSION = "0.1.0"
_CODEBOOK = Path(__file__).resolve().parent.parent / "schemas" / "CODEBOOK.md"
_ORIGINS: tuple[Origin, ...] = ("replayed", "cached", "live")


class Versioned(Protocol):
    """What lineage needs of a task."""

    @property
    def prompt_version(self) -> str:
        """Digest of templates and examples."""
        ...

    @property
    def schema_version(self) -> str:
        """Digest of the answer's schema."""
        ...


class Answers(NamedTuple):
    """How the questions of one task went."""

    outcome: Outcome
    failure: Failure | None
    exchanges: Sequence[tuple[Prompt, Completion]]
    lost: int
    """Requests that brought no answer, apart from those that an answer's own attempts count."""
    settled: int = 0
    """Candidates that code answered by itself."""
    mended: tuple[str, ...] = ()
    """What had to be done to answers before they could be read."""


class Results(NamedTuple):
    """What the tasks of one article came to."""

    records: Mapping[str, Sequence[Any]]
    """Name of each task that was run to its records."""
    runs: Mapping[str, TaskRun]
    rejections: Sequence[Rejection]
    usage: Usage


@lru_cache(maxsize=1)
def codebook_version() -> str:
    """The version that the codebook states of itself."""
    found = re.search(r"^Version: *(\S+)", _CODEBOOK.read_text("utf-8"), re.MULTILINE)
    return found.group(1) if found else "unstated"


def describe_run(task: Versioned, answers: Answers) -> TaskRun:
    """How one task was answered; its origin is the least stored of its answers'."""
    completions = [completion for _, completion in answers.exchanges]
    origins: list[Origin] = [completion.origin for completion in completions]
    last = completions[-1] if completions else None
    ruled = RULES if last is None and answers.settled else None
    stored: Origin | None = max(origins, key=_ORIGINS.index, default=None)
    return TaskRun(
        outcome=answers.outcome,
        prompt=task.prompt_version,
        answer_schema=task.schema_version,
        requests=tuple(completion.digest or prompt.digest for prompt, completion in answers.exchanges),
        origin="rules" if ruled else stored,
        model_asked=(last.model_asked or answers.exchanges[-1][0].model) if last else ruled,
        model_answered=last.model if last else ruled,
        answered_at=last.answered_at if last else None,
        attempts=sum(len(completion.attempts) for completion in completions) + answers.lost,
        settled=answers.settled,
        failure=answers.failure,
        mended=answers.mended,
    )


def usage_of(completions: Sequence[Completion]) -> Usage:
    """What the answers took together; the cost is unknown as soon as one of theirs is."""
    costs = [completion.cost_usd for completion in completions]
    known = [cost for cost in costs if cost is not None]
    return Usage(
        requests=len(completions),
        tokens_in=sum(completion.tokens_in for completion in completions),
        tokens_out=sum(completion.tokens_out for completion in completions),
        cost_usd=round(sum(known), 8) if len(known) == len(costs) else None,
        seconds=round(sum(completion.seconds for completion in completions), 3),
    )


def extraction_of(article: ArticleText, settings: Settings, results: Results) -> Extraction:
    """Everything that came of one article."""
    every = [run.model_asked for run in results.runs.values() if run.model_asked]
    asked = [model for model in every if model != RULES]
    failures = [run.failure for run in results.runs.values() if run.failure and run.outcome != "fell_back"]
    kept = {name: tuple(found) for name, found in results.records.items()}
    return Extraction(
        article=article,
        **kept,
        rejections=tuple(results.rejections),
        lineage=_lineage(article, asked[0] if asked else settings.model, results.runs),
        usage=results.usage,
        error=failures[0] if failures else None,
    )


def failed_extraction(article: ArticleText, failure: Failure) -> Extraction:
    """An extraction that holds nothing but the reason why."""
    return Extraction(article=article, lineage=_lineage(article, None, {}), usage=usage_of([]), error=failure)


def _lineage(article: ArticleText, model: str | None, runs: Mapping[str, TaskRun]) -> Lineage:
    return Lineage(
        article_sha256=article.sha256,
        extractor=VERSION,
        codebook=codebook_version(),
        model_asked=model,
        tasks=runs,
        unseen=count_unseen(article.text),
    )
