"""Values that code normalises from an article's words: numbers of people, days and periods."""

import datetime as dt

from pydantic import Field

from schemas.base import Frozen


class Personnel(Frozen):
    """A number of people; an absent bound is null, and both are null for `several thousand`."""

    low: int | None = Field(ge=0, description="The least that the words allow.")
    high: int | None = Field(ge=0, description="The most that the words allow.")
    approximate: bool = Field(description="Whether the words say `about`, `roughly`, `some`, `estimated`, ...")
    text: str = Field(description="The words, verbatim.")


class Day(Frozen):
    """A day on which something was said."""

    text: str = Field(description="The words, verbatim.")
    date: dt.date | None = Field(description="The day that they name, where they name exactly one.")
    basis: str = Field(description="How the day was reckoned: `stated`, `published 2022-02-02` or `unresolved`.")


class Period(Frozen):
    """A time at which a deployment takes effect; an open or unknown end is null."""

    text: str = Field(description="The words, verbatim.")
    start: dt.date | None = Field(description="First day.")
    end: dt.date | None = Field(description="Last day.")
    basis: str = Field(description="How the days were reckoned: `stated`, `published 2022-02-02` or `unresolved`.")
