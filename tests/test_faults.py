"""The table of faults names tests that exist, and leaves no fault out."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ROW = re.compile(r"\| (\d+) \| (.+?) \| (.+?) \| (.+) \|")
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
NUMBERS = [*range(1, 70), 78]
"""Rows 70 to 76 are of the HTTP service and 77 of the Batch API, which there are not."""


def rows() -> list[re.Match[str]]:
    lines = (TESTS / "FAULTS.md").read_text("utf-8").splitlines()
    return [found for line in lines if (found := ROW.fullmatch(line))]


def named() -> Iterator[tuple[int, str, str]]:
    for row in rows():
        yield from ((int(row[1]), file, name) for file, name in NAMED.findall(row[3]))


@cache
def defined_in(file: str) -> frozenset[str]:
    if not (TESTS / file).exists():
        return frozenset()
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_fault_has_its_row_in_order() -> None:
    assert [int(row[1]) for row in rows()] == NUMBERS


def test_every_row_names_a_test_and_nothing_else_and_says_what_the_user_sees() -> None:
    for row in rows():
        assert NAMED.sub("", row[3]).replace("<br>", "") == "", row[1]
        assert NAMED.search(row[3]), row[1]
        assert row[4].strip()


@pytest.mark.parametrize("file", sorted({file for _, file, _ in named()}))
def test_every_test_that_is_named_exists(file: str) -> None:
    assert [(row, name) for row, of, name in named() if of == file and name not in defined_in(file)] == []
