"""Reach: how many labelled quotes stand in marks, each on a stretch of its own."""

from pathlib import Path

import pytest

from evals.benchmarks.reach import main
from tests.evalroom import write_gold

TEXT = "“We will go,” Ana Silva said. She said that they would pay."


def label(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"text": words, "span": [start, start + len(words)], "speaker": "Ana Silva"}


def gold(folder: Path, *words: str) -> Path:
    quotes = [{"id": f"q{number}", **label(one)} for number, one in enumerate(words, 1)]
    return write_gold(folder, {"article": {"id": "a", "text": TEXT}, "quotes": quotes})


def test_a_label_outside_of_marks_cannot_be_reached(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(gold(tmp_path, "We will go,", "that they would pay")), "--list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 labelled quotes (articles: 1), 1 on a stretch of their own",
        "at most: recall 0.500, F1 0.667",
        "a: that they would pay",
    ]


def test_of_two_labels_on_one_stretch_one_is_reached(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--gold", str(gold(tmp_path, "We will go,", "We will go,"))])
    assert "1 on a stretch of their own" in capsys.readouterr().out


def test_gold_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.startswith("reach: ")
