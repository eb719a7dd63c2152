"""A second try: the articles that failed, and what their lines become."""

import json

import pytest

from extractor.cli import main
from tests.runs import COUNT, IDS, Newsroom, ended, errors, go, story, until


def failing(room: Newsroom, *numbers: int) -> None:
    """Make stories that the server refuses."""
    for number in numbers:
        (room.stories / f"{number:02}.txt").write_text(story(number, "I refuse"), "utf-8")


def test_failed_articles_are_tried_again_and_their_lines_replaced(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(room, 1, 4)
    assert go(room) == 1
    before, asked = room.lines(), room.asked
    assert "not complete: bad_request 2" in capsys.readouterr().err
    room.mended = True
    assert main(room.arguments("--retry-failed", room.output, paths=())) == 0
    assert room.asked - asked == 2
    assert errors(room) == dict.fromkeys(IDS)
    assert [line for line in room.lines() if line in before] == [before[n] for n in (0, 2, 3, 5)]
    assert [path.name for path in room.output.parent.iterdir()] == ["records.jsonl"]


def test_failed_articles_may_be_written_to_another_file(room: Newsroom) -> None:
    failing(room, 1, 4)
    go(room)
    before, other = room.output.read_bytes(), room.folder / "again.jsonl"
    assert main(room.arguments("--retry-failed", room.output, "-o", other, paths=())) == 1
    assert room.output.read_bytes() == before
    assert errors(room, other) == {"01": "bad_request", "04": "bad_request"}


def test_an_article_that_could_not_be_read_is_read_again_from_its_path(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    (room.stories / "03.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert go(room) == 1
    capsys.readouterr()
    assert main(room.arguments("--retry-failed", room.output, paths=())) == 1
    assert "1 article could not be read before; to have them read again, give their paths" in capsys.readouterr().err
    (room.stories / "03.txt").write_text(story(3), "utf-8")
    assert main(room.arguments("--retry-failed", room.output)) == 0
    assert errors(room) == dict.fromkeys(IDS)
    assert (room.ids(), room.asked) == (IDS, COUNT)


def test_an_article_that_can_be_read_at_last_is_done_when_the_run_goes_on(room: Newsroom) -> None:
    (room.stories / "03.txt").write_text("", "utf-8")
    assert go(room) == 1
    assert go(room, "--resume") == 1
    (room.stories / "03.txt").write_text(story(3), "utf-8")
    assert go(room, "--resume") == 0
    assert (room.ids(), room.asked) == (IDS, COUNT)


def test_a_second_try_that_gives_less_does_not_take_the_place_of_the_first(room: Newsroom) -> None:
    go(room)
    lines = [json.loads(line) for line in room.lines()]
    lines[2]["error"] = {"kind": "truncated", "message": "cut", "retryable": True, "task": "quotes"}
    room.output.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    room.refusing = 400
    assert main(room.arguments("--retry-failed", room.output, paths=())) == 1
    assert room.asked == COUNT + 1
    assert errors(room)["02"] == "truncated"
    assert json.loads(room.lines()[2])["quotes"]


def test_where_all_is_well_nothing_is_tried_again(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    go(room)
    capsys.readouterr()
    assert main(room.arguments("--retry-failed", room.output, paths=())) == 0
    assert (room.asked, capsys.readouterr().err) == (COUNT, f"extractor: no article failed in {room.output}\n")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--format", "csv"], "for another format name one with -o"),
        (["--published", "2022-02-02"], "give their paths as well"),
        (["--grace", "-1"], "--grace must be at least 0"),
    ],
)
def test_options_that_contradict_a_second_try_are_refused(
    more: list[str], words: str, room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    go(room)
    assert main(room.arguments("--retry-failed", room.output, *more, paths=())) == 2
    assert words in capsys.readouterr().err


def test_a_second_try_needs_the_file(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(room.arguments("--retry-failed", room.folder / "none.jsonl", paths=())) == 2
    assert "No such file" in capsys.readouterr().err
    assert not (room.folder / "none.jsonl.lock").exists()


def test_a_killed_second_try_loses_nothing(room: Newsroom) -> None:
    """Until the end, the new lines stand behind the old ones; the next run puts each in its place."""
    failing(room, 0, 1, 2, 3)
    go(room)
    room.mended = True
    room.gate.clear()
    room.allowed = COUNT + 2
    running = room.start(*room.arguments("--retry-failed", room.output, paths=()))
    until(lambda: len(room.lines()) == COUNT + 2)
    running.kill()
    ended(running)
    room.gate.set()
    done = {name for name, error in errors(room).items() if error is None}
    assert done == {"00", "01", "04", "05"}
    room.settle()
    asked = room.asked
    assert main(room.arguments("--retry-failed", room.output, paths=())) == 0
    assert room.asked - asked == COUNT - len(done)
    assert room.ids() == IDS
    assert errors(room) == dict.fromkeys(IDS)
    assert [path.name for path in room.output.parent.iterdir()] == ["records.jsonl"]


def test_articles_that_the_runs_budget_kept_from_being_asked_are_done_when_it_goes_on(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert go(room, "--max-tokens", "50") == 1
    assert room.asked == 0
    assert "not complete: budget 6; trying again may help 6 of them" in capsys.readouterr().err
    assert go(room, "--resume") == 0
    assert (room.asked, room.ids()) == (COUNT, IDS)
    assert errors(room) == dict.fromkeys(IDS)


def test_a_key_that_the_server_refuses_is_wrong_use(room: Newsroom) -> None:
    room.refusing = 401
    assert go(room) == 2
    assert set(errors(room).values()) == {"auth"}
    room.refusing = 0
    assert go(room, "--resume") == 0
    assert errors(room) == dict.fromkeys(IDS)
