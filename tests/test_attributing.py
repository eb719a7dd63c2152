"""What the reporter's words beside a quote say in fixed phrases."""

import pytest

from extractor.attributing import (
    find_cue,
    find_outlet,
    find_venue,
    has_words_beside,
    outside_marks,
    stands_alone,
    turn_before,
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


def cue(text: str, number: int = 1) -> str | None:
    segments, stretch = nth(text, number)
    return words(segments, find_cue(segments, stretch))


def venue(text: str, number: int = 1) -> str | None:
    segments, stretch = nth(text, number)
    return words(segments, find_venue(segments, stretch))


def outlet(text: str, number: int = 1) -> str | None:
    segments, stretch = nth(text, number)
    return words(segments, find_outlet(segments, stretch))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“We stay,” Lind said.", "said"),
        ("Lind said: “We stay.”", "said"),
        ("According to Lind, “we stay”.", "According to"),
        ("“We stay,” according to Lind.", "according to"),
        ("“We stay,” Lind shot back.", "shot back"),
        ("Told of this, Lind left “at once”.", "Told"),
        ("Lind called the plan “dead”.", "called"),
        ("Lind warned they “stay” and then Bakke added more.", "warned"),
        ("“We stay,” Lind said after Bakke warned.", "said"),
        ("The “peace corridor” is shut.", None),
        ("Lind said so. The “corridor” is shut.", None),
        ("“We stay.”", None),
    ],
)
def test_the_cue_is_the_reporting_verb_of_the_sentence(text: str, wanted: str | None) -> None:
    assert cue(text) == wanted


def test_words_inside_other_marks_are_no_cue() -> None:
    assert cue("The “corridor” and the “he said” sign are shut.") is None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_turn_has_the_cue_of_its_first_sentence(number: int) -> None:
    assert cue("“One,” Lind said. “Two has no words beside it. It is long.” “Three.”", number) == "said"


def test_a_turn_does_not_cross_a_paragraph() -> None:
    assert cue("“One,” Lind said.\n\n“Two.”", 2) is None


def test_the_first_stretch_of_a_paragraph_has_no_turn_before_it() -> None:
    segments, stretch = nth("“One,” Lind said.\n\n“Two.”", 2)
    assert turn_before(segments, stretch) is None


def test_a_paragraph_of_nothing_but_quotes_has_a_cue_only_near_it() -> None:
    """One call a stretch, each of which goes back to the first, would be too deep and too long."""
    text = "“One,” Lind said. " + "“Yes.” " * 2_000
    assert (cue(text, 2), cue(text, 2_000)) == ("said", None)


def test_two_thousand_quotes_of_one_sentence_are_no_more_work_each_than_two() -> None:
    segments = segmented("He said “x” and " * 2_000)
    assert sum(find_cue(segments, stretch) is not None for stretch in segments.stretches) == 2_000
    assert not any(find_outlet(segments, stretch) for stretch in segments.stretches[::10])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“We stay,” Lind told reporters at a Foreign Office briefing.", "a Foreign Office briefing"),
        ("In a phone call with President Bakke, Lind said they “stay”.", "a phone call with President Bakke"),
        ("“We stay,” Lind tweeted.", "tweeted"),
        ("“We stay,” Lind wrote on Twitter.", "wrote on Twitter"),
        ("“We stay,” Lind said during Monday’s speech.", "Monday’s speech"),
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
        ("“We stay,” Lind told reporters.", None),
        ("“We stay,” Lind told her Guardian angel.", None),
    ],
)
def test_the_outlet_is_the_one_that_the_sentence_names(text: str, wanted: str | None) -> None:
    assert outlet(text) == wanted


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
        ("“12 of us will stay here,” he said.", False),
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
