"""How an article becomes records: `extract` and `extract_many` are the way in.

>>> from extractor import Article, extract
>>> extraction = extract(Article(text=..., published="2022-02-02"))  # doctest: +SKIP
>>> extraction.quotes[0].speaker, extraction.quotes[0].evidence["speaker"][0].start  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.errors import ArticleError, CompletionError, ExtractorError, RecordingError, UsageError
    from extractor.flow import Completer, Completion, Prompt
    from extractor.reading import Article
    from extractor.running import ExtractionError, extract, extract_many
    from extractor.settings import Settings
    from schemas import Extraction

__all__ = [
    "Article",
    "ArticleError",
    "Completer",
    "Completion",
    "CompletionError",
    "Extraction",
    "ExtractionError",
    "ExtractorError",
    "Prompt",
    "RecordingError",
    "Settings",
    "UsageError",
    "extract",
    "extract_many",
]

_ROOMS = {
    "errors": {"ArticleError", "CompletionError", "ExtractorError", "RecordingError", "UsageError"},
    "flow": {"Completer", "Completion", "Prompt"},
    "reading": {"Article"},
    "running": {"Extraction", "ExtractionError", "extract", "extract_many"},
    "settings": {"Settings"},
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is: `starting` has to set something before the rest is imported."""
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(f"extractor.{room}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
