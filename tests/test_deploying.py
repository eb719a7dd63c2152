"""The deployment task: mentions found in code, deployments pointed at by a model, grounded, linked and merged."""

from datetime import date

import pytest

from extractor.flow import Prompt
from extractor.pipeline import extract_article
from extractor.settings import Settings
from schemas import ArticleText, Deployment, Extraction
from tests.scripted import (
    Answer,
    Json,
    Scripted,
    assert_grounded,
    counts,
    drafted,
    keys_of,
    place_of,
    said,
    words_of,
)

ONCE = Settings(model="m", ask="all", records=("deployments",), repair=False)
TWICE = Settings(model="m", ask="all", records=("deployments",))
TEXT = (
    "Spain will send 500 soldiers from Ceuta to Latvia next month, Ana Silva said.\n\n"
    "About 200 of them will go on to Riga.\n\n"
    "The 2nd Legion Brigade is on alert. Some 80 Italian troops are in Latvia with 12 tanks."
)
"""M1 500 soldiers, M2 200 of them, M3 the 2nd Legion Brigade, M4 80 Italian troops, M5 12 tanks."""


def answered(slots: Json) -> Json:
    return {"deployments": {**dict.fromkeys(("M1", "M2", "M3", "M4", "M5"), "none"), **slots}}


def extracted(
    slots: Json, text: str = TEXT, settings: Settings = ONCE, published: date | None = date(2022, 2, 2)
) -> Extraction:
    def script(prompt: Prompt) -> Answer:
        return {"deployments": {**dict.fromkeys(keys_of(prompt), "none"), **slots}}

    article = ArticleText(id="a", text=text, published=published)
    extraction = extract_article(article, Scripted(script), settings)
    assert_grounded(extraction)
    return extraction


def one(extraction: Extraction) -> Deployment:
    [record] = extraction.deployments
    return record


def refusals(extraction: Extraction) -> list[tuple[str, str | None, str, str]]:
    """What was refused, but for deliberate `none`s."""
    kept = [refused for refused in extraction.rejections if refused.reason != "not_a_deployment"]
    return [(refused.item, refused.field, refused.value, refused.reason) for refused in kept]


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


def test_a_mention_told_again_adds_its_words_to_the_deployment() -> None:
    extraction = extracted({"M1": drafted(), "M3": "M2", "M2": "M1"})
    record = one(extraction)
    assert (record.units, counts(record.personnel)) == (("2nd Legion Brigade",), (500, 500))
    assert words_of(record, "personnel") == ["500 soldiers", "About 200 of them"]
    assert refusals(extraction) == []


@pytest.mark.parametrize(
    "slots",
    [
        {"M2": "M2"},
        {"M2": "M3", "M3": "M2"},
        {"M2": "M3", "M3": "M4", "M4": "M2"},
        {"M2": "M99"},
        {"M2": "Spain"},
        {"M2": ""},
        {"M2": "M3"},
    ],
)
def test_a_mention_that_repeats_nothing_is_listed_and_costs_nothing_else(slots: Json) -> None:
    extraction = extracted({"M1": drafted(), **slots})
    assert counts(one(extraction).personnel) == (500, 500)
    assert {refusal[3] for refusal in refusals(extraction)} == {"points_nowhere"}
    assert {refusal[0] for refusal in refusals(extraction)} == {f"deployments {key}" for key in slots}


def links(extraction: Extraction) -> dict[str, str | None]:
    return {record.id: record.part_of for record in extraction.deployments}


def test_a_share_is_tied_to_its_whole() -> None:
    extraction = extracted({"M1": drafted(), "M2": drafted(sentences=[2, 1], part_of="M1")})
    assert links(extraction) == {"d1": None, "d2": "d1"}
    assert words_of(extraction.deployments[1], "part_of") == ["About 200 of them"]


def test_a_share_of_a_mention_that_is_told_again_is_tied_to_what_it_tells() -> None:
    slots = {"M1": drafted(), "M2": drafted(part_of="M3"), "M3": "M1"}
    assert links(extracted(slots)) == {"d1": None, "d2": "d1"}


@pytest.mark.parametrize("target", ["M1", "M2", "M3", "M99", "Spain", ""])
def test_a_link_to_itself_or_to_no_record_is_left_out_and_listed(target: str) -> None:
    """`M3` is `none` here, and `M2` tells of `M1` again."""
    extraction = extracted({"M1": drafted(part_of=target), "M2": "M1"})
    assert links(extraction) == {"d1": None}
    expected = [("deployments M1", "part_of", target, "points_nowhere")] if target else []
    assert refusals(extraction) == expected


def test_links_that_go_round_in_a_circle_are_all_left_out() -> None:
    slots = {
        "M1": drafted(part_of="M2"),
        "M2": drafted(part_of="M4", status="ordered"),
        "M4": drafted(part_of="M1", force="Italian"),
    }
    extraction = extracted(slots)
    assert set(links(extraction).values()) == {None}
    assert [refusal[:2] for refusal in refusals(extraction)] == [
        ("deployments M1", "part_of"), ("deployments M2", "part_of"), ("deployments M4", "part_of"),
    ]  # fmt: skip


def test_a_link_into_a_circle_stays() -> None:
    slots = {
        "M1": drafted(part_of="M2"),
        "M2": drafted(part_of="M1", status="ordered"),
        "M4": drafted(part_of="M1", force="Italian"),
    }
    assert links(extracted(slots)) == {"d1": None, "d2": None, "d3": "d1"}


def test_a_link_stays_where_what_it_leads_to_has_a_broken_one() -> None:
    slots = {"M1": drafted(part_of="M3"), "M2": drafted(part_of="M1")}
    assert links(extracted(slots)) == {"d1": None, "d2": "d1"}


def test_one_movement_told_twice_is_one_record_with_the_evidence_of_both() -> None:
    text = "Spain will send 500 soldiers to Latvia.\n\nThe 500 Spanish soldiers will leave Ceuta."
    slots = {"M1": drafted(destination=["Latvia"]), "M2": drafted(sentences=[2], origin="Ceuta")}
    record = one(extracted(slots, text))
    assert (record.origin, record.destination) == ("Ceuta", ("Latvia",))
    assert [span.start for span in record.evidence["personnel"]] == [16, text.index("The 500")]


def test_a_share_is_never_merged_into_its_whole() -> None:
    text = "Spain will send 500 soldiers to Latvia.\n\nThe 500 Spanish soldiers will leave Ceuta."
    extraction = extracted({"M1": drafted(), "M2": drafted(sentences=[2], part_of="M1")}, text)
    assert links(extraction) == {"d1": None, "d2": "d1"}


def test_a_share_of_a_record_that_was_merged_is_tied_to_the_merged_one() -> None:
    text = "Spain will send 500 soldiers.\n\nThe 500 Spanish soldiers will leave.\n\nOf these, 200 soldiers go to Riga."
    slots = {"M1": drafted(), "M2": drafted(sentences=[2]), "M3": drafted(sentences=[3], part_of="M2")}
    assert links(extracted(slots, text)) == {"d1": None, "d2": "d1"}


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


def repaired(first: Json, second: Json) -> tuple[Extraction, Scripted]:
    answers = iter([said(answered(first)), said({"deployments": second})])
    completer = Scripted(lambda _: next(answers))
    extraction = extract_article(ArticleText(id="a", text=TEXT), completer, TWICE)
    assert_grounded(extraction)
    return extraction, completer


def test_a_repair_asks_for_the_doubtful_mentions_only_and_may_point_at_all() -> None:
    _, completer = repaired({"M1": drafted(), "M2": drafted(origin="Zembla")}, {"M2": drafted(part_of="M1")})
    again = completer.prompts[1]
    assert keys_of(again) == ["M2"]
    assert again.schema["$defs"]["mention"]["enum"] == ["M1", "M2", "M3", "M4", "M5"]


def test_a_repaired_share_is_tied_to_a_whole_of_the_first_round() -> None:
    first = {"M1": drafted(), "M2": drafted(origin="Zembla", part_of="M1")}
    extraction, _ = repaired(first, {"M2": drafted(sentences=[2, 1], origin="Ceuta", part_of="M1")})
    assert links(extraction) == {"d1": None, "d2": "d1"}
    assert extraction.deployments[1].origin == "Ceuta"


def test_what_repeats_a_repaired_mention_is_not_lost() -> None:
    first = {"M1": drafted(force="Zembla"), "M3": "M1", "M2": drafted(part_of="M1", sentences=[2, 1])}
    extraction, _ = repaired(first, {"M1": drafted()})
    assert links(extraction) == {"d1": None, "d2": "d1"}
    assert extraction.deployments[0].units == ("2nd Legion Brigade",)
    assert refusals(extraction) == [("deployments M1", "force", "Zembla", "no_nation")]


def test_a_repair_may_point_at_a_mention_of_the_first_round() -> None:
    extraction, _ = repaired({"M1": drafted(), "M3": drafted(force="Zembla")}, {"M3": "M1"})
    assert one(extraction).units == ("2nd Legion Brigade",)


def test_a_repair_that_points_nowhere_is_listed_in_its_own_round() -> None:
    extraction, _ = repaired({"M1": drafted(), "M3": drafted(force="Zembla")}, {"M3": "M5"})
    refused = [refused for refused in extraction.rejections if refused.reason == "points_nowhere"]
    assert [(one.item, one.round) for one in refused] == [("deployments M3", 2)]


def test_a_repair_that_is_no_better_leaves_the_first_answer() -> None:
    first = {"M1": drafted(origin="Zembla", destination=["Latvia"])}
    extraction, _ = repaired(first, {"M1": drafted(origin="Elbonia")})
    assert one(extraction).destination == ("Latvia",)
    assert [refusal[2] for refusal in refusals(extraction)] == ["Zembla", "Elbonia"]
