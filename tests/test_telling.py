"""Every mention of forces with what its sentence says of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.segmenting import segment_article
from extractor.telling import read_mentions
from schemas import ArticleText
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


def test_people_belong_to_the_unit_that_is_of_them_and_to_the_materiel_beside_them() -> None:
    unit, people = mentioned("A battalion of 600 Norwegian soldiers left for Kenya.")
    assert (unit.bounds, unit.force, unit.people, people.attached) == ((600, 600), "Norway", True, "M1")
    tanks, others = mentioned("Norway sent 40 tanks and 600 soldiers.")
    assert (tanks.people, others.attached) == (False, "M1")


def test_what_is_said_of_a_unit_is_said_behind_the_whole_that_it_is_part_of() -> None:
    first, second = mentioned("The 1st Battalion, 9th Infantry Regiment, left Kenya for good.")
    assert (first.deed, second.attached) == (second.deed, "M1")
    assert first.deed is not None


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


def test_forces_that_a_state_has_at_a_place_stand_there() -> None:
    deed = mentioned("Norway also has 600 soldiers on a mission in Kenya.")[0].deed
    assert deed is not None
    assert deed.status == "in_place"
    assert mentioned("Norway also has 600 soldiers under arms.")[0].deed is None


@pytest.mark.parametrize(
    "text",
    [
        "At the peak of the war 600 Norwegian soldiers were in Kenya.",
        "The 600 Norwegian soldiers were deployed to Kenya from May 2002 to June 2003.",
        "The Norwegian army drills with 600 Chilean troops in May.",
        "General Ola Ness served in the 9th Infantry Brigade in Kenya.",
        "Veterans of the 9th Infantry Brigade returned to Kenya.",
        "Rebels killed 40 Norwegian soldiers in Kenya.",
        "Rebels destroyed two tanks near Nairobi.",
    ],
)
def test_what_is_over_suffered_or_told_of_one_man_or_month_is_no_deed(text: str) -> None:
    assert mentioned(text)[-1].deed is None


def test_years_before_the_last_are_over_when_the_article_is_dated() -> None:
    text = "In 2014 Norway sent 600 soldiers to Kenya."
    told = [
        read_mentions(segment_article(ArticleText(id="a", text=text, published=date(year, 5, 1))))[0].deed
        for year in (2015, 2024)
    ]
    assert [deed is not None for deed in told] == [True, False]


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


@pytest.mark.parametrize(
    ("told", "way", "status"),
    [
        ("left Oslo on Friday", "in", "under_way"),
        ("left Molde for Kenya", "in", "under_way"),
        ("will leave Molde, heading for Kenya", "in", "planned"),
        ("left Kenya for Peru", "out", "withdrawn"),
        ("left for Norway", "out", "withdrawn"),
        ("left Kenya", "out", "withdrawn"),
        ("left Molde", "out", "withdrawn"),
    ],
)
def test_who_leaves_ones_own_state_or_a_place_for_another_sets_out(told: str, way: str, status: str) -> None:
    [mention] = mentioned(f"The 600 Norwegian soldiers {told}.")
    assert mention.deed is not None
    assert (mention.deed.way, mention.deed.status) == (way, status)


@pytest.mark.parametrize(("left", "way"), [("left Kenya", "out"), ("left on Monday", "in")])
def test_forces_from_a_state_set_out_only_where_they_leave_no_other(left: str, way: str) -> None:
    [mention] = mentioned(f"Troops from Norway {left}.")
    assert mention.deed is not None
    assert mention.deed.way == way


def test_an_aside_about_an_escort_is_passed_over_by_what_is_told_of_the_escorted() -> None:
    convoy, escort = mentioned("A Norwegian convoy, led by Chilean troops, left Molde for Kenya.")
    assert convoy.route.destination is not None
    assert escort.deed is None


def test_an_adjective_that_opens_a_sentence_names_no_group() -> None:
    [mention] = mentioned("Oslo waits. Heavy Norwegian reinforcements arrived.")
    assert (mention.force, mention.stateless) == ("Norway", False)


@pytest.mark.parametrize(("aim", "told"), [("for a NATO policing mission", True), ("to Kenya", False), ("", False)])
def test_things_that_are_given_are_aid_but_for_a_mission(aim: str, *, told: bool) -> None:
    [mention] = mentioned(f"Norway will provide six jets {aim}.")
    assert (mention.deed is not None) == told


def test_members_of_a_task_force_are_those_of_the_state_that_acts() -> None:
    [mention] = mentioned("Norway will contribute 600 Land Task Force personnel to Kenya.")
    assert mention.force == "Norway"
