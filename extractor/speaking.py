"""Speaking: whom the reporter's words beside a quote seem to name as its source.

A proposal is a hint for the model and is never accepted by itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from extractor.attributing import find_own_cue, outside_marks, turn_before
from extractor.flow import Segments, Stretch
from extractor.naming import RUN, fullest_name, is_personal, may_name, strip_article, strip_title, surname
from extractor.nations import canonical_nation

_OFFICES = (
    r"senator|president|minister|general|mayor|governor|ambassador|secretary|chancellor|judge|congressman|congresswoman"
)
_NOUNS = (
    rf"(?:officials?|spokes(?:man|woman|person|people)|sources?|diplomats?|lawmakers?|experts?|analysts?|aides?|leaders?|commanders?|"
    rf"police|authorities|prosecutors?|lawyers?|attorneys?|witness(?:es)?|residents?|scientists?|researchers?|doctors?|activists?|"
    rf"critics?|supporters?|protesters?|letters?|documents?|memos?|reports?|statements?|emails?|ministry|government|company|agency|"
    rf"newspaper|headline|campaign|organi[sz]ations?|groups?|court|union|university|embassy|army|allies|city|poster|message|{_OFFICES})"
)
_DESCRIPTION = re.compile(
    rf"\b(?:(?:[Aa]n?|[Tt]he|[Oo]ne|[Ss]ome)\s)?(?:(?:[A-Z][\w.’'-]*|[a-z]+-[a-z]+|senior|former|unnamed|anonymous|top|local|military|"
    rf"defen[cs]e|intelligence|government|police|leaked|administration|western|foreign|retired|high-ranking|other)\s){{0,4}}{_NOUNS}\b"
)
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]ho)\b")
_ADJACENT = re.compile(
    r"(?:,[^,]*,)?\s*(?:(?:\w+ly|also|later|then|again|has|had|have|is|was|were|would|could|will|earlier|repeatedly|on|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\s+)*"
)
_OFFICE = re.compile(rf"\b({_OFFICES})$", re.IGNORECASE)
_REACH = 40
_LONGEST_TURN = 50
"""So many stretches back a turn is followed."""

Kind = Literal["person", "body", "description", "pronoun"]


@dataclass(frozen=True, slots=True)
class _Mention:
    """A word or phrase of the reporter's that may name a source."""

    start: int
    end: int
    kind: Kind
    name: str


def propose_speaker(segments: Segments, stretch: Stretch) -> str | None:
    """The source that the words beside `stretch` seem to name, by its fullest name or its description, or None."""
    for _ in range(_LONGEST_TURN):
        earlier = turn_before(segments, stretch) or _paragraph_before(segments, stretch)
        if earlier is None:
            break
        stretch = earlier
    cue = find_own_cue(segments, stretch)
    mention = _subject(segments, stretch, cue) if cue else None
    return _resolve(segments, mention) if mention else None


def _paragraph_before(segments: Segments, stretch: Stretch) -> Stretch | None:
    """The last stretch before a paragraph that is nothing but this one."""
    start, end = segments.paragraphs[segments.paragraph_at(stretch.start)]
    alone = not any(
        character.isalnum()
        for left, right in outside_marks(segments, start, end)
        for character in segments.text[left:right]
    )
    index = segments.stretches.index(stretch)
    return segments.stretches[index - 1] if alone and index else None


def _mentions(segments: Segments, start: int, end: int) -> list[_Mention]:
    """Names, descriptions and pronouns of the reporter's in `text[start:end]`, the longest of those that overlap."""
    found: list[_Mention] = []
    for left, right in outside_marks(segments, start, end):
        described = _described(segments.text, left, right)
        names = _named(segments.text, left, right)
        found += described
        found += [name for name in names if not any(_within(name, other) for other in described)]
    return sorted(found, key=lambda mention: mention.start)


def _within(one: _Mention, other: _Mention) -> bool:
    return other.start <= one.start and one.end <= other.end


@lru_cache(maxsize=2048)
def _described(text: str, start: int, end: int) -> tuple[_Mention, ...]:
    """Find descriptions and pronouns; each stretch of an article has the same words before it to look through."""
    return tuple(_find_described(text, start, end))


def _find_described(text: str, start: int, end: int) -> Iterator[_Mention]:
    for match in _DESCRIPTION.finditer(text, start, end):
        follows = RUN.match(text, match.end() + 1)
        if not (follows and is_personal(strip_title(follows.group()))):
            yield _Mention(match.start(), match.end(), "description", match.group())
    for match in _PRONOUN.finditer(text, start, end):
        yield _Mention(match.start(), match.end(), "pronoun", match.group())


@lru_cache(maxsize=2048)
def _named(text: str, start: int, end: int) -> tuple[_Mention, ...]:
    """Find names, likewise."""
    return tuple(_find_named(text, start, end))


def _find_named(text: str, start: int, end: int) -> Iterator[_Mention]:
    for match in RUN.finditer(text, start, end):
        words = re.sub(r"[’']s?$", "", match.group())
        name = fullest_name(strip_title(words), text)
        if may_name(name):
            kind: Kind = "person" if _is_person(name, words, text) else "body"
            yield _Mention(match.start(), match.start() + len(words), kind, name)


@lru_cache(maxsize=2048)
def _is_person(name: str, words: str, text: str) -> bool:
    """Whether a name is a person's: of two words or more, and titled or told by the surname alone elsewhere."""
    titled = len(words.split()) > len(name.split())
    if canonical_nation(name) or not (is_personal(name) or titled):
        return False
    return (
        titled
        or re.search(rf"(?<!{re.escape(name.split(maxsplit=1)[0])} )\b{re.escape(surname(name))}\b", text) is not None
    )


def _subject(segments: Segments, stretch: Stretch, cue: tuple[int, int]) -> _Mention | None:
    """The mention that the reporting verb belongs to: right before it, right behind it, or the sentence's first."""
    sentence = segments.sentence_at(cue[0])
    before = [mention for mention in _mentions(segments, sentence.start, cue[0]) if not _is_place(mention)]
    behind = _mentions(segments, cue[1], min(sentence.end, cue[1] + _REACH))
    verb = segments.text[cue[0] : cue[1]]
    if verb.lower() != "according to":
        for mention in reversed(before):
            if _ADJACENT.fullmatch(segments.text[mention.end : cue[0]]) and stretch.end not in range(
                mention.end, cue[0]
            ):
                return mention
    if behind and not segments.text[cue[1] : behind[0].start].strip():
        return _person_of(segments, behind)
    return before[0] if before else behind[0] if behind else None


def _person_of(segments: Segments, mentions: list[_Mention]) -> _Mention:
    """The first mention, or the person that it only describes (`Monmouth University political scientist Ann Bell`)."""
    for one, other in pairwise(mentions):
        if one.kind == "person" or not re.fullmatch(r"[a-z\s-]*", segments.text[one.end : other.start]):
            return one
        if other.kind == "person":
            return other
    return mentions[0]


def _is_place(mention: _Mention) -> bool:
    return mention.kind == "body" and canonical_nation(mention.name) == mention.name


def _resolve(segments: Segments, mention: _Mention) -> str | None:
    """The name that a mention stands for: pronouns and offices by the persons told of before."""
    if mention.kind in {"person", "body"}:
        return mention.name
    persons = [other for other in _mentions(segments, 0, mention.start) if other.kind == "person"]
    if mention.kind == "pronoun":
        return _antecedent(segments, mention, persons)
    return _bearer(segments, mention) or _fuller_description(segments, mention)


def _antecedent(segments: Segments, mention: _Mention, persons: list[_Mention]) -> str | None:
    """The first person of the sentence before a pronoun's clause, else of the sentences before, the nearest first."""
    if mention.name.lower() in {"they", "it"}:
        return _thing(segments, mention)
    for number in range(segments.sentence_at(mention.start).number, 0, -1):
        sentence = segments.sentences[number - 1]
        here = [person for person in persons if sentence.start <= person.start < sentence.end]
        if here:
            return here[0].name
    return None


def _thing(segments: Segments, mention: _Mention) -> str | None:
    """The first body or description of the sentence before `it` or `they`, else of the sentences before."""
    for number in range(segments.sentence_at(mention.start).number, 0, -1):
        sentence = segments.sentences[number - 1]
        here = _mentions(segments, sentence.start, min(sentence.end, mention.start))
        things = [
            other for other in here if other.kind == "description" or (other.kind == "body" and not _is_place(other))
        ]
        if things:
            return strip_article(things[0].name)
    return None


def _bearer(segments: Segments, mention: _Mention) -> str | None:
    """The person whom the article gives the office that a description names (`the Russian president`)."""
    office = _OFFICE.search(mention.name)
    if not office:
        return None
    for match in RUN.finditer(segments.text):
        name = strip_title(match.group())
        titles = match.group()[: -len(name)].lower().split()
        if is_personal(name) and office.group(1).lower() in titles:
            return name
    return None


def _fuller_description(segments: Segments, mention: _Mention) -> str:
    """`The official` is the `senior defense official` told of before; a description of more words is itself."""
    bare = re.sub(r"^(?:an?|the|one)\s", "", mention.name, flags=re.IGNORECASE)
    if len(bare.split()) > 1:
        return bare
    earlier = [
        re.sub(r"^(?:an?|the|one)\s", "", other.name, flags=re.IGNORECASE)
        for other in _mentions(segments, 0, mention.start)
        if other.kind == "description" and surname(other.name).lower() == bare.lower() and len(other.name.split()) > 2  # noqa: PLR2004 - more than an article and a noun
    ]
    return earlier[-1] if earlier else mention.name
