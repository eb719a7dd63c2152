"""Keeping: what an article came to is worked out anew as soon as anything has changed that it came from."""

import json
import shutil
from pathlib import Path

import pytest

from extractor import Article, CompletionError, extract
from extractor.lineage import VERSION
from tests.keepsakes import ARTICLE, EXTRACT, ROOT, TEXT, Desk, anew, arguments, run_python, serving
from tests.scripted import Json, nothing


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
    assert versions(program, desk) == versions(program, desk) == [VERSION]
    desk.mark()
    source = program / "extractor" / "lineage.py"
    source.write_text(source.read_text("utf-8").replace(f'"{VERSION}"', '"another"'), "utf-8")
    assert versions(program, desk) == ["another"]
    assert len(desk.kept()) == 1


@pytest.mark.parametrize("name", ["schemas/CODEBOOK.md", "extractor/nations.json", "prompts/quote/examples.json"])
def test_data_of_the_program_are_part_of_it(name: str, tmp_path: Path) -> None:
    program = copied(tmp_path / "program")
    before = run_python(program, "from extractor.fingerprinting import program_digest; print(program_digest())")
    with (program / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    after = run_python(program, "from extractor.fingerprinting import program_digest; print(program_digest())")
    assert len(before) == len(after) == 65
    assert before != after


def test_a_program_whose_sources_change_while_it_runs_keeps_nothing(tmp_path: Path) -> None:
    program = copied(tmp_path / "program")
    edit = "os.utime('extractor/linking.py', (time.time() + 9,) * 2)"
    told = f"import os, time; from extractor import fingerprinting; {edit}; print(fingerprinting.program_digest())"
    assert run_python(program, told) == "None\n"


def copied(folder: Path) -> Path:
    """The program, in a place where it can be changed."""
    for name in ("extractor", "schemas", "prompts"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def versions(program: Path, recorded: Desk) -> list[str]:
    lines = run_python(program, EXTRACT, *arguments(recorded)).splitlines()
    return [json.loads(line)["lineage"]["extractor"] for line in lines]
