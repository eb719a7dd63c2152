"""Keeping: what an article came to is taken as long as all that it came from is the same, else worked out anew."""

import json
import os
import pickle
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from evals.running import run_golds
from extractor import Article, CompletionError, Extraction, Settings, extract, extract_many
from extractor.cli import main
from extractor.pipeline import extract_article, usable
from extractor.recording import Recordings, Stored
from tests.loopback import Loopback, Reply, Request, failed, said
from tests.newsroom import BASES_LABELS, gold_of
from tests.scripted import Json, Scripted, assert_grounded, by_task, drafted, in_turn, keys_of, nothing, speaking

ROOT = Path(__file__).resolve().parent.parent
OPENING = "Spain will send 500 soldiers to Chad, officials said."
TEXT = f"{OPENING} “We will go,” Ana Silva said. Italy sent 70 marines to Malta."
ARTICLE = Article(text=TEXT, id="a", published="2022-02-02")
RAIN = " Rain fell." * 40
LONG = Article(text="\n\n".join(f"{TEXT} Day {number} was cold.{RAIN}" for number in range(4)), id="long")
MARK = 86_400.0
"""Seconds that no answer took: who gives them has taken what is kept."""


def telling(prompt: Any) -> Json:
    """A model that names Spain for each mention, and Ana Silva for each quote."""
    if prompt.task == "quotes":
        return speaking({"A": "Ana Silva"}, dict.fromkeys(keys_of(prompt), "A"))
    return {"deployments": dict.fromkeys(keys_of(prompt), drafted())}


def misplaced(prompt: Any) -> Json:
    """A model that makes up a place."""
    return {"deployments": dict.fromkeys(keys_of(prompt), drafted(origin="Atlantis"))}


def no_json(_: object) -> str:
    """A model that says something else."""
    return "no JSON"


def serving(script: Callable[[Any], Any] = telling, *then: Reply) -> Loopback:
    """A server that answers as a scripted model does; where there is more, once."""

    def reply(request: Request) -> Reply:
        schema = request.json["response_format"]["json_schema"]
        answer = script(_Asked(schema["name"], schema["schema"]))
        return said(answer if isinstance(answer, str) else json.dumps(answer))

    return Loopback(reply, *then)


@dataclass(frozen=True)
class _Asked:
    task: str
    schema: Json


@dataclass(frozen=True)
class Desk:
    """A folder with recordings and a cache."""

    folder: Path

    def settings(self, mode: str = "replay", **given: Any) -> Settings:
        about = {"recordings": self.recordings, "cache_dir": self.cache, "model": "m", "ask": "all", **given}
        return Settings.from_environment({}, mode=mode, **about)

    @property
    def recordings(self) -> Path:
        return self.folder / "recordings"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def record(self, script: Any = telling, article: Article = ARTICLE, **given: Any) -> None:
        stored = Stored(Recordings(self.recordings), Scripted(script), usable)
        extract_article(article, stored, self.settings(**given))

    def kept(self) -> list[Path]:
        return sorted(path for path in (self.cache / "kept").rglob("*") if path.is_file())

    def change(self, edit: Callable[[Json, Json], object]) -> None:
        """Edit what is kept and seal it again, as whoever may write there could."""
        for path in self.kept():
            _, head, body = path.read_bytes().split(b"\n", 2)
            about, values = json.loads(head), json.loads(body)
            edit(about, values)
            content = b"\n".join(json.dumps(part).encode() for part in (about, values))
            path.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)

    def mark(self) -> None:
        assert self.kept()
        self.change(lambda _, values: values["usage"].update(seconds=MARK))

    def is_taken(self, article: Article = ARTICLE, mode: str = "replay", **given: Any) -> bool:
        return extract(article, self.settings(mode, **given)).usage.seconds == MARK


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Both tasks of the article are recorded."""
    desk = Desk(tmp_path)
    desk.record()
    return desk


@pytest.fixture
def marked(desk: Desk) -> Desk:
    """What the article came to is kept, and marked."""
    extract(ARTICLE, desk.settings())
    desk.mark()
    return desk


def anew(article: Article, settings: Settings) -> str:
    """What comes the long way, as JSON."""
    return extract(article, settings.model_copy(update={"keep": False})).model_dump_json()


def test_what_an_article_came_to_is_taken_the_next_time(marked: Desk) -> None:
    assert marked.is_taken()
    assert [one.usage.seconds for one in extract_many([ARTICLE], marked.settings())] == [MARK]


def test_what_is_taken_is_an_extraction_like_any_other(desk: Desk) -> None:
    first, second = (extract(ARTICLE, desk.settings()) for _ in range(2))
    assert first == second
    assert second.article is ARTICLE
    assert (len(second.deployments), len(second.quotes)) == (2, 1)
    assert_grounded(second)


# --- the same bytes as the long way --------------------------------------------------------------------------------

WAYS: dict[str, tuple[Callable[[], Any], Article, Json]] = {
    "both kinds": (lambda: telling, ARTICLE, {}),
    "places refused": (lambda: by_task(deployments=misplaced, quotes=telling), ARTICLE, {}),
    "places refused, no repair": (lambda: by_task(deployments=misplaced, quotes=telling), ARTICLE, {"repair": False}),
    "nothing found": (lambda: nothing, ARTICLE, {}),
    "nothing asked": (lambda: telling, Article(text="Rain fell on the hills.", id="dry"), {}),
    "several parts": (lambda: telling, LONG, {"part_characters": 500}),
    "one kind": (lambda: telling, ARTICLE, {"records": ("quotes",)}),
    "only what code is not sure of": (lambda: telling, ARTICLE, {"ask": "unsure"}),
    "a repair": (lambda: by_task(deployments=in_turn(misplaced, telling), quotes=telling), ARTICLE, {}),
    "a fallback that is not needed": (lambda: telling, ARTICLE, {"fallback": "rules"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_replay_gives_the_same_bytes_with_and_without_what_is_kept(way: str, tmp_path: Path) -> None:
    make, article, given = WAYS[way]
    desk = Desk(tmp_path)
    desk.record(make(), article, **given)
    settings = desk.settings(**given)
    wanted, first = anew(article, settings), extract(article, settings)
    assert (way != "a repair") or first.usage.requests > 2
    assert len(desk.kept()) == 1
    assert {first.model_dump_json(), extract(article, settings).model_dump_json()} == {wanted}


@pytest.mark.parametrize("way", WAYS)
def test_auto_gives_the_same_bytes_and_says_cached_as_without_what_is_kept(way: str, tmp_path: Path) -> None:
    make, article, given = WAYS[way]
    desk = Desk(tmp_path)
    with serving(make()) as server:
        settings = desk.settings("auto", base_url=server.url, **given)
        first = extract(article, settings)
        asked = len(server.requests)
        assert len(desk.kept()) == 1
        second = extract(article, settings)
        assert second.model_dump_json() == anew(article, settings)
        assert len(server.requests) == asked
    assert {run.origin for run in first.lineage.tasks.values()} <= {"live", "rules", None}
    assert {run.origin for run in second.lineage.tasks.values()} <= {"cached", "rules", None}


def test_what_came_live_is_said_to_be_replayed_once_its_answers_are_recordings(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving() as server:
        extract(ARTICLE, desk.settings("auto", base_url=server.url))
        recorder = Desk(tmp_path)
        extract(ARTICLE, recorder.settings("record", base_url=server.url, cache_dir=tmp_path / "other"))
        settings = desk.settings("auto", base_url=server.url)
        found = extract(ARTICLE, settings)
        assert {run.origin for run in found.lineage.tasks.values()} == {"replayed"}
        assert found.model_dump_json() == anew(ARTICLE, settings)


def test_an_answer_from_the_cache_and_one_of_the_recordings_are_each_said_to_be_what_they_are(desk: Desk) -> None:
    for path in sorted(desk.recordings.iterdir()):
        if json.loads(path.read_bytes())["task"] == "quotes":
            path.unlink()
    with serving() as server:
        settings = desk.settings("auto", base_url=server.url)
        extract(ARTICLE, settings)
        desk.mark()
        found = extract(ARTICLE, settings)
    assert found.usage.seconds == MARK
    assert {name: run.origin for name, run in found.lineage.tasks.items()} == {
        "deployments": "replayed", "quotes": "cached",
    }  # fmt: skip


def test_what_the_recorded_model_has_come_to_answer_since_is_not_passed_over(tmp_path: Path) -> None:
    """Without a model in the settings the recordings' own comes first, whatever another has answered and is kept."""
    desk = Desk(tmp_path)
    desk.record(article=Article(text=OPENING, id="other"), model="recorded-model")
    with serving() as server:
        settings = desk.settings("auto", base_url=server.url, model=None)
        assert extract(ARTICLE, settings).lineage.model_asked == "gpt-4.1-mini"
        assert desk.kept()
        desk.record(model="recorded-model")
        found = extract(ARTICLE, settings)
        assert found.lineage.model_asked == "recorded-model"
        assert found.model_dump_json() == anew(ARTICLE, settings)
        assert extract(ARTICLE, settings).model_dump_json() == anew(ARTICLE, settings)


def test_what_was_recorded_live_is_replayed_by_what_is_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving() as server:
        extract(ARTICLE, desk.settings("record", base_url=server.url))
    desk.mark()
    assert desk.is_taken()


# --- what it came from has changed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "article",
    [
        Article(text=TEXT, id="b", published="2022-02-02"),
        Article(text=TEXT, id="a", published="2022-02-03"),
        Article(text=TEXT, id="a"),
        Article(text=f"{TEXT}\n", id="a", published="2022-02-02"),
    ],
    ids=["id", "date", "no date", "text"],
)
def test_an_article_with_another_text_date_or_id_is_worked_out(article: Article, marked: Desk) -> None:
    marked.record(article=article)
    assert not marked.is_taken(article)
    assert marked.is_taken()


@pytest.mark.parametrize("change", [{"repair": False}, {"token_budget": 9}, {"fallback": "rules"}, {"ask": "unsure"}])
def test_a_setting_that_may_decide_has_it_worked_out(change: Json, marked: Desk) -> None:
    marked.record(**change)
    assert not marked.is_taken(**change)


@pytest.mark.parametrize(
    "change", [{"timeout": 1.0}, {"api_key": "k"}, {"base_url": "http://127.0.0.1:1"}, {"max_tokens_total": 1}]
)
def test_a_setting_that_says_only_how_an_answer_is_had_does_not_matter(change: Json, marked: Desk) -> None:
    assert marked.is_taken(**change)


def test_a_recording_that_is_gone_is_the_error_that_it_always_is(marked: Desk) -> None:
    next(marked.recordings.iterdir()).unlink()
    found = extract(ARTICLE, marked.settings())
    assert (found.status, found.error and found.error.kind) == ("partial", "no_recording")
    assert found.model_dump_json() == anew(ARTICLE, marked.settings())


def test_a_recording_that_is_damaged_is_the_error_that_it_always_is(marked: Desk) -> None:
    path = next(marked.recordings.iterdir())
    path.write_bytes(path.read_bytes().replace(b'"stop"', b'"stip"'))
    found = extract(ARTICLE, marked.settings())
    assert (found.status, found.error and found.error.kind) == ("partial", "damaged_recording")
    assert found.model_dump_json() == anew(ARTICLE, marked.settings())


def test_recordings_that_are_all_gone_are_the_error_that_they_always_are(marked: Desk) -> None:
    shutil.rmtree(marked.recordings)
    with pytest.raises(CompletionError) as caught:
        extract(ARTICLE, marked.settings())
    assert caught.value.kind == "no_recording"


def test_a_recording_that_has_changed_has_the_article_worked_out_and_kept_anew(marked: Desk) -> None:
    assert len(extract(ARTICLE, marked.settings()).deployments) == 2
    shutil.rmtree(marked.recordings)
    marked.record(nothing)
    found = extract(ARTICLE, marked.settings())
    assert found.deployments == ()
    assert len(marked.kept()) == 1
    assert extract(ARTICLE, marked.settings()) == found


def test_a_damaged_recording_that_auto_passes_over_is_nothing_to_rest_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.record(nothing)
    for path in desk.recordings.iterdir():
        path.write_bytes(path.read_bytes().replace(b"none", b"nine"))
    with serving() as server:
        assert len(extract(ARTICLE, desk.settings("auto", base_url=server.url)).deployments) == 2
    assert desk.kept() == []


def test_another_version_of_the_program_works_everything_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.record()
    program = copied(tmp_path / "program")
    assert versions(program, desk) == versions(program, desk) == ["0.1.0"]
    desk.mark()
    source = program / "extractor" / "lineage.py"
    source.write_text(source.read_text("utf-8").replace('"0.1.0"', '"0.1.1"'), "utf-8")
    assert versions(program, desk) == ["0.1.1"]
    assert len(desk.kept()) == 1


@pytest.mark.parametrize("name", ["schemas/CODEBOOK.md", "extractor/nations.json", "prompts/quote/examples.json"])
def test_data_of_the_program_are_part_of_it(name: str, tmp_path: Path) -> None:
    program = copied(tmp_path / "program")
    before = run_python(program, "from extractor.keeping import program_digest; print(program_digest())")
    with (program / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    after = run_python(program, "from extractor.keeping import program_digest; print(program_digest())")
    assert len(before) == len(after) == 65
    assert before != after


def test_a_program_whose_sources_change_while_it_runs_keeps_nothing(tmp_path: Path) -> None:
    program = copied(tmp_path / "program")
    edit = "import os, time; from extractor import keeping; os.utime('extractor/linking.py', (time.time() + 9,) * 2)"
    assert run_python(program, f"{edit}; print(keeping.program_digest())") == "None\n"


def copied(folder: Path) -> Path:
    """The program, in a place where it can be changed."""
    for name in ("extractor", "schemas", "prompts"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run_python(program: Path, code: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(program)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=program, env=environment, capture_output=True, check=True
    )
    return done.stdout.decode()


EXTRACT = "import sys; from extractor.cli import main; sys.exit(main(['extract', *sys.argv[1:]]))"


def arguments(desk: Desk) -> list[str]:
    story = desk.folder / "a.json"
    story.write_text(json.dumps({"id": "a", "text": TEXT, "published": "2022-02-02"}), "utf-8")
    where = ["--recordings", str(desk.recordings), "--cache-dir", str(desk.cache)]
    return [str(story), "--mode", "replay", "--model", "m", "--ask", "all", "--format", "jsonl", *where]


def versions(program: Path, desk: Desk) -> list[str]:
    lines = run_python(program, EXTRACT, *arguments(desk)).splitlines()
    return [json.loads(line)["lineage"]["extractor"] for line in lines]


# --- what is kept cannot be trusted --------------------------------------------------------------------------------

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda content: content[:-9],
    "a letter changed": lambda content: content.replace(b"Ana Silva", b"Ana Salva", 1),
    "zeros": lambda content: bytes(len(content)),
    "no JSON, sealed": lambda _: sealed(b"{}\n{"),
    "too deep, sealed": lambda _: sealed(b"[" * 100_000),
    "no head, sealed": lambda content: sealed(content.split(b"\n", 2)[2]),
    "a pickle": lambda _: pickle.dumps(_Planted()),
    "a pickle, sealed": lambda _: sealed(pickle.dumps(_Planted())),
}


def sealed(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode() + b"\n" + content


class _Planted:
    """Ends the process when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[int], object], tuple[int]]:
        return os._exit, (1,)


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_worked_out_anew_with_a_warning_and_replaced(
    damage: str, marked: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (path,) = marked.kept()
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    wanted = anew(ARTICLE, marked.settings())
    assert extract(ARTICLE, marked.settings()).model_dump_json() == wanted
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        f"what was kept as {path.name[:12]} is worked out anew"
    ]
    caplog.clear()
    assert extract(ARTICLE, marked.settings()).model_dump_json() == wanted
    assert caplog.records == []


def _move(_: Json, values: Json) -> None:
    values["quotes"][0]["span"]["start"] += 1


def _invent(_: Json, values: Json) -> None:
    values["deployments"][0]["origin"] = "Atlantis"


def _misquote(_: Json, values: Json) -> None:
    values["deployments"][0]["evidence"]["force"][0]["text"] = "Spawn"


def _withdraw(_: Json, values: Json) -> None:
    values["deployments"][0]["evidence"]["force"] = []


def _fail(_: Json, values: Json) -> None:
    values["error"] = {"kind": "network", "message": "no", "retryable": True}


def _add_a_field(_: Json, values: Json) -> None:
    values["deployments"][0]["colour"] = "red"


def _rest_on_nothing(about: Json, _: Json) -> None:
    about["rests"] = {}


def _rest_on_a_path(about: Json, _: Json) -> None:
    about["rests"]["quotes"][0][1] = "../../etc/passwd"


def _be_of_another(_: Json, values: Json) -> None:
    values["lineage"]["article_sha256"] = "0" * 64


def _be_an_odd_thing(about: Json, _: Json) -> None:
    about["rests"] = [1]


PLANTED = (
    _move, _invent, _misquote, _withdraw, _fail, _add_a_field, _rest_on_nothing, _rest_on_a_path, _be_of_another,
    _be_an_odd_thing,
)  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED)
def test_what_is_planted_and_does_not_fit_the_article_is_worked_out_anew(
    plant: Callable[[Json, Json], None], marked: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    marked.change(plant)
    assert extract(ARTICLE, marked.settings()).model_dump_json() == anew(ARTICLE, marked.settings())
    assert len(caplog.records) == 1
    assert not any(word in caplog.text for word in ("Silva", "Spain", "Spawn", "Atlantis"))


def test_what_is_kept_of_another_article_is_not_taken_for_this_one(
    marked: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    other = Article(text=TEXT, id="b")
    marked.record(article=other)
    (mine,) = marked.kept()
    extract(other, marked.settings())
    (theirs,) = set(marked.kept()) - {mine}
    theirs.write_bytes(mine.read_bytes())
    assert extract(other, marked.settings()).article is other
    assert "it is of another article" in caplog.text
    assert marked.is_taken()


def _link(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, _link])
def test_what_is_no_file_costs_nothing_but_the_work(make: Callable[[Path], object], marked: Desk) -> None:
    (path,) = marked.kept()
    path.unlink()
    make(path)
    assert not marked.is_taken()


# --- where nothing can be kept, or is to be ------------------------------------------------------------------------


def test_a_folder_that_cannot_be_made_costs_no_article_and_no_word(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.cache.write_text("a file stands in its place", "utf-8")
    assert [one.error for one in extract_many([ARTICLE, ARTICLE], desk.settings())] == [None, None]
    assert caplog.records == []


def test_a_full_disk_costs_no_article(desk: Desk) -> None:
    with full_disk():
        assert [one.error for one in extract_many([ARTICLE, ARTICLE], desk.settings())] == [None, None]
    assert desk.kept() == []


@contextmanager
def full_disk() -> Generator[None]:
    """No file may grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_what_is_kept_is_this_users_alone(desk: Desk) -> None:
    before = os.umask(0)
    try:
        extract(ARTICLE, desk.settings())
    finally:
        os.umask(before)
    (path,) = desk.kept()
    modes = {one.stat().st_mode & 0o777 for one in (desk.cache, desk.cache / "kept", path.parent)}
    assert (modes, path.stat().st_mode & 0o777) == ({0o700}, 0o600)


def test_the_cache_takes_a_folder_in_which_something_was_kept_before(tmp_path: Path) -> None:
    """A cache closes a folder that is open to others, unless somebody else's files lie in it."""
    desk = Desk(tmp_path)
    desk.record()
    desk.cache.mkdir(mode=0o755)
    extract(ARTICLE, desk.settings())
    other = Article(text=f"{TEXT} So it is.", id="b")
    with serving() as server:
        for _ in range(2):
            extract(other, desk.settings("auto", base_url=server.url))
        assert len(server.requests) == 2
    assert desk.cache.stat().st_mode & 0o777 == 0o700


def test_neither_the_whole_article_nor_a_key_is_in_what_is_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving() as server:
        extract(ARTICLE, desk.settings("auto", base_url=server.url, api_key="canary-key-of-sixteen"))
    (path,) = desk.kept()
    content = path.read_text("utf-8")
    assert "Ana Silva" in content
    assert TEXT not in content
    assert "canary-key" not in content


def test_without_keep_nothing_is_kept_or_taken(marked: Desk) -> None:
    assert not marked.is_taken(keep=False)
    shutil.rmtree(marked.cache)
    extract(ARTICLE, marked.settings(keep=False))
    assert marked.kept() == []


def test_live_takes_nothing(desk: Desk) -> None:
    with serving() as server:
        extract(ARTICLE, desk.settings("auto", base_url=server.url))
        desk.mark()
        assert not desk.is_taken(mode="live", base_url=server.url)
        assert len(server.requests) == 2


def test_a_completer_of_ones_own_is_always_asked(marked: Desk) -> None:
    completer = Scripted(telling)
    assert extract(ARTICLE, marked.settings(), completer=completer).usage.seconds != MARK
    assert len(completer.prompts) == 2


def test_code_alone_keeps_nothing(desk: Desk) -> None:
    extract(ARTICLE, desk.settings(model="rules"))
    assert not desk.cache.exists()


def test_nothing_is_kept_of_the_recordings_that_come_with_the_program(tmp_path: Path) -> None:
    seed = Article.read(ROOT / "seeds" / "000_49bdabf08e8c6517.txt")
    assert extract(seed, Settings(mode="replay", cache_dir=tmp_path / "cache")).quotes
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_evals_takes_nothing(tmp_path: Path) -> None:
    desk, gold = Desk(tmp_path), gold_of(BASES_LABELS)
    desk.record(nothing, gold.article)  # type: ignore[arg-type]
    extract(gold.article, desk.settings())
    desk.mark()
    assert {one.usage.seconds for one in run_golds([gold], desk.settings()).extractions}.isdisjoint({MARK})


@pytest.mark.parametrize(
    ("script", "status"),
    [
        (no_json, "failed"),
        (by_task(deployments="no JSON", quotes=telling), "partial"),
        (by_task(deployments=in_turn("no JSON", telling), quotes=telling), "ok"),
    ],
    ids=["failed", "partial", "an answer that was not stored"],
)
def test_what_would_be_asked_again_is_not_kept(script: Any, status: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving(script) as server:
        (found,) = extract_many([ARTICLE], desk.settings("auto", base_url=server.url))
    assert (found.status, desk.kept()) == (status, [])


def test_what_code_said_in_the_models_place_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving(no_json) as server:
        found = extract(ARTICLE, desk.settings("auto", base_url=server.url, fallback="rules"))
    assert (found.status, found.lineage.tasks["quotes"].outcome, desk.kept()) == ("ok", "fell_back", [])


def test_what_was_not_mended_for_want_of_an_answer_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving(misplaced, failed(400)) as server:
        found = extract(ARTICLE, desk.settings("auto", base_url=server.url, records=("deployments",)))
        assert len(server.requests) == 2
    assert (found.status, desk.kept()) == ("ok", [])


def test_without_a_key_what_code_said_in_the_models_place_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert extract(ARTICLE, desk.settings("auto", model="other")).lineage.tasks["quotes"].outcome == "fell_back"
    assert desk.kept() == []


# --- the command line, and several at once -------------------------------------------------------------------------


def test_the_command_line_keeps_and_takes_unless_told_not_to(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    def seconds(*more: str) -> float:
        assert main(["extract", *arguments(desk), *more]) == 0
        taken: float = json.loads(capsys.readouterr().out)["usage"]["seconds"]
        return taken

    assert seconds("--no-keep") < MARK
    assert desk.kept() == []
    assert seconds() < MARK
    desk.mark()
    assert [seconds(), seconds("--keep"), seconds("--no-keep") < MARK] == [MARK, MARK, True]


def test_the_environment_says_whether_to_keep() -> None:
    assert [Settings.from_environment({"EXTRACTOR_KEEP": said}).keep for said in ("0", "1", "")] == [False, True, True]


@pytest.mark.parametrize("word", ["--keep", "--no-keep"])
def test_the_command_that_tries_failed_articles_again_says_whether_to_keep(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = [tmp_path / f"{name}.txt" for name in ("one", "two")]
    for path in stories:
        path.write_text(f"{TEXT} So the {path.stem} said.", "utf-8")
    with serving() as closed:
        about = ["--base-url", closed.url, "--deadline", "0.1", "--ask", "all", "--cache-dir", str(tmp_path / "cache")]
    out = ["-o", str(tmp_path / "out.jsonl"), "--model", "m"]
    assert main(["extract", *map(str, stories), *about, *out, word]) == 1
    (again,) = re.findall(r"extractor (extract --retry-failed .*)\n", capsys.readouterr().err)
    assert again.split().count(word) == 1
    assert main(again.split()) == 1


def test_replay_by_what_is_kept_opens_no_database(desk: Desk) -> None:
    extract(ARTICLE, desk.settings())
    code = f"{EXTRACT.rpartition(';')[0]}; main(['extract', *sys.argv[1:]])"
    code += "; assert not {'sqlite3', 'diskcache', 'openai', 'instructor'} & set(sys.modules)"
    assert json.loads(run_python(ROOT, code, *arguments(desk)))["usage"]
    assert not (desk.cache / "cache.db").exists()


def test_processes_and_threads_that_keep_the_same_at_once_leave_one_whole(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    words = [sys.executable, "-c", EXTRACT, *arguments(desk)]
    runs = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    told = {run.communicate()[0] for run in runs}
    with_threads = extract_many([ARTICLE] * 20, desk.settings("auto"), concurrency=8)
    assert {one.status for one in with_threads} == {"ok"}
    assert len(told) == 1
    assert len(desk.kept()) == 2  # replay reads one store, auto two
    assert caplog.records == []
    desk.mark()
    assert desk.is_taken()


def lines(extractions: Iterator[Extraction]) -> list[str]:
    return [one.model_dump_json() for one in extractions]


def test_many_articles_come_in_order_some_kept_some_not(desk: Desk) -> None:
    others = [Article(text=f"{TEXT} It was day {number}.", id=f"n{number}") for number in range(6)]
    for article in others:
        desk.record(article=article)
    list(extract_many(others[::2], desk.settings()))
    wanted = lines(extract_many(others, desk.settings(keep=False)))
    assert lines(extract_many(others, desk.settings())) == wanted
    assert lines(extract_many(others, desk.settings())) == wanted
