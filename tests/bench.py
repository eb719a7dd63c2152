"""A folder to work in, and the command line at work in it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.settings import ENVIRONMENT
from tests.loopback import Loopback, Reply, Request, said
from tests.scripted import Json, drafted, speaking

ROOT = Path(__file__).resolve().parents[1]
TEXT = "Spain will send 500 soldiers to Latvia. “We will go,” Ana Silva said."


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
class Bench:
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
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Bench:
    for name in ENVIRONMENT.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EXTRACTOR_ASK", "all")
    return Bench(tmp_path, capsys)
