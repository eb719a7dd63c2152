"""Cueing: the reporting verb beside a quoted stretch, and the words that are its subject."""

from typing import Literal, NamedTuple

from extractor.clausing import clause_subject, object_after
from extractor.nouns import is_name
from extractor.phrasing import Phrase, phrase_after, phrase_before
from extractor.reporting import AUXILIARIES, PREPOSITIONS, PRONOUNS, SPEECHES, is_adverb
from extractor.verbs import cue_at, follows_being, is_participle, past_adverbs
from extractor.voicing import QUOTED, Voice

Where = Literal["behind", "before", "far", "trailing", "label", "dash", "words", "lead"]
_CLAUSE_MARKS = frozenset({",", "and", "but", "or", "then", ";", "—", "–", QUOTED, "yet"})
_BETWEEN = frozenset("that , : it the a an of as is was are were to for him her them".split())  # noqa: SIM905
_POINTING = frozenset({"this", "that", "these", "those", "here", "below", "again"})
"""Words behind what is no name but a verb that tells somebody to do something: `Read this: “We stay”`."""
_WIDEST_ASIDE = 30
_LONGEST_MODIFIER = 12
_MODALS = frozenset({"will", "would", "could", "may", "might", "should", "must", "can"})
"""Verbs ahead of what is yet to be said: `Lind warned that Ray would respond “harshly”`."""
_BRACKETS = {"[": "]", "(": ")", "{": "}"}
_TELLING = frozenset({"told", "tells"})
"""Verbs that are followed by who was told, and never by who tells."""
_NEAR = 4


class Cue(NamedTuple):
    """What ties a stretch to its source: tokens of verb or phrase (`last` before `first` where there is none)."""

    first: int
    last: int
    subject: Phrase
    where: Where


def behind(voice: Voice, stretch: int, high: int) -> Cue | None:
    """What follows a stretch at once: `Lind said`, `said Lind`, `according to Lind`, `— Lind`."""
    at = stretch + 1
    at += at < high and voice.words[at] == ","
    at = _past_brackets(voice, at, high)
    while at < high and is_adverb(voice.lower[at]) and not is_name(voice, at):
        at += 1
    if at >= high or voice.is_quoted(at):
        return None
    if voice.words[at] in {"—", "–", "-"}:
        return _signature(voice, at, high)
    if (verb := cue_at(voice, at)) and not is_participle(voice, at):
        return _inverted(voice, verb, high)
    if subject := phrase_after(voice, at, high):
        return _told_by(voice, subject, high)
    return None


def _past_brackets(voice: Voice, at: int, high: int) -> int:
    """The token behind an aside in brackets, such as `[sic]` or the number of a note."""
    while at < high and (closing := _BRACKETS.get(voice.words[at])):
        end = next((place for place in range(at, min(high, at + _WIDEST_ASIDE)) if voice.words[place] == closing), None)
        if end is None:
            return at
        at = end + 1
    return at


def _signature(voice: Voice, at: int, high: int) -> Cue | None:
    """A name behind a dash at the end of a paragraph."""
    subject = phrase_after(voice, at + 1, high)
    ends = subject is not None and (subject.last + 1 >= high or voice.words[subject.last + 1] in {",", "."})
    named = subject is not None and (is_name(voice, subject.first) or is_name(voice, subject.last))
    return Cue(at, at - 1, subject, "dash") if subject and ends and named else None


def _inverted(voice: Voice, verb: tuple[int, int], high: int) -> Cue | None:
    at = verb[1] + 1
    while at < high and is_adverb(voice.lower[at]):
        at += 1
    according = voice.lower[verb[0]] == "according"
    subject = object_after(voice, at, high) if according else phrase_after(voice, at, high)
    return Cue(*verb, subject, "behind") if subject else None


def _told_by(voice: Voice, subject: Phrase, high: int) -> Cue | None:
    """The verb that follows its subject, past what says more of it, adverbs and auxiliaries."""
    if subject.last > subject.first and (verb := cue_at(voice, subject.last)):
        return Cue(*verb, Phrase(subject.first, subject.last - 1), "behind")
    for past in (_past_aside, _past_two_asides, _past_modifier):
        at = past(voice, subject.last + 1, high)
        while at < high and (is_adverb(voice.lower[at]) or voice.lower[at] in AUXILIARIES | {"who"}):
            at += 1
        verb = cue_at(voice, at) if at < high else None
        if verb and not is_participle(voice, at):
            return _relayed(voice, verb, high) or Cue(*verb, subject, "behind")
    return None


def _past_aside(voice: Voice, at: int, high: int) -> int:
    """The token behind an aside between two marks, or the same token where there is none."""
    if at < high and voice.words[at] in {",", "(", "—", "–"}:
        closing = ")" if voice.words[at] == "(" else voice.words[at]
        ends = (place for place in range(at + 1, min(high, at + _WIDEST_ASIDE)) if voice.words[place] == closing)
        return next(ends, at) + 1
    return at


def _past_two_asides(voice: Voice, at: int, high: int) -> int:
    """The token behind two asides with a comma in common: `Lind, 43, of Mill Road, said`."""
    after = _past_aside(voice, at, high)
    return _past_aside(voice, after - 1, high) if at < after and voice.words[at] == "," else at


def _past_modifier(voice: Voice, at: int, high: int) -> int:
    """The verb of saying behind more words of its subject: `Ada Ray of the clinic said`; else `high`."""
    for place in range(at, min(high, at + _LONGEST_MODIFIER)):
        if voice.is_quoted(place) or not voice.words[place][0].isalnum():
            break
        if place > at and cue_at(voice, place) and not is_participle(voice, place) and _closes_modifier(voice, place):
            return place
    return high


def _closes_modifier(voice: Voice, at: int) -> bool:
    """Whether a verb is not that of a clause within the modifier: `who said`, `to say`."""
    ahead = voice.lower[past_adverbs(voice, at - 1, 0)]
    return ahead not in PRONOUNS | {"to", "that", "which"}


def _relayed(voice: Voice, verb: tuple[int, int], high: int) -> Cue | None:
    """Whose words somebody gives: `the agency quoted Lind as saying`."""
    if not voice.lower[verb[0]].startswith(("quot", "cit")):
        return None
    at = verb[1] + 1
    if at < high and voice.lower[at] in {"him", "her", "them"}:
        source: Phrase | None = Phrase(at, at)
    else:
        source = phrase_after(voice, at, high)
    if source is None or source.last + 2 >= high or voice.lower[source.last + 1] != "as":
        return None
    return Cue(*verb, source, "behind") if voice.lower[source.last + 2].endswith("ing") else None


def before(voice: Voice, stretch: int, low: int) -> Cue | None:
    """The last reporting verb ahead of a stretch, with its subject."""
    weaker: Cue | None = None
    for at in range(stretch - 1, low - 1, -1):
        if voice.is_quoted(at) or not (verb := cue_at(voice, at)) or verb[1] >= stretch or verb[0] < low:
            continue
        if at == low and voice.lower[at].endswith("ed") and voice.lower[at + 1] != QUOTED:
            continue  # `Asked about this, ...`
        if cue := _before(voice, verb, stretch, low):
            if voice.lower[past_adverbs(voice, at - 1, low, auxiliaries=False)] not in _MODALS:
                return cue
            weaker = weaker or cue
    return weaker


def _before(voice: Voice, verb: tuple[int, int], stretch: int, low: int) -> Cue | None:
    at = verb[0]
    if voice.lower[at] == "according" or _is_in_words(voice, verb) or (voice.lower[at] == "said" and at == low):
        subject = object_after(voice, verb[1] + 1, stretch)
        return Cue(*verb, subject, "far") if subject else None
    if source := _cited(voice, low, stretch):
        return Cue(*verb, source, "far")
    if at == low and not is_participle(voice, at):
        return None
    by = voice.lower[verb[1] + 1] == "by"
    if at > low and not voice.lower[at].endswith("ing") and (by or follows_being(voice, at)):
        return _passive(voice, verb, stretch, low)
    subject = _subject(voice, at, low)
    return Cue(*verb, subject, _distance(voice, verb[1], stretch)) if subject else None


def _is_in_words(voice: Voice, verb: tuple[int, int]) -> bool:
    """Whether a cue is `in the words of`."""
    return voice.lower[verb[1]] == "of" and voice.lower[verb[1] - 1] == "words"


def _cited(voice: Voice, low: int, high: int) -> Phrase | None:
    """The source from which an outlet has it: `Citing an official, the paper reported ...`."""
    if voice.lower[low] in {"citing", "quoting"}:
        return phrase_after(voice, low + 1, high)
    return None


def _passive(voice: Voice, verb: tuple[int, int], stretch: int, low: int) -> Cue | None:
    """Who told or asked somebody, where the sentence says by whom: `Lind was asked by Ray`."""
    at = verb[1] + 1
    if at < stretch and voice.lower[at] == "by" and (subject := phrase_after(voice, at + 1, stretch)):
        return Cue(*verb, subject, _distance(voice, verb[1], stretch))
    end = voice.closes(stretch)
    if stretch + 2 < end and voice.lower[stretch + 1] == "by" and (subject := phrase_after(voice, stretch + 2, end)):
        return Cue(*verb, subject, "far")
    if voice.lower[verb[0]] in {"quoted", "cited"} and (
        subject := phrase_before(voice, past_adverbs(voice, verb[0] - 1, low), low)
    ):
        return Cue(*verb, subject, "far")
    return None


def _distance(voice: Voice, last: int, stretch: int) -> Where:
    """Whether little or nothing stands between verb and stretch."""
    between = voice.lower[last + 1 : stretch]
    return "before" if len(between) <= _NEAR and all(word in _BETWEEN for word in between) else "far"


def _subject(voice: Voice, at: int, low: int) -> Phrase | None:
    """The words that say who does what the verb at a token tells."""
    left = past_adverbs(voice, at - 1, low)
    alone = is_participle(voice, at)
    if left < low:
        return None
    if told := _object_ahead(voice, left, low, alone=alone):
        return told
    aside = voice.lower[left] in {",", ")", "—", "–"} and not alone
    if aside and (phrase := phrase_before(voice, left, low)):
        return phrase
    if voice.lower[left] in _CLAUSE_MARKS or voice.lower[left] == "to" or voice.lower[left] in PREPOSITIONS:
        return _shared(voice, left, low, alone=alone)
    phrase = phrase_before(voice, left, low)
    phrase = (phrase and _past_participle(voice, phrase, low)) or phrase
    if phrase and alone and voice.lower[max(0, phrase.first - 1)] != "with":
        return _shared(voice, left, low, alone=True) or phrase
    return phrase or _shared(voice, left, low, alone=False)


def _object_ahead(voice: Voice, left: int, low: int, *, alone: bool) -> Phrase | None:
    """Who speaks as the object of the verb ahead: `quoted Lind as saying`, `rebuked Lind for calling it ...`."""
    if voice.lower[left] == "as" or (alone and voice.lower[left] in {"for", "of"}):
        return phrase_before(voice, left - 1, low)
    return None


def _past_participle(voice: Voice, phrase: Phrase, low: int) -> Phrase | None:
    """Who speaks ahead of an aside that no comma closes: `Lind, addressing the media on Saturday said`."""
    verb = phrase.first - 1
    if verb - 2 < low or not voice.lower[verb].endswith("ing") or voice.words[verb - 1] != ",":
        return None
    return phrase_before(voice, verb - 2, low) if is_name(voice, verb - 2) else None


def _shared(voice: Voice, at: int, low: int, *, alone: bool) -> Phrase | None:
    """The subject that a verb has in common with the one before it in its sentence."""
    if not alone or voice.lower[at] in _CLAUSE_MARKS:
        for place in range(at - 1, low, -1):
            verb = None if voice.is_quoted(place) else cue_at(voice, place)
            if verb and not is_participle(voice, place) and not follows_being(voice, place):
                left = past_adverbs(voice, place - 1, low)
                phrase = phrase_before(voice, left, low)
                return (phrase and _past_participle(voice, phrase, low)) or phrase or clause_subject(voice, low, at)
    return clause_subject(voice, low, at)


def trailing(voice: Voice, stretch: int, high: int) -> Cue | None:
    """An attribution that ends the sentence of a stretch: `..., Lind said on Monday`, `as Lind put it`."""
    for at in range(stretch + 2, high):
        if voice.is_quoted(at) or not (verb := cue_at(voice, at)) or is_participle(voice, at):
            continue
        told = voice.lower[at] in _TELLING  # `..., Lind, the mayor, told reporters`
        if voice.lower[at] == "according" or (voice.words[at - 1] == "," and not told):
            subject = phrase_after(voice, verb[1] + 1, high)
            return Cue(*verb, subject, "trailing") if subject else None
        subject = phrase_before(voice, past_adverbs(voice, at - 1, stretch + 1), stretch + 1)
        if subject and voice.lower[subject.first - 1] in {",", "as", "how", "what", "—", "–"}:
            return Cue(*verb, subject, "trailing")
    return None


def label(voice: Voice, stretch: int, low: int) -> Cue | None:
    """A name and a colon: `Lind: “We stay”`; or words of speaking that are somebody's: `her promise to “stay”`."""
    subject = clause_subject(voice, low, stretch - 1) if voice.words[stretch - 1] == ":" and low < stretch - 1 else None
    if subject and not (subject.first == subject.last and voice.lower[subject.last + 1] in _POINTING):
        owned = [at for at in range(subject.first, subject.last) if voice.words[at].endswith(("’s", "'s"))]
        if owned and voice.lower[subject.last] in SPEECHES:
            subject = Phrase(subject.first, owned[-1])  # what somebody's verdict or answer is
        return Cue(stretch, stretch - 1, subject, "label")
    for at in range(stretch - 1, max(low, stretch - 8), -1):
        if voice.lower[at] in SPEECHES and voice.lower[at - 1].endswith(("’s", "'s", "s’", "s'")):
            return Cue(stretch, stretch - 1, Phrase(at - 1, at - 1), "words")
        if voice.lower[at] in SPEECHES and voice.lower[at - 1] in {"his", "her", "their"}:
            return Cue(stretch, stretch - 1, Phrase(at - 1, at - 1), "words")
    return None
