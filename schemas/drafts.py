"""Drafts: what a model fills in. Every description here is prompt text, and part of each request's digest."""

from typing import Annotated

from pydantic import ConfigDict, Field

from schemas.base import Frozen
from schemas.deployment import Status


class Draft(Frozen):
    """An item of a model's answer; types are strict, so that `"5"` is no number."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SpeakerDraft(Draft):
    """A source of quotes, written once an article."""

    id: str = Field(description="A letter for this speaker: A, B, C, ...", pattern="^[A-Z]$")
    name: str = Field(
        description="the fullest name that the article gives, without title; an unnamed person by description "
        '("senior police official"), a body or document by its own ("the ministry", "leaked letter")'
    )
    title: str | None = Field(description="office or role in the article's words, or null")


class DeploymentDraft(Draft):
    """What a model says of one numbered mention that is a deployment."""

    sentences: Annotated[list[int], Field(min_length=1, max_length=6)] = Field(
        description="numbers of the sentences that say what follows"
    )
    status: Status = Field(
        description="considered (may, is weighing), planned (will, intends), "
        "ordered (an authority ordered or announced it), "
        "standby (on alert, not sent), under_way (moving now), in_place (there already), withdrawing, withdrawn"
    )
    force: str = Field(description="whose forces: the country or alliance, in the article's word")
    origin: str | None = Field(description="the place they leave, or null")
    destination: Annotated[list[str], Field(max_length=6)] = Field(description="the places they go to or stand at")
    timing: str | None = Field(description="the words that say when it takes effect, or null")
    ordered_by: str | None = Field(description="who ordered or approved it, or null")
    source: str | None = Field(description="who says so, or null when it is the reporter")
    part_of: str | None = Field(description='the mention that it is a share of ("M1"), or null')
