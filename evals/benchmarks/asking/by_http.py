"""By HTTP alone: httpx2, one client for all threads; json makes the body of a request and reads that of its answer."""

import json

import httpx2


class Client:
    """A raw HTTP client."""

    def __init__(self, base_url: str) -> None:
        limits = httpx2.Limits(max_connections=256, max_keepalive_connections=256)
        self._client = httpx2.Client(base_url=base_url, timeout=60, limits=limits, trust_env=False)

    def one(self, work: dict) -> bool:
        """Send one request; whether its answer is the one that was wanted."""
        answer = self._client.post("/chat/completions", json=work["request"])
        text = answer.json()["choices"][0]["message"]["content"]
        return bool(json.loads(text))
