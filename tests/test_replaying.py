"""Replay from recordings without a network, and storing behind a model."""

import errno
import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import RecordingError
from extractor.flow import Completion
from extractor.opening import Unread
from extractor.recording import Recordings, Replay, Stored
from tests.stores import ANSWER, OTHER_REQUESTS, PROMPT, ROOT, SECRET, Agreeing, Repeating, full_disk, path_of


def test_a_replay_answers_from_the_recording(recordings: Recordings) -> None:
    assert Replay(recordings).complete(PROMPT).origin == "replayed"


def test_a_miss_names_the_article_the_task_and_the_nearest_recording(recordings: Recordings) -> None:
    """Fault 66."""
    asked = replace(OTHER_REQUESTS["model"], max_tokens=1)
    with pytest.raises(RecordingError) as raised:
        Replay(recordings).complete(asked)
    message = str(raised.value)
    assert raised.value.kind == "no_recording"
    assert f"no recording of task quotes for article '001_1972efa825b2b454' (request {asked.digest[:12]})" in message
    assert PROMPT.digest[:12] in message
    assert "differs in the model (recorded: small-model) and max_tokens (recorded: 512)" in message
    assert "--mode record" in message
    assert SECRET not in message


def test_a_miss_in_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="there are no recordings in"):
        Replay(Recordings(tmp_path)).complete(PROMPT)


def test_a_number_written_otherwise_is_named_as_the_difference(recordings: Recordings) -> None:
    with pytest.raises(RecordingError, match="how a number is written"):
        Replay(recordings).complete(replace(PROMPT, temperature=0))


def test_replay_refuses_a_damaged_recording(recordings: Recordings) -> None:
    path_of(recordings).write_bytes(b"{}")
    with pytest.raises(RecordingError) as raised:
        Replay(recordings).complete(PROMPT)
    assert raised.value.kind == "damaged_recording"


def test_what_the_recordings_lack_goes_on_to_the_next_completer(recordings: Recordings) -> None:
    live = Repeating()
    assert Replay(recordings, live).complete(OTHER_REQUESTS["model"]) == ANSWER
    assert [path.name for path in recordings.folder.iterdir()] == [path_of(recordings).name]


def test_what_is_recorded_does_not_reach_the_next_completer(recordings: Recordings) -> None:
    live = Repeating()
    Replay(recordings, live).complete(PROMPT)
    assert live.asked == 0


def test_a_damaged_recording_is_asked_again_where_there_is_a_model(
    recordings: Recordings, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault 50, online."""
    path_of(recordings).write_bytes(b"{}")
    assert Replay(recordings, Repeating()).complete(PROMPT) == ANSWER
    assert path_of(recordings).name in caplog.text


def test_an_answer_is_stored_and_asked_for_once(tmp_path: Path) -> None:
    live = Repeating()
    stored = Stored(Recordings(tmp_path), live, Agreeing())
    answers = [stored.complete(PROMPT) for _ in range(2)]
    assert [answer.origin for answer in answers] == ["live", "replayed"]
    assert live.asked == 1


@pytest.mark.parametrize(
    "answer",
    [
        replace(ANSWER, finish="length"),
        replace(ANSWER, finish="content_filter"),
        replace(ANSWER, refusal="I cannot."),
        replace(ANSWER, text=" \n"),
    ],
)
def test_an_incomplete_answer_is_given_but_never_stored(tmp_path: Path, answer: Completion) -> None:
    assert Stored(Recordings(tmp_path), Repeating(answer), Agreeing()).complete(PROMPT) == answer
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_is_not_accepted_is_given_but_not_stored(tmp_path: Path) -> None:
    disagreeing = Agreeing(verdict=False)
    assert Stored(Recordings(tmp_path), Repeating(), disagreeing).complete(PROMPT) == ANSWER
    assert list(tmp_path.iterdir()) == []
    assert disagreeing.shown == [ANSWER]


def test_a_full_disk_does_not_lose_a_paid_answer(recordings: Recordings, caplog: pytest.LogCaptureFixture) -> None:
    """Fault 53."""
    stored = Stored(recordings, Repeating(), Agreeing())
    with full_disk():
        answer = stored.complete(OTHER_REQUESTS["model"])
    assert answer == ANSWER
    assert [error.errno for error in stored.unsaved] == [errno.EFBIG]
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert SECRET not in caplog.text


def test_what_keeps_answers_from_being_stored_is_told_once_and_counted_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    stored = Stored(Unread(Recordings(tmp_path / "file")), Repeating(), Agreeing())
    answers = [stored.complete(prompt) for prompt in OTHER_REQUESTS.values()]
    assert answers == [ANSWER] * len(OTHER_REQUESTS)
    assert len(stored.unsaved) == len(OTHER_REQUESTS)
    assert len(caplog.records) == 1


def test_another_reason_why_an_answer_is_not_stored_is_told_as_well(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recordings = Recordings(tmp_path / "folder")
    stored = Stored(Unread(recordings), Repeating(), Agreeing())
    recordings.folder.touch()
    stored.complete(PROMPT)
    recordings.folder.unlink()
    path_of(recordings).mkdir(parents=True)
    stored.complete(PROMPT)
    assert len({record.getMessage() for record in caplog.records}) == 2


def test_a_damaged_recording_is_replaced_by_the_new_answer(recordings: Recordings) -> None:
    path_of(recordings).write_bytes(b"")
    Stored(recordings, Repeating(replace(ANSWER, text="new")), Agreeing()).complete(PROMPT)
    found = recordings.find(PROMPT)
    assert found is not None
    assert found.text == "new"


REPLAY = """
import json, sys
from pathlib import Path

def refuse(event, arguments):
    if event.startswith("socket."):
        raise SystemExit(event)

sys.addaudithook(refuse)
from extractor.errors import RecordingError
from extractor.flow import Message, Prompt, digest_of
from extractor.recording import Recordings, Replay
import extractor.caching

folder = Path(sys.argv[1])
request = json.loads(next(folder.glob("*.json")).read_bytes())["request"]
messages = tuple(Message(**message) for message in request.pop("messages"))
prompt = Prompt(task="quotes", article="a", messages=messages, **request)
assert Replay(Recordings(folder)).complete(prompt).origin == "replayed"
try:
    Replay(Recordings(folder)).complete(Prompt(task="quotes", article="b", messages=(), **request))
except RecordingError as error:
    print(error.kind)
print(sorted({"openai", "instructor", "diskcache", "sqlite3"} & set(sys.modules)))
"""


def test_replay_opens_no_socket_and_imports_no_client_and_no_cache(recordings: Recordings) -> None:
    """Fault 66; a hit and a miss, in a process of its own whose sockets end it."""
    done = subprocess.run(
        [sys.executable, "-c", REPLAY, str(recordings.folder)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.splitlines(), done.stderr) == (["no_recording", "[]"], "")
