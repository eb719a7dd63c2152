"""Private: files and folders that this user alone may read, for articles and answers are nobody else's business."""

import os
import stat
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
    for missing in reversed([place for place in folder.parents if not place.exists()]):
        missing.mkdir(mode=_FOLDER, exist_ok=True)
    folder.mkdir(mode=_FOLDER, exist_ok=True)
