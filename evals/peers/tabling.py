"""Tabling: runs and peers' answers -> one table for each record kind, over the articles that all of them were asked.

A column is a run of ours or a peer. All are scored by the harness against the same gold. An article that a column lost
counts with all its records as missed; one that any column was never asked is left out of all, and counted as such.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import Field

from evals.comparing import filled
from evals.kinds import COMPARATORS, Record, records, value_of
from evals.labelled import Gold
from evals.peers.answers import Answer
from evals.peers.converting import convert
from evals.running import Run
from evals.scores import Expense, KindScore
from evals.scoring import score
from extractor.errors import UsageError
from schemas import Comparator, Extraction, Frozen, Span

UNASKED: Mapping[str, frozenset[str]] = {"deployments": frozenset({"part_of"})}
"""Fields that the peers are not asked for."""
CUT = "truncated"
"""The reason under which a cut answer is listed."""

_CLOSED = frozenset({Comparator.ENUMERATION, Comparator.LINK, Comparator.SPAN})
"""Fields whose values are no words of the article."""


@dataclass(frozen=True)
class Column:
    """What one system made of articles."""

    name: str
    extractions: Mapping[str, Mapping[str, Extraction]]
    """Kind to article to what was made of it; one extraction may stand under several kinds."""
    unasked: Mapping[str, frozenset[str]]
    """Kind to the fields that it was not asked for."""


class Cost(Frozen):
    """What a column's answers took, and what that is for each record that came of it."""

    expense: Expense
    tokens_a_found: float | None = Field(description="Output tokens for each gold record that was found.")
    tokens_a_right: float | None = Field(description="Output tokens for each found record with all fields right.")


class KindColumn(Frozen):
    """One column of a kind's table."""

    name: str
    score: KindScore
    unasked: frozenset[str]
    values: int = Field(description="Filled fields that hold words of the article.")
    standing: int = Field(description="Those of them whose words stand in the article.")
    lost: int = Field(description="Articles of which nothing came.")
    cut: int = Field(description="Answers that ran into their limit of tokens.")
    cost: Cost | None = Field(description="Null where answers served several kinds at once.")


class KindTable(Frozen):
    """All columns of one kind."""

    kind: str
    articles: tuple[str, ...]
    left_out: int = Field(description="Labelled articles that not every column was asked.")
    columns: tuple[KindColumn, ...]


class Table(Frozen):
    """Systems side by side."""

    kinds: tuple[KindTable, ...]
    together: Mapping[str, Cost] = Field(description="Column to what it took for all kinds.")


def column_of_run(name: str, run: Run) -> Column:
    """Give the column of a run of ours."""
    kinds = {one.id: tuple(one.records) for one in run.gold}
    made: dict[str, dict[str, Extraction]] = {}
    for extraction in run.extractions:
        for kind in kinds.get(extraction.article.id, ()):
            made.setdefault(kind, {})[extraction.article.id] = extraction
    return Column(name, made, {})


def columns_of_answers(answers: Iterable[Answer], golds: Sequence[Gold]) -> list[Column]:
    """Give a column for each peer, by name; answers about other articles are left out.

    Raises `UsageError` for an answer that was made from another text.
    """
    articles = {gold.article.id: gold.article for gold in golds}
    made: dict[str, dict[str, dict[str, Extraction]]] = {}
    for answer in answers:
        if answer.article in articles:
            article = articles[answer.article]
            if article.sha256 != answer.article_sha256:
                raise UsageError(f"{answer.peer} was asked about another text of {answer.article}: ask again")
            made.setdefault(answer.peer, {}).setdefault(answer.kind, {})[answer.article] = convert(answer, article)
    return [Column(peer, kinds, UNASKED) for peer, kinds in sorted(made.items())]


def merged(columns: Iterable[Column]) -> list[Column]:
    """Put columns of one name together: a run for each kind is one system."""
    made: dict[str, Column] = {}
    for one in columns:
        before = made.get(one.name)
        made[one.name] = replace(one, extractions=_joined(before.extractions, one.extractions)) if before else one
    return list(made.values())


def tabulate(golds: Sequence[Gold], columns: Sequence[Column]) -> Table:
    """Score all columns, each kind over the articles that every column that knows the kind was asked."""
    tables = [table for kind in COMPARATORS if (table := _kind_table(kind, golds, columns))]
    if not tables:
        raise UsageError("nothing to compare: no labelled article has an answer in every column")
    return Table(kinds=tuple(tables), together=_together(tables, columns))


def _joined(
    some: Mapping[str, Mapping[str, Extraction]], more: Mapping[str, Mapping[str, Extraction]]
) -> dict[str, dict[str, Extraction]]:
    return {kind: {**some.get(kind, {}), **more.get(kind, {})} for kind in (*some, *more)}


def _kind_table(kind: str, golds: Sequence[Gold], columns: Sequence[Column]) -> KindTable | None:
    labelled = [replace(gold, records={kind: gold.records[kind]}) for gold in golds if kind in gold.records]
    knowing = [column for column in columns if column.extractions.get(kind)]
    shared = [gold for gold in labelled if all(gold.article.id in column.extractions[kind] for column in knowing)]
    if not shared or not knowing:
        return None
    return KindTable(
        kind=kind,
        articles=tuple(gold.article.id for gold in shared),
        left_out=len(labelled) - len(shared),
        columns=tuple(_kind_column(kind, shared, column) for column in knowing),
    )


def _kind_column(kind: str, golds: Sequence[Gold], column: Column) -> KindColumn:
    extractions = [column.extractions[kind][gold.article.id] for gold in golds]
    scores = score(golds, extractions)
    told = scores.kinds[kind]
    given = [(one, extraction.article.text) for extraction in extractions for one in records(extraction, kind)]
    values = [stands for one, text in given for stands in _standing(kind, one, text)]
    alone = all(len(_served(column, extraction)) == 1 for extraction in extractions)
    right = sum(pair.all_right("strict") for one in scores.per_article for pair in one.kinds[kind].counted)
    return KindColumn(
        name=column.name,
        score=told,
        unasked=column.unasked.get(kind, frozenset()),
        values=len(values),
        standing=sum(values),
        lost=sum(bool(one.lost) for one in scores.per_article),
        cut=sum(_cut(kind, extraction) for extraction in extractions),
        cost=_cost(scores.expense, told.found, right) if alone else None,
    )


def _standing(kind: str, record: Record, text: str) -> list[bool]:
    """Say of each filled field that holds words whether they stand in the article."""
    held: list[bool] = []
    for field, by in COMPARATORS[kind].items():
        if by not in _CLOSED and filled(value_of(record, field)):
            spans = record.evidence.get(field, ())
            if by is Comparator.EXACT:
                place = value_of(record, "span")
                spans = (place,) if isinstance(place, Span) else spans
            held.append(bool(spans) and all(_stands(span, text) for span in spans))
    return held


def _stands(span: Span, text: str) -> bool:
    return span.start < span.end <= len(text) and text[span.start : span.end] == span.text


def _served(column: Column, extraction: Extraction) -> list[str]:
    """Name the kinds that one extraction stands for."""
    name = extraction.article.id
    return [kind for kind, made in column.extractions.items() if made.get(name) is extraction]


def _cut(kind: str, extraction: Extraction) -> int:
    run = extraction.lineage.tasks.get(kind)
    cuts = sum(one.reason == CUT and one.task == kind for one in extraction.rejections)
    return max(cuts, int(run is not None and run.outcome == CUT))


def _cost(expense: Expense, found: int, right: int) -> Cost:
    spent = expense.tokens_out
    return Cost(
        expense=expense,
        tokens_a_found=spent / found if found else None,
        tokens_a_right=spent / right if right else None,
    )


def _together(tables: Sequence[KindTable], columns: Sequence[Column]) -> dict[str, Cost]:
    """Add up what each column that knows all kinds took; an answer that served two kinds counts once."""
    costs: dict[str, Cost] = {}
    for column in columns:
        own = [(table, one) for table in tables for one in table.columns if one.name == column.name]
        if len(own) == len(tables) > 1:
            made = [column.extractions[table.kind][name] for table, _ in own for name in table.articles]
            costs[column.name] = _cost(_spent(made), sum(one.score.found for _, one in own), _right(own))
    return costs


def _right(own: Sequence[tuple[KindTable, KindColumn]]) -> int:
    return sum(round((one.score.fully_right.value or 0) * one.score.found) for _, one in own)


def _spent(extractions: Sequence[Extraction]) -> Expense:
    usages = [one.usage for one in {id(one): one for one in extractions}.values()]
    costs = [one.cost_usd for one in usages]
    return Expense(
        requests=sum(one.requests for one in usages),
        tokens_in=sum(one.tokens_in for one in usages),
        tokens_out=sum(one.tokens_out for one in usages),
        cost_usd=None if None in costs else sum(cost for cost in costs if cost is not None),
        seconds=sum(one.seconds for one in usages),
    )
