"""Listing: the states whose forces one mention is of, where it is of several (`troops from Peru, Chile and Ghana`)."""

import re
from collections.abc import Iterable

from extractor.flow import Body, Segments
from extractor.nations import Mention, nations_in

_FROM = re.compile(r"\sfrom\s(?:the\s)?")
_INCLUDING = (
    r"\sfrom\s(?:[a-z-]+\s){0,3}(?:[A-Z]\w+\s)?(?:countries|nations|states|allies|members),?\s"
    r"(?:including|like|such\sas)\s(?:the\s)?"
)
"""Compiled where one of `_CUES` stands: that is rare."""
_CUES = ("including", "like", "such")
_LISTED = frozenset({", ", " and ", ", and ", ", the ", " and the ", ", and the "})
"""What stands between two states of a list."""
PLACING = frozenset("to in from near into at for of over across around inside outside".split())  # noqa: SIM905
"""Words after which a state is a place."""
_BETWEEN = PLACING | {"between", "against"}
"""Words after which states that are listed are places, or are set against each other."""
_ACTING = frozenset(
    """has have had will would also both each already recently jointly be agreed decided plan pledged to""".split()  # noqa: SIM905
)
"""What stands between a state and what it does."""
_PAIR = 2
_MOST_ACTING = 4
_MOST = 12
"""States of one list."""
_FAR = 160
"""Characters before a mention in which a list may stand."""


def listed_behind(segments: Segments, end: int, stop: int) -> tuple[tuple[Mention, ...], int]:
    """The states right behind a mention that ends at `end`, as those that it is from, and where their list ends."""
    text = segments.text
    first = _past_from(text, end, stop)
    if first is None:
        return (), end
    named = [one for one in nations_in(segments, first, stop)[:_MOST] if not one.metonym]
    if not named or named[0].start != first or text.startswith(("'", "\u2019"), named[0].end):
        return (), end
    owners = _chained(text, named)
    past = owners[-1].end
    return owners, past + text.startswith(", ", past)


def _past_from(text: str, start: int, end: int) -> int | None:
    """Where the first of the states may stand from which something is, by the words at `start`."""
    near = _FROM.match(text, start, end)
    if near is None:
        return None
    words = text[start : min(end, start + _FAR)]
    including = re.match(_INCLUDING, words) if any(map(words.__contains__, _CUES)) else None
    return start + including.end() if including else near.end()


def listed_before(segments: Segments, body: Body, start: int) -> tuple[Mention, ...]:
    """The states of a list that ends in a mention (`French and Danish troops`), none where it names fewer than two."""
    text = segments.text
    found = [one for one in nations_in(segments, max(start, body.start - _FAR), body.end)[-_MOST:] if not one.metonym]
    if not found or found[-1].start < body.start - 1 - len(text[found[-1].start : found[-1].end]):
        return ()
    chain = found[-1:]
    for one in reversed(found[:-1]):
        if text[one.end : chain[0].start] not in _LISTED:
            break
        chain.insert(0, one)
    before = text[max(0, chain[0].start - _FAR) : chain[0].start].split()[-1:]
    placed = not _BETWEEN.isdisjoint(before)
    joined = len(chain) > 1 and (len(chain) > _PAIR or "and" in text[chain[-2].end : chain[-1].start])
    return tuple(chain) if joined and not placed else ()


def listed_acting(segments: Segments, start: int, deed: int) -> tuple[Mention, ...]:
    """The states of a list that a deed at an offset is of (`Peru and Chile have sent troops`)."""
    text = segments.text
    last = next(reversed(nations_in(segments, max(start, deed - _FAR), deed)), None)
    if last is None or not _acts(text[last.end : deed]):
        return ()
    return listed_before(segments, Body(last.start, last.end, "people"), start)


def _acts(between: str) -> bool:
    """Whether nothing stands between a state and what it does but what may."""
    words = between.split()
    parted = between[:1].isspace() and between[-1:].isspace()
    return parted and len(words) <= _MOST_ACTING and _ACTING.issuperset(words)


def _chained(text: str, named: Iterable[Mention]) -> tuple[Mention, ...]:
    """The first of `named` with those that are listed behind it."""
    chain: list[Mention] = []
    for one in named:
        if chain and text[chain[-1].end : one.start] not in _LISTED:
            break
        chain.append(one)
    return tuple(chain)
