"""The states whose forces one mention is of, where it is of several."""

import pytest

from extractor.flow import Json
from tests.told import slots_of


def forces(text: str) -> list[str]:
    return [slot["force"] for slot in map(as_draft, slots_of(text).values()) if slot]


def as_draft(slot: Json | str) -> Json:
    return {} if isinstance(slot, str) else slot


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Troops from Peru, Chile and Ghana have arrived in Haiti.", ["Peru", "Chile", "Ghana"]),
        ("Soldiers from several nations, including the Netherlands, Spain and Kenya, are arriving in Haiti.",
         ["Netherlands", "Spain", "Kenya"]),
        ("The Kenyan contingent will be joined by soldiers from Uganda and Burundi.", ["Kenyan", "Uganda", "Burundi"]),
        ("Spanish, Dutch and Czech troops are being sent to Lithuania.", ["Czech", "Spanish", "Dutch"]),
        ("Indonesia and Vietnam have sent warships to the Natuna Sea.", ["Vietnam", "Indonesia"]),
        ("Peru, Chile, Ghana have pledged to send soldiers to Haiti.", ["Ghana", "Peru", "Chile"]),
    ],
)  # fmt: skip
def test_each_state_of_a_list_has_forces_of_its_own(text: str, listed: list[str]) -> None:
    assert forces(text) == listed


def test_of_a_count_nothing_says_how_many_are_whose() -> None:
    assert len(forces("Ghanaian and Togolese forces met. Some 300 Ghanaian and Togolese troops arrived in Mali.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Norway has forces abroad. The troops from Germany and Italy will deploy to Mali.",
        "Norway moved troops from Germany and Italy to Mali.",
    ],
)
def test_where_forces_stood_before_does_not_own_them(text: str) -> None:
    assert set(forces(text)) == {"Norway"}


def test_a_state_that_forces_are_set_against_has_none_there() -> None:
    assert forces("Talks about a line between Peruvian and Chilean troops in Arica went on.") == ["Chilean"]


def test_forces_withdrawn_from_a_state_are_not_its() -> None:
    assert forces("It was the end of a mission. Withdrawing the soldiers from Mali took a month, Denmark said.") in (
        ["Denmark"],
        [],
    )
