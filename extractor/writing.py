"""Writing: extractions to a file or standard output, in the form that was asked for, so that no crash corrupts it.

Lines are appended, each in whole or not at all; any other file is put in place in one step when it is complete.
"""

import os
import stat
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Self, TextIO

from extractor.errors import ExtractorError, UsageError
from extractor.private import make_private_folder, open_private
from extractor.viewing import print_tables, write_csv, write_json, write_jsonl
from extractor.wording import counted, on_one_line
from schemas import Extraction

SYNC_SECONDS = 1.0
"""Longest time that a written line may be known to the system and not to the disk, while others follow."""
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
_STREAM = os.O_WRONLY | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


class OutputError(ExtractorError):
    """The output takes no more; what was written before stands."""


class LineFile:
    """A file of extractions, one a line, that grows by whole lines; what `add` has returned from is acknowledged.

    Everything after its first `end` bytes is cut off when it is opened. A device or FIFO is written as it is.
    """

    def __init__(self, path: Path, end: int = 0) -> None:
        self.path = path
        self.end = end
        self.added = 0
        """Lines that were written."""
        with writable(path):
            self._number = open_private(str(path), _APPEND if is_plain(path) else _STREAM)
        self._synced = time.monotonic()
        self._cut()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        with suppress(OSError):
            os.fsync(self._number)
        os.close(self._number)

    def add(self, extraction: Extraction) -> tuple[int, int]:
        """Append one line and give its place, start and length; raises `OutputError` and leaves no part of it."""
        line = StringIO()
        write_jsonl(extraction, line)
        data = line.getvalue().encode(errors="backslashreplace")
        try:
            self._put(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            self._cut()
            raise OutputError(self._full(error)) from None
        self.end += len(data)
        self.added += 1
        self._sync()
        return self.end - len(data), len(data)

    def _put(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._number, left) :]

    def _cut(self) -> None:
        """Cut off what is no whole line; a device has nothing to cut."""
        with suppress(OSError):
            os.ftruncate(self._number, self.end)

    def _sync(self) -> None:
        if time.monotonic() - self._synced >= SYNC_SECONDS:
            with suppress(OSError):
                os.fsync(self._number)
            self._synced = time.monotonic()

    def _full(self, error: OSError) -> str:
        message = f"the output cannot be written: {error.strerror}"
        if not is_plain(self.path):
            return message
        place = on_one_line(str(self.path))
        written = f"{counted(self.added, 'article')} of this run are in {place} and stay there"
        return f"{message}; {written}: make room, then go on with --resume"


def is_plain(path: Path) -> bool:
    """Whether `path` is a regular file or none yet: what can be locked, cut and replaced."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


@contextmanager
def writable(path: Path) -> Generator[None]:
    """Make the folder of `path`; raises `UsageError` when it cannot be written."""
    try:
        make_private_folder(path.parent)
        yield
    except OSError as error:
        raise UsageError(f"cannot write {on_one_line(str(path))}: {error.strerror}") from None


@contextmanager
def replaced(path: Path) -> Generator[TextIO]:
    """Open a file that takes the place of `path` in one step at the end; an error leaves the older one as it was."""
    if not is_plain(path):
        with writable(path):
            file = path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        with file:
            yield file
        return
    whole = Path(os.path.realpath(path))
    beside = whole.with_name(f".{whole.name}.{os.urandom(8).hex()}.tmp")
    with writable(path):
        number = open_private(str(beside), _NEW)
    try:
        with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
            file.flush()
            os.fsync(number)
        beside.replace(whole)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write(form: str, extractions: Iterable[Extraction], out: TextIO) -> None:
    """Write `extractions` in one of the formats, a line as soon as it comes."""
    if form == "jsonl":
        for extraction in extractions:
            write_jsonl(extraction, out)
            out.flush()
        return
    writers: dict[str, Callable[[Iterable[Extraction], TextIO], None]] = {
        "table": print_tables,
        "json": write_json,
        "csv": write_csv,
        "csv-raw": partial(write_csv, guarded=False),
    }
    writers[form](extractions, out)
