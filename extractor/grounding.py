"""Grounding: a value becomes part of a record only with the place in the article that says it.

A value must stand in the article word for word, or after folding marks, dashes, spaces and case. Nothing fuzzy counts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from extractor.flow import Candidate, Segments, shown
from extractor.naming import names_of, surname
from extractor.stripping import is_personal, strip_title
from schemas import Rejection, Span

Range = tuple[int, int]
Located = tuple[str, tuple[Span, ...]]
"""A value with the places that say it."""

_NOTHING = frozenset({"", "none", "null", "unknown", "n/a"})
_PRONOUNS = frozenset({"he", "she", "it", "they", "i", "we", "you", "who", "his", "her", "their", "him", "them"})
_NAME_BEFORE = re.compile(r"([^\W\d_][\w.\u2019'-]*)[^\S\n]+$")

REASONS = {
    "not_in_article": "it does not stand in the article",
    "not_in_cited_sentences": "it does not stand in the cited sentences",
    "not_beside_name": "it does not stand beside the speaker's name",
    "no_such_sentence": "the article has no sentence of this number",
    "no_name": "it names nobody",
    "says_nothing": "it says nothing",
    "no_nation": "it is no state or alliance of the kept list that the article names",
    "unknown_speaker": "no usable speaker has this letter",
    "not_a_quote": "nobody in the article says these words",
    "not_a_deployment": "the article tells of no deployment here",
    "points_nowhere": "it points at no record",
}
"""Why a grounded part was refused: reason to its words for people."""


class Found(NamedTuple):
    """What the answer about one candidate came to, and in which round."""

    key: str
    record: Any
    turn: int


class Ledger:
    """What grounding one answer came to: rejections so far, and which keys deserve a second question."""

    def __init__(self, task: str, turn: int) -> None:
        """Begin without rejections, in round `turn`."""
        self.task = task
        self.turn = turn
        self.rejections: list[Rejection] = []
        self.doubtful: set[str] = set()

    def refuse(self, item: str, name: str | None, value: object, reason: str, span: Span | None = None) -> None:
        """List a value as refused."""
        self.rejections.append(
            Rejection(
                task=self.task, item=item, field=name, value=shown(value), reason=reason,
                message=REASONS[reason], round=self.turn, span=span,
            )
        )  # fmt: skip


def locate(segments: Segments, words: str, ranges: Iterable[Range]) -> Span | None:
    """The first place in `ranges` where `words` stand."""
    return next((span for start, end in ranges for span in locate_all(segments, words, start, end)), None)


def locate_all(segments: Segments, words: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Every place in `text[start:end]` where `words` stand."""
    for left, right in segments.folded.find(words, start, len(segments.text) if end is None else end):
        yield segments.span(left, right)


def whole_article(segments: Segments) -> list[Range]:
    """Offsets of the whole text."""
    return [(0, len(segments.text))]


def sentence_ranges(segments: Segments, numbers: Sequence[int]) -> list[Range]:
    """Offsets of the sentences with these numbers."""
    found = [segments.sentence(number) for number in numbers]
    return [(sentence.start, sentence.end) for sentence in found if sentence]


def says_nothing(words: str) -> bool:
    """Whether `words` are a model's way to say that there is nothing: `none`, `unknown`."""
    return words.strip().casefold() in _NOTHING


def names_nobody(words: str) -> bool:
    """Whether `words` are a pronoun, or a model's way to say that there is nobody."""
    return says_nothing(words) or strip_title(words).casefold() in _PRONOUNS


def locate_name(segments: Segments, words: str, ranges: Sequence[Range]) -> Located | None:
    """The fullest name for `words`, and where it stands: in `ranges` by its last word at least, and in full.

    `Kirby` in the cited sentence gives `John Kirby`, whose first full mention is evidence as well.
    """
    if names_nobody(words):
        return None
    full = names_of(segments).fullest(strip_title(words))
    whole = locate(segments, full, whole_article(segments))
    near = locate(segments, full, ranges) or _bare_surname(segments, full, ranges)
    if near is None or whole is None:
        return None
    return " ".join(whole.text.split()), spans_of([near, whole])


def _bare_surname(segments: Segments, full: str, ranges: Sequence[Range]) -> Span | None:
    """Where a person's last name stands for the person, and is not the end of somebody else's name."""
    if not is_personal(full):
        return None
    last = surname(full)
    mentions = (span for start, end in ranges for span in locate_all(segments, last, start, end))
    return next((span for span in mentions if span.text[:1].isupper() and not _is_named(segments, span)), None)


def _is_named(segments: Segments, span: Span) -> bool:
    """Whether a first name stands before the last name at `span`."""
    before = _NAME_BEFORE.search(segments.text, max(0, span.start - 60), span.start)
    if before is None or (before[1].endswith(".") and len(before[1]) > len("J.")):
        return False
    return is_personal(strip_title(f"{before[1]} {span.text}"))


def spans_of(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans without repetition, in reading order."""
    return tuple(sorted(set(spans), key=lambda span: (span.start, span.end)))


def span_of(segments: Segments, candidate: Candidate) -> Span:
    """The span of a candidate."""
    return segments.span(candidate.start, candidate.end)
