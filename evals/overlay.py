"""Overlay: a run -> one self-contained HTML page: figures as plots, and gold and predictions laid over each article."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from evals.plotting import Plot, bars, plot
from evals.reporting import (
    code_of,
    described,
    expense_line,
    note_on_intervals,
    share,
    tokens_a_record,
)
from evals.running import Run
from evals.scores import ArticleResult, KindScore
from evals.views import View, sides, views
from extractor.page import page_environment
from schemas import Extraction

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True)
class KindSection:
    """One record kind among the figures."""

    name: str
    score: KindScore
    plot: Plot
    errors: list[tuple[str, int, float]]


@dataclass(frozen=True)
class ArticleSection:
    """One article with its views."""

    key: str
    result: ArticleResult
    extraction: Extraction
    views: list[View]


def render_report(run: Run) -> str:
    """Render one HTML page that loads nothing: all figures of a run and all its articles in full.

    Its content security policy lets only its own style and script act. Hidden characters are spelt out.
    """
    labels = {gold.id: gold for gold in run.gold}
    articles: list[ArticleSection] = []
    for number, result in enumerate(run.scores.per_article, 1):
        key, extraction = f"a{number}", run.extraction(result.id)
        articles.append(ArticleSection(key, result, extraction, views(key, result, labels[result.id], extraction)))
    kinds = [KindSection(name, one, plot(name, one), bars(one.mistakes)) for name, one in run.scores.kinds.items()]
    return _template().render(
        run=run,
        articles=articles,
        kinds=kinds,
        described=described(run),
        pins=_pins(run),
        expense=expense_line(run.scores.expense),
        tokens=tokens_a_record(run.scores),
        note=note_on_intervals(run.scores),
        sides=sides,
    )


def _pins(run: Run) -> Mapping[str, str]:
    """Put in words what the figures depend on."""
    pins = run.pins
    versions = {f"prompt for {kind}": version for kind, version in pins.prompts.items()}
    versions |= {f"answer's schema for {kind}": version for kind, version in pins.answer_schemas.items()}
    return {
        "gold": pins.gold,
        "model asked": ", ".join(pins.model_asked),
        "model that answered": ", ".join(pins.model_answered) or "none",
        "answers": ", ".join(pins.origins) or "none",
        **versions,
        "codebook": pins.codebook,
        "extractor": pins.extractor,
        "code": code_of(run),
        **{name.replace("_", " "): str(value) for name, value in pins.settings.items()},
    }


@cache
def _template() -> "Template":
    rooms = page_environment(Path(__file__).parent)
    rooms.filters["share"] = share
    return rooms.get_template("report.html.jinja")
