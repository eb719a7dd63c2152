"""Progress: extractions are counted as they pass, what failed is said, and a bar shows how far the run is."""

import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator

from extractor.wording import Totals, counted, on_one_line
from schemas import Extraction

BAR = 24
"""Characters of the progress bar."""
TOLD = 10
"""Failures of one kind that are told one by one; the others are counted at the end."""
DRAWN_EVERY = 0.1
"""Seconds between two drawings of the bar."""
_HOUR = 3600
NO_MODEL = (
    "no key is set, so no model judged what the words beside it leave open (a speaker told of only as `he`, weapons "
    "without a count). Set OPENAI_API_KEY, or name a local server (Ollama, vLLM, llama.cpp) with --base-url and "
    "--model; --model rules asks nobody and says nothing of it"
)
"""What a newcomer without a key is told."""


class Tally:
    """How far a run is, and what went wrong in it."""

    def __init__(self, expected: int | None = None) -> None:
        """Begin a run of `expected` articles, those of before included; None where nobody knows."""
        self.expected = expected
        self.before = 0
        """Articles that were done before the run began."""
        self.totals = Totals()
        self.failures: Counter[str] = Counter()
        """Articles that failed in whole or in part, by kind."""
        self.retryable = 0
        """Of them, those for which trying again may help."""
        self.fallen: Counter[str] = Counter()
        """Articles in which code answered in a model's place, by the kind of what the model failed with."""
        self.tokens = 0
        """Tokens of the answers that were given now."""
        self.cost_usd = 0.0
        """What they cost, as far as prices are known."""
        self.started = time.monotonic()
        self.drawn = 0.0

    @property
    def done(self) -> int:
        """Articles that are done, those of before included."""
        return self.before + self.totals.articles

    @property
    def complete(self) -> bool:
        """Whether every article that was expected is done."""
        return self.expected is not None and self.done >= self.expected

    @property
    def hopeless(self) -> bool:
        """Whether nothing came of any article."""
        return self.totals.failed == self.totals.articles > 0

    @property
    def unwell(self) -> int:
        """Articles that failed in whole or in part."""
        return self.totals.partial + self.totals.failed

    def skip(self) -> None:
        """Count an article that was done before."""
        self.before += 1

    def add(self, extraction: Extraction) -> None:
        """Count `extraction` in."""
        self.totals.add(extraction)
        if extraction.error:
            self.failures[extraction.error.kind] += 1
            self.retryable += extraction.error.retryable
        runs = extraction.lineage.tasks.values()
        self.fallen.update({run.failure.kind for run in runs if run.outcome == "fell_back" and run.failure})
        if any(run.origin == "live" for run in runs):
            self.tokens += extraction.usage.tokens_in + extraction.usage.tokens_out
            self.cost_usd += extraction.usage.cost_usd or 0.0

    def bar(self, seconds: float) -> str:
        """One line after so many seconds: how far it is, how fast, what failed, what it took, how long it goes on."""
        rate = self.totals.articles / max(seconds, 1e-3)
        facts = [f"{self.unwell:,} not complete", f"{rate:.1f}/s", f"{self.tokens:,} tokens", f"${self.cost_usd:.2f}"]
        if not self.expected:
            return ", ".join([f"{self.done:,} articles", *facts])
        filled = BAR * min(self.done, self.expected) // self.expected
        left = f"{_time((self.expected - self.done) / rate)} left" if rate else "no end in sight"
        shown = f"[{'#' * filled}{'.' * (BAR - filled)}] {self.done:,} of {self.expected:,} articles"
        return ", ".join([shown, *facts, left])


def _time(seconds: float) -> str:
    """A time to go as `1:02:03` or `2:03`."""
    whole = max(0, round(seconds))
    minutes = f"{whole % _HOUR // 60:02}:{whole % 60:02}"
    return f"{whole // _HOUR}:{minutes}" if whole >= _HOUR else minutes.removeprefix("0")


def watched(extractions: Iterable[Extraction], tally: Tally) -> Iterator[Extraction]:
    """Pass extractions on, count them, say what failed, and show how far it is on a terminal."""
    many = tally.expected != 1
    if many:
        _draw(tally)
    for extraction in extractions:
        tally.add(extraction)
        error = extraction.error
        if error and tally.failures[error.kind] <= TOLD:
            tell(f"{on_one_line(extraction.article.id)}: {on_one_line(error.message)}")
        if not many or sys.stdout.isatty():
            # The table comes in the bar's place.
            show("")
        yield extraction
        if many and time.monotonic() - tally.drawn >= DRAWN_EVERY:
            _draw(tally)
    show("")


def tell(message: str) -> None:
    """Say something on standard error, in place of the bar."""
    show("")
    print(f"extractor: {message}", file=sys.stderr)


def tell_fallen(tally: Tally) -> None:
    """Say of which articles code alone answered what a model was to be asked, why, and what a model would add."""
    for kind, count in sorted(tally.fallen.items()):
        if kind == "no_key":
            tell(f"{counted(count, 'article')} by code alone (lineage: `fell_back`): {NO_MODEL}")
        else:
            tell(f"{counted(count, 'article')} by code alone, as --fallback rules has it: the model failed ({kind})")


def _draw(tally: Tally) -> None:
    tally.drawn = time.monotonic()
    show(tally.bar(tally.drawn - tally.started))


def show(line: str) -> None:
    """Put `line` in place of the last one, where it is a terminal."""
    if sys.stderr.isatty():
        print(f"\r\x1b[2K{line[: shutil.get_terminal_size().columns - 1]}", end="", file=sys.stderr, flush=True)


def summarise(tally: Tally, again: str) -> None:
    """Say how the run went, what failed by kind, and how to try again; of a single article all is said."""
    totals = tally.totals
    if tally.expected == 1 and not tally.before:
        return
    if not totals.articles:
        tell(f"nothing was left to do: {counted(tally.before, 'article')} done before")
        return
    before = f" ({tally.before:,} more were done before)" if tally.before else ""
    tell(f"{counted(totals.articles, 'article')}: {totals.outcomes}{before}; {totals.consumption}")
    if tally.unwell:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in tally.failures.most_common())
        helps = f"may help {tally.retryable:,} of them: {again}" if tally.retryable else "will not help by itself"
        tell(f"not complete: {kinds}; trying again {helps}")
