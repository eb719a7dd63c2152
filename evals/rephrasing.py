"""Rephrasing: the same question in other words -> whether an answer hangs on how the instructions are written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractor import Completion, Prompt, UsageError
from extractor.flow import Completer

PARAPHRASES = Path(__file__).resolve().parent / "paraphrases"
"""One file a paraphrase: record kind to pairs of words of its instructions and other words for them."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Paraphrase:
    """One way of writing the instructions of all record kinds."""

    name: str
    pairs: Mapping[str, Pairs]

    def rewrite(self, kind: str, instructions: str) -> str:
        """Give the instructions of a record kind in other words; raises `UsageError` if they lack words to rewrite."""
        for old, new in self.pairs.get(kind, ()):
            if old not in instructions:
                raise UsageError(f"paraphrase {self.name}: the instructions for {kind} do not say: {old}")
            instructions = instructions.replace(old, new)
        return instructions


@dataclass(frozen=True)
class Rephrased:
    """Asks `inner` each prompt with its instructions in other words."""

    inner: Completer
    paraphrase: Paraphrase

    def complete(self, prompt: Prompt) -> Completion:
        """Answer as `inner` does."""
        system, *others = prompt.messages
        said = system._replace(content=self.paraphrase.rewrite(prompt.task, system.content))
        return self.inner.complete(replace(prompt, messages=(said, *others)))


def read_paraphrases(folder: Path = PARAPHRASES) -> list[Paraphrase]:
    """Read every paraphrase of a folder, by name."""
    return [_read(path) for path in sorted(folder.glob("*.json"))]


def _read(path: Path) -> Paraphrase:
    given: dict[str, list[list[str]]] = json.loads(path.read_text("utf-8"))
    return Paraphrase(path.stem, {kind: [(old, new) for old, new in pairs] for kind, pairs in given.items()})
