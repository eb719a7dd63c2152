"""Hostile models: nothing made up is accepted, nothing breaks, nothing hangs."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import Article, Settings, extract
from extractor.options import SEEDS
from extractor.pipeline import extract_article
from schemas import Extraction
from tests.hostility import TEXT, schema_of
from tests.loopback import Loopback, Reply, Request, said
from tests.scripted import (
    Invention,
    Json,
    Scripted,
    assert_grounded,
    gibberish,
    nothing,
    records_of,
    speaking,
)
from tests.scripted import said as answered

SEED_FILES = sorted(SEEDS.glob("*.txt"))


def seed(path: Path) -> Article:
    return Article.read(path, "2022-02-02")


def inventing(invention: Invention) -> Callable[[Request], Reply]:
    """Answer any request with random values that fit its schema."""

    def reply(request: Request) -> Reply:
        text = json.dumps(invention.answer(schema_of(request)))
        name = request.json["tools"][0]["function"]["name"] if "tools" in request.json else None
        return said(None, calls={name: text}) if name else said(text)

    return reply


def assert_nothing_made_up(extraction: Extraction, given: list[str]) -> None:
    """No made-up value is in a record, and every one is in the rejections."""
    records = "\n".join(record.model_dump_json() for record in records_of(extraction))
    refused = "\n".join(rejection.value for rejection in extraction.rejections)
    assert given
    for value in given:
        assert value not in records
        assert value in refused


@pytest.mark.parametrize("path", SEED_FILES, ids=lambda path: path.stem[:3])
@pytest.mark.parametrize("dice", range(3))
def test_nothing_that_a_server_makes_up_reaches_a_record(path: Path, dice: int, tmp_path: Path) -> None:
    """Over real sockets, both record kinds, repair rounds included."""
    invention = Invention(gibberish, dice)
    with Loopback(inventing(invention)) as server:
        chosen = Settings(base_url=server.url, mode="live", model="m", cache_dir=tmp_path, ask="all")
        extraction = extract(seed(path), chosen)
        assert len(server.requests) == 4
    assert_nothing_made_up(extraction, invention.given)
    assert_grounded(extraction)
    assert {rejection.round for rejection in extraction.rejections} == {1, 2}
    assert extraction.error is None


@pytest.mark.parametrize("structured", ["json_object", "tools"])
def test_neither_does_it_where_the_server_is_told_the_form_another_way(structured: str, tmp_path: Path) -> None:
    invention = Invention(gibberish)
    with Loopback(inventing(invention)) as server:
        given = {"base_url": server.url, "mode": "live", "model": "m", "structured": structured}
        extraction = extract(seed(SEED_FILES[0]), Settings(cache_dir=tmp_path, ask="all", **given))  # type: ignore[arg-type]
    assert_nothing_made_up(extraction, invention.given)


def near_miss(text: str) -> Callable[[random.Random], str]:
    """Words of the article, changed by little: a digit more, a letter less, a negation gone, two words swapped."""
    words = text.split()

    def word(dice: random.Random) -> str:
        while True:
            start = dice.randrange(len(words) - 4)
            made = _changed(words[start : start + dice.randint(2, 4)], dice)
            if made.casefold() not in text.casefold() and len(made) > len("a few"):
                return made

    return word


def _changed(words: list[str], dice: random.Random) -> str:
    kind = dice.randrange(4)
    if kind == 0:
        words = [*words, f"{dice.randint(10, 10**6)}0"]
    elif kind == 1:
        words = [words[0][:-1] + "zq", *words[1:]]
    elif kind == 2:
        words = [words[0], "not", "zq", *words[1:]]
    else:
        words = [*reversed(words), "zq"]
    return " ".join(words)


@pytest.mark.parametrize("path", SEED_FILES, ids=lambda path: path.stem[:3])
def test_words_that_are_nearly_the_articles_are_made_up_all_the_same(path: Path) -> None:
    """`30,000` for 3,000, a lost `not`, a changed ending: nothing fuzzy is accepted."""
    article = seed(path)
    invention = Invention(near_miss(article.text))
    completer = Scripted(lambda prompt: answered(invention.answer(prompt.schema)))
    extraction = extract_article(article, completer, Settings(model="m", ask="all"))
    assert_grounded(extraction)
    records = [json.loads(record.model_dump_json(exclude={"evidence"})) for record in records_of(extraction)]
    values = [str(value) for record in records for value in record.values()]
    assert not [value for value in values if "zq" in value]
    assert not set(values) & set(invention.given)


@given(st.randoms(use_true_random=False), st.integers(0, 3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_fits_the_schema_gives_records_that_hold(dice: random.Random, which: int) -> None:
    """Words of the article at random: they may be nonsense, and they are where the evidence says."""
    article = seed(SEED_FILES[which])
    words = article.text.split()

    def word(inner: random.Random) -> str:
        start = inner.randrange(len(words))
        return " ".join(words[start : start + inner.randint(1, 3)])

    invention = Invention(word, dice.randrange(10**6))
    completer = Scripted(lambda prompt: answered(invention.answer(prompt.schema)))
    extraction = extract_article(article, completer, Settings(model="m", ask="all"))
    assert_grounded(extraction)
    assert len(completer.prompts) <= 4


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                        ["speakers", "quotes", "deployments", "Q1", "M1", "id", "name", "title", "sentences"]
                    ) | st.text(max_size=3), inner, max_size=4), max_leaves=12))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_any_json_is_survived_and_costs_nothing_but_itself(value: object) -> None:
    completer = Scripted(lambda _: answered(json.dumps(value)))
    extraction = extract_article(Article(text=TEXT, id="a"), completer, Settings(model="m", ask="all"))
    assert_grounded(extraction)
    assert extraction.error is None or extraction.error.kind == "unparsable"
    assert "internal" not in {run.outcome for run in extraction.lineage.tasks.values()}


HUGE = {
    "a thousand speakers": {
        "speakers": [{"id": "A", "name": "Ana Silva", "title": None}] * 1_000,
        "quotes": {"Q1": "A"},
    },
    "a very long name": speaking({"A": "Ana " * 50_000}, {"Q1": "A"}),
    "lists in lists": "[" * 100_000,
    "objects in objects": '{"speakers":' * 50_000,
    "a very long number": '{"speakers": [], "quotes": {"Q1": ' + "9" * 100_000 + "}}",
    "NaN": '{"speakers": [], "quotes": {"Q1": NaN}}',
    "lone surrogates": '{"speakers": [{"id": "A", "name": "\\ud800", "title": null}], "quotes": {"Q1": "A"}}',
}


@pytest.mark.parametrize("kind", HUGE)
def test_a_monstrous_answer_is_survived(kind: str) -> None:
    value: Any = HUGE[kind]
    completer = Scripted(lambda prompt: answered(value) if prompt.task == "quotes" else nothing(prompt))
    extraction = extract_article(Article(text=TEXT, id="a"), completer, Settings(model="m", ask="all"))
    assert_grounded(extraction)
    assert extraction.rejections or extraction.error
    assert json.loads(extraction.model_dump_json())


def test_neither_key_nor_article_stands_in_an_error_of_the_live_model(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = "sk-canary-0123456789"
    with Loopback(Reply(b'{"error": {"message": "' + TEXT.encode() + b" " + key.encode() + b'"}}', 400)) as server:
        given: Json = {"base_url": server.url, "api_key": key, "mode": "live", "model": "m", "cache_dir": tmp_path}
        given["ask"] = "all"
        [found] = extract_failed(Article(text=TEXT, id="a"), Settings.from_environment({}, **given))
    assert found.error is not None
    everything = found.model_dump_json(exclude={"article"}) + caplog.text
    assert key not in everything
    assert "Silva" not in everything


def extract_failed(article: Article, chosen: Settings) -> list[Extraction]:
    from extractor import extract_many  # noqa: PLC0415 - one use

    return list(extract_many([article], chosen))
