"""The everyday cache: private, never evicting, shared by threads and processes, and no reason to lose an answer."""

import logging
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.caching import Cache
from extractor.flow import Allowance, Completion, Message, Prompt
from extractor.recording import Stored
from tests.caches import CACHED, diskcache, numbered
from tests.stores import ANSWER, PROMPT, Repeating, full_disk


def test_a_cached_answer_comes_back_whole_with_its_failed_attempts(cache: Cache) -> None:
    assert cache.find(PROMPT) == CACHED


def test_a_cached_answer_outlives_its_process(cache: Cache) -> None:
    cache.close()
    assert Cache(cache.folder).find(PROMPT) == CACHED


def test_half_a_surrogate_pair_survives(cache: Cache) -> None:
    cache.save(PROMPT, replace(ANSWER, text="\ud800!"))
    found = cache.find(PROMPT)
    assert found is not None
    assert found.text == "\ud800!"


@pytest.mark.parametrize(
    "changed",
    [
        replace(PROMPT, model="large-model"),
        replace(PROMPT, schema={"type": "array"}),
        replace(PROMPT, messages=(Message("user", "Changed."),)),
        replace(PROMPT, seed=1),
    ],
)
def test_another_request_is_a_miss_and_the_old_answer_stays(cache: Cache, changed: Prompt) -> None:
    """Faults 49 and 64."""
    assert cache.find(changed) is None
    cache.save(changed, replace(ANSWER, text="{}"))
    assert cache.find(PROMPT) == CACHED


def test_who_asks_and_how_long_it_may_take_is_no_part_of_the_key(cache: Cache) -> None:
    """Fault 65."""
    prompt = replace(PROMPT, task="again", article="renamed", allowance=Allowance(deadline=1.0))
    assert cache.find(prompt) == CACHED


def test_the_folder_and_its_files_are_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = Cache(tmp_path / "deep" / "cache")
        store.save(PROMPT, ANSWER)
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (store.folder, *store.folder.iterdir())}
    assert modes.pop("cache") == 0o700
    assert set(modes.values()) == {0o600}


def test_a_cache_that_was_left_open_to_others_is_closed_to_them(cache: Cache) -> None:
    cache.close()
    cache.folder.chmod(0o777)
    (cache.folder / "cache.db").chmod(0o666)
    assert Cache(cache.folder).find(PROMPT) == CACHED
    assert [path.stat().st_mode & 0o077 for path in (cache.folder, cache.folder / "cache.db")] == [0, 0]


def test_a_shared_folder_with_other_files_is_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "thesis.txt").touch()
    store = Cache(folder)
    assert store.find(PROMPT) is None
    assert "name another folder" in caplog.text
    with pytest.raises(PermissionError, match="name another folder"):
        store.save(PROMPT, ANSWER)
    assert (folder.stat().st_mode & 0o777, len(list(folder.iterdir()))) == (0o755, 1)


def test_a_cache_that_cannot_be_opened_is_a_miss_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    store = Cache(tmp_path / "file")
    assert [store.find(PROMPT), store.find(PROMPT)] == [None, None]
    assert len(caplog.records) == 1


def test_a_symbolic_link_in_place_of_the_database_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    (folder / "cache.db").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError, match="not a regular file"):
        Cache(folder).save(PROMPT, ANSWER)
    assert not (tmp_path / "elsewhere").exists()


def test_nothing_is_evicted_whatever_the_limits_were_before(tmp_path: Path) -> None:
    """Fault 52: the folder was made with limits that a tenth of these answers exceeds."""
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    diskcache.Cache(str(folder), size_limit=2**17, cull_limit=10, eviction_policy="least-recently-stored").close()
    store = Cache(folder)
    for number in range(60):
        store.save(numbered(number), replace(ANSWER, text="x" * 2**15))
    assert all(store.find(numbered(number)) for number in range(60))


def test_threads_share_one_cache(tmp_path: Path) -> None:
    store = Cache(tmp_path)

    def round_trip(number: int) -> Completion | None:
        store.save(numbered(number), ANSWER)
        return store.find(numbered(number))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(round_trip, range(64))) == [CACHED] * 64


def test_a_full_disk_does_not_lose_a_paid_answer(cache: Cache, caplog: pytest.LogCaptureFixture) -> None:
    """Fault 53; what was stored before is still there, and the cache works again once there is room."""
    stored = Stored(cache, Repeating(), lambda _, __: True)
    with full_disk():
        answer = stored.complete(numbered(1))
    assert answer == ANSWER
    assert len(stored.unsaved) == 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert cache.find(PROMPT) == CACHED
    cache.save(numbered(1), ANSWER)
    assert cache.find(numbered(1)) == CACHED


def test_a_cache_that_another_process_locks_does_not_hold_up_reading(cache: Cache) -> None:
    with closing(sqlite3.connect(cache.folder / "cache.db", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        assert cache.find(PROMPT) == CACHED


def test_a_cache_that_another_process_keeps_locked_gives_up_writing(cache: Cache) -> None:
    impatient = Cache(cache.folder, patience=0.01)
    impatient.find(PROMPT)
    with closing(sqlite3.connect(cache.folder / "cache.db", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        with pytest.raises(OSError, match="locked"):
            impatient.save(PROMPT, ANSWER)
