"""The everyday cache: private, never evicting, never unpickling, and never trusted further than its checksums."""

import importlib
import logging
import os
import pickle
import resource
import sqlite3
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.caching import Cache, TextOnly
from extractor.exchanges import LARGEST, to_bytes
from extractor.flow import Allowance, Attempt, Completion, Message, Prompt
from extractor.recording import Stored

# Untyped: as a plain module, its members are not checked.
diskcache = importlib.import_module("diskcache")

SECRET = "the general's words"  # noqa: S105

PROMPT = Prompt(
    task="quotes",
    article="001",
    messages=(Message("system", "Say who speaks."), Message("user", f"“Café”, {SECRET}")),
    schema={"type": "object"},
    model="small-model",
    max_tokens=512,
)
ANSWER = Completion(
    text='{"quotes": ["naïve"]}',
    model="small-model-2026",
    finish="stop",
    refusal=None,
    tokens_in=900,
    tokens_out=40,
    seconds=1.25,
    cost_usd=None,
    answered_at="2026-11-22T10:00:00Z",
    attempts=(Attempt("timeout"), Attempt("ok", 200)),
)
CACHED = replace(ANSWER, origin="cached")
GOOD = to_bytes(PROMPT, ANSWER).decode()


class Live:
    """A model that always gives ANSWER."""

    def complete(self, prompt: Prompt) -> Completion:
        """Give it, whatever `prompt` is."""
        del prompt
        return ANSWER


class Trap:
    """What makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Tell pickle to make the folder."""
        return os.mkdir, (str(self.path),)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Give a cache that holds the one answer to PROMPT."""
    store = Cache(tmp_path / "cache")
    store.save(PROMPT, ANSWER)
    return store


def change_row(cache: Cache, columns: str, *values: object) -> None:
    """Set columns of the only row behind the cache's back."""
    with closing(sqlite3.connect(cache.folder / "cache.db")) as database, database:
        database.execute(f"UPDATE Cache SET {columns}", values)  # noqa: S608


def count_rows(cache: Cache) -> int:
    with closing(sqlite3.connect(cache.folder / "cache.db")) as database:
        return int(database.execute("SELECT COUNT(*) FROM Cache").fetchone()[0])


def numbered(number: int) -> Prompt:
    return replace(PROMPT, seed=number)


@contextmanager
def full_disk() -> Generator[None, None, None]:
    """Let no file grow for a while, for real."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


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


def test_threads_share_one_cache(tmp_path: Path) -> None:
    store = Cache(tmp_path)

    def round_trip(number: int) -> Completion | None:
        store.save(numbered(number), ANSWER)
        return store.find(numbered(number))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(round_trip, range(64))) == [CACHED] * 64


def test_a_full_disk_does_not_lose_a_paid_answer(cache: Cache, caplog: pytest.LogCaptureFixture) -> None:
    """Fault 53; what was stored before is still there, and the cache works again once there is room."""
    stored = Stored(cache, Live(), lambda _, __: True)
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
