"""The benchmarks run, with tiny numbers; what they measure is not judged here."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from evals.benchmarks import batches, stored
from evals.benchmarks.clients import HTTP, OURS, Load, measure, write_works
from evals.benchmarks.drawing import drawn
from evals.benchmarks.fitting import fitting
from evals.benchmarks.server import Model, name_of, running
from evals.benchmarks.stories import stories
from extractor import Settings, extract_many

TINY = ("--articles", "3", "--in-flight", "2", "--delay", "0.01", "--calls", "1", "--rounds", "1", "--marks", "1,3")
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def model(tmp_path: Path) -> Iterator[Model]:
    """A loopback model that knows one answer."""
    known = tmp_path / "answers.json"
    known.write_text(json.dumps({name_of("known"): '{"quotes": {}}'}), "utf-8")
    with running(known) as one:
        yield one


def asked(model: Model, content: str, schema: object) -> str:
    """The text that the model answers."""
    form = {"type": "json_schema", "json_schema": {"schema": schema}}
    body = json.dumps({"messages": [{"role": "user", "content": content}], "response_format": form})
    with urlopen(Request(f"{model.url(0)}/chat/completions", body.encode())) as answer:  # noqa: S310 - loopback
        text: str = json.load(answer)["choices"][0]["message"]["content"]
    return text


def test_each_client_is_measured_with_one_request_an_article(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clients = [part for name in ("extractor", "http") for part in ("--client", name)]
    assert batches.main([*TINY, *clients, "--only", "flight", "-o", str(tmp_path)]) == 0
    table = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    rows = [row for row in table if row[0] in {"this", "raw"}][:2]
    assert [row[-2:] if row[-1].isdecimal() else row[-3:-1] for row in rows] == [["0", "11"], ["0", "11"]]


def test_calls_are_told_beside_those_of_instructor_alone(tmp_path: Path) -> None:
    clients = [part for name in ("call", "instructor") for part in ("--client", name)]
    assert batches.main([*TINY, *clients, "--only", "calls", "-o", str(tmp_path)]) == 0
    told = (tmp_path / "batches.txt").read_text("utf-8")
    assert "instructor alone                         1.00" in told


def test_a_client_that_is_looked_at_tells_which_stage_most_of_its_work_is_in(tmp_path: Path) -> None:
    works, answers = tmp_path / "works.jsonl", tmp_path / "answers.json"
    write_works(6, works, answers)
    with running(answers) as model:
        looked_at = measure(OURS, model, Load(works, 0.0, 1, warm=1, profiled=True))
    assert max(looked_at.stages, key=looked_at.stages.__getitem__) == "quoting"


def test_growth_is_told_at_each_mark_and_drawn(tmp_path: Path) -> None:
    assert batches.main([*TINY, "--only", "growth", "-o", str(tmp_path)]) == 0
    told = (tmp_path / "batches.txt").read_text("utf-8").splitlines()
    assert [line.split()[0] for line in told if line.startswith("          ") and line.split()[0].isdecimal()][:2] == [
        "1",
        "3",
    ]
    assert any(line.startswith("peak MB (o;") for line in told)


def test_a_client_that_cannot_be_run_is_an_error_with_its_name(tmp_path: Path, model: Model) -> None:
    (tmp_path / "works.jsonl").write_text("no JSON", "utf-8")
    with pytest.raises(RuntimeError, match="raw HTTP client"):
        measure(HTTP, model, Load(tmp_path / "works.jsonl", 0.0, 1))


def test_stored_articles_are_replayed_in_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stored.main([str(tmp_path / "recordings"), "--articles", "4", "--rounds", "1", "--profile"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kept"]["complete"] == told["anew"]["complete"] == told["articles"] == 4
    assert "deploying" in told["anew"]["stages"]
    assert "deploying" not in told["kept"]["stages"]


def test_the_proposals_that_are_stored_ground(tmp_path: Path) -> None:
    stored.ask(tmp_path / "recordings", tmp_path / "cache", 4)
    found = list(extract_many(stories(4), stored.settings_for(tmp_path / "recordings")))
    assert all(one.quotes or one.deployments for one in found)


def test_articles_are_all_different_and_as_short_as_is_asked() -> None:
    texts = [story.text for story in stories(9, 1_300)]
    assert len(set(texts)) == 9
    assert max(map(len, texts)) < 1_400


def test_the_model_gives_the_answer_that_it_knows(model: Model) -> None:
    assert asked(model, "known", {"type": "object"}) == '{"quotes": {}}'


def test_the_model_gives_what_fits_where_it_knows_no_answer(model: Model) -> None:
    schema = {"type": "object", "properties": {"a": {"enum": ["x", "none"]}}, "required": ["a"]}
    assert json.loads(asked(model, "other", schema)) == {"a": "none"}


def test_the_model_counts_what_it_is_sent_once(model: Model) -> None:
    asked(model, "known", {"type": "object"})
    assert [model.told()[0], model.told()[0]] == [1, 0]


def test_a_fitting_value_follows_references_choices_and_bounds() -> None:
    schema = {
        "$defs": {"one": {"type": "string"}},
        "type": "object",
        "properties": {
            "list": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/one"}},
            "either": {"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}]},
            "count": {"type": "integer", "minimum": 3},
        },
        "required": ["list", "either", "count"],
    }
    assert fitting(schema) == {"list": ["-"], "either": None, "count": 3}


def test_growth_in_step_with_the_articles_is_drawn_on_the_dots() -> None:
    _, *field, _, foot = drawn("seconds", [(100, 1.0), (1_000, 10.0), (10_000, 100.0)])
    assert sum(row.count("o") for row in field) == 3
    assert field[0].endswith("o")
    assert foot.split() == ["100", "10000"]


def test_one_point_is_no_growth() -> None:
    assert drawn("seconds", [(100, 1.0)]) == ["seconds: one point is no growth"]


def test_the_benchmark_of_growth_prints_a_line_of_json_a_mark() -> None:
    command = [sys.executable, "-m", "evals.benchmarks.growth", "--marks", "2,1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert [json.loads(line)["articles"] for line in done.stdout.splitlines()] == [1, 2]


def test_live_articles_are_answered_in_full(model: Model, tmp_path: Path) -> None:
    about = {"mode": "live", "base_url": model.url(0), "cache_dir": tmp_path / "cache", "records": ("quotes",)}
    settings = Settings.from_environment({}, model="m", repair=False, **about)
    assert {one.status for one in extract_many(stories(1), settings)} == {"ok"}
