"""An article as it was read: the text that every offset refers to."""

from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, cast

from pydantic import Field, computed_field, model_validator

from schemas.base import Frozen


class ArticleText(Frozen):
    """A news article; offsets everywhere count code points of `text` exactly as stored."""

    id: str = Field(min_length=1, max_length=300, description="Name of the article; never used as a path.")
    published: date | None = Field(
        default=None, description="Date of publication, against which `Wednesday` is reckoned."
    )
    text: str = Field(repr=False, description="The text, never edited.")

    @model_validator(mode="before")
    @classmethod
    def _check_hash(cls, given: object) -> object:
        """Take back what was written out: the hash is checked against the text, then computed anew."""
        if not isinstance(given, dict):
            return given
        values = cast("dict[str, Any]", given)
        if "sha256" not in values:
            return values
        rest = {name: value for name, value in values.items() if name != "sha256"}
        if values["sha256"] != sha256(str(rest.get("text")).encode("utf-8", "replace")).hexdigest():
            raise ValueError("the text is not the one that its sha256 stands for")
        return rest

    @computed_field(  # type: ignore[prop-decorator]
        description="SHA-256 of the UTF-8 text, in hexadecimal."
    )
    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the UTF-8 text, in hexadecimal."""
        return sha256(self.text.encode()).hexdigest()
