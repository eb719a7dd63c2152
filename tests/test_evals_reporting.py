"""Reports: the tables, the comparison of two runs, one article's mistakes, and the page."""

import re
from collections.abc import Callable

import pytest

from evals.contrasting import contrast, contrast_report
from evals.reporting import report, share
from evals.running import Run
from evals.showing import show
from extractor import UsageError
from schemas import Personnel
from tests.evalroom import (
    both,
    damaged,
    failing,
    hostile,
    many,
    perfect,
    renamed,
    run_of,
    without_quotes,
)
from tests.newsroom import BASES_LABELS, gold_of, labels


def line(text: str, start: str) -> str:
    """Give the first line that begins with some words."""
    return next(one for one in text.splitlines() if one.strip().startswith(start))


# The table


@pytest.mark.parametrize(
    "make", [damaged, failing, hostile, lambda: run_of([gold_of(renamed(BASES_LABELS, "x" * 300))])]
)
def test_every_line_fits_in_a_hundred_columns(make: Callable[[], Run]) -> None:
    run = make()
    articles = [show(run, one.id) for one in run.scores.per_article]
    for text in (report(run), contrast_report(run, run), *articles):
        assert max(map(len, text.splitlines())) <= 100


def test_the_table_counts_what_was_found_missed_and_invented() -> None:
    text = report(damaged())
    assert "QUOTES: 6 in gold, 5 found, 1 missed, 1 invented" in text
    assert "DEPLOYMENTS: 4 in gold, 4 found, 0 missed, 0 invented; optional, not counted: 1" in text
    assert line(text, "bases").split() == ["bases", "4", "0", "0", "1.00", "3", "1", "1", ".75"]


def test_precision_recall_and_f1_stand_with_their_intervals() -> None:
    golds = many(2)
    text = report(run_of(golds, {"bases-0": without_quotes(golds[0], "q3")}))
    assert "  records        P 1.00 (1.00-1.00)   R .88 (.75-1.00)   F1 .93 (.86-1.00)\n" in text


def test_a_field_has_strict_and_lenient_figures_side_by_side() -> None:
    made = perfect(both()[0])
    near = made.quotes[0].model_copy(update={"speaker": "Berg"})
    row = line(report(run_of(both(), {"bases": {"quotes": (near, *made.quotes[1:])}})), "speaker")
    strict, lenient = (side.split() for side in row.split("│"))
    assert strict[1:6] == ["5", "0", "1", "0", "0"]
    assert strict[6:9] == [".83", ".83", ".83"]
    assert lenient[0] == "6"
    assert lenient[1] == "1.00"


def test_mistakes_are_told_by_kind_the_commonest_first() -> None:
    text = report(damaged())
    assert "mistakes       invented_record 1, missed_record 1, wrong_speaker 1" in text
    assert "mistakes       wrong_share 1" in text


def test_what_it_took_is_told_with_tokens_a_record() -> None:
    text = report(damaged())
    assert "4 requests, 1,200 tokens in, 160 out, price unknown, 10.0 s of model time" in text
    assert "output tokens  17.8 a found record, 22.9 a fully right record" in text


def test_refused_items_are_counted_by_reason() -> None:
    assert "refused items  not_a_quote 1" in report(damaged())


def test_a_failed_article_is_a_row_that_says_what_was_lost() -> None:
    text = " ".join(report(failing()).split())
    assert "FAILED network: the line is dead; try again (missed by this: 4 deployments, 4 quotes)" in text
    assert "no answer network 2" in text


def test_an_article_that_is_not_labelled_for_a_kind_says_so() -> None:
    given = labels(BASES_LABELS)
    del given["deployments"]
    text = report(run_of([gold_of(given), both()[1]]))
    assert "not labelled" in line(text, "bases")


def test_the_run_is_named_by_model_gold_prompts_and_code() -> None:
    head = report(damaged())[:400]
    assert "scripted-1b-q4 (replayed): 2 articles, none failed" in head
    assert re.search(r"gold [0-9a-f]{12}, codebook \S+, prompts: deployments [0-9a-f]{12}", head)


@pytest.mark.parametrize(
    ("value", "told"), [(None, "-"), (0.0, ".00"), (0.5, ".50"), (0.9999, ".99"), (1.0, "1.00"), (2 / 3, ".67")]
)
def test_only_what_is_perfect_is_one(value: float | None, told: str) -> None:
    assert share(value) == told


def test_few_articles_are_said_to_give_rough_intervals() -> None:
    assert "rough, with 2 articles" in report(damaged())
    assert "rough" not in report(run_of(many(10)))


# Two runs


def test_a_run_differs_in_nothing_from_itself() -> None:
    assert contrast(damaged(), damaged()).changes == ()
    assert "no record differs" in contrast_report(damaged(), damaged())


def test_two_runs_are_paired_record_by_record() -> None:
    found = contrast(run_of(both()), damaged())
    told = [(one.kind, one.record, one.field, one.before, one.after, one.better) for one in found.changes]
    assert told == [
        ("deployments", "d2", "part_of", "right", "missing", False),
        ("quotes", "q3", None, "found", "missed", False),
        ("quotes", "q4", "speaker", "right", "wrong", False),
        ("quotes", "q9", None, "", "invented", False),
    ]


def test_what_is_mended_is_better() -> None:
    assert {one.better for one in contrast(damaged(), run_of(both())).changes} == {True}


def test_the_difference_of_a_figure_is_b_minus_a() -> None:
    golds = many(4)
    worse = run_of(golds, {"bases-0": without_quotes(golds[0], "q3", "q4")})
    recall = contrast(run_of(golds), worse).kinds["quotes"]["recall"]
    assert (recall.before, recall.after, recall.difference.value) == (1.0, 0.875, -0.125)


def test_a_difference_in_every_article_is_beyond_noise_and_in_one_is_not() -> None:
    golds = many(10)
    everywhere = {gold.article.id: without_quotes(gold, "q3") for gold in golds}
    once = {"bases-0": without_quotes(golds[0], "q3")}
    verdicts = [
        contrast(run_of(golds), run_of(golds, change)).kinds["quotes"]["recall"].verdict
        for change in (everywhere, once)
    ]
    assert verdicts == ["worse", ""]


def test_the_comparison_s_table_marks_what_is_beyond_noise() -> None:
    golds = many(10)
    worse = run_of(golds, {gold.article.id: without_quotes(gold, "q3") for gold in golds})
    text = contrast_report(run_of(golds), worse)
    assert line(text, "recall").split() == ["recall", "1.00", "1.00", ".00", ".00", "to", ".00"]
    assert "recall           1.00  .75  -.25  -.25 to -.25 worse" in text
    assert "record by record: 0 better in B, 10 worse" in text


def test_brief_leaves_single_records_out() -> None:
    full, brief = (contrast_report(run_of(both()), damaged(), brief=flag) for flag in (False, True))
    assert "- quotes q4 speaker: right -> wrong" in full
    assert "quotes q4" not in brief


def test_articles_that_differ_in_labels_are_left_out_and_named() -> None:
    other = labels(BASES_LABELS) | {"note": "looked at again"}
    found = contrast(run_of(both()), run_of([gold_of(other), both()[1]]))
    assert (found.articles, found.left_out) == (1, ("bases",))
    assert "left out: bases" in contrast_report(run_of(both()), run_of([gold_of(other), both()[1]]))


# One article


def test_an_article_s_mistakes_stand_next_to_the_gold() -> None:
    text = show(damaged(), "bases")
    assert re.search(r"WRONG gold q4, extracted q4: “They arrived last week,”", text)
    assert line(text, "speaker  ").split() == ["speaker", "Karl", "Otto"]
    assert re.search(r"speaker +Anna Berg +Karl Otto +wrong\n", text)
    assert re.search(r"part_of +d1 +none +missing\n", text)


def test_missed_and_invented_records_are_told_in_full() -> None:
    text = show(damaged(), "bases")
    assert re.search(r"MISSED gold q3\n +text +not permanent\n +kind +partial\n +speaker +Karl Otto\n", text)
    assert re.search(r"INVENTED extracted q9\n +text +Fort Ash\n", text)
    assert re.search(r"said_on +Tuesday \(2022-02-01\)", text)


def test_numbers_of_people_are_told_with_their_bounds() -> None:
    made = perfect(both()[0])
    wrong = Personnel(low=300, high=None, approximate=True, text="some 300")
    changed = tuple(one.model_copy(update={"personnel": wrong}) if one.id == "d2" else one for one in made.deployments)
    text = show(run_of(both(), {"bases": {"deployments": changed}}), "bases")
    assert re.search(r"personnel +2,000 +some 300 \(~300\+\) +wrong\n", text)


def test_an_article_may_be_named_by_how_it_begins() -> None:
    assert show(damaged(), "bas") == show(damaged(), "bases")


def test_an_article_that_failed_says_why() -> None:
    assert "FAILED network: the line is dead; try again" in show(failing(), "bases")


@pytest.mark.parametrize(("name", "told"), [("x", "no article"), ("b", "several articles")])
def test_a_name_that_is_not_one_article_s_is_refused(name: str, told: str) -> None:
    with pytest.raises(UsageError, match=f"names {told} of the run: bases, bridges"):
        show(damaged(), name)
