"""The loopback model: it answers any chat request after a fixed delay, in a process of its own.

python -m evals.benchmarks.server [ANSWERS.json]

It prints its port. Under `/2.5/v1` it answers after 2.5 seconds; `/told` says how many requests and bytes came since it
was last asked. ANSWERS.json gives answers by the SHA-256 of a request's last message; any other request is answered
with values that fit its schema. It ends with its standard input, so that it never outlives who started it.
"""

import asyncio
import json
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any
from urllib.request import urlopen

from evals.benchmarks.fitting import fitting

UNANNOUNCED = '{"extractions": []}'
"""The answer where a request announces no form: what langextract reads as nothing found."""
_MODEL = "benchmark-model"


@dataclass
class Server:
    """What the model knows and what it has been asked."""

    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    requests: int = 0
    size: int = 0
    """Bytes of their bodies."""

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Answer the requests of one connection."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                path, body = await _request(reader)
                # The answer is there before the delay begins to count, as a model's last token is.
                begun = asyncio.get_running_loop().time()
                answer = self.told() if path == "/told" else self.answer(body)
                delay = _delay(path) - (asyncio.get_running_loop().time() - begun)
                await asyncio.sleep(max(0.0, delay))
                writer.write(_head(answer) + answer)
                await writer.drain()
        writer.close()

    def answer(self, body: bytes) -> bytes:
        """The chat completion that fits a request."""
        self.requests += 1
        self.size += len(body)
        request = json.loads(body)
        last = str(request["messages"][-1]["content"])
        text = self.answers.get(name_of(last)) or _fitting(request)
        usage = {"prompt_tokens": len(body) // 4, "completion_tokens": len(text) // 4}
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        told = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": _MODEL, "choices": [choice]}
        return json.dumps({**told, "usage": {**usage, "total_tokens": sum(usage.values())}}).encode()

    def told(self) -> bytes:
        """What came since this was last asked."""
        told = json.dumps({"requests": self.requests, "bytes": self.size}).encode()
        self.requests = self.size = 0
        return told


def name_of(message: str) -> str:
    """The name under which the answer to a message is kept."""
    return sha256(message.encode()).hexdigest()


@dataclass(frozen=True)
class Model:
    """A running loopback model."""

    port: int

    def url(self, delay: float) -> str:
        """The base URL at which it takes `delay` seconds."""
        return f"http://127.0.0.1:{self.port}/{delay}/v1"

    def told(self) -> tuple[int, int]:
        """Requests and bytes since this was last asked."""
        with urlopen(f"http://127.0.0.1:{self.port}/told") as answer:
            told = json.load(answer)
        return told["requests"], told["bytes"]


@contextmanager
def running(answers: Path) -> Generator[Model]:
    """Start the model in a process of its own, and end it."""
    with Popen([sys.executable, "-m", __name__, str(answers)], stdin=PIPE, stdout=PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None  # noqa: S101
        assert process.stdin is not None  # noqa: S101
        try:
            yield Model(int(process.stdout.readline()))
        finally:
            process.stdin.close()


def _delay(path: str) -> float:
    try:
        return float(path.split("/")[1])
    except ValueError:
        return 0.0


def _fitting(request: Mapping[str, Any]) -> str:
    announced: Mapping[str, Any] = request.get("response_format") or {}
    form: Mapping[str, Any] | None = announced.get("json_schema")
    return json.dumps(fitting(form["schema"])) if form else UNANNOUNCED


async def _request(reader: StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return first.split()[1], await reader.readexactly(int(headers.get("content-length", "0")))


def _head(answer: bytes) -> bytes:
    return f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(answer)}\r\n\r\n".encode()


async def _main(answers: Mapping[str, str]) -> None:
    server = await asyncio.start_server(Server(answers).serve, "127.0.0.1", 0, limit=2**20, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_main(json.loads(Path(sys.argv[1]).read_text("utf-8")) if sys.argv[1:] else {}))
