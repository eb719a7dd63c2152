"""Faults of files, stores and settings, met by the command line as a process; the numbers are those of FAULTS.md."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.settings import ENVIRONMENT
from tests.loopback import Loopback, Reply, Request, said
from tests.scripted import Json, drafted, speaking

ROOT = Path(__file__).resolve().parents[1]
TEXT = "Spain will send 500 soldiers to Latvia. “We will go,” Ana Silva said."
MEGABYTES = 1_000_000
PROGRAM = """
import re, sys
from pathlib import Path
from extractor.cli import main
code = main(sys.argv[1:])
sys.stdout.flush()
print(1024 * int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]), file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True)
class Done:
    """What one command came to."""

    code: int
    lines: Sequence[Json]
    error: str

    @property
    def kinds(self) -> list[str | None]:
        """The kind of each article's error."""
        return [line["error"]["kind"] if line["error"] else None for line in self.lines]

    @property
    def origins(self) -> set[str]:
        return {run["origin"] for line in self.lines for run in line["lineage"]["tasks"].values()}


def done(code: int, out: str, error: str) -> Done:
    assert "Traceback" not in error
    return Done(code, [json.loads(line) for line in out.splitlines()], error)


def answering(request: Request) -> Reply:
    """A model that finds what is in `TEXT`, and `none` elsewhere."""
    schema = request.json["response_format"]["json_schema"]["schema"]["properties"]
    if "quotes" in schema:
        return said(json.dumps(speaking({"A": "Ana Silva"}, dict.fromkeys(schema["quotes"]["properties"], "A"))))
    return said(json.dumps({"deployments": dict.fromkeys(schema["deployments"]["properties"], drafted())}))


@dataclass(frozen=True)
class Desk:
    """A folder to work in, and how articles of it are extracted from."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def recordings(self) -> Path:
        return self.folder / "recordings"

    def write(self, name: str, content: str | bytes = TEXT) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def extract(self, *arguments: str | Path) -> Done:
        code = main(["extract", "--format", "jsonl", *map(str, arguments)])
        told = self.capsys.readouterr()
        return done(code, told.out, told.err)

    def ask(self, server: Loopback, *arguments: str | Path, mode: str = "auto") -> Done:
        """Extract by way of a server, with a folder of recordings that is empty unless they are recorded."""
        given = ("--base-url", server.url, "--mode", mode, "--cache-dir", self.cache, "--recordings", self.recordings)
        return self.extract("--model", "m", *arguments, *given)

    def replay(self, *arguments: str | Path) -> Done:
        return self.extract(*arguments, "--mode", "replay", "--model", "m", "--recordings", self.recordings)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ENVIRONMENT.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EXTRACTOR_ASK", "all")
    return Desk(tmp_path, capsys)


def measured(server: Loopback, path: Path) -> tuple[Done, int]:
    """Extract in a process of its own; beside what it came to, the bytes of memory that it took at most."""
    given = ("--base-url", server.url, "--model", "m", "--mode", "live", "--cache-dir", path.parent / "cache")
    options = ("--format", "jsonl", "--records", "quotes", "--token-budget", str(10**7), *given)
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM, "extract", *map(str, options), str(path)],
        capture_output=True, cwd=ROOT, timeout=300, check=False,
    )  # fmt: skip
    *errors, peak = found.stderr.decode().splitlines()
    return done(found.returncode, found.stdout.decode(), "\n".join(errors)), int(peak)


# --- articles ------------------------------------------------------------------------------------------------------

UNUSABLE: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty_document"),
    "blank.txt": (b" \n\t\r\n", "empty_document"),
    "one.txt": (b"x", "empty_document"),
    "unseen.txt": ("\ufeff\u200b\u00ad".encode(), "empty_document"),
    "page.html": (b"<!DOCTYPE html><html><body></body></html>", "empty_document"),
    "surrogate.json": (b'{"text": "Spain \\ud800 sent 500 soldiers."}', "not_text"),
    "zeros.txt": (TEXT.encode("utf-16-le"), "not_text"),
    "latin.txt": ("Café: Spain sent 500 soldiers.".encode("latin-1"), "not_text"),
    "feed.xml": (b"<?xml version='1.0'?><rss><item>Spain sent 500 soldiers.</item></rss>", "not_text"),
    "paper.pdf": (b"%PDF-1.7 Spain sent 500 soldiers.", "not_text"),
    "packed.txt": (b"\x1f\x8b\x08\x00Spain sent 500 soldiers.", "not_text"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_is_no_article_is_refused_with_a_reason_and_no_request(name: str, desk: Desk) -> None:
    """Faults 36, 39 and 41."""
    content, kind = UNUSABLE[name]
    with Loopback(answering) as server:
        found = desk.ask(server, desk.write(name, content))
    assert (found.code, found.kinds, server.requests) == (1, [kind], [])
    assert found.error.startswith(f"extractor: {Path(name).stem}: ")


def test_an_article_without_anything_to_ask_about_is_done_without_a_request(desk: Desk) -> None:
    """Fault 39."""
    with Loopback(answering) as server:
        found = desk.ask(server, desk.write("a.txt", "It rained."))
    assert (found.code, found.kinds, server.requests) == (0, [None], [])


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_bytes_that_a_server_gets_are_the_articles(codec: str, desk: Desk) -> None:
    """Faults 38 and 41: no template is rendered and nothing arrives as mojibake."""
    odd = "Naïve “{{ 7*7 }}” {% for x in y %} \\n &amp; <b>"
    with Loopback(answering) as server:
        found = desk.ask(server, desk.write("a.txt", f"{TEXT} {odd}".encode(codec)), "--records", "deployments")
    [request] = server.requests
    assert odd in request.json["messages"][1]["content"]
    assert found.lines[0]["article"]["text"] == f"{TEXT} {odd}"


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n\r\n", "\r\n\n\r"])
def test_offsets_are_of_the_text_whose_hash_stands_beside_them(ends: str, desk: Desk) -> None:
    """Fault 42: line ends stay what they are."""
    content = f"It rained.{ends}{ends}{TEXT}{ends}It snowed.{ends}".encode()
    with Loopback(answering) as server:
        found = desk.ask(server, desk.write("a.txt", content))
    [line] = found.lines
    assert line["lineage"]["article_sha256"] == sha256(content).hexdigest()
    spans = [span for kind in ("deployments", "quotes") for record in line[kind] for span in evidence(record)]
    assert len(spans) > 3
    assert all(content.decode()[span["start"] : span["end"]] == span["text"] for span in spans)


def evidence(record: Json) -> list[Json]:
    return [span for spans in record["evidence"].values() for span in spans]


needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")


@needs_proc
def test_fifty_megabytes_are_refused_in_little_memory(desk: Desk) -> None:
    """Fault 40: before anything is worked out, or sent."""
    path = desk.write("big.txt", TEXT.encode() * (50 * MEGABYTES // len(TEXT.encode())))
    with Loopback(answering) as server:
        found, peak = measured(server, path)
    assert (found.kinds, server.requests) == (["too_large"], [])
    assert peak < 200 * MEGABYTES


@needs_proc
def test_a_line_without_end_is_questions_of_moderate_length_in_moderate_memory(desk: Desk) -> None:
    """Fault 40."""
    filling = "It rained on the town for days and nobody minded it at all. " * 330
    path = desk.write("line.txt", f"{filling}{TEXT} " * 10)
    with Loopback(answering) as server:
        found, peak = measured(server, path)
    assert [quote["speaker"] for quote in found.lines[0]["quotes"]] == ["Ana Silva"] * 10
    assert 8 <= len(server.requests) <= 10
    assert max(len(request.body) for request in server.requests) < 80_000
    assert peak < 500 * MEGABYTES


def test_a_link_to_an_article_is_the_article(desk: Desk) -> None:
    """Fault 45."""
    desk.write("a.txt")
    (desk.folder / "link.txt").symlink_to("a.txt")
    with Loopback(answering) as server:
        found = desk.ask(server, desk.folder / "link.txt")
    assert (found.code, found.lines[0]["article"]["id"]) == (0, "link")


def to_device(path: Path, device: str) -> None:
    path.symlink_to(device)


STRANGE: dict[str, Callable[[Path], object]] = {
    "FIFO": os.mkfifo,
    "/dev/zero": partial(to_device, device="/dev/zero"),
    "/dev/stdin": partial(to_device, device="/dev/stdin"),
    "itself": partial(to_device, device="a.txt"),
    "nothing": partial(to_device, device="gone.txt"),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_no_regular_file_is_refused_at_once(kind: str, desk: Desk) -> None:
    """Fault 45: named, and found in a folder."""
    (desk.folder / "stories").mkdir()
    path = desk.folder / "stories" / "a.txt"
    STRANGE[kind](path)
    for given in (path, path.parent):
        found = desk.replay(given)
        assert found.code == 1
        assert found.kinds[0] in {"not_a_file", "unreadable", "missing"}


@needs_proc
def test_a_file_is_as_long_as_what_can_be_read_of_it(desk: Desk) -> None:
    """Fault 45: the system says of files in /proc that they have no bytes."""
    found = desk.replay("/proc/self/mounts")
    assert Path("/proc/self/mounts").stat().st_size == 0
    assert found.kinds != ["empty_document"]
    assert found.lines[0]["article"]["text"].strip()


# --- stores --------------------------------------------------------------------------------------------------------


def filled(desk: Desk, mode: str) -> Path:
    """An article whose answers are stored."""
    path = desk.write("a.txt")
    with Loopback(answering) as server:
        found = desk.ask(server, path, mode=mode)
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
def test_a_cached_answer_that_cannot_be_trusted_is_asked_for_anew_and_stored_again(damage: str, desk: Desk) -> None:
    """Faults 49 and 50, with a server to ask."""
    path = filled(desk, "auto")
    ROWS[damage](desk.cache)
    with Loopback(answering) as server:
        again = desk.ask(server, path)
        assert (again.code, len(server.requests), again.origins) == (0, 2, {"live"})
        cached = desk.ask(server, path)
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
def test_a_recording_that_cannot_be_trusted_stops_its_article_offline(damage: str, desk: Desk) -> None:
    """Faults 49 and 50, without a server: no other answer takes its place."""
    path = filled(desk, "record")
    FILES[damage](desk.recordings)
    found = desk.replay(path)
    assert (found.code, found.kinds) == (1, ["damaged_recording"])
    assert "restore it, or delete it and record it again" in found.error
    assert found.lines[0]["quotes"] == []


def test_a_replay_without_recordings_does_not_begin(desk: Desk) -> None:
    """Fault 51."""
    found = desk.extract(desk.write("a.txt"), "--mode", "replay", "--recordings", desk.recordings)
    assert (found.code, found.lines) == (2, [])
    assert "the recordings in" in found.error


def test_recordings_that_nobody_may_write_to_are_replayed(desk: Desk) -> None:
    """Fault 54; and nothing is written beside them."""
    path = filled(desk, "record")
    for recording in desk.recordings.iterdir():
        recording.chmod(0o444)
    desk.recordings.chmod(0o555)
    before = sorted(desk.recordings.iterdir())
    found = desk.replay(path)
    desk.recordings.chmod(0o755)
    assert (found.code, found.origins, sorted(desk.recordings.iterdir())) == (0, {"replayed"}, before)


CHANGES: dict[str, tuple[str | Path, ...]] = {
    "model": ("--model", "another"),
    "limit": ("--max-output-tokens", "777"),
    "form": ("--structured", "json_object"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_request_is_another_answer_and_the_old_one_stays(change: str, desk: Desk) -> None:
    """Fault 64."""
    path = filled(desk, "auto")
    with Loopback(lambda request: said(json.dumps(emptied(request)))) as server:
        changed = desk.ask(server, path, *CHANGES[change])
        assert changed.origins == {"live"}
        sent = len(server.requests)
        old = desk.ask(server, path)
        assert (old.origins, len(server.requests)) == ({"cached"}, sent)


def emptied(request: Request) -> Json:
    """`none` to whatever is asked."""
    found = re.findall(r"\{([QM])(\d+)\}", request.json["messages"][-1]["content"].split("The reporter", 1)[0])
    keys = dict.fromkeys((f"{letter}{number}" for letter, number in found), "none")
    kind = "quotes" if "Q1" in keys else "deployments"
    return {"speakers": [], kind: keys} if kind == "quotes" else {kind: keys}


def test_an_article_without_its_recording_fails_and_the_nearest_one_is_named(desk: Desk) -> None:
    """Fault 66."""
    filled(desk, "record")
    found = desk.replay(desk.write("b.txt", TEXT.replace("500", "600")))
    assert (found.code, found.kinds) == (1, ["no_recording"])
    nearest = {path.name[:12] for path in desk.recordings.iterdir()}
    assert re.search(r"request [0-9a-f]{12}", found.error)
    assert any(name in found.error for name in nearest)
    assert "differs in the article's text" in found.error


# --- the key -------------------------------------------------------------------------------------------------------

CANARY = "sk-canary-77aa"


@pytest.mark.parametrize("key", [f"{CANARY}\n", f"{CANARY}\r\nX-Injected: yes", f" {CANARY}", "\n", f"{CANARY}\x7f"])
def test_a_key_that_could_be_a_header_of_its_own_is_refused_unseen(
    key: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault 69."""
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with Loopback(answering) as server:
        found = desk.ask(server, desk.write("a.txt"))
    assert (found.code, found.lines, server.requests) == (2, [], [])
    assert "OPENAI_API_KEY" in found.error
    assert CANARY not in found.error


@pytest.mark.parametrize("key", [None, ""])
def test_no_key_is_told_with_the_ways_out(key: str | None, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 69; a file `.env` is nobody's business."""
    desk.write(".env", f"OPENAI_API_KEY={CANARY}\n")
    monkeypatch.chdir(desk.folder)
    if key is not None:
        monkeypatch.setenv("OPENAI_API_KEY", key)
    found = desk.extract(desk.write("a.txt"), "--mode", "live", "--cache-dir", desk.cache)
    assert (found.code, found.kinds) == (2, ["no_key"])
    assert all(way in found.error for way in ("OPENAI_API_KEY", "--base-url", "--mode replay"))


def test_a_key_is_one_header_and_nothing_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 69."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with Loopback(answering) as server:
        desk.ask(server, desk.write("a.txt"))
    assert len(server.requests) == 2
    for request in server.requests:
        assert request.headers["authorization"] == f"Bearer {CANARY}"
        assert CANARY not in request.body.decode()
