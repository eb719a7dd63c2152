"""Wording: how hidden characters, numbers, days, outcomes and totals read to people, on a terminal and on a page."""

import re
from collections import Counter
from collections.abc import Iterable

from schemas import KINDS, Day, Extraction, Period, Personnel, noun_of

_DIRECTING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = (
    "\u00ad\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Joiners and variation selectors are spelling beside \u0600-\U0001faff, and concealment elsewhere. `re` takes 3 ms for
# each such class, and next to nothing for one of all that is not in it.
_LIKELY = "^\x00-\u05ff\U0001fb00-\U0010ffff"
_LATIN = "A-Za-z\u00c0-\u024f"
_DISGUISED = (
    "\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bd\u03bf"
    "\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c-\u041e\u0420-\u0423\u0425"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u051b\u051d"
)
"""Greek and Cyrillic letters that look Latin."""
_HIDDEN = (
    rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_DIRECTING}{_UNSEEN}]|\r(?!\n)"
    rf"|(?<![{_LIKELY}])[\u200c\u200d\ufe00-\ufe0f]|[\u200c\u200d](?![{_LIKELY}])"
    rf"|(?<=[{_LATIN}])[{_DISGUISED}]|[{_DISGUISED}](?=[{_LATIN}])"
)
"""Characters that steer a terminal or the direction of text, that cannot be seen, or that pass for a Latin letter
beside one; tab and line end are none. Compiled by whoever first needs it: a replay into a pipe does not."""
_STEERING = f"[\x7f-\x9f\u2028\u2029{_DIRECTING}]"
_BREAKS = re.compile(r"[\t\n\r]")


def spelt(character: str) -> str:
    """Spell out one character as `<U+202E>`."""
    return f"<U+{ord(character):04X}>"


def find_hidden(text: str) -> list[int]:
    """Offsets of the hidden characters of `text`."""
    return [found.start() for found in re.finditer(_HIDDEN, text)]


def visible(text: str) -> str:
    """Spell out each hidden character of `text`."""
    return re.sub(_HIDDEN, lambda found: spelt(found[0]), text)


def on_one_line(text: str) -> str:
    """Spell out each hidden character of `text`, tabs and line ends too: what it says stays in its own line."""
    return visible(_BREAKS.sub(lambda found: spelt(found[0]), text))


def inert_json(text: str) -> str:
    """Escape in JSON what steers a terminal or ends a line; its values stay the same."""
    # Nothing of it can be printed, and to know that takes half the time.
    return text if text.isprintable() else re.sub(_STEERING, lambda found: f"\\u{ord(found[0]):04x}", text)


def outcome(extraction: Extraction) -> str:
    """Say `ok`, or what went wrong in which task and whether any task was done."""
    error = extraction.error
    if error is None:
        return "ok"
    task = f" in {error.task}" if error.task else ""
    return f"{extraction.status}{task}: {error.kind}: {error.message}"


def absence(task: str, extraction: Extraction) -> str:
    """Say why there are no records of a kind: none were found, or the answer gave none, or it was not asked for."""
    run = extraction.lineage.tasks.get(task)
    if run is None or run.outcome == "not_asked":
        return f"{task}: not asked for"
    return (
        f"no {task}"
        if run.outcome in {"ok", "fell_back"}
        else f"{task}: no usable answer ({run.outcome.replace('_', ' ')})"
    )


def people(number: Personnel) -> str:
    """Give the bounds of a number of people as `~2,000`, `3,000+`, `up to 130,000`; its words where it has none."""
    low, high = number.low, number.high
    if low is None and high is None:
        return number.text
    if high is None:
        bounds = f"{low:,}+"
    elif low is None:
        bounds = f"up to {high:,}"
    else:
        bounds = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"~{bounds}" if number.approximate else bounds


def days(when: Period | Day) -> str:
    """Give the day or days that words resolve to, empty where they resolve to none."""
    start, end = (when.date, when.date) if isinstance(when, Day) else (when.start, when.end)
    if start is None or end is None:
        return f"from {start}" if start else f"until {end}" if end else ""
    return f"{start}" if start == end else f"{start} to {end}"


def reasons(extraction: Extraction) -> str:
    """Count the refused items by reason, the commonest first."""
    counts = Counter(rejection.reason for rejection in extraction.rejections)
    return ", ".join(f"{reason} {count}" for reason, count in counts.most_common())


def answered(extraction: Extraction) -> str:
    """Name the models that answered, whether live, cached or replayed, when, and what of their answers was mended.

    How much code answered by itself is told as well.
    """
    runs = extraction.lineage.tasks.values()
    models = dict.fromkeys(run.model_answered for run in runs if run.model_answered and run.origin != "rules")
    origins = dict.fromkeys(run.origin for run in runs if run.origin and run.origin != "rules")
    settled = sum(run.settled for run in runs)
    latest = max((run.answered_at for run in runs if run.answered_at), default=None)
    mended = dict.fromkeys(how.replace("_", " ") for run in runs for how in run.mended)
    parts = [", ".join(models), ", ".join(origins), f"answered {latest}" if latest else ""]
    parts += [f"mended: {', '.join(mended)}"] if mended else []
    parts += [f"{counted(settled, 'candidate')} settled by code"] if settled else []
    return ", ".join(part for part in parts if part) or "no answer"


class Totals:
    """What several extractions gave and took, added up one by one."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.ok = self.partial = self.failed = 0
        self.found: Counter[str] = Counter()
        """Records by kind."""
        self.rejections = self.requests = 0
        self.tokens_in = self.tokens_out = 0
        self.cost_usd = 0.0
        self.unpriced = 0
        """Articles whose cost is unknown."""

    def add(self, extraction: Extraction) -> None:
        """Count `extraction` in."""
        setattr(self, extraction.status, getattr(self, extraction.status) + 1)
        self.found.update({kind: len(records) for kind, records in extraction.records.items()})
        self.rejections += len(extraction.rejections)
        self.requests += extraction.usage.requests
        self.tokens_in += extraction.usage.tokens_in
        self.tokens_out += extraction.usage.tokens_out
        self.cost_usd += extraction.usage.cost_usd or 0.0
        self.unpriced += extraction.usage.cost_usd is None

    @property
    def articles(self) -> int:
        """Articles that were counted in."""
        return self.ok + self.partial + self.failed

    @property
    def tokens_per_record(self) -> str:
        """Output tokens for each record, `-` without records."""
        records = self.found.total()
        return f"{self.tokens_out / records:.1f}" if records else "-"

    @property
    def cost(self) -> str:
        """What it cost in US dollars, as far as prices are known."""
        if self.unpriced == self.articles:
            return "price unknown"
        known = f"${self.cost_usd:.4f}"
        return f"{known} and {counted(self.unpriced, 'article')} of unknown price" if self.unpriced else known

    @property
    def outcomes(self) -> str:
        """How many articles are ok, partial and failed; those that are none are left out."""
        named = (("ok", self.ok), ("partial", self.partial), ("failed", self.failed))
        return ", ".join(f"{count} {name}" for name, count in named if count) or "none"

    @property
    def consumption(self) -> str:
        """Requests, tokens and cost in one line."""
        if not self.requests:
            return "no requests"
        return (
            f"{counted(self.requests, 'request')}, {self.tokens_in:,} tokens in, {self.tokens_out:,} out, "
            f"{self.tokens_per_record} output tokens a record, {self.cost}"
        )


def totals_of(extractions: Iterable[Extraction]) -> Totals:
    """Add up `extractions`."""
    totals = Totals()
    for extraction in extractions:
        totals.add(extraction)
    return totals


def counted(number: int, noun: str) -> str:
    """Put a number before its noun: `1 quote`, `2,000 quotes`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def records_counted(kind: str, number: int) -> str:
    """Put a number before the name of a record kind: `1 quote`, `2,000 quotes`."""
    return f"{number:,} {(noun_of(KINDS[kind]) if number == 1 else kind).replace('_', ' ')}"
