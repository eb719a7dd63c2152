"""Tasks: what both peers are told of a record kind: instructions, and one worked example with an article of its own."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Task:
    """One record kind, as both peers are told of it."""

    kind: str
    instructions: str
    example: str
    """The article of the worked example."""
    records: list[dict[str, object]]
    """What it holds."""


def read_task(kind: str) -> Task:
    """Read the task of one kind."""
    told = json.loads(Path(__file__).with_name("tasks.json").read_text("utf-8"))[kind]
    example = told["example"]
    return Task(kind, "\n".join(told["instructions"]), example["article"], example["records"])
