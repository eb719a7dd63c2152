"""Recordings: one checked, readable file an exchange; replay from them without a network, storing behind them."""

import errno
import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import RecordingError
from extractor.exchanges import LARGEST
from extractor.flow import Allowance, Attempt, Completion, Message, Prompt, digest_of
from extractor.recording import Recordings, Replay, Stored

SECRET = "the general's words"  # noqa: S105
ROOT = Path(__file__).resolve().parents[1]

PROMPT = Prompt(
    task="quotes",
    article="001_1972efa825b2b454",
    messages=(Message("system", "Say who speaks.\nPoint, do not copy."), Message("user", f"“Café”, {SECRET} \\ 'ß'")),
    schema={"type": "object", "properties": {"quotes": {"type": "array"}}, "additionalProperties": False},
    model="small-model",
    max_tokens=512,
)
ANSWER = Completion(
    text='{"quotes": ["naïve — “x”"]}',
    model="small-model-2026",
    finish="stop",
    refusal=None,
    tokens_in=900,
    tokens_out=40,
    seconds=1.25,
    cost_usd=0.0003,
    answered_at="2026-11-22T10:00:00Z",
    attempts=(Attempt("network"), Attempt("rate_limited", 429), Attempt("ok", 200)),
)
OTHER_REQUESTS = {
    "model": replace(PROMPT, model="large-model"),
    "prompt": replace(PROMPT, messages=(Message("system", "Changed."), *PROMPT.messages[1:])),
    "article": replace(PROMPT, messages=(PROMPT.messages[0], Message("user", "Another text."))),
    "schema": replace(PROMPT, schema={"type": "object"}),
    "max_tokens": replace(PROMPT, max_tokens=513),
    "temperature": replace(PROMPT, temperature=0.5),
    "seed": replace(PROMPT, seed=None),
    "structured": replace(PROMPT, structured="tools"),
}


class Scripted:
    """A completer that gives one answer and counts how often it is asked."""

    def __init__(self, answer: Completion = ANSWER) -> None:
        self.answer = answer
        self.asked = 0

    def complete(self, prompt: Prompt) -> Completion:
        """Give the answer, whatever `prompt` is."""
        del prompt
        self.asked += 1
        return self.answer


class Agreeing:
    """A judge of answers that keeps what it was shown."""

    def __init__(self, *, verdict: bool = True) -> None:
        self.verdict = verdict
        self.shown: list[Completion] = []

    def __call__(self, prompt: Prompt, completion: Completion) -> bool:
        """Give the verdict."""
        del prompt
        self.shown.append(completion)
        return self.verdict


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    """Give a folder that holds the one recording of PROMPT."""
    store = Recordings(tmp_path / "recordings")
    store.save(PROMPT, ANSWER)
    return store


def path_of(recordings: Recordings, prompt: Prompt = PROMPT) -> Path:
    return recordings.folder / f"{prompt.digest}.json"


def resealed(content: bytes) -> bytes:
    """Give the content the checksum that fits it."""
    body, mark, _ = content.rpartition(b'  "checksum": "')
    return body + mark + sha256(body).hexdigest().encode() + b'"\n}\n'


@contextmanager
def full_disk() -> Generator[None, None, None]:
    """Let no file grow for a while, for real."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_recorded_answer_comes_back_whole_with_its_failed_attempts(recordings: Recordings) -> None:
    assert recordings.find(PROMPT) == replace(ANSWER, origin="replayed")


def test_an_unknown_price_comes_back_as_unknown(recordings: Recordings) -> None:
    recordings.save(PROMPT, replace(ANSWER, cost_usd=None))
    found = recordings.find(PROMPT)
    assert found is not None
    assert found.cost_usd is None


@given(text=st.text(alphabet=st.characters()), article=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_even_half_a_surrogate_pair(
    tmp_path_factory: pytest.TempPathFactory, text: str, article: str
) -> None:
    store = Recordings(tmp_path_factory.getbasetemp() / "any")
    prompt = replace(PROMPT, messages=(Message("user", article),))
    store.save(prompt, replace(ANSWER, text=text))
    found = store.find(prompt)
    assert found is not None
    assert found.text == text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def test_a_file_is_named_by_the_digest_never_by_the_article(tmp_path: Path) -> None:
    store = Recordings(tmp_path / "recordings")
    prompt = replace(PROMPT, article="../../outside\0" + "x" * 300)
    store.save(prompt, ANSWER)
    assert [path.name for path in tmp_path.rglob("*.json")] == [f"{prompt.digest}.json"]


def test_the_file_is_readable_json_with_its_members_in_a_fixed_order(recordings: Recordings) -> None:
    content = path_of(recordings).read_text("utf-8")
    stored = json.loads(content)
    assert list(stored) == [
        *("format", "digest", "task", "article", "model_asked", "model_answered", "answered_at"),
        *("request", "attempts", "answer", "checksum"),
    ]
    assert list(stored["answer"]) == ["text", "finish", "refusal", "tokens_in", "tokens_out", "seconds", "cost_usd"]
    assert stored["request"] == PROMPT.request
    assert "“Café”" in content
    assert '\n    "model": "small-model",\n' in content


def test_the_same_exchange_is_the_same_bytes(recordings: Recordings) -> None:
    before = path_of(recordings).read_bytes()
    recordings.save(PROMPT, ANSWER)
    assert path_of(recordings).read_bytes() == before


def test_a_folder_that_does_not_exist_holds_no_recording(tmp_path: Path) -> None:
    store = Recordings(tmp_path / "none")
    assert store.find(PROMPT) is None
    assert list(store.entries()) == []
    assert list(store.damaged()) == []
    assert store.default_model() is None


@pytest.mark.parametrize("changed", OTHER_REQUESTS)
def test_another_request_is_another_recording_and_the_old_one_stays(recordings: Recordings, changed: str) -> None:
    """Faults 49 and 64: a changed model, prompt, schema or parameter never meets a stale answer."""
    before = path_of(recordings).read_bytes()
    assert recordings.find(OTHER_REQUESTS[changed]) is None
    recordings.save(OTHER_REQUESTS[changed], replace(ANSWER, text="{}"))
    assert path_of(recordings).read_bytes() == before


def test_who_asks_and_how_long_it_may_take_is_no_part_of_the_name(recordings: Recordings) -> None:
    """Fault 65: only what decides the answer names it; there is no key or host in a prompt to begin with."""
    prompt = replace(PROMPT, task="again", article="renamed", allowance=Allowance(deadline=1.0, tokens=5))
    assert recordings.find(prompt) is not None


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a flipped bit": (lambda content: content.replace(b"na\xc3\xafve", b"na\xc3\xaeve"), "checksum does not fit"),
    "an edit": (lambda content: content.replace(b'"stop"', b'"length"'), "checksum does not fit"),
    "cut short": (lambda content: content[:-100], "cut short"),
    "cut by a byte": (lambda content: content[:-1], "checksum does not fit"),
    "empty": (lambda _: b"", "cut short"),
    "binary": (lambda _: bytes(range(256)) * 8, "cut short"),
    "not UTF-8": (lambda content: resealed(content.replace(b"na\xc3\xafve", b"na\xc3ve")), "utf-8"),
    "no object": (lambda _: resealed(b'[\n  "checksum": "'), "Expecting"),
    "another format": (lambda content: resealed(content.replace(b'"format": 1', b'"format": 2')), "format is not 1"),
    "another request": (lambda content: resealed(content.replace(b"Point", b"Paint")), "another request"),
    "another digest": (lambda content: resealed(content.replace(b'"digest": "', b'"digest": "0')), "another request"),
    "no answer": (lambda content: resealed(content.replace(b'"answer"', b'"question"')), "not laid out"),
    "a number for text": (
        lambda content: resealed(content.replace(b'"finish": "stop"', b'"finish": 1')),
        "not laid out",
    ),
    "a word for a number": (
        lambda content: resealed(content.replace(b'"tokens_in": 900', b'"tokens_in": "many"')),
        "not laid out",
    ),
    "too much in the answer": (
        lambda content: resealed(content.replace(b'"tokens_in"', b'"key": 1,\n    "tokens_in"')),
        "not laid out",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_recording_is_an_error_that_names_the_file(recordings: Recordings, damage: str) -> None:
    """Faults 50 and 51."""
    spoil, why = DAMAGES[damage]
    path = path_of(recordings)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(RecordingError, match=why) as raised:
        recordings.find(PROMPT)
    assert raised.value.kind == "damaged_recording"
    assert str(path) in str(raised.value)
    assert "record it again" in str(raised.value)
    assert SECRET not in str(raised.value)


def test_a_recording_under_another_name_is_damaged(recordings: Recordings) -> None:
    other = replace(PROMPT, seed=7)
    path_of(recordings).rename(path_of(recordings, other))
    with pytest.raises(RecordingError, match="another request than its name says"):
        recordings.find(other)


def test_a_symbolic_link_is_not_followed_when_reading(recordings: Recordings, tmp_path: Path) -> None:
    path_of(recordings).rename(tmp_path / "elsewhere.json")
    path_of(recordings).symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(RecordingError, match="symbolic link"):
        recordings.find(PROMPT)


def test_a_symbolic_link_is_not_followed_when_writing(recordings: Recordings, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("kept")
    path_of(recordings).unlink()
    path_of(recordings).symlink_to(target)
    with pytest.raises(OSError, match="symbolic link"):
        recordings.save(PROMPT, ANSWER)
    assert target.read_text() == "kept"


def test_a_pipe_in_place_of_a_recording_is_refused_without_waiting(recordings: Recordings) -> None:
    path_of(recordings).unlink()
    os.mkfifo(path_of(recordings))
    with pytest.raises(RecordingError, match="not a regular file"):
        recordings.find(PROMPT)


def test_a_folder_in_place_of_a_recording_is_refused(recordings: Recordings) -> None:
    path_of(recordings).unlink()
    path_of(recordings).mkdir()
    with pytest.raises(RecordingError, match="directory"):
        recordings.find(PROMPT)


def test_a_giant_file_is_refused_before_it_is_read(recordings: Recordings) -> None:
    os.truncate(path_of(recordings), LARGEST + 1)
    with pytest.raises(RecordingError, match="more than"):
        recordings.find(PROMPT)


def test_a_giant_answer_is_not_stored(recordings: Recordings) -> None:
    with pytest.raises(OSError, match="not stored"):
        recordings.save(PROMPT, replace(ANSWER, text="x" * LARGEST))


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (error,) = Recordings(tmp_path / "file").damaged()
    assert "Not a directory" in str(error)


def test_a_read_only_folder_is_enough_to_replay(recordings: Recordings) -> None:
    """Fault 54, in a process that cannot write there even if the tests run as root."""
    path_of(recordings).chmod(0o444)
    recordings.folder.chmod(0o555)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.chdir(recordings.folder)
            if os.geteuid() == 0:
                os.setuid(65534)
            code = int(Recordings(Path()).find(PROMPT) is None or os.access(".", os.W_OK))
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    recordings.folder.chmod(0o755)
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_full_disk_leaves_the_older_recording_and_no_rest(recordings: Recordings) -> None:
    with full_disk(), pytest.raises(OSError, match="large"):
        recordings.save(PROMPT, replace(ANSWER, text="new"))
    assert recordings.find(PROMPT) == replace(ANSWER, origin="replayed")
    assert [path.name for path in recordings.folder.iterdir()] == [path_of(recordings).name]


def test_an_entry_describes_a_recording_without_its_texts(recordings: Recordings) -> None:
    (entry,) = recordings.entries()
    assert (entry.digest, entry.task, entry.article) == (PROMPT.digest, PROMPT.task, PROMPT.article)
    assert (entry.model_asked, entry.model_answered) == ("small-model", "small-model-2026")
    assert entry.answered_at == ANSWER.answered_at
    assert SECRET not in repr(entry)


@pytest.mark.parametrize(
    ("changed", "part"),
    [("model", "model"), ("prompt", "system"), ("article", "article"), ("schema", "schema"), ("seed", "parameters")],
)
def test_each_part_of_a_request_changes_its_own_description_only(
    recordings: Recordings, changed: str, part: str
) -> None:
    recordings.save(OTHER_REQUESTS[changed], ANSWER)
    one, other = (entry.parts for entry in recordings.entries())
    names = ("model", "system", "article", "schema", "parameters")
    assert [name for name in names if getattr(one, name) != getattr(other, name)] == [part]


def test_stray_files_are_no_recordings(recordings: Recordings) -> None:
    for name in ("README.md", ".DS_Store", "._copy.json", f".{PROMPT.digest}.0123.tmp"):
        (recordings.folder / name).write_bytes(b"\0stray")
    assert [entry.digest for entry in recordings.entries()] == [PROMPT.digest]
    assert list(recordings.damaged()) == []


def test_json_that_is_no_recording_is_reported_and_the_others_are_described(recordings: Recordings) -> None:
    (recordings.folder / "notes.json").write_text('{"a": 1}')
    (error,) = recordings.damaged()
    assert "notes.json cannot be used: it has no checksum: it is cut short, or is no recording" in str(error)
    assert [entry.digest for entry in recordings.entries()] == [PROMPT.digest]


@pytest.mark.parametrize(
    "change",
    [{"messages": [{"role": "user"}]}, {"messages": 5}, {"temperature_": 1.0}],
    ids=["half a message", "no messages", "one member more"],
)
def test_a_recording_whose_request_has_another_form_is_reported(
    recordings: Recordings, change: dict[str, object]
) -> None:
    """Even if its digest, its name and its checksum all fit."""
    stored = json.loads(path_of(recordings).read_bytes())
    stored["request"] |= change
    stored["digest"] = digest_of(stored["request"])
    path_of(recordings).unlink()
    path = recordings.folder / f"{stored['digest']}.json"
    path.write_bytes(resealed(json.dumps(stored, indent=2).encode() + b"\n"))
    (error,) = recordings.damaged()
    assert error.kind == "damaged_recording"


def test_the_one_model_of_all_recordings_is_the_default(recordings: Recordings) -> None:
    recordings.save(OTHER_REQUESTS["article"], ANSWER)
    assert recordings.default_model() == "small-model"


def test_two_models_give_no_default(recordings: Recordings) -> None:
    recordings.save(OTHER_REQUESTS["model"], ANSWER)
    assert recordings.default_model() is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ("model", "the model (recorded: small-model)"),
        ("prompt", "the prompt"),
        ("article", "the article's text"),
        ("schema", "the schema"),
        ("max_tokens", "max_tokens (recorded: 512)"),
        ("temperature", "temperature (recorded: 0.0)"),
        ("seed", "seed (recorded: 0)"),
        ("structured", "structured (recorded: json_schema)"),
    ],
)
def test_the_nearest_recording_comes_with_what_differs(recordings: Recordings, changed: str, words: str) -> None:
    nearest = recordings.nearest(OTHER_REQUESTS[changed])
    assert nearest is not None
    assert (nearest.entry.digest, nearest.differs) == (PROMPT.digest, (words,))


def test_the_same_article_and_task_is_nearer_than_more_equal_parts(recordings: Recordings) -> None:
    far = replace(PROMPT, article="002", seed=3)
    recordings.save(far, ANSWER)
    asked = replace(OTHER_REQUESTS["prompt"], schema={}, model="large-model", seed=3)
    nearest = recordings.nearest(asked)
    assert nearest is not None
    assert nearest.entry.digest == PROMPT.digest
    assert len(nearest.differs) == 4


def test_of_one_article_and_task_the_recording_with_most_equal_parts_is_nearest(recordings: Recordings) -> None:
    near = replace(PROMPT, seed=3)
    recordings.save(near, ANSWER)
    recordings.save(replace(PROMPT, seed=4, max_tokens=1), ANSWER)
    nearest = recordings.nearest(replace(PROMPT, seed=3, model="large-model"))
    assert nearest is not None
    assert nearest.entry.digest == near.digest


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
    live = Scripted()
    assert Replay(recordings, live).complete(OTHER_REQUESTS["model"]) == ANSWER
    assert [path.name for path in recordings.folder.iterdir()] == [path_of(recordings).name]


def test_what_is_recorded_does_not_reach_the_next_completer(recordings: Recordings) -> None:
    live = Scripted()
    Replay(recordings, live).complete(PROMPT)
    assert live.asked == 0


def test_a_damaged_recording_is_asked_again_where_there_is_a_model(
    recordings: Recordings, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault 50, online."""
    path_of(recordings).write_bytes(b"{}")
    assert Replay(recordings, Scripted()).complete(PROMPT) == ANSWER
    assert path_of(recordings).name in caplog.text


def test_an_answer_is_stored_and_asked_for_once(tmp_path: Path) -> None:
    live = Scripted()
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
    assert Stored(Recordings(tmp_path), Scripted(answer), Agreeing()).complete(PROMPT) == answer
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_is_not_accepted_is_given_but_not_stored(tmp_path: Path) -> None:
    disagreeing = Agreeing(verdict=False)
    assert Stored(Recordings(tmp_path), Scripted(), disagreeing).complete(PROMPT) == ANSWER
    assert list(tmp_path.iterdir()) == []
    assert disagreeing.shown == [ANSWER]


def test_a_full_disk_does_not_lose_a_paid_answer(recordings: Recordings, caplog: pytest.LogCaptureFixture) -> None:
    """Fault 53."""
    stored = Stored(recordings, Scripted(), Agreeing())
    with full_disk():
        answer = stored.complete(OTHER_REQUESTS["model"])
    assert answer == ANSWER
    assert [error.errno for error in stored.unsaved] == [errno.EFBIG]
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert SECRET not in caplog.text


def test_a_damaged_recording_is_replaced_by_the_new_answer(recordings: Recordings) -> None:
    path_of(recordings).write_bytes(b"")
    Stored(recordings, Scripted(replace(ANSWER, text="new")), Agreeing()).complete(PROMPT)
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
