"""Comparing one value with another: what each comparator lets pass, strictly and leniently."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.comparing import compare, union_share
from evals.names import name_in
from schemas import Comparator, Day, Period, Personnel, Span


def number(low: int | None, high: int | None) -> Personnel:
    """Make a number of people."""
    return Personnel(low=low, high=high, approximate=False, text="so many")


def day(text: str, of: date | None = None) -> Day:
    """Make a day."""
    return Day(text=text, date=of, basis="test")


def period(text: str, start: date | None = None, end: date | None = None) -> Period:
    """Make a period."""
    return Period(text=text, start=start, end=end, basis="test")


def span(start: int, end: int) -> Span:
    """Make a span of some words."""
    return Span(start=start, end=end, text="x" * (end - start))


MAY = tuple(date(2022, 5, day) for day in range(1, 32))

STRICT = [
    (Comparator.EXACT, "We wait,", "We wait,"),
    (Comparator.ENUMERATION, "planned", "planned"),
    (Comparator.LINK, "d1", "d1"),
    (Comparator.WORDS, "Pentagon press secretary", "the Pentagon\u2019s press  secretary"),
    (Comparator.WORDS, "a \u201cgreen\u201d room", "Green Room"),
    (Comparator.WORDS, "coup d\u2019\u00e9tat", "coup d'etat"),
    (Comparator.PLACES, ("Norland", "Osterland"), ("Osterland", "the Norland")),
    (Comparator.PLACES, "Fort Ash", "Fort Ash, Freedonia"),
    (Comparator.PLACES, "Fort Ash, Freedonia", "Fort Ash"),
    (Comparator.PLACES, ("U.S.",), ("the United States",)),
    (Comparator.WORD_SET, ("9th Lancers", "4th Rifles"), ("the 4th Rifles", "9th Lancers")),
    (Comparator.WORD_SET, ("F-16s",), ("F\u201116s",)),
    (Comparator.WORD_SET, ("3,000 tents",), ("3000 tents",)),
    (Comparator.QUANTITY, number(3000, None), number(3000, None)),
    (Comparator.QUANTITY, None, number(None, None)),
    (Comparator.QUANTITY, number(None, None), None),
    (Comparator.DATE, day("on Monday", MAY[0]), day("Sunday", MAY[0])),
    (Comparator.DATE, day("the other Monday", MAY[0]), day("other Monday")),
    (Comparator.DATE, period("in May", MAY[0], MAY[30]), period("this month", MAY[0], MAY[30])),
    (Comparator.SPAN, span(0, 10), span(5, 10)),
]
LENIENT = [
    (Comparator.EXACT, "We wait", "We wait,"),
    (Comparator.NAME, "Berg", "Anna Berg"),
    (Comparator.NAME, "Xi Jinping", "Xi"),
    (Comparator.NAME, "Berg Anna", "Anna Berg"),
    (Comparator.NAME, "Crown", "the Crown Estate"),
    (Comparator.NAME, "officials", "defense officials"),
    (Comparator.WORDS, "said", "said in a statement"),
    (Comparator.WORDS, "press secretary", "Pentagon press secretary"),
    (Comparator.PLACES, ("eastern Norland",), ("Norland",)),
    (Comparator.PLACES, ("Osterland",), ("Osterland", "Norland")),
    (Comparator.PLACES, ("Osterland", "Norland"), ("Osterland",)),
    (Comparator.WORD_SET, ("military trucks",), ("trucks",)),
    (Comparator.QUANTITY, number(3000, 3000), number(3000, None)),
    (Comparator.QUANTITY, number(None, 3000), number(3000, 3000)),
    (Comparator.DATE, day("Monday"), day("last Monday", MAY[0])),
    (Comparator.DATE, period("early May", MAY[0], MAY[9]), period("mid-month", MAY[9], MAY[19])),
    (Comparator.DATE, period("from then on", MAY[9], None), period("late", MAY[20], MAY[30])),
    (Comparator.DATE, period("late", MAY[20], MAY[30]), period("from then on", MAY[9], None)),
    (Comparator.DATE, period("in May", MAY[0], None), period("in May", None, MAY[9])),
    (Comparator.SPAN, span(0, 10), span(9, 90)),
    (Comparator.SPAN, span(0, 20), span(11, 20)),
]
WRONG = [
    (Comparator.EXACT, "We wait,", "We waited,"),
    (Comparator.ENUMERATION, "planned", "ordered"),
    (Comparator.LINK, "d1", "d2"),
    (Comparator.NAME, "Otto", "Anna Berg"),
    (Comparator.NAME, "Berg", "Berg aides"),
    (Comparator.WORDS, "said", "warned"),
    (Comparator.PLACES, ("Norland",), ("Osterland",)),
    (Comparator.PLACES, "Fort Ash, Freedonia", "Fort Ash, Sylvania"),
    (Comparator.WORD_SET, ("9th Lancers",), ("4th Rifles",)),
    (Comparator.QUANTITY, number(2000, 2000), number(3000, 3000)),
    (Comparator.QUANTITY, number(None, 2000), number(3000, None)),
    (Comparator.DATE, day("Monday", MAY[0]), day("Tuesday", MAY[1])),
    (Comparator.DATE, day("Monday"), day("Tuesday", MAY[1])),
    (Comparator.DATE, period("then", MAY[0], MAY[1]), period("later", MAY[2], None)),
    (Comparator.SPAN, span(0, 10), span(10, 20)),
    (Comparator.QUANTITY, None, number(3000, 3000)),
    (Comparator.QUANTITY, number(3000, 3000), number(None, None)),
    (Comparator.WORDS, None, "said"),
    (Comparator.WORDS, "said", None),
    (Comparator.PLACES, (), ("Norland",)),
    (Comparator.PLACES, ("Norland",), ()),
]


@pytest.mark.parametrize(("comparator", "predicted", "gold"), STRICT)
def test_the_same_value_passes_strictly(comparator: Comparator, predicted: object, gold: object) -> None:
    assert compare(comparator, predicted, gold)


@pytest.mark.parametrize(("comparator", "predicted", "gold"), STRICT)
def test_what_passes_strictly_passes_leniently(comparator: Comparator, predicted: object, gold: object) -> None:
    assert compare(comparator, predicted, gold, lenient=True)


@pytest.mark.parametrize(("comparator", "predicted", "gold"), LENIENT)
def test_a_near_miss_fails_strictly(comparator: Comparator, predicted: object, gold: object) -> None:
    assert not compare(comparator, predicted, gold)


@pytest.mark.parametrize(("comparator", "predicted", "gold"), LENIENT)
def test_a_near_miss_passes_leniently(comparator: Comparator, predicted: object, gold: object) -> None:
    assert compare(comparator, predicted, gold, lenient=True)


@pytest.mark.parametrize(("comparator", "predicted", "gold"), WRONG)
def test_another_value_fails_leniently_too(comparator: Comparator, predicted: object, gold: object) -> None:
    assert not compare(comparator, predicted, gold, lenient=True)


def test_every_comparator_has_a_case_of_each_kind() -> None:
    assert {case[0] for case in STRICT} | {Comparator.NAME} == {case[0] for case in WRONG} == set(Comparator)


@pytest.mark.parametrize(
    ("predicted", "gold"),
    [
        ("Anna Berg", "Anna Berg"),
        ("ANNA BERG", "Anna\u00a0Berg"),
        ("Anna Berg", "Clinton spokesman Anna Berg"),
        ("Clinton spokesman Anna Berg", "Anna Berg"),
        ("Anna Berg", "Ambassador Berg"),
        ("Anna Berg", "Berg"),
        ("Berg", "Mr. Berg"),
        ("Berg", "Undersecretary for Education Mr. Berg"),
        ("Anna Berg", "Minister of Education Anna Berg"),
        ("Berg", "Secretary of State Berg"),
        ("Anna Berg", "New Norland's Prime Minister Anna Berg"),
        ("Anna Berg", "New Norland Gov. Anna Berg (D)"),
        ("Anna Berg", "Vice-President Anna Berg"),
        ("Anna Berg", "harbour constituent Anna Berg"),
        ("Anna Berg", "Anna Berg, QC"),
        ("Anna Berg", "Anna Berg, Jr."),
        ("Anna Berg", "Anna Berg, OBE"),
        ("Anna Berg", "Anna Berg, associate director of the Harbour University's Institute of Politics"),
        ("Anna Berg", "Harbour University political scientist Anna Berg of Norhaven"),
        ("Anna Berg", "Chief of the General Staff Anna Berg"),
        ("Anna Berg", "Lt. Gen. Anna K. Berg"),
        ("Anna Berg Jr.", "Anna Berg"),
        ("Jo\u00e3o Berg", "Joao Berg"),
        ("Ursula von der Aue", "commissioner Ursula von der Aue"),
        ("Elizabeth II", "Queen Elizabeth II"),
        ("Pentagon", "the Pentagon"),
        ("senior defense official", "a senior defense official"),
        ("Norland Defense Department", "the Norland Defense Department"),
        ("U.S.", "United States"),
        ("US officials", "the U.S. officials"),
    ],
)
def test_a_name_is_the_same_with_its_title_or_without(predicted: str, gold: str) -> None:
    assert compare(Comparator.NAME, predicted, gold)


@pytest.mark.parametrize(
    ("predicted", "gold"),
    [
        ("Berg", "Anna Berg"),
        ("Berg", "Senator Anna Berg"),
        ("Anna Berg", "Karl Berg"),
        ("Senator Anna Berg", "Senator Karl Berg"),
        ("Clinton", "Clinton spokesman Anna Berg"),
        ("Clinton spokesman Anna Berg", "Clinton"),
        ("Pentagon officials", "Pentagon"),
        ("Sanders", "Sanders\u2019 campaign manager"),
        ("Berg", "Berg and other guests"),
        ("Berg", "Senators Otto and Berg"),
        ("Berg", "Berg, and her deputy"),
        ("leaked letter", "letter"),
        ("Elizabeth II", "Queen Elizabeth I"),
        ("State Department", "Defense Department"),
        ("General Assembly", "National Assembly"),
        ("official", "senior defense official"),
        ("South Sudan", "Sudan"),
        ("White House", "the House"),
        ("Sudan", "South Sudan"),
        ("United States", "President of the United States"),
        ("Berg, Otto", "Berg"),
    ],
)
def test_another_name_or_less_of_it_is_not_the_same(predicted: str, gold: str) -> None:
    assert not compare(Comparator.NAME, predicted, gold)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("(unnamed)", ("unnamed",)),
        ("leaked letter", ("leaked", "letter")),
        ("officials in Norhaven", ("officials", "in", "norhaven")),
        ("General Staff", ("general", "staff")),
        ("the", ("the",)),
        ("\u2014", ("\u2014",)),
    ],
)
def test_a_description_keeps_all_its_words(written: str, words: tuple[str, ...]) -> None:
    assert name_in(written).words == words


@pytest.mark.parametrize(
    ("start", "end", "share"), [(0, 10, 1.0), (0, 20, 0.5), (5, 15, 1 / 3), (10, 20, 0.0), (30, 40, 0.0)]
)
def test_overlap_is_measured_against_the_union(start: int, end: int, share: float) -> None:
    assert union_share(span(0, 10), span(start, end)) == pytest.approx(share)


PHRASES = st.lists(
    st.sampled_from(["Anna", "Berg", "Mr.", "minister", "of", "the", "Norland", "army", "U.S.", "said", ",", "(D)"]),
    min_size=1,
    max_size=5,
).map(" ".join)


@given(st.sampled_from([Comparator.NAME, Comparator.WORDS, Comparator.PLACES, Comparator.EXACT]), PHRASES)
def test_every_phrase_is_the_same_as_itself(comparator: Comparator, phrase: str) -> None:
    assert compare(comparator, phrase, phrase)


@given(st.sampled_from([Comparator.NAME, Comparator.WORDS, Comparator.PLACES, Comparator.WORD_SET]), PHRASES, PHRASES)
def test_lenient_never_refuses_what_strict_accepts(comparator: Comparator, one: str, other: str) -> None:
    assert compare(comparator, one, other, lenient=True) >= compare(comparator, one, other)
