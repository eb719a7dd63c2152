"""Marking: an article's text cut into segments, each with all the evidence that rests on it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractor.wording import find_hidden


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that something rests on; offsets are in code points."""

    start: int
    end: int
    key: str
    """What rests on it, by a name that is unique on the page."""
    look: str
    """How it is drawn: one of the page's classes of marks."""
    tip: str
    """What rests on it, for people."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text throughout which the same marks hold."""

    start: int
    text: str
    marks: tuple[Mark, ...]
    """The shortest first."""
    opened: tuple[Mark, ...]
    """Those of the marks that begin here."""
    hidden: bool
    """Whether it is one hidden character."""


def segments(text: str, marks: Iterable[Mark]) -> Iterator[Segment]:
    """Cut `text` at every border of a mark and around hidden characters; joined again, the segments are the text.

    Marks that are empty or reach out of the text are left out.
    """
    opening: defaultdict[int, list[Mark]] = defaultdict(list)
    hidden = find_hidden(text)
    cuts = {0, len(text), *hidden, *(start + 1 for start in hidden)}
    for mark in marks:
        if 0 <= mark.start < mark.end <= len(text):
            opening[mark.start].append(mark)
            cuts |= {mark.start, mark.end}
    unseen, held = set(hidden), list[Mark]()
    for start, end in pairwise(sorted(cuts)):
        opened = opening.get(start, [])
        held = [mark for mark in held if mark.end > start] + opened
        ordered = tuple(sorted(held, key=lambda mark: mark.end - mark.start))
        yield Segment(start, text[start:end], ordered, tuple(opened), start in unseen)
