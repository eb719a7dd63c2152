"""The command line of the harness: what is printed, written and returned."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from evals.cli import DONE, FAILED, WRONG_USE, main
from evals.running import read_golds, run_golds
from extractor.recording import Recordings, Stored
from tests.evalroom import MODEL, Desk, settings, write_gold
from tests.newsroom import BASES, BASES_LABELS, labels

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "evals" / "ci").iterdir())


@dataclass(frozen=True)
class Room:
    """Gold with recordings, as a user has them."""

    folder: Path

    @property
    def gold(self) -> Path:
        """Folder of gold."""
        return self.folder / "gold"

    @property
    def own(self) -> list[str]:
        """Arguments that name gold and recordings."""
        return [
            "--gold",
            str(self.gold),
            "--recordings",
            str(self.folder / "recordings"),
            "--model",
            MODEL,
            "--ask",
            "all",
        ]

    @property
    def baseline(self) -> list[str]:
        """Arguments that name the baseline."""
        return ["--baseline", str(self.folder / "baseline.json")]

    def record(self, desk: Desk) -> None:
        """Record what a model answers, and nothing else."""
        shutil.rmtree(self.folder / "recordings", ignore_errors=True)
        store = Recordings(self.folder / "recordings")
        run_golds(read_golds([self.gold]), settings(), completer=Stored(store, desk, lambda _, __: True))

    def run(self, output: str = "out", *more: str) -> int:
        """Replay the gold into a folder."""
        return main(["run", *self.own, "--mode", "replay", "-o", str(self.folder / output), *more])


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """Give a room with recordings of a model that was asked about everything and finds all quotes."""
    made = Room(tmp_path)
    write_gold(made.gold)
    made.record(Desk())
    return made


Printed = Callable[[], str]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Give what has been printed so far."""
    return lambda: capsys.readouterr().out


def test_run_prints_the_table_and_writes_run_and_page(room: Room, printed: Printed) -> None:
    assert room.run() == DONE
    out = printed()
    assert "QUOTES: 6 in gold, 6 found, 0 missed, 0 invented" in out
    assert out.endswith(f"Report: {room.folder}/out/report.html (open it in a browser)\n")
    assert json.loads((room.folder / "out" / "run.json").read_text())["scores"]["articles"] == 2
    assert (room.folder / "out" / "report.html").read_text().startswith("<!doctype html>")


def test_run_twice_writes_the_same_bytes(room: Room) -> None:
    assert (room.run("a"), room.run("b")) == (DONE, DONE)
    for name in ("run.json", "report.html"):
        assert (room.folder / "a" / name).read_bytes() == (room.folder / "b" / name).read_bytes()


def test_run_as_json_prints_what_it_writes(room: Room, printed: Printed) -> None:
    room.run("out", "--format", "json")
    assert printed() == (room.folder / "out" / "run.json").read_text()


def test_run_as_markdown_prints_tables_for_a_readme(room: Room, printed: Printed) -> None:
    room.run("out", "--format", "markdown")
    out = printed()
    assert "| Quotes (6 in gold) | code alone | strict | 95 % | lenient |\n| --- | ---: | ---: | --- | ---: |\n" in out
    assert re.search(r"\n\| F1 of `speaker` \| [.\d]+ \| \.83 \| \.75-1\.00 \| \.83 \|\n", out)


def test_run_over_an_unrecorded_article_fails_with_a_row_and_the_rest_is_scored(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    other = labels(BASES_LABELS)
    other["article"] |= {"id": "new", "text": BASES + "More."}
    write_gold(room.gold, other)
    assert room.run() == FAILED
    told = capsys.readouterr()
    assert "evals: new: no recording of task deployments for article 'new'" in told.err
    assert "FAILED no_recording" in told.out
    assert "QUOTES: 10 in gold, 6 found, 4 missed" in told.out


def test_run_asks_and_scores_only_the_records_that_are_named(room: Room, printed: Printed) -> None:
    assert room.run("out", "--records", "quotes") == DONE
    assert "DEPLOYMENTS" not in printed()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "--gold", "nowhere"], "there is no gold at nowhere"),
        (["run", "--concurrency", "0"], "--concurrency must be at least 1"),
        (["run", "--records", "poems"], "setting records"),
        (["run", "--mode", "sometimes"], "setting mode"),
        (["compare", "nowhere", "nowhere"], "cannot read nowhere"),
        (["show", "nowhere", "x"], "cannot read nowhere"),
        (["accept", "nowhere"], "cannot read nowhere"),
        (["check", "nowhere"], "there is no gold at nowhere"),
        (["find", "nowhere", "x"], "cannot read nowhere as UTF-8 text"),
    ],
)
def test_wrong_use_is_told_in_one_line(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == WRONG_USE
    error = capsys.readouterr().err
    assert error.startswith("evals: ")
    assert told in error


def test_a_report_that_cannot_be_written_is_told(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    (room.folder / "out" / "report.html").mkdir(parents=True)
    assert room.run() == WRONG_USE
    assert "cannot write" in capsys.readouterr().err


def test_compare_pairs_two_runs_and_returns_0_whatever_it_finds(room: Room, printed: Printed) -> None:
    room.run("a")
    room.record(Desk(silent={"Q1"}))
    room.run("b")
    printed()
    assert main(["compare", str(room.folder / "a"), str(room.folder / "b")]) == DONE
    out = printed()
    assert "record by record: 0 better in B, 2 worse" in out
    assert "- quotes q1: found -> missed" in out


def test_compare_as_json_gives_every_difference(room: Room, printed: Printed) -> None:
    room.run("a")
    printed()
    main(["compare", str(room.folder / "a"), str(room.folder / "a"), "--format", "json"])
    found = json.loads(printed())
    assert found["kinds"]["quotes"]["recall"]["difference"]["value"] == 0.0
    assert found["changes"] == []


def test_show_prints_one_article(room: Room, printed: Printed) -> None:
    room.run()
    printed()
    assert main(["show", str(room.folder / "out"), "bases"]) == DONE
    assert "WRONG gold q3, extracted q3: “not permanent”" in printed()


def test_accept_then_gate_passes_and_a_worse_replay_does_not(room: Room, printed: Printed) -> None:
    assert main(["accept", *room.own, *room.baseline]) == DONE
    assert "quotes.recall                      -  1.0000" in printed()
    assert main(["gate", *room.own, *room.baseline]) == DONE
    assert "PASSED: no figure is below the accepted one" in printed()
    room.record(Desk(silent={"Q1", "Q2"}))
    assert main(["gate", *room.own, *room.baseline]) == FAILED
    out = printed()
    assert re.search(r"NOT PASSED, for \d+ reasons:\n", out)
    assert "- quotes.f1 fell from 1.0000 to 0.5000" in out
    assert max(map(len, out.splitlines())) <= 100


def test_the_gate_fails_where_a_recording_is_gone(room: Room, printed: Printed) -> None:
    main(["accept", *room.own, *room.baseline])
    next((room.folder / "recordings").iterdir()).unlink()
    printed()
    assert main(["gate", *room.own, *room.baseline]) == FAILED
    assert "no_recording" in printed()


def test_the_gate_asks_the_baseline_s_model_where_none_is_named(room: Room) -> None:
    main(["accept", *room.own, *room.baseline])
    unnamed = [one for one in room.own if one not in {"--model", MODEL}]
    assert main(["gate", *unnamed, *room.baseline]) == DONE


def test_accept_refuses_to_lower_without_a_reason(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    main(["accept", *room.own, *room.baseline])
    room.record(Desk(silent={"Q1"}))
    assert main(["accept", *room.own, *room.baseline]) == WRONG_USE
    assert "say why: --lower REASON" in capsys.readouterr().err
    assert main(["accept", *room.own, *room.baseline, "--lower", "a new codebook"]) == DONE
    assert "lowered quotes.f1: a new codebook" in capsys.readouterr().out


def test_accept_takes_a_run_that_was_written(room: Room, printed: Printed) -> None:
    room.run()
    printed()
    assert main(["accept", str(room.folder / "out"), *room.baseline]) == DONE
    assert main(["gate", *room.own, *room.baseline]) == DONE


def test_check_counts_sound_gold(room: Room, printed: Printed) -> None:
    assert main(["check", str(room.gold)]) == DONE
    assert printed().endswith("bridges.json: 1 deployment, 2 quotes\n2 gold files, nothing wrong\n")


def test_check_lists_everything_that_is_wrong(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = labels(BASES_LABELS)
    spoilt["quotes"][0]["mood"] = "grim"
    spoilt["deployments"][0]["evidence"] = [[0, 99999]]
    write_gold(room.gold, spoilt)
    assert main(["check", str(room.gold)]) == WRONG_USE
    error = capsys.readouterr().err
    assert "bases.json: quotes q1: mood: is no field of the codebook" in error
    assert "bases.json: deployments d1: evidence: [0, 99999] is not a stretch" in error


def test_find_prints_places_as_gold_files_have_them(tmp_path: Path, printed: Printed) -> None:
    (tmp_path / "story.txt").write_text(BASES, "utf-8")
    assert main(["find", str(tmp_path / "story.txt"), "Anna Berg", "said"]) == DONE
    places = [json.loads(line.split("  ")[0]) for line in printed().splitlines()]
    assert [BASES[start:end] for start, end in places] == ["Anna Berg", "said", "said", "said", "said"]


def test_find_says_what_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "story.txt").write_text(BASES, "utf-8")
    assert main(["find", str(tmp_path / "story.txt"), "Zembla", ""]) == FAILED
    assert "not in the article: Zembla" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_failure(room: Room) -> None:
    room.run()
    command = [sys.executable, "-m", "evals.cli", "show", str(room.folder / "out"), "bases"]
    code = (
        f"import subprocess, sys; p = subprocess.Popen({command!r}, stdout=subprocess.PIPE, stderr=subprocess.PIPE); "
    )
    code += "p.stdout.close(); sys.stderr.write(p.stderr.read().decode()); sys.exit(p.wait())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=ROOT, text=True)
    assert (done.returncode, done.stderr) == (DONE, "")


def test_a_hook_s_environment_leads_to_no_other_repository(room: Room) -> None:
    main(["accept", *room.own, *room.baseline])
    command = [sys.executable, "-m", "evals.cli", "gate", *room.own, *room.baseline]
    spoilt = {"GIT_DIR": str(ROOT / ".git"), "GIT_WORK_TREE": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, text=True, env=spoilt)
    assert "it is in no git repository" in " ".join(done.stdout.split())


def test_a_replay_loads_no_client_of_a_model(room: Room) -> None:
    code = "import sys; from evals.cli import main; main(sys.argv[1:]); "
    code += "print({'openai', 'instructor', 'httpx2'} & {*sys.modules})"
    arguments = ["run", *room.own, "--mode", "replay", "-o", str(room.folder / "out")]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, check=True, cwd=ROOT, text=True
    )
    assert done.stdout.endswith("set()\n")


@pytest.mark.parametrize("command", ["run", "compare", "show", "gate", "accept", "check", "find"])
def test_every_command_explains_itself(command: str, printed: Printed) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert printed().startswith(f"usage: evals {command} ")
