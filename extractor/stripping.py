"""Stripping: a person's name without the titles, ranks and letters around it."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from functools import lru_cache

from extractor.nations import canonical_nation
from extractor.offices import ABOUT, OFFICES, POSTNOMINALS, RANKS, SHORT_BODIES, SHORT_RANKS
from extractor.reporting import ROLES

TITLES = OFFICES | RANKS | ABOUT
OPENERS = frozenset(
    """The A An And But Or Yet So Both In On At As After Before When While If For From With By To Of Also However
    Meanwhile According Republican Democratic Asked Pressed Citing Adding Speaking Last This That These Those He She It
    They We You There Here Monday Tuesday Wednesday Thursday Friday Saturday Sunday Later Earlier Yesterday Today Then
    Now Still Even Only Once Until Because Although Though Despite During Since Under Over Between Among Instead
    Recently Many Some Several Few Most Another Other Others Every Each Why How What Where Who
    Which Not No Yes Maybe Perhaps""".split()
)
_BODIES = frozenset(
    """council court department ministry committee commission university college school institute academy society
    association federation union league party congress parliament senate house office agency bureau service services
    administration authority board panel news times post journal herald tribune press magazine radio television network
    center centre museum library hospital church cathedral club group company corporation corp inc ltd bank fund
    foundation trust army navy force forces guard corps command division brigade police city state states county kingdom
    republic island islands street avenue road square park bridge river lake sea ocean gulf mountain airport station
    stadium hall tower war treaty agreement accord act bill amendment constitution revolution election convention
    conference summit cup games olympics championship prize award system project program programme plan challenge
    security trade day week year world north south east west american british russian muslim muslims americans report
    survey poll street meeting assembly hearing inquiry forum festival ministers""".split()
)
"""Words of a capitalised name that is no person's."""
_PREPOSITIONS = frozenset("of for in at from to on with by about against near".split())
_GOVERNING = frozenset("minister commissioner ambassador envoy undersecretary".split())
"""Offices that are for, in or to something: `Minister in the Presidency Ada Ray`."""
_TRADES = ("ist", "keeper", "worker", "fighter", "teacher", "owner")
"""How words for what people do end that no first name ends in."""
SURNAMES = frozenset({"sen", "pastor", "constable"})
"""Offices that are surnames as well."""
PARTICLES = frozenset("de da del della di von van der den bin ibn al el la le al- du dos santos ó ní mac ul".split())
ARTICLES = ("al-", "el-", "ul-", "as-", "ar-", "ad-", "an-")
"""What a name of one word may begin with in small letters."""
LONGEST = 4
"""Words of a person's name; longer runs are headlines."""
SHORTEST = 2
"""Words that a person's full name has at least, and letters that may be somebody's initials."""
_ADJECTIVES = frozenset({"former", "ex-", "retired", "acting", "rear", "vice", "prime"})
"""Ranks that are no office by themselves."""
_CRAFT = frozenset("HMS USS RMS HMAS SS MV AFC".split())
"""Letters ahead of the name of a ship or a club."""
_INITIALS = 4
"""Letters of an acronym; a longer word in capitals is a shout."""
_LONGEST_TITLE = 12
"""Words before a name that are looked at."""


def strip_article(words: str) -> str:
    """`words` without a leading `a` or `an`."""
    return re.sub(r"^an?\s+", "", words.strip(), flags=re.IGNORECASE)


def strip_possessive(words: str) -> str:
    """`words` without the ending of a possessive, an apostrophe with or without its `s`."""
    return words[:-2] if words.endswith(("’s", "'s")) else words[:-1] if words.endswith(("’", "'")) else words


@lru_cache(maxsize=2048)
def strip_title(words: str) -> str:
    """The name in `words` without the titles before it: `Pentagon press secretary John Kirby` gives `John Kirby`.

    Words that hold no personal name (`senior defense official`, `the Pentagon`) stay whole, without `a` or `an`.
    """
    words = re.sub(r"[’']s$|(?<!\s)\s*\([^()]*\)$", "", words.strip().strip(",;:"))
    words = re.sub(r"^[^()]*\([A-Z]+\)\s(?=[A-Z])", "", words)
    if person := _before_more(words):
        return person
    tokens = re.split(r"[’']s\s", words)[-1].split()
    lowered = [index for index, token in enumerate(tokens) if token[:1].islower() and not is_inner(token)]
    border = lowered[-1] + 1 if lowered else 0
    before, after = tokens[:border], tokens[border:]
    name = _past_titles(after, titled=_is_office(before))
    if _PREPOSITIONS.intersection(before) and not _is_of_office(before, stripped=name != after):
        return strip_article(words)
    return " ".join(name) if name and name[0][:1].isupper() else strip_article(words)


def _before_more(words: str) -> str:
    """The person named before a comma, or with a title before `of`: `Ada Ray, the mayor`, `Rep. Ada Ray of Vik`."""
    named = strip_title(words.split(",", maxsplit=1)[0]) if "," in words else ""
    if is_personal(named):
        return named
    whose, of, _ = words.partition(" of ")
    named = strip_title(whose) if of and not is_bodily(whose) else ""
    return named if is_personal(named) and named != whose else ""


def _is_of_office(tokens: list[str], *, stripped: bool) -> bool:
    """Whether what goes before a name is an office, told by the titles cut off or by what the office is for."""
    return _is_office(tokens) and (stripped or (tokens[-1] not in _PREPOSITIONS | {"the"} and _is_of_state(tokens)))


def _is_office(tokens: list[str]) -> bool:
    """Whether `tokens` hold an office, `secretary of`, and none that serves one, `spokesman for`."""
    joined = _PREPOSITIONS.intersection(tokens)
    return (joined <= {"of"} and not OFFICES.isdisjoint(map(str.lower, tokens))) or _is_of_state(tokens)


def _is_of_state(tokens: list[str]) -> bool:
    """Whether `tokens` hold an office that is for, in or to something."""
    joined = _PREPOSITIONS.intersection(tokens)
    return joined <= {"of", "in", "for", "to"} and not _GOVERNING.isdisjoint(map(str.lower, tokens))


def _past_titles(name: list[str], *, titled: bool) -> list[str]:
    """The tokens after titles and words that only open a sentence; `titled` if an office was cut off before them.

    Nothing is left where nothing but titles follows an office.
    """
    opened = 0
    for at, token in enumerate(name[:-1]):
        if token in OPENERS and (at == opened or name[at - 1].endswith(".")):
            opened = at + 1
    name = name[opened:]
    if len(name) > SHORTEST and name[0].endswith(("ful", "ous", "less")):
        del name[0]  # `Tearful Ada Ray`
    while len(name) > SHORTEST and name[-1] in POSTNOMINALS:
        name = name[:-1]
    for border in range(min(len(name) - 1, _LONGEST_TITLE), 0, -1):
        if _names_role(name, border) or (
            _is_title(name[:border], titled=titled) and not _is_title(name[border:], titled=True)
        ):
            return _past_acronym(name[border:])
    return [] if titled and _is_title(name, titled=True) else _past_acronym(name)


def _names_role(name: list[str], border: int) -> bool:
    """Whether a role goes before the full name of a person: `Vik County Sheriff Ada Ray`, `Mother-of-two Ada Ray`."""
    rest, role = name[border:], name[border - 1].lower()
    if len(rest) < SHORTEST or (len(name) > LONGEST and len(rest) > SHORTEST + 1):
        return False
    if rest[0].lower() in TITLES or (rest[-1].lower() in TITLES and rest[-1].lower() != "sen"):
        return False
    return (role in ROLES or "-of-" in role or role.endswith(_TRADES)) and not is_bodily(" ".join(rest))


def _past_acronym(name: list[str]) -> list[str]:
    """The tokens of a person's name after the letters of a party or body: `VDP Ada Ray`."""
    first, rest = name[0] if name else "", name[1:]
    acronym = (
        first.isalpha() and first.isupper() and (len(first) > SHORTEST or first in SHORT_BODIES or first in SHORT_RANKS)
    )
    if not acronym or len(rest) != SHORTEST or first in _CRAFT or is_bodily(" ".join(rest)):
        return name
    return name if all(map(str.isupper, rest)) else rest


def _is_title(tokens: list[str], *, titled: bool) -> bool:
    """Whether `tokens` end in an office, or are ranks and what stands beside them and nothing else."""
    words = [token.lower().rstrip(",") for token in tokens]
    if words and words[-1] in OFFICES and not (words[-1] in SURNAMES and len(words) > 1):
        return True
    known = all(word in TITLES or canonical_nation(token) for word, token in zip(words, tokens, strict=True))
    return known and (titled or any(word in RANKS for word in words))


def is_office(word: str) -> bool:
    """Whether a word in small letters is an office that stands before a name."""
    return word in OFFICES or (word in RANKS and word not in _ADJECTIVES)


def is_bodily(name: str) -> bool:
    """Whether capitalised words are a body's, a place's or a headline's, not a person's."""
    tokens = name.split()
    shouted = any(len(token) > _INITIALS and token.isupper() for token in tokens)
    return shouted or len(tokens) > LONGEST or not _BODIES.isdisjoint(map(str.lower, tokens))


def is_particle(word: str) -> bool:
    """Whether a word in small letters may stand inside a name: `van`."""
    return word in PARTICLES


def is_inner(token: str) -> bool:
    """Whether a word in small letters is a part of a name: `van`, `al-Said`."""
    return token.lower() in PARTICLES or (token.startswith(ARTICLES) and token[len("al-") :][:1].isupper())


def is_personal(name: str) -> bool:
    """Whether `name` looks like a person's: two or more capitalised words, none of them an article."""
    tokens = name.split()
    return len(tokens) > 1 and all(token[:1].isupper() or is_inner(token) for token in tokens) and tokens[0] != "The"
