"""Nothing that an article, a model, a recording or a file's name says steers the terminal that it is printed on."""

import io
import json
from pathlib import Path

import pytest

from evals.cli import main as evals
from evals.running import read_run, write_run
from extractor import Article, Settings, extract_many
from extractor.cli import main
from extractor.flow import Prompt
from extractor.pipeline import extract_article, usable
from extractor.recording import Recordings, Stored
from extractor.viewing import print_tables
from extractor.wording import inert_json, on_one_line, visible
from schemas import Extraction
from tests import samples
from tests.evalroom import hostile
from tests.scripted import Answer, Scripted, drafted, keys_of, nothing, speaking

SEQUENCES = {
    "colour": "\x1b[31mred",
    "screen": "\x1b[2J\x1b[H",
    "title": "\x1b]0;title\x07",
    "link": "\x1b]8;;http://127.0.0.1/\x1b\\click\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "device control": "\x1bP+q544e\x1b\\",
    "8-bit sequence": "\x9b31m",
    "8-bit command": "\x9d52;c;eA==\x9c",
    "next line": "\x85",
    "backspace": "no\x08\x08yes",
    "overwriting": "failed\rfine  ",
    "direction": "\u202egnp.exe\u202c",
    "isolate": "\u2066x\u2069",
    "line separator": "\u2028",
    "tags": "\U000e0041\U000e0042",
    "delete": "\x7f",
}
STEERING = "".join(SEQUENCES.values())
FORGED = "story\nextractor: all is well"


@pytest.fixture(autouse=True)
def _ask_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model is asked about everything, so that what it says is printed."""
    monkeypatch.setenv("EXTRACTOR_ASK", "all")


def assert_inert(printed: str) -> None:
    """No character steers a terminal: this table is written out here, and is not the program's own."""
    assert not [character for character in printed if ord(character) < 32 and character != "\n"]
    assert not [character for character in printed if 0x7F <= ord(character) < 0xA0]
    assert not set(printed) & set(
        "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def story(name: str = "story", words: str = STEERING) -> Article:
    return Article(text=f"Spain {words} will send 500 soldiers. “We {words} go,” Ana {words} Silva said.", id=name)


def obeying(prompt: Prompt) -> Answer:
    """A model that repeats what the article has."""
    if prompt.task == "quotes":
        return speaking({"A": (f"Ana {STEERING} Silva", STEERING)}, dict.fromkeys(keys_of(prompt), "A"))
    return {
        "deployments": {key: drafted(origin=STEERING, ordered_by=f"Ana {STEERING} Silva") for key in keys_of(prompt)}
    }


def table_of(extraction: Extraction) -> str:
    out = io.StringIO()
    print_tables([extraction], out, 200)
    return out.getvalue()


@pytest.mark.parametrize("sequence", SEQUENCES.values(), ids=SEQUENCES)
def test_each_sequence_is_spelt_out(sequence: str) -> None:
    assert_inert(visible(sequence))
    assert "<U+" in visible(sequence)
    assert visible(visible(sequence)) == visible(sequence)


def test_a_table_of_hostile_records_steers_nothing() -> None:
    extraction = extract_article(story(), Scripted(obeying), Settings(model="m", ask="all"))
    assert extraction.quotes
    assert_inert(table_of(extraction))
    assert_inert(table_of(samples.hostile()))


def test_an_id_cannot_forge_a_line_of_a_table() -> None:
    extraction = extract_article(story(FORGED), Scripted(nothing), Settings(model="m", ask="all"))
    assert "\nextractor: all is well" not in table_of(extraction)


@pytest.mark.parametrize("form", ["table", "jsonl", "json", "csv"])
def test_every_format_of_a_hostile_article_steers_nothing(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder = Stored(Recordings(tmp_path / "r"), Scripted(obeying), usable)
    path = tmp_path / "stories.jsonl"
    articles = [story(), story(f"{FORGED}{STEERING}", "calm")]
    path.write_text("\n".join(json.dumps({"id": one.id, "text": one.text}) for one in articles), "utf-8")
    for article in articles:
        extract_article(article, recorder, Settings(model="m", ask="all"))
    given = ["--mode", "replay", "--recordings", str(tmp_path / "r"), "--model", "m", "--format", form]
    assert main(["extract", str(path), *given]) == 0
    assert_inert(capsys.readouterr().out)


def test_the_message_of_a_failed_article_is_one_line_that_steers_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_text(json.dumps({"id": f"{FORGED}{STEERING}", "text": ""}), "utf-8")
    assert main(["extract", str(path), "--mode", "replay", "--model", "m"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert_inert(line)
    assert "story<U+000A>extractor: all is well" in line


def test_the_log_of_a_fault_of_ours_is_one_line_that_steers_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def break_down(_: Prompt) -> Answer:
        raise RuntimeError(STEERING)

    list(extract_many([story(f"{FORGED}{STEERING}")], Settings(model="m", ask="all"), completer=Scripted(break_down)))
    [record] = caplog.records
    assert_inert(record.getMessage())
    assert "\n" not in record.getMessage()


def test_findings_about_hostile_recordings_are_a_line_each_that_steers_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder = Stored(Recordings(tmp_path / "r"), Scripted(nothing), usable)
    extract_article(story(f"{FORGED}{STEERING}", "calm"), recorder, Settings(model=f"m{STEERING}\nm", ask="all"))
    (tmp_path / "calm.txt").write_text("Spain will send 500 soldiers.", "utf-8")
    assert main(["recordings", "check", str(tmp_path / "calm.txt"), "--recordings", str(tmp_path / "r")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["missing", "unused", "unused", "0"]
    for line in lines:
        assert_inert(line)


def test_the_name_of_a_page_steers_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = tmp_path / "a\x1b]0;title\x07\u202e\nb.jsonl"
    records.write_text("", "utf-8")
    assert main(["view", str(records)]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert_inert(line)


def test_json_of_a_run_steers_nothing_and_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = hostile()
    path = write_run(run, tmp_path)
    assert_inert(path.read_text("utf-8"))
    assert read_run(path) == run
    assert evals(["compare", str(tmp_path), str(tmp_path), "--format", "json"]) == 0
    assert_inert(capsys.readouterr().out)


@pytest.mark.parametrize("command", ["show", "compare"])
def test_what_evals_say_of_a_hostile_run_steers_nothing(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = hostile()
    write_run(run, tmp_path)
    rest = [run.gold[0].id] if command == "show" else [str(tmp_path)]
    assert evals([command, str(tmp_path), *rest]) == 0
    assert_inert(capsys.readouterr().out)


def test_the_values_of_inert_json_are_those_of_the_json() -> None:
    text = json.dumps(STEERING, ensure_ascii=False)
    assert_inert(inert_json(text))
    assert json.loads(inert_json(text)) == STEERING


def test_tabs_and_line_ends_stay_in_one_line() -> None:
    assert on_one_line("a\tb\nc\r\nd") == "a<U+0009>b<U+000A>c<U+000D><U+000A>d"
