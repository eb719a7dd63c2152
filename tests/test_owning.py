"""Forces of which the words do not say whose they are: code tells the rest, and a model says only whose."""

import pytest

from extractor import Settings, extract
from extractor.flow import Prompt
from schemas import ArticleText, Extraction
from tests.scripted import Json, Scripted, assert_grounded, by_task, in_turn, keys_of
from tests.told import segmented, slots_of, whole

TEXT = "A battalion left for Estonia on Friday. It stays for six months, a spokeswoman of the Norwegian army said."
SETTINGS = Settings(model="m", records=("deployments",), repair=False)


def answered(text: str, slot: str) -> tuple[Extraction, list[Prompt]]:
    """Extract with a model that says `slot` of all that it is asked."""

    def script(prompt: Prompt) -> Json:
        return {"deployments": dict.fromkeys(keys_of(prompt), slot)}

    completer = Scripted(script)
    extraction = extract(ArticleText(id="a", text=text), SETTINGS, completer=completer)
    assert_grounded(extraction)
    return extraction, completer.prompts


def test_a_model_says_whose_they_are_and_code_the_rest() -> None:
    extraction, _ = answered(TEXT, "Norway")
    (record,) = extraction.deployments
    assert (record.force, record.units, record.destination) == ("Norway", ("battalion",), ("Estonia",))
    assert [span.text for span in record.evidence["force"]] == ["Norwegian"]


def test_it_is_asked_so_in_as_many_words() -> None:
    _, (prompt,) = answered(TEXT, "Norway")
    assert "M1 [1] (under way, to Estonia, whose?) {M1}A battalion" in prompt.messages[-1].content


def test_only_nations_of_the_article_may_be_meant_and_not_the_one_they_go_to() -> None:
    _, (prompt,) = answered(TEXT, "Norway")
    choices = prompt.schema["$defs"]["owned"]["anyOf"][0]["enum"]
    assert choices == ["Norway", "combat", "exercise", "sale", "history", "denial", "talk"]


def test_the_nation_that_holds_a_goal_is_no_owner() -> None:
    _, (prompt,) = answered("A battalion left for Tapa, Estonia. It is the pride of Norway.", "Norway")
    assert "Estonia" not in prompt.schema["$defs"]["owned"]["anyOf"][0]["enum"]


def test_a_nation_behind_a_goal_that_is_a_nation_itself_may_be_an_owner() -> None:
    _, (prompt,) = answered("A battalion left for Estonia, Norway said on Friday. Russia protested.", "Norway")
    assert prompt.schema["$defs"]["owned"]["anyOf"][0]["enum"][:2] == ["Norway", "Russia"]


@pytest.mark.parametrize("slot", ["Norwegian", "norway", "the Norwegian"])
def test_a_nation_in_other_words_is_the_nation(slot: str) -> None:
    extraction, _ = answered(TEXT, slot)
    assert [record.force for record in extraction.deployments] == (["Norway"] if slot != "norway" else [])


def test_what_names_nobody_is_asked_for_again() -> None:
    completer = Scripted(by_task(deployments=in_turn({"deployments": {"M1": "?"}}, {"deployments": {"M1": "Norway"}})))
    extraction = extract(
        ArticleText(id="a", text=TEXT), SETTINGS.model_copy(update={"repair": True}), completer=completer
    )
    assert [record.force for record in extraction.deployments] == ["Norway"]


def test_what_code_knows_the_owner_of_is_not_asked_for_it() -> None:
    text = (
        "The United States sent 3,000 soldiers to Poland. In March 500 soldiers were sent to Latvia. "
        "Of the 3,000 soldiers 2,000 of them went to Germany."
    )
    hints = {candidate.key: candidate.hint for candidate in whole(segmented(text)).candidates}
    drafted = {key for key, slot in slots_of(text).items() if isinstance(slot, dict)}
    assert not [key for key in drafted if "whose" in hints[key]]


@pytest.mark.parametrize(
    "words",
    [
        "Roughly 500 soldiers", "Fewer than 500 soldiers", "Tens of thousands of soldiers", "Paratroopers",
        "Fresh troops", "Texas National Guard soldiers", "Their Special Operations forces",
    ],
)  # fmt: skip
def test_a_capital_at_the_start_and_the_name_of_a_service_make_no_group_that_is_no_state(words: str) -> None:
    _, prompts = answered(f"{words} left for Estonia on Friday. A spokeswoman of the Norwegian army said so.", "Norway")
    assert [keys_of(prompt) for prompt in prompts] == [["M1"]]


def test_a_goal_is_an_owner_where_no_other_nation_is_named() -> None:
    _, (prompt,) = answered("A battalion left for Estonia on Friday.", "Estonia")
    assert "Estonia" in prompt.schema["$defs"]["owned"]["anyOf"][0]["enum"]


@pytest.mark.parametrize("slot", ["Sweden", "Estonia", "yes"])
def test_a_nation_that_may_not_be_meant_makes_no_record(slot: str) -> None:
    extraction, _ = answered(TEXT, slot)
    assert not extraction.deployments
    assert [rejection.reason for rejection in extraction.rejections] == ["points_nowhere"]


def test_a_reason_makes_no_record() -> None:
    extraction, _ = answered(TEXT, "history")
    assert not extraction.deployments
    assert [rejection.reason for rejection in extraction.rejections] == ["not_a_deployment"]


def test_what_belongs_to_them_is_not_asked_about_and_comes_with_them() -> None:
    text = TEXT.replace("A battalion", "Forty soldiers of the 9th Infantry Brigade")
    extraction, (prompt,) = answered(text, "Norway")
    (record,) = extraction.deployments
    assert keys_of(prompt) == ["M1"]
    assert record.units == ("9th Infantry Brigade",)
    assert record.personnel is not None
    assert record.personnel.low == 40


def test_where_no_nation_is_named_nothing_is_supposed() -> None:
    text = "A battalion left for the coast on Friday."
    assert "whose" not in whole(segmented(text)).candidates[0].hint


def test_forces_of_a_group_that_is_no_state_are_not_asked_about() -> None:
    extraction, prompts = answered(f"Free Front fighters left for Estonia on Friday. {TEXT}", "history")
    assert [keys_of(prompt) for prompt in prompts] == [["M2"]]
    assert "deployments M1" in {rejection.item for rejection in extraction.rejections}


def test_code_alone_makes_nothing_of_them() -> None:
    assert slots_of(TEXT) == {"M1": "none"}
