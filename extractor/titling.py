"""Titling: the office or role that the article gives a person, beside the name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from extractor.flow import Segments, once
from extractor.nouns import is_name, is_nominal
from extractor.offices import GENERATIONS, HONORIFICS, POSTNOMINALS
from extractor.phrasing import Phrase, phrase_before
from extractor.reporting import AUXILIARIES, DETERMINERS, KIN, ROLES
from extractor.stripping import OPENERS, TITLES, is_bodily, is_office
from extractor.voicing import Voice, voice_of

_NO_PART = DETERMINERS | HONORIFICS | frozenset({"fellow", "then", "and"})
_LONGEST_TITLE = 14
_OF_WHAT = frozenset("of at for with to on".split())  # noqa: SIM905
"""What leads on from an office to what it is of."""
_AGENT = ("er", "or", "ist", "ian", "man", "woman", "ster")
_SHORTEST_AGENT = 5
_NO_AGENTS = frozenset(
    """former other another mother father brother sister daughter grandmother grandfather elder older younger paper
    newspaper river border number power order quarter center chapter later never latter greater senior junior minor
    prior interior exterior superior inferior winter summer water cancer centre matter letter offer error honor labor
    harbor terror mirror cover tower under after rather whether however together bigger better larger lower higher upper
    inner outer early earlier whichever whoever rooftop german roman human woman man indian russian italian christian
    asian iranian ukrainian canadian australian norwegian civilian cluster register monster disaster master newsletter
    september october november december easter server computer router folder filter winner-take-all either
    neither silver copper leather weather feather shoulder corner manor vapor vigor rigor tumor rumor odor color
    favor flavor humor behavior armor dollar poster buster twitter""".split()  # noqa: SIM905
)
_BEING = frozenset({"is", "was"})
_NAMING = frozenset("call calls called nickname nicknamed know knows knew".split())  # noqa: SIM905
_LONGEST_NAMING = 12
"""Tokens of a clause that says by what other name somebody goes."""


class Titled(NamedTuple):
    """A title that stands beside a name: its tokens, both included."""

    first: int
    last: int


def find_title(segments: Segments, name: str) -> tuple[int, int] | None:
    """Offsets of the title that stands beside `name`, the longest one; beside the last word of it if nowhere else."""
    kept = _kept(segments)
    if name not in kept:
        kept[name] = _find_title(segments, name)
    return kept[name]


@once
def _kept(segments: Segments) -> dict[str, tuple[int, int] | None]:
    """Each name that was asked for to its title: the same few are asked for again and again."""
    del segments
    return {}


@once
def _beside_surnames(segments: Segments) -> dict[str, list[tuple[int, Titled]]]:
    """Each surname that was asked for to where it stands without a first name, and the titles beside it there."""
    del segments
    return {}


def _find_title(segments: Segments, name: str) -> tuple[int, int] | None:
    if not name[:1].isupper() or (" " in name and is_bodily(name)):
        return None
    voice, words = voice_of(segments), name.split()
    found = [title for _, title in _titles(voice, _places(segments, words), len(words) - 1)]
    if not found and len(words) > 1:
        beside = _by_last_word(segments, words[-1])
        found = [title for at, title in beside if not at or voice.words[at - 1] not in words]
    if not found:
        return None
    best = max(found, key=lambda title: title.last - title.first)
    return voice.places[best.first][0], voice.places[best.last][1]


def _by_last_word(segments: Segments, word: str) -> list[tuple[int, Titled]]:
    """The titles beside a surname where it stands without a first name, whoever it is that bears it."""
    kept = _beside_surnames(segments)
    if word not in kept:
        voice = voice_of(segments)
        places = [at for at in _places(segments, [word]) if not (at and _is_first_name(voice, at - 1))]
        kept[word] = _titles(voice, places, 0)
    return kept[word]


def _is_first_name(voice: Voice, at: int) -> bool:
    """Whether the word ahead of a surname may tell its bearer from another one: `Tom Lind, the mayor`."""
    word = voice.lower[at].rstrip(".")
    return is_name(voice, at) and not (word in TITLES or word in ROLES or voice.words[at] in OPENERS)


def _titles(voice: Voice, places: Iterable[int], more: int) -> list[tuple[int, Titled]]:
    """The titles beside a name that begins at some tokens and has some more, each with its token."""
    return [(at, title) for at in places for title in titles_at(voice, at, at + more) if not _is_kin(voice, title)]


def _is_kin(voice: Voice, title: Titled) -> bool:
    """Whether words say whose relative somebody is, which is no office."""
    words = voice.lower[title.first : title.last + 1]
    head = next((at for at, word in enumerate(words) if word in _OF_WHAT), len(words))
    return words[max(0, head - 1)] in KIN


def _places(segments: Segments, name: list[str]) -> list[int]:
    """The tokens at which a name begins, in reading order."""
    words, indexed, behind = voice_of(segments).words, _indexed(segments), len(name) - 1
    lasts = {f"{name[-1]}{ending}" for ending in ("", "’s", "'s", "’", "'")}
    ahead = indexed.get(name[0], []) if behind else []
    if behind and len(ahead) < len(indexed.get(name[-1], ())):
        places = [at for at in ahead if not lasts.isdisjoint(words[at + behind : at + behind + 1])]
    else:
        places = [at - behind for last in lasts for at in indexed.get(last, ()) if at >= behind]
    return sorted(at for at in places if words[at : at + behind] == name[:-1])


@once
def _indexed(segments: Segments) -> dict[str, list[int]]:
    """Each word of the reporter's to its tokens."""
    # A walk over all tokens for each name took a tenth of what replay does after its start.
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(voice_of(segments).words):
        found[word].append(at)
    return found


def titles_at(voice: Voice, first: int, last: int) -> Iterator[Titled]:
    """Yield the titles beside the name at these tokens."""
    low, high = voice.opens(first), voice.closes(last)
    while first > low and voice.lower[first - 1] in HONORIFICS:
        first -= 1
    if first > low and voice.words[first - 1] == ",":
        if found := _of_phrase(voice, phrase_before(voice, first - 2, low)):
            yield found
    elif first > low and (found := _of_phrase(voice, _ahead(voice, first, low))):
        yield found
    at = _behind(voice, last + 1, high)
    if at and (found := _of_phrase(voice, _apposition(voice, at, high))):
        yield found


def _behind(voice: Voice, at: int, high: int) -> int | None:
    """The token at which what somebody is begins: `Lind, 43, a nurse`, `Lind (coach)`, `Lind, who is a nurse`."""
    while at < high and (voice.words[at] in GENERATIONS or voice.words[at] in POSTNOMINALS):
        at += 1
    if at + 3 < high and voice.words[at] == "," and voice.words[at + 1].isdigit() and voice.words[at + 2] == ",":
        at += 2
    if at + 1 < high and voice.words[at] in {",", "(", "—", "–"}:
        at += 1
        if at + 2 < high and voice.lower[at] == "who" and voice.lower[at + 1] in _BEING:
            return at + 2 if voice.lower[at + 2] in DETERMINERS else None
        return _past_other_name(voice, at, high) if voice.lower[at] == "whom" else at
    if at + 1 < high and voice.lower[at] == "is" and voice.lower[at + 1] in DETERMINERS:
        return at + 1
    return None


def _past_other_name(voice: Voice, at: int, high: int) -> int | None:
    """The token behind a clause that gives somebody another name, for what follows it is said of the same person.

    In `Lind, whom the fans call Ice Man, the coach of the team`, but not in `Lind, whom he met with Ek, the coach`.
    """
    clause = range(at + 1, min(high, at + _LONGEST_NAMING))
    end = next((place for place in clause if voice.words[place] == ","), None)
    first = next((place + 1 for place in clause if voice.lower[place] in _NAMING), None)
    if end is None or first is None or not first < end < high - 1:
        return None
    return end + 1 if all(is_name(voice, place) for place in range(first, end)) else None


def _apposition(voice: Voice, at: int, high: int) -> Phrase | None:
    """The words from a token on that say what somebody is, where a mark or a clause ends them."""
    if voice.lower[at].endswith("ing"):
        return None
    last = next(
        (place - 1 for place in range(at, min(high, at + _LONGEST_TITLE)) if not _goes_on(voice, place)), high - 1
    )
    while last > at and (
        voice.lower[last] in _OF_WHAT or voice.lower[last] in DETERMINERS or voice.lower[last] == "and"
    ):
        last -= 1
    after = last + 1
    ends = after >= high or not voice.words[after][0].isalnum() or not is_name(voice, at)
    return Phrase(at, last) if ends and last >= at else None


def _goes_on(voice: Voice, at: int) -> bool:
    """Whether a token may be a part of a title."""
    word = voice.lower[at]
    if word == "and":
        return not voice.is_quoted(at + 1) and at + 1 < len(voice) and is_nominal(voice, at + 1)
    return word in _OF_WHAT or word in DETERMINERS or word == "&" or is_nominal(voice, at)


def _ahead(voice: Voice, first: int, low: int) -> Phrase | None:
    """The words right before a name that are one phrase with it."""
    whole = phrase_before(voice, first, low)
    return Phrase(whole.first, first - 1) if whole and whole.first < first else None


def _of_phrase(voice: Voice, phrase: Phrase | None) -> Titled | None:
    """The title that a phrase is, without articles; None where it names no office and no role."""
    if phrase is None:
        return None
    first, last = phrase.first, phrase.last
    while first <= last and (
        voice.lower[first] in _NO_PART
        or (voice.words[first].endswith(("’s", "'s")) and not voice.words[first][0].isupper())
    ):
        first += 1
    if first <= last and voice.lower[first].endswith("ed") and voice.lower[first - 1] in AUXILIARIES:
        first += 1
    while last >= first and voice.lower[last] in HONORIFICS:
        last -= 1
    if not first <= last < first + _LONGEST_TITLE or voice.lower[last] in _OF_WHAT:
        return None
    offices = [at for at in range(first, last + 1) if is_office_word(voice.lower[at])]
    if last in offices or any(_qualified(voice, office, last) for office in offices):
        return Titled(first, last)
    return None


def is_office_word(word: str) -> bool:
    """Whether a word in small letters is an office or a role."""
    return word in ROLES or is_office(word) or any(part in ROLES for part in word.split("-")) or _is_agent(word)


def _is_agent(word: str) -> bool:
    """Whether a word ends like a noun of who does something: `welder`, `virologist`."""
    return word.endswith(_AGENT) and len(word) > _SHORTEST_AGENT and word not in _NO_AGENTS


def _qualified(voice: Voice, office: int, last: int) -> bool:
    """Whether what follows an office says of what: `secretary of state`."""
    return office < last and voice.lower[office + 1] in _OF_WHAT | {"general", "in"}
