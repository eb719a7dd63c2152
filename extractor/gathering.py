"""Gathering: mentions of forces become movements, each with all mentions that tell of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractor.moving import Way
from extractor.telling import ORDER, Bounds, Mention
from schemas import Status

_INCLUDED = re.compile(r"\binclud(?:e|es|ed|ing)\b|\bof (?:them|whom|which)\b")
_REGIONS = re.compile(
    r"\b(?:Europe|Asia|Africa|America|East|West|Pacific|Atlantic|Gulf|Baltics?|Balkans|Mediterranean|NATO|regions?|"
    r"areas?|allies|theat(?:er|re)|borders?|front|flank|frontier)\b"
)
"""Places that may hold others, or be held by them, without sharing a name with them."""
_RAISED: tuple[tuple[Status, Status], ...] = (
    ("considered", "planned"),
    ("planned", "ordered"),
    ("under_way", "in_place"),
)
"""What another mention of the same movement may add to how far along it is."""
_NAME = re.compile(r"\b[A-Z]\w+")
_DIRECTIONS = frozenset({"Eastern", "Western", "Northern", "Southern", "Central", "North", "South", "East", "West"})
_VAGUE = (("several thousand", 2000), ("thousands", 2000), ("several hundred", 200), ("hundreds", 200), ("dozens", 24))
"""What uncounted words amount to at least."""


@dataclass(slots=True)
class Movement:
    """One deployment with all mentions that tell of it."""

    way: Way
    mentions: list[Mention]
    total: "Movement | None" = None
    """The movement that this one is a share of."""

    @property
    def first(self) -> Mention:
        """The mention that stands for it."""
        return self.mentions[0]

    @property
    def force(self) -> str | None:
        """The nation whose forces they are."""
        return self.first.force

    @property
    def bounds(self) -> Bounds | None:
        """Its count, None where none is given."""
        return next((mention.bounds for mention in self.mentions if mention.bounds), None)

    @property
    def status(self) -> Status | None:
        """How far along it is: by its counted mentions first, raised by what others say of the same stage."""
        telling = [mention for mention in self.mentions if mention.deed and mention.people == self.first.people]
        counted = [mention for mention in telling if mention.bounds]
        said: list[Status] = [mention.deed.status for mention in counted or telling if mention.deed]
        every = {mention.deed.status for mention in telling if mention.deed}
        if not said:
            return None
        status = said[0]
        for lower, higher in _RAISED:
            status = higher if status == lower and higher in every else status
        return status

    def goals(self, text: str) -> set[str]:
        """The places that its mentions name as its goal."""
        return {text[slice(*mention.route.destination)] for mention in self.mentions if mention.route.destination}

    def origins(self, text: str) -> set[str]:
        """The places that its mentions name as where it comes from."""
        return {text[slice(*mention.route.origin)] for mention in self.mentions if mention.route.origin}


@dataclass(slots=True)
class Gathered:
    """The movements of one article in reading order."""

    text: str
    movements: list[Movement] = field(default_factory=list[Movement])
    of: dict[str, Movement] = field(default_factory=dict[str, Movement])
    """Key of each mention that tells of a movement to it."""

    def add(self, mention: Mention) -> None:
        """Take a mention as a new movement, as one told again, or as nothing."""
        if mention.attached in self.of:
            self._join(mention, self.of[mention.attached])
            return
        total = self._total(mention)
        if total and mention.force is None:
            mention = replace(mention, force=total.force, word=total.first.word)
        if mention.force is None:
            return
        if total and mention.deed and mention.deed.way == "stay":
            # `2,000 of them, based in Germany` says where they come from.
            mention = replace(mention, deed=None)
        if (twin := self._twin(mention)) is not None:
            self._join(mention, twin)
        elif mention.deed is None and total is None:
            self._count_again(mention)
        elif mention.people or (mention.deed and mention.deed.near and not mention.deed.loose):
            self._tell(mention, total)

    def _join(self, mention: Mention, movement: Movement) -> None:
        self.of[mention.key] = movement
        movement.mentions.append(mention)

    def _tell(self, mention: Mention, total: Movement | None) -> None:
        """Add what a mention tells to the movement that it tells again, else as one of its own."""
        way: Way = total.way if total else mention.deed.way if mention.deed else "in"
        same = self._same(mention, way, total)
        if same is not None:
            self._join(mention, same)
            same.way = way if same.way == "stay" else same.way
        elif total is not None or not (mention.deed and mention.deed.loose):
            self.movements.append(Movement(way, [mention], total))
            self.of[mention.key] = self.movements[-1]

    def _count_again(self, mention: Mention) -> None:
        """Add a mention of which nothing is said to the movement of the same count."""
        if mention.bounds:
            same = next((one for one in self._theirs(mention) if _counts_agree(one.bounds, mention.bounds)), None)
            if same is not None:
                self._join(mention, same)

    def _theirs(self, mention: Mention) -> list[Movement]:
        return [movement for movement in self.movements if movement.force == mention.force]

    def _twin(self, mention: Mention) -> Movement | None:
        """The movement of the same deed, for a unit or matériel that is its other part."""
        if mention.people or mention.deed is None:
            return None
        return next(
            (
                movement
                for movement in self.movements
                for other in movement.mentions
                if other.deed and other.deed.start == mention.deed.start
            ),
            None,
        )

    def _total(self, mention: Mention) -> Movement | None:
        """The movement that a mention is a share of, where the words say so."""
        theirs = self._theirs(mention) if mention.force else self.movements if mention.share else []
        counted = [movement for movement in theirs if movement.bounds]
        if not counted or not mention.people:
            return None
        if mention.share:
            return counted[-1]
        before = [
            (other.body.end, movement)
            for movement in counted
            for other in movement.mentions
            if other.bounds and other.sentence is mention.sentence
        ]
        if before and mention.bounds and _INCLUDED.search(self.text, before[0][0], mention.body.start):
            return before[0][1]
        return None

    def _same(self, mention: Mention, way: Way, total: Movement | None) -> Movement | None:
        """The movement that a mention tells again."""
        theirs = [one for one in self._theirs(mention) if one is not total and _ways_agree(one.way, way)]
        if not mention.people:
            words = self._words(mention)
            return next((one for one in theirs if any(self._words(other) == words for other in one.mentions)), None)
        if mention.bounds:
            return self._same_count(mention, way, theirs, is_share=total is not None)
        return None if mention.share else self._same_forces(mention, way, theirs)

    def _same_count(self, mention: Mention, way: Way, theirs: Sequence[Movement], *, is_share: bool) -> Movement | None:
        """The movement of the same count, else the uncounted one whose count this may be."""
        for movement in theirs:
            if _counts_agree(movement.bounds, mention.bounds):
                return movement
        fitting = (
            movement
            for movement in theirs
            if movement.bounds is None
            and movement.first.people
            and (way == "out" or movement.first.begun == mention.begun)
            and (mention.bounds is None or _is_enough(self._words(movement.first), mention.bounds))
            and self._agrees(movement, mention, regions=not mention.begun)
        )
        return None if is_share else next(fitting, None)

    def _same_forces(self, mention: Mention, way: Way, theirs: Sequence[Movement]) -> Movement | None:
        """The movement that uncounted people are of: by where they come from, by their goal, else the first."""
        people = [
            movement
            for movement in theirs
            if (movement.first.people or way == "out")
            and not (movement.way == "out" and way == "stay" and movement.status == "considered")
        ]
        origin = self._place(mention.route.origin)
        goal = self._place(mention.route.destination)
        fitting = [movement for movement in people if self._agrees(movement, mention, regions=True)]
        by_origin = (movement for movement in people if origin and origin in movement.origins(self.text))
        by_goal = (movement for movement in fitting if goal and _overlap(goal, movement.goals(self.text)))
        return next(by_origin, None) or next(by_goal, None) or next(iter(fitting), None)

    def _agrees(self, movement: Movement, mention: Mention, *, regions: bool) -> bool:
        """Whether a mention's goal may be a movement's: not said, the same, in it or around it, or what it left."""
        goal = self._place(mention.route.destination)
        goals = movement.goals(self.text)
        if goal is None or not goals or _overlap(goal, goals):
            return True
        return regions and any(_REGIONS.search(place) for place in (goal, *goals))

    def _place(self, place: tuple[int, int] | None) -> str | None:
        return self.text[slice(*place)] if place else None

    def _words(self, mention: Mention) -> str:
        return self.text[mention.body.start : mention.body.end]


def gather(text: str, mentions: Sequence[Mention]) -> Gathered:
    """Gather the mentions of one article into movements."""
    gathered = Gathered(text)
    for mention in mentions:
        gathered.add(mention)
    return gathered


def stage(movement: Movement, movements: Sequence[Movement]) -> Status:
    """How far along a movement is; a share without words of its own as far as its total, a plan as far as an order.

    What an authority ordered in the article's own words it ordered of the shares that `will` go as well.
    """
    own = movement.status or (movement.total.status if movement.total else None) or "in_place"
    ordered = any(
        other.status == "ordered" and other.force == movement.force and other.way == movement.way for other in movements
    )
    return "ordered" if own == "planned" and ordered and (movement.bounds or not movement.first.people) else own


def furthest(statuses: Sequence[Status]) -> Status:
    """The furthest of some stages."""
    return max(statuses, key=ORDER.index)


def _ways_agree(one: Way, other: Way) -> bool:
    return one == other or ("ready" not in {one, other} and "stay" in {one, other})


def _counts_agree(one: Bounds | None, other: Bounds | None) -> bool:
    """Whether two counts may be of the same people: both give the same number."""
    return one is not None and other is not None and bool({*one} & {*other} - {None})


def _is_enough(words: str, bounds: Bounds) -> bool:
    """Whether a count may be what `words` have told of (`several thousand troops` are not 900)."""
    least = next((number for word, number in _VAGUE if word in words), 0)
    return max(bound or 0 for bound in bounds) >= least


def _overlap(place: str, places: set[str]) -> bool:
    """Whether a place shares a name with one of `places`, or is written within it or around it."""
    names = _names_in(place)
    return any(place in other or other in place or names & _names_in(other) for other in places)


def _names_in(place: str) -> set[str]:
    return {name for name in _NAME.findall(place) if name not in _DIRECTIONS}
