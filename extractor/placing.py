"""Placing: where the words for a place end, by names (`Tapa in Estonia`) or by a noun (`the border with Sweden`)."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re

MONTHS = tuple("January February March April May June July August September October November December".split())
_NAMES = re.compile(r"(?:(?(1)\s(?:(?:de|del|da|du|la|el|al)\s)?)()(?:(?:[A-Z]\.){2,}|[A-Z][\w\u2019'-]+))+")
_IN = re.compile(r"\s(?:in|with|of)\s(?:the\s)?")
_MOST_NAMES = 3
"""Names of one place, each within the next one."""
_FRONT = re.compile(r"([a-z-]+)\s(part\s)?(?:of\s)?")
_ARTICLES = frozenset("the its their his our".split())
_SIDES = frozenset(
    """other key several strategic major many various nearby neighbouring neighboring allied city town port restive
    troubled volatile disputed""".split()
)
_MOST_SIDES = 2
_NOUN = re.compile(r"(\w+)(?:\s(\w+))?")
_NOUNS = frozenset(
    """border borders region regions coast front flank area areas frontier island islands base bases city cities towns
    villages capital province provinces peninsula chain archipelago sea valley district oblast governorate waters
    corridor positions territory soil mainland airport airfield port camp camps outpost outposts streets skies
    airspace nation enclave""".split()
)
_BORDERS, _ZONES = ("border", "borders"), frozenset("region regions area areas district districts zone zones".split())
_BRANCHES, _BASES = frozenset("air naval army military".split()), ("base", "bases")
_PAIRS = frozenset((("international", "airport"), ("air", "field")))
_TOWN = frozenset(("city", "town"))
_COUNTRIES = ("country", "countries")
_OF = re.compile(r"\s([a-z]+)\s(?:the\s)?(?:[a-z]+ern\s)?(?:(?:[a-z]+\s)?([a-z]+)\sof\s)?(?=[A-Z])")
"""What stands between a noun and the name of what it is of (`the border with the eastern city of`)."""
_WITH = frozenset("with of in off".split())
_TOWNS = (None, "town", "city", "region", "province", "port")


def past_place(text: str, start: int, end: int) -> int | None:
    """Where the words for a place end that begin at `start`; nothing where they name none."""
    fronts = _fronts(text, start, end)
    ends = (_past_names(text, at, end) or _past_noun_of(text, at, end) for at in reversed(fronts))
    return next(filter(None, ends), None)


def past_names(text: str, start: int, end: int) -> int | None:
    """Where a row of names ends that begins at `start`."""
    names = _NAMES.match(text, start, end)
    return names.end() if names else None


def _fronts(text: str, start: int, end: int) -> list[int]:
    """Behind the article, and behind each word for a side or kind (`the eastern part of`, `several cities`)."""
    word = _FRONT.match(text, start, end)
    if word and word[1] in _ARTICLES:
        start = word.end(1) + 1
        word = _FRONT.match(text, start, end)
    fronts = [start]
    while word and _is_side(word) and len(fronts) <= _MOST_SIDES:
        fronts.append(word.end())
        word = _FRONT.match(text, word.end(), end)
    return fronts


def _is_side(word: re.Match[str]) -> bool:
    if word[2]:
        return word[1].endswith("ern") and "-" not in word[1]
    torn = "-" in word[1].strip("-")  # `the war-torn city of`
    return word[1].endswith(("ern", "ernmost")) or word[1] in _SIDES or torn


def _past_names(text: str, start: int, end: int) -> int | None:
    """Where names end that begin at `start`, each in the next one, nouns included (`Tapa base in Estonia`)."""
    past = past_names(text, start, end)
    if past is None:
        return None
    for _ in range(1, _MOST_NAMES):
        past = _with_noun(text, past, end)
        within = _IN.match(text, past, end)
        following = past_names(text, within.end(), end) if within else None
        if within is None or following is None or _is_month(text, within.end()):
            return past
        past = following
    return _with_noun(text, past, end)


def _with_noun(text: str, start: int, end: int) -> int:
    """Behind the noun that follows a name, if one does."""
    past = _past_noun(text, start + 1, end) if text[start : start + 1].isspace() else None
    if past is None:
        return start
    town = _NOUN.match(text, past + 1, end) if text[past : past + 1].isspace() else None
    return town.end(1) if town and town[1] in _TOWN else past


def _is_month(text: str, start: int) -> bool:
    word = _NOUN.match(text, start)
    return word is not None and word[1] in MONTHS


def _past_noun_of(text: str, start: int, end: int) -> int | None:
    """Where a noun for a place ends that begins at `start`, with the name of what it is of."""
    past = _past_noun(text, start, end)
    if past is None:
        found = (word for word in _COUNTRIES if text.startswith(word, start, end))
        return next((start + len(word) for word in found), None)
    of = _OF.match(text, past, end)
    named = of is not None and of[1] in _WITH and of[2] in _TOWNS
    return (past_names(text, of.end(), end) if of and named else None) or past


def _past_noun(text: str, start: int, end: int) -> int | None:
    """Where a noun for a place ends that begins at `start`."""
    noun = _NOUN.match(text, start, end)
    if noun is None:
        return None
    if noun.groups() in _PAIRS:
        return noun.end()
    if noun[1] in _BRANCHES:
        return noun.end() if noun[2] in _BASES else None
    if noun[1] in _BORDERS and noun[2] in _ZONES:
        return noun.end()
    return noun.end(1) if noun[1] in _NOUNS else None
