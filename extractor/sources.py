"""Reading, paths to bytes: regular files only, no more bytes than one article may have, folders listed in order."""

import errno
import json
import os
import re
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from extractor.decoding import refuse_signature
from extractor.errors import ArticleError

MAX_BYTES = 8_000_000
"""Most that is read for one article, be it a file, a line or standard input."""
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
ARTICLE_SUFFIXES = frozenset({".txt", ".text", ".json"}) | PAGE_SUFFIXES | LINES_SUFFIXES
"""Suffixes of the files that are taken from a folder."""

_NO_ARTICLE = re.compile(r"\.|(?:readme|manifest|licen[sc]e)(?![a-z])")
"""How the names in a folder begin that are hidden or tell about the articles."""
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""Opening a FIFO must not wait for its writer, nor a terminal become ours."""
_SPECIAL = {stat.S_IFIFO: "a FIFO", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFSOCK: "a socket"}


def shown(name: str | Path) -> str:
    """Write a path or id for people: control characters and bytes that are no UTF-8 become escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(name))


def stem(path: str | Path) -> str:
    """Give the file's name without suffix, fit for JSON: bytes that are no UTF-8 become escapes."""
    path = Path(path)
    return (path.stem or str(path)).encode("utf-8", "backslashreplace").decode()


def content(path: str | Path) -> bytes:
    """Read all bytes of one regular file, at most `MAX_BYTES`; raises `ArticleError`."""
    with opened(path) as stream:
        return bounded(stream.read(MAX_BYTES + 1))


def bounded(data: bytes) -> bytes:
    """Give `data` back; raises `ArticleError` of kind `too_large` above `MAX_BYTES`."""
    if len(data) > MAX_BYTES:
        refuse_signature(data)
        raise ArticleError(f"it is longer than {MAX_BYTES:,} bytes, the most for one article: split it", "too_large")
    return data


@contextmanager
def opened(path: str | Path) -> Generator[BinaryIO]:
    """Open one regular file, never waiting; raises `ArticleError` of kind `missing`, `not_a_file` or `unreadable`."""
    try:
        with open(path, "rb", opener=_open_at_once) as stream:
            _require_regular(os.fstat(stream.fileno()).st_mode)
            yield stream
    except (FileNotFoundError, NotADirectoryError):
        raise ArticleError("there is no such file", "missing") from None
    except IsADirectoryError:
        raise ArticleError("it is a folder, not a file", "not_a_file") from None
    except OSError as error:
        if error.errno == errno.ENXIO:
            _require_regular(stat.S_IFSOCK)
        raise ArticleError(f"it cannot be read: {error.strerror}", "unreadable") from None
    except ValueError:
        raise ArticleError("there is no such file, and no file can have such a name", "missing") from None


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | _AT_ONCE)


def _require_regular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        name = _SPECIAL.get(stat.S_IFMT(mode), "something else")
        raise ArticleError(
            f"it is {name}, not a regular file; to read a stream, pipe it in and give the path -", "not_a_file"
        )


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """Read the lines of `stream`, each cut off after `MAX_BYTES` + 1 bytes."""
    while line := stream.readline(MAX_BYTES + 1):
        yield line
        while not line.endswith(b"\n") and (line := stream.readline(MAX_BYTES)):
            pass


def listed(folder: str | Path) -> tuple[list[Path], list[Path], int]:
    """List the article files below `folder` in order, the folders that cannot be listed, and how much is skipped.

    Skipped are hidden files and folders, README, MANIFEST and LICENSE files, other suffixes and linked folders.
    """
    files: list[Path] = []
    closed: list[Path] = []
    skipped = 0
    for top, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(str(error.filename)))):
        entered = [name for name in folders if not name.startswith(".") and not Path(top, name).is_symlink()]
        taken = [Path(top, name) for name in names if _is_taken(name)]
        skipped += len(folders) - len(entered) + len(names) - len(taken)
        folders[:] = entered
        files += taken
    return sorted(files), sorted(closed), skipped


def _is_taken(name: str) -> bool:
    return Path(name).suffix.lower() in ARTICLE_SUFFIXES and not _NO_ARTICLE.match(name.lower())


def date_beside(path: str | Path) -> str | None:
    """Give the date of publication that a `manifest.json` in the same folder states for a file, else None.

    A manifest is `{"story.txt": {"published": "2022-02-02"}, ...}`; raises `ArticleError` for one that is not.
    """
    return _stated_dates(Path(path).parent).get(Path(path).name)


@lru_cache(maxsize=16)
def _stated_dates(folder: Path) -> dict[str, str]:
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return {}
    try:
        stated = json.loads(content(manifest))
        return {name: about["published"] for name, about in stated.items() if about.get("published")}
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
        reason = 'the manifest.json beside it is not {"FILE": {"published": "YYYY-MM-DD"}, ...}'
        raise ArticleError(reason, "bad_date") from None
