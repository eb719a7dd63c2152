"""Terms: words in marks that nobody says, for they are the name of a thing or the title of a work."""

from extractor.reporting import NAMING, WORKS
from extractor.voicing import Voice

_SHORT_WORD = 3
"""Letters of a word that a title of a work may leave small."""


def is_named_thing(voice: Voice, at: int, low: int) -> bool:
    """Whether the words ahead give a thing its name or call the stretch a term."""
    at -= at - 1 > low and voice.words[at - 1] == ":" and voice.lower[at - 2] in NAMING
    if at - 1 < low:
        return False
    word, earlier = voice.lower[at - 1], voice.lower[at - 2] if at - 2 >= low else ","
    if word == "as":
        return earlier in {"known", "dubbed"}
    if word == "called":
        indefinite = at - 3 >= low and voice.lower[at - 3] in {"a", "an"}
        return (
            indefinite
            or earlier in {"is", "are", "was", "were", "be", "been", "sometimes", "often"}
            or not earlier.isalpha()
        )
    return word in NAMING or word in WORKS


def is_titular(words: str) -> bool:
    """Whether all words of weight are capitalised, as in a title of a work."""
    tokens = [token for token in words.rstrip(".,").split() if token[0].isalpha()]
    weighty = [token for token in tokens if len(token) > _SHORT_WORD or token == tokens[0]]
    if not tokens or words[-1:] in "?!" or not all(token[0].isupper() for token in weighty):
        return False
    return len(weighty) > 1 or len(tokens) == 1
