"""Scoring: gold and extractions -> scores, by kind, by field and by article, with what went wrong told apart.

Figures are micro-averaged: counts are added up over articles before they are divided. An optional gold record that is
extracted is left out together with its prediction; one that is not extracted is not missed.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from pydantic import TypeAdapter

from evals.bootstrap import RESAMPLES, SEED
from evals.comparing import compare, filled
from evals.grounded import grounded
from evals.kinds import COMPARATORS, KINDS, field_by, records, value_of
from evals.labelled import Gold, GoldRecord
from evals.matching import Match, gold_order, match, predicted_order
from evals.mistakes import Ledger, mistakes
from evals.scores import (
    ArticleResult,
    Expense,
    FailedArticle,
    FieldVerdict,
    KindResult,
    Pair,
    Scores,
    Unmatched,
    Verdict,
)
from evals.tallying import kind_score
from extractor.errors import UsageError
from schemas import Comparator, Extraction, Failure

if TYPE_CHECKING:
    from pydantic import JsonValue

Of = TypeVar("Of")

_JSON = TypeAdapter[object](object)

_NOTHING = Expense(requests=0, tokens_in=0, tokens_out=0, cost_usd=0.0, seconds=0.0)
_NOWHERE = "\0"
"""What a link leads to whose target stands for no gold record; no record has this id."""


def score(golds: Sequence[Gold], extractions: Iterable[Extraction]) -> Scores:
    """Score extractions against gold; an article without its extraction has failed, one without gold is left out.

    Raises `UsageError` when two golds or two extractions are of one article.
    """
    given = _by_id((extraction.article.id, extraction) for extraction in extractions)
    wanted = _by_id((gold.article.id, gold) for gold in golds)
    articles = tuple(score_article(gold, given.get(name)) for name, gold in sorted(wanted.items()))
    rejections = Counter[str]()
    for article in articles:
        rejections.update(article.rejections)
    return Scores(
        articles=len(articles),
        kinds={kind: kind_score(kind, articles) for kind in KINDS if any(kind in one.kinds for one in articles)},
        failed=tuple(_failed(article) for article in articles if article.failure is not None),
        rejections=dict(sorted(rejections.items())),
        expense=_sum([article.expense for article in articles]),
        per_article=articles,
        resamples=RESAMPLES,
        seed=SEED,
    )


def score_article(gold: Gold, extraction: Extraction | None) -> ArticleResult:
    """Score one article; of the kinds that failed all gold is missed, whatever else came of them."""
    failure, lost = _failure(gold, extraction)
    kinds = {
        kind: _kind_result(kind, labels, None if kind in lost else extraction) for kind, labels in gold.records.items()
    }
    rejections = Counter(rejection.reason for rejection in extraction.rejections) if extraction else Counter[str]()
    return ArticleResult(
        id=gold.article.id,
        failure=failure,
        lost=tuple(kind for kind in gold.records if kind in lost),
        kinds=kinds,
        rejections=dict(sorted(rejections.items())),
        expense=Expense.model_validate(extraction.usage.model_dump()) if extraction else _NOTHING,
    )


def verdict(comparator: Comparator, predicted: object, accepted: Sequence[object], *, lenient: bool = False) -> Verdict:
    """Judge one field against all values that its label accepts."""
    if any(compare(comparator, predicted, value, lenient=lenient) for value in accepted):
        return "right" if filled(predicted) else "none"
    if not filled(predicted):
        return "missing"
    return "wrong" if any(map(filled, accepted)) else "invented"


def _plain(value: object) -> "JsonValue":
    """Write a value as JSON has it."""
    return cast("JsonValue", _JSON.dump_python(value, mode="json"))


def _by_id(pairs: Iterable[tuple[str, Of]]) -> dict[str, Of]:
    """Index by article; raises `UsageError` where two are of the same one."""
    found: dict[str, Of] = {}
    for name, one in pairs:
        if name in found:
            raise UsageError(f"article {name} is there twice: give each article one gold file and one extraction")
        found[name] = one
    return found


def _failure(gold: Gold, extraction: Extraction | None) -> tuple[Failure | None, frozenset[str]]:
    """Say why an article failed, and which kinds that lost."""
    every = frozenset(gold.records)
    if extraction is None:
        return Failure(kind="no_extraction", message="there is no extraction of this article", retryable=False), every
    error = extraction.error
    if error is None:
        if extraction.article.sha256 == gold.article.sha256:
            return None, frozenset()
        return Failure(kind="other_text", message="it was made from another text than the gold", retryable=False), every
    tasks = frozenset(task for task, run in extraction.lineage.tasks.items() if run.failure is not None)
    return error, every if error.task is None else tasks | {error.task}


def _kind_result(kind: str, labels: Sequence[GoldRecord], extraction: Extraction | None) -> KindResult:
    """Match and judge the records of one kind; without an extraction everything is missed."""
    given = records(extraction, kind) if extraction else ()
    matches = match(kind, labels, given)
    links = {one.predicted.id: one.gold.id for one in matches}
    families = _families(kind, labels)
    pairs = tuple(_pair(kind, one, links, families) for one in matches)
    met, told = {one.gold.id for one in matches}, {one.predicted.id for one in matches}
    missed = [gold for gold in sorted(labels, key=gold_order) if gold.id not in met and not gold.optional]
    invented = [one for one in sorted(given, key=partial(predicted_order, kind)) if one.id not in told]
    return KindResult(
        pairs=pairs,
        missed=tuple(Unmatched(id=gold.id, record=cast("JsonValue", gold.label)) for gold in missed),
        invented=tuple(Unmatched(id=one.id, record=_plain(one)) for one in invented),
        mistakes=mistakes(Ledger(kind, matches, missed, invented), pairs),
        labelled=_labelled(kind, labels),
        predicted=len(given),
        grounded=sum(grounded(kind, one, extraction.article.text) for one in given) if extraction else 0,
    )


def _labelled(kind: str, labels: Sequence[GoldRecord]) -> dict[str, int]:
    """Count the gold records that label each field."""
    counted = [gold for gold in labels if not gold.optional]
    return {field: sum(field in gold.values for gold in counted) for field in COMPARATORS[kind]}


def _pair(kind: str, one: Match, links: Mapping[str, str], families: Mapping[str, str]) -> Pair:
    """Judge every labelled field of a pair."""
    fields: dict[str, FieldVerdict] = {}
    for field, by in COMPARATORS[kind].items():
        if field in one.gold.values:
            accepted, predicted = one.gold.values[field], value_of(one.predicted, field)
            judge = partial(_link_verdict, links, families) if by is Comparator.LINK else partial(verdict, by)
            fields[field] = FieldVerdict(
                strict=judge(predicted, accepted),
                lenient=judge(predicted, accepted, lenient=True),
                gold=tuple(_plain(value) for value in accepted),
                predicted=_plain(predicted),
            )
    return Pair(
        gold=one.gold.id,
        predicted=one.predicted.id,
        optional=one.gold.optional,
        similarity=one.similarity,
        fields=fields,
    )


def _link_verdict(
    links: Mapping[str, str],
    families: Mapping[str, str],
    predicted: object,
    accepted: Sequence[object],
    *,
    lenient: bool = False,
) -> Verdict:
    """Judge a link by the gold record that its target stands for; leniently any record of the same family will do."""
    target = None if predicted is None else links.get(str(predicted), _NOWHERE)
    if lenient:
        target = None if target is None else families.get(target, target)
        accepted = [families.get(str(value)) if value is not None else None for value in accepted]
    return verdict(Comparator.LINK, target, accepted)


def _families(kind: str, labels: Sequence[GoldRecord]) -> dict[str, str]:
    """Name for each gold record the one that it is a share of in the end."""
    link = field_by(kind, Comparator.LINK)
    parents = {gold.id: gold.values.get(link or "", (None,))[0] for gold in labels}
    families: dict[str, str] = {}
    for name in parents:
        trail = [name]
        while (parent := parents.get(trail[-1])) is not None and parent not in trail:
            trail.append(str(parent))
        families[name] = trail[-1]
    return families


def _failed(article: ArticleResult) -> FailedArticle:
    """Give the row of a failed article."""
    lost = {kind: len(article.kinds[kind].missed) for kind in article.lost}
    return FailedArticle(id=article.id, failure=cast("Failure", article.failure), lost=lost)


def _sum(expenses: Sequence[Expense]) -> Expense:
    """Add up what several articles took."""
    costs = [one.cost_usd for one in expenses]
    return Expense(
        requests=sum(one.requests for one in expenses),
        tokens_in=sum(one.tokens_in for one in expenses),
        tokens_out=sum(one.tokens_out for one in expenses),
        cost_usd=None if None in costs else math.fsum(cost for cost in costs if cost is not None),
        seconds=math.fsum(one.seconds for one in expenses),
    )
