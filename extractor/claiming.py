"""Claiming: one process writes a file, and a run that did not finish leaves word of it.

The lock is a file beside the output. It goes away when the run is done; where it stays, the run was not.
"""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from extractor.errors import UsageError
from extractor.private import open_private
from extractor.wording import on_one_line
from extractor.writing import writable

LOCK_SUFFIX = ".lock"
_NEW = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class Claim:
    """A file that only this process writes; `unfinished` names what an earlier process began and did not end."""

    def __init__(self, lock: TextIO) -> None:
        self._lock = lock
        self.unfinished = lock.read().partition("\n")[0]

    def begin(self, doing: str) -> None:
        """Leave word that `doing` is under way; that of an unfinished `extract` stays."""
        self.unfinished = "extract" if "extract" in {doing, self.unfinished} else doing
        self._lock.seek(0)
        self._lock.truncate()
        note = f"{self.unfinished}\nprocess {os.getpid()}; if it is gone, go on with --resume\n"
        self._lock.write(note)
        self._lock.flush()

    def finish(self, doing: str) -> None:
        """Take back the word that `begin` left."""
        if doing in {"extract", self.unfinished}:
            self.unfinished = ""


@contextmanager
def claimed(path: Path) -> Generator[Claim]:
    """Hold `path` against all other processes; raises `UsageError` when one has it or it cannot be locked."""
    beside = Path(f"{os.path.realpath(path)}{LOCK_SUFFIX}")
    with writable(beside):
        lock = _locked(beside)
    if lock is None:
        raise UsageError(f"another process is writing {on_one_line(str(path))}: wait for its end, or name another file")
    with lock:
        claim = Claim(lock)
        try:
            yield claim
        finally:
            if not claim.unfinished:
                beside.unlink(missing_ok=True)


def _locked(beside: Path) -> TextIO | None:
    """Open and lock, again if the file was taken away by its last holder meanwhile; None if another holds it."""
    while True:
        lock = os.fdopen(open_private(str(beside), _NEW), "r+", encoding="utf-8", errors="replace")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(lock.fileno()), beside.stat()):
                return lock
        except FileNotFoundError:
            pass
        except BlockingIOError:
            lock.close()
            return None
        except OSError:
            lock.close()
            raise
        lock.close()
