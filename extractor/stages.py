"""Stages: how far along a deed is, by the words before it and by its own form."""

# ruff: noqa: SIM905 - lists of words are read best as words
from collections.abc import Iterable

from extractor.deeds import Form
from schemas import Status

_GATHERING = frozenset(
    """mass masses massing amass amasses amassing gather gathers gathering adding assembling concentrating buildup
    build-up pour pours pouring""".split()
)
_NEGATIONS = frozenset("not never none no without cannot won't wouldn't isn't aren't don't doesn't neither nor".split())
_REFUSED = frozenset(
    """refuse refuses refused refusing deny denies denied denying decline declines declined reject rejects rejected
    rejecting ruled""".split()
)
_DENYING = _NEGATIONS | _REFUSED
_HISTORY = frozenset({"previously", "formerly"})
"""Adverbs of what is over."""
_PROMISED = frozenset("pledge pledges pledged pledging promise promises promised promising".split())
_CALLED = frozenset("mobilised mobilized activated called".split())
"""What an authority does by an order alone."""
_DRILLS = frozenset("exercise exercises drill drills manoeuvres maneuvers parade parades ceremony war-games".split())
_KEPT = frozenset({"keep", "maintain", "retain"})
"""What is done with forces that are there, now as before."""
_BEGINNING = frozenset("begin begins began begun beginning start starts started starting".split())
_ENDING = frozenset("complete completes completed completing finish finishes finished finishing".split())
"""Verbs of what is begun or done with a deed that stands behind them as a noun or a gerund."""
_COMPANY = frozenset({"join", "joined", "joining", "joins", "take", "takes", "took", "taking", "taken"}) | frozenset(
    "participate participates participated participating".split()
)
"""Verbs of forces that may as well join a drill."""
_PLANNING = frozenset("include includes involve involves envisage envisages foresee foresees plan plans".split())
CONSIDERED = frozenset(
    """may might could can weigh weighs weighing weighed consider considers considering considered mull mulls mulling
    review reviews reviewing reviewed option options
    propose proposes proposed proposal proposals offer offers offered offering possible possibly
    potential potentially discuss discusses discussing discussed debate debating debated argue argues argument urge
    urges urged ask asks asked asking recommend recommends recommended demand demands demanded if whether
    should want wants wanted""".split()
)
_ORDERED = frozenset(
    """order orders ordered ordering approve approves approved approving approval announce announces announced
    announcing announcement authorize authorizes authorized authorise authorises authorised direct directs directed
    decision decisions decide decides decided decree decreed instruct instructs instructed told sign signed signing
    go-ahead command commanded allow allows allowed allowing authorizing authorising clear cleared endorse endorsed
    grant granted""".split()
)
_AUXILIARY = frozenset(
    """be been being is are was were has have had having do does did get gets also already currently now soon then still
    once again even just only not to will would shall may might could should can must going""".split()
)
BORDERS = frozenset(
    """; : \u2014 \u2013 -- ( ) while but although whereas because since as amid amidst after before until unless so
    if""".split()
)
_SAYING = frozenset({"said", "announced", "confirmed", "told", "declared"})
"""Verbs behind which the past tells of the present (`said it was sending troops`)."""
_RELATIVE = frozenset({"which", "who", "that"})
"""Words that begin what is told of forces beside what is done with them."""
_FUTURE = frozenset({"to", "will", "would", "shall"})
GOVERNING = _FUTURE | frozenset("may might could can should must do does did".split())
_STARTED = frozenset("leave leaves left leaving depart departs departed departing set sailed headed embarked".split())
_REACH = 12
"""Words that may stand between a deed and what governs it."""
_NEAR = 5
"""Words in which a verb of beginning stands before what is begun."""
_FEW = 8
"""Words in which what forces join is named."""


def is_denied(words: list[str], index: int) -> bool:
    """Whether a deed is denied, refused or over, or is a part in a drill."""
    joining = words[index] in _COMPANY and not _DRILLS.isdisjoint(words[index : index + _FEW])
    return (
        joining
        or _is_for_drill(words, index)
        or is_refused(words, index)
        or not _HISTORY.isdisjoint(close_to(words, index))
    )


def _is_for_drill(words: list[str], index: int) -> bool:
    """Whether forces go somewhere for a drill alone (`flew to Molde to join the exercise`); those deployed stay."""
    if words[index].startswith("deploy"):
        return False
    aims = (at for at in range(index + 1, min(len(words) - 1, index + _REACH)) if words[at] == "to")
    return any(words[at + 1] in _COMPANY and not _DRILLS.isdisjoint(words[at : at + _REACH]) for at in aims)


def is_refused(words: list[str], index: int) -> bool:
    """Whether the words before a deed deny or refuse it."""
    return is_negative(_group(words, index))


def is_negative(words: Iterable[str]) -> bool:
    """Whether one of some words denies or refuses."""
    return not _DENYING.isdisjoint(words)


def is_weak(words: list[str], index: int, form: Form) -> bool:
    """Whether only a present tells of a deed, of which no words say that it was ordered."""
    return _is_present(words, index, form) and _ORDERED.isdisjoint(_group(words, index))


def _group(words: list[str], index: int) -> frozenset[str]:
    """The words before a deed that say how real it is: auxiliaries, and what governs an infinitive."""
    start = _first_of(words, index)
    if start > 0 and words[start - 1] in _RELATIVE:
        return close_to(words, index)
    start = index
    while start > 0 and words[start - 1] not in BORDERS and index - start < _REACH:
        start -= 1
    return frozenset(words[max(0, start - 1) : index])


def close_to(words: list[str], index: int) -> frozenset[str]:
    """The auxiliaries and adverbs right before a deed."""
    return frozenset(words[_first_of(words, index) : index])


def _first_of(words: list[str], index: int) -> int:
    """Where the auxiliaries and adverbs before a deed begin."""
    start = index
    while start > 0 and (words[start - 1] in _AUXILIARY or words[start - 1].endswith("ly")):
        start -= 1
    return start


def stage_of(words: list[str], index: int, form: Form) -> Status:
    """How far along the deed at `words[index]` is."""
    group, close = _group(words, index), close_to(words, index)
    done = form.shape == "ed" and bool(close & {"have", "has", "had", "having"}) and "be" not in close
    conditional = form.shape == "ed" and bool(group & {"if"} or close & {"be"})
    to_come = form.shape in {"noun", "base"} or bool(close & _FUTURE) or conditional
    if close & CONSIDERED:
        return "considered"
    follows = form.shape == "base" and words[index - 1 : index] == ["to"]
    begun = _begun(words, index, form) if follows or form.shape in {"noun", "ing"} else None
    if begun or (to_come and not done):
        return begun or _to_come(words[index], form, group, close, present=_is_present(words, index, form))
    if words[index] in _PROMISED:
        return "planned"
    if words[index] in _CALLED and form.shape == "ed":
        return "ordered"
    if form.way == "stay":
        return "in_place"
    return _going_on(words, index, form, close) if form.shape == "ing" else _past(words, index, form, close)


def _begun(words: list[str], index: int, form: Form) -> Status | None:
    """How far along a deed is that is said to have begun or ended: `has started the deployment of`."""
    at = next((at for at in range(index - 1, max(-1, index - _NEAR), -1) if words[at] in _BEGINNING | _ENDING), None)
    if at is None or not BORDERS.isdisjoint(words[at:index]) or close_to(words, at) & (GOVERNING - {"do", "does"}):
        return None
    if words[at] in _BEGINNING:
        return "withdrawing" if form.way == "out" else "under_way" if form.way == "in" else None
    return "withdrawn" if form.way == "out" else "in_place"


def _to_come(word: str, form: Form, group: frozenset[str], close: frozenset[str], *, present: bool) -> Status:
    """How far along it is where nothing has begun: who ordered it, or only thinks of it, stands before it."""
    if group & _ORDERED:
        return "ordered"
    if form.way == "stay" and (form.takes == "subject" or word in _KEPT):
        return "planned" if word == "patrol" and close & GOVERNING else "in_place"
    if group & CONSIDERED - {"if"}:
        return "considered"
    if form.way == "stay" and not close & _FUTURE:
        return "in_place"
    if present and word not in _GATHERING:
        return "ordered" if form.takes != "subject" else "withdrawing" if form.way == "out" else "in_place"
    return "under_way" if word in _GATHERING else "planned"


def _is_present(words: list[str], index: int, form: Form) -> bool:
    """Whether a verb is in the present tense: a base form that no `to` or modal verb governs."""
    return form.shape == "base" and not close_to(words, index) & GOVERNING


def _past(words: list[str], index: int, form: Form, close: frozenset[str]) -> Status:
    """What is done; who has left for a place is on the way there."""
    if words[index] in _STARTED and form.way == "in":
        return "under_way"
    return "withdrawn" if form.way == "out" else "under_way" if "being" in close else "in_place"


def _going_on(words: list[str], index: int, form: Form, close: frozenset[str]) -> Status:
    """What a progressive says: an announcement (`is sending troops`), what is done (`after moving`), else the act."""
    before = words[index - 1] if index else ""
    if before in _PLANNING:
        return "planned"
    if before in _ORDERED:
        return "ordered"
    if before == "after" or before in CONSIDERED:
        return "in_place" if before == "after" else "considered"
    told = close & {"was", "were"} and _group(words, index) & _SAYING
    if (
        (told or close & {"is", "are"})
        and form.way != "out"
        and form.takes != "subject"
        and words[index] not in _GATHERING
    ):
        return "ordered"
    return "withdrawing" if form.way == "out" else "under_way"
