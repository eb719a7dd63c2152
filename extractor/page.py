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
    counted,
    days,
    outcome,
    people,
    reasons,
    spelt,
    totals_of,
    visible,
)
from schemas import Day, Deployment, Extraction, Period, Personnel, Quote, Rejection, Span

if TYPE_CHECKING:
    from jinja2 import Environment, Template

Record = Deployment | Quote

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
CHIPS = frozenset({"status", "kind"})
"""Fields that a card's head shows; they are a row too where they have evidence."""
ASIDE = frozenset({"id", "span", "evidence"})
"""Fields that are no row of a card."""
TIP_LENGTH = 90
"""Characters of a value in the note at a mark."""
VALUE_LENGTH = 600
"""Characters of a refused value that are shown."""


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
    """`d` for a deployment, `q` for a quote."""
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
        self.absences = {task: absence(task, extraction) for task in ("deployments", "quotes")}
        self.outcome = outcome(extraction)
        self.answered = answered(extraction)
        self.reasons = reasons(extraction)
        self.found = f"{counted(len(extraction.deployments), 'deployment')}, {counted(len(extraction.quotes), 'quote')}"
        self.totals = totals_of([extraction])

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The records: deployments, then quotes."""
        keyed: list[tuple[str, Record]] = []
        keyed += [(f"{self.key}-d{number}", record) for number, record in enumerate(self.extraction.deployments, 1)]
        keyed += [(f"{self.key}-q{number}", record) for number, record in enumerate(self.extraction.quotes, 1)]
        keys = {record.id: key for key, record in keyed}
        return tuple(_card(key, record, keys) for key, record in keyed)

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


def _card(key: str, record: Record, keys: Mapping[str, str]) -> Card:
    rows = tuple(_rows(key, record, keys))
    if isinstance(record, Quote):
        return Card(key, "q", record.id, record.speaker, record.kind, rows)
    title = f"{record.force} → {'; '.join(record.destination)}" if record.destination else record.force
    return Card(key, "d", record.id, title, record.status.replace("_", " "), rows)


def _rows(key: str, record: Record, keys: Mapping[str, str]) -> Iterator[Row]:
    evidence = {"text": (record.span,), **record.evidence} if isinstance(record, Quote) else record.evidence
    names = [name for name in type(record).model_fields if name not in ASIDE]
    names += [name for name in evidence if name not in names]
    for number, name in enumerate(names):
        spans = evidence.get(name, ())
        value, reading = _words(getattr(record, name, None))
        if spans or (value and name not in CHIPS):
            link = keys.get(value) if name == "part_of" else None
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
    return _template().render(sections=sections, title=title, totals=totals_of(extractions))


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
