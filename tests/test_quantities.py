"""What the words of an article say of how many people there are."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.quantities import find_counts, read_personnel

Bounds = tuple[int | None, int | None]

PIECES = [
    *["3,000", "1.5", "2014", "82nd", "9" * 5000, "1,5", "٣٠٠٠", "\u017fix", "thou\u017fand", "130\u212a", "one"],
    *["two", "half", "a", "thousand", "million", "dozen", "several", "hundreds", "of", "the", "most", "about"],
    *["up to", "more than", "between", "and", "to", "-", "\u2013", ",", "troops", "tanks", "$", "%", "in", "plus"],
    *["or so", "\u00a0", "\n"],
]


def bounds(words: str) -> Bounds:
    personnel = read_personnel(words)
    assert personnel is not None
    return personnel.low, personnel.high


@pytest.mark.parametrize(
    "words",
    [
        *["3,000", "3,000 troops", "3000 troops", "another 3,000 troops", "the 3,000-troop deployment"],
        *["3,000-strong force", "an additional 3,000", "3,000 of them", "3,000 more"],
        *["3,000 from 82nd Airborne Division", "Three thousand soldiers", "3\u00a0000 troops", "3\u2009000"],
        *["3 000 soldiers", "3'000", "3.000 soldiers", "3k", "3 thousand", "three-thousand"],
        *["3,000 members of the 82nd Airborne", "3,000 heavily armed Russian troops", "3,000 blue helmets"],
        *["3,000 Marine Corps reservists", "3,000 U.S.", "3,000 airmen, engineers and tanks"],
        *["120 tanks and 3,000 troops", "3,000 more. Tanks followed", '3,000 "combat-ready" troops'],
        "two brigades of 3,000 troops",
    ],
)
def test_a_number_is_both_bounds(words: str) -> None:
    assert bounds(words) == (3000, 3000)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("ten", 10), ("a dozen", 12), ("two dozen advisers", 24), ("half a dozen", 6), ("a half-dozen men", 6)],
        *[("a thousand troops", 1000), ("half a million", 500_000), ("two and a half thousand troops", 2500)],
        *[("Ninety-Four Citizen Airmen", 94), ("one hundred and fifty", 150), ("1.5 million", 1_500_000)],
        *[("130k", 130_000), ("130K troops", 130_000), ("1.5m people", 1_500_000), ("2 lakh soldiers", 200_000)],
        *[("1,00,000 troops", 100_000), ("one soldier", 1), ("zero troops", 0), ("100 million people", 10**8)],
        *[("100.000", 100_000), ("1.234 million", 1_234_000)],
    ],
)
def test_number_words_scales_and_groups_are_read(words: str, wanted: int) -> None:
    assert bounds(words) == (wanted, wanted)


@pytest.mark.parametrize(
    "before", ["about", "roughly", "some", "around", "approximately", "nearly", "almost", "close to"]
)
def test_a_word_before_it_makes_a_number_approximate(before: str) -> None:
    personnel = read_personnel(f"{before} 3,000 troops")
    assert personnel is not None
    assert (personnel.low, personnel.high, personnel.approximate) == (3000, 3000, True)


@pytest.mark.parametrize(
    "words",
    [
        *["an estimated 3,000", "estimated 3,000 troops", "~3,000", "~ 3,000 troops", "3,000 or so", "3,000-odd men"],
        "ca. 3,000",
    ],
)
def test_an_estimate_is_approximate(words: str) -> None:
    personnel = read_personnel(words)
    assert personnel is not None
    assert (personnel.low, personnel.high, personnel.approximate) == (3000, 3000, True)


@pytest.mark.parametrize("words", ["3,000", "more than 3,000", "up to 3,000", "several thousand", "some of his forces"])
def test_without_such_a_word_nothing_is_approximate(words: str) -> None:
    personnel = read_personnel(words)
    assert personnel is not None
    assert not personnel.approximate


@pytest.mark.parametrize(
    "words",
    [
        *["more than 3,000", "over 3,000 U.S. Marines", "at least 3,000 troops", "upwards of 3,000", "3,000-plus"],
        *["3,000+ troops", "no fewer than 3,000", "well over 3,000", "3,000 or more", "in excess of 3,000"],
        "more than an additional 3,000",
    ],
)
def test_more_than_a_number_leaves_the_top_open(words: str) -> None:
    assert bounds(words) == (3000, None)


@pytest.mark.parametrize(
    "words",
    [
        *["up to 130,000", "as many as 130,000", "no more than 130,000", "fewer than 130,000", "less than 130,000"],
        *["130,000 or fewer", "under 130,000", "just under 130,000"],
        *["a huge force of up to 130,000 troops backed by tanks", "at most 130,000"],
    ],
)
def test_up_to_a_number_leaves_the_bottom_open(words: str) -> None:
    assert bounds(words) == (None, 130_000)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("8,500 to 10,000", (8500, 10_000)), ("between 8,500 and 10,000 troops", (8500, 10_000))],
        *[("8,500-10,000", (8500, 10_000)), ("8,500\u201310,000", (8500, 10_000))],
        *[("8,500 \u2013 10,000 men", (8500, 10_000)), ("between about 8,500 and about 10,000", (8500, 10_000))],
        *[("one or two soldiers", (1, 2)), ("8-10,000 troops", (8000, 10_000))],
        *[("two to three thousand", (2000, 3000)), ("100-150k", (100_000, 150_000))],
        *[("900 to 2,000 troops", (900, 2000)), ("one to two hundred thousand", (100_000, 200_000))],
        *[("fifty to a hundred thousand", (50_000, 100_000)), ("up to 8,500 to 10,000", (None, 10_000))],
    ],
)
def test_a_range_has_two_bounds_and_may_share_its_scale(words: str, wanted: Bounds) -> None:
    assert bounds(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        *["several thousand", "several thousand U.S. troops", "thousands of troops", "hundreds"],
        *["Dozens of advisers", "troops", "a few hundred", "a couple of thousand", "tens of thousands"],
        *["hundreds of thousands of soldiers", "no soldiers", "most of the 2,000", "half of the 2,000 troops"],
        *["a third of the 3,000 troops", "10 percent of the 3,000 troops", "a quarter of a million"],
        *["buildup of soldiers", "hundreds of the 2,000 troops"],
    ],
)
def test_vague_words_have_no_bounds(words: str) -> None:
    assert bounds(words) == (None, None)


@pytest.mark.parametrize(
    "words",
    [
        *["12 300 troops", "1,5 million troops", "from 2,000 to 900 troops", "1,000 soldiers and 500 marines"],
        *["1.5 troops", "1.2345 thousand troops", "3,00 troops", "007 men", "seven five troops"],
        "one million million troops",
    ],
)
def test_what_can_be_read_in_two_ways_has_no_bounds(words: str) -> None:
    assert bounds(words) == (None, None)


@pytest.mark.parametrize(
    "words",
    [
        *["9" * 5000, "10,000,000,000 troops", "two billion people", "5bn people", "1" + ",000" * 1000],
        "100,000,001 troops",
    ],
)
def test_a_number_beyond_all_armies_has_no_bounds(words: str) -> None:
    assert bounds(words) == (None, None)


@pytest.mark.parametrize(
    "words", ["٣٠٠٠ troops", "\uff13,000 troops", "in 2014 Russian troops", "the 82 Airborne soldiers"]
)
def test_other_digits_years_and_formations_do_not_count_people(words: str) -> None:
    assert bounds(words) == (None, None)


@pytest.mark.parametrize(
    "words",
    [
        *["18th Airborne Corps", "82nd Airborne", "in 2014", "an armored Stryker unit", "12 F-16s", "12 Strykers"],
        *["20 aircraft", "", "F-16s", "three more battalion tactical groups", "two brigades", "one of the units"],
        *["$3,000", "2022-02-02", "Feb. 2, 2022", "Article 5"],
    ],
)
def test_words_that_name_no_people_are_none(words: str) -> None:
    assert read_personnel(words) is None


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("300 of the 2,000", 300), ("Just a few hundred \u2013 around 300 of the 2,000 \u2013", 300)],
        *[("12 F-16s and 200 airmen", 200), ("3,000 troops, 2,000 of them from Fort Bragg", 3000)],
        *[("Feb. 2, 2022: 3,000 troops", 3000), ("the 2014 group of 40 men", 40)],
    ],
)
def test_of_several_numbers_the_first_that_counts_people_is_read(words: str, wanted: int) -> None:
    assert bounds(words) == (wanted, wanted)


def test_the_words_are_kept_as_they_are() -> None:
    personnel = read_personnel(" Some  3,000\ntroops ")
    assert personnel is not None
    assert personnel.text == " Some  3,000\ntroops "


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Some 5,000 more are expected.", ["Some 5,000"]),
        ("More than 3,000 troops, with roughly 2,000 of them in 2014.", ["More than 3,000", "roughly 2,000"]),
        ("The 82nd Airborne and several thousand soldiers", ["several thousand"]),
        ("between 8,500 and 10,000 on Feb. 2, 2022 at 10:30 (12%)", ["8,500 and 10,000"]),
        ("An attack on one is an attack on all.", []),
        ("one soldier, 3,000-plus men, 12 F-16s", ["one", "3,000-plus", "12"]),
        ("most of the 2,000 and half a million", ["2,000", "half a million"]),
    ],
)
def test_number_phrases_are_found_with_their_modifiers(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in find_counts(text)] == wanted


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)))
@example("1" * 5000)
@example("thou\u017fand troops 3 thou\u017fand")
def test_any_words_are_read_and_their_bounds_are_in_order(words: str) -> None:
    personnel = read_personnel(words)
    low, high = (personnel.low, personnel.high) if personnel else (None, None)
    assert all(bound is None or 0 <= bound <= 10**8 for bound in (low, high))
    assert low is None or high is None or low <= high


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_found_phrases_lie_in_the_text_one_after_the_other(text: str) -> None:
    end = 0
    for start, until in find_counts(text):
        assert end <= start < until <= len(text)
        end = until


@given(st.integers(0, 10**8))
def test_a_number_written_with_commas_is_read_back(number: int) -> None:
    assert bounds(f"{number:,} troops") == (number, number)
