"""Failures as data: each has a kind, a message, what it took, and survives JSON, pickle and a process border."""

import json
import pickle
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import get_args

import pytest

from extractor import Article, ExtractionError, RecordingError, Settings, UsageError, extract, extract_many
from extractor.errors import ArticleError, CompletionError, ExtractorError
from extractor.flow import Attempt
from extractor.replies import MEANINGS
from schemas import Failure, Outcome
from tests.scripted import Answer, Script, Scripted, by_task, in_turn, said

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")
STORY = Article(text="Spain will send 500 soldiers. “We will go,” Ana Silva said.", id="a")
SETTINGS = Settings(ask="all", records=("quotes",))
DOWN = CompletionError(
    "the network is down", "network", retryable=True, attempts=[Attempt("network"), Attempt("timeout", 408)]
)
CUT = said('{"quotes": {', finish="length")
NO_JSON = said("None of it.")


def error_of(answer: Script | Answer) -> Failure:
    """What the one article's task failed with."""
    [found] = extract_many([STORY], SETTINGS, completer=Scripted(by_task(quotes=answer)))
    assert found.error is not None
    return found.error


def raised() -> ExtractionError:
    with pytest.raises(ExtractionError) as caught:
        extract(STORY, SETTINGS, completer=Scripted(by_task(quotes=DOWN)))
    return caught.value


def raise_it(_: int) -> None:
    """What a process of a pool does; module level, so that it can be named there."""
    raise CompletionError("down", "network", retryable=True, attempts=[Attempt("network", None)])


ERRORS: list[ExtractorError] = [
    UsageError("wrong"),
    ArticleError("unreadable", "not_text"),
    DOWN,
    RecordingError("gone", "no_recording"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_comes_out_of_a_pickle_as_it_went_in(error: ExtractorError) -> None:
    """Fault 68."""
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert type(again) is type(error)
    assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))
    assert again.failure() == error.failure()


def test_an_article_s_error_comes_out_of_a_pickle_with_its_extraction() -> None:
    """Fault 68."""
    error = raised()
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert isinstance(again, ExtractionError)
    assert (again.extraction, again.kind, again.retryable) == (error.extraction, "network", True)


def test_an_error_crosses_from_another_process() -> None:
    """Fault 68."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        error = pool.submit(raise_it, 0).exception(timeout=60)
    assert isinstance(error, CompletionError)
    assert (str(error), error.kind, error.retryable, error.attempts) == (
        "down",
        "network",
        True,
        (Attempt("network", None),),
    )


def test_a_failure_survives_json_and_pickle() -> None:
    failure = error_of(CUT)
    assert Failure.model_validate_json(failure.model_dump_json()) == failure
    assert pickle.loads(pickle.dumps(failure)) == failure  # noqa: S301 - our own


def test_a_failure_of_an_older_line_still_reads() -> None:
    old = json.dumps({"kind": "network", "message": "down", "retryable": True, "task": None, "attempts": 2})
    assert Failure.model_validate_json(old).tokens_in == 0


def test_an_answer_that_cannot_be_used_is_paid_for() -> None:
    failure = error_of(CUT)
    assert (failure.kind, failure.attempts) == ("truncated", 1)
    assert (failure.tokens_in, failure.tokens_out, failure.cost_usd) == (100, 10, 0.001)


def test_both_answers_are_paid_for_where_neither_can_be_used() -> None:
    failure = error_of(NO_JSON)
    assert (failure.kind, failure.attempts) == ("unparsable", 2)
    assert (failure.tokens_in, failure.tokens_out, failure.cost_usd) == (200, 20, 0.002)


def test_an_answer_is_paid_for_though_asking_again_broke_off() -> None:
    failure = error_of(in_turn(NO_JSON, DOWN))
    assert (failure.kind, failure.attempts, failure.tokens_in, failure.cost_usd) == ("network", 3, 100, 0.001)


def test_what_no_answer_came_of_cost_nothing_that_is_known() -> None:
    failure = error_of(DOWN)
    assert (failure.attempts, failure.tokens_in, failure.tokens_out, failure.cost_usd) == (2, 0, 0, 0.0)


def test_the_cost_of_an_unusable_answer_without_a_price_is_unknown() -> None:
    assert error_of(said("{", finish="length", cost_usd=None)).cost_usd is None


def test_the_readme_lists_every_kind_of_failure() -> None:
    table = README.partition("## When something fails")[2].partition("\n## ")[0]
    listed = set(re.findall(r"`(\w+)`", table))
    outcomes = set(get_args(Outcome)) - {"ok", "not_asked", "failed", "filtered", "fell_back"}
    assert (set(MEANINGS) | outcomes) - listed == set()
    folder = Path(__file__).resolve().parent.parent / "extractor"
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    assert set(re.findall(r'(?:ArticleError|RecordingError)\([^()]*"(\w+)"\)', source)) - listed == set()
