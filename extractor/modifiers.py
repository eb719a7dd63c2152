"""Modifiers: what the words and signs around a number say of it, that it is a bound or that it is about right."""

import re
from collections.abc import Container
from typing import Literal

Bound = Literal["low", "high", "about"]

_WINDOW = 64
_BEFORE: dict[str, Bound] = {
    **dict.fromkeys(
        [
            *("more than", "over", "at least", "upward of", "upwards of", "in excess of", "north of", "above", ">"),
            *("exceeding", "as few as", "minimum of", "a minimum of"),
            *(f"{word} {less} than" for word in ("no", "not", "never") for less in ("fewer", "less")),
        ],
        "low",
    ),
    **dict.fromkeys(
        [
            *("up to", "as many as", "as much as", "fewer than", "less than", "under", "below", "at most", "<"),
            *("no more than", "not more than", "never more than", "maximum of", "a maximum of", "not exceeding"),
        ],
        "high",
    ),
    **dict.fromkeys(
        [
            *("about", "around", "roughly", "some", "approximately", "nearly", "almost", "close to", "estimated"),
            *("an estimated", "circa", "approx.", "ca.", "c.", "~", "≈"),
            *(f"in the {place} of" for place in ("region", "order", "neighborhood", "neighbourhood")),
        ],
        "about",
    ),
}
"""What words before a number say of it."""
_LONGEST_BEFORE = 4
_ADDED = frozenset("additional another further extra initial just only".split()) | {"total of"}  # noqa: SIM905
_GLUE = _ADDED.union(["a", "an"], *({f"a {word}", f"an {word}"} for word in _ADDED))
"""Words between what is said of a number and the number."""
_DEGREES = frozenset("just well slightly far significantly substantially considerably".split()) | {"a little"}  # noqa: SIM905
_AFTER: dict[str, Bound] = {
    **dict.fromkeys(["+", "-plus", "plus", "or more", "at least"], "low"),
    **dict.fromkeys(["or fewer", "or less", "at most"], "high"),
    **dict.fromkeys(["or so", "-odd", "or thereabouts"], "about"),
}
"""What words behind a number say of it."""
_LEADING = re.compile(r"(?<!\w)(?:[a-z]+\.?|[~<>]|≈)\s*")
_TRAILING = re.compile(r"(\+|-[a-z]+\b|\s+[a-z]+\b)(\s+[a-z]+\b)?")
_ADDING = re.compile(r"\s+(?:a|the|some|[0-9])")


def said_before(small: str, at: int) -> tuple[int, set[Bound]]:
    """Return where the words begin that are said of a number at `at`, in small letters, and what they say."""
    words, says = _words_before(small, at), set[Bound]()
    while words:
        glue = 0 if _ending(words, _BEFORE) else _ending(words, _GLUE)
        said = words[: len(words) - glue]
        length = _ending(said, _BEFORE)
        if not length:
            break
        says.add(_BEFORE[_joined(said[-length:])])
        at = said[-length][0]
        words = said[:-length]
    degree = _ending(words, _DEGREES) if says else 0
    return words[-degree][0] if degree else at, says


def _words_before(small: str, at: int) -> list[tuple[int, str]]:
    """Return the words and signs that lead up to `at` with nothing between them, each with its place."""
    words: list[tuple[int, str]] = []
    stop = at
    for word in reversed(list(_LEADING.finditer(small, max(0, at - _WINDOW), at))):
        if word.end() != stop:
            break
        stop = word.start()
        words.insert(0, (stop, word[0].strip()))
    return words


def _ending(words: list[tuple[int, str]], phrases: Container[str]) -> int:
    """Return how many words the longest of some phrases has that they end with."""
    lengths = range(min(len(words), _LONGEST_BEFORE), 0, -1)
    return next((length for length in lengths if _joined(words[-length:]) in phrases), 0)


def _joined(words: list[tuple[int, str]]) -> str:
    return " ".join(word for _, word in words)


def said_after(small: str, at: int) -> tuple[int, set[Bound]]:
    """Return where the words end that are said of a number that ends at `at`, and what they say."""
    found = _TRAILING.match(small, at)
    for words, end in ((found[0], found.end()), (found[1], found.end(1))) if found else ():
        said = " ".join(words.split())
        if said in _AFTER and not (said == "plus" and _ADDING.match(small, end)):
            return end, {_AFTER[said]}
    return at, set()


def is_between(small: str, at: int) -> bool:
    """Whether `between` is said of the number at `at`."""
    words = [word for _, word in _words_before(small, at)]
    return words[-1:] == ["between"] or (words[-2:-1] == ["between"] and words[-1] in {"about", "around", "roughly"})
