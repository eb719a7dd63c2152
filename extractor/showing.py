"""Showing: a part of an article as a model sees it, its sentences and candidates numbered.

The article's own characters stay what they are, but for those that nobody sees, which `prompting` leaves out of the
whole; only the words that are repeated beside the list of candidates have their white space made even.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from extractor.flow import Candidate, Part, Segments

REACH_BESIDE = 160
"""Characters of the reporter's words that are shown on either side of a candidate."""
REACH_CONTEXT = 8_000
"""Characters of a paragraph that are shown for its names alone."""
REACH_LINE = 400
"""Characters of its sentence that are shown on either side of a candidate."""

_SPACES = re.compile(r"\s+")


class View:
    """One part of an article, as it is shown to a model."""

    def __init__(self, segments: Segments, part: Part) -> None:
        """Take the part and the article that it is of."""
        self.segments = segments
        self.part = part

    @cached_property
    def _shown(self) -> list[Candidate]:
        """All candidates, those that are not asked about included, in reading order."""
        return sorted((*self.part.candidates, *self.part.others), key=lambda candidate: candidate.mark)

    @cached_property
    def _marks(self) -> list[int]:
        return [candidate.mark for candidate in self._shown]

    def context(self) -> list[str]:
        """The article's first paragraph and the one before the part, which name people and forces in full.

        Of a paragraph without measure it is the beginning, or the end.
        """
        segments, first = self.segments, self.part.first
        if first == 1:
            return []
        before = segments.sentences[: first - 1]
        opening = takewhile(lambda one: one.paragraph == 0 and one.end <= REACH_CONTEXT, before)
        start = before[-1].end - REACH_CONTEXT
        last = takewhile(lambda one: one.paragraph == before[-1].paragraph and one.start >= start, reversed(before))
        shown = sorted({*opening, *last}, key=lambda one: one.number)
        return [f"[{sentence.number}] {segments.text[sentence.start : sentence.end]}" for sentence in shown] + [""]

    def lines(self) -> list[str]:
        """One line a sentence, an empty one between paragraphs; keys stand before their candidates."""
        lines: list[str] = []
        paragraph = self.segments.sentences[self.part.first - 1].paragraph
        for sentence in self.segments.sentences[self.part.first - 1 : self.part.last]:
            if sentence.paragraph != paragraph:
                lines.append("")
                paragraph = sentence.paragraph
            inside = self._inside(sentence.start, sentence.end)
            lines.append(f"[{sentence.number}] {self.marked(inside, sentence.start, sentence.end)}")
        return lines

    def _inside(self, start: int, end: int) -> Sequence[Candidate]:
        """The candidates whose key is shown in `text[start:end]`."""
        return self._shown[bisect_left(self._marks, start) : bisect_left(self._marks, end)]

    def marked(self, candidates: Sequence[Candidate], start: int, end: int) -> str:
        """The text with the key of each candidate before it; the article's own characters stay what they are."""
        pieces: list[str] = []
        position = start
        for candidate in candidates:
            pieces += [self.segments.text[position : candidate.mark], f"{{{candidate.key}}}"]
            position = candidate.mark
        return "".join([*pieces, self.segments.text[position:end]])

    @cached_property
    def beside(self) -> Mapping[str, str]:
        """Key of each candidate to the reporter's words around it, in its paragraph."""
        grouped: dict[int, list[Candidate]] = {}
        for candidate in self.part.candidates:
            grouped.setdefault(self.segments.paragraph_at(candidate.start), []).append(candidate)
        return {key: words for number, inside in grouped.items() for key, words in self._beside(number, inside)}

    def _beside(self, paragraph: int, candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
        """The words of one paragraph around each of its candidates; the other candidates are cut to `…`."""
        start, end = self.segments.paragraphs[paragraph]
        text, position = "", start
        places: list[tuple[str, int]] = []
        for candidate in candidates:
            if candidate.end <= end and candidate.mark >= position:
                text += _SPACES.sub(" ", self.segments.text[position : candidate.mark])
                places.append((candidate.key, len(text)))
                text += "…"
                position = min(candidate.end + 1, end)
        text += _SPACES.sub(" ", self.segments.text[position:end])
        return [(key, _around(text, at, f"{{{key}}}")) for key, at in places]


def _around(text: str, at: int, key: str) -> str:
    """The words on both sides of `text[at]`, in whose place `key` is shown."""
    return f"{text[max(0, at - REACH_BESIDE) : at]}{key}{text[at + 1 : at + 1 + REACH_BESIDE - len(key)]}".strip()


class Shown(NamedTuple):
    """What `article.jinja` may say of one candidate."""

    view: View
    candidate: Candidate

    @property
    def key(self) -> str:
        """Its key."""
        return self.candidate.key

    @property
    def sentence(self) -> int:
        """Number of its sentence."""
        return self.candidate.sentence

    @property
    def words(self) -> str:
        """Its words."""
        return self.view.segments.text[self.candidate.start : self.candidate.end]

    @property
    def hint(self) -> str:
        """What code makes of it, or nothing."""
        return self.candidate.hint

    @property
    def beside(self) -> str:
        """The reporter's words around it."""
        return self.view.beside.get(self.key, "")

    @property
    def line(self) -> str:
        """Its sentence with its key, cut to what is near where that is very long."""
        sentence = self.view.segments.sentences[self.candidate.sentence - 1]
        start = max(sentence.start, self.candidate.mark - REACH_LINE)
        end = min(sentence.end, self.candidate.mark + REACH_LINE)
        before, after = "… " * (start > sentence.start), " …" * (end < sentence.end)
        return f"{before}{self.view.marked([self.candidate], start, end)}{after}"
