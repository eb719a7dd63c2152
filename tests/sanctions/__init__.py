"""Sanctions: a third record kind, as the README's steps add one; `tests/test_third_kind.py` adds it to a copy."""

from pathlib import Path

from extractor.parsing import Section
from extractor.tasks import Task
from tests.sanctions import sanctioning
from tests.sanctions.sanction import SanctionDraft

FOLDER = Path(__file__).parent
"""What is copied into a program: the schema, the stage and the prompt."""


def sanctions_task(prompt: Path = FOLDER / "prompt") -> Task:
    """The kind's task, with another prompt if one is given."""
    return Task(
        "sanctions", prompt, SanctionDraft,
        (Section("sanctions", SanctionDraft | str, "slots"),),
        sanctioning.find_candidates, sanctioning.propose, sanctioning.settled, sanctioning.likely,
        sanctioning.answer_schema, sanctioning.ground, sanctioning.finish,
    )  # fmt: skip
