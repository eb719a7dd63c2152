"""Showing: a table of systems -> markdown, one row a figure, one column a system."""

from collections.abc import Callable, Iterator, Sequence

from evals.peers.tabling import Cost, KindColumn, KindTable, Table
from evals.reporting import NONE, interval, share
from extractor.wording import counted, visible

_NOT_ASKED = "not asked"
_COSTS: tuple[tuple[str, Callable[[Cost], str]], ...] = (
    ("requests", lambda cost: f"{cost.expense.requests:,}"),
    ("tokens in", lambda cost: f"{cost.expense.tokens_in:,}"),
    ("tokens out", lambda cost: f"{cost.expense.tokens_out:,}"),
    ("tokens out a found record", lambda cost: _number(cost.tokens_a_found)),
    ("tokens out a fully right record", lambda cost: _number(cost.tokens_a_right)),
    ("model's seconds", lambda cost: f"{cost.expense.seconds:,.0f}"),
)
"""Rows of what answers took."""


def markdown(table: Table) -> str:
    """Write the table of each kind, then what all kinds took together."""
    lines: list[str] = []
    for kind in table.kinds:
        lines += [*_kind(kind), ""]
    if table.together:
        lines += _rows("all kinds together", list(table.together), _cost_rows(list(table.together.values())))
    return visible("\n".join(lines).rstrip("\n")) + "\n"


def _kind(table: KindTable) -> Iterator[str]:
    columns = table.columns
    missing = f"; {counted(table.left_out, 'labelled article')} left out, not asked of all" if table.left_out else ""
    told = f"{counted(len(table.articles), 'article')}, {columns[0].score.gold} records in gold{missing}"
    yield f"**{table.kind.capitalize()}**: {told}."
    yield ""
    yield from _rows(table.kind, [one.name for one in columns], [*_records(columns), *_fields(columns)])


def _rows(head: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    yield f"| {head} | {' | '.join(names)} |"
    yield f"| --- |{' ---: |' * len(names)}"
    for name, cells in rows:
        yield f"| {name} | {' | '.join(cells)} |"


def _records(columns: Sequence[KindColumn]) -> Iterator[tuple[str, list[str]]]:
    yield "**records, F1**", [f"**{share(one.score.f1.value)}**" for one in columns]
    yield "95 % of F1", [interval(one.score.f1) for one in columns]
    yield "precision", [share(one.score.precision.value) for one in columns]
    yield "recall", [share(one.score.recall.value) for one in columns]
    yield "found, invented", [f"{one.score.found}, {one.score.invented}" for one in columns]
    yield "found records fully right", [share(one.score.fully_right.value) for one in columns]
    yield "records grounded", [share(one.score.grounded.value) for one in columns]
    yield "values that stand in the article", [_share_of(one.standing, one.values) for one in columns]
    yield "articles lost", [str(one.lost) for one in columns]
    yield "answers cut off", [str(one.cut) for one in columns]
    yield from _cost_rows([one.cost for one in columns])


def _fields(columns: Sequence[KindColumn]) -> Iterator[tuple[str, list[str]]]:
    for field in columns[0].score.fields:
        yield f"`{field}`, F1 (accuracy)", [_field(field, one) for one in columns]


def _field(field: str, column: KindColumn) -> str:
    if field in column.unasked:
        return _NOT_ASKED
    told = column.score.fields[field].strict
    return f"{share(told.f1.value)} ({share(told.accuracy.value)})"


def _cost_rows(costs: Sequence[Cost | None]) -> list[tuple[str, list[str]]]:
    return [(name, [tell(cost) if cost else NONE for cost in costs]) for name, tell in _COSTS]


def _share_of(part: int, whole: int) -> str:
    return share(part / whole) if whole else NONE


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:,.1f}"
