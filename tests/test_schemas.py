"""What records are made of, and what a model may fill in."""

import json
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import schemas
from schemas import (
    KINDS,
    ArticleText,
    Comparator,
    Deployment,
    DeploymentDraft,
    Draft,
    Extraction,
    Failure,
    Frozen,
    Personnel,
    Quote,
    Span,
    SpeakerDraft,
    comparators,
)
from tests.samples import failed, hostile, partial, sample

MODELS = sorted(
    {*KINDS.values(), *(one for one in vars(schemas).values() if isinstance(one, type) and issubclass(one, Frozen))},
    key=lambda model: model.__name__,
)
MOVE: dict[str, Any] = {
    "sentences": [1], "force": "Ruritania", "origin": None, "destination": [], "status": "planned",
    "timing": None, "ordered_by": None, "source": None, "part_of": None,
}  # fmt: skip


def test_what_is_exported_is_what_is_public() -> None:
    public = {
        name for name, value in vars(schemas).items() if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert set(schemas.__all__) == public


def test_exports_are_in_order() -> None:
    assert len(schemas.__all__) == len(set(schemas.__all__))


@pytest.mark.parametrize("model", MODELS)
def test_every_value_is_frozen_and_closed(model: type[BaseModel]) -> None:
    assert model.model_config.get("frozen") is True
    assert model.model_config.get("extra") == "forbid"


@pytest.mark.parametrize("model", [model for model in MODELS if model not in {Frozen, Draft, Extraction}])
def test_every_field_is_described(model: type[BaseModel]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("model", [Deployment, Quote, Extraction, DeploymentDraft, SpeakerDraft])
@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_every_record_has_a_json_schema(model: type[BaseModel], mode: Any) -> None:
    schema = json.loads(json.dumps(model.model_json_schema(mode=mode)))
    assert set(model.model_fields) <= set(schema["properties"])


def test_the_scored_fields_of_a_quote_are_the_codebooks() -> None:
    assert comparators(Quote) == {
        "text": Comparator.EXACT,
        "span": Comparator.SPAN,
        "kind": Comparator.ENUMERATION,
        "speaker": Comparator.NAME,
        "speaker_title": Comparator.WORDS,
        "cue": Comparator.WORDS,
        "venue": Comparator.WORDS,
        "said_on": Comparator.DATE,
        "reported_by": Comparator.NAME,
    }


def test_the_scored_fields_of_a_deployment_are_the_codebooks() -> None:
    assert comparators(Deployment) == {
        "force": Comparator.NAME,
        "units": Comparator.WORD_SET,
        "personnel": Comparator.QUANTITY,
        "equipment": Comparator.WORD_SET,
        "origin": Comparator.PLACES,
        "destination": Comparator.PLACES,
        "status": Comparator.ENUMERATION,
        "timing": Comparator.DATE,
        "ordered_by": Comparator.NAME,
        "source": Comparator.NAME,
        "part_of": Comparator.LINK,
    }


def test_a_model_without_scored_fields_has_no_comparators() -> None:
    assert comparators(Span) == {}


@pytest.mark.parametrize("made", [sample, failed, partial, hostile])
def test_an_extraction_that_was_written_out_is_read_back_the_same(made: Any) -> None:
    extraction: Extraction = made()
    assert Extraction.model_validate_json(extraction.model_dump_json()) == extraction
    assert Extraction.model_validate(json.loads(extraction.model_dump_json())) == extraction


def test_an_extraction_has_the_keys_of_its_line() -> None:
    keys = ["article", "deployments", "quotes", "rejections", "lineage", "usage", "error"]
    assert list(json.loads(sample().model_dump_json())) == keys


def test_the_hash_of_an_article_is_that_of_its_utf8_text() -> None:
    r"""By `printf 'é\r\n' | sha256sum`."""
    assert (
        ArticleText(id="a", text="é\r\n").sha256 == "64da669b12bbeda0ca8f2840891bd8834e5b8206f24c7703e20ac1d472612b0e"
    )


def test_an_article_whose_text_is_not_that_of_its_hash_is_refused() -> None:
    written = ArticleText(id="a", text="One.").model_dump() | {"text": "Two."}
    with pytest.raises(ValidationError, match="sha256"):
        ArticleText.model_validate(written)


def test_the_text_of_an_article_is_never_edited_and_not_printed() -> None:
    article = ArticleText(id="a", text=" \ufeffcanary\r\n\u200b ")
    assert article.text == " \ufeffcanary\r\n\u200b "
    assert "canary" not in repr(article)


@pytest.mark.parametrize("given", [None, "text", ["text"]])
def test_what_is_no_article_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        ArticleText.model_validate(given)


@pytest.mark.parametrize("name", ["", "x" * 301])
def test_an_article_has_a_name_of_moderate_length(name: str) -> None:
    with pytest.raises(ValidationError):
        ArticleText(id=name, text="")


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (1, -1)])
def test_offsets_are_not_negative(start: int, end: int) -> None:
    with pytest.raises(ValidationError):
        Span(start=start, end=end, text="x")


@pytest.mark.parametrize("bounds", [{"low": -1, "high": None}, {"low": None, "high": -1}])
def test_a_number_of_people_is_not_negative(bounds: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Personnel(**bounds, approximate=False, text="x")


@pytest.mark.parametrize("sentence", ["1", True, 1.0, 3e3, None, "3,000", float("nan"), [1]])
def test_a_number_in_a_draft_is_a_whole_number_and_nothing_like_one(sentence: object) -> None:
    with pytest.raises(ValidationError):
        DeploymentDraft.model_validate(MOVE | {"sentences": [sentence]})


@pytest.mark.parametrize("name", list(MOVE))
def test_a_draft_without_one_of_its_fields_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        DeploymentDraft.model_validate({key: value for key, value in MOVE.items() if key != name})


def test_a_record_does_not_change() -> None:
    record = sample().deployments[0]
    with pytest.raises(ValidationError):
        record.force = "Utopia"


def test_a_date_is_written_as_year_month_and_day() -> None:
    article = ArticleText(id="a", text="x", published=date(2022, 2, 2))
    assert json.loads(article.model_dump_json())["published"] == "2022-02-02"


def test_a_failure_survives_json() -> None:
    failure = Failure(kind="network", message="é\n", retryable=True, task="quotes", attempts=3)
    assert Failure.model_validate_json(failure.model_dump_json()) == failure
