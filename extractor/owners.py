"""Owners: whose forces a mention is of, by the nation in it, by who acts beside it or by whom the article tells of."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from extractor.allegiance import are_behind, is_anybodys, is_of_others, may_be_stateless
from extractor.deeds import forms_of_deeds
from extractor.flow import Segments, once
from extractor.leading import leading_of
from extractor.listing import PLACING
from extractor.nations import Mention, nations_in, nations_of
from extractor.serving import GOVERNMENTS, at_home, is_allied, names_service, sends

_AWAY = frozenset(
    """to in from near into at for with of against over along between about and on by draw invade attack reassure help
    aid threaten annex lure""".split()
)
"""Words after which a state is a place, or what something is done to."""
_SENDING = frozenset({"send", "sends", "sent", "sending"})
_WORDS = re.compile(r"\w+")
_FOLLOWING = re.compile(r"\s(\w+)")
_SOIL = frozenset("border frontier territory waters airspace soil coast capital city town".split())
"""What is named of a state and is a place (`the Syrian border`)."""
_BESIDE_IT = (" and ", ", with ")
_MADE = ("-made", "-built", "-designed", "-supplied", "-produced", "-donated", "-trained")
_GUARDS = ("guard", "troops", "forces", "police")
"""How what such a place may have begins, and is none."""
_BESIDE = frozenset("the neighbouring neighboring nearby central".split())
_LISTING = (", ", " and ", ", and ", " or ", " and the ")
_OWN = re.compile(r"\b(?:[Ii]ts|[Tt]heir)\s")
_WHERE = frozenset("where which who whose".split())
_PARTING = frozenset(",;:")
_ANOTHERS = frozenset("to from against said says that rebel rebels".split())
"""What stands between a possessive and forces that are another's (`Peru's army said rebels had moved fighters`)."""
_ALLIANCES = frozenset({"NATO", "European Union", "United Nations", "African Union"})
_ACRONYM = 4
"""Longest name that stands in capitals outside of headlines as well."""
_FEW = 4
"""Words before forces in which it is said that they are withdrawn."""
_REACH = 60
"""Characters that may stand between an owner and its forces."""
_NEXT_TO = 9
"""Characters in which a nation begins whose forces are meant by `of the` behind them."""
_WORD = 20
"""Characters in which the word behind a state stands."""
_AUXILIARIES = frozenset({"will", "would", "has", "had"})
_ADDRESS = re.compile(r"\b[A-Z][\w\u2019'.-]+,\s\Z")
_ENDS = re.compile(r"[,.;]|\s*\Z")


class _States(NamedTuple):
    """Where an article names states, all lists in reading order."""

    acting: tuple[Mention, ...]
    """Where they are named otherwise than as places, or by their leaders."""
    armed: tuple[Mention, ...]
    """Where their forces are spoken of."""
    named: tuple[Mention, ...]
    """Where they are named otherwise than as places."""
    agents: frozenset[str]
    """The nations that act, or have forces that nothing is done to or with."""
    first: dict[str, Mention]
    """Each nation to where it is named first."""
    serving: Mention | None
    """The only one that is named with a service, or that is named at all, where the article speaks of its own army."""


def find_guard(segments: Segments) -> Mention | None:
    """The state of a guard that is named after a part of it: the only one that acts or is named."""
    states = _states(segments)
    return _only(states, "") or (next(iter(states.first.values())) if len(states.first) == 1 else None)


def find_force(segments: Segments, start: int, end: int) -> Mention | None:
    """The nation in a mention, else its owner, the last state that acts, the last with forces, or the only one."""
    text, states, sentence = segments.text, _states(segments), segments.sentence_at(start)
    near = nations_in(segments, max(sentence.start, start - 2 * _REACH), start)
    found = _inside(segments, near, start, end) or _owner(segments, near, start) or _allied(segments, start, end)
    if found or is_of_others(text, sentence.start, start) or may_be_stateless(text[start:end]):
        return found
    armed = _last_before(states.armed, start)
    acting = _actor(segments, (start, end), armed)
    if acting and not nations_in(segments, acting.start, acting.end):
        # A leader's name: the word for the nation stands elsewhere.
        acting = states.first[acting.nation]
    found = acting or (None if armed and armed.nation in _ALLIANCES else armed) or _behind(segments, start, end)
    return found or _only(states, text[start:end]) or armed


def _allied(segments: Segments, start: int, end: int) -> Mention | None:
    """The one alliance that an article names, where forces are said to be the allies'."""
    return _states(segments).first.get("NATO") if is_allied(segments.text[start:end]) else None


def _inside(segments: Segments, near: Sequence[Mention], start: int, end: int) -> Mention | None:
    """The nation in a mention, right before it (`U.S. ships`, `French and other troops`) or behind it."""
    beside = start - segments.text[start - 1 : start].isspace()
    before = [
        one
        for one in near[-1:]
        if (one.end == beside and not _is_given(segments.text, one))
        or (segments.text[one.end : start] in _BESIDE_IT and _is_no_place(segments, one))
    ]
    following = nations_in(segments, end, min(end + _NEXT_TO, segments.sentence_at(start).end))[:1]
    of = [one for one in following if segments.text[end : one.start] in {" of ", " of the "}]
    inside = [one for one in nations_in(segments, start, end) if not _is_foreign(segments.text, one)]
    return next(iter([*inside, *before, *of]), None)


def _is_foreign(text: str, mention: Mention) -> bool:
    """Whether a state only says where things were made, or of whom forces are not (`non-NATO troops`)."""
    return text.startswith(_MADE, mention.end) or text.endswith("non-", 0, mention.start)


def _actor(segments: Segments, body: tuple[int, int], armed: Mention | None) -> Mention | None:
    """The last state that acts before a mention in its sentence, or of whose forces a clause behind it tells.

    Behind a participle that begins the sentence (`Sending its troops, Norway ...`) it is the first that acts after it.
    """
    (start, end), text, acting = body, segments.text, _states(segments).acting
    sentence = segments.sentence_at(start)
    last = _last_before(acting, start)
    if last is None or last.start < sentence.start:
        own = _OWN.search(text, max(sentence.start, start - _NEXT_TO), min(start + _NEXT_TO, end))
        at = bisect_left(acting, start, key=lambda mention: mention.start)
        return next((one for one in acting[at : at + 1] if own and one.start < sentence.end), None)
    if armed and last.start < armed.start and not _WHERE.isdisjoint(_WORDS.findall(text, armed.end, start)):
        return armed
    return last


def find_lead(segments: Segments) -> Mention | None:
    """The state with whose name the article begins, which is whom it tells of; else whose services it names."""
    states = _states(segments)
    first = states.acting[:1]
    begins = first and segments.text[: first[0].start].strip() in {"", "The"}
    return states.first[first[0].nation] if begins else states.serving


def _only(states: _States, words: str) -> Mention | None:
    """The one state that acts or has forces in an article, or the only one named: whose forces without a name are."""
    if is_anybodys(words):
        return None
    nations = states.agents - _ALLIANCES or {one.nation for one in states.named}
    return states.first[next(iter(nations))] if len(nations) == 1 else None


@once
def _states(segments: Segments) -> _States:
    named, leading = nations_of(segments), leading_of(segments)
    acting = tuple(_listed(segments, sorted((*named, *leading)), _acts))
    armed = tuple(mention for mention in named if _has_forces(segments, mention))
    placeless = tuple(_listed(segments, named, _is_no_place))
    sure = {*placeless, *leading}
    first = {mention.nation: mention for mention in reversed(named)}
    served = [at for at, one in enumerate(named) if names_service(segments.text, one)]
    listed = [at - 1 for at in served if at and segments.text[named[at - 1].end : named[at].start] in _LISTING]
    serving = {named[at].nation for at in (*served, *listed)} or at_home(segments.text, named)
    armies = (one for one in armed if _word_before(segments.text, one) not in _AWAY)
    return _States(
        acting,
        armed,
        placeless,
        frozenset(one.nation for one in (*acting, *armies) if one in sure),
        first,
        first[next(iter(serving))] if len(serving) == 1 else None,
    )


def _has_forces(segments: Segments, mention: Mention) -> bool:
    """Whether the forces of a state are spoken of: not where it is a place (`in Riga and personnel of others`)."""
    beside = segments.text.startswith((" and ", " or "), mention.end) and not _is_no_place(segments, mention)
    return not beside and are_behind(segments.text, mention.end)


def _listed(
    segments: Segments, mentions: Sequence[Mention], test: Callable[[Segments, Mention], bool]
) -> Iterator[Mention]:
    """The mentions that a test holds of; of a list (`in Peru, Chile and Ghana`) it does or does not of all."""
    before: Mention | None = None
    holds = chained = False
    for mention in mentions:
        between = segments.text[before.end : mention.start] if before else ""
        goes_on = between != ", " or segments.text.startswith(_LISTING, mention.end)
        clause = between == ", and " and not chained and _does(segments.text, mention)
        chained = between in _LISTING and goes_on and not clause
        holds = holds if chained else test(segments, mention)
        before = mention
        if holds:
            yield mention


def _last_before(mentions: tuple[Mention, ...], offset: int) -> Mention | None:
    """The last mention that begins before `offset`."""
    at = bisect_left(mentions, offset, key=lambda mention: mention.start)
    return mentions[at - 1] if at else None


def _behind(segments: Segments, start: int, end: int) -> Mention | None:
    """The nation right behind a mention, where the words say that the forces are its; what is withdrawn leaves it."""
    forms = forms_of_deeds()
    before = segments.text[max(0, start - _REACH) : start].lower().split()[-_FEW:]
    if any(word in forms and forms[word].way == "out" for word in before):
        return None
    close = nations_in(segments, end, min(end + _REACH, segments.sentence_at(end - 1).end))[:1]
    return next((one for one in close if _comes_from(segments.text[end : one.start])), None)


def _comes_from(between: str) -> bool:
    """Whether what follows says whose forces they are: `jets from the Vermont Air National Guard`."""
    return re.fullmatch(r"\s(?:from|of)\s(?:the\s)?(?:[A-Z]\w+\s)?", between) is not None


def _owner(segments: Segments, near: Sequence[Mention], start: int) -> Mention | None:
    """The nation whose possessive is before its forces, with none between that acts."""
    for one in reversed(near):
        if _owns(segments.text, one, start):
            return one
        if _acts(segments, one):
            return None
    return None


def _owns(text: str, mention: Mention, start: int) -> bool:
    """Whether a nation's forces are meant by its possessive right before them."""
    between = text[mention.end : start]
    if between[:2] not in {"\u2019s", "'s"} or len(between) >= _REACH or not _PARTING.isdisjoint(between):
        return False
    return _ANOTHERS.isdisjoint(_WORDS.findall(between))


def _acts(segments: Segments, mention: Mention) -> bool:
    """Whether a state is named otherwise than as a place, or as what something is done to."""
    before = _word_before(segments.text, mention)
    placed = before in _AWAY and not (before == "and" and _does(segments.text, mention))
    if _is_given(segments.text, mention):
        return False
    if placed and mention.metonym and segments.text.endswith(GOVERNMENTS, 0, mention.start):
        return True
    return not (
        placed
        or segments.text[mention.start - 1 : mention.start] == "-"
        or _is_in_address(segments, mention)
        or _is_soil(segments.text, mention)
        or (mention.nation in _ALLIANCES and not sends(segments.text, mention))
        or (len(mention.nation) > _ACRONYM and segments.text[mention.start : mention.end] == mention.nation.upper())
    )


def _does(text: str, mention: Mention) -> bool:
    """Whether a verb stands right behind a state (`and Denmark sent a frigate`)."""
    word = "".join(text[mention.end : mention.end + _WORD].split()[:1])
    return word in _AUXILIARIES or (word in forms_of_deeds() and forms_of_deeds()[word].shape in {"ed", "base"})


def _is_given(text: str, mention: Mention) -> bool:
    """Whether a state gets what is counted behind it (`sent Ukraine 22 howitzers`)."""
    counted = text[mention.end : mention.end + 2].lstrip().isdecimal()
    return counted and _word_before(text, mention) in _SENDING


def _is_no_place(segments: Segments, mention: Mention) -> bool:
    """Whether a state is surely not named as a place."""
    before = _word_before(segments.text, mention)
    placed = before in PLACING or before.endswith("-") or _is_soil(segments.text, mention)
    return not (placed or _is_behind_place(segments, mention))


def _is_soil(text: str, mention: Mention) -> bool:
    """Whether what is named of a state is a place (`the Syrian border`), or where things were made."""
    if text.startswith(_MADE, mention.end):
        return True
    following = _FOLLOWING.match(text, mention.end)
    if following is None or following[1] not in _SOIL:
        return False
    end = following.end()
    return not (text[end : end + 1].isspace() and text.startswith(_GUARDS, end + 1))


def _word_before(text: str, mention: Mention) -> str:
    """The word before a mention of a nation, its article and its side (`in the northern`)."""
    before = text[max(0, mention.start - 40) : mention.start].split()
    while before and (before[-1] in _BESIDE or before[-1].endswith("ern")):
        before.pop()
    return before[-1].lower() if before else ""


def _is_in_address(segments: Segments, mention: Mention) -> bool:
    """Whether a state is named behind a place in it (`Tapa, Estonia`), and nothing is said of it."""
    return _is_behind_place(segments, mention) and _ENDS.match(segments.text, mention.end) is not None


def _is_behind_place(segments: Segments, mention: Mention) -> bool:
    """Whether a name that is no state's stands before a state, with a comma."""
    place = _ADDRESS.search(segments.text, max(0, mention.start - _REACH), mention.start)
    return place is not None and not nations_in(segments, *place.span())
