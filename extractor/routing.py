"""Routing: what the words beside a mention of forces say of where they come from and go to or stand."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from typing import NamedTuple

from extractor.deeds import forms_of_deeds
from extractor.nations import canonical_nation

_NAME = r"(?:(?:[A-Z]\.){2,}|[A-Z][\w\u2019'-]+)"
_NAMES = rf"{_NAME}(?:\s(?:(?:de|del|da|du|la|el|al)\s)?{_NAME})*"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
_COMMON = (
    r"(?:borders?(?:\s(?:regions?|areas?|districts?|zones?))?|regions?|coast|front|flank|areas?|frontier|islands?|"
    r"(?:air\s|naval\s|army\s|military\s)?bases?|"
    r"city|cities|towns|villages|capital|provinces?|peninsula|chain|archipelago|sea|valley|district|oblast|governorate|"
    r"waters|corridor|positions|territory|soil|mainland|airport|airfield|port|camps?|outposts?|streets)\b"
)
_WHICH = (
    r"(?:the\s|its\s|their\s|his\s|our\s)?"
    r"(?:(?:[a-z-]+ern|other|key|several|strategic|major|many|various|nearby|neighbou?ring|allied|city|town|port|"
    r"[a-z]+ern\spart)\s(?:of\s)?){0,2}"
)
_PLACE = re.compile(
    rf"{_WHICH}(?:(?:(?(1)\s(?:in|with|of)\s(?:the\s)?(?!{_MONTH}))(){_NAMES}(?:\s{_COMMON})?){{1,3}}|"
    rf"{_COMMON}(?:\s(?:with|of|in|off)\s(?:the\s)?(?:[a-z]+ern\s)?(?:(?:[a-z]+\s)?(?:town|city|region|province|port)\sof\s)?{_NAMES})?|country|countries)"
)
_NEXT = re.compile(r",\s(?!and\b|the\s)")
_LAST = re.compile(r",?\sand\s(?:(?:in|to)\s)?")
_VERB = re.compile(
    r"\s(?:also\s)?(?:will|would|has|have|had|is|are|was|were|said|says|sent|sends|deployed|pledged|plans)\b"
)
"""What stands behind a state that acts, and is no further place (`to Poland, and Canada will send`)."""
_WITHIN = re.compile(rf",\s{_NAMES}")
_ENDS = re.compile(r"[,.;]|\s*\Z")
_HELD = re.compile(
    r"[,.;)]|\s(?:to|into|in|on|at|for|and|or|this|last|next|early|late|as|by|with|who|that|before|after)\b|\s*\Z"
)
"""What follows a place that another is in, and not a state that acts."""
_FROM = re.compile(
    r"\b(?:from|based\sin|stationed\s(?:in|at)|out\sof|(?:left|leaves?|leaving|depart(?:s|ed|ing)?)\s(?:their|its)\s"
    r"(?:home\s)?(?:bases?|port|barracks)\s(?:in|at|near))\s"
)
_AIM = re.compile(
    r"\sto\s(?!(?:the|its|their|his|our|an?|nearby|neighbou?ring|other|allied|bases?|positions|camps?|home|be)\b)"
    r"(?![a-z]+ern\s)([a-z]+)\s"
)
"""Where words begin that say what forces are for: what is from somewhere there is not they."""
_AGAINST = (
    "threat ",
    "threats ",
    "attack ",
    "attacks ",
    "protest ",
    "pressure ",
    "aggression ",
    "support ",
    "mainly ",
    "mostly ",
    "largely ",
)
"""Words before `from` where it names no place that forces come from."""
_TO = re.compile(
    r"(?:(?<=left |sail )|(?<=leave |bound )|(?<=headed |sailed )|(?<=leaving |heading |sailing |set off |set out )|"
    r"(?<=departed )|(?<=departing ))for\s|(?:(?<=enter|reach)|(?<=enters)|(?<=entered|reached)|(?<=entering))\s|"
    r"\boff\s(?:the\scoast\sof\s)?|"
    r"\b(?:to|into|in|near|at|along|across|towards?|around|throughout|on|onto|inside|within|through)\s"
    r"(?:and around\s|or near\s)?"
)
_AT = ("on ", "in ", "at ", "near ", "along ", "around ")
_NO_PLACE = frozenset(
    """January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday Jan Feb Aug Sept Oct Nov Dec Congress President Operation Operations Exercise
    Resolution Twitter Facebook Mr Mrs Ms""".split()
)
_BODIES = frozenset(
    """Army Navy Guard Force Forces Corps Command Fleet Division Brigade Regiment Battalion Squadron Wing Exercise
    Mission Operation Initiative Coalition Lt Gen Group Battlegroup Unit Team Detachment Legion Contingent""".split()
)
"""Words that end the name of a body of forces or of what it does."""
_BASED = re.compile(r"\b([A-Z]\w+)-based\b")
_ENTERPRISE = re.compile(
    r"-(?:led|backed|based)\b|(?:[’']s)?\s(?:peacekeeping\s|training\s|military\s|combat\s|[a-z]+-led\s)?"
    r"(?:missions?|operations?|coalition|campaign|force|alliance)\b"
)
"""Words behind a name that is of an enterprise and of no place (`the European Union mission`)."""
_NUMBERED = re.compile(r"['\u2019]s \d")
"""Behind the name of whom a numbered formation is."""
_LEAVING = re.compile(r"\b(?:leaves?|leaving|left|quit|exit|exiting|vacat(?:es?|ed|ing))\s")
_STOOD = re.compile(r"\s(?:stationed\s|based\s|deployed\s)?(?:in|at)\s")
_STOP = re.compile(
    r",\s(?:[a-z]+ing\b|according|as\b|amid|while|after|which|who|but|said|says)|"
    r"\s(?:amid|after|because|while|although|if|unless|in\sresponse|in\sorder|according|due|as)\s|[;\u2014\u2013]"
)
_SHORT = 2
"""Words of the name of a part of a state, at most (`North Carolina`)."""
_CLAUSE = 400
"""Characters behind a mention, or its deed, that are searched for places."""


class Route(NamedTuple):
    """Where forces come from and go to or stand: offsets of the words, nothing where nothing is said."""

    origin: tuple[int, int] | None
    destination: tuple[int, int] | None


def find_route(text: str, mention: tuple[int, int], deed: int, end: int, *, away: bool) -> Route:
    """Find the places that the words behind a mention name, up to `end`.

    What its deed, which ends at `deed`, takes it to stands behind both. With `away`, what forces leave is where they
    come from.
    """
    based = _BASED.search(text, *mention)
    origin = based.span(1) if based else _origin(text, mention[1], _stop(text, mention[1], end), away=away)
    start = deed if mention[1] <= deed <= end else mention[1]
    goal = _goal(text, start, _stop(text, start, end), origin)
    if (
        away
        and goal
        and (text[goal[0] - 3 : goal[0]] != "to " or (origin and text[slice(*origin)] in text[slice(*goal)]))
    ):
        goal = None
    return Route(origin, goal)


def _stop(text: str, start: int, end: int) -> int:
    """Where another clause begins in `text[start:end]`, or as far as its places are looked for."""
    if end - start > _CLAUSE:
        end = max(start, text.rfind(" ", start, start + _CLAUSE))
    stop = _STOP.search(text, start, end)
    return stop.start() if stop else end


def _origin(text: str, start: int, end: int, *, away: bool) -> tuple[int, int] | None:
    """Where forces come from; an own part of it may follow (`Fort Bragg, North Carolina`)."""
    aims = (aim.start() for aim in _AIM.finditer(text, start, end) if aim[1] not in forms_of_deeds())
    for match in _FROM.finditer(text, start, next(aims, end)):
        place = _place_at(text, match.end(), end)
        if place and not text.endswith(_AGAINST, start, match.start()):
            within = _WITHIN.match(text, place[1], end)
            held = within and (_is_part(within.group()[2:]) or _HELD.match(text, within.end(), end))
            return place[0], within.end() if within and held else place[1]
    left = (_LEAVING.search(text, start, end) or _STOOD.match(text, start, end)) if away else None
    return _place_at(text, left.end(), end) if left else None


def _is_part(name: str) -> bool:
    """Whether a name behind that of a place may be of what holds it, whatever follows: no state's, no person's."""
    return len(name.split()) <= _SHORT and canonical_nation(name) is None


def _goal(text: str, start: int, end: int, origin: tuple[int, int] | None) -> tuple[int, int] | None:
    """The first place, or list of places, that forces go to or stand at."""
    for match in _TO.finditer(text, start, end):
        # `from Split on the Dalmatian coast` goes on about where they come from.
        inside = origin is not None and (
            origin[0] - 12 <= match.start() < origin[1]
            or (match.start() == origin[1] + 1 and match.group().startswith(_AT))
        )
        if not inside and (places := _places_at(text, match.end(), end)):
            return places
    return None


def _places_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A place, with those that are listed behind it (`Poland, Romania and Germany`) or hold it (`Tapa, Estonia`)."""
    first = _place_at(text, start, end)
    if first is None:
        return None
    at = first[1]
    while (comma := _NEXT.match(text, at, end)) and (place := _place_at(text, comma.end(), end)):
        at = place[1]
    last = _LAST.match(text, at, end)
    place = _place_at(text, last.end(), end) if last else None
    if last and place and not (at == first[1] and last.group()[0] == "," and _VERB.match(text, place[1], end)):
        return first[0], place[1]
    within = _WITHIN.match(text, first[1], end)
    held = within and _ENDS.match(text, within.end(), end) and within.group().split()[-1] not in _BODIES
    return first[0], within.end() if within and held else first[1]


def _place_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The place that is named right at `start`, without a possessive ending."""
    match = _PLACE.match(text, start, end)
    if match is None or match.group().split()[0] in _NO_PLACE or match.group().split()[-1] in _BODIES:
        return None
    if _ENTERPRISE.match(text, match.end(), end):
        return None
    if _NUMBERED.match(text, match.end() - 2, end) or _NUMBERED.match(text, match.end(), end):
        return None
    return start, start + len(re.sub(r"[\u2019']s?$", "", match.group()))
