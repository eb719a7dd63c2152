"""Mentions of forces become movements: what is told again is one, and what differs is another."""

import pytest

from tests.told import slots_of


def kinds_of(text: str) -> list[str]:
    """For each mention `new`, `none` or the key of the mention that it repeats."""
    return [slot if isinstance(slot, str) else "new" for slot in slots_of(text).values()]


@pytest.mark.parametrize(
    "text",
    [
        "Norway will send 600 soldiers to Kenya. The 600 Norwegian soldiers will go in May.",
        "Norway will send 600 soldiers to Kenya. The 600 soldiers will leave in May.",
        "Norway will send troops to Kenya. Norway will send 600 soldiers to Kenya.",
        "Norway will send 600 soldiers to Kenya. Norwegian troops will go to Kenya in May.",
        "Norway will send 600 soldiers to Kenya. Norway will send troops to the region.",
        "Norway will send 600 soldiers with 40 tanks to Kenya.",
        "Norway will send 40 military vehicles with many soldiers to Kenya.",
        "The 9th Infantry Brigade will deploy 600 soldiers to Kenya, Norway said.",
        "Norway will send 600 soldiers to Kenya. The soldiers will depart from Molde in May.",
        "Norway will send 600 soldiers of the 9th Infantry Brigade to Kenya.",
        "Norway will send the 9th Infantry Brigade. Norway sent the 9th Infantry Brigade to Kenya.",
        "Norway sent four frigates to Kenya. The Norwegian vessels arrived in Kenya.",
        "Norway sent four frigates to Kenya. Norway moved 4 frigates to Mombasa, Kenya.",
        "Norway sent a battalion to Kenya. The battalion arrived on Friday.",
        "Norway sent its air defence units to Kenya. Norway moved air defence units to Mombasa, Kenya.",
        "Norway sent the 9th Infantry Brigade to Kenya. The brigade will go to Mombasa.",
        "Norwegian soldiers arrived in Kenya. Some 600 soldiers arrived in Mombasa, a port in Kenya.",
        "Norway is sending 600 soldiers. In May the 600 troops will leave.",
    ],
)
def test_what_is_told_again_is_one_movement(text: str) -> None:
    assert kinds_of(text) == ["new", "M1"]


@pytest.mark.parametrize(
    "text",
    [
        "Norway will send 600 soldiers to Kenya. Norway will send 900 soldiers to Ghana.",
        "Norway will send 600 soldiers to Kenya. Chile will send 600 soldiers to Kenya.",
        "Norway will send troops to Kenya. Norway will send troops to Ghana.",
        "Norway will send 600 soldiers to Kenya. Norway put 900 soldiers on alert.",
        "Norway will send 600 soldiers to Kenya. Norway withdrew 600 soldiers from Kenya.",
        "Norway has several thousand troops in Kenya. Norway has 300 soldiers in Kenya.",
        "Norway sent the 9th Infantry Brigade to Kenya. Norway sent the 7th Infantry Brigade to Ghana.",
        "Norway will send 3,000 soldiers to Kenya. About 2,000 of them will go to Nairobi.",
        "Norway sent four frigates to Kenya. Norway sent three vessels to Kenya.",
        "Norwegian soldiers left Camp Otter in Kenya. Norwegian soldiers left Malmo.",
        "Norway will send troops to the East African nation of Kenya. Norwegian troops are in Peru.",
        "Norwegian soldiers went to Kenya and are part of a force of 900 Norwegian troops in Kenya.",
        "Norway sent four frigates to Kenya. Norway sent four Typhoons to Kenya.",
    ],
)
def test_what_differs_in_count_force_way_or_place_is_another_movement(text: str) -> None:
    assert kinds_of(text) == ["new", "new"]


@pytest.mark.parametrize(
    "text",
    [
        "Norway has an army of 600 soldiers.",
        "Norway sold 40 tanks to Kenya.",
        "Norway will not send troops to Kenya.",
        "The minister sent 600 soldiers to Nowhere.",
        "Free Harbour fighters moved to Bergen.",
        "Kenya was angered by sending troops.",
    ],
)
def test_what_tells_of_no_movement_of_a_states_forces_is_none(text: str) -> None:
    assert set(kinds_of(text)) == {"none"}


@pytest.mark.parametrize(
    ("text", "totals"),
    [
        ("Norway will send 3,000 soldiers to Kenya, 2,000 of them from Bergen.", [None, "M1"]),
        ("Norway will send 3,000 soldiers to Kenya, including 400 soldiers based in Bergen.", [None, "M1"]),
        ("Norway sent 3,000 soldiers. Some 2,000 of them went to Kenya. Another 500 of them went to Peru.",
         [None, "M1", "M1"]),
        ("Norway sent 3,000 soldiers. Chile sent 900 soldiers. Some 2,000 of the Norwegian soldiers are in Peru.",
         [None, None]),
    ],
)  # fmt: skip
def test_a_share_hangs_on_the_whole_that_it_is_counted_out_of(text: str, totals: list[str | None]) -> None:
    slots = [slot for slot in slots_of(text).values() if not isinstance(slot, str)]
    assert [slot["part_of"] for slot in slots][: len(totals)] == totals


def test_a_share_is_as_far_along_as_its_whole_unless_it_says_more() -> None:
    slots = slots_of(
        "Norway will send 3,000 soldiers to Kenya, including 400 soldiers based in Bergen. "
        "About 200 of them are already in Nairobi."
    )
    assert [slot["status"] for slot in slots.values()] == ["planned", "planned", "in_place"]
    assert (slots["M2"]["origin"], slots["M2"]["destination"]) == ("Bergen", [])


def test_where_forces_stand_that_do_not_move_is_their_place_and_no_origin() -> None:
    slot = slots_of("About 600 Norwegian soldiers are stationed in Kenya.")["M1"]
    assert (slot["origin"], slot["destination"]) == (None, ["Kenya"])


def test_a_plan_that_was_ordered_elsewhere_is_ordered() -> None:
    slots = slots_of(
        "Prime Minister Ola Ness ordered 600 Norwegian soldiers to Kenya. Norway will send 900 soldiers to Ghana."
    )
    assert [slot["status"] for slot in slots.values()] == ["ordered", "ordered"]


def test_a_second_telling_raises_how_far_along_a_movement_is() -> None:
    slots = slots_of("Norway may send 600 soldiers to Kenya. The 600 Norwegian soldiers will leave for Kenya.")
    assert slots["M1"]["status"] == "planned"


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Norway sent 600 soldiers to Kenya. Chile watched as 40 tanks were sent to Ghana.", "Chile"),
        ("Norway to act in Kenya\n\nThe U.S. asked for it. The new mission includes 600 soldiers.", "Norway"),
        ("Kenya fears war\n\nFighters moved to Bergen.", None),
    ],
)
def test_forces_under_no_name_are_of_the_state_that_is_told_of(text: str, force: str | None) -> None:
    drafts = [slot for slot in slots_of(text).values() if not isinstance(slot, str)]
    assert (drafts[-1]["force"] if drafts else None) == force


def test_a_headline_in_the_present_leaves_it_to_the_text_how_far_along_a_movement_is() -> None:
    assert (
        slots_of("Norway sends 600 soldiers to Kenya\n\nNorway has sent 600 soldiers to Kenya.")["M1"]["status"]
        == "in_place"
    )
    assert slots_of("Norway sends 600 soldiers to Kenya\n\nThe minister met reporters.")["M1"]["status"] == "ordered"


def test_guards_of_two_parts_of_a_state_are_not_one() -> None:
    text = (
        "Americans watch. Maple is sending National Guard troops to Kenya. Walnut may send Walnut Guardsmen to Kenya."
    )
    assert kinds_of(text) == ["new", "new"]


def test_a_formation_of_people_is_of_the_people_told_of_before() -> None:
    text = "Norway sends troops to Kenya. Norway sent two divisions of its ground troops to Kenya."
    assert kinds_of(text) == ["new", "M1", "M1"]
    assert kinds_of(f"{text} Norway also sent another brigade of troops to Kenya.")[3:] == ["new", "M4"]


def test_what_two_states_do_by_one_verb_is_two_movements() -> None:
    slots = slots_of("Norwegian jets and Chilean bombers flew to Kenya.")
    assert [slot["force"] for slot in slots.values()] == ["Norwegian", "Chilean"]
