"""An article with five mentions, and what becomes of a model's answers about them."""

from datetime import date

from extractor.flow import Prompt
from extractor.pipeline import extract_article
from extractor.settings import Settings
from schemas import ArticleText, Deployment, Extraction
from tests.scripted import (
    Answer,
    Json,
    Scripted,
    assert_grounded,
    keys_of,
)

ONCE = Settings(model="m", ask="all", records=("deployments",), repair=False)
TWICE = Settings(model="m", ask="all", records=("deployments",))
TEXT = (
    "Spain will send 500 soldiers from Ceuta to Latvia next month, Ana Silva said.\n\n"
    "About 200 of them will go on to Riga.\n\n"
    "The 2nd Legion Brigade is on alert. Some 80 Italian troops are in Latvia with 12 tanks."
)
"""M1 500 soldiers, M2 200 of them, M3 the 2nd Legion Brigade, M4 80 Italian troops, M5 12 tanks."""


def extracted(
    slots: Json, text: str = TEXT, settings: Settings = ONCE, published: date | None = date(2022, 2, 2)
) -> Extraction:
    def script(prompt: Prompt) -> Answer:
        return {"deployments": {**dict.fromkeys(keys_of(prompt), "none"), **slots}}

    article = ArticleText(id="a", text=text, published=published)
    extraction = extract_article(article, Scripted(script), settings)
    assert_grounded(extraction)
    return extraction


def one(extraction: Extraction) -> Deployment:
    [record] = extraction.deployments
    return record


def refusals(extraction: Extraction) -> list[tuple[str, str | None, str, str]]:
    """What was refused, but for deliberate `none`s."""
    kept = [refused for refused in extraction.rejections if refused.reason != "not_a_deployment"]
    return [(refused.item, refused.field, refused.value, refused.reason) for refused in kept]


def links(extraction: Extraction) -> dict[str, str | None]:
    return {record.id: record.part_of for record in extraction.deployments}
