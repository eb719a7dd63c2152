"""Labels: gold files -> gold, checked throughout; every problem of every file is reported at once.

A gold file labels one article; its format is told in the README. A kind or a field that is absent is not labelled, a
value that is null or empty is labelled as none.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar, cast

from evals.accepted import LabelError, accepted, alternatives, span_at
from evals.kinds import COMPARATORS, KINDS, field_by
from evals.labelled import Gold, GoldError, GoldRecord, Json, Problem
from schemas import ArticleText, Comparator, Span

__all__ = ["Gold", "GoldError", "GoldRecord", "Problem", "parse_gold", "read_gold"]

Given = TypeVar("Given")

LONGEST_ID = 300
"""Characters of an article's id, as in `schemas.ArticleText`."""

_APART = frozenset({"id", "evidence"})
"""Fields of a record that are no labels of a value."""
_ASIDE = frozenset({"optional", "note"})
"""Keys of a gold record that are no fields."""


def read_gold(source: Path) -> list[Gold]:
    """Read one gold file, or every `*.json` under a folder, by name; raises `GoldError` with all problems of all files.

    An article given by `path` is looked for beside its gold file, in the folders above it and in the working folder.
    """
    files = sorted(source.rglob("*.json")) if source.is_dir() else [source]
    if not files:
        raise GoldError([Problem(str(source), None, None, "there is no gold file (*.json) in this folder")])
    readings = [_Reading(str(file.relative_to(source) if source.is_dir() else file.name)) for file in files]
    golds = [gold for file, reading in zip(files, readings, strict=True) if (gold := _read_file(file, reading))]
    problems = [problem for reading in readings for problem in reading.problems] + _doubled(golds)
    if problems:
        raise GoldError(problems)
    return golds


def parse_gold(content: bytes, file: str, folder: Path) -> Gold:
    """Read the content of one gold file; raises `GoldError`."""
    reading = _Reading(file)
    gold = _parse(content, folder, reading)
    if gold is None or reading.problems:
        raise GoldError(reading.problems)
    return gold


@dataclass
class _Reading:
    """The problems of one file, gathered while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list[Problem])

    def refuse(self, message: str, record: str | None = None, name: str | None = None) -> None:
        """Note one problem."""
        self.problems.append(Problem(self.file, record, name, message))

    def attempt(self, read: Callable[[], Given], record: str | None, name: str | None) -> Given | None:
        """Read one label, or note why it cannot be read."""
        try:
            return read()
        except LabelError as error:
            self.refuse(str(error), record, name)
            return None


def _doubled(golds: Sequence[Gold]) -> list[Problem]:
    """Find articles that are labelled in two files."""
    first: dict[str, str] = {}
    return [
        Problem(gold.file, None, "article.id", f"{first[gold.article.id]} labels an article of the same id")
        for gold in golds
        if first.setdefault(gold.article.id, gold.file) != gold.file
    ]


def _read_file(file: Path, reading: _Reading) -> Gold | None:
    try:
        content = file.read_bytes()
    except OSError as error:
        reading.refuse(f"cannot be read: {error.strerror}")
        return None
    return _parse(content, file.resolve().parent, reading)


def _parse(content: bytes, folder: Path, reading: _Reading) -> Gold | None:
    try:
        whole: object = json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        told = f": {error}" if isinstance(error, json.JSONDecodeError | LabelError) else ""
        reading.refuse(f"is no JSON in UTF-8{told}")
        return None
    file = cast("Json", whole) if isinstance(whole, dict) else {}
    article: object = file.get("article")
    if not isinstance(article, dict):
        reading.refuse("holds no object `article`")
        return None
    read = _article(cast("Json", article), folder, reading)
    if not KINDS.keys() & file.keys():
        reading.refuse(f"labels none of {', '.join(sorted(KINDS))}")
    if read is None:
        return None
    records = {kind: _records(kind, file[kind], read.text, reading) for kind in KINDS if kind in file}
    return Gold(reading.file, sha256(content).hexdigest(), read, records)


def _once(pairs: list[tuple[str, object]]) -> Json:
    """Refuse an object that has a key twice: one of the two labels would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise LabelError("an object has the same key twice")
    return found


def _article(raw: Json, folder: Path, reading: _Reading) -> ArticleText | None:
    """Read the article, whose text must still be the one that was labelled."""
    text = reading.attempt(lambda: _text(raw, folder), None, "article")
    published = reading.attempt(lambda: _published(raw.get("published")), None, "article.published")
    name = raw.get("id")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID:
        reading.refuse(f"is missing or no string of 1 to {LONGEST_ID} characters", None, "article.id")
        return None
    return None if text is None else ArticleText(id=name, published=published, text=text)


def _text(raw: Json, folder: Path) -> str:
    """Give the text as stored: given in the file or read from beside it, never with line ends translated."""
    text, path = raw.get("text"), raw.get("path")
    if (text is None) == (path is None) or not isinstance(text if path is None else path, str):
        raise LabelError("has either `text` or `path`, a string")
    if text is None:
        text = _stored(str(path), folder)
    try:
        digest = sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise LabelError("the text holds half a surrogate pair, which is no character") from None
    if raw.get("sha256") not in (None, digest):
        raise LabelError("the text is not the one that was labelled: its sha256 differs")
    return cast("str", text)


def _stored(path: str, folder: Path) -> str:
    """Read the article's own file."""
    places = [place / path for place in (folder, *folder.parents, Path.cwd())]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise LabelError("there is no file at `path`, neither beside the gold file nor in a folder above it")
    try:
        return found.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise LabelError("the file at `path` cannot be read as UTF-8") from None


def _published(raw: object) -> date | None:
    """Read the day of publication, written `2022-02-02` or `2022.02.02`."""
    if raw is None:
        return None
    for form in ("%Y-%m-%d", "%Y.%m.%d"):
        try:
            return datetime.strptime(str(raw), form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise LabelError("is no day, as 2022-02-02 or 2022.02.02")


def _records(kind: str, raw: object, text: str, reading: _Reading) -> tuple[GoldRecord, ...]:
    """Read all records of one kind."""
    labels = cast("list[object]", raw) if isinstance(raw, list) else None
    if labels is None:
        reading.refuse("is no list of records", kind)
        return ()
    found: dict[str, GoldRecord] = {}
    for number, label in enumerate(labels, 1):
        if not isinstance(label, dict):
            reading.refuse("is no object", f"{kind} number {number}")
            continue
        name = cast("Json", label).get("id", f"{kind[0]}{number}")
        if not isinstance(name, str) or name in found:
            reading.refuse("is no string, or the id of two records", f"{kind} number {number}", "id")
            continue
        found[name] = _record(kind, name, cast("Json", label), text, reading)
    _check_links(kind, found, reading)
    return tuple(found.values())


def _record(kind: str, name: str, label: Json, text: str, reading: _Reading) -> GoldRecord:
    """Read one record, field by field."""
    where = f"{kind} {name}"
    for key in sorted(label.keys() - KINDS[kind].model_fields.keys() - _ASIDE):
        reading.refuse("is no field of the codebook", where, key)
    values = _values(kind, label, text, where, reading)
    _check_words(kind, label, values, where, reading)
    optional = label.get("optional", False)
    if not isinstance(optional, bool):
        reading.refuse("is neither true nor false", where, "optional")
    evidence = reading.attempt(lambda: _evidence(label, text), where, "evidence")
    return GoldRecord(name, optional is True, values, evidence, label)


def _values(kind: str, label: Json, text: str, where: str, reading: _Reading) -> dict[str, tuple[object, ...]]:
    """Read the labelled fields, in the order of the schema."""
    schema = KINDS[kind]
    found: dict[str, tuple[object, ...]] = {}
    for key in schema.model_fields:
        if key in label and key not in _APART:
            read = reading.attempt(partial(accepted, schema, key, label[key], text), where, key)
            if read is not None:
                found[key] = read
    return found


def _evidence(label: Json, text: str) -> tuple[Span, ...] | None:
    """Read the stretches that say a record, those of every alternative."""
    if "evidence" not in label:
        return None
    choices = alternatives(label["evidence"])
    if not all(isinstance(choice, list) for choice in choices):
        raise LabelError("is no list of places")
    pairs = [pair for choice in choices for pair in cast("list[object]", choice)]
    return tuple(dict.fromkeys(span_at(pair, text) for pair in pairs))


def _check_words(
    kind: str, label: Json, values: Mapping[str, tuple[object, ...]], where: str, reading: _Reading
) -> None:
    """Check that a record with a place of its own gives it, and that its words are the ones that stand there."""
    place = field_by(kind, Comparator.SPAN)
    if place is None:
        return
    if place not in label:
        reading.refuse("is missing; records of this kind are found by it", where, place)
    words = {span.text for span in values.get(place, ()) if isinstance(span, Span)}
    if words and not words.issuperset(cast("tuple[str, ...]", values.get("text", ()))):
        reading.refuse(f"is not what stands at `{place}`", where, "text")


def _check_links(kind: str, found: Mapping[str, GoldRecord], reading: _Reading) -> None:
    """Check that a record is a share of another record of the same file."""
    for link in (name for name, by in COMPARATORS[kind].items() if by is Comparator.LINK):
        for name, record in found.items():
            targets = {target for target in record.values.get(link, ()) if target is not None}
            if not targets <= found.keys() - {name}:
                reading.refuse("is not the id of another record", f"{kind} {name}", link)
