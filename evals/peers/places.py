"""Places: where an article has the words that a peer gives, folded as the project folds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.folding import Folded, fold
from extractor.nations import canonical_nation, find_nations
from schemas import Span

_MARKS = "\"'“”‘’«»„"
_CLOSING = frozenset(_MARKS)
_STOPS = ",.!?;:…—-"


@dataclass(frozen=True)
class Places:
    """An article that can be searched."""

    text: str

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.text)

    def span(self, start: int, end: int) -> Span:
        """The stretch between two offsets."""
        return Span(start=start, end=end, text=self.text[start:end])

    def of(self, words: str) -> list[Span]:
        """Every place where the words stand, in reading order, a stop at their end left aside where it is another."""
        return self._exactly(words.strip()) or self._exactly(words.strip().rstrip(_STOPS))

    def _exactly(self, words: str) -> list[Span]:
        return [self.span(start, end) for start, end in self._folded.find(words, 0, len(self.text))]

    def of_nation(self, words: str) -> list[Span]:
        """Every place where the words stand, or where their nation is named otherwise."""
        nation = canonical_nation(words)
        named = [self.span(one.start, one.end) for one in find_nations(self.text) if nation and one.nation == nation]
        return named or self.of(words)

    def of_quote(self, words: str) -> list[Span]:
        """Every place where quoted words stand, a stop between them and the closing mark included."""
        return [self._closed(span) for span in self.of(words.strip().strip(_MARKS))]

    def _closed(self, span: Span) -> Span:
        end = span.end
        while end < len(self.text) and self.text[end] in _STOPS:
            end += 1
        return self.span(span.start, end) if self.text[end : end + 1] in _CLOSING else span


def nearest(places: Sequence[Span], anchor: Span | None) -> Span | None:
    """The place within the anchor, or the one with the fewest characters between; the first where nothing anchors."""
    if not anchor or not places:
        return places[0] if places else None
    return min(places, key=lambda place: (max(anchor.start - place.end, place.start - anchor.end, 0), place.start))
