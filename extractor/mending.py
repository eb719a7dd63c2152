"""Parsing, answers that are no JSON as they stand: what may be mended, and what only goes round in circles.

The rule for mending: one JSON object stands in the answer, and no other. A byte order mark, a code fence and words
around the object are left out, and so are commas that nothing follows. Two values, an array around the object or
anything cut off are not mended: nobody could tell what was meant.
"""

import re
import zlib
from typing import NamedTuple

LOOP = 8_000
"""Characters at the end of an answer by which it is known to go round in circles; a shorter one is not judged."""
_DENSITY = 0.03
"""Packed size by size below which a text says the same again and again; lists of keys have five times as much."""
_BOM = "\ufeff"
_STRAY_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*+(?:"|\Z))|,(?=\s*+[}\]])', re.DOTALL)
"""A string, which is kept whole, or a comma before a closing bracket."""


class Mended(NamedTuple):
    """What stands for an answer, and what was done to it."""

    text: str
    how: tuple[str, ...]
    """`byte_order_mark`, `code_fence`, `words_around`, `trailing_comma`."""


def unwrapped(text: str) -> Mended | None:
    """Take the object out of what stands around it; None if there is none, or another value beside it."""
    start, end = text.find("{"), text.rfind("}") + 1
    around = f"{text[:start]} {text[end:]}"
    if not 0 <= start < end or "[" in around or "]" in around:
        return None
    found = {
        "byte_order_mark": _BOM in around,
        "code_fence": "```" in around,
        "words_around": "```" not in around and bool(around.replace(_BOM, "").strip()),
    }
    return Mended(text[start:end], tuple(how for how, there in found.items() if there))


def without_commas(mended: Mended) -> Mended:
    """Leave out each comma that nothing follows."""
    return Mended(_STRAY_COMMA.sub(r"\1", mended.text), (*mended.how, "trailing_comma"))


def is_looping(text: str) -> bool:
    """Whether the end of a long answer repeats itself."""
    if len(text) < LOOP:
        return False
    end = text[-LOOP:].encode(errors="replace")
    return len(zlib.compress(end)) < _DENSITY * len(end)
