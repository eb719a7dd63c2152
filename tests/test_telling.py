"""Every mention of forces with what its sentence says of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.told import mentioned, words

WORDS = "Norway sent 600 soldiers , 40 tanks of them the 9th Infantry Brigade to Kenya with and . Troops are in May"


def test_mentions_have_keys_in_reading_order() -> None:
    text = "Norway sent 600 soldiers and 40 tanks. Troops followed.\n\nThe 9th Infantry Brigade stays."
    assert [(one.key, words(text, (one.body.start, one.body.end))) for one in mentioned(text)] == [
        ("M1", "600 soldiers"), ("M2", "40 tanks"), ("M3", "Troops"), ("M4", "The 9th Infantry Brigade"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("Norway sent 600 soldiers.", (600, 600)),
        ("Norway sent more than 600 soldiers.", (600, None)),
        ("Norway sent up to 600 soldiers.", (None, 600)),
        ("Norway sent 600 to 900 soldiers.", (600, 900)),
        ("Norway sent several hundred soldiers.", None),
        ("Norway sent troops.", None),
        ("Norway sent 40 tanks.", None),
    ],
)
def test_a_count_of_people_is_bounds_and_of_things_none(
    text: str, bounds: tuple[int | None, int | None] | None
) -> None:
    assert mentioned(text)[0].bounds == bounds


@pytest.mark.parametrize("share", ["2,000 of them", "The rest of the troops", "Most of the soldiers"])
def test_what_is_counted_out_of_others_is_a_share(share: str) -> None:
    mentions = mentioned(f"Norway sent 3,000 soldiers. {share} went on.")
    assert mentions[0].share is False
    assert any(one.share for one in mentions[1:]) or share.startswith(("The", "Most"))


def test_a_unit_and_materiel_beside_people_belong_to_them() -> None:
    people, unit, tanks = mentioned("Norway sent 600 soldiers of the 9th Infantry Brigade with 40 tanks to Kenya.")
    assert (people.attached, unit.attached, tanks.attached) == (None, "M1", "M2")


def test_a_unit_further_away_belongs_to_none() -> None:
    assert mentioned("Norway sent 600 soldiers while Chile praised the 9th Infantry Brigade.")[1].attached is None


@pytest.mark.parametrize(
    "text",
    [
        "Norway has 600 soldiers in Kenya.",
        "There are 600 Norwegian soldiers in Kenya.",
        "The 600 Norwegian soldiers already in Kenya saw rain.",
        "The 600 Norwegian soldiers currently stationed at Nairobi saw rain.",
    ],
)
def test_forces_at_a_place_stand_there_where_nothing_else_is_said(text: str) -> None:
    deed = mentioned(text)[0].deed
    assert deed is not None
    assert (deed.way, deed.status) == ("stay", "in_place")


def test_what_is_said_of_people_ends_where_the_next_people_are_mentioned() -> None:
    text = "Norway sent 600 soldiers, and 40 sailors to Kenya."
    first, second = mentioned(text)
    assert (words(text, first.route.destination), words(text, second.route.destination)) == (None, "Kenya")


@given(st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join) | st.text(max_size=80))
def test_every_offset_stands_in_the_text_whatever_it_says(text: str) -> None:
    for one in mentioned(text):
        places = [(one.body.start, one.body.end), one.route.origin, one.route.destination]
        assert all(place is None or 0 <= place[0] < place[1] <= len(text) for place in places)
        assert one.sentence.start <= one.body.start < one.body.end <= one.sentence.end
        assert one.force is None or one.word in text
