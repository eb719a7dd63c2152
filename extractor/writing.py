"""Writing: extractions to a file or standard output, in the form that was asked for."""

import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from extractor.errors import UsageError
from extractor.viewing import print_tables, write_csv, write_json, write_jsonl
from schemas import Extraction


@contextmanager
def destination(path: Path | None) -> Generator[TextIO]:
    """Open `path` anew, or give standard output where there is none."""
    if path is None:
        yield sys.stdout
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    with file:
        yield file


def write(form: str, extractions: Iterable[Extraction], out: TextIO) -> None:
    """Write `extractions` in one of the formats, a line as soon as it comes."""
    if form == "jsonl":
        for extraction in extractions:
            write_jsonl(extraction, out)
            out.flush()
        return
    {"table": print_tables, "json": write_json, "csv": write_csv}[form](extractions, out)
