"""Joining: what is done with forces that others are joined by, reinforced with, grow to or give way to."""

# ruff: noqa: SIM905 - lists of words are read best as words
from collections.abc import Sequence
from typing import Literal

from extractor.deeds import Form

_SHAPES: tuple[tuple[str, Literal["base", "ing", "ed"]], ...] = (
    ("", "base"),
    ("e", "base"),
    ("s", "base"),
    ("es", "base"),
    ("ing", "ing"),
    ("ed", "ed"),
)


def _forms(stems: str) -> dict[str, Form]:
    """Every form of verbs whose object comes to a place, as they are written without their endings."""
    return {f"{stem}{ending}": Form("in", shape, "object") for stem in stems.split() for ending, shape in _SHAPES}


_REINFORCING = _forms("reinforc bolster strengthen augment")
_GROWING = _forms("boost increas rais expand stepp step beef ramp enlarg bring doubl tripl")
_GROWING["brought"] = Form("in", "ed", "object")
"""What is done with forces whose number grows to that of a mention."""
_SHRINKING = frozenset("scale scales scaled scaling cut cuts cutting reduce reduces reduced reducing".split())
"""What is done with forces of whom those `to` whose number they are cut are left."""
_STRENGTHS = frozenset("presence contingent deployment force forces strength number numbers total garrison".split())
_GIVING = _forms("provid supply suppli lend")
"""What is done with people who are put at the disposal of others; with things it is aid."""
_SOME = frozenset(
    """some about around up nearly almost additional more hundreds thousands dozens troops soldiers peacekeepers two
    three four five six seven eight nine ten""".split()
)
REPLACING = frozenset("replace replaces replaced replacing relieve relieves relieved relieving".split())
"""Verbs whose object are forces that others take the place of, and so are there."""
_CARRYING = {"carried": Form("in", "ed", "object"), "carrying": Form("in", "ing", "object")}
FOR_PEOPLE = REPLACING | _GIVING.keys() | _CARRYING.keys()
"""Verbs that tell nothing of things: new tanks replace old ones, and tanks that are given are aid."""
PREPOSITIONS = frozenset("of from in on for with by to at".split())
_INCLUDING = frozenset(
    "include includes included comprise comprises comprised involve involves involved consist consisted".split()
)
_MISSIONS = frozenset("deployment mission contingent force rotation detachment".split())
_WITHDRAWALS = frozenset("withdrawal withdrawals drawdown pullout pullback reduction".split())
_WELCOMING = frozenset({"welcomed", "welcomes"})
_FEW = 6
_CLOSE = 3


def joined(words: Sequence[str], index: int, first: int) -> Form | None:
    """What `words[index]` says of the forces at `first`: joined by, reinforced with, grown to, given, replaced."""
    word, between = words[index], words[index + 1 : first]
    if word == "joined" and words[index + 1] == "by":
        return Form("in", "ed", "subject")
    if word in _WELCOMING:
        return Form("in", "ed", "object")
    if word == "home" and words[index + 1] == "to":
        return Form("stay", "ed", "object")
    if word in _CARRYING and len(between) <= _CLOSE and PREPOSITIONS.isdisjoint(between) and "out" not in between:
        return _CARRYING[word]
    if word in FOR_PEOPLE and PREPOSITIONS.isdisjoint(between):
        return _given(words, word, first)
    return _grown(words, index, first) or _part(words, index)


def _given(words: Sequence[str], verb: str, first: int) -> Form | None:
    """What is done with people who are put at somebody's disposal, or whose place others take."""
    if verb in _CARRYING:
        return None
    if verb in REPLACING:
        return Form("stay", "ed", "object")
    following = words[first + 1 : first + _FEW]
    # Who is provided with boots goes nowhere.
    equipped = "with" in following and PREPOSITIONS.isdisjoint(following[: following.index("with")])
    return _GIVING[verb] if _is_counted(words, first) and not equipped else None


def _is_counted(words: Sequence[str], first: int) -> bool:
    """Whether words begin with a number or with a word for some."""
    word = "".join(words[first : first + 1])
    return word[:1].isdigit() or word in _SOME


def _grown(words: Sequence[str], index: int, first: int) -> Form | None:
    """What is done with forces that a place is reinforced with, or to whose number others grow or are cut."""
    word, close = words[index], words[max(0, first - 2) : first]
    if word in _SHRINKING and "to" in close and _is_counted(words, first):
        return Form("stay", "ed", "object")
    if word in _REINFORCING and "with" in close:
        return _REINFORCING[word]
    grows = not {"to", "by"}.isdisjoint(close) and not _STRENGTHS.isdisjoint(words[index + 1 : first])
    return _GROWING.get(word) if grows else None


def _part(words: Sequence[str], index: int) -> Form | None:
    """What is done with forces that a deployment consists of."""
    before = words[max(0, index - _FEW) : index]
    if words[index] in _INCLUDING and not _WITHDRAWALS.isdisjoint(before):
        return Form("out", "ed" if words[index].endswith("ed") else "base", "object")
    if words[index] in _INCLUDING and not _MISSIONS.isdisjoint(before):
        return Form("in" if "new" in before else "stay", "base", "object")
    return None
