"""Movements: what mentions of forces tell of, and what each movement is found by when it is told again."""

from extractor.deeds import Way
from extractor.telling import Bounds, Mention
from schemas import Status

_RAISED: tuple[tuple[Status, Status], ...] = (
    ("considered", "planned"),
    ("planned", "ordered"),
    ("under_way", "in_place"),
)
"""What another mention of the same movement may add to how far along it is."""
_MOST_PLACES = 20
"""Places that are kept of one movement: each is compared with those of the mentions that follow."""


class Movement:
    """One deployment with all mentions that tell of it."""

    def __init__(self, way: Way, total: "Movement | None" = None) -> None:
        """Begin without mentions; `total` is the movement that this one is a share of."""
        self.way: Way = way
        self.total = total
        self.mentions: list[Mention] = []
        self.bounds: Bounds | None = None
        """Its count, None where none is given."""
        self.goals: set[str] = set()
        """The places that its mentions name as its goal."""
        self.origins: set[str] = set()
        """The places that its mentions name as where it comes from."""
        self._counted: Status | None = None
        self._told: Status | None = None
        self._weak: Status | None = None
        self._every: set[Status] = set()

    @property
    def first(self) -> Mention:
        """The mention that stands for it."""
        return self.mentions[0]

    @property
    def force(self) -> str | None:
        """The nation whose forces they are."""
        return self.first.force

    @property
    def status(self) -> Status | None:
        """How far along it is: by its counted mentions first, raised by what others say of the same stage."""
        status = self._counted or self._told or self._weak
        for lower, higher in _RAISED:
            status = higher if status == lower and higher in self._every else status
        return status

    def add(self, mention: Mention, text: str) -> None:
        """Take a mention of `text` as telling of it."""
        self.mentions.append(mention)
        self.bounds = self.bounds or mention.bounds
        for places, place in ((self.goals, mention.route.destination), (self.origins, mention.route.origin)):
            if place and len(places) < _MOST_PLACES:
                places.add(text[slice(*place)])
        if mention.deed and mention.people == self.first.people:
            status = mention.deed.status
            if mention.deed.weak:
                self._weak = self._weak or status
                return
            self._told = self._told or status
            self._counted = self._counted or (status if mention.bounds else None)
            self._every.add(status)


class Index:
    """What movements are found by, so that no search goes through all of them; lists are in reading order."""

    def __init__(self) -> None:
        """Begin without movements."""
        self.by_force: dict[str | None, list[Movement]] = {}
        self.by_number: dict[tuple[str | None, int], list[Movement]] = {}
        self.by_words: dict[tuple[str | None, str], list[Movement]] = {}
        self.by_deed: dict[int, Movement] = {}
        self.counted: dict[str | None, Movement] = {}
        """The last counted movement of each force, and of any under None."""
        self.in_sentence: dict[tuple[str | None, int], tuple[Mention, Movement]] = {}
        """The first counted mention of each force in each sentence."""

    def add(self, mention: Mention, movement: Movement, words: str) -> None:
        """Enter a movement under what a new mention of it, written `words`, gives."""
        force = movement.force
        if mention is movement.first:
            self.by_force.setdefault(force, []).append(movement)
        if mention.deed:
            self.by_deed.setdefault(mention.deed.start, movement)
        if not mention.people:
            self.by_words.setdefault((force, words), []).append(movement)
        if mention.bounds:
            self._count(mention, mention.bounds, movement)

    def _count(self, mention: Mention, bounds: Bounds, movement: Movement) -> None:
        if bounds is movement.bounds:
            self.counted[movement.force] = self.counted[None] = movement
            for number in {number for number in bounds if number is not None}:
                for force in (movement.force, None):
                    self.by_number.setdefault((force, number), []).append(movement)
        self.in_sentence.setdefault((movement.force, mention.sentence.number), (mention, movement))
