"""Clients: who is measured against the loopback model, each as a process of its own, and what it took."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.benchmarks.server import Model, name_of
from evals.benchmarks.stories import MODEL, Proposals, stories
from extractor import Prompt, Settings
from extractor.pipeline import extract_article

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("asking") / "measure.py"
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
WARM = 8
"""Articles that a client is asked for before anything is measured, at least."""


@dataclass(frozen=True)
class Client:
    """One way to ask a model."""

    name: str
    """Of its script, without `by_`."""
    title: str
    python: Path = Path(sys.executable)


OURS = Client("extractor", "this project, article to records")
CALL = Client("call", "this project, the live call alone")
INSTRUCTOR = Client("instructor", "instructor alone")
HTTP = Client("http", "raw HTTP client (httpx2)")
LANGEXTRACT = Client("langextract", "langextract", PEERS_PYTHON)
CLIENTS = (OURS, CALL, INSTRUCTOR, HTTP, LANGEXTRACT)


@dataclass(frozen=True)
class Measured:
    """What a client took for a number of articles."""

    seconds: float
    cpu: float
    """CPU seconds of its process, user and system, all threads."""
    asked: int
    answered: int
    rss_mb: float
    """The most memory that its process has had."""
    requests: int
    """That the model was sent, those of the warming up included."""
    bytes: int
    """Of their bodies."""
    packages: Mapping[str, float] = field(default_factory=dict[str, float])
    """Package, or module of ours, to its share of the looks, if it was looked at."""
    stages: Mapping[str, float] = field(default_factory=dict[str, float])
    """Stage of ours, with all that it calls, to its share of the looks at ours."""

    @property
    def cpu_each(self) -> float:
        """Milliseconds of CPU an article."""
        return 1e3 * self.cpu / self.asked


@dataclass(frozen=True)
class Load:
    """How the articles are asked for."""

    works: Path
    delay: float
    in_flight: int
    warm: int = WARM
    profiled: bool = False
    """Whether to look where its CPU goes: such a run is no measurement."""


def write_works(count: int, works: Path, answers: Path) -> None:
    """Write articles with the request that each makes, and the answers that code would give to them."""
    settings = Settings(model=MODEL, ask="all", records=("quotes",))
    told: dict[str, str] = {}
    with works.open("w", encoding="utf-8") as file:
        for article in stories(count):
            model = Proposals(article)
            extract_article(article, model, settings)
            ((prompt, answer),) = model.prompts
            told[name_of(prompt.messages[-1].content)] = answer.text
            day = article.published.isoformat() if article.published else None
            about = {"id": article.id, "text": article.text, "published": day}
            file.write(json.dumps({**about, "request": _request(prompt)}, ensure_ascii=False) + "\n")
    answers.write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def _request(prompt: Prompt) -> Mapping[str, object]:
    """The body that the live model sends for a prompt."""
    form = {"name": prompt.task, "strict": True, "schema": prompt.schema}
    return {
        "model": prompt.model,
        "messages": prompt.request["messages"],
        "response_format": {"type": "json_schema", "json_schema": form},
        "max_tokens": prompt.max_tokens,
        "temperature": prompt.temperature,
        "seed": prompt.seed,
    }


def measure(client: Client, model: Model, load: Load) -> Measured:
    """Run a client once; `RuntimeError` with the last line that it said if it fails."""
    command = [str(client.python), str(SCRIPT), "--client", client.name, "--base-url", model.url(load.delay)]
    rest = ["--works", str(load.works), "--warm", str(load.warm), "--in-flight", str(load.in_flight)]
    rest += ["--profile"] if load.profiled else []
    model.told()
    done = subprocess.run([*command, *rest], env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{client.title}: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
    told = json.loads(done.stdout.strip().splitlines()[-1])
    requests, size = model.told()
    return Measured(**told, requests=requests, bytes=size)


def present(clients: Iterable[Client]) -> Sequence[Client]:
    """The clients whose environment there is."""
    return [client for client in clients if client.python.exists()]


def _environment() -> dict[str, str]:
    """Ours, with this checkout in front, and without proxies and compiled files forbidden."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}
