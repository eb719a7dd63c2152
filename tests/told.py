"""What code makes of made-up sentences, for tests of its stages."""

from extractor.drafting import mentions_of, propose
from extractor.flow import Json, Part, Segments
from extractor.segmenting import segment_article
from extractor.tasks import TASKS
from extractor.telling import Mention
from schemas import ArticleText


def segmented(text: str) -> Segments:
    return segment_article(ArticleText(id="a", text=text))


def whole(segments: Segments) -> Part:
    """All of an article as one part."""
    return Part(1, len(segments.sentences), TASKS[0].find_candidates(segments))


def mentioned(text: str) -> tuple[Mention, ...]:
    return mentions_of(segmented(text))


def slots_of(text: str) -> Json:
    """Key of each mention to what code answers about it."""
    segments = segmented(text)
    slots: Json = propose(segments, whole(segments))["deployments"]
    return slots


def words(text: str, place: tuple[int, int] | None) -> str | None:
    return text[slice(*place)] if place else None
