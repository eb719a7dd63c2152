"""The deployment task: mentions found in code, deployments pointed at by a model, and grounded."""

from datetime import date

import pytest

from extractor.pipeline import extract_article
from schemas import ArticleText
from tests.moves import ONCE, TEXT, TWICE, extracted, one, refusals
from tests.scripted import (
    Scripted,
    counts,
    drafted,
    place_of,
    words_of,
)


def test_every_value_stands_in_the_cited_sentence_with_its_place() -> None:
    draft = drafted(origin="ceuta", destination=["Latvia"], timing="next month", source="Silva")
    record = one(extracted({"M1": draft}))
    assert (record.force, record.origin, record.destination, record.source) == (
        "Spain", "Ceuta", ("Latvia",), "Ana Silva",
    )  # fmt: skip
    assert record.evidence["origin"] == (place_of(TEXT, "Ceuta"),)
    assert record.evidence["status"][0].text == TEXT.partition("\n\n")[0]


def test_numbers_are_counted_in_code_from_the_mention() -> None:
    record = one(extracted({"M2": drafted(sentences=[2, 1])}))
    assert counts(record.personnel) == (200, 200)
    assert record.personnel is not None
    assert record.personnel.approximate


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Spain will send 1,700 from Ceuta.", "1,700"),
        ("Spain sent some 1,700 who left Ceuta.", "some 1,700"),
        ("The Spanish army is massing.", "The Spanish army"),
        ("A Spanish contingent goes to Riga.", "A Spanish contingent"),
    ],
)
def test_people_without_a_count_that_can_be_read_keep_their_words(text: str, words: str) -> None:
    """A record names people, units or matériel (codebook, rule 8)."""
    slots = {key: drafted() for key in ("M1",)}
    record = one(extracted(slots, text))
    assert record.personnel is not None
    assert record.personnel.text == words
    assert record.evidence["personnel"][0].text == words


def test_a_formation_stands_without_its_article() -> None:
    record = one(extracted({"M3": drafted(sentences=[3], status="standby")}))
    assert (record.units, record.personnel) == (("2nd Legion Brigade",), None)
    assert words_of(record, "units") == ["2nd Legion Brigade"]


@pytest.mark.parametrize("field", ["origin", "timing", "ordered_by", "source"])
@pytest.mark.parametrize("value", ["Ceuta City", "Riga", "Spain will not send", "5,000"])
def test_a_value_that_is_not_in_the_cited_sentence_is_left_out_and_listed(field: str, value: str) -> None:
    """`Riga` stands in the article, and not in what is cited."""
    extraction = extracted({"M1": drafted(**{field: value})})
    assert getattr(one(extraction), field) is None
    assert refusals(extraction) == [("deployments M1", field, value, "not_in_cited_sentences")]


def test_a_place_that_is_not_there_costs_itself_and_not_the_others() -> None:
    extraction = extracted({"M1": drafted(destination=["Latvia", "Estonia", "Latvia"])})
    assert one(extraction).destination == ("Latvia",)
    assert refusals(extraction) == [("deployments M1", "destination", "Estonia", "not_in_cited_sentences")]


def test_places_that_are_written_as_one_are_each_taken() -> None:
    text = "Spain will send 500 soldiers to Latvia, Poland and Romania."
    record = one(extracted({"M1": drafted(destination=["Romania, Latvia and Poland"])}, text))
    assert set(record.destination) == {"Latvia", "Poland", "Romania"}


def test_of_places_that_are_written_as_one_all_must_stand_there() -> None:
    text = "Spain will send 500 soldiers to Latvia and Poland."
    extraction = extracted({"M1": drafted(destination=["Latvia, Poland and Estonia"])}, text)
    assert one(extraction).destination == ()
    assert [refusal[3] for refusal in refusals(extraction)] == ["not_in_cited_sentences"]


@pytest.mark.parametrize("field", ["origin", "timing", "ordered_by", "source"])
def test_a_models_word_for_nothing_is_no_value_even_where_the_article_has_it(field: str) -> None:
    text = "Spain will send 500 soldiers, and none to Latvia."
    extraction = extracted({"M1": drafted(**{field: "none"})}, text, TWICE)
    assert getattr(one(extraction), field) is None
    assert refusals(extraction) == [("deployments M1", field, "none", "says_nothing")]
    assert extraction.usage.requests == 1


@pytest.mark.parametrize("value", ["he", "They"])
def test_a_pronoun_is_no_source(value: str) -> None:
    text = "Spain will send 500 soldiers, he said. They will go."
    extraction = extracted({"M1": drafted(sentences=[1, 2], source=value)}, text)
    assert one(extraction).source is None
    assert refusals(extraction) == [("deployments M1", "source", value, "no_name")]


def test_a_sentence_that_does_not_exist_is_listed_and_the_mentions_own_counts() -> None:
    extraction = extracted({"M1": drafted(sentences=[99], origin="Ceuta")})
    assert one(extraction).origin == "Ceuta"
    assert refusals(extraction) == [("deployments M1", "sentences", "99", "no_such_sentence")]


@pytest.mark.parametrize(
    ("force", "nation"), [("Spain", "Spain"), ("spanish", None), ("Spanish", "Spain"), ("Kingdom of Zembla", None)]
)
def test_a_force_is_a_nation_of_the_kept_list_that_the_article_names(force: str, nation: str | None) -> None:
    extraction = extracted({"M1": drafted(force=force)})
    assert [record.force for record in extraction.deployments] == ([nation] if nation else [])
    assert bool(refusals(extraction)) is (nation is None)


def test_a_nation_that_the_article_does_not_name_is_no_force() -> None:
    extraction = extracted({"M1": drafted(force="France")})
    assert extraction.deployments == ()
    [refused] = [refused for refused in extraction.rejections if refused.reason != "not_a_deployment"]
    assert (refused.item, refused.field, refused.value, refused.reason) == (
        "deployments M1", "force", "France", "no_nation",
    )  # fmt: skip
    assert refused.span == place_of(TEXT, "500 soldiers")


def test_a_force_that_the_sentence_does_not_name_is_carried_from_where_it_was_last_named() -> None:
    text = "Spain met Latvia. Spanish leaders agreed. Some 500 soldiers will go. Spain is ready."
    record = one(extracted({"M1": drafted(sentences=[3])}, text))
    assert (record.force, words_of(record, "force")) == ("Spain", ["Spanish"])


@pytest.mark.parametrize("status", ["considered", "planned", "ordered", "standby"])
def test_the_friday_of_what_is_to_come_is_the_next_one(status: str) -> None:
    text = "Spain will send 500 soldiers on Friday."
    record = one(extracted({"M1": drafted(status=status, timing="Friday")}, text))
    assert record.timing is not None
    assert (record.timing.start, record.timing.text) == (date(2022, 2, 4), "Friday")


@pytest.mark.parametrize("status", ["in_place", "withdrawn"])
def test_the_friday_of_what_is_done_is_the_last_one(status: str) -> None:
    record = one(extracted({"M1": drafted(status=status, timing="Friday")}, "Spain sent 500 soldiers on Friday."))
    assert record.timing is not None
    assert record.timing.start == date(2022, 1, 28)


@pytest.mark.parametrize(
    "slot",
    [
        7,
        None,
        [],
        {},
        drafted(sentences=[]),
        drafted(sentences=["1"]),
        drafted(sentences=[1] * 7),
        drafted(status="sent"),
        drafted(destination="Latvia"),
        {**drafted(), "mood": "glad"},
        {name: value for name, value in drafted().items() if name != "force"},
    ],
)
def test_a_malformed_item_costs_itself_and_not_its_siblings(slot: object) -> None:
    extraction = extracted({"M1": slot, "M4": drafted(force="Italian", status="in_place")})
    assert one(extraction).force == "Italy"
    assert [(refusal[0], refusal[3]) for refusal in refusals(extraction)] == [("deployments M1", "malformed")]


def test_a_mention_that_is_no_deployment_is_listed_with_its_place() -> None:
    extraction = extracted({})
    assert [refused.reason for refused in extraction.rejections] == ["not_a_deployment"] * 5
    assert extraction.rejections[0].span == place_of(TEXT, "500 soldiers")
    assert extraction.error is None


def test_a_list_of_names_stands_once_in_the_schema() -> None:
    """OpenAI takes 1,000 enumerated values in one schema."""
    completer = Scripted()
    article = ArticleText(id="a", text="Spain will send 500 soldiers to Latvia. " * 60)
    extract_article(article, completer, ONCE)
    schema = completer.prompts[0].schema
    assert len(schema["$defs"]["mention"]["enum"]) == 60
    assert str(schema).count("'enum'") == 5


def test_the_schema_knows_the_articles_own_forces_and_sentences() -> None:
    completer = Scripted()
    extract_article(ArticleText(id="a", text=TEXT), completer, ONCE)
    properties = completer.prompts[0].schema["$defs"]["deployment"]["properties"]
    assert properties["force"]["enum"] == ["Italian", "Latvia", "Riga", "Spain"]
    assert properties["sentences"]["items"] == {"type": "integer", "minimum": 1, "maximum": 4}
