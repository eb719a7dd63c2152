"""Matériel: whether two mentions of it may be of the same things, by their nouns and numbers."""

import re

_KINDS = {
    "air": """
        jet jets aircraft plane planes warplane warplanes bomber bombers helicopter helicopters Typhoons Eurofighter
        Eurofighters Rafale Rafales Gripen Gripens
    """,
    "sea": """
        ship ships warship warships vessel vessels frigate frigates destroyer destroyers cruiser cruisers submarine
        submarines carrier carriers boat boats
    """,
    "land": "tank tanks howitzer howitzers artillery vehicle vehicles convoy convoys armor armour",
    "fire": "missile missiles battery batteries launcher launchers system systems Patriot Patriots",
}
_KIND = {noun: kind for kind, nouns in _KINDS.items() for noun in nouns.split()}
_TYPES = {"F": "air", "S": "fire"}
"""Letter of a type, as in `F-16`, to the kind of thing."""
_GENERAL = frozenset(
    """
    jet jets aircraft plane planes warplane warplanes ship ships warship warships vessel vessels boats vehicles convoy
    convoys missiles
    """.split()  # noqa: SIM905
)
_NAMED = re.compile(r"\b[A-Z]{3,6}\s[A-Z]")
_WORD = re.compile(r"[A-Za-z]+-\d\w*|\d+|[^\W\d]+")
"""A type of matériel, a number or a word."""
_NUMBERS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)  # noqa: SIM905
} | {word: word for word in ("dozen", "dozens", "score", "scores", "hundreds")}


def same_things(words: str, others: str) -> bool:
    """Whether the words of two mentions may be for the same things: alike in kind, neither with a number of its own.

    Ships under names are their own, and two nouns are of one thing only where one of them is general (`the vessels`).
    """
    mine, theirs = _WORD.findall(words), _WORD.findall(others)
    kind = _kind(mine)
    if kind is None or kind != _kind(theirs) or _NAMED.search(words) or _NAMED.search(others):
        return False
    if mine[-1] != theirs[-1] and _GENERAL.isdisjoint((mine[-1], theirs[-1])):
        return False
    numbers, counted = _numbers(mine), _numbers(theirs)
    return not numbers or not counted or numbers == counted


def _kind(tokens: list[str]) -> str | None:
    """The kind of things that the last noun is for."""
    found = [_KIND.get(token) or _TYPES.get(token.partition("-")[0] if "-" in token else "") for token in tokens]
    return next(filter(None, reversed(found)), None)


def _numbers(tokens: list[str]) -> list[str]:
    small = map(str.lower, tokens)
    return [_NUMBERS.get(token, token) for token in small if token.isdecimal() or token in _NUMBERS]
