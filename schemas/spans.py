"""Places in an article: pairs of code-point offsets with the words that stand there."""

from collections.abc import Mapping

from pydantic import Field

from schemas.base import Frozen


class Span(Frozen):
    """A stretch of an article: `article.text[start:end] == text`, always."""

    start: int = Field(ge=0, description="Offset of the first character, in code points from 0.")
    end: int = Field(ge=0, description="Offset after the last character, in code points.")
    text: str = Field(description="The words between the two offsets, verbatim.")


Evidence = Mapping[str, tuple[Span, ...]]
"""Field name to the spans that say the field's value, in reading order."""
