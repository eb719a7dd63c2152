"""The quote task: code finds the words in marks, the model says whose they are."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from extractor.attributing import (
    find_day,
    find_outlet,
    find_publisher,
    find_venue,
    has_words_beside,
    stands_alone,
)
from extractor.dating import read_day
from extractor.flow import Candidate, Drafts, Json, Part, Segments, Stretch, once
from extractor.grounding import (
    Found,
    Ledger,
    locate_all,
    locate_name,
    names_nobody,
    says_nothing,
    span_of,
    spans_of,
    whole_article,
)
from extractor.naming import surname
from extractor.speaking import LED_ON, Attribution, Certainty, attribute
from extractor.stripping import strip_article
from extractor.titling import find_title
from extractor.venues import Range
from schemas import Quote, Span, SpeakerDraft

NOBODY = "none"
WHY_NOT = ("title", "term")
"""Why nobody says the words of a stretch: they are the name of a work or thing, or a word or name in marks."""
LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
MOST_SUGGESTED = 20
"""Speakers that code gives a letter, so that some are left for those that it has missed."""


def find_candidates(segments: Segments) -> tuple[Candidate, ...]:
    """Every quoted stretch, as `Q1`, `Q2`, ..., with the speaker that its surroundings suggest."""
    hints = _hints(segments)
    return tuple(
        Candidate(
            key=f"Q{number}", start=stretch.start, end=stretch.end, sentence=segments.sentence_at(stretch.start).number,
            mark=stretch.start - len(stretch.mark), hint=hint,
        )
        for number, (stretch, hint) in enumerate(zip(segments.stretches, hints, strict=True), 1)
    )  # fmt: skip


def _hints(segments: Segments) -> list[str]:
    """`A John Kirby` for each stretch, letters in order of appearance; empty where nothing is suggested."""
    names = [one.name for one in attribute(segments)]
    letters = dict(zip(dict.fromkeys(name for name in names if name), LETTERS[:MOST_SUGGESTED], strict=False))
    return [f"{letters[name]} {name}" if name in letters else "" for name in names]


def propose(segments: Segments, part: Part) -> Json:
    """What code alone makes of a part, in the form of a model's answer, with letters of its own.

    Stretches of speakers for whom no letter is left are not in it.
    """
    letters = _letters(segments, part)
    speakers = [
        {"id": letter, "name": name, "title": _words(_span(segments, find_title(segments, name)))}
        for name, letter in letters.items()
    ]
    names = {candidate.key: _told(segments, candidate).name for candidate in part.candidates}
    quotes = {key: letters[name] if name else NOBODY for key, name in names.items() if not name or name in letters}
    return {"speakers": speakers, "quotes": quotes}


def settled(segments: Segments, part: Part) -> frozenset[str]:
    """Keys of the stretches of a part for which `propose` is sure: 78 of 79 were right on labelled articles."""
    return _of_certainty(segments, part, "certain")


def likely(segments: Segments, part: Part) -> frozenset[str]:
    """Keys of those for which it is right more often than not: 45 of 61, and all 37 of the seeds.

    That nobody says a stretch is likely as well where no words beside it tell of anybody: so it was of some 33 of 40.
    """
    unsaid = {candidate.key for candidate in part.candidates if _told(segments, candidate).name is None}
    return _of_certainty(segments, part, "likely") | unsaid


def _of_certainty(segments: Segments, part: Part, certainty: Certainty) -> frozenset[str]:
    letters = _letters(segments, part)
    told = {candidate.key: _told(segments, candidate) for candidate in part.candidates}
    return frozenset(
        key for key, one in told.items() if one.certainty == certainty and (one.name is None or one.name in letters)
    )


def _letters(segments: Segments, part: Part) -> dict[str, str]:
    """The speakers of a part with their letters, in order of appearance."""
    names = (_told(segments, candidate).name for candidate in part.candidates)
    return dict(zip(dict.fromkeys(name for name in names if name), LETTERS, strict=False))


def _told(segments: Segments, candidate: Candidate) -> Attribution:
    return attribute(segments)[int(candidate.key[1:]) - 1]


def answer_schema(segments: Segments, part: Part, draft: Json) -> Json:
    """The speakers that code has missed, then a letter for each stretch, or why nobody says it.

    The letters stand once, as OpenAI takes 1,000 names a schema.
    """
    del segments
    keys = [candidate.key for candidate in part.candidates]
    slots = {key: {"$ref": "#/$defs/letter"} for key in keys}
    free = [letter for letter in LETTERS if letter not in _suggested(part)]
    most = min(len(free), len(keys))
    properties: Json = draft["properties"]
    speaker = {**draft, "properties": {**properties, "id": {**properties["id"], "enum": free}}}
    return {
        "type": "object",
        "properties": {
            "speakers": {"type": "array", "items": speaker, "maxItems": most},
            "quotes": {"type": "object", "properties": slots, "required": keys, "additionalProperties": False},
        },
        "required": ["speakers", "quotes"],
        "additionalProperties": False,
        "$defs": {"letter": {"type": "string", "enum": [*LETTERS, *WHY_NOT]}},
    }


def ground(segments: Segments, part: Part, drafts: Drafts, ledger: Ledger) -> list[tuple[str, Quote]]:
    """The quotes whose speaker the article names, each under its candidate's key."""
    speakers: Mapping[str, SpeakerDraft] = drafts.sections["speakers"]
    letters: Mapping[str, str] = drafts.sections["quotes"]
    given = {*speakers, *(refused.item.removeprefix("speakers ") for refused in drafts.rejections)}
    suggested = {letter: name for letter, name in _suggested(part).items() if letter not in given}
    names = {**suggested, **_named(segments, speakers, ledger)}
    titles = _titled(segments, speakers, names, ledger)
    found: list[tuple[str, Quote]] = []
    for candidate in part.candidates:
        letter = letters.get(candidate.key)
        item = f"quotes {candidate.key}"
        if letter is None:
            ledger.doubtful.add(candidate.key)
        elif letter == NOBODY or letter in WHY_NOT:
            ledger.refuse(item, None, letter, "not_a_quote", span_of(segments, candidate))
        elif letter not in names:
            ledger.refuse(item, "speaker", letter, "unknown_speaker", span_of(segments, candidate))
            ledger.doubtful.add(candidate.key)
        else:
            found.append((candidate.key, _quote(segments, candidate, names[letter], titles.get(letter))))
    return found


def _suggested(part: Part) -> dict[str, str]:
    """Letter to name of the speakers that code suggests in a part."""
    hints = (candidate.hint.partition(" ") for candidate in (*part.candidates, *part.others) if candidate.hint)
    return {letter: name for letter, _, name in hints}


def _named(segments: Segments, speakers: Mapping[str, SpeakerDraft], ledger: Ledger) -> dict[str, str]:
    """Letter to the fullest name of each speaker that the article names."""
    names: dict[str, str] = {}
    for letter, draft in speakers.items():
        if located := locate_name(segments, draft.name, whole_article(segments)):
            names[letter] = located[0]
        else:
            reason = "no_name" if names_nobody(draft.name) else "not_in_article"
            ledger.refuse(f"speakers {letter}", "name", draft.name, reason)
    return names


def _titled(
    segments: Segments, speakers: Mapping[str, SpeakerDraft], names: Mapping[str, str], ledger: Ledger
) -> dict[str, Span]:
    """Letter to the place of each speaker's title: as code finds it beside the name, else as the model gives it."""
    places = {letter: find_title(segments, name) for letter, name in names.items()}
    titles = {letter: segments.span(*place) for letter, place in places.items() if place}
    for letter, draft in speakers.items():
        if letter in titles or draft.title is None:
            continue
        if title := _title(segments, draft.title, names.get(letter)):
            titles[letter] = title
        else:
            ledger.refuse(f"speakers {letter}", "title", draft.title, _why_no_title(segments, draft.title))
    return titles


def _why_no_title(segments: Segments, title: str) -> str:
    if says_nothing(title):
        return "says_nothing"
    return "not_beside_name" if next(locate_all(segments, title), None) else "not_in_article"


def _title(segments: Segments, title: str, name: str | None) -> Span | None:
    """Where `title` stands in a sentence that names its bearer, apart from the name itself."""
    if name is None or says_nothing(title):
        return None
    for span in locate_all(segments, strip_article(title)):
        sentence = segments.sentence_at(span.start)
        bearers = list(locate_all(segments, surname(name), sentence.start, sentence.end))
        if bearers and not any(span.start <= bearer.start and bearer.end <= span.end for bearer in bearers):
            return span
    return None


def _quote(segments: Segments, candidate: Candidate, name: str, title: Span | None) -> Quote:
    stretch = segments.stretches[int(candidate.key[1:]) - 1]
    words = span_of(segments, candidate)
    told = _told(segments, candidate)
    anchor = segments.stretches[told.anchor]
    places = {
        "text": words, "kind": words, "speaker_title": title, "cue": _span(segments, told.cue),
        "venue": _span(segments, find_venue(segments, anchor, told.cue)),
        "said_on": _span(segments, find_day(segments, anchor, told.cue, told.subject)),
        "reported_by": _span(segments, find_outlet(segments, anchor, name) or find_publisher(segments, name)),
    }  # fmt: skip
    evidence: dict[str, tuple[Span, ...]] = {field: (place,) for field, place in places.items() if place}
    evidence["speaker"] = _mentions(segments, name, stretch)
    return Quote(
        id=candidate.key.lower(), text=words.text, span=words, speaker=name, evidence=evidence,
        kind="direct" if stands_alone(segments, stretch) else "partial", speaker_title=_words(title),
        cue=_words(places["cue"]), venue=_words(places["venue"]), reported_by=_words(places["reported_by"]),
        said_on=read_day(day.text, segments.article.published) if (day := places["said_on"]) else None, group=0,
    )  # fmt: skip


def _span(segments: Segments, place: tuple[int, int] | None) -> Span | None:
    return segments.span(*place) if place else None


def _words(span: Span | None) -> str | None:
    return span.text if span else None


def _mentions(segments: Segments, name: str, stretch: Stretch) -> tuple[Span, ...]:
    """Where the article names the speaker: nearest to the stretch by any part of the name, and first in full."""
    whole = next(locate_all(segments, name))
    paragraph = segments.paragraph_at(stretch.start)
    beside = [
        place
        for words in dict.fromkeys((name, surname(name)))
        for place in _around(_told_in(segments, words, paragraph), stretch.end)
    ]
    nearest = min(beside, key=lambda place: abs(place[0] - stretch.end), default=None)
    return spans_of([whole, segments.span(*nearest)] if nearest else [whole])


def _around(places: list[Range], offset: int) -> list[Range]:
    """The last place before an offset and the first one behind it."""
    at = bisect_left(places, (offset,))
    return places[max(0, at - 1) : at + 1]


def _told_in(segments: Segments, words: str, paragraph: int) -> list[Range]:
    """Where the reporter's words of a paragraph hold some words."""
    kept = _kept(segments)
    if (words, paragraph) not in kept:
        found = segments.folded.find(words, *segments.paragraphs[paragraph])
        kept[words, paragraph] = [place for place in found if not _is_quoted(segments, place[0])]
    return kept[words, paragraph]


@once
def _kept(segments: Segments) -> dict[tuple[str, int], list[Range]]:
    """What was looked for in each paragraph: a long one may hold a thousand quotes of one person."""
    del segments
    return {}


def _is_quoted(segments: Segments, offset: int) -> bool:
    index = bisect_right(segments.stretches, offset, key=lambda stretch: stretch.start)
    return index > 0 and offset < segments.stretches[index - 1].end


def finish(segments: Segments, found: Sequence[Found], ledger: Ledger) -> tuple[Quote, ...]:
    """Number the records and their speech turns in reading order."""
    del ledger
    stretches = {stretch.start: stretch for stretch in segments.stretches}
    quotes: list[Quote] = []
    group = 0
    for quote in sorted((item.record for item in found), key=lambda quote: quote.span.start):
        goes_on = quotes and _goes_on(segments, quotes[-1], quote, stretches[quote.span.start])
        group += not goes_on
        quotes.append(quote.model_copy(update={"id": f"q{len(quotes) + 1}", "group": group}))
    return tuple(quotes)


def _goes_on(segments: Segments, earlier: Quote, later: Quote, stretch: Stretch) -> bool:
    """Whether one turn runs through both: one speaker, and one sentence or no words beside that tell of another."""
    if earlier.speaker != later.speaker:
        return False
    if stretch.continues or segments.sentence_at(earlier.span.start) == segments.sentence_at(later.span.start):
        return True
    if segments.paragraph_at(earlier.span.start) != segments.paragraph_at(later.span.start):
        return False
    led_on = attribute(segments)[segments.stretches.index(stretch)].rule.startswith(LED_ON)
    return led_on or not has_words_beside(segments, stretch)
