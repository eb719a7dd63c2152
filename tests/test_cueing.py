"""Whose words a stretch is by the build of its sentence; all names and sentences are invented."""

import pytest

from extractor.speaking import attribute
from tests.told import segmented

CAST = "Marta Lind, the mayor, met Odd Bakke, the coach, in Vik.\n\n"


def speakers(text: str) -> list[str | None]:
    return [one.name for one in attribute(segmented(CAST + text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“We wait,” Ada Ray of the Vik clinic said.", "Ada Ray"),
        ("“We wait,” Ada Ray from the harbour watch told the Herald.", "Ada Ray"),
        ("“We wait,” a visibly tired Lind said.", "Marta Lind"),
        ("“We wait,” a senior official familiar with the talks said.", "senior official"),
        ("“We wait,” said Vik boss Ada Ray.", "Ada Ray"),
        ("“We wait,” said his wife, Ada.", "Ada"),
        ("“We wait,” said Jan van der Berg, the pilot.", "Jan van der Berg"),
        ("“We wait,” May said. Prime Minister Ada May was firm.", "Ada May"),
    ],
)
def test_the_verb_behind_is_found_past_what_says_more_of_its_subject(text: str, name: str) -> None:
    assert speakers(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“We wait,” the agency quoted Lind as saying.", "Marta Lind"),
        ("The king rebuked Lind for calling it “late”.", "Marta Lind"),
        ("Bakke was hailed as “a hero” by Lind.", "Marta Lind"),
        ("Bakke, described by Lind as “a hero”, left.", "Marta Lind"),
        ("Bakke rejected Lind’s dismissal of the plan as “late”.", "Marta Lind"),
        ("Lind’s verdict: “Late.”", "Marta Lind"),
        ("Bakke said Lind’s comments were “late”.", "Odd Bakke"),
    ],
)
def test_who_speaks_may_be_the_object_of_another_one_s_verb(text: str, name: str) -> None:
    assert speakers(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lind warned that the army would respond “with force”.", "Marta Lind"),
        ("Lind, the mayor of Vik, who won twice, said it was “late”.", "Marta Lind"),
        ("Ada Ray, Vik’s head of works, who was there, said it was “late”.", "Ada Ray"),
        ("Lind, of Mill Road, Rud, said it was “late”.", "Marta Lind"),
        ("Lind, addressing the press on Monday said it was “late”.", "Marta Lind"),
        ("The barge’s owner, Vik Towing Inc., said it was “late”.", "Vik Towing Inc."),
        ("The Bishop of Vik, the Rt Rev Ada Ray, said it was “late”.", "Ada Ray"),
        ("Reacting, the mayor of Rud, Ada Ray, said it was “late”.", "Ada Ray"),
        ("According to court papers, Bakke was “late”.", "court papers"),
        ("A letter from the club read: “We wait here.”", "letter from the club"),
    ],
)
def test_the_subject_is_found_past_asides_and_verbs_of_what_is_yet_to_be_said(text: str, name: str) -> None:
    assert speakers(text) == [name]


def test_the_place_that_an_article_begins_with_is_no_subject() -> None:
    segments = segmented("VIK: The Supreme Court asked if the fee was “theft”.")
    assert [one.name for one in attribute(segments)] == ["Supreme Court"]


def test_what_comes_behind_citing_is_no_name() -> None:
    assert speakers("The army spoke. Citing “reports,” it said two were hurt.") == ["The army"]


def test_a_paragraph_that_is_all_quotation_goes_on_from_the_reporter_s_before_it() -> None:
    assert speakers("“We stay,” said Lind.\n\nBakke said it was late.\n\n“We lost the ball.”") == [
        "Marta Lind",
        "Odd Bakke",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Police held a man called “the Fox” in Vik.",
        "The event was tagged: “A Night Of Light”.",
        "To loud cheers, of “late”, they left.",
    ],
)
def test_names_of_things_and_words_of_nobody_are_nobody_s(text: str) -> None:
    assert speakers(text) == [None]


def test_who_is_named_behind_a_full_stop_within_the_marks_says_it() -> None:
    assert speakers("Bakke spoke.\n\n“We waited for hours.” Lind added.") == ["Marta Lind"]


def test_who_is_quoted_may_be_described_before_what_was_said() -> None:
    assert speakers("The party quoted Ada Ray, a former Whig MP, who said it was “late”.") == ["Ada Ray"]


def test_letters_in_brackets_part_no_office_from_its_bearer() -> None:
    assert speakers("“We wait,” head of the Vik Union (VU) Ada Ray told reporters.") == ["Ada Ray"]


def test_a_date_in_marks_is_said_by_whom_according_names() -> None:
    assert speakers("It is due “May or June,” according to Lind.") == ["Marta Lind"]
