"""Reading: files, folders, web pages, JSON Lines and standard input to articles, each problem a value beside them."""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from extractor.articles import MAX_CHARACTERS, Article, article_from_bytes, article_from_json, day_of, stated_id
from extractor.decoding import decode, refuse_binary
from extractor.errors import ArticleError, UsageError
from extractor.sources import (
    LINES_SUFFIXES,
    MAX_BYTES,
    bounded,
    content,
    date_beside,
    lines,
    listed,
    opened,
    shown,
    stem,
)
from schemas import Failure

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "STDIN",
    "Article",
    "Reading",
    "Unread",
    "read_articles",
    "require_distinct_ids",
]

MANIFEST = "manifest.json"
"""The file of a folder that may state its articles' dates: `{"a.txt": {"published": "2022-02-02"}}`."""
STDIN = "-"
"""The path that stands for standard input."""

_BLANK = 64_000
"""Bytes of empty lines after which standard input cannot be lines of JSON."""
_JSON_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*(?:[\"}]|$)")
"""How a JSON object begins; the words `{{ a }}` do not."""


class Unread(NamedTuple):
    """An article that could not be read, and why."""

    id: str
    """The id that it would have had."""
    source: str
    """The path, with the line in a file of lines; `-` for standard input."""
    failure: Failure


class _Found(NamedTuple):
    """What was found at a path or a line of it."""

    source: str
    item: Article | Unread


_Place = Path | _Found | None
"""A file, something already found, or None for standard input."""


class Reading(Iterator[Article | Unread]):
    """The articles of some paths in order, each file opened only when its turn comes."""

    skipped: int
    """Entries of the folders that are no articles: hidden, README and the like, other suffixes, linked folders."""
    expected: int | None
    """How many items come; None when standard input is among them."""

    def __init__(self, paths: Sequence[str | Path], published: date | None, stdin: BinaryIO | None) -> None:
        """List the folders and learn the ids; see `read_articles`."""
        self._published = published
        self._stdin = stdin
        self._dates: dict[Path, str] = {}
        self.skipped = 0
        places = [place for path in paths for place in self._places(path)]
        if places.count(None) > 1:
            raise UsageError(f"standard input ({STDIN}) can be read only once")
        self._sources = require_distinct_ids(chain.from_iterable(map(self._names, places)))
        self.expected = None if None in places else len(self._sources)
        self._found = chain.from_iterable(map(self._read, places))

    def __next__(self) -> Article | Unread:
        """Read the next article."""
        found = next(self._found)
        first = self._sources.setdefault(found.item.id, found.source)
        if first == found.source:
            return found.item
        # Only standard input, which is read once, and a file that has changed meanwhile bring a double this far.
        return _unread(found.item.id, found.source, ArticleError(_double(found.item.id, first), "duplicate_id")).item

    def _places(self, path: str | Path) -> Iterator[_Place]:
        """Find what `path` stands for; a folder is listed, and nothing is read."""
        if str(path) == STDIN:
            yield None
        elif not str(path):
            yield _unread("unnamed", "", ArticleError("an empty path names no file", "missing"))
        elif not os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises for some names
            yield Path(path)
        else:
            files, closed, skipped = listed(path)
            self._dates |= _stated_dates(Path(path))
            self.skipped += skipped
            yield from files
            for folder in closed:
                yield _unread(stem(folder), shown(folder), ArticleError("the folder cannot be listed", "unreadable"))
            if not files and not closed:
                reason = f"the folder holds no article file ({skipped} other entries)"
                yield _unread(stem(path), shown(path), ArticleError(reason, "empty_folder"))

    def _names(self, place: _Place) -> Iterator[tuple[str, str]]:
        """Give ids with their sources, as far as they can be known beforehand; only JSON is read for them."""
        if isinstance(place, Path) and place.suffix.lower() not in {".json", *LINES_SUFFIXES}:
            yield stem(place), shown(place)
        elif place is not None:
            yield from ((found.item.id, found.source) for found in self._read(place))

    def _read(self, place: _Place) -> Iterator[_Found]:
        if place is None:
            yield from _from_stdin(self._stdin or getattr(sys.stdin, "buffer", None), self._published)
        elif isinstance(place, _Found):
            yield place
        elif place.suffix.lower() in LINES_SUFFIXES:
            yield from _from_lines_file(place, self._published)
        else:
            yield _from_file(place, self._published or self._dates.get(place))


def read_articles(
    paths: Sequence[str | Path], published: date | str | None = None, stdin: BinaryIO | None = None
) -> Reading:
    """Read files, folders, JSON Lines files and `-` for standard input; what cannot be read becomes an `Unread`.

    `published`, where given, wins over what the articles say, and so does the `manifest.json` of a folder. Raises
    `UsageError`, before any article comes, for a date that is none and for two articles with one id; a double on
    standard input becomes an `Unread`.
    """
    try:
        day = day_of(published)
    except ArticleError as error:
        raise UsageError(str(error)) from None
    return Reading(paths, day, stdin)


def require_distinct_ids(articles: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map each id to its source; raises `UsageError`, naming both sources, when two articles share an id."""
    sources: dict[str, str] = {}
    for name, source in articles:
        if name in sources:
            raise UsageError(f"{source}: {_double(name, sources[name])}")
        sources[name] = source
    return sources


def _double(name: str, first: str) -> str:
    return f"its id {shown(name)} is already that of {first}; rename one, or give the ids in a file of JSON Lines"


def _unread(name: str, source: str, error: ArticleError) -> _Found:
    message = f"{source}: {error}" if source else str(error)
    return _Found(source, Unread(name, source, ArticleError(message, error.kind).failure()))


def _stated_dates(folder: Path) -> dict[Path, str]:
    """Read the dates that a folder's manifest states; a file of that name that is none states nothing."""
    try:
        manifest: object = json.loads(content(folder / MANIFEST))
    except (ArticleError, ValueError, RecursionError):
        return {}
    entries = cast("dict[str, object]", manifest) if isinstance(manifest, dict) else {}
    stated = {name: cast("dict[str, object]", entry) for name, entry in entries.items() if isinstance(entry, dict)}
    dates = {folder / name: entry.get("published") for name, entry in stated.items()}
    return {path: published for path, published in dates.items() if isinstance(published, str)}


def _from_file(path: Path, published: date | str | None) -> _Found:
    data = b""
    try:
        data = content(path)
        return _Found(shown(path), article_from_bytes(data, path.name, published or date_beside(path)))
    except ArticleError as error:
        name = stated_id(data, stem(path)) if path.suffix.lower() == ".json" else stem(path)
        return _unread(name, shown(path), error)


def _from_lines_file(path: Path, published: date | None) -> Iterator[_Found]:
    try:
        with opened(path) as stream:
            yield from _from_lines(lines(stream), path, published)
    except ArticleError as error:
        yield _unread(stem(path), shown(path), error)


def _from_stdin(stream: BinaryIO | None, published: date | None) -> Iterator[_Found]:
    """Read JSON Lines where the first line with words begins a JSON object, else one text or page."""
    if stream is None:
        yield _unread("stdin", STDIN, ArticleError("standard input is closed", "missing"))
        return
    try:
        rest = lines(stream)
        head = _until_words(rest)
        if head and _JSON_OBJECT.match(head[-1]):
            yield from _from_lines(chain(head, rest), Path("stdin"), published, STDIN)
            return
        data = b"".join(head)
        data = bounded(data + stream.read(max(0, MAX_BYTES + 1 - len(data))))
        yield _Found(STDIN, article_from_bytes(data, "stdin", published))
    except ArticleError as error:
        yield _unread("stdin", STDIN, error)
    except OSError as error:
        yield _unread("stdin", STDIN, ArticleError(f"standard input cannot be read: {error}", "unreadable"))


def _until_words(rest: Iterator[bytes]) -> list[bytes]:
    """Take the empty lines and the first with words; after many empty ones no words are awaited."""
    head: list[bytes] = []
    size = 0
    for line in rest:
        head.append(line)
        size += len(line)
        if line.strip() or size > _BLANK:
            break
    return head


def _from_lines(lines_: Iterable[bytes], path: Path, published: date | None, source: str = "") -> Iterator[_Found]:
    """Read an article a line; one without an id is called by the file's stem and the line's number."""
    read = 0
    for number, line in enumerate(lines_, 1):
        if number == 1:
            refuse_binary(line)
        if line.strip():
            read += 1
            yield _from_line(line, f"{stem(path)}-{number}", f"{source or shown(path)}:{number}", published)
    if not read:
        raise ArticleError("it holds no article", "empty_document")


def _from_line(line: bytes, name: str, source: str, published: date | None) -> _Found:
    try:
        return _Found(source, article_from_json(decode(bounded(line), page=False), name, published))
    except ArticleError as error:
        return _unread(stated_id(line, name), source, error)
