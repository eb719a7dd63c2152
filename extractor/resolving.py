"""Resolving: the name that a phrase of the reporter's stands for, by what the article tells before and beside it."""

from bisect import bisect_left
from typing import Literal, NamedTuple

from extractor.casting import cast_of
from extractor.flow import Segments
from extractor.naming import (
    is_bodily,
    is_particle,
    is_personal,
    may_name,
    names_of,
    strip_article,
    strip_possessive,
    strip_title,
)
from extractor.nations import canonical_nation
from extractor.phrasing import Phrase, clause_subject, is_name, phrase_before
from extractor.reporting import DETERMINERS, DOCUMENTS
from extractor.titling import is_office_word
from extractor.voicing import Voice, voice_of

Form = Literal["person", "name", "description", "definite", "pronoun", "sole", "bearer"]
"""What told a source; `sole` is a pronoun that can mean one person only."""
_OWNERS = {"his": "he", "her": "she", "their": "they"}
_SENTENCES_BACK = 4
_FULLER = 300
"""So many tokens back the fuller form of a description is looked for."""
_RIVALS = 2
"""Sentences with persons in which another one may be meant by a pronoun."""
_FARTHEST = 60
"""So many mentions back an antecedent is looked for."""


class Named(NamedTuple):
    """A name, and by what kind of words it was told."""

    name: str
    form: Form


def resolve(segments: Segments, phrase: Phrase) -> Named | None:
    """The name or description that a phrase stands for."""
    voice = voice_of(segments)
    word = _OWNERS.get(voice.lower[phrase.first], voice.lower[phrase.first])
    if phrase.first == phrase.last and word in {"he", "she"}:
        return _person_before(segments, phrase.first, word)
    if phrase.first == phrase.last and word in {"they", "it"}:
        name = _thing_before(segments, phrase.first)
        return Named(name, "pronoun") if name else None
    named = _by_name(segments, voice, phrase) if is_name(voice, phrase.last) else None
    if (named is None or named.form != "person") and (aside := _by_aside(voice, phrase)):
        return aside
    if named is not None:
        return named
    return _by_description(segments, voice, phrase)


def _by_name(segments: Segments, voice: Voice, phrase: Phrase) -> Named | None:
    """The fullest form of the name that a phrase ends with."""
    words = strip_possessive(voice.slice(phrase.first, phrase.last))
    bare = strip_title(" ".join(words.split()))
    name = names_of(segments).fullest(bare)
    if not may_name(name) and not name.lower().startswith("the "):
        return _by_description(segments, voice, phrase)
    person = names_of(segments).is_person(name, words) or name in cast_of(segments).persons
    return Named(name, "person" if person else "name")


def _by_aside(voice: Voice, phrase: Phrase) -> Named | None:
    """The name that a description is followed by: `the coach, Ada Ray, said`."""
    if phrase.aside is None or phrase.aside[1] <= phrase.aside[0]:
        return None
    name = strip_title(voice.slice(*phrase.aside))
    named = all(
        is_name(voice, at) or is_particle(voice.lower[at]) for at in range(phrase.aside[0], phrase.aside[1] + 1)
    )
    return Named(name, "person") if named and is_personal(name) else None


def _by_description(segments: Segments, voice: Voice, phrase: Phrase) -> Named | None:
    words = voice.slice(phrase.first, phrase.last)
    if voice.lower[phrase.first] in {"the", "this", "that", *_OWNERS}:
        head = voice.lower[phrase.last]
        if name := _bearer(segments, voice, phrase):
            return Named(name, "bearer")
        return Named(_fuller(segments, phrase, head) or strip_article(words), "definite")
    if not any(character.isalpha() for character in words):
        return None
    return Named(strip_article(words), "description")


def _person_before(segments: Segments, at: int, pronoun: str) -> Named | None:
    """The first person of the nearest sentence before a pronoun that names one of its gender."""
    voice, cast = voice_of(segments), cast_of(segments)
    other = {"he": "f", "she": "m"}[pronoun]
    index = bisect_left(cast.starts, at)
    sentences: dict[int, list[str]] = {}
    rivals: set[str] = set()
    for mention in reversed(cast.mentions[max(0, index - _FARTHEST) : index]):
        person = mention.person and cast.genders.get(mention.name) != other
        if not person and len(sentences) < _RIVALS and not mention.person and _may_rival(mention.name):
            rivals.add(mention.name)
        if person:
            here = voice.opens(mention.at)
            if here not in sentences and len(sentences) == _RIVALS:
                break
            sentences.setdefault(here, []).append(mention.name)
    if not sentences:
        return None
    nearest = next(iter(sentences.values()))
    rivals |= {name for names in sentences.values() for name in names}
    return Named(nearest[-1], "sole" if len(rivals) == 1 else "pronoun")


def _may_rival(name: str) -> bool:
    """Whether a name that no one is known by may be a person's all the same."""
    return not (is_bodily(name) or name.isupper() or canonical_nation(name))


def _thing_before(segments: Segments, at: int) -> str | None:
    """The body, document or description that the sentences before `it` or `they` tell of first."""
    voice = voice_of(segments)
    pronoun, high, low = voice.lower[at], at, voice.opens(at)
    for _ in range(_SENTENCES_BACK):
        if low < high and (name := _thing_in(segments, low, high, pronoun)):
            return name
        if not low:
            break
        high, low = low, voice.opens(low - 1)
    return None


def _thing_in(segments: Segments, low: int, high: int, pronoun: str) -> str | None:
    """What `it` or `they` may mean in some words: their subject, else a document, else a name."""
    voice, cast = voice_of(segments), cast_of(segments)
    subject = clause_subject(voice, low, high)
    if subject and subject.first == subject.last and voice.lower[subject.first] in {"it", "they"}:
        return None
    if (
        subject
        and _counts(voice.lower[subject.last], pronoun)
        and (named := resolve(segments, subject))
        and named.form not in {"person", "pronoun", "bearer"}
    ):
        return named.name
    for at in range(low, high):
        if (
            voice.lower[at] in DOCUMENTS
            and _counts(voice.lower[at], pronoun)
            and (phrase := phrase_before(voice, at, low))
        ):
            return strip_article(voice.slice(phrase.first, phrase.last))
    found = cast.mentions[bisect_left(cast.starts, low) : bisect_left(cast.starts, high)]
    return next((one.name for one in found if not one.person and canonical_nation(one.name) != one.name), None)


def _counts(word: str, pronoun: str) -> bool:
    """Whether a noun may be meant by a pronoun: one by `it`, many or a body by `they`."""
    many = word.endswith("s") and not word.endswith("ss")
    return not many if pronoun == "it" else True


def _bearer(segments: Segments, voice: Voice, phrase: Phrase) -> str | None:
    """The person whom the article gives the office that a description names (`the Russian president`)."""
    offices = [voice.lower[at] for at in range(phrase.first, phrase.last + 1) if is_office_word(voice.lower[at])]
    if not offices:
        return None
    cast = cast_of(segments)
    bearers = cast.offices.get(offices[-1], [])
    if not bearers:
        return None
    earlier = bisect_left(bearers, bisect_left(cast.starts, phrase.first))
    return cast.mentions[bearers[max(0, earlier - 1)]].name


def _fuller(segments: Segments, phrase: Phrase, head: str) -> str | None:
    """`The official` is the `senior defense official` told of before; a description of more words is itself."""
    voice = voice_of(segments)
    if phrase.last - phrase.first > 1:
        return None
    for at in range(phrase.first - 1, max(-1, phrase.first - _FULLER), -1):
        if (
            voice.lower[at] == head
            and not voice.words[at].isupper()
            and (fuller := phrase_before(voice, at, voice.opens(at)))
        ):
            first = fuller.first
            while first < at and voice.lower[first] in DETERMINERS:
                first += 1
            if first < at:
                return voice.slice(first, at)
    return None
