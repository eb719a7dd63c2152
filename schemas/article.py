"""An article as it was read: the text that every offset refers to."""

from datetime import date
from functools import cached_property
from hashlib import sha256

from pydantic import Field, computed_field

from schemas.base import Frozen


class ArticleText(Frozen):
    """A news article; offsets everywhere count code points of `text` exactly as stored."""

    id: str = Field(min_length=1, max_length=300, description="Name of the article; never used as a path.")
    published: date | None = Field(default=None, description="Date of publication, against which `Wednesday` is reckoned.")
    text: str = Field(repr=False, description="The text, never edited.")

    @computed_field(description="SHA-256 of the UTF-8 text, in hexadecimal.")
    @cached_property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()
