"""Whose forces a mention is of: by its own words, by who acts beside it or by whom the article tells of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.owners import find_force
from tests.told import mentioned, segmented

WORDS = "Norway Norwegian Chile 's the from of troops 600 , . soldiers Ness President"


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
        ("Chile waits. The air forces of Norway arrived.", "Norway"),
        ("Chile waits. Norwegian and other soldiers arrived.", "Norway"),
        ("Chile waits. U.S. destroyers arrived.", "United States"),
        ("Norway is in doubt. The minister sent 600 soldiers.", "Norway"),
        ("Norway is in doubt. Its rival is Chile. The minister sent 600 soldiers.", None),
        ("Soldiers serve in Chile, Peru and Kenya.", None),
        ("The 600 soldiers left for Camp Otter, Kenya.", None),
        ("Some 600 soldiers are on the Kenyan border.", None),
        ("Norway waits. About 30 countries contribute 600 soldiers.", None),
        ("Norway watches Chilean troops in Peru, where 600 soldiers dig in.", "Chile"),
        ("Pulling back its 600 soldiers, Norway waits for Chile.", "Norway"),
        ("Norway's tanks are in Kenya. Chilean soldiers cheered. The tanks left.", "Norway"),
        ("Norway waits. Foreign soldiers arrived.", None),
        ("The Norwegian army waits. Fighters arrived.", None),
        ("Norway's army said Chile had sent 600 soldiers.", "Chile"),
        ("Norway's army said rebels had moved 400 fighters to Malmo.", None),
        ("Norway's army retook a base from fighters in Molde.", None),
        ("Norway said it sent Ukraine 22 howitzers.", "Norway"),
        ("Norway sent troops to Peru, and Chile will send a frigate to Kenya.", "Chile"),
        ("North Korea may send 600 soldiers to Peru, South Korea's spy agency said.", "North Korea"),
        ("Chile sent jets and Norway sent a frigate to Kenya.", "Norway"),
        ("The Maple National Guard is in doubt, Americans say. Some 600 Maple Guardsmen left.", "United States"),
        ("Norway waits. NATO has also sent 600 soldiers to Kenya.", "NATO"),
        ("Norway waits. NATO said 600 soldiers went to Kenya.", "Norway"),
        ("Chile waits. KFOR, with about 600 soldiers, waits.", "NATO"),
        ("Norway waits. KFOR has about 600 soldiers in Kenya.", "NATO"),
        ("Norway said 600 non-KFOR soldiers left.", "Norway"),
        ("Norway waits in NATO. Some 40 Allied ships left.", "NATO"),
        ("Norwegian troops are in Kenya. Chile launched a military operation. Some 600 soldiers left.", "Norway"),
        ("Chile waits. Norway sent Chilean-made tanks with 600 soldiers to Kenya.", "Norway"),
        ("Norway sent soldiers to Chile as the military weighs in. Norway waits. Peru has 600 soldiers.", "Peru"),
        ("Norway's Chilean-built tanks left. Some 600 soldiers stay.", "Norway"),
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
