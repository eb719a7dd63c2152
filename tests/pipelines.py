"""An article with two quotes and a deployment, and what a model may answer about them."""

from typing import Any

from extractor.flow import Completer
from extractor.pipeline import extract_article
from extractor.settings import Settings
from schemas import ArticleText, Extraction, TaskRun
from tests.scripted import (
    Json,
    assert_grounded,
    by_task,
    drafted,
    said,
    speaking,
)

SETTINGS = Settings(model="m", ask="all")
TEXT = (
    "Spain will send 500 soldiers to Latvia. “We will go today,” Ana Silva said.\n\n“You will not go,” said Tom Reed."
)
QUOTES = speaking({"A": "Ana Silva", "B": "Tom Reed"}, {"Q1": "A", "Q2": "B"})
DEPLOYMENTS: Json = {"deployments": {"M1": drafted(destination=["Latvia"])}}
GOOD = by_task(quotes=QUOTES, deployments=DEPLOYMENTS)


def extracted(completer: Completer, text: str = TEXT, settings: Settings = SETTINGS) -> Extraction:
    extraction = extract_article(ArticleText(id="a", text=text), completer, settings)
    assert_grounded(extraction)
    return extraction


def run_of(extraction: Extraction, task: str = "quotes") -> TaskRun:
    return extraction.lineage.tasks[task]


UNUSABLE: dict[str, Any] = {
    "truncated": said('{"speakers": [', finish="length"),
    "refused": said("", refusal="I will not"),
    "filtered": said("", finish="content_filter"),
    "empty_completion": said(" \n"),
    "unparsable": said("There are no quotes in this text."),
}
