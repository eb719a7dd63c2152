"""Opening: each mode asks whom it should, in the order it should, and writes where it should."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractor import Article, Settings, UsageError, extract
from extractor.caching import Cache
from extractor.errors import CompletionError
from extractor.flow import Prompt
from extractor.opening import Deferred, RecordedModel, open_completer
from extractor.pipeline import extract_article, usable
from extractor.recording import Recordings, Stored
from extractor.settings import DEFAULT_MODEL
from tests.loopback import Loopback, Request, said
from tests.scripted import Answer, Scripted, nothing
from tests.scripted import said as answered

ARTICLE = Article(text="Spain will send 500 soldiers. “We will go,” Ana Silva said.", id="a")


class Held(Scripted):
    """A completer that holds something."""

    closed = False

    def close(self) -> None:
        self.closed = True


def record(folder: Path, model: str = "recorded-model", article: Article = ARTICLE) -> Scripted:
    """Record both tasks of an article, as a model that says `none`."""
    completer = Scripted()
    extract_article(article, Stored(Recordings(folder), completer, usable), Settings(model=model, ask="all"))
    return completer


def serving() -> Loopback:
    """A server that says `none` to everything."""

    def reply(request: Request) -> object:
        schema = request.json["response_format"]["json_schema"]
        prompt = Prompt(schema["name"], "a", (), schema["schema"], "m", 1)
        return said(answered(nothing(prompt)).text)

    return Loopback(reply)  # type: ignore[arg-type]


def settings(folder: Path, server: Loopback | None = None, **more: object) -> Settings:
    given = {"cache_dir": folder / "cache", "recordings": folder / "recordings", **more}
    return Settings.from_environment({}, base_url=server.url if server else None, ask="all", **given)


def origins(settings: Settings) -> set[str | None]:
    return {run.origin for run in extract(ARTICLE, settings).lineage.tasks.values()}


def test_replay_answers_from_recordings_under_the_one_model_that_was_recorded(tmp_path: Path) -> None:
    record(tmp_path / "recordings")
    extraction = extract(ARTICLE, settings(tmp_path, mode="replay"))
    assert {run.origin for run in extraction.lineage.tasks.values()} == {"replayed"}
    assert extraction.lineage.model_asked == "recorded-model"


def test_replay_opens_no_cache_and_asks_nobody(tmp_path: Path) -> None:
    record(tmp_path / "recordings")
    with serving() as server:
        extract(ARTICLE, settings(tmp_path, server, mode="replay"))
        assert server.requests == []
    assert not (tmp_path / "cache" / "cache.db").exists()


def test_replay_of_what_was_not_recorded_is_an_error_that_names_article_task_and_nearest(tmp_path: Path) -> None:
    record(tmp_path / "recordings")
    other = Article(text="Spain will send 600 soldiers.", id="other")
    with pytest.raises(CompletionError, match=r"no recording of task deployments for article 'other'") as caught:
        extract(other, settings(tmp_path, mode="replay"))
    assert caught.value.kind == "no_recording"
    assert "for article 'a'" in str(caught.value)


def test_replay_without_recordings_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the recordings in .+ are none"):
        extract(ARTICLE, settings(tmp_path, mode="replay"))


def test_replay_of_recordings_of_several_models_wants_one_named(tmp_path: Path) -> None:
    record(tmp_path / "recordings", "one-model")
    record(tmp_path / "recordings", "other-model")
    with pytest.raises(UsageError, match="--model"):
        extract(ARTICLE, settings(tmp_path, mode="replay"))
    assert origins(settings(tmp_path, mode="replay", model="one-model")) == {"replayed"}


def test_auto_answers_from_recordings_without_a_flag(tmp_path: Path) -> None:
    record(tmp_path / "recordings")
    with serving() as server:
        extraction = extract(ARTICLE, settings(tmp_path, server))
        assert server.requests == []
    assert extraction.lineage.model_asked == "recorded-model"
    digests = {path.stem for path in (tmp_path / "recordings").iterdir()}
    assert {name for run in extraction.lineage.tasks.values() for name in run.requests} == digests


def test_auto_asks_the_model_once_and_the_cache_from_then_on(tmp_path: Path) -> None:
    with serving() as server:
        chosen = settings(tmp_path, server)
        assert origins(chosen) == {"live"}
        assert origins(chosen) == {"cached"}
        assert len(server.requests) == 2
        assert server.requests[0].json["model"] == DEFAULT_MODEL


def test_auto_with_another_model_than_the_recorded_one_asks_that(tmp_path: Path) -> None:
    record(tmp_path / "recordings")
    with serving() as server:
        assert origins(settings(tmp_path, server, model="other-model")) == {"live"}
        assert {request.json["model"] for request in server.requests} == {"other-model"}


def test_auto_with_the_recorded_model_by_name_replays(tmp_path: Path) -> None:
    record(tmp_path / "recordings")
    assert origins(settings(tmp_path, model="recorded-model")) == {"replayed"}


def test_auto_asks_again_where_a_recording_is_damaged(tmp_path: Path) -> None:
    record(tmp_path / "recordings")
    for path in (tmp_path / "recordings").iterdir():
        path.write_bytes(path.read_bytes().replace(b"none", b"nine"))
    record(tmp_path / "recordings", article=Article(text="Spain sent 70 soldiers.", id="b"))
    with serving() as server:
        assert origins(settings(tmp_path, server)) == {"live"}


def test_live_asks_whatever_is_stored_and_stores_what_it_gets(tmp_path: Path) -> None:
    record(tmp_path / "recordings", DEFAULT_MODEL)
    with serving() as server:
        for _ in range(2):
            assert origins(settings(tmp_path, server, mode="live")) == {"live"}
        assert len(server.requests) == 4
    assert origins(settings(tmp_path, model=DEFAULT_MODEL, recordings=tmp_path / "none")) == {"cached"}


def test_record_writes_a_file_for_each_exchange_and_asks_only_for_what_is_missing(tmp_path: Path) -> None:
    with serving() as server:
        chosen = settings(tmp_path, server, mode="record", model="m")
        assert origins(chosen) == {"live"}
        assert len(list((tmp_path / "recordings").glob("*.json"))) == 2
        assert origins(chosen) == {"replayed"}
        assert len(server.requests) == 2
    assert not (tmp_path / "cache" / "cache.db").exists()


def test_record_wants_a_folder_of_ones_own() -> None:
    with pytest.raises(UsageError, match="--recordings FOLDER"):
        open_completer(Settings(mode="record"))


@pytest.mark.parametrize("change", [{"finish": "length"}, {"refusal": "no"}, {"text": "{}"}, {"text": "none"}])
def test_an_answer_that_cannot_be_used_is_not_recorded(change: dict[str, str], tmp_path: Path) -> None:
    completer = Scripted(lambda prompt: replace(answered(nothing(prompt)), **change))  # type: ignore[arg-type]
    extract_article(ARTICLE, Stored(Recordings(tmp_path), completer, usable), Settings(model="m", ask="all"))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_key_names_the_three_ways_out(tmp_path: Path) -> None:
    with pytest.raises(CompletionError) as caught:
        extract(ARTICLE, settings(tmp_path, mode="live"))
    assert caught.value.kind == "no_key"
    assert all(way in str(caught.value) for way in ("OPENAI_API_KEY", "--base-url", "--mode replay"))


def test_a_completer_is_made_when_it_is_first_asked_and_once() -> None:
    made: list[Held] = []

    def make() -> Held:
        made.append(Held())
        return made[-1]

    deferred = Deferred(make)
    assert made == []
    extract_article(ARTICLE, deferred, Settings(model="m", ask="all"))
    assert [len(one.prompts) for one in made] == [2]


def test_only_a_completer_that_was_made_is_closed() -> None:
    unused = Deferred(lambda: pytest.fail("nobody asked"))
    unused.close()
    held = Held()
    used = Deferred(lambda: held)
    extract_article(ARTICLE, used, Settings(model="m", ask="all"))
    assert not held.closed
    used.close()
    assert held.closed


def test_what_the_recorded_model_did_not_answer_is_asked_as_it_was_meant(tmp_path: Path) -> None:
    """The inner completer sees the model of the settings, not the recorded one."""
    record(tmp_path)
    inner = Scripted()
    completer = RecordedModel(Recordings(tmp_path), "recorded-model", inner)
    extract_article(Article(text="Spain sent 70 soldiers."), completer, Settings(model="my-model", ask="all"))
    assert [prompt.model for prompt in inner.prompts] == ["my-model"]


def test_the_cache_is_not_opened_for_reading_by_live(tmp_path: Path) -> None:
    """A stored answer stays where it is until a new one takes its place."""

    def script(prompt: Prompt) -> Answer:
        return replace(answered(nothing(prompt)), model="old")

    cache = Cache(tmp_path / "cache")
    extract_article(ARTICLE, Stored(cache, Scripted(script), usable), Settings(model=DEFAULT_MODEL, ask="all"))
    with serving() as server:
        extraction = extract(ARTICLE, settings(tmp_path, server, mode="live"))
    assert {run.model_answered for run in extraction.lineage.tasks.values()} == {"answering-model"}
