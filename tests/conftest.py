"""Fixtures that several files share, and how properties are tested: a busy machine is no fault of the code."""

from hypothesis import settings

pytest_plugins = [
    "tests.stores",  # first, because `caches` imports it
    "tests.bench",
    "tests.caches",
    "tests.desks",
    "tests.faulty",
    "tests.live",
    "tests.runs",
]

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
