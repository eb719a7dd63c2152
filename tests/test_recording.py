"""Recordings: one checked, readable file an exchange."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import RecordingError
from extractor.exchanges import LARGEST
from extractor.flow import Allowance, Message
from extractor.recording import Recordings
from tests.stores import ANSWER, OTHER_REQUESTS, PROMPT, SECRET, full_disk, path_of, resealed


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
