"""The gate: who judges, over which gold, and what it refuses."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from evals.baseline import (
    Baseline,
    baseline_of,
    read_baseline,
    write_baseline,
)
from evals.gating import Grounds, judge
from evals.running import read_golds, run_golds
from tests.evalroom import EVENING, NOON, Desk, settings
from tests.gateshop import WORSE, Shop, reasons
from tests.newsroom import BASES_LABELS, BRIDGES_LABELS, labels


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
