"""A deployment: a movement or posture of the forces of a state or alliance."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Comparator, Compared, Frozen
from schemas.spans import Evidence
from schemas.values import Period, Personnel

Status = Literal["considered", "planned", "ordered", "standby", "under_way", "in_place", "withdrawing", "withdrawn"]


class Deployment(Frozen):
    """One distinct combination of force, body of troops and route (codebook, "Deployment")."""

    id: str = Field(description="`d1`, `d2`, ... in reading order of the first evidence.")
    force: Annotated[str, Compared(Comparator.NAME)] = Field(description="Whose: country or alliance, one name each.")
    units: Annotated[tuple[str, ...], Compared(Comparator.WORD_SET)] = Field(
        default=(), description="Named formations, as written."
    )
    personnel: Annotated[Personnel | None, Compared(Comparator.QUANTITY)] = Field(
        default=None, description="How many people."
    )
    equipment: Annotated[tuple[str, ...], Compared(Comparator.WORD_SET)] = Field(
        default=(), description="Matériel that moves or stands with it, as written."
    )
    origin: Annotated[str | None, Compared(Comparator.PLACES)] = Field(
        default=None, description="From where, as written."
    )
    destination: Annotated[tuple[str, ...], Compared(Comparator.PLACES)] = Field(
        default=(), description="Places to or at which, as written; a posture's place when nothing moves."
    )
    status: Annotated[Status, Compared(Comparator.ENUMERATION)] = Field(
        description="The furthest point that the article asserts."
    )
    timing: Annotated[Period | None, Compared(Comparator.DATE)] = Field(
        default=None, description="When it takes effect: the words and the days they resolve to."
    )
    ordered_by: Annotated[str | None, Compared(Comparator.NAME)] = Field(
        default=None, description="The authority that ordered or approved it, fullest name."
    )
    source: Annotated[str | None, Compared(Comparator.NAME)] = Field(
        default=None, description="Who says so in the article; null when the reporter states it."
    )
    part_of: Annotated[str | None, Compared(Comparator.LINK)] = Field(
        default=None, description="The `id` of the record that it is a share of."
    )
    evidence: Evidence = Field(description="For each filled field the spans that say it.")
