"""Written numbers: from figures and number words to whole numbers, or to none where they can be read in two ways."""

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, cast

from text_to_num import text2num  # type: ignore[import-untyped]

Kind = Literal["exact", "one", "year", "vague", "share"]

WHOSE = r"(?:the|these|those|this|that|its|their|his|her|our|all|them|whom)\b"
"""Pattern of the words between a share and its whole."""

_LARGEST = 10**8
_MOST_DIGITS = 12
_GROUP = 1000
_read_words = cast("Callable[[str, str], int]", text2num)

_SCALES = {
    "": 1,
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "k": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "bn": 10**9,
}
_SCALE = r"(?:dozen|hundred|thousand|million|billion)"
_NUMERAL = (
    r"(?:zero|one|two|three|five|ten|eleven|twelve|four(?:teen)?|(?:six|seven|nine)(?:teen|ty)?|eight(?:een|y)?"
    rf"|(?:thir|fif)t(?:een|y)|twenty|forty|{_SCALE})\b"
)
_MONTH = (
    r"(?-i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_NUMBER = re.compile(
    rf"""(?<![\w$€£¥₽\#])(?<![0-9][.,:/])(?:
    (?P<skipped>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} | [0-9]+(?:[:/][0-9]+)+
      | (?:[0-9]{{1,2}}\s)?{_MONTH}(?:\s[0-9]{{1,2}}\b)?(?:,?\s[0-9]{{4}}\b)?
      | (?:in|since|during|until|till|before|after|early|late|mid)[\s-](?:19|20)[0-9]{{2}}\b(?![.,][0-9])
      | (?-i:Article|Chapter|Resolution|Phase|Level|Type|Force|Flight|Boeing|No\.)\s[0-9]+
      | [0-9]{{1,3}}\s(?-i:Airborne|Infantry|Armou?red|Cavalry|Division|Brigade|Regiment|Battalion|Corps|Fleet|Wing
        |Squadron|Expeditionary)\b)
  | (?P<share>(?:[0-9][0-9.,]{{0,8}}\s?(?:%|per\s?cent) | (?:an?\s+)?(?:half|thirds?|quarters?|most|some|many|few
      |several|part|portion|majority|minority|rest|remainder|none|per\s?cent))\s+of\b(?=\s+(?:{WHOSE}|an?\s|[0-9])))
  | (?P<vague>(?:(?:an?\s+)?(?:few|couple(?:\s+of)?)|several|many|multiple)\s+{_SCALE}s?\b
      | (?:tens|dozens|scores|hundreds|thousands|millions)\b(?:\s+of\s+(?:thousands|millions)\b)?
      | (?:an?\s+)?(?:couple|handful)\s+of\b | several\b | an?\s+few\b)
  | (?<![A-Za-z]-)(?:
      (?P<digits>[1-9][0-9]{{0,2}}(?:\ [0-9]{{3}})+(?![0-9]) | [0-9]+(?:[.,'\u2019\u00a0\u2009\u202f][0-9]+)*)
        (?P<suffix>k|m|mn|bn)?
      | (?:an?\s+)?(?P<part>half)[\s-](?:an?\s+)?(?={_SCALE})
      | (?P<words>(?:an?\s+(?={_SCALE}))?(?:(?:(?<=[a-z])[\s\-\u2010\u2011]+(?:and\s+)?)?{_NUMERAL})+))
    (?P<half>[\s-]and[\s-]a[\s-]half)?(?:(?:(?<=[\s-])|[\s-])(?P<scale>{_SCALE}|lakh|crore)\b)?
    (?!\w|[:/][0-9]|\s?%))""",
    re.IGNORECASE | re.VERBOSE,
)
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?P<mark>[,.'\u2019\u00a0\u2009\u202f])[0-9]{3}(?:(?P=mark)[0-9]{3})*"
    r"|[1-9][0-9]{0,2}(?: 000)+|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
)
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?P<places>[0-9]{1,6}))?")
_SPACING = re.compile(r"[\s\-\u2010\u2011]+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")


class Number(NamedTuple):
    """One written number, as yet without what stands around it."""

    start: int
    end: int
    kind: Kind
    value: int | None = None
    """`None` where the words give none, or more than 10^8."""
    scales: tuple[int, ...] = ()
    """What a number before it in a range may share with it, largest first; none for a number that has its own."""


def find_numbers(text: str) -> Iterator[Number]:
    """Yield the written numbers of `text`; years, vague ones (`several thousand`) and shares (`most of`) are marked."""
    return filter(None, map(_number, _NUMBER.finditer(text)))


def _number(match: re.Match[str]) -> Number | None:
    start, end = match.span()
    if match["skipped"]:
        return None
    if match["share"] or match["vague"]:
        return Number(start, end, "share" if match["share"] else "vague")
    value, scales = _value(match)
    return Number(start, end, _kind(match[0]), value if value is not None and value <= _LARGEST else None, scales)


def _kind(written: str) -> Kind:
    if written.casefold() == "one":
        return "one"
    return "year" if _YEAR.fullmatch(written) else "exact"


def _value(match: re.Match[str]) -> tuple[int | None, tuple[int, ...]]:
    """Return what a written number comes to, and the scales that a number before it may share."""
    scale = _SCALES[(match["scale"] or match["suffix"] or "").casefold()]
    if match["part"]:
        return scale // 2, (scale,)
    spelt = _SPACING.sub(" ", (match["words"] or "").casefold())
    number, places = (_spelt(spelt), 0) if spelt else _figures(match["digits"], scaled=scale > 1)
    if number is None:
        return None, ()
    value, rest = divmod((2 * number + 10**places * bool(match["half"])) * scale, 2 * 10**places)
    if rest:
        return None, ()
    return value, _shared(spelt) if scale == 1 and spelt else (scale,) if scale > 1 else (_GROUP,) * (value >= _GROUP)


def _spelt(words: str) -> int | None:
    """Return what number words come to."""
    plain = words.removeprefix("an ").removeprefix("a ")
    dozens = plain.removesuffix("dozen")
    try:
        return _read_words(dozens.strip() or "one", "en") * (12 if dozens != plain else 1)
    except ValueError:
        return None


def _shared(words: str) -> tuple[int, ...]:
    """Return the scales of `two hundred thousand` that `one` before it may share: hundred thousand, and thousand."""
    head = words.split()
    shared: list[int] = []
    while head and head[-1] in _SCALES:
        shared.append(_SCALES[head.pop()] * (shared[-1] if shared else 1))
    return (1,) if shared and _SCALES.keys() & head else tuple(reversed(shared))


def _figures(digits: str, *, scaled: bool) -> tuple[int | None, int]:
    """Return the digits of a number without marks, and how many of them are decimal places."""
    if len(digits) > _MOST_DIGITS:
        return None, 0
    decimal = _DECIMAL.fullmatch(digits)
    if decimal and (scaled or not decimal["places"]):
        return int(digits.replace(".", "")), len(decimal["places"] or "")
    return (int("".join(filter(str.isdecimal, digits))), 0) if _GROUPED.fullmatch(digits) else (None, 0)
