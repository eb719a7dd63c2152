"""Limiting: who may send when; one gate for all threads of a run.

It spreads requests and tokens over the minute, lets nobody through while the server wants a pause, tries a failing
server with one request at a time, and closes for good at a fault that every later request would meet as well.
"""

import time
from dataclasses import dataclass
from threading import Condition

from extractor.replies import FATAL, UNWELL, Fault, Reply

FAILURES_IN_A_ROW = 8
"""Failed requests, over all threads, after which all wait before the next, which goes alone."""
REFUSALS_IN_A_ROW = 8
"""Requests refused as they stand, over all threads, after which the settings are taken to be wrong."""
LONGEST_PAUSE = 30.0
LONGEST_HOLD = 3600.0
"""A server that asks for more is asked again after this."""
FIRST_GAP, LONGEST_GAP = 0.05, 10.0
"""Seconds between requests after a first, and after many refusals for the rate."""
MINUTE = 60.0


@dataclass(frozen=True, eq=False, slots=True)
class Pass:
    """One request's way through the gate."""

    tokens: int
    at: float
    """`time.monotonic()` when it went through."""


class Gate:
    """Lets requests of all threads through, or holds them back, or says why none will be sent any more.

    A request is due as soon as its predecessors have used up their share of the minute: no burst follows a quiet time,
    and no minute holds more than the limits, but for the one request at its edge. Clocks are monotonic.
    """

    def __init__(self, requests_per_minute: float | None = None, tokens_per_minute: float | None = None) -> None:
        self._request_seconds = MINUTE / requests_per_minute if requests_per_minute else 0.0
        self._token_seconds = MINUTE / tokens_per_minute if tokens_per_minute else 0.0
        self._changed = Condition()
        self._opens = self._next = self._drained = 0.0
        self._gap = self._slowed = 0.0
        self._failures = self._refusals = 0
        self._probe: Pass | None = None
        self._ended: Fault | None = None

    def enter(self, tokens: int, deadline: float) -> Pass | Fault:
        """Wait until a request of `tokens` may go out, and reserve them; a fault if it must not, or not in time."""
        with self._changed:
            while (obstacle := self._obstacle(deadline)) is None:
                now = time.monotonic()
                wait = max(self._opens, self._next, self._drained) - now
                if wait <= 0 and self._probe is None:
                    return self._admit(Pass(tokens, now))
                self._changed.wait(min(wait if wait > 0 else deadline - now, deadline - now))
            return obstacle

    def leave(self, passed: Pass, outcome: Reply | Fault | None) -> None:
        """Note what came of a request: tokens that it did not use are free again, and faults concern everybody."""
        with self._changed:
            if self._probe is passed:
                self._probe = None
            self._drained += self._token_seconds * (_used(passed, outcome) - passed.tokens)
            if isinstance(outcome, Fault):
                self._learn(passed, outcome)
            elif outcome is not None:
                self._failures = self._refusals = 0
                self._gap = self._gap * 0.9 if self._gap > FIRST_GAP / 4 else 0.0
            self._changed.notify_all()

    def hold(self, seconds: float) -> None:
        """Let nobody send for `seconds`."""
        with self._changed:
            self._opens = max(self._opens, time.monotonic() + min(seconds, LONGEST_HOLD))

    def sleep(self, seconds: float) -> None:
        """Sleep, but no longer than until nothing passes any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended is not None, seconds)

    def close(self) -> None:
        """Wake all sleepers and let nothing pass any more."""
        with self._changed:
            self._end(Fault("stopped"))

    def _obstacle(self, deadline: float) -> Fault | None:
        now = time.monotonic()
        if self._ended is not None:
            return self._ended
        if now >= deadline:
            return Fault("deadline")
        return Fault("paused", asked=self._opens - now) if self._opens >= deadline else None

    def _admit(self, passed: Pass) -> Pass:
        self._next = passed.at + max(self._request_seconds, self._gap)
        self._drained = max(passed.at, self._drained) + self._token_seconds * passed.tokens
        if self._failures >= FAILURES_IN_A_ROW:
            self._probe = passed
        return passed

    def _learn(self, passed: Pass, fault: Fault) -> None:
        self._failures = self._failures + 1 if fault.kind in UNWELL else 0
        self._refusals = self._refusals + 1 if fault.kind == "bad_request" else 0
        if fault.kind in FATAL or self._refusals >= REFUSALS_IN_A_ROW:
            self._end(Fault(fault.kind, fault.status, detail=fault.detail))
        if self._failures >= FAILURES_IN_A_ROW:
            self.hold(min(LONGEST_PAUSE, 2.0 ** min(self._failures - FAILURES_IN_A_ROW, 10)))
        if fault.kind == "rate_limited" and passed.at > self._slowed:
            # Those that were under way together are refused together: they count once.
            self._gap, self._slowed = min(LONGEST_GAP, max(FIRST_GAP, 2 * self._gap)), time.monotonic()

    def _end(self, fault: Fault) -> None:
        self._ended = self._ended or fault
        self._changed.notify_all()


def _used(passed: Pass, outcome: Reply | Fault | None) -> int:
    """Tokens that a request took, as far as the server tells: none where it refused, all where nobody knows."""
    if isinstance(outcome, Reply):
        return outcome.tokens_in + outcome.tokens_out or passed.tokens
    return 0 if outcome is not None and outcome.status is not None else passed.tokens
