"""Listing: the states whose forces one mention is of, where it is of several (`troops from Peru, Chile and Ghana`)."""

import re
from collections.abc import Iterable

from extractor.flow import Body, Segments
from extractor.nations import Mention, nations_in

_FROM = re.compile(
    r"\sfrom\s(?:(?:(?:[a-z-]+\s){0,3}(?:[A-Z]\w+\s)?(?:countries|nations|states|allies|members),?\s(?:including|like|such\sas)\s)?"
    r"(?:the\s)?)"
)
_LISTED = frozenset({", ", " and ", ", and ", ", the ", " and the ", ", and the "})
"""What stands between two states of a list."""
_PLACING = frozenset("to in from near into at for of over across around inside outside between against".split())  # noqa: SIM905
"""Words after which a state is a place, or is set against another."""
_ACTING = re.compile(
    r"(?:\s(?:has|have|had|will|would|also|both|each|already|recently|jointly|be|agreed|decided|plan|pledged|to)){0,4}\s"
)
"""What stands between a state and what it does."""
_MOST = 12
"""States of one list."""
_FAR = 160
"""Characters before a mention in which a list may stand."""


def listed_behind(segments: Segments, end: int, stop: int) -> tuple[tuple[Mention, ...], int]:
    """The states right behind a mention that ends at `end`, as those that it is from, and where their list ends."""
    text = segments.text
    match = _FROM.match(text, end, stop)
    if match is None:
        return (), end
    named = [one for one in nations_in(segments, match.end(), stop)[:_MOST] if not one.metonym]
    if not named or named[0].start != match.end() or text.startswith(("'", "\u2019"), named[0].end):
        return (), end
    owners = _chained(text, named)
    past = owners[-1].end
    return owners, past + text.startswith(", ", past)


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
    placed = not _PLACING.isdisjoint(before)
    joined = len(chain) > 1 and "and" in text[chain[-2].end : chain[-1].start]
    return tuple(chain) if joined and not placed else ()


def listed_acting(segments: Segments, start: int, deed: int) -> tuple[Mention, ...]:
    """The states of a list that a deed at an offset is of (`Peru and Chile have sent troops`)."""
    text = segments.text
    last = next(reversed(nations_in(segments, max(start, deed - _FAR), deed)), None)
    if last is None or not _ACTING.fullmatch(text, last.end, deed):
        return ()
    return listed_before(segments, Body(last.start, last.end, "people"), start)


def _chained(text: str, named: Iterable[Mention]) -> tuple[Mention, ...]:
    """The first of `named` with those that are listed behind it."""
    chain: list[Mention] = []
    for one in named:
        if chain and text[chain[-1].end : one.start] not in _LISTED:
            break
        chain.append(one)
    return tuple(chain)
