"""By instructor: one response model for each kind, as its documentation shows, in its JSON_SCHEMA mode.

The descriptions of the fields stand in the instructions: a server that makes a grammar of the schema shows them to no
model. The worked example is one turn before the article.
"""

import json
from typing import Literal

import instructor
import openai
from pydantic import BaseModel
from tasks import Task, read_task

Status = Literal["considered", "planned", "ordered", "standby", "under_way", "in_place", "withdrawing", "withdrawn"]


class Quote(BaseModel):
    """A quote."""

    text: str
    kind: Literal["direct", "partial"]
    speaker: str
    speaker_title: str | None
    cue: str | None
    venue: str | None
    said_on: str | None
    reported_by: str | None


class Deployment(BaseModel):
    """A deployment."""

    passage: str
    force: str
    units: list[str]
    personnel: str | None
    equipment: list[str]
    origin: str | None
    destination: list[str]
    status: Status
    timing: str | None
    ordered_by: str | None
    source: str | None


class Quotes(BaseModel):
    """All quotes of an article."""

    quotes: list[Quote]


class Deployments(BaseModel):
    """All deployments of an article."""

    deployments: list[Deployment]


MODELS: dict[str, type[BaseModel]] = {"quotes": Quotes, "deployments": Deployments}


class Peer:
    """Instructor, ready to be asked for one kind."""

    def __init__(self, kind: str, base_url: str, model: str) -> None:
        self._task = read_task(kind)
        self._model = model
        client = openai.OpenAI(base_url=base_url, api_key="any", timeout=3600, max_retries=0)
        self._client = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)

    def extract(self, text: str, max_tokens: int) -> list[dict[str, object]]:
        """Extract the records of one article; raises what instructor raises."""
        answer = self._client.chat.completions.create(
            model=self._model,
            messages=_messages(self._task, text),
            response_model=MODELS[self._task.kind],
            temperature=0,
            max_tokens=max_tokens,
        )
        return answer.model_dump()[self._task.kind]


def _messages(task: Task, text: str) -> list[dict[str, str]]:
    worked = json.dumps({task.kind: task.records}, ensure_ascii=False)
    return [
        {"role": "system", "content": task.instructions},
        {"role": "user", "content": task.example},
        {"role": "assistant", "content": worked},
        {"role": "user", "content": text},
    ]
