"""Which words of a name are titles, and who a lone surname is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.naming import Names, may_name, surname
from extractor.stripping import is_personal, strip_article, strip_title

WORDS = "President of the Ada Ray King Jr. Gen. , 's ( ) a U.S. While NATO -"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Pentagon press secretary John Kirby", "John Kirby"),
        ("Pentagon Press Secretary John Kirby", "John Kirby"),
        ("John Kirby, the Pentagon press secretary", "John Kirby"),
        ("President Joe Biden", "Joe Biden"),
        ("President Biden's", "Biden"),
        ("Prime Minister Boris Johnson", "Boris Johnson"),
        ("Polish Defense Minister Marta Lind", "Marta Lind"),
        ("NATO Secretary-General Jens Stoltenberg", "Jens Stoltenberg"),
        ("Secretary of State Antony Blinken", "Antony Blinken"),
        ("U.S. Secretary of Defense Lloyd Austin", "Lloyd Austin"),
        ("president of Russia Vladimir Putin", "Vladimir Putin"),
        ("General Sir Nick Carter", "Nick Carter"),
        ("Lt. Col. Ada Ray", "Ada Ray"),
        ("Staff Sgt. Ada Ray", "Ada Ray"),
        ("Chief Justice John Roberts", "John Roberts"),
        ("Foreign Ministry spokeswoman Maria Zakharova", "Maria Zakharova"),
        ("Sen. Ada Ray (R-Texas)", "Ada Ray"),
        ("Russia’s Foreign Minister Ivan Petrov", "Ivan Petrov"),
        ("ex-President Ray", "Ray"),
        ("Mr. Ray", "Ray"),
        ("Commission President Ursula von der Leyen", "Ursula von der Leyen"),
        ("Prince Mohammed bin Salman", "Mohammed bin Salman"),
    ],
)
def test_titles_before_a_name_are_no_part_of_it(words: str, name: str) -> None:
    assert strip_title(words) == name


@pytest.mark.parametrize(
    "name",
    [
        "John Kirby",
        "Kirby",
        "Stephen King",
        "John Major",
        "Martin Luther King Jr.",
        "Ursula von der Leyen",
        "Recep Tayyip Erdoğan",
        "White House",
        "Foreign Ministry",
        "Defense Department",
        "State Department",
        "National Security Council",
        "British Army",
        "Joint Chiefs of Staff",
        "Secretary of State",
        "Prime Minister",
        "Bank of England",
        "University of Ruritania",
        "NATO official",
        "NATO",
        "senior defense official",
        "leaked letter",
        "spokesman for NATO",
        "officials in Strelsau",
        "Mr",
        "",
        "spokesman for President Ray",
        "opponents of President Ray",
    ],
)
def test_a_name_of_a_body_or_a_description_stays_whole(name: str) -> None:
    assert strip_title(name) == name


@pytest.mark.parametrize(
    ("words", "name"), [("a senior official", "senior official"), ("One diplomat", "One diplomat"), ("An aide", "aide")]
)
def test_an_article_before_a_description_is_no_part_of_it(words: str, name: str) -> None:
    assert (strip_title(words), strip_article(words)) == (name, name)


def test_a_word_that_begins_like_an_article_is_left_whole() -> None:
    assert strip_article("Anna and one other") == "Anna and one other"


@pytest.mark.parametrize(
    ("text", "name", "full"),
    [
        ("Press secretary John Kirby spoke. Kirby left.", "Kirby", "John Kirby"),
        ("Kirby spoke. Later John Kirby left.", "Kirby", "John Kirby"),
        ("But John Kirby spoke.", "Kirby", "John Kirby"),
        ("On Wednesday John Kirby spoke.", "Kirby", "John Kirby"),
        ("They left Poland. John Kirby spoke.", "Kirby", "John Kirby"),
        ("They are in the U.S. But John Kirby left.", "Kirby", "John Kirby"),
        ("It was John Kirby’s plan.", "Kirby", "John Kirby"),
        ("So said press secretary John\nKirby on Monday.", "Kirby", "John Kirby"),
        ("Gen. Mark A. Milley spoke.", "Milley", "Mark A. Milley"),
        ("Vladimir Putin spoke. Vladimir Vladimirovich Putin left.", "Putin", "Vladimir Vladimirovich Putin"),
        ("Austin, Texas. Defense Secretary Lloyd Austin spoke.", "Austin", "Lloyd Austin"),
        ("Recep Tayyip Erdoğan spoke.", "Erdoğan", "Recep Tayyip Erdoğan"),
        ("She met the ambassador to the United States Ada Ray.", "Ray", "Ada Ray"),
    ],
)
def test_a_surname_is_the_fullest_name_that_the_text_gives(text: str, name: str, full: str) -> None:
    assert Names(text).fullest(name) == full


def test_of_two_people_with_one_surname_it_is_the_one_named_first() -> None:
    assert Names("Ida Ray met Alexander Ray. Ray left.").fullest("Ray") == "Ida Ray"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kirby spoke.", "Kirby"),
        ("John Kirby spoke.", "John Kirby"),
        ("John Kirby spoke.", "Jane Kirby"),
        ("John Kirbyson spoke.", "Kirby"),
        ("John Kirby spoke.", "kirby"),
        ("New Poland spoke.", "Poland"),
        ("Northern NATO spoke.", "NATO"),
        ("Pentagon Sends More Troops To Kirby", "Kirby"),
        ("John\n\nKirby spoke.", "Kirby"),
        ("", "Kirby"),
        ("Kirby spoke.", ""),
    ],
)
def test_a_name_that_has_no_fuller_form_is_itself(text: str, name: str) -> None:
    assert Names(text).fullest(name) == name


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("John Kirby", True),
        ("Ursula von der Leyen", True),
        ("Kirby", False),
        ("The Guardian", False),
        ("senior official", False),
        ("", False),
    ],
)
def test_two_capitalised_words_look_like_a_person(name: str, *, personal: bool) -> None:
    assert is_personal(name) is personal


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("Kirby", True),
        ("White House", True),
        ("NATO", True),
        ("Monday", False),
        ("But", False),
        ("President", False),
        ("BREAKING NEWS", False),
        ("the city", False),
        ("", False),
    ],
)
def test_an_opener_a_title_and_a_shout_name_nobody(name: str, *, may: bool) -> None:
    assert may_name(name) is may


@pytest.mark.parametrize(("name", "last"), [("John Kirby", "Kirby"), ("Kirby", "Kirby"), ("", ""), (" ", " ")])
def test_a_surname_is_the_last_word(name: str, last: str) -> None:
    assert surname(name) == last


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join))
def test_a_name_without_titles_is_made_of_the_words_that_were_given(words: str) -> None:
    assert set(strip_title(words).replace(",", " ").split()) <= set(words.replace(",", " ").split())


def test_a_shouted_article_is_looked_through_once() -> None:
    """Cutting titles off by trial of every border would take minutes here."""
    assert Names("Big News Of The Day " * 10_000 + "John Kirby").fullest("Kirby") == "Kirby"
