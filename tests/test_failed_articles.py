"""Failed articles: rows of their own, never a crash, and all that they lost is missed."""

import pytest

from evals.scoring import score
from extractor.errors import UsageError
from schemas import Extraction, Failure, TaskRun
from tests.newsroom import BASES, bases, bridges, found


def failing(extraction: Extraction, task: str | None) -> Extraction:
    """Let an extraction fail, in whole or in one task."""
    return extraction.model_copy(
        update={"error": Failure(kind="timeout", message="it took too long", retryable=True, task=task)}
    )


def test_a_failed_article_loses_all_its_gold_and_is_a_row_of_its_own() -> None:
    (first, one), (second, other) = bases(), bridges()
    scores = score([first, second], [failing(one, None), other])
    assert found(scores.kinds["quotes"]) == (2, 4, 0)
    assert [(row.id, row.failure.kind, dict(row.lost)) for row in scores.failed] == [
        ("bases", "timeout", {"quotes": 4, "deployments": 4})
    ]


def test_a_failed_task_loses_the_gold_of_its_kind_only() -> None:
    gold, extraction = bases()
    scores = score([gold], [failing(extraction, "quotes")])
    assert found(scores.kinds["quotes"]) == (0, 4, 0)
    assert found(scores.kinds["deployments"]) == (4, 0, 0)
    assert dict(scores.failed[0].lost) == {"quotes": 4}


def test_every_task_that_failed_loses_its_gold() -> None:
    gold, extraction = bases()
    run = TaskRun(
        outcome="failed",
        prompt="p",
        answer_schema="s",
        requests=(),
        origin=None,
        model_asked=None,
        model_answered=None,
        answered_at=None,
        attempts=1,
        failure=Failure(kind="network", message="unreachable", retryable=True),
    )
    lineage = extraction.lineage.model_copy(update={"tasks": {"deployments": run}})
    scores = score([gold], [failing(extraction, "quotes").model_copy(update={"lineage": lineage})])
    assert dict(scores.failed[0].lost) == {"quotes": 4, "deployments": 4}


def test_an_article_without_an_extraction_has_failed() -> None:
    (first, one), (second, _) = bases(), bridges()
    scores = score([first, second], [one])
    assert [(row.id, row.failure.kind) for row in scores.failed] == [("bridges", "no_extraction")]
    assert scores.kinds["quotes"].missed == 2


def test_an_extraction_of_another_text_has_failed() -> None:
    gold, extraction = bases()
    other = extraction.article.model_copy(update={"text": BASES + " "})
    scores = score(
        [gold], [Extraction.model_validate({**dict(extraction), "article": other.model_dump(include={"id", "text"})})]
    )
    assert scores.failed[0].failure.kind == "other_text"


def test_an_extraction_without_gold_is_left_out() -> None:
    gold, extraction = bases()
    assert score([gold], [extraction, bridges()[1]]) == score([gold], [extraction])


@pytest.mark.parametrize("twice", ["gold", "extraction"])
def test_one_article_given_twice_is_refused(twice: str) -> None:
    gold, extraction = bases()
    with pytest.raises(UsageError, match="article bases is there twice"):
        score([gold] * (1 + (twice == "gold")), [extraction] * (1 + (twice == "extraction")))
