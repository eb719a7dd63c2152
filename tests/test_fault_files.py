"""Faults of files and of keys, met by the command line as a process; the numbers are those of FAULTS.md."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from tests.bench import ROOT, TEXT, Bench, Done, answering, done
from tests.loopback import Loopback
from tests.scripted import Json

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
def test_a_file_that_is_no_article_is_refused_with_a_reason_and_no_request(name: str, bench: Bench) -> None:
    """Faults 36, 39 and 41."""
    content, kind = UNUSABLE[name]
    with Loopback(answering) as server:
        found = bench.ask(server, bench.write(name, content))
    assert (found.code, found.kinds, server.requests) == (1, [kind], [])
    assert found.error.startswith(f"extractor: {Path(name).stem}: ")


def test_an_article_without_anything_to_ask_about_is_done_without_a_request(bench: Bench) -> None:
    """Fault 39."""
    with Loopback(answering) as server:
        found = bench.ask(server, bench.write("a.txt", "It rained."))
    assert (found.code, found.kinds, server.requests) == (0, [None], [])


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_bytes_that_a_server_gets_are_the_articles(codec: str, bench: Bench) -> None:
    """Faults 38 and 41: no template is rendered and nothing arrives as mojibake."""
    odd = "Naïve “{{ 7*7 }}” {% for x in y %} \\n &amp; <b>"
    with Loopback(answering) as server:
        found = bench.ask(server, bench.write("a.txt", f"{TEXT} {odd}".encode(codec)), "--records", "deployments")
    [request] = server.requests
    assert odd in request.json["messages"][1]["content"]
    assert found.lines[0]["article"]["text"] == f"{TEXT} {odd}"


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n\r\n", "\r\n\n\r"])
def test_offsets_are_of_the_text_whose_hash_stands_beside_them(ends: str, bench: Bench) -> None:
    """Fault 42: line ends stay what they are."""
    content = f"It rained.{ends}{ends}{TEXT}{ends}It snowed.{ends}".encode()
    with Loopback(answering) as server:
        found = bench.ask(server, bench.write("a.txt", content))
    [line] = found.lines
    assert line["lineage"]["article_sha256"] == sha256(content).hexdigest()
    spans = [span for kind in ("deployments", "quotes") for record in line[kind] for span in evidence(record)]
    assert len(spans) > 3
    assert all(content.decode()[span["start"] : span["end"]] == span["text"] for span in spans)


def evidence(record: Json) -> list[Json]:
    return [span for spans in record["evidence"].values() for span in spans]


needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")


@needs_proc
def test_fifty_megabytes_are_refused_in_little_memory(bench: Bench) -> None:
    """Fault 40: before anything is worked out, or sent."""
    path = bench.write("big.txt", TEXT.encode() * (50 * MEGABYTES // len(TEXT.encode())))
    with Loopback(answering) as server:
        found, peak = measured(server, path)
    assert (found.kinds, server.requests) == (["too_large"], [])
    assert peak < 200 * MEGABYTES


@needs_proc
def test_a_line_without_end_is_questions_of_moderate_length_in_moderate_memory(bench: Bench) -> None:
    """Fault 40."""
    filling = "It rained on the town for days and nobody minded it at all. " * 330
    path = bench.write("line.txt", f"{filling}{TEXT} " * 10)
    with Loopback(answering) as server:
        found, peak = measured(server, path)
    assert [quote["speaker"] for quote in found.lines[0]["quotes"]] == ["Ana Silva"] * 10
    assert 8 <= len(server.requests) <= 10
    assert max(len(request.body) for request in server.requests) < 80_000
    assert peak < 500 * MEGABYTES


def test_a_link_to_an_article_is_the_article(bench: Bench) -> None:
    """Fault 45."""
    bench.write("a.txt")
    (bench.folder / "link.txt").symlink_to("a.txt")
    with Loopback(answering) as server:
        found = bench.ask(server, bench.folder / "link.txt")
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
def test_what_is_no_regular_file_is_refused_at_once(kind: str, bench: Bench) -> None:
    """Fault 45: named, and found in a folder."""
    (bench.folder / "stories").mkdir()
    path = bench.folder / "stories" / "a.txt"
    STRANGE[kind](path)
    for given in (path, path.parent):
        found = bench.replay(given)
        assert found.code == 1
        assert found.kinds[0] in {"not_a_file", "unreadable", "missing"}


@needs_proc
def test_a_file_is_as_long_as_what_can_be_read_of_it(bench: Bench) -> None:
    """Fault 45: the system says of files in /proc that they have no bytes."""
    found = bench.replay("/proc/self/mounts")
    assert Path("/proc/self/mounts").stat().st_size == 0
    assert found.kinds != ["empty_document"]
    assert found.lines[0]["article"]["text"].strip()


# --- the key -------------------------------------------------------------------------------------------------------

CANARY = "sk-canary-77aa"


@pytest.mark.parametrize("key", [f"{CANARY}\n", f"{CANARY}\r\nX-Injected: yes", f" {CANARY}", "\n", f"{CANARY}\x7f"])
def test_a_key_that_could_be_a_header_of_its_own_is_refused_unseen(
    key: str, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault 69."""
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with Loopback(answering) as server:
        found = bench.ask(server, bench.write("a.txt"))
    assert (found.code, found.lines, server.requests) == (2, [], [])
    assert "OPENAI_API_KEY" in found.error
    assert CANARY not in found.error


@pytest.mark.parametrize("key", [None, ""])
def test_no_key_is_told_with_the_ways_out(key: str | None, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 69; a file `.env` is nobody's business."""
    bench.write(".env", f"OPENAI_API_KEY={CANARY}\n")
    monkeypatch.chdir(bench.folder)
    if key is not None:
        monkeypatch.setenv("OPENAI_API_KEY", key)
    found = bench.extract(bench.write("a.txt"), "--mode", "live", "--cache-dir", bench.cache)
    assert (found.code, found.kinds) == (2, ["no_key"])
    assert all(way in found.error for way in ("OPENAI_API_KEY", "--base-url", "--mode replay"))


def test_a_key_is_one_header_and_nothing_else(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 69."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with Loopback(answering) as server:
        bench.ask(server, bench.write("a.txt"))
    assert len(server.requests) == 2
    for request in server.requests:
        assert request.headers["authorization"] == f"Bearer {CANARY}"
        assert CANARY not in request.body.decode()
