"""Scores: what scoring gives, as frozen values that are the same in JSON."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, JsonValue

from schemas import Failure, Frozen

Verdict = Literal["right", "none", "wrong", "missing", "invented"]
"""Both filled and the same; both empty; both filled and not the same; only the label; only the prediction."""


class Figure(Frozen):
    """A share from 0 to 1 with its 95 % bootstrap interval over articles; null where there is nothing to count."""

    value: float | None
    low: float | None
    high: float | None


class FieldVerdict(Frozen):
    """How one field of a pair compares."""

    strict: Verdict
    lenient: Verdict
    gold: tuple[JsonValue, ...] = Field(description="The values that the label accepts.")
    predicted: JsonValue


class Pair(Frozen):
    """A gold record and the prediction that stands for it."""

    gold: str = Field(description="Id of the gold record.")
    predicted: str = Field(description="Id of the prediction.")
    optional: bool = Field(description="Whether the pair is left out of all counts.")
    similarity: float
    fields: Mapping[str, FieldVerdict] = Field(description="Each labelled field.")

    def all_right(self, mode: str) -> bool:
        """Whether every labelled field is right, by `strict` or `lenient` comparison."""
        verdicts = (field.strict if mode == "strict" else field.lenient for field in self.fields.values())
        return all(verdict in {"right", "none"} for verdict in verdicts)


class Unmatched(Frozen):
    """A gold record that was missed, or a prediction that was invented."""

    id: str
    record: JsonValue = Field(description="The record as its file has it.")


class Mistake(Frozen):
    """One error with the records it concerns.

    `missed_record`, `invented_record`, `duplicate_record`: a record too few or too many; `split_record`: several
    predictions over one gold record; `merged_record`: one prediction over several gold records; `wrong_span`: the right
    record in the wrong place; `wrong_share`: another `part_of`; `wrong_speaker` and any other `wrong_` field.
    """

    kind: str
    gold: tuple[str, ...]
    predicted: tuple[str, ...]


class KindResult(Frozen):
    """One record kind in one article."""

    pairs: tuple[Pair, ...]
    missed: tuple[Unmatched, ...] = Field(
        description="Gold records without a prediction; optional ones are not among them."
    )
    invented: tuple[Unmatched, ...] = Field(description="Predictions without a gold record.")
    mistakes: tuple[Mistake, ...]
    labelled: Mapping[str, int] = Field(
        description="Each field with the gold records that label it; optional ones apart."
    )
    predicted: int = Field(description="Predictions in all.")
    grounded: int = Field(description="Predictions whose evidence stands in the article and covers every filled field.")

    @property
    def counted(self) -> tuple[Pair, ...]:
        """The pairs that count."""
        return tuple(pair for pair in self.pairs if not pair.optional)


class Expense(Frozen):
    """What the answers took."""

    requests: int
    tokens_in: int
    tokens_out: int
    cost_usd: float | None = Field(description="Null when the price of any article is unknown.")
    seconds: float


class ArticleResult(Frozen):
    """One article, done or failed."""

    id: str
    failure: Failure | None = Field(
        description="Why it failed, in whole or in part; all gold that this lost is missed."
    )
    lost: tuple[str, ...] = Field(description="The kinds that the failure lost.")
    kinds: Mapping[str, KindResult] = Field(description="Each labelled record kind.")
    rejections: Mapping[str, int] = Field(description="Reason to the number of refused items.")
    expense: Expense


class FieldScore(Frozen):
    """One field over all matched records that label it.

    `recall` is the share right where the label has a value; `accuracy` counts labels of none as well.
    """

    right: int
    none: int
    wrong: int
    missing: int
    invented: int
    precision: Figure = Field(description="right / (right + wrong + invented)")
    recall: Figure = Field(description="right / (right + wrong + missing)")
    f1: Figure
    accuracy: Figure = Field(description="(right + none) / all")


class FieldScores(Frozen):
    """One field by both measures."""

    labelled: int = Field(description="Gold records that label the field, matched or not; optional ones apart.")
    strict: FieldScore
    lenient: FieldScore


class KindScore(Frozen):
    """One record kind over all articles that are labelled for it."""

    articles: int
    gold: int = Field(description="Gold records; optional ones apart.")
    found: int
    missed: int
    invented: int
    optional: int = Field(
        description="Optional gold records that were extracted; they and their predictions do not count."
    )
    precision: Figure
    recall: Figure
    f1: Figure
    fully_right: Figure = Field(description="Share of found records of which all labelled fields are right, strictly.")
    fully_right_lenient: Figure
    grounded: Figure = Field(description="Share of all predictions that are grounded.")
    fields: Mapping[str, FieldScores] = Field(description="Each field that any gold record labels.")
    mistakes: Mapping[str, int] = Field(description="Kind of error to how often.")


class FailedArticle(Frozen):
    """An article that failed, in whole or in part."""

    id: str
    failure: Failure
    lost: Mapping[str, int] = Field(description="Kind to the gold records that count as missed by the failure.")


class Scores(Frozen):
    """How good the extractions of the labelled articles are."""

    articles: int
    kinds: Mapping[str, KindScore]
    failed: tuple[FailedArticle, ...]
    rejections: Mapping[str, int] = Field(description="Reason to the number of refused items.")
    expense: Expense
    per_article: tuple[ArticleResult, ...] = Field(description="By id.")
    resamples: int = Field(description="Bootstrap resamples behind every interval.")
    seed: int
