"""Heads: nouns of several words that are looked up, which takes no compiling, and the phrases that end with them."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase

_WORDS = re.compile(r"\w+(?:[\s-]\w+){0,2}")
_NEXT = re.compile(r"\s(\w+(?:-up\b)?)")
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
_LONGEST = 48
"""Characters of a word before a noun."""


class Nouns:
    """Nouns of one kind, and the condition on which they stand for it: a noun `text[at:stop]`, in a text to `end`."""

    def __init__(
        self,
        nouns: Iterable[str],
        stands: Callable[[str, int, int, int], bool] | None = None,
        read: Callable[[str], str] = str,
    ) -> None:
        self._nouns = frozenset(nouns)
        self._stands = stands
        self._read = read
        self.openers = frozenset(noun.replace("-", " ").partition(" ")[0].lower() for noun in self._nouns)
        """Their first words, in small letters."""

    def end(self, text: str, at: int, end: int) -> int | None:
        """Return where the longest of them ends that begins at `at`, `None` where none does."""
        found = _WORDS.match(text, at, end)
        words = " ".join(found[0].split()) if found else ""
        while words:
            stop = at + len(words)
            if self._read(words) in self._nouns and (self._stands is None or self._stands(text, at, stop, end)):
                return stop
            words = words[: max(words.rfind(" "), words.rfind("-"), 0)]
        return None


class Phrases:
    """Phrases that end with one of `nouns`, after as many words as `counts` has.

    Each of these fits `word`; one of small letters alone is in `words`, none is in `never`.
    """

    def __init__(self, nouns: Nouns, word: str, words: frozenset[str], never: frozenset[str], counts: range) -> None:
        self._nouns = nouns
        self._words = words
        self._never = never
        self._counts = counts
        self._word = re.compile(rf"\b({word})\s")

    def find(self, text: str, openers: Iterable[int], start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the phrases of which a noun begins at one of `openers`, in reading order and without overlap."""
        nouns = [opener for opener in openers if self._nouns.end(text, opener, end)]
        # A noun may be a part of a word before another one: `anti-tank missiles`.
        for first, noun in sorted((self._start(text, noun, start), noun) for noun in nouns):
            if noun < start:
                continue
            at = first if first >= start else self._start(text, noun, start)
            if stop := self.end(text, at, end):
                yield at, stop
                start = stop

    def end(self, text: str, at: int, end: int) -> int | None:
        """Return where the longest phrase ends that begins at `at`, `None` where none does."""
        stop: int | None = None
        for count in range(self._counts.stop):
            if count in self._counts:
                stop = self._nouns.end(text, at, end) or stop
            word = self._word.match(text, at, end)
            if not word or not self._belongs(word[1]):
                break
            at = word.end()
        return stop

    def _start(self, text: str, noun: int, low: int) -> int:
        """Where the first of the words before a noun begins."""
        for _ in range(self._counts.stop - 1):
            near = max(low, noun - _LONGEST)
            near = max(near, text.rfind(" ", near, noun - 1) + 1)
            word = next((word for word in self._word.finditer(text, near, noun) if word.end() == noun), None)
            if not word or not self._belongs(word[1]):
                break
            noun = word.start()
        return noun

    def _belongs(self, word: str) -> bool:
        return word in self._words or (word not in self._never and not (word[0].islower() and word.isalpha()))


def next_word(text: str, at: int, end: int) -> str:
    """Return the word that one space parts from what ends at `at`."""
    found = _NEXT.match(text, at, end)
    return found[1] if found else ""


@lru_cache(maxsize=8)
def in_plain(text: str) -> str:
    """Return `text` with plain apostrophes, and with one space that does not break for two, each in its place.

    `re` takes 0.2 ms for a class in which such a character stands beside plain ones.
    """
    return text.replace("\u2019", "'").replace("\u202f", "\u00a0")


@lru_cache(maxsize=8)
def in_small(text: str) -> str:
    """Return `in_plain(text)` in small letters, each in its place: `str.lower` makes two characters of some."""
    plain = in_plain(text)
    small = plain.lower()
    # A Kelvin sign would become a `k`.
    return small if len(small) == len(plain) and "\u212a" not in plain else plain.translate(_SMALL)
