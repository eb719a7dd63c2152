"""The gate in a repository: by which revision's baseline and labels a change is judged."""

from pathlib import Path

import pytest

from evals.gating import Judgement
from extractor import UsageError
from tests.evalroom import Desk
from tests.gateshop import WORSE, Shop, reasons
from tests.newsroom import BASES_LABELS, BRIDGES_LABELS, labels


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
