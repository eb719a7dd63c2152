"""Keeping: what is not kept, and where nothing can be."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from evals.running import run_golds
from extractor import Article, Settings, extract, extract_many
from tests.keepsakes import ARTICLE, MARK, ROOT, TEXT, Desk, misplaced, no_json, serving, telling
from tests.loopback import failed
from tests.newsroom import BASES_LABELS, gold_of
from tests.scripted import Scripted, by_task, in_turn, nothing
from tests.stores import full_disk


def test_a_folder_that_cannot_be_made_costs_no_article_and_no_word(
    recorded: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    recorded.cache.write_text("a file stands in its place", "utf-8")
    assert [one.error for one in extract_many([ARTICLE, ARTICLE], recorded.settings())] == [None, None]
    assert caplog.records == []


def test_a_full_disk_costs_no_article(recorded: Desk) -> None:
    with full_disk():
        assert [one.error for one in extract_many([ARTICLE, ARTICLE], recorded.settings())] == [None, None]
    assert recorded.kept() == []


def test_what_is_kept_is_this_users_alone(recorded: Desk) -> None:
    before = os.umask(0)
    try:
        extract(ARTICLE, recorded.settings())
    finally:
        os.umask(before)
    (path,) = recorded.kept()
    modes = {one.stat().st_mode & 0o777 for one in (recorded.cache, recorded.cache / "kept", path.parent)}
    assert (modes, path.stat().st_mode & 0o777) == ({0o700}, 0o600)


def test_the_cache_takes_a_folder_in_which_something_was_kept_before(tmp_path: Path) -> None:
    """A cache closes a folder that is open to others, unless somebody else's files lie in it."""
    desk = Desk(tmp_path)
    desk.record()
    desk.cache.mkdir(mode=0o755)
    extract(ARTICLE, desk.settings())
    other = Article(text=f"{TEXT} So it is.", id="b")
    with serving() as server:
        for _ in range(2):
            extract(other, desk.settings("auto", base_url=server.url))
        assert len(server.requests) == 2
    assert desk.cache.stat().st_mode & 0o777 == 0o700


def test_neither_the_whole_article_nor_a_key_is_in_what_is_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving() as server:
        extract(ARTICLE, desk.settings("auto", base_url=server.url, api_key="canary-key-of-sixteen"))
    (path,) = desk.kept()
    content = path.read_text("utf-8")
    assert "Ana Silva" in content
    assert TEXT not in content
    assert "canary-key" not in content


def test_without_keep_nothing_is_kept_or_taken(marked: Desk) -> None:
    assert not marked.is_taken(keep=False)
    shutil.rmtree(marked.cache)
    extract(ARTICLE, marked.settings(keep=False))
    assert marked.kept() == []


def test_live_takes_nothing(recorded: Desk) -> None:
    with serving() as server:
        extract(ARTICLE, recorded.settings("auto", base_url=server.url))
        recorded.mark()
        assert not recorded.is_taken(mode="live", base_url=server.url)
        assert len(server.requests) == 2


def test_a_completer_of_ones_own_is_always_asked(marked: Desk) -> None:
    completer = Scripted(telling)
    assert extract(ARTICLE, marked.settings(), completer=completer).usage.seconds != MARK
    assert len(completer.prompts) == 2


def test_code_alone_keeps_nothing(recorded: Desk) -> None:
    extract(ARTICLE, recorded.settings(model="rules"))
    assert not recorded.cache.exists()


def test_nothing_is_kept_of_the_recordings_that_come_with_the_program(tmp_path: Path) -> None:
    seed = Article.read(ROOT / "seeds" / "000_49bdabf08e8c6517.txt")
    assert extract(seed, Settings(mode="replay", cache_dir=tmp_path / "cache")).quotes
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_evals_takes_nothing(tmp_path: Path) -> None:
    desk, gold = Desk(tmp_path), gold_of(BASES_LABELS)
    desk.record(nothing, gold.article)  # type: ignore[arg-type]
    extract(gold.article, desk.settings())
    desk.mark()
    assert {one.usage.seconds for one in run_golds([gold], desk.settings()).extractions}.isdisjoint({MARK})


@pytest.mark.parametrize(
    ("script", "status"),
    [
        (no_json, "failed"),
        (by_task(deployments="no JSON", quotes=telling), "partial"),
        (by_task(deployments=in_turn("no JSON", telling), quotes=telling), "ok"),
    ],
    ids=["failed", "partial", "an answer that was not stored"],
)
def test_what_would_be_asked_again_is_not_kept(script: Any, status: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving(script) as server:
        (found,) = extract_many([ARTICLE], desk.settings("auto", base_url=server.url))
    assert (found.status, desk.kept()) == (status, [])


def test_what_code_said_in_the_models_place_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving(no_json) as server:
        found = extract(ARTICLE, desk.settings("auto", base_url=server.url, fallback="rules"))
    assert (found.status, found.lineage.tasks["quotes"].outcome, desk.kept()) == ("ok", "fell_back", [])


def test_what_was_not_mended_for_want_of_an_answer_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving(misplaced, failed(400)) as server:
        found = extract(ARTICLE, desk.settings("auto", base_url=server.url, records=("deployments",)))
        assert len(server.requests) == 2
    assert (found.status, desk.kept()) == ("ok", [])


def test_without_a_key_what_code_said_in_the_models_place_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert extract(ARTICLE, desk.settings("auto", model="other")).lineage.tasks["quotes"].outcome == "fell_back"
    assert desk.kept() == []
