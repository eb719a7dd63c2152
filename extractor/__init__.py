"""How an article becomes records: `extract` and `extract_many` are the way in.

>>> from extractor import Article, extract
>>> extraction = extract(Article(text=..., published="2022-02-02"))  # doctest: +SKIP
>>> extraction.quotes[0].speaker, extraction.quotes[0].evidence["speaker"][0].start  # doctest: +SKIP
"""

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
