"""Running: one article, or any number of them, each one's failure its own."""

import errno
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from extractor.articles import MAX_ID
from extractor.errors import CompletionError, ExtractorError, UsageError
from extractor.flow import Completer
from extractor.lineage import codebook_version, failed_extraction
from extractor.opening import Opened, open_completer
from extractor.pipeline import extract_article
from extractor.reading import Unread
from extractor.replies import MEANINGS
from extractor.settings import DEFAULT_MODEL, Settings
from extractor.wording import on_one_line
from schemas import ArticleText, Extraction, Failure

if TYPE_CHECKING:
    from concurrent.futures import Future

MOST_AT_ONCE = 256
"""Articles under way at once: each may take a connection and two files of the cache, of the 1,024 that are usual."""


class ExtractionError(CompletionError):
    """No task of an article was answered; `extraction` holds what there is, rejections and lineage included."""

    def __init__(self, extraction: Extraction, failure: Failure) -> None:
        """Take kind and message over from `failure`, the extraction's error."""
        super().__init__(failure.message, failure.kind, retryable=failure.retryable)
        self.extraction = extraction


def extract(
    article: ArticleText, settings: Settings | None = None, *, completer: Completer | None = None
) -> Extraction:
    """Extract the records of one article.

    `completer` takes the place of stores and live model. An article of which some tasks failed is returned with its
    `error` set; `ExtractionError` is raised when none was answered, `UsageError` for settings that cannot be used.
    """
    opened, chosen = _open(settings, completer)
    with closing(opened):
        extraction = _extracted(article, opened, chosen)
    if extraction.error and extraction.status == "failed":
        raise ExtractionError(extraction, extraction.error)
    return extraction


def extract_many(
    articles: Iterable[ArticleText | Unread],
    settings: Settings | None = None,
    *,
    completer: Completer | None = None,
    concurrency: int = 8,
    stop: Event | None = None,
) -> Iterator[Extraction]:
    """Yield one extraction for each article, in input order, failures as values in `error`.

    At most `concurrency` articles (and no more than `MOST_AT_ONCE`) are under way at once and twice as many are held in
    memory; mode `replay` takes one after the other, whoever completes, since it waits for nothing. Once `stop` is set,
    no article is taken or begun any more; those that are under way are finished and yielded.
    """
    if concurrency < 1:
        raise UsageError("concurrency must be at least 1")
    opened, chosen = _open(settings, completer)
    codebook_version()  # read while files can be opened: a failure's lineage names it, and must not fail itself
    work = _Work(opened, chosen, stop or Event())
    if chosen.mode == "replay":
        return _run_singly(articles, work)
    return _run(articles, work, min(concurrency, MOST_AT_ONCE))


def _open(settings: Settings | None, completer: Completer | None) -> tuple[Opened, Settings]:
    settings = settings or Settings.from_environment()
    if completer is None:
        return open_completer(settings)
    chosen = settings.model_copy(update={"model": settings.model or DEFAULT_MODEL})
    kept = completer.kept if isinstance(completer, Opened) else None
    if not chosen.limited:
        return Opened(completer, kept=kept), chosen
    from extractor.budgeting import budgeted  # noqa: PLC0415 - replay costs nothing

    return Opened(budgeted(completer, chosen), kept=kept), chosen


class _Work(NamedTuple):
    """What is done with each article of a run."""

    completer: Opened
    settings: Settings
    stop: Event

    def take(self, articles: Iterable[ArticleText | Unread]) -> Iterator[ArticleText | Unread]:
        """Take articles until `stop`."""
        left = iter(articles)
        while not self.stop.is_set() and (article := next(left, None)) is not None:
            yield article

    def do(self, article: ArticleText | Unread) -> Extraction | None:
        """Extract `article`; None if it is not begun, because of `stop`."""
        return None if self.stop.is_set() else _isolated(article, self.completer, self.settings)


def _run_singly(articles: Iterable[ArticleText | Unread], work: _Work) -> Iterator[Extraction]:
    with closing(work.completer):
        for article in work.take(articles):
            yield _isolated(article, work.completer, work.settings)


def _run(articles: Iterable[ArticleText | Unread], work: _Work, concurrency: int) -> Iterator[Extraction]:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - replay has no threads

    waiting: deque[Future[Extraction | None]] = deque()
    with ThreadPoolExecutor(concurrency, thread_name_prefix="extract") as pool:
        try:
            for article in work.take(articles):
                waiting.append(pool.submit(work.do, article))
                if len(waiting) >= 2 * concurrency:
                    yield from _done(waiting)
            while waiting:
                yield from _done(waiting)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            work.completer.close()


def _done(waiting: "deque[Future[Extraction | None]]") -> Iterator[Extraction]:
    """Give the longest waiting one, unless it was not begun."""
    if (extraction := waiting.popleft().result()) is not None:
        yield extraction


def _extracted(article: ArticleText, completer: Opened, settings: Settings) -> Extraction:
    """What is kept of the article, or else what the pipeline makes of it, to be kept."""
    if completer.kept is None:
        return extract_article(article, completer, settings)
    found = completer.kept.find(article, settings)
    if found:
        return found
    from extractor.keeping import Heard  # noqa: PLC0415 - the seeds' replay keeps nothing

    heard = Heard(completer)
    extraction = extract_article(article, heard, settings)
    completer.kept.save(settings, extraction, heard)
    return extraction


def _isolated(article: ArticleText | Unread, completer: Opened, settings: Settings) -> Extraction:
    """Extract one article; whatever stops it becomes a value, except settings that are wrong for every article."""
    if isinstance(article, Unread):
        return failed_extraction(ArticleText(id=article.id[:MAX_ID], text=""), article.failure)
    try:
        return _extracted(article, completer, settings)
    except UsageError:
        raise
    except ExtractorError as error:
        return failed_extraction(article, error.failure())
    except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not cost the others
        _report(article, error)
        if isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE}:
            return failed_extraction(article, Failure(kind="exhausted", message=MEANINGS["exhausted"], retryable=True))
        message = f"a fault of this program ({type(error).__name__}); please report it with the article's kind"
        return failed_extraction(article, Failure(kind="internal", message=message, retryable=False))


def _report(article: ArticleText, error: Exception) -> None:
    import logging  # noqa: PLC0415 - only a fault needs it

    # Only the error's type: its message and traceback may hold the article's text.
    logging.getLogger(__name__).error("article %s: %s", on_one_line(article.id), type(error).__name__)
