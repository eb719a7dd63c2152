"""Attributing: what the reporter's own words beside a quote say in fixed phrases: cue, day, venue, outlet, kind.

Who speaks is not decided here: that is what the model is asked.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from extractor.flow import Segments, Stretch

_STEMS = (
    "say says said saying|add adds added adding|tell tells told telling|ask asks asked asking|"
    "write writes wrote writing|tweet tweets tweeted tweeting|posted posting|stated stating|note notes noted noting|"
    "warn warns warned warning|claims claimed claiming|insist insists insisted insisting|argue argues argued arguing|"
    "maintain maintains maintained maintaining|explain explains explained explaining|"
    "announce announces announced announcing|declare declares declared declaring|stress stresses stressed stressing|"
    "calls called calling|describe describes described describing|continue continues continued|"
    "conclude concludes concluded|reply replies replied|respond responds responded responding|"
    "assure assures assured assuring|remarked remarking|observed|suggest suggests suggested suggesting|pronounced|"
    "vow vows vowed|pledged|promised|denies denied|accuse accuses accused accusing|blame blames blamed blaming|"
    "threaten threatens threatened threatening|urge urges urged urging|demanded demanding|cite cites cited citing|"
    "quotes quoted quoting|charged charging|recall recalled|joked|quipped|shouted|yelled|cried|chanted|interjected|"
    "exclaimed|emailed|believe believes believed|reports reported reporting|reads|"
    "confirm confirms confirmed confirming|revealed|admits|admitted|acknowledged|agreed|complained|criticized|"
    "criticised|slammed|dismissed|hopes|assert asserts asserted asserting|reasoned|protested|lamented|countered|"
    "objected|shot back|fired back|according to"
)
_VERBS = sorted(re.split(r"[| ](?!back\b|to\b)", _STEMS), key=len, reverse=True)
_CUE = re.compile(rf"\b(?:{'|'.join([*_VERBS, *(verb[0].upper() + verb[1:] for verb in _VERBS)])})\b")
_NEAR_AFTER = 200
_NEAR_BEFORE = 200
_WIDEST = 1_000
"""So many characters beside a quote are looked at, however long its sentence is."""
_LONGEST_TURN = 50
"""So many stretches back a turn is followed."""
_VENUE_NOUN = (
    r"(?:briefings?|conferences?|interviews?|calls?|speech(?:es)?|statements?|letters?|meetings?|summits?|hearings?|"
    r"address|debates?|rall(?:y|ies)|appearances?|emails?|e-mails?|memos?|reports?|documents?|tweets?|posts?|op-eds?|"
    r"testimony|remarks|session|podcast|broadcast|ceremony|visit|trip|panel|forum|town hall|telephone call|video|"
    r"message|column|book|blog|text)"
)
_VENUE = re.compile(
    r"\b(?i:in|at|during|on|after|following|via|by|to reporters at)\s"
    rf"((?:(?:an?|the|his|her|their|its|this|Monday[’']s)\s)(?:[\w’'.&-]+\s){{0,4}}?{_VENUE_NOUN}"
    r"(?:\s(?:with|to|on|from)\s(?:the\s)?[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*)*)?)\b"
)
_POSTED = re.compile(r"\b(?:tweeted|posted|emailed|wrote on Twitter|on Twitter|on Facebook|on X)\b")
_OUTLET = re.compile(
    r"\b(?:told|tells|telling|spoke to|speaking to|interview with|quoted by|reported by|cited by)\s(?:[Tt]he\s)?"
    r"((?:[A-Z][\w.&’'-]*\s){0,6}(?:[A-Z][\w.&’'-]*)?"
    r"(?:News|Times|Post|Journal|Press|Agency|Radio|Television|TV|Magazine|Tribune|Herald|Guardian|Today|Mail)\b|"
    r"(?:CNN|BBC|NBC|CBS|ABC|NPR|AP|AFP|Reuters|Bloomberg|Politico|Axios|Breitbart|MSNBC|C-SPAN|VOA|TASS|Interfax|"
    r"Xinhua|Yonhap)\b)"
)
_REPORTED = re.compile(
    r"\b((?:[A-Z][\w.&’'-]*\s){0,6}?(?:CNN|BBC|Reuters|AFP|Journal|Times|Post|News|Press))"
    r"\s(?:reported|reports|quoted|quotes)\b"
)


def outside_marks(segments: Segments, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the pieces of `text[start:end]` that no quoted stretch covers, in reading order."""
    position = start
    first = bisect_right(segments.stretches, start, key=lambda stretch: stretch.end)
    last = bisect_left(segments.stretches, end, key=lambda stretch: stretch.start)
    for stretch in segments.stretches[first:last]:
        if stretch.start - 1 > position:
            yield position, stretch.start - 1
        position = max(position, stretch.end + 1)
    if position < end:
        yield position, end


def find_cue(segments: Segments, stretch: Stretch) -> tuple[int, int] | None:
    """Where the reporting verb or phrase stands that ties `stretch` to its source.

    A stretch whose sentence has no words of the reporter's goes on in the turn before it, and has that one's cue.
    """
    for _ in range(_LONGEST_TURN):
        earlier = turn_before(segments, stretch)
        if earlier is None:
            break
        stretch = earlier
    return find_own_cue(segments, stretch)


def turn_before(segments: Segments, stretch: Stretch) -> Stretch | None:
    """The stretch before this one in its paragraph, where the reporter says nothing in this one's sentence."""
    index = bisect_left(segments.stretches, stretch.start, key=lambda other: other.start)
    earlier = segments.stretches[index - 1] if index else None
    if earlier is None or segments.paragraph_at(earlier.start) != segments.paragraph_at(stretch.start):
        return None
    return None if has_words_beside(segments, stretch) else earlier


def has_words_beside(segments: Segments, stretch: Stretch) -> bool:
    """Whether the sentence of `stretch` holds words of the reporter's."""
    pieces = outside_marks(segments, *_scope(segments, stretch))
    return any(character.isalpha() for left, right in pieces for character in segments.text[left:right])


def find_own_cue(segments: Segments, stretch: Stretch) -> tuple[int, int] | None:
    """Where the reporting verb or phrase stands in the sentence of `stretch`, behind it or before it."""
    behind = _first(_CUE, segments, stretch.end + 1, stretch.end + 1 + _NEAR_AFTER, stretch)
    before = _last(_CUE, segments, stretch.start - 1 - _NEAR_BEFORE, stretch.start - 1, stretch)
    if behind and before:
        closer = stretch.start - before[1] < behind[0] - stretch.end and not _attribution_behind(segments, stretch)
        return before if closer else behind
    return behind or before


def _attribution_behind(segments: Segments, stretch: Stretch) -> bool:
    """Whether the stretch ends with a comma, as one does that its attribution follows."""
    return segments.text[stretch.end - 1] in ",?!" or segments.text[stretch.end + 1 : stretch.end + 2] == ","


def _scope(segments: Segments, stretch: Stretch) -> tuple[int, int]:
    """Offsets of the sentence of `stretch`, or of what is near it in a very long one."""
    first = segments.sentence_at(stretch.start)
    last = segments.sentence_at(stretch.end)
    return max(first.start, stretch.start - _WIDEST), min(last.end, stretch.end + _WIDEST)


def _first(
    pattern: re.Pattern[str], segments: Segments, start: int, end: int, stretch: Stretch
) -> tuple[int, int] | None:
    low, high = _scope(segments, stretch)
    for left, right in outside_marks(segments, max(start, low), min(end, high)):
        if match := pattern.search(segments.text, left, right):
            return match.span()
        if right < min(end, high):
            return None
    return None


def _last(
    pattern: re.Pattern[str], segments: Segments, start: int, end: int, stretch: Stretch
) -> tuple[int, int] | None:
    low, high = _scope(segments, stretch)
    found: tuple[int, int] | None = None
    for left, right in outside_marks(segments, max(start, low), min(end, high)):
        for match in pattern.finditer(segments.text, left, right):
            found = match.span()
    return found


def find_venue(segments: Segments, stretch: Stretch) -> tuple[int, int] | None:
    """Where the sentence of `stretch` says where or in what it was said (`a Pentagon briefing`, `tweeted`)."""
    return _within(_VENUE, segments, stretch) or _within(_POSTED, segments, stretch)


def find_outlet(segments: Segments, stretch: Stretch) -> tuple[int, int] | None:
    """Where the sentence of `stretch` names the outlet through which the article has it."""
    return _within(_OUTLET, segments, stretch) or _within(_REPORTED, segments, stretch)


def _within(pattern: re.Pattern[str], segments: Segments, stretch: Stretch) -> tuple[int, int] | None:
    for left, right in outside_marks(segments, *_scope(segments, stretch)):
        if match := pattern.search(segments.text, left, right):
            return match.span(1) if match.lastindex else match.span()
    return None


def stands_alone(segments: Segments, stretch: Stretch) -> bool:
    """Whether a stretch is whole sentences or clauses (`direct`), by its first letter, its end and its length."""
    words = segments.text[stretch.start : stretch.end]
    first = next((character for character in words if character.isalpha()), "")
    if stretch.continues:
        return True
    return first.isupper() and (len(words.split()) > 3 or words[-1:] in ".,?!…")  # noqa: PLR2004
