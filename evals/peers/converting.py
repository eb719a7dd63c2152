"""Converting: a peer's answer -> an extraction as the project has it, so that the same harness can score it.

As favourably as is fair, so that no peer is marked down for a matter of form:

- Words are looked for in the article with marks, dashes, spaces and case folded. Of several places the nearest to the
  record's own is taken.
- A quote's words are what stands there in the article, a stop before the closing mark included; words that stand
  nowhere keep the place that the peer claims, or have none.
- Numbers, days, periods and nations are read by the project's own code; what reads `none` or `unknown` is nothing.
- A value that stands nowhere is scored like any other; it has no evidence, and so the record is not grounded.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast, get_args

from evals.comparing import overlap
from evals.peers.answers import Answer
from evals.peers.places import Places, nearest
from evals.peers.values import Record, choice_of, offsets_of, text_of, texts_of
from extractor.dating import read_day, read_period
from extractor.lineage import VERSION, codebook_version
from extractor.nations import canonical_nation
from extractor.quantities import find_counts, read_personnel
from schemas import (
    ArticleText,
    Deployment,
    Evidence,
    Extraction,
    Failure,
    Lineage,
    Quote,
    QuoteKind,
    Rejection,
    Span,
    Status,
    TaskRun,
    Usage,
)

_TO_COME = frozenset({"considered", "planned", "ordered", "standby"})
"""Statuses of which `Friday` is the next one."""
_SAID = ("speaker", "speaker_title", "cue", "venue", "said_on", "reported_by")
_TOLD = ("units", "personnel", "equipment", "origin", "destination", "timing", "ordered_by", "source")


def convert(answer: Answer, article: ArticleText) -> Extraction:
    """Give the extraction of one kind that a peer's answer amounts to."""
    failure = _failure(answer)
    return Extraction.model_validate(
        {
            "article": article,
            "lineage": _lineage(answer, article, failure),
            "usage": _usage(answer),
            "rejections": tuple(_cuts(answer)),
            "error": failure,
            answer.kind: _records(answer, article.published, Places(article.text)),
        }
    )


def _records(answer: Answer, published: date | None, places: Places) -> tuple[Quote, ...] | tuple[Deployment, ...]:
    if answer.kind == "quotes":
        return _quotes(answer.records, published, places)
    return tuple(_deployment(number, one, published, places) for number, one in enumerate(answer.records, 1))


def _quotes(records: Sequence[Record], published: date | None, places: Places) -> tuple[Quote, ...]:
    """Give each record a place of its own where its words stand more than once."""
    taken: set[Span] = set()
    made: list[Quote] = []
    for number, record in enumerate(records, 1):
        span = _place(record, places, taken)
        taken.add(span)
        made.append(_quote(number, record, span, published, places))
    return tuple(made)


def _place(record: Record, places: Places, taken: set[Span]) -> Span:
    words = text_of(record, "text") or ""
    claimed = offsets_of(record, len(places.text))
    found = places.of_quote(words)
    if found:
        free = [place for place in found if place not in taken] or found
        return max(free, key=lambda place: overlap(place, places.span(*claimed)) if claimed else 0)
    start, end = claimed or (0, 0)
    # The words are the peer's, not the article's: such a span is never grounded.
    return Span(start=start, end=end, text=words)


def _quote(number: int, record: Record, span: Span, published: date | None, places: Places) -> Quote:
    said_on = text_of(record, "said_on")
    anchor = span if span.end else None
    return Quote(
        id=f"q{number}",
        text=span.text,
        span=span,
        kind=cast("QuoteKind", choice_of(record, "kind", get_args(QuoteKind), "direct")),
        speaker=text_of(record, "speaker") or "",
        speaker_title=text_of(record, "speaker_title"),
        cue=text_of(record, "cue"),
        venue=text_of(record, "venue"),
        said_on=read_day(said_on, published) if said_on else None,
        reported_by=text_of(record, "reported_by"),
        group=number,
        evidence=_evidence(record, _SAID, places, anchor),
    )


def _deployment(number: int, record: Record, published: date | None, places: Places) -> Deployment:
    personnel, timing = text_of(record, "personnel"), text_of(record, "timing")
    status = choice_of(record, "status", get_args(Status), "planned")
    force = text_of(record, "force") or ""
    return Deployment(
        id=f"d{number}",
        force=canonical_nation(force) or force,
        units=texts_of(record, "units"),
        personnel=read_personnel(personnel) if personnel else None,
        equipment=texts_of(record, "equipment"),
        origin=text_of(record, "origin"),
        destination=texts_of(record, "destination"),
        status=cast("Status", status),
        timing=read_period(timing, published, ahead=status in _TO_COME) if timing else None,
        ordered_by=text_of(record, "ordered_by"),
        source=text_of(record, "source"),
        evidence=_evidence_of_deployment(record, places),
    )


def _evidence_of_deployment(record: Record, places: Places) -> Evidence:
    """Find the evidence near the passage; where the passage stands nowhere, near the value that stands least often."""
    passage = nearest(places.of(text_of(record, "passage") or ""), None)
    claimed = offsets_of(record, len(places.text))
    if passage is None and claimed:
        passage = places.span(*claimed)
    anchor = passage or _rarest(record, places)
    told = dict(_evidence(record, _TOLD, places, anchor))
    force = nearest(places.of_nation(text_of(record, "force") or ""), anchor)
    if force:
        told["force"] = (force,)
    if anchor:
        told["status"] = (anchor,)
    return told


def _rarest(record: Record, places: Places) -> Span | None:
    found = [spans for field in _TOLD for words in texts_of(record, field) if (spans := places.of(words))]
    return min(found, key=len)[0] if found else None


def _evidence(record: Record, fields: Iterable[str], places: Places, anchor: Span | None) -> Evidence:
    """Find each field's words; a list needs all of its items."""
    told: dict[str, tuple[Span, ...]] = {}
    for field in fields:
        words = texts_of(record, field)
        spans = [span for one in words if (span := nearest(_found(field, one, places), anchor))]
        if spans and len(spans) == len(words):
            told[field] = tuple(spans)
    return told


def _found(field: str, words: str, places: Places) -> list[Span]:
    """Find words; of a number of people the number alone will do, `3,000` of `3,000 soldiers`."""
    counts = [words[start:end] for start, end in find_counts(words)] if field == "personnel" else []
    return places.of(words) or [span for count in counts[:1] for span in places.of(count)]


def _failure(answer: Answer) -> Failure | None:
    if answer.error is None:
        return None
    message = f"{answer.peer} gave up: {answer.error.type}"
    attempts = len(answer.exchanges)
    return Failure(kind="lost", message=message, retryable=False, task=answer.kind, attempts=attempts)


def _lineage(answer: Answer, article: ArticleText, failure: Failure | None) -> Lineage:
    models = [one.model for one in answer.exchanges if one.model]
    run = TaskRun(
        outcome="failed" if failure else "ok",
        prompt=answer.peer,
        answer_schema=answer.peer,
        requests=tuple(one.request_sha256 for one in answer.exchanges),
        origin="live",
        model_asked=answer.model_asked,
        model_answered=models[-1] if models else None,
        answered_at=answer.answered_at,
        attempts=len(answer.exchanges),
        failure=failure,
    )
    return Lineage(
        article_sha256=article.sha256,
        extractor=f"{answer.peer}, converted by {VERSION}",
        codebook=codebook_version(),
        model_asked=answer.model_asked,
        tasks={answer.kind: run},
    )


def _usage(answer: Answer) -> Usage:
    asked = answer.exchanges
    return Usage(
        requests=len(asked),
        tokens_in=sum(one.tokens_in for one in asked),
        tokens_out=sum(one.tokens_out for one in asked),
        cost_usd=None,
        seconds=round(sum(one.seconds for one in asked), 2),
    )


def _cuts(answer: Answer) -> Iterable[Rejection]:
    """Name each answer that was cut off: a part of the article that is lost without a word."""
    for number, one in enumerate(answer.exchanges, 1):
        if one.cut:
            yield Rejection(
                task=answer.kind,
                item=f"answer {number}",
                field=None,
                value="",
                reason="truncated",
                message="it ran into its limit of tokens",
                round=1,
            )
