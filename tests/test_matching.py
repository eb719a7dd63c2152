"""Matching gold and predictions: optimal, one to one, and the same in whatever order they come."""

import math
import random
from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.ideal import ideal
from evals.labels import GoldRecord
from evals.matching import MINIMUM, assign, match, on_evidence, similarity
from schemas import Deployment, Span
from tests.newsroom import BASES, BASES_LABELS, Json, bases, gold_of, labels, moved, place, span

LETTERS = "abcdefghij" * 8


def quotes(*places: tuple[int, int], optional: Sequence[int] = (), speakers: str = "") -> Json:
    """Label quotes in an article of letters; a speaker's initial for each, where there is one."""
    records: list[Json] = [
        {"id": f"q{number}", "span": list(one), "kind": "direct"} for number, one in enumerate(places)
    ]
    for number, speaker in enumerate(speakers):
        records[number] |= {"speaker": speaker}
    for number in optional:
        records[number] |= {"optional": True}
    return {"article": {"id": "letters", "text": LETTERS}, "quotes": records}


def pairs_of(wanted: Json, given: Json) -> set[tuple[str, str]]:
    """Match labelled quotes with the ideal extraction of other labels."""
    found = match("quotes", gold_of(wanted).records["quotes"], ideal(gold_of(given)).quotes)
    return {(one.gold.id, one.predicted.id) for one in found}


def bases_gold(name: str) -> GoldRecord:
    """Give a labelled deployment of the first article."""
    return next(record for record in bases()[0].records["deployments"] if record.id == name)


def deployment(name: str, **fields: object) -> Deployment:
    """Give a perfect deployment of the first article, with some fields changed."""
    found = next(record for record in bases()[1].deployments if record.id == name)
    return found.model_copy(update=fields)


def elsewhere(one: Deployment) -> Deployment:
    """Move all evidence to a sentence that tells no deployment."""
    words = span(BASES, "Nobody should doubt it, and nobody will be sorry for it.")
    return one.model_copy(update={"evidence": dict.fromkeys(one.evidence, (words,))})


def most(weights: Sequence[Sequence[float]]) -> float:
    """Add up the best assignment by trying them all: each row gets a column of its own, or none (-1)."""
    columns = [*range(len(weights[0])), *[-1] * len(weights)]
    sums = [
        math.fsum(weights[row][column] for row, column in enumerate(choice) if column >= 0)
        for choice in set(permutations(columns, len(weights)))
    ]
    return max(sums)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.sampled_from([0.0, 0.5, 0.6, 0.75, 0.9, 1.0]), min_size=columns, max_size=columns),
            min_size=1,
            max_size=4,
        )
    )
)
def test_the_assignment_adds_up_to_the_most_that_any_does(weights: list[list[float]]) -> None:
    chosen = assign(weights)
    assert sum(weights[row][column] for row, column in chosen) == pytest.approx(most(weights))
    assert len({row for row, _ in chosen}) == len({column for _, column in chosen}) == len(chosen)
    assert all(weights[row][column] > 0 for row, column in chosen)


@pytest.mark.parametrize("weights", [[], [[]], [[0.0, 0.0]]])
def test_where_nothing_is_alike_nothing_is_assigned(weights: list[list[float]]) -> None:
    assert assign(weights) == []


def test_the_best_pair_is_given_up_for_a_better_whole() -> None:
    # Greedy: 0.9 and nothing. Optimal: 0.8 and 0.7.
    assert assign([[0.9, 0.8], [0.7, 0.0]]) == [(0, 1), (1, 0)]


def test_a_quote_of_half_the_union_is_found() -> None:
    assert pairs_of(quotes((0, 20)), quotes((10, 20))) == {("q0", "q0")}


def test_a_quote_of_less_than_half_the_union_is_not_found() -> None:
    assert pairs_of(quotes((0, 20)), quotes((11, 20))) == set()


def test_each_quote_is_matched_once() -> None:
    assert len(pairs_of(quotes((0, 20)), quotes((0, 20), (0, 20), (0, 19)))) == 1


def test_quotes_match_by_place_and_not_by_what_they_say() -> None:
    wanted, given = quotes((0, 20), (30, 50), speakers="AB"), quotes((30, 50), (0, 20), speakers="AB")
    assert pairs_of(wanted, given) == {("q0", "q1"), ("q1", "q0")}


def test_of_two_labels_of_one_place_the_one_with_more_fields_right_is_matched() -> None:
    wanted = quotes((0, 20), (0, 20), speakers="AB")
    assert pairs_of(wanted, quotes((0, 20), speakers="B")) == {("q1", "q0")}


def test_of_two_labels_that_fit_alike_the_one_that_is_not_optional_is_matched() -> None:
    assert pairs_of(quotes((0, 20), (0, 20), optional=[0]), quotes((0, 20))) == {("q1", "q0")}


def test_of_two_deployments_that_fit_alike_the_one_that_others_are_shares_of_is_the_total() -> None:
    gold, extraction = bases()
    total, *others = extraction.deployments
    given = [total, *others, total.model_copy(update={"id": "d0"})]
    found = {one.gold.id: one.predicted.id for one in match("deployments", gold.records["deployments"], given)}
    assert found["d1"] == "d1"


def test_any_accepted_place_of_a_quote_will_do() -> None:
    given = quotes((40, 60))
    given["quotes"][0]["span"] = {"any_of": [[0, 20], [40, 60]]}
    assert pairs_of(given, quotes((40, 60))) == {("q0", "q0")}


def test_a_perfect_deployment_is_wholly_similar() -> None:
    assert similarity("deployments", bases_gold("d2"), deployment("d2")) == 1.0


def test_the_same_force_in_the_same_sentence_is_similar_enough() -> None:
    # evidence 4 + force 2 of evidence 4, force 2, personnel 2, destination 2, origin 1 (half: omitted), status 1
    # and nothing for units, which neither has.
    given = deployment(
        "d1", personnel=deployment("d4").personnel, destination=("Norhaven",), origin=None, status="ordered"
    )
    assert similarity("deployments", bases_gold("d1"), given) == pytest.approx(6 / 11.5)


def test_the_same_movement_told_in_another_sentence_is_similar_enough() -> None:
    # All but evidence 4, of 4 + 2 + 2 + 2 + 1 + 1.
    assert similarity("deployments", bases_gold("d1"), elsewhere(deployment("d1"))) == pytest.approx(8 / 12)


def test_force_and_status_alone_are_not_similar_enough() -> None:
    given = elsewhere(deployment("d1", personnel=None, destination=(), origin=None))
    # force 2 + status 1, of evidence 4 + force 2 + status 1 + half of personnel 2, destination 2 and origin 1.
    assert similarity("deployments", bases_gold("d1"), given) == pytest.approx(3 / 9.5)
    assert MINIMUM > 3 / 9.5


def test_a_field_that_is_nearly_right_counts_half() -> None:
    given = deployment("d1", destination=("Osterland",))
    assert similarity("deployments", bases_gold("d1"), given) == pytest.approx(11 / 12)


def test_a_field_that_is_not_labelled_does_not_count() -> None:
    wanted = labels(BASES_LABELS)
    del wanted["deployments"][0]["destination"]
    (record, *_) = gold_of(wanted).records["deployments"]
    assert similarity("deployments", record, deployment("d1", destination=("Norhaven",))) == 1.0


@pytest.mark.parametrize(("destination", "similar"), [(("Norhaven",), 1.0), (("Elsewhere",), 10 / 12)])
def test_any_accepted_value_of_a_field_will_do(destination: tuple[str, ...], similar: float) -> None:
    wanted = labels(BASES_LABELS)
    wanted["deployments"][0]["destination"] = {"any_of": [["Osterland"], ["Norhaven"]]}
    (record, *_) = gold_of(wanted).records["deployments"]
    assert similarity("deployments", record, deployment("d1", destination=destination)) == pytest.approx(similar)


def test_evidence_on_any_labelled_sentence_lies_on_it() -> None:
    wanted = labels(BASES_LABELS)
    wanted["deployments"][3]["evidence"].append(place(BASES, "They arrived last week"))
    record = gold_of(wanted).records["deployments"][3]
    assert on_evidence(record, deployment("d4", evidence={"status": (span(BASES, "arrived"),)})) == 1.0


def test_evidence_within_a_labelled_sentence_lies_on_it() -> None:
    one = deployment("d1", evidence={"origin": (span(BASES, "Fort Ash"),), "status": (span(BASES, "Nobody"),)})
    assert on_evidence(bases_gold("d1"), one) == 0.5


def test_a_stretch_that_holds_a_labelled_one_lies_on_it() -> None:
    start, _ = place(BASES, "About 500")
    one = deployment("d4", evidence={"force": (Span(start=start - 9, end=len(BASES), text=BASES[start - 9 :]),)})
    assert on_evidence(bases_gold("d4"), one) == 1.0


def test_deployments_without_evidence_are_compared_by_their_fields() -> None:
    assert similarity("deployments", bases_gold("d4"), deployment("d4", evidence={})) == 1.0


def test_shares_told_in_one_sentence_are_told_apart_by_their_fields() -> None:
    gold, extraction = bases()
    found = match("deployments", gold.records["deployments"], extraction.deployments)
    assert {(one.gold.id, one.predicted.id) for one in found} == {(f"d{n}", f"d{n}") for n in range(1, 5)}


def test_records_are_matched_in_reading_order() -> None:
    gold, extraction = bases()
    found = match("quotes", gold.records["quotes"][::-1], extraction.quotes[::-1])
    assert [one.gold.id for one in found] == ["q1", "q2", "q3", "q4"]


PLACES = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))
QUOTES = st.lists(PLACES, max_size=6)


@settings(max_examples=60, deadline=None)
@given(QUOTES, QUOTES, st.randoms(use_true_random=False))
def test_quotes_are_matched_alike_in_any_order(
    wanted: list[tuple[int, int]], given: list[tuple[int, int]], chance: random.Random
) -> None:
    gold = gold_of(quotes(*wanted, speakers="ABAB"[: len(wanted)])).records["quotes"]
    predicted = ideal(gold_of(quotes(*given, speakers="BBAA"[: len(given)]))).quotes
    shuffled = chance.sample(gold, len(gold)), chance.sample(predicted, len(predicted))
    assert match("quotes", *shuffled) == match("quotes", gold, predicted)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 3), max_size=5), st.lists(st.integers(0, 3), max_size=5), st.randoms(use_true_random=False)
)
def test_deployments_are_matched_alike_in_any_order(wanted: list[int], given: list[int], chance: random.Random) -> None:
    gold, extraction = bases()
    few = [renamed(gold.records["deployments"][one], number) for number, one in enumerate(wanted)]
    some = [extraction.deployments[one].model_copy(update={"id": f"p{n}"}) for n, one in enumerate(given)]
    shuffled = chance.sample(few, len(few)), chance.sample(some, len(some))
    assert match("deployments", *shuffled) == match("deployments", few, some)


def renamed(record: GoldRecord, number: int) -> GoldRecord:
    """Copy a gold record under another name."""
    return GoldRecord(f"g{number}", record.optional, record.values, record.evidence, record.label)


def test_a_moved_quote_keeps_its_similarity_as_the_share_of_the_union() -> None:
    gold, extraction = bases()
    (one, *_) = extraction.quotes
    shifted = moved(one, span(BASES, "stand ready,"))
    (found,) = match("quotes", gold.records["quotes"][:1], [shifted])
    assert found.similarity == pytest.approx(12 / 15)
