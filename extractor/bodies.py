"""Bodies of troops: mentions of people, formations and matériel, found in code so that a model only points at them.

A mention is a candidate, no record: whether it is a deployment, and whose, is decided later. Counted people, named
formations, matériel and people without a count are each a mention; of those that overlap the first named here stands.
"""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase

from extractor.flow import Body, BodyKind

_ARM = (
    r"(?:infantry|armou?red|airborne|mechani[sz]ed|motori[sz]ed|artillery|marine|naval|fighter|air|tank|rifle|cavalry|"
    r"missile)"
)
_FORMATION = (
    r"(?:(?:brigade\s)?combat\steams?|divisions?|brigades?|corps|regiments?|battalions?|compan(?:y|ies)|squadrons?|wings?|"
    r"fleets?|legions?|battle ?groups?|(?:strike|carrier|task|battle|ready)\s(?:groups?|forces?)|response\sforce|"
    r"units?|headquarters)"
)
_HARDWARE = (
    r"(?:tanks?|artillery|howitzers?|(?:(?:missile|rocket)\s)?(?:batter(?:y|ies)|launchers?)|missiles?|warships?|"
    r"ships?|vessels?|boats?|convoys?|frigates?|destroyers?|cruisers?|submarines?|(?:(?:aircraft|(?:armou?red\s)?personnel)\s)?carriers?|(?:fighter\s)?jets?(?:\sfighters)?|"
    r"bombers?|aircraft|warplanes?|planes?|"
    r"helicopters?|drones?|vehicles?|armou?r|(?:air|missile)[ -]defen[cs]e\ssystems?|"
    r"(?:F|B|A|C|U|MQ|RQ|AH|UH|CH|MV|P|Su|MiG|Tu|Il|S|T|M|KC|HQ)-\d+[A-Z]{0,2}s?(?-i:(?:\s[A-Z][a-z][\w’'-]+){0,2})|Patriots?|Typhoons|Eurofighters?|"
    r"Rafales?|Gripens?|Hornets|Raptors|Chinooks?|Apaches|Black\sHawks?|Leopards|Abrams|HIMARS|weapons)"
)
_IN_HARDWARE = (
    "tank", "artil", "howit", "batter", "launch", "missile", "ship", "vessel", "boat", "convoy", "frigate", "destroy",
    "cruiser",
    "subm", "carrier", "jet", "bomber", "aircraft", "plane", "helic", "drone", "vehicle", "armo", "system", "Patriot",
    "weapon", "Typhoons", "Eurofighter", "Rafale", "Gripen", "Hornets", "Raptors", "Chinook", "Apaches", "Black Hawk",
    "Leopards", "Abrams", "HIMARS",
)  # fmt: skip
"""One of these, or `_CODE`, stands in all that `_HARDWARE` fits; to look for them first takes a tenth of the time."""
_CODE = re.compile(r"-\d")
_PERSONS = (
    r"(?:troops|soldiers?|(?:special\s)?forces(?:\s(?:soldiers|troops|personnel|members|advis[eo]rs|trainers|operators))?|"
    r"personnel(?!\scarriers?)|service[ -]?(?:members?|men|women)|servicemen|marines|sailors?|"
    r"air(?:men|women)(?:\sand\sairwomen)?|paratroopers?|commandos?|reservists?|guards(?:men|women)|guardmembers|(?:guard|army|navy|corps)\smembers|"
    r"peacekeepers?|military\s(?:advis[eo]rs|trainers|instructors|engineers|medics|observers|police)|(?<!jet\s)(?<!-\d\d\s)fighters|"
    r"combatants|conscripts?|militaries|armies|navies|contingents?|garrisons?|reinforcements?|(?:military|army)\selements)"
)
_PEOPLE = (
    rf"(?:{_PERSONS}|troop(?=\s(?:deployments?|movements?|build-?up|presence|withdrawals?|levels?)\b)|"
    r"(?:military|army|navy)(?=\s(?:in|into|to|from|at|on|for|and|or|is|are|was|were|has|had|have|will|would|may|might|could|deployments?|"
    r"movements?|build-?up|presence|withdrawals?)\b|\s*[^\w\s]|\s*\Z))"
)
"""What is said of things as well is people only where no thing follows: not in `military vehicles`."""
_NUMBER = (
    r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+(?:\.\d+)?(?:\s(?:thousand|million)|k\b)?|"
    r"(?:(?:a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|several|"
    r"few|many|tens\sof|hundreds\sof)\s){1,4}(?:dozens?|hundreds?|thousands?|million)|dozens|hundreds|thousands|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]+)?|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_HEDGE = (
    r"(?:(?:an?\s)?(?:about|around|roughly|approximately|some|nearly|almost|estimated|additional|another|extra|further|"
    r"more\sthan|fewer\sthan|less\sthan|over|under|at\sleast|at\smost|up\sto|as\smany\sas|no\smore\sthan|upwards\sof|"
    r"the|its|their|between|only|just|initial|total\sof)\s){0,6}"
)
_COUNT = rf"{_HEDGE}(?:(?(1)\s?(?:to|and|or|[-–—])\s?)(){_NUMBER}){{1,2}}"
"""A number, or two with a word or dash between; the long pattern of a number stands once, and is compiled once."""
_NO_PEOPLE = (
    r"(?:(?:armou?red\s|fighting\s)?(?:vehicle|carrier|tank|weapon)|brigade|combat|division|corps|regiment|battalion|compan|"
    r"squadron|battle|unit|headquarters)"
)
"""How what makes a formation or a vehicle of `infantry` begins."""
_FILLER = (
    r"(?!and\s|or\s)(?:of\s(?:the|its|their|those|these)\s|more\s|new\s|extra\s|additional\s)?"
    r"(?:(?!sa(?:id|ys?)\s|nations\s|countries\s|(?:year|month|week|day)s?\s|(?:and|or)\s(?:\d|some\s|about\s|hundreds|thousands))[\w.’'-]+\s){0,3}?"
)
_COUNTED = re.compile(
    rf"\b(?<![\w.,-])(?=\w){_COUNT}"
    rf"(?:[\s-]{_FILLER}(?:{_PEOPLE}|(?:infantry|cavalry)(?!\s{_NO_PEOPLE})|trainers?|instructors?|advis[eo]rs)\b|"
    rf"\s(?:members(?=\s(?:to|for|in|on|at|of)\b)|of\s(?:them|those|these|the\s{_NUMBER})|from|who|more(?!\s(?!are|were|will|would|have|had|could|may|might|to|on|in)[a-z]))\b)"
)
"""Of a text in small letters: to ignore case takes twice as long to compile, 4 ms more here."""
_PLAIN = re.compile(
    r"\b(?:(?!(?:On|In|At|By|As|But|And|Last|This|When|While|After|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\s)"
    r"[A-Z][\w.’'-]*\s|(?:additional|more|new|heavily|armed|ground|combat|special|military|army|navy)\s){0,4}"
    rf"(?:{_PEOPLE}|Guardsmen|Marines|Airmen|Guard\s[Mm]embers)\b"
)
_OPENING = frozenset(
    """
    troops soldier soldiers forces special personnel service servicemen marines sailor sailors airmen airwomen
    paratrooper paratroopers commando commandos reservist reservists guardsmen guardswomen guardmembers guard army navy
    corps peacekeeper peacekeepers military fighters combatants conscripts militaries armies navies contingent
    contingents garrison garrisons reinforcement reinforcements
    """.split()
)
"""How people begin who open a sentence, and so have a capital, which `_PLAIN` takes for a name's."""
_ARMS = frozenset(("military", "army", "navy", "corps", "guard"))
"""Those of them that are people only with their members."""
_WORD = re.compile(r"[a-z]+")
_UNITS = re.compile(rf"\b(?:(?:\d+(?:st|nd|rd|th|d)?|{_ARM}|(?<=\s)[A-Z]\.|[A-Z][\w’'-]*)\s){{1,8}}(?i:{_FORMATION})\b")
_BARE_UNITS = re.compile(
    r"\b(?:battalion\stactical\sgroups?|battalions?|brigades?|divisions?|regiments?|squadrons?|platoons?|detachments?|"
    r"flotillas?|battle ?groups?|(?:strike|carrier|task|battle)\s(?:groups?|forces?)|combat\steams?|"
    r"compan(?:y|ies)(?=\sof\s))\b(?![\s-](?:capable|command|commanders?|headquarters|spokes\w+|led)\b)"
)
"""Formations without a name, of a text in small letters."""
_COUNTING = frozenset(
    """a an the its their another extra additional more several one two three four five six seven eight nine ten eleven
    twelve""".split()
)
_NO_ADJECTIVES = frozenset(
    """of in from and or with to for by at on is was are were has had that which who as fire said says include
    includes including forces troops soldiers""".split()
)
_BRANCHES = frozenset("mountain alpine parachute reconnaissance engineer logistics light heavy amphibious".split())
_STRONG = frozenset(
    """force unit detachment contingent battalion battlegroup brigade division company regiment squadron team garrison
    army group""".split()
)
"""Words for those of whom it is said how strong they are."""
_WORDS = 4
"""Words before a formation without a name that may belong to it: `two more infantry brigades`."""
_PREFIXES = (
    "HMS", "USS", "USNS", "HMAS", "HMCS", "HMNZS", "HNLMS", "HDMS", "HNoMS", "HSwMS", "INS", "TCG", "KRI", "BRP", "PNS",
    "ROKS", "RFA", "ORP",
)  # fmt: skip
_SHIPS = re.compile(
    rf"\b(?:{'|'.join(_PREFIXES)})\s[A-Z][\w.’'-]*(?<!\.)(?:\s[A-Z][\w’'-]*(?:\.(?=\s?[A-Z])(?:[A-Z]\.)*)?){{0,3}}"
)
"""Ships by their names."""
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
_EQUIPMENT = re.compile(
    rf"\b(?=\w)(?:\b{_COUNT}\s(?:(?:additional|more|extra|other|new)\s)?)?(?:\b[A-Z](?:\.[A-Z]\.|[\w’'-]*)\s|"
    r"\b(?:heavy|light|main|battle|nuclear|cruise|ballistic|armou?red|guided|military|combat|surface|"
    r"troop|missile|navy|naval|army|patrol|coastal|surveillance|reconnaissance|transport|cargo|attack|\w+-to-\w+|\w+-range|anti-\w+)\s){0,4}"
    rf"(?:(?(2)\sand\s|\b)(){_HARDWARE}\b){{1,2}}"
)


_IN_PEOPLE = (
    "troop", "soldier", "forces", "personnel", "service", "marines", "sailor", "airmen", "commando", "reservist",
    "guardsmen", "peacekeeper", "militar", "fighters", "combatant", "conscript", "armies", "army", "navies", "navy",
    "contingent", "garrison", "reinforcement", "Guard", "guard", "Marines", "Airmen", "airwomen", "members",
)  # fmt: skip
_IN_FORMATIONS = (
    "team", "divi", "brigade", "corp", "regiment", "battalion", "compan", "quadron", "wing", "fleet", "legion",
    "battle", "ready g", "response", "strike", "carrier", "task", "unit", "headquarter", "platoon", "detachment",
    "flotilla",
)  # fmt: skip
_IN_NUMBERS = (
    "dozen", "hundred", "thousand", "million", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twel", "twent", "thirt", "fort", "fif",
)  # fmt: skip
"""Likewise for `_PEOPLE`, `_FORMATION` and, where there is no digit, `_NUMBER`."""
_DIGIT = re.compile(r"\d")
_ODD = frozenset("\u0130\u0131\u017f\u212a")
"""Letters that a pattern which ignores case takes for `i`, `s` or `k`, and `str.lower` does not."""
_DATE = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|in|since|until|by)\.?\s\Z"
)
_NO_BODY = re.compile(
    r"(?:The|An?|Its|Their|This)\s(?:company|companies|corps|headquarters|wings?)|"
    r"(?:[a-z]+\s)*(?:soldier|sailor|paratrooper|reservist|peacekeeper|conscript)"
)
"""A business, and one man."""
_MEMBERS = re.compile(r"(?<!guard)(?<!army)(?<!navy)(?<!corps)(?<!service)\smembers\Z", re.IGNORECASE)
_DEPLOYED = re.compile(r"\b(?:deploy(?:s|ed|ing)?|mobili[sz](?:ed|ing)|activat(?:ed|ing))\s\Z")
"""Verbs whose object are members of a force, where it is not said of what (`the Guard deployed 150 members`)."""
_DAY = re.compile(r"(?:\d{1,2}|(?:19|20)\d\d)\s")


def find_bodies(text: str, start: int, end: int) -> list[Body]:
    """Find the mentions in one sentence, `text[start:end]`, in reading order and without overlap."""
    small, sentence = _in_small(text), text[start:end]
    people = _matches(_COUNTED, "people", small, start, end) if _has_number(small[start:end]) else ()
    formation = _has_formation(small[start:end])
    units = _matches(_UNITS, "units", text, start, end) if formation else ()
    bare = _bare_units(small, start, end) if formation else ()
    ships = _matches(_SHIPS, "equipment", text, start, end) if any(map(sentence.__contains__, _PREFIXES)) else ()
    strong = _strong(small, start, end) if "-strong " in small[start:end] else ()
    found = _without_overlap([*people, *strong, *units, *ships, *bare])
    if any(map(sentence.__contains__, _IN_HARDWARE)) or _CODE.search(sentence):
        found = _without_overlap([*found, *_matches(_EQUIPMENT, "equipment", text, start, end)])
    plain = list(_opening(small, sentence, start))
    if any(map(sentence.__contains__, _IN_PEOPLE)):
        plain = [*_matches(_PLAIN, "people", text, start, end), *plain]
    return _without_overlap([*found, *plain])


def _opening(small: str, sentence: str, start: int) -> Iterator[Body]:
    """Yield the people who open a sentence, if it begins with them."""
    first = _WORD.match(small, start)
    if first and first.group() in _OPENING:
        found = _PLAIN.match(small[start] + sentence[1:])
        if found and (first.group() not in _ARMS or " " in found.group()):
            yield Body(start, start + found.end(), "people")


def _has_number(small: str) -> bool:
    """Whether a number may stand in a sentence in small letters."""
    return _DIGIT.search(small) is not None or any(map(small.__contains__, _IN_NUMBERS))


def _has_formation(small: str) -> bool:
    """Whether a formation may stand in a sentence in small letters; the United States are none."""
    bare = small.replace("united", "")
    return any(map(bare.__contains__, _IN_FORMATIONS)) or not _ODD.isdisjoint(small)


@lru_cache(maxsize=8)
def _in_small(text: str) -> str:
    """`text` in small letters, each in its place: `str.lower` makes two characters of some."""
    small = text.lower()
    # A Kelvin sign would become a `k`.
    return small if len(small) == len(text) and "\u212a" not in text else text.translate(_SMALL)


def _bare_units(small: str, start: int, end: int) -> Iterator[Body]:
    """Yield formations without a name that are counted or pointed at: `two divisions`, `an extra battalion`."""
    for match in _BARE_UNITS.finditer(small, start, end):
        at, first = match.start(), None
        for _ in range(_WORDS):
            before = small.rfind(" ", start, max(start, at - 1)) + 1 or start
            word = small[before:at].strip()
            counts = word in _COUNTING or (word.isdecimal() and len(word) < _WORDS)
            first = before if counts else first
            if before == start or not (counts or (word not in _NO_ADJECTIVES and word.replace("-", "").isalpha())):
                break
            at = before
        if first is not None:
            yield Body(first, match.end(), "units")


def _matches(pattern: re.Pattern[str], kind: BodyKind, text: str, start: int, end: int) -> Iterator[Body]:
    for match in pattern.finditer(text, start, end):
        # The day of a date counts nobody: `on July 4 British marines`.
        dated = match.start() and _DATE.search(text, max(start, match.start() - 10), match.start())
        if dated and _DAY.match(text, *match.span()):
            continue
        if _NO_BODY.fullmatch(match.group()):
            continue
        if _MEMBERS.search(match.group()) and not _DEPLOYED.search(text, start, match.start()):
            continue
        if kind == "units":
            yield Body(_from_branch(text, start, match.start()), match.end(), kind)
            continue
        yield Body(match.start(), _past_share(text, match, end) if kind == "people" else match.end(), kind)


def _strong(small: str, start: int, end: int) -> Iterator[Body]:
    """Yield formations with their strength (`an 800-strong battlegroup`), which count their people."""
    at = small.find("-strong ", start, end)
    while at >= 0:
        first = small.rfind(" ", start, at) + 1 or start
        here = at + len("-strong ")
        for _ in range(_WORDS):
            last = next(
                (place for place in range(here, end) if not (small[place].isalnum() or small[place] == "-")), end
            )
            if small[here:last] in _STRONG and small[first:at].replace(",", "").isdecimal():
                yield Body(first, last, "people")
                break
            here = last + 1
        at = small.find("-strong ", here, end)


def _from_branch(text: str, start: int, at: int) -> int:
    """Where the words for a formation begin, with that before it for what it is trained for (`mountain infantry`)."""
    before = text.rfind(" ", start, max(start, at - 1)) + 1
    return before if before > start and text[before : at - 1] in _BRANCHES else at


def _past_share(text: str, match: re.Match[str], end: int) -> int:
    """Where a count of others (`900 of the 1,200`) ends with the people whom it counts, a few words behind it."""
    if not match.group()[-1].isdigit():
        return match.end()
    at = match.end()
    for _ in range(_WORDS):
        at += text[at:end].startswith(" ")
        if people := _PLAIN.match(text, at, end):
            return people.end()
        at = text.find(" ", at, end)
        if at < 0:
            break
    return match.end()


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
