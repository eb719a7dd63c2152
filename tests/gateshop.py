"""A shop: a repository with gold and the baseline of a model, to pass judgement in."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.baseline import (
    baseline_of,
    read_baseline,
    write_baseline,
)
from evals.gating import Grounds, Judgement, judge
from evals.running import Run, read_golds, run_golds
from tests.evalroom import Desk, settings, write_gold


class Shop:
    """A repository with gold of two articles and the baseline of a model that finds all quotes."""

    commits = 0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.baseline = folder / "baseline.json"
        self.gold = write_gold(folder / "gold")
        self.accept(Desk())

    def accept(self, desk: Desk, reason: str | None = None) -> None:
        """Accept what a model gives, as the command does."""
        old = read_baseline(self.baseline) if self.baseline.exists() else None
        write_baseline(baseline_of(self.run(desk), old, reason), self.baseline)

    def overwrite(self, desk: Desk) -> None:
        """Put another baseline in place without asking the old one."""
        write_baseline(baseline_of(self.run(desk)), self.baseline)

    def run(self, desk: Desk) -> Run:
        """Run a model over the gold."""
        return run_golds(read_golds([self.gold]), settings(), completer=desk)

    def relabel(self, labels_now: dict[str, Any]) -> None:
        """Write another gold file over that of the same article."""
        write_gold(self.gold, labels_now)

    def judge(self, desk: Desk, against: str | None = None) -> Judgement:
        """Pass judgement on what a model gives."""
        return judge(Grounds([self.gold], self.baseline, settings(), against, desk))

    def git(self, *words: str) -> None:
        """Run git in the repository."""
        named = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *named, *words], cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        """Commit everything, even nothing."""
        self.git("add", "-A")
        self.commits += 1
        self.git("commit", "-q", "--allow-empty", "-m", f"{self.commits}")

    def cloned(self, folder: Path, *options: str) -> "Shop":
        """Clone the repository."""
        source = self.folder.resolve().as_uri()
        subprocess.run(["git", "clone", "-q", *options, source, str(folder)], check=True, capture_output=True)
        clone = Shop.__new__(Shop)
        clone.folder, clone.baseline, clone.gold = folder, folder / "baseline.json", folder / "gold"
        return clone


@pytest.fixture
def bare(tmp_path: Path) -> Shop:
    """Give a shop without a repository."""
    return Shop(tmp_path / "shop")


@pytest.fixture
def shop(bare: Shop) -> Shop:
    """Give a shop on a branch that has left main by a commit."""
    bare.git("init", "-q")
    bare.commit()
    bare.git("switch", "-qc", "change")
    bare.commit()
    return bare


WORSE = Desk(silent={"Q1"})


def reasons(judgement: Judgement, *words: str) -> Sequence[str]:
    """Give the reasons that hold all of the words."""
    return [problem for problem in judgement.problems if all(word in problem for word in words)]
