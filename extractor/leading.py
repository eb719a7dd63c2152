"""Leading: where an article names those who lead a state, which acts by them."""

from collections.abc import Iterator
from itertools import islice

from extractor.flow import Segments
from extractor.naming import names_of, surname
from extractor.nations import Mention, nations_in
from extractor.stripping import is_personal, strip_title

_MOST_LEADERS = 50
"""Leaders of an article that are looked for by their surnames: each costs a search of the whole text."""


def leading_of(segments: Segments) -> tuple[Mention, ...]:
    """Where a text names people whom it gives a nation's office (`Russian President Vladimir Putin`, then `Putin`)."""
    text = segments.text
    leaders: dict[str, str] = {}
    for run in names_of(segments).runs:
        name = strip_title(run.group())
        start, end = run.start(), run.end() - len(name)
        title = nations_in(segments, start, end) if start < end and is_personal(name) else ()
        # The name of a state is no title and surname: `South Korea`.
        if title and title[-1].end <= end:
            leaders.setdefault(surname(name), title[-1].nation)
    named = (
        Mention(start, start + len(last), nation, metonym=True)
        for last, nation in islice(leaders.items(), _MOST_LEADERS)
        for start in _places_of(last, text)
    )
    return tuple(sorted(named))


def _places_of(word: str, text: str) -> Iterator[int]:
    """Yield where `word` stands in `text` by itself; a pattern for each word would have to be compiled."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        alone = _parts(text, start) and _parts(text, end)
        if alone:
            yield start
        start = text.find(word, end if alone else start + 1)


def _parts(text: str, at: int) -> bool:
    """Whether a word begins or ends at an offset."""
    before, after = text[at - 1 : at], text[at : at + 1]
    return (before.isalnum() or before == "_") != (after.isalnum() or after == "_")
