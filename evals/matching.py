"""Matching: gold records and predicted ones of an article -> pairs, one to one, by the best assignment of all.

Records with a place of their own (quotes) match by it: shared characters as a share of the union, at least `MINIMUM`.
Any other kind (deployments) matches by similarity, the weighted share of what agrees, at least `MINIMUM`:

- evidence, weight 4: the share of the predicted evidence spans that lie on labelled ones (half of the shorter of the
  two is enough, so a word within a sentence counts). Where an article tells a record is the best sign of which it is.
- force, personnel, destination, weight 2 each: whose, how many and where to are what the codebook tells records apart
  by.
- units, origin, status, weight 1: seldom filled, or the first to be got wrong for a record that was found.

A field scores 1 when it agrees strictly, one half when it agrees leniently, else 0; a field that is empty on one side
counts half its weight, for an omission speaks less against a pair than a contradiction; a field that is empty on both
sides or not labelled does not count. So the same force in the same sentences is a pair though number, goal and status
be wrong (6 of 11), and so are the same force, number and goal told in other sentences (6 of 11, the status wrong); a
force, a goal and a status in other sentences with another number are not (5 of 11).

Of assignments that are equally good, the one with more fields right is taken, then the one in which totals stand for
totals, then the one with fewer optional records, then the first in reading order: never by the order of the input.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import cast

from evals.comparing import HALF, compare, filled, overlap, union_share
from evals.kinds import COMPARATORS, Record, field_by, value_of
from evals.labelled import GoldRecord
from schemas import Comparator, Span

MINIMUM = HALF
"""Similarity below which a gold record and a prediction are never a pair."""

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "deployments": {
        "evidence": 4,
        "force": 2,
        "personnel": 2,
        "destination": 2,
        "units": 1,
        "origin": 1,
        "status": 1,
    }
}
"""What each field weighs; in a kind that is not listed every compared field weighs 1, and the evidence 4."""

_TIE = 1e-6
"""Small enough that no number of fields outweighs a hundredth of a character."""


@dataclass(frozen=True)
class Match:
    """A gold record and the prediction that stands for it."""

    gold: GoldRecord
    predicted: Record
    similarity: float


def match(kind: str, gold: Sequence[GoldRecord], predicted: Sequence[Record]) -> tuple[Match, ...]:
    """Pair records of one kind of one article so that the similarities add up to the most, in reading order."""
    wanted, given = sorted(gold, key=gold_order), sorted(predicted, key=partial(predicted_order, kind))
    table = [[similarity(kind, record, candidate) for candidate in given] for record in wanted]
    led_to = _led_to(kind, wanted, given)
    weights = [
        [value + _trace(kind, wanted[r], given[c], led_to) if value >= MINIMUM else 0.0 for c, value in enumerate(row)]
        for r, row in enumerate(table)
    ]
    return tuple(Match(wanted[row], given[column], table[row][column]) for row, column in assign(weights))


def assign(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Choose cells, at most one in each row and column, that add up to the most; a cell of 0 is never chosen."""
    if not any(cell > 0 for row in weights for cell in row):
        return []
    rows, columns = _solver()(weights, maximize=True)
    pairs = zip(map(int, rows), map(int, columns), strict=True)
    return [(row, column) for row, column in pairs if weights[row][column] > 0]


def similarity(kind: str, gold: GoldRecord, predicted: Record) -> float:
    """Measure how much a prediction is like a gold record, 0.0 to 1.0."""
    place = field_by(kind, Comparator.SPAN)
    if place is not None:
        span = cast("Span", value_of(predicted, place))
        return max((union_share(span, cast("Span", choice)) for choice in gold.values.get(place, ())), default=0.0)
    return _likeness(kind, gold, predicted)


def on_evidence(gold: GoldRecord, predicted: Record) -> float | None:
    """Measure the share of the predicted evidence that lies on labelled evidence; None when either has none."""
    spans = {(span.start, span.end): span for told in predicted.evidence.values() for span in told}
    if not gold.evidence or not spans:
        return None
    return sum(any(_lies_on(span, label) for label in gold.evidence) for span in spans.values()) / len(spans)


def agreement(kind: str, field: str, gold: GoldRecord, predicted: Record) -> float:
    """Give 1.0 when a field agrees with the label strictly, 0.5 leniently, else 0.0; an unlabelled field agrees."""
    by, ours = COMPARATORS[kind][field], value_of(predicted, field)
    labels = gold.values.get(field, (ours,))
    if any(compare(by, ours, label) for label in labels):
        return 1.0
    return 0.5 if any(compare(by, ours, label, lenient=True) for label in labels) else 0.0


def gold_order(record: GoldRecord) -> tuple[int, str, str]:
    """Place a gold record among others: reading order, then content, then name."""
    label = {key: value for key, value in record.label.items() if key != "id"}
    return record.start, json.dumps(label, sort_keys=True), record.id


def predicted_order(kind: str, record: Record) -> tuple[int, str, str]:
    """Place a prediction among others: reading order, then content, then name."""
    place = field_by(kind, Comparator.SPAN)
    spans = [span for told in record.evidence.values() for span in told]
    own = spans if place is None else [cast("Span", value_of(record, place))]
    return min((span.start for span in own), default=0), record.model_dump_json(exclude={"id"}), record.id


def _trace(
    kind: str, gold: GoldRecord, predicted: Record, led_to: tuple[frozenset[object], frozenset[object]]
) -> float:
    """Give the trace by which one of two equally good pairs is better: fields, then links, then optional."""
    fields = [field for field, by in COMPARATORS[kind].items() if field in gold.values and by is not Comparator.LINK]
    right = sum(agreement(kind, field, gold, predicted) == 1.0 for field in fields)
    as_linked = (gold.id in led_to[0]) == (predicted.id in led_to[1])
    return _TIE * (right + 0.5 * as_linked + (0.125 if gold.optional else 0.25))


def _led_to(
    kind: str, gold: Sequence[GoldRecord], predicted: Sequence[Record]
) -> tuple[frozenset[object], frozenset[object]]:
    """Find the records of which others say that they are a share, in gold and among the predictions."""
    link = field_by(kind, Comparator.LINK)
    if link is None:
        return frozenset(), frozenset()
    targets = frozenset(target for record in gold for target in record.values.get(link, ()))
    return targets, frozenset(value_of(record, link) for record in predicted)


def _likeness(kind: str, gold: GoldRecord, predicted: Record) -> float:
    """Add up the weighted share of what agrees."""
    weights = WEIGHTS.get(kind) or dict.fromkeys(COMPARATORS[kind], 1.0) | {"evidence": 4.0}
    reached = possible = 0.0
    for field, weight in weights.items():
        agreed, counts = _evidence_part(gold, predicted) if field == "evidence" else _part(kind, field, gold, predicted)
        reached += weight * counts * agreed
        possible += weight * counts
    return reached / possible if possible else 0.0


def _evidence_part(gold: GoldRecord, predicted: Record) -> tuple[float, float]:
    share = on_evidence(gold, predicted)
    return (0.0, 0.0) if share is None else (share, 1.0)


def _part(kind: str, field: str, gold: GoldRecord, predicted: Record) -> tuple[float, float]:
    """Measure how far a field agrees, and how much of its weight counts."""
    labels = gold.values.get(field, ())
    sides = (filled(value_of(predicted, field)), any(map(filled, labels)))
    if not labels or not any(sides):
        return 0.0, 0.0
    agreed = agreement(kind, field, gold, predicted)
    return agreed, 1.0 if all(sides) or agreed else 0.5


def _lies_on(span: Span, label: Span) -> bool:
    return 2 * overlap(span, label) >= min(span.end - span.start, label.end - label.start) > 0


@cache
def _solver() -> Callable[..., tuple[Sequence[int], Sequence[int]]]:
    """Load the solver when it is first needed: half a second that reading and showing scores do not take."""
    solver = import_module("scipy.optimize").linear_sum_assignment
    return cast("Callable[..., tuple[Sequence[int], Sequence[int]]]", solver)
