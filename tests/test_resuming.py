"""Going on: after a kill, a torn line, a change of articles or settings."""

import json
import random
import signal
from typing import Any

import pytest

from extractor.cli import main
from tests.runs import CONCURRENCY, COUNT, IDS, Newsroom, ended, go, story, until


def torn(room: Newsroom, keep: int) -> bytes:
    """Tear the output as a kill amid the line after the first `keep` does; gives what it was before."""
    whole = room.output.read_bytes()
    lines = whole.splitlines(keepends=True)
    room.output.write_bytes(b"".join(lines[:keep]) + lines[keep][: len(lines[keep]) // 2])
    return whole


def alike(line: bytes) -> Any:
    """A line without what another run of the same answers measures anew."""
    found = json.loads(line)
    found["usage"]["seconds"] = None
    for run in found["lineage"]["tasks"].values():
        run["answered_at"] = None
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_run_keeps_what_it_acknowledged_and_going_on_asks_for_exactly_the_rest(
    seed: int, room: Newsroom
) -> None:
    """`--mode live` reads no cache: an article that is asked again is a request again."""
    dice = random.Random(seed)  # noqa: S311 - chance, no secret
    running = room.start(*room.arguments("-o", room.output))
    least = dice.randrange(COUNT)
    until(lambda: room.asked > least)
    running.send_signal(signal.SIGKILL)
    ended(running)
    room.settle()
    acknowledged, asked = room.lines() if room.output.exists() else [], room.asked
    assert asked <= len(acknowledged) + 2 * CONCURRENCY
    assert go(room, "--resume") == 0
    assert room.asked - asked == COUNT - len(acknowledged)
    assert room.lines()[: len(acknowledged)] == acknowledged
    assert room.ids() == IDS


def test_a_torn_last_line_is_cut_off_and_done_again(room: Newsroom) -> None:
    go(room)
    whole = torn(room, 3)
    assert go(room, "--resume") == 0
    assert room.asked == COUNT + 3
    assert [alike(line) for line in room.lines()] == [alike(line) for line in whole.splitlines()]
    assert room.output.read_bytes().startswith(b"".join(whole.splitlines(keepends=True)[:3]))


def test_a_complete_file_is_left_as_it_is_and_nothing_is_asked(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    go(room)
    before = room.output.read_bytes()
    capsys.readouterr()
    assert go(room, "--resume") == 0
    assert (room.output.read_bytes(), room.asked) == (before, COUNT)
    assert "nothing was left to do: 6 articles done before" in capsys.readouterr().err


def test_a_run_that_goes_on_where_there_is_nothing_begins(room: Newsroom) -> None:
    assert go(room, "--resume") == 0
    assert room.ids() == IDS


def test_the_same_run_repeated_asks_nothing_and_writes_the_same_bytes(room: Newsroom) -> None:
    """The first says `live` where the others say `cached`."""
    arguments = [word if word != "live" else "auto" for word in room.arguments()]
    for name in ("first", "second", "third"):
        assert main([*arguments, "-o", str(room.folder / name)]) == 0
    first, second, third = (room.folder.joinpath(name).read_text("utf-8") for name in ("first", "second", "third"))
    assert room.asked == COUNT
    assert second == third == first.replace('"origin":"live"', '"origin":"cached"')


def test_a_new_run_takes_the_place_of_a_finished_one(room: Newsroom) -> None:
    go(room)
    assert go(room, paths=(room.stories / "04.txt",)) == 0
    assert room.ids() == ["04"]


def test_a_new_run_does_not_begin_over_the_work_of_one_that_did_not_finish(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    running = room.start(*room.arguments("-o", room.output))
    until(lambda: room.output.exists() and room.lines())
    running.kill()
    ended(running)
    before, asked = room.output.read_bytes(), room.asked
    assert go(room) == 2
    assert "go on with --resume, or delete the file to begin anew" in capsys.readouterr().err
    assert (room.output.read_bytes(), room.asked) == (before, asked)
    room.output.unlink()
    assert go(room) == 0


def test_an_article_that_has_changed_is_asked_again_and_its_line_replaced_in_its_place(room: Newsroom) -> None:
    go(room)
    (room.stories / "02.txt").write_text(story(2, "We stay"), "utf-8")
    assert go(room, "--resume") == 0
    assert room.asked == COUNT + 1
    assert room.ids() == IDS
    assert json.loads(room.lines()[2])["quotes"][0]["text"] == "We stay 2,"


def test_a_date_that_has_changed_counts_as_a_change(room: Newsroom) -> None:
    go(room)
    assert go(room, "--resume", "--published", "2022-02-02") == 0
    assert {json.loads(line)["article"]["published"] for line in room.lines()} == {"2022-02-02"}


def test_an_article_that_is_new_comes_in_its_place(room: Newsroom) -> None:
    go(room)
    (room.stories / "015.txt").write_text(story(15), "utf-8")
    assert go(room, "--resume") == 0
    assert room.ids() == ["00", "01", "015", "02", "03", "04", "05"]
    assert room.asked == COUNT + 1


def test_a_line_of_an_article_that_is_gone_stays(room: Newsroom) -> None:
    go(room)
    (room.stories / "02.txt").unlink()
    assert go(room, "--resume") == 0
    assert sorted(room.ids()) == IDS


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (["--model", "another"], "was made by m, not by another; go on with the settings of before"),
        (["--records", "deployments"], "was made for quotes, not for deployments"),
    ],
)
def test_other_settings_than_those_of_the_file_are_refused_before_anything_is_asked(
    changes: list[str], words: str, room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    go(room)
    assert go(room, "--resume", *changes) == 2
    assert words in capsys.readouterr().err
    assert room.asked == COUNT


def test_a_file_by_code_alone_is_not_gone_on_with_under_a_model(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert go(room, "--model", "rules") == 0
    before = room.output.read_bytes()
    assert go(room, "--resume") == 2
    assert "was made by code alone (--model rules), not by m; go on with" in capsys.readouterr().err
    assert (room.output.read_bytes(), room.asked) == (before, 0)
    assert go(room, "--resume", "--model", "rules") == 0


def test_a_file_of_a_model_is_its_own_even_where_code_was_sure_of_everything(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert go(room, "--ask", "guesses") == 0
    assert room.asked == 0
    assert go(room, "--ask", "guesses", "--resume") == 0
    assert go(room, "--resume", "--model", "rules") == 2
    assert "was made by m, not by code alone (--model rules)" in capsys.readouterr().err


def test_what_code_answered_for_want_of_a_key_is_asked_when_there_is_one(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    given = ["--model", "m", "--records", "quotes", "-o", str(room.output), "--cache-dir", str(room.folder / "cache")]
    assert main(["extract", str(room.stories), *given]) == 0
    assert {json.loads(line)["lineage"]["tasks"]["quotes"]["outcome"] for line in room.lines()} == {"fell_back"}
    assert go(room, "--resume") == 0
    assert room.asked == COUNT
    assert room.ids() == IDS


def test_lines_of_another_prompt_are_refused(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    go(room)
    lines = [json.loads(line) for line in room.lines()]
    lines[1]["lineage"]["tasks"]["quotes"]["prompt"] = "older"
    room.output.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    assert go(room, "--resume") == 2
    assert "line 2, was made with another version of the prompt or schema of quotes" in capsys.readouterr().err


def test_a_file_of_something_else_is_refused_and_left_alone(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    room.output.parent.mkdir()
    room.output.write_text("dear diary\n", "utf-8")
    assert go(room, "--resume") == 2
    assert "line 1, is no extraction of this program" in capsys.readouterr().err
    assert room.output.read_text("utf-8") == "dear diary\n"


@pytest.mark.parametrize("more", [["--format", "csv"], ["--format", "json"]])
def test_only_lines_can_be_gone_on_with(more: list[str], room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert go(room, "--resume", *more) == 2
    assert "--resume goes on with a file of lines" in capsys.readouterr().err


def test_going_on_needs_a_file(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(room.arguments("--resume")) == 2
    assert "give -o FILE" in capsys.readouterr().err


def test_two_processes_do_not_write_one_file(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    room.gate.clear()
    running = room.start(*room.arguments("-o", room.output))
    until(lambda: room.asked)
    for form in ("jsonl", "csv"):
        assert go(room, "--resume" if form == "jsonl" else "--format", *(["csv"] if form == "csv" else [])) == 2
        assert f"another process is writing {room.output}" in capsys.readouterr().err
    link = room.folder / "link.jsonl"
    link.symlink_to(room.output)
    assert main(room.arguments("-o", link)) == 2
    room.gate.set()
    assert ended(running)[0] == 0
    assert room.ids() == IDS
