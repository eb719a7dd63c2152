"""Showing: one article of a run -> what was missed, invented or got wrong, next to the gold, in 100 columns."""

import textwrap
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from pydantic import JsonValue

from evals.reporting import f1_of, share, shortened, wrapped
from evals.running import Run
from evals.scores import ArticleResult, KindResult, Pair, Unmatched
from evals.worded import either, fields_of, title_of, worded
from extractor.errors import UsageError
from extractor.wording import visible

_NAME = 14
_CELL = 34


def show(run: Run, article: str) -> str:
    """Write one article's mistakes as lines of at most 100 columns; `article` may be the beginning of an id.

    Raises `UsageError` when it names no article of the run, or several.
    """
    result = _find(run, article)
    labels = next(gold.records for gold in run.gold if gold.id == result.id)
    lines = [*wrapped(result.id, "")]
    if result.failure:
        lines += wrapped(f"FAILED {result.failure.kind}: {result.failure.message}", "")
    for kind, found in result.kinds.items():
        lines += ["", *_kind(kind, found, labels[kind])]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _find(run: Run, article: str) -> ArticleResult:
    exact = [one for one in run.scores.per_article if one.id == article]
    found = exact or [one for one in run.scores.per_article if one.id.startswith(article)]
    if len(found) == 1:
        return found[0]
    named = ", ".join(shortened(one.id, 40) for one in (found or run.scores.per_article)[:12])
    raise UsageError(f"{article!r:.80} names {'several articles' if found else 'no article'} of the run: {named}")


def _kind(kind: str, result: KindResult, labels: Mapping[str, JsonValue]) -> Iterator[str]:
    wrong = [pair for pair in result.counted if not pair.all_right("strict")]
    right = len(result.counted) - len(wrong)
    yield (
        f"{kind.upper()}: {len(result.counted)} found ({right} fully right), {len(result.missed)} missed, "
        f"{len(result.invented)} invented, F1 {share(f1_of(result))}"
    )
    if result.mistakes:
        yield from wrapped("; ".join(_mistake(one.kind, one.gold, one.predicted) for one in result.mistakes), "  ", "")
    for missed in result.missed:
        yield from _unmatched("MISSED", "gold", kind, missed)
    for invented in result.invented:
        yield from _unmatched("INVENTED", "extracted", kind, invented)
    for pair in wrong:
        yield from _pair(kind, pair, labels.get(pair.gold))


def _mistake(kind: str, gold: tuple[str, ...], predicted: tuple[str, ...]) -> str:
    return " ".join([kind, *dict.fromkeys((*gold, *predicted))])


def _unmatched(what: str, side: str, kind: str, one: Unmatched) -> Iterator[str]:
    yield ""
    yield f"  {what} {side} {one.id}"
    for name, value in fields_of(kind, one.record).items():
        yield from wrapped(value, f"    {shortened(name, _NAME):<{_NAME}} ", "")


def _pair(kind: str, pair: Pair, label: JsonValue) -> Iterator[str]:
    yield ""
    yield from wrapped(f"WRONG gold {pair.gold}, extracted {pair.predicted}: {shortened(title_of(kind, label), 150)}")
    yield f"    {'':<{_NAME}} {'gold':<{_CELL}} {'extracted':<{_CELL}}"
    for name, verdict in pair.fields.items():
        if verdict.strict not in {"right", "none"}:
            near = verdict.lenient in {"right", "none"}
            told = f"{verdict.strict}{', near' if near else ''}"
            yield from _row(name, either(verdict.gold), worded(verdict.predicted), told)


def _row(name: str, gold: str, predicted: str, verdict: str) -> Iterator[str]:
    """Set the label beside the prediction, each broken to its column."""
    cells = [textwrap.wrap(visible(" ".join(text.split())), _CELL) or [""] for text in (gold, predicted)]
    heads = [(shortened(name, _NAME), verdict)]
    for (head, told), ours, theirs in zip_longest(heads, *cells, fillvalue=("", "")):
        left, middle = (cell if isinstance(cell, str) else "" for cell in (ours, theirs))
        yield f"    {head:<{_NAME}} {left:<{_CELL}} {middle:<{_CELL}} {told}"
