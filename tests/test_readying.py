"""What is said of forces without a verb of moving."""

import pytest

from tests.told import mentioned


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The first Japanese troops are already en route to Djibouti.", "under_way"),
        ("Two Italian frigates are on their way to the Red Sea.", "under_way"),
        ("Kenya raised the alert level of its armed forces.", "standby"),
        ("Kenya increased the readiness of its armed forces.", "standby"),
        ("Kenya ordered 600 soldiers to Mali.", "ordered"),
        ("Serbia placed its army on the highest level of alert.", "standby"),
    ],
)
def test_forces_are_on_their_way_on_alert_or_under_orders(text: str, status: str) -> None:
    deed = mentioned(text)[0].deed
    assert deed is not None
    assert deed.status == status


@pytest.mark.parametrize(
    "text",
    [
        "Kenya ordered forces to strike rebels.",
        "Kenya praised the readiness of its armed forces.",
        "The death toll of Kenyan troops in the Malian conflict rose.",
    ],
)
def test_an_order_to_fight_praise_and_a_toll_tell_of_no_deployment(text: str) -> None:
    assert mentioned(text)[0].deed is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Norway has begun the withdrawal of 90 soldiers from Mali.", "withdrawing"),
        ("Norway has started the deployment of 90 soldiers to Mali.", "under_way"),
        ("Norway completed the deployment of 90 soldiers to Mali.", "in_place"),
        ("Norway has completed the withdrawal of 90 soldiers from Mali.", "withdrawn"),
        ("Norway will begin the withdrawal of 90 soldiers from Mali.", "planned"),
        ("Norway approved sending 90 soldiers to Mali.", "ordered"),
        ("Norway said it was sending 90 soldiers to Mali.", "ordered"),
        ("Norway is reviewing sending 90 soldiers to Mali.", "considered"),
        ("Norway decided to send the 3rd Battalion that operates in Mali.", "in_place"),
        ("Romania welcomed 90 French soldiers.", "in_place"),
        ("Two Indian destroyers have docked in Manila.", "in_place"),
        ("Ghanaian troops vacated their base in Paga.", "withdrawn"),
    ],
)
def test_verbs_of_beginning_and_ending_say_how_far_along_a_deed_is(text: str, status: str) -> None:
    deed = mentioned(text)[0].deed
    assert deed is not None
    assert deed.status == status


def test_what_would_be_needed_to_send_forces_sends_none() -> None:
    deed = mentioned("A vote in parliament is needed to send troops abroad.")[0].deed
    assert deed is None or deed.loose


def test_an_order_reaches_forces_behind_others() -> None:
    assert [one.deed is not None for one in mentioned("Malta ordered the frigate Gozo and 600 soldiers to Kenya.")][-1]


def test_what_there_is_somewhere_stands_there() -> None:
    deed = mentioned("There are currently three missile destroyers of the Kenyan navy in the Red Sea.")[0].deed
    assert deed is not None
    assert deed.status == "in_place"


def test_what_others_will_do_behind_what_there_is_is_none_of_it() -> None:
    deed = mentioned("There are 600 Kenyan soldiers in Peru now, and 200 will go home.")[0].deed
    assert deed is not None
    assert deed.way == "stay"


@pytest.mark.parametrize(("told", "status"), [("will be in place in Peru", "planned"), ("are in place", "in_place")])
def test_forces_in_place_are_there_or_will_be(told: str, status: str) -> None:
    deed = mentioned(f"The 600 Kenyan soldiers {told}.")[0].deed
    assert deed is not None
    assert deed.status == status
