"""Tokens to dollars, by the offline price list of `genai-prices`."""

import re
from urllib.parse import urlsplit

OPENAI_URL = "https://api.openai.com/v1"


def price(model: str, base_url: str | None, tokens_in: int, tokens_out: int) -> float | None:
    """Cost in US dollars today; None if the price is unknown, as it is for any server that is no known provider."""
    # The list costs some 300 ms to load: only live answers pay for it. It is never updated over the network.
    from genai_prices import Usage, calc_price  # noqa: PLC0415

    try:
        cost = calc_price(
            Usage(input_tokens=tokens_in, output_tokens=tokens_out), model, provider_api_url=base_url or OPENAI_URL
        )
    except (LookupError, ValueError):
        return None
    return float(cost.total_price) if _is_host_of(cost.provider.api_pattern, base_url or OPENAI_URL) else None


def _is_host_of(pattern: str, url: str) -> bool:
    """Whether the pattern reaches the end of the host: the list only matches beginnings."""
    parts = urlsplit(url)
    found = re.match(pattern, url)
    end = len(f"{parts.scheme}://{parts.netloc}")
    return found is not None and "@" not in parts.netloc and "." not in url[found.end() : end]
