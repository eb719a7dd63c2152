"""Where settings come from, and how wrong ones are told."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from extractor.errors import UsageError
from extractor.settings import ENVIRONMENT, SEED_RECORDINGS, Settings

KEY = "canary-key"


def message(environment: dict[str, str] | None = None, **arguments: object) -> str:
    with pytest.raises(UsageError) as caught:
        Settings.from_environment(environment or {}, **arguments)
    return str(caught.value)


def test_every_variable_sets_a_field_that_exists() -> None:
    assert set(ENVIRONMENT) <= set(Settings.model_fields)


@pytest.mark.parametrize(
    ("variable", "given", "field", "value"),
    [
        ("OPENAI_BASE_URL", "http://127.0.0.1:8091/v1", "base_url", "http://127.0.0.1:8091/v1"),
        ("EXTRACTOR_MODEL", "m", "model", "m"),
        ("EXTRACTOR_MODE", "replay", "mode", "replay"),
        ("EXTRACTOR_STRUCTURED", "tools", "structured", "tools"),
        ("EXTRACTOR_CACHE", "there", "cache_dir", Path("there")),
        ("EXTRACTOR_RECORDINGS", "here", "recordings", Path("here")),
        ("EXTRACTOR_TIMEOUT", "2.5", "timeout", 2.5),
        ("EXTRACTOR_DEADLINE", "60", "deadline", 60.0),
        ("EXTRACTOR_TOKEN_BUDGET", "9000", "token_budget", 9000),
        ("EXTRACTOR_MAX_OUTPUT_TOKENS", "800", "max_output_tokens", 800),
        ("EXTRACTOR_MAX_ATTEMPTS", "2", "max_attempts", 2),
        ("EXTRACTOR_PART_CHARACTERS", "5000", "part_characters", 5000),
    ],
)
def test_a_variable_sets_its_field(variable: str, given: str, field: str, value: object) -> None:
    assert getattr(Settings.from_environment({variable: given}), field) == value


def test_the_key_comes_from_its_variable_and_is_not_shown() -> None:
    settings = Settings.from_environment({"OPENAI_API_KEY": KEY})
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == KEY
    assert KEY not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_an_argument_wins_over_the_environment_and_none_does_not() -> None:
    environment = {"EXTRACTOR_MODEL": "theirs", "EXTRACTOR_MODE": "live"}
    settings = Settings.from_environment(environment, model="mine", mode=None)
    assert (settings.model, settings.mode) == ("mine", "live")


@pytest.mark.parametrize("variable", sorted(ENVIRONMENT.values()))
def test_an_empty_variable_is_as_good_as_none(variable: str) -> None:
    assert Settings.from_environment({variable: ""}) == Settings.from_environment({})


def test_an_empty_key_and_address_are_none() -> None:
    settings = Settings.from_environment({}, api_key="", base_url="")
    assert (settings.api_key, settings.base_url) == (None, None)


@pytest.mark.parametrize("bad", [f"{KEY}\n", f" {KEY}", f"{KEY} ", f"{KEY}\r\nHost: x", f"{KEY}\x00", " ", "\n"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_repeated(bad: str) -> None:
    told = message({"OPENAI_API_KEY": bad})
    assert "OPENAI_API_KEY" in told
    assert "canary" not in told


def test_a_wrong_setting_of_any_kind_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"api_key": f"{KEY}\n", "base_url": f"ftp://{KEY}", "mode": KEY})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("url", ["127.0.0.1:8091", "ftp://x", "file:///etc", "http://x\nHost: y", "http://x y"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert "base_url (or OPENAI_BASE_URL)" in message({}, base_url=url)


@pytest.mark.parametrize("url", [f"https://me:{KEY}@x/v1", f"http://{KEY}@127.0.0.1", f"http://me:{KEY}@x?y"])
def test_an_address_with_a_password_is_refused_and_not_repeated(url: str) -> None:
    """It would stand in every dump of the settings, and be sent nowhere."""
    told = message({}, base_url=url)
    assert "the key is OPENAI_API_KEY" in told
    assert "canary" not in told


def test_an_address_with_an_at_in_its_path_is_taken() -> None:
    assert Settings(base_url="http://x/@me/v1").base_url == "http://x/@me/v1"


@pytest.mark.parametrize(
    ("variable", "given"),
    [
        ("EXTRACTOR_MODE", "fast"),
        ("EXTRACTOR_STRUCTURED", "xml"),
        ("EXTRACTOR_TIMEOUT", "0"),
        ("EXTRACTOR_TIMEOUT", "soon"),
        ("EXTRACTOR_DEADLINE", "-1"),
        ("EXTRACTOR_DEADLINE", "nan"),
        ("EXTRACTOR_TOKEN_BUDGET", "0"),
        ("EXTRACTOR_TOKEN_BUDGET", "1.5"),
        ("EXTRACTOR_MAX_OUTPUT_TOKENS", "-1"),
        ("EXTRACTOR_MAX_ATTEMPTS", "0"),
        ("EXTRACTOR_MAX_ATTEMPTS", "11"),
        ("EXTRACTOR_PART_CHARACTERS", "10"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_its_variable(variable: str, given: str) -> None:
    assert f"(or {variable})" in message({variable: given})


def test_every_wrong_setting_is_told_at_once() -> None:
    assert message({}, mode="fast", timeout=0).count("setting ") == 2


def test_a_setting_that_is_unknown_is_refused() -> None:
    assert "modle" in message({}, modle="m")


@pytest.mark.parametrize("records", [(), ("tweets",), "quotes"])
def test_record_kinds_are_those_of_an_extraction(records: object) -> None:
    assert "records" in message({}, records=records)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().mode = "live"


def test_recordings_are_the_programs_own_unless_set() -> None:
    assert Settings().recordings_folder == SEED_RECORDINGS
    assert Settings(recordings=Path("mine")).recordings_folder == Path("mine")


def test_the_process_environment_is_read_when_no_other_is_given() -> None:
    assert Settings.from_environment(mode="replay").mode == "replay"
