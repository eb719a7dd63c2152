"""Stopping: Ctrl-C and SIGTERM let what is under way be finished; a second one, or the end of the grace, ends at once.

An exit code of 130 is Ctrl-C, 143 is SIGTERM: 128 and the signal's number, as shells have it.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeVar

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_BASE = 128

Item = TypeVar("Item")


class _NoMoreError(Exception):
    """Ends the wait for another article."""


class Stop:
    """Whether a run is to end, and by which signal."""

    def __init__(self, grace: float, standing: Callable[[], str]) -> None:
        self.event = threading.Event()
        self.code = 0
        """Exit code of the signal that came; 0 while none has."""
        self._grace = grace
        self._standing = standing
        self._taking = False

    def take(self, items: Iterable[Item]) -> Iterator[Item]:
        """Give `items` until a signal comes, also when it comes while the next is waited for."""
        left = iter(items)
        while not self.event.is_set():
            try:
                self._taking = threading.current_thread() is threading.main_thread()
                item = next(left)
                self._taking = False
            except (StopIteration, _NoMoreError):
                self._taking = False
                return
            except BaseException:
                self._taking = False
                raise
            yield item

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Stop taking articles at the first signal; end the process at the next."""
        del frame
        if self.code:
            _tell(f"ended at once: {self._standing()}")
            os._exit(self.code)
        self.code = _BASE + number
        self.event.set()
        signal.setitimer(signal.ITIMER_REAL, self._grace)
        _tell(f"stopping: what is under way is finished, within {self._grace:g} s; once more to end at once")
        if self._taking:
            raise _NoMoreError


def _tell(message: str) -> None:
    """Write to standard error past its buffers: the signal may have come amid a write to them."""
    with suppress(OSError, ValueError, AttributeError):
        number = sys.stderr.fileno()
        os.write(number, f"{chr(13) + chr(27) + '[2K' if os.isatty(number) else ''}extractor: {message}\n".encode())


@contextmanager
def stoppable(stop: Stop) -> Generator[None]:
    """Let signals reach `stop`; those that the caller has had ignored, as `nohup` and `&` do, stay ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = [number for number in SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
    older = {number: signal.signal(number, stop.on_signal) for number in (*taken, signal.SIGALRM)}
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in older.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
