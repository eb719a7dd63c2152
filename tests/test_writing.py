"""What a full disk, a limit, a device or another owner do to the output: a message, and nothing acknowledged lost."""

import json
import os
import re
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.cli import main
from extractor.errors import UsageError
from extractor.options import SEEDS
from extractor.viewing import read_jsonl
from extractor.writing import LineFile, OutputError, replaced
from tests.runs import ASKING, PATIENCE, ROOT, Newsroom, ended, story
from tests.samples import failed, sample

RULES = ("extract", str(SEEDS), "--model", "rules")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setenv(*ASKING)
    room = Newsroom(tmp_path, 3)
    yield room
    room.server.close()


def limited(size: int) -> Any:
    """What makes files of a process end at `size` bytes, as a full disk does."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def extract(*arguments: object, size: int = -1) -> tuple[int, str]:
    """Extract the seeds by code alone, in a process of its own."""
    script = "import sys; from extractor.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, *RULES, *map(str, arguments)],
        capture_output=True, cwd=ROOT, check=False, text=True, timeout=PATIENCE, env=_uncovered(),
        preexec_fn=limited(size) if size > 0 else None,
    )  # fmt: skip
    return done.returncode, done.stderr


def _uncovered() -> dict[str, str]:
    """The environment without coverage, whose own files a full disk takes none of either."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "COV_"))}


def ids(path: Path) -> list[str]:
    return [extraction.article.id[:3] for extraction in read_jsonl(path)]


def test_a_disk_that_fills_up_leaves_whole_lines_and_the_run_goes_on_later(tmp_path: Path) -> None:
    whole, target = tmp_path / "whole.jsonl", tmp_path / "records.jsonl"
    main([*RULES, "-o", str(whole)])
    lines = whole.read_bytes().splitlines(keepends=True)
    code, told = extract("-o", target, size=len(lines[0] + lines[1]) + len(lines[2]) // 2)
    assert code == 1
    assert "the output cannot be written: File too large; 2 articles of this run are in " in told
    assert "go on with --resume" in told
    assert "Traceback" not in told
    assert target.read_bytes().endswith(b"}\n")
    assert ids(target) == ["000", "001"]
    assert main([*RULES, "-o", str(target), "--resume"]) == 0
    assert target.read_bytes() == whole.read_bytes()


def test_a_disk_that_fills_up_leaves_the_older_file_of_another_format(tmp_path: Path) -> None:
    target = tmp_path / "records.json"
    target.write_text("[]\n", "utf-8")
    code, told = extract("--format", "json", "-o", target, size=4_000)
    assert (code, target.read_text("utf-8")) == (1, "[]\n")
    assert "the output cannot be written: File too large" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records.json"]


def test_a_paid_answer_that_cannot_be_stored_is_given_with_a_warning_and_a_failing_exit_code(room: Newsroom) -> None:
    running = room.start(*room.arguments(), preexec_fn=limited(4_000))
    assert running.stdout is not None
    found = [json.loads(line) for line in running.stdout]
    code, told = ended(running)
    assert code == 1
    assert [one["quotes"][0]["speaker"] for one in found] == ["Ana Silva"] * 3
    assert "3 answers could not be stored" in told
    assert room.asked == 3


def test_outputs_are_for_their_owner_only_also_where_an_older_one_was_not(tmp_path: Path) -> None:
    for form in ("jsonl", "csv"):
        target = tmp_path / "new" / f"records.{form}"
        assert main([*RULES, "--format", form, "-o", str(target)]) == 0
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        target.chmod(0o644)
        assert main([*RULES, "--format", form, "-o", str(target)]) == 0
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_link_is_followed_and_stays_one(tmp_path: Path) -> None:
    for form in ("jsonl", "csv"):
        link = tmp_path / f"link.{form}"
        link.symlink_to(tmp_path / f"real.{form}")
        assert main([*RULES, "--format", form, "-o", str(link)]) == 0
        assert link.is_symlink()
        assert (tmp_path / f"real.{form}").stat().st_size > 1000


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "table"])
def test_every_format_can_be_written_to_a_device(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RULES, "--format", form, "-o", os.devnull]) == 0
    assert "4 ok" in capsys.readouterr().err


def test_a_line_that_cannot_be_written_leaves_no_part_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    with LineFile(path) as file:
        place = file.add(failed())
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (place[1] + 100, hard))
        try:
            with pytest.raises(OutputError, match="1 article of this run"):
                file.add(sample())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [extraction.article.id for extraction in read_jsonl(path)] == ["silent"]


def test_an_error_leaves_the_older_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("older", "utf-8")
    with pytest.raises(ZeroDivisionError), replaced(path) as out:
        out.write(str(1 // 0))
    assert path.read_text("utf-8") == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError, match="cannot write"), replaced(tmp_path / "file" / "records.csv"):
        pass


def test_two_articles_with_one_id_are_refused_before_anything_is_asked(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = room.folder / "more.jsonl"
    lines.write_text("".join(f"{json.dumps({'id': name, 'text': story(9)})}\n" for name in ("a", "00")), "utf-8")
    assert main(room.arguments("-o", room.output, paths=(lines, room.stories))) == 2
    assert f"its id 00 is already that of {lines}:2" in capsys.readouterr().err
    assert (room.asked, room.output.exists()) == (0, False)


def test_a_double_on_standard_input_is_a_failure_of_its_line_also_when_the_run_goes_on(room: Newsroom) -> None:
    """What is streamed cannot be known beforehand."""
    named = [{"id": name, "text": story(number)} for number, name in enumerate(("Silva", "Costa", "Silva"))]
    given = "".join(f"{json.dumps(line)}\n" for line in named)
    source = room.folder / "given"
    source.write_text(given, "utf-8")
    for more, code in (((), 1), (("--resume",), 1)):
        with source.open("rb") as stdin:
            running = room.start(*room.arguments("-o", room.output, *more, paths=("-",)), stdin=stdin)
            assert ended(running)[0] == code
    found = [json.loads(line) for line in room.lines()]
    assert [(one["article"]["id"], one["error"] and one["error"]["kind"]) for one in found] == [
        ("Silva", None), ("Costa", None), ("Silva", "duplicate_id"),
    ]  # fmt: skip
    assert room.asked == 2


HOSTILE_IDS = ["../../etc/passwd", "/etc/passwd", "nul\0byte", "x" * 300, "CON", "con", "a/b", "..", ".", "~", "$(id)"]


def test_no_id_ever_becomes_a_path(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps({"id": name, "text": f"“We go {n},” said Ana Silva."}) for n, name in enumerate(HOSTILE_IDS)]
    source = room.folder / "hostile.jsonl"
    source.write_text("\n".join(lines), "utf-8")
    before = {path for path in room.folder.rglob("*") if "cache" not in path.parts}
    assert main(room.arguments("-o", room.output, paths=(source,))) == 0
    assert main(["view", str(room.output), "-o", str(room.output.with_suffix(".html"))]) == 0
    made = {path for path in room.folder.rglob("*") if "cache" not in path.parts} - before
    assert made == {room.output.parent, room.output, room.output.with_suffix(".html")}
    cached = [path for path in (room.folder / "cache").rglob("*") if path.is_file()]
    kept = {path for path in cached if "kept" in path.parts}
    assert {path.name.split("-")[0] for path in cached if path not in kept} == {"cache.db"}
    assert all(re.fullmatch("[0-9a-f]{64}", path.name) for path in kept)
    assert room.ids() == HOSTILE_IDS
    assert "\0" not in capsys.readouterr().err
