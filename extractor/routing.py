"""Routing: what the words beside a mention of forces say of where they come from and go to or stand."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.deeds import LEAVING, forms_of_deeds
from extractor.nations import canonical_nation
from extractor.placing import MONTHS, past_names, past_place

_NEXT = re.compile(r",\s(?!and\b|the\s)")
_LAST = re.compile(r",?\sand\s(?:(?:in|to)\s)?")
_NEXT_WORD = re.compile(r"\s(?:also\s)?(\w+)")
_VERBS = frozenset("will would has have had is are was were said says sent sends deployed pledged plans".split())
"""What stands behind a state that acts, and is no further place (`to Poland, and Canada will send`)."""
_COMMA = re.compile(r",\s")
_ENDS = re.compile(r"[,.;]|\s*\Z")
_HELD = re.compile(r"[,.;)]|\s(\w+)|\s*\Z")
_HOLDING = frozenset("to into in on at for and or this last next early late as by with who that before after".split())
"""What follows a place that another is in, and not a state that acts."""
_FROM = re.compile(
    r"\b(?:from|based\sin|stationed\s(?:in|at)|out\sof|"
    r"([dl][a-z]+)\s(?:their|its)\s(?:home\s)?([bp][a-z]+)\s(?:in|at|near))\s"
)
_BASES = frozenset("base bases port barracks".split())
_AIM = re.compile(r"\sto\s([a-z]+)(?=\s)")
_NO_AIM = frozenset(
    """the its their his our a an nearby neighbouring neighboring other allied base bases position positions camps home
    be""".split()
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
_STEP = re.compile(r"\b(\w+)\s(?=(the\scoast\sof\s)?(and around\s|or near\s)?)")
_TO = frozenset(
    "to into in near at along across toward towards around throughout on onto inside within through".split()
)
_ENTERING = (
    "enter", "enters", "entered", "entering", "reach", "reached", "patrol", "patrols", "patrolling", "guarding",
)  # fmt: skip
_BOUND = (
    "left ", "sail ", "leave ", "bound ", "headed ", "sailed ", "leaving ", "heading ", "sailing ", "set off ",
    "set out ", "departed ", "departing ",
)  # fmt: skip
"""Words before `for` where it names what forces go to."""
_OWNED = ("'s", "\u2019s")
_HEADING = ("heading for ", "headed for ", "bound for ", "en route to ", "on their way to ", "on its way to ")
"""Words between what forces leave and where they go."""
_AT = ("on ", "in ", "at ", "near ", "along ", "around ")
_NO_PLACE = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday Jan Feb Aug Sept Oct Nov Dec Congress President
    Operation Operations Exercise Resolution Twitter Facebook Mr Mrs Ms""".split()
).union(MONTHS)
_BODIES = frozenset(
    """Army Navy Guard Force Forces Corps Command Fleet Division Brigade Regiment Battalion Squadron Wing Exercise
    Mission Operation Initiative Coalition Lt Gen Group Battlegroup Unit Team Detachment Legion Contingent""".split()
)
"""Words that end the name of a body of forces or of what it does."""
_BASED = re.compile(r"\b([A-Z]\w+)-based\b")
_BEHIND = re.compile(r"-(\w+)|(?:[’']s)?\s([a-z]+)(-led)?(?:\s([a-z]+))?")
_LED = frozenset("led backed based".split())
_ENTERPRISES = frozenset("mission missions operation operations coalition campaign force alliance".split())
_OF_ENTERPRISES = frozenset("peacekeeping training military combat".split())
"""Words behind a name that is of an enterprise and of no place (`the European Union mission`)."""
_NUMBERED = re.compile(r"['\u2019]s \d")
"""Behind the name of whom a numbered formation is."""
_LEFT = frozenset("leave leaves leaving left quit exit exiting vacate vacates vacated vacating".split())
_STOOD = r"\s(?:stationed\s|based\s|deployed\s)?(?:in|at)\s"
"""Compiled where forces go away from where they stood: that is rare."""
_STOP = re.compile(
    r",\s(?:[a-z]+ing\b|according|as\b|amid|while|after|which|who|but|said|says)|"
    r"\s(?:amid|after|because|while|although|if|unless|in\sresponse|in\sorder|according|due|as)\s|[;\u2014\u2013]"
)
_ARTICLES = ("a ", "an ")
_SITES = frozenset("base bases camp airport airfield port city island village town outpost garrison".split())
"""What is a place also where no name says which (`left a Kenyan army base`)."""
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
    stop = _stop(text, mention[1], end)
    origin = based.span(1) if based else _origin(text, mention[1], stop, away=away)
    if origin is None and stop < deed <= end:
        # What is done stands behind an aside that tells of something else.
        origin = _origin(text, text.rfind(" ", 0, deed) + 1, _stop(text, deed, end), away=away)
    start = deed if mention[1] <= deed <= end else mention[1]
    goal = _goal(text, start, _stop(text, start, end), origin)
    if (
        away
        and goal
        and (text[goal[0] - 3 : goal[0]] != "to " or (origin and text[slice(*origin)] in text[slice(*goal)]))
    ):
        goal = None
    return Route(origin, goal)


def find_bound(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where forces go that leave a place (`left Molde for Kenya`, `heading for Kenya`), if the words say."""
    for words, stop in (*((words, end) for words in _HEADING), (" for ", _stop(text, start, end))):
        at = text.find(words, start - 1, min(stop, start + _CLAUSE))
        if at >= 0 and (places := _places_at(text, at + len(words), end)):
            return places
    return None


def _stop(text: str, start: int, end: int) -> int:
    """Where another clause begins in `text[start:end]`, or as far as its places are looked for."""
    if end - start > _CLAUSE:
        end = max(start, text.rfind(" ", start, start + _CLAUSE))
    stop = _STOP.search(text, start, end)
    return stop.start() if stop else end


def _origin(text: str, start: int, end: int, *, away: bool) -> tuple[int, int] | None:
    """Where forces come from; an own part of it may follow (`Fort Bragg, North Carolina`)."""
    for match in _FROM.finditer(text, start, _aim(text, start, end)):
        if match[1] and not (match[1] in LEAVING and match[2] in _BASES):
            continue
        place = _place_at(text, match.end(), end)
        if place and not text.endswith(_AGAINST, start, match.start()):
            within = _within(text, place[1], end)
            held = within and (_is_part(text[slice(*within)]) or _is_held(text, within[1], end))
            return place[0], within[1] if within and held else place[1]
    left = _behind_leaving(text, start, end) if away else None
    return _place_at(text, left, end) if left else None


def _aim(text: str, start: int, end: int) -> int:
    """Where words begin that say what forces are for, or the end."""
    past = start
    for aim in _AIM.finditer(text, start, end):
        if aim.start() >= past and aim[1] not in _NO_AIM and not aim[1].endswith("ern"):
            if aim[1] not in forms_of_deeds():
                return aim.start()
            # `to deploy to help` is told as one.
            past = aim.end() + 1
    return end


def _behind_leaving(text: str, start: int, end: int) -> int | None:
    """Where the name of a place may begin that forces leave, or stood at."""
    left = next((step.end() for step in _STEP.finditer(text, start, end) if step[1] in _LEFT), None)
    stood = None if left else re.match(_STOOD, text[start:end])
    return start + stood.end() if stood else left


def _within(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name of what holds a place, behind a comma."""
    comma = _COMMA.match(text, start, end)
    past = past_names(text, comma.end(), end) if comma else None
    return (comma.end(), past) if comma and past else None


def _is_held(text: str, start: int, end: int) -> bool:
    """Whether what follows a name lets it be of what holds a place, and of no state that acts."""
    following = _HELD.match(text, start, end)
    return following is not None and (following[1] is None or following[1] in _HOLDING)


def _is_part(name: str) -> bool:
    """Whether a name behind that of a place may be of what holds it, whatever follows: no state's, no person's."""
    return len(name.split()) <= _SHORT and canonical_nation(name) is None


def _goal(text: str, start: int, end: int, origin: tuple[int, int] | None) -> tuple[int, int] | None:
    """The first place, or list of places, that forces go to or stand at."""
    for first, past in _steps(text, start, end):
        # `from Split on the Dalmatian coast` goes on about where they come from.
        inside = origin is not None and (
            origin[0] - 12 <= first < origin[1] or (first == origin[1] + 1 and text.startswith(_AT, first))
        )
        if not inside and (places := _places_at(text, past, end)):
            return places
    return None


def _steps(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the words begin and end that the name of a place follows which forces go to or stand at."""
    if text[start : start + 1].isspace() and text.endswith(_ENTERING, 0, start):
        yield start, start + 1
    past = start
    for step in _STEP.finditer(text, start, end):
        if step.start() < past:
            continue
        word, behind = step[1], step.end()
        if word in _TO:
            past = step.end(3) if step[3] and not step[2] else behind
            yield step.start(), past
        elif word == "off":
            yield step.start(), step.end(2) if step[2] else behind
        elif word in _ENTERING:
            yield behind - 1, behind
        elif word == "for" and text.endswith(_BOUND, 0, step.start()):
            yield step.start(), behind


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
    if last and place and not (at == first[1] and last.group()[0] == "," and _acts(text, place[1], end)):
        return first[0], place[1]
    within = _within(text, first[1], end)
    held = within and _ENDS.match(text, within[1], end) and text[slice(*within)].rsplit(maxsplit=1)[-1] not in _BODIES
    return first[0], within[1] if within and held else first[1]


def _acts(text: str, start: int, end: int) -> bool:
    """Whether what is named before an offset does something."""
    word = _NEXT_WORD.match(text, start, end)
    return word is not None and word[1] in _VERBS


def _place_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The place that is named right at `start`, without a possessive ending."""
    article = next((word for word in _ARTICLES if text.startswith(word, start, end)), "")
    start += len(article)
    past = past_place(text, start, end)
    words = text[start:past].split() if past else []
    if past is None or words[0] in _NO_PLACE or words[-1] in _BODIES or _is_of_enterprise(text, past, end):
        return None
    if _NUMBERED.match(text, past - 2, end) or _NUMBERED.match(text, past, end):
        return None
    if article and _SITES.isdisjoint(text[start:past].lower().split()):
        return None
    if text.endswith(_OWNED, start, past) and (part := _place_at(text, past + 1, end)):
        return start, part[1]
    named = re.sub(r"[\u2019']s?$", "", text[start:past])
    # `in Kenya Friday` names a place and a day.
    while named and (last := named.rsplit(maxsplit=1)[-1]) in _NO_PLACE:
        named = named.removesuffix(last).rstrip()
    return (start, start + len(named)) if named else None


def _is_of_enterprise(text: str, start: int, end: int) -> bool:
    """Whether words behind a name say that it is of an enterprise."""
    behind = _BEHIND.match(text, start, end)
    if behind is None:
        return False
    mark, word, led, noun = behind.groups()
    led_by = led is not None or word in _OF_ENTERPRISES
    return mark in _LED or word in _ENTERPRISES or (led_by and noun in _ENTERPRISES)
