"""Grounding: a value with the place that says it, or none; nothing fuzzy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.flow import Segments
from extractor.grounding import Ledger, locate, locate_name, names_nobody, says_nothing, sentence_ranges, whole_article
from extractor.segmenting import segment_article
from schemas import ArticleText
from tests.scripted import place_of

TEXT = (
    "Pentagon press secretary John Kirby said about 3,000 U.S. troops will move. “They will not stay,” Kirby added.\n\n"
    "President Joe Biden met reporters. On Friday Biden spoke again, and Jill Biden listened. He left.\n\n"
    "A senior defense official spoke. Russian officials objected, and so did U.S. officials. The Defense Department "
    "was silent; the State Department was not."
)


def segmented(text: str = TEXT) -> Segments:
    return segment_article(ArticleText(id="a", text=text))


def named(words: str, numbers: list[int] | None = None, text: str = TEXT) -> tuple[str, list[str]] | None:
    segments = segmented(text)
    ranges = whole_article(segments) if numbers is None else sentence_ranges(segments, numbers)
    found = locate_name(segments, words, ranges)
    return (found[0], [span.text for span in found[1]]) if found else None


@pytest.mark.parametrize(
    "words",
    [
        "30,000",
        "3,00",
        "They will stay",
        "They will not stay long",
        "They shall not stay",
        "U.S. troop",
        "roops will move",
        "a senior defence official",
        "",
        " ",
        "“”",
    ],
)
def test_words_that_are_not_the_articles_own_are_nowhere(words: str) -> None:
    segments = segmented()
    assert locate(segments, words, whole_article(segments)) is None


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("they WILL not stay,", "They will not stay,"),
        ('"They  will\nnot stay,"', "“They will not stay,”"),
        ("3,000 U.S. troops", "3,000 U.S. troops"),
    ],
)
def test_marks_spaces_and_case_do_not_count(words: str, there: str) -> None:
    segments = segmented()
    assert locate(segments, words, whole_article(segments)) == place_of(TEXT, there)


def test_only_the_given_sentences_are_searched() -> None:
    segments = segmented()
    assert locate(segments, "Jill Biden", sentence_ranges(segments, [1, 2])) is None


def test_sentences_that_do_not_exist_have_no_range() -> None:
    assert sentence_ranges(segmented(), [0, -1, 99]) == []


@given(st.integers(0, len(TEXT)), st.integers(1, 60))
def test_whatever_is_cut_out_at_word_borders_is_found_with_its_own_words(start: int, length: int) -> None:
    words = TEXT[start : start + length].strip()
    edge = start + len(TEXT[start : start + length]) - len(TEXT[start : start + length].lstrip())
    segments = segmented()
    places = [segments.span(left, right) for left, right in segments.folded.find(words, 0, len(TEXT))]
    assert all(span.text.casefold() == words.casefold() for span in places)
    whole = (not TEXT[:edge][-1:].isalnum()) and (not TEXT[edge + len(words) :][:1].isalnum())
    if words and whole and words[0].isalpha() and words[-1].isalpha():
        assert any(span.start == edge for span in places)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Kirby", "John Kirby"),
        ("John Kirby", "John Kirby"),
        ("Pentagon press secretary John Kirby", "John Kirby"),
        ("a senior defense official", "senior defense official"),
        ("senior defense official", "senior defense official"),
        ("the State Department", "State Department"),
    ],
)
def test_a_name_is_the_fullest_that_the_article_gives_without_title(words: str, name: str) -> None:
    found = named(words)
    assert found is not None
    assert found[0].removeprefix("the ") == name


def test_a_name_is_never_longer_than_the_name() -> None:
    """`On Friday Biden` is no name: the day belongs to the sentence."""
    found = named("Biden")
    assert found is not None
    assert found[0] == "Joe Biden"


def test_a_last_name_in_the_cited_sentence_and_the_full_one_elsewhere_are_both_evidence() -> None:
    assert named("John Kirby", [2]) == ("John Kirby", ["John Kirby", "Kirby"])


def test_the_last_name_of_somebody_else_is_no_evidence() -> None:
    """`Jill Biden` does not name Joe Biden."""
    text = "Joe Biden spoke. Jill Biden listened."
    assert named("Joe Biden", [2], text) is None


def test_a_last_name_after_a_title_is_evidence() -> None:
    text = "Joe Biden spoke. The troops were sent by President Biden."
    assert named("Joe Biden", [2], text) == ("Joe Biden", ["Joe Biden", "Biden"])


@pytest.mark.parametrize("words", ["U.S. officials", "Defense Department"])
def test_the_last_word_of_a_description_is_no_evidence_for_all_of_it(words: str) -> None:
    """`Russian officials` are not U.S. officials, and one department is not another."""
    text = "U.S. officials and the Defense Department met. Russian officials and the State Department did not."
    assert named(words, [2], text) is None


def test_a_description_must_stand_in_the_cited_sentence_in_full() -> None:
    assert named("senior defense official", [2]) is None


@pytest.mark.parametrize("words", ["he", "She", "THEY", "it", "him", "none", "None", "null", "unknown", "n/a", "", " "])
def test_pronouns_and_words_for_nobody_name_nobody(words: str) -> None:
    assert names_nobody(words)
    assert named(words) is None


@pytest.mark.parametrize("words", ["Kirby", "the Pentagon", "officials", "Nonesuch"])
def test_other_words_may_be_a_name(words: str) -> None:
    assert not names_nobody(words)


@pytest.mark.parametrize(("words", "nothing"), [("none", True), (" NULL ", True), ("", True), ("None of them", False)])
def test_a_models_words_for_nothing_are_known(words: str, nothing: bool) -> None:  # noqa: FBT001
    assert says_nothing(words) is nothing


def test_a_name_over_a_line_end_is_written_with_one_space() -> None:
    found = named("Ana Silva", text="Minister Ana\nSilva spoke in Ceuta.\nShe left.")
    assert found == ("Ana Silva", ["Ana\nSilva"])


def test_the_articles_own_marks_stay_in_a_name() -> None:
    found = named("Brian O'Neil", text="Brian O\u2019Neil spoke.")
    assert found == ("Brian O\u2019Neil", ["Brian O\u2019Neil"])


def test_a_refused_value_is_listed_as_given_with_its_round_and_reason_in_words() -> None:
    ledger = Ledger("quotes", 2)
    ledger.refuse("speakers A", "name", "Zorro", "not_in_article", place_of(TEXT, "troops"))
    [refused] = ledger.rejections
    assert (refused.task, refused.item, refused.field, refused.value) == ("quotes", "speakers A", "name", "Zorro")
    assert (refused.reason, refused.round) == ("not_in_article", 2)
    assert refused.message == "it does not stand in the article"
    assert refused.span == place_of(TEXT, "troops")
