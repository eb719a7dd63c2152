"""Whom pronouns, offices and epithets mean by what the article tells before; all names and sentences are invented."""

import pytest

from extractor.speaking import attribute
from tests.told import segmented


def speakers(text: str) -> list[str | None]:
    return [one.name for one in attribute(segmented(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lawyer Grant Moe asked for mercy. He said Mr Reed was sorry.\n\n“Reed has changed,” he said.", "Grant Moe"),
        ("Grant Moe, for the crown, spoke.\n\nHe said Mr Reed had run.\n\n“Reed ran,” he said.", "Grant Moe"),
        ("Mrs Lind’s aide, Ida Holm, said no.\n\n“We wait,” she added.", "Ida Holm"),
        ("Prime Minister Odd Bakke met his party. “We rise,” its leader Tom Reed quoted him as saying.", "Odd Bakke"),
        ("Ida Holm, a nurse, met Tom Reed. According to her, the port is “dead”.", "Ida Holm"),
    ],
)
def test_a_pronoun_means_whom_the_sentences_before_are_about(text: str, name: str) -> None:
    assert speakers(text)[-1] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tom Reed signed on Friday.\n\nThe Norwegian said: “I am glad.”", "Tom Reed"),
        ("Tom Reed signed on Friday.\n\nThe New Zealander said: “I am glad.”", "Tom Reed"),
        ("Tom Reed, 27, met Odd Bakke, 31.\n\n“I am glad,” the 27-year-old said.", "Tom Reed"),
        ("Ida Holm won the vote.\n\n“I am glad,” the mother-of-two told reporters.", "Ida Holm"),
        ("Coach Tom Reed was late.\n\n“I am glad,” the striker said.", "Tom Reed"),
        ("Envoy Tom Reed was late.\n\n“I am glad,” the senior diplomat said.", "Tom Reed"),
        ("A diplomat was late. Envoy Tom Reed was not.\n\n“I am glad,” the diplomat said.", "the diplomat"),
    ],
)
def test_an_epithet_means_the_person_told_of_before(text: str, name: str) -> None:
    assert speakers(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The boss of Vik Bank said it was “late”.\n\nChief executive Ida Holm left.", "Ida Holm"),
        ("Foreign Minister Ida Holm met Health Minister Tom Reed. The health minister said “no”.", "Tom Reed"),
        ("Ida Holm, head of the fund, left. The head of the navy said “no”.", "The head of the navy"),
        ("Ida Holm, the chief executive of Vik Bank, left. “No,” the chief executive said.", "Ida Holm"),
    ],
)
def test_an_office_means_its_bearer_and_nobody_of_another_body(text: str, name: str) -> None:
    assert speakers(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Senior officials were angry. One said: “Go.”", "Senior officials"),
        ("The Bank of Vik lost money. The bank said it was “sorry”.", "Bank of Vik"),
        ("That bleak view is in a memorandum. It said the dam was “unsafe”.", "memorandum"),
        ("Vik sent troops. “We go,” the army said.", "the army"),
    ],
)
def test_who_is_told_in_part_goes_by_what_was_told_in_full(text: str, name: str) -> None:
    assert speakers(text) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sir Tom Reed met the board. “It was fair,” Sir Tom said.", ["Tom Reed"]),
        ("“We object,” said Li Meihua, a professor. Li said it was “rash”.", ["Li Meihua"] * 2),
        ("When Fatuma Abdi came, she had nothing.\n\n“I walked,” says Fatuma.", ["Fatuma Abdi"]),
        ("Jordan Ray, 40, lives in Jordan. Jordan said it was “at war”.", ["Jordan"]),
    ],
)
def test_a_first_name_means_the_one_person_whose_it_is_but_no_nation(text: str, names: list[str]) -> None:
    assert speakers(text) == names


def test_a_place_is_nobody_whom_a_pronoun_means() -> None:
    assert speakers("Rain failed in Central Vik state, said the head of the camps.\n\n“We wait,” he said.") == [None]


def test_an_office_of_a_place_is_no_name_of_a_person() -> None:
    assert speakers("Vik Superintendent of Police Tom Reed spoke. “We wait,” he said.") == ["Tom Reed"]
