"""Phrasing: which words beside a reporting verb name its subject, by their classes and without a grammar's parse."""

from typing import NamedTuple

from extractor.nouns import is_name, is_nominal, is_noun
from extractor.reporting import (
    BODIES,
    CUES,
    DAYS,
    DETERMINERS,
    DOCUMENTS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    is_adverb,
)
from extractor.stripping import is_particle
from extractor.voicing import Voice

_LONGEST = 14
"""Words of a phrase that are looked at."""
_WIDEST_ASIDE = 30
"""Tokens between two commas that are stepped over."""
_MANY = frozenset("group groups number majority percent dozens hundreds thousands family families".split())  # noqa: SIM905
_HEADS = ROLES | BODIES | DOCUMENTS | _MANY
"""Nouns that a preposition may follow within a description, and that may follow a name."""


PARTS = frozenset("one another others".split())  # noqa: SIM905
"""Words that stand for some of those told of before."""


_AFTER_NOUN = frozenset("familiar close aware present".split())  # noqa: SIM905
"""Adjectives that stand behind their noun."""
_SEATS = frozenset("village town city region province state county district island port".split())  # noqa: SIM905
"""What may stand between an office and the name of where it is."""


class Phrase(NamedTuple):
    """Tokens that name someone, `words[first:last + 1]`, and those of a name or description set beside them."""

    first: int
    last: int
    aside: tuple[int, int] | None = None


def phrase_before(voice: Voice, at: int, low: int) -> Phrase | None:
    """The phrase that ends with the token `at` and begins at `low` or later."""
    if at < low or voice.is_quoted(at):
        return None
    word = voice.lower[at]
    if word == "who":
        whom = phrase_before(voice, at - 1 - (voice.words[at - 1] == ","), low)
        named = _described(voice, whom.first, low) if whom else None
        return Phrase(*named) if named else whom
    if word in PRONOUNS or (word in PARTS and (at == low or voice.lower[at - 1] in {",", "and", "but"})):
        return Phrase(at, at)
    if word in {")", "]", ",", "—", "–"}:
        return _before_aside(voice, at, low)
    first = _front(voice, at, low) if is_nominal(voice, at) else at
    if (
        first - 3 >= low
        and voice.lower[first - 1] in {"of", "from", "at", "for", "with"}
        and _ends_name(voice, first - 2)
    ):
        return phrase_before(voice, first - 2, low)
    return Phrase(first, at) if is_nominal(voice, at) else None


def _ends_name(voice: Voice, at: int) -> bool:
    """Whether a name of two words or more, which no role goes before, ends at a token: `Ada Ray of the clinic`."""
    return is_name(voice, at) and is_name(voice, at - 1) and voice.lower[at] not in _HEADS


_OPENING = {")": "(", "]": "[", ",": ",", "—": "—", "–": "–"}


def _before_aside(voice: Voice, at: int, low: int) -> Phrase | None:
    """The phrase before an aside that ends at `at`: `Lind, the mayor,` and `Lind (D-Vt.)`."""
    mark = _OPENING[voice.words[at]]
    for other in range(at - 1, max(low, at - _WIDEST_ASIDE) - 1, -1):
        if voice.words[other] == mark:
            if other - 1 < low or other + 1 == at:
                return None
            if voice.words[other - 1] in {")", "]"} and (inner := _before_aside(voice, other - 1, low)):
                return inner._replace(aside=(other + 1, at - 1))
            return _beside(voice, (other, at), low) if is_nominal(voice, other - 1) else None
    return None


def _beside(voice: Voice, aside: tuple[int, int], low: int) -> Phrase:
    """The phrase before an aside between the marks at two tokens, or before the one aside more that ends there."""
    other, at = aside
    first = _front(voice, other - 1, low)
    if voice.words[other] == ",":
        if first - 2 > low and voice.words[first - 2] == "," and voice.lower[first - 1] in {"of", "from"}:
            return Phrase(_front(voice, first - 3, low), first - 3, (first - 1, at - 1))  # `Lind, of Mill Road, Vik,`
        if named := _described(voice, first, low):
            return Phrase(*named, (first, other - 1))
    return Phrase(first, other - 1, (other + 1, at - 1))


def _described(voice: Voice, first: int, low: int) -> tuple[int, int] | None:
    """The name that a description right behind it is of: `Lind, the coach`; none where the name is a place's."""
    if first - 2 < low or voice.words[first - 1] != ",":
        return None
    owned = voice.words[first].endswith(("’s", "'s"))
    if not (voice.lower[first] in DETERMINERS or voice.words[first].islower() or owned):
        return None
    if not is_name(voice, first - 2):
        return None
    front = _front(voice, first - 2, low)
    alone = voice.lower[front] if front == first - 2 and voice.begins[front] else ""
    opens = is_adverb(alone) or alone.endswith(("ing", "ed"))
    placed = front > low and voice.lower[front - 1] in PREPOSITIONS
    return None if opens or placed else (front, first - 2)


def _front(voice: Voice, at: int, low: int) -> int:
    """The first token of the phrase whose last is `at`."""
    first = at
    named = is_name(voice, at)
    while at - first < _LONGEST and first > low:
        left = first - 1
        if is_nominal(voice, left) or (named and is_particle(voice.lower[left])):
            first = left
        elif voice.lower[left] in DETERMINERS:
            first = left
            if voice.lower[left] in POSSESSIVES or left == low or voice.lower[left - 1] not in {"one", "some", "of"}:
                return _past_of(voice, first, low)
        elif voice.lower[left] in {"of", "for", "to", "and", "&"} and left > low and _joins(voice, left, first):
            first = left - 1
        else:
            break
    return _past_of(voice, first, low)


def _past_of(voice: Voice, first: int, low: int) -> int:
    """The front of a longer phrase of which this is the end: `a spokesman for the ministry`."""
    left = first - 1
    if left - 1 < low or voice.lower[left] not in {"of", "for", "in", "at", "from", "with", "to", "on", "within"}:
        return first
    head = left - 1
    if voice.lower[head] in {"close", "familiar", "briefed", "involved", "aware", "knowledge"} and head - 1 >= low:
        head -= 1
    if voice.lower[head] in _HEADS or voice.lower[head] in {"one", "some", "many", "most"}:
        return _front(voice, head, low) if is_nominal(voice, head) else head
    if voice.lower[left] == "of" and voice.lower[head] in _SEATS:
        further = _front(voice, head, low)  # `the mayor of the village of Vik`
        return further if any(voice.lower[at] in ROLES for at in range(further, head)) else first
    return first


def _joins(voice: Voice, at: int, first: int) -> bool:
    """Whether `of` or `and` joins two words of one name: `Bank of England`, `Secretary of State Ray`."""
    if not (is_name(voice, at - 1) and is_name(voice, first)):
        return False
    return voice.lower[at] in {"of", "&"} or voice.lower[at - 1] in ROLES


def phrase_after(voice: Voice, at: int, high: int) -> Phrase | None:
    """The phrase that begins with the token `at` and ends before `high`."""
    if at >= high or voice.is_quoted(at):
        return None
    if voice.lower[at] in PRONOUNS:
        return Phrase(at, at)
    if voice.lower[at] in PARTS and at + 1 < high and voice.lower[at + 1] in CUES:
        return Phrase(at, at)
    start = at
    while at < high and voice.lower[at] in DETERMINERS and at - start < 3:  # noqa: PLR2004 - `one of the`
        at += 1
        if at + 1 < high and voice.lower[at] == "of" and voice.lower[at + 1] in DETERMINERS:
            at += 1
    if at > start and at + 1 < high and voice.lower[at].endswith("ly") and is_nominal(voice, at + 1):
        at += 1
    end = _back(voice, at, high)
    if end is None:
        return None
    aside = None
    if end + 1 < high and voice.words[end + 1] == ",":
        aside = _aside_after(voice, end + 2, high)
    return Phrase(start, end, aside)


def _back(voice: Voice, at: int, high: int) -> int | None:
    """The last token of the phrase that goes on at `at`, or None where none does."""
    last: int | None = None
    for place in range(at, min(high, at + _LONGEST)):
        if voice.begins[place] and place > at:
            break
        if _goes_on(voice, place, last):
            last = place
        elif not _is_short_form(voice, place, high) and not (
            last is not None and place + 1 < high and _links(voice, place, last)
        ):
            break
    return last


def _is_short_form(voice: Voice, place: int, high: int) -> bool:
    """Whether a token is a part of letters in brackets that a name follows: `head of the Vik Union (VU) Ada Ray`."""
    first = next((at for at in range(place, place - 3, -1) if at >= 0 and voice.words[at] == "("), place)
    if first + 3 >= high or voice.words[first + 2] != ")":
        return False
    return voice.words[first + 1].isupper() and is_name(voice, first + 3)


def _goes_on(voice: Voice, place: int, last: int | None) -> bool:
    """Whether a token is one more word of the phrase."""
    if is_name(voice, place):
        return True
    word = voice.lower[place]
    if last is None:
        return is_noun(voice, place)
    if not is_noun(voice, place):
        return is_particle(word) and is_name(voice, last) and _leads_to_name(voice, place + 1)
    if is_name(voice, last) and not voice.words[last].endswith(("s’", "’s", "s'", "'s")):
        if is_particle(word) and _leads_to_name(voice, place + 1):
            return True
        return _headed(voice, place)
    return not (word.endswith(("ed", "ing")) or word in _AFTER_NOUN) or word in _HEADS


def _leads_to_name(voice: Voice, at: int) -> bool:
    """Whether a name follows, or one more particle and a name: `van der Berg`."""
    at += at + 1 < len(voice) and is_particle(voice.lower[at])
    return at < len(voice) and is_name(voice, at)


def _headed(voice: Voice, place: int) -> bool:
    """Whether the words in small letters behind a name soon come to a role, a body, a document or one more name."""
    for at in range(place, min(len(voice), place + 4)):
        if voice.lower[at] in _HEADS or (at > place and is_name(voice, at) and not voice.begins[at]):
            return True
        if not is_noun(voice, at) or is_name(voice, at):
            return False
    return False


def _links(voice: Voice, place: int, last: int) -> bool:
    """Whether a preposition or article leads on to more of the phrase: `a spokesman for the ministry`."""
    word, following = voice.lower[place], voice.lower[place + 1]
    if word in DETERMINERS:
        return voice.lower[place - 1] in {"of", "for", "at", "in", "with", "from", "to"}
    if voice.is_quoted(place + 1) or voice.begins[place]:
        return False
    if voice.lower[last] in DOCUMENTS and word in {"by", "outside"}:
        return True
    if is_name(voice, last) and voice.lower[last] not in ROLES:
        return word in {"of", "&"} and is_name(voice, place + 1) and not _personal_so_far(voice, last)
    if word in {"of", "for", "at", "with", "from", "to", "in"}:
        headed = voice.lower[last] in _HEADS or word == "of"
        return headed and following not in DAYS and (following in DETERMINERS or is_nominal(voice, place + 1))
    return False


def _personal_so_far(voice: Voice, last: int) -> bool:
    """Whether a name of two words or more stands before `of`: `Patrick Ray of Ruritania`."""
    return last > 0 and is_name(voice, last - 1)


def _aside_after(voice: Voice, at: int, high: int) -> tuple[int, int] | None:
    """The name that a description is followed by: `the coach, Ada Ray,`."""
    end = at
    while end < high and (is_name(voice, end) or is_particle(voice.lower[end])):
        end += 1
    closed = (
        end >= high
        or not (voice.words[end][0].isalnum() or voice.is_quoted(end))
        or voice.lower[end] in PREPOSITIONS
        or voice.lower[end] in {"who", "whose"}
    )
    return (at, end - 1) if end > at and closed else None
