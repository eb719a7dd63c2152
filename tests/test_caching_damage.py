"""A cache that was damaged or planted: nothing of it is unpickled, followed or trusted, and it is filled again."""

import os
import pickle
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.caching import Cache, TextOnly
from extractor.exchanges import LARGEST, to_bytes
from tests.caches import CACHED, GOOD, change_row, count_rows, diskcache, numbered
from tests.stores import ANSWER, PROMPT, SECRET


class Trap:
    """What makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Tell pickle to make the folder."""
        return os.mkdir, (str(self.path),)


def test_a_planted_pickle_is_never_loaded(cache: Cache, tmp_path: Path) -> None:
    """CVE-2025-69872: the row is dropped unread."""
    change_row(cache, "mode = 4, value = ?", pickle.dumps(Trap(tmp_path / "made")))
    assert cache.find(PROMPT) is None
    assert not (tmp_path / "made").exists()
    assert (cache.damaged, count_rows(cache)) == (1, 0)


def test_plain_diskcache_loads_a_planted_pickle(cache: Cache, tmp_path: Path) -> None:
    """The trap works, so the test above can fail."""
    change_row(cache, "mode = 4, value = ?", pickle.dumps(Trap(tmp_path / "made")))
    diskcache.Cache(str(cache.folder)).get(PROMPT.digest)
    assert (tmp_path / "made").exists()


def test_a_planted_pickle_file_is_never_loaded(cache: Cache, tmp_path: Path) -> None:
    (cache.folder / "trap.val").write_bytes(pickle.dumps(Trap(tmp_path / "made")))
    change_row(cache, "mode = 4, value = NULL, filename = 'trap.val'")
    assert cache.find(PROMPT) is None
    assert not (tmp_path / "made").exists()


def test_text_that_is_called_a_pickle_is_refused_too(cache: Cache) -> None:
    change_row(cache, "mode = 4")
    assert cache.find(PROMPT) is None


def test_text_keys_can_be_listed(cache: Cache) -> None:
    disk = type("TextDisk", (TextOnly, diskcache.Disk), {})
    assert list(diskcache.Cache(str(cache.folder), disk=disk)) == [PROMPT.digest]


def test_a_text_key_that_is_called_a_pickle_is_refused_too(cache: Cache) -> None:
    change_row(cache, "raw = 0")
    disk = type("TextDisk", (TextOnly, diskcache.Disk), {})
    with pytest.raises(ValueError, match="no text"):
        list(diskcache.Cache(str(cache.folder), disk=disk))


def test_a_planted_pickle_key_is_never_loaded(cache: Cache, tmp_path: Path) -> None:
    change_row(cache, "raw = 0, key = ?", pickle.dumps(Trap(tmp_path / "made")))
    disk = type("TextDisk", (TextOnly, diskcache.Disk), {})
    with pytest.raises(ValueError, match="no text"):
        list(diskcache.Cache(str(cache.folder), disk=disk))
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("planted", [b"bytes", 7, {"a": 1}])
def test_only_text_can_be_put_into_the_cache(planted: object) -> None:
    with pytest.raises(ValueError, match="no text"):
        TextOnly().store(planted, read=False)
    with pytest.raises(ValueError, match="no text"):
        TextOnly().put(planted)


def test_a_row_that_names_a_file_neither_reads_nor_deletes_it(cache: Cache, tmp_path: Path) -> None:
    outside = tmp_path / "precious"
    outside.write_text(GOOD)
    change_row(cache, "mode = 3, value = NULL, filename = '../precious'")
    assert cache.find(PROMPT) is None
    assert outside.read_text() == GOOD


@pytest.mark.parametrize(
    "value",
    [
        GOOD[: len(GOOD) // 2],
        "",
        GOOD.replace("naïve", "naive"),
        GOOD.replace('"format": 1', '"format": 2'),
        to_bytes(numbered(9), ANSWER).decode(),
        GOOD.encode(),
        7,
    ],
    ids=["cut", "empty", "edited", "format", "other", "bytes", "number"],
)
def test_a_damaged_answer_is_a_miss_and_is_dropped(
    cache: Cache, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault 50."""
    change_row(cache, "value = ?", value)
    assert cache.find(PROMPT) is None
    assert (cache.damaged, count_rows(cache)) == (1, 0)
    assert PROMPT.digest[:12] in caplog.text
    assert SECRET not in caplog.text


def test_a_giant_row_is_dropped_for_its_length(cache: Cache, caplog: pytest.LogCaptureFixture) -> None:
    change_row(cache, "value = ?", "x" * (LARGEST + 1))
    assert cache.find(PROMPT) is None
    assert "too long" in caplog.text


def test_an_answer_that_is_not_utf8_is_dropped_without_a_word_of_it(
    cache: Cache, caplog: pytest.LogCaptureFixture
) -> None:
    change_row(cache, "value = CAST(? AS TEXT)", GOOD.encode().replace("ï".encode(), b"\xff"))
    assert cache.find(PROMPT) is None
    assert (cache.damaged, count_rows(cache)) == (1, 0)
    assert SECRET not in caplog.text


def test_a_dropped_answer_can_be_stored_again(cache: Cache) -> None:
    change_row(cache, "value = ''")
    cache.find(PROMPT)
    cache.save(PROMPT, ANSWER)
    assert cache.find(PROMPT) == CACHED


def test_a_giant_answer_is_not_stored(cache: Cache) -> None:
    with pytest.raises(OSError, match="not stored"):
        cache.save(PROMPT, replace(ANSWER, text="x" * LARGEST))


@pytest.mark.parametrize(
    "garbage", [b"garbage " * 4096, b"SQLite format 3\0" + b"\xff" * 8192], ids=["no database", "broken database"]
)
def test_a_garbage_database_is_put_aside_and_rebuilt(
    tmp_path: Path, garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault 51."""
    store = Cache(tmp_path)
    (tmp_path / "cache.db").write_bytes(garbage)
    assert store.find(PROMPT) is None
    store.save(PROMPT, ANSWER)
    assert store.find(PROMPT) == CACHED
    (aside,) = tmp_path.glob("cache.db.damaged-*")
    assert aside.read_bytes() == garbage
    assert "put aside" in caplog.text


def test_an_empty_database_is_filled(tmp_path: Path) -> None:
    (tmp_path / "cache.db").touch()
    store = Cache(tmp_path)
    store.save(PROMPT, ANSWER)
    assert store.find(PROMPT) == CACHED


def test_a_database_with_foreign_settings_is_put_aside(cache: Cache) -> None:
    cache.close()
    with closing(sqlite3.connect(cache.folder / "cache.db")) as database, database:
        database.execute("INSERT INTO Settings VALUES ('disk_of_another_program', 1)")
    store = Cache(cache.folder)
    assert (store.find(PROMPT), store.damaged) == (None, 1)


def spoil_pages(cache: Cache) -> None:
    """Overwrite all pages of an open database but its first."""
    with closing(sqlite3.connect(cache.folder / "cache.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = cache.folder / "cache.db"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


def test_a_database_that_breaks_while_open_is_a_miss_and_is_rebuilt(cache: Cache) -> None:
    spoil_pages(cache)
    again = Cache(cache.folder)
    assert again.find(PROMPT) is None
    again.save(PROMPT, ANSWER)
    assert again.find(PROMPT) == CACHED


def test_a_broken_database_is_put_aside_once_by_all_threads(cache: Cache) -> None:
    spoil_pages(cache)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(cache.find, [PROMPT, PROMPT])) == [None, None]
    assert len(list(cache.folder.glob("cache.db.damaged-*"))) == cache.damaged == 1


def test_an_answer_is_stored_even_when_the_database_just_broke(cache: Cache) -> None:
    spoil_pages(cache)
    cache.save(numbered(1), ANSWER)
    assert cache.find(numbered(1)) == CACHED
    assert cache.damaged == 1


def test_a_database_that_is_deleted_while_open_is_made_again(cache: Cache) -> None:
    for path in cache.folder.iterdir():
        path.unlink()
    assert cache.find(PROMPT) is None
    cache.save(PROMPT, ANSWER)
    assert Cache(cache.folder).find(PROMPT) == CACHED
