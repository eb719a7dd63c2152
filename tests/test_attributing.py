"""What the reporter's words beside a quote say in fixed phrases."""

import pytest

from extractor.attributing import (
    find_day,
    find_outlet,
    find_venue,
    has_words_beside,
    outside_marks,
    stands_alone,
)
from extractor.flow import Segments, Stretch
from extractor.segmenting import segment_article
from schemas import ArticleText


def segmented(text: str) -> Segments:
    return segment_article(ArticleText(id="a", text=text))


def nth(text: str, number: int) -> tuple[Segments, Stretch]:
    segments = segmented(text)
    return segments, segments.stretches[number - 1]


def words(segments: Segments, place: tuple[int, int] | None) -> str | None:
    return segments.text[slice(*place)] if place else None


def venue(text: str, number: int = 1) -> str | None:
    segments, stretch = nth(text, number)
    return words(segments, find_venue(segments, stretch))


def outlet(text: str, number: int = 1) -> str | None:
    segments, stretch = nth(text, number)
    return words(segments, find_outlet(segments, stretch))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“We stay,” Lind told reporters at a Foreign Office briefing.", "a Foreign Office briefing"),
        ("In a phone call with President Bakke, Lind said they “stay”.", "a phone call with President Bakke"),
        ("“We stay,” Lind tweeted.", "tweeted"),
        ("“We stay,” Lind told an online symposium.", "an online symposium"),
        ("“We stay,” Lind wrote on Twitter.", "Twitter"),
        ("“We stay,” Lind said during Monday’s speech.", "Monday’s speech"),
        ("“We stay,” Lind said at a briefing about the pier on Friday.", "a briefing about the pier"),
        ("“We stay,” Lind said in a call with reporters Friday.", "a call with reporters"),
        ("“We stay,” Lind said in written testimony.", "written testimony"),
        ("“We stay,” Lind said.", None),
        ("“We stay,” Lind said. She left after a briefing.", None),
        ("“We stay at a briefing,” Lind said.", None),
    ],
)
def test_the_venue_is_where_the_sentence_says_that_it_was_said(text: str, wanted: str | None) -> None:
    assert venue(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“We stay,” Lind told the Harbour Times.", "Harbour Times"),
        ("“We stay,” Lind told The Guardian.", "Guardian"),
        ("“We stay,” Lind told Reuters on Monday.", "Reuters"),
        ("“We stay,” Lind said in an interview with BBC Radio.", "BBC Radio"),
        ("Lind said they “stay”, the Harbour Post reported.", "Harbour Post"),
        ("“We stay,” Lind wrote in a letter obtained by Nordavisen.", "Nordavisen"),
        ("The Harbour Gazette is old. “We stay,” Lind told the Gazette.", "Harbour Gazette"),
        ("“We stay,” Lind told reporters.", None),
        ("“We stay,” Lind told her Guardian angel.", None),
    ],
)
def test_the_outlet_is_the_one_that_the_sentence_names(text: str, wanted: str | None) -> None:
    assert outlet(text) == wanted


def day(text: str, cue: str, subject: str | None = None) -> str | None:
    segments, stretch = nth(text, 1)
    places = [(text.index(words), text.index(words) + len(words)) if words else None for words in (cue, subject)]
    assert places[0] is not None
    return words(segments, find_day(segments, stretch, places[0], places[1]))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“We stay,” Lind said on Monday.", "Monday"),
        ("Lind said Monday that ships that left Friday were “lost”.", "Monday"),
        ("Lind said ships that left on Friday were “lost”.", None),
        ("“We left on Friday,” Lind said.", None),
    ],
)
def test_the_day_is_the_one_of_the_verb_of_saying(text: str, wanted: str | None) -> None:
    assert day(text, "said") == wanted


def test_a_day_ahead_of_the_subject_is_the_whole_sentences() -> None:
    text = "On Monday, Lind said it was over and warned that it was “lost”."
    assert day(text, "warned", "Lind") == "Monday"


def test_a_day_that_another_clause_opens_with_is_not_taken() -> None:
    assert day("On Monday the pier was shut, and Lind warned it was “lost”.", "warned", "Lind") is None


@pytest.mark.parametrize("tail", ["A" * 5_000, "Aa " * 5_000, "A-" * 5_000])
def test_a_long_run_of_capitals_is_no_outlet(tail: str) -> None:
    """A pattern that could split the run in many ways would never end here."""
    assert outlet(f"“We stay,” Lind told {tail}") is None


@pytest.mark.parametrize(
    ("text", "direct"),
    [
        ("“We stand united,” he said.", True),
        ("“No,” he said.", True),
        ("“Never!” he said.", True),
        ("They were “not permanent”, he said.", False),
        ("He called it “Operation Sunrise”.", False),
        ("He said “… we stay”.", False),
        ("“12 of us will stay here,” he said.", True),
        ("He said that “nobody will be left behind”.", True),
        ("He said “we’re ready to leave the pier”.", True),
        ("He promised “nobody left behind”.", False),
        ("He wanted “to make it very clear”.", False),
        ("It was a plan “that will never be carried out”.", False),
        ("“‘We stay’ is what they told us,” he said.", True),
    ],
)
def test_whole_sentences_stand_alone_and_fragments_do_not(text: str, *, direct: bool) -> None:
    assert stands_alone(*nth(text, 1)) is direct


def test_a_stretch_that_goes_on_stands_alone() -> None:
    assert stands_alone(*nth("“One is over.\n\n“and two goes on,” he said.", 2))


@pytest.mark.parametrize(
    ("text", "beside"), [("“We stay.”", False), ("“We stay,” he said.", True), ("“We stay”, “we stay”!", False)]
)
def test_words_of_the_reporters_are_letters_outside_all_marks(text: str, *, beside: bool) -> None:
    assert has_words_beside(*nth(text, 1)) is beside


def test_what_is_outside_the_marks_is_given_in_order() -> None:
    segments = segmented("A “b” c «d» e.")
    assert [segments.text[start:end] for start, end in outside_marks(segments, 0, len(segments.text))] == [
        "A ",
        " c ",
        " e.",
    ]


@pytest.mark.parametrize(("start", "end", "wanted"), [(3, 4, []), (2, 7, [" c"]), (6, 6, []), (0, 1, ["A"])])
def test_only_what_is_outside_the_marks_in_the_range_is_given(start: int, end: int, wanted: list[str]) -> None:
    segments = segmented("A “b” c «d» e.")
    assert [segments.text[left:right] for left, right in outside_marks(segments, start, end)] == wanted
