"""Linking: the deployments of one article, over all its questions, become records without doubles or dead links.

Only here is every answer known: a mention may repeat, or be a share of, one that was asked about in another round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.flow import Segments
from extractor.grounding import Found, Ledger
from extractor.merging import merge_records, same_movement
from schemas import Deployment, Span

Said = tuple[Any, tuple[Span, ...]]
"""A field's value with the places that say it."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A mention that tells of another mention's deployment again."""

    target: str
    """Key of the other mention."""
    said: Mapping[str, Said]
    """What it says itself: people, a formation or matériel."""
    span: Span


@dataclass
class _Told:
    """What the mentions of one article tell, by their keys; links are keys until they are numbered."""

    ledger: Ledger
    turns: Mapping[str, int]
    repeats: Mapping[str, Repeat]
    records: dict[str, Deployment]
    given: Mapping[str, str | None]
    """Key of each record to the link that the model gave."""
    moved: dict[str, str] = field(default_factory=dict[str, str])
    """Key of each record that was merged into another, to the other's."""

    def follow(self) -> None:
        """Add each repeated mention to the record that it repeats, and lead links past repeated mentions."""
        for key, repeat in self.repeats.items():
            target = self.end_of(repeat.target)
            if target in self.records:
                self.records[target] = merge_records(self.records[target], _telling(self.records[target], repeat))
            else:
                self._refuse(key, None, repeat.target, repeat.span)
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
        kept: dict[str, Deployment] = {}
        for key, record in self.records.items():
            twin = next((other for other, first in kept.items() if same_movement(first, record)), None)
            if twin is None:
                kept[key] = record
            else:
                self.moved[key] = twin
                kept[twin] = merge_records(kept[twin], record)
        self.records = kept

    def link(self) -> None:
        """Resolve the links, and list those that lead to no record, to their own or round in a circle."""
        links = {key: self.end_of(record.part_of) for key, record in self.records.items() if record.part_of}
        for key, target in links.items():
            if target in self.records and not _leads_back(key, links):
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
        ledger = replace(self.ledger, turn=self.turns[key])
        ledger.refuse(f"deployments {key}", name, value, "points_nowhere", span)


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
    )
    told.follow()
    told.merge()
    told.link()
    return told.numbered()


def _telling(record: Deployment, repeat: Repeat) -> Deployment:
    """The deployment as a mention that repeats it tells it: with nothing but what the mention says."""
    bare = {"personnel": None, "units": (), "equipment": (), "part_of": None}
    values = {name: value for name, (value, _) in repeat.said.items()}
    evidence = {name: spans for name, (_, spans) in repeat.said.items()}
    return record.model_copy(update={**bare, **values, "evidence": evidence})


def _leads_back(key: str, links: Mapping[str, str]) -> bool:
    """Whether a record is, through its links, a share of itself."""
    seen: set[str] = set()
    target = links.get(key)
    while target is not None and target != key and target not in seen:
        seen.add(target)
        target = links.get(target)
    return target == key


def _unlinked(record: Deployment) -> Deployment:
    evidence = {name: spans for name, spans in record.evidence.items() if name != "part_of"}
    return record.model_copy(update={"part_of": None, "evidence": evidence})
