"""Leasing: of all threads and processes that miss one stored answer, one asks, and the others wait for what it got.

A lease is a note in the cache that its holder keeps changing. It is taken over when its process is gone, or when it has
not changed for a while by the clock of whoever waits: no clock of another process, and no time of day, is trusted.
"""

import json
import os
import socket
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Event, Lock, Thread
from typing import Any, Protocol

from extractor.errors import CompletionError
from extractor.flow import Prompt

PATIENCE = 15.0
"""Seconds after which a lease that does not change has no holder any more."""
BEAT = 4.0
"""Seconds between two changes of a lease that is held."""
FIRST_LOOK, LAST_LOOK = 0.02, 0.25
"""Seconds between two looks at another's lease, growing."""


class Notes(Protocol):
    """Short texts by name that all processes see; `OSError` if they cannot be used."""

    def note(self, name: str) -> str | None:
        """Give the note of that name."""
        ...

    def swap(self, name: str, old: str | None, new: str | None) -> bool:
        """Put `new` in the place of `old`, None being no note, and say whether `old` was there."""
        ...


@dataclass(slots=True)
class _Door:
    """What threads of this process stand before when they want the same answer."""

    lock: Lock = field(default_factory=Lock)
    users: int = 0


class Turns:
    """Lets one at a time ask one request, over threads and, by `notes`, over processes.

    `longest` is how many seconds a prompt without a deadline waits.
    """

    def __init__(
        self, notes: Notes | None, longest: float, *, patience: float = PATIENCE, place: str | None = None
    ) -> None:
        self._notes = notes
        self._longest = longest
        self._patience = patience
        self._place = place or _place()
        self._closed = Event()
        self._lock = Lock()
        self._doors: dict[str, _Door] = {}
        self._pulse = _Pulse(notes, min(BEAT, patience / 4)) if notes else None

    @contextmanager
    def turn(self, prompt: Prompt) -> Generator[None]:
        """Wait until nobody else asks `prompt`, then have nobody else ask it.

        Raises `CompletionError` of kind `deadline` or `stopped`.
        """
        deadline = prompt.allowance.deadline
        deadline = time.monotonic() + self._longest if deadline is None else deadline
        with self._first_of_threads(prompt.digest, deadline):
            held = self._pulse and self._take(self._pulse.notes, f"lease {prompt.digest}", deadline)
            try:
                yield
            finally:
                if self._pulse and held:
                    self._pulse.end(held)

    def close(self) -> None:
        """Let nobody wait any more."""
        self._closed.set()

    @contextmanager
    def _first_of_threads(self, digest: str, deadline: float) -> Generator[None]:
        with self._lock:
            door = self._doors.setdefault(digest, _Door())
            door.users += 1
        try:
            if not door.lock.acquire(timeout=max(0.0, deadline - time.monotonic())):
                raise _late()
            try:
                yield
            finally:
                door.lock.release()
        finally:
            with self._lock:
                door.users -= 1
                if not door.users:
                    del self._doors[digest]

    def _take(self, notes: Notes, name: str, deadline: float) -> str | None:
        """Take the lease, and keep it alive; None where notes cannot be used: better asked twice than not at all."""
        mine = json.dumps({"place": self._place, "pid": os.getpid(), "by": os.urandom(8).hex(), "beat": 0})
        seen, since, pause = None, 0.0, FIRST_LOOK
        with suppress(OSError):
            while not notes.swap(name, None, mine):
                there, now = notes.note(name), time.monotonic()
                if there != seen:
                    seen, since = there, now
                if there and (now - since > self._patience or self._is_orphan(there)) and notes.swap(name, there, mine):
                    break
                if now >= deadline:
                    raise _late()
                if self._closed.wait(min(pause, deadline - now)):
                    raise CompletionError("the run is being stopped", "stopped", retryable=True)
                pause = min(LAST_LOOK, 1.5 * pause)
            assert self._pulse is not None  # noqa: S101 - there are notes
            self._pulse.begin(name, mine)
            return name
        return None

    def _is_orphan(self, lease: str) -> bool:
        """Whether its process was on this machine and is gone."""
        try:
            holder: Any = json.loads(lease)
            if holder["place"] == self._place and holder["pid"] > 0:
                os.kill(holder["pid"], 0)
        except (ProcessLookupError, OverflowError):
            return True
        except (OSError, ValueError, LookupError, TypeError):
            return False
        return False


class _Pulse:
    """Changes the leases that are held, now and then, in a thread that ends when there are none."""

    def __init__(self, notes: Notes, beat: float) -> None:
        self.notes = notes
        self._beat = beat
        self._changed = Condition()
        self._held: dict[str, str] = {}
        self._thread: Thread | None = None

    def begin(self, name: str, lease: str) -> None:
        with self._changed:
            self._held[name] = lease
            if self._thread is None:
                self._thread = Thread(target=self._run, name="leases", daemon=True)
                self._thread.start()

    def end(self, name: str) -> None:
        with self._changed:
            lease = self._held.pop(name)
            with suppress(OSError):
                self.notes.swap(name, lease, None)

    def _run(self) -> None:
        with self._changed:
            while not self._changed.wait(self._beat) and self._held:
                for name, lease in self._held.items():
                    self._held[name] = self._renewed(name, lease)
            self._thread = None

    def _renewed(self, name: str, lease: str) -> str:
        new = json.dumps({**json.loads(lease), "beat": json.loads(lease)["beat"] + 1})
        with suppress(OSError):
            return new if self.notes.swap(name, lease, new) else lease
        return lease


def _place() -> str:
    """This machine, and this container's own numbering of processes."""
    with suppress(OSError):
        return f"{socket.gethostname()} {Path('/proc/self/ns/pid').readlink()}"
    return socket.gethostname()


def _late() -> CompletionError:
    message = "the same request is being answered elsewhere, and the time for this article is up; raise the deadline"
    return CompletionError(message, "deadline", retryable=True)
