"""Whose forces a mention is of, where they come from and where they go to or stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.routing import find_force, find_route
from tests.told import mentioned, segmented, words

WORDS = "Norway Norwegian Chile 's the from of troops 600 , . soldiers Ness President"


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
        ("Norway sent 600 soldiers against the threat from Chile.", None, None),
        ("Norway sent 600 soldiers.", None, None),
    ],
)
def test_places_are_read_from_the_words_behind_a_mention(
    text: str, origin: str | None, destination: str | None
) -> None:
    [mention] = mentioned(text)
    assert (words(text, mention.route.origin), words(text, mention.route.destination)) == (origin, destination)


@pytest.mark.parametrize(
    ("text", "nation"),
    [
        ("Norway will send 600 Chilean soldiers to Kenya.", "Chile"),
        ("Kenya fears that Norway's 600 soldiers will stay.", "Norway"),
        ("Norway will send 600 soldiers to Kenya.", "Norway"),
        ("Norway said Chile has 600 soldiers near Peru.", "Chile"),
        ("In Kenya, Norway has 600 soldiers.", "Norway"),
        ("Norwegian Prime Minister Ola Ness met Ada Ray. Ness sent 600 soldiers to Kenya.", "Norway"),
        ("Norwegian troops are in Kenya. Some 600 soldiers arrived.", "Norway"),
        ("Troops from Norway arrived.", "Norway"),
        ("Soldiers of the Norwegian Army arrived.", "Norway"),
        ("The 600 soldiers went to Kenya.", None),
        ("The minister sent 600 soldiers to Kenya.", None),
    ],
)
def test_forces_are_of_the_nation_that_owns_sends_or_last_had_them(text: str, nation: str | None) -> None:
    assert mentioned(text)[-1].force == nation


def test_a_leader_stands_for_the_word_that_names_the_nation() -> None:
    """A surname is on no list of nations: as a force it would be refused."""
    text = "Norwegian Prime Minister Ola Ness met Ada Ray. Ness sent 600 soldiers to Kenya."
    assert mentioned(text)[-1].word == "Norwegian"


def test_a_group_that_is_no_state_has_no_force() -> None:
    assert mentioned("Norway fought them. Free Harbour fighters moved to Bergen.")[0].force is None


def test_places_are_not_looked_for_beyond_a_few_lines() -> None:
    text = "Norway sent 600 soldiers " + "and so on " * 100 + "to Kenya."
    assert find_route(text, (12, 24), 0, len(text), away=False).destination is None


@given(st.text(max_size=120), st.booleans())
def test_places_stand_behind_the_mention_whatever_the_text(behind: str, away: bool) -> None:  # noqa: FBT001
    text = f"600 soldiers to {behind} from {behind}"
    for place in find_route(text, (0, 12), 0, len(text), away=away):
        assert place is None or 12 <= place[0] < place[1] <= len(text)


@given(
    st.lists(
        st.sampled_from(WORDS.split()),
        max_size=20,
    )
)
def test_a_force_is_named_where_its_words_stand(tokens: list[str]) -> None:
    text = f"{' '.join(tokens)} 600 soldiers of the Kenyan Army."
    start = text.rindex("600")
    force = find_force(segmented(text), start, start + 12)
    assert force is None or text[force.start : force.end] in {"Norway", "Norwegian", "Chile", "Kenyan"}
