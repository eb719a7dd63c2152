"""SECURITY.md says what holds: each test that it names is there, and each limit is the program's."""

import re
from pathlib import Path

import pytest

from extractor.articles import MAX_CHARACTERS, MAX_ID
from extractor.exchanges import LARGEST
from extractor.settings import Settings
from extractor.sources import MAX_BYTES
from extractor.transport import MAX_ANSWER_BYTES
from tests.canary import WAYS

ROOT = Path(__file__).resolve().parent.parent
PROMISES = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.findall(r"`(test_\w+\.py): (test_\w+)`", PROMISES)


def test_promises_name_tests() -> None:
    assert len(NAMED) > 25


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_each_test_that_is_named_is_there(file: str, test: str) -> None:
    assert f"\ndef {test}(" in (ROOT / "tests" / file).read_text("utf-8")


def test_the_limits_are_those_of_the_program() -> None:
    table = re.findall(r"^\| (?:bytes|characters|tokens) .*\| ([\d,]+)", PROMISES, re.MULTILINE)
    settings = Settings()
    limits = [
        MAX_BYTES,
        MAX_CHARACTERS,
        MAX_ID,
        settings.part_characters,
        settings.token_budget,
        MAX_ANSWER_BYTES,
        LARGEST,
    ]
    assert table == [f"{limit:,}" for limit in limits]


def test_the_ways_to_go_wrong_are_counted() -> None:
    assert f"goes wrong in {len(WAYS)} ways" in " ".join(PROMISES.split())
