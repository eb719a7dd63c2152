"""Varying: the same article written otherwise gives the same records and the same score."""

import pytest

from evals.benchmarks.robustness import changed, main, run_variation
from evals.kinds import KINDS
from evals.running import GOLD, Run, read_golds
from evals.varying import (
    COLUMNS,
    VARIATIONS,
    Variation,
    carrier,
    curl,
    headline,
    straighten,
    through_page,
    vary,
    wrap_lines,
)
from extractor import Settings, UsageError
from extractor.folding import fold
from schemas import Span

RULES = Settings(model="rules")
STORY = (
    "Spain sent 400 soldiers. “We’re ready for what comes,” said Ana Silva, who leads Spain’s army in the ’90s mould."
)


@pytest.fixture(scope="module")
def unchanged() -> Run:
    return run_variation(read_golds([GOLD]), VARIATIONS[0], RULES)


@pytest.mark.parametrize("variation", VARIATIONS[1:], ids=lambda one: one.name)
def test_the_same_records_come_of_the_seeds_written_otherwise(variation: Variation, unchanged: Run) -> None:
    run = run_variation(read_golds([GOLD]), variation, RULES)
    assert {kind: changed(unchanged, run, kind) for kind in KINDS} == dict.fromkeys(KINDS, 0)
    assert {kind: score.f1 for kind, score in run.scores.kinds.items()} == {
        kind: score.f1 for kind, score in unchanged.scores.kinds.items()
    }


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda one: one.name)
def test_labels_are_carried_to_the_same_words(variation: Variation) -> None:
    for gold in read_golds([GOLD]):
        varied = vary(gold, variation)
        for kind, labels in gold.records.items():
            for before, after in zip(labels, varied.records[kind], strict=True):
                spans = [(one, other) for one, other in zip(before.evidence or (), after.evidence or (), strict=True)]
                spans += list(zip(before.values.get("span", ()), after.values.get("span", ()), strict=True))
                assert all(fold(one.text).text == fold(other.text).text for one, other in spans)
                assert all(varied.article.text[new.start : new.end] == new.text for _, new in spans)


def test_curly_marks_are_curled_again_as_they_were() -> None:
    assert curl(straighten(STORY)) == STORY


def test_lines_are_wrapped_at_the_column() -> None:
    lines = wrap_lines(f"{STORY}\n\n{STORY}").splitlines()
    assert max(map(len, lines)) <= COLUMNS
    assert lines.count("") == 1


def test_a_page_gives_the_article_back_under_its_headline() -> None:
    story = f"{STORY}\n\nFrance, for its part, will send nobody at all & says so."
    assert through_page(story) == f"{headline(STORY)}\n\n{story}"


def test_a_text_that_lost_words_is_refused() -> None:
    with pytest.raises(UsageError, match="does not hold the words"):
        carrier(STORY, STORY.replace("400 ", ""))


def test_a_place_behind_a_headline_is_found_in_the_article_not_in_the_headline() -> None:
    assert carrier("Spain sent", "Spain sent\n\nSpain sent")(Span(start=0, end=5, text="Spain")).start == 12


def test_the_table_shows_each_variation_beside_the_unchanged_article(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(GOLD / "000_49bdabf08e8c6517.json")]) == 0
    printed = capsys.readouterr().out
    assert all(printed.count(variation.name) >= len(KINDS) for variation in VARIATIONS)


def test_the_command_says_where_there_is_no_gold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", "nowhere"]) == 1
    assert "no gold" in capsys.readouterr().err
