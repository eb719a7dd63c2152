"""Folding: a view of a text in which marks, dashes, spaces and case do not differ, with a map back to its offsets.

Nothing fuzzy: two texts fold alike only if they are the same words. Negations, numbers and spelling stay what they are.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_ALIKE = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
}
_ONE_FOR_ONE = "‘’“”–—"
"""The commonest of them: to replace them in the whole text at once leaves longer runs of plain words."""
_UNSEEN = (
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Soft hyphens, zero-width characters, marks of direction, variation selectors, tags: nothing that a reader sees.

They are Unicode's Default_Ignorable_Code_Point, and the marks of interlinear annotation. Compiled by whoever first
needs it: few articles do, see `_SEEN`.
"""
_SEEN = re.compile(r"[\x00-\xac\xae-\u034e\u2010-\u2027]*+")
"""What most articles are made of, none of it unseen: this is known in a quarter of the time."""

_LONGEST_REMEMBERED = 100
_CONTRACTED = re.compile(r"'(?!s\b)\w")
"""What makes another word of the one before it, `can't` of `can`; a possessive does not."""
_PREFIX = re.compile(r"(?:\w'|\bnon-)$")
"""What makes another word of the one after it: `O'Brien` of `Brien`, `non-NATO` of `NATO`."""
_LAST_DIGITS = re.compile(r"(?<!\d)\d{1,3}$")
_NEXT_DIGITS = re.compile(r" \d{3}(?!\d)")


_PLAIN = re.compile(r"[!-_a-~]+(?:(?:(?<!\.)|(?<=[!-@[-_a-~]\.)) [!-_a-~]+)*+")
"""Words that fold to lower case and nothing more: ASCII but for "`", one space between them and none after initials."""


def seen(text: str) -> str:
    """`text` without the characters that nobody sees, in which words for a model alone could hide."""
    return re.sub(_UNSEEN, "", text) if _has_unseen(text) else text


def seen_offsets(text: str) -> tuple[int, ...] | None:
    """Offsets of the characters of `text` that somebody sees; None where that is all of them."""
    if not _has_unseen(text):
        return None
    unseen = {match.start() for match in re.finditer(_UNSEEN, text)}
    return tuple(at for at in range(len(text)) if at not in unseen)


def count_unseen(text: str) -> int:
    """How many characters of `text` nobody sees."""
    return sum(1 for _ in re.finditer(_UNSEEN, text)) if _has_unseen(text) else 0


def _has_unseen(text: str) -> bool:
    """Whether a search is worth it."""
    return _SEEN.fullmatch(text) is None and re.search(_UNSEEN, text) is not None


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if _has_unseen(character):
        return ""
    return _ALIKE.get(character) or unicodedata.normalize("NFD", character).casefold()


class Folded(NamedTuple):
    """A folded text; `origins[i]` is the offset in the original of the folded character `i`, with the length last."""

    text: str
    origins: tuple[int, ...]

    def find(self, words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where `words` stand as whole words in the original's `[start:end]`, as offsets of the original.

        Words without a letter or a digit stand nowhere.
        """
        # An article's few names are looked for again and again.
        wanted = _remembered(words) if len(words) <= _LONGEST_REMEMBERED else _wanted(words)
        if not wanted:
            return
        position = bisect_left(self.origins, start)
        limit = bisect_left(self.origins, end)
        while (position := self.text.find(wanted, position, limit)) >= 0:
            after = position + len(wanted)
            if _whole(self.text, position, after):
                yield self.origins[position], self.origins[after - 1] + 1
            position += 1


def _wanted(words: str) -> str:
    """The folded words, empty if there is no letter and no digit in them."""
    folded = fold(words).text.strip()
    return folded if any(character.isalnum() for character in folded) else ""


_remembered = lru_cache(maxsize=1024)(_wanted)


def fold(text: str) -> Folded:
    """Fold `text`: one space for each run of white space, one form of each mark and dash, no case, no soft hyphens."""
    for mark in _ONE_FOR_ONE:
        text = text.replace(mark, _ALIKE[mark])
    pieces: list[str] = []
    origins: list[int] = []
    space = False
    offset = 0
    while offset < len(text):
        # Many words at once take a fifth of the time of one character after the other.
        if plain := _PLAIN.match(text, offset):
            pieces.append(plain[0].lower())
            origins.extend(range(offset, plain.end()))
            space, offset = False, plain.end()
            continue
        folded = _fold_character(text[offset])
        if folded != " " or not (space or _between_initials(text, offset)):
            pieces.append(folded)
            origins.extend([offset] * len(folded))
            space = folded == " " or (space and not folded)
        offset += 1
    origins.append(len(text))
    return Folded("".join(pieces), tuple(origins))


def _between_initials(text: str, offset: int) -> bool:
    """Whether the space at `offset` stands inside an abbreviation, so that `U. S.` is `U.S.`."""
    before, after = text[max(0, offset - 3) : offset], text[offset + 1 : offset + 3]
    initial = before[-1:] == "." and before[-2:-1].isupper() and not before[:-2].isalnum()
    return initial and after[:1].isupper() and after[1:] == "."


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word and no number runs on over either edge."""
    return not (_runs_on(text, start - 1, start) or _runs_on(text, end, end - 1))


def _runs_on(text: str, outside: int, inside: int) -> bool:
    """Whether one word or number holds both of these neighbours."""
    if not 0 <= outside < len(text) or not _of_word(text[inside]):
        return False
    mark = text[outside]
    if _of_word(mark) or _in_number(text, outside):
        return True
    if mark not in "'-":
        return False
    if inside < outside:
        return _CONTRACTED.match(text, outside) is not None
    return _PREFIX.search(text[max(0, outside - 4) : inside]) is not None


def _of_word(character: str) -> bool:
    """Whether a character is a letter, a digit or an accent that stands by itself."""
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _in_number(text: str, at: int) -> bool:
    """Whether the mark or space at `at` stands inside a number, as in `3,000`, `3.5` and `13 000`."""
    if not text[at - 1 : at].isdigit():
        return False
    if text[at] in ".,":
        return text[at + 1 : at + 2].isdigit()
    return bool(_LAST_DIGITS.search(text[max(0, at - 4) : at]) and _NEXT_DIGITS.match(text, at))
