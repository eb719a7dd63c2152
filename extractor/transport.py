"""The wire under the live model: what goes out, how long it may take, how much may come back."""

import errno
import ssl
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

import httpcore2
import httpx2

from extractor.replies import Fault

MAX_ANSWER_BYTES = 16_000_000
SENT_HEADERS = frozenset({"accept", "content-length", "content-type", "host"})
"""Headers taken over from the client above; all others are the wire's own."""
MAX_CONNECTIONS = 256

_deadline: ContextVar[float] = ContextVar("_deadline", default=float("inf"))


class OversizedError(Exception):
    """The answer is longer than any honest one."""


@contextmanager
def until(deadline: float) -> Generator[None]:
    """End all reading and writing of this thread at `deadline`, a `time.monotonic()`."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


def fault_of_break(error: BaseException | None, *, late: bool) -> Fault:
    """The fault that an error of the wire stands for; `late` once the deadline is over."""
    if isinstance(error, OversizedError):
        return Fault("bad_response", detail=("oversized",))
    if late:
        return Fault("deadline")
    root = _root(error)
    if isinstance(root, OSError) and root.errno in {errno.EMFILE, errno.ENFILE}:
        return Fault("exhausted")
    kind = "timeout" if isinstance(error, httpcore2.TimeoutException) else "network"
    return Fault(kind, detail=(type(root).__name__,))


def _root(error: BaseException | None) -> BaseException | None:
    while error is not None and (below := error.__cause__ or error.__context__) is not None:
        error = below
    return error


def _clipped(timeout: float | None) -> float:
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout
    return left if timeout is None else min(timeout, left)


class _TimedStream(httpcore2.NetworkStream):
    """A connection on which every single read and write sees the deadline, so that a slow drip does too."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _clipped(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _clipped(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, _clipped(timeout)))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _TimedBackend(httpcore2.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        return _TimedStream(super().connect_tcp(host, port, _clipped(timeout), local_address, socket_options))


class _Body(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._response.iter_stream():
            size += len(chunk)
            if size > MAX_ANSWER_BYTES:
                raise OversizedError
            yield chunk

    def close(self) -> None:
        self._response.close()


@cache
def _tls() -> ssl.SSLContext:
    """The system's certificates, which take 25 ms to load: once for all wires."""
    return httpx2.create_ssl_context(trust_env=False)


class Wire(httpx2.BaseTransport):
    """Connections kept alive and shared by all threads; nothing of the environment reaches them.

    The openai client adds headers of its own and from variables such as OPENAI_ORG_ID and OPENAI_CUSTOM_HEADERS;
    only `SENT_HEADERS` and `headers` go out. Answers are asked for uncompressed, so that their size is what it seems.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        own = {**headers, "accept-encoding": "identity"}
        self._headers = [(name.encode(), value.encode()) for name, value in own.items()]
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_tls(),
            max_connections=MAX_CONNECTIONS,
            keepalive_expiry=60.0,
            network_backend=_TimedBackend(),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; errors are httpcore2's."""
        kept = [(name.encode(), value.encode()) for name, value in request.headers.items() if name in SENT_HEADERS]
        url = request.url
        response = self._pool.handle_request(
            httpcore2.Request(
                request.method,
                httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=[*kept, *self._headers],
                content=request.read(),
                extensions=request.extensions,
            )
        )
        headers = [(name, value) for name, value in response.headers if name.lower() != b"content-encoding"]
        return httpx2.Response(response.status, headers=headers, stream=_Body(response))

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
