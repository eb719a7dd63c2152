"""Serving: what an article says of services, of a government and of an alliance, by which forces without a name go."""

# ruff: noqa: SIM905 - lists of words are read best as words
from collections.abc import Sequence

from extractor.deeds import forms_of_deeds
from extractor.nations import Mention

_SERVICES = (
    " Army", " Navy", " Air Force", " Marine", " Armed Forces", " Coast Guard", " Defense Force", " Defence Force",
)  # fmt: skip
_HOME = (
    "the army", "the military", "the navy", "the air force", "the armed forces", "the government", "the defense m",
    "the defence m",
)  # fmt: skip
"""Words for what a state has, where an article does not say of which state: of its own."""
_GOING = frozenset({"to", "into", "in", "near", "for", "against"})
"""Words right before a state that forces go to."""
GOVERNMENTS = ("government in ", "authorities in ", "officials in ")
"""Words before the seat of a state where it stands for that."""
_ALLIED = frozenset({"Allied", "Alliance", "alliance"})
_HELPING = frozenset("will would has had have is was are were also already now recently may might could since".split())
"""Words between an alliance and what it does."""
_HAVING = (["has"], ["had"], ["have"], ["fields"])
_FAR = 60
_FEW = 5
_WORD = 9
"""Characters in which the word before a state stands."""


def names_service(text: str, nation: Mention) -> bool:
    """Whether a state is named with a service of its own (`the U.S. Army`)."""
    at = nation.end + 2 * text.startswith(("'s ", "\u2019s "), nation.end)
    return text.startswith(_SERVICES, at)


def at_home(text: str, named: Sequence[Mention]) -> set[str]:
    """The nations named, not only as goals, where a text speaks of a government or an army without a word on whose."""
    small = text.lower()
    if not any(map(small.__contains__, _HOME)) or all(_is_goal(text, one) for one in named):
        return set()
    return {one.nation for one in named}


def _is_goal(text: str, nation: Mention) -> bool:
    """Whether a state is named right behind a word of going (`were sent to Chad`, but not `to northern Chad`)."""
    return not _GOING.isdisjoint(text[max(0, nation.start - _WORD) : nation.start].lower().split()[-1:])


def is_allied(words: str) -> bool:
    """Whether words for forces say that they are the alliance's (`Allied ships`)."""
    return not _ALLIED.isdisjoint(words.split())


def sends(text: str, alliance: Mention) -> bool:
    """Whether a deed that has forces for its object stands right behind an alliance, or what it has is counted."""
    following = text[alliance.end : alliance.end + _FAR].split()[:_FEW]
    if following[:1] in _HAVING and any(word[:1].isdigit() for word in following[:_FEW]):
        return True
    form = forms_of_deeds().get(next((word for word in following if word not in _HELPING), ""))
    return form is not None and form.shape != "noun" and form.takes != "subject"
