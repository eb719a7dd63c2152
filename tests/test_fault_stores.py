"""Faults of stored answers and recordings, met by the command line; the numbers are those of FAULTS.md."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.bench import TEXT, Bench, answering
from tests.loopback import Loopback, Request, said
from tests.scripted import Json

# --- stores --------------------------------------------------------------------------------------------------------


def filled(bench: Bench, mode: str) -> Path:
    """An article whose answers are stored."""
    path = bench.write("a.txt")
    with Loopback(answering) as server:
        found = bench.ask(server, path, mode=mode)
        assert (found.code, len(server.requests)) == (0, 2)
    return path


def spoil_rows(cache: Path, old: str, new: str) -> None:
    with closing(sqlite3.connect(cache / "cache.db")) as database, database:
        database.execute("UPDATE Cache SET value = replace(value, ?, ?)", (old, new))


ROWS: dict[str, Callable[[Path], object]] = {
    "another format": partial(spoil_rows, old='"format": 1', new='"format": 0'),
    "a letter changed": partial(spoil_rows, old="Silva", new="Sylva"),
    "cut short": partial(spoil_rows, old='"checksum"', new=""),
}


@pytest.mark.parametrize("damage", ROWS)
def test_a_cached_answer_that_cannot_be_trusted_is_asked_for_anew_and_stored_again(damage: str, bench: Bench) -> None:
    """Faults 49 and 50, with a server to ask."""
    path = filled(bench, "auto")
    ROWS[damage](bench.cache)
    with Loopback(answering) as server:
        again = bench.ask(server, path)
        assert (again.code, len(server.requests), again.origins) == (0, 2, {"live"})
        cached = bench.ask(server, path)
        assert (cached.code, len(server.requests), cached.origins) == (0, 2, {"cached"})
    assert cached.lines[0]["quotes"] == again.lines[0]["quotes"]


def spoil_files(folder: Path, old: bytes, new: bytes) -> None:
    for path in folder.glob("*.json"):
        path.write_bytes(path.read_bytes().replace(old, new))


FILES: dict[str, Callable[[Path], object]] = {
    "another format": partial(spoil_files, old=b'"format": 1', new=b'"format": 0'),
    "a letter changed": partial(spoil_files, old=b"soldiers", new=b"soldlers"),
    "cut short": partial(spoil_files, old=b'"checksum"', new=b""),
}


@pytest.mark.parametrize("damage", FILES)
def test_a_recording_that_cannot_be_trusted_stops_its_article_offline(damage: str, bench: Bench) -> None:
    """Faults 49 and 50, without a server: no other answer takes its place."""
    path = filled(bench, "record")
    FILES[damage](bench.recordings)
    found = bench.replay(path)
    assert (found.code, found.kinds) == (1, ["damaged_recording"])
    assert "restore it, or delete it and record it again" in found.error
    assert found.lines[0]["quotes"] == []


def test_a_replay_without_recordings_does_not_begin(bench: Bench) -> None:
    """Fault 51."""
    found = bench.extract(bench.write("a.txt"), "--mode", "replay", "--recordings", bench.recordings)
    assert (found.code, found.lines) == (2, [])
    assert "the recordings in" in found.error


def test_recordings_that_nobody_may_write_to_are_replayed(bench: Bench) -> None:
    """Fault 54; and nothing is written beside them."""
    path = filled(bench, "record")
    for recording in bench.recordings.iterdir():
        recording.chmod(0o444)
    bench.recordings.chmod(0o555)
    before = sorted(bench.recordings.iterdir())
    found = bench.replay(path)
    bench.recordings.chmod(0o755)
    assert (found.code, found.origins, sorted(bench.recordings.iterdir())) == (0, {"replayed"}, before)


CHANGES: dict[str, tuple[str | Path, ...]] = {
    "model": ("--model", "another"),
    "limit": ("--max-output-tokens", "777"),
    "form": ("--structured", "json_object"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_request_is_another_answer_and_the_old_one_stays(change: str, bench: Bench) -> None:
    """Fault 64."""
    path = filled(bench, "auto")
    with Loopback(lambda request: said(json.dumps(emptied(request)))) as server:
        changed = bench.ask(server, path, *CHANGES[change])
        assert changed.origins == {"live"}
        sent = len(server.requests)
        old = bench.ask(server, path)
        assert (old.origins, len(server.requests)) == ({"cached"}, sent)


def emptied(request: Request) -> Json:
    """`none` to whatever is asked."""
    found = re.findall(r"\{([QM])(\d+)\}", request.json["messages"][-1]["content"].split("The reporter", 1)[0])
    keys = dict.fromkeys((f"{letter}{number}" for letter, number in found), "none")
    kind = "quotes" if "Q1" in keys else "deployments"
    return {"speakers": [], kind: keys} if kind == "quotes" else {kind: keys}


def test_an_article_without_its_recording_fails_and_the_nearest_one_is_named(bench: Bench) -> None:
    """Fault 66."""
    filled(bench, "record")
    found = bench.replay(bench.write("b.txt", TEXT.replace("500", "600")))
    assert (found.code, found.kinds) == (1, ["no_recording"])
    nearest = {path.name[:12] for path in bench.recordings.iterdir()}
    assert re.search(r"request [0-9a-f]{12}", found.error)
    assert any(name in found.error for name in nearest)
    assert "differs in the article's text" in found.error
