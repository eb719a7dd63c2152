"""Resuming: what a file of lines already holds, so that nothing acknowledged is asked for again.

A line counts when it ends: what a crash tore is cut off and done again, and so is an article that the run's end kept
from being asked about. Of several lines of one article the last
counts, unless it is of the same text and gives less. Only ids, hashes and places are held in memory.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from extractor.articles import MAX_ID
from extractor.errors import UsageError
from extractor.reading import Unread
from extractor.recording import Recordings
from extractor.replies import FATAL
from extractor.settings import DEFAULT_MODEL, RULES, Settings
from extractor.tasks import TASKS
from extractor.wording import on_one_line
from extractor.writing import replaced
from schemas import ArticleText, Extraction, Failure, Standing

Key = tuple[str, int]
"""An article's id, and which of its doubles it is: 0 for the article itself."""
UNASKED = FATAL | {"budget", "stopped"}
"""Kinds of failures that say nothing of the article: the run's key, model or budget ended it."""
_RANKS: dict[Standing, int] = {"failed": 0, "partial": 1, "ok": 2}


class Line(NamedTuple):
    """One acknowledged line: its place in the file, of which text it is, and how the article went."""

    start: int
    length: int
    text: bytes
    """Digest of text and date."""
    status: Standing
    error: str
    """Kind of its failure."""
    readable: bool
    """Whether it holds the article's text."""

    @property
    def end(self) -> int:
        """Where the next line begins."""
        return self.start + self.length


class Held:
    """The acknowledged lines of a file."""

    def __init__(self) -> None:
        self.lines: dict[Key, Line] = {}
        """In the order in which the articles first came."""
        self.end = 0
        """Bytes of whole lines."""
        self._doubles = Counter[str]()

    def takes(self, extraction: Extraction) -> bool:
        """Whether its line would count: it is of another text than the one that is held, or gives no less."""
        older = self.lines.get((extraction.article.id, 0))
        if older is None or _is_double(extraction.error) or older.text != _text(extraction.article):
            return True
        return _RANKS[extraction.status] >= _RANKS[older.status]

    def note(self, extraction: Extraction, start: int, length: int) -> None:
        """Take in a line of the file."""
        self.end = start + length
        if self.takes(extraction):
            key = _key(extraction.article.id, extraction.error, self._doubles)
            kind = extraction.error.kind if extraction.error else _unasked(extraction)
            text = _text(extraction.article)
            readable = bool(extraction.article.text)
            self.lines[key] = Line(start, length, text, extraction.status, kind, readable)

    def left(
        self, articles: Iterable[ArticleText | Unread], order: list[Key], skip: Callable[[], None]
    ) -> Iterator[ArticleText | Unread]:
        """Give the articles that have no line, or one of another text or date, or that were never asked about.

        All keys go to `order`; `skip` is called for each of the others.
        """
        doubles = Counter[str]()
        for article in articles:
            failure = article.failure if isinstance(article, Unread) else None
            key = _key(article.id[:MAX_ID], failure, doubles)
            order.append(key)
            line = self.lines.get(key)
            if (
                line is None
                or line.error in UNASKED
                or (isinstance(article, ArticleText) and line.text != _text(article))
            ):
                yield article
            else:
                skip()

    def unwell(self) -> set[str]:
        """Ids of the articles that failed in whole or in part."""
        return {name for (name, _), line in self.lines.items() if line.status != "ok" and line.error != "duplicate_id"}

    @property
    def complete(self) -> bool:
        """Whether no article failed, in whole or in part."""
        return all(line.status == "ok" for line in self.lines.values())

    def stored(self) -> list[Line]:
        """Lines of the articles that failed in whole or in part, of which they hold the text."""
        wanted = self.unwell()
        return [line for (name, double), line in self.lines.items() if name in wanted and not double and line.readable]


def _is_double(error: Failure | None) -> bool:
    return error is not None and error.kind == "duplicate_id"


def _key(name: str, error: Failure | None, doubles: Counter[str]) -> Key:
    if not _is_double(error):
        return name, 0
    doubles[name] += 1
    return name, doubles[name]


def _unasked(extraction: Extraction) -> str:
    """Why code answered in the place of a model that was never asked, nothing if it did not."""
    runs = extraction.lineage.tasks.values()
    kinds = [run.failure.kind for run in runs if run.outcome == "fell_back" and run.failure]
    return next((kind for kind in kinds if kind in UNASKED), "")


def _text(article: ArticleText) -> bytes:
    return sha256(f"{article.sha256} {article.published}".encode()).digest()[:16]


def read_held(path: Path, asked: "Asked | None" = None) -> Held:
    """Read which articles `path` holds; a torn last line does not count.

    Raises `UsageError` for a line that is none of an extraction, or whose article was not asked as `asked` says.
    """
    held = Held()
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    break
                extraction = _parsed(line, path, number)
                if asked and (difference := asked.difference(extraction)):
                    raise UsageError(f"{_place(path, number)} was made {difference}; {_AS_BEFORE}")
                held.note(extraction, held.end, len(line))
    except OSError as error:
        raise UsageError(f"cannot read {on_one_line(str(path))}: {error.strerror}") from None
    return held


_AS_BEFORE = "go on with the settings of before, or name another file for a new run"


def _place(path: Path, number: int) -> str:
    return f"{on_one_line(str(path))}, line {number},"


def _parsed(line: bytes, path: Path, number: int) -> Extraction:
    try:
        return Extraction.model_validate_json(line)
    except ValidationError:
        message = (
            f"{_place(path, number)} is no extraction of this program; mend or delete the line, or name another file"
        )
        raise UsageError(message) from None


def stored_articles(path: Path, lines: Sequence[Line]) -> Iterator[ArticleText]:
    """Read the articles that stand in lines of `path`."""
    with path.open("rb") as file:
        for line in lines:
            file.seek(line.start)
            yield Extraction.model_validate_json(file.read(line.length)).article


def settle(path: Path, held: Held, order: Sequence[Key] = ()) -> None:
    """Leave one line an article, in `order`, then as they came; the file is replaced in one step, if at all."""
    keys = dict.fromkeys([*(key for key in order if key in held.lines), *held.lines])
    lines = [held.lines[key] for key in keys]
    starts = [0, *(line.end for line in lines)]
    if starts == [*(line.start for line in lines), held.end]:
        return
    with path.open("rb") as file, replaced(path) as out:
        for line in lines:
            file.seek(line.start)
            out.write(file.read(line.length).decode())


class Asked(NamedTuple):
    """What a run asks of an article, as far as a line tells of it: kinds, model, prompts and schemas."""

    kinds: frozenset[str]
    models: frozenset[str]
    versions: Mapping[str, tuple[str, str]]

    @classmethod
    def by(cls, settings: Settings) -> "Asked":
        """What `settings` ask."""
        recorded = None
        if settings.model is None and settings.mode in {"auto", "replay"}:
            recorded = Recordings(settings.recordings_folder).default_model()
        own = settings.model or DEFAULT_MODEL
        models = {recorded} if settings.mode == "replay" and recorded else {own, recorded}
        versions = {task.name: (task.prompt_version, task.schema_version) for task in TASKS}
        return cls(frozenset(settings.records), frozenset(model for model in (*models, RULES) if model), versions)

    def difference(self, extraction: Extraction) -> str:
        """Say in what an extraction was asked something else; empty if in nothing, or if nothing was asked."""
        runs, asked = extraction.lineage.tasks, extraction.lineage.model_asked
        if asked and (asked == RULES) != (self.models == frozenset({RULES})):
            return on_one_line(f"by {self._named(frozenset({asked}))}, not by {self._named(self.models)}")
        if runs and frozenset(runs) != self.kinds:
            return f"for {' and '.join(sorted(runs))}, not for {' and '.join(sorted(self.kinds))}"
        for task, run in runs.items():
            if run.model_asked and run.model_asked not in self.models:
                return on_one_line(f"by {run.model_asked}, not by {self._named(self.models)}")
            if (run.prompt, run.answer_schema) != self.versions.get(task):
                return f"with another version of the prompt or schema of {task}"
        return ""

    @staticmethod
    def _named(models: frozenset[str]) -> str:
        return " or ".join(sorted(models - {RULES})) or "code alone (--model rules)"
