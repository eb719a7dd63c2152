"""Numbers of people: from an article's words to bounds, and to nothing that the words do not say.

- A bound is the number itself: `more than 3,000` and `at least 3,000` are 3000-null, `fewer than 300` is null-300.
- `a dozen` is 12 and `a thousand` 1000; `dozens`, `a few hundred` and `most of the 2,000` have no bounds.
- Three digits after a point, an apostrophe or a space that does not break are a group (`100.000`), for people are no
  fractions; after a plain space only `000` is. `8-10,000` and `two to three thousand` share their thousand.
- What can be read in two ways has no bounds: `12 300`, `1,5 million`, `2,000 to 900`, `1,000 soldiers and 500 sailors`.
- Ordinals, years, dates, percentages, money, formations (`82 Airborne`), things and units are no counts of people.
"""

import re
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple

from extractor.heads import in_small
from extractor.modifiers import is_between, said_after, said_before
from extractor.numerals import WHOSE, Kind, Number, find_numbers
from schemas import Personnel

Head = Literal["people", "thing", "unknown", "bare"]

_REACH = 120

_PEOPLE = frozenset(
    """
    troops soldiers soldier forces personnel people persons individuals men women members marines sailors sailor
    airmen airwomen airman paratroopers paratrooper infantrymen artillerymen seamen mariners servicemen servicewomen
    servicemembers guardsmen guardswomen guards reservists reservist conscripts recruits cadets volunteers veterans
    contractors advisers advisors trainers instructors mentors specialists experts engineers medics pilots aviators
    aircrew crew crewmen crewmembers operators operatives officers commandos rangers berets helmets peacekeepers
    gendarmes police policemen fighters militants militiamen mercenaries legionnaires gurkhas rebels insurgents gunmen
    combatants warfighters reinforcements civilians employees americans canadians russians ukrainians britons germans
    poles turks kurds iraqis israelis afghans syrians
    """.split()  # noqa: SIM905
)
_THINGS = frozenset(
    """
    unit units brigade brigades battalion battalions division divisions company companies squadron squadrons regiment
    regiments corps group groups team teams platoon platoons battery batteries detachment detachments headquarters
    fleet fleets wing wings formation formations carrier carriers tank tanks ship ships warship warships vessel
    vessels boat boats aircraft airplanes jet jets plane planes helicopter helicopters bombers missile missiles rocket
    rockets vehicle vehicles launcher launchers drone drones gun guns howitzer howitzers round rounds shell shells
    system systems weapon weapons truck trucks submarine submarines destroyer destroyers frigate frigates artillery
    percent per mile miles kilometer kilometers kilometre kilometres km meters metres feet yards tons tonnes second
    seconds minute minutes hour hours day days week weeks month months year years decade decades times a.m p.m am pm
    gmt dollars euros pounds rubles roubles country countries nation nations state states base bases site sites place
    places point points location locations camp camps city cities thirds quarters sorties flights shipments exercises
    wars attacks
    """.split()  # noqa: SIM905
)
_BREAKS = frozenset(
    """
    of from in at to on onto for near with without under by along into across inside outside against during after
    before since who whom whose which that will would could may might can must should are is were was be been being
    have has had do did not already currently now still stationed based deployed sent moved arrived headed heading
    going moving as if when while than then there here but so because until via including include
    """.split()  # noqa: SIM905
)
_QUOTING = frozenset("\"'\u2018\u2019\u201c\u201d")
_HYPHENED = frozenset(
    """
    strong man men woman member person people troop soldier marine sailor airman guard officer
    """.split()  # noqa: SIM905
)
_OF = frozenset(["of"])
_WHOLE = WHOSE | {"", "a", "an"}
"""Words between a count and what it is a part of, with `of` or not."""
_BEFORE_LAST = frozenset(["", "about", "around", "roughly", "some", "nearly", "almost", "as many as"])
"""Words between `to` and the last number of a range."""
_DASH = re.compile(r"\s?-\s?|\u2013|\s\u2013\s")
_DIGITS = re.compile(r"\s+[0-9][0-9.,]{0,12}(?![\w-])")
_JOINED = re.compile(r"\b(?:and|plus)\s+\Z")
_NEXT = re.compile(r"\s+([^\W\d_]+)")
_HYPHEN = re.compile(r"-([^\W\d_]+)")
_WORD = re.compile(r"[^\W_][\w.&'-]*|[^\s\w]")


class _Count(NamedTuple):
    """A number or a range with its modifiers and what it counts."""

    start: int
    end: int
    low: int | None
    high: int | None
    approximate: bool
    kind: Kind
    head: Head


@lru_cache(maxsize=256)
def read_personnel(words: str) -> Personnel | None:
    """Return the number of people that `words` name, `None` when they name no people."""
    counts = _counts(words)
    chosen = _chosen(words, counts)
    if chosen is not None:
        low, high = (None, None) if _is_summed(words, counts, chosen) else (chosen.low, chosen.high)
        return Personnel(low=low, high=high, approximate=chosen.approximate, text=words)
    if any(_folded(match[0]) in _PEOPLE for match in _WORD.finditer(in_small(words))):
        return Personnel(low=None, high=None, approximate=False, text=words)
    return None


def find_counts(text: str) -> list[tuple[int, int]]:
    """Return the code-point offsets of every number phrase in `text`, modifiers included, in reading order."""
    return [(count.start, count.end) for count in _counts(text) if count.kind != "share"]


def _chosen(words: str, counts: list[_Count]) -> _Count | None:
    """Return the first count of people, else of nothing that is named, a number before `several thousand`."""
    parts = [count for at, count in enumerate(counts) if at == 0 or not _is_whole(words, counts[at - 1], count)]
    bare = [count for count in parts if count.head == "bare"]
    numbers = [count for count in bare if (count.low, count.high) != (None, None)]
    return next((count for count in parts if count.head == "people"), None) or next(iter(numbers + bare), None)


def _is_whole(words: str, before: _Count, count: _Count) -> bool:
    """Whether a count is what the count before it is a part of: the 2,000 of `300 of the 2,000`."""
    between = words[before.end : count.start]
    parts = between.lower().split()
    is_part = parts[:1] == ["of"]
    whose = " ".join(parts[is_part:])
    if parts and (whose not in _WHOLE or not between[-1].isspace()):
        return False
    return is_part or before.kind == "share"


def _is_summed(words: str, counts: list[_Count], chosen: _Count) -> bool:
    """Whether another count of the kind is added: `1,000 soldiers and 500 sailors`."""
    after = next((count for count in counts if count.start >= chosen.end and count.head == chosen.head), None)
    return after is not None and bool(_JOINED.search(words[chosen.end : after.start].lower()))


def _counts(text: str) -> list[_Count]:
    """Return every number phrase, with the two numbers of a range as one."""
    numbers, small = list(find_numbers(text)), in_small(text)
    found: list[_Count] = []
    at = 0
    while at < len(numbers):
        first = numbers[at]
        bounds = _range(small, first, numbers[at + 1]) if at + 1 < len(numbers) else None
        at += 2 if bounds else 1
        found.append(_count(small, first, numbers[at - 1], bounds or (first.value, first.value)))
    return [count for count in found if _is_count(text, count)]


def _is_count(text: str, count: _Count) -> bool:
    """Whether a number is one: `one` and what looks like a year only of people, or where it is all there is."""
    return count.kind not in {"one", "year"} or count.head == "people" or not text[: count.start] + text[count.end :]


def _range(small: str, first: Number, last: Number) -> tuple[int | None, int | None] | None:
    """Return the bounds of `8,500 to 10,000`, both null when it does not rise; `None` when it is no range."""
    bridge = _bridge(small[first.end : last.start])
    if bridge is None or {first.kind, last.kind} & {"vague", "share"}:
        return None
    if (bridge == "and") != is_between(small, first.start):
        return None
    if first.value is None or last.value is None:
        return None, None
    low = next((first.value * scale for scale in last.scales if first.value * scale < last.value), first.value)
    low = first.value if first.scales else low
    if low < last.value:
        return low, last.value
    return (None, None) if bridge != "-" else None


def _bridge(between: str) -> str | None:
    """Return the word, or a hyphen for any dash, that joins the two numbers of a range."""
    words = between.split()
    if words[:1] in (["to"], ["or"], ["and"]) and between[0].isspace() and between[-1].isspace():
        return words[0] if " ".join(words[1:]) in _BEFORE_LAST else None
    return "-" if _DASH.fullmatch(between) else None


def _count(small: str, first: Number, last: Number, bounds: tuple[int | None, int | None]) -> _Count:
    """Put together a number with the modifiers on both sides and what it counts."""
    start, says = said_before(small, first.start)
    end, after = said_after(small, last.end)
    says |= after
    low = None if "high" in says and "low" not in says else bounds[0]
    high = None if "low" in says and "high" not in says else bounds[1]
    plain = not says and first is last
    kind = first.kind if plain else _firm(first.kind)
    return _Count(start, end, low, high, "about" in says, kind, _head(small, end))


def _firm(kind: Kind) -> Kind:
    """Return what a number is that has a modifier or is a range: no pronoun and no year."""
    return "exact" if kind in {"one", "year"} else kind


def _head(small: str, end: int) -> Head:
    """Return what a number that ends at `end` counts."""
    hyphened = _HYPHEN.match(small, end)
    if hyphened:
        return "people" if hyphened[1] in _HYPHENED else "thing"
    return _noun(small, _past_whose(small, end))


def _past_whose(small: str, at: int) -> int:
    """Where `of the 2,000` ends."""
    for words in (_OF, WHOSE):
        word = _NEXT.match(small, at)
        at = word.end() if word and word[1] in words else at
    digits = _DIGITS.match(small, at)
    return digits.end() if digits else at


def _noun(small: str, start: int) -> Head:
    """Return what the noun phrase at `start` is of; `bare` where it breaks off before its noun."""
    is_thing, last = False, ""
    for match in islice(_WORD.finditer(small, start, start + _REACH), 12):
        word = _folded(match[0])
        if match[0] in _QUOTING:
            continue
        if not word[:1].isalnum() or word in _BREAKS or (is_thing and word in {"and", "or"}):
            break
        if word in _PEOPLE:
            after = _NEXT.match(small, match.end())
            return "thing" if after and after[1] in _THINGS else "people"
        is_thing = is_thing or word in _THINGS or any(map(str.isdigit, word))
        last = word
        if match[0].endswith(".") and "." not in word:
            break
    return "thing" if is_thing else "unknown" if _is_plural(last) else "bare"


def _is_plural(word: str) -> bool:
    """Whether an unknown word looks like the noun that is counted: Strykers, not U.S. or various."""
    return word != "us" and word.endswith("s") and "." not in word and not word.endswith(("ss", "ous"))


def _folded(word: str) -> str:
    return word.rstrip(".'-").removesuffix("'s")
