"""Routing: what the words beside a mention of forces say of it: whose they are, from where and to where."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from extractor.flow import Segments, once
from extractor.naming import names_of, surname
from extractor.nations import Mention, nations_in, nations_of
from extractor.stripping import is_personal, strip_title

_NAME = r"(?:(?:[A-Z]\.){2,}|[A-Z][\w\u2019'-]+)"
_NAMES = rf"{_NAME}(?:\s{_NAME})*"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
_COMMON = (
    r"(?:borders?|regions?|coast|front|flank|areas?|frontier|islands?|bases?|city|capital|province|peninsula|chain|"
    r"archipelago|sea|valley|district|oblast|governorate)"
)
_WHICH = (
    r"(?:the\s|its\s|their\s|his\s)?"
    r"(?:(?:[a-z-]+ern|other|nearby|neighbou?ring|allied|city|town|port|[a-z]+ern\spart)\s(?:of\s)?){0,2}"
)
_PLACE = re.compile(
    rf"{_WHICH}(?:{_NAMES}(?:\sof\s{_NAMES})?(?:\s{_COMMON})?(?:\s(?:in|with|of)\s(?:the\s)?(?!{_MONTH}){_NAMES}(?:\s{_COMMON})?)?|"
    rf"{_COMMON}(?:\s(?:with|of|in)\s(?:the\s)?{_NAMES})?|country)"
)
_NEXT = re.compile(r",\s(?!and\b|the\s)")
_LAST = re.compile(r",?\sand\s(?:(?:in|to)\s)?")
_WITHIN = re.compile(rf",\s{_NAMES}")
_ENDS = re.compile(r"[,.;]|\s*\Z")
_FROM = re.compile(r"\b(?:from|based\sin|stationed\s(?:in|at)|out\sof)\s")
_AGAINST = ("threat ", "threats ", "attack ", "attacks ", "protest ", "pressure ", "aggression ", "support ")
"""Words before `from` where it names no place that forces come from."""
_TO = re.compile(
    r"(?:(?<=left )|(?<=leave )|(?<=leaving )|(?<=departed )|(?<=headed )|(?<=heading )|(?<=bound ))for\s|"
    r"\b(?:to|into|in|near|at|along|across|towards?|around|throughout|on|onto|inside|within|through)\s"
    r"(?:and around\s|or near\s)?"
)
_NO_PLACE = frozenset(
    """January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday Jan Feb Aug Sept Oct Nov Dec Congress President Operation Twitter Facebook Mr Mrs
    Ms""".split()
)
_BODIES = frozenset(
    "Army Navy Guard Force Forces Corps Command Fleet Division Brigade Regiment Battalion Squadron Wing".split()
)
"""Words that end the name of a body of forces."""
_BASED = re.compile(r"\b([A-Z]\w+)-based\b")
_LEAVING = re.compile(r"\b(?:leaves?|leaving|left|quit|exit|exiting)\s")
_STOOD = re.compile(r"\s(?:stationed\s|based\s|deployed\s)?(?:in|at)\s")
_STOP = re.compile(
    r",\s(?:[a-z]+ing\b|according|as\b|amid|while|after|which|who|but|said|says)|"
    r"\s(?:amid|after|because|while|although|if|unless|in\sresponse|in\sorder|according|due|as)\s|[;\u2014\u2013]"
)
_AWAY = frozenset(
    """to in from near into at with of against over along between about and on by draw invade attack reassure help aid
    threaten annex lure""".split()
)
"""Words after which a state is a place, or what something is done to."""
_OF_FORCES = re.compile(
    r"(?:\s[\w-]+){0,2}\s(?:troops?|soldiers?|forces?|personnel|military|marines|army|navy|reinforcements)\b"
)
_ALLIANCES = frozenset({"NATO", "European Union", "United Nations", "African Union"})
_ACRONYM = 4
"""Longest name that stands in capitals outside of headlines as well."""
_REACH = 60
"""Characters that may stand between an owner and its forces."""
_MOST_LEADERS = 50
"""Leaders of an article that are looked for by their surnames: each costs a search of the whole text."""
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
    for match in _FROM.finditer(text, start, end):
        place = _place_at(text, match.end(), end)
        if place and not text.endswith(_AGAINST, start, match.start()):
            within = _WITHIN.match(text, place[1], end)
            return place[0], within.end() if within else place[1]
    left = (_LEAVING.search(text, start, end) or _STOOD.match(text, start, end)) if away else None
    return _place_at(text, left.end(), end) if left else None


def _goal(text: str, start: int, end: int, origin: tuple[int, int] | None) -> tuple[int, int] | None:
    """The first place, or list of places, that forces go to or stand at."""
    for match in _TO.finditer(text, start, end):
        inside = origin is not None and origin[0] - 12 <= match.start() < origin[1]
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
    if last and (place := _place_at(text, last.end(), end)):
        return first[0], place[1]
    within = _WITHIN.match(text, first[1], end)
    return first[0], within.end() if within and _ENDS.match(text, within.end(), end) else first[1]


def _place_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The place that is named right at `start`, without a possessive ending."""
    match = _PLACE.match(text, start, end)
    if match is None or match.group().split()[0] in _NO_PLACE or match.group().split()[-1] in _BODIES:
        return None
    return start, start + len(re.sub(r"[\u2019']s?$", "", match.group()))


class _States(NamedTuple):
    """Where an article names states, both lists in reading order."""

    acting: tuple[Mention, ...]
    """Where they are named otherwise than as places, or by their leaders."""
    armed: tuple[Mention, ...]
    """Where their forces are spoken of."""
    first: dict[str, Mention]
    """Each nation to where it is named first."""


def find_force(segments: Segments, start: int, end: int) -> Mention | None:
    """The nation in a mention, else its owner, the last state that acts, or the last with forces."""
    states, sentence = _states(segments), segments.sentence_at(start)
    inside = nations_in(segments, start, end)[:1]
    near = nations_in(segments, max(sentence.start, start - 2 * _REACH), start)
    owner = next((one for one in reversed(near) if _owns(segments.text, one, start)), None)
    acting = _last_before(states.acting, start)
    acting = acting if acting and acting.start >= sentence.start else None
    if acting and not nations_in(segments, acting.start, acting.end):
        # A leader's name: the word for the nation stands elsewhere.
        acting = states.first[acting.nation]
    return next(iter(inside), None) or owner or acting or _last_before(states.armed, start) or _behind(segments, end)


@once
def _states(segments: Segments) -> _States:
    named, leading = nations_of(segments), _leading(segments)
    return _States(
        tuple(mention for mention in sorted((*named, *leading)) if _acts(segments, mention)),
        tuple(mention for mention in named if _OF_FORCES.match(segments.text, mention.end)),
        {mention.nation: mention for mention in reversed(named)},
    )


def _last_before(mentions: tuple[Mention, ...], offset: int) -> Mention | None:
    """The last mention that begins before `offset`."""
    at = bisect_left(mentions, offset, key=lambda mention: mention.start)
    return mentions[at - 1] if at else None


def _behind(segments: Segments, end: int) -> Mention | None:
    """The nation right behind a mention, where the words say that the forces are its."""
    close = nations_in(segments, end, min(end + _REACH, segments.sentence_at(end - 1).end))[:1]
    return next((one for one in close if _comes_from(segments.text[end : one.start])), None)


def _comes_from(between: str) -> bool:
    """Whether what follows says whose forces they are: `jets from the Vermont Air National Guard`."""
    return re.fullmatch(r"\s(?:from|of)\s(?:the\s)?(?:[A-Z]\w+\s)?", between) is not None


def _owns(text: str, mention: Mention, start: int) -> bool:
    """Whether a nation's forces are meant by its possessive right before them."""
    between = text[mention.end : start]
    return between[:2] in {"\u2019s", "'s"} and len(between) < _REACH and not re.search(r"[,;:]|\bto\b", between)


def _leading(segments: Segments) -> tuple[Mention, ...]:
    """Where a text names people whom it gives a nation's office (`Russian President Vladimir Putin`, then `Putin`)."""
    text = segments.text
    leaders: dict[str, str] = {}
    for run in names_of(segments).runs:
        name = strip_title(run.group())
        start, end = run.start(), run.end() - len(name)
        if start < end and is_personal(name) and (title := nations_in(segments, start, end)):
            leaders.setdefault(surname(name), title[-1].nation)
    named = (
        Mention(start, start + len(last), nation, metonym=True)
        for last, nation in islice(leaders.items(), _MOST_LEADERS)
        for start in _places_of(last, text)
    )
    return tuple(sorted(named))


def _places_of(word: str, text: str) -> Iterator[int]:
    """Yield where `word` stands in `text` by itself; a pattern for each word would have to be compiled."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        alone = _parts(text, start) and _parts(text, end)
        if alone:
            yield start
        start = text.find(word, end if alone else start + 1)


def _parts(text: str, at: int) -> bool:
    """Whether a word begins or ends at an offset."""
    before, after = text[at - 1 : at], text[at : at + 1]
    return (before.isalnum() or before == "_") != (after.isalnum() or after == "_")


def _acts(segments: Segments, mention: Mention) -> bool:
    """Whether a state is named otherwise than as a place, or as what something is done to."""
    before = segments.text[max(0, mention.start - 24) : mention.start].split()
    word = before[-2:-1] if before[-1:] == ["the"] else before[-1:]
    return not (
        (word and word[0] in _AWAY)
        or mention.nation in _ALLIANCES
        or (len(mention.nation) > _ACRONYM and segments.text[mention.start : mention.end] == mention.nation.upper())
    )
