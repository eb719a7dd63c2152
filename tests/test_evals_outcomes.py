"""Outcomes and baselines: what counts as a fall, and what a baseline keeps."""

from pathlib import Path
from typing import Any

import pytest

from evals.baseline import (
    BaselineError,
    baseline_of,
    from_bytes,
    loosened,
    read_baseline,
    side_by_side,
    to_bytes,
    write_baseline,
)
from evals.outcomes import Fall, falls, figures_of, outcomes_of
from evals.running import Run, read_golds, run_golds
from schemas import Extraction
from tests.evalroom import EVENING, Desk, many, perfect, run_of, settings, without_quotes, write_gold
from tests.newsroom import BASES, moved, span


def fell(before: Run, after: Run) -> dict[str, Fall]:
    """Give the falls by figure."""
    return {one.figure: one for one in falls(outcomes_of(before), outcomes_of(after))}


def beyond(before: Run, after: Run) -> set[str]:
    """Name the figures that fell by more than their noise."""
    return {name for name, one in fell(before, after).items() if one.beyond}


def inventing(extraction: Extraction) -> dict[str, Any]:
    """Give the change of an extraction that invents a quote."""
    return {"quotes": (*extraction.quotes, moved(extraction.quotes[0], span(BASES, "Fort Ash"), "q9"))}


# What counts as a fall


def test_figures_count_against_all_gold() -> None:
    gold = many(1)
    figures = figures_of(outcomes_of(run_of(gold, {"bases-0": without_quotes(gold[0], "q3")})))
    assert figures["quotes.f1"] == pytest.approx(6 / 7)
    assert {
        name: figures[f"quotes.{name}"] for name in ("precision", "recall", "fully_right", "speaker", "said_on")
    } == {
        "precision": 1.0,
        "recall": 0.75,
        "fully_right": 0.75,
        "speaker": 0.75,
        "said_on": 0.75,
    }


def test_the_same_run_falls_nowhere() -> None:
    assert fell(run_of(many(3)), run_of(many(3))) == {}


def test_one_record_lost_from_the_same_answers_is_beyond_noise() -> None:
    golds = many(10)
    lost = fell(run_of(golds), run_of(golds, {"bases-4": without_quotes(golds[4], "q3")}))
    assert (lost["quotes.f1"].noise, lost["quotes.f1"].beyond) == (0.0, True)
    assert lost["quotes.speaker"].lost == ("bases-4 q3",)


def test_one_record_lost_from_other_answers_is_noise() -> None:
    golds = many(10)
    assert not beyond(run_of(golds), run_of(golds, {"bases-4": without_quotes(golds[4], "q3")}, EVENING))


def test_five_records_lost_from_other_answers_are_beyond_noise() -> None:
    golds = many(10)
    damage = {f"bases-{number}": without_quotes(golds[number], "q3") for number in range(5)}
    assert {"quotes.f1", "quotes.recall", "quotes.speaker"} <= beyond(run_of(golds), run_of(golds, damage, EVENING))


def test_a_wrong_field_lowers_its_own_figure_alone() -> None:
    golds = many(2)
    quotes = perfect(golds[0]).quotes
    wrong = {"quotes": (quotes[0].model_copy(update={"speaker": "Karl Otto"}), *quotes[1:])}
    assert beyond(run_of(golds), run_of(golds, {"bases-0": wrong})) == {"quotes.speaker", "quotes.fully_right"}


def test_more_found_for_one_invented_is_no_fall_beyond_noise() -> None:
    golds = many(4)
    before = run_of(golds, {gold.article.id: without_quotes(gold, "q1", "q2") for gold in golds})
    after = run_of(golds, {"bases-0": inventing(perfect(golds[0]))})
    assert set(fell(before, after)) == {"quotes.precision"}
    assert not beyond(before, after)


def test_an_invented_record_lowers_f1_beyond_noise_where_nothing_is_gained() -> None:
    golds = many(4)
    assert beyond(run_of(golds), run_of(golds, {"bases-0": inventing(perfect(golds[0]))})) == {"quotes.f1"}


def test_grounding_has_no_noise_whatever_answered() -> None:
    golds = many(10)
    quotes = perfect(golds[0]).quotes
    bare = {"quotes": (quotes[0].model_copy(update={"evidence": {}}), *quotes[1:])}
    assert beyond(run_of(golds), run_of(golds, {"bases-0": bare}, EVENING)) == {"quotes.grounded"}


def test_an_article_that_is_gone_has_lost_all_its_records() -> None:
    lost = fell(run_of(many(2)), run_of(many(1)))
    assert lost["deployments.recall"].lost == ("bases-1 d1", "bases-1 d2", "bases-1 d3", "bases-1 d4")


def test_where_nothing_is_extracted_recall_tells_it_and_precision_nothing() -> None:
    golds = many(2)
    nothing = {gold.article.id: {"quotes": ()} for gold in golds}
    assert {"quotes.precision", "quotes.grounded"}.isdisjoint(fell(run_of(golds), run_of(golds, nothing)))


# What a baseline keeps


def damaged(count: int = 1) -> Run:
    """Give a run of which each of `count` articles lacks a quote."""
    golds = many(2)
    return run_of(golds, {f"bases-{number}": without_quotes(golds[number], "q3") for number in range(count)})


def test_a_baseline_is_read_back_whole(tmp_path: Path) -> None:
    baseline = baseline_of(damaged())
    write_baseline(baseline, tmp_path / "deep" / "seeds.json")
    assert read_baseline(tmp_path / "deep" / "seeds.json") == baseline


def test_a_baseline_has_a_line_for_each_record() -> None:
    lines = to_bytes(baseline_of(damaged())).decode().splitlines()
    assert sum('"found": true' in line for line in lines) == 15
    assert [line.strip() for line in lines if '"found": false' in line and '"cue": false' in line]


def test_a_figure_edited_by_hand_is_found_out() -> None:
    content = to_bytes(baseline_of(damaged())).replace(b'"quotes.recall": 0.875', b'"quotes.recall": 0.5')
    with pytest.raises(BaselineError, match="was edited"):
        from_bytes(content, "seeds.json")


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"format": 1}'])
def test_a_file_that_is_no_baseline_is_refused(content: bytes) -> None:
    with pytest.raises(BaselineError, match=r"seeds\.json is no baseline"):
        from_bytes(content, "seeds.json")


def test_a_run_with_a_failed_article_is_not_accepted(tmp_path: Path) -> None:
    run = run_golds(read_golds([write_gold(tmp_path)]), settings(), completer=Desk(failing={"bridges"}))
    with pytest.raises(BaselineError, match="not answered in full: bridges"):
        baseline_of(run)


def test_a_lower_figure_is_not_accepted_without_a_reason() -> None:
    with pytest.raises(BaselineError, match=r"lower .*quotes\.recall 0\.8750 -> 0\.7500"):
        baseline_of(damaged(2), baseline_of(damaged()), "  ")


def test_a_lower_figure_keeps_its_reason_for_good() -> None:
    lower = baseline_of(damaged(2), baseline_of(damaged()), "a label was wrong")
    assert {(one.figure, one.reason) for one in baseline_of(damaged(), lower).lowered} >= {
        ("quotes.recall", "a label was wrong")
    }


def test_a_baseline_that_is_lower_for_no_new_reason_is_loosened() -> None:
    high = baseline_of(damaged())
    lowered = baseline_of(damaged(2), high, "a label was wrong")
    again = baseline_of(damaged(), lowered)
    assert loosened(high, lowered) == {}
    assert loosened(again, baseline_of(damaged(2)).model_copy(update={"lowered": lowered.lowered}))[
        "quotes.recall"
    ] == (
        0.875,
        0.75,
    )


def test_old_and_new_figures_stand_side_by_side() -> None:
    told = side_by_side(baseline_of(damaged(2)), baseline_of(damaged()))
    assert "quotes.recall                 0.7500  0.8750   +0.1250\n" in told
    assert "quotes.precision              1.0000  1.0000\n" in told
    assert max(map(len, told.splitlines())) <= 72


def test_a_first_baseline_has_no_old_figures() -> None:
    assert "quotes.recall                      -  0.8750\n" in side_by_side(None, baseline_of(damaged()))
