"""Bodies of troops: mentions of people, formations and matériel, found in code so that a model only points at them.

A mention is a candidate, no record: whether it is a deployment, and whose, is decided later. Counted people, named
formations, matériel and people without a count are each a mention; of those that overlap the first named here stands.
"""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from extractor.counting import OPENERS, count_before, find_counted
from extractor.flow import Body
from extractor.forces import BARE, FORMATIONS, HARDWARE, NAMED, PEOPLE, PLAIN, THINGS, find_types
from extractor.heads import in_plain, in_small
from extractor.strengths import find_strong

_OPENING = frozenset(
    """
    troops soldier soldiers forces special personnel service servicemen marines sailor sailors airmen airwomen
    paratrooper paratroopers commando commandos reservist reservists guardsmen guardswomen guardmembers guard army navy
    corps peacekeeper peacekeepers military fighters combatants conscripts militaries armies navies contingent
    contingents garrison garrisons reinforcement reinforcements
    """.split()
)
"""How people begin who open a sentence, and so have a capital, which `PLAIN` takes for a name's."""
_ARMS = frozenset(("military", "army", "navy", "corps", "guard"))
"""Those of them that are people only with their members."""
_COUNTING = frozenset(
    """a an the its their another extra additional more several one two three four five six seven eight nine ten eleven
    twelve""".split()
)
_POINTING = frozenset("a an the its their another".split())
_NO_ADJECTIVES = frozenset(
    """of in from and or with to for by at on is was are were has had that which who as fire said says include
    includes including forces troops soldiers""".split()
)
_BRANCHES = frozenset("mountain alpine parachute reconnaissance engineer logistics light heavy amphibious".split())
_WORDS = 4
"""Words before a formation without a name that may belong to it: `two more infantry brigades`."""
_PREFIXES = frozenset("HMS USS USNS HMAS HMCS HMNZS HNLMS HDMS HNoMS HSwMS INS TCG KRI BRP PNS ROKS RFA ORP".split())
_SHIP = re.compile(r"(\w+)\s[A-Z][\w.'-]*(?<!\.)(?:\s[A-Z][\w'-]*(?:\.(?=\s?[A-Z])(?:[A-Z]\.)*)?){0,3}")
"""A ship by its name, where the first word is one of `_PREFIXES`."""
_WORD = re.compile(r"\w+")
_LONGEST = 16
"""Characters before a mention that are looked at."""
_DAY, _YEAR = 2, 4
"""Figures that a date is written in."""
_BEFORE = re.compile(r"\b(\w+\.?)\s\Z")
_OPENERS = {
    "number": OPENERS,
    "people": PEOPLE.openers,
    "formation": FORMATIONS.openers,
    "bare": BARE.openers,
    "thing": HARDWARE.openers,
    "ship": frozenset(map(str.lower, _PREFIXES)),
}
"""First words of what is a mention or counts one, in small letters."""
_DATES = frozenset(
    """
    jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov
    november dec december in since until by
    """.split()
)
_ARTICLES = frozenset("The A An Its Their This".split())
_BUSINESSES = frozenset("company companies corps headquarters wing wings".split())
_ONE = frozenset("soldier sailor paratrooper reservist peacekeeper conscript".split())
_SERVICES = ("guard", "army", "navy", "corps", "service")
_FORCES = frozenset("army navy force forces guard corps military regiment battalion brigade division".split())
_UNITS = (" unit", " units")
_FAR = 50
"""Characters behind members in which the name of their force stands."""
_DEPLOYED = frozenset(
    """
    deploy deploys deployed deploying mobilised mobilized mobilising mobilizing activated activating
    """.split()
)
"""Verbs whose object are members of a force, where it is not said of what (`the Guard deployed 150 members`)."""


def _by_word() -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, words in _OPENERS.items():
        for word in words:
            kinds.setdefault(word, []).append(kind)
    return kinds


_OPENED = _by_word()


def find_bodies(text: str, start: int, end: int) -> list[Body]:
    """Find the mentions in one sentence, `text[start:end]`, in reading order and without overlap."""
    text, small = in_plain(text), in_small(text)
    openers = _openers(small, start, end)
    return _without_overlap(
        [
            *_counted(small, openers["number"], start, end),
            *find_strong(small, start, end),
            *_named(text, openers["formation"], start, end),
            *_ships(text, openers["ship"], start, end),
            *_bare_units(small, openers["bare"], start, end),
            *_things(text, openers, start, end),
            *_plain(text, openers["people"], start, end),
            *_opening(small, text[start:end], start),
        ]
    )


def _openers(small: str, start: int, end: int) -> Mapping[str, list[int]]:
    """Where the words of a sentence stand that numbers and nouns may begin with."""
    openers: dict[str, list[int]] = {kind: [] for kind in _OPENERS}
    for word in _WORD.finditer(small, start, end):
        if kinds := _OPENED.get(word[0]):
            for kind in kinds:
                openers[kind].append(word.start())
        elif word[0][0].isdecimal():
            openers["number"].append(word.start())
    return openers


def _counted(small: str, openers: list[int], start: int, end: int) -> Iterator[Body]:
    for first, stop in find_counted(small, openers, start, end):
        # `Two troop deployments` are no two people.
        people = not small.endswith(" troop", first, stop) and _is_body(small, start, first, stop)
        if people or (small.endswith(" members", first, stop) and _are_served(small, stop, end)):
            yield Body(first, _past_share(small, stop, end), "people")


def _named(text: str, openers: list[int], start: int, end: int) -> Iterator[Body]:
    for first, stop in NAMED.find(text, openers, start, end):
        if _is_body(text, start, first, stop):
            yield Body(_from_branch(text, start, first), stop, "units")


def _ships(text: str, openers: list[int], start: int, end: int) -> Iterator[Body]:
    for opener in openers:
        ship = _SHIP.match(text, opener, end) if opener >= start else None
        if ship and ship[1] in _PREFIXES:
            start = ship.end()
            yield Body(opener, start, "equipment")


def _things(text: str, openers: Mapping[str, list[int]], start: int, end: int) -> Iterator[Body]:
    """Yield matériel with its number."""
    low = start
    for at, stop in THINGS.find(text, sorted(openers["thing"] + find_types(text, start, end)), start, end):
        first = count_before(text, openers["number"], at, low)
        low = stop
        if _is_body(text, start, first, stop):
            yield Body(first, stop, "equipment")


def _plain(text: str, openers: list[int], start: int, end: int) -> Iterator[Body]:
    for first, stop in PLAIN.find(text, openers, start, end):
        if _is_body(text, start, first, stop):
            yield Body(first, stop, "people")


def _is_body(text: str, start: int, first: int, stop: int) -> bool:
    """Whether `text[first:stop]` is no year or day of a date, no business, not one man and no members of anything."""
    words = text[first:stop].split()
    if len(words) > 1 and _is_day(words[0]) and _word_before(text, start, first).removesuffix(".") in _DATES:
        return False
    if words[-1] in _ONE:
        return not all(word.isascii() and word.isalpha() and word.islower() for word in words)
    if words[-1] in _BUSINESSES:
        return not (len(words) == 2 and words[0] in _ARTICLES)  # noqa: PLR2004
    if words[-1].lower() == "members" and not words[-2].lower().endswith(_SERVICES):
        return _word_before(text, start, first) in _DEPLOYED
    return True


def _are_served(small: str, stop: int, end: int) -> bool:
    """Whether members are of a force whose name follows (`350 members of the Chilean army`)."""
    following = small[stop : min(end, stop + _FAR)].split()
    return following[:1] == ["of"] and not _FORCES.isdisjoint(word.rstrip(",.") for word in following)


def _is_day(word: str) -> bool:
    return word.isdecimal() and (len(word) <= _DAY or (len(word) == _YEAR and word.startswith(("19", "20"))))


def _word_before(text: str, start: int, at: int) -> str:
    """Return the word that one space parts from what begins at `at`, with its full stop."""
    word = _BEFORE.search(text, max(start, at - _LONGEST), at)
    return word[1] if word else ""


def _opening(small: str, sentence: str, start: int) -> Iterator[Body]:
    """Yield the people who open a sentence, if it begins with them."""
    first = _WORD.match(small, start)
    if first and first.group() in _OPENING:
        begun = small[start] + sentence[1:]
        stop = PLAIN.end(begun, 0, len(begun))
        if stop and (first.group() not in _ARMS or " " in begun[:stop]):
            yield Body(start, start + stop, "people")


def _bare_units(small: str, openers: list[int], start: int, end: int) -> Iterator[Body]:
    """Yield formations without a name that are counted or pointed at: `two divisions`, `an extra battalion`."""
    low = start
    for opener in openers:
        stop = BARE.end(small, opener, end) if opener >= low else None
        if stop:
            low = stop
            first = _counting(small, start, opener)
            if small.endswith(_UNITS, opener, stop) and first is None:
                first = opener
            if first is not None:
                yield Body(first, stop, "units")


def _counting(small: str, start: int, at: int) -> int | None:
    """Where the first word stands that counts or points at what begins at `at`, a few words before it."""
    first: int | None = None
    for _ in range(_WORDS):
        before = small.rfind(" ", start, max(start, at - 1)) + 1 or start
        word = small[before:at].strip()
        counts = word in _COUNTING or (word.isdecimal() and len(word) < _WORDS)
        first = before if counts else first
        # No word before an article is the formation's: `the premier sent a brigade`.
        if (
            before == start
            or word in _POINTING
            or not (counts or (word not in _NO_ADJECTIVES and word.replace("-", "").isalpha()))
        ):
            break
        at = before
    return first


def _from_branch(text: str, start: int, at: int) -> int:
    """Where the words for a formation begin, with that before it for what it is trained for (`mountain infantry`)."""
    before = text.rfind(" ", start, max(start, at - 1)) + 1
    return before if before > start and text[before : at - 1] in _BRANCHES else at


def _past_share(small: str, at: int, end: int) -> int:
    """Where a count of others (`900 of the 1,200`) ends with the people whom it counts, a few words behind it."""
    stop = at
    if not small[at - 1].isdigit():
        return stop
    for _ in range(_WORDS):
        at += small[at:end].startswith(" ")
        if people := PLAIN.end(small, at, end):
            return people
        at = small.find(" ", at, end)
        if at < 0:
            break
    return stop


def _without_overlap(bodies: list[Body]) -> list[Body]:
    """Keep each body that overlaps none listed before it; the result is in reading order."""
    if len(bodies) <= 1:
        return bodies
    kept: list[Body] = []
    for body in bodies:
        at = bisect_left(kept, body.start, key=lambda other: other.start)
        if (at == 0 or kept[at - 1].end <= body.start) and (at == len(kept) or body.end <= kept[at].start):
            kept.insert(at, body)
    return kept
