"""Running: one article or many, each one's failure its own."""

import json
import logging
import pickle
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Event, Lock
from typing import Any

import pytest

import extractor
from extractor import Article, ExtractionError, Settings, UsageError, extract, extract_many
from extractor.errors import ArticleError, CompletionError
from extractor.flow import Attempt, Completion, Prompt
from extractor.reading import Unread, read_articles
from schemas import Extraction, Failure
from tests.scripted import Answer, Scripted, by_task, drafted, in_turn, said, speaking

TEXT = "Spain will send 500 soldiers. “We will go,” Ana Silva said."
GOOD = by_task(quotes=speaking({"A": "Ana Silva"}, {"Q1": "A"}), deployments={"deployments": {"M1": drafted()}})
DOWN = CompletionError("the network is down", "network", retryable=True, attempts=[Attempt("network")])
ALL = Settings(ask="all")


def story(number: int = 0) -> Article:
    return Article(text=f"{TEXT} Story {number}.", id=f"a{number}")


def test_what_is_public_is_what_is_listed() -> None:
    assert sorted(extractor.__all__) == [
        "Article", "ArticleError", "Completer", "Completion", "CompletionError", "Extraction", "ExtractionError",
        "ExtractorError", "Prompt", "RecordingError", "Settings", "UsageError", "extract", "extract_many",
    ]  # fmt: skip
    assert all(hasattr(extractor, name) for name in extractor.__all__)


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="pipelines"):
        _ = extractor.pipelines


def test_replay_takes_one_article_after_the_other(tmp_path: Path) -> None:
    taken: list[str] = []

    def articles() -> Iterator[Article]:
        for number in range(3):
            taken.append(f"a{number}")
            yield story(number)

    outcomes = extract_many(articles(), Settings(mode="replay", model="m", recordings=tmp_path))
    assert (next(outcomes).article.id, taken) == ("a0", ["a0"])


def test_one_call_gives_the_records_with_their_places() -> None:
    extraction = extract(Article(text=TEXT, published="2022-02-02"), completer=Scripted(GOOD))
    assert extraction.quotes[0].speaker == "Ana Silva"
    assert extraction.quotes[0].evidence["speaker"][0].start == TEXT.index("Ana Silva")
    assert extraction.deployments[0].force == "Spain"


def test_a_completer_of_ones_own_is_asked_for_the_model_of_the_settings() -> None:
    completer = Scripted(GOOD)
    extract(story(), Settings(model="my-model", ask="all"), completer=completer)
    assert {prompt.model for prompt in completer.prompts} == {"my-model"}


def test_an_article_of_which_one_task_failed_is_returned_with_its_error() -> None:
    extraction = extract(story(), ALL, completer=Scripted(by_task(quotes=DOWN, deployments=GOOD)))
    assert extraction.error is not None
    assert (extraction.error.kind, extraction.error.task) == ("network", "quotes")
    assert len(extraction.deployments) == 1


def test_an_article_of_which_no_task_was_answered_raises_with_all_there_is() -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(story(), Settings(ask="all"), completer=Scripted(lambda _: DOWN))
    error = caught.value
    assert (error.kind, error.retryable, str(error)) == ("network", True, "the network is down")
    assert error.extraction.article.id == "a0"
    assert [run.outcome for run in error.extraction.lineage.tasks.values()] == ["failed", "failed"]


@pytest.mark.parametrize("change", [{"finish": "length"}, {"refusal": "no"}, {"text": ""}, {"text": "none found"}])
def test_an_answer_that_cannot_be_used_raises_where_it_is_the_only_one(change: dict[str, Any]) -> None:
    with pytest.raises(ExtractionError):
        extract(story(), Settings(ask="all"), completer=Scripted(lambda _: said("{}", **change)))


def test_records_of_one_part_are_returned_though_another_failed() -> None:
    text = f"{TEXT}\n\n“You stay,” Tom Reed said."

    def script(prompt: Prompt) -> Answer:
        good = prompt.task == "quotes" and "Q1" in str(prompt.schema)
        return speaking({"A": "Ana Silva"}, {"Q1": "A"}) if good else DOWN

    settings = ALL.model_copy(update={"part_characters": 1})
    extraction = extract(Article(text=text), settings, completer=Scripted(script))
    assert len(extraction.quotes) == 1
    assert extraction.error is not None


def test_an_article_without_candidates_is_no_failure() -> None:
    assert extract(Article(text="It rained in Ceuta."), completer=Scripted()).error is None


def test_outcomes_come_in_the_order_of_the_articles_whichever_is_done_first() -> None:
    late = Event()

    def script(prompt: Prompt) -> Answer:
        if prompt.article == "a0":
            assert late.wait(10)
        elif prompt.article == "a3":
            late.set()
        return GOOD(prompt)

    found = extract_many([story(number) for number in range(5)], completer=Scripted(script), concurrency=5)
    assert [one.article.id for one in found] == ["a0", "a1", "a2", "a3", "a4"]


def test_articles_are_under_way_at_once() -> None:
    together = Barrier(4, timeout=10)

    def script(prompt: Prompt) -> Answer:
        if prompt.task == "deployments":
            together.wait()
        return GOOD(prompt)

    found = list(extract_many([story(number) for number in range(4)], completer=Scripted(script), concurrency=4))
    assert all(one.error is None for one in found)


def test_an_articles_failure_is_a_value_and_costs_no_other() -> None:
    def script(prompt: Prompt) -> Answer:
        return DOWN if prompt.article == "a1" else GOOD(prompt)

    found = list(extract_many([story(number) for number in range(3)], ALL, completer=Scripted(script)))
    assert [one.error.kind if one.error else None for one in found] == [None, "network", None]


class Broken:
    """A completer with a fault of its own."""

    def complete(self, prompt: Prompt) -> Completion:
        if prompt.article == "a1":
            raise ZeroDivisionError(prompt.messages[1].content)
        answer = GOOD(prompt)
        assert isinstance(answer, dict)
        return said(answer)


def test_a_fault_of_the_program_costs_its_article_alone_and_tells_nothing_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        found = list(extract_many([story(number) for number in range(3)], ALL, completer=Broken()))
    assert [one.error.kind if one.error else None for one in found] == [None, "internal", None]
    assert found[1].error is not None
    assert "ZeroDivisionError" in found[1].error.message
    assert "Silva" not in found[1].error.message + caplog.text
    assert "a1: ZeroDivisionError" in caplog.text


def test_an_article_that_could_not_be_read_is_a_value_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "c.txt").write_text(f"{TEXT} More.", "utf-8")
    paths = [tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"]
    found = list(extract_many(read_articles(paths), completer=Scripted(GOOD)))
    assert [one.article.id for one in found] == ["a", "b", "c"]
    assert [one.error.kind if one.error else None for one in found] == [None, "missing", None]


def test_an_unread_article_with_a_very_long_name_is_a_value_too() -> None:
    failure = Failure(kind="bad_id", message="its id is too long", retryable=False)
    [found] = extract_many([Unread("x" * 900, "x.txt", failure)], completer=Scripted(GOOD))
    assert (found.error, found.article.id) == (failure, "x" * 300)


class Counting(Iterator[Article]):
    """Articles that count how many were taken."""

    def __init__(self, most: int) -> None:
        self.taken = 0
        self.most = most

    def __next__(self) -> Article:
        """One more."""
        if self.taken == self.most:
            raise StopIteration
        self.taken += 1
        return story(self.taken)


def test_no_more_articles_are_taken_than_can_soon_be_worked_on() -> None:
    articles = Counting(1_000)
    outcomes = extract_many(articles, completer=Scripted(GOOD), concurrency=3)
    next(outcomes)
    assert articles.taken == 6
    next(outcomes)
    assert articles.taken == 7


def test_nothing_is_taken_before_the_first_outcome_is_asked_for() -> None:
    articles = Counting(10)
    outcomes = extract_many(articles, completer=Scripted(GOOD))
    assert articles.taken == 0
    assert next(outcomes).article.id == "a1"


def test_whoever_stops_listening_stops_the_asking() -> None:
    lock = Lock()
    asked: set[str] = set()

    def script(prompt: Prompt) -> Answer:
        with lock:
            asked.add(prompt.article)
        return GOOD(prompt)

    outcomes = extract_many(Counting(1_000), completer=Scripted(script), concurrency=2)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert len(asked) <= 4


def test_once_stopped_no_article_is_begun_and_those_under_way_are_finished() -> None:
    stop, both = Event(), Barrier(2, timeout=10)

    def script(prompt: Prompt) -> Answer:
        if prompt.task == "deployments":
            both.wait()
            stop.set()
        return GOOD(prompt)

    articles, model = Counting(1_000), Scripted(script)
    found = list(extract_many(articles, Settings(ask="all"), completer=model, concurrency=2, stop=stop))
    assert [(one.article.id, one.status, len(one.quotes)) for one in found] == [("a1", "ok", 1), ("a2", "ok", 1)]
    assert {prompt.article for prompt in model.prompts} == {"a1", "a2"}
    assert articles.taken <= 4


def test_a_run_that_is_stopped_before_it_begins_takes_nothing() -> None:
    stop, articles = Event(), Counting(10)
    stop.set()
    assert not list(extract_many(articles, completer=Scripted(GOOD), stop=stop))
    assert articles.taken == 0


def test_an_article_is_ok_partial_or_failed() -> None:
    scripts = {"a0": GOOD, "a1": by_task(quotes=DOWN, deployments=GOOD), "a2": by_task(quotes=DOWN, deployments=DOWN)}
    model = Scripted(lambda prompt: scripts[prompt.article](prompt))
    found = extract_many([story(number) for number in range(3)], Settings(ask="all"), completer=model)
    assert [one.status for one in found] == ["ok", "partial", "failed"]


def test_an_article_with_records_of_one_part_is_partial() -> None:
    text = f"{TEXT}\n\n“You stay,” Tom Reed said."
    answers = in_turn(speaking({"A": "Ana Silva"}, {"Q1": "A"}), DOWN)
    settings = Settings(records=("quotes",), ask="all").model_copy(update={"part_characters": 1})
    [found] = extract_many([Article(text=text)], settings, completer=Scripted(answers))
    assert (found.status, len(found.quotes)) == ("partial", 1)


@pytest.mark.parametrize("concurrency", [0, -1])
def test_a_concurrency_below_one_is_refused_at_once(concurrency: int) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        extract_many([story()], completer=Scripted(GOOD), concurrency=concurrency)


def test_settings_that_lack_something_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--recordings"):
        extract_many([story()], Settings(mode="record"))
    with pytest.raises(UsageError, match="recordings"):
        extract(story(), Settings(mode="replay", recordings=tmp_path))


class Unusable:
    """A completer whose settings are wrong for every article."""

    def complete(self, prompt: Prompt) -> Completion:
        raise UsageError(f"no server for {prompt.model}")


def test_settings_that_prove_wrong_on_the_way_stop_the_run() -> None:
    with pytest.raises(UsageError, match="no server"):
        list(extract_many([story(1), story(2)], ALL, completer=Unusable()))


def test_an_extraction_survives_json_and_a_process_border() -> None:
    extraction = extract(story(), completer=Scripted(by_task(quotes=DOWN, deployments=GOOD)))
    values = json.loads(extraction.model_dump_json())
    assert list(values) == ["article", "deployments", "quotes", "rejections", "lineage", "usage", "error"]
    del values["article"]["sha256"]
    assert Extraction.model_validate(values).model_dump() == extraction.model_dump()
    assert pickle.loads(pickle.dumps(extraction)) == extraction  # noqa: S301 - our own


def test_an_article_that_cannot_be_used_raises_where_it_is_made() -> None:
    with pytest.raises(ArticleError):
        Article(text=" ")
