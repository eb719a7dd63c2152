"""Known damage to perfect extractions: the counts move as worked out by hand, and each mistake is told for what it is.

The first article has four quotes (three of Anna Berg, one of Karl Otto, which alone has a `said_on`) and four
deployments (a total, its two shares, and one of another force); the second has two quotes and an optional deployment.
"""

import pytest

from evals.ideal import ideal
from tests.newsroom import (
    BASES,
    BASES_LABELS,
    bases,
    counts,
    deployments_of,
    found,
    gold_of,
    labels,
    moved,
    people,
    quotes_of,
    span,
)

# Damage to quotes


def test_a_dropped_quote_is_missed() -> None:
    gold, extraction = bases()
    one = quotes_of(gold, extraction, *extraction.quotes[:3])
    assert found(one) == (3, 1, 0)
    assert (one.precision.value, one.recall.value) == (1.0, 0.75)
    assert one.f1.value == pytest.approx(6 / 7)
    assert one.mistakes == {"missed_record": 1}


def test_an_invented_quote_is_counted() -> None:
    gold, extraction = bases()
    extra = moved(extraction.quotes[0], span(BASES, "Fort Ash"), "q9")
    one = quotes_of(gold, extraction, *extraction.quotes, extra)
    assert found(one) == (4, 0, 1)
    assert (one.precision.value, one.recall.value) == (0.8, 1.0)
    assert one.f1.value == pytest.approx(8 / 9)
    assert one.mistakes == {"invented_record": 1}


def test_swapped_speakers_are_wrong_and_nothing_else_is() -> None:
    gold, extraction = bases()
    first, second, third, fourth = extraction.quotes
    first = first.model_copy(update={"speaker": "Karl Otto"})
    third = third.model_copy(update={"speaker": "Anna Berg"})
    one = quotes_of(gold, extraction, first, second, third, fourth)
    assert found(one) == (4, 0, 0)
    assert counts(one.fields["speaker"].strict) == (2, 0, 2, 0, 0)
    assert (one.fields["speaker"].strict.f1.value, one.fields["speaker"].strict.accuracy.value) == (0.5, 0.5)
    assert one.fully_right.value == 0.5
    assert one.mistakes == {"wrong_speaker": 2}


def test_a_surname_for_a_full_name_is_wrong_strictly_and_right_leniently() -> None:
    gold, extraction = bases()
    first, *others = extraction.quotes
    one = quotes_of(gold, extraction, first.model_copy(update={"speaker": "Berg"}), *others)
    assert counts(one.fields["speaker"].strict) == (3, 0, 1, 0, 0)
    assert counts(one.fields["speaker"].lenient) == (4, 0, 0, 0, 0)
    assert (one.fully_right.value, one.fully_right_lenient.value) == (0.75, 1.0)


def test_a_value_that_is_left_out_is_missing_and_one_without_label_is_invented() -> None:
    gold, extraction = bases()
    first, second, third, fourth = extraction.quotes
    day = third.said_on
    first, third = first.model_copy(update={"said_on": day}), third.model_copy(update={"said_on": None})
    field = quotes_of(gold, extraction, first, second, third, fourth).fields["said_on"].strict
    assert counts(field) == (0, 2, 0, 1, 1)
    assert (field.precision.value, field.recall.value, field.f1.value, field.accuracy.value) == (0.0, 0.0, 0.0, 0.5)


def test_a_quote_that_is_a_little_off_is_found_in_the_wrong_place() -> None:
    gold, extraction = bases()
    first, *others = extraction.quotes
    one = quotes_of(gold, extraction, moved(first, span(BASES, "stand ready,")), *others)
    assert found(one) == (4, 0, 0)
    assert counts(one.fields["span"].strict) == (4, 0, 0, 0, 0)
    assert counts(one.fields["text"].strict) == (3, 0, 1, 0, 0)
    assert one.mistakes == {"wrong_span": 1}


def test_a_quote_that_is_far_off_is_one_mistake_though_missed_and_invented() -> None:
    gold, extraction = bases()
    first, *others = extraction.quotes
    one = quotes_of(gold, extraction, moved(first, span(BASES, "We stan")), *others)
    assert found(one) == (3, 1, 1)
    assert one.mistakes == {"wrong_span": 1}


def test_words_that_differ_from_the_ones_in_their_place_are_a_mistake_of_their_own() -> None:
    gold, extraction = bases()
    first, *others = extraction.quotes
    one = quotes_of(gold, extraction, first.model_copy(update={"text": "We sit ready,"}), *others)
    assert one.mistakes == {"wrong_text": 1}


def test_a_quote_split_in_two_is_found_once_and_told_as_split() -> None:
    gold, extraction = bases()
    first, second, *others = extraction.quotes
    halves = (
        moved(second, span(BASES, "Nobody should doubt it, and nobody")),
        moved(second, span(BASES, "be sorry for it."), "q9"),
    )
    one = quotes_of(gold, extraction, first, *halves, *others)
    assert found(one) == (4, 0, 1)
    assert counts(one.fields["text"].strict) == (3, 0, 1, 0, 0)
    assert one.mistakes == {"split_record": 1}


def test_a_quote_split_in_pieces_that_are_all_too_small_is_missed_and_told_as_split() -> None:
    gold, extraction = bases()
    first, second, *others = extraction.quotes
    pieces = [
        moved(second, span(BASES, words), f"p{words}")
        for words in ("Nobody should ", "doubt it, and", "be sorry for it.")
    ]
    one = quotes_of(gold, extraction, first, *pieces, *others)
    assert found(one) == (3, 1, 3)
    assert one.mistakes == {"split_record": 1}


def test_two_quotes_merged_into_one_are_found_once_when_it_meets_one_by_half() -> None:
    gold, extraction = bases()
    first, second, *others = extraction.quotes
    whole = moved(second, span(BASES, BASES[first.span.start : second.span.end]))
    one = quotes_of(gold, extraction, whole, *others)
    # The second is 56 of the 89 characters.
    assert found(one) == (3, 1, 0)
    assert counts(one.fields["text"].strict) == (2, 0, 1, 0, 0)
    assert one.mistakes == {"merged_record": 1}


def test_quotes_merged_into_one_are_all_missed_when_it_meets_none_by_half() -> None:
    gold, extraction = bases()
    first, _, third, fourth = extraction.quotes
    whole = moved(first, span(BASES, BASES[first.span.start : third.span.end]))
    one = quotes_of(gold, extraction, whole, fourth)
    assert found(one) == (1, 3, 1)
    assert one.mistakes == {"merged_record": 1}


def test_a_quote_given_twice_is_found_once_and_told_as_a_duplicate() -> None:
    gold, extraction = bases()
    one = quotes_of(gold, extraction, *extraction.quotes, extraction.quotes[0].model_copy(update={"id": "q9"}))
    assert found(one) == (4, 0, 1)
    assert one.mistakes == {"duplicate_record": 1}


def test_a_piece_of_a_quote_beside_the_whole_is_a_duplicate() -> None:
    gold, extraction = bases()
    piece = moved(extraction.quotes[1], span(BASES, "Nobody should"), "q9")
    assert quotes_of(gold, extraction, *extraction.quotes, piece).mistakes == {"duplicate_record": 1}


def test_of_two_inventions_the_one_that_meets_a_missed_quote_is_in_the_wrong_place() -> None:
    gold, extraction = bases()
    first, *others = extraction.quotes
    extra = moved(first, span(BASES, "Fort Ash"), "q9")
    one = quotes_of(gold, extraction, extra, moved(first, span(BASES, "We stan")), *others)
    assert found(one) == (3, 1, 2)
    assert one.mistakes == {"invented_record": 1, "wrong_span": 1}


@pytest.mark.parametrize("words", [("Nobody should ", "doubt it, and", "be sorry for it."), ("nobody will",)])
def test_mistakes_are_told_apart_by_any_accepted_place(words: tuple[str, ...]) -> None:
    given = labels(BASES_LABELS)
    second = given["quotes"][1]
    second["span"] = {"any_of": [given["quotes"][3]["span"], second["span"]]}
    given["quotes"] = [second]
    gold = gold_of(given)
    pieces = [moved(bases()[1].quotes[1], span(BASES, one), f"p{one}") for one in words]
    expected = "split_record" if len(words) > 1 else "wrong_span"
    assert quotes_of(gold, bases()[1], *pieces).mistakes == {expected: 1}


# Damage to deployments


def test_a_changed_count_is_a_wrong_number_and_nothing_else() -> None:
    gold, extraction = bases()
    first, second, *others = extraction.deployments
    assert second.personnel is not None
    more = second.personnel.model_copy(update={"low": 2500, "high": 2500})
    one = deployments_of(gold, extraction, first, second.model_copy(update={"personnel": more}), *others)
    assert found(one) == (4, 0, 0)
    assert counts(one.fields["personnel"].strict) == (3, 0, 1, 0, 0)
    assert one.fields["personnel"].strict.accuracy.value == 0.75
    assert one.mistakes == {"wrong_personnel": 1}


def test_one_bound_too_many_is_wrong_strictly_and_right_leniently() -> None:
    gold, extraction = bases()
    first, *others = extraction.deployments
    assert first.personnel is not None
    open_end = first.personnel.model_copy(update={"high": None})
    one = deployments_of(gold, extraction, first.model_copy(update={"personnel": open_end}), *others)
    assert counts(one.fields["personnel"].strict) == (3, 0, 1, 0, 0)
    assert counts(one.fields["personnel"].lenient) == (4, 0, 0, 0, 0)


def test_no_number_and_a_number_without_bounds_are_the_same() -> None:
    given = labels(BASES_LABELS)
    given["deployments"][3]["personnel"] = people(None, None, "marines")
    gold = gold_of(given)
    *others, last = ideal(gold).deployments
    one = deployments_of(gold, ideal(gold), *others, last.model_copy(update={"personnel": None}))
    assert counts(one.fields["personnel"].strict) == (3, 1, 0, 0, 0)


def test_a_deployment_told_by_two_predictions_is_split() -> None:
    gold, extraction = bases()
    first, *others = extraction.deployments
    halves = [
        first.model_copy(update={"id": name, "destination": (goal,), "personnel": None})
        for name, goal in (("d1", "Osterland"), ("d9", "Norland"))
    ]
    one = deployments_of(gold, extraction, *halves, *others)
    assert found(one) == (4, 0, 1)
    assert counts(one.fields["destination"].strict) == (3, 0, 1, 0, 0)
    assert one.mistakes == {"split_record": 1, "wrong_destination": 1, "wrong_personnel": 1}


def test_two_deployments_told_by_one_prediction_are_merged() -> None:
    gold, extraction = bases()
    first, second, _, fourth = extraction.deployments
    both = second.model_copy(update={"units": ("9th Lancers", "4th Rifles"), "personnel": None})
    one = deployments_of(gold, extraction, first, both, fourth)
    assert found(one) == (3, 1, 0)
    assert one.mistakes == {"merged_record": 1, "wrong_personnel": 1, "wrong_units": 1}


def test_a_deployment_given_twice_is_a_duplicate() -> None:
    gold, extraction = bases()
    again = extraction.deployments[3].model_copy(update={"id": "d9"})
    one = deployments_of(gold, extraction, *extraction.deployments, again)
    assert found(one) == (4, 0, 1)
    assert one.mistakes == {"duplicate_record": 1}


def test_a_dropped_share_is_missed_and_not_merged_into_the_other_one() -> None:
    gold, extraction = bases()
    one = deployments_of(gold, extraction, *extraction.deployments[:2], extraction.deployments[3])
    assert found(one) == (3, 1, 0)
    assert one.mistakes == {"missed_record": 1}


def test_a_force_in_another_sentence_is_invented_and_not_a_piece() -> None:
    gold, extraction = bases()
    words = span(BASES, "Nobody should doubt it, and nobody will be sorry for it.")
    extra = extraction.deployments[3].model_copy(
        update={"id": "d9", "destination": ("Osterland",), "evidence": {"force": (words,)}, "personnel": None}
    )
    one = deployments_of(gold, extraction, *extraction.deployments, extra)
    assert one.mistakes == {"invented_record": 1}
