"""The command line: formats, exit codes, messages, and what is loaded for them."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from extractor.articles import Article
from extractor.cli import main
from extractor.lineage import VERSION
from extractor.options import SEEDS
from extractor.pipeline import extract_article, usable
from extractor.recording import Recordings, Stored
from extractor.settings import SEED_RECORDINGS, Settings
from tests.scripted import Json, Scripted, drafted, keys_of, speaking

ROOT = Path(__file__).resolve().parents[1]
TEXT = "Spain will send 500 soldiers on Friday. “We will go,” Ana Silva said."
OFFLINE = """
import sys
def refuse(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        raise RuntimeError(f"a socket was used: {event}")
sys.addaudithook(refuse)
"""
RUN = "from extractor.cli import main; code = main(sys.argv[1:])"


def silva(prompt: Any) -> Json:
    if prompt.task == "quotes":
        return speaking({"A": "Silva"}, dict.fromkeys(keys_of(prompt), "A"))
    return {"deployments": {key: drafted(timing="Friday") for key in keys_of(prompt)}}


def record(folder: Path, *texts: str) -> None:
    completer = Stored(Recordings(folder), Scripted(silva), usable)
    for text in texts:
        extract_article(Article(text=text), completer, Settings(model="m", ask="all"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three stories in `stories`, two of which are in `recordings`: a model was asked about all."""
    monkeypatch.setenv("EXTRACTOR_ASK", "all")
    (tmp_path / "stories").mkdir()
    for name, text in {"one": TEXT, "two": f"{TEXT} Again.", "three": f"{TEXT} A third time."}.items():
        (tmp_path / "stories" / f"{name}.txt").write_text(text, "utf-8")
    record(tmp_path / "recordings", TEXT, f"{TEXT} Again.")
    return tmp_path


def replay(desk: Path, *arguments: str | Path, names: Sequence[str] = ("one",)) -> int:
    paths = [str(desk / "stories" / f"{name}.txt") for name in names]
    given = ["--mode", "replay", "--recordings", str(desk / "recordings"), *map(str, arguments)]
    return main(["extract", *paths, *given])


def lines(text: str) -> list[Json]:
    return [json.loads(line) for line in text.splitlines()]


def process(
    *arguments: str | Path, stdin: bytes = b"", before: str = "import sys", after: str = "", **more: str
) -> Any:
    """Run the command line in a process of its own, without any key."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "EXTRACTOR_"))}
    script = f"{before}\n{RUN}\n{after}\nsys.exit(code)"
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**kept, **more},
        timeout=60,
        check=False,
    )


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


def test_the_json_format_is_one_array(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, "--format", "json", names=("one", "two")) == 0
    assert [one["article"]["id"] for one in json.loads(capsys.readouterr().out)] == ["one", "two"]


def test_the_csv_format_has_a_row_for_each_record(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["article"], row["record"]) for row in rows] == [("one", "deployment"), ("one", "quote")]


def test_the_raw_csv_format_leaves_the_guard_of_formulas_out(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{TEXT} “- and so on,” Ana Silva said."
    record(desk / "recordings", text)
    (desk / "stories" / "four.txt").write_text(text, "utf-8")
    words: list[list[str]] = []
    for form in ("csv", "csv-raw"):
        replay(desk, "--format", form, names=["four"])
        words.append([row["text"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out)) if row["text"]])
    assert words == [["We will go,", "'- and so on,"], ["We will go,", "- and so on,"]]


def test_the_table_format_shows_both_kinds(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, "--format", "table") == 0
    shown = capsys.readouterr().out
    assert all(words in shown for words in ("Spain", "Ana Silva", "We will go,", "one"))


def test_a_file_is_written_instead_of_standard_output(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = desk / "new" / "records.jsonl"
    assert replay(desk, "-o", target) == 0
    assert capsys.readouterr().out == ""
    assert lines(target.read_text("utf-8"))[0]["quotes"][0]["text"] == "We will go,"


def test_a_file_that_cannot_be_written_ends_with_2(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(desk, "-o", desk / "stories") == 2
    assert "cannot write" in capsys.readouterr().err


def test_an_article_is_never_overwritten_by_its_records(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = desk / "stories" / "one.txt"
    assert replay(desk, "-o", story) == 2
    assert story.read_text("utf-8") == TEXT
    assert "would be overwritten" in capsys.readouterr().err


def test_a_full_disk_is_a_message_and_no_traceback(desk: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    story, folder = desk / "stories" / "one.txt", desk / "recordings"
    done = process("extract", story, "--mode", "replay", "--recordings", folder, "-o", "/dev/full")
    assert done.returncode == 1
    assert done.stderr.decode() == "extractor: the output cannot be written: No space left on device\n"


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


def test_a_reader_that_goes_away_ends_the_run_quietly(desk: Path) -> None:
    """As `extractor extract ... | head -1` does."""
    arguments = ["extract", str(desk / "stories"), "--mode", "replay", "--recordings", str(desk / "recordings")]
    with subprocess.Popen(
        [sys.executable, "-c", f"import sys; {RUN}; sys.exit(code)", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        error = running.stderr.read().decode()
        code = running.wait(60)
    assert "Traceback" not in error
    assert "BrokenPipe" not in error
    assert code == 0


def test_records_are_utf_8_whatever_the_terminal_speaks(desk: Path) -> None:
    story, folder = desk / "stories" / "one.txt", desk / "recordings"
    done = process("extract", story, "--mode", "replay", "--recordings", folder, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "“We will go,”" in done.stdout.decode("utf-8")


def test_what_stands_in_an_articles_name_does_not_steer_the_terminal(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "stories" / "\x1b[31mred.txt").write_text(f"{TEXT} More.", "utf-8")
    assert replay(desk, names=("\x1b[31mred",)) == 1
    captured = capsys.readouterr()
    assert "\x1b" not in captured.err + captured.out


@pytest.mark.parametrize("kind", ["deployment", "quote", "extraction"])
def test_a_schema_is_printed_as_json(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", kind]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["title"].lower() == kind


def test_the_schema_that_is_not_named_is_that_of_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    keys = ["article", "deployments", "quotes", "rejections", "lineage", "usage", "error"]
    assert list(json.loads(capsys.readouterr().out)["properties"]) == keys


def test_a_page_is_made_beside_the_records(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replay(desk, "-o", desk / "records.jsonl")
    assert main(["view", str(desk / "records.jsonl")]) == 0
    assert capsys.readouterr().out == f"{desk / 'records.html'}\n"
    page = (desk / "records.html").read_text("utf-8")
    assert "We will go," in page
    assert "http" not in page.split("<body")[0].replace("http-equiv", "")


@pytest.mark.parametrize("given", ["nothing.jsonl", ".", "stories"])
def test_a_page_of_no_records_ends_with_2(given: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", str(desk / given)]) == 2
    assert "no such file" in capsys.readouterr().err


def test_a_page_of_something_else_ends_with_2(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "x.jsonl").write_text('{"article": {}}\n', "utf-8")
    assert main(["view", str(desk / "x.jsonl")]) == 2
    assert "x.jsonl, line 1: no extraction" in capsys.readouterr().err
    assert not (desk / "x.html").exists()


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


def test_neither_help_nor_replay_loads_what_only_a_live_call_needs(desk: Path) -> None:
    """Importing openai and instructor takes 100 times as long as starting Python."""
    after = "print(sorted({'openai', 'instructor', 'tenacity', 'httpx2', 'diskcache'} & set(sys.modules)))"
    story, folder = desk / "stories" / "one.txt", desk / "recordings"
    done = process(
        "extract", story, "--mode", "replay", "--recordings", folder, "-o", desk / "o", after=after, before=OFFLINE
    )
    assert (done.returncode, done.stdout) == (0, b"[]\n")


def test_the_console_script_looks_for_no_plugins_and_leaves_collections_on() -> None:
    script = (
        "import gc, os, sys\nfrom extractor.starting import main\nsys.argv = ['extractor', 'schema', 'quote']\n"
        "code = main()\nprint(code, gc.isenabled(), os.environ['PYDANTIC_DISABLE_PLUGINS'], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, check=True, timeout=60)
    assert (json.loads(done.stdout)["title"], done.stderr.split()) == ("Quote", [b"0", b"True", b"__all__"])


def test_help_loads_neither_openai_nor_instructor() -> None:
    script = (
        "import sys\nfrom extractor.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'openai', 'instructor', 'tenacity', 'httpx2', 'diskcache'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, check=True, timeout=60)
    assert done.stdout.decode().splitlines()[-1] == "[]"


@pytest.fixture(scope="module")
def replays(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """The seeds replayed twice, each in a process that cannot use sockets; then which of the costly modules it has."""
    folder = tmp_path_factory.mktemp("replays")
    after = "print(sorted({'openai', 'instructor'} & set(sys.modules)), file=sys.stderr)"

    def replay_seeds(name: str) -> Any:
        arguments = ("extract", SEEDS, "--mode", "replay", "-o", folder / name)
        done = process(*arguments, before=OFFLINE, after=after)
        done.written = (folder / name).read_text("utf-8") if (folder / name).exists() else ""
        return done

    return replay_seeds("first"), replay_seeds("second")


def test_the_seeds_replay_identically_twice_with_the_network_cut_off(replays: tuple[Any, Any]) -> None:
    first, second = replays
    assert first.returncode == second.returncode == 0, first.stderr.decode()
    assert first.written == second.written
    found = lines(first.written)
    assert [one["article"]["id"][:3] for one in found] == ["000", "001", "002", "003"]
    assert {one["article"]["published"] for one in found} == {"2022-02-02"}


def test_every_span_of_every_record_of_the_seeds_holds(replays: tuple[Any, Any]) -> None:
    found = lines(replays[0].written)
    assert len(found) == 4
    for one in found:
        text = one["article"]["text"]
        assert text == (SEEDS / f"{one['article']['id']}.txt").read_text("utf-8")
        records = [*one["quotes"], *one["deployments"]]
        assert records
        spans = [span for record in records for places in record["evidence"].values() for span in places]
        assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)


def test_the_replay_of_the_seeds_loads_neither_openai_nor_instructor(replays: tuple[Any, Any]) -> None:
    assert replays[0].returncode == 0
    assert replays[0].stderr.decode().splitlines()[-1] == "[]"


def test_the_network_that_is_cut_off_is_really_off() -> None:
    """The guard of the replays above is no sham."""
    script = f"{OFFLINE}\nimport socket\nsocket.socket()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60)
    assert b"a socket was used: socket.__new__" in done.stderr


def test_the_seeds_recordings_are_what_they_need_and_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["recordings", "check"])
    assert code == 0, capsys.readouterr().out


def test_the_demo_shows_the_seeds_and_says_where_the_files_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "tokens" in shown
    assert all(words in shown for words in (f"{tmp_path}/records.jsonl", f"{tmp_path}/report.html", "OPENAI_API_KEY"))
    assert len(lines((tmp_path / "records.jsonl").read_text("utf-8"))) == 4
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!")


def test_no_seed_recording_holds_a_key_or_an_address() -> None:
    found = list(SEED_RECORDINGS.glob("*.json"))
    assert found
    for path in found:
        text = path.read_text("utf-8")
        assert not any(words in text for words in ("Bearer ", "api_key", "127.0.0.1", "localhost", "sk-"))
