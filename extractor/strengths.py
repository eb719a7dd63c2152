"""Strengths: formations that are told by how many they are (`an 800-strong battlegroup`), which count their people."""

# ruff: noqa: SIM905 - lists of words are read best as words
from collections.abc import Iterator

from extractor.flow import Body

_STRENGTHS = ("-strong ", "-member ", "-man ", "-soldier ")
_STRONG = frozenset(
    """force unit detachment contingent battalion battlegroup brigade division company regiment squadron team garrison
    army group""".split()
)
"""Words for those of whom it is said how strong they are."""
_WORDS = 6
"""Words from the strength to what it is of: `a 900-member Chilean infantry battalion`."""


def find_strong(small: str, start: int, end: int) -> list[Body]:
    """Find the formations with their strength in `small[start:end]`, a text in small letters."""
    return [body for words in _STRENGTHS for body in _strong(small, start, end, words)]


def _strong(small: str, start: int, end: int, words: str) -> Iterator[Body]:
    """Yield formations with their strength (`an 800-strong battlegroup`), which count their people."""
    at = small.find(words, start, end)
    while at >= 0:
        first = small.rfind(" ", start, at) + 1 or start
        here = at + len(words)
        for _ in range(_WORDS):
            last = next(
                (place for place in range(here, end) if not (small[place].isalnum() or small[place] == "-")), end
            )
            if small[here:last] in _STRONG and small[first:at].replace(",", "").isdecimal():
                yield Body(first, last, "people")
                break
            here = last + 1
        at = small.find(words, here, end)
