"""Phrases: words of an article folded for comparison, so that case, marks, accents and articles make no difference."""

import re
import unicodedata
from functools import cache


def listed(words: str) -> frozenset[str]:
    """Read a set of words written one after the other."""
    return frozenset(words.split())


ARTICLES = listed("a an the")
FUNCTION_WORDS = ARTICLES | listed(
    """
    and or of for to at in on by from with within during against between into over under after before since until
    as its his her their our that this these those who which whose
    """
)
"""Words that tell no two phrases apart under lenient comparison, and that never begin a name."""

ALIASES = {
    "us": "united states",
    "usa": "united states",
    "united states of america": "united states",
    "america": "united states",
    "uk": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "un": "united nations",
    "eu": "european union",
}
"""Whole names that are written in two ways everywhere."""

_POSSESSIVE = re.compile(r"(?<=\w)'s?(?!\w)")
_WITHIN_NUMBER = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DROPPED = re.compile(r"'|(?<!\d)\.|\.(?!\d)")
_BETWEEN = re.compile(r"[^\w.]+|_+")
_APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'"})


@cache
def tokens(phrase: str) -> tuple[str, ...]:
    """Fold a phrase to its words, `The U.S.\u2019s 3,000 F-16s` to `us 3000 f 16s`; a blank one has none."""
    words = _fold(phrase)
    return tuple(word for word in words if word not in ARTICLES) or words or tuple(phrase.split())


@cache
def content(phrase: str) -> frozenset[str]:
    """Give the words of a phrase that carry meaning, all of them if none does."""
    words = tokens(phrase)
    return frozenset(word for word in words if word not in FUNCTION_WORDS) or frozenset(words)


def canonical(words: tuple[str, ...]) -> str:
    """Join folded words to one name, an alias to the name that it stands for."""
    name = " ".join(words)
    return ALIASES.get(name, name)


def alike(one: str, other: str) -> bool:
    """Whether two phrases are the same words, or one says all that the other does."""
    return tokens(one) == tokens(other) or content(one) <= content(other) or content(other) <= content(one)


def _fold(phrase: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", phrase.casefold()).translate(_APOSTROPHES)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = _WITHIN_NUMBER.sub("", _POSSESSIVE.sub("", plain))
    return tuple(_BETWEEN.sub(" ", _DROPPED.sub("", plain)).split())
