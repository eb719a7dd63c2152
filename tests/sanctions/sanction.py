"""A sanction: a measure against a state, a body or a person."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Comparator, Compared, Frozen
from schemas.drafts import Draft
from schemas.spans import Evidence
from schemas.values import Day

Stage = Literal["agreed", "in_talk"]


class Sanction(Frozen):
    """One mention of sanctions that names whom they are on."""

    id: str = Field(description="`s1`, `s2`, ... in reading order.")
    target: Annotated[str, Compared(Comparator.NAME)] = Field(description="Who is sanctioned, as written.")
    goods: Annotated[tuple[str, ...], Compared(Comparator.WORD_SET)] = Field(
        default=(), description="What may not be sold any more, as written."
    )
    stage: Annotated[Stage, Compared(Comparator.ENUMERATION)] = Field(description="How far they are.")
    agreed_on: Annotated[Day | None, Compared(Comparator.DATE)] = Field(
        default=None, description="When it was agreed: the words and the day they resolve to."
    )
    evidence: Evidence = Field(description="For each filled field the spans that say it.")


class SanctionDraft(Draft):
    """What a model says of one numbered mention of sanctions."""

    sentence: int = Field(description="number of the sentence")
    target: str = Field(description="who is sanctioned")
