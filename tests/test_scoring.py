"""Scoring: figures of perfect and of damaged extractions, worked out by hand.

The first article has four quotes (three of Anna Berg, one of Karl Otto, which alone has a `said_on`) and four
deployments (a total, its two shares, and one of another force); the second has two quotes and an optional deployment.
"""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.bootstrap import RESAMPLES
from evals.ideal import ideal
from evals.labels import Gold
from evals.scores import Scores
from evals.scoring import score
from schemas import Rejection, Usage
from tests.newsroom import (
    BASES_LABELS,
    BRIDGES_LABELS,
    Counts,
    bases,
    bridges,
    counts,
    damaged,
    deployments_of,
    found,
    gold_of,
    labels,
    quotes_of,
    with_quotes,
)

# Gold against itself


@pytest.mark.parametrize("kind", ["quotes", "deployments"])
def test_gold_against_itself_is_perfect_in_every_field(kind: str) -> None:
    one = score([bases()[0]], [bases()[1]]).kinds[kind]
    assert found(one) == (4, 0, 0)
    assert (one.precision.value, one.recall.value, one.f1.value) == (1.0, 1.0, 1.0)
    assert (one.fully_right.value, one.fully_right_lenient.value, one.grounded.value) == (1.0, 1.0, 1.0)
    assert {field.strict.accuracy.value for field in one.fields.values()} == {1.0}
    assert {field.strict.f1.value for field in one.fields.values()} == {1.0}
    assert one.mistakes == {}


def test_a_field_that_no_record_fills_has_accuracy_but_no_precision_or_recall() -> None:
    given = labels(BRIDGES_LABELS)
    for one in given["quotes"]:
        one["venue"] = None
    gold = gold_of(given)
    field = score([gold], [ideal(gold)]).kinds["quotes"].fields["venue"].strict
    assert counts(field) == (0, 2, 0, 0, 0)
    assert (field.precision.value, field.recall.value, field.f1.value, field.accuracy.value) == (None, None, None, 1.0)


def test_agreement_on_none_is_told_apart_from_agreement_on_a_value() -> None:
    gold, extraction = bases()
    assert counts(quotes_of(gold, extraction, *extraction.quotes).fields["said_on"].strict) == (1, 3, 0, 0, 0)


def test_only_labelled_fields_are_scored() -> None:
    gold, extraction = bases()
    assert set(score([gold], [extraction]).kinds["quotes"].fields) == {
        "text",
        "span",
        "kind",
        "speaker",
        "cue",
        "said_on",
    }


def test_only_labelled_kinds_are_scored() -> None:
    given = labels(BASES_LABELS)
    del given["deployments"]
    assert list(score([gold_of(given)], [bases()[1]]).kinds) == ["quotes"]


def test_a_kind_is_scored_over_the_articles_that_label_it() -> None:
    given = labels(BRIDGES_LABELS)
    del given["deployments"]
    (first, one), other = bases(), gold_of(given)
    kinds = score([first, other], [one, ideal(other)]).kinds
    assert {kind: scored.articles for kind, scored in kinds.items()} == {"quotes": 2, "deployments": 1}


def test_an_article_labelled_to_have_no_records_punishes_each_one() -> None:
    gold = gold_of(labels(BASES_LABELS) | {"quotes": []})
    one = score([gold], [bases()[1]]).kinds["quotes"]
    assert found(one) == (0, 0, 4)
    assert (one.precision.value, one.recall.value, one.f1.value) == (0.0, None, 0.0)


# Order


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_neither_the_order_of_records_nor_of_articles_changes_anything(chance: random.Random) -> None:
    golds, extractions = damaged()
    shuffled = [
        one.model_copy(
            update={
                "quotes": tuple(chance.sample(one.quotes, len(one.quotes))),
                "deployments": tuple(chance.sample(one.deployments, len(one.deployments))),
            }
        )
        for one in chance.sample(extractions, 2)
    ]
    relabelled = [
        Gold(one.file, one.digest, one.article, {k: tuple(chance.sample(r, len(r))) for k, r in one.records.items()})
        for one in chance.sample(golds, 2)
    ]
    assert score(relabelled, shuffled) == score(golds, extractions)


# Optional records


def test_an_optional_record_that_is_extracted_counts_nowhere() -> None:
    gold, extraction = bridges()
    one = score([gold], [extraction]).kinds["deployments"]
    assert (one.gold, *found(one), one.optional) == (0, 0, 0, 0, 1)
    assert (one.f1.value, one.fields) == (None, {})


def test_an_optional_record_that_is_not_extracted_is_not_missed() -> None:
    gold, extraction = bridges()
    one = deployments_of(gold, extraction)
    assert (one.gold, *found(one), one.optional, one.mistakes) == (0, 0, 0, 0, 0, {})


def test_mistakes_in_an_optional_record_are_not_counted() -> None:
    gold, extraction = bridges()
    one = deployments_of(gold, extraction, extraction.deployments[0].model_copy(update={"status": "considered"}))
    assert (one.optional, one.mistakes) == (1, {})


# Several accepted values


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        (None, (0, 1, 0, 0, 0)),
        ("Ida Lund", (1, 0, 0, 0, 0)),
        ("Karl Otto", (0, 0, 1, 0, 0)),
    ],
)
def test_any_accepted_value_is_right(predicted: str | None, expected: Counts) -> None:
    given = labels(BRIDGES_LABELS)
    given["quotes"] = [given["quotes"][0] | {"reported_by": {"any_of": [None, "Ida Lund"]}}]
    gold = gold_of(given)
    (quote,) = ideal(gold).quotes
    one = quotes_of(gold, ideal(gold), quote.model_copy(update={"reported_by": predicted}))
    assert counts(one.fields["reported_by"].strict) == expected


# Grounding, rejections, expense


def test_a_record_with_a_filled_field_without_evidence_is_not_grounded() -> None:
    gold, extraction = bases()
    first, *others = extraction.quotes
    bare = {name: spans for name, spans in first.evidence.items() if name != "speaker"}
    assert quotes_of(gold, extraction, first.model_copy(update={"evidence": bare}), *others).grounded.value == 0.75


@pytest.mark.parametrize(
    "shift", [{"start": 1}, {"end": 9999}, {"text": "We sit ready,"}, {"start": 3, "end": 3, "text": ""}]
)
def test_a_record_with_evidence_that_does_not_stand_there_is_not_grounded(shift: dict[str, object]) -> None:
    gold, extraction = bases()
    first, *others = extraction.quotes
    off = {**first.evidence, "cue": (first.span.model_copy(update=shift),)}
    assert quotes_of(gold, extraction, first.model_copy(update={"evidence": off}), *others).grounded.value == 0.75


def test_rejections_are_counted_by_reason() -> None:
    reasons = ["malformed", "not_in_article", "malformed"]
    rejections = tuple(
        Rejection(task="quotes", item="quote 1", field=None, value="", reason=reason, message="", round=1)
        for reason in reasons
    )
    gold, extraction = bases()
    scores = score([gold], [extraction.model_copy(update={"rejections": rejections})])
    assert scores.rejections == {"malformed": 2, "not_in_article": 1}


@pytest.mark.parametrize(("costs", "total"), [((0.5, 0.25), 0.75), ((0.5, None), None)])
def test_tokens_cost_and_seconds_are_added_up(costs: tuple[float, float | None], total: float | None) -> None:
    (first, one), (second, other) = bases(), bridges()
    extractions = [
        extraction.model_copy(
            update={"usage": Usage(requests=2, tokens_in=100, tokens_out=10, cost_usd=cost, seconds=1.5)}
        )
        for extraction, cost in zip((one, other), costs, strict=True)
    ]
    expense = score([first, second], extractions).expense
    assert (expense.requests, expense.tokens_in, expense.tokens_out, expense.seconds) == (4, 200, 20, 3.0)
    assert expense.cost_usd == total


# Micro-averages, intervals, form


def test_counts_are_added_up_over_articles_before_they_are_divided() -> None:
    (first, one), (second, other) = bases(), bridges()
    kind = score([first, second], [with_quotes(one, one.quotes[0]), other]).kinds["quotes"]
    assert (kind.articles, kind.gold, *found(kind)) == (2, 6, 3, 3, 0)
    assert kind.recall.value == 0.5


def test_scores_say_how_their_intervals_were_made() -> None:
    scores = score(*damaged())
    assert (scores.resamples, scores.seed) == (RESAMPLES, 0)


def test_scores_are_the_same_through_json() -> None:
    scores = score(*damaged())
    assert Scores.model_validate(json.loads(scores.model_dump_json())) == scores


def test_each_article_lists_its_pairs_with_the_values_and_the_verdicts() -> None:
    golds, extractions = damaged()
    (article, _) = score(golds, extractions).per_article
    pair = next(pair for pair in article.kinds["deployments"].pairs if pair.gold == "d1")
    verdict = pair.fields["origin"]
    assert (verdict.strict, verdict.gold, verdict.predicted) == ("missing", ("Fort Ash",), None)


def test_each_article_lists_what_was_missed_and_invented_as_it_is_written() -> None:
    golds, extractions = damaged()
    (article, _) = score(golds, extractions).per_article
    quotes = article.kinds["quotes"]
    assert [(one.id, one.record) for one in quotes.missed] == [("q1", BASES_LABELS["quotes"][0])]
    assert [one.id for one in quotes.invented] == ["q9"]
