"""Retelling: what the words of two mentions say of whether they tell of the same forces, of a share or of others."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from itertools import pairwise

_WORD = re.compile(r"\w+")
_INCLUDED = frozenset("include includes included including".split())
_OF_THEM = (("of", "them"), ("of", "whom"), ("of", "which"))
_FURTHER = frozenset("extra additional further second".split())
"""How words begin that tell of a formation beside one told before; a count may be told again (`an additional 900`)."""
_VAGUE = (("several thousand", 2000), ("thousands", 2000), ("several hundred", 200), ("hundreds", 200), ("dozens", 24))
"""What uncounted words amount to at least."""


def bare(words: str) -> str:
    """The words for a unit or matériel without what points at it."""
    first, _, rest = words.partition(" ")
    return rest if rest.islower() and first.lower() in {"the", "its", "their"} else words


def is_enough(words: str, bounds: tuple[int | None, int | None]) -> bool:
    """Whether a count may be what `words` have told of (`several thousand troops` are not 900)."""
    return max(bound or 0 for bound in bounds) >= vague(words)


def vague(words: str) -> int:
    """What uncounted words amount to at least, 0 where they give no amount."""
    small = words.lower()
    return next((number for word, number in _VAGUE if word in small), 0)


def are_included(between: str) -> bool:
    """Whether words say that what follows is a share of what went before."""
    words: list[str] = _WORD.findall(between)
    shared = any(" ".join(pair) in between and pair in pairwise(words) for pair in _OF_THEM)
    return shared or not _INCLUDED.isdisjoint(words)


def is_another(words: str) -> bool:
    """Whether words begin as those that tell of a formation beside one told before."""
    first, second, third = [*words.lower().split(maxsplit=3), "", "", ""][:3]
    if first == "another":
        return bool(second) and not second[0].isdecimal()
    return first in {"a", "an"} and second in _FURTHER and bool(third) and not third[0].isdecimal()
