"""Progress: extractions are counted as they pass, what failed is said, and a bar shows how far the run is."""

import sys
from collections.abc import Iterable, Iterator

from extractor.wording import Totals, visible
from schemas import Extraction

BAR = 24
"""Characters of the progress bar."""


def watched(extractions: Iterable[Extraction], totals: Totals, expected: int | None) -> Iterator[Extraction]:
    """Pass extractions on, count them, say what failed, and show how far it is on a terminal."""
    for extraction in extractions:
        totals.add(extraction)
        _show_progress("")
        if extraction.error:
            message = f"extractor: {visible(extraction.article.id)}: {visible(extraction.error.message)}"
            print(message, file=sys.stderr)
        yield extraction
        _show_progress(_bar(totals, expected) if expected != 1 else "")
    _show_progress("")


def _show_progress(line: str) -> None:
    """Put `line` in place of the last one, where it is a terminal."""
    if sys.stderr.isatty():
        print(f"\r\x1b[2K{line}", end="", file=sys.stderr, flush=True)


def _bar(totals: Totals, expected: int | None) -> str:
    done, failed = totals.articles, totals.partial + totals.failed
    if not expected:
        return f"{done} articles, {failed} not complete"
    filled = BAR * done // expected
    return f"[{'#' * filled}{'.' * (BAR - filled)}] {done} of {expected} articles, {failed} not complete"
