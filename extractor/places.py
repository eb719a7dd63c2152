"""Places: whether the words for two places may be of one, or of one that holds the other."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from functools import lru_cache

from extractor.nations import canonical_nation

_WORD = re.compile(r"\w+")
_REGIONS = frozenset(
    """Europe Asia Africa America East West Pacific Atlantic Gulf Baltic Baltics Balkans Mediterranean NATO region
    regions area areas allies theater theatre border borders front flank frontier""".split()
)
"""Places that may hold others, or be held by them, without sharing a name with them."""
_STATES = ("nation of ", "state of ")
_NAME = re.compile(r"\b[A-Z]\w+")
_DIRECTIONS = frozenset({"Eastern", "Western", "Northern", "Southern", "Central", "North", "South", "East", "West"})


def overlap(place: str, places: set[str]) -> bool:
    """Whether a place shares a name with one of `places`, or is written within it or around it."""
    names = names_in(place)
    return any(place in other or other in place or not names.isdisjoint(names_in(other)) for other in places)


@lru_cache(maxsize=4096)
def names_in(place: str) -> frozenset[str]:
    """The names in the words for a place, without directions; kept, as each place is compared with all before it."""
    return frozenset(_NAME.findall(place)) - _DIRECTIONS


def is_region(place: str) -> bool:
    """Whether a place may hold others: not one that only says in which part of the world a state is."""
    return _may_hold(place) and not any(map(place.__contains__, _STATES))


@lru_cache(maxsize=4096)
def _may_hold(place: str) -> bool:
    return not _REGIONS.isdisjoint(_WORD.findall(place))


def are_apart(origin: str, origins: set[str]) -> bool:
    """Whether forces leave another place than those told of before: neither a state nor a region that may hold it."""
    wide = any(canonical_nation(place) or _may_hold(place) for place in (origin, *origins))
    return bool(origins) and not wide and not overlap(origin, origins)
