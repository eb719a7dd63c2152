"""Views: one record kind in one article of a run -> cards and marks: what was right, wrong, missed and invented.

In the text an underline is what the gold labels, a tint is what was extracted, and the colour says how they agree.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, cast

from pydantic import JsonValue

from evals.kinds import Record, field_by, records, value_of
from evals.labelled import GoldRecord
from evals.labels import parse_gold
from evals.reporting import f1_of, share
from evals.running import LabelledArticle
from evals.scores import ArticleResult, Pair, Unmatched
from evals.worded import either, fields_of, title_of, worded
from extractor.marking import Mark, Segment, segments
from schemas import Comparator, Extraction, Span

State = Literal["missed", "invented", "wrong", "right", "optional"]
_LAST: Mapping[State, int] = {"optional": 1, "right": 2}
"""States that stand after all mistakes."""
TITLE_LENGTH = 140
"""Characters of a card's title."""
_FINE = frozenset({"right", "none"})


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a card."""

    name: str
    verdict: str
    """Empty where there is nothing to compare."""
    near: str
    """`near` where it is right leniently."""
    gold: str
    predicted: str


@dataclass(frozen=True, slots=True)
class Card:
    """A gold record with what was extracted for it, or one of the two."""

    key: str
    state: State
    gold: str
    """Id of the gold record; empty where there is none."""
    predicted: str
    title: str
    rows: tuple[Row, ...]
    right: tuple[str, ...]
    """Names of the fields that are right."""
    mistakes: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """The kinds of error that state and rows do not tell."""
        told = {f"{self.state}_record", *(name for name in self.mistakes if name.startswith("wrong_"))} - {"wrong_span"}
        return tuple(name for name in self.mistakes if name not in told)

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return min((mark.start for mark in self.marks), default=0)

    @property
    def tag(self) -> str:
        """What stands before its first mark in the text."""
        return self.gold or f"+{self.predicted}"


class View:
    """One record kind in one article: a page of its own."""

    def __init__(
        self, key: str, kind: str, result: ArticleResult, labels: LabelledArticle, extraction: Extraction
    ) -> None:
        """Bring together what the run has of the kind and the article; `key` is unique on the page."""
        self.key, self.kind = key, kind
        self.article, self.failure, self.lost = result.id, result.failure, kind in result.lost
        self.result = result.kinds[kind]
        self.extraction = extraction
        self._labels = labels
        self._raw: Mapping[str, JsonValue] = labels.records[kind]
        self._predictions: Mapping[str, Record] = {record.id: record for record in records(extraction, kind)}

    @property
    def f1(self) -> str:
        """F1 of the kind in this article."""
        return share(f1_of(self.result))

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """All records in reading order: those with mistakes, then the optional ones, then those that are right."""
        made = [*map(self._paired, self.result.pairs)]
        made += [self._alone("missed", one) for one in self.result.missed]
        made += [self._alone("invented", one) for one in self.result.invented]
        return tuple(sorted(made, key=lambda card: (_LAST.get(card.state, 0), card.start)))

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The whole text, cut where a record begins or ends."""
        return tuple(segments(self.extraction.article.text, [mark for card in self.cards for mark in card.marks]))

    @cached_property
    def tags(self) -> Mapping[int, str]:
        """Offset to the names of the records that begin there."""
        tags: defaultdict[int, list[str]] = defaultdict(list)
        for card in self.cards:
            if card.marks:
                tags[card.start].append(card.tag)
        return {start: " ".join(names) for start, names in tags.items()}

    @cached_property
    def mistakes(self) -> Counter[str]:
        """Kinds of error with the number of records that have them."""
        return Counter(name for card in self.cards for name in card.mistakes)

    @property
    def faulty(self) -> int:
        """Records with any mistake."""
        return sum(bool(card.mistakes) for card in self.cards)

    @cached_property
    def _golds(self) -> Mapping[str, GoldRecord]:
        """The labels, read again from the run."""
        article = self.extraction.article.model_dump(mode="json", include={"id", "published", "text"})
        labels = [{**cast("dict[str, JsonValue]", label), "id": name} for name, label in self._raw.items()]
        content = json.dumps({"article": article, self.kind: labels}).encode()
        return {one.id: one for one in parse_gold(content, self._labels.file, Path()).records[self.kind]}

    def _paired(self, pair: Pair) -> Card:
        mistakes = () if pair.optional else self._mistakes(pair.gold, pair.predicted)
        state: State = "optional" if pair.optional else "wrong" if mistakes or not pair.all_right("strict") else "right"
        key = self._key("g", pair.gold)
        return Card(
            key=key,
            state=state,
            gold=pair.gold,
            predicted=pair.predicted,
            title=_short(title_of(self.kind, self._raw[pair.gold])),
            rows=tuple(_rows(pair)),
            right=tuple(name for name, one in pair.fields.items() if one.strict in _FINE),
            mistakes=mistakes,
            marks=(*self._gold_marks(key, pair.gold, state), *self._predicted_marks(key, pair.predicted, state)),
        )

    def _alone(self, state: State, one: Unmatched) -> Card:
        """Make the card of a record that has no counterpart."""
        missed = state == "missed"
        key = self._key("g" if missed else "p", one.id)
        marks = self._gold_marks(key, one.id, state) if missed else self._predicted_marks(key, one.id, state)
        told = {name: value for name, value in fields_of(self.kind, one.record).items() if name != "text"}
        return Card(
            key=key,
            state=state,
            gold=one.id if missed else "",
            predicted="" if missed else one.id,
            title=_short(title_of(self.kind, one.record)),
            rows=tuple(Row(_plain(name), "", "", value, value) for name, value in told.items()),
            right=(),
            mistakes=self._mistakes(one.id if missed else "", "" if missed else one.id),
            marks=tuple(marks),
        )

    def _key(self, side: str, name: str) -> str:
        """Name a record by its number: ids may hold anything."""
        names = list(self._raw if side == "g" else self._predictions)
        return f"{self.key}-{side}{names.index(name) + 1}"

    def _mistakes(self, gold: str, predicted: str) -> tuple[str, ...]:
        """Name the kinds of error that concern a record."""
        concerned = (one for one in self.result.mistakes if gold in one.gold or predicted in one.predicted)
        return tuple(dict.fromkeys(one.kind for one in concerned))

    def _gold_marks(self, key: str, name: str, state: State) -> Iterator[Mark]:
        gold, place = self._golds[name], field_by(self.kind, Comparator.SPAN)
        spans = cast("tuple[Span, ...]", gold.values[place][:1]) if place else gold.evidence or ()
        for span in spans:
            yield Mark(span.start, span.end, key, f"g {state}", f"gold {name}: {state}")

    def _predicted_marks(self, key: str, name: str, state: State) -> Iterator[Mark]:
        record, place = self._predictions[name], field_by(self.kind, Comparator.SPAN)
        told = [span for spans in record.evidence.values() for span in spans]
        spans = [cast("Span", value_of(record, place))] if place else told
        for start, end in dict.fromkeys((span.start, span.end) for span in spans):
            yield Mark(start, end, key, f"p {state}", f"extracted {name}: {state}")


def sides(segment: Segment) -> dict[str, str]:
    """Give each record that rests on a segment with its sides there: `g` for gold, `p` for the prediction, `gp`."""
    found: dict[str, str] = {}
    for mark in segment.marks:
        side = mark.look[0]
        if side not in found.setdefault(mark.key, ""):
            found[mark.key] += side
    return found


def views(key: str, result: ArticleResult, labels: LabelledArticle, extraction: Extraction) -> list[View]:
    """Give a view of each kind that an article is labelled for."""
    return [View(f"{key}-{kind}", kind, result, labels, extraction) for kind in result.kinds]


def _rows(pair: Pair) -> Iterator[Row]:
    for name, one in pair.fields.items():
        if one.strict not in _FINE:
            near = "near" if one.lenient in _FINE else ""
            yield Row(_plain(name), one.strict, near, either(one.gold), worded(one.predicted))


def _short(text: str) -> str:
    return text if len(text) <= TITLE_LENGTH else f"{text[: TITLE_LENGTH - 1].rstrip()}…"


def _plain(name: str) -> str:
    return name.replace("_", " ")
