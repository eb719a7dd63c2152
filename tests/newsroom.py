"""Two invented articles with their labels, for the tests of reading gold, matching and scoring."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from evals.ideal import ideal
from evals.labels import Gold, GoldError, parse_gold
from evals.scores import FieldScore, KindScore
from evals.scoring import score
from schemas import Deployment, Extraction, Quote, Span

Json = dict[str, Any]
Counts = tuple[int, int, int, int, int]

_TOTAL = "Freedonia said Monday that 3,000 soldiers would leave Fort Ash for Osterland and Norland."
_SHARES = "Of these, 2,000 belong to the 9th Lancers and 1,000 to the 4th Rifles."
_OTHERS = "About 500 Sylvanian marines are in Norhaven already, officials said."
BASES = f"""{_TOTAL} {_SHARES}

"We stand ready," Anna Berg said. "Nobody should doubt it, and nobody will be sorry for it." \
Karl Otto, her deputy, called the move "not permanent" on Tuesday.

{_OTHERS} "They arrived last week," said Berg.
"""
BRIDGES = """"The bridge is shut," said mayor Ida Lund. "It will open soon," she said.

Some 40 engineers from Sylvania are on their way to the river.
"""


def place(text: str, words: str) -> list[int]:
    """Find the offsets of words that stand in a text once."""
    assert text.count(words) == 1, words
    start = text.index(words)
    return [start, start + len(words)]


def span(text: str, words: str) -> Span:
    """Find words that stand in a text once, as a span."""
    start, end = place(text, words)
    return Span(start=start, end=end, text=words)


def quote(text: str, words: str, **fields: object) -> Json:
    """Label a quote."""
    return {"text": words, "span": place(text, words), **fields}


def people(low: int | None, high: int | None, words: str, *, approximate: bool = False) -> Json:
    """Label a number of people."""
    return {"low": low, "high": high, "approximate": approximate, "text": words}


BASES_LABELS: Json = {
    "article": {"id": "bases", "published": "2022-02-02", "text": BASES},
    "quotes": [
        quote(BASES, "We stand ready,", id="q1", kind="direct", speaker="Anna Berg", cue="said", said_on=None, group=1),
        quote(
            BASES,
            "Nobody should doubt it, and nobody will be sorry for it.",
            id="q2",
            kind="direct",
            speaker="Anna Berg",
            cue="said",
            said_on=None,
            group=1,
        ),
        quote(
            BASES,
            "not permanent",
            id="q3",
            kind="partial",
            speaker="Karl Otto",
            cue="called",
            said_on={"text": "Tuesday", "date": "2022-02-01"},
            group=2,
        ),
        quote(
            BASES,
            "They arrived last week,",
            id="q4",
            kind="direct",
            speaker="Anna Berg",
            cue="said",
            said_on=None,
            group=3,
        ),
    ],
    "deployments": [
        {
            "id": "d1",
            "force": "Freedonia",
            "units": [],
            "personnel": people(3000, 3000, "3,000 soldiers"),
            "origin": "Fort Ash",
            "destination": ["Osterland", "Norland"],
            "status": "planned",
            "part_of": None,
            "evidence": [place(BASES, _TOTAL)],
        },
        {
            "id": "d2",
            "force": "Freedonia",
            "units": ["9th Lancers"],
            "personnel": people(2000, 2000, "2,000"),
            "origin": "Fort Ash",
            "destination": ["Osterland", "Norland"],
            "status": "planned",
            "part_of": "d1",
            "evidence": [place(BASES, _SHARES)],
        },
        {
            "id": "d3",
            "force": "Freedonia",
            "units": ["4th Rifles"],
            "personnel": people(1000, 1000, "1,000"),
            "origin": "Fort Ash",
            "destination": ["Osterland", "Norland"],
            "status": "planned",
            "part_of": "d1",
            "evidence": [place(BASES, _SHARES)],
        },
        {
            "id": "d4",
            "force": "Sylvania",
            "units": [],
            "personnel": people(500, 500, "About 500 Sylvanian marines", approximate=True),
            "origin": None,
            "destination": ["Norhaven"],
            "status": "in_place",
            "part_of": None,
            "evidence": [place(BASES, _OTHERS)],
        },
    ],
}
BRIDGES_LABELS: Json = {
    "article": {"id": "bridges", "published": None, "text": BRIDGES},
    "quotes": [
        quote(BRIDGES, "The bridge is shut,", id="q1", kind="direct", speaker="Ida Lund", cue="said", group=1),
        quote(BRIDGES, "It will open soon,", id="q2", kind="direct", speaker="Ida Lund", cue="said", group=1),
    ],
    "deployments": [
        {
            "id": "d1",
            "force": "Sylvania",
            "personnel": people(40, 40, "Some 40 engineers", approximate=True),
            "origin": "Sylvania",
            "destination": ["the river"],
            "status": "under_way",
            "optional": True,
            "evidence": [place(BRIDGES, "Some 40 engineers from Sylvania are on their way to the river.")],
        }
    ],
}


def labels(of: Json) -> Json:
    """Copy labels, to be changed."""
    return deepcopy(of)


def gold_of(given: Json) -> Gold:
    """Read labels as gold."""
    return parse_gold(json.dumps(given).encode(), f"{given['article']['id']}.json", Path())


def bases() -> tuple[Gold, Extraction]:
    """Give the first article with its perfect extraction."""
    gold = gold_of(BASES_LABELS)
    return gold, ideal(gold)


def bridges() -> tuple[Gold, Extraction]:
    """Give the second article with its perfect extraction."""
    gold = gold_of(BRIDGES_LABELS)
    return gold, ideal(gold)


def with_quotes(extraction: Extraction, *quotes: Quote) -> Extraction:
    """Put other quotes into an extraction."""
    return extraction.model_copy(update={"quotes": quotes})


def with_deployments(extraction: Extraction, *deployments: Deployment) -> Extraction:
    """Put other deployments into an extraction."""
    return extraction.model_copy(update={"deployments": deployments})


def moved(one: Quote, to: Span, name: str | None = None) -> Quote:
    """Copy a quote to another place, with the words that stand there."""
    evidence = dict.fromkeys(one.evidence, (to,))
    return one.model_copy(update={"id": name or one.id, "span": to, "text": to.text, "evidence": evidence})


def quotes_of(gold: Gold, extraction: Extraction, *quotes: Quote) -> KindScore:
    """Score an extraction with other quotes."""
    return score([gold], [with_quotes(extraction, *quotes)]).kinds["quotes"]


def deployments_of(gold: Gold, extraction: Extraction, *deployments: Deployment) -> KindScore:
    """Score an extraction with other deployments."""
    return score([gold], [with_deployments(extraction, *deployments)]).kinds["deployments"]


def counts(one: FieldScore) -> Counts:
    """Give right, none, wrong, missing, invented."""
    return one.right, one.none, one.wrong, one.missing, one.invented


def found(kind: KindScore) -> tuple[int, int, int]:
    """Give found, missed, invented."""
    return kind.found, kind.missed, kind.invented


def damaged() -> tuple[list[Gold], list[Extraction]]:
    """Give both articles with damage of several kinds to the first."""
    (first, one), (second, other) = bases(), bridges()
    quotes = (*one.quotes[1:], one.quotes[1].model_copy(update={"id": "q9", "speaker": "Karl Otto"}))
    total, share, *others = one.deployments
    deployments = (total.model_copy(update={"origin": None}), share.model_copy(update={"part_of": "d4"}), *others)
    return [first, second], [one.model_copy(update={"quotes": quotes, "deployments": deployments}), other]


def refused(given: Json) -> list[str]:
    """Read labels that are wrong, and give what is said about them."""
    with pytest.raises(GoldError) as caught:
        gold_of(given)
    return [str(problem) for problem in caught.value.problems]


def changed(kind: str, number: int, **fields: object) -> Json:
    """Change fields of one labelled record."""
    given = labels(BASES_LABELS)
    given[kind][number] |= fields
    return given
