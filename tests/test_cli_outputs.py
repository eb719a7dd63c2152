"""The command line's outputs: formats, files, pages, pipes and terminals."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.cli import main
from tests.desks import ROOT, RUN, TEXT, lines, process, record, replay


def test_the_json_format_is_one_array(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, "--format", "json", names=("one", "two")) == 0
    assert [one["article"]["id"] for one in json.loads(capsys.readouterr().out)] == ["one", "two"]


def test_the_csv_format_has_a_row_for_each_record(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["article"], row["record"]) for row in rows] == [("one", "deployment"), ("one", "quote")]


def test_the_raw_csv_format_leaves_the_guard_of_formulas_out(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{TEXT} “- and so on,” Ana Silva said."
    record(desk / "recordings", text)
    (desk / "stories" / "four.txt").write_text(text, "utf-8")
    words: list[list[str]] = []
    for form in ("csv", "csv-raw"):
        replay(desk, "--format", form, names=["four"])
        words.append([row["text"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out)) if row["text"]])
    assert words == [["We will go,", "'- and so on,"], ["We will go,", "- and so on,"]]


def test_the_table_format_shows_both_kinds(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, "--format", "table") == 0
    shown = capsys.readouterr().out
    assert all(words in shown for words in ("Spain", "Ana Silva", "We will go,", "one"))


def test_a_file_is_written_instead_of_standard_output(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = desk / "new" / "records.jsonl"
    assert replay(desk, "-o", target) == 0
    assert capsys.readouterr().out == ""
    assert lines(target.read_text("utf-8"))[0]["quotes"][0]["text"] == "We will go,"


def test_a_file_that_cannot_be_written_ends_with_2(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, "-o", desk / "stories") == 2
    assert "cannot write" in capsys.readouterr().err


def test_an_article_is_never_overwritten_by_its_records(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = desk / "stories" / "one.txt"
    assert replay(desk, "-o", story) == 2
    assert story.read_text("utf-8") == TEXT
    assert "would be overwritten" in capsys.readouterr().err


def test_a_full_disk_is_a_message_and_no_traceback(desk: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    story, folder = desk / "stories" / "one.txt", desk / "recordings"
    done = process("extract", story, "--mode", "replay", "--recordings", folder, "-o", "/dev/full")
    assert done.returncode == 1
    assert done.stderr.decode() == "extractor: the output cannot be written: No space left on device\n"


def test_a_reader_that_goes_away_ends_the_run_quietly(desk: Path) -> None:
    """As `extractor extract ... | head -1` does."""
    arguments = ["extract", str(desk / "stories"), "--mode", "replay", "--recordings", str(desk / "recordings")]
    with subprocess.Popen(
        [sys.executable, "-c", f"import sys; {RUN}; sys.exit(code)", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        error = running.stderr.read().decode()
        code = running.wait(60)
    assert "Traceback" not in error
    assert "BrokenPipe" not in error
    assert code == 0


def test_records_are_utf_8_whatever_the_terminal_speaks(desk: Path) -> None:
    story, folder = desk / "stories" / "one.txt", desk / "recordings"
    done = process("extract", story, "--mode", "replay", "--recordings", folder, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "“We will go,”" in done.stdout.decode("utf-8")


def test_what_stands_in_an_articles_name_does_not_steer_the_terminal(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "stories" / "\x1b[31mred.txt").write_text(f"{TEXT} More.", "utf-8")
    assert replay(desk, names=("\x1b[31mred",)) == 1
    captured = capsys.readouterr()
    assert "\x1b" not in captured.err + captured.out


@pytest.mark.parametrize("kind", ["deployment", "quote", "extraction"])
def test_a_schema_is_printed_as_json(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", kind]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["title"].lower() == kind


def test_the_schema_that_is_not_named_is_that_of_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    keys = ["article", "deployments", "quotes", "rejections", "lineage", "usage", "error"]
    assert list(json.loads(capsys.readouterr().out)["properties"]) == keys


def test_a_page_is_made_beside_the_records(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replay(desk, "-o", desk / "records.jsonl")
    assert main(["view", str(desk / "records.jsonl")]) == 0
    assert capsys.readouterr().out == f"{desk / 'records.html'}\n"
    page = (desk / "records.html").read_text("utf-8")
    assert "We will go," in page
    assert "http" not in page.split("<body")[0].replace("http-equiv", "")


@pytest.mark.parametrize("given", ["nothing.jsonl", ".", "stories"])
def test_a_page_of_no_records_ends_with_2(given: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", str(desk / given)]) == 2
    assert "no such file" in capsys.readouterr().err


def test_a_page_of_something_else_ends_with_2(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "x.jsonl").write_text('{"article": {}}\n', "utf-8")
    assert main(["view", str(desk / "x.jsonl")]) == 2
    assert "x.jsonl, line 1: no extraction" in capsys.readouterr().err
    assert not (desk / "x.html").exists()
