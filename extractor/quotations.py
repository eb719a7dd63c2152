"""Quoted stretches: what stands in quotation marks, found in code so that no model ever copies words.

Curly, straight and angled marks, single marks as in UK papers, apostrophes apart, paragraphs that reopen the mark,
a missing closing mark. What is quoted inside a quote belongs to the outer one (codebook, rules 1, 2 and 6).
Every mark is looked at a fixed number of times, however the marks of a text are mixed.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from extractor.flow import Stretch

CLOSERS = {"“": '”"', "„": "“”", "«": "»", "»": "«", "‘": "’'", '"': '"”', "'": "'’"}
"""Opening mark to the marks that close it; papers mix curly and straight ones within one pair."""
_SINGLE = frozenset("'‘")
_MARKS = re.compile("[“”„«»\"‘’']")
_DOUBLE_MARKS = re.compile('[“”„«»"]')
_ENDS = frozenset(".,!?;:)]%'")
_DEEPEST = 3
"""So many unclosed marks back a closing one may find its opening one."""
_ELISION = re.compile(r"(?:n|em|til|tis|twas|\d0s)\b")
"""What an apostrophe shortens at its front: `rock 'n' roll`, `the '90s`."""
_POSSESSIVE = re.compile(r"\s[a-z]")


def find_stretches(text: str, paragraphs: list[tuple[int, int]]) -> list[Stretch]:
    """Find every quoted stretch of `text`, paragraph by paragraph, in reading order."""
    found: list[Stretch] = []
    border = 0
    for number, (start, end) in enumerate(paragraphs, 1):
        reopening = text[paragraphs[number][0]] if number < len(paragraphs) else ""
        pending = found[-1] if found and not found[-1].closed and found[-1].end == border else None
        found.extend(_Paragraph(text, start, end, reopening).stretches(pending))
        border = end
    return found


class _Paragraph:
    """One paragraph, `text[start:end]`, and the mark that the next one begins with, if it begins with one."""

    def __init__(self, text: str, start: int, end: int, reopening: str) -> None:
        self.text, self.start, self.end, self.reopening = text, start, end, reopening
        self.pairs: dict[int, int] = {}
        """Double mark that opens to the one that closes it."""
        self.openings: defaultdict[str, list[int]] = defaultdict(list)
        """Mark to the offsets at which it opens, those within quotes included; single marks are not here."""
        self.strays: list[int] = []
        """Double marks that neither open nor close."""
        self._pair()
        self.opening_doubles = {at for offsets in self.openings.values() for at in offsets}

    def _pair(self) -> None:
        unclosed: list[int] = []
        for match in _DOUBLE_MARKS.finditer(self.text, self.start, self.end):
            at = match.start()
            opening = next(
                (other for other in unclosed[: -_DEEPEST - 1 : -1] if self._closes(at, self.text[other])), None
            )
            if opening is not None:
                del unclosed[unclosed.index(opening, -_DEEPEST) :]
                self.pairs[opening] = at
            elif self._opens(at):
                unclosed.append(at)
                self.openings[self.text[at]].append(at)
            else:
                self.strays.append(at)

    def stretches(self, pending: Stretch | None) -> Iterator[Stretch]:
        """Yield the stretches; `pending` is an unclosed one that ended the paragraph before."""
        position = self.start
        goes_on = self._goes_on_to(pending) if pending else None
        if pending is None:
            self._pair_strays()
        if goes_on is not None and (words := _trimmed(self.text, self.start, goes_on)):
            position = goes_on + 1
            yield Stretch(*words, "", closed=True, continues=True)
        while (opening := self._next_opening(position)) is not None:
            closing, closed = self._closing(opening)
            mark = self.text[opening]
            if words := _trimmed(self.text, opening + 1, closing):
                continues = pending is not None and opening == self.start and _alike(mark, pending.mark)
                yield Stretch(*words, mark, closed=closed, continues=continues)
            position = closing + 1 if closed else closing

    def _pair_strays(self) -> None:
        """Let a straight mark behind a comma or colon open, though a space follows, where the next one closes it."""
        closed = -1
        for at, closing in pairwise(self.strays):
            opens = at > closed and self._before(at) in ",:" and self._after(at).isspace()
            if opens and self.text[at] == self.text[closing] == '"' and not self._before(closing).isspace():
                self.pairs[at] = closed = closing
                self.opening_doubles.add(at)

    def _goes_on_to(self, pending: Stretch) -> int | None:
        """Offset of the mark that closes the stretch of the paragraph before, where no mark opens ahead of it."""
        if pending.mark in _SINGLE or not self.strays or not self._closes(self.strays[0], pending.mark):
            return None
        opening = self._next_opening(self.start)
        return self.strays[0] if opening is None or opening > self.strays[0] else None

    def _next_opening(self, position: int) -> int | None:
        """Offset of the next mark that opens a stretch."""
        for match in _MARKS.finditer(self.text, position, self.end):
            at = match.start()
            if at in self.opening_doubles or (self.text[at] in _SINGLE and self._opens(at) and self._single_end(at)):
                return at
        return None

    def _opens(self, at: int) -> bool:
        mark, before, after = self.text[at], self._before(at), self._after(at)
        if mark == "«":
            return before.isspace() or not after.isspace()
        if mark not in CLOSERS or after.isspace() or after == mark:
            return False
        if mark in "“„":
            return True
        if before.isalnum() or (before in _ENDS and not after.isalnum()):
            return False
        if mark in _SINGLE:
            return _ELISION.match(self.text, at + 1, self.end) is None
        return mark == '"' or after.isalnum()

    def _closes(self, at: int, mark: str) -> bool:
        if self.text[at] not in CLOSERS[mark]:
            return False
        return self.text[at] == "»" or not self._before(at).isspace()

    def _before(self, at: int) -> str:
        return self.text[at - 1] if at > self.start else " "

    def _after(self, at: int) -> str:
        return self.text[at + 1] if at + 1 < self.end else " "

    def _closing(self, opening: int) -> tuple[int, bool]:
        """Offset of the mark that closes a stretch and whether there is one; else where its words must end."""
        mark = self.text[opening]
        if mark in _SINGLE:
            return self._single_end(opening) or (self.end, False)
        if opening in self.pairs:
            return self.pairs[opening], True
        same = self.openings[mark]
        after = bisect_right(same, opening)
        return (same[after] if after < len(same) else self.end), False

    def _single_end(self, opening: int) -> tuple[int, bool] | None:
        """Where a stretch in single marks ends and whether its mark is closed; None where nothing ends it."""
        events = self._events[self.text[opening]]
        ends, borders, doubtful = events["end"], events["border"], events["doubtful"]
        end, border, doubt = (_following(offsets, opening + 1, self.end) for offsets in (ends, borders, doubtful))
        if end < border:
            return end, True
        if border == self.end and self._reopens(opening):
            return self.end, False
        return (doubt, True) if doubt < border else None

    def _reopens(self, opening: int) -> bool:
        """Whether a mark that nothing closes opens a paragraph or a clause, and the next paragraph opens it again."""
        ahead = self.text[max(self.start, opening - 2) : opening].strip()[-1:]
        return self.reopening == self.text[opening] and not ahead.isalnum()

    @cached_property
    def _events(self) -> dict[str, dict[str, list[int]]]:
        """Opening single mark to what ends it, what may end it and what opens another one, outside of double marks."""
        events: dict[str, dict[str, list[int]]] = {mark: {"end": [], "border": [], "doubtful": []} for mark in _SINGLE}
        covered = self.start
        for match in _MARKS.finditer(self.text, self.start, self.end):
            at = match.start()
            covered = max(covered, self.pairs.get(at, 0))
            if at >= covered and (event := self._event(at)):
                for mark in _SINGLE:
                    if self.text[at] in CLOSERS[mark] + mark:
                        events[mark][event].append(at)
        return events

    def _event(self, at: int) -> str | None:
        """What a single mark may be to a stretch that opened before it; None for an apostrophe."""
        mark, followed = self.text[at], self._after(at).isalnum()
        if mark not in "'‘’":
            return None
        if self._before(at).isspace():
            opens = mark in _SINGLE and followed and not _ELISION.match(self.text, at + 1, self.end)
            return "border" if opens else None
        if followed or mark == "‘" or self.text[at - 2 : at] in {"'n", "’n"}:
            return None
        possessive = self.text[at - 1] in "sS" and _POSSESSIVE.match(self.text, at + 1, self.end)
        return "doubtful" if possessive else "end"


def _following(offsets: list[int], position: int, end: int) -> int:
    """The first of the sorted `offsets` after `position`, or `end`."""
    index = bisect_right(offsets, position)
    return offsets[index] if index < len(offsets) else end


def _alike(mark: str, other: str) -> bool:
    """Whether both marks are single, or neither."""
    return (mark in _SINGLE) == (other in _SINGLE)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The two offsets without outer white space, or None where nothing is left."""
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    kept = words.strip()
    return (start + left, start + left + len(kept)) if kept else None
