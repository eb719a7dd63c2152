"""Which mentions tell of one body of forces."""

import pytest

from extractor.belonging import ends_of
from extractor.bodies import find_bodies
from tests.told import slots_of

SENT = "Portugal sent an army convoy to Pemba."


def test_what_a_convoy_consists_of_belongs_to_it() -> None:
    slots = slots_of(f"{SENT[:-1]} that consisted of 40 vehicles, 12 tanks and three howitzers.")
    assert (slots["M2"], slots["M3"], slots["M4"]) == ("M1", "M1", "M1")


def test_a_convoy_told_of_again_with_its_parts_is_the_same() -> None:
    slots = slots_of(f"{SENT} The convoy consisted of 40 vehicles and 12 tanks.")
    assert (slots["M2"], slots["M3"], slots["M4"]) == ("M1", "M1", "M1")


def test_a_convoy_of_nobody_may_be_of_lorries() -> None:
    assert slots_of("Portugal has troops in Pemba. A convoy crossed the bridge.")["M2"] == "none"


def test_a_second_object_is_sent_to_its_own_place() -> None:
    slots = slots_of("Norway will send 60 troops to Kenya and a frigate to the Aegean Sea.")
    assert [slots[key]["destination"] for key in ("M1", "M2")] == [["Kenya"], ["the Aegean Sea"]]


@pytest.mark.parametrize("text", ["Norway will send 60 troops to Kenya and a frigate burns.", "Norway and a frigate."])
def test_what_stands_behind_and_without_a_place_is_no_second_object(text: str) -> None:
    assert not isinstance(list(slots_of(text).values())[-1], dict)


def test_hundreds_are_not_the_thousands_told_of_before() -> None:
    slots = slots_of("Chad is withdrawing thousands of troops from Mali. Hundreds of Chadian troops left Gao in May.")
    assert isinstance(slots["M2"], dict)


def test_a_contingent_is_of_the_state_of_its_people() -> None:
    slots = slots_of("Fijian troops left. A contingent of 500 Zambian troops arrived in Mali.")
    assert (slots["M2"]["force"], slots["M3"]) == ("Zambian", "M2")


def test_the_words_for_a_formation_end_somewhere_in_a_list_without_end() -> None:
    """Each is taken for a part of the next: all that follow would be read for each."""
    text = ", ".join(["1st Battalion"] * 100)
    bodies = find_bodies(text, 0, len(text))
    assert max(end - body.start for body, end in zip(bodies, ends_of(text, bodies), strict=True)) < 250
