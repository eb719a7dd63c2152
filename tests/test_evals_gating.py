"""The gate: who judges, over which gold, and what it refuses."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.baseline import (
    Baseline,
    baseline_of,
    read_baseline,
    write_baseline,
)
from evals.gating import Grounds, Judgement, judge
from evals.running import Run, read_golds, run_golds
from extractor import UsageError
from tests.evalroom import EVENING, NOON, Desk, settings, write_gold
from tests.newsroom import BASES_LABELS, BRIDGES_LABELS, labels


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


def test_a_replay_of_what_was_accepted_passes(shop: Shop) -> None:
    assert shop.judge(Desk()).problems == []


def test_a_branch_is_judged_by_main(shop: Shop) -> None:
    judgement = shop.judge(WORSE)
    assert "judged by the baseline of main" in " ".join(judgement.notes)
    assert reasons(judgement, "quotes.f1 fell from 1.0000 to 0.8000, 0.2000 (it has no noise)", "bases q1, bridges q1")


def test_each_fall_is_told_once(shop: Shop) -> None:
    assert len(reasons(shop.judge(WORSE), "quotes.f1 fell")) == 1


def test_lowering_the_baseline_does_not_save_the_change_that_needs_it(shop: Shop) -> None:
    shop.accept(WORSE, "it cannot be helped")
    judgement = shop.judge(WORSE)
    assert reasons(judgement, "quotes.f1 fell", "by the baseline of main")
    assert "lowered on purpose: quotes.f1 1.0000 to 0.8000: it cannot be helped" in judgement.notes


def test_a_baseline_lowered_with_a_reason_may_land_by_itself(shop: Shop) -> None:
    shop.accept(WORSE, "it cannot be helped")
    assert shop.judge(Desk()).passed


def test_a_baseline_lowered_without_a_reason_is_refused_though_nothing_fell(shop: Shop) -> None:
    shop.overwrite(WORSE)
    assert reasons(shop.judge(Desk()), "the baseline is loosened: quotes.recall was 1.0000", "is 0.6667")


def test_labels_changed_to_fit_are_judged_by_main_s_labels(shop: Shop) -> None:
    for given in (BASES_LABELS, BRIDGES_LABELS):
        fitting = labels(given)
        del fitting["quotes"][0]
        shop.relabel(fitting)
    shop.accept(WORSE, "other labels")
    judgement = shop.judge(WORSE)
    assert reasons(judgement, "quotes.f1 fell from 1.0000 to 0.8000")
    assert judgement.problems == reasons(judgement, "fell", "by the baseline of main")


def test_an_article_taken_out_of_the_gold_is_judged_all_the_same(shop: Shop) -> None:
    (shop.gold / "bridges.json").unlink()
    shop.accept(Desk(), "one article less")
    assert reasons(shop.judge(Desk(silent={"Q2"})), "quotes.f1 fell", "bases q2, bridges q2")


def test_changed_gold_needs_a_new_baseline(shop: Shop) -> None:
    shop.relabel(labels(BASES_LABELS) | {"note": "looked at again"})
    assert reasons(shop.judge(Desk()), "the gold is not the one that the baseline was accepted for")


def test_a_replay_above_the_baseline_passes_and_says_so(shop: Shop) -> None:
    shop.git("switch", "-q", "main")
    shop.overwrite(WORSE)
    shop.commit()
    judgement = shop.judge(Desk(), against="main")
    assert judgement.passed
    assert [note for note in judgement.notes if "above the accepted one: raise it" in note]


def test_a_missing_recording_fails(shop: Shop, tmp_path: Path) -> None:
    empty = Grounds([shop.gold], shop.baseline, settings(recordings=tmp_path / "none"))
    judgement = judge(empty)
    assert reasons(judgement, "article bases failed: no_recording")
    assert reasons(judgement, "article bridges failed: no_recording")


def test_a_request_without_an_answer_fails_though_its_article_did_not(shop: Shop) -> None:
    class Fading(Desk):
        def complete(self, prompt: Any) -> Any:
            """Be of no use the first time, and gone the second."""
            again = (prompt.article, prompt.task) in self.asked
            self.failing = {prompt.article} if again else set()
            answer = super().complete(prompt)
            return replace(answer, text=json.dumps({**json.loads(answer.text), "speakers": [{"id": "A"}]}))

    assert reasons(shop.judge(Fading()), "article bases: network", "of task quotes got no answer")


def test_without_a_baseline_nothing_passes(bare: Shop) -> None:
    bare.baseline.unlink()
    assert reasons(bare.judge(Desk()), "cannot read", "make one with `evals accept`")


def test_outside_a_repository_the_file_itself_judges_and_that_is_said(bare: Shop) -> None:
    judgement = bare.judge(WORSE)
    assert "judged by the working tree's baseline alone: it is in no git repository" in judgement.notes
    assert reasons(judgement, "quotes.f1 fell", "by the working tree's baseline")


def test_a_first_landing_is_judged_by_its_own_file_and_that_is_said(bare: Shop) -> None:
    bare.git("init", "-q")
    (bare.folder / "other").write_text("")
    bare.git("add", "other")
    bare.git("commit", "-qm", "x")
    bare.git("switch", "-qc", "change")
    bare.commit()
    judgement = bare.judge(Desk())
    assert judgement.passed
    assert [
        note
        for note in judgement.notes
        if note.startswith("judged by the working tree's baseline alone: there is none")
    ]


def test_a_repository_without_a_main_branch_is_judged_by_its_own_file(bare: Shop) -> None:
    bare.git("init", "-q", "-b", "trunk")
    bare.commit()
    assert "judged by the working tree's baseline alone: no main branch is known here" in bare.judge(Desk()).notes


def test_what_has_landed_is_judged_by_the_commit_before(shop: Shop) -> None:
    shop.overwrite(WORSE)
    shop.commit()
    shop.git("branch", "-f", "main")
    judgement = shop.judge(WORSE)
    assert reasons(judgement, "quotes.f1 fell", "by the baseline of HEAD^")
    assert reasons(judgement, "the baseline is loosened", "at HEAD^")


def test_work_on_main_that_is_not_committed_is_judged_by_main(shop: Shop) -> None:
    shop.git("switch", "-q", "main")
    shop.accept(WORSE, "it cannot be helped")
    shop.commit()
    shop.relabel(labels(BASES_LABELS))
    (shop.gold / "bases.json").write_text((shop.gold / "bases.json").read_text() + "\n")
    shop.accept(WORSE)
    judgement = shop.judge(WORSE)
    assert judgement.passed
    assert [note for note in judgement.notes if note.startswith("judged by the baseline of HEAD (")]


def test_a_baseline_loosened_several_commits_ago_is_still_found(shop: Shop) -> None:
    shop.overwrite(WORSE)
    shop.commit()
    shop.commit()
    shop.git("branch", "-f", "main")
    assert reasons(shop.judge(WORSE), "the baseline is loosened: quotes.recall was 1.0000")


def test_the_published_main_branch_comes_before_the_local_one(shop: Shop, tmp_path: Path) -> None:
    clone = shop.cloned(tmp_path / "clone", "--branch", "main")
    clone.overwrite(WORSE)
    clone.commit()
    assert reasons(clone.judge(WORSE), "quotes.f1 fell", "by the baseline of origin/main")


def test_a_shallow_clone_of_main_is_judged_by_its_own_file_and_that_is_said(shop: Shop, tmp_path: Path) -> None:
    shop.git("switch", "-q", "main")
    shop.commit()
    clone = shop.cloned(tmp_path / "clone", "--depth", "1", "--branch", "main")
    assert [note for note in clone.judge(Desk()).notes if "a shallow clone" in note]


def test_a_main_branch_that_has_moved_on_is_told(shop: Shop) -> None:
    shop.git("switch", "-q", "main")
    shop.commit()
    shop.git("switch", "-q", "change")
    assert [note for note in shop.judge(Desk()).notes if note.startswith("main has moved on")]


def test_another_revision_judges_when_it_is_named(shop: Shop) -> None:
    shop.commit()
    assert [note for note in shop.judge(Desk(), "HEAD~1").notes if note.startswith("judged by the baseline of HEAD~1")]


def test_a_revision_that_is_not_there_is_refused(shop: Shop) -> None:
    with pytest.raises(UsageError, match="there is no revision nowhere"):
        shop.judge(Desk(), "nowhere")


def test_a_revision_needs_a_repository(bare: Shop) -> None:
    with pytest.raises(UsageError, match="--against main needs a git repository"):
        bare.judge(Desk(), "main")


def test_a_baseline_that_main_has_spoilt_cannot_judge(shop: Shop) -> None:
    good = shop.baseline.read_bytes()
    shop.git("switch", "-q", "main")
    shop.baseline.write_text("{}")
    shop.commit()
    shop.git("switch", "-qc", "mended")
    shop.commit()
    shop.baseline.write_bytes(good)
    assert reasons(shop.judge(Desk()), "the baseline of main", "cannot judge")


def relabelled(shop: Shop) -> Judgement:
    """Land other labels of one article, then their baseline in a commit of its own, and judge a worse model."""
    shop.relabel(labels(BASES_LABELS) | {"note": "looked at again"})
    shop.commit()
    shop.overwrite(Desk())
    shop.commit()
    shop.git("branch", "-f", "main")
    return shop.judge(WORSE)


def test_labels_that_landed_before_their_baseline_are_left_to_the_new_one_and_that_is_said(shop: Shop) -> None:
    judgement = relabelled(shop)
    assert "labelled anew after it was accepted, and left to the working tree's: bases" in judgement.notes


def test_labels_that_landed_before_their_baseline_judge_all_the_same(shop: Shop) -> None:
    judgement = relabelled(shop)
    assert reasons(judgement, "quotes.f1 fell from 1.0000 to 0.6667", "by the baseline of HEAD^", ": bridges q1")
    assert reasons(judgement, "quotes.f1 fell from 1.0000 to 0.8000", "by the working tree's baseline")


def test_gold_that_landed_all_anew_is_judged_by_the_new_baseline_alone(shop: Shop) -> None:
    shop.relabel(labels(BRIDGES_LABELS) | {"note": "looked at again"})
    judgement = relabelled(shop)
    assert "labelled anew after it was accepted, and left to the working tree's: bases, bridges" in judgement.notes
    assert judgement.problems == reasons(judgement, "by the working tree's baseline")


def test_other_answers_have_noise_and_that_is_told(shop: Shop) -> None:
    judgement = shop.judge(Desk(silent={"Q4"}, answered_at=EVENING))
    assert not reasons(judgement, "quotes")
    assert [
        note for note in judgement.notes if note.startswith("within its noise: quotes.f1 fell from 1.0000 to 0.9091")
    ]


def test_a_baseline_is_of_the_model_that_it_names(shop: Shop) -> None:
    baseline: Baseline = read_baseline(shop.baseline)
    assert (baseline.pins.model_asked, baseline.pins.gold) == (
        ("scripted-1b",),
        shop.run(Desk(answered_at=NOON)).pins.gold,
    )


def test_a_single_gold_file_is_judged_as_a_folder_is(shop: Shop) -> None:
    one = replace(Grounds([shop.gold / "bases.json"], shop.folder / "one.json", settings()), completer=Desk())
    write_baseline(baseline_of(run_golds(read_golds(one.gold), settings(), completer=Desk())), one.baseline)
    shop.git("switch", "-q", "main")
    shop.commit()
    shop.git("switch", "-qC", "change")
    shop.commit()
    (shop.gold / "bases.json").write_text((shop.gold / "bases.json").read_text() + "\n")
    judgement = judge(replace(one, completer=WORSE))
    assert reasons(judgement, "quotes.f1 fell", "by the baseline of main")
