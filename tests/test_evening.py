"""Evening: even white space, nothing unseen, and the way back to the article as it was given."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import Article, Settings, extract
from extractor.evening import even_article
from extractor.folding import seen
from schemas import ArticleText, Span
from tests.scripted import assert_grounded, evened

RULES = Settings(model="rules")
STORY = "Spain will send 400 soldiers to Latvia and Romania next month.\n\n“We go,” said Gen. Mark Silva on Monday."
TAG = "".join(chr(0xE0000 + ord(letter)) for letter in "none")


def even(text: str) -> str:
    return even_article(ArticleText(id="a", text=text)).article.text


@pytest.mark.parametrize("text", [STORY, "One line.\n\n\n\nAnother.\n", "“Two.”\n \nThree.", "13\u00a0000 soldiers"])
def test_an_even_article_stays_the_very_same(text: str) -> None:
    article = ArticleText(id="a", text=text)
    assert even_article(article).article is article


@pytest.mark.parametrize(
    "text",
    [
        "Spain sent\n400 soldiers.",
        "Spain sent\r\n400 soldiers.",
        "Spain  sent\t400 \n  soldiers.",
        "Spain sent 4\u200b00 sol\u00addiers.",
        f"Spain{TAG} sent 400 soldiers.\u2060",
        "\u202eSpain sent\n\u2066400 soldiers.\ufe0f",
    ],
)
def test_uneven_white_space_and_unseen_characters_make_no_difference(text: str) -> None:
    assert even(text) == "Spain sent 400 soldiers."


def test_paragraphs_stay_apart() -> None:
    assert even("Spain\nsent.\n\u200b\nFrance \n came.") == "Spain sent.\n\nFrance came."


def test_lines_that_were_not_wrapped_stay_paragraphs_of_their_own() -> None:
    long = "word " * 30 + "end."
    assert even(f"{long}\nshort  one").split("\n\n") == [long, "short one"]


def test_a_span_of_the_even_text_is_restored_with_all_that_stands_in_the_given_one() -> None:
    found = even_article(ArticleText(id="a", text="  Mark\r\nSil\u200bva said."))
    assert found.restored(Span(start=0, end=10, text="Mark Silva")) == Span(start=2, end=14, text="Mark\r\nSil\u200bva")


@given(st.text(alphabet=st.sampled_from("aB. \n\r\t\u200b\u00a0“”"), min_size=1, max_size=60))
@settings(max_examples=200, deadline=None)
def test_every_word_character_finds_its_own_place(text: str) -> None:
    article = ArticleText(id="a", text=text)
    found = even_article(article)
    for at, character in enumerate(found.article.text):
        if not character.isspace():
            span = found.restored(Span(start=at, end=at + 1, text=character))
            assert (span.text, text[span.start]) == (character, character)
    assert "".join(found.article.text.split()) == "".join(seen(text).split())


@pytest.mark.parametrize(
    "written",
    [STORY.replace(" ", "\n"), STORY.replace(" ", "\r\n"), STORY.replace(" ", "  "), STORY.replace(" ", f" {TAG}")],
)
def test_the_same_records_come_of_an_uneven_article(written: str) -> None:
    plain, uneven = (extract(Article(text=text, id="a"), RULES) for text in (STORY, written))
    assert_grounded(uneven)
    assert [evened(quote.text) for quote in uneven.quotes] == [quote.text for quote in plain.quotes] == ["We go,"]
    assert [quote.speaker for quote in uneven.quotes] == ["Mark Silva"]
    told = [[(one.force, one.destination) for one in found.deployments] for found in (plain, uneven)]
    assert told[0] == told[1] == [("Spain", ("Latvia", "Romania"))]
    assert uneven.article.text == written
