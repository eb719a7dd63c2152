"""Telling: the mentions of forces in an article, each with what its sentence says of it."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.allegiance import is_anybodys, is_of_others
from extractor.asides import prose_of
from extractor.belonging import CONVOYS, belongs, ends_of, is_part, stops_of
from extractor.bodies import find_bodies
from extractor.deeds import LEAVING, Deed, forms_of_deeds
from extractor.flow import Body, Segments, Sentence
from extractor.joining import FOR_PEOPLE
from extractor.listing import listed_acting, listed_before, listed_behind
from extractor.nations import Mention as Nation
from extractor.nations import nations_in
from extractor.owners import find_force, find_guard, find_lead
from extractor.quantities import read_personnel
from extractor.routing import Route, find_bound, find_route
from extractor.standing import deed_of, past_owners
from schemas import Status

Bounds = tuple[int | None, int | None]

ORDER: tuple[Status, ...] = (
    "considered", "planned", "ordered", "standby", "under_way", "in_place", "withdrawing", "withdrawn",
)  # fmt: skip
"""How far along a deployment is, from the first thought to its end."""
_KNOWN = re.compile(r"(?:[Tt]he|[Tt]hese|[Tt]hose)\s[A-Za-z]+(?:\s[a-z]+|\sand\s[a-z ]+)?")
"""Words for what was told of before."""
_PLACED = re.compile(r"\s(?:to|in|into|at|near|off)\s(?:the\s)?(?:[a-z]+ern\s)?[A-Z]")
"""A place behind a mention."""
_TAKING = frozenset({"joined", "welcomed", "welcomes", "host", "hosts", "hosting", "hosted"})
"""Deeds whose object are forces of others."""
_SHARE = re.compile(
    r"\bof (?:them|those|these|the \S+|that)\b|^(?:the )?(?:majority|rest|remainder|most)\b", re.IGNORECASE
)
_UNNAMED = frozenset(
    """marine marines army navy air force guard national reserve reserves coast corps airborne special forces
    defense defence citizen airmen ang royal federal armed military infantry the a an some another additional more
    about around nearly almost up at over only just these those this that its their his our several many few most
    hundreds thousands dozens fewer less than no tens two three four five six seven eight nine ten eleven twelve
    thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
    ninety hundred thousand heavily ground combat new extra other all both troops soldiers heavy fresh large small
    elite local foreign government border regular first second joint reserve ground peacekeeping coalition naval
    local state many land task group allied european african western asian""".split()
)
"""Words that may be written with a capital without naming whose forces they are."""


_SERVICES = frozenset({"Army", "Command", "Corps", "Fleet", "Force", "Forces", "Guard", "Navy", "Operations"})
"""Words in the names of services, which are some state's whatever else is in the name."""


_MISSION = re.compile(r"\sfor\s(?:[\w-]+\s){1,4}(?:missions?|operations?|task\sforce|patrols?|duty|duties|policing)\b")
"""What things that are given are for that are no aid."""
_GUARD = re.compile(r"\bNational Guard\b|\bGuards(?:men|women)\b|\bGuard [Mm]embers\b")
"""A guard under the name of a part of a state (`Texas Guardsmen`), which is the state's."""


class _Within(NamedTuple):
    """What is read of a body."""

    sentence: Sentence
    end: int
    """Where the words for it end."""
    stop: int
    """Where what is said of it ends."""


class Mention(NamedTuple):
    """One mention of forces, with what its sentence says of it."""

    key: str
    body: Body
    sentence: Sentence
    force: str | None
    """The nation; None where none is named, or forces of no state are."""
    word: str
    """The article's word for it."""
    deed: Deed | None
    route: Route
    bounds: Bounds | None
    """Lowest and highest count, None where nothing is counted."""
    share: bool
    """Whether it is counted out of another mention (`2,000 of them`)."""
    attached: str | None
    """Key of the mention beside it that it belongs to."""
    stateless: bool
    """Whether it carries the name of a group that is no state."""

    naming: tuple[str, ...] = ()
    """The words of its own that give it the name of a group, or of a part of a state."""
    anybodys: bool = False
    """Whether its words are for forces of any state or of none (`fighters`)."""
    peopled: bool = False
    """Whether it is a formation that is said to be of people (`two brigades of troops`)."""

    listing: bool = False
    """Whether its sentence says what it consists of."""
    part: bool = False
    """Whether it is a part of what the mention that it belongs to consists of."""
    further: bool = False
    """Whether it is that of a further state (`Polish and Czech troops`), or a further object of a deed."""

    @property
    def orphan(self) -> bool:
        """Whether something is told of forces under no name, which may be those that were told of before."""
        told = self.deed is not None and (self.deed.near or self.bounds is not None) and not self.deed.loose
        return told and self.force is None and not self.stateless and not self.naming and not self.anybodys

    @property
    def people(self) -> bool:
        """Whether people are mentioned, counted or not."""
        return self.peopled or self.body.kind == "people"

    @property
    def begun(self) -> bool:
        """Whether the forces are said to move or to be there, not only to be meant to."""
        return self.deed is not None and ORDER.index(self.deed.status) >= ORDER.index("under_way")


def read_mentions(segments: Segments) -> list[Mention]:
    """Every mention of forces in an article, in reading order, under the keys `M1`, `M2`, ..."""
    found: list[Mention] = []
    last: dict[str, Mention] = {}
    text = prose_of(segments)
    for sentence in segments.sentences:
        bodies = find_bodies(text, sentence.start, sentence.end)
        here: list[Mention] = []
        for body, stop, end in zip(bodies, stops_of(text, bodies, sentence), ends_of(text, bodies), strict=True):
            previous = next((one for one in reversed(here) if not one.further), None)
            within = _Within(sentence, end, stop)
            mention = _read(segments, body, within, previous, f"M{len(found) + len(here) + 1}")
            mention, owners = _listed(segments, _told_before(segments, mention, last))
            if mention.part and previous and not previous.part:
                here[-1] = here[-1] if here[-1].further else previous._replace(listing=True)
            here.append(mention)
            last |= dict.fromkeys(_nouns(segments.text, body), mention)
            here += [
                _of(segments, _further(segments, mention, f"M{len(found) + len(here) + at}"), owner)
                for at, owner in enumerate(owners, 1)
            ]
        found += here
    return found


def _listed(segments: Segments, mention: Mention) -> tuple[Mention, Sequence[Nation]]:
    """A mention with the first of the states that it is of by a list, and the others, each of which has forces there.

    Of a count nothing says how many are whose.
    """
    behind, _ = listed_behind(segments, mention.body.end, mention.sentence.end)
    deed = mention.deed and mention.deed.way in {"in", "stay"} and mention.deed
    # `The troops from Germany` may be others' that stand there.
    taken = deed and segments.text[deed.start : deed.end].lower() in _TAKING
    several = len(behind) > 1 and not _KNOWN.match(segments.text, mention.body.start)
    own = taken or (deed and deed.start >= mention.body.end and several)
    if own and behind:
        told = mention._replace(route=mention.route._replace(origin=None))
        return (told, ()) if mention.bounds and several else (_of(segments, told, behind[0]), behind[1:])
    before = listed_before(segments, mention.body, mention.sentence.start)
    if not before and mention.deed and mention.deed.end <= mention.body.start:
        acting = listed_acting(segments, mention.sentence.start, mention.deed.start)
        before = acting if acting and acting[-1].nation == mention.force else ()
    return mention, () if mention.bounds or mention.deed is None else before[:-1]


def _further(segments: Segments, mention: Mention, key: str) -> Mention:
    """What a mention tells of forces of another state: its words without the state in them."""
    inside = nations_in(segments, mention.body.start, mention.body.end)
    start = min(inside[-1].end + 1, mention.body.end - 1) if inside else mention.body.start
    return mention._replace(key=key, body=mention.body._replace(start=start), further=True)


def _of(segments: Segments, mention: Mention, owner: Nation) -> Mention:
    return mention._replace(force=owner.nation, word=segments.text[owner.start : owner.end])


def _told_before(segments: Segments, mention: Mention, last: Mapping[str, Mention]) -> Mention:
    """A mention of `the tanks`, without a nation of its own, with the force of the tanks before."""
    if not _KNOWN.fullmatch(segments.text, mention.body.start, mention.body.end):
        return mention
    known = next((last[noun] for noun in _nouns(segments.text, mention.body)[1:] if noun in last), None)
    return mention._replace(force=known.force, word=known.word) if known and known.force else mention


def _nouns(text: str, body: Body) -> list[str]:
    """The words of a mention, in the singular."""
    return [word.lower().removesuffix("s") for word in text[body.start : body.end].split()]


def _read(segments: Segments, body: Body, within: _Within, previous: Mention | None, key: str) -> Mention:
    """Read a body in its sentence, up to where what is said of it ends."""
    text, (sentence, end, stop) = prose_of(segments), within
    deed = deed_of(segments, sentence, (body.start, end))
    if deed is None and body.kind == "people" and (past := past_owners(segments, end, sentence.end)) > end:
        deed = deed_of(segments, sentence, (body.start, past))
    if deed and body.kind == "equipment" and text[deed.start : deed.end].lower() in FOR_PEOPLE:
        deed = deed if _MISSION.match(text, body.end, sentence.end) else None
    second = previous is not None and _goes_on(text, previous, deed, (body.start, end))
    deed = previous.deed if second and previous else deed
    naming = _naming(segments, body)
    guard = _GUARD.search(text, body.start, end) is not None
    force = None if naming else find_force(segments, body.start, end)
    force = force or (find_guard(segments) if guard else None)
    convoy = text.endswith(CONVOYS, body.start, body.end)
    if convoy and force and not sentence.start <= force.start < sentence.end:
        # It may as well be of lorries or refugees.
        force = None
    deed, route = _bound(segments, deed, force, (body.start, end, stop))
    of = body.start if body.kind == "people" else body.end
    people = read_personnel(text[of:end]) if of < end else None
    return Mention(
        key=key, body=body, sentence=sentence, deed=deed,
        force=force.nation if force else None,
        word=text[force.start : force.end] if force else "",
        route=route,
        bounds=(people.low, people.high) if people and (people.low, people.high) != (None, None) else None,
        share=_SHARE.search(text[body.start : body.end]) is not None,
        attached=_whole(previous) if previous and belongs(text, body, previous.body, part=previous.part) else None,
        part=previous is not None and is_part(text, body, previous.body, part=previous.part),
        stateless=_is_stateless(segments, sentence, body, naming),
        naming=tuple(naming),
        anybodys=convoy or is_anybodys(text[body.start : body.end]) or is_of_others(text, sentence.start, body.start),
        peopled=people is not None and of == body.end,
        further=second,
    )  # fmt: skip


def _bound(
    segments: Segments, deed: Deed | None, force: Nation | None, place: tuple[int, int, int]
) -> tuple[Deed | None, Route]:
    """A deed with its places: forces that leave their own state, or a place for another, set out."""
    status: Status
    text, (start, end, stop) = prose_of(segments), place
    away = deed is not None and deed.way == "out"
    route = find_route(text, (start, end), deed.end if deed else 0, stop, away=away)
    if deed is None or text[deed.start : deed.end].lower() not in LEAVING:
        return deed, route
    if not away:
        home = {one.nation for one in nations_in(segments, *(route.destination or (end, end)))}
        if force is None or home != {force.nation}:
            return deed, route
        status = "withdrawn" if deed.status in {"under_way", "in_place"} else deed.status
        return deed._replace(way="out", status=status), Route(route.origin, None)
    goal = find_bound(text, deed.end, stop)
    left = {one.nation for one in nations_in(segments, deed.end, goal[0] if goal else stop)}
    if goal is None and route.origin and (route.origin[0] >= deed.end or not left):
        left = {one.nation for one in nations_in(segments, *route.origin)}
    owner = force or find_lead(segments)
    if owner is not None and (left == {owner.nation} or (goal and not left)):
        status = "under_way" if deed.status in {"withdrawn", "withdrawing"} else deed.status
        return deed._replace(way="in", status=status), Route(route.origin, goal)
    return deed, route


def _goes_on(text: str, previous: Mention, own: Deed | None, body: tuple[int, int]) -> bool:
    """Whether a mention is a second object of the deed before the first (`sent a frigate to X and two jets to Y`)."""
    deed, goal = previous.deed, previous.route.destination
    if deed is None or (own and own.start != deed.start) or deed.end > previous.body.start:
        return False
    if goal is None or goal[1] > body[0] or not _PLACED.match(text, body[1]):
        return False
    between = text[previous.body.end : body[0]]
    words = between.lower().split()
    return between.endswith((" and ", " and a ", " and an ")) and forms_of_deeds().keys().isdisjoint(words)


def _whole(previous: Mention) -> str | None:
    """The key of what belongs with the mention before: of parts of a whole, that of the whole."""
    return previous.attached if previous.part else previous.key


def _naming(segments: Segments, body: Body) -> list[str]:
    """The words that give a mention the name of a group; none where a nation is named, or none is behind the name."""
    words = segments.text[body.start : body.end].split()
    if body.kind != "people" and words[-1] not in {"unit", "units"}:
        return []
    named = [word for word in words[:-1] if word[:1].isupper() and "-" not in word and not word.endswith("ly")]
    found = [word for word in named if word.lower() not in _UNNAMED]
    return [] if nations_in(segments, body.start, body.end) else found


def _is_stateless(segments: Segments, sentence: Sentence, body: Body, naming: Sequence[str]) -> bool:
    """Whether a mention carries the name of a group that is no state (`Free Front fighters`).

    A capital that opens the sentence makes no name, and the name of a service leaves it open whose it is.
    """
    opens = bool(naming) and body.start == sentence.start and segments.text.startswith(naming[0], body.start)
    sure = [word for at, word in enumerate(naming) if at or not opens or (word.isupper() and len(word) > 1)]
    guard = _GUARD.search(segments.text, body.start, body.end) is not None
    return bool(sure) and not guard and _SERVICES.isdisjoint(naming)
