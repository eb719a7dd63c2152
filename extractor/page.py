"""The page: extractions -> one self-contained HTML report, each field's evidence marked in the article's text."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.marking import Mark, Segment, segments
from extractor.wording import (
    absence,
    answered,
    days,
    outcome,
    people,
    reasons,
    records_counted,
    spelt,
    totals_of,
    visible,
)
from schemas import (
    KINDS,
    Comparator,
    Day,
    Deployment,
    Extraction,
    Period,
    Personnel,
    Quote,
    Record,
    Rejection,
    Span,
    comparators,
)

if TYPE_CHECKING:
    from jinja2 import Environment, Template

LABELS = {
    "text": "Words",
    "personnel": "People",
    "origin": "From",
    "destination": "To",
    "timing": "When",
    "speaker_title": "Title",
    "said_on": "When",
    "reported_by": "Via",
    "group": "Turn",
}
"""Field to its name on the page, where that is not the field's own."""
LOOKS = {"deployments": "d", "quotes": "q"}
"""Record kind to its look, where the page knows one; `c` is what stands about a quote, `x` what was refused."""
ASIDE = frozenset({"id", "span", "evidence"})
"""Fields that are no row of a card."""
TIP_LENGTH = 90
"""Characters of a value in the note at a mark."""
VALUE_LENGTH = 600
"""Characters of a refused value that are shown."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A record kind as the page shows it."""

    name: str
    look: str
    chip: str | None
    """The field of a closed list that a card's head shows; it is a row too where it has evidence."""
    link: str | None
    """The field that names another record."""

    @property
    def words(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ")

    @property
    def heading(self) -> str:
        """Its name above its cards."""
        return self.words.capitalize()


def _kind(name: str) -> Kind:
    first = {by: field for field, by in reversed(comparators(KINDS[name]).items())}
    look = LOOKS.get(name, f"kind-{name}")
    return Kind(name, look, first.get(Comparator.ENUMERATION), first.get(Comparator.LINK))


_KINDS = tuple(map(_kind, KINDS))


@dataclass(frozen=True, slots=True)
class Row:
    """One filled field of a record."""

    key: str
    label: str
    value: str
    reading: str
    """What code made of the words."""
    part_of: str | None
    """Key of the record that the field links to."""
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A record as the page shows it."""

    key: str
    look: str
    """That of its record kind."""
    id: str
    title: str
    chip: str
    rows: tuple[Row, ...]

    def marks(self) -> Iterator[Mark]:
        """Give each span of evidence as a mark; what stands about a quote, and not in it, looks `c`."""
        for row in self.rows:
            look = "c" if self.look == "q" and row.label != LABELS["text"] else self.look
            for span in row.spans:
                yield Mark(
                    span.start, span.end, row.key, look, f"{self.id}  {row.label}: {_short(row.value, TIP_LENGTH)}"
                )


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rejection as the page shows it."""

    key: str
    rejection: Rejection

    @property
    def value(self) -> str:
        """What the model gave, shortened."""
        return _short(self.rejection.value, VALUE_LENGTH)

    def marks(self) -> Iterator[Mark]:
        """Give the stretch that is concerned, if one is, as a mark."""
        span = self.rejection.span
        if span is not None:
            yield Mark(span.start, span.end, self.key, "x", f"refused  {self.rejection.item}: {self.rejection.reason}")


class Section:
    """An article with its records as the page shows it."""

    def __init__(self, number: int, extraction: Extraction) -> None:
        self.key = f"a{number}"
        self.extraction = extraction
        self.standing = extraction.status
        self.absences = {kind: absence(kind, extraction) for kind in KINDS}
        self.outcome = outcome(extraction)
        self.answered = answered(extraction)
        self.reasons = reasons(extraction)
        self.found = ", ".join(records_counted(kind, len(found)) for kind, found in extraction.records.items())
        self.totals = totals_of([extraction])

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The records, kind by kind."""
        return tuple(card for kind in _KINDS for card in _cards(f"{self.key}-{kind.look}", kind, self.extraction))

    @cached_property
    def refusals(self) -> tuple[Refusal, ...]:
        """The rejections."""
        return tuple(Refusal(f"{self.key}-x{number}", one) for number, one in enumerate(self.extraction.rejections, 1))

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The whole text, cut where evidence begins or ends."""
        marks = [mark for card in self.cards for mark in card.marks()]
        marks += [mark for refusal in self.refusals for mark in refusal.marks()]
        return tuple(segments(self.extraction.article.text, marks))

    @cached_property
    def tags(self) -> Mapping[int, str]:
        """Offset to the ids of the records tagged there: a quote at its words, a deployment at its first evidence."""
        tags: defaultdict[int, list[str]] = defaultdict(list)
        for card in self.cards:
            starts = [mark.start for mark in card.marks() if mark.look == card.look]
            if starts:
                tags[min(starts)].append(_short(card.id, 12))
        return {start: " ".join(ids) for start, ids in tags.items()}


def _cards(prefix: str, kind: Kind, extraction: Extraction) -> Iterator[Card]:
    keyed = {f"{prefix}{number}": record for number, record in enumerate(extraction.records[kind.name], 1)}
    keys = {record.id: key for key, record in keyed.items()}
    for key, record in keyed.items():
        rows = tuple(_rows(key, kind, record, keys))
        chip = _words(getattr(record, kind.chip))[0] if kind.chip else ""
        yield Card(key, kind.look, record.id, _title(record, rows), chip, rows)


def _title(record: Record, rows: Sequence[Row]) -> str:
    match record:
        case Quote():
            return record.speaker
        case Deployment():
            return f"{record.force} → {'; '.join(record.destination)}" if record.destination else record.force
        case _:
            return _short(rows[0].value, TIP_LENGTH) if rows else ""


def _rows(key: str, kind: Kind, record: Record, keys: Mapping[str, str]) -> Iterator[Row]:
    values = dict(record)
    place = values.get("span")
    evidence = {"text": (place,), **record.evidence} if isinstance(place, Span) else record.evidence
    names = [name for name in values if name not in ASIDE]
    names += [name for name in evidence if name not in names]
    for number, name in enumerate(names):
        spans = evidence.get(name, ())
        value, reading = _words(values.get(name))
        if spans or (value and name != kind.chip):
            link = keys.get(value) if name == kind.link else None
            label = LABELS.get(name, name.replace("_", " ").capitalize())
            yield Row(f"{key}-f{number}", label, value or spans[0].text, reading, link, spans)


def _words(value: object) -> tuple[str, str]:
    """Put a field's value in words, with what code made of them where that says more."""
    match value:
        case None:
            return "", ""
        case Personnel():
            return value.text, f"= {people(value)}"
        case Period() | Day():
            resolved = days(value)
            return value.text, f"= {resolved} ({value.basis})" if resolved else f"({value.basis})"
        case Span():
            return value.text, ""
        case tuple():
            return "; ".join(map(str, value)), ""  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return str(value).replace("_", " "), ""


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def render_page(extractions: Sequence[Extraction], title: str) -> str:
    """Render one HTML page that loads nothing: every article in full, with its records, refusals, lineage and usage.

    Its content security policy lets only its own style and script act. Hidden characters are spelt out.
    """
    sections = [Section(number, extraction) for number, extraction in enumerate(extractions, 1)]
    return _template().render(sections=sections, kinds=_KINDS, looks=LOOKS, title=title, totals=totals_of(extractions))


@cache
def _template() -> "Template":
    return page_environment(Path(__file__).parent).get_template("page.html.jinja")


def page_environment(folder: Path) -> "Environment":
    """Open the page templates of `folder`: strict, escaping, with hidden characters spelt out in every variable."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - of no use without a page

    rooms = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_inert,
    )
    rooms.filters["digest"] = _digest
    rooms.filters["spelt"] = spelt
    return rooms


def _inert(value: object) -> object:
    """Spell out hidden characters of any string but the template's own."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _digest(block: str) -> str:
    """Name an inline block as a content security policy does."""
    return f"sha256-{b64encode(sha256(block.encode()).digest()).decode()}"
