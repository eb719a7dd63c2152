"""Relay: a peer's requests -> the endpoint, each answer kept with its tokens and time.

Both peers are given the relay's address as their base URL, so that what they ask and get is seen alike and nothing in
them is touched. A request that comes again word for word (a client that lost patience, a retried failure) gets the
answer of the first: the endpoint is asked once. One request is under way at a time.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

POLL = 5.0
"""Seconds between two looks for the file that holds requests back."""


@dataclass(frozen=True)
class Endpoint:
    """Where requests go."""

    url: str
    """Base URL, `http://127.0.0.1:8091/v1`."""
    key: str
    timeout: float
    """Seconds for one request."""
    hold: Path | None = None
    """While this file exists no request is started."""


@dataclass(frozen=True)
class Exchange:
    """One request that the endpoint was sent, and what came back."""

    request_sha256: str
    max_tokens: int | None
    status: int
    model: str | None
    content: str | None
    finish_reason: str | None
    tokens_in: int
    tokens_out: int
    seconds: float
    error: str | None


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    seconds: float


class Relay:
    """A loopback server in front of the endpoint; `with Relay(endpoint) as relay:` opens and closes it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._turn = threading.Lock()
        self._answers: dict[str, _Answer] = {}
        self._exchanges: list[Exchange] = []
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = relay.answer(self.path, body)
                self.send_response(answer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_told: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """The base URL to give to a peer."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        """Begin to listen."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_told: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def take(self) -> list[dict[str, object]]:
        """Give the exchanges since the last call, and forget them."""
        with self._turn:
            taken, self._exchanges = self._exchanges, []
            self._answers.clear()
        return [asdict(one) for one in taken]

    def answer(self, path: str, body: bytes) -> _Answer:
        """Answer one request of a peer."""
        name = sha256(body).hexdigest()
        with self._turn:
            if name not in self._answers:
                self._wait()
                self._answers[name] = self._forward(path, body)
                self._exchanges.append(_exchange(name, body, self._answers[name]))
            return self._answers[name]

    def _wait(self) -> None:
        while self._endpoint.hold and self._endpoint.hold.exists():
            time.sleep(POLL)

    def _forward(self, path: str, body: bytes) -> _Answer:
        url = self._endpoint.url.rstrip("/") + path.removeprefix("/v1")
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._endpoint.key}"}
        request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310  the user's own endpoint
        began = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=self._endpoint.timeout) as response:  # noqa: S310  likewise
                status, given = response.status, response.read()
        except urllib.error.HTTPError as error:
            status, given = error.code, error.read()
        except OSError as error:
            told = {"error": {"message": f"the endpoint gave no answer: {type(error).__name__}", "type": "relay"}}
            status, given = 504, json.dumps(told).encode()
        return _Answer(status, given, round(time.monotonic() - began, 2))


def _exchange(name: str, body: bytes, answer: _Answer) -> Exchange:
    asked, given = _read(body), _read(answer.body)
    choice = (given.get("choices") or [{}])[0]
    message, usage, error = choice.get("message") or {}, given.get("usage") or {}, given.get("error") or {}
    calls = message.get("tool_calls") or [{}]
    return Exchange(
        request_sha256=name,
        max_tokens=asked.get("max_tokens"),
        status=answer.status,
        model=given.get("model"),
        content=message.get("content") or (calls[0].get("function") or {}).get("arguments"),
        finish_reason=choice.get("finish_reason"),
        tokens_in=usage.get("prompt_tokens", 0),
        tokens_out=usage.get("completion_tokens", 0),
        seconds=answer.seconds,
        error=str(error.get("message", ""))[:200] or None,
    )


def _read(body: bytes) -> dict:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
