"""Reporting: a run -> a table for a terminal of 100 columns."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from evals.running import Run
from evals.scores import ArticleResult, Expense, FieldScore, Figure, KindResult, KindScore, Scores
from extractor.wording import counted, visible

WIDTH = 100
"""Columns that every line fits in."""
NONE = "-"
"""What stands for a figure that nothing counts towards."""

FEW = 10
"""Articles below which an interval is only a rough one: too few have been drawn from."""

_LABEL = 15
"""Columns of the name before a line of figures."""
_COUNTED = f"{'right':>5}{'none':>5}{'wrong':>6}{'miss':>5}{'inv':>4}{'P':>6}{'R':>5}"
_FIGURED = f"{'F1':>5}{'95 % of F1':>11}{'acc.':>5}"
_FIELD_HEAD = (f"  {'':<13}{'strict':<57}│ lenient", f"  {'field':<13}{_COUNTED}{_FIGURED}│{'right':>6}{_FIGURED}")
_ABREAST = 3
"""Record kinds that the table of articles shows side by side."""


def report(run: Run) -> str:
    """Write all figures of a run as lines of at most 100 columns."""
    lines = [*_made(run), ""]
    lines += _articles(run.scores)
    for kind, one in run.scores.kinds.items():
        lines += ["", *_kind(kind, one, run.rules.get(kind))]
    lines += ["", *_closing(run)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def markdown(run: Run) -> str:
    """Write the figures as tables for a README: strict with intervals, and lenient where there is such a figure."""
    lines = [f"{described(run)}; gold `{run.pins.gold[:12]}`. Intervals: {note_on_intervals(run.scores)}."]
    for kind, one in run.scores.kinds.items():
        lines += [
            "",
            f"| {kind.capitalize()} ({one.gold} in gold) | code alone | strict | 95 % | lenient |",
            "| --- | ---: | ---: | --- | ---: |",
        ]
        rules = _figures(run.rules[kind]) if kind in run.rules else {}
        for name, (strict, lenient) in _figures(one).items():
            told = "" if lenient is None else share(lenient.value)
            alone = share(rules[name][0].value) if name in rules else NONE
            lines.append(f"| {name} | {alone} | {share(strict.value)} | {interval(strict)} | {told} |")
    return visible("\n".join(lines)) + "\n"


def _figures(one: KindScore) -> dict[str, tuple[Figure, Figure | None]]:
    """Name the figures of a kind's records and of its fields."""
    fields = {f"F1 of `{name}`": (field.strict.f1, field.lenient.f1) for name, field in one.fields.items()}
    return {**record_figures(one), **fields}


def record_figures(one: KindScore) -> dict[str, tuple[Figure, Figure | None]]:
    """Name the figures of a kind's records: strict, and lenient where there is such a figure."""
    return {
        "precision": (one.precision, None),
        "recall": (one.recall, None),
        "F1": (one.f1, None),
        "fully right": (one.fully_right, one.fully_right_lenient),
        "grounded": (one.grounded, None),
    }


def share(value: float | None) -> str:
    """Write a share with two decimals: `.98`, `1.00`."""
    if value is None:
        return NONE
    # 1.00 is kept for what is perfect.
    return f"{min(value, 0.99) if value < 1 else value:.2f}".removeprefix("0")


def interval(figure: Figure) -> str:
    """Write the bounds of a figure: `.95-1.00`."""
    return NONE if figure.low is None or figure.high is None else f"{share(figure.low)}-{share(figure.high)}"


def whole(figure: Figure) -> str:
    """Write a figure with its bounds: `.98 (.95-1.00)`."""
    return share(figure.value) if figure.value is None else f"{share(figure.value)} ({interval(figure)})"


def wrapped(text: str, indent: str = "  ", hang: str = "  ") -> list[str]:
    """Break text into lines of at most 100 columns that stand under its first word, hidden characters spelt out."""
    beneath = " " * len(indent) + hang
    return textwrap.wrap(visible(text), WIDTH, initial_indent=indent, subsequent_indent=beneath, break_on_hyphens=False)


def shortened(text: str, length: int) -> str:
    """Cut text off at `length` characters, line ends as spaces and hidden characters spelt out."""
    plain = visible(" ".join(text.split()))
    return plain if len(plain) <= length else f"{plain[: length - 1].rstrip()}…"


def tokens_a_record(scores: Scores) -> Mapping[str, float | None]:
    """Divide output tokens by the records that were found, and by those of which every labelled field is right."""
    pairs = [pair for one in scores.per_article for kind in one.kinds.values() for pair in kind.counted]
    right = sum(pair.all_right("strict") for pair in pairs)
    spent = scores.expense.tokens_out
    return {"found": spent / len(pairs) if pairs else None, "fully right": spent / right if right else None}


def expense_line(expense: Expense) -> str:
    """Say what answers took."""
    cost = "price unknown" if expense.cost_usd is None else f"${expense.cost_usd:.4f}"
    return (
        f"{counted(expense.requests, 'request')}, {expense.tokens_in:,} tokens in, {expense.tokens_out:,} out, {cost}, "
        f"{expense.seconds:.1f} s of model time"
    )


def note_on_intervals(scores: Scores) -> str:
    """Say what the intervals are, and how far they go with so many articles."""
    rough = f"; rough, with {counted(scores.articles, 'article')}" if scores.articles < FEW else ""
    return f"95 %, bootstrap over articles, {scores.resamples} resamples{rough}; fields are of found records"


def described(run: Run) -> str:
    """Name the models, how they answered, and what was measured."""
    pins = run.pins
    models = ", ".join(pins.model_answered) or f"none ({', '.join(pins.model_asked)} asked)"
    origins = f" ({', '.join(pins.origins)})" if pins.origins else ""
    failed = len(run.scores.failed)
    return f"{models}{origins}: {counted(run.scores.articles, 'article')}, {failed or 'none'} failed"


def code_of(run: Run) -> str:
    """Name the code's revision."""
    pins = run.pins
    return f"{(pins.revision or 'unknown')[:12]}{' with changes' if pins.modified else ''}"


def _made(run: Run) -> Iterator[str]:
    pins = run.pins
    prompts = ", ".join(f"{kind} {version}" for kind, version in pins.prompts.items())
    yield from wrapped(described(run), "")
    yield from wrapped(f"gold {pins.gold[:12]}, codebook {pins.codebook}, prompts: {prompts}, code {code_of(run)}", "")


def _articles(scores: Scores) -> Iterator[str]:
    kinds = list(scores.kinds)
    for start in range(0, len(kinds), _ABREAST):
        abreast = kinds[start : start + _ABREAST]
        yield f"  {'':<28}" + "".join(f"   {shortened(kind, 20):>20}" for kind in abreast)
        yield f"  {'article':<28}" + f"{'found':>9}{'miss':>5}{'inv':>4}{'F1':>5}" * len(abreast)
        for one in scores.per_article:
            yield f"  {shortened(one.id, 27):<28}" + "".join(_article_cells(one, kind) for kind in abreast)
            if one.failure and not start:
                yield from wrapped(f"FAILED {one.failure.kind}: {one.failure.message}{_lost(one)}", "    ")


def _article_cells(one: ArticleResult, kind: str) -> str:
    result = one.kinds.get(kind)
    if result is None:
        return f"{'not labelled':>23}"
    found, missed, invented = len(result.counted), len(result.missed), len(result.invented)
    return f"{found:>9}{missed:>5}{invented:>4}{share(f1_of(result)):>5}"


def f1_of(result: KindResult) -> float | None:
    """Compute the F1 of one kind in one article."""
    found, wrong = len(result.counted), len(result.missed) + len(result.invented)
    return 2 * found / (2 * found + wrong) if found or wrong else None


def _lost(one: ArticleResult) -> str:
    lost = ", ".join(counted(len(one.kinds[kind].missed), kind.removesuffix("s")) for kind in one.lost)
    return f" (missed by this: {lost})" if lost else ""


def _kind(kind: str, one: KindScore, rules: KindScore | None) -> Iterator[str]:
    optional = f"; optional, not counted: {one.optional}" if one.optional else ""
    counts = f"{one.gold} in gold, {one.found} found, {one.missed} missed, {one.invented} invented"
    yield from wrapped(f"{kind.upper()}: {counts}{optional}", "")
    if rules:
        yield f"  {'code alone':<{_LABEL}}P {whole(rules.precision)}   R {whole(rules.recall)}   F1 {whole(rules.f1)}"
        fields = ", ".join(f"{name} {share(field.strict.accuracy.value)}" for name, field in rules.fields.items())
        yield from wrapped(fields, f"  {'':<{_LABEL}}acc. ", "")
    yield f"  {'records':<{_LABEL}}P {whole(one.precision)}   R {whole(one.recall)}   F1 {whole(one.f1)}"
    yield f"  {'fully right':<{_LABEL}}strict {whole(one.fully_right)}   lenient {whole(one.fully_right_lenient)}"
    yield f"  {'grounded':<{_LABEL}}{whole(one.grounded)} of all that was extracted"
    yield from _counts("mistakes", one.mistakes)
    if one.fields:
        yield ""
        yield from _FIELD_HEAD
    for name, field in one.fields.items():
        yield _strict(name, field.strict) + _lenient(field.lenient)


def _strict(name: str, one: FieldScore) -> str:
    counts = f"{one.right:>5}{one.none:>5}{one.wrong:>6}{one.missing:>5}{one.invented:>4}"
    figures = f"{share(one.precision.value):>6}{share(one.recall.value):>5}{share(one.f1.value):>5}"
    return f"  {shortened(name, 13):<13}{counts}{figures}{interval(one.f1):>11}{share(one.accuracy.value):>5}"


def _lenient(one: FieldScore) -> str:
    return f"│{one.right:>6}{share(one.f1.value):>5}{interval(one.f1):>11}{share(one.accuracy.value):>5}"


def _counts(name: str, counts: Mapping[str, int]) -> list[str]:
    """Write counts by name, the commonest first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    told = ", ".join(f"{kind} {number}" for kind, number in ordered) or "none"
    return wrapped(told, f"  {name:<{_LABEL}}", "")


def _closing(run: Run) -> Iterator[str]:
    scores = run.scores
    yield from _counts("refused items", scores.rejections)
    yield from _unanswered(run)
    yield from wrapped(expense_line(scores.expense), f"  {'took':<{_LABEL}}", "")
    told = [f"{value:.1f} a {name} record" for name, value in tokens_a_record(scores).items() if value is not None]
    if told:
        yield from wrapped(", ".join(told), f"  {'output tokens':<{_LABEL}}", "")
    yield from wrapped(note_on_intervals(scores), f"  {'intervals':<{_LABEL}}", "")


def _unanswered(run: Run) -> Sequence[str]:
    if not run.unanswered:
        return []
    kinds = {one.kind: sum(other.kind == one.kind for other in run.unanswered) for one in run.unanswered}
    return _counts("no answer", kinds)
