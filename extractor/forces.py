"""Forces: the nouns, of up to three words, that people, formations and matériel go by: looked up, never compiled."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Iterable

from extractor.heads import Nouns, Phrases, next_word

_JOINED = re.compile(r"[\s-](\w+)")
_OF = re.compile(r"\sof\s")
_ON = re.compile(r"\s*\w")
_AND = re.compile(r"\sand\s")
_JET = re.compile(r"(?:jet|-\d\d)\s\Z")
_FORCES_END = re.compile(r"\s[a-z]|[,.]")
_NUMBERED = re.compile(r"\b[A-Z][A-Za-z]{0,2}-\d")
_TYPE = re.compile(r"([A-Z][A-Za-z]{0,2})-\d+[A-Z]{0,2}s?(?:\s[A-Z][a-z][\w'-]+){0,2}\b")


def _pairs(firsts: str | Iterable[str], seconds: str | Iterable[str]) -> frozenset[str]:
    """Put each of some words, which stand in one string or are given one by one, before each of others."""
    firsts, seconds = (words.split() if isinstance(words, str) else tuple(words) for words in (firsts, seconds))
    return frozenset(f"{first} {second}" for first in firsts for second in seconds)


_MOVES = frozenset("deployment deployments movement movements buildup build-up presence withdrawal withdrawals".split())
_TROOP = _MOVES | {"level", "levels"}
_SERVICE = _MOVES | frozenset(
    "in into to from at on for and or is are was were has had have will would may might could".split()
)
"""What is said of things as well is people only before these words: not in `military vehicles`."""
_OF_ARM = (
    *"vehicle carrier tank weapon brigade combat division corps regiment battalion compan squadron battle unit".split(),
    *_pairs("armored armoured fighting", "vehicle carrier tank weapon"),
    "headquarters",
)
"""How what makes a formation or a vehicle of `infantry` begins."""


def _are_people(text: str, at: int, stop: int, end: int) -> bool:
    match text[at:stop]:
        case "personnel":
            return not next_word(text, stop, end).startswith("carrier")
        case "fighters":
            return not _JET.search(text, max(0, at - 4), at)
        case "troop":
            return next_word(text, stop, end) in _TROOP
        case "military" | "army" | "navy":
            return next_word(text, stop, end) in _SERVICE or not _ON.match(text, stop, end)
        case "infantry" | "cavalry":
            return not (text[stop : stop + 1].isspace() and text.startswith(_OF_ARM, stop + 1, end))
        case _:
            # In capitals behind it goes on the name of something else: `the Armed Forces Committee`.
            named = text.startswith("Forces", stop - 6)
            return not named or _FORCES_END.match(text, stop, end) is not None


_FORCES = _pairs("forces", "soldiers troops personnel members advisers advisors trainers operators") | {"forces"}
_NAMED_FORCES = _pairs("Security Special Armed Defence Defense Self-Defence Self-Defense", "Forces")
_PEOPLE = frozenset(
    """
    troops troop soldier soldiers personnel servicemember servicemembers service-member service-members servicemen
    servicewomen service-men service-women marines sailor sailors airmen airwomen paratrooper paratroopers commando
    commandos reservist reservists guardsmen guardswomen guardmembers peacekeeper peacekeepers fighters combatants
    conscript conscripts legionnaire legionnaires gendarme gendarmes military militaries army armies navy navies
    contingent contingents garrison garrisons reinforcement reinforcements Guardsmen Marines Airmen
    """.split()
).union(
    _FORCES,
    _pairs("special", _FORCES),
    _pairs(["airmen and", "airwomen and"], "airwomen"),
    _pairs("service", "member members men women"),
    _pairs("guard army navy corps Guard", "members"),
    _pairs("Guard", "Members"),
    _pairs("military", "advisers advisors trainers instructors engineers medics observers police"),
    _pairs("military army", "elements"),
    _pairs("blue", "helmets"),
    _NAMED_FORCES,
)
PEOPLE = Nouns(_PEOPLE, _are_people)
PLAIN = Phrases(
    PEOPLE,
    r"[A-Z][\w.'-]*|[a-z]+",
    frozenset("additional more new heavily armed ground combat special military army navy".split()),
    never=frozenset(
        """
        On In At By As But And Last This When While After Monday Tuesday Wednesday Thursday Friday Saturday Sunday
        """.split()
    ),
    counts=range(5),
)
"""People with the words that stand before them: `heavily armed Ruritanian troops`."""
COUNTED = Nouns(
    _PEOPLE.union("infantry cavalry trainer trainers instructor instructors advisers advisors".split()),
    _are_people,
)
"""Those, and nouns that are people of forces where they are counted."""

_GROUPS = _pairs("strike carrier task battle", "group groups force forces") | {"battlegroup", "battlegroups"}
_TEAMS = _pairs("combat", "team teams")
FORMATIONS = Nouns(
    frozenset(
        """
        division divisions brigade brigades corps regiment regiments battalion battalions company companies squadron
        squadrons wing wings fleet fleets legion legions unit units headquarters
        """.split()
    ).union(
        _GROUPS, _TEAMS, _pairs("brigade", _TEAMS), _pairs("ready", "group groups force forces"), {"response force"}
    ),
    read=str.lower,
)
NAMED = Phrases(
    FORMATIONS,
    r"\d+(?:st|nd|rd|th|d)?|[a-z]+|(?<=\s)[A-Z]\.|[A-Z][\w'-]*",
    frozenset(
        """
        infantry armored armoured airborne mechanised mechanized motorised motorized artillery marine naval fighter air
        tank rifle cavalry missile
        """.split()
    ),
    never=frozenset(),
    counts=range(1, 9),
)
"""Formations with their names, numbers and arms."""
_NO_FORMATION = frozenset("capable command commander commanders headquarters led".split())
"""Words that say of a thing or of a man what formation it is for."""


def _is_formation(text: str, at: int, stop: int, end: int) -> bool:
    if text[at:stop] in {"company", "companies"}:
        return bool(_OF.match(text, stop, end))
    joined = _JOINED.match(text, stop, end)
    return not joined or not (joined[1] in _NO_FORMATION or joined[1].startswith("spokes"))


_OF_ARMS = _pairs(
    ["military", "army", "naval", "land", "ground", "combat", "tank", "air defence", "air defense", "air-defence"],
    "unit units",
)
BARE = Nouns(
    frozenset(
        """
        battalion battalions brigade brigades division divisions regiment regiments squadron squadrons platoon platoons
        detachment detachments flotilla flotillas company companies
        """.split()
    ).union(_GROUPS, _TEAMS, _OF_ARMS, {"brigade combat teams"}, _pairs(["battalion tactical"], "group groups")),
    _is_formation,
)
"""Those that are one without a name too, in small letters; a company only with what it is of."""

_TYPES = frozenset(
    """
    F B A C U MQ RQ AH UH CH MV P Su SU MiG Mig MIG Mi Ka An Tu TU Il S T M KC HQ CF EA E RC J
    """.split()
)
"""What the types of aircraft, vehicles and missiles begin with, before their number."""


class _Hardware(Nouns):
    """Nouns for matériel, and its types with their names: `F-16 Fighting Falcons`."""

    def end(self, text: str, at: int, end: int) -> int | None:
        """Return where the longest of them ends that begins at `at`, or where another does that `and` joins to it."""
        stop = self._one(text, at, end)
        joint = _AND.match(text, stop, end) if stop else None
        return (joint and self._one(text, joint.end(), end)) or stop

    def _one(self, text: str, at: int, end: int) -> int | None:
        found = _TYPE.match(text, at, end)
        return found.end() if found and found[1] in _TYPES else super().end(text, at, end)


_SYSTEMS = _pairs("defence defense", "system systems")
HARDWARE = _Hardware(
    frozenset(
        """
        tank tanks artillery howitzer howitzers battery batteries launcher launchers missile missiles warship warships
        ship ships vessel vessels boat boats convoy convoys frigate frigates destroyer destroyers cruiser cruisers
        submarine submarines carrier carriers jet jets bomber bombers aircraft warplane warplanes plane planes
        helicopter helicopters drone drones vehicle vehicles armor armour Patriot Patriots Typhoons Eurofighter
        Eurofighters Rafale Rafales Gripen Gripens Hornets Raptors Chinook Chinooks Apaches Leopards Abrams HIMARS
        weapons corvette corvettes minesweeper minesweepers minehunter minehunters gunboat gunboats gunship gunships
        AWACS
        """.split()
    ).union(
        _pairs("military", "trucks equipment hardware assets"),
        _pairs("missile rocket", "battery batteries launcher launchers"),
        _pairs(["aircraft", "personnel", "armored personnel", "armoured personnel"], "carrier carriers"),
        _pairs("fighter", "jet jets"),
        _pairs(["jet", "jets", "fighter jet", "fighter jets"], "fighters"),
        _pairs("air", _SYSTEMS),
        _pairs("air-defence air-defense", "system systems"),
        _pairs("Black", "Hawk Hawks"),
    )
)
THINGS = Phrases(
    HARDWARE,
    r"[A-Z](?:\.[A-Z]\.|[\w'-]*)|[a-z]+|\w+-to-\w+|\w+-range|anti-\w+",
    frozenset(
        """
        heavy light main battle nuclear cruise ballistic armored armoured guided military combat surface troop missile
        navy naval army patrol coastal surveillance reconnaissance transport cargo attack
        """.split()
    ),
    never=frozenset(),
    counts=range(5),
)
"""Matériel with what it is for and whose it is."""


def find_types(text: str, start: int, end: int) -> list[int]:
    """Return where types of matériel may begin."""
    return [found.start() for found in _NUMBERED.finditer(text, start, end)] if "-" in text[start:end] else []
