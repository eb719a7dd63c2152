"""An article that is extracted from by way of a real server on the loopback."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor import Article, Settings, extract_many
from schemas import Rejection
from tests.loopback import Loopback, Script
from tests.scripted import Json, assert_grounded, speaking

QUOTED = "“We will go today,” Ana Silva said on Monday."
MOVED = "Spain will send 500 soldiers to Latvia."
GOOD = json.dumps(speaking({"A": "Ana Silva"}, {"Q1": "A"}))


class Asked:
    """An article that was extracted from by way of a real server, and what the server saw."""

    def __init__(self, folder: Path, *script: Script, text: str = QUOTED, **given: Any) -> None:
        settings: Json = {"mode": "live", "model": "m", "records": ("quotes",), "ask": "all"}
        settings |= {"cache_dir": folder / "cache", **given}
        with Loopback(*script) as server:
            chosen = Settings(base_url=server.url, **settings)
            [self.extraction] = extract_many([Article(text=text, published="2022-02-02", id="a")], chosen)
        self.requests = server.requests
        assert_grounded(self.extraction)

    @property
    def run(self) -> Any:
        return next(iter(self.extraction.lineage.tasks.values()))

    @property
    def kind(self) -> str | None:
        return self.extraction.error.kind if self.extraction.error else None

    @property
    def speakers(self) -> list[str]:
        return [quote.speaker for quote in self.extraction.quotes]

    @property
    def unused(self) -> list[Rejection]:
        """The answers that came to nothing."""
        return [rejection for rejection in self.extraction.rejections if rejection.item == "answer"]


Ask = Callable[..., Asked]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    return lambda *script, **given: Asked(tmp_path, *script, **given)
