"""How a text is cut so that every mark is a run of whole segments."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.marking import Mark, segments

OFFSETS = st.integers(min_value=-3, max_value=30)
MARKS = st.lists(st.builds(Mark, OFFSETS, OFFSETS, st.uuids().map(str), st.just("d"), st.just("")), max_size=12)


@given(st.text(max_size=25), MARKS)
def test_the_segments_joined_are_the_text(text: str, marks: list[Mark]) -> None:
    assert "".join(segment.text for segment in segments(text, marks)) == text


@given(st.text(max_size=25), MARKS)
def test_the_segments_of_a_mark_joined_are_its_stretch(text: str, marks: list[Mark]) -> None:
    cut = list(segments(text, marks))
    for mark in marks:
        covered = "".join(segment.text for segment in cut if mark in segment.marks)
        assert covered == (text[mark.start : mark.end] if 0 <= mark.start < mark.end <= len(text) else "")


@given(st.text(min_size=25, max_size=25), MARKS)
def test_each_mark_that_fits_opens_one_segment_at_its_start(text: str, marks: list[Mark]) -> None:
    opened = [(segment.start, mark) for segment in segments(text, marks) for mark in segment.opened]
    assert sorted(start for start, _ in opened) == sorted(
        mark.start for mark in marks if 0 <= mark.start < mark.end <= 25
    )
    assert all(start == mark.start for start, mark in opened)


def test_the_shortest_mark_of_a_segment_comes_first() -> None:
    outer, inner = Mark(0, 9, "outer", "q", ""), Mark(2, 4, "inner", "d", "")
    assert [segment.marks for segment in segments("abcdefghi", [outer, inner])] == [(outer,), (inner, outer), (outer,)]


def test_a_hidden_character_is_a_segment_of_its_own() -> None:
    cut = [(segment.text, segment.hidden) for segment in segments("ab\u202ecd", [])]
    assert cut == [("ab", False), ("\u202e", True), ("cd", False)]
