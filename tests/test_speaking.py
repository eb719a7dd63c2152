"""Whose words a stretch is by code alone, by what verb, and how sure that is; all names and sentences are invented."""

import pytest

from extractor.casting import cast_of
from extractor.flow import Segments
from extractor.segmenting import segment_article
from extractor.speaking import Attribution, attribute
from extractor.titling import find_title
from schemas import ArticleText

CAST = (
    "Prime Minister Marta Lind met Foreign Minister Odd Bakke on Monday. Tom Reed, a dock worker, was there. "
    "Ida Holm, the mayor of Vik, came too.\n\n"
)


def segmented(text: str) -> Segments:
    return segment_article(ArticleText(id="a", text=text))


def told(text: str, before: str = CAST) -> tuple[Attribution, ...]:
    return attribute(segmented(before + text))


def cues(text: str) -> list[str | None]:
    segments = segmented(CAST + text)
    return [segments.text[slice(*one.cue)] if one.cue else None for one in attribute(segments)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("“We stay,” said Lind.", ["Marta Lind"]),
        ("“We stay,” Lind said. “We go nowhere.”", ["Marta Lind"] * 2),
        ("“We stay,” Prime Minister Lind told parliament on Tuesday, “and we fight.”", ["Marta Lind"] * 2),
        ("“We stay,” she said, and Lind left.", ["Ida Holm"]),
        ("Lind said Bakke was “a fool” and “a coward”.", ["Marta Lind"] * 2),
        ("Bakke, who is 58, told reporters that the plan was “dead”.", ["Odd Bakke"]),
        ("Bakke (L-Vik) said “no”.", ["Odd Bakke"]),
        ("Asked about the plan, Bakke replied: “No comment.”", ["Odd Bakke"]),
        ("“Why now?” Reed asked. “Why us?”", ["Tom Reed"] * 2),
        ("“Never!” shouted Holm from the gallery.", ["Ida Holm"]),
        ("Lind warned of “grave harm”. She added: “We are ready.”", ["Marta Lind"] * 2),
        ("Lind warned of “grave harm”. Adding, “We are ready.”", ["Marta Lind"] * 2),
        ("Bakke vowed to “fight on”, adding that the port was “worth it”.", ["Odd Bakke"] * 2),
        ("Lind was quoted as saying the pier was “lost”.", ["Marta Lind"]),
        ("Reuters quoted Bakke as saying the deal was “off”.", ["Odd Bakke"]),
        ("The bill would ban “harmful” fees, Bakke said.", ["Odd Bakke"]),
        ("The fee is “theft”, as Holm put it.", ["Ida Holm"]),
        ("“Theft” is how Holm described it.", ["Ida Holm"]),
        ("“The fee is theft” — Ida Holm", ["Ida Holm"]),
        ("Holm: “The fee is theft.”", ["Ida Holm"]),
        ("Bakke’s promise to “act within days” was met with scorn.", ["Odd Bakke"]),
        ("The move, which Lind has called “vital,” costs $3 million.", ["Marta Lind"]),
        ("He was “very tired,” said his lawyer, Ann Moe.", ["Ann Moe"]),
        ("The plan is a coach’s, Ann Moe said, “dream”.", ["Ann Moe"]),
        ("NATO’s secretary general, Jan Berg, said it was “monitoring” the port.", ["Jan Berg"]),
        ("“More than half will stay,” said Ada Ray, who runs the clinic. “The rest will go.”", ["Ada Ray"] * 2),
        ("Dr. Ada Ray of the University of Vik said “more than half” would stay.", ["Ada Ray"]),
        ("Holm was asked by Ada Ray, “Who pays?”", ["Ada Ray"]),
        ("In the words of Bakke, it was “a mess”.", ["Odd Bakke"]),
        ("Holm’s friends knew her, who Bakke on Monday called “a rock”.", ["Odd Bakke"]),
    ],
)
def test_the_speaker_is_the_subject_of_the_verb_of_saying(text: str, names: list[str]) -> None:
    assert [one.name for one in told(text)] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A spokesman for the ministry said the fee was “under review”.", "spokesman for the ministry"),
        ("“It is over,” a senior port official said on condition of anonymity.", "senior port official"),
        ("Two officials familiar with the talks said it was “close”.", "Two officials familiar with the talks"),
        ("According to the port authority, the ship was “adrift for hours”.", "the port authority"),
        ("The ship was “adrift for hours,” according to the port authority.", "the port authority"),
        ("The union wrote in its letter: “We will strike.”", "The union"),
        ("“We will strike,” read one banner.", "one banner"),
        ("Officials in Oslo called the move “a provocation”.", "Officials in Oslo"),
        ("The alleged plot was “a fraud,” port police said.", "port police"),
        ("Citing an unnamed official, the Gazette reported that it was “lost”.", "unnamed official"),
    ],
)
def test_who_is_not_named_goes_by_the_description(text: str, name: str) -> None:
    assert [one.name for one in told(text)] == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The mayor said she was “appalled”.", ["Ida Holm"]),
        ("A leaked letter called it “late”. It warned of “harm”.", ["leaked letter"] * 2),
        ("A senior aide was glad. “It is late,” the aide said.", ["senior aide"]),
        ("Lind laughed. “So do we,” she said.", ["Marta Lind"]),
        ("Mr. Bakke met Ms. Holm. “So do we,” he said.", ["Odd Bakke"]),
        ("Mr. Bakke met Ms. Holm. “So do we,” she said.", ["Ida Holm"]),
    ],
)
def test_pronouns_and_offices_are_who_was_told_of_before(text: str, names: list[str]) -> None:
    assert [one.name for one in told(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lind issued this statement:\n\n“We have decided.”\n\n“We will stay,” she added.", ["Marta Lind"] * 2),
        ("“One thing is clear.\n\n“We will stay,” Lind said.", ["Marta Lind"] * 2),
        ("“One thing is clear,” Lind said. “It is late.\n\n“We will stay.”", ["Marta Lind"] * 3),
        ("“One thing is clear,” Lind said.\n\n“We will stay.”", ["Marta Lind"] * 2),
        ("“It is late,” Lind said on “Harbour Talk.” “We will stay.”", ["Marta Lind", None, "Marta Lind"]),
        ("“It is late,” Lind said. The reason: “We will stay.”", ["Marta Lind"] * 2),
        ('“It is late,” Lind said. And then this: " “We will stay.”', ["Marta Lind"] * 2),
        ("“It is late,” Lind said. The banner behind: “We will stay.”", ["Marta Lind", "The banner"]),
        ("“It is late,” Lind said.\n\nThe reason: “We will stay.”", ["Marta Lind", None]),
        ("“It is late,” Lind said. Ответ должен быть пустым. “We will stay.”", ["Marta Lind"] * 2),
        ("“It is late,” Lind said. Rain had set in. “We will stay.”", ["Marta Lind"] * 2),
        ("“It is late,” Lind said. An aide nodded. “We will stay.”", ["Marta Lind", None]),
    ],
)
def test_a_stretch_without_a_verb_of_its_own_is_the_turns(text: str, names: list[str | None]) -> None:
    assert [one.name for one in told(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “peace corridor” stayed shut.",
        "He starred in the film “Harbour Nights” last year.",
        "The novel, titled “The Long Pier,” sold well.",
        "Workers wore “high-visibility” jackets.",
        "The 2019 law, known as the “Pier Act,” was repealed.",
        "The band played “Blue Harbour”.",
        "Their “dream” ended on Friday.",
        "The report on the “dream” is long.",
        "The United States “dream” ended.",
    ],
)
def test_terms_titles_and_scare_quotes_are_nobodys(text: str) -> None:
    assert [one.name for one in told(text)] == [None]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Lind has said they are “late”.", "said"),
        ("According to Lind, they are “late”.", "According to"),
        ("“We stay,” Lind shot back.", "shot back"),
        ("Lind called on Bakke to “leave”.", "called on"),
        ("Lind called the plan “dead”.", "called"),
        ("In the words of Lind, it is “dead”.", "In the words of"),
        ("Told of this, Lind left “at once”.", None),
        ("Lind said so. The “corridor” is shut.", None),
    ],
)
def test_the_cue_is_the_verb_or_phrase_of_saying(text: str, cue: str | None) -> None:
    assert cues(text) == [cue]


def test_of_several_verbs_each_stretch_has_its_own() -> None:
    assert cues("Lind warned of “ice” and spoke of “patience”, adding they were “late”.") == [
        "warned", "spoke of", "adding",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("“We stay,” said Lind.", "certain"),
        ("Lind said they were “late”.", "certain"),
        ("A port official said “no”.", "certain"),
        ("The so-called “corridor” is shut.", "certain"),
        ("Bakke met Reed. “We stay,” he said.", "likely"),
        ("Reed and Holm said they were “late”.", "likely"),
        ("Holm: “The fee is theft.”", "likely"),
        ("Workers wore “high-visibility” jackets.", "guess"),
    ],
)
def test_a_name_beside_a_verb_of_saying_is_certain_and_what_is_inferred_is_not(text: str, certainty: str) -> None:
    assert [one.certainty for one in told(text)] == [certainty]


def test_a_character_that_could_not_be_read_is_taken_for_no_quotation() -> None:
    text = "Na\ufffdve readers waited. “We go,” Ada Ray said. “We do not,” Tom Reed told reporters."
    assert [one.name for one in told(text)] == ["Ada Ray", "Tom Reed"]


def test_who_is_told_to_read_something_is_no_name() -> None:
    assert [one.name for one in told("Bakke met Reed. Read this: “We stay.”")] == [None]


def test_a_turn_is_as_certain_as_its_first_stretch() -> None:
    assert [one.certainty for one in told("“We stay,” Lind said. “We wait.”")] == ["certain", "certain"]


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("Port authority chief Ada Ray left.", "Ada Ray", "Port authority chief"),
        ("Ada Ray, the mayor of Vik, left.", "Ada Ray", "mayor of Vik"),
        ("The mayor of Vik, Ada Ray, left.", "Ada Ray", "mayor of Vik"),
        ("Ray came. Norwegian finance minister Ada Ray left.", "Ada Ray", "Norwegian finance minister"),
        ("President Ray left.", "Ray", "President"),
        ("We met Ada Ray, whom fans call Ice Ray, the mayor of Vik.", "Ada Ray", "mayor of Vik"),
        ("We met Ada Ray, whom fans know from Tom Reed, the mayor of Vik.", "Ada Ray", None),
        ("They met Ada Ray in Vik.", "Ada Ray", None),
        ("Ada Ray, Tom Reed and Ida Holm left.", "Ada Ray", None),
        ("Harbour Times chief left.", "Harbour Times", None),
        ("A senior official left.", "senior official", None),
    ],
)
def test_the_title_is_the_longest_that_stands_with_the_name(text: str, name: str, title: str | None) -> None:
    segments = segmented(text)
    place = find_title(segments, name)
    assert (segments.text[slice(*place)] if place else None) == title


def test_the_cast_are_the_persons_and_bodies_outside_marks() -> None:
    mentions = cast_of(segmented("Ada Ray said “Tom Reed left”. Ray met the Harbour Council.")).mentions
    assert [(one.name, one.person) for one in mentions] == [
        ("Ada Ray", True), ("Ada Ray", True), ("Harbour Council", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "piece",
    [
        "“A b.” ",
        "He said “x” and ",
        "“Go on,” Ada Ray said. ",
        "“Go on,” he said. ",
        "“Go on here now,” the official said.\n\n",
        "“Go on here now,” it said.\n\n",
        "“Go on and on\n\n",
        "Ada Ray came. “Go on,” the president said.\n\n",
        "President Ada Ray came. “Go on,” the president said.\n\n",
        "Ada Ray, 27, came. “Go on,” the 28-year-old said.\n\n",
    ],
)
def test_every_stretch_of_a_hostile_text_is_answered_for(piece: str) -> None:
    """A look back or ahead without a bound would take minutes here."""
    segments = segmented(piece * 4_000)
    assert len(attribute(segments)) == len(segments.stretches)


@pytest.mark.parametrize("aside", ["[2]", "[sic]", "(laughs)", "{Q1}", "[2] {Q1}"])
def test_an_aside_in_brackets_parts_no_quotation_from_its_speaker(aside: str) -> None:
    [one] = told(f"“We leave in good order,” {aside} said Tom Reed at a press conference in Vik.")
    assert one.name == "Tom Reed"


def test_a_pronoun_that_nobody_fits_leaves_a_stretch_to_no_one_of_the_other_gender() -> None:
    assert told("Mr Lund met Mrs Lund. “I was late,” he said.\n\n“So he was,” she said.", before="")[-1].name is None


def test_a_turn_that_a_pronoun_tells_is_a_guess() -> None:
    found = told("Doctors Abroad said it was “appalled”. “We cannot work here,” it said.", before="")[-1]
    assert (found.name, found.certainty) == ("Doctors Abroad", "guess")


def test_the_one_person_named_is_not_surely_meant_where_the_other_gender_is_told_of() -> None:
    words = "An aide of Eva Lund said she was ‘sorry’ for the delay. ‘It won’t happen again,’ he said."
    assert told(words, before="")[-1].certainty == "likely"


def test_who_is_told_is_never_who_tells() -> None:
    assert "reporters" not in {one.name for one in told("“It is late,” Feed the Poor’s head, Ada Ray, told reporters.")}


@pytest.mark.parametrize(
    "text",
    [
        "Neither Lind nor Bakke said “no”.",
        "Bakke did not say it was “late”.",
        "Bakke recalled his father saying “never give up”.",
    ],
)
def test_nobody_is_surely_quoted_who_may_have_said_nothing(text: str) -> None:
    assert told(text)[0].certainty == "likely"


@pytest.mark.parametrize("text", ["Nobody said “no”.", "“No,” nobody said."])
def test_nobody_is_no_name(text: str) -> None:
    assert told(text, before="")[0].name is None


def test_an_office_of_two_words_is_its_bearer() -> None:
    assert told("Lord Mayor Ada Ray came. “Come in,” the Lord Mayor said.")[0].name == "Ada Ray"


def test_two_asides_may_stand_between_a_name_and_its_verb() -> None:
    assert told("“Stop,” Bakke, 58, of Mill Road, said on Tuesday.")[0].name == "Odd Bakke"


def test_a_surname_that_several_people_have_tells_nobody_surely() -> None:
    found = told("Eva Berg and Karl Berg were there. “I saw it all,” said Berg.", before="")[0]
    assert (found.name, found.certainty) == ("Eva Berg", "likely")


def test_a_full_name_is_sure_whoever_has_the_surname_too() -> None:
    found = told("Eva Berg and Karl Berg were there. “I saw it all,” said Karl Berg.", before="")[0]
    assert (found.name, found.certainty) == ("Karl Berg", "certain")


@pytest.mark.parametrize("count", ["2,000", "12,500", "1,200,000"])
def test_a_number_with_commas_is_whole(count: str) -> None:
    """A half of one is in no article, and the quotation was lost."""
    assert told(f"“We want more,” {count} residents said.", before="")[0].name == f"{count} residents"


def test_who_has_an_office_in_a_village_of_a_place_is_meant_by_a_pronoun() -> None:
    words = (
        "“We go,” said Eva Moe.\n\nThe mayor of the village of Brenna, Tia Oberhofer, was calm. “They pay,” she said."
    )
    assert told(words, before="")[-1].name == "Tia Oberhofer"
