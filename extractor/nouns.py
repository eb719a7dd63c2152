"""Nouns: which tokens may be a part of a name or a description, by their classes, capitals and neighbours."""

from extractor.reporting import (
    AUXILIARIES,
    CONJUNCTIONS,
    CUES,
    DAYS,
    DETERMINERS,
    NOBODY,
    NOUNS_TOO,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    VERBS,
    is_adverb,
)
from extractor.voicing import Voice

_NAMES_TOO = frozenset("may april june august".split())  # noqa: SIM905
"""Months that people are called by."""
_HEADLINE_VERBS = frozenset(
    "says tells warns asks vows slams blasts urges insists admits denies declares announces calls claims".split()  # noqa: SIM905
)


def is_name(voice: Voice, at: int) -> bool:
    """Whether a token may be a part of a name."""
    word = voice.words[at]
    if word.startswith(("al-", "el-", "ul-")):
        return word[len("al-") :][:1].isupper()
    return word[:1].isupper() and not _is_date(voice, at) and not _opens_only(voice, at) and not says(voice, at)


def _is_date(voice: Voice, at: int) -> bool:
    """Whether a word is a day's or month's name here, not a person's: `Theresa May said`, `April Jones`."""
    if voice.lower[at] not in DAYS:
        return False
    if voice.lower[at] not in _NAMES_TOO:
        return True
    before = voice.words[at - 1] if at and not voice.begins[at] else ""
    after = voice.words[at + 1] if at + 1 < len(voice) else ""
    named = before[:1].isupper() and before.lower() not in PREPOSITIONS and before.lower() not in DAYS
    return not (named or after[:1].isupper() or after in CUES)


def says(voice: Voice, at: int) -> bool:
    """Whether a capitalised word is the verb of a headline: `Lind Says`."""
    return voice.lower[at] in _HEADLINE_VERBS and at > 0 and voice.words[at - 1][:1].isupper()


def _opens_only(voice: Voice, at: int) -> bool:
    """Whether a capitalised word is an article, preposition or pronoun at the front of a sentence."""
    if len(voice.words[at]) > 1 and voice.words[at].isupper():
        return False
    low = voice.lower[at]
    return low in DETERMINERS or low in PREPOSITIONS or low in CONJUNCTIONS or low in PRONOUNS or low in NOBODY


def is_noun(voice: Voice, at: int) -> bool:
    """Whether a token in small letters may be a noun or an adjective of a description."""
    word = voice.lower[at]
    if not (word[0].isalpha() or (word[0].isdigit() and len(word) > 1)) or word in _CLOSED:
        return False
    return not is_adverb(word) and (word not in CUES or word in NOUNS_TOO or word in ROLES)


_CLOSED = PREPOSITIONS | CONJUNCTIONS | DETERMINERS | AUXILIARIES | PRONOUNS | NOBODY | DAYS | VERBS


def is_nominal(voice: Voice, at: int) -> bool:
    """Whether a token may be a part of a name or a description."""
    return is_name(voice, at) or is_noun(voice, at)
