"""Bearing: the person whom a description without a name means, by an office, an age, a nation or a trade."""

# ruff: noqa: SIM905 - lists of words are read best as words
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from extractor.casting import Cast, Mention, cast_of
from extractor.clausing import clause_subject
from extractor.flow import Segments, once
from extractor.naming import may_be_person
from extractor.nations import canonical_nation
from extractor.offices import ABOUT
from extractor.phrasing import Phrase
from extractor.reporting import DETERMINERS, PREPOSITIONS
from extractor.titling import is_office_word
from extractor.voicing import Voice, voice_of

_ALIKE = tuple(
    frozenset(words.split())
    for words in (
        "boss chief executive ceo head director president chairman chairwoman",
        "boss manager coach gaffer trainer head",
        "mp lawmaker senator congressman congresswoman representative legislator",
        "pm premier minister",
        "lawyer attorney counsel barrister solicitor",
        "officer constable policeman",
        "captain skipper",
        "spokesman spokeswoman spokesperson",
    )
)
"""Offices that papers call by one another's names."""
_KINDS = (ABOUT - {"house", "force", "office", "staff", "department", "ministry"}) | frozenset(
    "prime vice deputy assistant home shadow finance".split()
)
"""What tells one minister from another one."""
_TRADES = frozenset(
    """striker midfielder defender goalkeeper keeper winger forward playmaker batsman bowler quarterback golfer boxer
    fighter sprinter rapper singer songwriter actor actress star comedian musician guitarist veteran gaffer""".split()
)
"""What people who have been named are told by."""
_MALE = frozenset("father batsman actor gaffer".split())
_FEMALE = frozenset("mother actress".split())
_PARTISANS = frozenset("democrat republican tory liberal".split())
_GENERAL = frozenset("diplomat official politician lawmaker leader".split())
"""What anybody in office may be told by who has been named."""
_DEMONYM = ("ian", "an", "ese", "ish", "i")
_SEATS = frozenset({"vatican"})
_PERSON_OF = ("man", "woman")
_AGE = "-year-old"
_SAID_BEFORE = 300
_SENTENCES = 2
"""Sentences with persons that are looked at for whom a pronoun may mean."""
_FARTHEST = 60
"""So many mentions back an antecedent is looked for."""
_OTHER = {"he": "f", "she": "m"}


def bearer(segments: Segments, phrase: Phrase) -> str | None:
    """The person whom the article gives the office that a description names (`the Russian president`)."""
    voice, cast = voice_of(segments), cast_of(segments)
    words = voice.lower[phrase.first : phrase.last + 1]
    until = next((at for at, word in enumerate(words) if at and word in PREPOSITIONS), len(words))
    head = next((word for word in reversed(words[:until]) if is_office_word(word)), None)
    if head is None:
        return None
    at = bisect_left(cast.starts, phrase.first)
    bearers = _near(cast, (head,), at) or _near(
        cast, sorted({word for alike in _ALIKE if head in alike for word in alike}), at
    )
    fitting = [number for number in bearers if _fits(cast.mentions[number].office.split(), words, until)]
    if not fitting:
        return None
    return cast.mentions[fitting[max(0, bisect_left(fitting, at) - 1)]].name


def _near(cast: Cast, offices: Iterable[str], at: int) -> list[int]:
    """The mentions nearest to a place of those who bear one of some offices."""
    found: set[int] = set()
    for office in offices:
        numbers = cast.offices.get(office, [])
        middle = bisect_left(numbers, at)
        found.update(numbers[max(0, middle - _FARTHEST) : middle + _FARTHEST])
    return sorted(found)


def _fits(office: list[str], words: list[str], until: int) -> bool:
    """Whether a title may be meant by the words of a description: of the same kind, and of the same body."""
    kinds, theirs = _KINDS.intersection(words[:until]), _KINDS.intersection(office)
    if (kinds or theirs) and not (kinds <= theirs or not theirs or not kinds):
        return False
    of_what = {word for word in words[until:] if word not in PREPOSITIONS and word not in DETERMINERS}
    return not of_what or "of" not in office or not of_what.isdisjoint(office)


def epithet(segments: Segments, phrase: Phrase) -> str | None:
    """The person told of before whom an epithet means: `the 27-year-old`, `the Norwegian`, `the mother-of-two`."""
    voice = voice_of(segments)
    if voice.lower[phrase.first] != "the" or phrase.first == phrase.last:
        return None
    if voice.lower[phrase.first + 1].endswith(_AGE) and (aged := _aged(segments, voice.lower[phrase.first + 1])):
        return aged
    pronoun = _pronoun_for(voice, phrase)
    found = antecedents(segments, phrase.first, pronoun) if pronoun is not None else []
    return found[0] if found else None


def _pronoun_for(voice: Voice, phrase: Phrase) -> str | None:
    """The pronoun that an epithet may be put for, empty where it tells no gender; None for what is no epithet."""
    word, second = voice.lower[phrase.last], voice.lower[phrase.first + 1]
    if (
        second.endswith(_AGE)
        or word in _TRADES | _PARTISANS
        or _is_general(voice, phrase)
        or _is_demonym(voice.slice(phrase.first + 1, phrase.last))
    ):
        kin = word
    elif second.split("-")[0] in _MALE | _FEMALE and "-of-" in second:
        kin = second.split("-")[0]
    else:
        return None
    return "he" if kin in _MALE or kin.endswith("man") else "she" if kin in _FEMALE or kin.endswith("woman") else ""


def _is_general(voice: Voice, phrase: Phrase) -> bool:
    """Whether a general word for people in office is told of nobody before, so that somebody named is meant."""
    head = voice.lower[phrase.last]
    plain = all(voice.words[at][0].islower() for at in range(phrase.first + 1, phrase.last))
    return plain and head in _GENERAL and head not in voice.lower[max(0, phrase.first - _SAID_BEFORE) : phrase.first]


def _is_demonym(words: str) -> bool:
    """Whether capitalised words mean somebody of a nation: `Norwegian`, `New Zealander`, `Frenchman`."""
    if not words[:1].isupper() or words.lower() in _SEATS:
        return False
    if words.endswith(_DEMONYM):
        nation = canonical_nation(words)
        return nation is not None and nation != words
    return (words.endswith("er") and canonical_nation(words[:-2]) is not None) or words.endswith(_PERSON_OF)


def _aged(segments: Segments, word: str) -> str | None:
    """The person whose age the article gives beside the name: `Lind, 27,`."""
    return _ages(segments).get(word.removesuffix(_AGE))


@once
def _ages(segments: Segments) -> dict[str, str]:
    """Each age that stands behind a person's name to the name."""
    voice, cast = voice_of(segments), cast_of(segments)
    found: dict[str, str] = {}
    for mention in cast.mentions:
        behind = mention.at + len(mention.name.split())
        for at in range(mention.at, min(len(voice), behind + 2) if mention.person else mention.at):
            if voice.words[at].isdigit() and voice.words[at - 1] in {",", "("}:
                found.setdefault(voice.words[at], mention.name)
    return found


def antecedents(segments: Segments, at: int, pronoun: str) -> list[str]:
    """Whom a pronoun at a token may mean, the likeliest first: the subject of the nearest sentence with such a person.

    A sentence with the same pronoun for its subject goes on about whom it was about before.
    """
    return _antecedents(segments, at, pronoun, known=True) or _antecedents(segments, at, pronoun, known=False)


def _antecedents(segments: Segments, at: int, pronoun: str, *, known: bool) -> list[str]:
    found: dict[int, list[str]] = {}
    for here, mentions in _sentences_before(segments, at, pronoun, known=known):
        if here not in found and len(found) == _SENTENCES:
            break
        names = _by_subject(voice_of(segments), here, at, mentions, pronoun)
        if names:
            found[here] = names
    return [name for names in found.values() for name in names]


def _sentences_before(segments: Segments, at: int, pronoun: str, *, known: bool) -> Iterator[tuple[int, list[Mention]]]:
    """Yield the sentences before a token with the persons that a pronoun may mean in each, the nearest first.

    Unless they are to be known for persons, all count who may be such by their names.
    """
    voice, cast = voice_of(segments), cast_of(segments)
    index = bisect_left(cast.starts, at)
    here, held = -1, list[Mention]()
    for mention in reversed(cast.mentions[max(0, index - _FARTHEST) : index]):
        if not (mention.person or (not known and _may_be_meant(voice, mention))) or cast.genders.get(
            mention.name
        ) == _OTHER.get(pronoun, "-"):
            continue
        opens = voice.opens(mention.at)
        if opens != here and held:
            yield here, held
            held = []
        here = opens
        held = [mention, *held]
    if held:
        yield here, held


def _is_in(voice: Voice, at: int, subject: Phrase) -> bool:
    """Whether a name is the subject, or stands beside it, and not only owns it: `Lind's aide, Ada Ray,`."""
    first, last = subject.aside or subject[:2]
    beside = bool(subject.aside) and first <= at <= last
    return beside or (subject.first <= at <= subject.last and not voice.words[subject.last][:1].islower())


def _may_be_meant(voice: Voice, mention: Mention) -> bool:
    """Whether a name may be a person's, and is not told like a place's: `in Central Vik`."""
    placed = mention.at > 0 and voice.lower[mention.at - 1] in PREPOSITIONS
    return may_be_person(mention.name) and not placed


def _by_subject(voice: Voice, low: int, at: int, mentions: list[Mention], pronoun: str) -> list[str]:
    """The persons of a sentence, its subject first; nobody where the pronoun itself is the subject."""
    subject = clause_subject(voice, low, min(at, voice.closes(low)))
    if subject is not None and subject.first == subject.last and subject.first < at:
        word = voice.lower[subject.first]
        if word == pronoun or (not pronoun and word in _OTHER):
            return []
    leading = [one.name for one in mentions if subject and _is_in(voice, one.at, subject)]
    return list(dict.fromkeys([*leading, *(one.name for one in mentions)]))
