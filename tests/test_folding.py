"""What counts as the same words, and where they stand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.folding import fold

WORDS = st.text(st.sampled_from("abcéßİıñÅø東Жdž0179"), min_size=1, max_size=6)
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from([*" \n'’\"“”-–—,.…\u00a0\u00ad\u200b"])), max_size=25).map("".join)


def found(words: str, text: str) -> list[str]:
    return [text[start:end] for start, end in fold(text).find(words, 0, len(text))]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("fort bragg", "Fort Bragg"),
        ("Fort Bragg", "FORT\u00a0 \r\n\tBRAGG"),
        ("Fort Bragg", "Fort\u2009\u2028Bragg"),
        ("the minister's word", "the minister’s word"),
        ("the minister`s word", "the minister′s word"),
        ('the "big" one', "the “big” one"),
        ("the «big» one", 'the "big" one'),
        ("2014-2016", "2014–2016"),
        ("not-yet", "not—yet"),
        ("minus-one", "minus−one"),
        ("non\u2011stop", "non-stop"),
        ("wait...", "wait…"),
        ("İzmir", "İzMIR"),
        ("İzmir", "I\u0307zmir"),
        ("strasse", "Straße"),
        ("STRASSE", "straße"),
        ("Straße", "STRASSE"),
        ("Zelenskyy café", "Zelenskyy cafe\u0301"),
        ("Zelenskyy cafe\u0301", "Zelenskyy CAFÉ"),
        ("Erdoğan", unicodedata.normalize("NFD", "ERDOĞAN")),
        ("soldiers", "sol\u00addiers"),
        ("Poland", "Po\u200bland"),
        ("Po\u2060land", "Poland"),
        ("Poland", "\u202ePo\ufe0fland\u200f\U000e0041"),
        ("13 000", "13\u202f000"),
        ("U.S. army", "U. S. army"),
        ("efficient", "eﬃcient"),
    ],
)
def test_marks_dashes_spaces_case_and_composition_do_not_matter(words: str, text: str) -> None:
    assert [fold(place).text for place in found(words, f"In {text}, he said")] == [fold(words).text]


@pytest.mark.parametrize("before", ["", "İİ ", "ß…ﬃ ", "e\u0301 \u200b\u00ad ", "👍🏽 \r\n\r\n", "U. S. "])
def test_the_place_is_in_the_original_whatever_folding_makes_of_what_stands_before(before: str) -> None:
    text = f"{before}the Straße — ends"
    assert found("the strasse - ends", text) == ["the Straße — ends"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("it is permanent", "it is not permanent"),
        ("we can", "we can't go"),
        ("we can", "we can’t go"),
        ("he did", "he didn't go"),
        ("they", "they're gone"),
        ("cannot", "can"),
        ("NATO", "non-NATO members"),
        ("combatants", "non‑combatants"),
        ("3,000", "30,000"),
        ("3,000", "13,000"),
        ("3,000", "3,000,000"),
        ("3,000", "3,000.5"),
        ("3,000", "3000"),
        ("000", "3,000"),
        ("3", "3.5"),
        ("5", "3.5"),
        ("3 000", "13 000"),
        ("13", "13\u00a0000"),
        ("000", "13 000"),
        ("82", "82nd"),
        ("Poland", "Polands"),
        ("land", "Poland"),
        ("Pol", "Poland"),
        ("Brien", "O'Brien"),
        ("O", "O’Brien"),
        ("s plan", "Kirby's plan"),
        ("Cafe", "Cafe\u0301"),
        ("Cafe\u0301", "Cafe\u0301s"),
        ("stra", "Straße"),
        ("istanbul", "ıstanbul"),
        ("Киев", "Kиeв"),
        ("Fort Bragg", "Fort-Bragg"),
        ("Fort Bragg", "FortBragg"),
        ("Fort Bragg", "Fort, Bragg"),
        ("cooperate", "co-operate"),
        ("resume", "résumé"),
    ],
)
def test_other_words_numbers_and_parts_of_words_are_not_found(words: str, text: str) -> None:
    assert found(words, f"So {text} now") == []


@pytest.mark.parametrize("words", ["", " ", "\n", ".", "...", "—", "'", "“”", "\u200b", "\u00ad", "👍"])
def test_words_without_a_letter_or_digit_stand_nowhere(words: str) -> None:
    assert found(words, "a . b ... c — d ' e “” f \u200b 👍") == []


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Kirby", "Kirby's"),
        ("Kirby", "Kirby’s"),
        ("allies", "allies'"),
        ("Kirby", "'Kirby'"),
        ("Kirby", "‘Kirby’"),
        ("Kirby", "(Kirby)"),
        ("Moscow", "pro-Moscow"),
        ("3,000", "$3,000,"),
        ("2022", "2022."),
        ("82nd", "82nd,"),
        ("2022", "2022 300"),
    ],
)
def test_a_word_may_stand_beside_marks_and_in_a_possessive(words: str, text: str) -> None:
    assert found(words, f"So {text} now") == [words]


def test_every_place_is_given_in_reading_order() -> None:
    assert list(fold("a b, A B; a  b").find("a b", 0, 14)) == [(0, 3), (5, 8), (10, 14)]


@pytest.mark.parametrize(("start", "end", "places"), [(0, 3, 1), (1, 8, 1), (1, 7, 0), (5, 8, 1), (6, 8, 0), (0, 0, 0)])
def test_words_are_looked_for_within_the_given_offsets(start: int, end: int, places: int) -> None:
    assert len(list(fold("a b, a b").find("a b", start, end))) == places


def test_the_edges_of_the_range_do_not_cut_words() -> None:
    assert list(fold("Poland").find("land", 2, 6)) == []


@given(TEXTS)
def test_each_folded_character_has_its_offset_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.origins) == len(folded.text) + 1
    assert list(folded.origins) == sorted(folded.origins)
    assert folded.origins[-1] == len(text)


@given(TEXTS, WORDS)
def test_what_is_found_folds_to_the_words_that_were_looked_for(text: str, words: str) -> None:
    for form in ("NFC", "NFD"):
        for place in found(unicodedata.normalize(form, words), f"{text} {words} {text}"):
            assert fold(place).text == fold(words).text


@given(TEXTS, WORDS.filter(lambda words: "ı" not in words))
def test_words_of_their_own_are_always_found(text: str, words: str) -> None:
    """All but the letter whose capital is that of another letter."""
    for form in (words.upper(), words.casefold(), unicodedata.normalize("NFD", words)):
        assert words in found(form, f"{text} ; {words} ; {text}")
