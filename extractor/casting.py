"""Casting: everyone whom the reporter of an article names, with offices and gender as far as the article tells them."""

# ruff: noqa: SIM905 - lists of words are read best as words
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from extractor.asides import prose_of
from extractor.attributing import outside_marks
from extractor.flow import Segments, once
from extractor.naming import RUN, may_be_person, may_name, names_of
from extractor.nations import canonical_nation
from extractor.reporting import BASES, CUES, PREPOSITIONS
from extractor.stripping import strip_possessive, strip_title
from extractor.titling import titles_at
from extractor.voicing import PARAGRAPH, SENTENCE, Voice, voice_of

_PRONOUNS = {
    **dict.fromkeys(("he", "his", "him", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}
_TITLED = {
    **dict.fromkeys("mr. mr sir lord king prince father congressman spokesman chairman businessman".split(), "m"),
    **dict.fromkeys(
        "mrs. mrs ms. ms dame lady queen princess mother congresswoman spokeswoman chairwoman".split(), "f"
    ),
}  # fmt: skip
_INFLECTED = CUES - BASES
"""Verbs of saying without the forms that are nouns as well: `Vik state`."""
_AGE = 3
"""Digits of an age at most."""
_ASIDE = 20
"""Tokens of an aside behind a name that are looked at."""
_SHORT = {
    "gen": "general", "sen": "senator", "rep": "representative", "gov": "governor", "prof": "professor",
    "col": "colonel", "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "adm": "admiral", "maj": "major",
}  # fmt: skip


class Mention(NamedTuple):
    """Where the reporter names a person or a body, by the token at which the name begins."""

    at: int
    name: str
    person: bool
    office: str
    """The last word of the title beside it."""


class Cast(NamedTuple):
    """Everyone whom the reporter names, in reading order."""

    mentions: list[Mention]
    starts: list[int]
    persons: frozenset[str]
    genders: dict[str, str]
    offices: dict[str, list[int]]
    """Each word of a title to the mentions of persons who bear it."""
    firsts: dict[str, str]
    """First name, or surname where it stands first, to the one person whose it is."""


@once
def cast_of(segments: Segments) -> Cast:
    """Gather whom an article names."""
    voice = voice_of(segments)
    mentions = list(_mentions(segments, voice))
    mentions = [_by_pronoun(voice, mentions, number) for number in range(len(mentions))]
    firsts = _firsts(mentions)
    mentions = [_by_first(voice, mention, firsts) for mention in mentions]
    persons = frozenset(mention.name for mention in mentions if mention.person)
    offices: defaultdict[str, list[int]] = defaultdict(list)
    for number, mention in enumerate(mentions):
        for word in set(mention.office.split()):
            offices[word].append(number)
    return Cast(
        mentions, [mention.at for mention in mentions], persons, _genders(voice, mentions), dict(offices), firsts
    )


def _by_pronoun(voice: Voice, mentions: list[Mention], number: int) -> Mention:
    """A mention as a person's where its sentence names nobody else and goes on with `he` or `she`."""
    mention = mentions[number]
    placed = mention.at > 0 and voice.lower[mention.at - 1] in PREPOSITIONS
    if mention.person or placed or not may_be_person(mention.name):
        return mention
    opens = voice.opens(mention.at)
    alone = (not number or mentions[number - 1].at < opens) and (
        number + 1 == len(mentions)
        or not mentions[number + 1].person
        or mentions[number + 1].at >= voice.closes(mention.at)
    )
    told = not {"he", "she"}.isdisjoint(voice.lower[mention.at : voice.closes(mention.at)])
    return mention._replace(person=alone and told)


def _firsts(mentions: list[Mention]) -> dict[str, str]:
    """The first word of each person's name that is no other person's, to the name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        words = mention.name.split()
        if mention.person and len(words) > 1:
            found[words[0]].add(mention.name)
    surnames = {mention.name.split()[-1] for mention in mentions if len(mention.name.split()) > 1}
    return {
        first: names.pop()
        for first, names in found.items()
        if len(names) == 1 and first not in surnames and canonical_nation(first) is None
    }


def _by_first(voice: Voice, mention: Mention, firsts: dict[str, str]) -> Mention:
    """A mention by the first name alone as one of its person, unless it is a place's."""
    name = firsts.get(mention.name)
    if name is None or (mention.at and voice.lower[mention.at - 1] in PREPOSITIONS):
        return mention
    return mention._replace(name=name, person=True)


def _mentions(segments: Segments, voice: Voice) -> Iterator[Mention]:
    """Yield the names in the reporter's words."""
    text, names = prose_of(segments), names_of(segments)
    for left, right in outside_marks(segments, 0, len(text)):
        for match in RUN.finditer(text, left, right):
            words = strip_possessive(match.group())
            bare = strip_title(words)
            name = names.fullest(bare)
            if not may_name(name):
                continue
            at = voice.token_at(match.start() + max(0, words.rfind(bare)))
            last = at + len(bare.split()) - 1
            person, personal = names.is_person(name, words), may_be_person(name)
            title = next(titles_at(voice, at, last), None) if person or personal else None
            office = _office(voice.lower[title.first : title.last + 1]) if title else ""
            person = person or (personal and (bool(title) or _speaks(voice, at, last)))
            yield Mention(at, name, person, office if person else "")


def _speaks(voice: Voice, at: int, last: int) -> bool:
    """Whether a verb of saying stands right beside a name, or an age or `who` behind it."""
    after = last + 1
    if after + 1 < len(voice) and voice.words[after] == ",":
        told = voice.lower[after + 1]
        closing = next((at for at in range(after + 1, min(len(voice), after + _ASIDE)) if voice.words[at] == ","), None)
        spoke = closing is not None and closing + 1 < voice.closes(after) and voice.lower[closing + 1] in _INFLECTED
        return spoke or told == "who" or (told.isdigit() and len(told) <= _AGE)
    return (after < len(voice) and voice.lower[after] in _INFLECTED) or (at > 0 and voice.lower[at - 1] in _INFLECTED)


def _office(words: list[str]) -> str:
    """The offices of a title, between spaces."""
    return " ".join(_SHORT.get(word.rstrip("."), word) for word in words)


def _genders(voice: Voice, mentions: list[Mention]) -> dict[str, str]:
    """The gender of each person by titles, and by the pronouns of paragraphs that name nobody else."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    persons = [mention for mention in mentions if mention.person]
    starts = [mention.at for mention in persons]
    paragraphs = [at for at in range(len(voice)) if voice.begins[at] == PARAGRAPH]
    for first, last in pairwise([*paragraphs, len(voice)]):
        names = {mention.name for mention in persons[bisect_left(starts, first) : bisect_left(starts, last)]}
        told = {_PRONOUNS[word] for word in voice.lower[first:last] if word in _PRONOUNS}
        if len(names) == len(told) == 1:
            votes[names.pop()][told.pop()] += 1
    for at in range(1, len(voice)):
        if voice.begins[at] == SENTENCE and voice.lower[at] in {"he", "she"}:
            index = bisect_left(starts, voice.opens(at - 1))
            if index < len(starts) and starts[index] < at:
                votes[persons[index].name][_PRONOUNS[voice.lower[at]]] += 3
    for mention in persons:
        for word in (*mention.office.split(), voice.lower[mention.at - 1] if mention.at else ""):
            if word in _TITLED:
                votes[mention.name][_TITLED[word]] += 3
    return {name: max(counts, key=counts.__getitem__) for name, counts in votes.items()}
