"""Voicing: the reporter's own words as a row of tokens, in which each quoted stretch is one.

Made once an article; every later look beside a stretch walks a bounded number of tokens.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from extractor.asides import prose_of
from extractor.flow import Segments, once
from extractor.reporting import CUES

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|(?:Gen|Sens?|Reps?|Gov|Lt|Col|Maj|Capt|Sgt|Adm|Brig|Mr|Mrs|Ms|Dr|"
    r"Prof|Rev|Hon|Engr|Insp|Supt|Cllr|Fr|Cmdr|Cpl|Det|St|Jr|Sr)\.|[A-Z]\.(?=\s)|"
    r"\d{1,3}(?:,\d{3})+\b|"
    r"\w[\w’'&-]*(?:\.\w+)*|[^\w\s“”„«»\"‘’'\ufffd]"
)
QUOTED = "\N{REPLACEMENT CHARACTER}"
"""The token that stands for a quoted stretch; in the reporter's own words it is none."""
SENTENCE, PARAGRAPH = 1, 2
"""What begins at a token."""
_RUNNING_ON = frozenset(",;-–—().:")
_LONGEST_NAME = 9
"""So many tokens behind a question may name who asked."""
_LONGEST_TAG = 5
"""So many tokens behind a full stop may tell who said it."""
_TAGS = frozenset({"said", "says", "added", "adds"})
_REACH = 70
"""So many tokens to each side of a stretch are looked at."""


class Voice:
    """The tokens of an article, in reading order."""

    def __init__(self, segments: Segments) -> None:
        """Read the reporter's words."""
        self.text = segments.text
        self.words, self.places = _tokens(segments)
        """Each token, and its offsets; of a stretch, without its marks."""
        self.lower = [word.lower() for word in self.words]
        self.starts = [start for start, _ in self.places]
        """The first of a token's offsets."""
        self.begins = list(_borders(segments, self.words, self.places))
        """What begins at each token: nothing, a sentence or a paragraph."""
        self.stretches = [at for at, word in enumerate(self.words) if word == QUOTED]
        """Token of each quoted stretch."""
        edges = [at for at, begun in enumerate(self.begins) if begun]
        pairs = list(pairwise(sorted({0, *edges, len(self.words)})))
        self.opening = [first for first, after in pairs for _ in range(first, after)]
        """The first token of the sentence of each token."""
        self.closing = [after for first, after in pairs for _ in range(first, after)]
        """The token after the last one of it."""

    def __len__(self) -> int:
        """Number of tokens."""
        return len(self.words)

    def is_quoted(self, at: int) -> bool:
        """Whether the token is a quoted stretch."""
        return self.words[at] == QUOTED

    def opens(self, at: int) -> int:
        """The first token of the sentence of a token, or of what is near it."""
        return max(self.opening[at], at - _REACH)

    def closes(self, at: int) -> int:
        """The token after the last one of the sentence, likewise."""
        return min(self.closing[at], at + _REACH) if at < len(self.words) else at + 1

    def slice(self, first: int, last: int) -> str:
        """The text from one token to another, both included."""
        return self.text[self.places[first][0] : self.places[last][1]]

    def token_at(self, offset: int) -> int:
        """The last token that starts at or before an offset."""
        return max(0, bisect_right(self.starts, offset) - 1)


@once
def voice_of(segments: Segments) -> Voice:
    """The tokens of an article, read once."""
    return Voice(segments)


def _tokens(segments: Segments) -> tuple[list[str], list[tuple[int, int]]]:
    """Each word, mark or stretch, and their offsets."""
    words: list[str] = []
    places: list[tuple[int, int]] = []
    text, position = prose_of(segments), 0
    for stretch in (*segments.stretches, None):
        end = stretch.start if stretch else len(text)
        found = [*_TOKEN.finditer(text, position, end)]
        words += [match[0] for match in found]
        places += [match.span() for match in found]
        if stretch:
            words.append(QUOTED)
            places.append((stretch.start, stretch.end))
            position = stretch.end
    return words, places


def _borders(segments: Segments, words: list[str], places: list[tuple[int, int]]) -> Iterator[int]:
    """Yield what begins at each token.

    A sentence that goes on behind a stretch is one with it, whatever mark the stretch ends with.
    """
    sentence = paragraph = until = 0
    for at, (start, _) in enumerate(places):
        before, number = sentence, paragraph
        if start >= until:
            sentence, paragraph = segments.sentence_at(start).number, segments.paragraph_at(start) + 1
            until = segments.sentences[sentence].start if sentence < len(segments.sentences) else len(segments.text)
        if paragraph != number:
            yield PARAGRAPH
        elif words[at - 1] == QUOTED:
            yield SENTENCE * _parted(segments.text[places[at - 1][1] - 1], words, at)
        elif words[at] == QUOTED:
            opening = segments.sentence_at(max(0, start - 2)).number
            yield SENTENCE * (opening != before and words[at - 1] != ":") or SENTENCE * (words[at - 1] in ".!?")
        else:
            yield SENTENCE * (sentence != before)


def _parted(end: str, words: list[str], at: int) -> bool:
    """Whether a sentence ends with the stretch before a token."""
    if end not in ".!?…" or words[at][:1].islower() or words[at] in _RUNNING_ON:
        return False
    return not (_tagged(words, at) if end in ".…" else _asked(words, at))


def _tagged(words: list[str], at: int) -> bool:
    """Whether nothing but who said it follows a full stop within the marks (`“We go.” Lind added`)."""
    verb = next((place for place in range(at + 1, min(at + _LONGEST_TAG, len(words))) if words[place] in _TAGS), None)
    if verb is None or words[verb + 1 : verb + 2] not in (["."], []):
        return False
    return all(word[0].isupper() for word in words[at:verb])


def _asked(words: list[str], at: int) -> bool:
    """Whether a question or shout is followed by who asked or shouted, and by nothing more (`“Why?” Lind asked.`)."""
    verb = next((place for place in range(at + 1, min(at + _LONGEST_NAME, len(words))) if words[place] in CUES), None)
    if verb is None or not all(word[0].isalnum() for word in words[at:verb]):
        return False
    return (
        QUOTED
        not in words[
            verb : next((i for i in range(verb, min(verb + _REACH, len(words))) if words[i] in ".!?"), verb + _REACH)
        ]
    )


def is_alone(voice: Voice, low: int, high: int) -> bool:
    """Whether a sentence holds no words of the reporter's, but in brackets."""
    depth = 0
    for word in voice.words[low:high]:
        depth += (word in "([") - (word in ")]")
        if word[0].isalpha() and depth <= 0:
            return False
    return True
