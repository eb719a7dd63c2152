"""Estimating: how near what a dry run says comes to what the recorded model took."""

import io
import json
import re
from pathlib import Path
from typing import Any

from extractor.estimating import IN_FULL, TOKENS_A_FIELD, TOKENS_A_PART, TOKENS_A_WORD, estimate, tokens_of
from extractor.flow import Message, Prompt
from extractor.options import SEEDS
from extractor.reading import read_articles
from extractor.settings import SEED_RECORDINGS, Settings

RECORDED: list[dict[str, Any]] = [json.loads(path.read_bytes()) for path in sorted(SEED_RECORDINGS.glob("*.json"))]


def taken(recorded: dict[str, Any], side: str) -> int:
    return int(recorded["answer"][f"tokens_{side}"])


def answers(recorded: dict[str, Any]) -> list[Any]:
    """What stands at each key that was asked."""
    return list(json.loads(recorded["answer"]["text"])[recorded["task"]].values())


def fields_of(recorded: dict[str, Any]) -> list[int]:
    """How many fields each key is answered with; a word has none."""
    return [0 if isinstance(answer, str) else len(answer) for answer in answers(recorded)]


def prompt_of(recorded: dict[str, Any]) -> Prompt:
    request = dict(recorded["request"])
    messages = tuple(Message(**message) for message in request.pop("messages"))
    return Prompt(task=recorded["task"], article=recorded["article"], messages=messages, **request)


def test_each_figure_of_an_answer_is_that_of_the_recordings() -> None:
    asked = [recorded for recorded in RECORDED if recorded["task"] == "deployments"]
    worded = [recorded for recorded in asked if not any(fields_of(recorded))]
    taken_by_words = sum(taken(recorded, "out") - TOKENS_A_PART for recorded in worded)
    assert abs(taken_by_words / sum(len(answers(recorded)) for recorded in worded) - TOKENS_A_WORD) < 1
    fields = [count for recorded in asked for count in fields_of(recorded)]
    assert abs(sum(map(bool, fields)) / len(fields) - IN_FULL) < 0.06


def test_the_figure_of_a_field_is_that_of_the_speakers_in_the_recordings() -> None:
    named = [recorded for recorded in RECORDED if recorded["task"] == "quotes"]
    given = [json.loads(recorded["answer"]["text"])["speakers"] for recorded in named]
    words = sum(len(answers(recorded)) for recorded in named)
    taken_by_speakers = sum(taken(recorded, "out") - 2 * TOKENS_A_PART for recorded in named) - TOKENS_A_WORD * words
    assert abs(taken_by_speakers / sum(len(speaker) for found in given for speaker in found) - TOKENS_A_FIELD) < 1


def test_what_is_estimated_for_the_recorded_requests_is_within_a_factor_of_two_of_what_they_took() -> None:
    estimated = [tokens_of(prompt_of(recorded)) for recorded in RECORDED]
    for side, name in enumerate(("in", "out")):
        total = sum(taken(recorded, name) for recorded in RECORDED)
        assert total / 2 < sum(one[side] for one in estimated) < total * 2


def test_a_dry_run_of_the_seeds_comes_as_near_to_their_first_answers_as_the_readme_says(tmp_path: Path) -> None:
    """A repair, which comes on top, is the longer of two questions about one article."""
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for recorded in sorted(RECORDED, key=lambda recorded: len(str(recorded["request"]["messages"]))):
        first.setdefault((recorded["article"], recorded["task"]), recorded)
    out = io.StringIO()
    estimate(read_articles([SEEDS]), Settings(model="another", base_url="http://127.0.0.1:9", cache_dir=tmp_path), out)
    said = re.search(
        r"^(\d+) requests to another: about ([\d,]+) tokens in and ([\d,]+) out$", out.getvalue(), re.MULTILINE
    )
    assert said
    assert int(said[1]) == len(first)
    totals = [sum(taken(recorded, name) for recorded in first.values()) for name in ("in", "out")]
    for total, estimated in zip(totals, said.groups()[1:], strict=True):
        assert total / 2 < int(estimated.replace(",", "")) < total * 2
    readme = " ".join((SEEDS.parent / "README.md").read_text("utf-8").split())
    assert (
        f"{said[2]} tokens in and {said[3]} out, where the recorded model took {totals[0]:,} and {totals[1]}" in readme
    )
