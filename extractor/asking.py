"""The form of a live request: what instructor is told of prompt and answer, and what it leaves out of the request."""

import json
from functools import lru_cache
from typing import Self

import httpx2
import instructor
from instructor.function_calls import ResponseSchema
from openai.types.chat import ChatCompletion

from extractor.flow import Json, Prompt
from extractor.replies import Reply

JSON_WORDS = "Answer with one JSON object and nothing else. It must fit this JSON Schema:\n"
"""How a server that takes no schema is told it; part of what the setting `json_object` means, so never changed."""
MODES = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "json_object": instructor.Mode.JSON,
    "tools": instructor.Mode.TOOLS,
}


class _Answer(ResponseSchema):
    """What instructor is told to expect: any text. The schema that it announces is put in its place on the way."""

    text: str

    @classmethod
    def model_json_schema(cls, *_: object, **__: object) -> Json:
        return {"title": cls.__name__, "type": "object", "properties": {}}

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **_: object) -> Self:
        return cls(text=str(json_data))


@lru_cache(maxsize=32)
def form_of(task: str) -> type[ResponseSchema]:
    """The answer that instructor is to announce, under the task's name; made once, for that takes time."""
    return type(task, (_Answer,), {"__module__": __name__})


def completed(request: Json, prompt: Prompt, url: httpx2.URL) -> Json:
    """The request as instructor shaped it, with what it leaves out: the strict schema, the messages, the limits."""
    # OpenAI's newer models refuse `max_tokens`; servers that imitate it know nothing else.
    limit = "max_completion_tokens" if url.host.endswith(".openai.com") else "max_tokens"
    messages = [{"role": message.role, "content": message.content} for message in prompt.messages]
    strict = {"name": prompt.task, "strict": True}
    if prompt.structured == "json_schema":
        request["response_format"]["json_schema"] = {**strict, "schema": prompt.schema}
    elif prompt.structured == "tools":
        request["tools"][0]["function"] = {**strict, "parameters": prompt.schema}
    else:
        messages = _told(messages, prompt.schema)
    request |= {"model": prompt.model, "messages": messages, limit: prompt.max_tokens}
    request |= {"temperature": prompt.temperature}
    return request if prompt.seed is None else {**request, "seed": prompt.seed}


def _told(messages: list[dict[str, str]], schema: Json) -> list[dict[str, str]]:
    """The messages with the schema in the system message: many chat templates take one only, and only in front."""
    words = JSON_WORDS + json.dumps(schema, ensure_ascii=False)
    first, *others = messages
    if first["role"] != "system":
        return [{"role": "system", "content": words}, *messages]
    return [{"role": "system", "content": f"{first['content']}\n\n{words}"}, *others]


def written(request: Json) -> bytes:
    """The body of a request; `UnicodeEncodeError` for half characters."""
    return json.dumps(request, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def told(reply: Reply, prompt: Prompt) -> ChatCompletion:
    """What instructor is told of a reply: as much of a completion as it reads."""
    message: Json = {"role": "assistant", "content": reply.text}
    if prompt.structured == "tools":
        call = {"name": prompt.task, "arguments": reply.text}
        message |= {"tool_calls": [{"id": "", "type": "function", "function": call}]}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    # Without the usage it would look for another library each time.
    usage = {"prompt_tokens": reply.tokens_in, "completion_tokens": reply.tokens_out, "total_tokens": 0}
    about = {"id": "", "object": "chat.completion", "created": 0, "model": prompt.model}
    return ChatCompletion.model_validate({**about, "choices": [choice], "usage": usage})
