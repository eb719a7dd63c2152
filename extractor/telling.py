"""Telling: the mentions of forces in an article, each with what its sentence says of it."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.bodies import find_bodies
from extractor.flow import Body, Segments, Sentence
from extractor.moving import Deed, find_deed
from extractor.nations import nations_in
from extractor.quantities import read_personnel
from extractor.routing import Route, find_force, find_route
from schemas import Status

Bounds = tuple[int | None, int | None]

ORDER: tuple[Status, ...] = (
    "considered", "planned", "ordered", "standby", "under_way", "in_place", "withdrawing", "withdrawn",
)  # fmt: skip
"""How far along a deployment is, from the first thought to its end."""
_STANDING = re.compile(
    r"(?:,?\s(?:are|is|were|was|already|currently|now|still|there|stationed|based|deployed|massed|present))*"
    r"\s(?:in|at|near|along|on|around|inside|across|throughout)\s"
    r"(?=(?:the\s)?[A-Z]|the\s(?:region|border|area|country)|(?:eastern|western|northern|southern)\s)"
)
_JOINED = frozenset(
    """, and or with from of as part in a an the its their backed supported accompanied by including along alongside
    unit units member members belonging to assigned under are were is was several some more other such
    deployed""".split()
)
"""Words between a mention and the unit or matériel that belongs to it."""
_TOKEN = re.compile(r"\w+|[^\w\s]")
_SHARE = re.compile(
    r"\bof (?:them|those|these|the \S+|that)\b|^(?:the )?(?:majority|rest|remainder|most)\b", re.IGNORECASE
)
_UNNAMED = frozenset(
    """marine marines army navy air force guard national reserve reserves coast corps airborne special forces defense
    defence citizen airmen ang royal federal armed military infantry the a an some another additional more about
    around nearly almost up at over only just these those this that its their his our several many few most
    hundreds thousands dozens fewer less than no tens two three four five six seven eight nine ten eleven twelve
    thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
    ninety hundred thousand heavily ground combat new extra other all both troops soldiers allied""".split()
)
"""Words that may be written with a capital without naming whose forces they are."""


_SERVICES = frozenset({"Army", "Command", "Corps", "Fleet", "Force", "Forces", "Guard", "Navy", "Operations"})
"""Words in the names of services, which are some state's whatever else is in the name."""


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
    """Key of the mention beside it that a unit or matériel belongs to."""
    stateless: bool
    """Whether it carries the name of a group that is no state."""

    @property
    def people(self) -> bool:
        """Whether people are mentioned, counted or not."""
        return self.body.kind == "people"

    @property
    def begun(self) -> bool:
        """Whether the forces are said to move or to be there, not only to be meant to."""
        return self.deed is not None and ORDER.index(self.deed.status) >= ORDER.index("under_way")


def read_mentions(segments: Segments) -> list[Mention]:
    """Every mention of forces in an article, in reading order, under the keys `M1`, `M2`, ..."""
    found: list[Mention] = []
    for sentence in segments.sentences:
        bodies = find_bodies(segments.text, sentence.start, sentence.end)
        here: list[Mention] = []
        for body, stop in zip(bodies, _stops(bodies, sentence), strict=True):
            previous = here[-1] if here else None
            here.append(_read(segments, body, (sentence, stop), previous, f"M{len(found) + len(here) + 1}"))
        found += here
    return found


def _stops(bodies: Sequence[Body], sentence: Sentence) -> list[int]:
    """Where what is said of each body ends: where the next people are mentioned."""
    stops = [sentence.end]
    for body in reversed(bodies[1:]):
        stops.append(body.start if body.kind == "people" else stops[-1])
    return stops[::-1] if bodies else []


def _read(segments: Segments, body: Body, within: tuple[Sentence, int], previous: Mention | None, key: str) -> Mention:
    """Read a body in its sentence, up to where what is said of it ends."""
    text, (sentence, stop) = segments.text, within
    deed = _deed(text, sentence, body)
    naming = _naming(segments, body)
    force = None if naming else find_force(segments, body.start, body.end)
    people = read_personnel(text[body.start : body.end]) if body.kind == "people" else None
    return Mention(
        key=key, body=body, sentence=sentence, deed=deed,
        force=force.nation if force else None,
        word=text[force.start : force.end] if force else "",
        route=find_route(
            text, (body.start, body.end), deed.end if deed else 0, stop, away=deed is not None and deed.way == "out"
        ),
        bounds=(people.low, people.high) if people and (people.low, people.high) != (None, None) else None,
        share=_SHARE.search(text[body.start : body.end]) is not None,
        attached=previous.key if previous and _belongs(text, body, previous) else None,
        stateless=_is_stateless(segments, sentence, body, naming),
    )  # fmt: skip


def _deed(text: str, sentence: Sentence, body: Body) -> Deed | None:
    """What is done with forces; where nothing else is said, that they stand somewhere (`900 troops in Romania`)."""
    deed = find_deed(text, (sentence.start, sentence.end), (body.start, body.end))
    standing = _STANDING.match(text, body.end, sentence.end)
    if standing and (deed is None or (deed.end < body.start and not deed.near)):
        return Deed("stay", "in_place", body.end, body.end, near=True)
    return deed


def _belongs(text: str, body: Body, previous: Mention) -> bool:
    """Whether a unit or matériel belongs to the mention before it (`2,000 from the 82nd Division`)."""
    if body.kind == "people" or (body.kind == "equipment" and previous.body.kind == "equipment"):
        return False
    between = _TOKEN.findall(text[previous.body.end : body.start].lower())
    return all(word in _JOINED for word in between)


def _naming(segments: Segments, body: Body) -> list[str]:
    """The words that give a mention the name of a group; none where a nation is named, or none is behind the name."""
    words = segments.text[body.start : body.end].split()
    if body.kind != "people" and words[-1].lower() not in {"unit", "units"}:
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
    return bool(sure) and _SERVICES.isdisjoint(naming)
