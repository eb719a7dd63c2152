"""Naming: who a name means, by the fullest form that the article gives, without titles."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from extractor.asides import prose_of
from extractor.flow import Segments, once
from extractor.nations import canonical_nation
from extractor.offices import ABOUT, GENERATIONS, HONORIFICS, OFFICES
from extractor.reporting import CUES
from extractor.stripping import (
    ARTICLES,
    LONGEST,
    OPENERS,
    PARTICLES,
    SHORTEST,
    SURNAMES,
    TITLES,
    is_bodily,
    is_inner,
    is_personal,
    strip_possessive,
    strip_title,
)

_CAPITAL = (
    r"(?:[A-Z]\.){2,}|(?:Gen|Sen|Rep|Gov|Lt|Col|Maj|Capt|Sgt|Adm|Brig|Mr|Mrs|Ms|Dr|Prof|Rev|"
    r"Hon|Engr|Insp|Supt|Cllr|Fr|Cmdr|Cpl|Det|St|Jr|[A-Z])\.|"
    r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*(?:\.\w+)*"
)
_JOINT = r"(?:(?:de|da|del|van|von|der|bin|ibn|al|el|la|du|dos|di)\s){0,2}(?:(?:al|el|as|ar|an|ad|ul)-)?"
RUN = re.compile(rf"\b(?:(?(1)[^\S\n]+{_JOINT})()(?:{_CAPITAL}))+")
"""A run of capitalised words; a full stop ends it but after initials and titles.

What stands before each word but the first is asked for by an empty group, so that the long pattern of a word is
compiled once.
"""


_NO_SURNAMES = OFFICES - SURNAMES
"""Offices that are nobody's last name."""


def may_be_person(name: str) -> bool:
    """Whether a name of two words or more may be a person's."""
    titled = surname(name).lower() in _NO_SURNAMES  # `Vik Superintendent`
    return is_personal(name) and not titled and not is_bodily(name) and canonical_nation(name) is None


_MOST_ALIKE = 200
"""Names with one surname that are compared with each other."""
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


def may_name(name: str) -> bool:
    """Whether a run of capitalised words may name someone: more than an opener, a title or a shout."""
    shouted = name.isupper() and len(name) > 5  # noqa: PLR2004 - longer than acronyms are
    empty = name in OPENERS or (name.lower() in TITLES and canonical_nation(name) is None)
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
    def _told(self) -> tuple[str, ...]:
        """The words of each run."""
        return tuple(_untitled(self._text, self.runs))

    @cached_property
    def _longer(self) -> dict[str, str]:
        """Names of three words that a title goes before, by their first two: `Omar Said` is `Omar Said Idris`."""
        found: dict[str, str] = {}
        for words in self._told:
            name = strip_title(words)
            tokens = name.split()
            if name != words and len(tokens) == SHORTEST + 1 and may_be_person(name) and tokens[-1].lower() not in CUES:
                found.setdefault(" ".join(tokens[:-1]), name)
        return found

    @cached_property
    def _by_surname(self) -> tuple[dict[str, list[str]], ...]:
        """The names of persons by their last words, in the text as it is and then with its lines joined."""
        unwrapped = _unwrapped(self._text)
        joined = () if unwrapped == self._text else (_by_surname(_untitled(unwrapped, RUN.finditer(unwrapped))),)
        return (_by_surname(self._told), *joined)

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
        if not tokens or not (name[0].isupper() or is_inner(tokens[0])) or name.isupper() or canonical_nation(name):
            return name
        for by_surname in self._by_surname:
            alike = by_surname.get(_key(name), [])[:_MOST_ALIKE]
            found = [full for full in alike if _is_short_for(tokens, full)]
            if found and name not in by_surname[_key(name)][:1]:
                first = next((full for full in found if found[0].endswith(f" {full}")), found[0])
                return max((full for full in found if _first_word(full) == _first_word(first)), key=len)
        return self._longer.get(name, name)

    def is_shared(self, name: str) -> bool:
        """Whether a surname is told of several people by their first names."""
        bearers = {_first_word(full) for full in self._by_surname[0].get(_key(name), [])[:_MOST_ALIKE]}
        return " " not in name and len(bearers) > 1

    def is_person(self, name: str, words: str) -> bool:
        """Whether `name`, told as `words`, is a person's: titled, or told by the surname alone elsewhere."""
        kept = self._persons.get((name, words))
        if kept is None:
            kept = self._persons[name, words] = self._is_person(name, words)
        return kept

    def _is_person(self, name: str, words: str) -> bool:
        titled = not TITLES.isdisjoint(map(str.lower, words.split()[: -len(name.split())]))
        honoured = words.split()[: -len(name.split())][-1:]
        if honoured and honoured[0].lower() in HONORIFICS:
            return True
        if canonical_nation(name) or is_bodily(name) or not (is_personal(name) or titled):
            return False
        return titled or bool(self._ahead.get(surname(name), set[str]()) - {_first_word(name)})


@once
def names_of(segments: Segments) -> Names:
    """Whom an article names."""
    return Names(prose_of(segments))


def _by_surname(told: Iterable[str]) -> dict[str, list[str]]:
    """The names of persons in the words of runs, by their last words, in reading order."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(map(strip_title, told)):
        if is_personal(name) and len(name.split()) <= LONGEST:
            found.setdefault(_key(name), []).append(name)
    return found


def _key(name: str) -> str:
    """The surname in small letters, without the article that it may begin with."""
    last = surname(name).casefold()
    return last[len("al-") :] if last.startswith(ARTICLES) else last


def _is_short_for(tokens: list[str], full: str) -> bool:
    """Whether a name is a surname, one with its particles (`Van der Berg`), or a full name less what is between."""
    words = full.split()
    if len(tokens) == SHORTEST and _is_short_title(tokens[0]) and not _is_short_title(words[0]):
        tokens = tokens[1:]
    if len(tokens) == 1:
        return tokens[0] == surname(full) or _key(tokens[0]) == _key(full) != surname(full).casefold()
    if len(words) <= len(tokens):
        return False
    tail = [word.casefold() for word in words[-len(tokens) :]] == [token.casefold() for token in tokens]
    return (tail and tokens[0].casefold() in PARTICLES) or (words[0], words[-1]) == (tokens[0], tokens[-1])


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
    """A name without what a title is of: `ambassador to the United States Ada Ray`, `minister of Works Ada Ray`."""
    tokens = words.split()
    while len(tokens) > SHORTEST and tokens[0].lower() in ABOUT:
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
