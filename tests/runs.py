"""Long runs as they are: real processes, real files, and a model on 127.0.0.1 that can be kept waiting."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest

from extractor.cli import main
from tests.loopback import Loopback, Reply, Request, failed, said

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300.0
"""Seconds after which a test gives up waiting; nothing depends on how long something takes."""
CONCURRENCY = 2
COUNT = 6
"""Stories in a room."""
IDS = [f"{number:02}" for number in range(COUNT)]
ASKING = ("EXTRACTOR_ASK", "all")
"""The setting by which code answers nothing by itself: each story is a request."""


def story(number: int, words: str = "We go") -> str:
    """An article with one quote, of which quotes alone are asked: one request."""
    return f"“{words} {number},” said Ana Silva of the Latvian army."


def silva(request: Request) -> Reply:
    """Name the speaker of every stretch."""
    properties = request.json["response_format"]["json_schema"]["schema"]["properties"]
    slots = dict.fromkeys(properties["quotes"]["properties"], "A")
    parts: dict[str, Any] = {name: [] for name, part in properties.items() if part["type"] == "array"}
    return said(json.dumps({**parts, "speakers": [{"id": "A", "name": "Silva", "title": None}], "quotes": slots}))


class Newsroom:
    """A folder with stories, and a model that answers when `gate` is open."""

    def __init__(self, folder: Path, count: int = COUNT) -> None:
        self.folder = folder
        self.stories = folder / "stories"
        self.stories.mkdir()
        for number in range(count):
            (self.stories / f"{number:02}.txt").write_text(story(number), "utf-8")
        self.output = folder / "out" / "records.jsonl"
        self.mended = False
        """Whether the model answers articles that say `refuse`; until then they are a bad request."""
        self.refusing = 0
        """The status that every request meets, if there is one."""
        self.allowed = 0
        """Requests, from the first on, that are answered though the gate is closed."""
        self.gate = Event()
        self.gate.set()
        self._begun = 0
        self._lock = Lock()
        self.server = Loopback(self._answer)

    def _answer(self, request: Request) -> Reply:
        with self._lock:
            self._begun += 1
            waits = self._begun > self.allowed
        if waits:
            self.gate.wait(PATIENCE)
        status = self.refusing or (400 if b"refuse" in request.body and not self.mended else 0)
        return failed(status) if status else silva(request)

    @property
    def asked(self) -> int:
        """Requests that the model has had."""
        return len(self.server.requests)

    def arguments(self, *more: object, paths: tuple[object, ...] | None = None) -> list[str]:
        """`extract` of the stories by the model."""
        asked = ["--base-url", self.server.url, "--model", "m", "--records", "quotes", "--mode", "live"]
        own = ["--cache-dir", self.folder / "cache", "--concurrency", CONCURRENCY, *more]
        return [str(word) for word in ["extract", *((self.stories,) if paths is None else paths), *asked, *own]]

    def start(self, *arguments: str, before: str = "", **about: Any) -> "subprocess.Popen[str]":
        """Start the command line in a process of its own."""
        script = f"import sys\n{before}\nfrom extractor.cli import main\nsys.exit(main(sys.argv[1:]))"
        given: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
        command = [sys.executable, "-c", script, *arguments]
        return subprocess.Popen(command, text=True, cwd=ROOT, env=kept, **{**given, **about})

    def stop(self, process: "subprocess.Popen[str]", number: signal.Signals, *, asked: int = CONCURRENCY) -> None:
        """Send a signal as soon as the model has been asked so often."""
        until(lambda: self.asked >= asked)
        process.send_signal(number)

    def settle(self) -> None:
        """Wait until what killed processes had sent is answered, so that no request of theirs is counted later."""
        until(lambda: not any("(_serve)" in thread.name for thread in threading.enumerate()))

    def lines(self, path: Path | None = None) -> list[bytes]:
        """The whole lines of the output."""
        found = (path or self.output).read_bytes().splitlines(keepends=True)
        return [line for line in found if line.endswith(b"\n")]

    def ids(self, path: Path | None = None) -> list[str]:
        """The articles of the output, in its order."""
        return [json.loads(line)["article"]["id"] for line in self.lines(path)]


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Wait for the end of a process; its exit code and what it said on standard error."""
    _, error = process.communicate(timeout=PATIENCE)
    return process.returncode, error


def says(process: "subprocess.Popen[str]", words: str) -> str:
    """Read what a process says on standard error up to a line that holds `words`."""
    assert process.stderr is not None
    told = ""
    while words not in told:
        line = process.stderr.readline()
        assert line, f"it ended without saying {words!r}: {told}"
        told += line
    return told


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setenv(*ASKING)
    room = Newsroom(tmp_path)
    yield room
    room.gate.set()
    room.server.close()


def go(room: Newsroom, *more: object, paths: tuple[object, ...] | None = None) -> int:
    return main(room.arguments("-o", room.output, *more, paths=paths))


def errors(room: Newsroom, path: Path | None = None) -> dict[str, str | None]:
    lines = [json.loads(line) for line in room.lines(path)]
    return {line["article"]["id"]: line["error"] and line["error"]["kind"] for line in lines}
