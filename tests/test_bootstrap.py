"""Bootstrap: intervals over articles, and paired differences of two runs."""

from collections.abc import Sequence

import pytest

from evals.bootstrap import differences, figures
from evals.scoring import score
from evals.tallying import parts
from tests.newsroom import bases, bridges, damaged, quotes_of, with_quotes


def test_an_interval_over_one_article_is_its_figure() -> None:
    gold, extraction = bases()
    recall = quotes_of(gold, extraction, *extraction.quotes[:3]).recall
    assert (recall.low, recall.value, recall.high) == (0.75, 0.75, 0.75)


def test_an_interval_reaches_as_far_as_the_articles_differ() -> None:
    (first, one), (second, other) = bases(), bridges()
    recall = score([first, second], [with_quotes(one), other]).kinds["quotes"].recall
    assert (recall.low, recall.high) == (0.0, 1.0)
    assert recall.value == pytest.approx(1 / 3)


def test_the_interval_of_a_share_over_many_articles_is_the_binomial_one() -> None:
    share = figures([{"share": (number % 2, 1)} for number in range(100)])["share"]
    assert share.value == 0.5
    # 1.96 standard errors of 0.05 each.
    assert share.low == pytest.approx(0.4, abs=0.02)
    assert share.high == pytest.approx(0.6, abs=0.02)


def test_resamples_without_anything_to_count_leave_the_interval_to_the_others() -> None:
    share = figures([{"share": (1, 2)}, {"share": (0, 0)}])["share"]
    assert (share.low, share.value, share.high) == (0.5, 0.5, 0.5)


def test_figures_of_no_articles_are_none() -> None:
    assert figures([]) == {}


def test_a_run_does_not_differ_from_itself() -> None:
    golds, extractions = damaged()
    rows = [parts(one.kinds["quotes"]) for one in score(golds, extractions).per_article]
    assert {(one.low, one.value, one.high) for one in differences(rows, rows).values()} <= {
        (0, 0, 0),
        (None, None, None),
    }


def test_a_difference_is_paired_by_article() -> None:
    before = [{"share": (number % 2, 1)} for number in range(10)]
    after = [{"share": (number % 2 + 1, 2)} for number in range(10)]
    (difference,) = differences(before, after).values()
    # Every article of the one half rises from 0 to 1/2, and of the other half stays at 1 of 1: 2 of 2.
    assert difference.value == pytest.approx(0.25)
    assert difference.low is not None
    assert difference.low >= 0


@pytest.mark.parametrize("after", [[], [{"other": (1, 1)}], [{"share": (1, 1)}] * 2])
def test_runs_over_other_articles_or_figures_have_no_difference(after: Sequence[dict[str, tuple[int, int]]]) -> None:
    assert differences([{"share": (1, 1)}], after) == {}
