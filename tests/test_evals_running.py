"""Running: what a run over gold holds, and that nothing is lost when an article fails."""

import json
import subprocess
from pathlib import Path

import pytest

from evals.revisions import code_revision
from evals.running import Run, gold_digest, read_golds, read_run, run_golds, write_run
from extractor import Extraction, UsageError
from extractor.errors import CompletionError
from extractor.flow import Completion, Prompt
from extractor.recording import Recordings, Stored
from tests.evalroom import MODEL, Desk, answered, both, renamed, settings, write_gold
from tests.loopback import Loopback, failed
from tests.newsroom import BASES_LABELS, BRIDGES_LABELS, gold_of, labels
from tests.runs import until


def recorded(folder: Path) -> Path:
    """Record the scripted model's answers about both articles."""
    run_golds(both(), settings(), completer=Stored(Recordings(folder), Desk(), lambda _, __: True))
    return folder


class Repeating:
    """A model that names a speaker it has not introduced, and gives no answer when it is asked again."""

    def __init__(self) -> None:
        self.asked = 0

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the first round only."""
        self.asked += 1
        if self.asked > 1:
            raise CompletionError("no recording", "no_recording")
        slots = prompt.schema["properties"][prompt.task]["properties"]
        return answered(json.dumps({prompt.task: dict.fromkeys(slots, "C"), "speakers": []}))


def test_each_labelled_article_is_extracted_and_scored() -> None:
    scores = run_golds(both(), settings(), completer=Desk()).scores
    assert [one.id for one in scores.per_article] == ["bases", "bridges"]
    assert (scores.kinds["quotes"].found, scores.kinds["quotes"].missed) == (6, 0)
    assert (scores.kinds["deployments"].found, scores.kinds["deployments"].missed) == (0, 4)


def test_a_failed_article_is_a_row_and_costs_no_other_article() -> None:
    run = run_golds(both(), settings(), completer=Desk(failing={"bases"}))
    assert [(one.id, one.failure.kind, dict(one.lost)) for one in run.scores.failed] == [
        ("bases", "network", {"quotes": 4, "deployments": 4})
    ]
    assert (run.scores.kinds["quotes"].found, run.scores.kinds["quotes"].missed) == (2, 4)


def test_a_kind_that_an_article_is_not_labelled_for_is_not_asked() -> None:
    desk, given = Desk(), labels(BRIDGES_LABELS)
    del given["deployments"]
    run_golds([gold_of(BASES_LABELS), gold_of(given)], settings(), completer=desk)
    assert set(desk.asked) == {("bases", "quotes"), ("bases", "deployments"), ("bridges", "quotes")}


def test_a_kind_that_the_settings_leave_out_is_neither_asked_nor_scored() -> None:
    desk = Desk()
    run = run_golds(both(), settings(records=("quotes",)), completer=desk)
    assert {task for _, task in desk.asked} == {"quotes"}
    assert list(run.scores.kinds) == ["quotes"]


def test_gold_that_labels_none_of_the_kinds_asked_for_is_refused() -> None:
    given = labels(BASES_LABELS)
    del given["deployments"]
    with pytest.raises(UsageError, match="no gold labels any of deployments"):
        run_golds([gold_of(given)], settings(records=("deployments",)), completer=Desk())


def test_a_request_without_an_answer_is_kept_even_in_a_repair_round() -> None:
    run = run_golds([both()[1]], settings(records=("quotes",)), completer=Repeating())
    assert [(one.article, one.task, one.kind) for one in run.unanswered] == [("bridges", "quotes", "no_recording")]


def test_a_replay_gives_the_same_bytes_every_time(tmp_path: Path) -> None:
    replay = settings(mode="replay", recordings=recorded(tmp_path / "recordings"))
    first, second = (write_run(run_golds(both(), replay), tmp_path / name) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_a_replay_scores_as_the_recorded_run_did(tmp_path: Path) -> None:
    replay = settings(mode="replay", recordings=recorded(tmp_path / "recordings"))
    run = run_golds(both(), replay)
    assert run.pins.origins == ("replayed",)
    assert run.scores == run_golds(both(), settings(), completer=Desk()).scores


def test_a_run_pins_what_its_figures_depend_on() -> None:
    pins = run_golds(both(), settings(), completer=Desk()).pins
    assert pins.gold == gold_digest(both())
    assert (pins.model_asked, pins.model_answered) == ((MODEL,), (f"{MODEL}-q4",))
    assert set(pins.prompts) == set(pins.answer_schemas) == {"deployments", "quotes"}
    assert pins.settings["temperature"] == 0.0


def test_no_address_key_or_folder_is_pinned() -> None:
    secret = settings(api_key="sk-secret", base_url="http://127.0.0.1:1/v1")
    assert not {"api_key", "base_url", "cache_dir", "recordings"} & set(
        run_golds(both(), secret, completer=Desk()).pins.settings
    )


def test_the_gold_s_digest_follows_labels_and_not_their_order() -> None:
    one, other = both()
    assert gold_digest([one, other]) == gold_digest([other, one])
    assert gold_digest([one]) != gold_digest([gold_of(labels(BASES_LABELS) | {"note": "looked at again"})])


def test_a_written_run_is_read_back_whole(tmp_path: Path) -> None:
    run = run_golds(both(), settings(), completer=Desk(failing={"bases"}))
    assert read_run(write_run(run, tmp_path).parent) == run


@pytest.mark.parametrize("content", ["{}", "[]", "no json", '{"format": 1}'])
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(UsageError, match="is no run of this version"):
        read_run(tmp_path)


def test_a_run_that_is_not_there_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere.*give a folder that `evals run -o` wrote"):
        read_run(tmp_path / "nowhere")


def test_a_run_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        write_run(run_golds(both(), settings(), completer=Desk()), tmp_path / "file")


def test_gold_comes_from_several_folders(tmp_path: Path) -> None:
    sources = [write_gold(tmp_path / "b", BRIDGES_LABELS), write_gold(tmp_path / "a", BASES_LABELS)]
    assert [gold.article.id for gold in read_golds(sources)] == ["bases", "bridges"]


def test_an_article_that_two_folders_label_is_refused(tmp_path: Path) -> None:
    sources = [write_gold(tmp_path / name, renamed(BRIDGES_LABELS, "same")) for name in ("a", "b")]
    with pytest.raises(UsageError, match="article same is there twice"):
        run_golds(read_golds(sources), settings(), completer=Desk())


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no gold at"):
        read_golds([tmp_path / "nowhere"])


def test_progress_is_told_for_each_article() -> None:
    seen: list[Extraction] = []
    run_golds(both(), settings(), completer=Desk(), watch=seen.append)
    assert sorted(extraction.article.id for extraction in seen) == ["bases", "bridges"]


def test_a_run_finds_its_extraction_by_article() -> None:
    run: Run = run_golds(both(), settings(), completer=Desk())
    assert run.extraction("bridges").article.id == "bridges"


def committed(folder: Path) -> Path:
    """Make a repository of one committed file."""
    file = folder / "evals" / "code.py"
    file.parent.mkdir()
    file.write_text("1\n")
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return file


def test_code_in_a_repository_is_named_by_its_commit(tmp_path: Path) -> None:
    commit, modified = code_revision(committed(tmp_path))
    assert commit is not None
    assert (len(commit), modified) == (40, False)


def test_code_that_was_changed_since_is_said_to_be(tmp_path: Path) -> None:
    file = committed(tmp_path)
    file.write_text("2\n")
    assert code_revision(file)[1] is True


def test_code_that_a_repository_does_not_keep_has_no_revision(tmp_path: Path) -> None:
    other = committed(tmp_path).with_name("installed.py")
    other.write_text("")
    assert code_revision(other) == (None, False)


def test_code_in_no_repository_has_no_revision(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("")
    assert code_revision(tmp_path / "code.py") == (None, False)


def test_what_a_run_opened_is_closed_at_its_end(tmp_path: Path) -> None:
    """Connections to the server and the cache's database; else each run of a process would hold its own for ever."""
    with Loopback(failed(400)) as server:
        chosen = settings(base_url=server.url, mode="auto", cache_dir=tmp_path / "cache", recordings=tmp_path)
        run = run_golds(both(), chosen)
        assert server.requests
        until(lambda: server.hung_up == server.connections)
    assert run.scores.failed
