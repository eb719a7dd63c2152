"""Belonging: which of the mentions of a sentence tell of one body of forces, as its name, its parts or its people."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.flow import Body, Sentence

_JOINED = frozenset(
    """, and or with from of as part in a an the its their backed supported accompanied by including along alongside
    unit units member members belonging to assigned under are were is was several some more other such
    deployed""".split()
)
"""Words between a mention and the unit or matériel that belongs to it."""
CONVOYS = ("convoy", "convoys")
_CONSISTING = re.compile(
    r"\b(?:consist(?:s|ed|ing)|compris(?:es|ed|ing)|made\sup|composed|includ(?:es|ed|ing))\s(?:of\s)?\Z"
)
"""Words between what is of several parts and the first of these."""
_AMONG = re.compile(r",?\s(?:and|including|with)\s|,\s")
"""Words between parts of what is told of."""
_AND = re.compile(r",?\s(?:and|with|carrying)\s(?:(?:its|their)\s)?")
_PART = re.compile(r",\s|,?\s(?:of|from)\s(?:the\s)?|[’']s\s")
"""Words between a formation and that which it is a part of (`1st Battalion, 9th Infantry Regiment`)."""
_OF = re.compile(r"\sof\s(?:(?:its|the|their|his|some|about)\s)?(?:[\w-]+\s){0,2}|[’']s\s")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LONGEST = 200
"""Characters of the words for one body: each formation of a long list would else be all that follow it."""


def stops_of(text: str, bodies: Sequence[Body], sentence: Sentence) -> list[int]:
    """Where what is said of each body ends: where the next people are mentioned that it is not of."""
    stops = [sentence.end]
    for before, body in reversed(list(pairwise(bodies))):
        other = body.kind == "people" and not _consists(text, before, body)
        stops.append(body.start if other else stops[-1])
    return stops[::-1] if bodies else []


def ends_of(text: str, bodies: Sequence[Body]) -> list[int]:
    """Where the words for each body end: those for a formation with the people or the formation that it is of."""
    ends = [body.end for body in bodies[-1:]]
    for body, following in reversed(list(pairwise(bodies))):
        part = body.kind == following.kind == "units" and _PART.fullmatch(text, body.end, following.start)
        goes_on = ends[-1] - body.start <= _LONGEST and (part or _consists(text, body, following))
        ends.append(ends[-1] if goes_on else body.end)
    return ends[::-1]


def _consists(text: str, body: Body, people: Body) -> bool:
    """Whether a formation is said to be of the people behind it."""
    of = body.kind == "units" or text.endswith((*CONVOYS, "contingent", "contingents"), body.start, body.end)
    return of and people.kind == "people" and _OF.fullmatch(text, body.end, people.start) is not None


def is_part(text: str, body: Body, previous: Body, *, part: bool) -> bool:
    """Whether a mention is a part of the one before, or of what that is a part of."""
    if part:
        return _AMONG.fullmatch(text, previous.end, body.start) is not None
    whole = previous.kind == "units" or text.endswith(CONVOYS, previous.start, previous.end)
    return whole and _CONSISTING.search(text, previous.end, body.start) is not None


def belongs(text: str, body: Body, previous: Body, *, part: bool) -> bool:
    """Whether a mention belongs to the one before it (`2,000 from the 82nd Division`, `a battalion of 900 men`)."""
    if _consists(text, previous, body) or is_part(text, body, previous, part=part):
        return True
    if body.kind == "people":
        return previous.kind == "equipment" and _AND.fullmatch(text, previous.end, body.start) is not None
    if body.kind == previous.kind == "equipment":
        return False
    between = _TOKEN.findall(text[previous.end : body.start].lower())
    return all(word in _JOINED for word in between)
