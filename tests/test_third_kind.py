"""A third record kind: the README's steps, done on a copy of the program, take it the whole way."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, assert_type

import pytest

from extractor.tabling import csv_cells, row_of
from schemas import KINDS, Day, Deployment, Extraction, Quote, Span, noun_of
from schemas.kinds import kinds_of
from tests.samples import sample
from tests.sanctions import FOLDER
from tests.sanctions.sanction import Sanction

ROOT = Path(__file__).resolve().parent.parent
ADDED = {
    "schemas/sanction.py": "sanction.py",
    "extractor/sanctioning.py": "sanctioning.py",
    "prompts/sanction/": "prompt",
}
"""What the README's steps add to a program, to where `tests/sanctions` holds it."""
TEXT = (
    "New sanctions on Elbonia were agreed on Tuesday: no oil, no steel. More sanctions will follow. “No,” said Silva.\n"
)
RULED = ("extract", "story.txt", "--model", "rules", "--published", "2022-02-02")
ASKED = ("extract", "story.txt", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--ask", "all")
COMMANDS: dict[str, tuple[str, ...]] = {
    "lines": ("extractor", *RULED, "--format", "jsonl"),
    "file": ("extractor", *RULED, "-o", "records.jsonl"),
    "resume": ("extractor", *RULED, "-o", "records.jsonl", "--resume"),
    "fewer": ("extractor", *RULED, "-o", "records.jsonl", "--resume", "--records", "quotes"),
    "page": ("extractor", "view", "records.jsonl"),
    "only": ("extractor", *RULED, "--format", "jsonl", "--records", "sanctions"),
    "unknown": ("extractor", *RULED, "--records", "tweets"),
    "table": ("extractor", *RULED, "--format", "table"),
    "csv": ("extractor", *RULED, "--format", "csv"),
    "help": ("extractor", "extract", "--help"),
    "schema": ("extractor", "schema", "sanction"),
    "schemas": ("extractor", "schema"),
    "estimate": ("extractor", *ASKED, "--dry-run"),
    "scores": ("evals", "run", "--gold", "gold", "--model", "rules", "-o", "out", "--format", "markdown"),
}
"""What is run in the copy, one after the other, in one process."""
PROGRAM = """
import contextlib, importlib, io, json, sys
told = {}
for name, (program, *arguments) in json.load(sys.stdin).items():
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = importlib.import_module(f"{program}.cli").main(arguments)
        except SystemExit as end:
            code = end.code
    told[name] = code, out.getvalue(), err.getvalue()
print(json.dumps(told))
"""
GOLD = {
    "article": {"id": "story", "published": "2022-02-02", "text": TEXT},
    "sanctions": [{"id": "s1", "target": "Elbonia", "goods": ["oil"], "stage": "agreed", "evidence": [[0, 66]]}],
}


class Told(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


class Wider(Extraction):
    """An extraction with a field for the third kind."""

    sanctions: tuple[Sanction, ...] = ()


def section() -> str:
    """What the README says of adding a kind."""
    return (ROOT / "README.md").read_text("utf-8").split("## How to add a record kind\n")[1].split("\n## ")[0]


def changed(text: str, hunk: str) -> str:
    """A file with a hunk of a diff done; what it changes must stand there once."""
    lines = hunk.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, before
    return text.replace(before, after)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with the README's steps done, and an article."""
    folder = tmp_path_factory.mktemp("copy")
    unwanted = [path.name for path in (ROOT / "evals").iterdir() if path.is_dir()]
    skipped = shutil.ignore_patterns("__pycache__", *unwanted)
    for name in ("schemas", "extractor", "prompts", "evals"):
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    for added, held in ADDED.items():
        if added.endswith("/"):
            shutil.copytree(FOLDER / held, folder / added)
        else:
            own = (FOLDER / held).read_text("utf-8").replace("tests.sanctions.sanction", "schemas.sanction")
            (folder / added).write_text(own, "utf-8")
    [diff] = re.findall(r"```diff\n(.*?)```", re.sub(r"^ {3}", "", section(), flags=re.MULTILINE), re.DOTALL)
    for name, hunks in re.findall(r"^--- (\S+)\n(.*?)(?=^--- |\Z)", diff, re.MULTILINE | re.DOTALL):
        text = (folder / name).read_text("utf-8")
        for hunk in hunks.split("@@\n"):
            text = changed(text, hunk)
        (folder / name).write_text(text, "utf-8")
    (folder / "story.txt").write_text(TEXT, "utf-8")
    (folder / "gold").mkdir()
    (folder / "gold" / "story.json").write_text(json.dumps(GOLD), "utf-8")
    return folder


@pytest.fixture(scope="module")
def told(copy: Path) -> dict[str, Told]:
    """What each command comes to in the copy; its lines are not those that coverage is taken of."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "EXTRACTOR_", "COV"))}
    own = {"PYTHONPATH": str(copy), "XDG_CACHE_HOME": str(copy / "cache"), "COLUMNS": "120"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=copy, env=kept | own, input=json.dumps(COMMANDS),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name: Told(*one) for name, one in json.loads(done.stdout).items()}


def test_the_readme_names_every_file_that_is_added() -> None:
    assert [f"`{name}`" in section() for name in ADDED] == [True] * len(ADDED)
    held = {path.name for path in FOLDER.iterdir() if not path.name.startswith("__")}
    assert held == set(ADDED.values())


def test_records_of_the_third_kind_stand_in_the_line_where_its_field_does(told: dict[str, Told]) -> None:
    line = json.loads(told["lines"].out)
    keys = ["article", "deployments", "quotes", "sanctions", "rejections", "lineage", "usage", "error"]
    assert list(line) == keys
    [found] = line["sanctions"]
    assert (found["id"], found["target"], found["stage"]) == ("s1", "Elbonia", "agreed")
    assert found["agreed_on"]["date"] == "2022-02-01"
    assert found["evidence"]["target"] == [{"start": 17, "end": 24, "text": "Elbonia"}]


def test_its_lineage_stands_beside_that_of_the_others(told: dict[str, Told]) -> None:
    runs = json.loads(told["lines"].out)["lineage"]["tasks"]
    assert {kind: run["outcome"] for kind, run in runs.items()} == {
        "deployments": "not_asked", "quotes": "ok", "sanctions": "ok",
    }  # fmt: skip


def test_its_name_is_a_record_kind_of_the_settings(told: dict[str, Told]) -> None:
    only = json.loads(told["only"].out)
    assert (list(only["lineage"]["tasks"]), len(only["sanctions"])) == (["sanctions"], 1)


def test_a_name_that_is_none_is_refused_with_those_that_are(told: dict[str, Told]) -> None:
    assert told["unknown"].code == 2
    assert "setting records: Input should be 'deployments', 'quotes' or 'sanctions'" in told["unknown"].err


def test_the_help_names_it(told: dict[str, Told]) -> None:
    assert "(default: deployments,quotes,sanctions)" in told["help"].out


def test_its_schema_is_printed_and_stands_in_that_of_a_line(told: dict[str, Told]) -> None:
    own, whole = (json.loads(told[name].out) for name in ("schema", "schemas"))
    assert list(own["properties"]) == ["id", "target", "goods", "stage", "agreed_on", "evidence"]
    assert whole["properties"]["sanctions"]["items"] == {"$ref": "#/$defs/Sanction"}


def test_its_table_has_a_column_for_each_field_in_their_order(told: dict[str, Told]) -> None:
    lines = told["table"].out.splitlines()
    heads = next(number for number, line in enumerate(lines) if line.startswith("id") and "target" in line)
    assert re.split(r"  +", lines[heads].strip()) == ["id", "target", "goods", "stage", "agreed on", "evidence"]
    assert lines[heads + 2].split()[:4] == ["s1", "Elbonia", "oil;", "agreed"]


def test_its_columns_in_csv_come_after_those_of_the_others(told: dict[str, Told]) -> None:
    rows = list(csv.DictReader(io.StringIO(told["csv"].out)))
    ours = next(row for row in rows if row["record"] == "sanction")
    names = ["target", "goods", "stage", "agreed_on", "agreed_on_date", "agreed_on_basis", "evidence"]
    assert list(ours)[-7:] == names
    values = ["Elbonia", "oil; steel", "agreed", "Tuesday", "2022-02-01", "published 2022-02-02"]
    assert [ours[name] for name in names[:-1]] == values
    assert ours["evidence"].startswith("target:17-24 goods:52-55 goods:60-65 ")


def test_its_records_are_cards_on_the_page_with_their_evidence_marked(told: dict[str, Told], copy: Path) -> None:
    assert told["page"].code == 0
    page = (copy / "records.html").read_text("utf-8")
    card = page.split('<section class="card kind-sanctions" id="a1-kind-sanctions1"')[1].split("</section>")[0]
    assert re.findall(r'data-label="([^"]*)"', card) == ["Target", "Goods", "Stage", "Agreed on"]
    assert '<strong dir="auto">Elbonia</strong>' in card
    assert '<span class="chip">agreed</span>' in card
    assert re.search(r'<mark class="kind-sanctions"[^>]*>Elbonia</mark>', page)
    assert '<input type="checkbox" id="show-kind-sanctions" checked>' in page
    assert "0 deployments, 1 quote, 1 sanction<" in page


def test_a_run_over_its_lines_goes_on_and_one_without_it_does_not(told: dict[str, Told], copy: Path) -> None:
    assert [told[name].code for name in ("file", "resume", "fewer")] == [0, 0, 2]
    assert (copy / "records.jsonl").read_text("utf-8") == told["lines"].out
    assert "was made for deployments and quotes and sanctions, not for quotes" in told["fewer"].err


def test_its_questions_are_estimated_like_the_others(told: dict[str, Told]) -> None:
    assert "2 requests to m: about" in told["estimate"].out


def test_gold_of_its_own_is_scored(told: dict[str, Told]) -> None:
    assert "| Sanctions (1 in gold) |" in told["scores"].out
    assert "| F1 of `target` | - | 1.00 |" in told["scores"].out
    assert "| F1 of `goods` | - | .00 |" in told["scores"].out


def test_the_fields_of_an_extraction_that_hold_records_are_its_kinds() -> None:
    assert kinds_of(Wider) == {"deployments": Deployment, "quotes": Quote, "sanctions": Sanction}
    assert list(KINDS) == ["deployments", "quotes"]


def test_an_extraction_gives_its_records_by_kind_and_keeps_their_types() -> None:
    extraction = sample()
    assert_type(extraction.quotes, tuple[Quote, ...])
    assert_type(extraction.quotes[0].said_on, Day | None)
    assert list(extraction.records) == ["deployments", "quotes"]
    assert extraction.records["quotes"] == extraction.quotes


def test_a_record_is_named_by_its_schema() -> None:
    assert [noun_of(one) for one in (Quote, Deployment, Wider)] == ["quote", "deployment", "wider"]
    assert noun_of(type("TroopLoss", (Sanction,), {})) == "troop_loss"


def sanction() -> Sanction:
    """A record that fills all its fields."""
    place = Span(start=17, end=24, text="Elbonia")
    agreed = Day(text="Tuesday", date=None, basis="unresolved")
    goods = ("oil", "steel " * 30)
    return Sanction(
        id="s1", target="Elbonia", goods=goods, stage="in_talk", agreed_on=agreed, evidence={"target": (place,)}
    )


def test_a_row_for_people_has_every_field_and_cuts_what_is_long() -> None:
    row = row_of(sanction(), 20)
    assert row == {
        "id": "s1", "target": "Elbonia", "goods": "oil; steel steel st…", "stage": "in_talk", "agreed on": "Tuesday",
        "evidence": "target:17-24",
    }  # fmt: skip


def test_cells_for_programs_are_whole() -> None:
    cells = csv_cells(sanction())
    assert cells["goods"] == "oil; " + "steel " * 30
    assert (cells["agreed_on"], cells["agreed_on_date"], cells["agreed_on_basis"]) == ("Tuesday", "", "unresolved")
