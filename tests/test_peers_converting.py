"""Peers' answers become records of the project's form, as favourably as is fair."""

from datetime import date
from itertools import pairwise

import pytest

from evals.grounded import grounded
from tests.newsroom import BASES
from tests.peers import SAID, SENT, answered, converted, deployment_of, exchange, quote_of


def test_a_quote_is_found_by_its_words() -> None:
    quote = quote_of(BASES)
    assert BASES[quote.span.start : quote.span.end] == quote.text == "We stand ready,"


@pytest.mark.parametrize("words", ["We'll be\nready", "“We’ll be ready,”", "we'll be ready", "We’ll be ready."])
def test_a_quotes_words_are_those_of_the_article_whatever_marks_and_case_the_peer_wrote(words: str) -> None:
    text = "“We’ll be ready,” said Ana Silva."
    assert quote_of(text, text=words).text == "We’ll be ready,"


def test_words_that_stand_twice_are_two_places() -> None:
    text = '"Never," said Berg. Later: "Never," said Otto.'
    extraction = converted(answered("quotes", {**SAID, "text": "Never"}, {**SAID, "text": "Never"}), text)
    assert [one.span.start for one in extraction.quotes] == [1, 28]


def test_of_several_places_the_one_that_the_peer_claims_is_taken() -> None:
    text = '"Never," said Berg. Later: "Never," said Otto.'
    assert quote_of(text, text="Never", span=[28, 33]).span.start == 28


def test_words_that_stand_nowhere_are_not_grounded_though_a_place_is_claimed() -> None:
    quote = quote_of(BASES, text="We never stand ready,", span=[20, 40])
    assert (quote.span.start, quote.span.end, grounded("quotes", quote, BASES)) == (20, 40, False)


def test_words_that_stand_nowhere_and_claim_no_place_are_still_a_record() -> None:
    assert quote_of(BASES, text="Nothing like it").span.end == 0


@pytest.mark.parametrize("claimed", [[5, 4], [-1, 3], [0, 10_000], ["a", "b"], "here"])
def test_a_claimed_place_outside_the_article_is_none(claimed: object) -> None:
    assert quote_of(BASES, text="Nothing like it", span=claimed).span.end == 0


def test_the_day_of_a_quote_is_reckoned_from_the_publication() -> None:
    said_on = quote_of(BASES, text="not permanent", said_on="Tuesday").said_on
    assert said_on is not None
    assert said_on.date == date(2022, 2, 1)


@pytest.mark.parametrize("nothing", [None, "", "none", "Unknown", "N/A", [], [None]])
def test_a_value_that_says_nothing_is_nothing(nothing: object) -> None:
    assert quote_of(BASES, speaker_title=nothing).speaker_title is None


def test_a_kind_outside_the_list_is_taken_as_direct() -> None:
    assert quote_of(BASES, kind="indirect").kind == "direct"


def test_numbers_of_people_are_read_by_code() -> None:
    personnel = deployment_of(personnel="more than 3,000 soldiers").personnel
    assert personnel is not None
    assert (personnel.low, personnel.high) == (3000, None)


def test_a_number_stands_in_the_article_though_its_noun_does_not() -> None:
    assert deployment_of(personnel="3,000 troops").evidence["personnel"][0].text == "3,000"


def test_a_changed_number_has_no_evidence() -> None:
    assert "personnel" not in deployment_of(personnel="30,000 soldiers").evidence


def test_a_nation_is_grounded_by_any_of_its_names() -> None:
    text = "American soldiers will leave Fort Ash."
    made = deployment_of(text, passage="American soldiers will leave", force="U.S.")
    assert (made.force, made.evidence["force"][0].text) == ("United States", "American")


def test_a_force_that_is_no_nation_stays_as_the_peer_wrote_it() -> None:
    assert deployment_of(force="the Lancers").force == "the Lancers"


def test_a_record_whose_values_all_stand_is_grounded() -> None:
    assert grounded("deployments", deployment_of(), BASES)


def test_one_value_that_stands_nowhere_leaves_the_record_ungrounded() -> None:
    assert not grounded("deployments", deployment_of(origin="Fort Oak"), BASES)


def test_evidence_is_taken_nearest_to_the_passage() -> None:
    text = "Poland waits. Some say little.\n\nThe 300 soldiers go to Poland, said Poland's king."
    made = deployment_of(text, passage="The 300 soldiers go to Poland", destination=["Poland"])
    assert made.evidence["destination"][0].start == text.index("Poland,")


def test_a_passage_that_stands_nowhere_gives_way_to_the_value_that_stands_least_often() -> None:
    text = "Poland waits. Poland hopes.\n\nThe 9th Lancers go to Poland."
    made = deployment_of(text, passage="Lancers moved", units=["9th Lancers"], destination=["Poland"])
    assert made.evidence["destination"][0].start == text.rindex("Poland")


def test_a_reworded_passage_gives_way_to_the_place_that_the_peer_claims() -> None:
    text = "Poland waits.\n\nThe 300 soldiers go to Poland.\n\nPoland hopes."
    place = [text.index("The 300"), text.index("\n\nPoland hopes")]
    made = deployment_of(text, passage="300 soldiers went", destination=["Poland"], span=place)
    assert made.evidence["destination"][0].start == text.index("Poland.")


def test_a_record_of_which_nothing_stands_has_no_evidence() -> None:
    assert not deployment_of("Nothing happened.").evidence


def test_what_a_peer_gives_as_one_text_is_a_list_of_one() -> None:
    assert deployment_of(units="9th Lancers").units == ("9th Lancers",)


def test_what_a_peer_gives_as_a_list_is_one_text_where_one_is_due() -> None:
    assert deployment_of(origin=["Fort Ash", "Norland"]).origin == "Fort Ash, Norland"


def test_a_list_needs_evidence_for_all_of_its_items() -> None:
    assert "destination" not in deployment_of(destination=["Osterland", "Atlantis"]).evidence


@pytest.mark.parametrize(
    ("given", "kept"), [("Under way", "under_way"), ("in-place", "in_place"), ("denied", "planned")]
)
def test_a_status_is_the_member_of_the_list_that_it_names(given: str, kept: str) -> None:
    assert deployment_of(status=given).status == kept


def test_a_weekday_to_come_is_the_next_one_only_where_the_status_is_to_come() -> None:
    made = [deployment_of(status=status, timing="Friday").timing for status in ("planned", "in_place")]
    assert [one.start for one in made if one] == [date(2022, 2, 4), date(2022, 1, 28)]


def test_what_all_requests_took_is_added_up() -> None:
    usage = converted(answered("quotes", SAID, exchanges=[exchange(), exchange(tokens_out=40)])).usage
    assert (usage.requests, usage.tokens_in, usage.tokens_out, usage.seconds) == (2, 1000, 100, 17.0)


def test_an_answer_that_was_cut_off_is_told() -> None:
    extraction = converted(answered("quotes", SAID, exchanges=[exchange(), exchange(finish_reason="length")]))
    assert [(one.reason, one.item) for one in extraction.rejections] == [("truncated", "answer 2")]


def test_a_lost_article_has_failed_for_its_kind() -> None:
    content = answered("deployments", error={"type": "IncompleteOutputException", "message": "cut"})
    error = converted(content).error
    assert error is not None
    assert (error.kind, error.task) == ("lost", "deployments")


def test_records_keep_the_order_in_which_the_peer_gave_them() -> None:
    other = {**SENT, "personnel": "About 500 Sylvanian marines"}
    made = converted(answered("deployments", SENT, other)).deployments
    assert all(one.id < next_.id for one, next_ in pairwise(made))
