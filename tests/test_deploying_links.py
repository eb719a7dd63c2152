"""What ties mentions of deployments together: what is told again, shares of a whole, and their repair."""

import pytest

from extractor.pipeline import extract_article
from schemas import ArticleText, Extraction
from tests.moves import TEXT, TWICE, extracted, links, one, refusals
from tests.scripted import (
    Json,
    Scripted,
    assert_grounded,
    counts,
    drafted,
    keys_of,
    said,
    words_of,
)


def test_a_mention_told_again_adds_its_words_to_the_deployment() -> None:
    extraction = extracted({"M1": drafted(), "M3": "M2", "M2": "M1"})
    record = one(extraction)
    assert (record.units, counts(record.personnel)) == (("2nd Legion Brigade",), (500, 500))
    assert words_of(record, "personnel") == ["500 soldiers", "About 200 of them"]
    assert refusals(extraction) == []


@pytest.mark.parametrize(
    "slots",
    [
        {"M2": "M2"},
        {"M2": "M3", "M3": "M2"},
        {"M2": "M3", "M3": "M4", "M4": "M2"},
        {"M2": "M99"},
        {"M2": "Spain"},
        {"M2": ""},
        {"M2": "M3"},
    ],
)
def test_a_mention_that_repeats_nothing_is_listed_and_costs_nothing_else(slots: Json) -> None:
    extraction = extracted({"M1": drafted(), **slots})
    assert counts(one(extraction).personnel) == (500, 500)
    assert {refusal[3] for refusal in refusals(extraction)} == {"points_nowhere"}
    assert {refusal[0] for refusal in refusals(extraction)} == {f"deployments {key}" for key in slots}


def test_a_share_is_tied_to_its_whole() -> None:
    extraction = extracted({"M1": drafted(), "M2": drafted(sentences=[2, 1], part_of="M1")})
    assert links(extraction) == {"d1": None, "d2": "d1"}
    assert words_of(extraction.deployments[1], "part_of") == ["About 200 of them"]


def test_a_share_of_a_mention_that_is_told_again_is_tied_to_what_it_tells() -> None:
    slots = {"M1": drafted(), "M2": drafted(part_of="M3"), "M3": "M1"}
    assert links(extracted(slots)) == {"d1": None, "d2": "d1"}


@pytest.mark.parametrize("target", ["M1", "M2", "M3", "M99", "Spain", ""])
def test_a_link_to_itself_or_to_no_record_is_left_out_and_listed(target: str) -> None:
    """`M3` is `none` here, and `M2` tells of `M1` again."""
    extraction = extracted({"M1": drafted(part_of=target), "M2": "M1"})
    assert links(extraction) == {"d1": None}
    expected = [("deployments M1", "part_of", target, "points_nowhere")] if target else []
    assert refusals(extraction) == expected


def test_links_that_go_round_in_a_circle_are_all_left_out() -> None:
    slots = {
        "M1": drafted(part_of="M2"),
        "M2": drafted(part_of="M4", status="ordered"),
        "M4": drafted(part_of="M1", force="Italian"),
    }
    extraction = extracted(slots)
    assert set(links(extraction).values()) == {None}
    assert [refusal[:2] for refusal in refusals(extraction)] == [
        ("deployments M1", "part_of"), ("deployments M2", "part_of"), ("deployments M4", "part_of"),
    ]  # fmt: skip


def test_a_link_into_a_circle_stays() -> None:
    slots = {
        "M1": drafted(part_of="M2"),
        "M2": drafted(part_of="M1", status="ordered"),
        "M4": drafted(part_of="M1", force="Italian"),
    }
    assert links(extracted(slots)) == {"d1": None, "d2": None, "d3": "d1"}


def test_a_link_stays_where_what_it_leads_to_has_a_broken_one() -> None:
    slots = {"M1": drafted(part_of="M3"), "M2": drafted(part_of="M1")}
    assert links(extracted(slots)) == {"d1": None, "d2": "d1"}


def test_one_movement_told_twice_is_one_record_with_the_evidence_of_both() -> None:
    text = "Spain will send 500 soldiers to Latvia.\n\nThe 500 Spanish soldiers will leave Ceuta."
    slots = {"M1": drafted(destination=["Latvia"]), "M2": drafted(sentences=[2], origin="Ceuta")}
    record = one(extracted(slots, text))
    assert (record.origin, record.destination) == ("Ceuta", ("Latvia",))
    assert [span.start for span in record.evidence["personnel"]] == [16, text.index("The 500")]


def test_a_share_is_never_merged_into_its_whole() -> None:
    text = "Spain will send 500 soldiers to Latvia.\n\nThe 500 Spanish soldiers will leave Ceuta."
    extraction = extracted({"M1": drafted(), "M2": drafted(sentences=[2], part_of="M1")}, text)
    assert links(extraction) == {"d1": None, "d2": "d1"}


def test_a_share_of_a_record_that_was_merged_is_tied_to_the_merged_one() -> None:
    text = "Spain will send 500 soldiers.\n\nThe 500 Spanish soldiers will leave.\n\nOf these, 200 soldiers go to Riga."
    slots = {"M1": drafted(), "M2": drafted(sentences=[2]), "M3": drafted(sentences=[3], part_of="M2")}
    assert links(extracted(slots, text)) == {"d1": None, "d2": "d1"}


def answered(slots: Json) -> Json:
    return {"deployments": {**dict.fromkeys(("M1", "M2", "M3", "M4", "M5"), "none"), **slots}}


def repaired(first: Json, second: Json) -> tuple[Extraction, Scripted]:
    answers = iter([said(answered(first)), said({"deployments": second})])
    completer = Scripted(lambda _: next(answers))
    extraction = extract_article(ArticleText(id="a", text=TEXT), completer, TWICE)
    assert_grounded(extraction)
    return extraction, completer


def test_a_repair_asks_for_the_doubtful_mentions_only_and_may_point_at_all() -> None:
    _, completer = repaired({"M1": drafted(), "M2": drafted(origin="Zembla")}, {"M2": drafted(part_of="M1")})
    again = completer.prompts[1]
    assert keys_of(again) == ["M2"]
    assert again.schema["$defs"]["mention"]["enum"] == ["M1", "M2", "M3", "M4", "M5"]


def test_a_repaired_share_is_tied_to_a_whole_of_the_first_round() -> None:
    first = {"M1": drafted(), "M2": drafted(origin="Zembla", part_of="M1")}
    extraction, _ = repaired(first, {"M2": drafted(sentences=[2, 1], origin="Ceuta", part_of="M1")})
    assert links(extraction) == {"d1": None, "d2": "d1"}
    assert extraction.deployments[1].origin == "Ceuta"


def test_what_repeats_a_repaired_mention_is_not_lost() -> None:
    first = {"M1": drafted(force="Zembla"), "M3": "M1", "M2": drafted(part_of="M1", sentences=[2, 1])}
    extraction, _ = repaired(first, {"M1": drafted()})
    assert links(extraction) == {"d1": None, "d2": "d1"}
    assert extraction.deployments[0].units == ("2nd Legion Brigade",)
    assert refusals(extraction) == [("deployments M1", "force", "Zembla", "no_nation")]


def test_a_repair_may_point_at_a_mention_of_the_first_round() -> None:
    extraction, _ = repaired({"M1": drafted(), "M3": drafted(force="Zembla")}, {"M3": "M1"})
    assert one(extraction).units == ("2nd Legion Brigade",)


def test_a_repair_that_points_nowhere_is_listed_in_its_own_round() -> None:
    extraction, _ = repaired({"M1": drafted(), "M3": drafted(force="Zembla")}, {"M3": "M5"})
    refused = [refused for refused in extraction.rejections if refused.reason == "points_nowhere"]
    assert [(one.item, one.round) for one in refused] == [("deployments M3", 2)]


def test_a_repair_that_is_no_better_leaves_the_first_answer() -> None:
    first = {"M1": drafted(origin="Zembla", destination=["Latvia"])}
    extraction, _ = repaired(first, {"M1": drafted(origin="Elbonia")})
    assert one(extraction).destination == ("Latvia",)
    assert [refusal[2] for refusal in refusals(extraction)] == ["Zembla", "Elbonia"]
