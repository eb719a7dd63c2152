"""Folding: a view of a text in which marks, dashes, spaces and case do not differ, with a map back to its offsets.

Nothing fuzzy: two texts fold alike only if they are the same words. Negations, numbers and spelling stay what they are.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_ALIKE = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
}
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if character in _INVISIBLE:
        return ""
    return _ALIKE.get(character) or unicodedata.normalize("NFD", character).casefold()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `origins[i]` is the offset in the original of the folded character `i`, with the length last."""

    text: str
    origins: tuple[int, ...]

    def find(self, words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where `words` stand as whole words in the original's `[start:end]`, as offsets of the original."""
        wanted = fold(words).text.strip()
        position = bisect_left(self.origins, start)
        limit = bisect_left(self.origins, end)
        while wanted and (position := self.text.find(wanted, position, limit)) >= 0:
            after = position + len(wanted)
            if _whole(self.text, position, after):
                yield self.origins[position], self.origins[after - 1] + 1
            position += 1


def fold(text: str) -> Folded:
    """Fold `text`: one space for each run of white space, one form of each mark and dash, no case, no soft hyphens."""
    pieces: list[str] = []
    origins: list[int] = []
    space = False
    for offset, character in enumerate(text):
        folded = _fold_character(character)
        if folded == " ":
            if space:
                continue
            space = True
        elif folded:
            space = False
        pieces.append(folded)
        origins.extend([offset] * len(folded))
    origins.append(len(text))
    return Folded("".join(pieces), tuple(origins))


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word and no number runs on over either edge."""
    return not (_runs_on(text, start - 1, start, -1) or _runs_on(text, end, end - 1, 1))


def _runs_on(text: str, outside: int, inside: int, step: int) -> bool:
    if not 0 <= outside < len(text) or not text[inside].isalnum():
        return False
    if text[outside].isalnum() or unicodedata.combining(text[outside]):
        return True
    beyond = outside + step
    number = text[inside].isdigit() and 0 <= beyond < len(text) and text[beyond].isdigit()
    return number and text[outside] in ".,"
