"""How the score stands up to the same articles written otherwise: by code alone, or with a model.

python -m evals.benchmarks.robustness [--gold DIR] [--model NAME] [--base-url URL] [--mode MODE] [--only NAME]

Each labelled article is written in several ways under which the same records must come. A line a variation and record
kind: F1 of the records, accuracy of the fields that were found, and how many records are not those of the unchanged
article. Without `--model` code alone answers, offline; with one it is also asked in other words, which code alone does
not read.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from evals.benchmarks.choosing import add_model, settings_of
from evals.kinds import COMPARATORS, records, value_of
from evals.labelled import Gold
from evals.rephrasing import Paraphrase, Rephrased, read_paraphrases
from evals.running import GOLD, Run, read_golds, run_golds
from evals.scores import KindScore
from evals.varying import VARIATIONS, Variation, vary
from extractor import Settings, UsageError
from extractor.errors import ExtractorError
from extractor.flow import digest_of
from extractor.folding import fold
from extractor.opening import open_completer
from extractor.settings import RULES
from schemas import Personnel

FIELDS = {
    "quotes": ("text", "kind", "speaker"),
    "deployments": ("force", "personnel", "destination", "status"),
}
"""Record kind to the fields that are shown; of another kind all that are scored are."""
_SMALLEST = 0.0005
"""Difference from which on one is shown."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 whatever the figures are, 1 where nothing could be measured."""
    options = _options(arguments)
    try:
        golds = read_golds([options.gold])
        for line in _report(golds, settings_of(options), options.only):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    except ExtractorError as error:
        sys.stderr.write(f"robustness: {error}\n")
        return 1
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks.robustness", description="Score the same articles written otherwise."
    )
    parser.add_argument("--gold", type=Path, default=GOLD, metavar="DIR", help="folder of gold (default: the seeds')")
    add_model(parser)
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="this variation or paraphrase only; again for more"
    )
    return parser.parse_args(arguments)


def _report(golds: Sequence[Gold], settings: Settings, only: Sequence[str] | None) -> Iterator[str]:
    """Yield a heading and a line a variation for each kind; in brackets the difference from the first variation."""
    first, *others = VARIATIONS
    paraphrases = [] if settings.model == RULES else read_paraphrases()
    names = [*(one.name for one in others), *(one.name for one in paraphrases)]
    if unknown := [name for name in only or () if name not in names]:
        raise UsageError(f"there is no {unknown[0]!r}; there are: {', '.join(names)}")
    runs = {first.name: run_variation(golds, first, settings)}
    runs |= {one.name: run_variation(golds, one, settings) for one in others if not only or one.name in only}
    runs |= {
        f"told otherwise: {one.name}": run_paraphrase(golds, one, settings)
        for one in paraphrases
        if not only or one.name in only
    }
    for kind, score in runs[first.name].scores.kinds.items():
        heading = "".join(f"{name:>17}" for name in ("F1", *_fields(kind), "records changed"))
        yield f"{kind:26}{heading}"
        for name, run in runs.items():
            if run.unanswered:
                yield f"{name:26}{len(run.unanswered):>17} requests had no answer"
                continue
            row = _row(kind, run.scores.kinds[kind], score, changed(runs[first.name], run, kind))
            yield f"{name:26}{row}"


def run_paraphrase(golds: Sequence[Gold], paraphrase: Paraphrase, settings: Settings) -> Run:
    """Extract and score all articles with the instructions in other words."""
    opened, chosen = open_completer(settings)
    with closing(opened):
        return run_golds(golds, chosen, completer=Rephrased(opened, paraphrase))


def run_variation(golds: Sequence[Gold], variation: Variation, settings: Settings) -> Run:
    """Extract and score all articles as one variation writes them."""
    kinds = tuple(reversed(settings.records)) if variation.backwards else settings.records
    return run_golds([vary(gold, variation) for gold in golds], settings.model_copy(update={"records": kinds}))


def _fields(kind: str) -> Iterable[str]:
    return FIELDS.get(kind, COMPARATORS[kind])


def _row(kind: str, score: KindScore, first: KindScore, differing: int) -> str:
    scores = [(score.fields[field].strict, first.fields[field].strict) for field in _fields(kind)]
    accuracies = [(one.accuracy.value, other.accuracy.value) for one, other in scores]
    pairs = [(score.f1.value, first.f1.value), *accuracies]
    return "".join(f"{_shown(*pair):>17}" for pair in pairs) + f"{differing:>17}"


def _shown(value: float | None, first: float | None) -> str:
    if value is None or first is None:
        return "-"
    return f"{value:.3f} ({value - first:+.3f})" if abs(value - first) >= _SMALLEST else f"{value:.3f}"


def changed(first: Run, run: Run, kind: str) -> int:
    """Count the records of one kind that only one of two runs has, as far as a reader would see a difference."""
    ones, others = (Counter(_signatures(one, kind)) for one in (first, run))
    return max((ones - others).total(), (others - ones).total())


def _signatures(run: Run, kind: str) -> Iterator[str]:
    for extraction in run.extractions:
        for record in records(extraction, kind):
            values = [_plain(value_of(record, field)) for field in _fields(kind)]
            yield digest_of([extraction.article.id, *values])


def _plain(value: object) -> object:
    if isinstance(value, Personnel):
        return [value.low, value.high, value.approximate]
    if isinstance(value, tuple):
        return sorted(fold(str(item)).text for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return None if value is None else fold(str(value)).text


if __name__ == "__main__":
    sys.exit(main())
