"""Venues: where, to whom and through which outlet the reporter's own words say that something was said."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import pairwise

Range = tuple[int, int]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HEAD = re.compile(r"\b(\w+)\s(?=([athi][a-z]*|Monday[’']s)\s)")
"""A word before what may be a determiner."""
_IN = frozenset("in at during on after following via by".split())
_TELLING = frozenset("told tells telling addressing".split())
_DETERMINERS = frozenset("a an the his her their its this".split())
_FILLER = re.compile(r"[\w’'.&-]+\s")
_MOST_FILLERS = 4
_NOUN = re.compile(r"(\w+)(?:[ -]\w+)?")
_VENUES = frozenset(
    """briefing briefings conference conferences interview interviews call calls speech speeches statement statements
    letter letters meeting meetings summit summits hearing hearings address debate debates rally rallies appearance
    appearances email emails e-mail e-mails memo memos report reports document documents tweet tweets post posts op-ed
    op-eds testimony remarks session podcast broadcast ceremony visit trip panel forum video message column book blog
    text""".split()
) | {"town hall", "telephone call"}
_AUDIENCES = frozenset(
    """conference conferences symposium seminar briefing hearing rally meeting summit inquest inquiry tribunal court
    forum gathering webinar vigil debate ceremony""".split()
)
_LINK = re.compile(r"\s(\w+(?:\sby)?)\s(?:the\s)?(?=[A-Z])")
_LINKS = frozenset(("with", "to", "on", "from", "about", "released by", "published by", "obtained by"))
_ABOUT = re.compile(r"\s(?:with|about)\s(?:the\s)?[a-z]+\b")
_NAME = re.compile(r"[A-Z][\w’'-]*(?:(?:\.\w|\s[A-Z])[\w’'-]*)*")
_REMARKS = ("remarks", "testimony", "comments")
_BARE_VENUE = rf"\b[Ii]n\s((?:[a-z]+\s)?(?:{'|'.join(_REMARKS)})(?:\sto\s(?:the\s)?[\w.’'-]+)?)\b"
_POSTING = ("tweeted", "posted", "emailed")
_PLATFORMS = (
    "Twitter", "Facebook", "X", "Instagram", "Telegram", "Truth Social", "social media", "LinkedIn", "YouTube",
    "TikTok", "Weibo", "WhatsApp",
)  # fmt: skip
_TO_OUTLET = re.compile(r"\b(t[a-z]+|\w+ (?:to|with|on|by))\s(?:[Tt]he\s)?(?=[A-Z])")
_TELLING_OUTLET = frozenset(
    (
        "told", "tells", "telling", "spoke to", "speaking to", "interview with", "interview on", "quoted by",
        "cited by", "according to", "reported by",
    )
)  # fmt: skip
_CAPITALISED = re.compile(r"(?:[A-Z][\w.&’'-]*\s){0,6}(?:[A-Z][\w.&’'-]*)?")
_WORD = re.compile(r"(?:C-)?\w+")
_PRESS = (
    "News", "Times", "Post", "Journal", "Press", "Agency", "Radio", "Television", "TV", "Magazine", "Tribune", "Herald",
    "Guardian", "Today", "Mail", "Weekly", "Daily", "Sun", "Star", "Globe", "Chronicle", "Gazette", "Observer",
    "Independent", "Telegraph", "Examiner", "Register", "Network", "Channel",
)  # fmt: skip
"""How the last word of the name of an outlet ends."""
_ACRONYMS = frozenset(
    """CNN BBC NBC CBS ABC NPR AP AFP Reuters Bloomberg Politico POLITICO Axios Breitbart MSNBC C-SPAN VOA TASS Interfax
    Xinhua Yonhap""".split()
)
"""Outlets of one word."""
_REPORTING = frozenset("CNN BBC Reuters AFP Journal Times Post News Press".split())
"""How the name of an outlet ends that reports."""
_REPORTS = ("reported", "reports", "quoted", "quotes")
_AHEAD = re.compile(r"\b(?:[A-Z][\w.&’'-]*\s){0,6}\Z")
_GIVEN_BY = re.compile(r"\b(\w+)\s(?:by|to)\s([Tt]he\s)?(?=[A-Z])")
_GIVEN = frozenset("published released obtained seen reviewed leaked".split())


def venues_in(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield where or in what something was said, by `text[start:end]` (`at a briefing on the pier`)."""
    past = start
    for head in _HEAD.finditer(text, start, end):
        if head.start() < past or head[1].lower() not in _IN:
            continue
        determined = head[2] in _DETERMINERS or head[2][0] == "M"
        noun = _past_noun(text, head.end(2) + 1, end, _VENUES) if determined else None
        if noun:
            past = _past_tail(text, noun, end)
            yield head.start(2), past


def audiences_in(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield to what gathering something was said (`told an inquest`)."""
    past = start
    for head in _HEAD.finditer(text, start, end) if _holds(text, start, end, _TELLING) else ():
        told = head.start() >= past and head[1] in _TELLING and head[2] in _DETERMINERS
        noun = _past_noun(text, head.end(2) + 1, end, _AUDIENCES) if told else None
        if noun:
            past = noun
            yield head.start(2), past


def bare_venues_in(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield in what something was said that has no article (`in written testimony`)."""
    # The pattern is not even compiled without one of its nouns.
    found = re.finditer(_BARE_VENUE, text[start:end]) if _holds(text, start, end, _REMARKS) else ()
    return ((start + venue.start(1), start + venue.end(1)) for venue in found)


def posts_in(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield where something was posted, or that it was."""
    words = _WORD.finditer(text, start, end) if _holds(text, start, end, _POSTING + _PLATFORMS) else ()
    for word in words:
        if word.group() in _POSTING:
            yield word.span()
        elif word.group() == "on" and text[word.end() : word.end() + 1].isspace():
            first = word.end() + 1
            pasts = (first + len(name) for name in _PLATFORMS if text.startswith(name, first, end))
            yield from ((first, past) for past in pasts if not text[past : min(past + 1, end)].isalnum())


def outlets_in(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the outlets to which something was said, or according to which (`told the Vik Herald`)."""
    past = start
    for head in _TO_OUTLET.finditer(text, start, end) if _holds(text, start, end, _TELLING_OUTLET) else ():
        outlet = _past_outlet(text, head.end(), end) if head.start() >= past and head[1] in _TELLING_OUTLET else None
        if outlet:
            past = outlet
            yield head.end(), past


def reporters_in(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the outlets that reported something."""
    words = _WORD.finditer(text, start, end) if _holds(text, start, end, _REPORTS) else ()
    past = start
    for noun, verb in pairwise(words):
        beside = verb.start() == noun.end() + 1 and text[noun.end()].isspace()
        if beside and noun.group() in _REPORTING and verb.group() in _REPORTS:
            ahead = _AHEAD.search(text, past, noun.start())
            past = verb.end()
            yield ahead.start() if ahead else noun.start(), noun.end()


def givers_in(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield by or to whom something was published, leaked or shown; that is no weekday."""
    for given in _GIVEN_BY.finditer(text, start, end) if _holds(text, start, end, _GIVEN) else ():
        if given[1] not in _GIVEN:
            continue
        first = given.end()
        if text.startswith(_DAYS, first):
            # `The Sunday Times`
            first = given.start(2)
        name = _NAME.match(text, first, end) if first >= 0 else None
        if name:
            yield name.span()


def _past_noun(text: str, start: int, end: int, nouns: AbstractSet[str]) -> int | None:
    """Where the first of the nouns ends that stands at `start` or a few words behind it."""
    for _ in range(_MOST_FILLERS + 1):
        noun = _NOUN.match(text, start, end)
        if noun and (noun[1] in nouns or noun.group() in nouns):
            return noun.end(1) if noun[1] in nouns else noun.end()
        filler = _FILLER.match(text, start, end)
        if filler is None:
            break
        start = filler.end()
    return None


def _past_tail(text: str, start: int, end: int) -> int:
    """Behind what is said of a venue: with or by whom, and about what."""
    link = _LINK.match(text, start, end)
    if link and " ".join(link[1].split()) in _LINKS and not text.startswith(_DAYS, link.end()):
        name = _NAME.match(text, link.end(), end)
        start = link.end() + len(name.group().rstrip("’'-")) if name else start
    about = _ABOUT.match(text, start, end)
    return about.end() if about else start


def _past_outlet(text: str, start: int, end: int) -> int | None:
    """Where the name of an outlet ends that begins at `start`."""
    capitalised = _CAPITALISED.match(text, start, end)
    ends = (
        [word.end() for word in _WORD.finditer(text, *capitalised.span()) if word.group().endswith(_PRESS)]
        if capitalised
        else []
    )
    if ends:
        return ends[-1]
    word = _WORD.match(text, start, end)
    return word.end() if word and word.group() in _ACRONYMS else None


def _holds(text: str, start: int, end: int, cues: Iterable[str]) -> bool:
    """Whether one of these stands in `text[start:end]`: to ask first takes a tenth of the time."""
    return any(map(text[start:end].__contains__, cues))
