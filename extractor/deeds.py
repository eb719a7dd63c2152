"""Deeds: the verbs and nouns that say what is done with forces, in all their forms."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from schemas import Status

Way = Literal["in", "out", "stay", "ready"]
"""Where a deed takes forces: to a place, away from one, nowhere, or to readiness."""
LEAVING = frozenset("leave leaves left leaving depart departs departed departing".split())  # noqa: SIM905
"""Verbs whose object is the place that forces are no more at, and behind which another may be named."""


class Form(NamedTuple):
    """A form of a verb, or a noun, that tells of a deed."""

    way: Way
    shape: Literal["base", "ing", "ed", "noun"]
    takes: Literal["subject", "object", "both"]
    """Which part the forces have in the clause."""


class Words(NamedTuple):
    """The words and dividing marks of a sentence, in small letters, with the offsets of each."""

    texts: list[str]
    starts: list[int]
    ends: list[int]


class Deed(NamedTuple):
    """What a clause says is done with the forces of a mention."""

    way: Way
    status: Status
    start: int
    """Offset of the word that says it."""
    end: int
    near: bool
    """Whether it stands right beside the mention, no more than a few words away."""
    loose: bool = False
    """Whether the words only speak of it (`a deployment of troops`, `by sending troops`), so that nothing is told."""
    weak: bool = False
    """Whether a present tells it (`Norway sends troops`), as headlines do of what is ordered, under way or done."""


_VERBS: tuple[tuple[Way, Literal["subject", "object", "both"], str], ...] = (
    (
        "in", "both",
        """deploy redeploy re-deploy move relocate shift transfer reposition re-position mass amass gather travel
        enter assemble surge rotate sail mobilise mobilize""",
    ),
    (
        "in", "object",
        """dispatch position rush airlift commit insert pour route allot assign reassign place install
        concentrate contribute activate pledge promise""",
    ),
    ("in", "subject", "head arrive return cross go join embark participate"),
    ("out", "both", "withdraw pullout evacuate depart"),
    ("out", "object", "extricate remove repatriate recall"),
    ("out", "subject", "vacate"),
    ("stay", "both", "station garrison"),
    ("stay", "object", "host maintain retain"),
    ("stay", "subject", "remain stay"),
)  # fmt: skip
_IRREGULAR: tuple[tuple[Way, Literal["subject", "object", "both"], str], ...] = (
    ("in", "object", "send sends sending/ing sent/ed"),
    ("in", "object", "bring brings bringing/ing brought/ed"),
    ("in", "object", "adding/ing"),
    (
        "in",
        "subject",
        """docked/ed docking/ing anchored/ed disembarked/ed disembarking/ing marched/ed marching/ing rolled/ed
        rolling/ing steamed/ed steaming/ing streamed/ed streaming/ing converged/ed converging/ing transited/ed
        transiting/ing berthed/ed""",
    ),
    ("in", "object", "ferried/ed ferrying/ing transported/ed transporting/ing pre-positioned/ed prepositioned/ed"),
    ("in", "subject", "going/ing went/ed gone/ed"),
    ("in", "object", "fly flies flying/ing flew/ed flown/ed"),
    ("in", "both", "landed/ed"),
    (
        "in",
        "object",
        "shipped/ed boost boosts boosting/ing boosted/ed doubling/ing doubled/ed increasing/ing increased/ed",
    ),
    ("out", "both", "withdrew/ed withdrawn/ed pulling/ing pulled/ed pull pulls"),
    ("out", "subject", "leave leaves leaving/ing left/ed exits exiting/ing exited/ed quits quitting/ing"),
    ("out", "object", "cutting/ing reducing/ing reduced/ed"),
    ("stay", "subject", "based/ed patrol patrols patrolling/ing patrolled/ed guarding/ing"),
    ("stay", "both", "quartered/ed billeted/ed encamped/ed forward-deployed/ed"),
    ("stay", "object", "keep keeps keeping/ing kept/ed"),
)
_PHRASES: tuple[tuple[Way, Literal["subject", "object", "both"], str, str], ...] = (
    ("in", "subject", "set sets setting/ing set/ed", "sail off out"),
    ("in", "subject", "take takes taking/ing took/ed taken/ed", "part up_positions up_position"),
    ("in", "subject", "come comes coming/ing came/ed", "to into ashore home back"),
    ("in", "both", "fly flies flying/ing flew/ed flown/ed", "to into home"),
    ("in", "subject", "flood floods flooding/ing flooded/ed", "into"),
    ("in", "subject", "go goes", "to into ashore"),
    (
        "stay",
        "subject",
        "operate operates operating/ing operated/ed",
        "in off near along around across alongside from out",
    ),
    ("stay", "subject", "serve serves serving/ing served/ed", "in at with alongside along under as"),
    ("in", "object", "call calls calling/ing called/ed", "up"),
    ("in", "subject", "touch touches touching/ing touched/ed", "down"),
    ("out", "both", "rotate rotates rotating/ing rotated/ed", "out home"),
    ("out", "object", "draw draws drawing/ing drew/ed drawn/ed", "down"),
    ("out", "object", "scale scales scaling/ing scaled/ed", "down back"),
)
"""Verbs that tell of a deed with the words behind them only; a form that is two takes the last."""
_NOUNS: tuple[tuple[Way, str], ...] = (
    (
        "in",
        """deployment deployments redeployment movement movements arrival arrivals transfer buildup build-up buildups
        dispatch relocation influx surge rotation rotations redeployments
        mobilisation mobilization call-up""",
    ),
    ("out", "withdrawal withdrawals pullout pull-out pullback drawdown evacuation departure repatriation"),
    ("stay", "presence"),
)

_THINGS = ("positions", "places", "routes")
"""Forms that are far oftener the name of a thing."""


@lru_cache(maxsize=1)
def forms_of_deeds() -> dict[str, Form]:
    """Every form that tells of a deed."""
    forms: dict[str, Form] = {}
    for way, takes, verbs in _VERBS:
        for verb in verbs.split():
            stem = verb.removesuffix("e")
            ends = ("es", "ing", "ed") if verb.endswith(("s", "h")) else ("s", "ing", "ed")
            forms[verb] = forms[f"{verb}{ends[0]}"] = Form(way, "base", takes)
            forms[f"{stem}ing"], forms[f"{stem}ed"] = Form(way, "ing", takes), Form(way, "ed", takes)
    for way, takes, listed in _IRREGULAR:
        forms.update({form: Form(way, shape, takes) for form, shape in _written(listed)})
    for noun in _THINGS:
        del forms[noun]
    for way, takes, listed, particles in _PHRASES:
        for form, shape in _written(listed):
            phrases = (f"{form} {particle.replace('_', ' ')}" for particle in particles.split())
            forms.update(dict.fromkeys(phrases, Form(way, shape, takes)))
    for way, nouns in _NOUNS:
        forms.update(dict.fromkeys(nouns.split(), Form(way, "noun", "object")))
    return forms


def _written(listed: str) -> Iterator[tuple[str, Literal["base", "ing", "ed"]]]:
    """Each form of a list with its shape, which stands behind a stroke."""
    for written in listed.split():
        form, _, shape = written.partition("/")
        yield form, "ing" if shape == "ing" else "ed" if shape else "base"


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(form.split(" ", 1)[0] for form in forms_of_deeds() if " " in form)


def form_at(words: Sequence[str], index: int) -> Form | None:
    """The form of the deed that `words[index]` tells of, by itself or with one or two words behind it."""
    found = None
    if words[index] in _beginnings():
        phrases = (" ".join(words[index : index + count]) for count in (2, 3))
        found = next((forms_of_deeds()[phrase] for phrase in phrases if phrase in forms_of_deeds()), None)
    return found or forms_of_deeds().get(words[index])
