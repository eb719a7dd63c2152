"""Viewing: extractions -> tables for a terminal, and JSON lines, JSON and CSV for programs."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, get_args

from pydantic import BaseModel, ValidationError

from extractor.errors import ArticleError, UsageError
from extractor.wording import (
    Totals,
    absence,
    answered,
    counted,
    days,
    inert_json,
    on_one_line,
    outcome,
    people,
    reasons,
    totals_of,
    visible,
)
from schemas import Day, Deployment, Extraction, Period, Quote, Span

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = [
    "PLAIN_WIDTH",
    "Totals",
    "print_tables",
    "print_totals",
    "read_jsonl",
    "totals_of",
    "write_csv",
    "write_json",
    "write_jsonl",
]

Row = dict[str, str]
Record = Deployment | Quote

PLAIN_WIDTH = 100
"""Columns where the output is no terminal."""
LEAST_WORDS = 64
"""Characters of a quote that a table shows at least; a wider table shows more."""

_FORMULA = re.compile(r"(^(?=[\t\r\n])|(?:^|[;\t\r\n])(?=[^\S\t\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20]))")
"""What begins a formula, in a cell or where a spreadsheet that splits at semicolons or tabs would begin one."""
_STYLES = {"ok": "bold green", "partial": "bold yellow", "failed": "bold red"}
_AHEAD = ("article", "record", "id")


def print_tables(extractions: Iterable[Extraction], out: TextIO, width: int | None = None) -> None:
    """Print each extraction as it comes: a heading, its records as tables, refusals counted, and usage.

    `width` is in columns; None is the terminal's, or 100 where `out` is no terminal.
    """
    from rich.console import Console  # noqa: PLC0415 - costly, and of no use to pipes

    plain_width = None if out.isatty() else PLAIN_WIDTH
    console = Console(file=out, width=width or plain_width, markup=False, highlight=False, emoji=False)
    for extraction in extractions:
        _print_one(console, extraction)


def _print_one(console: "Console", extraction: Extraction) -> None:
    published = extraction.article.published
    heading = on_one_line(f"{extraction.article.id}  {published or 'no date'}  {outcome(extraction)}")
    console.print(heading, style=_STYLES[extraction.status])
    room = max(LEAST_WORDS, console.width - 40)
    tables = {
        "deployments": [_deployment_row(deployment) for deployment in extraction.deployments],
        "quotes": [_quote_row(quote, room) for quote in extraction.quotes],
    }
    for name, rows in tables.items():
        console.print()
        console.print(_table(rows, console.width) if rows else absence(name, extraction))
    console.print()
    if extraction.rejections:
        console.print(visible(f"refused {len(extraction.rejections)}: {reasons(extraction)}"))
    console.print(visible(f"{totals_of([extraction]).consumption}\n{answered(extraction)}"), style="dim")
    console.print()


def _deployment_row(record: Deployment) -> Row:
    return {
        "id": record.id,
        "force": record.force,
        "people": people(record.personnel) if record.personnel else "",
        "units, equipment": "; ".join((*record.units, *record.equipment)),
        "from": record.origin or "",
        "to": "; ".join(record.destination),
        "status": record.status.replace("_", " "),
        "when": _when(record.timing),
        "by": record.ordered_by or "",
        "source": record.source or "",
        "part of": record.part_of or "",
    }


def _quote_row(record: Quote, room: int) -> Row:
    return {
        "id": record.id,
        "speaker": record.speaker,
        "title": record.speaker_title or "",
        "kind": record.kind,
        "words": record.text if len(record.text) <= room else f"{record.text[: room - 1].rstrip()}…",
        "cue": record.cue or "",
        "venue": record.venue or "",
        "when": _when(record.said_on),
        "via": record.reported_by or "",
        "turn": str(record.group),
    }


def _when(when: Period | Day | None) -> str:
    if when is None:
        return ""
    resolved = days(when)
    return f"{when.text}, {resolved}" if resolved else when.text


def _table(rows: Sequence[Row], width: int) -> "Table":
    """Build the table of one record kind, without the columns that are empty in all rows."""
    from rich import box  # noqa: PLC0415 - as in print_tables
    from rich.cells import cell_len  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    columns = [[head, *(_cell(row[head]) for row in rows)] for head in rows[0] if any(row[head] for row in rows)]
    widths = _widths([[[cell_len(word) for word in cell.split(" ")] for cell in column] for column in columns], width)
    folded = any(cell_len(cell) > wide for column, wide in zip(columns, widths, strict=True) for cell in column)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), leading=int(folded))
    for (head, *_), wide in zip(columns, widths, strict=True):
        table.add_column(head, width=wide, overflow="fold", style="bold" if head == "id" else "")
    for cells in zip(*(column[1:] for column in columns), strict=True):
        table.add_row(*map(Text, cells))
    return table


def _cell(value: str) -> str:
    return visible(" ".join(re.split(r"[ \t\r\n]+", value)))


def _widths(columns: Sequence[Sequence[Sequence[int]]], width: int) -> list[int]:
    """Share out `width` by the lengths of each cell's words: whole words first, then to the tallest column."""
    room = width - 2 * (len(columns) - 1)
    longest = [max(sum(words) + len(words) - 1 for words in column) for column in columns]
    widths = [min(18, max(max(words) for words in column)) for column in columns]
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    while sum(widths) < room and widths != longest:
        heights = [whole / wide for whole, wide in zip(longest, widths, strict=True)]
        widths[heights.index(max(heights))] += 1
    return widths


def print_totals(totals: Totals, out: TextIO) -> None:
    """Print the closing lines: articles by outcome, records, refusals, and what it took."""
    found = (
        f"{counted(totals.quotes, 'quote')}, {counted(totals.deployments, 'deployment')}, {totals.rejections:,} refused"
    )
    out.write(f"{counted(totals.articles, 'article')} ({totals.outcomes}): {found}\n{totals.consumption}\n")


def write_jsonl(extraction: Extraction, out: TextIO) -> None:
    """Write one line of JSON; in it, line separators and characters that steer a terminal are escaped."""
    out.write(f"{_json(extraction)}\n")


def write_json(extractions: Iterable[Extraction], out: TextIO) -> None:
    """Write a JSON array, one extraction a line, each as soon as it comes."""
    before = "[\n"
    for extraction in extractions:
        out.write(f"{before}{_json(extraction)}")
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def _json(extraction: Extraction) -> str:
    return inert_json(extraction.model_dump_json())


def write_csv(extractions: Iterable[Extraction], out: TextIO, *, guarded: bool = True) -> None:
    """Write one row a record; hidden characters are spelt out, and an apostrophe keeps a cell from being a formula.

    Values that have parts have a column for each (`personnel_low`); evidence is `field:start-end` for each span.
    Without `guarded` the apostrophes are left out: for programs, never for a spreadsheet.
    """
    columns = dict.fromkeys((*_AHEAD, *_columns(Deployment), *_columns(Quote)))
    columns["evidence"] = columns.pop("evidence")
    table = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    table.writeheader()
    for extraction in extractions:
        for record in _records(extraction):
            cells = {"article": extraction.article.id, "record": type(record).__name__.lower(), **_cells(record)}
            table.writerow({column: visible(_inert(cell) if guarded else cell) for column, cell in cells.items()})


def _columns(record: type[BaseModel]) -> list[str]:
    """Name the columns of a record kind: one a field, or one for each part of a field that has parts."""
    columns: list[str] = []
    for name, field in record.model_fields.items():
        inner = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type(BaseModel))]
        columns += [_column(name, part) for part in _parts(inner[0])] if inner else [name]
    return columns


def _parts(value: type[BaseModel]) -> list[str]:
    """Name the fields of a value that has parts; the words of a span stand in a column of their own already."""
    return [part for part in value.model_fields if not (value is Span and part == "text")]


def _column(name: str, part: str) -> str:
    return name if part == "text" else f"{name}_{part}"


def _cells(record: Record) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name in type(record).model_fields:
        value: object = getattr(record, name)
        if isinstance(value, BaseModel):
            cells |= {_column(name, part): _plain(getattr(value, part)) for part in _parts(type(value))}
        else:
            cells[name] = _places(record.evidence) if name == "evidence" else _plain(value)
    return cells


def _records(extraction: Extraction) -> tuple[Record, ...]:
    return (*extraction.deployments, *extraction.quotes)


def _places(evidence: Mapping[str, Sequence[Span]]) -> str:
    return " ".join(f"{field}:{span.start}-{span.end}" for field, spans in evidence.items() for span in spans)


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _inert(cell: str) -> str:
    return _FORMULA.sub(r"\1'", cell)


def read_jsonl(path: Path) -> Iterator[Extraction]:
    """Read back what `write_jsonl` wrote.

    Raises `UsageError` for a path that is no file, and `ArticleError` for a line that is no extraction or whose
    offsets do not hold.
    """
    if not path.is_file():
        raise UsageError(
            f"{visible(str(path))}: no such file; give the file that `extractor extract --format jsonl` wrote"
        )
    with path.open(encoding="utf-8", newline="\n") as lines:
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _extraction(line, f"{visible(path.name)}, line {number}")
        except UnicodeDecodeError:
            raise ArticleError(f"{visible(path.name)}: not UTF-8 text", "not_text") from None


def _extraction(line: str, place: str) -> Extraction:
    try:
        values = json.loads(line)
        stated = values["article"].pop("sha256", None)
        extraction = Extraction.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = visible(".".join(map(str, first["loc"])))[:80]
        raise ArticleError(f"{place}: no extraction: {where}: {first['msg']}", "no_extraction") from None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise ArticleError(f"{place}: no extraction in JSON; `--format jsonl` writes them", "no_extraction") from None
    wrong = _misplaced(extraction) if stated in {None, extraction.article.sha256} else "the article's hash"
    if wrong:
        raise ArticleError(f"{place}: {wrong} does not fit the article's text; extract it again", "stale")
    return extraction


def _misplaced(extraction: Extraction) -> str | None:
    """Name the first holder of a span that does not stand in the article."""
    text = extraction.article.text
    spans = [(rejection.item, rejection.span) for rejection in extraction.rejections if rejection.span]
    spans += [(quote.id, quote.span) for quote in extraction.quotes]
    for record in _records(extraction):
        spans += [(f"{record.id}.{field}", span) for field, found in record.evidence.items() for span in found]
    return next((visible(name)[:80] for name, span in spans if text[span.start : span.end] != span.text), None)
