"""What programs are given and give back: JSON lines, JSON and CSV."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor import viewing
from extractor.errors import ArticleError, UsageError
from schemas import Extraction
from tests import samples

COLUMNS = [
    *("article", "record", "id", "force", "units"),
    *("personnel_low", "personnel_high", "personnel_approximate", "personnel"),
    *("equipment", "origin", "destination", "status", "timing", "timing_start", "timing_end", "timing_basis"),
    *("ordered_by", "source", "part_of", "text", "span_start", "span_end", "kind", "speaker", "speaker_title"),
    *("cue", "venue", "said_on", "said_on_date", "said_on_basis", "reported_by", "group", "evidence"),
]


def line_of(extraction: Extraction) -> str:
    out = io.StringIO()
    viewing.write_jsonl(extraction, out)
    return out.getvalue()


def rows_of(*extractions: Extraction) -> list[dict[str, str]]:
    out = io.StringIO()
    viewing.write_csv(extractions, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def file_of(folder: Path, text: str) -> Path:
    path = folder / "records.jsonl"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_json_line_has_the_seven_keys_in_their_order() -> None:
    keys = list(json.loads(line_of(samples.sample())))
    assert keys == ["article", "deployments", "quotes", "rejections", "lineage", "usage", "error"]


def test_a_json_line_is_one_line_and_steers_no_terminal_whatever_the_text() -> None:
    article = samples.sample().article.model_copy(update={"text": "a\u2028b\u2029c\x85d\x1be\x9bf\u202eg\nh\x0ci é“"})
    line = line_of(samples.failed().model_copy(update={"article": article}))
    assert len(line.splitlines()) == 1
    assert not set(line) & set("\x1b\x9b\u202e")
    assert json.loads(line)["article"]["text"] == article.text
    assert "é“" in line


def test_a_json_array_of_several_extractions_is_json() -> None:
    out = io.StringIO()
    viewing.write_json(iter([samples.sample(), samples.failed()]), out)
    assert [one["article"]["id"] for one in json.loads(out.getvalue())] == ["zenda", "silent"]


def test_a_json_array_of_nothing_is_empty() -> None:
    out = io.StringIO()
    viewing.write_json([], out)
    assert json.loads(out.getvalue()) == []


def test_csv_has_one_row_a_record_under_every_field_of_both_kinds() -> None:
    rows = rows_of(samples.sample(), samples.failed())
    assert list(rows[0]) == COLUMNS
    assert [(row["article"], row["record"], row["id"]) for row in rows] == [
        ("zenda", "deployment", "d1"),
        ("zenda", "deployment", "d2"),
        ("zenda", "quote", "q1"),
        ("zenda", "quote", "q2"),
    ]


def test_csv_gives_the_parts_of_values_and_the_places_of_evidence() -> None:
    row = rows_of(samples.sample())[0]
    assert (row["personnel"], row["personnel_low"], row["personnel_approximate"]) == ("about 1,200", "1200", "true")
    assert (row["timing"], row["timing_start"], row["timing_end"]) == ("by Friday", "", "2024-05-10")
    assert row["evidence"].split(" ")[:2] == ["force:0-9", "personnel:20-40"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\uff1d"])
def test_no_cell_of_csv_is_a_formula(first: str) -> None:
    whole = samples.sample()
    record = whole.deployments[0].model_copy(update={"force": f"{first}1+1", "units": (f"{first}2",)})
    row = rows_of(whole.model_copy(update={"deployments": (record,), "quotes": ()}))[0]
    assert (row["force"][0], row["units"][0]) == ("'", "'")


@pytest.mark.parametrize("cell", ["a; =1+1", "a;+1", "a\n@SUM(A1)", "a\t-1", " =1+1", "a;\u00a0=1"])
def test_no_cell_of_csv_is_a_formula_where_semicolons_or_tabs_divide_cells(cell: str) -> None:
    whole = samples.sample()
    record = whole.deployments[0].model_copy(update={"force": cell})
    out = io.StringIO()
    viewing.write_csv([whole.model_copy(update={"deployments": (record,), "quotes": ()})], out)
    cells = [part.strip(' \u00a0"') for part in re.split(r"[,;\t\r\n]", out.getvalue())]
    assert any(part.startswith("'") for part in cells)
    assert not [part for part in cells if part.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("cell", ["3-4", "a - b", "a=b", "e@mail", "first\r\nsecond", "c++", "x; y"])
def test_a_cell_that_begins_no_formula_is_written_as_it_is(cell: str) -> None:
    whole = samples.sample()
    record = whole.deployments[0].model_copy(update={"force": cell})
    assert rows_of(whole.model_copy(update={"deployments": (record,), "quotes": ()}))[0]["force"] == cell


def test_cells_of_raw_csv_begin_as_the_words_do_and_still_steer_nothing() -> None:
    out = io.StringIO()
    viewing.write_csv([samples.hostile()], out, guarded=False)
    [row] = csv.DictReader(io.StringIO(out.getvalue()))
    assert (row["units"], row["destination"]) == ('=cmd|"/c calc"!A0', "Po<U+200B>land")
    assert row["ordered_by"] == "@SUM(A1)<U+001B>]0;title<U+0007>"


def test_csv_spells_hidden_characters_out() -> None:
    assert rows_of(samples.hostile())[0]["destination"] == "Po<U+200B>land"


@pytest.mark.parametrize("make", [samples.sample, samples.failed, samples.partial, samples.hostile])
def test_json_lines_are_read_back_as_they_were(make: Callable[[], Extraction], tmp_path: Path) -> None:
    path = file_of(tmp_path, line_of(make()) + "\n" + line_of(samples.sample()))
    assert list(viewing.read_jsonl(path)) == [make(), samples.sample()]


def test_reading_a_path_that_is_no_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        next(viewing.read_jsonl(tmp_path))


@pytest.mark.parametrize(
    "line", ["{", "[", "1", "null", "[]", "{}", '{"article": 3}', '{"article": []}', "[" * 100_000, '{"article": {}}']
)
def test_a_line_that_is_no_extraction_is_named_by_its_number(line: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, line_of(samples.sample()) + line + "\n")
    with pytest.raises(ArticleError, match=r"records\.jsonl, line 2: no extraction"):
        list(viewing.read_jsonl(path))


def test_a_bad_line_s_error_does_not_repeat_the_article(tmp_path: Path) -> None:
    line = line_of(samples.sample()).replace('"requests":2', '"requests":"secret words"')
    with pytest.raises(ArticleError) as caught:
        list(viewing.read_jsonl(file_of(tmp_path, line)))
    assert "usage.requests" in str(caught.value)
    assert "secret words" not in str(caught.value)
    assert "Ruritania" not in str(caught.value)


@pytest.mark.parametrize(("was", "becomes"), [('"start":0,', '"start":1,'), ("by Friday, Def", "by Sunday, Def")])
def test_a_line_whose_offsets_do_not_fit_its_text_is_refused(was: str, becomes: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, line_of(samples.sample()).replace(was, becomes))
    with pytest.raises(ArticleError, match="does not fit the article's text") as caught:
        list(viewing.read_jsonl(path))
    assert caught.value.kind == "stale"


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"\xff\xfe{}")
    with pytest.raises(ArticleError, match="not UTF-8"):
        list(viewing.read_jsonl(path))
