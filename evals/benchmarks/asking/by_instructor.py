"""By instructor alone: instructor over openai in its JSON_SCHEMA mode, as its documentation shows.

The form announces the very schema of our request, so that the same bytes are sent; making a schema of the form, which
instructor otherwise pays for, is left out.
"""

from contextvars import ContextVar

import instructor
import openai
from pydantic import BaseModel

_announced: ContextVar[dict] = ContextVar("_announced")


class Speaker(BaseModel):
    """A speaker."""

    id: str
    name: str
    title: str | None


class Quotes(BaseModel):
    """An answer about quotes."""

    speakers: list[Speaker]
    quotes: dict[str, str]

    @classmethod
    def model_json_schema(cls, *_: object, **__: object) -> dict:
        """Give the schema of the request that is to be sent."""
        return _announced.get()


class Client:
    """Plain instructor."""

    def __init__(self, base_url: str) -> None:
        client = openai.OpenAI(base_url=base_url, api_key="any", timeout=60, max_retries=0)
        self._client = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)

    def one(self, work: dict) -> bool:
        """Ask for one article; whether an answer came that fits."""
        request = work["request"]
        _announced.set(request["response_format"]["json_schema"]["schema"])
        answer = self._client.chat.completions.create(
            response_model=Quotes, **{name: value for name, value in request.items() if name != "response_format"}
        )
        return isinstance(answer, Quotes)
