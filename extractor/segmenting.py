"""Segmenting: an article becomes numbered paragraphs, sentences and quoted stretches, with exact offsets."""

import re
from collections.abc import Callable, Iterator
from typing import cast

from sentencex import segment  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs, reportAttributeAccessIssue, reportUnknownVariableType]

from extractor.asides import without_marks
from extractor.flow import Segments, Sentence
from extractor.quotations import find_stretches
from schemas import ArticleText

_split = cast("Callable[[str, str], list[str]]", segment)
_LONGEST = 10_000
"""So many characters are split into sentences at once: the time that it takes grows with their square."""
_BLANK_LINE = re.compile(r"\r?\n[^\S\n]*(?:\r?\n[^\S\n]*)+|\r(?!\n)")
_PLAIN_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
"""The same where no `\\r` stands: a pattern that begins with one character is found in a tenth of the time."""
_LINE = re.compile(r"\r?\n")
_ODD_SPACE = re.compile(r"[^\S\x00-\x7f]")
_ODD_STOP = re.compile(r"\.(?<=[^\S\x00-\x7f]\.)")
"""A full stop behind a space of several bytes: behind one letter and such a space it makes the splitter panic."""
_WRAPPED_AT_MOST = 100
"""A block whose lines are all at most this long was wrapped by a machine: its line ends are no paragraph ends."""


def segment_article(article: ArticleText) -> Segments:
    """Number the paragraphs, sentences and quoted stretches of `article`."""
    paragraphs = find_paragraphs(article.text)
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs):
        for left, right in _sentences(article.text, start, end):
            sentences.append(Sentence(len(sentences) + 1, left, right, number))
    stretches = find_stretches(without_marks(article.text, paragraphs), paragraphs)
    return Segments(article, tuple(paragraphs), tuple(sentences), tuple(stretches))


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """Offsets of the paragraphs, without outer white space: blocks between blank lines, lines where not wrapped."""
    found: list[tuple[int, int]] = []
    for start, end in _pieces(text, 0, len(text), _BLANK_LINE if "\r" in text else _PLAIN_BLANK_LINE):
        lines = _pieces(text, start, end, _LINE) if "\n" in text[start:end] else [(start, end)]
        wrapped = len(lines) > 1 and all(right - left <= _WRAPPED_AT_MOST for left, right in lines)
        found.extend([(start, end)] if wrapped else lines)
    return found


def _pieces(text: str, start: int, end: int, border: re.Pattern[str]) -> list[tuple[int, int]]:
    edges = [start, *(edge for match in border.finditer(text, start, end) for edge in match.span()), end]
    trimmed = (_trim(text, left, right) for left, right in zip(edges[::2], edges[1::2], strict=True))
    return [(left, right) for left, right in trimmed if left < right]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return start, end
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    position = start
    for piece in (piece for run in _runs(text, start, end) for piece in _split("en", _plain(run))):
        left, right = _trim(text, position, position + len(piece))
        position += len(piece)
        if left < right:
            found.append((left, right))
    return found


def _plain(run: str) -> str:
    """The run as it can be split, character by character as long."""
    return _ODD_SPACE.sub(" ", run) if _ODD_STOP.search(run) else run


def _runs(text: str, start: int, end: int) -> Iterator[str]:
    """Cut `text[start:end]` into pieces that are not too long, after a full stop or a space where there is one."""
    while end - start > _LONGEST:
        stop = max(text.rfind(". ", start, start + _LONGEST), text.rfind(".\n", start, start + _LONGEST)) + 1
        cut = stop or text.rfind(" ", start, start + _LONGEST) + 1 or start + _LONGEST
        yield text[start:cut]
        start = cut
    yield text[start:end]
