"""Evening: an article becomes the same words with even white space and nothing unseen, and records find the way back.

A line that a mail program broke, a second space and a character that nobody sees part no words for a reader, so they
must not for the stages either. Most articles are even as they are, and stay the very same.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar, cast

from pydantic import BaseModel

from extractor.folding import seen_offsets
from extractor.segmenting import find_paragraphs
from schemas import ArticleText, Span

_Value = TypeVar("_Value")

_SPACES = re.compile(r"[ \t\n\v\f\r](?:(?<! )|[ \t\n\v\f\r])[ \t\n\v\f\r]*")
"""White space that is more than one space; a space that never breaks may stand inside a number and is left alone.

It begins with one class and no branch: a search then looks for that class alone.
"""


class Evened(NamedTuple):
    """An article made even, and how to get from its offsets to those of the article as it was given."""

    given: ArticleText
    article: ArticleText
    origins: tuple[int, ...] | None
    """Offset in the given text of each character; None where nothing had to be made even."""

    def restored(self, record: _Value) -> _Value:
        """The record with every span in the given article; other values keep their even words."""
        return record if self.origins is None else cast("_Value", self._restored(record, self.origins))

    def _restored(self, value: object, origins: tuple[int, ...]) -> object:
        if isinstance(value, Span):
            start, end = origins[value.start], origins[value.end - 1] + 1
            return Span(start=start, end=end, text=self.given.text[start:end])
        if isinstance(value, BaseModel):
            fields = {name: self._restored(inner, origins) for name, inner in value}
            if "text" in fields and isinstance(place := fields.get("span"), Span):
                fields["text"] = place.text
            return value.model_copy(update=fields)
        if isinstance(value, Mapping):
            pairs = cast("Mapping[object, object]", value)
            return {key: self._restored(inner, origins) for key, inner in pairs.items()}
        if isinstance(value, tuple):
            return tuple(self._restored(inner, origins) for inner in cast("tuple[object, ...]", value))
        return value


def even_article(article: ArticleText) -> Evened:
    """Leave out what nobody sees and make each paragraph of `article` one line with single spaces."""
    offsets = seen_offsets(article.text)
    if offsets is None and not _SPACES.search(article.text):
        return Evened(article, article, None)
    text = article.text if offsets is None else "".join(map(article.text.__getitem__, offsets))
    paragraphs = find_paragraphs(text)
    if any(_SPACES.search(text, start, end) for start, end in paragraphs):
        kept = tuple(_kept(text, paragraphs))
        # An empty line parts paragraphs, whatever did: a line made shorter might be taken for a wrapped one.
        offsets = tuple(at if offsets is None else offsets[at] for at, _ in kept)
        text = "".join(character for _, character in kept)
    if offsets is None:
        return Evened(article, article, None)
    return Evened(article, ArticleText(id=article.id, published=article.published, text=text), tuple(offsets))


def _kept(text: str, paragraphs: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Yield each character that stays, with its offset; an empty line between paragraphs."""
    for number, (start, end) in enumerate(paragraphs):
        if number:
            yield from ((start, "\n"), (start, "\n"))
        position = start
        for spaces in _SPACES.finditer(text, start, end):
            yield from enumerate(text[position : spaces.start()], position)
            yield spaces.start(), " "
            position = spaces.end()
        yield from enumerate(text[position:end], position)
