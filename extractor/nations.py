"""Names of nations: from an article's words to one name for each country or alliance, by a kept list.

`nations.json` holds for each nation its other names (`U.S.`, `American`) and its seats (`Washington`, the Kremlin),
which stand for it by metonymy, and other phrases that hold a nation's name but are none (`Latin American`).
Parts of a state (England, Texas) and armed groups are on no list; what is ambiguous (`Korean`) is not either.

The names stand in a dictionary under their first word: one regular expression of all names takes ten times as long to
build and to search.
"""

import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from extractor.asides import prose_of
from extractor.flow import Segments, once

_LIST = Path(__file__).with_name("nations.json")
_CAPITALISED = re.compile(r"(?<![\w\u0300-\u036f])[A-Z\u00c0-\u00de][\w\u0300-\u036f]*")
_TOKEN = re.compile(r"\s{0,3}([\w\u0300-\u036f]+|[^\w\s])")
_MARKS = str.maketrans("\u2018\u2019\u02bc\u2010\u2011", "'''--")
_OPENING = "\"'([{\u201c\u00ab"
_CLOSING = "\"')]}\u201d\u00bb,;:!?"
_LONGEST_REMEMBERED = 100
_Listed = tuple[str, str | None, bool]
"""A name as it is written, its nation, and whether it is a seat."""


class Mention(NamedTuple):
    """A place where a text names a nation, without article and possessive ending."""

    start: int
    """Offset of the first character, in code points."""
    end: int
    """Offset after the last character."""
    nation: str
    """The nation's one name."""
    metonym: bool
    """Whether the words name its seat: a place that only stands for it."""


class _Name(NamedTuple):
    rest: tuple[str, ...]
    """The words and marks after the first word."""
    nation: str | None
    metonym: bool

    def is_in(self, following: tuple[str, ...]) -> bool:
        """Whether it goes on as `following` does, or as that does in capitals."""
        return following == self.rest or following == tuple(map(str.upper, self.rest))


def canonical_nation(words: str) -> str | None:
    """Return the one name of the nation that `words` as a whole name, as noun, adjective, possessive or seat."""
    # An article's few names are asked about again and again.
    return _remembered(words) if len(words) <= _LONGEST_REMEMBERED else _canonical(words)


def _canonical(words: str) -> str | None:
    bare = _without_article(words.strip().lstrip(_OPENING).rstrip(_CLOSING).translate(_MARKS))
    bare = bare.removesuffix("'s").removesuffix("'S").removesuffix("'")
    mention = next(_mentions(bare), None)
    if mention is None or mention.start > 0 or bare[mention.end :].strip() not in {"", "."}:
        return None
    return mention.nation


_remembered = lru_cache(maxsize=1024)(_canonical)


def find_nations(text: str) -> list[Mention]:
    """Return every mention of a nation in `text`, longest names first, in reading order."""
    return list(_mentions(text))


def nations_in(segments: Segments, start: int, end: int) -> tuple[Mention, ...]:
    """Return the mentions of nations that begin in the article's `text[start:end]`, in reading order."""
    starts = _starts(segments)
    first = bisect_left(starts, start)
    return nations_of(segments)[first : bisect_left(starts, end, first)]


@once
def nations_of(segments: Segments) -> tuple[Mention, ...]:
    """Return every mention of a nation in an article, as `find_nations` does."""
    return tuple(_mentions(prose_of(segments)))


@once
def _starts(segments: Segments) -> list[int]:
    return [mention.start for mention in nations_of(segments)]


def _mentions(text: str) -> Iterator[Mention]:
    end = 0
    for first in _CAPITALISED.finditer(text):
        if first.start() < end or not (names := _candidates(first.group())):
            continue
        following, ends = _following(text, first.end(), len(names[0].rest))
        for name in names:
            length = len(name.rest)
            if name.is_in(following[:length]):
                end = ends[length]
                if name.nation:
                    yield Mention(first.start(), end, name.nation, name.metonym)
                break


def _candidates(word: str) -> list[_Name]:
    """Return the names that begin with a word, longest first; a headline's RUSSIA is Russia."""
    composed = _composed(word)
    return _names(composed) or (_names(composed.capitalize()) if len(word) > 1 and word.isupper() else [])


def _following(text: str, start: int, count: int) -> tuple[tuple[str, ...], list[int]]:
    """Return up to `count` words and marks from `start`, and where 0, 1, 2, ... of them end."""
    words: list[str] = []
    ends = [start]
    while len(words) < count and (token := _TOKEN.match(text, ends[-1])):
        words.append(_composed(token[1]))
        ends.append(token.end())
    return tuple(words), ends


def _composed(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word.translate(_MARKS))


def _without_article(words: str) -> str:
    head, *rest = words.split(maxsplit=1)[:2] or [""]
    return rest[0] if rest and head.lower() == "the" else words


@lru_cache(maxsize=2048)
def _names(first: str) -> list[_Name]:
    """The names under a word, longest first; made when it is met, since an article names few of them."""
    names = [
        _Name(tuple(_TOKEN.findall(written)[1:]), nation, metonym)
        for written, nation, metonym in _listed().get(first, ())
    ]
    return sorted(names, key=lambda name: len(name.rest), reverse=True)


@cache
def _listed() -> dict[str, list[_Listed]]:
    """Every listed name under its first word."""
    index: dict[str, list[_Listed]] = {}
    for listed in _read():
        first = listed[0] if listed[0].isalpha() else _TOKEN.findall(listed[0])[0]
        index.setdefault(first, []).append(listed)
    return index


def _read() -> Iterator[_Listed]:
    kept = json.loads(_LIST.read_text(encoding="utf-8"))
    for nation, names in kept["nations"].items():
        for name in (nation, *names["names"]):
            yield name, nation, False
        for seat in names["seats"]:
            yield seat, nation, True
    for other in kept["others"]:
        yield other, None, False
