"""Moving: what the words beside a mention of forces say is done with it, and how far along that is.

The words are looked up one by one in lists of forms: no parser, no model, and next to nothing to build at start-up.
The deed nearest to a mention governs it: behind it (`troops will be sent`) or before it (`to send troops`).
"""

# ruff: noqa: SIM905 - lists of words are read best as words
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from extractor.deeds import LEAVING, Deed, Form, Words, form_at
from extractor.joining import PREPOSITIONS, REPLACING, joined
from extractor.readying import commanded, readied
from extractor.stages import BORDERS, GOVERNING, close_to, is_denied, is_negative, is_refused, is_weak, stage_of

_WORD = re.compile(r"[^\W_](?:[\w.\u2019'-]*[^\W_])?|[;:\u2014\u2013\u201c\u201d\"()]|--|,")
_AIMS = frozenset(
    """train support join replace relieve escort assist advise protect guard counter deter fight accompany bolster
    reinforce strengthen equip aid defend monitor target attack hit intercept destroy track back boost""".split()
)
"""What forces may be sent to do to others, which are not sent."""
_OF = frozenset({"of", "by", "involving", "including"})
"""Words between a noun for a deed and the forces that it is done with."""
_OWN = frozenset({"its", "their", "his"})
_ARTICLES = _OWN | {"the", "a", "an", "this"}
_RELATIVE = frozenset({"that", "which", "who"})
_LEFT_THERE = (["in"], ["at"], ["behind"], ["there"], ["on"])
"""What stands behind forces that are still where they were (`the last soldiers left in Kenya`)."""
_FEW = 6
_FINITE = frozenset("will would shall has have had is are was were may might could can should must".split())
"""Words that begin what is told of a subject."""
_AUXILIARIES = _FINITE | {"be", "been", "being"}
_TELLING = _FINITE | {"said", "says", "say", "told", "announced", "reported", "confirmed", "added", "that"}
_PURPOSES = ("patrol", "bolster", "reinforce", "strengthen", "augment")
_ESCORTING = frozenset("escorted guarded protected commanded led followed watched monitored driven manned".split())
_LISTING = frozenset({"and", "or", "but"})
_ASIDE = 30
"""Words of what stands between a subject and what is told of it."""
_OPENING = frozenset("as after before with in during despite amid following besides since under for".split())
_OPENED = 3
"""Words from a comma on, at most, to the forces that a sentence tells of behind what opens it."""
_HOMES = frozenset("base bases port barracks garrison".split())
_BE = frozenset({"be", "being", "been"})
_SPEAKING = frozenset({"by", "of", "for", "from", "without", "on", "about"})
_NEEDED = frozenset(
    """needed required necessary able power powers right call calls chance opportunity ability capacity capability
    capable authority trained""".split()
)
"""Words before `to` where only what would be done is spoken of."""
_CONJUNCTIONS = frozenset(word for word in BORDERS if word.isalpha())
_CLOSE = 4
"""Words before a mention in which it is denied that it is somewhere."""
_REACH = 12
"""Words that a deed may be away from its mention."""
_BESIDE = 8
"""Words within which it stands right beside it."""


@lru_cache(maxsize=256)
def words_of(text: str, start: int, end: int) -> Words:
    """The words and dividing marks of `text[start:end]`."""
    places = _without_acronyms(text, [match.span() for match in _WORD.finditer(text, start, end)])
    texts = [text[left:right].lower() for left, right in places]
    return Words(texts, [left for left, _ in places], [right for _, right in places])


def _without_acronyms(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of words without those of one word in brackets: a short name (`the Vale Guard (VG) left`)."""
    opening = [at for at, (left, _) in enumerate(places) if text[left] == "("]
    short = {at for at in opening if at + 2 < len(places) and text[places[at + 2][0]] == ")"}
    return [place for at, place in enumerate(places) if short.isdisjoint((at, at - 1, at - 2))]


def find_deed(text: str, sentence: tuple[int, int], mention: tuple[int, int]) -> Deed | None:
    """What the sentence `text[sentence]` says is done with the forces at `mention`; None where it says nothing."""
    words = words_of(text, *sentence)
    first = bisect_right(words.ends, mention[0])
    last = _past_brackets(words.texts, bisect_left(words.starts, mention[1]))
    if said := readied(words, first, last):
        return said
    resumed = _past_aside(words.texts, last)
    behind = _behind(text, words, last)
    if resumed > last and (behind is None or _is_bare(words.texts, *behind)):
        behind = _behind(text, words, resumed) or behind
    behind = None if _is_agent(words.texts, first, last) else behind
    before = _before(words.texts, first)
    found = [deed for deed in (behind, before) if deed is not None]
    if not found:
        return commanded(text, words, first, last)
    if behind and before and _is_mere(words.texts, last, *behind) and before[1].shape != "noun":
        # What is done with `soldiers stationed in Molde` stands before them.
        found = [before] if first - before[0] <= _BESIDE else found
    index, form = min(found, key=lambda deed: _distance(deed[0], first, last, resumed))
    away = _distance(index, first, last, resumed)
    deed = _deed(words, index, _homeward(words.texts, index, last, form), away)
    own = not _OWN.isdisjoint(words.texts[max(0, first - 1) : first + 1]) and form.shape == "ing"
    return deed._replace(loose=False) if deed and own else deed


def denies(text: str, sentence: tuple[int, int], mention: tuple[int, int]) -> bool:
    """Whether what stands before a mention denies that its forces are sent somewhere or are there."""
    words = words_of(text, *sentence)
    first = bisect_right(words.ends, mention[0])
    if before := _before(words.texts, first):
        index, form = before
        return form.way != "out" and is_refused(words.texts, index)
    return is_negative(words.texts[max(0, first - _CLOSE) : first])


def _past_brackets(words: list[str], last: int) -> int:
    """Where the words behind a mention begin, past its short name in brackets."""
    following = words[last : last + _FEW]
    return last + following.index(")") + 1 if following[:1] == ["("] and ")" in following else last


def _homeward(words: list[str], index: int, last: int, form: Form) -> Form:
    """The form of a deed: away where forces return `from` a place or go `home`, and in where they leave `for` one."""
    match words[index : index + 3]:
        case [left, "for", place] if left in LEAVING and place != "good":
            return form._replace(way="in")
        case [left, "their" | "its", *_] if left in LEAVING and not _HOMES.isdisjoint(words[index + 2 : index + 4]):
            return form._replace(way="in")
        case _:
            pass
    if index == last and words[index] == "left" and words[index + 1 : index + 2] in _LEFT_THERE:
        return form._replace(way="stay")
    following = {words[at] for at in (index + 1, last) if at < len(words)}
    home = "home" in following or ("from" in following and words[index].startswith("return"))
    return form._replace(way="out") if form.way == "in" and home else form


def _distance(index: int, first: int, last: int, resumed: int) -> int:
    """Words from the forces to a deed, without those of an aside between them."""
    if index < first:
        return first - index
    return index - (resumed if index >= resumed else last) + 1


def _past_aside(words: list[str], last: int) -> int:
    """Where a clause goes on behind an aside about its subject (`, based in Molde, will go`); `last` if it does not."""
    opened = False
    for at in range(last, min(len(words) - 1, last + _ASIDE)):
        word, following = words[at], words[at + 1]
        if word in BORDERS or (word == "," and following in _LISTING) or (not opened and word in _TELLING):
            return last
        form = form_at(words, at + 1) if word == "," and opened else None
        if opened and word == "," and (following in _FINITE or (form and form.shape == "ed" and form.way != "stay")):
            return at + 1
        opened = opened or word == ","
    return last


def _behind(text: str, words: Words, last: int) -> tuple[int, Form] | None:
    """The deed behind a mention in its clause, of which it can be the subject; where it stands comes last."""
    standing: tuple[int, Form] | None = None
    if words.texts[last : last + 1] == ["and"] and last + 1 < len(words.texts) and form_at(words.texts, last + 1):
        return None
    for index in range(last, min(len(words.texts), last + _REACH)):
        if _begins_clause(text, words, index) and (index > last or words.texts[index] in _CONJUNCTIONS):
            break
        form = _form_behind(words.texts, index, last)
        if form is None:
            continue
        if form.way == "stay" and (form.shape == "ed" or _is_bare(words.texts, index, form)):
            standing = standing or (index, form)
        elif _has_subject(words.texts, index, last, form):
            return index, form
        else:
            break
    return standing


def _is_bare(words: list[str], index: int, form: Form) -> bool:
    """Whether a participle only tells which forces are meant (`soldiers stationed in Molde will go`)."""
    return form.way == "stay" and form.shape in {"ed", "ing"} and _AUXILIARIES.isdisjoint(close_to(words, index))


def _is_mere(words: list[str], last: int, index: int, form: Form) -> bool:
    """Whether what stands behind forces only tells which are meant, or which are left."""
    left = index == last and words[index] == "left" and words[index + 1 : index + 2] in _LEFT_THERE
    return left or (index == last and _is_bare(words, index, form))


def _is_agent(words: list[str], first: int, last: int) -> bool:
    """Whether forces do what an aside tells of others (`trucks, escorted by 600 soldiers, left`)."""
    near = words[max(0, first - _CLOSE) : first]
    return words[last : last + 1] == [","] and "by" in near and not _ESCORTING.isdisjoint(near)


def _form_behind(words: list[str], index: int, last: int) -> Form | None:
    """The form of a deed behind a mention, for a noun only right beside it or as a verb (`will pullout`)."""
    form = form_at(words, index)
    if form is None or _is_named(words, index, form) or _is_purpose(words, index, form):
        return None
    if form.shape != "noun" or index == last:
        return form
    return form._replace(shape="base", takes="both") if words[index - 1] in GOVERNING else None


def _has_subject(words: list[str], index: int, last: int, form: Form) -> bool:
    """Whether a mention can be the subject of a deed behind it."""
    if form.takes == "object" and form.shape == "ed":
        return not _is_active(words, index)
    return form.shape in {"noun", "ed"} or form.takes != "object" or not _BE.isdisjoint(words[last:index])


def _is_named(words: list[str], index: int, form: Form) -> bool:
    """Whether a form that may be a verb is a noun behind an article (`its shift`)."""
    return form.shape == "base" and index > 0 and words[index - 1] in _ARTICLES


def _is_purpose(words: list[str], index: int, form: Form) -> bool:
    """Whether a form that may be a verb says what forces are for or about (`to patrol`), or is a noun (`on patrol`)."""
    before = words[index - 1] if index and form.shape == "base" else ""
    return before in PREPOSITIONS - {"to"} or (before == "to" and words[index].startswith(_PURPOSES))


def _is_active(words: list[str], index: int) -> bool:
    """Whether a form of the past has others for its object: `has sent`."""
    close = close_to(words, index)
    return bool(close & {"has", "have", "had"}) and close.isdisjoint(_BE)


def _begins_clause(text: str, words: Words, index: int) -> bool:
    """Whether another clause begins at `words[index]`: behind a border, or where `and` brings a new subject."""
    if words.texts[index] in BORDERS:
        return True
    if words.texts[index] != "and" or index + 1 == len(words.texts):
        return False
    named = text[words.starts[index + 1]].isupper()
    return named and not (index > 0 and text[words.starts[index - 1]].isupper())


def _before(words: list[str], first: int) -> tuple[int, Form] | None:
    """The last deed before a mention in its clause whose object it can be: `to send troops`, `deployment of troops`."""
    for index in range(first - 1, max(-1, first - 1 - _REACH), -1):
        word = words[index]
        if word in BORDERS or word in _RELATIVE or (word == "to" and words[index + 1] in _AIMS):
            return None
        form = joined(words, index, first)
        if form is None and (form := form_at(words, index)) is not None:
            said = word == "adding" and words[index + 1] == "that"
            beside = form.shape == "noun" and index + 1 < first and _OF.isdisjoint(words[index + 1 : first])
            beside = beside or (form.shape == "noun" and _is_opening(words, index, first))
            if form.takes == "subject" or said or beside or _is_named(words, index, form):
                form = None
        if form is not None:
            return index, form
    return None


def _is_opening(words: list[str], index: int, first: int) -> bool:
    """Whether a noun stands in words that open a sentence, and a mention in what follows (`After the move, troops`)."""
    return words[0] in _OPENING and "," not in words[:index] and "," in words[max(index, first - _OPENED) : first]


def _deed(words: Words, index: int, form: Form, distance: int) -> Deed | None:
    """The deed at `words[index]` with its status, None where it is denied."""
    if is_denied(words.texts, index):
        return None
    status = "in_place" if words.texts[index] in REPLACING else stage_of(words.texts, index, form)
    loose = form.shape == "noun" and status == "planned"
    loose = loose or (form.shape == "ing" and index > 0 and words.texts[index - 1] in _SPEAKING)
    loose = loose or (index > 1 and words.texts[index - 1] == "to" and words.texts[index - 2] in _NEEDED)
    weak = status == "ordered" and is_weak(words.texts, index, form)
    start, end = words.starts[index], words.ends[index]
    return Deed(form.way, status, start, end, near=distance <= _BESIDE, loose=loose, weak=weak)
