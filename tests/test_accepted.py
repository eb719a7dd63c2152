"""Labels of single fields: which values they accept, and which cannot be meant."""

from datetime import date

import pytest

from schemas import Day, Period, Personnel, Span
from tests.newsroom import BASES, BASES_LABELS, changed, gold_of, place, refused


def first_value(kind: str, field: str, label: object) -> object:
    """Read one label of the first record, which accepts one value."""
    given = changed(kind, 0, **{field: label})
    if field == "span":
        del given[kind][0]["text"]
    (value,) = gold_of(given).records[kind][0].values[field]
    return value


def test_labels_become_the_values_of_the_schema() -> None:
    record = gold_of(BASES_LABELS).records["deployments"][0]
    assert record.values["personnel"] == (Personnel(low=3000, high=3000, approximate=False, text="3,000 soldiers"),)
    assert record.values["destination"] == (("Osterland", "Norland"),)
    assert record.values["part_of"] == (None,)
    assert record.evidence == (Span(start=0, end=89, text=BASES[:89]),)


def test_a_quote_has_its_place_as_a_span_with_the_words_that_stand_there() -> None:
    (value,) = gold_of(BASES_LABELS).records["quotes"][2].values["span"]
    start, end = place(BASES, "not permanent")
    assert value == Span(start=start, end=end, text="not permanent")


def test_a_place_may_reach_from_the_first_character_to_the_last() -> None:
    assert first_value("quotes", "span", [0, len(BASES)]) == Span(start=0, end=len(BASES), text=BASES)


def test_a_field_that_is_absent_is_not_labelled() -> None:
    values = gold_of(BASES_LABELS).records["quotes"][0].values
    assert "venue" not in values
    assert values["said_on"] == (None,)


def test_any_of_accepts_each_of_its_values() -> None:
    given = changed(
        "deployments", 0, status={"any_of": ["planned", "ordered"]}, units={"any_of": [[], ["9th Lancers"]]}
    )
    values = gold_of(given).records["deployments"][0].values
    assert values["status"] == ("planned", "ordered")
    assert values["units"] == ((), ("9th Lancers",))


def test_any_of_within_a_list_accepts_every_combination() -> None:
    given = changed("deployments", 0, units=[{"any_of": ["9th Lancers", "the Lancers"]}, "4th Rifles"])
    (one, other) = gold_of(given).records["deployments"][0].values["units"]
    assert (one, other) == (("9th Lancers", "4th Rifles"), ("the Lancers", "4th Rifles"))


def test_any_of_may_hold_none() -> None:
    given = changed("deployments", 0, timing={"any_of": [None, "immediately"]})
    (nothing, words) = gold_of(given).records["deployments"][0].values["timing"]
    assert nothing is None
    assert isinstance(words, Period)


def test_any_of_may_hold_several_places_of_one_quote() -> None:
    places = [place(BASES, "We stand ready"), place(BASES, "We stand ready,")]
    given = changed("quotes", 0, span={"any_of": places}, text={"any_of": ["We stand ready", "We stand ready,"]})
    assert len(gold_of(given).records["quotes"][0].values["span"]) == 2


def test_null_is_none_even_where_the_schema_wants_a_value() -> None:
    assert first_value("quotes", "speaker", None) is None
    assert first_value("deployments", "units", None) == ()
    assert first_value("deployments", "origin", None) is None


def test_a_time_may_be_words_alone() -> None:
    expected = Period(text="in May", start=None, end=None, basis="labelled")
    assert first_value("deployments", "timing", "in May") == expected


def test_a_time_may_have_its_days() -> None:
    given = {"text": "in May", "start": "2022-05-01", "end": "2022-05-31"}
    expected = Period(text="in May", start=date(2022, 5, 1), end=date(2022, 5, 31), basis="labelled")
    assert first_value("deployments", "timing", given) == expected


def test_a_day_has_words_and_a_date() -> None:
    given = {"text": "Monday", "date": "2022-01-31"}
    assert first_value("quotes", "said_on", given) == Day(text="Monday", date=date(2022, 1, 31), basis="labelled")


def test_a_group_is_a_number() -> None:
    assert gold_of(BASES_LABELS).records["quotes"][2].values["group"] == (2,)


@pytest.mark.parametrize(
    ("kind", "field", "label", "said"),
    [
        ("quotes", "span", [9, 3], "is not a stretch"),
        ("quotes", "span", [3, 3], "is not a stretch"),
        ("quotes", "span", [-1, 3], "is not a stretch"),
        ("quotes", "span", [True, 3], "a pair of whole numbers"),
        ("quotes", "span", [1, 2, 3], "a pair of whole numbers"),
        ("quotes", "span", None, "a pair of whole numbers"),
        ("quotes", "text", "We stood ready,", "is not what stands at `span`"),
        ("quotes", "group", "1", "valid integer"),
        ("quotes", "said_on", {"text": "Monday", "day": "2022-01-31"}, "day: Extra inputs"),
        ("quotes", "said_on", {"date": "2022-01-31"}, "text: Input should be a valid string"),
        ("quotes", "said_on", 3, "be an object"),
        ("quotes", "optional", "yes", "neither true nor false"),
        ("quotes", "licence", "ours", "no field of the codebook"),
        ("deployments", "evidence", [[0, 9], [0, 9999]], "is not a stretch"),
        ("deployments", "evidence", "all of it", "is no list of places"),
        ("deployments", "evidence", [3], "a pair of whole numbers"),
        ("deployments", "status", "rumoured", "Input should be"),
        ("deployments", "status", {"any_of": []}, "at least one value"),
        ("deployments", "status", {"any_of": ["planned"], "note": "?"}, "any_of stands alone"),
        ("deployments", "destination", "Osterland", "valid array"),
        ("deployments", "units", [3], "valid string"),
        ("deployments", "personnel", 3000, "be an object"),
        ("deployments", "personnel", {"low": "3000", "high": None}, "low: Input should be a valid integer"),
        ("deployments", "personnel", {"low": 1, "high": 2, "about": True}, "about: Extra inputs"),
        ("deployments", "part_of", "d1", "is not the id of another record"),
    ],
)
def test_a_label_that_cannot_be_meant_is_refused(kind: str, field: str, label: object, said: str) -> None:
    (told,) = refused(changed(kind, 0, **{field: label}))
    assert said in told
    assert f"{kind} {kind[0]}1: {field}" in told
