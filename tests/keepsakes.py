"""Recordings and what is kept of them, and how a test sees that it was taken."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from extractor import Article, Settings, extract
from extractor.pipeline import extract_article, usable
from extractor.recording import Recordings, Stored
from tests.loopback import Loopback, Reply, Request, said
from tests.scripted import Json, Scripted, drafted, keys_of, speaking

ROOT = Path(__file__).resolve().parent.parent
OPENING = "Spain will send 500 soldiers to Chad, officials said."
TEXT = f"{OPENING} “We will go,” Ana Silva said. Italy sent 70 marines to Malta."
ARTICLE = Article(text=TEXT, id="a", published="2022-02-02")
RAIN = " Rain fell." * 40
LONG = Article(text="\n\n".join(f"{TEXT} Day {number} was cold.{RAIN}" for number in range(4)), id="long")
MARK = 86_400.0
"""Seconds that no answer took: who gives them has taken what is kept."""


def telling(prompt: Any) -> Json:
    """A model that names Spain for each mention, and Ana Silva for each quote."""
    if prompt.task == "quotes":
        return speaking({"A": "Ana Silva"}, dict.fromkeys(keys_of(prompt), "A"))
    return {"deployments": dict.fromkeys(keys_of(prompt), drafted())}


def misplaced(prompt: Any) -> Json:
    """A model that makes up a place."""
    return {"deployments": dict.fromkeys(keys_of(prompt), drafted(origin="Atlantis"))}


def no_json(_: object) -> str:
    """A model that says something else."""
    return "no JSON"


def serving(script: Callable[[Any], Any] = telling, *then: Reply) -> Loopback:
    """A server that answers as a scripted model does; where there is more, once."""

    def reply(request: Request) -> Reply:
        schema = request.json["response_format"]["json_schema"]
        answer = script(_Asked(schema["name"], schema["schema"]))
        return said(answer if isinstance(answer, str) else json.dumps(answer))

    return Loopback(reply, *then)


@dataclass(frozen=True)
class _Asked:
    task: str
    schema: Json


@dataclass(frozen=True)
class Desk:
    """A folder with recordings and a cache."""

    folder: Path

    def settings(self, mode: str = "replay", **given: Any) -> Settings:
        about = {"recordings": self.recordings, "cache_dir": self.cache, "model": "m", "ask": "all", **given}
        return Settings.from_environment({}, mode=mode, **about)

    @property
    def recordings(self) -> Path:
        return self.folder / "recordings"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def record(self, script: Any = telling, article: Article = ARTICLE, **given: Any) -> None:
        stored = Stored(Recordings(self.recordings), Scripted(script), usable)
        extract_article(article, stored, self.settings(**given))

    def kept(self) -> list[Path]:
        return sorted(path for path in (self.cache / "kept").rglob("*") if path.is_file())

    def change(self, edit: Callable[[Json, Json], object]) -> None:
        """Edit what is kept and seal it again, as whoever may write there could."""
        for path in self.kept():
            _, head, body = path.read_bytes().split(b"\n", 2)
            about, values = json.loads(head), json.loads(body)
            edit(about, values)
            content = b"\n".join(json.dumps(part).encode() for part in (about, values))
            path.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)

    def mark(self) -> None:
        assert self.kept()
        self.change(lambda _, values: values["usage"].update(seconds=MARK))

    def is_taken(self, article: Article = ARTICLE, mode: str = "replay", **given: Any) -> bool:
        return extract(article, self.settings(mode, **given)).usage.seconds == MARK


@pytest.fixture
def recorded(tmp_path: Path) -> Desk:
    """Both tasks of the article are recorded."""
    desk = Desk(tmp_path)
    desk.record()
    return desk


@pytest.fixture
def marked(recorded: Desk) -> Desk:
    """What the article came to is kept, and marked."""
    extract(ARTICLE, recorded.settings())
    recorded.mark()
    return recorded


def anew(article: Article, settings: Settings) -> str:
    """What comes the long way, as JSON."""
    return extract(article, settings.model_copy(update={"keep": False})).model_dump_json()


def sealed(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode() + b"\n" + content


def run_python(program: Path, code: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(program)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=program, env=environment, capture_output=True, check=True
    )
    return done.stdout.decode()


EXTRACT = "import sys; from extractor.cli import main; sys.exit(main(['extract', *sys.argv[1:]]))"


def arguments(desk: Desk) -> list[str]:
    story = desk.folder / "a.json"
    story.write_text(json.dumps({"id": "a", "text": TEXT, "published": "2022-02-02"}), "utf-8")
    where = ["--recordings", str(desk.recordings), "--cache-dir", str(desk.cache)]
    return [str(story), "--mode", "replay", "--model", "m", "--ask", "all", "--format", "jsonl", *where]
