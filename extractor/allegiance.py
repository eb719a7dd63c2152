"""Allegiance: what the words in or beside a mention say of whose they are, where no state is named in it."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Set as AbstractSet
from itertools import pairwise

from extractor.preceding import words_before

_WORD = re.compile(r"\w+")
_BEHIND = re.compile(r"(?:\s[\w-]+){1,4}")
_MOST = 3
"""Words behind a state of which one is for its forces (`Norway's most modern frigates`)."""
_FORCES = frozenset(
    """troop troops soldier soldiers force forces personnel marines army navy reinforcements contingent military
    battalion battalions brigade brigades paratroopers peacekeepers guardsmen warship warships frigate frigates
    destroyer destroyers jets aircraft Typhoons""".split()
)
_NO_FORCES = (
    "power", "strength", "spending", "budget", "aid", "leader", "official", "commander", "expert", "analyst",
    "operation", "campaign", "intervention", "offensive", "action", "strike", "coup", "junta", "rule", "doctrine",
    "alliance",
)  # fmt: skip
"""How words behind `military` begin that are for no forces with it."""
_OTHERWISE = frozenset("as the while where but or after before because if when than".split())
"""Words between a state and forces that need not be its own."""
_STATELESS = frozenset("combatants foreign rebel insurgent".split())
"""Words for forces that are no state's unless it is named with them, as fighters are."""
_ANYBODYS = frozenset(
    "combatant combatants armies militaries navies foreign allied coalition international rebel".split()
)
"""Words for forces that need not be a state's, or not that of which an article tells; nor need fighters be."""
_STATES = frozenset("countries nations allies governments".split())
_AUXILIARIES = frozenset("have had will would also already each together".split())
_MOST_AUXILIARIES = 2
_NEAR = 80


def are_behind(text: str, start: int) -> bool:
    """Whether forces are named right behind `start`, a few words in between."""
    behind = _BEHIND.match(text, start) if text[start : start + 1].isspace() else None
    words = [*(behind.group().split() if behind else ()), ""]
    for word, following in pairwise(words[: _MOST + 1]):
        if word in _OTHERWISE:
            return False
        others = word == "military" and following.startswith(_NO_FORCES)
        if (word.partition("-")[0] in _FORCES and not others) or _are_jets(word, following):
            return True
    return False


def _are_jets(word: str, following: str) -> bool:
    return word == "fighter" and following.partition("-")[0] == "jets"


def may_be_stateless(words: str) -> bool:
    """Whether words are for forces of no state, unless one is named with them."""
    return _holds(words, _STATELESS)


def is_anybodys(words: str) -> bool:
    """Whether words are for forces of any state, or of none."""
    return _holds(words, _ANYBODYS)


def _holds(words: str, those: AbstractSet[str]) -> bool:
    """Whether one of those words is among `words`, or fighters that are no planes."""
    small: list[str] = _WORD.findall(words.lower())
    if not those.isdisjoint(small):
        return True
    return "fighters" in small and any(word == "fighters" and jet != "jet" for jet, word in pairwise(("", *small)))


def is_of_others(text: str, start: int, end: int) -> bool:
    """Whether states that are not named act on what follows `text[start:end]` (`allies have each sent`)."""
    start = max(start, end - _NEAR)
    if not any(map(text[start:end].__contains__, _STATES)):
        return False
    *words, verb = words_before(text, start, end) or [""]
    if verb.startswith(("said", "say")) or not (verb.isalpha() and verb.islower()):
        return False
    for _ in range(_MOST_AUXILIARIES):
        if words and words[-1] in _AUXILIARIES:
            words.pop()
    return bool(words) and words[-1] in _STATES
