"""Bounding: what the words ahead of an expression of time make of it (`by the end of`, `since early`)."""

import re
from typing import NamedTuple

_WORD = re.compile(r"(\w+)([\s-]+)")
_WINDOW = 48
"""Characters ahead of an expression that are looked at."""
_BOUNDS = frozenset(
    (
        "by", "until", "till", "through", "no later than", "before", "after", "since", "from", "starting", "beginning",
        "as early as", "as of",
    )
)  # fmt: skip
_LONGEST = 3
"""Words of a bound."""
_IN_BOUND = ("on", "in", "at")
_TOWARDS = ("at", "in", "towards", "toward", "around")
_EDGES = ("end", "start", "beginning")
_PARTS = ("early", "late", "mid", "early-", "late-", "mid-")
_LAST = ("in", "on", "the")
_INSIDE = ("towards", "toward", "around", *_PARTS, *_LAST, "at")
"""What may be the end of a word as well."""
_CLOSING = (
    "by", "until", "till", "through", "than", "before", "after", "since", "from", "starting", "beginning", "as", "of",
    "at", *_PARTS, *_LAST,
)  # fmt: skip
"""How the last of the words ends."""


class Bounds(NamedTuple):
    """What stands ahead of an expression of time."""

    start: int
    """Offset of the first of the words, or of the expression where there are none."""
    bound: str
    """`since`, `by`, ..., or nothing."""
    edge: str
    """`end`, ... of the time, or nothing."""


def bounds_of(text: str, start: int) -> Bounds:
    """What stands ahead of the expression of time that begins at `start`."""
    ahead = text[max(0, start - _WINDOW) : start].replace("-", " ").rstrip()
    if not ahead.lower().endswith(_CLOSING):
        return Bounds(start, "", "")
    found = _words_ahead(text, start)
    words = [word[1].lower() + "-" * ("-" in word[2]) for word in found]
    for at, word in enumerate(words):
        for first in (word, *(end for end in _INSIDE if word.endswith(end) and word != end)):
            read = _read([first, *words[at + 1 :]])
            if read and text[found[at].start() : start].lower().startswith(read[0]):
                return Bounds(found[at].start() + len(word) - len(first), *read)
    return Bounds(start, "", "")


def _words_ahead(text: str, start: int) -> list[re.Match[str]]:
    """The words that nothing but white space and hyphens parts from `start` and from each other."""
    found: list[re.Match[str]] = []
    end = start
    for word in reversed([*_WORD.finditer(text, max(0, start - _WINDOW), start)]):
        if word.end() != end:
            break
        found.append(word)
        end = word.start()
    return found[::-1]


def _read(words: list[str]) -> tuple[str, str] | None:
    """The bound and the edge that these words say, if they say nothing else."""
    for count in range(_LONGEST, -1, -1):
        bound, rest = " ".join(words[:count]), words[count:]
        if not count or (len(words) >= count and bound in _BOUNDS):
            edge, rest = _edge(rest[1:] if count and rest and rest[0] in _IN_BOUND else rest)
            rest = rest[1:] if rest and rest[0] in _PARTS else rest
            if rest in ([], ["in"], ["on"], ["the"]):
                return bound, edge
    return None


def _edge(words: list[str]) -> tuple[str, list[str]]:
    """The edge of a time that words begin with, and the rest of them."""
    rest = words[1:] if words and words[0] in _TOWARDS else words
    rest = rest[1:] if rest[:1] == ["the"] else rest
    return (rest[0], rest[2:]) if rest[:1] and rest[0] in _EDGES and rest[1:2] == ["of"] else ("", words)
