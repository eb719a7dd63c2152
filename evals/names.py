"""Names: the name inside a name as written, so that titles, offices and descriptions of it make no difference.

A gold label may hold more than the name (`Clinton spokesman Jesse Ferguson`, `Ambassador Mohib`, `Mark Tedeschi, QC`),
where another annotation marked the whole phrase; the codebook wants the name without title. Both sides are stripped
by the same rules, so stripping favours no prediction:

1. Brackets go (`Andrew Cuomo (D)`), and so does what follows a comma and describes (`John Weingart, associate
   director`).
2. The name begins after the last word that is a title (`TITLES`, in any case) or a common word in lower case
   (`political scientist Patrick Murray`). What a title is of (`Minister of Education Jane Roe`) goes with it.
3. Where nothing that is a name would be left (`senior defense official`, `the Defense Department`, `General Staff`),
   all of it stays: a description is compared word for word.
4. Single initials and `Jr.` do not count beside other words; `U.S.` is `United States`.

A gold name of one word is met by a full name that ends in it: from `Kirby` alone nobody can tell more. A lone surname
never meets a full gold name, and a point of the compass is part of a name (`South Sudan` is not `Sudan`).
"""

import re
from dataclasses import dataclass
from functools import cache

from evals.phrases import ARTICLES, FUNCTION_WORDS, canonical, content, listed, tokens

TITLES = listed(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady king queen prince princess pope archbishop bishop
    reverend rev rabbi imam ayatollah sheikh emir sultan
    president premier chancellor minister secretary undersecretary governor gov senator senators sen sens
    representative representatives rep reps congressman congresswoman lawmaker speaker mayor ambassador envoy
    commissioner judge justice attorney prosecutor
    general gen gens lieutenant lt colonel col major maj captain capt commander cmdr admiral adm sergeant sgt
    corporal private brigadier brig marshal commodore airman
    chief director chairman chairwoman chairperson chair head spokesman spokeswoman spokesperson leader officer
    official officials adviser advisor aide analyst candidate nominee host anchor comedian actor actress author
    journalist reporter correspondent editor columnist historian economist scientist coach
    """
)
"""Words that stand before a name and are no part of it, folded."""

_BODIES = listed(
    """
    administration agency army assembly bureau campaign command committee congress council court department
    directorate force forces foundation government guard headquarters house institute military ministry navy
    office parliament party police secretariat senate service staff university
    """
)
"""Words that make a body of the words before them; after a title they are no name of a person."""

_COMPASS = listed("north south east west northern southern eastern western central equatorial new papua")
_PARTICLES = listed("de la van von der den bin ben bint ibn al el da di du del dos le ter ten y e st")
_SUFFIXES = listed("jr sr ii iii iv phd md qc kc mp esq ret")
_OF = frozenset({"of", "for", "to", "at"})
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name without its titles."""

    words: tuple[str, ...]
    """Folded."""
    proper: bool
    """Whether it is written as a name throughout, not as a description."""

    @property
    def whole(self) -> str:
        """The words in one, an alias as the name that it stands for."""
        return canonical(self.words)


@cache
def name_in(written: str) -> Name:
    """Find the name in a name as written."""
    plain = _BRACKETED.sub(" ", written)
    words = _head(plain if plain.strip() else written).split()
    core = _core(words) or words
    return Name(
        _trimmed(tokens(" ".join(core))), all(_capital(word) or _particle(word) or word in ARTICLES for word in core)
    )


def same_name(predicted: str, gold: str) -> bool:
    """Whether two names are one: the same words, or the surname that is all that the gold has."""
    ours, theirs = name_in(predicted), name_in(gold)
    return ours.whole == theirs.whole or _surname_of(theirs, ours)


def like_name(predicted: str, gold: str) -> bool:
    """Whether one of two unequal names may be short for the other: `Lind` for `Eva Lind`, but not for `Lind aide`."""
    short, long = sorted((name_in(predicted), name_in(gold)), key=lambda name: len(name.words))
    within = content(" ".join(short.words)) <= content(" ".join(long.words))
    return within and (long.proper or short.words[-1:] == long.words[-1:])


def _surname_of(surname: Name, full: Name) -> bool:
    """Whether `surname` is one word, and the last word of a full name."""
    if len(surname.words) != 1 or not (surname.proper and full.proper) or full.words[-1:] != surname.words:
        return False
    return not _COMPASS & set(full.words[:-1]) and surname.words[0] not in _BODIES


def _head(written: str) -> str:
    """Cut off what follows a comma, if it describes what stands before."""
    head, _, tail = written.partition(",")
    names = [word for word in head.split() if word.lower() not in FUNCTION_WORDS]
    described = tail.split()
    if not described or not names or not _capital(names[-1]):
        return written
    postnominal = len(described) == 1 and (tokens(described[0])[0] in _SUFFIXES or described[0].isupper())
    return head if postnominal or _describes(described) else written


def _describes(words: list[str]) -> bool:
    """Whether words after a comma say what somebody is, and do not go on with a list."""
    first = words[0].lower()
    return first not in {"and", "or"} and (not _capital(words[0]) or any(_title(word) for word in words))


def _core(words: list[str]) -> list[str]:
    """Give the words after the last title or common word; none, if they are no name."""
    marks = [place for place, word in enumerate(words) if _title(word) or _common(word)]
    if not marks:
        return []
    rest = words[marks[-1] + 1 :]
    while rest and _body(rest[0]):
        rest = rest[1:]
    if rest and rest[0] in _OF:
        rest = _after_office(rest[1:])
    name = _until_function_word(rest)
    joined = any(word in {"and", "or", "&"} for word in rest)
    return [] if joined or not name or _body(name[-1]) else name


def _after_office(words: list[str]) -> list[str]:
    """Skip what a title is of: all but two words, but at least one; nothing is left of it alone."""
    if any(word in FUNCTION_WORDS for word in words):
        return []
    return words[max(1, len(words) - 2) :]


def _until_function_word(words: list[str]) -> list[str]:
    stop = next((place for place, word in enumerate(words) if word in FUNCTION_WORDS), len(words))
    return words[:stop]


def _trimmed(words: tuple[str, ...]) -> tuple[str, ...]:
    """Drop suffixes and initials beside other words; a king's number stays beside his only name."""
    kept = words
    while kept[2:] and kept[-1] in _SUFFIXES:
        kept = kept[:-1]
    full = tuple(word for word in kept if len(word) > 1 or not word.isalpha())
    return full if len(full) > 1 else kept


def _capital(word: str) -> bool:
    letter = next((character for character in word if character.isalnum()), "")
    return letter.isdigit() or (letter.isalpha() and not letter.islower())


def _particle(word: str) -> bool:
    return word.lower() in _PARTICLES or word.lower().startswith(("al-", "el-", "d'", "d\u2019"))


def _title(word: str) -> bool:
    return any(part in TITLES for part in tokens(word))


def _common(word: str) -> bool:
    return not _capital(word) and not _particle(word) and word.lower() not in FUNCTION_WORDS and word.isalpha()


def _body(word: str) -> bool:
    return bool(_BODIES & set(tokens(word)))
