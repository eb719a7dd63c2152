"""What the words beside a mention of forces say is done with it, and how far along that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.deeds import Deed
from extractor.moving import find_deed

WORDS = (
    "Norway will not send sent sending 600 soldiers , ; and is are to on alert ready if home left for ordered by Oslo ."
)


def deed_of(text: str, mention: str = "600 soldiers") -> Deed | None:
    start = text.index(mention)
    return find_deed(text, (0, len(text)), (start, start + len(mention)))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Norway may send 600 soldiers to Kenya.", "considered"),
        ("Norway is considering sending 600 soldiers to Kenya.", "considered"),
        ("Norway is weighing whether to send 600 soldiers to Kenya.", "considered"),
        ("Norway has offered to send 600 soldiers to Kenya.", "considered"),
        ("Norway may order 600 soldiers to Kenya.", "considered"),
        ("Kenya wants Norway to withdraw its 600 soldiers.", "considered"),
        ("Norway says it will keep 600 soldiers in Kenya.", "in_place"),
        ("Kenya asked Norway to send 600 soldiers.", "considered"),
        ("Norway will send 600 soldiers to Kenya.", "planned"),
        ("Norway is to send 600 soldiers to Kenya.", "planned"),
        ("Norway plans to send 600 soldiers to Kenya.", "planned"),
        ("The 600 soldiers will be sent to Kenya.", "planned"),
        ("Ola Ness approved the deployment of 600 soldiers to Kenya.", "ordered"),
        ("Norway announced it would send 600 soldiers to Kenya.", "ordered"),
        ("Norway is sending 600 soldiers to Kenya.", "ordered"),
        ("Ola Ness ordered 600 soldiers to Kenya.", "ordered"),
        ("Norway put 600 soldiers on alert.", "standby"),
        ("The 600 soldiers were placed at heightened readiness.", "standby"),
        ("The 600 soldiers are ready to deploy.", "standby"),
        ("The 600 soldiers are arriving in Kenya.", "under_way"),
        ("The 600 soldiers are being sent to Kenya.", "under_way"),
        ("The 600 soldiers left for Kenya.", "under_way"),
        ("Norway is massing 600 soldiers near Kenya.", "under_way"),
        ("Norway has sent 600 soldiers to Kenya.", "in_place"),
        ("The 600 soldiers have arrived in Kenya.", "in_place"),
        ("Norway keeps 600 soldiers in Kenya.", "in_place"),
        ("The 600 soldiers remain in Kenya.", "in_place"),
        ("Norway is withdrawing 600 soldiers from Kenya.", "withdrawing"),
        ("The 600 soldiers are leaving Kenya.", "withdrawing"),
        ("Norway withdrew its 600 soldiers from Kenya.", "withdrawn"),
        ("The 600 soldiers have left Kenya.", "withdrawn"),
        ("Norway has pledged 600 soldiers for Kenya.", "planned"),
        ("The plan includes sending 600 soldiers to Kenya.", "planned"),
        ("The 600 soldiers will take part in the mission.", "planned"),
        ("The Guard will be joined by 600 soldiers.", "planned"),
        ("The 600 soldiers will pullout of Kenya.", "planned"),
        ("The 600 soldiers can cross into Kenya.", "considered"),
        ("The premier called up 600 soldiers.", "ordered"),
        ("The premier announced the rotation of 600 soldiers, who will go to Kenya.", "ordered"),
        ("The 600 soldiers will go to Kenya.", "planned"),
        ("The 600 soldiers will patrol the coast.", "planned"),
        ("The 600 soldiers patrol the coast.", "in_place"),
        ("The first withdrawal involved 600 soldiers.", "withdrawn"),
        ("The 600 soldiers are guarding the coast.", "in_place"),
        ("The 600 soldiers have started to leave Kenya.", "withdrawing"),
        ("The 600 soldiers rolled into Kenya.", "in_place"),
        ("The 600 soldiers have been re-positioned in Kenya.", "in_place"),
        ("Norway drew down its 600 soldiers in Kenya.", "withdrawn"),
        ("Norway will supply 600 soldiers.", "planned"),
        ("The base is home to 600 soldiers.", "in_place"),
        ("Lorries carried some 600 soldiers to Kenya.", "in_place"),
        ("Norway stepped up its presence to 600 soldiers.", "in_place"),
        ("Norway will raise the strength of its force by 600 soldiers.", "planned"),
        ("A new brigade will replace the 600 soldiers.", "in_place"),
        ("Marines were sent to relieve 600 soldiers.", "in_place"),
        ("The 600 soldiers, out of Camp Otter in the north, will be sent to Kenya.", "planned"),
        ("The 600 soldiers from the 9th Brigade, based at Camp Otter, Molde, will be sent to Kenya.", "planned"),
        ("The 600 soldiers serving in the hills of Kenya have left.", "withdrawn"),
        ("Norway may withdraw the 600 soldiers stationed in Kenya.", "considered"),
        ("Norway wants to withdraw the 600 soldiers left in Kenya.", "considered"),
        ("Norway praised the 600 soldiers left in Kenya.", "in_place"),
        ("The parliament allowed the deployment of 600 soldiers.", "ordered"),
        ("The 600 soldiers received their deployment orders.", "ordered"),
        ("Norway sends 600 soldiers to Kenya.", "ordered"),
        ("The 600 soldiers have been alerted for Kenya.", "standby"),
        ("Norway keeps 600 soldiers ready in Bergen.", "standby"),
        ("The 600 soldiers set sail for Kenya.", "under_way"),
        ("The 600 soldiers left their base in Bergen.", "under_way"),
        ("The 600 soldiers are coming to Kenya.", "under_way"),
        ("Norway masses 600 soldiers near Kenya.", "under_way"),
        ("The 600 soldiers arrive in Kenya.", "in_place"),
        ("The 600 soldiers are operating off Kenya.", "in_place"),
        ("The 600 soldiers took up positions in Kenya.", "in_place"),
        ("Norway reinforced the garrison with 600 soldiers.", "in_place"),
    ],
)
def test_how_far_along_forces_are_is_what_the_words_beside_them_say(text: str, status: str) -> None:
    deed = deed_of(text)
    assert deed is not None
    assert deed.status == status


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Norway will send 600 soldiers to Kenya.", "in"),
        ("The 600 soldiers returned to Kenya.", "in"),
        ("The 600 soldiers returned from Kenya.", "out"),
        ("Norway will bring 600 soldiers home.", "out"),
        ("The 600 soldiers came under fire and went home.", "out"),
        ("The 600 soldiers left Kenya.", "out"),
        ("The 600 soldiers left for Kenya.", "in"),
        ("The 600 soldiers are stationed in Kenya.", "stay"),
        ("Norway will keep 600 soldiers in Kenya.", "stay"),
        ("Norway put 600 soldiers on standby.", "ready"),
        ("The 600 soldiers came home from Kenya.", "out"),
        ("The 600 soldiers left their base in Bergen.", "in"),
        ("Norway flew 600 soldiers to Kenya.", "in"),
        ("The 600 soldiers are serving in Kenya.", "stay"),
    ],
)
def test_a_deed_takes_forces_in_or_out_or_leaves_them(text: str, way: str) -> None:
    deed = deed_of(text)
    assert deed is not None
    assert deed.way == way


@pytest.mark.parametrize(
    "text",
    [
        "Norway will not send 600 soldiers to Kenya.",
        "Norway never sent 600 soldiers to Kenya.",
        "None of the 600 soldiers will go to Kenya.",
        "Norway refused to send 600 soldiers to Kenya.",
        "Norway denied sending 600 soldiers to Kenya.",
        "Norway declined to order 600 soldiers to Kenya.",
        "The 600 soldiers were previously stationed in Kenya.",
        "The 600 soldiers were killed in Kenya.",
        "Norway praised 600 soldiers.",
        "Norway paid for 600 soldiers.",
        "The 600 soldiers took part in an exercise.",
        "Norway sent jets to support 600 soldiers.",
        "Norway sent jets that met 600 soldiers.",
        "The withdrawal does not touch 600 soldiers.",
        "The 600 soldiers have sent tanks home.",
        "Its move angered 600 soldiers.",
        "Norway praised 600 soldiers and left Kenya.",
        "The 600 soldiers came under fire.",
        "Trucks, escorted by 600 soldiers, left for Kenya.",
        "Norway carried out a raid on 600 soldiers.",
        "The 600 soldiers flew to Kenya to take part in an exercise.",
        "An officer of the 600 soldiers said at noon 40 men of the hills, backed by all the rebels, left.",
        "After the deployment of tanks, the 600 soldiers sang.",
        "Norway gave a boat to 600 soldiers to patrol the coast.",
    ],
)
def test_a_refusal_the_past_and_what_moves_nobody_are_no_deed(text: str) -> None:
    assert deed_of(text) is None


def test_the_nearest_deed_is_the_one_that_counts() -> None:
    text = "Norway sent 600 soldiers and will withdraw 40 tanks."
    first, second = deed_of(text), deed_of(text, "40 tanks")
    assert (first and first.status, second and second.status) == ("in_place", "planned")


def test_a_deed_of_another_clause_is_none_of_the_mention() -> None:
    assert deed_of("Norway sent tanks; the minister praised 600 soldiers.") is None


def test_words_that_only_speak_of_a_deed_are_loose() -> None:
    spoken, told = deed_of("Kenya was angered by sending 600 soldiers."), deed_of("Norway will send 600 soldiers.")
    assert (spoken and spoken.loose, told and told.loose) == (True, False)


def test_a_deed_done_to_ones_own_forces_is_told_and_not_only_spoken_of() -> None:
    told = deed_of("Norway ended it by sending its 600 soldiers home.", "its 600 soldiers")
    assert told is not None
    assert told.loose is False


def test_a_present_is_a_weak_word_for_how_far_along_a_deed_is() -> None:
    present, ordered = deed_of("Norway sends 600 soldiers."), deed_of("Norway decides to send 600 soldiers.")
    assert (present and present.weak, ordered and ordered.weak) == (True, False)


def test_a_short_name_in_brackets_parts_no_deed_from_its_forces() -> None:
    deed = deed_of("The 600 soldiers (NLB) left Kenya.")
    assert deed is not None
    assert deed.way == "out"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join) | st.text(max_size=60))
def test_a_deed_stands_inside_its_sentence_whatever_the_words(before: str) -> None:
    text = f"{before} 600 soldiers {before}"
    deed = find_deed(text, (0, len(text)), (len(before) + 1, len(before) + 13))
    assert deed is None or 0 <= deed.start < deed.end <= len(text)


def test_what_others_do_in_a_clause_right_behind_forces_is_not_told_of_them() -> None:
    assert deed_of("Norway saw 600 soldiers after Chile had left for Kenya.") is None


@pytest.mark.parametrize(("told", "way"), [("helped flood victims", None), ("flooded into Kenya", "in")])
def test_a_flood_is_water_and_forces_flood_into_a_place(told: str, way: str | None) -> None:
    deed = deed_of(f"The 600 soldiers {told}.")
    assert (deed and deed.way) == way


def test_a_deed_behind_an_aside_about_the_forces_stands_right_beside_them() -> None:
    deed = deed_of("The 600 soldiers, out of Camp Otter, Molde, in the hilly north, will leave for Kenya.")
    assert deed is not None
    assert deed.near is True


def test_a_call_for_a_deed_only_speaks_of_it() -> None:
    deed = deed_of("The 600 soldiers await the call to deploy.")
    assert deed is not None
    assert deed.loose is True


@pytest.mark.parametrize(
    "cut", ["scaled back its presence in Kenya", "reduced its forces from 300", "cut its contingent"]
)
def test_forces_to_whose_number_others_are_cut_stay(cut: str) -> None:
    deed = deed_of(f"Norway {cut} to 50 soldiers.", "50 soldiers")
    assert deed is not None
    assert (deed.way, deed.status) == ("stay", "in_place")
    assert deed_of("Norway fears cuts to the navy.", "the navy") is None


def test_who_is_provided_with_things_goes_nowhere() -> None:
    assert deed_of("Norway provided troops with boots.", "troops") is None
    assert deed_of("Norway will provide 50 soldiers with new boots.", "50 soldiers") is None
    assert deed_of("Norway will provide 50 soldiers to the mission with Denmark.", "50 soldiers") is not None
