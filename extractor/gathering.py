"""Gathering: mentions of forces become movements, each with all mentions that tell of it."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from extractor.deeds import LEAVING, Way
from extractor.materiel import same_things
from extractor.movements import Index, Movement
from extractor.nations import canonical_nation
from extractor.places import are_apart, is_region, names_in, overlap
from extractor.retelling import are_included, bare, is_another, is_enough, vague
from extractor.routing import Route
from extractor.telling import Mention
from schemas import Status

_DEFINITE = re.compile(r"(?:[Tt]he|[Ii]ts|[Tt]heir)\s[a-z ]+\Z")
Owner = tuple[str | None, str]
_MOST = 50
"""Movements that are gone through for one mention: the last of its force, or the first of its count or words."""


class Gathered:
    """The movements of one article in reading order."""

    def __init__(self, text: str, lead: Owner = (None, "")) -> None:
        """Begin without movements; `text` is the article's, `lead` the state with whose name it begins."""
        self.text = text
        self.lead = lead
        self.movements: list[Movement] = []
        self.of: dict[str, Movement] = {}
        """Key of each mention that tells of a movement to it."""
        self.ordered: AbstractSet[tuple[str | None, Way]] = frozenset()
        """The forces and ways of which a movement is ordered."""
        self._forces: dict[str | None, str] = {}
        """Each state whose forces were told of to the word for it."""
        self._index = Index()

    def add(self, mention: Mention) -> None:
        """Take a mention as a new movement, as one told again, or as nothing."""
        if mention.attached in self.of:
            self._join(mention, self.of[mention.attached])
            return
        total = self._total(mention)
        if total and mention.force is None:
            mention = mention._replace(force=total.force, word=total.first.word)
        mention = self._adopted(mention)
        if mention.force is None:
            self._count_again(mention)
            return
        if mention.deed and mention.deed.way == "stay" and mention.route.origin and not mention.route.destination:
            # `2,000 of them, based in Germany` says where they come from, and of nothing that moves where it is.
            stands = total is None or total.way == "stay"
            route = Route(None, mention.route.origin) if stands else mention.route
            mention = mention._replace(deed=mention.deed if stands else None, route=route)
        if (twin := self._twin(mention)) is not None:
            self._join(mention, twin)
        elif mention.deed is None and total is None:
            known = self._things(mention) if mention.listing else []
            if known:
                self._join(mention, known[0])
            else:
                self._count_again(mention)
        elif mention.people or (mention.deed and mention.deed.near and not mention.deed.loose):
            self._tell(mention, total)

    def _adopted(self, mention: Mention) -> Mention:
        """Forces under no name as those of the one state whose forces were told of, else of whom the article tells."""
        if not mention.orphan or len(self._forces) > 1:
            return mention
        force, word = next(iter(self._forces.items()), self.lead)
        return mention._replace(force=force, word=word)

    def _join(self, mention: Mention, movement: Movement) -> None:
        self.of[mention.key] = movement
        movement.add(mention, self.text)
        self._index.add(mention, movement, bare(self._words(mention)))

    def _tell(self, mention: Mention, total: Movement | None) -> None:
        """Add what a mention tells to the movement that it tells again, else as one of its own."""
        way: Way = total.way if total else mention.deed.way if mention.deed else "in"
        same = self._same(mention, way, total)
        if same is not None:
            self._join(mention, same)
            same.way = way if same.way == "stay" else same.way
        elif total is not None or not (mention.deed and mention.deed.loose):
            self.movements.append(Movement(way, total))
            self._forces.setdefault(mention.force, mention.word)
            self._join(mention, self.movements[-1])

    def _count_again(self, mention: Mention) -> None:
        """Add a mention of which nothing is said to the movement of the same count."""
        if mention.bounds:
            same = self._of_number(mention)
            if same and (mention.force or len({one.force for one in same}) == 1):
                self._join(mention, same[0])

    def _of_number(self, mention: Mention) -> list[Movement]:
        """Its force's movements with a count that may be the mention's: both give the same number."""
        lists = [self._index.by_number.get((mention.force, number), []) for number in mention.bounds or () if number]
        return [movement for movements in lists for movement in movements[:_MOST]]

    def _twin(self, mention: Mention) -> Movement | None:
        """The movement of the same deed, for its other part: a unit or matériel, or people whom a unit deploys."""
        if mention.deed is None or mention.further:
            return None
        twin = self._index.by_deed.get(mention.deed.start)
        deploys = self.text.startswith("deploy", mention.deed.start) and mention.body.start > mention.deed.end
        if mention.people and not (twin and deploys and twin.first.body.kind == "units" and not twin.bounds):
            return None
        return twin if twin and mention.force in {None, twin.force} else None

    def _total(self, mention: Mention) -> Movement | None:
        """The movement that a mention is a share of, where the words say so."""
        if not mention.people:
            return None
        if mention.share:
            last = self._index.counted.get(mention.force)
            return last.total or last if last else None
        first = self._index.in_sentence.get((mention.force, mention.sentence.number))
        if first and mention.bounds and are_included(self.text[first[0].body.end : mention.body.start]):
            return first[1]
        return None

    def _same(self, mention: Mention, way: Way, total: Movement | None) -> Movement | None:
        """The movement that a mention tells again."""
        if not mention.people:
            found = [
                *self._index.by_words.get((mention.force, bare(self._words(mention))), [])[:_MOST],
                *self._things(mention),
            ]
        elif mention.bounds:
            found = self._of_number(mention)
        else:
            found = []
        leaves = way == "out" and not mention.begun and not mention.route.origin
        same = next(
            (
                one
                for one in found
                if one is not total
                and (_ways_agree(one.way, way) or (leaves and not one.first.begun) or self._sets_out(mention, one))
            ),
            None,
        )
        if not mention.bounds and is_another(self._words(mention)):
            return same
        if same or total or not mention.people or (mention.share and not mention.bounds):
            return same
        theirs = self._index.by_force.get(mention.force, [])[-_MOST:]
        agreeing = [one for one in theirs if _ways_agree(one.way, way) or self._sets_out(mention, one)]
        return (self._uncounted if mention.bounds else self._same_forces)(mention, way, agreeing)

    def _sets_out(self, mention: Mention, movement: Movement) -> bool:
        """Whether forces that will go to a place are said to leave another one, that is no state."""
        origin, deed = self._place(mention.route.origin), mention.deed
        if deed is None or mention.begun or movement.first.begun or not origin or not movement.goals:
            return False
        leaves = deed.way == "out" and self.text[deed.start : deed.end].lower() in LEAVING
        return leaves and canonical_nation(origin) is None and not overlap(origin, movement.goals)

    def _things(self, mention: Mention) -> list[Movement]:
        """Its force's movements of the same formation or matériel under other words, the last first."""
        words, theirs = self._words(mention), self._index.by_force.get(mention.force, [])[-_MOST:]
        if mention.body.kind != "equipment":
            return [one for one in reversed(theirs) if self._is_known(words, one)] if _DEFINITE.match(words) else []
        return [
            one
            for one in reversed(theirs)
            if one.first.body.kind == "equipment"
            and (mention.deed is None or one.first.begun == mention.begun or _is_weak(one.first) or _is_weak(mention))
            and same_things(words, self._words(one.first))
            and self._agrees(one, mention, regions=True)
        ]

    def _is_known(self, words: str, movement: Movement) -> bool:
        """Whether a formation that `the battalion` may be was told of."""
        noun = words.rsplit(maxsplit=1)[-1]
        return any(
            self._words(one).lower().endswith(noun) for one in movement.mentions[:_MOST] if one.body.kind == "units"
        )

    def _uncounted(self, mention: Mention, way: Way, theirs: Sequence[Movement]) -> Movement | None:
        """The uncounted movement whose count a mention may give."""
        fitting = (
            movement
            for movement in theirs
            if movement.bounds is None
            and movement.first.people
            and (way == "out" or movement.first.begun == mention.begun)
            and (mention.bounds is None or is_enough(self._words(movement.first), mention.bounds))
            and not self._holds(mention, movement)
            and self._agrees(movement, mention, regions=not mention.begun)
        )
        return next(fitting, None)

    def _holds(self, whole: Mention, movement: Movement) -> bool:
        """Whether forces are said to be those that a movement is a part of (`are part of the 900 troops`)."""
        last = movement.mentions[-1].body.end
        return last >= whole.sentence.start and self.text.find(" part of ", last, whole.body.start) >= 0

    def _same_forces(self, mention: Mention, way: Way, theirs: Sequence[Movement]) -> Movement | None:
        """The movement that uncounted people are of: by where they come from, by their goal, else the first."""
        people = [
            movement
            for movement in theirs
            if (movement.first.people or way == "out")
            and not self._is_vaguely(movement, mention)
            and not (movement.way == "out" and way == "stay" and movement.status == "considered")
        ]
        origin = self._place(mention.route.origin)
        goal = self._place(mention.route.destination)
        if way == "out" and origin:
            people = [movement for movement in people if not are_apart(origin, movement.origins)]
        fitting = [movement for movement in people if self._agrees(movement, mention, regions=True)]
        by_origin = (movement for movement in people if origin and origin in movement.origins)
        by_goal = (movement for movement in fitting if goal and overlap(goal, movement.goals))
        return next(by_origin, None) or next(by_goal, None) or next(iter(fitting), None)

    def _agrees(self, movement: Movement, mention: Mention, *, regions: bool) -> bool:
        """Whether a mention's goal may be a movement's: not said, the same, in it or around it, or what it left."""
        goal = self._place(mention.route.destination)
        goals = movement.goals
        sentence = movement.first.sentence
        if mention.naming and self.text.find(mention.naming[0], sentence.start, sentence.end) < 0:
            return False
        if goal is None or not goals or overlap(goal, goals):
            return True
        named = self.text[mention.body.end : mention.sentence.end]
        if any(name in named for place in goals for name in names_in(place)):
            return True
        return regions and any(map(is_region, (goal, *goals)))

    def _is_vaguely(self, movement: Movement, mention: Mention) -> bool:
        """Whether both give no count, and amounts in words that differ (`hundreds`, where `thousands` were told of)."""
        one, other = vague(self._words(movement.first)), vague(self._words(mention))
        return bool(one and other and one != other)

    def _place(self, place: tuple[int, int] | None) -> str | None:
        return self.text[slice(*place)] if place else None

    def _words(self, mention: Mention) -> str:
        return self.text[mention.body.start : mention.body.end]

    def stage(self, movement: Movement) -> Status:
        """How far along a movement is; a share without words of its own as far as its total, a plan as far as an order.

        What an authority ordered in the article's own words it ordered of the shares that `will` go as well.
        """
        own = movement.status or (movement.total.status if movement.total else None) or "in_place"
        ordered = own == "planned" and (movement.force, movement.way) in self.ordered
        return "ordered" if ordered and (movement.bounds or not movement.first.people) else own


def gather(text: str, mentions: Sequence[Mention], lead: Owner = (None, "")) -> Gathered:
    """Gather the mentions of one article into movements; `lead` is the state with whose name it begins."""
    gathered = Gathered(text, lead)
    for mention in mentions:
        gathered.add(mention)
    gathered.ordered = {(one.force, one.way) for one in gathered.movements if one.status == "ordered"}
    return gathered


def _ways_agree(one: Way, other: Way) -> bool:
    return one == other or ("ready" not in {one, other} and "stay" in {one, other})


def _is_weak(mention: Mention) -> bool:
    return mention.deed is not None and mention.deed.weak
