"""Resolving: the name that a phrase of the reporter's stands for, by what the article tells before and beside it."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal, NamedTuple

from extractor.bearing import antecedents, bearer, epithet
from extractor.casting import cast_of
from extractor.clausing import clause_subject
from extractor.flow import Segments
from extractor.naming import may_name, names_of
from extractor.nations import canonical_nation
from extractor.nouns import is_name
from extractor.phrasing import PARTS, Phrase, phrase_before
from extractor.reporting import BODIES, CUES, DETERMINERS, DOCUMENTS, POSSESSIVES, ROLES
from extractor.stripping import (
    TITLES,
    is_bodily,
    is_particle,
    is_personal,
    strip_article,
    strip_possessive,
    strip_title,
)
from extractor.voicing import Voice, voice_of

Form = Literal["person", "name", "description", "definite", "pronoun", "sole", "bearer", "shared"]
"""What told a source; `sole` is a pronoun that can mean one person only, `shared` a surname of several."""
_OWNERS = {"his": "he", "her": "she", "their": "they"}
_OBJECTS = {"him": "he", "them": "they"}
_OTHER = {"he": "she", "she": "he"}
_SENTENCES_BACK = 4
_FULLER = 300
"""So many tokens back the fuller form of a description is looked for."""
_RIVALS = 2
"""Sentences with persons in which another one may be meant by a pronoun."""
_FARTHEST = 60
"""So many mentions back a rival is looked for."""


class Named(NamedTuple):
    """A name, and by what kind of words it was told."""

    name: str
    form: Form


def resolve(segments: Segments, phrase: Phrase) -> Named | None:
    """The name or description that a phrase stands for."""
    voice = voice_of(segments)
    word = (_OWNERS | _OBJECTS).get(voice.lower[phrase.first], voice.lower[phrase.first])
    if phrase.first == phrase.last and word in {"he", "she"}:
        passive = voice.lower[phrase.first + 1 : phrase.first + 2] == ["as"]  # `quoted him as saying`
        return _person_before(segments, voice.opens(phrase.first) if passive else phrase.first, word)
    if phrase.first == phrase.last and word in {"they", "it"}:
        name = _thing_before(segments, phrase.first)
        return Named(name, "pronoun") if name else None
    aside = _by_aside(voice, phrase)
    if aside is None and (name := epithet(segments, phrase)):
        return Named(name, "pronoun")
    named = _by_name(segments, voice, phrase) if _ends_with_name(voice, phrase) else None
    if (named is None or named.form not in {"person", "shared"}) and aside:
        return aside
    if named is not None:
        return named
    return _by_description(segments, voice, phrase)


def _ends_with_name(voice: Voice, phrase: Phrase) -> bool:
    """Whether a phrase ends with a name, and does not only say of what somebody has an office: `the boss of Vik`."""
    if not is_name(voice, phrase.last):
        return False
    head = next((at for at in range(phrase.first, phrase.last) if voice.lower[at] in {"of", "at", "for"}), None)
    if voice.lower[phrase.first] != "the" or head is None or head - 1 == phrase.first:
        return True
    return not (voice.lower[head - 1] in ROLES and voice.words[head - 1].islower())


def _by_name(segments: Segments, voice: Voice, phrase: Phrase) -> Named | None:
    """The fullest form of the name that a phrase ends with."""
    words = strip_possessive(voice.slice(phrase.first, phrase.last))
    bare = strip_title(" ".join(words.split()))
    name = names_of(segments).fullest(bare)
    name = cast_of(segments).firsts.get(name, name)
    if voice.lower[phrase.first] == "the" and _is_office(name):
        return _by_description(segments, voice, phrase)
    if not may_name(name) and not name.lower().startswith("the "):
        return _by_description(segments, voice, phrase)
    person = names_of(segments).is_person(name, words) or name in cast_of(segments).persons
    if person and name != bare and names_of(segments).is_shared(bare):
        return Named(name, "shared")
    return Named(name, "person" if person else "name")


def _is_office(name: str) -> bool:
    """Whether capitalised words are somebody's office and nothing more: `the Lord Mayor`."""
    *ahead, last = name.lower().split() or [""]
    return last in ROLES and TITLES.issuperset(ahead)


def _by_aside(voice: Voice, phrase: Phrase) -> Named | None:
    """The name that a description is followed by: `the coach, Ada Ray, said`."""
    if phrase.aside is None:
        return None
    first = phrase.aside[0]
    if phrase.aside[1] == first:
        kin = voice.lower[phrase.first] in POSSESSIVES and voice.lower[phrase.last] in ROLES
        return Named(voice.words[first], "person") if kin and is_name(voice, first) else None
    first += voice.lower[first] == "the"  # `the Most Rev Ada Ray`
    dot = voice.words[phrase.aside[1]] == "."  # `Holm Inc.`
    last = phrase.aside[1] - dot
    name = strip_title(voice.slice(first, last))
    named = all(is_name(voice, at) or is_particle(voice.lower[at]) for at in range(first, last + 1))
    return Named(name + "." * dot, "person") if named and is_personal(name) else None


def _by_description(segments: Segments, voice: Voice, phrase: Phrase) -> Named | None:
    if voice.lower[phrase.first] == "that" and voice.lower[phrase.first - 1] in CUES and phrase.first < phrase.last:
        phrase = phrase._replace(first=phrase.first + 1)
    words = voice.slice(phrase.first, phrase.last)
    if phrase.first == phrase.last and voice.lower[phrase.first] in PARTS:
        several = _several_before(segments, phrase.first)
        return Named(several, "pronoun") if several else None
    if voice.lower[phrase.first] in {"the", "this", "that", *_OWNERS}:
        head = voice.lower[phrase.last]
        if name := bearer(segments, phrase):
            return Named(name, "bearer")
        fuller = _fuller(segments, phrase, head) or (head in BODIES and _body_before(voice, phrase)) or None
        return Named(fuller or strip_article(words), "definite")
    if not any(character.isalpha() for character in words):
        return None
    return Named(strip_article(words), "description")


def _person_before(segments: Segments, at: int, pronoun: str) -> Named | None:
    """Whom a pronoun means; surely if nobody else is named near it."""
    found = antecedents(segments, at, pronoun)
    if not found:
        return None
    rivals = {found[0], *_rivals(segments, at, pronoun)}
    sure = len(rivals) == 1 and found[0] in cast_of(segments).persons and not _is_doubtful(segments, at, pronoun)
    return Named(found[0], "sole" if sure else "pronoun")


def _is_doubtful(segments: Segments, at: int, pronoun: str) -> bool:
    """Whether the words since the last person was named tell of somebody of the other gender (`she ..., he said`)."""
    cast = cast_of(segments)
    index = bisect_left(cast.starts, at)
    last = next((one for one in reversed(cast.mentions[max(0, index - _FARTHEST) : index]) if one.person), None)
    if last is None or last.name in cast.genders:
        return False
    return _OTHER[pronoun] in voice_of(segments).lower[last.at : at]


def _rivals(segments: Segments, at: int, pronoun: str) -> Iterator[str]:
    """Yield who else is named in the nearest sentences with persons."""
    voice, cast = voice_of(segments), cast_of(segments)
    other = {"he": "f", "she": "m"}[pronoun]
    index = bisect_left(cast.starts, at)
    sentences: set[int] = set()
    for mention in reversed(cast.mentions[max(0, index - _FARTHEST) : index]):
        person = mention.person and cast.genders.get(mention.name) != other
        if person:
            here = voice.opens(mention.at)
            if here not in sentences and len(sentences) == _RIVALS:
                break
            sentences.add(here)
            yield mention.name
        elif len(sentences) < _RIVALS and not mention.person and _may_rival(mention.name):
            yield mention.name


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
        and named.form not in {"person", "shared", "pronoun", "bearer"}
    ):
        spoken = named.form == "name" or voice.lower[subject.last] in BODIES | DOCUMENTS
        if spoken or (document := _document_in(voice, low, high, pronoun)) is None:
            return named.name
        return document
    if document := _document_in(voice, low, high, pronoun):
        return document
    found = cast.mentions[bisect_left(cast.starts, low) : bisect_left(cast.starts, high)]
    return next((one.name for one in found if not one.person and canonical_nation(one.name) != one.name), None)


def _document_in(voice: Voice, low: int, high: int, pronoun: str) -> str | None:
    """The first document that some words tell of."""
    for at in range(low, high):
        if (
            voice.lower[at] in DOCUMENTS
            and _counts(voice.lower[at], pronoun)
            and (phrase := phrase_before(voice, at, low))
        ):
            return strip_article(voice.slice(phrase.first, phrase.last))
    return None


def _counts(word: str, pronoun: str) -> bool:
    """Whether a noun may be meant by a pronoun: one by `it`, many or a body by `they`."""
    many = word.endswith("s") and not word.endswith("ss")
    return not many if pronoun == "it" else True


def _fuller(segments: Segments, phrase: Phrase, head: str) -> str | None:
    """`The official` is the `senior defense official` told of before; a description of more words is itself."""
    voice = voice_of(segments)
    if phrase.last - phrase.first > 1:
        return None
    for at in range(phrase.first - 1, max(-1, phrase.first - _FULLER), -1):
        if (
            voice.lower[at] == head
            and not voice.words[at][0].isupper()
            and (fuller := phrase_before(voice, at, voice.opens(at)))
        ):
            first = fuller.first
            if voice.lower[first] == "the":
                continue
            while first < at and voice.lower[first] in DETERMINERS:
                first += 1
            if first < at:
                return voice.slice(first, at)
    return None


def _body_before(voice: Voice, phrase: Phrase) -> str | None:
    """The last name told before of which a definite noun is a word: `the bank` is the `Bank of Vik`."""
    head = voice.lower[phrase.last]
    if phrase.last - phrase.first != 1:
        return None
    for at in range(phrase.first - 1, max(-1, phrase.first - _FULLER), -1):
        if voice.lower[at] == head and voice.words[at][0].isupper() and not voice.words[at].isupper():
            first, low = at, voice.opens(at)
            while first > low and is_name(voice, first - 1):
                first -= 1
            last = at + 2 * (voice.lower[at + 1 : at + 2] == ["of"] and at + 2 < len(voice) and is_name(voice, at + 2))
            if last > first and voice.lower[first] not in DETERMINERS:
                return strip_possessive(voice.slice(first, last))
    return None


def _several_before(segments: Segments, at: int) -> str | None:
    """The people one of whom `one` or `another` is: those of whom the sentences before tell first."""
    voice = voice_of(segments)
    low = voice.opens(at)
    for _ in range(_RIVALS):
        if not low:
            return None
        high, low = low, voice.opens(low - 1)
        subject = clause_subject(voice, low, high)
        if subject and voice.lower[subject.last].endswith("s") and voice.lower[subject.last] in ROLES:
            first = subject.first + (voice.lower[subject.first] in DETERMINERS and subject.first < subject.last)
            return voice.slice(first, subject.last)
    return None
