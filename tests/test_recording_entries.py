"""What a folder of recordings says of itself: its entries, its models, and the recording nearest to a request."""

import json
from dataclasses import replace

import pytest

from extractor.flow import digest_of
from extractor.recording import Recordings
from tests.stores import ANSWER, OTHER_REQUESTS, PROMPT, SECRET, path_of, resealed


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


def test_what_is_saved_after_the_default_model_was_looked_for_is_what_is_found(recordings: Recordings) -> None:
    recordings.default_model()
    recordings.save(PROMPT, replace(ANSWER, text="{}"))
    found = recordings.find(PROMPT)
    assert found
    assert found.text == "{}"


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
