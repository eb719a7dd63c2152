"""Mistakes: what was missed, invented or got wrong in one article, told apart by what went wrong.

Every missed gold record and every invented prediction is explained once. For kinds with a place of their own (quotes):

- merged: a prediction covers (at least half of) a missed gold record and of another one beside it.
- split: a prediction lies (at least half of it) on a gold record on which another one lies beside it.
- duplicate: a prediction lies on a gold record where its match already lies.
- wrong span: what is left and yet meets, prediction and gold, less than half of the union being shared.

For other kinds a prediction stands for a gold record that is matched elsewhere if it says the same name (the force), no
number, unit or place contradicts and at least one agrees: then a missed record was merged into another one, an invented
one split off or doubled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from evals.comparing import HALF, compare, filled, overlap
from evals.kinds import COMPARATORS, Record, field_by, value_of
from evals.labelled import GoldRecord
from evals.matching import Match, agreement, on_evidence
from evals.scores import Mistake, Pair
from schemas import Comparator, Span

_NAMED = {"part_of": "wrong_share"}
_IDENTIFYING = frozenset({Comparator.QUANTITY, Comparator.PLACES, Comparator.WORD_SET})
"""Comparators of the fields that tell a body of troops and its route apart."""


@dataclass
class Ledger:
    """One article's records of one kind, and which of the unmatched ones are explained."""

    kind: str
    matches: Sequence[Match]
    missed: Sequence[GoldRecord]
    invented: Sequence[Record]
    found: list[Mistake] = field(default_factory=list[Mistake])
    explained: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def note(self, kind: str, gold: Iterable[str], predicted: Iterable[str]) -> None:
        """Note a mistake, and that it explains the records it concerns."""
        mistake = Mistake(kind=kind, gold=tuple(dict.fromkeys(gold)), predicted=tuple(dict.fromkeys(predicted)))
        self.found.append(mistake)
        self.explained |= {("gold", name) for name in mistake.gold} | {
            ("predicted", name) for name in mistake.predicted
        }

    def unexplained_gold(self) -> list[GoldRecord]:
        """Missed gold records that no mistake explains yet."""
        return [record for record in self.missed if ("gold", record.id) not in self.explained]

    def unexplained_predictions(self) -> list[Record]:
        """Invented predictions that no mistake explains yet."""
        return [record for record in self.invented if ("predicted", record.id) not in self.explained]


def mistakes(ledger: Ledger, pairs: Sequence[Pair]) -> tuple[Mistake, ...]:
    """Tell all mistakes of one kind in one article apart."""
    if field_by(ledger.kind, Comparator.SPAN) is None:
        _explain_by_content(ledger)
    else:
        _explain_by_place(ledger)
    for gold in ledger.unexplained_gold():
        ledger.note("missed_record", [gold.id], [])
    for predicted in ledger.unexplained_predictions():
        ledger.note("invented_record", [], [predicted.id])
    _note_fields(ledger, pairs)
    return tuple(ledger.found)


def _note_fields(ledger: Ledger, pairs: Sequence[Pair]) -> None:
    """Note each field of each pair that is not right; a wrong place explains the words that stand there."""
    comparators = COMPARATORS[ledger.kind]
    parted = {name for one in ledger.found if one.kind in {"split_record", "merged_record"} for name in one.gold}
    for pair in pairs:
        if pair.optional:
            continue
        shifted = _shifted(ledger.kind, pair)
        if shifted and pair.gold not in parted:
            ledger.note("wrong_span", [pair.gold], [pair.predicted])
        for name, verdict in pair.fields.items():
            by_place = shifted and comparators[name] is Comparator.EXACT
            if verdict.strict not in {"right", "none"} and not by_place:
                ledger.note(_NAMED.get(name, f"wrong_{name}"), [pair.gold], [pair.predicted])


def _shifted(kind: str, pair: Pair) -> bool:
    """Whether the prediction begins or ends elsewhere than every place that the label accepts."""
    place = field_by(kind, Comparator.SPAN)
    return place is not None and pair.fields[place].predicted not in pair.fields[place].gold


def _explain_by_place(ledger: Ledger) -> None:
    for predicted in (*(one.predicted for one in ledger.matches), *ledger.invented):
        _explain_merged(ledger, predicted)
    for one in ledger.matches:
        _explain_beside(ledger, one)
    for gold in ledger.unexplained_gold():
        _explain_pieces(ledger, gold)


def _explain_merged(ledger: Ledger, predicted: Record) -> None:
    """Explain missed records that one prediction covers together with a record beside them."""
    place = _place(ledger.kind, predicted)
    own = [one.gold for one in ledger.matches if one.predicted.id == predicted.id]
    candidates = [*own, *ledger.unexplained_gold()]
    covered = [gold for gold in candidates if any(_lies_on(span, place) for span in _places(ledger.kind, gold))]
    if _beside([_places(ledger.kind, gold)[0] for gold in covered]):
        ledger.note("merged_record", [gold.id for gold in covered], [predicted.id])


def _explain_beside(ledger: Ledger, one: Match) -> None:
    """Explain inventions that lie on a gold record which is matched."""
    match_place = _place(ledger.kind, one.predicted)
    pieces: list[str] = []
    for piece in _pieces(ledger, one.gold):
        place = _place(ledger.kind, piece)
        if _lies_on(place, match_place) or _lies_on(match_place, place):
            ledger.note("duplicate_record", [one.gold.id], [piece.id])
        else:
            pieces.append(piece.id)
    if pieces:
        ledger.note("split_record", [one.gold.id], [one.predicted.id, *pieces])


def _explain_pieces(ledger: Ledger, gold: GoldRecord) -> None:
    """Explain a missed record by the inventions that lie on it, or by the one that meets it."""
    pieces = _pieces(ledger, gold)
    if _beside([_place(ledger.kind, piece) for piece in pieces]):
        ledger.note("split_record", [gold.id], [piece.id for piece in pieces])
        return
    shared = [(_shared(ledger.kind, gold, record), record) for record in ledger.unexplained_predictions()]
    most, nearest = max(shared, key=lambda pair: pair[0], default=(0, None))
    if most and nearest is not None:
        ledger.note("wrong_span", [gold.id], [nearest.id])


def _pieces(ledger: Ledger, gold: GoldRecord) -> list[Record]:
    """Inventions that lie on a gold record."""
    spans = _places(ledger.kind, gold)
    candidates = ledger.unexplained_predictions()
    return [record for record in candidates if any(_lies_on(_place(ledger.kind, record), span) for span in spans)]


def _shared(kind: str, gold: GoldRecord, predicted: Record) -> int:
    return max(overlap(_place(kind, predicted), span) for span in _places(kind, gold))


def _place(kind: str, record: Record) -> Span:
    return cast("Span", value_of(record, field_by(kind, Comparator.SPAN) or ""))


def _places(kind: str, gold: GoldRecord) -> tuple[Span, ...]:
    return cast("tuple[Span, ...]", gold.values[field_by(kind, Comparator.SPAN) or ""])


def _lies_on(span: Span, other: Span) -> bool:
    """Whether at least half of `span` lies on `other`."""
    return 2 * overlap(span, other) >= span.end - span.start > 0


def _beside(spans: Sequence[Span]) -> bool:
    """Whether any two of the spans have nothing in common."""
    return any(not overlap(one, other) for place, one in enumerate(spans) for other in spans[:place])


def _explain_by_content(ledger: Ledger) -> None:
    for gold in ledger.missed:
        told = next((one for one in ledger.matches if _stands_for(ledger.kind, one.predicted, gold)), None)
        if told is not None:
            ledger.note("merged_record", [told.gold.id, gold.id], [told.predicted.id])
    for predicted in ledger.invented:
        told = next((one for one in ledger.matches if _stands_for(ledger.kind, predicted, one.gold)), None)
        if told is None:
            continue
        if _same(ledger.kind, predicted, told.predicted):
            ledger.note("duplicate_record", [told.gold.id], [predicted.id])
        else:
            ledger.note("split_record", [told.gold.id], [told.predicted.id, predicted.id])


def _stands_for(kind: str, predicted: Record, gold: GoldRecord) -> bool:
    """Whether a prediction tells a gold record too: alike in name, nothing contradicting, something agreeing."""
    share = on_evidence(gold, predicted)
    if share is not None and share < HALF:
        return False
    agreeing, whose = False, field_by(kind, Comparator.NAME)
    for name, by in COMPARATORS[kind].items():
        told = filled(value_of(predicted, name)) and any(map(filled, gold.values.get(name, ())))
        if not told or (by not in _IDENTIFYING and name != whose):
            continue
        if not agreement(kind, name, gold, predicted):
            return False
        agreeing = agreeing or by in _IDENTIFYING
    return agreeing


def _same(kind: str, one: Record, other: Record) -> bool:
    """Whether two predictions say the same."""
    fields = ((name, by) for name, by in COMPARATORS[kind].items() if by is not Comparator.LINK)
    return all(compare(by, value_of(one, name), value_of(other, name)) for name, by in fields)
