"""Runs and peers' answers stand side by side in one table, scored by the same harness."""

import json
from pathlib import Path

import pytest

from evals.peers.__main__ import DONE, WRONG_USE, main
from evals.peers.answers import Answer, read_answers
from evals.peers.showing import markdown
from evals.peers.tabling import Column, KindTable, Table, column_of_run, columns_of_answers, merged, tabulate
from evals.running import write_run
from extractor import UsageError
from tests.evalroom import both, damaged, run_of, write_gold
from tests.newsroom import BASES_LABELS, gold_of
from tests.peers import SAID, SENT, Json, answered, exchange, write_answers

LOST = {"type": "IncompleteOutputException", "message": "cut"}


def columns(*contents: Json) -> list[Column]:
    """Give the columns of answers over both articles."""
    return columns_of_answers([Answer.model_validate(one) for one in contents], both())


def told(*contents: Json) -> KindTable:
    """Tabulate answers of one kind over both articles."""
    return tabulate(both(), columns(*contents)).kinds[0]


def beside_ours(*contents: Json) -> Table:
    """Tabulate answers beside a perfect run."""
    return tabulate(both(), [column_of_run("ours", run_of(both())), *columns(*contents)])


def test_a_peers_records_are_scored_against_the_gold() -> None:
    score = told(answered("quotes", SAID, {**SAID, "text": "Fort Ash"})).columns[0].score
    assert (score.found, score.missed, score.invented) == (1, 3, 1)


def test_only_articles_that_every_column_was_asked_count() -> None:
    table = beside_ours(answered("quotes", SAID)).kinds[1]
    assert (table.articles, table.left_out, [one.score.gold for one in table.columns]) == (("bases",), 1, [4, 4])


def test_an_article_that_a_peer_lost_counts_as_missed() -> None:
    column = told(answered("quotes", error=LOST)).columns[0]
    assert (column.lost, column.score.missed) == (1, 4)


def test_an_article_that_another_kind_lost_is_not_lost_for_this_one() -> None:
    kinds = tabulate(both(), columns(answered("quotes", SAID), answered("deployments", error=LOST))).kinds
    assert {one.kind: one.columns[0].lost for one in kinds} == {"quotes": 0, "deployments": 1}


def test_the_share_of_values_that_stand_is_of_filled_fields_that_hold_words() -> None:
    column = told(answered("quotes", {**SAID, "cue": "swore", "venue": "a tent"})).columns[0]
    assert (column.values, column.standing) == (4, 2)


def test_output_tokens_are_told_for_each_record_found_and_each_fully_right() -> None:
    second = {**SAID, "text": "They arrived last week,", "speaker": "Karl Otto"}
    cost = told(answered("quotes", SAID, second)).columns[0].cost
    assert cost is not None
    assert (cost.tokens_a_found, cost.tokens_a_right) == (30.0, 60.0)


def test_answers_that_served_two_kinds_are_counted_once_and_for_no_kind_alone() -> None:
    table = tabulate(both(), [column_of_run("ours", run_of(both()))])
    assert [one.columns[0].cost for one in table.kinds] == [None, None]
    assert table.together["ours"].expense.tokens_out == 160


def test_a_peers_costs_of_both_kinds_are_added_up() -> None:
    table = tabulate(both(), columns(answered("quotes", SAID), answered("deployments", SENT)))
    assert table.together["langextract 1.7.1"].expense.requests == 2


def test_cut_answers_are_counted() -> None:
    assert told(answered("quotes", SAID, exchanges=[exchange(finish_reason="length")])).columns[0].cut == 1


def test_fields_that_a_peer_was_not_asked_for_have_no_figure() -> None:
    assert "| `part_of`, F1 (accuracy) | 1.00 (1.00) | not asked |" in markdown(
        beside_ours(answered("deployments", SENT))
    )


def test_each_system_is_a_column_and_each_figure_a_row() -> None:
    lines = markdown(beside_ours(answered("quotes", SAID))).splitlines()
    assert "| quotes | ours | langextract 1.7.1 |" in lines
    assert "| **records, F1** | **1.00** | **.40** |" in lines


def test_runs_of_one_name_are_one_column() -> None:
    quotes, deployments = ([labels_of(kind)] for kind in ("quotes", "deployments"))
    runs = [column_of_run("ours", run_of([gold_of(one) for one in given])) for given in (quotes, deployments)]
    assert [sorted(one.extractions) for one in merged(runs)] == [["deployments", "quotes"]]


def labels_of(kind: str) -> Json:
    """Give the first article with the labels of one kind."""
    return {"article": BASES_LABELS["article"], kind: BASES_LABELS[kind]}


def test_an_answer_about_another_text_is_refused() -> None:
    with pytest.raises(UsageError, match="another text of bases"):
        columns(answered("quotes", SAID, article_sha256="0" * 64))


def test_an_answer_about_an_article_without_gold_is_left_out() -> None:
    assert not columns(answered("quotes", SAID, article="elsewhere"))


def test_columns_without_a_common_article_are_refused() -> None:
    with pytest.raises(UsageError, match="nothing to compare"):
        tabulate(both(), [])


def test_a_file_that_is_no_answer_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text('{"peer": 1}')
    with pytest.raises(UsageError, match=r"odd\.json is no answer of a peer"):
        read_answers(tmp_path)


def test_a_folder_without_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are no answers of peers"):
        read_answers(tmp_path)


def test_the_command_prints_and_writes_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = write_gold(tmp_path / "gold")
    answers = write_answers(tmp_path / "answers", [answered("quotes", SAID)])
    write_run(run_of(both()), tmp_path / "run")
    places = ["--gold", str(gold), "--answers", str(answers), "--run", f"ours={tmp_path / 'run'}"]
    files = [tmp_path / "table.md", tmp_path / "table.json"]
    code = main(["table", *places, *(word for file in files for word in ("-o", str(file)))])
    assert (code, files[0].read_text()) == (DONE, capsys.readouterr().out)
    assert json.loads(files[1].read_text())["kinds"][0]["kind"] == "deployments"


def test_a_table_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = write_answers(tmp_path / "answers", [answered("quotes", SAID)])
    write_run(run_of(both()), tmp_path / "run")
    places = [
        "--gold",
        str(write_gold(tmp_path / "gold")),
        "--answers",
        str(answers),
        "--run",
        f"ours={tmp_path / 'run'}",
    ]
    assert main(["table", *places, "-o", str(tmp_path / "none" / "table.md")]) == WRONG_USE
    assert "cannot write" in capsys.readouterr().err


def test_other_gold_needs_a_run_over_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = write_answers(tmp_path / "answers", [answered("quotes", SAID)])
    code = main(["table", "--gold", str(write_gold(tmp_path / "gold")), "--answers", str(answers)])
    assert code == WRONG_USE
    assert "--run NAME=FOLDER" in capsys.readouterr().err


@pytest.mark.parametrize("named", ["ours", "=out", "ours="])
def test_a_run_has_a_name_and_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str], named: str) -> None:
    answers = write_answers(tmp_path / "answers", [answered("quotes", SAID)])
    assert main(["table", "--answers", str(answers), "--run", named]) == WRONG_USE
    assert "NAME=FOLDER" in capsys.readouterr().err


def test_the_seeds_table_needs_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table"]) == DONE
    assert "| deployments | rules | this project | instructor 1.17.0 |" in capsys.readouterr().out


def test_the_first_table_of_a_damaged_run_shows_the_damage() -> None:
    table = tabulate(both(), [column_of_run("whole", run_of(both())), column_of_run("damaged", damaged())])
    scores = [one.score for one in next(one for one in table.kinds if one.kind == "quotes").columns]
    assert [one.missed for one in scores] == [0, 1]
