"""Code that answers alone: as the model `rules`, of what it is sure, and where a model does not answer."""

from pathlib import Path

import pytest

from extractor import Article, ExtractionError, Settings, UsageError, extract, extract_many
from extractor.errors import CompletionError
from extractor.flow import Attempt
from extractor.opening import open_completer
from extractor.pipeline import extract_article
from schemas import Extraction, TaskRun
from tests.scripted import Scripted, assert_grounded, by_task, drafted, in_turn, keys_of, said

SURE, UNSURE = "Norway will send 600 soldiers to Kenya.", "Chile moved the 7th Infantry Brigade to Peru."
ARTICLE = Article(text=f"{SURE} {UNSURE}", id="a")
DOWN = CompletionError("the network is down", "network", retryable=True, attempts=[Attempt("network")])
NO_KEY = CompletionError("there is no key", "no_key")


def settings(**given: object) -> Settings:
    return Settings.from_environment({}, **{"model": "m", "records": ("deployments",), "ask": "unsure", **given})


def run_of(extraction: Extraction) -> TaskRun:
    assert_grounded(extraction)
    return extraction.lineage.tasks["deployments"]


def forces_of(extraction: Extraction) -> list[str]:
    return [record.force for record in extraction.deployments]


def test_the_model_rules_asks_nobody_and_answers_everything() -> None:
    completer = Scripted()
    extraction = extract_article(ARTICLE, completer, settings(model="rules"))
    assert completer.prompts == []
    assert forces_of(extraction) == ["Norway", "Chile"]
    assert (extraction.error, extraction.usage.requests, extraction.usage.cost_usd) == (None, 0, 0)


def test_what_code_alone_answered_says_so_in_its_lineage() -> None:
    extraction = extract_article(ARTICLE, Scripted(), settings(model="rules"))
    run = run_of(extraction)
    assert (run.outcome, run.origin, run.model_asked, run.model_answered) == ("ok", "rules", "rules", "rules")
    assert (run.settled, run.requests, run.attempts, run.answered_at, run.failure) == (2, (), 0, None, None)
    assert extraction.lineage.model_asked == "rules"


def test_what_code_refuses_is_listed_as_round_nought() -> None:
    text = f"{SURE} Rain fell on troops."
    extraction = extract_article(Article(text=text, id="a"), Scripted(), settings(model="rules"))
    assert [(refused.reason, refused.round) for refused in extraction.rejections] == [("not_a_deployment", 0)]


def test_rules_need_no_key_no_folder_and_no_network(tmp_path: Path) -> None:
    chosen = settings(model="rules", recordings=tmp_path / "none", cache_dir=tmp_path / "cache", mode="replay")
    assert forces_of(extract(ARTICLE, chosen)) == ["Norway", "Chile"]
    assert list(tmp_path.iterdir()) == []


def test_nothing_can_be_asked_of_the_completer_that_rules_open() -> None:
    completer = Scripted()
    extract_article(ARTICLE, completer, settings(ask="all"))
    opened, chosen = open_completer(settings(model="rules"))
    assert chosen.model == "rules"
    with pytest.raises(CompletionError, match="no model is to be asked"):
        opened.complete(completer.prompts[0])


def test_only_what_code_is_unsure_of_is_asked() -> None:
    completer = Scripted()
    extraction = extract_article(ARTICLE, completer, settings())
    [prompt] = completer.prompts
    assert keys_of(prompt) == ["M2"]
    assert forces_of(extraction) == ["Norway"]
    assert run_of(extraction).settled == 1


def test_the_answers_of_code_and_model_are_one_articles_records() -> None:
    answer = {"deployments": {"M2": drafted(sentences=[2], force="Chile", status="in_place", destination=["Peru"])}}
    extraction = extract_article(ARTICLE, Scripted(by_task(deployments=answer)), settings())
    assert [(one.id, one.force) for one in extraction.deployments] == [("d1", "Norway"), ("d2", "Chile")]
    run = run_of(extraction)
    assert (run.origin, run.model_answered, run.settled, len(run.requests)) == ("live", "answering-model", 1, 1)


def test_a_repair_asks_for_nothing_that_code_has_settled() -> None:
    doubtful = {"deployments": {"M2": drafted(sentences=[2], force="Zembla")}}
    completer = Scripted(by_task(deployments=in_turn(doubtful, {"deployments": {"M2": "talk"}})))
    extraction = extract_article(ARTICLE, completer, settings())
    assert [keys_of(prompt) for prompt in completer.prompts] == [["M2"], ["M2"]]
    assert forces_of(extraction) == ["Norway"]


def test_where_code_is_sure_of_everything_nobody_is_asked() -> None:
    completer = Scripted()
    extraction = extract_article(Article(text=SURE, id="a"), completer, settings())
    assert completer.prompts == []
    assert (run_of(extraction).origin, run_of(extraction).outcome) == ("rules", "ok")


def test_all_is_asked_where_all_is_to_be_asked() -> None:
    completer = Scripted()
    extraction = extract_article(ARTICLE, completer, settings(ask="all"))
    assert [keys_of(prompt) for prompt in completer.prompts] == [["M1", "M2"]]
    assert run_of(extraction).settled == 0
    assert extraction.deployments == ()


def test_a_model_that_does_not_answer_costs_what_it_was_asked_and_not_what_code_knows() -> None:
    extraction = extract_article(ARTICLE, Scripted(lambda _: DOWN), settings())
    assert forces_of(extraction) == ["Norway"]
    assert (run_of(extraction).outcome, run_of(extraction).settled) == ("failed", 1)
    assert extraction.error is not None
    assert extraction.error.kind == "network"


@pytest.mark.parametrize("ask", ["unsure", "all"])
@pytest.mark.parametrize("answer", [DOWN, NO_KEY, said("no JSON"), said("", refusal="no"), said("{", finish="length")])
def test_with_the_fallback_code_answers_where_the_model_does_not(answer: object, ask: str) -> None:
    completer = Scripted(lambda _: answer)  # type: ignore[arg-type, return-value]
    extraction = extract_article(ARTICLE, completer, settings(fallback="rules", ask=ask))
    assert forces_of(extraction) == ["Norway", "Chile"]
    assert extraction.error is None
    run = run_of(extraction)
    assert (run.outcome, run.settled) == ("fell_back", 2)
    assert run.failure is not None


def test_the_fallback_is_left_alone_where_the_model_answers() -> None:
    extraction = extract_article(ARTICLE, Scripted(), settings(fallback="rules"))
    assert (run_of(extraction).outcome, run_of(extraction).settled) == ("ok", 1)
    assert forces_of(extraction) == ["Norway"]


@pytest.mark.parametrize("mode", ["live", "record"])
def test_a_missing_key_is_an_error_where_a_model_was_asked_for(mode: str, tmp_path: Path) -> None:
    chosen = settings(mode=mode, recordings=tmp_path / "own", cache_dir=tmp_path / "cache", ask="all")
    with pytest.raises(ExtractionError) as caught:
        extract(ARTICLE, chosen)
    assert caught.value.kind == "no_key"


def test_without_a_key_auto_answers_by_code_and_says_so(tmp_path: Path) -> None:
    """Whoever has set up nothing gets records at once, and is told that no model has seen the article."""
    chosen = settings(recordings=tmp_path / "none", cache_dir=tmp_path / "cache")
    extraction = extract(ARTICLE, chosen)
    assert forces_of(extraction) == ["Norway", "Chile"]
    run = run_of(extraction)
    assert (run.outcome, run.origin, extraction.error) == ("fell_back", "rules", None)
    assert run.failure is not None
    assert run.failure.kind == "no_key"


def test_many_articles_fall_back_each_for_itself() -> None:
    def script(prompt: object) -> object:
        return DOWN if "a1" in str(prompt) else {"deployments": {"M2": "talk"}}

    articles = [Article(text=ARTICLE.text, id=f"a{number}") for number in range(3)]
    found = extract_many(articles, settings(fallback="rules"), completer=Scripted(script))  # type: ignore[arg-type]
    assert [run_of(one).outcome for one in found] == ["ok", "fell_back", "ok"]


@pytest.mark.parametrize("name", ["ask", "fallback"])
def test_what_is_asked_and_what_answers_instead_are_settings_of_the_environment(name: str) -> None:
    value = {"ask": "all", "fallback": "rules"}[name]
    variable = f"EXTRACTOR_{name.upper()}"
    assert getattr(Settings.from_environment({variable: value}), name) == value
    with pytest.raises(UsageError, match=variable):
        Settings.from_environment({variable: "sometimes"})


def test_a_repair_still_knows_what_code_has_settled() -> None:
    """Its mentions may be pointed at: code's own are among the names of the schema."""
    doubtful = {"deployments": {"M2": drafted(sentences=[2], force="Zembla")}}
    completer = Scripted(by_task(deployments=in_turn(doubtful, {"deployments": {"M2": "M1"}})))
    extract_article(ARTICLE, completer, settings())
    assert [prompt.schema["$defs"]["mention"]["enum"] for prompt in completer.prompts] == [["M1", "M2"], ["M1", "M2"]]


def test_the_lineage_names_the_model_that_was_asked_though_code_answered_another_kind() -> None:
    article = Article(text=f"{SURE}\n\n“It is so,” it was heard.\n\nBo Lind came. “We go,” he said.", id="a")
    chosen = Settings(model="m", ask="unsure")
    extraction = extract_article(article, Scripted(), chosen)
    assert {run.model_asked for run in extraction.lineage.tasks.values()} == {"rules", "m"}
    assert extraction.lineage.model_asked == "m"
