"""Belonging: which of the mentions of a sentence tell of one body of forces, as its name, its parts or its people."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.flow import Body, Sentence
from extractor.preceding import words_before

_JOINED = frozenset(
    """, and or with from of as part in a an the its their backed supported accompanied by including along alongside
    unit units member members belonging to assigned under are were is was several some more other such
    deployed""".split()
)
"""Words between a mention and the unit or matériel that belongs to it."""
CONVOYS = ("convoy", "convoys")
_CONSISTING = frozenset(
    "consists consisted consisting comprises comprised comprising composed includes included including".split()
)
"""Words between what is of several parts and the first of these."""
_AMONG = frozenset("and including with".split())
"""Words between parts of what is told of."""
_AND = frozenset("and with carrying".split())
_PART = ("of", "from")
"""Words between a formation and that which it is a part of (`1st Battalion, 9th Infantry Regiment`)."""
_ESCORTED = tuple(f"{verb} by " for verb in "escorted guarded protected led followed watched monitored".split())
"""Words before people of whom only an aside about others tells."""
_WITH_THEM: tuple[list[str], ...] = ([], ["its"], ["their"], ["many"], ["more"], ["some"], ["several"])
_DETERMINERS = frozenset("its the their his some about".split())
_MOST = 2
"""Words between `of` and the people of whom a formation is."""
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LONGEST = 200
"""Characters of the words for one body: each formation of a long list would else be all that follow it."""


def stops_of(text: str, bodies: Sequence[Body], sentence: Sentence) -> list[int]:
    """Where what is said of each body ends: where the next people are mentioned that it is not of."""
    stops = [sentence.end]
    for before, body in reversed(list(pairwise(bodies))):
        aside = text.endswith(_ESCORTED, before.end, body.start)
        other = body.kind == "people" and not aside and not _consists(text, before, body)
        stops.append(body.start if other else stops[-1])
    return stops[::-1] if bodies else []


def ends_of(text: str, bodies: Sequence[Body]) -> list[int]:
    """Where the words for each body end: those for a formation with the people or the formation that it is of."""
    ends = [body.end for body in bodies[-1:]]
    for body, following in reversed(list(pairwise(bodies))):
        part = body.kind == following.kind == "units" and _is_of(text[body.end : following.start])
        goes_on = ends[-1] - body.start <= _LONGEST and (part or _consists(text, body, following))
        ends.append(ends[-1] if goes_on else body.end)
    return ends[::-1]


def _consists(text: str, body: Body, people: Body) -> bool:
    """Whether a formation is said to be of the people behind it."""
    of = body.kind == "units" or text.endswith((*CONVOYS, "contingent", "contingents"), body.start, body.end)
    return of and people.kind == "people" and _is_of_people(text[body.end : people.start])


def _words(between: str) -> list[str] | None:
    """The words between two mentions, if white space parts them from both."""
    return between.split() if between[:1].isspace() and between[-1:].isspace() else None


def _is_possessive(between: str) -> bool:
    return between[:2] in {"\u2019s", "'s"} and between[2:].isspace()


def _is_of(between: str) -> bool:
    """Whether words say that a formation is a part of that behind it."""
    words = _words(between.removeprefix(","))
    if words:
        return words[0] in _PART and words[1:] in ([], ["the"])
    return (words == [] and between[0] == ",") or _is_possessive(between)


def _is_of_people(between: str) -> bool:
    words = _words(between)
    if not words:
        return _is_possessive(between)
    few = words[2:] if words[1:] and words[1] in _DETERMINERS else words[1:]
    return words[0] == "of" and len(few) <= _MOST and all(word.replace("-", "o").isalnum() for word in few)


def is_part(text: str, body: Body, previous: Body, *, part: bool) -> bool:
    """Whether a mention is a part of the one before, or of what that is a part of."""
    if part:
        between = text[previous.end : body.start]
        words = _words(between.removeprefix(","))
        if words:
            return words[0] in _AMONG and not words[1:]
        return words == [] and between[0] == ","
    whole = previous.kind == "units" or text.endswith(CONVOYS, previous.start, previous.end)
    return whole and _is_consisting(words_before(text, previous.end, body.start))


def _is_consisting(before: list[str]) -> bool:
    words = before[:-1] if before[-1:] == ["of"] else before
    return bool(words) and (words[-1] in _CONSISTING or words[-2:] == ["made", "up"])


def belongs(text: str, body: Body, previous: Body, *, part: bool) -> bool:
    """Whether a mention belongs to the one before it (`2,000 from the 82nd Division`, `a battalion of 900 men`)."""
    if _consists(text, previous, body) or is_part(text, body, previous, part=part):
        return True
    between = text[previous.end : body.start]
    if body.kind == "people":
        words = _words(between.removeprefix(",")) or [""]
        carried = words[0] in _AND and words[1:] in _WITH_THEM
        return previous.kind == "equipment" and carried
    if body.kind == previous.kind == "equipment":
        return False
    return all(word in _JOINED for word in _TOKEN.findall(between.lower()))
