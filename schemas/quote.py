"""A quote: words in quotation marks that the article attributes to a source."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Comparator, Compared, Frozen
from schemas.spans import Evidence, Span
from schemas.values import Day

QuoteKind = Literal["direct", "partial"]


class Quote(Frozen):
    """One unbroken stretch inside one pair of marks, and who says it (codebook, "Quote")."""

    id: str = Field(description="`q1`, `q2`, ... in reading order.")
    text: Annotated[str, Compared(Comparator.EXACT)] = Field(description="The words between the outer marks, verbatim.")
    span: Annotated[Span, Compared(Comparator.SPAN)] = Field(description="Where they stand, without the outer marks.")
    kind: Annotated[QuoteKind, Compared(Comparator.ENUMERATION)] = Field(
        description="`direct`: whole sentences or clauses that stand alone; "
        "`partial`: a fragment in the reporter's sentence."
    )
    speaker: Annotated[str, Compared(Comparator.NAME)] = Field(
        description="The fullest name that the article gives for the source, without title."
    )
    speaker_title: Annotated[str | None, Compared(Comparator.WORDS)] = Field(
        default=None, description="Office or role, as the article states it anywhere."
    )
    cue: Annotated[str | None, Compared(Comparator.WORDS)] = Field(
        default=None, description="The reporting verb or phrase that ties source and words."
    )
    venue: Annotated[str | None, Compared(Comparator.WORDS)] = Field(
        default=None, description="Where or in what it was said, as written."
    )
    said_on: Annotated[Day | None, Compared(Comparator.DATE)] = Field(
        default=None, description="When it was said: the words and the day they resolve to."
    )
    reported_by: Annotated[str | None, Compared(Comparator.NAME)] = Field(
        default=None, description="The outlet or body through which the article has it."
    )
    group: int = Field(description="The speech turn: records with the same number were spoken as one.")
    evidence: Evidence = Field(description="For each filled field the spans that say it.")
