"""Which words of a sentence mention people, formations and matériel of forces."""

# ruff: noqa: SIM905 - lists of words are read best as words
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.bodies import find_bodies

WORDS = "about 3,000 a few hundred of them the 82nd Airborne Division Stryker F-16s tanks and artillery troops U.S. , —"


def bodies(text: str) -> list[tuple[str, str]]:
    return [(body.kind, text[body.start : body.end]) for body in find_bodies(text, 0, len(text))]


@pytest.mark.parametrize(
    "words",
    [
        "3,000 troops",
        "about 3,000 troops",
        "more than 3,000 soldiers",
        "up to 130,000 Ruritanian troops",
        "8,500 to 10,000 personnel",
        "2,000 of them",
        "several thousand troops",
        "a few hundred marines",
        "hundreds of soldiers",
        "two dozen trainers",
        "13\u202f000 soldiers",
        "8,500–10,000 troops",
        "another 1,000 service members",
        "an additional 500 troops",
        "some 40 U.S. military advisers",
        "300 infantry",
        "3,000 more",
        "two dozen special forces advisers",
        "850 Ruritanian Armed Forces soldiers",
        "about 60 airmen and airwomen",
        "400 National Guard members",
        "at least 900 of the 1,200 Ruritanian troops",
        "two thousand or so troops",
        "five or six military police",
        "twenty-five reservists",
        "1.5 million of those",
        "500 elite special forces soldiers",
    ],
)
def test_counted_people_are_a_mention_with_their_count(words: str) -> None:
    assert bodies(f"Ruritania sent {words} to Strelsau.") == [("people", words)]


@pytest.mark.parametrize(
    "number",
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety dozens hundreds thousands 7""".split(),
)
def test_no_number_is_passed_over(number: str) -> None:
    assert bodies(f"Ruritania lost {number} of them.") == [("people", f"{number} of them")]


@pytest.mark.parametrize("people", ["Guardsmen", "Marines", "Airmen", "Guard members", "Ruritanian Armed Forces"])
def test_people_of_a_service_are_a_mention_in_capitals(people: str) -> None:
    assert bodies(f"On Monday {people} left.") == [("people", people)]


@pytest.mark.parametrize(
    "people",
    """troops soldiers forces personnel servicemen servicewomen marines sailors airmen airwomen paratroopers commando
    commandos reservists guardsmen guardswomen guardmembers peacekeepers fighters combatants conscripts militaries
    armies navies contingent contingents garrison garrisons reinforcement reinforcements military army navy""".split(),
)
def test_no_people_are_passed_over(people: str) -> None:
    assert bodies(f"Ruritania has {people} in Strelsau.") == [("people", people)]


@pytest.mark.parametrize(
    "formation",
    """Division divisions BRIGADE brigades corps regiment regiments battalion battalions company companies squadron
    squadrons wing wings fleet fleets legion legions battlegroup battlegroups unit units headquarters""".split(),
)
def test_no_formation_is_passed_over(formation: str) -> None:
    assert bodies(f"The United States sent Lancer {formation} there.") == [("units", f"Lancer {formation}")]


@pytest.mark.parametrize(
    "formation", ["combat team", "battle group", "strike group", "task force", "response force", "carrier group"]
)
def test_no_formation_of_two_words_is_passed_over(formation: str) -> None:
    assert bodies(f"It was Lancer {formation} that left.") == [("units", f"Lancer {formation}")]


@pytest.mark.parametrize(
    "words",
    [
        "82nd Airborne Division",
        "3rd Lancers Regiment",
        "Stryker squadron",
        "2nd Stryker Cavalry Regiment",
        "Sixth Fleet",
        "1st Armored Brigade Combat Team",
        "NATO Response Force",
        "three infantry brigades",
    ],
)
def test_a_formation_is_a_mention(words: str) -> None:
    assert bodies(f"It was {words} that left.") == [("units", words.removeprefix("three "))]


@pytest.mark.parametrize(
    "words",
    [
        "two divisions", "an extra battalion", "another mountain brigade", "the battalion", "its carrier strike group",
        "three more battalion tactical groups",
    ],
)  # fmt: skip
def test_a_formation_without_a_name_is_a_mention_where_it_is_counted_or_pointed_at(words: str) -> None:
    assert bodies(f"On Monday {words} left.") == [("units", words)]


@pytest.mark.parametrize(
    "text",
    [
        "The men of division left.",
        "A commander in brigade dress left.",
        "On Monday the battalion commander left.",
        "The company moved to Strelsau.",
        "On Monday a soldier left.",
        "On Monday the battle group spokesman left.",
    ],
)
def test_a_word_for_a_formation_by_itself_is_none(text: str) -> None:
    assert bodies(text) == []


@pytest.mark.parametrize("ship", ["HMS Otter", "USS Ada J. Beaver", "HNLMS Van Loon"])
def test_a_ship_is_materiel_by_its_name(ship: str) -> None:
    assert bodies(f"On Monday {ship}, with a crew of volunteers, left.") == [("equipment", ship)]


def test_members_are_people_where_they_are_deployed() -> None:
    assert bodies("The Guard deployed 150 members to Strelsau.") == [("people", "150 members")]
    assert bodies("The party has 150 members in Strelsau.") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "a 900-member Ruritanian mountain guard infantry battalion left",
            "900-member Ruritanian mountain guard infantry battalion",
        ),
        ("a group of 350 members of the Ruritanian army left", "350 members"),
    ],
)
def test_members_of_forces_are_counted(text: str, words: str) -> None:
    assert ("people", words) in bodies(text)


def test_what_stands_before_an_article_is_none_of_a_formation() -> None:
    assert bodies("then the premier sent a new battalion there") == [("units", "a new battalion")]


@pytest.mark.parametrize("words", ["military units", "its army units", "a land unit"])
def test_units_are_formations_where_it_is_said_of_what(words: str) -> None:
    assert bodies(f"it sent {words} there") == [("units", words)]


@pytest.mark.parametrize("text", ["a group of 350 members of the club left", "2 new troop deployments are due"])
def test_members_of_others_and_deployments_count_no_soldiers(text: str) -> None:
    assert not [words for kind, words in bodies(text) if kind == "people" and words[0] in {"2", "3"}]


@pytest.mark.parametrize("text", ["On July 4 Ruritanian marines left.", "In 2006 Ruritanian marines left."])
def test_a_date_counts_nobody(text: str) -> None:
    assert bodies(text) == [("people", "Ruritanian marines")]


@pytest.mark.parametrize(
    "words",
    [
        "F-16s",
        "tanks and artillery",
        "20 fighter jets",
        "Patriot missile batteries",
        "two warships",
        "ballistic missiles",
        "200 military vehicles",
        "three navy ships",
        "20 troop carriers",
        "two aircraft carriers",
        "two armoured personnel carriers",
        "U.S. destroyers",
        "six additional F-16s",
        "four Typhoons",
        "two patrol boats",
        "three Mig-31",
        "Six Mi-24s",
        "military hardware",
        "two corvettes",
    ],
)
def test_materiel_is_a_mention_and_no_count_of_people(words: str) -> None:
    assert bodies(f"Ruritania moved {words} to Strelsau.") == [("equipment", words)]


def test_people_and_materiel_of_one_sentence_are_each_a_mention() -> None:
    text = "It sent 300 troops, the 3rd Lancers Regiment and 20 tanks."
    assert bodies(text) == [("people", "300 troops"), ("units", "3rd Lancers Regiment"), ("equipment", "20 tanks")]


def test_people_without_a_count_are_a_mention_beside_any_other() -> None:
    assert bodies("Ruritanian army soldiers are massing.") == [("people", "Ruritanian army soldiers")]
    assert bodies("Ruritanian troops are massing.") == [("people", "Ruritanian troops")]
    assert bodies("Ruritanian troops of the 3rd Lancers Regiment are massing.") == [
        ("people", "Ruritanian troops"),
        ("units", "3rd Lancers Regiment"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "The minister left on Monday.", "He is 40 years old.", "In 2014 talks failed.", "The office was united."],
)
def test_a_sentence_without_forces_has_no_mention(text: str) -> None:
    assert bodies(text) == []


@pytest.mark.parametrize(
    "words", ["300 infantry fighting vehicles", "300 years of army life", "300 said", "300 more tents", "300 of July"]
)
def test_a_number_of_something_else_counts_no_people(words: str) -> None:
    assert [kind for kind, _ in bodies(f"Ruritania saw {words} there.")] in ([], ["equipment"])


@pytest.mark.parametrize(
    "things", ["20 anti-tank missiles", "ten more long-range U.S. howitzers", "F-16 Fighting Falcons"]
)
def test_what_things_are_for_belongs_to_them(things: str) -> None:
    assert bodies(f"Ruritania moved {things} to Strelsau.") == [("equipment", things)]


def test_the_count_is_not_cut_out_of_a_larger_number() -> None:
    assert [text for _, text in bodies("They sent 130,000 troops.")] == ["130,000 troops"]


def test_only_the_given_sentence_is_looked_at() -> None:
    text = "Some 300 troops left. Some 400 troops came."
    start = text.index("Some 400")
    assert [text[body.start : body.end] for body in find_bodies(text, start, len(text))] == ["Some 400 troops"]


@given(st.lists(st.sampled_from(WORDS.split()), max_size=20).map(" ".join))
def test_mentions_are_in_order_and_without_overlap(text: str) -> None:
    position = 0
    for body in find_bodies(text, 0, len(text)):
        assert position <= body.start < body.end <= len(text)
        assert text[body.start : body.end].strip()
        position = body.end


@pytest.mark.parametrize(
    ("piece", "each"),
    [
        ("Stryker ", 0),
        ("a few ", 0),
        ("about ", 0),
        ("Aa ", 0),
        ("hundreds of ", 0),
        ("1,", 0),
        ("F-16s, ", 1),
        ("300 troops, ", 1),
    ],
)
def test_a_sentence_of_repeated_words_is_no_more_work_for_each(piece: str, each: int) -> None:
    """A pattern that could split the run in many ways would never end here."""
    assert len(bodies(piece * 2_000)) == each * 2_000


@pytest.mark.parametrize(
    "thing",
    """tank artillery howitzer battery batteries launchers missile warships ship vessel boats frigate destroyers cruiser
    submarines carriers jets bomber aircraft warplanes plane helicopters drone vehicles armor armour Patriots weapons
    F-35s S-400""".split(),
)
def test_each_kind_of_materiel_is_a_mention_by_its_word_alone(thing: str) -> None:
    assert ("equipment", thing) in bodies(f"it sent {thing} there")


@pytest.mark.parametrize("system", ["air defense system", "air-defence systems"])
def test_air_defence_is_materiel_under_either_spelling(system: str) -> None:
    assert ("equipment", system) in bodies(f"it sent {system} there")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The USS Ada B. Reed Carrier Strike Group sailed.", [("units", "The USS Ada B. Reed Carrier Strike Group")]),
        ("USS Ada B.C. Reed sailed.", [("equipment", "USS Ada B.C. Reed")]),
        ("Two guided missile destroyers sailed.", [("equipment", "Two guided missile destroyers")]),
        ("Peru sent an 800-strong infantry battlegroup.", [("people", "800-strong infantry battlegroup")]),
        ("Peru sent a 1,200-strong force.", [("people", "1,200-strong force")]),
        ("Peru sent four jet fighters.", [("equipment", "four jet fighters")]),
        ("The mountain infantry unit left.", [("units", "mountain infantry unit")]),
        ("Peru sent the Alto Unit.", [("units", "Alto Unit")]),
        ("Peru sent NATO’s Alto Unit.", [("units", "NATO’s Alto Unit")]),
        ("Peru sent 13\u202f000 tanks.", [("equipment", "13\u202f000 tanks")]),
    ],
)
def test_names_with_initials_strengths_and_aircraft_are_mentions_as_a_whole(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert bodies(text) == found


def test_a_count_of_years_counts_no_people() -> None:
    text = "Peru marked 25 years since NATO troops came."
    assert [text[body.start : body.end] for body in find_bodies(text, 0, len(text))] == ["NATO troops"]


@pytest.mark.parametrize(
    "words",
    [
        "nearly half a million soldiers", "half a dozen soldiers", "half of its 300 soldiers",
        "most of the 300 soldiers", "a third of its 300 soldiers", "a quarter of a million soldiers",
    ],
)  # fmt: skip
def test_a_share_belongs_to_the_count_of_what_it_is_a_share_of(words: str) -> None:
    assert bodies(f"it sent {words} there") == [("people", words)]
