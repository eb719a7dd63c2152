"""Keeping: what an article came to is taken the next time, with the same bytes as if it was worked out anew."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor import Article, Extraction, Settings, extract, extract_many
from extractor.cli import main
from tests.keepsakes import (
    ARTICLE,
    EXTRACT,
    LONG,
    MARK,
    OPENING,
    ROOT,
    TEXT,
    Desk,
    anew,
    arguments,
    misplaced,
    run_python,
    serving,
    telling,
)
from tests.scripted import Json, assert_grounded, by_task, in_turn, nothing


def test_what_an_article_came_to_is_taken_the_next_time(marked: Desk) -> None:
    assert marked.is_taken()
    assert [one.usage.seconds for one in extract_many([ARTICLE], marked.settings())] == [MARK]


def test_what_is_taken_is_an_extraction_like_any_other(recorded: Desk) -> None:
    first, second = (extract(ARTICLE, recorded.settings()) for _ in range(2))
    assert first == second
    assert second.article is ARTICLE
    assert (len(second.deployments), len(second.quotes)) == (2, 1)
    assert_grounded(second)


WAYS: dict[str, tuple[Callable[[], Any], Article, Json]] = {
    "both kinds": (lambda: telling, ARTICLE, {}),
    "places refused": (lambda: by_task(deployments=misplaced, quotes=telling), ARTICLE, {}),
    "places refused, no repair": (lambda: by_task(deployments=misplaced, quotes=telling), ARTICLE, {"repair": False}),
    "nothing found": (lambda: nothing, ARTICLE, {}),
    "nothing asked": (lambda: telling, Article(text="Rain fell on the hills.", id="dry"), {}),
    "several parts": (lambda: telling, LONG, {"part_characters": 500}),
    "one kind": (lambda: telling, ARTICLE, {"records": ("quotes",)}),
    "only what code is not sure of": (lambda: telling, ARTICLE, {"ask": "unsure"}),
    "a repair": (lambda: by_task(deployments=in_turn(misplaced, telling), quotes=telling), ARTICLE, {}),
    "a fallback that is not needed": (lambda: telling, ARTICLE, {"fallback": "rules"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_replay_gives_the_same_bytes_with_and_without_what_is_kept(way: str, tmp_path: Path) -> None:
    make, article, given = WAYS[way]
    desk = Desk(tmp_path)
    desk.record(make(), article, **given)
    settings = desk.settings(**given)
    wanted, first = anew(article, settings), extract(article, settings)
    assert (way != "a repair") or first.usage.requests > 2
    assert len(desk.kept()) == 1
    assert {first.model_dump_json(), extract(article, settings).model_dump_json()} == {wanted}


@pytest.mark.parametrize("way", WAYS)
def test_auto_gives_the_same_bytes_and_says_cached_as_without_what_is_kept(way: str, tmp_path: Path) -> None:
    make, article, given = WAYS[way]
    desk = Desk(tmp_path)
    with serving(make()) as server:
        settings = desk.settings("auto", base_url=server.url, **given)
        first = extract(article, settings)
        asked = len(server.requests)
        assert len(desk.kept()) == 1
        second = extract(article, settings)
        assert second.model_dump_json() == anew(article, settings)
        assert len(server.requests) == asked
    assert {run.origin for run in first.lineage.tasks.values()} <= {"live", "rules", None}
    assert {run.origin for run in second.lineage.tasks.values()} <= {"cached", "rules", None}


def test_what_came_live_is_said_to_be_replayed_once_its_answers_are_recordings(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving() as server:
        extract(ARTICLE, desk.settings("auto", base_url=server.url))
        recorder = Desk(tmp_path)
        extract(ARTICLE, recorder.settings("record", base_url=server.url, cache_dir=tmp_path / "other"))
        settings = desk.settings("auto", base_url=server.url)
        found = extract(ARTICLE, settings)
        assert {run.origin for run in found.lineage.tasks.values()} == {"replayed"}
        assert found.model_dump_json() == anew(ARTICLE, settings)


def test_an_answer_from_the_cache_and_one_of_the_recordings_are_each_said_to_be_what_they_are(recorded: Desk) -> None:
    for path in sorted(recorded.recordings.iterdir()):
        if json.loads(path.read_bytes())["task"] == "quotes":
            path.unlink()
    with serving() as server:
        settings = recorded.settings("auto", base_url=server.url)
        extract(ARTICLE, settings)
        recorded.mark()
        found = extract(ARTICLE, settings)
    assert found.usage.seconds == MARK
    assert {name: run.origin for name, run in found.lineage.tasks.items()} == {
        "deployments": "replayed", "quotes": "cached",
    }  # fmt: skip


def test_what_the_recorded_model_has_come_to_answer_since_is_not_passed_over(tmp_path: Path) -> None:
    """Without a model in the settings the recordings' own comes first, whatever another has answered and is kept."""
    desk = Desk(tmp_path)
    desk.record(article=Article(text=OPENING, id="other"), model="recorded-model")
    with serving() as server:
        settings = desk.settings("auto", base_url=server.url, model=None)
        assert extract(ARTICLE, settings).lineage.model_asked == "gpt-4.1-mini"
        assert desk.kept()
        desk.record(model="recorded-model")
        found = extract(ARTICLE, settings)
        assert found.lineage.model_asked == "recorded-model"
        assert found.model_dump_json() == anew(ARTICLE, settings)
        assert extract(ARTICLE, settings).model_dump_json() == anew(ARTICLE, settings)


def test_what_was_recorded_live_is_replayed_by_what_is_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving() as server:
        extract(ARTICLE, desk.settings("record", base_url=server.url))
    desk.mark()
    assert desk.is_taken()


def test_what_was_asked_live_is_taken_by_auto_from_what_is_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving() as server:
        settings = desk.settings("auto", base_url=server.url)
        asked = extract(ARTICLE, desk.settings("live", base_url=server.url))
        wanted = anew(ARTICLE, settings)
        assert extract(ARTICLE, settings).model_dump_json() == wanted
        desk.mark()
        assert desk.is_taken(mode="auto", base_url=server.url)
    assert wanted == asked.model_dump_json().replace('"origin":"live"', '"origin":"cached"')


def test_what_was_asked_live_is_not_kept_where_a_recording_says_something_else(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.record(nothing)
    with serving() as server:
        assert extract(ARTICLE, desk.settings("live", base_url=server.url)).quotes
    assert desk.kept() == []


def test_the_command_line_keeps_and_takes_unless_told_not_to(
    recorded: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    def seconds(*more: str) -> float:
        assert main(["extract", *arguments(recorded), *more]) == 0
        taken: float = json.loads(capsys.readouterr().out)["usage"]["seconds"]
        return taken

    assert seconds("--no-keep") < MARK
    assert recorded.kept() == []
    assert seconds() < MARK
    recorded.mark()
    assert [seconds(), seconds("--keep"), seconds("--no-keep") < MARK] == [MARK, MARK, True]


def test_the_environment_says_whether_to_keep() -> None:
    assert [Settings.from_environment({"EXTRACTOR_KEEP": said}).keep for said in ("0", "1", "")] == [False, True, True]


@pytest.mark.parametrize("word", ["--keep", "--no-keep"])
def test_the_command_that_tries_failed_articles_again_says_whether_to_keep(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = [tmp_path / f"{name}.txt" for name in ("one", "two")]
    for path in stories:
        path.write_text(f"{TEXT} So the {path.stem} said.", "utf-8")
    with serving() as closed:
        about = ["--base-url", closed.url, "--deadline", "0.1", "--ask", "all", "--cache-dir", str(tmp_path / "cache")]
    out = ["-o", str(tmp_path / "out.jsonl"), "--model", "m"]
    assert main(["extract", *map(str, stories), *about, *out, word]) == 1
    (again,) = re.findall(r"extractor (extract --retry-failed .*)\n", capsys.readouterr().err)
    assert again.split().count(word) == 1
    assert main(again.split()) == 1


def test_replay_by_what_is_kept_opens_no_database(recorded: Desk) -> None:
    extract(ARTICLE, recorded.settings())
    # What measures coverage has loaded some of them before.
    code = f"import sys; before = set(sys.modules); {EXTRACT.rpartition(';')[0]}; main(['extract', *sys.argv[1:]])"
    code += "; assert not {'sqlite3', 'diskcache', 'openai', 'instructor'} & (set(sys.modules) - before)"
    assert json.loads(run_python(ROOT, code, *arguments(recorded)))["usage"]
    assert not (recorded.cache / "cache.db").exists()


def test_processes_and_threads_that_keep_the_same_at_once_leave_one_whole(
    recorded: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    words = [sys.executable, "-c", EXTRACT, *arguments(recorded)]
    runs = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    told = {run.communicate()[0] for run in runs}
    with_threads = extract_many([ARTICLE] * 20, recorded.settings("auto"), concurrency=8)
    assert {one.status for one in with_threads} == {"ok"}
    assert len(told) == 1
    assert len(recorded.kept()) == 2  # replay reads one store, auto two
    assert caplog.records == []
    recorded.mark()
    assert recorded.is_taken()


def lines(extractions: Iterator[Extraction]) -> list[str]:
    return [one.model_dump_json() for one in extractions]


def test_many_articles_come_in_order_some_kept_some_not(recorded: Desk) -> None:
    others = [Article(text=f"{TEXT} It was day {number}.", id=f"n{number}") for number in range(6)]
    for article in others:
        recorded.record(article=article)
    list(extract_many(others[::2], recorded.settings()))
    wanted = lines(extract_many(others, recorded.settings(keep=False)))
    assert lines(extract_many(others, recorded.settings())) == wanted
    assert lines(extract_many(others, recorded.settings())) == wanted
