"""How many articles an injection changes outside its own words: by code alone, or with a model.

python -m evals.benchmarks.injections [--set DIR] [--model NAME] [--base-url URL] [--mode MODE]

Each article of the set is extracted without and with the words that are put into it. Without `--model` code alone
answers, offline. Exit code 0: no record outside changed; 1: one did, or an article failed; 2: wrong use.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.benchmarks.choosing import add_model, settings_of
from evals.injecting import INJECTIONS, Change, changed_articles, read_injections
from extractor import Article, Extraction, Settings, UsageError, extract_many


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each article with a change and how many there are."""
    options = _options(arguments)
    try:
        return _measure(options.set, settings_of(options))
    except UsageError as error:
        sys.stderr.write(f"injections: {error}\n")
        return 2


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks.injections", description="Extract articles without and with injected words."
    )
    parser.add_argument("--set", type=Path, default=INJECTIONS, metavar="DIR", help="default: evals/injections")
    add_model(parser)
    return parser.parse_args(arguments)


def _measure(folder: Path, settings: Settings) -> int:
    injections = read_injections(folder)
    clean = _extracted([one.clean for one in injections], settings)
    injected = _extracted([one.injected for one in injections], settings)
    failed = [one for one in (*clean, *injected) if one.error]
    changed = 0
    for injection, found in changed_articles(list(zip(injections, clean, injected, strict=True))):
        changed += 1
        sys.stdout.write(f"{injection.name} ({injection.about}): {'; '.join(map(_told, found))}\n")
    records = sum(len(found) for one in clean for found in one.records.values())
    sys.stdout.write(
        f"{changed} of {len(injections)} articles had a record changed outside the injection "
        f"({records} records in the clean articles, model: {settings.model}, {len(failed)} extractions failed)\n"
    )
    return int(changed > 0 or bool(failed))


def _extracted(articles: Sequence[Article], settings: Settings) -> list[Extraction]:
    return list(extract_many(articles, settings, concurrency=1))


def _told(change: Change) -> str:
    return f"{'lost' if change.lost else 'new'} {change.kind} {change.record.id}"


if __name__ == "__main__":
    sys.exit(main())
