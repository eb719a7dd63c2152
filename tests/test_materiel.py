"""Whether two mentions of matériel may be of the same things."""

import pytest

from extractor.materiel import same_things


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("four frigates", "the vessels"),
        ("warships", "two ships"),
        ("F-16 fighter jets", "the aircraft"),
        ("40 tanks", "tanks"),
        ("missile batteries", "two missile batteries"),
    ],
)
def test_alike_in_kind_with_a_general_word_and_no_other_number_they_may_be(words: str, others: str) -> None:
    assert same_things(words, others)
    assert same_things(others, words)


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("four frigates", "three vessels"),
        ("four frigates", "a submarine"),
        ("four frigates", "the jets"),
        ("HMS Otter", "the ship"),
        ("weapons", "the ships"),
    ],
)
def test_of_another_number_noun_kind_or_name_they_are_not(words: str, others: str) -> None:
    assert not same_things(words, others)
    assert not same_things(others, words)
