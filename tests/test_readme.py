"""The README is run: every command in it, its Python, and its records against the real ones."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.loopback import Loopback, Reply, Request, said

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
LOCAL_SERVER = "http://127.0.0.1:11434/v1"
DRY = ("make test", "make check", "make audit", "make benchmark")
"""They run this test, or take long: the Makefile must know them."""
IN_CI = (".venv/bin/evals gate",)
"""What `.ci/run` runs on every change."""


def blocks(language: str) -> list[str]:
    """The README's code blocks of one language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", README, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


def commands() -> list[str]:
    """Every command of the shell blocks, continued lines joined, comments left out."""
    lines = "".join(blocks("sh")).replace("\\\n", " ").splitlines()
    return [" ".join(line.split("  #")[0].split()) for line in lines if line.strip()]


def answer_none(request: Request) -> Reply:
    """Answer every candidate of a request with `none`."""
    properties = request.json["response_format"]["json_schema"]["schema"]["properties"]
    parts: dict[str, object] = {
        name: [] if part["type"] == "array" else dict.fromkeys(part["properties"], "none")
        for name, part in properties.items()
    }
    return said(json.dumps(parts))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A folder as a newcomer's checkout looks, with an article and gold of one's own, and a model that answers."""
    folder = tmp_path_factory.mktemp("desk")
    for name in (".venv", "seeds", "evals", "Makefile", "pyproject.toml", "requirements.lock"):
        (folder / name).symlink_to(ROOT / name)
    story = "Spain will send 500 soldiers to Latvia. “We will go,” Ana Silva said."
    (folder / "story.txt").write_text(story, "utf-8")
    gold = folder / "my" / "gold"
    gold.mkdir(parents=True)
    start = story.index("We will go,")
    quote = {"id": "q1", "span": [start, start + 11], "text": "We will go,", "kind": "direct", "speaker": "Ana Silva"}
    (gold / "story.json").write_text(
        json.dumps({"article": {"id": "story", "text": story}, "quotes": [quote]}), "utf-8"
    )
    with Loopback(answer_none) as server:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "EXTRACTOR_"))}
        home = {"XDG_CACHE_HOME": str(folder / "cache"), "OPENAI_API_KEY": "a-key", "OPENAI_BASE_URL": server.url}
        yield SimpleNamespace(folder=folder, environment=kept | home, url=server.url)


def test_the_shell_blocks_hold_commands() -> None:
    assert len(commands()) > 15


@pytest.mark.parametrize(
    "command", [command for command in commands() if command.startswith("make") and command != "make demo"]
)
def test_make_knows_each_target(command: str, desk: SimpleNamespace) -> None:
    assert command in DRY
    subprocess.run([*command.split(), "--dry-run"], cwd=desk.folder, check=True, capture_output=True)


def test_ci_runs_what_the_readme_leaves_to_it() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "make check" in script
    assert "make test" in script
    assert "evals gate" in script + makefile


def test_every_other_command_does_what_the_readme_says(desk: SimpleNamespace) -> None:
    """One after the other, as a reader would; nothing asks a model but the one on this machine."""
    for command in commands():
        if command.startswith(("make", "export")) or command in IN_CI:
            continue
        line = command.replace(LOCAL_SERVER, desk.url)
        if "evals accept" in line and "--baseline" not in line:
            line += " --baseline out/baseline.json"
        done = subprocess.run(
            ["bash", "-c", line], cwd=desk.folder, env=desk.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-800:]}{done.stderr[-800:]}"


def test_the_demo_ends_with_where_the_files_are_and_how_to_go_on(desk: SimpleNamespace) -> None:
    """With the environment that is there: setting it up is what ran before this test."""
    done = subprocess.run(
        ["make", "-s", "--old-file=.venv/.ready", "demo"],
        cwd=desk.folder,
        env=desk.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
    end = done.stdout[-700:]
    assert all(words in end for words in ("out/records.jsonl", "out/report.html", "extractor extract story.txt"))
    assert (desk.folder / "out" / "report.html").stat().st_size > 10_000


@pytest.mark.parametrize("source", blocks("python"))
def test_the_python_runs_as_it_stands(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(source, "README.md", "exec"), {})  # noqa: S102 - the README's own lines


def test_the_records_shown_are_those_that_the_seeds_give() -> None:
    from extractor import Article, Settings, extract  # noqa: PLC0415 - other tests here need no import of it

    shown = [json.loads(block) for block in blocks("json")]
    assert len(shown) == 2
    for record in shown:
        article = Article.read(ROOT / "seeds" / f"{record.pop('article')}.txt")
        extraction = extract(article, Settings(mode="replay"))
        real = [entry.model_dump(mode="json") for entry in (*extraction.quotes, *extraction.deployments)]
        assert any(_within(record, entry) for entry in real)


def _within(shown: Any, real: Any) -> bool:
    """Whether everything that is shown of a record stands in the real one."""
    if isinstance(shown, Mapping) and isinstance(real, Mapping):
        of, within = cast("Mapping[str, Any]", real), cast("Mapping[str, Any]", shown)
        return all(name in of and _within(value, of[name]) for name, value in within.items())
    return bool(shown == real)


def test_the_help_that_is_shown_is_the_programs_own() -> None:
    command = [".venv/bin/extractor", "extract", "--help"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "COLUMNS": "120"}, capture_output=True, check=True)
    assert blocks("text") == [done.stdout.decode()]


def test_the_modes_and_settings_of_the_tables_exist() -> None:
    from extractor.settings import ENVIRONMENT  # noqa: PLC0415

    named = set(re.findall(r"`((?:EXTRACTOR|OPENAI)_[A-Z_]+)`", README))
    assert named <= set(ENVIRONMENT.values())
