"""A desk with stories and recordings, and the command line at work on it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from extractor.articles import Article
from extractor.cli import main
from extractor.pipeline import extract_article, usable
from extractor.recording import Recordings, Stored
from extractor.settings import Settings
from tests.scripted import Json, Scripted, drafted, keys_of, speaking

ROOT = Path(__file__).resolve().parents[1]
TEXT = "Spain will send 500 soldiers on Friday. “We will go,” Ana Silva said."
OFFLINE = """
import sys
def refuse(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        raise RuntimeError(f"a socket was used: {event}")
sys.addaudithook(refuse)
"""
RUN = "from extractor.cli import main; code = main(sys.argv[1:])"


def silva(prompt: Any) -> Json:
    if prompt.task == "quotes":
        return speaking({"A": "Silva"}, dict.fromkeys(keys_of(prompt), "A"))
    return {"deployments": {key: drafted(timing="Friday") for key in keys_of(prompt)}}


def record(folder: Path, *texts: str) -> None:
    completer = Stored(Recordings(folder), Scripted(silva), usable)
    for text in texts:
        extract_article(Article(text=text), completer, Settings(model="m", ask="all"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three stories in `stories`, two of which are in `recordings`: a model was asked about all."""
    monkeypatch.setenv("EXTRACTOR_ASK", "all")
    (tmp_path / "stories").mkdir()
    for name, text in {"one": TEXT, "two": f"{TEXT} Again.", "three": f"{TEXT} A third time."}.items():
        (tmp_path / "stories" / f"{name}.txt").write_text(text, "utf-8")
    record(tmp_path / "recordings", TEXT, f"{TEXT} Again.")
    return tmp_path


def replay(desk: Path, *arguments: str | Path, names: Sequence[str] = ("one",)) -> int:
    paths = [str(desk / "stories" / f"{name}.txt") for name in names]
    given = ["--mode", "replay", "--recordings", str(desk / "recordings"), *map(str, arguments)]
    return main(["extract", *paths, *given])


def lines(text: str) -> list[Json]:
    return [json.loads(line) for line in text.splitlines()]


def process(
    *arguments: str | Path, stdin: bytes = b"", before: str = "import sys", after: str = "", **more: str
) -> Any:
    """Run the command line in a process of its own, without any key."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "EXTRACTOR_"))}
    script = f"{before}\n{RUN}\n{after}\nsys.exit(code)"
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**kept, **more},
        timeout=60,
        check=False,
    )
