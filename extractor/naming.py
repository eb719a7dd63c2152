"""Naming: who a name means, by the fullest form that the article gives, without titles."""

# ruff: noqa: SIM905 - apostrophes are either kind, and lists of words are read best as words
import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from extractor.flow import Segments, once
from extractor.nations import canonical_nation
from extractor.offices import ABOUT, GENERATIONS, HONORIFICS, OFFICES, POSTNOMINALS, RANKS, SHORT_BODIES, SHORT_RANKS
from extractor.reporting import ROLES

_TITLES = OFFICES | RANKS | ABOUT
_OPENERS = frozenset(
    """The A An And But Or Yet So Both In On At As After Before When While If For From With By To Of Also However
    Meanwhile According Republican Democratic Asked Pressed Citing Adding Speaking Last This That These Those He She It
    They We You There Here Monday Tuesday Wednesday Thursday Friday Saturday Sunday Later Earlier Yesterday Today Then
    Now Still Even Only Once Until Because Although Though Despite During Since Under Over Between Among Instead
    Recently Why How What Where Who Which Not No Yes Maybe Perhaps""".split()
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
_SURNAMES = frozenset({"sen", "pastor", "constable"})
"""Offices that are surnames as well."""
_PARTICLES = frozenset("de da del della di von van der den bin ibn al el la le al- du dos santos ó ní mac ul".split())
_ARTICLES = ("al-", "el-", "ul-", "as-", "ar-", "ad-", "an-")
"""What a name of one word may begin with in small letters."""
_CAPITAL = (
    r"(?:[A-Z]\.){2,}|(?:Gen|Sen|Rep|Gov|Lt|Col|Maj|Capt|Sgt|Adm|Brig|Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Engr|Insp|Supt|Cllr|Fr|Cmdr|Cpl|Det|St|Jr|[A-Z])\.|"
    r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*(?:\.\w+)*"
)
_JOINT = r"(?:(?:de|da|del|van|von|der|bin|ibn|al|el|la|du|dos|di)\s){0,2}(?:(?:al|el|as|ar|an|ad|ul)-)?"
RUN = re.compile(rf"\b(?:{_CAPITAL})(?:[^\S\n]+{_JOINT}(?:{_CAPITAL}))*")
"""A run of capitalised words; a full stop ends it but after initials and titles."""
_LONGEST = 4
"""Words of a person's name; longer runs are headlines."""
_PERSON = 2
"""Words that a person's full name has at least, and letters that may be somebody's initials."""
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
    words = re.sub(r"[’']s$|\s*\([^()]*\)$", "", words.strip().strip(",;:"))
    before_comma = strip_title(words.split(",")[0]) if "," in words else ""
    if is_personal(before_comma):
        return before_comma
    whose, of, _ = words.partition(" of ")
    if of and is_personal(name := strip_title(whose)) and name != whose and not is_bodily(whose):
        return name
    tokens = re.split(r"[’']s\s", words)[-1].split()
    lowered = [index for index, token in enumerate(tokens) if token[:1].islower() and not _is_inner(token)]
    border = lowered[-1] + 1 if lowered else 0
    name = _past_titles(tokens[border:], titled=_is_office(tokens[:border]))
    before = tokens[:border]
    ends = name != tokens[border:] or (before[-1:] and before[-1] not in _PREPOSITIONS | {"the"} and _is_of_state(before))
    if _PREPOSITIONS & set(before) and not (_is_office(before) and ends):
        return strip_article(words)
    return " ".join(name) if name and name[0][:1].isupper() else strip_article(words)


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
        if token in _OPENERS and (at == opened or name[at - 1].endswith(".")):
            opened = at + 1
    name = name[opened:]
    if len(name) > _PERSON and name[0].endswith(("ful", "ous", "less")):
        del name[0]  # `Tearful Ada Ray`
    while len(name) > _PERSON and name[-1] in POSTNOMINALS:
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
    if len(rest) < _PERSON or (len(name) > _LONGEST and len(rest) > _PERSON + 1):
        return False
    if rest[0].lower() in _TITLES or rest[-1].lower() in _TITLES - {"sen"}:
        return False
    return (role in ROLES or "-of-" in role) and not is_bodily(" ".join(rest))


def _past_acronym(name: list[str]) -> list[str]:
    """The tokens of a person's name after the letters of a party or body: `VDP Ada Ray`."""
    first, rest = name[0] if name else "", name[1:]
    acronym = first.isalpha() and first.isupper() and (len(first) > _PERSON or first in SHORT_BODIES | SHORT_RANKS)
    if not acronym or len(rest) != _PERSON or first in _CRAFT or is_bodily(" ".join(rest)):
        return name
    return name if all(map(str.isupper, rest)) else rest


def _is_title(tokens: list[str], *, titled: bool) -> bool:
    """Whether `tokens` end in an office, or are ranks and what stands beside them and nothing else."""
    words = [token.lower().rstrip(",") for token in tokens]
    if words and words[-1] in OFFICES and not (words[-1] in _SURNAMES and len(words) > 1):
        return True
    known = all(word in _TITLES or canonical_nation(token) for word, token in zip(words, tokens, strict=True))
    return known and (titled or any(word in RANKS for word in words))


def is_office(word: str) -> bool:
    """Whether a word in small letters is an office that stands before a name."""
    return word in OFFICES or word in RANKS - {"former", "ex-", "retired", "acting", "rear", "vice", "prime"}


def is_bodily(name: str) -> bool:
    """Whether capitalised words are a body's, a place's or a headline's, not a person's."""
    tokens = name.split()
    shouted = any(len(token) > _INITIALS and token.isupper() for token in tokens)
    return shouted or len(tokens) > _LONGEST or not _BODIES.isdisjoint(map(str.lower, tokens))


def may_be_person(name: str) -> bool:
    """Whether a name of two words or more may be a person's."""
    return is_personal(name) and not is_bodily(name) and canonical_nation(name) is None


_EDGES = "“”„«»\"‘’'()[],.;:!?…—–-"
_MARKS = ',;:!?)”"'
"""What parts a word from the one before it."""


def _ahead_of(text: str) -> dict[str, set[str]]:
    """Each capitalised word of `text` to the words that stand ahead of it; nothing where a mark does."""
    found: dict[str, set[str]] = {}
    words = text.split()
    for before, word in zip(["", *words], words, strict=False):
        if word[0].islower():
            continue
        bare = word.strip(_EDGES)
        if bare[:1].isupper():
            bare = bare[:-2] if bare.endswith(("’s", "'s")) else bare
            ahead = "" if before[-1:] in _MARKS else before.lstrip(_EDGES)
            found.setdefault(bare, set()).add(ahead)
    return found


def is_particle(word: str) -> bool:
    """Whether a word in small letters may stand inside a name: `van`."""
    return word in _PARTICLES


def _is_inner(token: str) -> bool:
    """Whether a word in small letters is a part of a name: `van`, `al-Said`."""
    return token.lower() in _PARTICLES or (token.startswith(_ARTICLES) and token[len("al-") :][:1].isupper())


def is_personal(name: str) -> bool:
    """Whether `name` looks like a person's: two or more capitalised words, none of them an article."""
    tokens = name.split()
    return (
        len(tokens) > 1
        and all(token[:1].isupper() or _is_inner(token) for token in tokens)
        and tokens[0] != "The"
    )


def may_name(name: str) -> bool:
    """Whether a run of capitalised words may name someone: more than an opener, a title or a shout."""
    shouted = name.isupper() and len(name) > 5  # noqa: PLR2004 - longer than acronyms are
    empty = name in _OPENERS or (name.lower() in _TITLES and canonical_nation(name) is None)
    return name[:1].isupper() and not shouted and not empty


def surname(name: str) -> str:
    """The last word of a name, `Jr.` apart."""
    words = name.split()
    while len(words) > 1 and words[-1] in GENERATIONS:
        words.pop()
    return words[-1] if words else name


class Names:
    """Whom a text names: each reading is done once, and forgotten with the text's own."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._fullest: dict[str, str] = {}
        self._persons: dict[tuple[str, str], bool] = {}

    @cached_property
    def runs(self) -> tuple[re.Match[str], ...]:
        """Every run of capitalised words."""
        return tuple(RUN.finditer(self._text))

    @cached_property
    def _ahead(self) -> dict[str, set[str]]:
        return _ahead_of(self._text)

    @cached_property
    def _by_surname(self) -> tuple[dict[str, list[str]], ...]:
        """The names of persons by their last words, in the text as it is and then with its lines joined."""
        unwrapped = _unwrapped(self._text)
        joined = () if unwrapped == self._text else (_by_surname(unwrapped, RUN.finditer(unwrapped)),)
        return (_by_surname(self._text, self.runs), *joined)

    def fullest(self, name: str) -> str:
        """The fullest form of a one-word surname that the text gives (`Kirby` gives `John Kirby`), else `name` itself.

        Of several people with one surname it is the one whom the text names first.
        """
        kept = self._fullest.get(name)
        if kept is None:
            kept = self._fullest[name] = self._fuller(name)
        return kept

    def _fuller(self, name: str) -> str:
        tokens = name.split()
        if not tokens or not (name[0].isupper() or _is_inner(tokens[0])) or name.isupper() or canonical_nation(name):
            return name
        for by_surname in self._by_surname:
            found = [full for full in by_surname.get(_key(name), ()) if _is_short_for(tokens, full)]
            if found:
                first = next((full for full in found if found[0].endswith(f" {full}")), found[0])
                return max((full for full in found if _first_word(full) == _first_word(first)), key=len)
        return name

    def is_person(self, name: str, words: str) -> bool:
        """Whether `name`, told as `words`, is a person's: titled, or told by the surname alone elsewhere."""
        kept = self._persons.get((name, words))
        if kept is None:
            kept = self._persons[name, words] = self._is_person(name, words)
        return kept

    def _is_person(self, name: str, words: str) -> bool:
        titled = not _TITLES.isdisjoint(map(str.lower, words.split()[: -len(name.split())]))
        honoured = words.split()[: -len(name.split())][-1:]
        if honoured and honoured[0].lower() in HONORIFICS:
            return True
        if canonical_nation(name) or is_bodily(name) or not (is_personal(name) or titled):
            return False
        return titled or bool(self._ahead.get(surname(name), set[str]()) - {_first_word(name)})


@once
def names_of(segments: Segments) -> Names:
    """Whom an article names."""
    return Names(segments.text)


def _by_surname(text: str, runs: Iterable[re.Match[str]]) -> dict[str, list[str]]:
    """The names of persons in `text`, by their last words, in reading order."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(strip_title(words) for words in _untitled(text, runs)):
        if is_personal(name) and len(name.split()) <= _LONGEST:
            found.setdefault(_key(name), []).append(name)
    return found


def _key(name: str) -> str:
    """The surname in small letters, without the article that it may begin with."""
    last = surname(name).casefold()
    return last[len("al-") :] if last.startswith(_ARTICLES) else last


def _is_short_for(tokens: list[str], full: str) -> bool:
    """Whether a name is a surname, one with its particles (`Van der Berg`), or a full name less what is between."""
    words = full.split()
    if len(tokens) == _PERSON and _is_short_title(tokens[0]) and not _is_short_title(words[0]):
        tokens = tokens[1:]
    if len(tokens) == 1:
        return tokens[0] == surname(full) or _key(tokens[0]) == _key(full) != surname(full).casefold()
    if len(words) <= len(tokens):
        return False
    tail = [word.casefold() for word in words[-len(tokens) :]] == [token.casefold() for token in tokens]
    return (tail and tokens[0].casefold() in _PARTICLES) or (words[0], words[-1]) == (tokens[0], tokens[-1])


def _is_short_title(word: str) -> bool:
    """Whether a word may be the letters of a title: `DI Lind`."""
    return word.isalpha() and word.isupper() and len(word) in {2, 3}


def _untitled(text: str, runs: Iterable[re.Match[str]]) -> Iterator[str]:
    """Yield the words of each run, without the country that a title is of."""
    for match in runs:
        words = match.group().rstrip(",")
        words = strip_possessive(words if words.endswith(("Jr.", "Sr.")) else words.rstrip("."))
        yield _past_body(words) if _OF_WHAT.search(text, max(0, match.start() - 9), match.start()) else words


_OF_WHAT = re.compile(r"\b(?:of|to|for|from|in)\s+(?:the\s+)?$")


def _past_body(words: str) -> str:
    """A name without what a title is of: `ambassador to the United States Ada Ray`, `minister of Public Works Ada Ray`."""
    tokens = words.split()
    while len(tokens) > _PERSON and tokens[0].lower() in ABOUT:
        del tokens[0]
    words = " ".join(tokens)
    for border in (2, 1):
        if len(tokens) - border > 1 and canonical_nation(" ".join(tokens[:border])):
            return " ".join(tokens[border:])
    return words


def _first_word(name: str) -> str:
    return name.split(maxsplit=1)[0]


def _unwrapped(text: str) -> str:
    """`text` with its lines joined, but for blank ones."""
    if "\n" not in text.strip().replace("\n\n", ""):
        return text
    return re.sub(r"(?<=\S)[^\S\n]*\n[^\S\n]*(?=\S)", " ", text)
