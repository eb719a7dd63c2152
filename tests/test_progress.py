"""What a run says of itself: a bar on a terminal, a summary, and an estimate beforehand."""

import os
import pty
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.progress import Tally, summarise, watched
from tests.runs import ASKING, Newsroom, ended, story
from tests.samples import failed, partial, sample


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setenv(*ASKING)
    room = Newsroom(tmp_path, 4)
    yield room
    room.server.close()


def on_terminal(room: Newsroom, *more: object) -> str:
    """What a run shows where standard error is a terminal of 200 columns."""
    ours, theirs = pty.openpty()
    os.environ["COLUMNS"] = "200"
    try:
        running = room.start(*room.arguments("-o", room.output, *more), stderr=theirs)
    finally:
        del os.environ["COLUMNS"]
        os.close(theirs)
    shown = b""
    while True:
        try:
            read = os.read(ours, 4096)
        except OSError:
            break
        if not read:
            break
        shown += read
    os.close(ours)
    ended(running)
    return shown.decode()


def test_a_terminal_shows_how_far_the_run_is_how_fast_what_failed_what_it_took_and_how_long_it_goes_on(
    room: Newsroom,
) -> None:
    (room.stories / "02.txt").write_text(story(2, "I refuse"), "utf-8")
    shown = on_terminal(room)
    facts = r"(\d) not complete, [\d.]+/s, (\d+) tokens, \$0.00, (?:[\d:]+ left|no end in sight)"
    bars = re.findall(rf"\[([#.]{{24}})\] (\d) of 4 articles, {facts}", shown)
    assert bars[0][1:] == ("0", "0", "0")
    assert [int(bar[1]) for bar in bars] == sorted(int(bar[1]) for bar in bars)
    assert all(len(bar[0].rstrip(".")) == 6 * int(bar[1]) for bar in bars)
    assert shown.rstrip().splitlines()[-1].endswith("will not help by itself")


def test_a_pipe_shows_no_bar(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(room.arguments("-o", room.output)) == 0
    told = capsys.readouterr().err
    took = "4 requests, 44 tokens in, 28 out, 7.0 output tokens a record, price unknown"
    assert told == f"extractor: 4 articles: 4 ok; {took}\n"


def test_failures_are_counted_by_kind_and_the_command_for_another_try_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tally = Tally(3)
    list(watched([sample(), partial(), failed()], tally))
    summarise(tally, "do it again")
    took = "4 requests, 1,600 tokens in, 192 out, 32.0 output tokens a record, $0.0012 and 2 articles of unknown price"
    assert capsys.readouterr().err.splitlines()[-2:] == [
        f"extractor: 3 articles: 1 ok, 1 partial, 1 failed; {took}",
        "extractor: not complete: truncated 1, network 1; trying again may help 2 of them: do it again",
    ]


def test_a_second_try_that_is_named_is_one_that_works(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    room.server.close()
    paths = (room.stories / "00.txt", room.stories / "01.txt")
    assert main(room.arguments("-o", room.output, "--deadline", "0.1", paths=paths)) == 1
    told = capsys.readouterr().err
    found = re.search(r"trying again may help 2 of them: extractor (extract --retry-failed .*)\n", told)
    assert found
    assert main(found[1].split()) == 1
    assert room.ids() == ["00", "01"]


def test_of_many_failures_of_one_kind_the_first_are_told_and_all_counted(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally(50)
    list(watched([failed()] * 50, tally))
    assert capsys.readouterr().err.count("silent: no connection") == 10
    assert tally.failures == {"network": 50}


@pytest.mark.parametrize(
    ("expected", "seconds", "words"),
    [
        (None, 1, "3 articles, 2 not complete, "),
        (6, 3, "[############............] 3 of 6 articles, 2 not complete, 1.0/s, 0 tokens, $0.00, 0:03 left"),
        (30_003, 3, "3 of 30,003 articles, 2 not complete, 1.0/s, 0 tokens, $0.00, 8:20:00 left"),
    ],
)
def test_a_bar_reckons_what_is_left(expected: int | None, seconds: float, words: str) -> None:
    tally = Tally(expected)
    for extraction in (sample(), partial(), failed()):
        tally.add(extraction)
    assert words in tally.bar(seconds)


def test_a_bar_at_the_beginning_knows_no_end() -> None:
    assert Tally(4).bar(0).endswith("no end in sight")


def dry(room: Newsroom, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    capsys.readouterr()
    arguments = [word if word != "live" else "auto" for word in room.arguments("--dry-run", *more)]
    assert main(arguments) == 0
    return capsys.readouterr().out.splitlines()


def test_a_dry_run_asks_nothing_and_says_what_a_run_would_take(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    articles, stored, asked, cost = dry(room, capsys)
    assert (articles, stored) == ("4 articles", "0 requests answered already: they cost nothing")
    assert re.fullmatch(r"4 requests to m: about [\d,]{5,} tokens in and 116 out", asked)
    assert cost == "cost unknown: no price is known for this model and server"
    assert room.asked == 0


def test_a_dry_run_counts_what_is_answered_already(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    main(room.arguments("-o", room.output, paths=(room.stories / "00.txt", room.stories / "01.txt")))
    found = dry(room, capsys)
    assert found[1] == "2 requests answered already: they cost nothing"
    assert found[2].startswith("2 requests to m")
    assert room.asked == 2


def test_a_dry_run_of_one_that_goes_on_leaves_out_what_is_done_and_writes_nothing(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    main(room.arguments("-o", room.output, paths=(room.stories / "00.txt",)))
    before = room.output.read_bytes()
    assert dry(room, capsys, "--resume", "-o", str(room.output))[0] == "3 articles"
    assert room.output.read_bytes() == before


def test_a_dry_run_knows_prices_and_says_what_cannot_be_read(
    room: Newsroom, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    (room.stories / "00.txt").write_text("", "utf-8")
    main(["extract", str(room.stories), "--model", "gpt-4.1-mini", "--dry-run", "--cache-dir", str(room.folder / "c")])
    found = capsys.readouterr().out.splitlines()
    assert found[0] == "4 articles, 1 of which cannot be read"
    assert re.fullmatch(r"about \$0\.\d\d", found[3])


def test_a_dry_run_of_a_replay_says_what_it_would_lack(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert dry(room, capsys, "--mode", "replay")[2] == "4 requests without a recording: they would fail"
