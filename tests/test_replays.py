"""Replays by the command line: what is loaded for them, and those of the seeds."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.cli import main
from extractor.options import SEEDS
from extractor.settings import SEED_RECORDINGS
from tests.desks import OFFLINE, ROOT, lines, process

UNNEEDED = (
    "openai", "instructor", "tenacity", "httpx2", "diskcache", "sqlite3", "rich", "trafilatura", "genai_prices",
    "logging", "concurrent.futures", "extractor.estimating", "extractor.leasing", "extractor.completing",
    "extractor.caching", "extractor.web", "extractor.page", "extractor.checking", "extractor.budgeting",
)  # fmt: skip
"""What the replay of the seeds does without, so that it starts in a few dozen times the CPU of a bare Python."""


def test_neither_help_nor_replay_loads_what_only_a_live_call_needs(desk: Path) -> None:
    """Importing openai and instructor takes 100 times as long as starting Python."""
    after = "print(sorted({'openai', 'instructor', 'tenacity', 'httpx2', 'diskcache'} & set(sys.modules)))"
    story, folder = desk / "stories" / "one.txt", desk / "recordings"
    done = process(
        "extract", story, "--mode", "replay", "--recordings", folder, "-o", desk / "o", after=after, before=OFFLINE
    )
    assert (done.returncode, done.stdout) == (0, b"[]\n")


def test_the_console_script_looks_for_no_plugins_and_leaves_collections_on() -> None:
    script = (
        "import gc, os, sys\nfrom extractor.starting import main\nsys.argv = ['extractor', '--help']\ntry: main()\n"
        "except SystemExit as end:\n"
        "    print(end.code, gc.isenabled(), os.environ['PYDANTIC_DISABLE_PLUGINS'], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, check=True, timeout=60)
    assert done.stderr.split() == [b"0", b"True", b"__all__"]


@pytest.mark.parametrize(("arguments", "code"), [(["schema", "quote"], 0), (["view", "no-such-file"], 2)])
def test_the_console_script_gives_all_its_output_and_its_exit_code_though_it_ends_at_once(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    script = "import sys; from extractor.starting import main; sys.argv[0] = 'extractor'; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, cwd=ROOT, check=False, timeout=60
    )
    assert main(arguments) == code
    shown = capsys.readouterr()
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (code, shown.out, shown.err)


def test_the_console_script_does_not_load_what_pydantic_would_look_for_plugins_with() -> None:
    """What measures the coverage of the tests may have loaded some of it before."""
    script = (
        "import sys\nbefore = set(sys.modules)\nfrom extractor.starting import main\n"
        "sys.argv = ['extractor', '--help']\ntry: main()\nexcept SystemExit:\n    loaded = set(sys.modules) - before\n"
        "    print(sorted({'importlib.metadata', 'email', 'socket', 'zipfile'} & loaded), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, check=True, timeout=60)
    assert done.stderr == b"[]\n"


def test_a_user_may_still_have_plugins_of_pydantic_looked_for() -> None:
    """Pydantic's own module is there where the environment names plugins to go without, or none."""
    script = (
        "import sys\nfrom extractor.starting import main\nsys.argv = ['extractor', '--help']\ntry: main()\n"
        "except SystemExit:\n"
        "    print('extractor.plugins' in sys.modules, file=sys.stderr)"
    )
    chosen = {**os.environ, "PYDANTIC_DISABLE_PLUGINS": "a-plugin"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=ROOT, check=True, timeout=60, env=chosen
    )
    assert done.stderr == b"False\n"


def test_help_loads_neither_openai_nor_instructor() -> None:
    script = (
        "import sys\nfrom extractor.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'openai', 'instructor', 'tenacity', 'httpx2', 'diskcache'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, check=True, timeout=60)
    assert done.stdout.decode().splitlines()[-1] == "[]"


DEPTHS = """
import sys

depths = {}

def heard(event, arguments):
    if event == "import" and arguments[0].startswith("extractor."):
        frame, depth = sys._getframe(), 0
        while frame:
            depth += frame.f_code.co_name == "_find_and_load"
            frame = frame.f_back
        depths.setdefault(arguments[0], depth)

sys.addaudithook(heard)
sys.argv = ["extractor", "--help"]
from extractor.starting import main
try:
    main()
except SystemExit:
    print([depths[f"extractor.{name}"] for name in ("bodies", "numerals", "quantities", "routing")])
"""


def test_the_longest_patterns_are_compiled_at_most_three_imports_deep() -> None:
    """From ten on, Python took and gave back pieces of its stack three thousand times while they were compiled."""
    done = subprocess.run([sys.executable, "-c", DEPTHS], capture_output=True, cwd=ROOT, check=True, timeout=60)
    depths = json.loads(done.stdout.decode().splitlines()[-1])
    assert len(depths) == 4
    assert max(depths) <= 3


@pytest.fixture(scope="module")
def replays(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """The seeds replayed twice, each in a process that cannot use sockets; then which of the costly modules it has."""
    folder = tmp_path_factory.mktemp("replays")
    before = f"{OFFLINE}\nhad = set(sys.modules)"
    after = f"print(sorted({{*{UNNEEDED}}} & set(sys.modules) - had), file=sys.stderr)"

    def replay_seeds(name: str) -> Any:
        arguments = ("extract", SEEDS, "--mode", "replay", "-o", folder / name)
        done = process(*arguments, before=before, after=after)
        done.written = (folder / name).read_text("utf-8") if (folder / name).exists() else ""
        return done

    return replay_seeds("first"), replay_seeds("second")


def test_the_seeds_replay_identically_twice_with_the_network_cut_off(replays: tuple[Any, Any]) -> None:
    first, second = replays
    assert first.returncode == second.returncode == 0, first.stderr.decode()
    assert first.written == second.written
    found = lines(first.written)
    assert [one["article"]["id"][:3] for one in found] == ["000", "001", "002", "003"]
    assert {one["article"]["published"] for one in found} == {"2022-02-02"}


def test_every_span_of_every_record_of_the_seeds_holds(replays: tuple[Any, Any]) -> None:
    found = lines(replays[0].written)
    assert len(found) == 4
    for one in found:
        text = one["article"]["text"]
        assert text == (SEEDS / f"{one['article']['id']}.txt").read_text("utf-8")
        records = [*one["quotes"], *one["deployments"]]
        assert records
        spans = [span for record in records for places in record["evidence"].values() for span in places]
        assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)


def test_the_replay_of_the_seeds_loads_only_what_it_needs(replays: tuple[Any, Any]) -> None:
    assert replays[0].returncode == 0
    assert replays[0].stderr.decode().splitlines()[-1] == "[]"


def test_the_network_that_is_cut_off_is_really_off() -> None:
    """The guard of the replays above is no sham."""
    script = f"{OFFLINE}\nimport socket\nsocket.socket()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60)
    assert b"a socket was used: socket.__new__" in done.stderr


def test_the_seeds_recordings_are_what_they_need_and_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["recordings", "check"])
    assert code == 0, capsys.readouterr().out


def test_the_demo_shows_the_seeds_and_says_where_the_files_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "tokens" in shown
    assert all(words in shown for words in (f"{tmp_path}/records.jsonl", f"{tmp_path}/report.html", "OPENAI_API_KEY"))
    assert len(lines((tmp_path / "records.jsonl").read_text("utf-8"))) == 4
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!")


def test_no_seed_recording_holds_a_key_or_an_address() -> None:
    found = list(SEED_RECORDINGS.glob("*.json"))
    assert found
    for path in found:
        text = path.read_text("utf-8")
        assert not any(words in text for words in ("Bearer ", "api_key", "127.0.0.1", "localhost", "sk-"))
