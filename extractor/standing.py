"""Standing: what a sentence says is done with forces, else that they are somewhere, where that is not over."""

import re
from datetime import date

from extractor.asides import prose_of
from extractor.bodies import find_bodies
from extractor.deeds import Deed
from extractor.flow import Segments, Sentence
from extractor.listing import listed_behind
from extractor.moving import denies, find_deed

_STANDING = re.compile(
    r"(?:,?\s(?:are|is|were|was|already|currently|now|still|there|stationed|based|deployed|massed|present))*"
    r"\s(?:in|at|near|along|on|around|inside|across|throughout)\s"
    r"(?=(?:the\s)?(?!January|February|March|April|May|June|July|August|September|October|November|December)[A-Z]|the\s(?:region|border|area|country)|(?:eastern|western|northern|southern)\s)"
)
_HAVING = re.compile(
    r"\b(?:has|have|keeps|maintains|[Tt]here\s(?:is|are))\s(?:(?:already|also|now|currently|still|about|some)\s)*\Z"
)
_NEAR = 40
_FAR = 80
_SOMEWHERE = re.compile(
    r"[^.;]{0,60}\s(?:in|at|near|on|along|off|across)\s(?:the\s)?(?:[a-z]+ern\s)?(?:[A-Z]|country|region|south|north|east\b|west\b)"
)
_SERVING = re.compile(
    r"\b(?:serv(?:e|es|ed|ing)|commander|officers?|veterans?|head|chief|spokes(?:man|woman|person)|general|captain|colonel|"
    r"major|lieutenant)\s(?:of|in|for|with)\s(?:the\s)?\Z",
    re.IGNORECASE,
)
"""Words before a formation of which one person is told."""
_STRUCK = re.compile(
    r"\b(?:kill(?:s|ed|ing)?|los(?:t|es|ing)|wound(?:s|ed|ing)|injur(?:ed|ing)|captur(?:es|ed|ing)|destroy(?:s|ed|ing)|"
    r"attack(?:s|ed|ing)|ramm(?:ed|ing)|bomb(?:s|ed|ing)|shelled|test(?:s|ed|ing)|fired|seiz(?:es|ed|ing)|train(?:s|ed|ing)|clash(?:ed|es|ing)\swith|fought|hit|struck|ambushed|downed|arrested|rescued|"
    r"tolls?\s(?:of|among)|deaths\s(?:of|among)|casualties\samong)\s(?:the\s|its\s|their\s|an?\s)?\Z"
)
"""Words before forces that something is done to where they are."""
_PEAK = re.compile(r"\b[Aa]t\s(?:the|its|their)\s(?:peak|height)\b")
_PERIOD = re.compile(
    r"\b(?:from|between)\s(?:[A-Z][a-z]+\s)?(?:19|20)\d\d\s(?:to|and|until|through)\s(?:[A-Z][a-z]+\s)?(?:19|20)\d\d\b"
)
_YEAR = re.compile(r"\b(?:[Ii]n|until|during)\s(?:[A-Z][a-z]+\s)?((?:19|20)\d\d)\b")


def past_owners(segments: Segments, end: int, stop: int) -> int:
    """Where words end that say of which states or of which formation forces are."""
    past = listed_behind(segments, end, stop)[1]
    if past > end or not segments.text.startswith((" from the ", " of the "), end):
        return past
    units = (one.end for one in find_bodies(prose_of(segments), end, min(stop, end + _FAR)) if one.kind == "units")
    return next(units, end)


def deed_of(segments: Segments, sentence: Sentence, body: tuple[int, int]) -> Deed | None:
    """What is done with forces; where nothing else is said, that they stand somewhere (`900 troops in Romania`)."""
    text, (start, end), published = prose_of(segments), body, segments.article.published
    deed = find_deed(text, (sentence.start, sentence.end), body)
    serving = _SERVING.search(text, max(sentence.start, start - _NEAR), start)
    if serving and deed and deed.start >= end:
        return None
    struck = _STRUCK.search(text, max(sentence.start, start - _NEAR), start)
    denied = deed is None and denies(text, (sentence.start, sentence.end), body)
    standing = None if serving or struck or denied else _STANDING.match(text, end, sentence.end)
    had = deed is None and not denied and _HAVING.search(text, max(sentence.start, start - _NEAR), start)
    had = had and _SOMEWHERE.match(text, end, sentence.end)
    if had or (standing and (deed is None or (deed.end < start and not deed.near))):
        deed = Deed("stay", "in_place", end, end, near=True)
    done = deed is not None and deed.status in {"in_place", "withdrawn"}
    return None if done and _is_over(text, sentence, published) else deed


def _is_over(text: str, sentence: Sentence, published: date | None) -> bool:
    """Whether a sentence tells of the past alone: of a peak, of a period that has ended or of years before the last."""
    if _PEAK.search(text, sentence.start, sentence.end) or _PERIOD.search(text, sentence.start, sentence.end):
        return True
    years = [int(match[1]) for match in _YEAR.finditer(text, sentence.start, sentence.end)]
    return bool(years) and published is not None and max(years) < published.year - 1
