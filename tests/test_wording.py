"""How hidden characters, numbers and days read to people."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.wording import counted, days, people, visible
from schemas import Day, Period, Personnel

FIRST, LAST = date(2024, 5, 8), date(2024, 5, 10)


@pytest.mark.parametrize(
    "hidden", [*"\x00\x07\x1b\x7f\x85\x9b\u00ad\u061c\u200b\u200e\u2028\u202e\u2066\ufeff\U000e0041", "\ud800", "\r"]
)
def test_a_hidden_character_is_spelt_out(hidden: str) -> None:
    assert visible(f"a{hidden}b") == f"a<U+{ord(hidden):04X}>b"


@pytest.mark.parametrize(
    "text", ["plain “text” é\tand\n", "line\r\nend", "\u0645\u06cc\u200c\u062e", "👨\u200d👩", "❤\ufe0f", "東京"]
)
def test_what_spells_words_is_left_alone(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("text", ["Po\u200dland", "Po\u200cland", "a\ufe0fb"])
def test_joiners_among_latin_letters_are_spelt_out(text: str) -> None:
    assert "<U+" in visible(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u041c\u043eskva 3rd Gu\u0430rds", "\u041c<U+043E>skva 3rd Gu<U+0430>rds"),
        ("\u0421OVID", "<U+0421>OVID"),
        ("R\u03bfme", "R<U+03BF>me"),
    ],
)
def test_a_letter_that_passes_for_a_latin_one_beside_one_is_spelt_out(text: str, shown: str) -> None:
    """Fault 35: a unit's name with look-alikes is kept in the data and shown for what it is."""
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["Москва, 4-я танковая", "Αθήνα", "Т-72 and T-90", "5 μm, 3 kΩ"])
def test_words_of_one_script_are_left_alone(text: str) -> None:
    assert visible(text) == text


@given(st.text())
def test_what_is_visible_stays_so(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("low", "high", "approximate", "wanted"),
    [
        (3000, 3000, False, "3,000"),
        (3000, 3000, True, "~3,000"),
        (3000, None, False, "3,000+"),
        (None, 130_000, False, "up to 130,000"),
        (8500, 10_000, False, "8,500 to 10,000"),
        (0, 0, False, "0"),
        (None, None, False, "several thousand"),
    ],
)
def test_a_number_of_people_reads_as_its_bounds(
    low: int | None, high: int | None, *, approximate: bool, wanted: str
) -> None:
    assert people(Personnel(low=low, high=high, approximate=approximate, text="several thousand")) == wanted


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (FIRST, LAST, "2024-05-08 to 2024-05-10"),
        (FIRST, FIRST, "2024-05-08"),
        (FIRST, None, "from 2024-05-08"),
        (None, LAST, "until 2024-05-10"),
        (None, None, ""),
    ],
)
def test_a_period_reads_as_its_days(start: date | None, end: date | None, wanted: str) -> None:
    assert days(Period(text="soon", start=start, end=end, basis="stated")) == wanted


@pytest.mark.parametrize(("day", "wanted"), [(FIRST, "2024-05-08"), (None, "")])
def test_a_day_reads_as_its_date(day: date | None, wanted: str) -> None:
    assert days(Day(text="Wednesday", date=day, basis="stated")) == wanted


@pytest.mark.parametrize(("number", "wanted"), [(0, "0 quotes"), (1, "1 quote"), (2000, "2,000 quotes")])
def test_a_number_agrees_with_its_noun(number: int, wanted: str) -> None:
    assert counted(number, "quote") == wanted
