"""Running: one article, or any number of them, each one's failure its own."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

from extractor.articles import MAX_ID
from extractor.errors import CompletionError, ExtractorError, UsageError
from extractor.flow import Completer
from extractor.lineage import failed_extraction
from extractor.opening import Opened, open_completer
from extractor.pipeline import extract_article
from extractor.reading import Unread
from extractor.settings import DEFAULT_MODEL, Settings
from extractor.wording import on_one_line
from schemas import ArticleText, Extraction, Failure

_log = logging.getLogger(__name__)


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
        extraction = extract_article(article, opened, chosen)
    if extraction.error and not _is_answered(extraction):
        raise ExtractionError(extraction, extraction.error)
    return extraction


def _is_answered(extraction: Extraction) -> bool:
    """Whether a task was answered in whole, or one in part so that there are records."""
    whole = any(run.outcome == "ok" and run.failure is None for run in extraction.lineage.tasks.values())
    return whole or bool(extraction.deployments or extraction.quotes)


def extract_many(
    articles: Iterable[ArticleText | Unread],
    settings: Settings | None = None,
    *,
    completer: Completer | None = None,
    concurrency: int = 8,
) -> Iterator[Extraction]:
    """Yield one extraction for each article, in input order, failures as values in `error`.

    At most `concurrency` articles are under way at once and twice as many are held in memory.
    """
    if concurrency < 1:
        raise UsageError("concurrency must be at least 1")
    opened, chosen = _open(settings, completer)
    return _run(articles, opened, chosen, concurrency)


def _open(settings: Settings | None, completer: Completer | None) -> tuple[Opened, Settings]:
    settings = settings or Settings.from_environment()
    if completer is None:
        return open_completer(settings)
    return Opened(completer), settings.model_copy(update={"model": settings.model or DEFAULT_MODEL})


def _run(
    articles: Iterable[ArticleText | Unread], completer: Opened, settings: Settings, concurrency: int
) -> Iterator[Extraction]:
    waiting: deque[Future[Extraction]] = deque()
    with ThreadPoolExecutor(concurrency, thread_name_prefix="extract") as pool:
        try:
            for article in articles:
                waiting.append(pool.submit(_isolated, article, completer, settings))
                if len(waiting) >= 2 * concurrency:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            completer.close()


def _isolated(article: ArticleText | Unread, completer: Completer, settings: Settings) -> Extraction:
    """Extract one article; whatever stops it becomes a value, except settings that are wrong for every article."""
    if isinstance(article, Unread):
        return failed_extraction(ArticleText(id=article.id[:MAX_ID], text=""), article.failure)
    try:
        return extract_article(article, completer, settings)
    except UsageError:
        raise
    except ExtractorError as error:
        return failed_extraction(article, error.failure())
    except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not cost the others
        # Only the error's type: its message and traceback may hold the article's text.
        _log.error("article %s: %s", on_one_line(article.id), type(error).__name__)
        message = f"a fault of this program ({type(error).__name__}); please report it with the article's kind"
        return failed_extraction(article, Failure(kind="internal", message=message, retryable=False))
