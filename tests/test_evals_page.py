"""The page: figures, gold and predictions laid over the text, and what it lets act."""

import re
from base64 import b64encode
from hashlib import sha256

from evals.contrasting import contrast_report
from evals.overlay import render_report
from evals.reporting import report
from evals.running import Run
from evals.showing import show
from extractor.wording import visible
from schemas import Span
from tests.evalroom import (
    HOSTILE,
    both,
    damaged,
    failing,
    hostile,
    perfect,
    run_of,
)
from tests.newsroom import BASES, BRIDGES, moved
from tests.test_page import Page


def page(run: Run) -> Page:
    return Page(render_report(run))


def test_each_article_stands_in_full_for_each_kind() -> None:
    assert page(damaged()).texts == [BASES, BASES, BRIDGES, BRIDGES]


def test_gold_and_prediction_are_laid_over_the_text() -> None:
    shown = page(damaged())
    looks = {words: values["class"] for (_, words), values in zip(shown.marked, _marks(shown), strict=True)}
    assert looks["not permanent"] == "g missed"
    assert looks["Fort Ash"] == "p invented"
    assert looks["They arrived last week,"] == "g wrong p wrong"
    assert looks["We stand ready,"] == "g right p right"


def _marks(shown: Page) -> list[dict[str, str]]:
    return [values for tag, values in shown.tags if tag == "mark" and "data-keys" in values]


def test_a_shifted_prediction_is_told_apart_from_its_gold() -> None:
    made = perfect(both()[0])
    last = made.quotes[3]
    shifted = Span(start=last.span.start, end=last.span.end + 6, text=BASES[last.span.start : last.span.end + 6])
    shown = page(run_of(both(), {"bases": {"quotes": (*made.quotes[:3], moved(last, shifted))}}))
    looks = {words: values["class"] for (_, words), values in zip(shown.marked, _marks(shown), strict=True)}
    assert looks["They arrived last week,"] == "g wrong p wrong"
    assert looks['" said'] == "p wrong"


def test_each_record_keeps_its_own_sides_where_records_overlap() -> None:
    made = perfect(both()[0])
    double = made.quotes[0].model_copy(update={"id": "q9", "speaker": "Karl Otto"})
    marks = _marks(page(run_of(both(), {"bases": {"quotes": (*made.quotes, double)}})))
    assert {"a1-quotes-g1 a1-quotes-p5": "gp p"}.items() <= {
        one["data-keys"]: one["data-sides"] for one in marks
    }.items()


def test_every_kind_of_error_has_a_filter_with_its_count() -> None:
    shown = page(damaged())
    filters = {values["data-mistake"] for tag, values in shown.tags if tag == "button" and "data-mistake" in values}
    assert filters == {"invented_record", "missed_record", "wrong_speaker", "wrong_share"}
    cards = [values["data-mistakes"].split() for _, values in shown.tags if "data-mistakes" in values]
    assert sum("wrong_speaker" in names for names in cards) == 1


def test_every_figure_is_plotted_with_its_interval() -> None:
    seen = page(damaged()).seen
    for figure in ("precision: .83", "fully right: .80", "speaker: .80", "part of: .67"):
        assert f"{figure}, 95 % " in seen


def test_a_failed_article_is_told_on_the_page() -> None:
    seen = page(failing()).seen
    assert "network: the line is dead; try again" in seen
    assert "All its deployments and quotes count as missed." in seen


def test_the_page_pins_what_the_figures_depend_on() -> None:
    run = damaged()
    seen = page(run).seen
    for fact in (run.pins.gold, *run.pins.prompts.values(), *run.pins.answer_schemas.values(), "scripted-1b-q4"):
        assert fact in seen


def test_ids_are_unique_and_every_link_within_the_page_arrives() -> None:
    shown = page(damaged())
    assert len(shown.ids) == len(set(shown.ids))
    assert {link.removeprefix("#") for link in shown.values("href")} <= set(shown.ids)


def test_the_page_loads_nothing() -> None:
    assert not re.findall(r"https?:|url\(|@import|\bsrc=|<link|<iframe|import\(|fetch\(", render_report(damaged()))


def test_the_policy_lets_only_the_page_s_own_style_and_script_act() -> None:
    shown = page(hostile())
    policy = next(values["content"] for _, values in shown.tags if "http-equiv" in values)
    digests = {name: b64encode(sha256(block.encode()).digest()).decode() for name, block in shown.blocks.items()}
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests['style']}'; script-src 'sha256-{digests['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_hostile_text_adds_no_element_and_no_attribute() -> None:
    plain, shown = page(damaged()), page(hostile())
    assert {tag for tag, _ in shown.tags} <= {tag for tag, _ in plain.tags}
    assert [tag for tag, _ in shown.tags if tag in {"script", "style", "img", "i", "b"} and tag != "b"] == [
        "style",
        "script",
    ]
    assert not [name for _, values in shown.tags for name in values if name.startswith("on") or name == "style"]


def test_hostile_text_is_visible_as_it_is() -> None:
    shown = page(hostile())
    assert shown.texts == [visible(HOSTILE)]
    assert "</td><img src=x><U+202E>" in shown.seen


def test_no_control_character_reaches_the_terminal() -> None:
    run = hostile()
    text = report(run) + show(run, run.gold[0].id) + contrast_report(run, run)
    assert visible(text) == text


def test_the_same_run_gives_the_same_page() -> None:
    assert render_report(damaged()) == render_report(damaged())
