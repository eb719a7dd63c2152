"""The everyday cache with one answer in it, and what can be done to it behind its back."""

import importlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.caching import Cache
from extractor.exchanges import to_bytes
from extractor.flow import Prompt
from tests.stores import ANSWER, PROMPT

# Untyped: as a plain module, its members are not checked.
diskcache = importlib.import_module("diskcache")

CACHED = replace(ANSWER, origin="cached")
GOOD = to_bytes(PROMPT, ANSWER).decode()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Give a cache that holds the one answer to PROMPT."""
    store = Cache(tmp_path / "cache")
    store.save(PROMPT, ANSWER)
    return store


def change_row(cache: Cache, columns: str, *values: object) -> None:
    """Set columns of the only row behind the cache's back."""
    with closing(sqlite3.connect(cache.folder / "cache.db")) as database, database:
        database.execute(f"UPDATE Cache SET {columns}", values)  # noqa: S608


def count_rows(cache: Cache) -> int:
    with closing(sqlite3.connect(cache.folder / "cache.db")) as database:
        return int(database.execute("SELECT COUNT(*) FROM Cache").fetchone()[0])


def numbered(number: int) -> Prompt:
    return replace(PROMPT, seed=number)
