"""Deeds: the verbs and nouns that say what is done with forces, in all their forms."""

from functools import lru_cache
from typing import Literal, NamedTuple

Way = Literal["in", "out", "stay", "ready"]
"""Where a deed takes forces: to a place, away from one, nowhere, or to readiness."""


class Form(NamedTuple):
    """A form of a verb, or a noun, that tells of a deed."""

    way: Way
    shape: Literal["base", "ing", "ed", "noun"]
    takes: Literal["subject", "object", "both"]
    """Which part the forces have in the clause."""


_VERBS: tuple[tuple[Way, Literal["subject", "object", "both"], str], ...] = (
    (
        "in", "both",
        """deploy redeploy move relocate shift transfer reposition mass amass gather travel enter assemble surge
        rotate""",
    ),
    (
        "in", "object",
        """dispatch position rush airlift commit insert pour route allot assign reassign place install
        concentrate""",
    ),
    ("in", "subject", "head arrive return cross go"),
    ("out", "both", "withdraw pullout evacuate depart"),
    ("out", "object", "extricate remove repatriate"),
    ("stay", "both", "station garrison"),
    ("stay", "object", "host maintain retain"),
    ("stay", "subject", "remain stay"),
)  # fmt: skip
_IRREGULAR: tuple[tuple[Way, Literal["subject", "object", "both"], str], ...] = (
    ("in", "object", "send sends sending/ing sent/ed"),
    ("in", "object", "bring brings bringing/ing brought/ed"),
    ("in", "object", "adding/ing"),
    ("in", "subject", "going/ing went/ed gone/ed"),
    ("out", "both", "withdrew/ed withdrawn/ed pulling/ing pulled/ed pull pulls"),
    ("out", "subject", "leave leaves leaving/ing left/ed"),
    ("stay", "both", "based/ed"),
    ("stay", "object", "keep keeps keeping/ing kept/ed"),
)
_NOUNS: tuple[tuple[Way, str], ...] = (
    (
        "in",
        """deployment deployments redeployment movement movements arrival arrivals transfer buildup build-up buildups
        dispatch relocation influx surge""",
    ),
    ("out", "withdrawal withdrawals pullout pull-out drawdown evacuation departure"),
    ("stay", "presence"),
)


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
        for written in listed.split():
            form, _, shape = written.partition("/")
            forms[form] = Form(way, "ing" if shape == "ing" else "ed" if shape else "base", takes)
    for way, nouns in _NOUNS:
        forms.update(dict.fromkeys(nouns.split(), Form(way, "noun", "object")))
    return forms
