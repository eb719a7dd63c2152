"""A small HTTP server on 127.0.0.1 that answers by script and keeps what it was sent."""

import json
import socket
import struct
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any, Self


@dataclass(frozen=True)
class Request:
    """One request as it came in, byte for byte."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """One scripted answer, and what goes wrong with it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    hang: bool = False
    """Never answer."""
    reset: bool = False
    """Reset the connection in place of an answer."""
    cut: int | None = None
    """Send only so many bytes of the body, then close."""
    drip: float = 0.0
    """Seconds before each piece of the body."""
    piece: int = 1
    """Bytes of a piece."""
    drip_head: bool = False
    """Drip from the first byte of the head on."""


Script = Reply | Callable[[Request], Reply]


def as_json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A JSON body."""
    return Reply(json.dumps(value).encode(), status, {"content-type": "application/json", **(headers or {})})


def completion(
    text: str | None, *, finish: str | None = "stop", refusal: str | None = None, calls: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A chat completion's body; `calls` are tool calls, name to arguments."""
    tools = [{"id": "1", "type": "function", "function": {"name": n, "arguments": a}} for n, a in (calls or {}).items()]
    message = {"role": "assistant", "content": text, "refusal": refusal, **({"tool_calls": tools} if tools else {})}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "answering-model",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }


def said(text: str | None = '{"answer": "yes"}', **about: Any) -> Reply:
    """A chat completion, see `completion`."""
    return as_json(completion(text, **about))


def failed(status: int, headers: Mapping[str, str] | None = None, **error: object) -> Reply:
    """An error in the form OpenAI gives it."""
    return as_json({"error": {"message": "no", "type": None, "param": None, "code": None, **error}}, status, headers)


class Loopback:
    """Answers requests by the script in order, over all connections; the last entry is repeated for ever."""

    def __init__(self, *script: Script) -> None:
        self._script = list(script) or [said()]
        self._lock = Lock()
        self._ended = Event()
        self._open: list[socket.socket] = []
        self.requests: list[Request] = []
        self.connections = 0
        self.hung_up = 0
        """Connections that the client closed."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Base URL for an OpenAI client."""
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Stop listening and drop all connections."""
        self._ended.set()
        with self._lock:
            for sock in [self._listener, *self._open]:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
                sock.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                with self._lock:
                    self.connections += 1
                    self._open.append(sock)
                Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with suppress(OSError, ValueError), sock, sock.makefile("rb") as stream:
            while (request := _read(stream)) is not None:
                if not self._answer(sock, self._next(request)):
                    return
            with self._lock:
                self.hung_up += 1

    def _next(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            entry = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        return entry(request) if callable(entry) else entry

    def _answer(self, sock: socket.socket, reply: Reply) -> bool:
        """Whether the connection stays open."""
        if reply.hang:
            self._ended.wait()
            return False
        if reply.reset:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        head = _head(reply)
        if reply.drip_head:
            head, body = b"", head + reply.body
        else:
            body = reply.body[: reply.cut]
        sock.sendall(head if reply.drip else head + body)
        return self._drip(sock, body, reply) if reply.drip else reply.cut is None

    def _drip(self, sock: socket.socket, body: bytes, reply: Reply) -> bool:
        for start in range(0, len(body), reply.piece):
            if self._ended.wait(reply.drip):
                return False
            sock.sendall(body[start : start + reply.piece])
        return True


def _head(reply: Reply) -> bytes:
    fields = {"content-length": str(len(reply.body)), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} Scripted", *(f"{name}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _read(stream: Any) -> Request | None:
    method, path, _ = [*stream.readline().decode("latin-1").split(), "", "", ""][:3]
    if not method:
        return None
    headers: dict[str, str] = {}
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Request(method, path, headers, stream.read(int(headers.get("content-length", "0"))))
