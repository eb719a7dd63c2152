"""Which words stand in quotation marks, and which marks are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.flow import Stretch
from extractor.quotations import CLOSERS, find_stretches
from extractor.segmenting import segment_article
from schemas import ArticleText

TOKENS = [
    *"“”„«»\"‘’'",
    *("We go", " he said ", "don't", "allies' ", "rock 'n' roll", "the '90s", "s", " ", ", ", ". ", "—", "(", ")"),
    *("\n", "\n\n", "\r\n", "\r\n\r\n", "é", "e\u0301", "👍", "\u00a0", "\u200b"),
]
ARTICLES = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)


def stretches(text: str) -> tuple[Stretch, ...]:
    return segment_article(ArticleText(id="a", text=text)).stretches


def quoted(text: str) -> list[str]:
    return [text[stretch.start : stretch.end] for stretch in stretches(text)]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ('"', '"'), ("“", "”"), ("'", "'"), ("‘", "’"), ("«", "»"), ("« ", " »"), ("„", "“"), ("„", "”"), ("»", "«"),
        ("“", '"'), ('"', "”"), ("‘", "'"), ("'", "’"), ("«\u00a0", "\u00a0»"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "Lind said: ", "“Well.” Lind said: "])
def test_words_between_a_pair_of_marks_are_a_stretch(opening: str, closing: str, before: str) -> None:
    text = f"{before}{opening}We stay,{closing} said Lind."
    last = stretches(text)[-1]
    assert (text[last.start : last.end], last.mark, last.closed) == ("We stay,", opening.strip(), True)


@pytest.mark.parametrize(
    "text",
    [
        "Don't stop the allies' plan; it isn't James' house, it's O'Brien's.",
        "Don’t stop the allies’ plan; it isn’t James’ house, it’s O’Brien’s.",
        "The music of the '90s was rock 'n' roll, get 'em 'til noon.",
        "The music of the ’90s was rock ’n’ roll, get ’em ’til noon.",
        "A ‘90s band, in a smart editor's eyes.",
        "The soldiers' mothers' protest ended.",
        'He is 5\' 11" tall and the gun is a 12" one.',
        "l'armée d'Afrique s'en va",
    ],
)
def test_an_apostrophe_and_a_measure_open_nothing(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He said 'the allies' plan isn't dead' today.", "the allies' plan isn't dead"),
        ("He said ‘the allies’ plan isn’t dead’ today.", "the allies’ plan isn’t dead"),
        ("'James' house is on fire,' he said.", "James' house is on fire,"),
        ("He said 'we don't know what the '90s were' on Monday.", "we don't know what the '90s were"),
        ("He said 'we love rock 'n' roll music' today.", "we love rock 'n' roll music"),
        ("The soldiers' mothers drew 'thousands', he said.", "thousands"),
        ("He praised 'our allies' and left.", "our allies"),
    ],
)
def test_an_apostrophe_closes_no_single_marks(text: str, words: str) -> None:
    assert quoted(text) == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“He told me ‘go away’ and left,” she said.", "He told me ‘go away’ and left,"),
        ("'He told me \"go away\" and left,' she said.", 'He told me "go away" and left,'),
        ("\"He told me 'go away' and left,\" she said.", "He told me 'go away' and left,"),
        ("“He told me “go away” and left,” she said.", "He told me “go away” and left,"),
        ('"He called it "brave" today," she said.', 'He called it "brave" today,'),
        ("«A «b» c» d", "A «b» c"),
        ("“He told me, ‘Go away.’” She left.", "He told me, ‘Go away.’"),
        ("\"He told me, 'Go away.'\" She left.", "He told me, 'Go away.'"),
        ("‘He told me, “Go away.”’ She left.", "He told me, “Go away.”"),
        ("'I said: \"We're 'fine'\",' he noted.", "I said: \"We're 'fine'\","),
    ],
)
def test_a_quote_within_a_quote_is_part_of_the_outer_one(text: str, words: str) -> None:
    assert quoted(text) == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"A," he said. "B," he said, "C."', ["A,", "B,", "C."]),
        ('"A""B" “C”“D”', ["A", "B", "C", "D"]),
        ("('A') [\"B\"] —“C”—, it-“D”", ["A", "B", "C", "D"]),
        ('She said:"no" and then,"yes".', ["no", "yes"]),
        ("'a' 'b' ‘c’", ["a", "b", "c"]),
        ("“We”, “They” and ‘You’", ["We", "They", "You"]),
    ],
)
def test_each_pair_of_marks_is_a_stretch_of_its_own(text: str, words: list[str]) -> None:
    assert quoted(text) == words


@pytest.mark.parametrize("text", ["", " \n ", '"', "“", "'", '""', '" "', "“ ”", "text” stray", 'text" stray', "''"])
def test_marks_without_words_are_no_stretch(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize("mark", ['"', "“", "«", "'", "‘"])
@pytest.mark.parametrize("border", ["\n\n", "\r\n\r\n", "\n"])
def test_paragraphs_that_reopen_the_mark_are_one_stretch_each_and_go_on(mark: str, border: str) -> None:
    text = border.join(
        [f"{mark}One isn't all.", f"{mark}Two.", f"{mark}Three,{CLOSERS[mark][0]} he said, and so on." + "x" * 99]
    )
    found = stretches(text)
    assert quoted(text) == ["One isn't all.", "Two.", "Three,"]
    assert [(one.closed, one.continues) for one in found] == [(False, False), (False, True), (True, True)]


def test_a_straight_mark_set_like_a_closing_one_opens_behind_a_comma() -> None:
    assert quoted('Lind said kits were free for schools," They can run their own votes". He left.') == [
        "They can run their own votes"
    ]


def test_a_quotation_that_reopens_after_a_colon_goes_on() -> None:
    assert quoted("He said: 'One.\n\n'Two,' he added.") == ["One.", "Two,"]


def test_a_paragraph_may_go_on_without_a_mark_and_close_it() -> None:
    found = stretches("“One.\n\nTwo,” he said. “Three.”")
    assert quoted("“One.\n\nTwo,” he said. “Three.”") == ["One.", "Two,", "Three."]
    assert [(one.mark, one.closed, one.continues) for one in found[:2]] == [("“", False, False), ("", True, True)]


@pytest.mark.parametrize("mark", ['"', "“", "«"])
def test_a_stretch_without_a_closing_mark_ends_with_its_paragraph(mark: str) -> None:
    text = f"{mark}One never ends.\n\nThe minister left. {mark}Two,{CLOSERS[mark][0]} he said."
    assert quoted(text) == ["One never ends.", "Two,"]
    assert [one.closed for one in stretches(text)] == [False, True]


@pytest.mark.parametrize("mark", ['"', "“", "«"])
def test_a_stretch_without_a_closing_mark_ends_where_the_next_one_opens(mark: str) -> None:
    assert quoted(f"{mark}One, he said. {mark}Two,{CLOSERS[mark][0]} he added.") == ["One, he said.", "Two,"]


def test_the_next_paragraph_does_not_go_on_when_it_opens_with_another_kind_of_mark() -> None:
    assert [one.continues for one in stretches("“One.\n\n'Two,' he said.")] == [False, False]


def test_a_stretch_may_cross_the_lines_of_wrapped_text() -> None:
    text = 'The minister told the paper that "we shall not leave the\ntown before winter", and left.'
    assert quoted(text) == ["we shall not leave the\ntown before winter"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_offsets_count_code_points_whatever_stands_before(newline: str) -> None:
    text = f"👍🏽 Zoë, e\u0301te\u0301.{newline}{newline}“Wir bleiben — 東京,” sagte er." + " x" * 60
    assert quoted(text) == ["Wir bleiben — 東京,"]


@given(ARTICLES)
def test_stretches_are_in_order_and_without_overlap_and_hold_trimmed_words(text: str) -> None:
    position = 0
    for stretch in stretches(text):
        words = text[stretch.start : stretch.end]
        assert position <= stretch.start < stretch.end <= len(text)
        assert words == words.strip()
        position = stretch.end


@given(ARTICLES)
def test_the_mark_stands_before_its_stretch_and_a_closing_one_behind_it(text: str) -> None:
    for stretch in stretches(text):
        assert not stretch.mark or text[: stretch.start].rstrip().endswith(stretch.mark)
        behind = text[stretch.end :].lstrip()[:1]
        assert not (stretch.closed and stretch.mark) or behind in CLOSERS[stretch.mark]


@given(ARTICLES)
def test_a_stretch_stays_within_its_paragraph(text: str) -> None:
    segments = segment_article(ArticleText(id="a", text=text))
    for stretch in segments.stretches:
        start, end = segments.paragraphs[segments.paragraph_at(stretch.start)]
        assert start <= stretch.start < stretch.end <= end


@given(ARTICLES)
def test_only_a_stretch_after_an_unclosed_one_goes_on(text: str) -> None:
    before: Stretch | None = None
    for stretch in stretches(text):
        assert not stretch.continues or (before is not None and not before.closed)
        before = stretch


@pytest.mark.parametrize(
    ("piece", "found"),
    [
        ("“x ", 20_000),
        ('"x" ', 10_000),
        ("'x' ", 10_000),
        ("'- ", 0),
        ("('a ", 0),
        ("«x “", 10_000),
        ("“x' ", 10_000),
        ('," x"', 6_666),
    ],
)
def test_twenty_thousand_marks_are_no_more_work_each_than_two(piece: str, found: int) -> None:
    """Any step that looked back over all marks would take minutes here."""
    marks = sum(not (character.isalnum() or character in " -(") for character in piece)
    text = (piece * (20_000 // marks)).strip()
    assert len(find_stretches(text, [(0, len(text))])) == found


def test_twenty_thousand_paragraphs_after_an_unclosed_mark_are_no_more_work_each_than_two() -> None:
    text = "“x\n\n" + "y\n\n" * 20_000
    paragraphs = [(0, 2), *((start, start + 1) for start in range(4, len(text), 3))]
    assert len(find_stretches(text, paragraphs)) == 1
