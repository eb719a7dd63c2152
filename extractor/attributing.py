"""Attributing: what the reporter's own words beside a quote say in fixed phrases: cue, day, venue, outlet, kind.

Who speaks is not decided here: that is what the model is asked.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from extractor.asides import BLOT, prose_of
from extractor.dating import find_days
from extractor.flow import Segments, Stretch, once
from extractor.naming import names_of
from extractor.reporting import AUXILIARIES, CONJUNCTIONS, CUES, FINITE, NOBODY, PREPOSITIONS, PRONOUNS, VERBS
from extractor.venues import (
    Range,
    audiences_in,
    bare_venues_in,
    givers_in,
    outlets_in,
    posts_in,
    reporters_in,
    venues_in,
)

_WIDEST = 1_000
"""So many characters beside a quote are looked at, however long its sentence is."""
_VERBAL = AUXILIARIES | VERBS | CUES | {"that", "who", "which"}
_BEHIND_NAME = 60
_CLAUSE = 14
"""Words that a clause may hold between its verb and its day."""
_OPENING = 3
"""Words between a day that opens a sentence and its subject."""
_AHEAD = 40
_NO_SUBJECT = (PREPOSITIONS | AUXILIARIES | CONJUNCTIONS | VERBS) - {"because", "if", "when", "what", "that", "while"}
_CONTRACTED = tuple(f"{mark}{ending}" for mark in "’'" for ending in ("t", "s", "re", "ll", "m", "d", "ve"))
_SHORTEST_CLAUSE = 4
_EARLY = 9
"""A clause has its verb among so many words."""
_WORD = re.compile(r"[\w’'-]+")


def outside_marks(segments: Segments, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the pieces of `text[start:end]` that no quoted stretch covers, in reading order."""
    position = start
    first = bisect_right(segments.stretches, start, key=lambda stretch: stretch.end)
    last = bisect_left(segments.stretches, end, key=lambda stretch: stretch.start)
    for stretch in segments.stretches[first:last]:
        if stretch.start - 1 > position:
            yield position, stretch.start - 1
        position = max(position, stretch.end + 1)
    if position < end:
        yield position, end


def has_words_beside(segments: Segments, stretch: Stretch) -> bool:
    """Whether the sentence of `stretch` holds words of the reporter's."""
    return any(
        character.isalpha()
        for left, right in _beside(segments, stretch)
        for character in prose_of(segments)[left:right]
    )


def _scope(segments: Segments, stretch: Stretch) -> tuple[int, int]:
    """Offsets of the sentence of `stretch`, or of what is near it in a very long one."""
    first = segments.sentence_at(stretch.start)
    last = segments.sentence_at(stretch.end)
    return max(first.start, stretch.start - _WIDEST), min(last.end, stretch.end + _WIDEST)


def find_venue(segments: Segments, stretch: Stretch, cue: Range | None = None) -> Range | None:
    """Where the sentence of `stretch` says where or in what it was said (`a Pentagon briefing`, `tweeted`)."""
    for find in (venues_in, audiences_in, bare_venues_in, posts_in):
        if found := _nearest(_within(find, segments, stretch), cue or (stretch.start, stretch.end)):
            return found
    return None


def find_outlet(segments: Segments, stretch: Stretch, speaker: str = "") -> Range | None:
    """Where the article names the outlet through which it has the words; the speaker is none."""
    for find in (outlets_in, reporters_in, givers_in):
        for left, right in _within(find, segments, stretch):
            if segments.text[left:right] not in speaker:
                return _fullest(segments, left, right)
    return None


def find_publisher(segments: Segments, document: str) -> Range | None:
    """Where the article says by whom a document was published, right behind its name."""
    kept = _publishers(segments)
    if document not in kept:
        kept[document] = _find_publisher(segments, document)
    return kept[document]


@once
def _publishers(segments: Segments) -> dict[str, Range | None]:
    """What was found for each speaker: the same few are asked for at each of their quotes."""
    del segments
    return {}


def _find_publisher(segments: Segments, document: str) -> Range | None:
    text, start = segments.text, segments.text.find(document)
    while document and start >= 0:
        end = start + len(document)
        giver = next(givers_in(text, end, min(end + _BEHIND_NAME, segments.sentence_at(start).end)), None)
        if giver and "," not in text[end : giver[0]]:
            return giver
        start = text.find(document, end)
    return None


def _fullest(segments: Segments, left: int, right: int) -> Range:
    """Where the article first gives the whole name of an outlet of which `text[left:right]` is the last word."""
    name = segments.text[left:right]
    full = names_of(segments).fullest(name)
    start = segments.text.find(full)
    return (start, start + len(full)) if full != name and start >= 0 else (left, right)


def _within(find: Callable[[str, int, int], Iterator[Range]], segments: Segments, stretch: Stretch) -> list[Range]:
    """What is found in the reporter's words of the sentence of `stretch`."""
    prose = prose_of(segments)
    return [found for left, right in _beside(segments, stretch) for found in find(prose, left, right)]


def _beside(segments: Segments, stretch: Stretch) -> list[Range]:
    """The pieces of the sentence of `stretch` that are the reporter's words."""
    kept = _kept(segments)
    if stretch not in kept:
        kept[stretch] = [*outside_marks(segments, *_scope(segments, stretch))]
    return kept[stretch]


@once
def _kept(segments: Segments) -> dict[Stretch, list[Range]]:
    """What is beside each stretch that was asked about: seven things are looked for in it."""
    del segments
    return {}


def _nearest(found: list[Range], place: Range) -> Range | None:
    return min(found, key=lambda one: max(one[0] - place[1], place[0] - one[1]), default=None)


def find_day(segments: Segments, stretch: Stretch, cue: Range | None, subject: Range | None = None) -> Range | None:
    """Where the clause in which `stretch` is told names the day, or its sentence does ahead of the subject."""
    place = cue or (stretch.start, stretch.end)
    days = [
        (left + first, left + last)
        for left, right in _beside(segments, stretch)
        for first, last in find_days(prose_of(segments)[left:right])
    ]
    clause = [day for day in days if _joined(prose_of(segments), day, place, _CLAUSE)]
    opening = [day for day in days if subject and _stands_by(prose_of(segments), day, subject)]
    return _nearest(clause, place) or (opening[0] if opening else None)


def _stands_by(text: str, day: Range, subject: Range) -> bool:
    """Whether a day stands a few words ahead of the subject, or right behind it: `Lind on Monday said`."""
    if day[1] <= subject[0]:
        return _joined(text, day, subject, _OPENING)
    return day[0] >= subject[1] and text[subject[1] : day[0]].strip() in {"", "on"}


def _joined(text: str, day: Range, place: Range, longest: int) -> bool:
    """Whether few words and no other verb stand between a day and the verb of saying or its subject."""
    between = text[place[1] : day[0]] if day[0] >= place[1] else text[day[1] : place[0]]
    words = [word.lower() for word in _WORD.findall(between)]
    return len(words) <= longest and not any(word in _VERBAL for word in words)


def stands_alone(segments: Segments, stretch: Stretch) -> bool:
    """Whether a stretch is whole sentences or clauses (`direct`), by how it begins (codebook, case 4)."""
    words = segments.text[stretch.start : stretch.end]
    first = next((character for character in words if character.isalpha()), "")
    if stretch.continues:
        return True
    tokens: list[str] = _WORD.findall(words)
    if first.isupper():
        # Names are shorter, and `due “in May,” Lind said` is woven in.
        ends = words[-1:] in "?!" or (words[-1:] in ".,…" and _told_as_clause(segments, stretch))
        return ends or len(tokens) > 3  # noqa: PLR2004
    return _told_as_clause(segments, stretch) and _is_clause([word.lower() for word in tokens[:_EARLY]])


def _told_as_clause(segments: Segments, stretch: Stretch) -> bool:
    """Whether a verb of saying, `that`, a comma, a colon, the end of a sentence or nothing at all stands ahead."""
    opening, _ = segments.paragraphs[segments.paragraph_at(stretch.start)]
    ahead = prose_of(segments)[max(opening, stretch.start - _AHEAD) : stretch.start].rstrip(f" \u00a0“„«»\"‘'{BLOT}")
    words = _WORD.findall(ahead)
    return (
        not ahead
        or ahead[-1] in ",:.!?"
        or (bool(words) and (words[-1].lower() in CUES or words[-1].lower() == "that"))
    )


def _is_clause(words: list[str]) -> bool:
    """Whether words begin with a subject and a finite verb."""
    if len(words) < _SHORTEST_CLAUSE or words[0] in _NO_SUBJECT or words[0].endswith(("ing", "ly")):
        return False
    subject = re.split("[’']", words[0])[0]
    if subject in PRONOUNS or subject in NOBODY:
        return True
    return any(word in FINITE or word.endswith(_CONTRACTED) for word in words[1:_EARLY])
