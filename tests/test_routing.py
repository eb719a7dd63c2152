"""Where forces come from and where they go to or stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.routing import find_route
from tests.told import mentioned, words


@pytest.mark.parametrize(
    ("text", "origin", "destination"),
    [
        ("Norway will send 600 soldiers to Kenya.", None, "Kenya"),
        ("Norway will send 600 soldiers from Bergen to Kenya.", "Bergen", "Kenya"),
        ("Norway will send 600 soldiers to Kenya from Bergen.", "Bergen", "Kenya"),
        ("Norway sent 600 soldiers from Bergen, Norway, to Nairobi.", "Bergen, Norway", "Nairobi"),
        ("Norway sent 600 soldiers to Kenya, Ghana and Peru.", None, "Kenya, Ghana and Peru"),
        ("Norway sent 600 soldiers to Mombasa, Kenya.", None, "Mombasa, Kenya"),
        ("Norway has 600 soldiers near the border with Sweden.", None, "the border with Sweden"),
        ("Norway moved 600 soldiers to eastern Kenya.", None, "eastern Kenya"),
        ("Norwegian soldiers left Kenya on Friday.", "Kenya", None),
        ("Norwegian soldiers left for Kenya on Friday.", None, "Kenya"),
        ("Norway will withdraw 600 soldiers from Kenya.", "Kenya", None),
        ("Norway will withdraw 600 soldiers from Kenya to Bergen.", "Kenya", "Bergen"),
        ("Norway sent 600 soldiers from Bergen in May.", "Bergen", None),
        ("Norway sent 600 soldiers to Kenya, according to Chile.", None, "Kenya"),
        ("Norway sent 600 soldiers in May.", None, None),
        ("Norway sent 600 soldiers on Friday.", None, None),
        ("Norway sent 600 soldiers to Friday's parade.", None, None),
        ("Norway sent 600 soldiers against the threat from Chile.", None, None),
        ("Norway sent 600 soldiers.", None, None),
        ("The 600 Norwegian soldiers entered Kenya on Friday.", None, "Kenya"),
        ("The 600 Norwegian soldiers set sail for Kenya.", None, "Kenya"),
        ("The 600 Norwegian soldiers left their base in Bergen.", "Bergen", None),
        ("The 600 Norwegian soldiers left key towns in Kenya.", "key towns in Kenya", None),
        ("Norway massed 600 soldiers along its frontier with Sweden.", None, "its frontier with Sweden"),
        ("Norway sent 600 soldiers to its border region with Sweden.", None, "its border region with Sweden"),
        ("Norway has 600 soldiers off the coast of Kenya.", None, "Kenya"),
        ("Norway sent 600 soldiers near Swedish waters.", None, "Swedish waters"),
        ("Norway sent 600 soldiers to Kenya to secure goods from Peru.", None, "Kenya"),
        ("Norway sent 600 soldiers to the Nordic Union mission in Kenya.", None, "Kenya"),
        ("Norway sent 600 soldiers on Operation Otter to Kenya.", None, "Kenya"),
        ("Norway sent 600 soldiers into the streets of Porto de Pedra.", None, "the streets of Porto de Pedra"),
        ("Norway sent 600 soldiers from Otter Lake air base to Kenya.", "Otter Lake air base", "Kenya"),
        ("Norway sent 600 soldiers from Bergen, Minister Ola Ness said.", "Bergen", None),
        ("Pulling back its 600 soldiers from the border, Norway waits.", "the border", None),
        ("The 600 Norwegian soldiers left a Kenyan army base in Molde Friday.", "Kenyan army base in Molde", None),
        ("Norway sent 600 soldiers in a Telegram post.", None, None),
        (
            "Norway sent 600 soldiers to the war-torn East African nation of Kenya.",
            None,
            "the war-torn East African nation of Kenya",
        ),
        ("Norway sent 600 soldiers to Kenya Friday.", None, "Kenya"),
        ("Norway sent 600 soldiers to Kenya's port city of Mombasa.", None, "Kenya's port city of Mombasa"),
        ("The 600 Norwegian soldiers will patrol the Kenyan coast.", None, "the Kenyan coast"),
        ("The 600 Norwegian soldiers, trained by Chile, left Bergen for Kenya.", "Bergen", "Kenya"),
        ("The 600 Norwegian soldiers left Camp Otter in the hills, heading for Kenya.", "Camp Otter", "Kenya"),
        ("The 600 Norwegian soldiers left Kenya for Norway.", "Kenya", None),
        ("Norway sent 600 soldiers with a command center Otter Lake.", None, None),
    ],
)
def test_places_are_read_from_the_words_behind_a_mention(
    text: str, origin: str | None, destination: str | None
) -> None:
    [mention] = mentioned(text)
    assert (words(text, mention.route.origin), words(text, mention.route.destination)) == (origin, destination)


def test_places_are_not_looked_for_beyond_a_few_lines() -> None:
    text = "Norway sent 600 soldiers " + "and so on " * 100 + "to Kenya."
    assert find_route(text, (12, 24), 0, len(text), away=False).destination is None


@given(st.text(max_size=120), st.booleans())
def test_places_stand_behind_the_mention_whatever_the_text(behind: str, away: bool) -> None:  # noqa: FBT001
    text = f"600 soldiers to {behind} from {behind}"
    for place in find_route(text, (0, 12), 0, len(text), away=away):
        assert place is None or 12 <= place[0] < place[1] <= len(text)


def test_a_state_that_acts_behind_a_place_is_no_place() -> None:
    text = "Norway sent 600 soldiers to Peru, and Chile will send a frigate to Kenya."
    assert words(text, mentioned(text)[0].route.destination) == "Peru"
