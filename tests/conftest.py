"""Fixtures that several files share; a busy machine is no fault of the code, and no test finds another's cache."""

from itertools import count

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.stores",  # first, because `caches` imports it
    "tests.bench",
    "tests.caches",
    "tests.desks",
    "tests.faulty",
    "tests.gateshop",
    "tests.keepsakes",
    "tests.live",
    "tests.runs",
]

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

_numbers = count()


@pytest.fixture(autouse=True)
def _no_cache_of_others(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where no cache is named it is one of the test's own: what another kept would spare this one the work."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / f"cache-{next(_numbers)}"))
