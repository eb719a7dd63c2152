"""Private: files and folders that this user alone may read, for articles and answers are nobody else's business."""

import os
import stat
from contextlib import suppress
from pathlib import Path

_FILE, _FOLDER = 0o600, 0o700
_OTHERS = 0o077


def open_private(path: str, flags: int) -> int:
    """Open a file for this user alone; an `opener` of `open`, which creates, empties or appends as its mode says.

    A file that was open to others is closed to them before anything is written into it. Raises `PermissionError` for
    another user's file that cannot be closed. Pipes and devices are opened as they are.
    """
    opened = os.open(path, flags & ~os.O_TRUNC, _FILE)
    try:
        _close_to_others(opened, empty=bool(flags & os.O_TRUNC))
    except BaseException:
        os.close(opened)
        raise
    return opened


def _close_to_others(opened: int, *, empty: bool) -> None:
    status = os.fstat(opened)
    if not stat.S_ISREG(status.st_mode):
        return
    if status.st_mode & _OTHERS:
        try:
            os.fchmod(opened, _FILE)
        except PermissionError:
            # Of one's own file this says that the file system keeps no modes.
            if status.st_uid != os.geteuid():
                raise
    if empty:
        os.ftruncate(opened, 0)


def write_private(path: Path, text: str) -> None:
    """Write a file of UTF-8 text for this user alone; line ends stay as they are."""
    with open(path, "w", encoding="utf-8", newline="", opener=open_private) as file:
        file.write(text)


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this user alone; one that is there stays as it is."""
    if folder.is_dir():  # nearly always: each folder above it would be asked for, once an article
        return
    for missing in reversed([place for place in folder.parents if not place.exists()]):
        missing.mkdir(mode=_FOLDER, exist_ok=True)
    folder.mkdir(mode=_FOLDER, exist_ok=True)


def put_private(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Put a file in place in one step, for this user alone; no link is followed.

    A `lasting` one survives a crash of the machine; after one, any other may be torn.
    """
    if path.is_symlink():
        raise OSError(f"{path} is a symbolic link; delete it")
    partial = path.with_name(f".{path.stem}.{os.urandom(8).hex()}.tmp")
    try:
        with open(partial, "xb", opener=open_private) as file:
            file.write(content)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    if lasting:
        with suppress(OSError):
            _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make a rename in `folder` last; not every file system can."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def read_regular(path: str | Path, largest: int) -> bytes:
    """Read a regular file of at most `largest` bytes; no link is followed and no FIFO waited for.

    `ValueError` says what else it is.
    """
    with open(path, "rb", buffering=0, opener=_open_itself) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("it is not a regular file")
        if status.st_size > largest:
            raise ValueError(f"it has more than {largest} bytes")
        return file.readall()


def _open_itself(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
