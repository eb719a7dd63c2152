"""Ordering: whether the words behind a name say that it orders or approves something."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re

_BEHIND = re.compile(r"([’']s)?((?:\s\w+){1,8})")
_DECISIONS = frozenset("decision order approval directive announcement".split())
_ADVERBS = frozenset("has have had also already formally".split())
_MOST_ADVERBS = 2
_ORDERED = frozenset("ordered approved authorised authorized directed put placed decided".split())


def is_ordering(text: str, start: int) -> bool:
    """Whether whom a name before `start` is of has ordered what follows (`has also approved`, `'s decision`)."""
    behind = _BEHIND.match(text, start)
    if behind is None:
        return False
    words = behind[2].split()
    return words[0] in _DECISIONS if behind[1] else _is_order(_past_adverbs(words))


def _past_adverbs(words: list[str]) -> list[str]:
    for _ in range(_MOST_ADVERBS):
        if words[:1] and words[0] in _ADVERBS:
            words = words[1:]
        elif words[1:] and (words[0] in {"last", "this"} or (words[0] == "on" and words[1].endswith("day"))):
            words = words[2:]
    return words


def _is_order(words: list[str]) -> bool:
    match words:
        case ["signed", "off", *_] | ["made", "the", "decision", *_]:
            return True
        case ["told", "the", name, "to", *_] | ["told", name, "to", *_]:
            return name[0].isupper()
        case [verb, *_]:
            return verb in _ORDERED
        case _:
            return False
