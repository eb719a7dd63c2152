"""Prices: known ones from the offline list, and None for everything else."""

import pytest

from extractor.pricing import price


def test_a_known_model_of_openai_costs_what_the_list_says() -> None:
    assert price("gpt-4.1-mini", None, 1_000_000, 1_000_000) == pytest.approx(0.40 + 1.60)


def test_a_dated_name_costs_what_its_model_costs() -> None:
    assert price("gpt-4.1-mini-2025-04-14", None, 1000, 10) == price("gpt-4.1-mini", None, 1000, 10)


def test_no_tokens_cost_nothing() -> None:
    assert price("gpt-4.1-mini", None, 0, 0) == 0.0


def test_a_known_provider_has_its_own_prices() -> None:
    assert price("mistral-small-latest", "https://api.mistral.ai/v1", 1_000_000, 0) is not None


@pytest.mark.parametrize(
    ("model", "base_url"),
    [
        ("some-model-nobody-sells", None),
        ("gpt-4.1-mini", "http://127.0.0.1:8080/v1"),
        ("gpt-4.1-mini", "http://localhost:11434/v1"),
        ("gpt-4.1-mini", "https://models.example/api.openai.com/v1"),
        ("gpt-4.1-mini", "https://api.openai.com.example/v1"),
        ("gpt-4.1-mini", "https://api.openai.com@models.example/v1"),
        ("", None),
    ],
)
def test_an_unknown_model_or_server_has_no_price(model: str, base_url: str | None) -> None:
    assert price(model, base_url, 1000, 1000) is None
