"""Extracting: the command `extract`, from its paths to its output, so that nothing of a long run is lost."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from extractor.claiming import Claim, claimed
from extractor.errors import UsageError
from extractor.opening import Opened, open_completer
from extractor.options import command_line, settings_of
from extractor.progress import Tally, summarise, tell, tell_fallen, watched
from extractor.reading import Reading, Unread, read_articles
from extractor.replies import FATAL
from extractor.resuming import Asked, Held, Key, read_held, settle, stored_articles
from extractor.running import extract_many
from extractor.settings import Settings
from extractor.stopping import Stop, stoppable
from extractor.wording import counted, on_one_line
from extractor.writing import LineFile, is_plain, replaced, write
from schemas import ArticleText, Extraction

DONE, SOME_FAILED, WRONG_USE = 0, 1, 2
Articles = Iterable[ArticleText | Unread]


class Job:
    """One run of `extract`: what its options come to, and how far it is."""

    def __init__(self, options: argparse.Namespace, settings: Settings, form: str, target: Path | None) -> None:
        """Begin with nothing read; `target` is the file that is written."""
        self.options = options
        self.settings = settings
        self.form = form
        self.target = target
        self.held = Held()
        """What the file holds already, of a run that goes on or of failed articles that are tried again."""
        self.order: list[Key] = []
        self.tally = Tally()
        self.skipped = 0

    @property
    def in_place(self) -> bool:
        """Whether the lines of failed articles are replaced in their own file."""
        return self.options.retry_failed is not None and self.target == self.options.retry_failed

    @property
    def goes_on(self) -> bool:
        """Whether the file's lines stay."""
        return self.options.resume or self.in_place

    @property
    def doing(self) -> str:
        """What the file's claim calls it."""
        return "retry" if self.in_place else "extract"

    def articles(self) -> Articles:
        """The articles to ask about: those of the paths, or of the failed lines, without those that are done."""
        articles = self._failed() if self.options.retry_failed else self._read()
        return self.held.left(articles, self.order, self.tally.skip) if self.options.resume else articles

    def _read(self) -> Reading:
        reading = read_articles(self.options.paths, self.options.published)
        self.tally.expected, self.skipped = reading.expected, reading.skipped
        return reading

    def _failed(self) -> Iterator[ArticleText | Unread]:
        source: Path = self.options.retry_failed
        failed = self.held if self.in_place else read_held(source)
        wanted = failed.unwell()
        if self.options.paths:
            reading = self._read()
            self.tally.expected = len(wanted)
            return (article for article in reading if article.id in wanted)
        self.tally.expected = len(failed.stored())
        if len(wanted) > self.tally.expected:
            count = counted(len(wanted) - self.tally.expected, "article")
            tell(f"{count} could not be read before; to have them read again, give their paths as well")
        return stored_articles(source, failed.stored())

    def standing(self) -> str:
        """Where what is done can be found, and how to go on."""
        done, target = counted(self.tally.done, "article"), self.target
        if target and self.form == "jsonl" and is_plain(target):
            again = command_line(self.options, *(() if self.goes_on else ("--resume",)))
            return f"{done} done, in {on_one_line(str(target))}; to go on: {again}"
        return f"{done} done; the same command again takes from the cache what has been answered"

    def again(self) -> str:
        """How to try the failed articles again."""
        if self.target and self.form == "jsonl" and is_plain(self.target):
            return command_line(self.options, retry=self.target)
        return "the same command again asks only for what is missing"


def extract_command(options: argparse.Namespace) -> int:
    """Run `extract` and return its exit code."""
    job = _job(options)
    if options.dry_run:
        from extractor.estimating import estimate  # noqa: PLC0415 - only this needs it

        _look(job)
        estimate(job.articles(), job.settings, sys.stdout)
        return DONE
    if job.target is None or not is_plain(job.target):
        return _run(job)
    with claimed(job.target) as claim:
        _look(job)
        _refuse_losing(job, claim)
        return _run(job, claim)


def _job(options: argparse.Namespace) -> Job:
    if not options.paths and options.retry_failed is None:
        options.refuse("give a PATH, or --retry-failed FILE")
    kinds = tuple(kind.strip() for kind in options.records.split(",")) if options.records else None
    settings = settings_of(options, records=kinds)
    target: Path | None = options.output or options.retry_failed
    form = options.format or ("table" if target is None and sys.stdout and sys.stdout.isatty() else "jsonl")
    for refused, reason in _refusals(options, target, form):
        if refused:
            raise UsageError(reason)
    return Job(options, settings, form, target)


def _refusals(options: argparse.Namespace, target: Path | None, form: str) -> Iterator[tuple[bool, str]]:
    """What cannot be wanted together, and why not."""
    lines = form == "jsonl" and target is not None and is_plain(target)
    yield options.concurrency < 1, "--concurrency must be at least 1"
    yield options.grace < 0, "--grace must be at least 0"
    yield target is None and sys.stdout is None, "standard output is closed; name a file with -o FILE"
    yield options.resume and not (options.output and lines), "--resume goes on with a file of lines: give -o FILE"
    in_place = options.retry_failed and not options.output
    yield in_place and not lines, "--retry-failed replaces lines in its file; for another format name one with -o"
    stored = options.retry_failed and not options.paths and options.published
    yield bool(stored), "--published is for articles that are read: give their paths as well"
    mine = target is not None and any(_is_same(target, path) for path in options.paths)
    yield mine, f"--output {target} is one of the articles; it would be overwritten"


def _is_same(target: Path, path: str) -> bool:
    try:
        return os.path.samefile(target, path)  # noqa: PTH121 - `-` and odd names
    except (OSError, ValueError):
        return False


def _look(job: Job) -> None:
    """Learn what the file holds that is gone on with."""
    if job.goes_on and job.target and (job.in_place or job.target.exists()):
        job.held = read_held(job.target, Asked.by(job.settings) if job.options.resume else None)


def _refuse_losing(job: Job, claim: Claim) -> None:
    """Refuse to begin anew over the work of a run that did not finish."""
    target = job.target
    lost = target is not None and job.form == "jsonl" and not job.goes_on and target.exists() and target.stat().st_size
    if claim.unfinished and lost:
        message = f"{on_one_line(str(target))} holds what a run did before it was stopped: go on with --resume"
        raise UsageError(f"{message}, or delete the file to begin anew")


def _run(job: Job, claim: Claim | None = None) -> int:
    articles = job.articles()
    completer, chosen = open_completer(job.settings)
    stop = Stop(job.options.grace, job.standing)
    # The completer holds to the run's budget already.
    unlimited = chosen.model_copy(update={"max_cost": None, "max_tokens_total": None})
    with closing(completer), stoppable(stop):
        outcomes = extract_many(
            stop.take(articles), unlimited, completer=completer, concurrency=job.options.concurrency, stop=stop.event
        )
        _write(job, watched(outcomes, job.tally), claim)
    return _end(job, completer, stop, claim)


def _write(job: Job, extractions: Iterable[Extraction], claim: Claim | None) -> None:
    if job.target is None:
        write(job.form, extractions, sys.stdout)
    elif job.form == "jsonl":
        _append(job, job.target, extractions, claim)
    else:
        with replaced(job.target) as out:
            write(job.form, extractions, out)


def _append(job: Job, target: Path, extractions: Iterable[Extraction], claim: Claim | None) -> None:
    """Add a line for each extraction; where the file goes on, leave one line an article at the end."""
    if claim:
        claim.begin(job.doing)
    with LineFile(target, job.held.end) as file:
        for extraction in extractions:
            if not job.goes_on:
                file.add(extraction)
            elif job.held.takes(extraction):
                job.held.note(extraction, *file.add(extraction))
    if job.goes_on:
        settle(target, job.held, job.order)


def _end(job: Job, completer: Opened, stop: Stop, claim: Claim | None) -> int:
    """Say how the run went, and give its exit code."""
    stopped = stop.code and not job.tally.complete
    if claim and not stopped:
        claim.finish(job.doing)
    if job.skipped:
        tell(f"{job.skipped} files in folders were skipped (hidden, README, or of another kind)")
    if job.options.retry_failed and not job.tally.expected:
        tell(f"no article failed in {on_one_line(str(job.options.retry_failed))}")
    else:
        summarise(job.tally, job.again())
    tell_fallen(job.tally)
    unsaved = completer.unsaved
    if unsaved:
        why = on_one_line(str(unsaved[0]))
        tell(f"{counted(len(unsaved), 'answer')} could not be stored ({why}): they are used, and would be paid again")
    if stopped:
        tell(f"stopped: {job.standing()}")
        return stop.code
    if job.tally.failures.keys() <= FATAL - {"quota"} and job.tally.hopeless:
        return WRONG_USE
    return SOME_FAILED if unsaved or job.tally.unwell or not job.held.complete else DONE
