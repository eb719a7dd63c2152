"""Opening: settings become a completer, stores and live model one behind the other, as the mode says."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

from extractor.errors import CompletionError, UsageError
from extractor.flow import Completer, Completion, Prompt
from extractor.pipeline import usable
from extractor.recording import Recordings, Replay, Store, Stored
from extractor.settings import DEFAULT_MODEL, KEPT, RULES, Settings

if TYPE_CHECKING:
    from extractor.caching import Cache
    from extractor.keeping import Content, Kept
    from schemas import Origin


class Closable(Completer, Protocol):
    """A completer that holds connections."""

    def close(self) -> None:
        """Give them up."""
        ...


class Opened(NamedTuple):
    """A completer with all that is to be closed when it is done with."""

    inner: Completer
    held: tuple[Callable[[], None], ...] = ()
    stored: Stored | None = None
    """What stores the live answers."""
    kept: "Kept | None" = None
    """What articles came to by answers that are stored."""

    @property
    def unsaved(self) -> Sequence[OSError]:
        """Why answers that were given could not be stored, one each."""
        return self.stored.unsaved if self.stored else ()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer as `inner` does."""
        return self.inner.complete(prompt)

    def close(self) -> None:
        """Close connections and files; requests that are under way are broken off."""
        for close in self.held:
            close()


class Deferred:
    """A completer that is made when it is first asked: replay never imports what it does not need."""

    def __init__(self, make: Callable[[], "Closable"]) -> None:
        """Take what makes it."""
        self.make = make
        self._lock = Lock()

    @cached_property
    def _made(self) -> "Closable":
        return self.make()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer as the made completer does, which is made once for all threads."""
        with self._lock:
            made = self._made
        return made.complete(prompt)

    def close(self) -> None:
        """Close the completer if it was made."""
        with self._lock:
            if "_made" in vars(self):
                self._made.close()


class RecordedModel(NamedTuple):
    """Answers as the one model of the recordings did, where they have its answer; anything else goes to `inner`.

    This is what finds the recordings without a flag: a request is stored under the model that it asked.
    """

    recordings: Recordings
    model: str
    inner: Completer

    def complete(self, prompt: Prompt) -> Completion:
        """Answer `prompt`, with the stored request's digest and model where it was stored."""
        asked = replace(prompt, model=self.model)
        answer = Replay(self.recordings, _Instead(prompt, self.inner)).complete(asked)
        return replace(answer, digest=asked.digest, model_asked=self.model) if answer.origin == "replayed" else answer


class _Instead(NamedTuple):
    """Asks `inner` one prompt, whatever it is asked."""

    prompt: Prompt
    inner: Completer

    def complete(self, prompt: Prompt) -> Completion:
        del prompt
        return self.inner.complete(self.prompt)


class Unasked:
    """What stands in a model's place where code alone answers."""

    def complete(self, prompt: Prompt) -> Completion:
        """Raise `CompletionError`: whoever asks has made a mistake."""
        raise CompletionError(f"no model is to be asked, and {prompt.task} asked one", "internal")


class Unread(NamedTuple):
    """A store that is only written to."""

    store: Store

    def find(self, prompt: Prompt) -> Completion | None:
        """Find nothing."""
        del prompt
        return None

    def save(self, prompt: Prompt, completion: Completion) -> None:
        """Keep an answer."""
        self.store.save(prompt, completion)


def open_completer(settings: Settings, make: Callable[[Settings], Closable] | None = None) -> tuple[Opened, Settings]:
    """The completer that `settings` describe, to be closed, and the settings with the model that is asked.

    `make` gives what takes the place of the live model. Raises `UsageError` when the mode lacks what it needs.
    """
    if settings.model == RULES:
        return Opened(Unasked()), settings
    recordings = Recordings(settings.recordings_folder)
    if settings.mode == "replay":
        # Nothing is kept of what comes with the program: the demo shows how its records are made, and leaves no trace.
        kept = _kept(settings, ("replayed", recordings.content, None)) if settings.recordings else None
        chosen = _with_model(settings, settings.model or _recorded_model(recordings))
        return Opened(Replay(recordings), kept=kept), chosen
    from extractor.budgeting import budgeted  # noqa: PLC0415 - replay costs nothing
    from extractor.leasing import Turns  # noqa: PLC0415 - and takes no turns

    chosen = _with_model(settings, settings.model or DEFAULT_MODEL)
    live = Deferred(lambda: (make or _live)(chosen))
    # Without a key and a server nothing can be sent, and the live model says so: no budget must say it first.
    paid = live if make is None and chosen.api_key is None and chosen.base_url is None else budgeted(live, chosen)
    if settings.mode == "record":
        if settings.recordings is None:
            raise UsageError("mode record needs a folder of your own: --recordings FOLDER (or EXTRACTOR_RECORDINGS)")
        turns = Turns(None, chosen.deadline)
        stored = Stored(recordings, paid, usable, turns.turn)
        kept = _kept(settings, ("replayed", recordings.content, None))
        return Opened(stored, (live.close,), stored, kept), chosen
    cache = _cache(settings)
    recorded = None if settings.model else recordings.default_model()
    kept = _kept(settings, ("replayed", recordings.content, recorded), ("cached", cache.content, None))
    if settings.mode == "live":
        # What it came to is for the next run in mode auto, which finds these answers in the cache.
        stored = Stored(Unread(cache), paid, usable)
        return Opened(stored, (live.close, cache.close), stored, kept and kept.untaken()), chosen
    turns = Turns(cache, chosen.deadline)
    stored = Stored(cache, paid, usable, turns.turn)
    replay = RecordedModel(recordings, recorded, stored) if recorded else Replay(recordings, stored)
    return Opened(replay, (turns.close, live.close, cache.close), stored, kept), chosen


def _kept(settings: Settings, *sources: "tuple[Origin, Content, str | None]") -> "Kept | None":
    if not settings.keep:
        return None
    from extractor.keeping import Kept, Source  # noqa: PLC0415 - the seeds' replay keeps nothing

    return Kept(settings.cache_dir / KEPT, [Source(*source) for source in sources])


def _with_model(settings: Settings, model: str) -> Settings:
    return settings.model_copy(update={"model": model})


def _recorded_model(recordings: Recordings) -> str:
    model = recordings.default_model()
    if model is None:
        raise UsageError(f"the recordings in {recordings.folder} are none, or of several models; name one with --model")
    return model


def _live(settings: Settings) -> Closable:
    from extractor.completing import LiveModel  # noqa: PLC0415 - openai and instructor cost 100 times a bare start

    return LiveModel(settings)


def _cache(settings: Settings) -> "Cache":
    from extractor.caching import Cache  # noqa: PLC0415 - replay opens no database

    return Cache(settings.cache_dir)
