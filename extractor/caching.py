"""Caching: exchanges of everyday work, kept in diskcache; this is the only room that knows it.

diskcache unpickles what a row calls a pickle (CVE-2025-69872), reads and deletes whatever file a row names, and evicts
the oldest entries by default. Here a row holds text and nothing else, and nothing is evicted. A cache is never an
authority: what cannot be trusted is dropped and asked for again.
"""

import logging
import os
import stat
import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Protocol

from extractor.exchanges import LARGEST, from_bytes, to_bytes
from extractor.flow import Completion, Prompt
from extractor.private import make_private_folder
from extractor.settings import KEPT

_DATABASE = "cache.db"
_IN_ROW = 1
"""`diskcache.core.MODE_RAW`: the value itself stands in the row."""
_SETTINGS = {
    "eviction_policy": "none",
    "cull_limit": 0,
    "size_limit": 2**62,
    "statistics": 0,
    # A mapped file that another process cuts short would end this one by a signal.
    "sqlite_mmap_size": 0,
}
_log = logging.getLogger(__name__)


class Cache:
    """A private folder of exchanges, safe to share between threads and processes; it opens on first use."""

    def __init__(self, folder: Path, patience: float = 60.0) -> None:
        """Name the folder; it is made on first use."""
        self.folder = folder
        self.patience = patience
        """Seconds to wait while another process writes."""
        self.damaged = 0
        """Stored answers, or whole databases, that could not be trusted and were put away."""
        self._database = folder / _DATABASE
        self._lock = Lock()
        self._shelf: _Shelf | None = None
        self._complaint = ""

    def find(self, prompt: Prompt) -> Completion | None:
        """Find the stored answer; None if there is none, if it is damaged, or if the cache cannot be used."""
        try:
            return self._get(self._opened(), prompt)
        except OSError as error:
            self._complain(error)
            return None

    def save(self, prompt: Prompt, completion: Completion) -> None:
        """Keep an answer, over an older one of the same request; `OSError` if that fails."""
        text = to_bytes(prompt, completion).decode()
        shelf = self._opened()
        try:
            shelf.set(prompt.digest, text)
        except _BrokenError as error:
            self._put_away(shelf, error)
            self._opened().set(prompt.digest, text)

    def content(self, digest: str) -> bytes | None:
        """Give the bytes of an exchange, whatever they are, or None; `OSError` if the cache cannot be used."""
        text = self.note(digest)
        return None if text is None else text.encode()

    def note(self, name: str) -> str | None:
        """Give the short text of that name, which is no answer; `OSError` if the cache cannot be used."""
        shelf = self._opened()
        try:
            return shelf.get(name)
        except ValueError:
            shelf.drop(name)
            return None

    def swap(self, name: str, old: str | None, new: str | None) -> bool:
        """Put the note `new` in the place of `old`, None being no note, in one step; whether `old` was there."""
        try:
            return self._opened().swap(name, old, new)
        except ValueError:
            return False

    def close(self) -> None:
        """Close this thread's connection; the cache opens again on next use."""
        with self._lock:
            if self._shelf:
                self._shelf.close()
            self._shelf = None

    def _get(self, shelf: "_Shelf", prompt: Prompt) -> Completion | None:
        try:
            text = shelf.get(prompt.digest)
            if text is not None:
                return from_bytes(text.encode(), prompt.digest, "cached", prompt.request).completion
        except _BrokenError as error:
            self._put_away(shelf, error)
        except ValueError as error:
            self._drop(shelf, prompt, error)
        return None

    def _opened(self) -> "_Shelf":
        with self._lock:
            if self._shelf is None or _identity(self._database) != self._shelf.identity:
                self._shelf = self._open()
            return self._shelf

    def _open(self) -> "_Shelf":
        _claim(self.folder)
        identity = _identity(self._database)
        try:
            return _Shelf(self.folder, identity, self.patience)
        except _BrokenError as error:
            self._quarantine(identity, error)
        _claim(self.folder)
        return _Shelf(self.folder, _identity(self._database), self.patience)

    def _put_away(self, shelf: "_Shelf", error: Exception) -> None:
        with self._lock:
            if self._shelf is shelf:
                self._shelf = None
                self._quarantine(shelf.identity, error)

    def _quarantine(self, identity: tuple[int, int] | None, error: Exception) -> None:
        """Rename the broken database, unless another process has done so, and start anew."""
        self.damaged += 1
        _log.warning("the cache in %s is broken and was put aside: %s", self.folder, error)
        if _identity(self._database) == identity:
            for suffix in ("-wal", "-shm", ""):
                path = self.folder / f"{_DATABASE}{suffix}"
                with suppress(FileNotFoundError):
                    path.rename(f"{path}.damaged-{time.time_ns()}")

    def _drop(self, shelf: "_Shelf", prompt: Prompt, error: Exception) -> None:
        with self._lock:
            self.damaged += 1
        _log.warning("the cached answer to request %s was dropped: %s", prompt.digest[:12], error)
        shelf.drop(prompt.digest)

    def _complain(self, error: Exception) -> None:
        if self._complaint != str(error):
            self._complaint = str(error)
            _log.warning("the cache cannot be used: %s", error)


class _BrokenError(OSError):
    """The whole database cannot be used."""


class TextOnly:
    """What replaces the methods of `diskcache.Disk`: keys and values are text in a row, anything else is refused."""

    def put(self, key: object) -> tuple[str, bool]:
        """Turn a key into its row's columns."""
        return _text(key), True

    def get(self, key: object, raw: object) -> str:
        """Turn a row's columns into its key."""
        if not raw:
            raise ValueError("a key is no text")
        return _text(key)

    def store(self, value: object, read: object, key: object = None) -> tuple[int, int, None, str]:
        """Turn a value into its row's columns."""
        del read, key
        return 0, _IN_ROW, None, _text(value)

    def fetch(self, mode: object, filename: object, value: object, read: object) -> str:
        """Turn a row's columns into its value."""
        if mode != _IN_ROW or filename is not None or read:
            raise ValueError("its row is no text")
        return _text(value)

    def remove(self, file_path: object) -> None:
        """Delete nothing: no row of this program names a file."""


def _text(value: object) -> str:
    if type(value) is not str or len(value) > LARGEST:
        raise ValueError("it is no text, or too long")
    return value


class _Rows(Protocol):
    """What is used of `diskcache.Cache`."""

    def get(self, key: str) -> str | None: ...
    def set(self, key: str, value: str) -> bool: ...
    def delete(self, key: str) -> bool: ...
    def transact(self) -> AbstractContextManager[None]: ...
    def close(self) -> None: ...


class _Shelf:
    """An open diskcache that raises `ValueError` for a bad row, `_BrokenError` for a bad database, else `OSError`."""

    def __init__(self, folder: Path, identity: tuple[int, int] | None, patience: float) -> None:
        self.identity = identity
        diskcache = _diskcache()
        disk = type("TextDisk", (TextOnly, diskcache.Disk), {})
        with _translated():
            try:
                self._rows: _Rows = diskcache.Cache(str(folder), patience, disk, **_SETTINGS)
            except (AttributeError, TypeError) as error:
                raise _BrokenError("its settings are none of diskcache's") from error

    def get(self, key: str) -> str | None:
        with _translated():
            return self._rows.get(key)

    def set(self, key: str, value: str) -> None:
        with _translated():
            self._rows.set(key, value)

    def swap(self, key: str, old: str | None, new: str | None) -> bool:
        with _translated(), self._rows.transact():
            there = self._rows.get(key) == old
            if there and new is not None:
                self._rows.set(key, new)
            elif there and old is not None:
                self._rows.delete(key)
            return there

    def drop(self, key: str) -> None:
        with _translated():
            self._rows.delete(key)

    def close(self) -> None:
        self._rows.close()


def _diskcache() -> ModuleType:
    """Import diskcache: only who opens a cache pays for that."""
    import diskcache  # type: ignore[import-untyped]  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    module: ModuleType = diskcache
    return module


@contextmanager
def _translated() -> Generator[None, None, None]:
    import sqlite3  # noqa: PLC0415

    try:
        yield
    except _diskcache().Timeout:
        raise OSError("another process keeps the cache locked, or it cannot be written") from None
    except sqlite3.OperationalError as error:
        # Python puts the undecodable text into this message.
        if str(error).startswith("Could not decode"):
            raise ValueError("its text is not UTF-8") from None
        raise OSError(str(error)) from None
    except sqlite3.DatabaseError as error:
        raise _BrokenError(str(error)) from None


def _claim(folder: Path) -> None:
    """Make the folder and its database, for this user only."""
    make_private_folder(folder)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        if any(path.name != KEPT and not path.name.startswith(_DATABASE) for path in folder.iterdir()):
            raise PermissionError(f"{folder} is open to others and holds other files; name another folder")
        folder.chmod(0o700)
    path = folder / _DATABASE
    # Only a new file is opened here: to close another handle of an open database would drop SQLite's locks.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if not stat.S_ISREG(path.lstat().st_mode):
        raise PermissionError(f"{path} is not a regular file; delete it")
    path.chmod(0o600)


def _identity(database: Path) -> tuple[int, int] | None:
    try:
        status = database.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
