"""Contrasting: two runs over the same labels -> how their figures differ, beyond noise or not, and record by record.

Noise is that of a paired bootstrap over articles: a difference is beyond it when the middle 95 % of what other draws of
the articles give lies on one side of 0.
"""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from evals.bootstrap import Part, differences, figures
from evals.kinds import COMPARATORS
from evals.reporting import described, share, shortened, wrapped
from evals.running import Run
from evals.scores import ArticleResult, Figure, KindResult, Pair
from evals.tallying import parts
from extractor.wording import counted
from schemas import Frozen

MISSED, FOUND, INVENTED = "missed", "found", "invented"
_RIGHT = frozenset({"right", "none", FOUND})
_OF_KIND = {
    "precision": "precision",
    "recall": "recall",
    "F1": "f1",
    "fully right": "fully_right.strict",
    "... leniently": "fully_right.lenient",
    "grounded": "grounded",
}
_NOTHING = 0.005
_HEAD = f"{'A':>6}{'B':>5}{'B-A':>6}{'95 %':>14}"


class Difference(Frozen):
    """One figure in both runs."""

    before: float | None
    after: float | None
    difference: Figure

    @property
    def verdict(self) -> str:
        """`better` or `worse` where the difference is beyond noise, else nothing."""
        low, high = self.difference.low, self.difference.high
        if low is None or high is None:
            return ""
        return "better" if low > 0 else "worse" if high < 0 else ""


class Change(Frozen):
    """One record, or one field of it, that the runs judge differently."""

    article: str
    kind: str
    record: str = Field(description="Id of the gold record; of the prediction where there is none.")
    field: str | None
    before: str = Field(
        description="Verdict in A: `right`, `wrong`, `missed`, ...; empty where there is no such record."
    )
    after: str

    @property
    def better(self) -> bool:
        """Whether B is right where A was not."""
        return self.after in _RIGHT or (self.before == INVENTED and not self.after)


class Contrast(Frozen):
    """How two runs differ over the articles that both were scored on by the same labels."""

    articles: int
    left_out: tuple[str, ...] = Field(description="Articles that are in one run only, or labelled differently.")
    kinds: Mapping[str, Mapping[str, Difference]] = Field(description="Kind to figure (`f1`, `speaker.strict.f1`).")
    changes: tuple[Change, ...]


def contrast(one: Run, other: Run) -> Contrast:
    """Pair two runs article by article and record by record."""
    common = _common(one, other)
    everything = {article.id for run in (one, other) for article in run.scores.per_article}
    ours, theirs = (_results(run, common) for run in (one, other))
    kinds = [kind for kind in one.scores.kinds if kind in other.scores.kinds]
    return Contrast(
        articles=len(common),
        left_out=tuple(sorted(everything - set(common))),
        kinds={kind: _differences(kind, ours, theirs) for kind in kinds},
        changes=tuple(
            change
            for before, after in zip(ours, theirs, strict=True)
            for kind in kinds
            if kind in before.kinds and kind in after.kinds
            for change in _changes(before.id, kind, before.kinds[kind], after.kinds[kind])
        ),
    )


def contrast_report(one: Run, other: Run, *, brief: bool = False) -> str:
    """Write the difference of two runs as lines of at most 100 columns; `brief` leaves the single records out."""
    found = contrast(one, other)
    lines = [*wrapped(f"A: {described(one)}", ""), *wrapped(f"B: {described(other)}", "")]
    lines += wrapped(f"compared over {counted(found.articles, 'article')} with the same labels", "")
    if found.left_out:
        lines += wrapped(f"left out: {', '.join(found.left_out)}", "  ")
    for kind, of_kind in found.kinds.items():
        lines += ["", *_table(kind, of_kind)]
    lines += ["", *_spent(one, other), "", *_tally(found.changes)]
    if not brief:
        lines += _listed(found.changes)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _common(one: Run, other: Run) -> list[str]:
    """Name the articles whose labels are the same in both runs."""
    theirs = {gold.id: (gold.sha256, sorted(gold.records)) for gold in other.gold}
    return [gold.id for gold in one.gold if theirs.get(gold.id) == (gold.sha256, sorted(gold.records))]


def _results(run: Run, articles: Sequence[str]) -> list[ArticleResult]:
    by_id = {article.id: article for article in run.scores.per_article}
    return [by_id[article] for article in articles]


def _differences(kind: str, ours: Sequence[ArticleResult], theirs: Sequence[ArticleResult]) -> dict[str, Difference]:
    paired = [pair for pair in zip(ours, theirs, strict=True) if kind in pair[0].kinds and kind in pair[1].kinds]
    before: list[dict[str, Part]] = [parts(one.kinds[kind]) for one, _ in paired]
    after: list[dict[str, Part]] = [parts(other.kinds[kind]) for _, other in paired]
    was, now = figures(before), figures(after)
    return {
        name: Difference(before=was[name].value, after=now[name].value, difference=figure)
        for name, figure in differences(before, after).items()
    }


def _changes(article: str, kind: str, before: KindResult, after: KindResult) -> Iterator[Change]:
    """Give what became of each gold record where it differs, then the inventions that only one run has."""
    olds, news = _outcomes(before), _outcomes(after)
    for record in dict.fromkeys((*olds, *news)):
        old, new = olds.get(record), news.get(record)
        if (old is None) != (new is None):
            was, now = (FOUND if one else MISSED for one in (old, new))
            yield Change(article=article, kind=kind, record=record, field=None, before=was, after=now)
        elif old and new:
            for field, verdict in old.fields.items():
                was, now = verdict.strict, new.fields[field].strict if field in new.fields else verdict.strict
                if (was in _RIGHT) != (now in _RIGHT):
                    yield Change(article=article, kind=kind, record=record, field=field, before=was, after=now)
    yield from _inventions(article, kind, before, after)


def _outcomes(result: KindResult) -> dict[str, Pair | None]:
    """Give each gold record that counts its pair, or None where it was missed."""
    found: dict[str, Pair | None] = {pair.gold: pair for pair in result.counted}
    return found | {missed.id: None for missed in result.missed}


def _inventions(article: str, kind: str, before: KindResult, after: KindResult) -> Iterator[Change]:
    """Pair inventions by all that they say but their names."""
    for mine, yours, was, now in ((before, after, INVENTED, ""), (after, before, "", INVENTED)):
        others = [_said(one.record) for one in yours.invented]
        for one in mine.invented:
            if _said(one.record) in others:
                others.remove(_said(one.record))
            else:
                yield Change(article=article, kind=kind, record=one.id, field=None, before=was, after=now)


def _said(record: object) -> object:
    return {name: value for name, value in record.items() if name != "id"} if isinstance(record, dict) else record  # pyright: ignore[reportUnknownVariableType]


def _table(kind: str, of_kind: Mapping[str, Difference]) -> Iterator[str]:
    yield kind.upper()
    yield f"  {'':<15}{_HEAD}"
    for label, name in _OF_KIND.items():
        if name in of_kind:
            yield f"  {label:<15}{_cells(of_kind[name])}"
    fields = [field for field in COMPARATORS[kind] if f"{field}.strict.f1" in of_kind]
    if fields:
        yield f"  {'F1 of fields':<15}{'strict':<38}│ lenient"
    for field in fields:
        strict, lenient = (_cells(of_kind[f"{field}.{mode}.f1"]) for mode in ("strict", "lenient"))
        yield f"  {shortened(field, 15):<15}{strict}│{lenient}"


def _cells(one: Difference) -> str:
    value, low, high = one.difference.value, one.difference.low, one.difference.high
    bounds = "-" if low is None else f"{_signed(low)} to {_signed(high)}"
    return f"{share(one.before):>6}{share(one.after):>5}{_signed(value):>6}{bounds:>14} {one.verdict:<6}"


def _signed(value: float | None) -> str:
    """Write a difference as `+.02`; what rounds to nothing has no sign."""
    if value is None:
        return "-"
    return ".00" if abs(value) < _NOTHING else f"{value:+.2f}".replace("0.", ".")


def _spent(one: Run, other: Run) -> list[str]:
    named = {"tokens in": "tokens_in", "tokens out": "tokens_out", "seconds": "seconds", "cost in $": "cost_usd"}
    told: list[str] = []
    for label, name in named.items():
        values = [getattr(run.scores.expense, name) for run in (one, other)]
        told.append(f"{label} {' and '.join('unknown' if value is None else f'{value:,.6g}' for value in values)}")
    return wrapped(f"all that A and B took: {'; '.join(told)}")


def _tally(changes: Sequence[Change]) -> list[str]:
    better = sum(change.better for change in changes)
    if not changes:
        return ["no record differs"]
    return wrapped(f"record by record: {better} better in B, {len(changes) - better} worse", "")


def _listed(changes: Sequence[Change]) -> Iterator[str]:
    article = ""
    for change in changes:
        if change.article != article:
            article = change.article
            yield f"  {shortened(article, 90)}"
        mark, what = "+" if change.better else "-", f" {change.field}" if change.field else ""
        verdicts = f"{change.before or 'not there'} -> {change.after or 'not there'}"
        yield f"    {mark} {change.kind} {shortened(change.record, 40)}{what}: {verdicts}"
