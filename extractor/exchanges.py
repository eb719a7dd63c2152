"""The stored form of an exchange, one for every store: readable JSON with a checksum as its last member.

The checksum is the SHA-256 of all bytes before its line, so one hash and one parse are enough to trust what was read.
"""

import json
from collections.abc import Mapping
from errno import EFBIG
from hashlib import sha256
from types import NoneType
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from extractor.flow import Attempt, Completion, Json, Prompt, digest_of
from schemas import Origin

FORMAT = 1
LARGEST = 32 * 2**20
"""Bytes that a stored exchange may have; a larger one counts as damaged."""
_CHECKSUM = b'  "checksum": "'
_END = b'"\n}\n'
_ANSWER = {
    "text": (str,),
    "finish": (str,),
    "refusal": (str, NoneType),
    "tokens_in": (int,),
    "tokens_out": (int,),
    "seconds": (int, float),
    "cost_usd": (int, float, NoneType),
}
"""Member of `answer`, in the order of the file, to its types."""
_OBJECT = TypeAdapter(Json)
_REQUEST = {"model", "messages", "schema", "structured", "max_tokens", "temperature", "seed"}


class Exchange(NamedTuple):
    """A request and its answer, as stored."""

    digest: str
    task: str
    article: str
    request: Json
    completion: Completion


def to_bytes(prompt: Prompt, completion: Completion) -> bytes:
    """Write an exchange down: indented UTF-8, members in a fixed order; `OSError` if it is too large."""
    exchange = {
        "format": FORMAT,
        "digest": prompt.digest,
        "task": prompt.task,
        "article": prompt.article,
        "model_asked": prompt.model,
        "model_answered": completion.model,
        "answered_at": completion.answered_at,
        "request": prompt.request,
        "attempts": [{"outcome": attempt.outcome, "status": attempt.status} for attempt in completion.attempts],
        "answer": {name: getattr(completion, name) for name in _ANSWER},
    }
    text = json.dumps(exchange, indent=2, ensure_ascii=False).removesuffix("\n}") + ",\n"
    # A lone surrogate has no UTF-8; `backslashreplace` writes it as JSON's own escape.
    body = text.encode(errors="backslashreplace")
    content = body + _CHECKSUM + sha256(body).hexdigest().encode() + _END
    if len(content) > LARGEST:
        raise OSError(EFBIG, f"an exchange of more than {LARGEST} bytes is not stored")
    return content


def from_bytes(content: bytes, digest: str, origin: Origin, asked: Json | None = None) -> Exchange:
    """Read the exchange `digest`, whose request is `asked` where that is known; `ValueError` says what is wrong."""
    body, mark, checksum = content.rpartition(_CHECKSUM)
    if not mark:
        raise ValueError("it has no checksum: it is cut short, or is no recording")
    if checksum != sha256(body).hexdigest().encode() + _END:
        raise ValueError("its checksum does not fit its contents")
    try:
        return _exchange(_loads(content), digest, origin, asked)
    except (AttributeError, KeyError, TypeError, RecursionError):
        raise ValueError("it is not laid out as an exchange") from None


def _loads(content: bytes) -> Json:
    """Parse JSON, with pydantic's parser as long as it can: it takes half the time."""
    try:
        return _OBJECT.validate_json(content)
    except ValidationError:
        # It refuses a lone surrogate, which `to_bytes` escapes.
        parsed: Json = json.loads(content)
        return parsed


def _exchange(stored: Json, digest: str, origin: Origin, asked: Json | None) -> Exchange:
    if stored["format"] != FORMAT:
        raise ValueError(f"its format is not {FORMAT}, the one that this program reads")
    request, answer = stored["request"], stored["answer"]
    # To compare the requests takes a tenth of the time of a second hash.
    if stored["digest"] != digest or not (request == asked or _is_request(request, digest)):
        raise ValueError("it holds another request than its name says")
    if any(type(answer[name]) not in types for name, types in _ANSWER.items()):
        raise TypeError
    attempts = tuple(Attempt(attempt["outcome"], attempt["status"]) for attempt in stored["attempts"])
    completion = Completion(
        model=stored["model_answered"],
        answered_at=stored["answered_at"],
        attempts=attempts,
        origin=origin,
        **answer,
    )
    return Exchange(digest, stored["task"], stored["article"], request, completion)


def _is_request(request: Json, digest: str) -> bool:
    messages_fit = all(message.keys() == {"role", "content"} for message in request["messages"])
    return request.keys() == _REQUEST and messages_fit and digest_of(request) == digest


class Parts(NamedTuple):
    """What a request is made of: digests of its long parts, the short ones as they are."""

    model: str
    system: str
    article: str
    """Of all messages but the system's."""
    schema: str
    parameters: Mapping[str, object]
    """`structured`, `max_tokens`, `temperature` and `seed`."""

    def differences(self, recorded: "Parts") -> tuple[str, ...]:
        """Name in words what differs in `recorded`."""
        named = {
            "the prompt": self.system != recorded.system,
            "the schema": self.schema != recorded.schema,
            f"the model (recorded: {recorded.model})": self.model != recorded.model,
            "the article's text": self.article != recorded.article,
        }
        others = {
            f"{name} (recorded: {recorded.parameters.get(name)})": value != recorded.parameters.get(name)
            for name, value in self.parameters.items()
        }
        return tuple(words for words, differs in (named | others).items() if differs)


def parts_of(request: Json) -> Parts:
    """Take a request apart."""
    rest = dict(request)
    messages = rest.pop("messages")
    return Parts(
        model=rest.pop("model"),
        system=digest_of([message for message in messages if message["role"] == "system"]),
        article=digest_of([message for message in messages if message["role"] != "system"]),
        schema=digest_of(rest.pop("schema")),
        parameters=rest,
    )
