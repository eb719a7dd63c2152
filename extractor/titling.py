"""Titling: the office or role that the article gives a person, beside the name."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from extractor.flow import Segments, once
from extractor.naming import is_bodily, is_office
from extractor.phrasing import Phrase, phrase_after, phrase_before
from extractor.reporting import DETERMINERS, ROLES
from extractor.voicing import Voice, voice_of

_NO_PART = DETERMINERS | frozenset({"fellow", "then", "mr.", "mrs.", "ms.", "mr", "mrs", "ms", "dr.", "and"})
_LONGEST_TITLE = 12


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


def _find_title(segments: Segments, name: str) -> tuple[int, int] | None:
    voice = voice_of(segments)
    if not name[:1].isupper() or is_bodily(name):
        return None
    for words in dict.fromkeys((name, name.rsplit(maxsplit=1)[-1])):
        found = [
            title
            for at in _places(segments, words.split())
            for title in titles_at(voice, at, at + len(words.split()) - 1)
        ]
        if found:
            best = max(found, key=lambda title: title.last - title.first)
            return voice.places[best.first][0], voice.places[best.last][1]
    return None


def _places(segments: Segments, name: list[str]) -> list[int]:
    """The tokens at which a name begins, in reading order."""
    words, indexed, behind = voice_of(segments).words, _indexed(segments), len(name) - 1
    endings = [at - behind for ending in ("", "’s", "'s", "’", "'") for at in indexed.get(f"{name[-1]}{ending}", ())]
    return sorted(at for at in endings if at >= 0 and words[at : at + behind] == name[:-1])


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
    if first > low and voice.words[first - 1] == ",":
        if found := _of_phrase(voice, phrase_before(voice, first - 2, low)):
            yield found
    elif first > low and (found := _of_phrase(voice, _ahead(voice, first, low))):
        yield found
    if last + 2 < high and voice.words[last + 1] == ",":
        after = phrase_after(voice, last + 2, high)
        ends = after is not None and (
            after.last + 1 >= high
            or not voice.words[after.last + 1][0].isalnum()
            or voice.lower[after.last + 1] in {"who", "at", "in"}
        )
        if ends and (found := _of_phrase(voice, after)):
            yield found


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
    if not first <= last < first + _LONGEST_TITLE:
        return None
    offices = [at for at in range(first, last + 1) if is_office_word(voice.lower[at])]
    if not offices or (last not in offices and not _qualified(voice, offices[0], last)):
        return None
    return Titled(first, last)


def is_office_word(word: str) -> bool:
    """Whether a word in small letters is an office or a role."""
    return word in ROLES or is_office(word) or any(part in ROLES for part in word.split("-"))


def _qualified(voice: Voice, office: int, last: int) -> bool:
    """Whether what follows an office says of what: `secretary of state`."""
    return office < last and voice.lower[office + 1] in {"of", "for", "to", "general", "at", "in"}
