"""Answers of peers as `evals/peers/asking/ask.py` writes them, over the invented articles of the newsroom."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.labels import Gold
from evals.peers.answers import Answer
from evals.peers.converting import convert
from schemas import ArticleText, Deployment, Extraction, Quote
from tests.evalroom import NOON
from tests.newsroom import BASES_LABELS, gold_of

Json = dict[str, Any]

SAID: Json = {
    "text": "We stand ready,",
    "kind": "direct",
    "speaker": "Anna Berg",
    "speaker_title": None,
    "cue": "said",
    "venue": None,
    "said_on": None,
    "reported_by": None,
}
SENT: Json = {
    "passage": "Freedonia said Monday that 3,000 soldiers would leave Fort Ash for Osterland and Norland",
    "force": "Freedonia",
    "units": [],
    "personnel": "3,000 soldiers",
    "equipment": [],
    "origin": "Fort Ash",
    "destination": ["Osterland", "Norland"],
    "status": "planned",
    "timing": None,
    "ordered_by": None,
    "source": None,
}


def exchange(**changed: object) -> Json:
    """Give one exchange."""
    plain: Json = {"request_sha256": "ab" * 32, "status": 200, "model": "m-1b", "content": "{}"}
    return {**plain, "finish_reason": "stop", "tokens_in": 500, "tokens_out": 60, "seconds": 8.5, **changed}


def answered(kind: str, *records: Json, gold: Gold | None = None, **changed: object) -> Json:
    """Give the content of an answer's file."""
    article = (gold or gold_of(BASES_LABELS)).article
    plain: Json = {
        "peer": "langextract 1.7.1",
        "kind": kind,
        "article": article.id,
        "article_sha256": article.sha256,
        "model_asked": "m-1b",
        "max_tokens": 1500,
        "answered_at": NOON,
        "seconds": 9.0,
        "records": list(records),
        "error": None,
        "exchanges": [exchange()],
    }
    return {**plain, **changed}


def converted(content: Json, text: str | None = None, published: str | None = "2022-02-02") -> Extraction:
    """Convert an answer about the first article, or about a text of one's own."""
    given = {"id": "bases", "published": published, "text": text}
    article = ArticleText.model_validate(given) if text is not None else gold_of(BASES_LABELS).article
    return convert(Answer.model_validate(content), article)


def quote_of(article: str, /, **fields: object) -> Quote:
    """Convert one quote of a text."""
    return converted(answered("quotes", {**SAID, **fields}), article).quotes[0]


def deployment_of(article: str | None = None, /, **fields: object) -> Deployment:
    """Convert one deployment of a text, or of the first article."""
    return converted(answered("deployments", {**SENT, **fields}), article).deployments[0]


def write_answers(folder: Path, contents: Sequence[Json]) -> Path:
    """Write answers as the script does."""
    for one in contents:
        path = folder / one["peer"].split()[0] / one["kind"] / f"{one['article']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(one), "utf-8")
    return folder
