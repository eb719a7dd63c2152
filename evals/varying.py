"""Varying: gold -> the same article written otherwise, with its labels carried over, so that the same must come of it.

Places are carried over by the folded view of both texts, in which marks, spaces and line ends do not differ.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from textwrap import wrap
from typing import cast

from evals.kinds import KINDS, field_by
from evals.labelled import Gold, GoldRecord
from extractor import UsageError
from extractor.folding import fold
from extractor.web import read_page
from schemas import ArticleText, Comparator, Span

COLUMNS = 72
"""Columns at which lines are wrapped."""
HEADLINE_WORDS = 9
"""Words of the first paragraph that make a headline."""

_STRAIGHT = str.maketrans("“”„‘’‚", "\"\"\"'''")
_OPENING = r"(^|[\s(\[\u2013\u2014{inner}])"
_OPENING_DOUBLE = re.compile(_OPENING.format(inner="'‘") + '"', re.MULTILINE)
_OPENING_SINGLE = re.compile(_OPENING.format(inner="“") + r"'(?!\d0s)", re.MULTILINE)


def straighten(text: str) -> str:
    """Write straight marks and apostrophes for curly ones."""
    return text.translate(_STRAIGHT)


def curl(text: str) -> str:
    """Write curly marks and apostrophes for straight ones."""
    doubled = _OPENING_DOUBLE.sub(r"\1“", text).replace('"', "”")
    return _OPENING_SINGLE.sub(r"\1‘", doubled).replace("'", "’")


def wrap_lines(text: str) -> str:
    """Break the lines of every paragraph at `COLUMNS`, with an empty line between paragraphs."""
    return "\n\n".join("\n".join(_lines(paragraph)) for paragraph in _paragraphs(text))


def wrap_lines_of_windows(text: str) -> str:
    """Break lines likewise, each ended as Windows ends them."""
    return wrap_lines(text).replace("\n", "\r\n")


def add_headline(text: str) -> str:
    """Put a headline before the article: how its first paragraph begins."""
    return f"{headline(text)}\n\n{text}"


def add_capitals(text: str) -> str:
    """Put a headline in capitals before the article."""
    return f"{headline(text).upper()}\n\n{text}"


def headline(text: str) -> str:
    """Give the first words of the first paragraph, without a mark at the end."""
    return " ".join(_paragraphs(text)[0].split()[:HEADLINE_WORDS]).rstrip(".,;:!?")


def through_page(text: str) -> str:
    """Read the article off a plain web page, its headline the page's main heading."""
    return _read(_page(text, _paragraphs(text)))


def through_wrapped_page(text: str) -> str:
    """Read the article off a page whose own lines are broken, indented and full of character references."""
    indented = ["\n        ".join(_lines(paragraph)) for paragraph in _paragraphs(text)]
    return _read(_page(text, indented, lambda words: escape(words).replace("’", "&rsquo;").replace("—", "&mdash;")))


@dataclass(frozen=True)
class Variation:
    """One way of writing the same article."""

    name: str
    write: Callable[[str], str]
    backwards: bool = False
    """Whether the record kinds are asked for in the other order."""


def _same(text: str) -> str:
    return text


VARIATIONS = (
    Variation("unchanged", _same),
    Variation("straight marks", straighten),
    Variation("curly marks", curl),
    Variation("wrapped lines", wrap_lines),
    Variation("wrapped lines, CRLF", wrap_lines_of_windows),
    Variation("with a headline", add_headline),
    Variation("with one in capitals", add_capitals),
    Variation("web page", through_page),
    Variation("web page, wrapped source", through_wrapped_page),
    Variation("kinds in the other order", _same, backwards=True),
)
"""All variations; the first is what the others are held against."""


def vary(gold: Gold, variation: Variation) -> Gold:
    """Write a labelled article otherwise and carry its labels over; raises `UsageError` if words were lost."""
    article = gold.article.model_copy(update={"text": variation.write(gold.article.text)})
    kept = ArticleText(id=article.id, published=article.published, text=article.text)
    place = carrier(gold.article.text, kept.text)
    records = {kind: tuple(_carried(kind, record, place) for record in labels) for kind, labels in gold.records.items()}
    return replace(gold, article=kept, records=records)


def carrier(text: str, varied: str) -> Callable[[Span], Span]:
    """Give the function that finds a span of `text` in `varied`; raises `UsageError` if words were lost."""
    old, new = fold(text.strip()), fold(varied)
    shift, at = len(text) - len(text.lstrip()), new.text.rfind(old.text)
    if at < 0:
        raise UsageError("the varied article does not hold the words of the article in their order")

    def carried(span: Span) -> Span:
        first = at + bisect_left(old.origins, span.start - shift)
        last = at + bisect_left(old.origins, span.end - shift)
        start, end = new.origins[first], new.origins[last - 1] + 1
        return Span(start=start, end=end, text=varied[start:end])

    return carried


def _carried(kind: str, record: GoldRecord, place: Callable[[Span], Span]) -> GoldRecord:
    values = {
        name: tuple(place(value) if isinstance(value, Span) else value for value in accepted)
        for name, accepted in record.values.items()
    }
    own = field_by(kind, Comparator.SPAN)
    if own in values and "text" in KINDS[kind].model_fields:
        values["text"] = tuple(span.text for span in cast("Sequence[Span]", values[own]))
    evidence = None if record.evidence is None else tuple(place(span) for span in record.evidence)
    return replace(record, values=cast("Mapping[str, tuple[object, ...]]", values), evidence=evidence)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _lines(paragraph: str) -> list[str]:
    return wrap(paragraph, COLUMNS, break_long_words=False, break_on_hyphens=False)


def _page(text: str, paragraphs: Sequence[str], escaped: Callable[[str], str] = escape) -> str:
    body = "\n".join(f"      <p>{escaped(paragraph)}</p>" for paragraph in paragraphs)
    title = escaped(headline(text))
    return (
        f'<!DOCTYPE html>\n<html>\n  <head><meta charset="utf-8"><title>{title} - The Paper</title></head>\n  <body>\n'
        "    <nav><ul><li><a href='/w'>World</a></li><li><a href='/p'>Politics</a></li></ul></nav>\n"
        f"    <article>\n      <h1>{title}</h1>\n{body}\n    </article>\n"
        "    <footer><p>Copyright The Paper. All rights reserved.</p></footer>\n  </body>\n</html>\n"
    )


def _read(markup: str) -> str:
    return read_page(markup).text
