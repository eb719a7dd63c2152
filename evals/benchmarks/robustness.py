"""How the score stands up to the same articles written otherwise: by code alone, or with a model.

python -m evals.benchmarks.robustness [--gold DIR] [--model NAME] [--base-url URL] [--mode MODE]

Each labelled article is written in several ways under which the same records must come. A line a variation and record
kind: F1 of the records, accuracy of the fields that were found, and how many records are not those of the unchanged
article. Without `--model` code alone answers, offline. Paraphrased instructions are not among them: they change what a
model is told, which code alone does not read, and no recording answers them.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.kinds import KINDS, records, value_of
from evals.labelled import Gold
from evals.running import GOLD, Run, read_golds, run_golds
from evals.scores import KindScore
from evals.varying import VARIATIONS, Variation, vary
from extractor import Settings
from extractor.errors import ExtractorError
from extractor.flow import digest_of
from extractor.folding import fold
from extractor.settings import RULES
from schemas import Personnel

FIELDS = {
    "quotes": ("text", "kind", "speaker"),
    "deployments": ("force", "personnel", "destination", "status"),
}
"""Record kind to the fields that are shown."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 whatever the figures are, 1 where nothing could be measured."""
    options = _options(arguments)
    try:
        golds = read_golds([options.gold])
        given = {name: getattr(options, name) for name in ("model", "base_url", "mode")}
        for line in _report(golds, Settings.from_environment(None, **given)):
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
    parser.add_argument("--model", default=RULES, help="model to ask (default: none, code alone)")
    parser.add_argument("--base-url", metavar="URL", help="OpenAI-compatible server")
    parser.add_argument("--mode", help="auto, live, record or replay")
    return parser.parse_args(arguments)


def _report(golds: Sequence[Gold], settings: Settings) -> Iterator[str]:
    """Yield a heading and the lines of each variation and kind; in brackets the difference from the first."""
    first: Run | None = None
    for variation in VARIATIONS:
        run = run_variation(golds, variation, settings)
        first = first or run
        for kind, score in run.scores.kinds.items():
            if variation is VARIATIONS[0]:
                heading = "".join(f"{name:>20}" for name in ("F1", *FIELDS[kind], "records changed"))
                yield f"{kind:12}{'':26}{heading}"
            yield f"{'':12}{variation.name:26}" + _row(kind, score, first.scores.kinds[kind], changed(first, run, kind))


def run_variation(golds: Sequence[Gold], variation: Variation, settings: Settings) -> Run:
    """Extract and score all articles as one variation writes them."""
    kinds = tuple(reversed(settings.records)) if variation.backwards else settings.records
    return run_golds([vary(gold, variation) for gold in golds], settings.model_copy(update={"records": kinds}))


def _row(kind: str, score: KindScore, first: KindScore, differing: int) -> str:
    pairs = [(score.f1.value, first.f1.value)]
    for field in FIELDS[kind]:
        pairs.append((score.fields[field].strict.accuracy.value, first.fields[field].strict.accuracy.value))
    return "".join(f"{_shown(*pair):>20}" for pair in pairs) + f"{differing:>20}"


def _shown(value: float | None, first: float | None) -> str:
    if value is None or first is None:
        return "-"
    return f"{value:.3f} ({value - first:+.3f})" if abs(value - first) > 5e-4 else f"{value:.3f}         "  # noqa: PLR2004


def changed(first: Run, run: Run, kind: str) -> int:
    """Count the records of one kind that only one of two runs has, as far as a reader would see a difference."""
    ones, others = (Counter(_signatures(one, kind)) for one in (first, run))
    return max((ones - others).total(), (others - ones).total())


def _signatures(run: Run, kind: str) -> Iterator[str]:
    for extraction in run.extractions:
        for record in records(extraction, kind):
            values = [_plain(value_of(record, field)) for field in FIELDS[kind]]
            yield digest_of([extraction.article.id, *values])


def _plain(value: object) -> object:
    if isinstance(value, Personnel):
        return [value.low, value.high, value.approximate]
    if isinstance(value, tuple):
        return sorted(fold(str(item)).text for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return None if value is None else fold(str(value)).text


assert FIELDS.keys() <= KINDS.keys()  # noqa: S101


if __name__ == "__main__":
    sys.exit(main())
