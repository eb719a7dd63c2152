"""Clausing: the words that a sentence or a clause begins with as its subject, past what only introduces it."""

from extractor.nouns import is_name, is_nominal
from extractor.phrasing import Phrase, phrase_after
from extractor.reporting import CONJUNCTIONS, CUES, PREPOSITIONS, is_adverb
from extractor.voicing import PARAGRAPH, QUOTED, Voice

_LONGEST_DATELINE = 14
_SHORTEST_PLACE = 3
"""Letters of a place in capitals."""


def object_after(voice: Voice, at: int, high: int) -> Phrase | None:
    """The phrase that follows a preposition: `according to him`."""
    if (
        at < high
        and voice.lower[at] in {"him", "her", "them"}
        and not (voice.lower[at] == "her" and at + 1 < high and is_nominal(voice, at + 1))
    ):
        return Phrase(at, at)
    return phrase_after(voice, at, high)


def _past_dateline(voice: Voice, low: int, high: int) -> int:
    """The token behind the place, agency and day that an article begins with: `VIK, May 3 (AP) — `."""
    if not (voice.words[low].isupper() and len(voice.words[low]) >= _SHORTEST_PLACE and voice.begins[low] == PARAGRAPH):
        return low
    marks = (at for at in range(low, min(high - 1, low + _LONGEST_DATELINE)) if voice.words[at] in {":", "—", "–", "-"})
    end = next(marks, None)
    if end is None or any(voice.words[at][0].islower() or voice.is_quoted(at) for at in range(low, end)):
        return low
    return end + 1


def clause_subject(voice: Voice, low: int, high: int) -> Phrase | None:
    """The phrase that a sentence begins with, past what only introduces it (`On Monday, ...`)."""
    at = _past_dateline(voice, low, high)
    if at + 2 < high and voice.lower[at] == "according":
        return object_after(voice, at + 2, high)
    at += voice.lower[at] in {"and", "but", "so", "yet", "or", "nor"}
    while at < high and (
        voice.lower[at] in PREPOSITIONS
        or voice.lower[at] in CONJUNCTIONS
        or is_adverb(voice.lower[at])
        or _is_verbal(voice, at)
    ):
        comma = next((place for place in range(at, high) if voice.words[place] in {",", QUOTED}), None)
        if comma is None:
            break
        at = comma + 1
    for place in range(at, high):
        if not voice.is_quoted(place) and (phrase := phrase_after(voice, place, high)):
            return phrase
    return None


def _is_verbal(voice: Voice, at: int) -> bool:
    """Whether a sentence begins with a participle: `Asked about this, ...`."""
    return voice.lower[at] in CUES or (
        voice.lower[at].endswith(("ing", "ed")) and not is_name(voice, at + 1 if at + 1 < len(voice) else at)
    )
