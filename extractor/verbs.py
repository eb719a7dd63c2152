"""Verbs: which words beside a quoted stretch are verbs of saying, told from nouns and names by the words around."""

from extractor.nouns import says
from extractor.reporting import (
    ADJACENT_ONLY,
    AUXILIARIES,
    BASES,
    BEING,
    CUES,
    DAYS,
    DETERMINERS,
    NEEDS_MORE,
    NOUNS_TOO,
    PREPOSITIONS,
    is_adverb,
    particle_of,
)
from extractor.voicing import QUOTED, Voice

_UNCHANGED = frozenset({"read", "put"})
"""Forms that are past ones too."""


def cue_at(voice: Voice, at: int) -> tuple[int, int] | None:
    """The tokens of the reporting verb or phrase that begins at a token, or None where none does."""
    word, following = voice.lower[at], voice.lower[at + 1] if at + 1 < len(voice) else ""
    if word == "according":
        return (at, at + 1) if following == "to" else None
    if word == "words":
        return (at - 2, at + 1) if following == "of" and at > 1 and voice.lower[at - 1] == "the" else None
    if word not in CUES or (at and not _reports(voice, at, word, following)):
        return None
    phrasal = word in NEEDS_MORE or (word.startswith("call") and following in {"on", "for"})
    return (at, at + phrasal)


def _reports(voice: Voice, at: int, word: str, following: str) -> bool:
    """Whether a form of a verb of saying is the verb here, and complete."""
    if (
        _names(voice, at)
        or _is_capital(voice, at)
        or (word in BASES and word not in _UNCHANGED and not _agrees(voice, at))
    ):
        return False
    if word in NEEDS_MORE:
        return particle_of(word) == following
    if word.startswith("continu"):
        return following in {",", ":", ".", ""}
    beside = voice.lower[at - 1] in {QUOTED, ","} or following in {QUOTED, ",", ":", ".", ";", ""}
    return word not in ADJACENT_ONLY or beside


def _names(voice: Voice, at: int) -> bool:
    """Whether a word that may report is a noun or an adjective here: `the alleged report`."""
    before = voice.lower[at - 1]
    if before in DETERMINERS and before not in {
        "this",
        "that",
        "some",
        "many",
        "all",
        "both",
        "one",
        "most",
        "two",
        "three",
    }:
        return True
    if voice.lower[at] not in NOUNS_TOO:
        return False
    if before in PREPOSITIONS and before != "to":
        return not voice.lower[at].endswith("ing")
    return before.endswith(("’s", "'s", "s’", "s'"))


def _is_capital(voice: Voice, at: int) -> bool:
    """Whether a word is a part of a name: `United States`."""
    return voice.words[at][0].isupper() and not voice.begins[at] and not says(voice, at)


def _agrees(voice: Voice, at: int) -> bool:
    """Whether a verb without ending stands behind `to`, an auxiliary or more than one: `officials say`."""
    left = at - 1
    while left > 0 and is_adverb(voice.lower[left]):
        left -= 1
    word = voice.lower[left]
    if (
        word in {"to", "they", "who", "i", "we", "you", ",", ")", "people", "police", "many", "some", "not", QUOTED}
        or word in AUXILIARIES
    ):
        return True
    return (
        word.endswith("s")
        or word in DAYS
        or "and" in voice.lower[max(0, left - 3) : left]
        or voice.words[left][0].isupper()
    )


def is_participle(voice: Voice, at: int) -> bool:
    """Whether a verb is a participle without an auxiliary: `saying`."""
    return voice.lower[at].endswith("ing") and voice.lower[at] != "according" and not (at and follows_being(voice, at))


def follows_being(voice: Voice, at: int) -> bool:
    """Whether a form of `to be` stands ahead of a verb, as in the passive."""
    left = past_adverbs(voice, at - 1, 0, auxiliaries=False)
    return voice.lower[left] in BEING


def past_adverbs(voice: Voice, at: int, low: int, *, auxiliaries: bool = True) -> int:
    """The token before the adverbs and auxiliaries that end at `at`."""
    while at > low and (
        is_adverb(voice.lower[at])
        or (auxiliaries and voice.lower[at] in AUXILIARIES)
        or voice.lower[at] in DAYS
        or (voice.lower[at] in {"on", "late", "early"} and voice.lower[at + 1] in DAYS)
    ):
        at -= 1
    return at
