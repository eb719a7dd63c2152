"""How far labels can be reached at all: the score if every stretch in marks were answered as well as the labels allow.

python -m evals.benchmarks.reach [--gold DIR] [--list]

A quote is an unbroken stretch inside one pair of marks (codebook, rule 1), and code finds the stretches. A label that
no stretch matches, or that shares its stretch with another label, is missed whatever a model says. Every stretch is
taken for a quote and scored as a run is; those that match no label are then left out, as a perfect model would.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from evals.ideal import ideal
from evals.labelled import Gold, GoldRecord
from evals.running import GOLD, read_golds
from evals.scores import KindScore
from evals.scoring import score
from extractor import ExtractorError
from extractor.segmenting import segment_article
from schemas import Extraction, Span

KIND = "quotes"
_SHOWN = 100
"""So many characters of a label are listed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how many labels can be reached, and with `--list` those that cannot; 2 where there is no such gold."""
    options = _options(arguments)
    try:
        golds = [_quotes_of(gold) for gold in read_golds([options.gold]) if KIND in gold.records]
    except ExtractorError as error:
        sys.stderr.write(f"reach: {error}\n")
        return 2
    sys.stdout.writelines(f"{line}\n" for line in _told(golds, in_full=options.list))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks.reach", description="Score every stretch in marks as if all else were right."
    )
    parser.add_argument("--gold", type=Path, default=GOLD, metavar="DIR", help="folder of gold (default: the seeds')")
    parser.add_argument("--list", action="store_true", help="print the labels that no stretch reaches")
    return parser.parse_args(arguments)


def _quotes_of(gold: Gold) -> Gold:
    return replace(gold, records={KIND: gold.records[KIND]})


def stretches_of(gold: Gold) -> Extraction:
    """Make the extraction in which every stretch in marks is a quote, its borders code's own."""
    text = gold.article.text
    spans = [
        Span(start=stretch.start, end=stretch.end, text=text[stretch.start : stretch.end])
        for stretch in segment_article(gold.article).stretches
    ]
    quotes = tuple(
        GoldRecord(id=f"q{number}", optional=False, values={"span": (span,)}, evidence=None, label={})
        for number, span in enumerate(spans, 1)
    )
    return ideal(replace(gold, records={KIND: quotes}))


def highest(score: KindScore) -> tuple[float, float]:
    """The recall of a score, and the F1 that it comes to with nothing invented."""
    recall = score.found / score.gold if score.gold else 0.0
    return recall, 2 * recall / (1 + recall)


def _told(golds: Sequence[Gold], *, in_full: bool) -> Iterator[str]:
    scores = score(golds, [stretches_of(gold) for gold in golds])
    quotes = scores.kinds[KIND]
    recall, f1 = highest(quotes)
    yield f"{quotes.gold} labelled quotes (articles: {quotes.articles}), {quotes.found} on a stretch of their own"
    yield f"at most: recall {recall:.3f}, F1 {f1:.3f}"
    if in_full:
        for gold, article in zip(golds, scores.per_article, strict=True):
            spans = {one.id: one.values["span"][0] for one in gold.records[KIND]}
            for missed in article.kinds[KIND].missed:
                yield f"{article.id}: {spans[missed.id].text[:_SHOWN]}"


if __name__ == "__main__":
    sys.exit(main())
