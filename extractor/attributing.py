"""Attributing: what the reporter's own words beside a quote say in fixed phrases: cue, day, venue, outlet, kind.

Who speaks is not decided here: that is what the model is asked.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from extractor.asides import BLOT, prose_of
from extractor.dating import find_days
from extractor.flow import Segments, Stretch, once
from extractor.naming import names_of
from extractor.reporting import AUXILIARIES, CONJUNCTIONS, CUES, FINITE, NOBODY, PREPOSITIONS, PRONOUNS, VERBS

Range = tuple[int, int]

_WIDEST = 1_000
"""So many characters beside a quote are looked at, however long its sentence is."""
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_VENUE_NOUN = (
    r"(?:briefings?|conferences?|interviews?|calls?|speech(?:es)?|statements?|letters?|meetings?|summits?|hearings?|"
    r"address|debates?|rall(?:y|ies)|appearances?|emails?|e-mails?|memos?|reports?|documents?|tweets?|posts?|op-eds?|"
    r"testimony|remarks|session|podcast|broadcast|ceremony|visit|trip|panel|forum|town hall|telephone call|video|"
    r"message|column|book|blog|text)"
)
_CAPITALS = r"[A-Z][\w’'-]*(?:(?:\.\w|\s[A-Z])[\w’'-]*)*"
_VENUE = re.compile(
    r"\b(?i:in|at|during|on|after|following|via|by|to reporters at)\s"
    rf"((?:(?:an?|the|his|her|their|its|this|Monday[’']s)\s)(?:[\w’'.&-]+\s){{0,4}}?{_VENUE_NOUN}"
    rf"(?:\s(?:with|to|on|from|about|(?:released|published|obtained)\sby)"
    rf"\s(?:the\s)?(?!{_DAY})(?:{_CAPITALS}))?"
    rf"(?:\s(?:with|about)\s(?:the\s)?(?!{_DAY})[a-z]+)?)\b"
)
_BARE_VENUE = re.compile(r"\b[Ii]n\s((?:[a-z]+\s)?(?:remarks|testimony|comments)(?:\sto\s(?:the\s)?[\w.’'-]+)?)\b")
_POSTED = re.compile(
    r"\b(?:(tweeted|posted|emailed)|"
    r"on\s(Twitter|Facebook|X|Instagram|Telegram|Truth Social|social media|LinkedIn|YouTube|TikTok|Weibo|WhatsApp))\b"
)
_AUDIENCE = re.compile(
    r"\b(?:told|tells|telling|addressing)\s"
    r"((?:an?|the|his|her|their|its|this)\s(?:[\w’'.&-]+\s){0,4}?"
    r"(?:conferences?|symposium|seminar|briefing|hearing|rally|meeting|summit|inquest|inquiry|tribunal|court|"
    r"forum|gathering|webinar|vigil|debate|ceremony))\b"
)
_OUTLET_NAME = (
    r"((?:[A-Z][\w.&’'-]*\s){0,6}(?:[A-Z][\w.&’'-]*)?"
    r"(?:News|Times|Post|Journal|Press|Agency|Radio|Television|TV|Magazine|Tribune|Herald|Guardian|Today|Mail|Weekly|Daily|"
    r"Sun|Star|Globe|Chronicle|Gazette|Observer|Independent|Telegraph|Examiner|Register|Network|Channel)\b|"
    r"(?:CNN|BBC|NBC|CBS|ABC|NPR|AP|AFP|Reuters|Bloomberg|Politico|POLITICO|Axios|Breitbart|MSNBC|C-SPAN|VOA|TASS|Interfax|"
    r"Xinhua|Yonhap)\b)"
)
_OUTLET = re.compile(
    r"\b(?:told|tells|telling|spoke to|speaking to|interview with|interview on|quoted by|cited by|"
    rf"according to|reported by)\s(?:[Tt]he\s)?{_OUTLET_NAME}"
)
_REPORTED = re.compile(
    r"\b((?:[A-Z][\w.&’'-]*\s){0,6}?(?:CNN|BBC|Reuters|AFP|Journal|Times|Post|News|Press))"
    r"\s(?:reported|reports|quoted|quotes)\b"
)
_GIVEN_BY = re.compile(
    rf"\b(?:published|released|obtained|seen|reviewed|leaked)\s(?:by|to)\s(?:[Tt]he\s)?(?!{_DAY})({_CAPITALS})"
)
_VERBAL = AUXILIARIES | VERBS | CUES | {"that", "who", "which"}
_BEHIND_NAME = 60
_CLAUSE = 14
"""Words that a clause may hold between its verb and its day."""
_OPENING = 3
"""Words between a day that opens a sentence and its subject."""
_AHEAD = 40
_NO_SUBJECT = (PREPOSITIONS | AUXILIARIES | CONJUNCTIONS | VERBS) - {"because", "if", "when", "what", "that", "while"}
_CONTRACTED = tuple(f"{mark}{ending}" for mark in "’'" for ending in ("t", "s", "re", "ll", "m", "d", "ve"))
_SHORTEST_CLAUSE = 4
_EARLY = 9
"""A clause has its verb among so many words."""
_WORD = re.compile(r"[\w’'-]+")


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


def has_words_beside(segments: Segments, stretch: Stretch) -> bool:
    """Whether the sentence of `stretch` holds words of the reporter's."""
    return any(
        character.isalpha()
        for left, right in _beside(segments, stretch)
        for character in prose_of(segments)[left:right]
    )


def _scope(segments: Segments, stretch: Stretch) -> tuple[int, int]:
    """Offsets of the sentence of `stretch`, or of what is near it in a very long one."""
    first = segments.sentence_at(stretch.start)
    last = segments.sentence_at(stretch.end)
    return max(first.start, stretch.start - _WIDEST), min(last.end, stretch.end + _WIDEST)


def find_venue(segments: Segments, stretch: Stretch, cue: Range | None = None) -> Range | None:
    """Where the sentence of `stretch` says where or in what it was said (`a Pentagon briefing`, `tweeted`)."""
    for pattern in (_VENUE, _AUDIENCE, _BARE_VENUE, _POSTED):
        if found := _nearest(_within(pattern, segments, stretch), cue or (stretch.start, stretch.end)):
            return found
    return None


def find_outlet(segments: Segments, stretch: Stretch, speaker: str = "") -> Range | None:
    """Where the article names the outlet through which it has the words; the speaker is none."""
    for pattern in (_OUTLET, _REPORTED, _GIVEN_BY):
        for left, right in _within(pattern, segments, stretch):
            if segments.text[left:right] not in speaker:
                return _fullest(segments, left, right)
    return None


def find_publisher(segments: Segments, document: str) -> Range | None:
    """Where the article says by whom a document was published, right behind its name."""
    kept = _publishers(segments)
    if document not in kept:
        kept[document] = _find_publisher(segments, document)
    return kept[document]


@once
def _publishers(segments: Segments) -> dict[str, Range | None]:
    """What was found for each speaker: the same few are asked for at each of their quotes."""
    del segments
    return {}


def _find_publisher(segments: Segments, document: str) -> Range | None:
    text, start = segments.text, segments.text.find(document)
    while document and start >= 0:
        end = start + len(document)
        match = _GIVEN_BY.search(text, end, min(end + _BEHIND_NAME, segments.sentence_at(start).end))
        if match and "," not in text[end : match.start()]:
            return match.span(1)
        start = text.find(document, end)
    return None


def _fullest(segments: Segments, left: int, right: int) -> Range:
    """Where the article first gives the whole name of an outlet of which `text[left:right]` is the last word."""
    name = segments.text[left:right]
    full = names_of(segments).fullest(name)
    start = segments.text.find(full)
    return (start, start + len(full)) if full != name and start >= 0 else (left, right)


def _within(pattern: re.Pattern[str], segments: Segments, stretch: Stretch) -> list[Range]:
    """Where a pattern stands in the reporter's words of the sentence of `stretch`."""
    return [
        match.span(match.lastindex or 0)
        for left, right in _beside(segments, stretch)
        for match in pattern.finditer(prose_of(segments), left, right)
    ]


def _beside(segments: Segments, stretch: Stretch) -> list[Range]:
    """The pieces of the sentence of `stretch` that are the reporter's words."""
    kept = _kept(segments)
    if stretch not in kept:
        kept[stretch] = [*outside_marks(segments, *_scope(segments, stretch))]
    return kept[stretch]


@once
def _kept(segments: Segments) -> dict[Stretch, list[Range]]:
    """What is beside each stretch that was asked about: six patterns are looked for in it."""
    del segments
    return {}


def _nearest(found: list[Range], place: Range) -> Range | None:
    return min(found, key=lambda one: max(one[0] - place[1], place[0] - one[1]), default=None)


def find_day(segments: Segments, stretch: Stretch, cue: Range | None, subject: Range | None = None) -> Range | None:
    """Where the clause in which `stretch` is told names the day, or its sentence does ahead of the subject."""
    place = cue or (stretch.start, stretch.end)
    days = [
        (left + first, left + last)
        for left, right in _beside(segments, stretch)
        for first, last in find_days(prose_of(segments)[left:right])
    ]
    clause = [day for day in days if _joined(prose_of(segments), day, place, _CLAUSE)]
    opening = [day for day in days if subject and _stands_by(prose_of(segments), day, subject)]
    return _nearest(clause, place) or (opening[0] if opening else None)


def _stands_by(text: str, day: Range, subject: Range) -> bool:
    """Whether a day stands a few words ahead of the subject, or right behind it: `Lind on Monday said`."""
    if day[1] <= subject[0]:
        return _joined(text, day, subject, _OPENING)
    return day[0] >= subject[1] and text[subject[1] : day[0]].strip() in {"", "on"}


def _joined(text: str, day: Range, place: Range, longest: int) -> bool:
    """Whether few words and no other verb stand between a day and the verb of saying or its subject."""
    between = text[place[1] : day[0]] if day[0] >= place[1] else text[day[1] : place[0]]
    words = [word.lower() for word in _WORD.findall(between)]
    return len(words) <= longest and not any(word in _VERBAL for word in words)


def stands_alone(segments: Segments, stretch: Stretch) -> bool:
    """Whether a stretch is whole sentences or clauses (`direct`), by how it begins (codebook, case 4)."""
    words = segments.text[stretch.start : stretch.end]
    first = next((character for character in words if character.isalpha()), "")
    if stretch.continues:
        return True
    tokens: list[str] = _WORD.findall(words)
    if first.isupper():
        # Names are shorter, and `due “in May,” Lind said` is woven in.
        ends = words[-1:] in "?!" or (words[-1:] in ".,…" and _told_as_clause(segments, stretch))
        return ends or len(tokens) > 3  # noqa: PLR2004
    return _told_as_clause(segments, stretch) and _is_clause([word.lower() for word in tokens[:_EARLY]])


def _told_as_clause(segments: Segments, stretch: Stretch) -> bool:
    """Whether a verb of saying, `that`, a comma, a colon, the end of a sentence or nothing at all stands ahead."""
    opening, _ = segments.paragraphs[segments.paragraph_at(stretch.start)]
    ahead = prose_of(segments)[max(opening, stretch.start - _AHEAD) : stretch.start].rstrip(f" \u00a0“„«»\"‘'{BLOT}")
    words = _WORD.findall(ahead)
    return (
        not ahead
        or ahead[-1] in ",:.!?"
        or (bool(words) and (words[-1].lower() in CUES or words[-1].lower() == "that"))
    )


def _is_clause(words: list[str]) -> bool:
    """Whether words begin with a subject and a finite verb."""
    if len(words) < _SHORTEST_CLAUSE or words[0] in _NO_SUBJECT or words[0].endswith(("ing", "ly")):
        return False
    subject = re.split("[’']", words[0])[0]
    if subject in PRONOUNS or subject in NOBODY:
        return True
    return any(word in FINITE or word.endswith(_CONTRACTED) for word in words[1:_EARLY])
