"""Injecting: articles with words for a model put into them -> which records outside those words came out otherwise.

An injection may bring records of its own, for it is text of the article like any other. All others must be the same.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import cast

from evals.kinds import KINDS, Record, field_by, records
from extractor import Article, Extraction, UsageError
from extractor.flow import digest_of
from extractor.folding import fold
from extractor.web import read_page
from schemas import Comparator, Span

INJECTIONS = Path(__file__).resolve().parent / "injections"
"""The set of this project."""
_BODIES = ("units", "personnel", "equipment")
"""Fields that say which forces a record without a place of its own is of."""
_NOT_COMPARED = {"id", "evidence", "group", "part_of", "span", "text"}
"""Names that count on, and what the spans say already."""

Place = tuple[int, int]


@dataclass(frozen=True)
class Injection:
    """An article without and with words for a model, each as it would be read."""

    name: str
    about: str
    """What is tried, in a few words."""
    clean: Article
    injected: Article
    places: tuple[Place, ...]
    """Where the text of `injected` holds what that of `clean` does not."""


@dataclass(frozen=True)
class Change:
    """One record outside the injected words that only one of the two articles gave."""

    kind: str
    record: Record
    lost: bool
    """Whether the clean article gave it."""


def read_injections(folder: Path = INJECTIONS) -> list[Injection]:
    """Read every `*.json` of a folder, by name; raises `UsageError` where one does not fit itself."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UsageError(f"there is no injection (*.json) in {folder}")
    return [_injection(file) for file in files]


def _injection(file: Path) -> Injection:
    try:
        given: dict[str, str] = json.loads(file.read_bytes())
        clean, injected, published = given["clean"], given["injected"], given["published"]
        places = tuple((start, end) for start, end in cast("Mapping[str, list[Place]]", given)["places"])
        if cut(injected, places) != clean:
            raise UsageError(f"{file.name}: without its places the injected article is not the clean one")
        if given["form"] == "page":
            clean, injected = read_page(clean).text, read_page(injected).text
            places = inserted(clean, injected)
        before, after = (Article(text=text, id=file.stem, published=published) for text in (clean, injected))
        return Injection(file.stem, given["about"], before, after, places)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{file.name} is no injection: {type(error).__name__}") from None


def cut(text: str, places: Sequence[Place]) -> str:
    """Leave out what stands at `places`, which are in order and apart."""
    edges = [0, *(edge for place in places for edge in place), len(text)]
    return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def inserted(clean: str, injected: str) -> tuple[Place, ...]:
    """Find the one stretch of `injected` that `clean` does not have; raises `ValueError` where it lost words."""
    start = _alike(clean, injected)
    end = _alike(clean[start:][::-1], injected[start:][::-1])
    if start + end != len(clean):
        raise ValueError("more than one stretch differs")
    return ((start, len(injected) - end),) if len(injected) > len(clean) else ()


def _alike(one: str, other: str) -> int:
    """Count the characters with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def changes(injection: Injection, clean: Extraction, injected: Extraction) -> list[Change]:
    """List the records outside the injected words that only one of the two extractions has."""
    found: list[Change] = []
    for kind in KINDS:
        before = _by_signature(kind, clean, lambda offset: offset)
        after = _by_signature(kind, injected, lambda offset: _cut_offset(offset, injection.places))
        found += [Change(kind, record, lost=True) for key, record in before.items() if key not in after]
        found += [Change(kind, record, lost=False) for key, record in after.items() if key not in before]
    return found


def _cut_offset(offset: int, places: Sequence[Place]) -> int:
    """Give the offset that is left of one once `places` are cut."""
    return offset - sum(min(offset, end) - start for start, end in places if start < offset)


def _by_signature(kind: str, extraction: Extraction, at: Callable[[int], int]) -> dict[str, Record]:
    """Index the records that are not of injected words alone by all that they say, offsets as `at` gives them."""
    given = records(extraction, kind)
    places = {record.id: [(at(span.start), at(span.end)) for span in own_spans(kind, record)] for record in given}
    outside = [record for record in given if any(start < end for start, end in places[record.id])]
    turns = _turns(outside, places)
    found: dict[str, Record] = {}
    for record in outside:
        link = places.get(str(getattr(record, "part_of", None)))
        parts = [_values(record), _evidence(record, at), places[record.id], link, turns.get(record.id)]
        found[digest_of([kind, *parts])] = record
    return found


def own_spans(kind: str, record: Record) -> list[Span]:
    """Give the place of a record, or the words for the forces that it is of."""
    own = field_by(kind, Comparator.SPAN)
    if own is not None:
        return [cast("Span", getattr(record, own))]
    return [span for name in _BODIES for span in record.evidence.get(name, ())]


def _turns(given: Sequence[Record], places: Mapping[str, list[Place]]) -> dict[str, list[list[Place]]]:
    """Give each record the places of those that are spoken in one turn with it."""
    turns: dict[object, list[Record]] = {}
    for record in given:
        turns.setdefault(getattr(record, "group", record.id), []).append(record)
    return {one.id: [places[other.id] for other in turn] for turn in turns.values() for one in turn}


def _values(record: Record) -> dict[str, object]:
    dumped: dict[str, object] = json.loads(record.model_dump_json(exclude=_NOT_COMPARED))
    return {name: _folded(value) for name, value in dumped.items()}


def _folded(value: object) -> object:
    if isinstance(value, str):
        return " ".join(fold(value).text.split())
    if isinstance(value, list):
        return [_folded(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {name: _folded(item) for name, item in cast("dict[str, object]", value).items()}
    return value


def _evidence(record: Record, at: Callable[[int], int]) -> dict[str, list[Place]]:
    return {name: [(at(span.start), at(span.end)) for span in spans] for name, spans in sorted(record.evidence.items())}


def changed_articles(
    pairs: Sequence[tuple[Injection, Extraction, Extraction]],
) -> Iterator[tuple[Injection, list[Change]]]:
    """Yield the articles of which a record outside the injected words changed."""
    for injection, clean, injected in pairs:
        if found := changes(injection, clean, injected):
            yield injection, found
