"""The office that an article gives a person, ahead of the name and behind it; all names are invented."""

import pytest

from extractor.titling import find_title
from tests.told import segmented


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ada Ray, chief economist at Holm & Co, left.", "chief economist at Holm & Co"),
        ("Ada Ray, 43, a crane driver, left.", "crane driver"),
        ("Ada Ray, president and chief executive of Holm, left.", "president and chief executive of Holm"),
        ("Ada Ray, a veteran adviser to Whig and Tory leaders, left.", "veteran adviser to Whig and Tory leaders"),
        ("Ada Ray, the head of the fund’s Africa department, left.", "head of the fund’s Africa department"),
        ("Ada Ray, who is a former security minister, left.", "former security minister"),
        ("Ada Ray is the mayor of Vik.", "mayor of Vik"),
        ("Ada Ray (coach) left.", "coach"),
        ("Governor, Mrs. Ada Ray, left.", "Governor"),
        ("Former naval chief Dame Ada Ray left.", "Former naval chief"),
        ("Harbour Chief Advisor Dr. Ada Ray left.", "Harbour Chief Advisor"),
        ("Vik virologist Ada Ray left.", "Vik virologist"),
        ("They have slammed party leader Ada Ray.", "party leader"),
        ("Ada Ray, appearing for the owner, left.", None),
        ("Ada Ray, a mother of six, left.", None),
        ("Dr. Ada Ray left.", None),
        ("The chief executive of Ada Ray left.", None),
    ],
)
def test_the_title_is_an_office_or_a_role_with_what_it_is_of(text: str, title: str | None) -> None:
    segments = segmented(text)
    place = find_title(segments, "Ada Ray")
    assert (segments.text[slice(*place)] if place else None) == title


def test_a_title_is_not_that_of_another_bearer_of_the_surname() -> None:
    segments = segmented("Tom Ray, the mayor, and Ada Ray left. Ray waved.")
    assert find_title(segments, "Ada Ray") is None


@pytest.mark.parametrize("ahead", ["Governor", "Democrat", "Meanwhile", "Former governor"])
def test_a_title_may_stand_beside_the_surname_alone(ahead: str) -> None:
    segments = segmented(f"Ada Ray left. {ahead} Ray, a former welder, waved.")
    place = find_title(segments, "Ada Ray")
    assert place
    assert segments.text[slice(*place)] in {"former welder", "Former governor"}


def test_a_part_of_a_name_that_ends_like_a_trade_is_no_title() -> None:
    assert find_title(segmented("Omar bin Salman al-Said waved."), "Omar bin Salman al-Said") is None


def test_what_is_written_is_no_office_of_the_name_behind_it() -> None:
    assert find_title(segmented("Sign up to our newsletter, Harbour Nights."), "Harbour Nights") is None
