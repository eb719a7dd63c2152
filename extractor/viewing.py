"""Viewing: extractions -> tables for a terminal, and JSON lines, JSON and CSV for programs."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from pydantic import ValidationError

from extractor.errors import ArticleError, UsageError
from extractor.tabling import Row, csv_cells, csv_columns, row_of
from extractor.wording import (
    Totals,
    absence,
    answered,
    counted,
    inert_json,
    on_one_line,
    outcome,
    reasons,
    records_counted,
    totals_of,
    visible,
)
from schemas import KINDS, Extraction, Record, Span, noun_of

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

PLAIN_WIDTH = 100
"""Columns where the output is no terminal."""
LEAST_WORDS = 64
"""Characters of a quote that a table shows at least; a wider table shows more."""

_FORMULA = re.compile(r"(^(?=[\t\r\n])|(?:^|[;\t\r\n])(?=[^\S\t\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20]))")
"""What begins a formula, in a cell or where a spreadsheet that splits at semicolons or tabs would begin one."""
_STYLES = {"ok": "bold green", "partial": "bold yellow", "failed": "bold red"}


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
    for kind, records in extraction.records.items():
        rows = [row_of(record, room) for record in records]
        console.print()
        console.print(_table(rows, console.width) if rows else absence(kind, extraction))
    console.print()
    if extraction.rejections:
        console.print(visible(f"refused {len(extraction.rejections)}: {reasons(extraction)}"))
    console.print(visible(f"{totals_of([extraction]).consumption}\n{answered(extraction)}"), style="dim")
    console.print()


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
    found = ", ".join(records_counted(kind, totals.found[kind]) for kind in reversed(tuple(KINDS)))
    refused = f"{totals.rejections:,} refused"
    out.write(f"{counted(totals.articles, 'article')} ({totals.outcomes}): {found}, {refused}\n{totals.consumption}\n")


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
    from csv import DictWriter  # noqa: PLC0415 - of no use to the other formats

    table = DictWriter(out, csv_columns(), restval="", lineterminator="\n")
    table.writeheader()
    for extraction in extractions:
        for kind, record in _records(extraction):
            cells = {"article": extraction.article.id, "record": noun_of(KINDS[kind]), **csv_cells(record)}
            table.writerow({column: visible(_inert(cell) if guarded else cell) for column, cell in cells.items()})


def _records(extraction: Extraction) -> Iterator[tuple[str, Record]]:
    return ((kind, record) for kind, records in extraction.records.items() for record in records)


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
    for _, record in _records(extraction):
        spans += [(record.id, value) for _, value in record if isinstance(value, Span)]
        spans += [(f"{record.id}.{field}", span) for field, found in record.evidence.items() for span in found]
    return next((visible(name)[:80] for name, span in spans if text[span.start : span.end] != span.text), None)
