"""Recording: a prompt is answered from a folder of stored exchanges, one JSON file each, or its live answer is stored.

`Replay` and `Stored` set a store before another completer; the pipeline chooses which.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Lock
from typing import NamedTuple, NoReturn, Protocol

from extractor.errors import RecordingError
from extractor.exchanges import LARGEST, Exchange, Parts, from_bytes, parts_of, to_bytes
from extractor.flow import Completer, Completion, Json, Prompt
from extractor.private import make_private_folder, put_private, read_regular

_MOST_KEPT = 32
"""Recordings of a survey that are kept for whoever looks for one of them next."""


class Store(Protocol):
    """Where exchanges are kept, by the digest of their request; safe to share between threads."""

    def find(self, prompt: Prompt) -> Completion | None:
        """Find the stored answer, or None; `RecordingError` if there is one that cannot be trusted."""
        ...

    def save(self, prompt: Prompt, completion: Completion) -> None:
        """Keep an answer; `OSError` if that fails."""
        ...


class Entry(NamedTuple):
    """A recording without its texts."""

    digest: str
    task: str
    article: str
    model_answered: str
    answered_at: str
    parts: Parts

    @property
    def model_asked(self) -> str:
        """The model that was asked for."""
        return self.parts.model


class Nearest(NamedTuple):
    """The recording most like a prompt, and in what it is not its answer."""

    entry: Entry
    differs: tuple[str, ...]
    """`the prompt`, `the schema`, `the model (recorded: NAME)`, `the article's text`, ..."""


class Recordings:
    """A folder of recordings, each `<digest>.json`; it may be read-only, and other files may lie in it."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when something is saved."""
        self.folder = folder
        self._surveyed: dict[str, Exchange] = {}
        """A few that `default_model` has read, each until it is looked for."""

    def find(self, prompt: Prompt) -> Completion | None:
        """Find the recorded answer, or None; `RecordingError` of kind `damaged_recording` if it cannot be trusted."""
        exchange = self._surveyed.pop(prompt.digest, None) or self._read(prompt.digest, prompt.request)
        return exchange.completion if exchange else None

    def save(self, prompt: Prompt, completion: Completion) -> None:
        """Write the exchange in whole or not at all, over an older one of the same request."""
        make_private_folder(self.folder)
        self._surveyed.pop(prompt.digest, None)
        put_private(self._path(prompt.digest), to_bytes(prompt, completion))

    def content(self, digest: str) -> bytes | None:
        """Give the bytes of a recording, whatever they are, or None; `OSError` or `ValueError` if it has none."""
        try:
            return read_regular(f"{self.folder}/{digest}.json", LARGEST)
        except FileNotFoundError:
            return None

    def entries(self) -> Iterator[Entry]:
        """Describe the recordings that can be trusted, by digest; `damaged` tells of the others."""
        for found in self._survey():
            if isinstance(found, Exchange):
                answer = found.completion
                parts = parts_of(found.request)
                yield Entry(found.digest, found.task, found.article, answer.model, answer.answered_at, parts)

    def damaged(self) -> Iterator[RecordingError]:
        """Say of each JSON file that cannot be trusted what is wrong with it."""
        return (found for found in self._survey() if isinstance(found, RecordingError))

    def nearest(self, prompt: Prompt) -> Nearest | None:
        """Find the recording most like `prompt`; None if there is no recording."""
        return _nearest(prompt, self.entries())

    def default_model(self) -> str | None:
        """Name the model that was asked in every recording; None if there are none, or several models."""
        models: set[str] = set()
        for found in self._survey():
            if isinstance(found, Exchange):
                models.add(found.request["model"])
                if len(self._surveyed) < _MOST_KEPT:
                    self._surveyed[found.digest] = found
        return models.pop() if len(models) == 1 else None

    def _path(self, digest: str) -> Path:
        return self.folder / f"{digest}.json"

    def _survey(self) -> Iterator[Exchange | RecordingError]:
        try:
            paths = sorted(self.folder.iterdir())
        except FileNotFoundError:
            return
        except OSError as error:
            yield _damaged(self.folder, error)
            return
        for path in paths:
            if path.suffix == ".json" and not path.name.startswith("."):
                try:
                    found = self._read(path.stem)
                except RecordingError as error:
                    yield error
                else:
                    if found:
                        yield found

    def _read(self, digest: str, asked: Json | None = None) -> Exchange | None:
        path = self._path(digest)
        try:
            return from_bytes(read_regular(path, LARGEST), digest, "replayed", asked)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _damaged(path, error) from None


class Replay:
    """Answers from recordings; what they lack goes to `inner`, or is an error of kind `no_recording`."""

    def __init__(self, recordings: Recordings, inner: Completer | None = None) -> None:
        """Set `recordings` before `inner`."""
        self.recordings = recordings
        self.inner = inner
        self._entries: tuple[Entry, ...] | None = None

    def complete(self, prompt: Prompt) -> Completion:
        """Answer `prompt` from its recording; a damaged one is an error unless there is an `inner`."""
        if self.inner is None:
            return self.recordings.find(prompt) or self._refuse(prompt)
        return _find(self.recordings, prompt) or self.inner.complete(prompt)

    def _refuse(self, prompt: Prompt) -> NoReturn:
        if self._entries is None:
            self._entries = tuple(self.recordings.entries())
        message = (
            f"no recording of task {prompt.task} for article {prompt.article!r:.80} (request {prompt.digest[:12]}): "
            f"{_explain(_nearest(prompt, self._entries), self.recordings.folder)}; "
            "to record it, run the same command with --mode record, or have it answered now with --mode auto"
        )
        raise RecordingError(message, "no_recording")


class Stored:
    """Answers from a store; what it lacks is asked of `inner` and stored if it is complete and `accept` agrees.

    `turn` is held while an answer is asked for and stored: whoever waits for it looks into the store again.
    """

    def __init__(
        self,
        store: Store,
        inner: Completer,
        accept: Callable[[Prompt, Completion], bool],
        turn: Callable[[Prompt], AbstractContextManager[None]] = lambda _: nullcontext(),
    ) -> None:
        """Set `store` before `inner`."""
        self.store = store
        self.inner = inner
        self.accept = accept
        self.turn = turn
        self.unsaved: list[OSError] = []
        """Why answers that were given could not be stored, one each."""
        self._lock = Lock()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer `prompt`; an answer that cannot be stored is still given, see `unsaved`."""
        found = _find(self.store, prompt)
        if found is not None:
            return found
        with self.turn(prompt):
            return _find(self.store, prompt) or self._ask(prompt)

    def _ask(self, prompt: Prompt) -> Completion:
        completion = self.inner.complete(prompt)
        if completion.complete and self.accept(prompt, completion):
            self._save(prompt, completion)
        return completion

    def _save(self, prompt: Prompt, completion: Completion) -> None:
        try:
            self.store.save(prompt, completion)
        except OSError as error:
            if self._is_new(error):
                message = "the answer to request %s could not be stored: %s; others like it are only counted"
                _warn(message, prompt.digest[:12], error)

    def _is_new(self, error: OSError) -> bool:
        """Note why an answer could not be stored; whether that is the first time."""
        with self._lock:
            new = all(_reason(error) != _reason(other) for other in self.unsaved)
            self.unsaved.append(error)
        return new


def _reason(error: OSError) -> int | str:
    """What keeps an answer from being stored, whichever file it is; a full disk names another file each time."""
    return error.errno or str(error)


def _find(store: Store, prompt: Prompt) -> Completion | None:
    """Find where a damaged answer counts as none: it can be had again."""
    try:
        return store.find(prompt)
    except RecordingError as error:
        _warn("asking again: %s", error)
        return None


def _warn(message: str, *values: object) -> None:
    import logging  # noqa: PLC0415 - replay has nothing to warn of

    logging.getLogger(__name__).warning(message, *values)


def _nearest(prompt: Prompt, entries: Iterable[Entry]) -> Nearest | None:
    asked = parts_of(prompt.request)

    def likeness(entry: Entry) -> tuple[bool, int, bool, bool]:
        article, task = entry.article == prompt.article, entry.task == prompt.task
        return article and task, -len(asked.differences(entry.parts)), article, task

    best = max(entries, key=likeness, default=None)
    return Nearest(best, asked.differences(best.parts)) if best else None


def _damaged(path: Path, error: OSError | ValueError) -> RecordingError:
    why = error.strerror if isinstance(error, OSError) else error
    message = f"recording {path} cannot be used: {why}; restore it, or delete it and record it again"
    return RecordingError(message, "damaged_recording")


def _explain(nearest: Nearest | None, folder: Path) -> str:
    if nearest is None:
        return f"there are no recordings in {folder}"
    entry = nearest.entry
    named = f"{folder / entry.digest[:12]}….json, of task {entry.task} for article {entry.article!r:.80}"
    return f"the nearest, {named}, differs in {' and '.join(nearest.differs) or 'how a number is written'}"
