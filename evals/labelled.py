"""Labelled: the values that gold files are read into, and what can be wrong with one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from extractor.errors import UsageError
from schemas import ArticleText, Span

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a gold file."""

    file: str
    record: str | None
    """Kind and id, as `quotes q3`; None when the file itself is wrong."""
    field: str | None
    message: str

    def __str__(self) -> str:
        """All of it in one line."""
        return ": ".join(part for part in (self.file, self.record, self.field, self.message) if part)


class GoldError(UsageError):
    """Gold cannot be used as it is; `problems` has everything that is wrong with it."""

    kind = "gold"

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Say all problems in one message."""
        self.problems = tuple(problems)
        super().__init__("the gold has to be mended:\n" + "\n".join(f"  {problem}" for problem in self.problems))

    def __reduce__(self) -> tuple[type["GoldError"], tuple[tuple[Problem, ...]]]:
        """Pickle by the problems, not by the message."""
        return GoldError, (self.problems,)


@dataclass(frozen=True)
class GoldRecord:
    """One labelled record."""

    id: str
    optional: bool
    """Whether extracting it is neither rewarded nor punished."""
    values: Mapping[str, tuple[Any, ...]]
    """Each labelled field with the values it accepts, as the schema's own values."""
    evidence: tuple[Span, ...] | None
    """The stretches that say it; None when they are not labelled."""
    label: Json = field(repr=False, compare=False)
    """The record as the file has it."""

    @property
    def start(self) -> int:
        """Where the record begins in the article."""
        spans = [span for choices in self.values.values() for span in choices if isinstance(span, Span)]
        return min((span.start for span in (*spans, *(self.evidence or ()))), default=0)


@dataclass(frozen=True)
class Gold:
    """One labelled article."""

    file: str
    digest: str
    """SHA-256 of the gold file."""
    article: ArticleText
    records: Mapping[str, tuple[GoldRecord, ...]]
    """Each labelled kind with its records."""
