"""Routing: what the words beside a mention of troops seem to say: whose, from where to where, and how far along.

A proposal is a hint for the model and is never accepted by itself.
"""

import re
from dataclasses import dataclass

from extractor.flow import Segments
from extractor.nations import Mention, find_nations

_WORD = r"[A-Z][\w’'-]*"
_PLACE = (
    rf"(?:the\s)?(?:(?:eastern|western|northern|southern|central|south-eastern|north-eastern)\s)?{_WORD}(?:\s(?:of\s)?{_WORD})*"
    r"(?:\s(?:borders?|region|coast|front|flank))?"
)
_LIST = rf"{_PLACE}(?:,\s(?!and\b){_PLACE})*(?:,?\sand\s(?:in\s)?{_PLACE})?"
_FROM = re.compile(
    rf"\b(?:from|based\sin|stationed\sin|out\sof)\s({_PLACE}(?:\sin\s{_PLACE}|,\s{_WORD}(?:\s{_WORD})?)?)"
)
_TO = re.compile(rf"\b(?:to|into|in|near|at|along|across|towards?|around|throughout)\s({_LIST})")
_AWAY = re.compile(
    r"\b(?:to|in|from|near|into|at|with|of|against|over|along|between|about|and|on|by|draw|invade|attack|reassure|help|aid|threaten|annex|lure)\s(?:the\s)?$"
)
_OF_FORCES = re.compile(
    r"(?:\s[\w-]+){0,2}\s(?:troops?|soldiers?|forces?|personnel|military|marines|army|navy|reinforcements)\b"
)
_ALLIANCES = frozenset({"NATO", "European Union", "United Nations", "African Union"})
_DENIED = re.compile(r"\b(?:not (?:going|currently|be)|none|never)\b", re.IGNORECASE)
_ACRONYM = 4
"""Longest name that stands in capitals outside of headlines as well."""
_STATUS = (
    ("standby", r"alert|standby|stand-by|readiness|preparedness|on call|ready to (?:move|deploy)"),
    ("withdrawing", r"withdrawing|pulling out|leaving"),
    ("withdrawn", r"withdrew|withdrawn|pulled out|returned home"),
    (
        "in_place",
        r"already|stationed|(?:has|have) (?:moved|deployed|stationed|massed|sent)|are in|based in|garrisoned|presence",
    ),
    (
        "under_way",
        r"(?:is|are|was|were) (?:deploying|moving|heading|arriving|on (?:the|their) way)|massing|build-?up|arrived",
    ),
    ("ordered", r"order(?:s|ed|ing)|approv\w+|signed off|announc\w+|authori[sz]ed|decision to|is sending"),
    ("planned", r"will|to be (?:sent|moved|placed)|going to|intends?|plans?|expected|would"),
    ("considered", r"may|might|could|weigh\w*|consider\w*|offer\w*"),
)
_STATUSES = tuple((status, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for status, words in _STATUS)


@dataclass(frozen=True, slots=True)
class Route:
    """What is proposed of one mention, each in the article's words; None where nothing is."""

    force: str | None
    origin: str | None
    destination: str | None
    status: str | None

    def __str__(self) -> str:
        """The proposals as a model is shown them."""
        if self.status == "none" or not (self.status or self.origin or self.destination):
            return "none"
        named = (("", self.force), ("from ", self.origin), ("to ", self.destination), ("", self.status))
        return ", ".join(f"{label}{words}" for label, words in named if words)


def propose_route(segments: Segments, start: int, end: int, limits: tuple[int, int]) -> Route:
    """What the words of `text[limits]` around the mention `text[start:end]` say of it."""
    text = segments.text
    sentence = segments.sentence_at(start)
    clause = text[limits[0] : limits[1]]
    behind = text[end : limits[1]]
    origin = _FROM.search(behind)
    rest = behind.replace(origin.group(), "", 1) if origin else behind
    destination = _TO.search(rest)
    return Route(
        force=_force(segments, start, end),
        origin=_bare(origin),
        destination=_bare(destination),
        status="none" if _DENIED.search(clause) else _status(clause) or _status(text[sentence.start : sentence.end]),
    )


def _bare(found: re.Match[str] | None) -> str | None:
    return re.sub(r"[’']s?$", "", found.group(1).strip()) if found else None


def _force(segments: Segments, start: int, end: int) -> str | None:
    """The nation in the mention, else the last state that acts in its sentence, else the last one with forces."""
    mentions = find_nations(segments.text)
    inside = [mention for mention in mentions if start <= mention.start < end]
    sentence = segments.sentence_at(start)
    acting = [mention for mention in mentions if sentence.start <= mention.start < start and _acts(segments, mention)]
    forces = [mention for mention in mentions if mention.start < start and _OF_FORCES.match(segments.text, mention.end)]
    chosen = inside[:1] or acting[-1:] or forces[-1:]
    return segments.text[chosen[0].start : chosen[0].end] if chosen else None


def _acts(segments: Segments, mention: Mention) -> bool:
    """Whether a state is named otherwise than as a place, or as what something is done to."""
    before = segments.text[max(0, mention.start - 16) : mention.start]
    return not (
        _AWAY.search(before)
        or mention.nation in _ALLIANCES
        or (len(mention.nation) > _ACRONYM and segments.text[mention.start : mention.end] == mention.nation.upper())
    )


def _status(words: str) -> str | None:
    return next((status for status, pattern in _STATUSES if pattern.search(words)), None)
