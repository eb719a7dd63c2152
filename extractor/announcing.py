"""Announcing: whether a state's own authority says that its forces will go, which is as good as an order."""

import re

from extractor.flow import Segments
from extractor.nations import canonical_nation, nations_in
from extractor.telling import Mention

_WILL = re.compile(r"\b(?:will|shall)\b")
_BODIES = ("ministry", "department", "government", "cabinet", "parliament")
_OFFICES = ("president", "minister", "secretary", "chancellor", "premier")
_BESIDE = 40
"""Characters before a deed, or a name, in which a modal verb or an office stands."""


def is_announced(segments: Segments, force: str | None, source: str, mention: Mention) -> bool:
    """Whether `source`, who says that forces will go, speaks for the state whose they are."""
    if mention.deed is None or not _WILL.search(segments.text, *_before(mention.deed.start)):
        return False
    return _is_authority(segments, force, source)


def _before(offset: int) -> tuple[int, int]:
    return max(0, offset - _BESIDE), offset


def _is_authority(segments: Segments, force: str | None, source: str) -> bool:
    """Whether a name is of a state's seat, of a body of its government or of a holder of its offices."""
    if (nation := canonical_nation(source)) is not None:
        return nation == force
    at = segments.text.find(source)
    beside = re.split(r"[,.;:]\s", segments.text[slice(*_before(at))])[-1] if at >= 0 else ""
    if at >= 0 and any(one.nation != force for one in nations_in(segments, at - len(beside), at + len(source))):
        return False
    words = beside.lower()
    return source.lower().endswith(_BODIES) or (at >= 0 and any(map(words.__contains__, _OFFICES)))
