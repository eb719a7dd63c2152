"""Which tellings are one movement, and what one record keeps of them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.merging import merge_records, same_movement
from schemas import Deployment, Period, Personnel, Span

TODAY = Period(text="today", start=date(2024, 5, 8), end=date(2024, 5, 8), basis="published 2024-05-08")
SOON = Period(text="soon", start=None, end=None, basis="unresolved")


def people(low: int | None, high: int | None = None, text: str = "troops") -> Personnel:
    return Personnel(low=low, high=high, approximate=False, text=text)


def place(start: int) -> Span:
    return Span(start=start, end=start + 1, text="x")


def record(name: str = "M1", **values: Any) -> Deployment:
    given_values: dict[str, Any] = {
        "force": "Ruritania",
        "status": "planned",
        "personnel": people(300, 300),
        "evidence": {},
    }
    return Deployment(id=name, **(given_values | values))


OPTIONS: dict[str, list[Any]] = {
    "personnel": [None, people(None), people(300, 300), people(300)],
    "units": [(), ("3rd Lancers",), ("4th Rifles",)],
    "equipment": [(), ("tanks",)],
    "origin": [None, "Hentzau"],
    "destination": [(), ("Strelsau",), ("Strelsau", "Zenda")],
    "timing": [None, TODAY, SOON],
    "part_of": [None, "M1", "M9"],
}
RECORDS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in OPTIONS.items()}).map(
    lambda values: record(**values, evidence={name: (place(len(name)),) for name, value in values.items() if value})
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"destination": ("Strelsau",)}, {}),
        ({"destination": ("Strelsau",)}, {"destination": ("Zenda", "Strelsau")}),
        ({"origin": "Hentzau"}, {}),
        ({"units": ("3rd Lancers",)}, {}),
        ({"timing": TODAY}, {"timing": SOON}),
        ({"personnel": people(300, 300, "300 men")}, {"personnel": people(300, 300, "about 300")}),
        (
            {"personnel": people(None), "destination": ("Strelsau",)},
            {"personnel": people(None), "destination": ("Strelsau",)},
        ),
        ({"personnel": None, "units": ("3rd Lancers",)}, {"personnel": None, "units": ("3rd Lancers",)}),
    ],
)
def test_tellings_that_agree_in_people_and_route_are_one_movement(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert same_movement(record("M1", **one), record("M2", **other))
    assert same_movement(record("M2", **other), record("M1", **one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"force": "Utopia"}),
        ({}, {"status": "standby"}),
        ({}, {"personnel": people(3000, 3000)}),
        ({}, {"personnel": people(300)}),
        ({}, {"personnel": people(None)}),
        ({}, {"personnel": None}),
        ({"destination": ("Strelsau",)}, {"destination": ("Zenda",)}),
        ({"origin": "Hentzau"}, {"origin": "Zenda"}),
        ({"units": ("3rd Lancers",)}, {"units": ("4th Rifles",)}),
        ({"personnel": None, "units": ("3rd Lancers",)}, {"personnel": None, "units": ("4th Rifles",)}),
        ({"personnel": None, "equipment": ("tanks",)}, {"personnel": None, "equipment": ("jets",)}),
        ({"personnel": people(None), "destination": ("Strelsau",)}, {"personnel": people(None)}),
        ({"personnel": people(None)}, {"personnel": None}),
        ({}, {"part_of": "M1"}),
    ],
)
def test_tellings_that_differ_or_are_shares_are_movements_of_their_own(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert not same_movement(record("M1", **one), record("M2", **other))
    assert not same_movement(record("M2", **other), record("M1", **one))


@given(RECORDS, RECORDS)
@settings(max_examples=50)
def test_being_one_movement_goes_both_ways(one: Deployment, other: Deployment) -> None:
    again = other.model_copy(update={"id": "M2"})
    assert same_movement(one, again) == same_movement(again, one)


def test_an_empty_field_is_filled_and_a_filled_one_is_kept() -> None:
    merged = merge_records(
        record(origin="Hentzau", timing=TODAY), record("M2", origin="Zenda", source="Lind", timing=SOON)
    )
    assert (merged.id, merged.origin, merged.source, merged.timing) == ("M1", "Hentzau", "Lind", TODAY)


def test_lists_are_joined_without_repetition() -> None:
    merged = merge_records(
        record(units=("3rd Lancers",), destination=("Strelsau", "Zenda")),
        record("M2", units=("3rd Lancers", "4th Rifles"), destination=("Zenda",)),
    )
    assert (merged.units, merged.destination) == (("3rd Lancers", "4th Rifles"), ("Strelsau", "Zenda"))


@pytest.mark.parametrize(
    ("kept", "again", "wanted"),
    [
        (None, people(None), people(None)),
        (None, people(300, 300), people(300, 300)),
        (people(None), people(300, 300), people(300, 300)),
        (people(None), people(None, None, "soldiers"), people(None)),
        (people(300, 300), people(500, 500), people(300, 300)),
        (people(300), people(300, 300), people(300)),
        (people(300, 300), None, people(300, 300)),
        (people(None), None, people(None)),
        (None, None, None),
    ],
)
def test_a_number_takes_the_place_of_none_and_never_of_another(
    kept: Personnel | None, again: Personnel | None, wanted: Personnel | None
) -> None:
    assert merge_records(record(personnel=kept), record("M2", personnel=again)).personnel == wanted


def test_evidence_of_both_tellings_stands_in_reading_order_once() -> None:
    one = record(evidence={"personnel": (place(9),), "force": (place(1),)})
    merged = merge_records(one, record("M2", evidence={"personnel": (place(3), place(9)), "status": (place(5),)}))
    assert merged.evidence == {"personnel": (place(3), place(9)), "force": (place(1),), "status": (place(5),)}


def test_a_value_that_was_not_taken_leaves_no_evidence() -> None:
    one = record(origin="Hentzau", evidence={"origin": (place(1),)})
    assert merge_records(one, record("M2", origin="Zenda", evidence={"origin": (place(5),)})).evidence == {
        "origin": (place(1),)
    }


def test_the_other_figure_of_two_sources_stays_in_the_evidence() -> None:
    one = record(personnel=people(300, 300), evidence={"personnel": (place(1),)})
    merged = merge_records(one, record("M2", personnel=people(500, 500), evidence={"personnel": (place(5),)}))
    assert merged.evidence["personnel"] == (place(1), place(5))


@given(RECORDS)
def test_the_same_telling_again_changes_nothing(one: Deployment) -> None:
    assert merge_records(one, one) == one


@given(RECORDS, RECORDS)
@settings(max_examples=50)
def test_no_value_is_lost_by_a_telling_that_lacks_it(one: Deployment, other: Deployment) -> None:
    merged = merge_records(one, other)
    for name in ("units", "equipment", "destination"):
        assert set(getattr(merged, name)) == {*getattr(one, name), *getattr(other, name)}
    for name in ("origin", "timing", "part_of"):
        assert getattr(merged, name) == (getattr(one, name) or getattr(other, name))


@given(RECORDS, RECORDS)
@settings(max_examples=50)
def test_every_field_with_evidence_is_filled(one: Deployment, other: Deployment) -> None:
    merged = merge_records(one, other)
    assert all(spans and getattr(merged, name) for name, spans in merged.evidence.items())
