"""Keeping: what an article came to, kept with what it came from, so that it need not be worked out again.

As in a build system: what is kept holds as long as the article, the settings, this program and every stored answer are,
byte for byte, what they were. Anything else is worked out anew, so that a recording that is missing or has changed is
met where it always is. What is kept is never an authority: what cannot be trusted is dropped, and none of it can cost
an article.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from extractor.errors import CompletionError
from extractor.exchanges import LARGEST, from_bytes
from extractor.fingerprinting import program_digest
from extractor.flow import Completer, Completion, Json, Prompt, canonical, digest_of
from extractor.private import make_private_folder, put_private, read_regular
from extractor.settings import Settings
from schemas import ArticleText, Extraction, Origin, TaskRun

if TYPE_CHECKING:
    from logging import Logger

_NO_ARTICLE = ArticleText(id="-", text="")
"""Stands in the article's place: whoever asks for what is kept has it."""
_INDIFFERENT = {
    *("api_key", "base_url", "mode", "recordings", "cache_dir", "keep"),
    *("timeout", "deadline", "max_attempts", "requests_per_minute", "tokens_per_minute"),
    *("max_cost", "max_tokens_total"),
}
"""Settings that decide only whether an answer is to be had, not what an article comes to; any other is thought to."""
_UNSAID = frozenset({"id", "span", "group", "evidence"})
"""Fields of a record that need no evidence."""
_DIGEST = re.compile("[0-9a-f]{64}")
_UNFIT = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


Content = Callable[[str], bytes | None]


class Source(NamedTuple):
    """A store that answers are read from."""

    origin: Origin
    """What an answer from there is said to be."""
    content: Content
    """The bytes of an exchange by the digest of its request; `OSError` or `ValueError` if they cannot be read."""
    model: str | None = None
    """Model under which a request is looked up there, whichever it is for."""

    def name(self, prompt: Prompt) -> str:
        """The digest by which the answer to `prompt` is looked up."""
        return replace(prompt, model=self.model).digest if self.model else prompt.digest


class Heard:
    """A completer that notes all it is asked about one article, and whether all was answered."""

    def __init__(self, inner: Completer) -> None:
        """Set itself before `inner`."""
        self.inner = inner
        self.exchanges: list[tuple[Prompt, Completion]] = []
        self.unanswered = 0

    def complete(self, prompt: Prompt) -> Completion:
        """Answer as `inner` does."""
        try:
            completion = self.inner.complete(prompt)
        except CompletionError:
            self.unanswered += 1
            raise
        self.exchanges.append((prompt, completion))
        return completion


class Kept:
    """A private folder of what articles came to, a file each; safe to share between threads and processes.

    `sources` are the stores that answers are read from, in that order.
    """

    def __init__(self, folder: Path, sources: Sequence[Source], *, taken: bool = True) -> None:
        """Name the folder, which is made when something is saved; where nothing is to be `taken`, nothing is found."""
        self.folder = folder
        self.sources = sources
        self.taken = taken
        self._unwritable = False
        self._asked: tuple[Settings, str] | None = None

    def untaken(self) -> "Kept":
        """The same folder, only saved to: who asks a model anew wants what it says now."""
        return Kept(self.folder, self.sources, taken=False)

    def find(self, article: ArticleText, settings: Settings) -> Extraction | None:
        """Find what `article` came to, as it would come now; None where that must be worked out."""
        program = program_digest() if self.taken else None
        if program is None:
            return None
        name = self._name(article, settings)
        try:
            return self._read(read_regular(self._path(name), LARGEST), {"name": name, "program": program}, article)
        except OSError:
            return None
        except _UNFIT as error:
            self._drop(name, error)
            return None

    def save(self, settings: Settings, extraction: Extraction, heard: Heard) -> None:
        """Keep what an article came to, if all it was asked about is answered by what is stored."""
        program = program_digest()
        if self._unwritable or not program or heard.unanswered or extraction.error or not _fits(extraction):
            return
        rests = self._rests(heard.exchanges)
        if rests is None:
            return
        name = self._name(extraction.article, settings)
        head = {"name": name, "program": program, "rests": rests}
        try:
            found = extraction.model_copy(update={"article": _NO_ARTICLE}).model_dump_json()
            body = canonical(head) + b"\n" + found.encode()
            path = self._path(name)
            make_private_folder(path.parent)
            put_private(path, sha256(body).hexdigest().encode() + b"\n" + body, lasting=False)
        except ValueError:
            _logger().info("what is named %s cannot be written down", name[:12])
        except OSError as error:
            self._unwritable = True
            _logger().info("what articles come to cannot be kept: %s", error.strerror)

    def _name(self, article: ArticleText, settings: Settings) -> str:
        """What it is kept under: a digest of article and settings, so that what is worked out anew takes its place."""
        asked = self._asked
        if asked is None or asked[0] is not settings:
            marks = [(source.origin, source.model) for source in self.sources]
            deciding = settings.model_dump(mode="json", exclude=_INDIFFERENT)
            asked = self._asked = settings, digest_of([deciding, marks])
        return sha256(f"{asked[1]} {article.model_dump_json(exclude={'text'})}".encode()).hexdigest()

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def _drop(self, name: str, error: Exception) -> None:
        # Only words of ours: those of another error may be the article's.
        why = str(error) if type(error) is ValueError else "it is not laid out as it should be"
        _logger().warning("what was kept as %s is worked out anew: %s", name[:12], why)
        with suppress(OSError):
            self._path(name).unlink()

    def _read(self, content: bytes, wanted: Mapping[str, str], article: ArticleText) -> Extraction | None:
        checksum, _, body = content.partition(b"\n")
        if checksum != sha256(body).hexdigest().encode():
            raise ValueError("its checksum does not fit its contents")
        head, _, found = body.partition(b"\n")
        about: Json = json.loads(head)
        if about["name"] != wanted["name"]:
            raise ValueError("it is of another article, or of other settings")
        if about["program"] != wanted["program"]:
            return None
        places: dict[str, list[Place]] = {}
        for task, rests in about["rests"].items():
            stored = [place for rest in rests if (place := self._place(rest))]
            if len(stored) < len(rests):
                return None
            places[task] = stored
        return self._come(Extraction.model_validate_json(found), article, places)

    def _come(self, kept: Extraction, article: ArticleText, places: Mapping[str, Sequence["Place"]]) -> Extraction:
        """The extraction as it would come now: its answers' origins are those of where they are stored now."""
        runs: dict[str, TaskRun] = {}
        for task, run in kept.lineage.tasks.items():
            stored = places.get(task, ())
            if tuple(place.name for place in stored) != run.requests:
                raise ValueError("it does not rest on the answers that its lineage names")
            origin = self.sources[max(place.source for place in stored)].origin if stored else run.origin
            runs[task] = run.model_copy(update={"origin": origin})
        lineage = kept.lineage.model_copy(update={"tasks": runs})
        extraction = kept.model_copy(update={"article": article, "lineage": lineage})
        if extraction.error or not _fits(extraction):
            raise ValueError("its records do not fit the article")
        return extraction

    def _rests(self, exchanges: Sequence[tuple[Prompt, Completion]]) -> dict[str, list[list[str]]] | None:
        """Task to what its answers rest on: the hash of each stored exchange, and its name in each source."""
        rests: dict[str, list[list[str]]] = {}
        for prompt, completion in exchanges:
            names = [source.name(prompt) for source in self.sources]
            found = self._first(names)
            if found is None or not _is_stored(completion, found[1], names[found[0]]):
                return None
            rests.setdefault(prompt.task, []).append([sha256(found[1]).hexdigest(), *names])
        return rests

    def _place(self, rest: Sequence[str]) -> "Place | None":
        """Where the exchange is stored now; None if it is not what it was."""
        checksum, *names = rest
        if len(names) != len(self.sources) or not all(_DIGEST.fullmatch(name) for name in names):
            raise ValueError("what it rests on has no such name")
        found = self._first(names)
        if found is None or sha256(found[1]).hexdigest() != checksum:
            return None
        return Place(names[found[0]], found[0])

    def _first(self, names: Sequence[str]) -> tuple[int, bytes] | None:
        """The first source that has an exchange, and its bytes."""
        for number, (source, name) in enumerate(zip(self.sources, names, strict=True)):
            try:
                content = source.content(name)
            except (OSError, ValueError):
                return None
            if content is not None:
                return number, content
        return None


class Place(NamedTuple):
    """Where an exchange is stored: its name, and the number of the source."""

    name: str
    source: int


def _fits(extraction: Extraction) -> bool:
    """Whether each span stands in the article, and each filled field of a record has one."""
    text = extraction.article.text
    for item in _items(extraction):
        spans = [item["span"]] if item.get("span") else []
        if "evidence" in item:
            if not _is_told(item):
                return False
            spans.extend(chain.from_iterable(item["evidence"].values()))
        for span in spans:
            if text[span.start : span.end] != span.text:
                return False
    return extraction.lineage.article_sha256 == extraction.article.sha256


def _items(extraction: Extraction) -> Iterator[dict[str, Any]]:
    """Records of all kinds, and rejections, each as field to value."""
    for values in vars(extraction).values():
        if isinstance(values, tuple):
            yield from (vars(one) for one in cast("tuple[object, ...]", values))


def _is_told(record: Mapping[str, Any]) -> bool:
    """Whether each filled field has evidence."""
    filled = {name for name, value in record.items() if value and name not in _UNSAID}
    return filled == record["evidence"].keys() and all(record["evidence"].values())


def _is_stored(completion: Completion, content: bytes, name: str) -> bool:
    """Whether an answer is the stored one, whatever its origin."""
    try:
        stored = from_bytes(content, name, "live").completion
    except ValueError:
        return False
    return stored == replace(completion, origin="live", digest=None, model_asked=None)


def _logger() -> "Logger":
    import logging  # noqa: PLC0415 - replay has nothing to log

    return logging.getLogger(__name__)
