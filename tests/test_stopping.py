"""Ctrl-C, SIGTERM, and a reader that goes away: what is under way is finished, and nothing acknowledged is lost."""

import json
import signal
import subprocess
import threading
from collections.abc import Iterator

import pytest

from extractor.cli import main
from extractor.stopping import Stop, stoppable
from tests.runs import CONCURRENCY, PATIENCE, Newsroom, ended, says, story


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_lets_what_is_under_way_be_finished_and_says_how_to_go_on(
    number: signal.Signals, code: int, room: Newsroom
) -> None:
    room.gate.clear()
    running = room.start(*room.arguments("-o", room.output))
    room.stop(running, number)
    told = says(running, "stopping")
    room.gate.set()
    ended_with, rest = ended(running)
    assert ended_with == code
    assert room.ids() == ["00", "01"]
    assert room.asked == CONCURRENCY
    again = " ".join(room.arguments("-o", room.output))
    assert [line for line in (told + rest).splitlines() if "--resume" in line] == [
        f"extractor: stopped: 2 articles done, in {room.output}; to go on: extractor {again} --resume"
    ]
    assert "Traceback" not in told + rest


def test_a_stopped_run_that_goes_on_asks_for_the_rest_and_ends_as_if_it_had_not_been_stopped(room: Newsroom) -> None:
    room.gate.clear()
    running = room.start(*room.arguments("-o", room.output))
    room.stop(running, signal.SIGINT)
    says(running, "stopping")
    room.gate.set()
    ended(running)
    assert main(room.arguments("-o", room.output, "--resume")) == 0
    assert room.asked == 6
    assert room.ids() == ["00", "01", "02", "03", "04", "05"]
    assert [path.name for path in room.output.parent.iterdir()] == ["records.jsonl"]


def test_a_second_signal_ends_the_run_at_once(room: Newsroom) -> None:
    room.gate.clear()
    running = room.start(*room.arguments("-o", room.output, "--grace", "3600"))
    room.stop(running, signal.SIGINT)
    says(running, "stopping")
    running.send_signal(signal.SIGINT)
    code, rest = ended(running)
    assert code == 130
    assert rest.startswith("extractor: ended at once: 0 articles done")
    assert rest.count("\n") == 1


def test_the_end_of_the_grace_ends_the_run(room: Newsroom) -> None:
    room.gate.clear()
    running = room.start(*room.arguments("-o", room.output, "--grace", "0.1"))
    room.stop(running, signal.SIGTERM)
    code, rest = ended(running)
    assert code == 143
    assert "ended at once" in rest


def test_a_run_that_waits_for_its_next_article_stops_waiting(room: Newsroom) -> None:
    line = json.dumps({"id": "a", "text": story(1)})
    running = room.start(*room.arguments("-o", room.output, paths=("-",)), stdin=subprocess.PIPE)
    assert running.stdin is not None
    running.stdin.write(f"{line}\n")
    running.stdin.flush()
    room.stop(running, signal.SIGINT, asked=1)
    told = says(running, "stopped: 1 article done")
    assert running.wait(PATIENCE) == 130
    assert room.ids() == ["a"]
    assert "Traceback" not in told
    running.communicate()


def test_a_table_of_what_was_done_is_complete(room: Newsroom) -> None:
    """A format that is written in one step is written with what there is."""
    room.gate.clear()
    running = room.start(*room.arguments("-o", room.output, "--format", "json"))
    room.stop(running, signal.SIGINT)
    says(running, "stopping")
    room.gate.set()
    assert ended(running)[0] == 130
    assert [one["article"]["id"] for one in json.loads(room.output.read_text("utf-8"))] == ["00", "01"]
    assert [path.name for path in room.output.parent.iterdir()] == ["records.jsonl"]


def test_a_run_started_with_ctrl_c_ignored_goes_on(room: Newsroom) -> None:
    """As `nohup` and a shell's `&` do it."""
    room.gate.clear()
    ignoring = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
    running = room.start(*room.arguments("-o", room.output), before=ignoring)
    room.stop(running, signal.SIGINT)
    room.gate.set()
    assert ended(running)[0] == 0
    assert len(room.ids()) == 6


def test_a_reader_that_goes_away_ends_a_live_run_without_noise(room: Newsroom) -> None:
    """As `| head -1` does, while the model is slow."""
    running = room.start(*room.arguments())
    assert running.stdout is not None
    assert json.loads(running.stdout.readline())["article"]["id"] == "00"
    running.stdout.close()
    assert running.stderr is not None
    error = running.stderr.read()
    assert running.wait(PATIENCE) == 0
    assert error == ""
    running.stderr.close()


def run_in_shell(room: Newsroom, redirection: str) -> subprocess.CompletedProcess[str]:
    """Run the command over a newsroom's articles with one of its streams redirected."""
    command = f".venv/bin/extractor {' '.join(room.arguments())} {redirection}"
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=PATIENCE)


def test_a_standard_output_that_is_closed_is_refused_before_anything_is_asked(room: Newsroom) -> None:
    running = run_in_shell(room, ">&-")
    assert (running.returncode, room.asked) == (2, 0)
    assert running.stderr == "extractor: standard output is closed; name a file with -o FILE\n"


def test_a_standard_error_that_is_closed_leaves_the_output_clean(room: Newsroom) -> None:
    running = run_in_shell(room, "2>&-")
    assert running.returncode == 0
    assert [json.loads(line)["article"]["id"] for line in running.stdout.splitlines()] == room_ids(6)


def room_ids(count: int) -> list[str]:
    return [f"{number:02}" for number in range(count)]


def test_a_signal_between_two_articles_ends_the_taking() -> None:
    stop = Stop(60, str)
    taken: list[int] = []
    with stoppable(stop):
        for number in stop.take(range(9)):
            taken.append(number)
            if number == 2:
                signal.raise_signal(signal.SIGTERM)
    assert taken == [0, 1, 2]
    assert stop.code == 143


def test_handlers_are_given_back() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)]
    with stoppable(Stop(60, str)):
        pass
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)] == before


def test_a_run_outside_the_main_thread_leaves_signals_alone() -> None:
    seen: list[object] = []

    def run() -> None:
        with stoppable(Stop(60, str)):
            seen.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [before]


def test_an_error_of_reading_passes_through() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    stop = Stop(60, str)
    taken = stop.take(broken())
    assert next(taken) == 1
    with pytest.raises(ValueError, match="no more"):
        next(taken)
