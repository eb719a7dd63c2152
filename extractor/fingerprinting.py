"""Fingerprinting: the program that runs as one digest, so that what it made can be told from what another did."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

_ROOMS = ("extractor", "schemas", "prompts")
"""What takes part in an extraction, codebook and lists included; what is in the recordings counts by itself."""
_LOADED = time.time()


@lru_cache(maxsize=1)
def program_digest() -> str | None:
    """A hash of this program: its sources and data, its Python, and names and versions of what is installed.

    None where a file has changed since it was loaded: what runs is no longer what can be read.
    """
    digest, root = sha256(sys.version.encode()), Path(__file__).resolve().parent.parent
    digest.update(repr(sorted(_distributions())).encode())
    try:
        for name, path in sorted((os.path.relpath(path, root), path) for path in _files(root)):
            if os.stat(path).st_mtime > _LOADED:  # noqa: PTH116 - a hundred files in two milliseconds
                return None
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - likewise
                digest.update(name.encode() + b"\0" + sha256(file.read()).digest())
    except OSError:
        return None
    return digest.hexdigest()


def _files(root: Path) -> Iterator[str]:
    """All files that take part, but those that Python compiled."""
    folders = [str(root / room) for room in _ROOMS]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_file():
                    yield entry.path
                elif entry.is_dir() and entry.name != "__pycache__":
                    folders.append(entry.path)


def _distributions() -> Iterator[str]:
    """Name and version of each installed distribution, by the folders that installers make."""
    for folder in sys.path:
        if folder.endswith("-packages"):
            with suppress(OSError):
                yield from (name for name in os.listdir(folder) if name.endswith(".dist-info"))  # noqa: PTH208
