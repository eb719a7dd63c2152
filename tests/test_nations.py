"""Which nation the words of an article name."""

import json
import unicodedata
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extractor.nations
from extractor.nations import canonical_nation, find_nations

KEPT = json.loads(Path(extractor.nations.__file__).with_suffix(".json").read_text(encoding="utf-8"))
NATIONS: dict[str, dict[str, list[str]]] = KEPT["nations"]
OTHERS: list[str] = KEPT["others"]
NAMES = [(name, nation) for nation, names in NATIONS.items() for name in (nation, *names["names"])]
SEATS = [(seat, nation) for nation, names in NATIONS.items() for seat in names["seats"]]
ALLIANCES = {"African Union", "European Union", "NATO", "United Nations", "CSTO", "ECOWAS", "Arab League"}

TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                *"US.'\u2019-,",
                "the",
                "The",
                "Republic",
                "of",
                *(name for name, _ in NAMES),
                *OTHERS,
                "\u0301",
                "\n",
                " ",
            ]
        )
    ).map("".join),
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[mention.start : mention.end], mention.nation) for mention in find_nations(text)]


def test_every_nation_and_name_is_in_order() -> None:
    assert list(NATIONS) == sorted(NATIONS)
    assert all(names == sorted(set(names)) for entry in NATIONS.values() for names in entry.values())
    assert sorted(set(OTHERS)) == OTHERS


def test_no_name_belongs_to_two_nations_or_to_none_as_well() -> None:
    counts = Counter([*(name for name, _ in chain(NAMES, SEATS)), *OTHERS])
    assert [name for name, count in counts.items() if count > 1] == []


def test_names_are_composed_and_begin_with_a_capital() -> None:
    names = [*(name for name, _ in chain(NAMES, SEATS)), *OTHERS]
    assert [
        name
        for name in names
        if name != unicodedata.normalize("NFC", name) or not (name[0].isupper() or name[0] == "1")
    ] == []


def test_all_states_of_the_world_and_the_alliances_are_kept() -> None:
    assert len(NATIONS) >= 193 + 4 + len(ALLIANCES)
    assert {*ALLIANCES, "Taiwan", "Kosovo", "Palestine", "Vatican", "Ivory Coast", "South Korea"} <= NATIONS.keys()


def test_every_name_is_of_its_nation() -> None:
    assert [name for name, nation in [*NAMES, *SEATS] if canonical_nation(name) != nation] == []


def test_every_name_and_seat_is_found_whole_in_a_text() -> None:
    wanted = [*((name, nation, False) for name, nation in NAMES), *((seat, nation, True) for seat, nation in SEATS)]
    text = " / ".join(name for name, _, _ in wanted)
    assert [(text[start:end], nation, seat) for start, end, nation, seat in find_nations(text)] == wanted


def test_every_name_is_found_in_capitals() -> None:
    assert [name for name, nation in NAMES if found(name.upper()) != [(name.upper(), nation)]] == []


def test_other_phrases_name_no_nation() -> None:
    assert find_nations(" / ".join(OTHERS)) == []


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *[("US", "United States"), ("U.S.", "United States"), ("U. S.", "United States")],
        *[("the U.S", "United States"), ("U.S.\u2019s", "United States"), ("Americans'", "United States")],
        *[("THE UNITED STATES", "United States"), ("the Turkish", "Turkey"), ("Russia's", "Russia")],
        *[("“Russia\u2019s”", "Russia"), ("RUSSIA", "Russia"), ("Russia.", "Russia"), ("the Kremlin", "Russia")],
        *[("Downing Street", "United Kingdom"), ("Elysée Palace", "France")],
        *[("Co\u0302te d\u2019Ivoire", "Ivory Coast"), ("South\nKorean", "South Korea")],
        *[("the\u00a0U.K.", "United Kingdom"), (" Nato ", "NATO"), ("DR CONGO", "DR Congo"), ("Niger", "Niger")],
        *[("Nigerien", "Niger"), ("Nigerian", "Nigeria"), ("Guinea-Bissau", "Guinea-Bissau")],
    ],
)
def test_any_form_of_a_name_is_its_nation(words: str, wanted: str) -> None:
    assert canonical_nation(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        *["us", "Us", "turkey", "polish", "china", "Turkish Army", "U.S. troops", "Russia and Ukraine", "Korea"],
        *["Latin American", "", "the", "'s", "Texas", "England", "Islamic State", "Russia-Ukraine", "pro-Russia"],
        "Russians here",
    ],
)
def test_other_words_are_no_nation(words: str) -> None:
    assert canonical_nation(words) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("against the U.S.getting so involved", [("U.S.", "United States")]),
        ("The US. Then US$5 million, USB sticks, us", [("US", "United States")]),
        (
            "HMS Otter and the Royal Navy's USS Beaver",
            [("HMS", "United Kingdom"), ("Royal Navy", "United Kingdom"), ("USS", "United States")],
        ),
        (
            "Guinea-Bissau, not Guinea; Nigeria, not Niger",
            [(name, name) for name in ("Guinea-Bissau", "Guinea", "Nigeria", "Niger")],
        ),
        ("US-Russian talks", [("US", "United States"), ("Russian", "Russia")]),
        ("a Germany-based squadron", [("Germany", "Germany")]),
        ("RUSSIA-UKRAINE: US SENDING MORE", [("RUSSIA", "Russia"), ("UKRAINE", "Ukraine"), ("US", "United States")]),
        ("Latin American and South American troops, African-Americans", []),
        ("Americans, Georgian", [("Americans", "United States"), ("Georgian", "Georgia")]),
        ("Fort Stewart, Georgia, and Georgia", [("Georgia", "Georgia")]),
        ("in the South. Korea's", []),
        ("New Mexico, the South China Sea, the Gulf of Oman, Minsk agreements", []),
        ("the People\u2019s Republic of China", [("People\u2019s Republic of China", "China")]),
        ("Brunei and Americanized Turks", [("Brunei", "Brunei"), ("Turks", "Turkey")]),
    ],
)
def test_the_longest_names_are_found_as_whole_words(text: str, wanted: list[tuple[str, str]]) -> None:
    assert found(text) == wanted


def test_a_seat_is_told_from_a_name() -> None:
    mentions = find_nations("Moscow said Russia and the Pentagon said the United States")
    assert [(mention.nation, mention.metonym) for mention in mentions] == [
        *[("Russia", True), ("Russia", False), ("United States", True), ("United States", False)],
    ]


@given(TEXTS)
def test_mentions_lie_in_the_text_one_after_the_other(text: str) -> None:
    end = 0
    for mention in find_nations(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


@given(TEXTS)
def test_what_is_found_is_a_name_of_the_nation_by_itself(text: str) -> None:
    for mention in find_nations(text):
        assert canonical_nation(text[mention.start : mention.end]) == mention.nation


@given(TEXTS)
def test_any_words_name_a_kept_nation_or_none(words: str) -> None:
    assert canonical_nation(words) in {None, *NATIONS}
