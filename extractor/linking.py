"""Linking: the deployments of one article, over all its questions, become records without doubles or dead links.

Only here is every answer known: a mention may repeat, or be a share of, one that was asked about in another round.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from extractor.flow import Segments
from extractor.grounding import Found, Ledger
from extractor.merging import is_counted, likeness, merge_records, same_movement
from schemas import Deployment, Span

Said = tuple[Any, tuple[Span, ...]]
"""A field's value with the places that say it."""


class Repeat(NamedTuple):
    """A mention that tells of another mention's deployment again."""

    target: str
    """Key of the other mention."""
    said: Mapping[str, Said]
    """What it says itself: people, a formation or matériel."""
    span: Span


class _Told(NamedTuple):
    """What the mentions of one article tell, by their keys; links are keys until they are numbered."""

    ledger: Ledger
    turns: Mapping[str, int]
    repeats: Mapping[str, Repeat]
    records: dict[str, Deployment]
    given: Mapping[str, str | None]
    """Key of each record to the link that the model gave."""
    moved: dict[str, str]
    """Key of each record that was merged into another, to the other's."""

    def follow(self) -> None:
        """Add each repeated mention to the record that it repeats, and lead links past repeated mentions."""
        again: dict[str, list[Repeat]] = {}
        for key, repeat in self.repeats.items():
            target = self.end_of(repeat.target)
            if target in self.records:
                again.setdefault(target, []).append(repeat)
            else:
                self._refuse(key, None, repeat.target, repeat.span)
        for target, repeats in again.items():
            self.records[target] = merge_records(self.records[target], _telling(self.records[target], repeats))
        for key, record in self.records.items():
            if record.part_of:
                self.records[key] = record.model_copy(update={"part_of": self.end_of(record.part_of)})

    def end_of(self, key: str) -> str:
        """The mention at the end of a chain of mentions that repeat one another."""
        seen: set[str] = set()
        while key in self.repeats and key not in seen:
            seen.add(key)
            key = self.repeats[key].target
        return self.moved.get(key, key)

    def merge(self) -> None:
        """Make one record of a movement that is told twice."""
        alike: dict[Hashable, list[str]] = {}
        for key, record in list(self.records.items()):
            others = alike.setdefault(likeness(record), [])
            twin = next((other for other in others if same_movement(self.records[other], record)), None)
            if twin is None:
                others.append(key)
            else:
                self.moved[key] = twin
                self.records[twin] = merge_records(self.records[twin], self.records.pop(key))

    def link(self) -> None:
        """Resolve the links, and list those that lead to no record, to their own or round in a circle."""
        links = {key: self.end_of(record.part_of) for key, record in self.records.items() if record.part_of}
        circles = _circles(links)
        for key, target in links.items():
            if target in self.records and key not in circles:
                self.records[key] = self.records[key].model_copy(update={"part_of": target})
            else:
                self._refuse(key, "part_of", self.given[key] or self.records[key].part_of)
                self.records[key] = _unlinked(self.records[key])

    def numbered(self) -> tuple[Deployment, ...]:
        """The records under their ids, `d1`, `d2`, ... in reading order."""
        ids = {key: f"d{number}" for number, key in enumerate(self.records, 1)}
        return tuple(
            record.model_copy(update={"id": ids[key], "part_of": ids[record.part_of] if record.part_of else None})
            for key, record in self.records.items()
        )

    def _refuse(self, key: str, name: str | None, value: object, span: Span | None = None) -> None:
        ledger = Ledger(self.ledger.task, self.turns[key])
        ledger.refuse(f"deployments {key}", name, value, "points_nowhere", span)
        self.ledger.rejections += ledger.rejections


def finish(segments: Segments, found: Sequence[Found], ledger: Ledger) -> tuple[Deployment, ...]:
    """Merge what was told twice, number the records in reading order and turn keys into ids."""
    del segments
    ordered = sorted(found, key=lambda item: int(item.key[1:]))
    records = {item.key: item.record for item in ordered if isinstance(item.record, Deployment)}
    told = _Told(
        ledger,
        turns={item.key: item.turn for item in ordered},
        repeats={item.key: item.record for item in ordered if isinstance(item.record, Repeat)},
        records=records,
        given={key: record.part_of for key, record in records.items()},
        moved={},
    )
    told.follow()
    told.merge()
    told.link()
    return told.numbered()


def _telling(record: Deployment, repeats: Sequence[Repeat]) -> Deployment:
    """The deployment as the mentions that repeat it tell it: with nothing but what they say, a count before none."""
    said = [(name, value, spans) for repeat in repeats for name, (value, spans) in repeat.said.items()]
    people = [value for name, value, _ in said if name == "personnel"]
    values: dict[str, Any] = {
        name: tuple(dict.fromkeys(words for given, value, _ in said if given == name for words in value))
        for name in ("units", "equipment")
    }
    values["personnel"] = next(filter(is_counted, people), next(iter(people), None))
    evidence = {
        name: tuple(span for given, _, spans in said if given == name for span in spans)
        for name in dict.fromkeys(name for name, _, _ in said)
    }
    return record.model_copy(update={**values, "part_of": None, "evidence": evidence})


def _circles(links: Mapping[str, str]) -> set[str]:
    """The records that are, through their links, shares of themselves."""
    found: set[str] = set()
    done: set[str] = set()
    for key in links:
        path: dict[str, None] = {}
        at: str | None = key
        while at is not None and at not in done and at not in path:
            path[at] = None
            at = links.get(at)
        if at in path:
            steps = list(path)
            found.update(steps[steps.index(at) :])
        done.update(path)
    return found


def _unlinked(record: Deployment) -> Deployment:
    evidence = {name: spans for name, spans in record.evidence.items() if name != "part_of"}
    return record.model_copy(update={"part_of": None, "evidence": evidence})
