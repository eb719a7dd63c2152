"""Matériel: whether two mentions of it may be of the same things, by their nouns and numbers."""

import re

_KINDS = (
    ("air", r"jets?|aircraft|(?:war)?planes?|bombers?|helicopters?|F-\d+\w*|Typhoons|Eurofighters?|Rafales?|Gripens?"),
    ("sea", r"(?:war)?ships?|vessels?|frigates?|destroyers?|cruisers?|submarines?|carriers?|boats?"),
    ("land", r"tanks?|howitzers?|artillery|vehicles?|convoys?|armou?r"),
    ("fire", r"missiles?|batter(?:y|ies)|launchers?|systems?|Patriots?|S-\d+"),
)
_KIND = re.compile("|".join(rf"(?P<{kind}>\b(?:{nouns})\b)" for kind, nouns in _KINDS))
_GENERAL = re.compile(
    r"\b(?:jets?|aircraft|(?:war)?planes?|(?:war)?ships?|vessels?|boats|vehicles|convoys?|missiles)\Z"
)
_NAMED = re.compile(r"\b[A-Z]{3,6}\s[A-Z]")
_NUMBER = re.compile(
    r"\d+|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|scores|hundreds)\b", re.IGNORECASE
)
_CODE = re.compile(r"\b[A-Za-z]+-\d+\w*")


def same_things(words: str, others: str) -> bool:
    """Whether the words of two mentions may be for the same things: alike in kind, neither with a number of its own.

    Ships under names are their own, and two nouns are of one thing only where one of them is general (`the vessels`).
    """
    kind, other = _kind(words), _kind(others)
    if kind is None or kind != other or _NAMED.search(words) or _NAMED.search(others):
        return False
    nouns = [named.rsplit(maxsplit=1)[-1] for named in (words, others)]
    if nouns[0] != nouns[1] and not any(map(_GENERAL.search, nouns)):
        return False
    numbers, theirs = _numbers(words), _numbers(others)
    return not numbers or not theirs or numbers == theirs


def _kind(words: str) -> str | None:
    """The kind of things that the last noun of `words` is for."""
    found = [match.lastgroup for match in _KIND.finditer(words)]
    return found[-1] if found else None


def _numbers(words: str) -> list[str]:
    return [number.lower() for number in _NUMBER.findall(_CODE.sub("", words))]
