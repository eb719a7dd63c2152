"""What stands around a person's name and is no part of it, and how names told in part are made whole."""

import pytest

from extractor.naming import Names
from extractor.stripping import strip_title


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("MP Ida Holm", "Ida Holm"),
        ("Ida Holm MP", "Ida Holm"),
        ("VDP MP Ida Holm", "Ida Holm"),
        ("VDP Ida Holm", "Ida Holm"),
        ("VDP JP Nair", "JP Nair"),
        ("CS Ida Holm", "Ida Holm"),
        ("Det Con Tom Reed", "Tom Reed"),
        ("Mr Justice Reed", "Reed"),
        ("Pastor Tom Reed", "Tom Reed"),
        ("Sheikh Omar al-Said", "Omar al-Said"),
        ("Vik County Sheriff Tom Reed", "Tom Reed"),
        ("Mother-of-two Ida Holm", "Ida Holm"),
        ("Tearful Ida Holm", "Ida Holm"),
        ("Singer Ida Holm", "Ida Holm"),
        ("Rep. Ida Holm of Vik", "Ida Holm"),
        ("Minister in the presidency Ida Holm", "Ida Holm"),
        ("Minister of Public Works Ida Holm", "Ida Holm"),
        ("ambassador to Poland Ida Holm", "Ida Holm"),
    ],
)
def test_letters_ranks_and_roles_are_no_part_of_a_name(words: str, name: str) -> None:
    assert strip_title(words) == name


@pytest.mark.parametrize(
    "name",
    ["JP Nair", "UN Women", "HMS Ida Holm", "Derek Sen", "Teacher Training Agency", "Bank of Vik", "Dean Baker"],
)
def test_what_only_looks_like_a_title_stays(name: str) -> None:
    assert strip_title(name) == name


@pytest.mark.parametrize(
    ("text", "name", "full"),
    [
        ("Jan van der Berg left.", "Van der Berg", "Jan van der Berg"),
        ("Omar al-Said left.", "Al-Said", "Omar al-Said"),
        ("Omar al-Said left.", "Said", "Omar al-Said"),
        ("Tom F. Reed Jr. left.", "Reed", "Tom F. Reed Jr."),
        ("Tom Anders Reed left.", "Tom Reed", "Tom Anders Reed"),
        ("Minister Ida Holm left.", "CS Holm", "Ida Holm"),
        ("Meet Ida Holm\n\nIda Holm left.", "Holm", "Ida Holm"),
        ("JP Nair left. Ravi Nair came.", "JP Nair", "JP Nair"),
        ("Minister Omar Said Idris left.", "Omar Said", "Omar Said Idris"),
        ("Ida Holm Wins\n\nIda Holm left.", "Ida Holm", "Ida Holm"),
        ("Ida Holm left.", "Tom Holm", "Tom Holm"),
    ],
)
def test_a_name_told_in_part_is_made_whole(text: str, name: str, full: str) -> None:
    assert Names(text).fullest(name) == full
