"""The examples for users' own CI: what they call exists, and no address stands in them."""

import re
import shlex
from pathlib import Path

import pytest

from evals.cli import build_parser

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "evals" / "ci").iterdir())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_for_users_call_commands_that_exist(example: Path) -> None:
    text = example.read_text("utf-8")
    called = re.findall(r"(?:run|entry): (evals .+)", text)
    assert called
    for line in called:
        plain = line.replace('${BASE:+--against "$BASE"}', "--against HEAD")
        assert build_parser().parse_args(shlex.split(plain)[1:]).command


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_for_users_name_no_address(example: Path) -> None:
    assert not re.search(r"https?:|\.(?:com|org|io)\b", example.read_text("utf-8"))
