"""The command line: exit codes, messages, and the articles that it takes."""

import json
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.lineage import VERSION
from tests.desks import ROOT, TEXT, lines, process, replay


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"extractor {VERSION}\n"
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize("command", ["extract", "view", "schema", "recordings", "recordings check", "demo"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: extractor {command}")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["extract"],
        ["extract", "x", "--format", "xml"],
        ["extract", "x", "--concurrency", "many"],
        ["schema", "sanction"],
        ["recordings"],
        ["view"],
    ],
)
def test_a_wrong_command_line_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: extractor" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--published", "2022-13-40"], "2022-13-40' is no date"),
        (["--published", "yesterday"], "write it as YYYY-MM-DD"),
        (["--records", "deployments,sanctions"], "setting records"),
        (["--mode", "rewind"], "setting mode (or EXTRACTOR_MODE)"),
        (["--mode", "record"], "--recordings FOLDER"),
        (["--base-url", "localhost:11434"], "must begin with http:// or https://"),
        (["--base-url", "http://"], "no server's address"),
        (["--timeout", "0"], "setting timeout"),
        (["--deadline", "soon"], "setting deadline"),
        (["--token-budget", "-1"], "setting token_budget"),
        (["--structured", "yaml"], "setting structured"),
        (["--concurrency", "0"], "--concurrency must be at least 1"),
    ],
)
def test_settings_that_cannot_be_used_end_with_2_and_say_which(
    arguments: list[str], words: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = str(desk / "stories" / "one.txt")
    code = main(["extract", story, "--model", "m", "--cache-dir", str(desk / "cache"), *arguments])
    error = capsys.readouterr().err
    assert code == 2
    assert error.startswith("extractor: ")
    assert words in error


def test_a_replay_from_an_empty_folder_ends_with_2(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["extract", str(desk / "stories"), "--mode", "replay", "--recordings", str(desk / "x")])
    assert (code, capsys.readouterr().out) == (2, "")


def test_two_articles_with_one_id_end_with_2(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, names=("one", "one")) == 2
    assert "its id one is already that of" in capsys.readouterr().err


def test_all_done_ends_with_0_and_writes_lines_into_a_pipe(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, names=("one", "two")) == 0
    captured = capsys.readouterr()
    first, second = lines(captured.out)
    assert list(first) == ["article", "deployments", "quotes", "rejections", "lineage", "usage", "error"]
    assert (first["article"]["id"], second["article"]["id"]) == ("one", "two")
    assert (first["quotes"][0]["speaker"], first["error"]) == ("Ana Silva", None)
    assert captured.err.startswith("extractor: 2 articles: 2 ok; ")
    assert captured.err.count("\n") == 1


def test_nothing_is_said_of_a_single_article_that_is_well(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk) == 0
    assert capsys.readouterr().err == ""


def test_an_article_that_fails_ends_with_1_and_the_others_are_written(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(desk, names=("one", "three", "two")) == 1
    captured = capsys.readouterr()
    found = lines(captured.out)
    assert [one["article"]["id"] for one in found] == ["one", "three", "two"]
    assert [one["error"]["kind"] if one["error"] else None for one in found] == [None, "no_recording", None]
    assert captured.err.startswith("extractor: three: no recording of task deployments for article 'three'")


def test_a_path_that_is_missing_is_a_failed_article(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, names=("one", "four")) == 1
    captured = capsys.readouterr()
    assert lines(captured.out)[1]["error"]["kind"] == "missing"
    assert "four.txt: there is no such file" in captured.err


def test_a_folder_gives_its_articles_and_says_what_it_skips(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "stories" / "three.txt").unlink()
    (desk / "stories" / "picture.png").write_bytes(b"\x89PNG")
    code = main(["extract", str(desk / "stories"), "--mode", "replay", "--recordings", str(desk / "recordings")])
    captured = capsys.readouterr()
    assert code == 0
    assert [one["article"]["id"] for one in lines(captured.out)] == ["one", "two"]
    assert "extractor: 1 files in folders were skipped (hidden, README, or of another kind)\n" in captured.err


def test_a_folders_manifest_states_the_dates_of_its_articles(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = {"one.txt": {"published": "2022-02-02"}, "two.txt": {"published": "2022-02-09"}, "three.txt": 3}
    (desk / "stories" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    main(["extract", str(desk / "stories"), "--mode", "replay", "--recordings", str(desk / "recordings")])
    found = {one["article"]["id"]: one for one in lines(capsys.readouterr().out)}
    assert [found[name]["article"]["published"] for name in ("one", "two", "three")] == [
        "2022-02-02",
        "2022-02-09",
        None,
    ]
    assert found["one"]["deployments"][0]["timing"]["start"] == "2022-02-04"


@pytest.mark.parametrize("manifest", [b"\xff\xfe", b"[]", b'{"one.txt": {"published": 5}}', b"{", b'{"one.txt": []}'])
def test_a_manifest_that_is_none_states_nothing(
    manifest: bytes, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "stories" / "manifest.json").write_bytes(manifest)
    main(["extract", str(desk / "stories"), "--mode", "replay", "--recordings", str(desk / "recordings")])
    assert {one["article"]["published"] for one in lines(capsys.readouterr().out)} == {None}


def test_a_date_in_a_manifest_that_is_none_is_the_articles_failure(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "stories" / "manifest.json").write_text('{"one.txt": {"published": "soon"}}', "utf-8")
    code = main(["extract", str(desk / "stories"), "--mode", "replay", "--recordings", str(desk / "recordings")])
    found = {one["article"]["id"]: one["error"] for one in lines(capsys.readouterr().out)}
    assert (code, found["one"]["kind"]) == (1, "bad_date")


def test_the_date_that_is_given_wins(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "stories" / "manifest.json").write_text('{"one.txt": {"published": "2022-02-02"}}', "utf-8")
    given = ["--published", "2024-05-06", "--mode", "replay", "--recordings", str(desk / "recordings")]
    main(["extract", str(desk / "stories"), *given])
    assert {one["article"]["published"] for one in lines(capsys.readouterr().out)} == {"2024-05-06"}


@pytest.mark.parametrize(
    ("kinds", "asked"), [("quotes", ["quotes"]), ("deployments", ["deployments"]), ("quotes, deployments", None)]
)
def test_only_the_record_kinds_that_are_named_are_asked_for(
    kinds: str, asked: list[str] | None, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(desk, "--records", kinds) == 0
    [found] = lines(capsys.readouterr().out)
    assert list(found["lineage"]["tasks"]) == (asked or ["deployments", "quotes"])


def test_a_model_that_is_not_there_is_named_with_the_three_ways_out(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    folders = ["--cache-dir", str(desk / "cache"), "--recordings", str(desk / "x"), "--mode", "live"]
    assert main(["extract", str(desk / "stories" / "three.txt"), *folders]) == 2
    error = capsys.readouterr().err
    assert all(way in error for way in ("OPENAI_API_KEY", "Ollama, vLLM or llama.cpp", "--base-url", "--mode replay"))
    assert error.count("\n") == 1


def test_standard_input_is_an_article(desk: Path) -> None:
    done = process("extract", "-", "--mode", "replay", "--recordings", desk / "recordings", stdin=TEXT.encode())
    [found] = lines(done.stdout.decode())
    assert (done.returncode, found["article"]["id"], len(found["quotes"])) == (0, "stdin", 1)


def test_recordings_that_fit_are_clean_and_end_with_0(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "stories" / "three.txt").unlink()
    # The articles were recorded under the names of their hashes; the request knows nothing of names.
    assert main(["recordings", "check", str(desk / "stories"), "--recordings", str(desk / "recordings")]) == 0
    assert capsys.readouterr().out == "4 used, 0 missing, 0 stale, 0 unused, 0 damaged\n"


def test_recordings_that_are_missing_or_unused_are_listed_and_end_with_1(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "stories" / "one.txt").unlink()
    assert main(["recordings", "check", str(desk / "stories"), "--recordings", str(desk / "recordings")]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in shown] == ["missing", "missing", "unused", "unused", "2"]
