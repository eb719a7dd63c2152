"""How an article falls into paragraphs and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.flow import Segments
from extractor.segmenting import segment_article
from schemas import ArticleText

LONG = "The committee met again on Monday and put off its vote for the third time this year, members said afterwards."
WRAPPED = (
    "The committee met again on Monday and put off its vote for the third\n"
    "time this year. Members said afterwards that they had heard nothing\n"
    "from the ministry."
)


def segmented(text: str) -> Segments:
    return segment_article(ArticleText(id="a", text=text))


def paragraphs(text: str) -> list[str]:
    return [text[start:end] for start, end in segmented(text).paragraphs]


def sentences(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in segmented(text).sentences]


@pytest.mark.parametrize("border", ["\n\n", "\r\n\r\n", "\n \t \n", "\n\n\n", "\r\n \r\n\r\n", "\r", "\r\r"])
def test_a_blank_line_ends_a_paragraph(border: str) -> None:
    assert paragraphs(f"One.{border}Two.") == ["One.", "Two."]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_long_lines_are_paragraphs_of_their_own(newline: str) -> None:
    assert paragraphs(f"Headline{newline}{LONG}{newline}{LONG}") == ["Headline", LONG, LONG]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_wrapped_at_72_columns_are_one_paragraph(newline: str) -> None:
    wrapped = WRAPPED.replace("\n", newline)
    assert paragraphs(f"{wrapped}{newline}{newline}{wrapped}") == [wrapped, wrapped]


def test_a_sentence_may_cross_the_lines_of_wrapped_text() -> None:
    assert sentences(WRAPPED)[0].endswith("third\ntime this year.")
    assert len(sentences(WRAPPED)) == 2


@pytest.mark.parametrize("text", ["", " ", "\n\n \r\n", "\u2028"])
def test_white_space_has_no_paragraphs_sentences_or_stretches(text: str) -> None:
    segments = segmented(text)
    assert (segments.paragraphs, segments.sentences, segments.stretches) == ((), (), ())


def test_sentences_are_numbered_from_one_through_all_paragraphs() -> None:
    found = segmented("One went. Two came.\n\nThree stayed.").sentences
    assert [(sentence.number, sentence.paragraph) for sentence in found] == [(1, 0), (2, 0), (3, 1)]


@pytest.mark.parametrize("name", ["Mr. Smith", "the U.S. army", "Gen. Ray", "Lt. Col. Ray", "J. R. Ray"])
def test_an_abbreviation_ends_no_sentence(name: str) -> None:
    assert sentences(f"They met {name} at noon. He left.") == [f"They met {name} at noon.", "He left."]


@given(
    st.lists(
        st.sampled_from([*"ab. \n\r\t“”\"'?!…\u2028\u00a0\u200b\x0cé👍", "Mr. ", "U.S. ", "\r\n"]), max_size=60
    ).map("".join)
)
def test_every_visible_character_is_in_one_sentence_of_one_paragraph(text: str) -> None:
    segments = segmented(text)
    covered = [offset for sentence in segments.sentences for offset in range(sentence.start, sentence.end)]
    assert covered == sorted(set(covered))
    assert all(text[offset].isspace() for offset in set(range(len(text))) - set(covered))
    for sentence in segments.sentences:
        start, end = segments.paragraphs[sentence.paragraph]
        assert start <= sentence.start < sentence.end <= end


@pytest.mark.parametrize("piece", ["Words and words. ", "word ", "‘a ", "x"])
def test_a_paragraph_of_any_length_is_cut_without_loss(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    found = segmented(text).sentences
    assert "".join(text[sentence.start : sentence.end] for sentence in found).replace(" ", "") == text.replace(" ", "")


def test_an_offset_finds_its_sentence_and_its_paragraph() -> None:
    segments = segmented("One went. Two came.\n\nThree stayed.")
    place = segments.text.index("Three")
    assert (segments.sentence_at(place).number, segments.paragraph_at(place)) == (3, 1)
    assert (segments.sentence_at(place - 1).number, segments.paragraph_at(place - 1)) == (2, 0)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2028", "\u3000", "\x85"])
def test_a_wide_space_between_a_letter_and_a_full_stop_stops_nothing(space: str) -> None:
    """The splitter panics there, with an exception that is no `Exception` and ends a whole run."""
    assert sentences(f"They chose plan A{space}. It failed.")[-1] == "It failed."
