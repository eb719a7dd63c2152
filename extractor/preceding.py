"""Preceding: the words right before an offset, to look up in sets, which cost nothing; to compile a pattern does."""

import re

_RUN = re.compile(r"\b(?:\w+\s)+\Z")


def words_before(text: str, start: int, end: int) -> list[str]:
    """The words at the end of `text[start:end]`, each with one white space behind it and nothing else between."""
    run = _RUN.search(text, start, end)
    return run.group().split() if run else []
