"""Asides: what stands amid the words of an article and is none of them: marks for machines, and brackets in a sentence.

They are blotted out, character for character, so that no rule stops at them and every offset stays what it is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from extractor.flow import Segments, Stretch, once

Range = tuple[int, int]

BLOT = "\N{REPLACEMENT CHARACTER}"
"""No word, no space and no mark to any rule."""
_TAG = r"<(?:\|[^<>]*\|>[a-z]*|[A-Za-z/!?%][^<>]*>)"
"""A tag, or a mark of a chat with the name of whose turn it is, which stands right behind it (`<|start|>user`)."""
_PATCH = "@@ -"
"""How the places that a patch is for begin; no other words are in one paragraph with them."""
_ENDS = frozenset(".!?…")
_RUNNING_ON = frozenset(",;:.")
_NEAR = 4
"""Characters beside brackets that are looked at for a word."""
_LONGEST_NAME = 60


def without_marks(text: str, paragraphs: Sequence[Range]) -> str:
    """`text` without what only machines read: tags, what stands in braces, and patches."""
    if not any(mark in text for mark in ("<", "{", _PATCH)):
        return text
    return _blotted(text, (place for start, end in paragraphs for place in _marks(text, start, end)))


def _marks(text: str, start: int, end: int) -> Iterator[Range]:
    patched = text.find(_PATCH, start, end)
    if patched >= 0 and text.find(" @@", patched, end) >= 0:
        yield start, end
    yield from (match.span() for match in re.compile(_TAG).finditer(text, start, end))
    yield from _enclosed(text, start, end, "{}")


def _enclosed(text: str, start: int, end: int, pair: str) -> Iterator[Range]:
    """Yield what stands between two marks of a pair, with them; one without the other is none."""
    opened: list[int] = []
    for match in re.compile(rf"[{re.escape(pair)}]").finditer(text, start, end):
        if match[0] == pair[0]:
            opened.append(match.start())
        elif opened:
            yield opened.pop(), match.end()


def _blotted(text: str, places: Iterable[Range]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in sorted(places):
        if end > position:
            pieces += [text[position:start], BLOT * (end - max(start, position))]
            position = end
    return "".join([*pieces, text[position:]])


@once
def prose_of(segments: Segments) -> str:
    """The article's text without marks for machines, and without asides in square brackets amid a sentence.

    What stands in such brackets within a quotation belongs to it.
    """
    text = without_marks(segments.text, segments.paragraphs)
    if "[" not in text:
        return text
    found = (place for start, end in segments.paragraphs for place in _enclosed(text, start, end, "[]"))
    return _blotted(text, (place for place in found if _is_aside(segments, *place)))


def _is_aside(segments: Segments, start: int, end: int) -> bool:
    """Whether brackets stand amid a sentence of the reporter's, and hold more than a name that is a part of it."""
    first, last = segments.paragraphs[segments.paragraph_at(start)]
    before = segments.text[max(first, start - _NEAR) : start].rstrip()
    behind = segments.text[end : min(last, end + _NEAR)].lstrip()
    goes_on = behind[:1].islower() or behind[:1] in _RUNNING_ON or before[-1:] not in _ENDS
    words = segments.text[start + 1 : end - 1].split() if end - start <= _LONGEST_NAME else []
    words = words[words[:1] == ["the"] :]
    named = bool(words) and all(word[0].isupper() for word in words)
    return bool(before and behind) and goes_on and not named and not _touches(segments.stretches, start, end)


def _touches(stretches: Sequence[Stretch], start: int, end: int) -> bool:
    """Whether a quoted stretch stands at or within some offsets."""
    at = bisect_right(stretches, end, key=lambda stretch: stretch.start)
    return at > 0 and stretches[at - 1].end > start
