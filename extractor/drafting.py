"""Drafting: the answer of code alone to the deployment task, in the very form that a model gives."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from extractor.announcing import is_announced
from extractor.asides import prose_of
from extractor.cueing import before, trailing
from extractor.dating import find_period
from extractor.flow import Json, Part, Segments, once
from extractor.gathering import Gathered, Owner, gather
from extractor.movements import Movement
from extractor.naming import RUN, names_of
from extractor.nations import canonical_nation, nations_in, nations_of
from extractor.ordering import is_ordering
from extractor.owners import find_lead
from extractor.reporting import SURE
from extractor.resolving import resolve
from extractor.speaking import attribute
from extractor.stripping import is_personal, strip_possessive, strip_title
from extractor.telling import Mention, read_mentions
from extractor.voicing import voice_of
from schemas import Status

NOTHING, YES, WHOSE = "none", "yes", "whose"
TO_COME: frozenset[Status] = frozenset({"considered", "planned", "ordered", "standby"})
"""Statuses of what has not begun: its `Friday` is the next one."""
_TELLING = SURE | {"report", "reports", "reported"}
"""Verbs whose subject is the source of what follows."""
_SOMEBODY = "?"
"""In the place of a nation: that of forces of which nothing says whose they are."""
_MOST_SENTENCES = 6
_NEAR = 400
"""Characters behind a mention, or from a sentence's start, that are searched for a time."""
_AHEAD = ("starting ", "beginning ", "from ", "by ", "next ", "later ", "within ", "as of ", "in the coming ")
"""How a time begins that opens a sentence and is not that of the report."""
_ON = ("on ", "tomorrow", "this ", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LISTED = re.compile(r",? and (?:in |to )?|, ")


@once
def mentions_of(segments: Segments) -> tuple[Mention, ...]:
    """Every mention of forces, in reading order."""
    return tuple(read_mentions(segments))


@once
def _gathered(segments: Segments) -> Gathered:
    return gather(prose_of(segments), mentions_of(segments), _lead(segments))


def _lead(segments: Segments) -> Owner:
    """The state with whose name the article begins, and the word for it."""
    lead = find_lead(segments)
    return (lead.nation, segments.text[lead.start : lead.end]) if lead else (None, "")


@once
def _slots(segments: Segments) -> dict[str, Json | str]:
    """Key of every mention to its draft, to the mention that tells the same first, or to `none`."""
    gathered = _gathered(segments)
    slots: dict[str, Json | str] = {mention.key: NOTHING for mention in mentions_of(segments)}
    slots |= {key: one.first.key for key, one in _unowned(segments).items() if key != one.first.key}
    slots |= {key: movement.first.key for key, movement in gathered.of.items()}
    return slots | {one.first.key: _draft(segments, gathered, one) for one in gathered.movements}


@once
def _supposed(segments: Segments) -> Gathered:
    """What the mentions would come to if forces of which nothing says whose they are were somebody's."""
    gathered, told = _gathered(segments), mentions_of(segments)
    nobodys = {one.key for one in told if _is_unowned(one) and one.key not in gathered.of}
    if not nobodys or not nations_of(segments):
        return gathered
    return gather(prose_of(segments), [one._replace(force=_SOMEBODY) if one.key in nobodys else one for one in told])


@once
def _unowned(segments: Segments) -> dict[str, Movement]:
    """Key of each mention of such forces to their movement; nothing where the article names no nation."""
    known, supposed = _gathered(segments).of, _supposed(segments).of
    return {key: one for key, one in supposed.items() if one.force == _SOMEBODY and one.first.key not in known}


@once
def unowned(segments: Segments) -> dict[str, Json]:
    """Key of each mention to the deployment that it would be if its words said whose forces they are."""
    supposed = _supposed(segments)
    firsts = {one.first.key: one for one in _unowned(segments).values()}
    return {key: _draft(segments, supposed, one) for key, one in firsts.items()}


def _is_unowned(mention: Mention) -> bool:
    return mention.force is None and mention.deed is not None and not mention.stateless


def drafts_of(segments: Segments) -> dict[str, Json]:
    """Key of each mention that code makes a deployment of to its draft."""
    return {key: slot for key, slot in _slots(segments).items() if not isinstance(slot, str)}


def propose(segments: Segments, part: Part) -> Json:
    """The answer about `part` by code alone."""
    slots = _slots(segments)
    return {"deployments": {candidate.key: slots[candidate.key] for candidate in part.candidates}}


def settled(segments: Segments, part: Part) -> frozenset[str]:
    """Keys of the mentions of which code is sure.

    Of the labelled articles all counted forces of which something is told were deployments, and 2 of 43 mentions of
    which nothing is told belonged to one; forces under the name of a group that is no state were none.
    """
    return frozenset(mention.key for mention, movement in _judged(segments, part) if _is_sure(mention, movement))


def likely(segments: Segments, part: Part) -> frozenset[str]:
    """Keys of what code takes for a deployment: without a count 17 of 21 were.

    What it does not take for one, though something is told of it, is for a model to judge.
    """
    gathered = _gathered(segments)
    return frozenset(candidate.key for candidate in part.candidates if candidate.key in gathered.of)


def _judged(segments: Segments, part: Part) -> Iterator[tuple[Mention, Movement | None]]:
    told = {**_unowned(segments), **_gathered(segments).of}
    asked = {candidate.key for candidate in part.candidates}
    return ((one, told.get(one.key)) for one in mentions_of(segments) if one.key in asked)


def _is_sure(mention: Mention, movement: Movement | None) -> bool:
    if movement is None:
        return mention.stateless or (mention.deed is None and mention.bounds is None)
    return movement.first.key != mention.key or (movement.bounds is not None and movement.force != _SOMEBODY)


def suggestion(segments: Segments, key: str) -> str:
    """What code makes of a mention, in few words; empty where it makes nothing of it."""
    slot = unowned(segments).get(key) or _slots(segments)[key]
    if isinstance(slot, str):
        return slot.removeprefix(NOTHING)
    named = (("", slot["force"]), ("from ", slot["origin"]), ("to ", ", ".join(slot["destination"])))
    words = [slot["status"].replace("_", " "), *(f"{label}{words}" for label, words in named if words)]
    return ", ".join(words if slot["force"] else [*words, WHOSE])


def _draft(segments: Segments, gathered: Gathered, movement: Movement) -> Json:
    """What a movement's mentions say together, with the sentences that say it."""
    goal, origin = _goal(segments, movement), _origin(movement)
    status = gathered.stage(movement)
    timing, order, source = (
        _timing(segments, movement, status), _orderer(segments, movement), _source(segments, movement),
    )  # fmt: skip
    status = "ordered" if status == "planned" and source and is_announced(segments, movement.force, *source) else status
    others = [pair[1] for pair in (timing, order, source) if pair]
    told = [mention for mention in (movement.first, goal, origin, *others) if mention]
    numbers = dict.fromkeys(mention.sentence.number for mention in told)
    return {
        "sentences": [*numbers][:_MOST_SENTENCES],
        "status": status,
        "force": movement.first.word,
        "origin": _words(segments, origin.route.origin) if origin else None,
        "destination": [_words(segments, goal.route.destination)] if goal else [],
        "timing": timing[0] if timing else None,
        "ordered_by": order[0] if order else None,
        "source": source[0] if source else None,
        "part_of": movement.total.first.key if movement.total else None,
    }


def _words(segments: Segments, place: tuple[int, int] | None) -> str | None:
    return segments.text[slice(*place)] if place else None


def _goal(segments: Segments, movement: Movement) -> Mention | None:
    """The mention that names the goal most closely: by the most nations, then the first; none of those that stay."""

    def nations(mention: Mention) -> int:
        words = _words(segments, mention.route.destination) or ""
        return sum(canonical_nation(word) is not None for word in _LISTED.split(words))

    told = [mention for mention in movement.mentions if mention.route.destination]
    if movement.way == "out":
        told = [mention for mention in told if mention.deed and mention.deed.way == "out"]
    return max(told, key=nations, default=None)


def _origin(movement: Movement) -> Mention | None:
    """The mention that says where the forces come from: of a counted movement, first those with a count."""
    told = [mention for mention in movement.mentions if mention.route.origin]
    sure = (mention for mention in told if mention.bounds or not movement.bounds or not mention.people)
    leaving = (mention for mention in told if movement.way == "out" and mention.deed and mention.deed.way == "out")
    return next(sure, None) or next(leaving, None)


def _timing(segments: Segments, movement: Movement, status: Status) -> tuple[str, Mention] | None:
    """The first words behind a mention that say when."""
    if status in {"in_place", "under_way"} and movement.way == "stay":
        return None
    text = prose_of(segments)
    for mention in movement.mentions:
        if mention.deed is None:
            continue
        begun = status not in TO_COME or status == "standby"
        if found := _time_behind(text, mention, status):
            return text[slice(*found)].rstrip("."), mention
        start = mention.sentence.start
        ahead = text[start : start + _NEAR].lower().startswith(_AHEAD)
        opening = find_period(text, start, _near(text, start, mention.body.start)) if begun or ahead else None
        if opening and opening[0] == mention.sentence.start:
            return text[slice(*opening)], mention
    return None


def _time_behind(text: str, mention: Mention, status: Status) -> tuple[int, int] | None:
    """The time that stands behind a mention or behind its deed; of what is planned also a day in the very clause."""
    start, stop = mention.body.end, mention.sentence.end
    deed = max(start, mention.deed.end) if mention.deed else start
    ahead = status in TO_COME and status != "standby"
    if status == "planned" and deed > start:
        comma = text.find(",", deed, stop)
        day = find_period(text, deed, comma if comma > 0 else stop)
        if day and text.startswith(_ON, day[0]):
            return day
    found = find_period(text, start, _near(text, start, stop), ahead=ahead)
    return found or (find_period(text, deed, _near(text, deed, stop), ahead=ahead) if deed > start else None)


def _near(text: str, start: int, end: int) -> int:
    """The end of the words in `text[start:end]` that are near its start."""
    return end if end - start <= _NEAR else max(start, text.rfind(" ", start, start + _NEAR))


def _orderer(segments: Segments, movement: Movement) -> tuple[str, Mention] | None:
    """Who ordered or approved a movement, where a clause of its sentences begins with it; never the state itself."""
    for mention in movement.mentions:
        start = _end_before(segments, mention)
        for run in RUN.finditer(prose_of(segments), start, mention.body.start):
            words = strip_possessive(run.group())
            end, words = run.start() + len(words), words.removeprefix("The ")
            if is_ordering(prose_of(segments), end):
                name = names_of(segments).fullest(strip_title(words))
                if is_personal(name) or _is_seat(segments, end - len(words)):
                    return name, mention
    return None


def _end_before(segments: Segments, mention: Mention) -> int:
    """Where the mention before this one in its sentence ends, or the sentence begins."""
    mentions = mentions_of(segments)
    at = bisect_left(mentions, mention.body.start, key=lambda other: other.body.start)
    return max(mention.sentence.start, mentions[at - 1].body.end if at else 0)


def _source(segments: Segments, movement: Movement) -> tuple[str, Mention] | None:
    """Who says so, by a verb of saying in a sentence of the movement, or as the speaker of the words in marks."""
    voice = voice_of(segments)
    for mention in sorted(movement.mentions, key=lambda mention: mention.bounds is None):
        if mention.deed and mention.deed.loose and mention is not movement.first:
            continue
        at = voice.token_at(mention.body.start)
        if voice.is_quoted(at):
            name = attribute(segments)[bisect_left(voice.stretches, at)].name
        else:
            cue = before(voice, at, voice.opens(at)) or trailing(voice, at, voice.closes(at))
            named = resolve(segments, cue.subject) if cue and voice.lower[cue.first] in _TELLING else None
            name = named.name if named else None
        if name:
            return name, mention
    return None


def _is_seat(segments: Segments, start: int) -> bool:
    """Whether a government is named at `start` by its seat (`the Pentagon`)."""
    return any(mention.metonym for mention in nations_in(segments, start, start + 1))
