"""Answers: files that `asking/ask.py` wrote -> what each peer made of each article."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from evals.stored import read_stored
from extractor.errors import UsageError

Kind = Literal["quotes", "deployments"]

ANSWERS = Path(__file__).resolve().parent / "answers"
"""What the peers made of the seeds."""
_CUT = "length"


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class Exchange(_Read):
    """One request of a peer, and what it took."""

    request_sha256: str
    status: int
    model: str | None
    content: str | None
    finish_reason: str | None
    tokens_in: int
    tokens_out: int
    seconds: float

    @property
    def cut(self) -> bool:
        """Whether the answer ran into its limit of tokens."""
        return self.finish_reason == _CUT


class Lost(_Read):
    """Why a peer gave nothing for an article."""

    type: str
    message: str


class Answer(_Read):
    """What one peer made of one article."""

    peer: str = Field(description="Name and version.")
    kind: Kind
    article: str
    article_sha256: str
    model_asked: str
    max_tokens: int
    answered_at: str
    records: tuple[dict[str, JsonValue], ...]
    error: Lost | None
    exchanges: tuple[Exchange, ...]


def read_answers(folder: Path) -> list[Answer]:
    """Read all answers under a folder, by path; raises `UsageError`."""
    files = sorted(folder.rglob("*.json"))
    if not files:
        raise UsageError(
            f"there are no answers of peers (*.json) under {folder}: `python -m evals.peers ask` makes them"
        )
    again = "ask again"
    return [
        read_stored(file, Answer, "answer of a peer", missing=again, broken=f"delete it and {again}") for file in files
    ]
