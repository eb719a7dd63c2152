"""Preceding: the words right before an offset, to look up in sets, which cost nothing; to compile a pattern does."""

import re

_LAST = re.compile(r"\b\w+\Z")


def words_before(text: str, start: int, end: int) -> list[str]:
    """The words at the end of `text[start:end]`, white space behind each of them and nothing else between."""
    part = text[start:end]
    if not part[-1:].isspace():
        return []
    words = part.split()
    for at in range(len(words) - 1, -1, -1):
        if not words[at].isalnum():
            last = _LAST.search(words[at])
            return [*([last.group()] if last else []), *words[at + 1 :]]
    return words
