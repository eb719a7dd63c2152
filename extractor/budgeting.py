"""Budgeting: what a whole run may take; a request that might pass the limit is not sent.

The most that a request may take is reserved before it is sent, and what it took is charged after its answer. What a
server bills for a request that brought no answer is not known, and not charged.
"""

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition

from extractor.errors import CompletionError, UsageError
from extractor.flow import Completer, Completion, Prompt
from extractor.pricing import price
from extractor.settings import Settings

TOKENS_A_BYTE = 0.5
"""Of a prompt, until an answer shows more: twice what plain English has, and enough for Chinese."""
MARGIN = 1.1
UNLIMITED = float("inf")


@dataclass(frozen=True, slots=True)
class Amount:
    """Tokens and US dollars."""

    tokens: float = 0.0
    dollars: float = 0.0

    def __add__(self, other: "Amount") -> "Amount":
        """Both together."""
        return Amount(self.tokens + other.tokens, self.dollars + other.dollars)

    def __sub__(self, other: "Amount") -> "Amount":
        """What is left without the other."""
        return Amount(self.tokens - other.tokens, self.dollars - other.dollars)

    def within(self, limit: "Amount") -> bool:
        """Whether neither passes its limit."""
        return self.tokens <= limit.tokens and self.dollars <= limit.dollars


class Budgeted:
    """Asks `inner` as long as the run's budget surely holds; one for all threads.

    Raises `UsageError` when the settings limit the cost and the model's price is unknown.
    """

    def __init__(self, inner: Completer, settings: Settings) -> None:
        self._inner = inner
        self._settings = settings
        tokens, cost = settings.max_tokens_total, settings.max_cost
        self._limit = Amount(UNLIMITED if tokens is None else tokens, UNLIMITED if cost is None else cost)
        self._changed = Condition()
        self._spent = self._reserved = Amount()
        self._tokens_a_byte = TOKENS_A_BYTE
        self._refused = ""
        if cost is not None and self._price(1, 1) is None:
            raise UsageError(
                f"setting max_cost (or EXTRACTOR_MAX_COST): the price of model {settings.model} at this server is "
                "unknown; limit the tokens instead (max_tokens_total, or EXTRACTOR_MAX_TOKENS_TOTAL)"
            )

    def complete(self, prompt: Prompt) -> Completion:
        """Answer as `inner` does; `CompletionError` of kind `budget` once a request may pass the limit."""
        size = _size(prompt)
        with self._reserving(prompt, size):
            completion = self._inner.complete(prompt)
            if completion.origin == "live":
                self._charge(completion, size)
            return completion

    @contextmanager
    def _reserving(self, prompt: Prompt, size: int) -> Generator[None]:
        deadline = prompt.allowance.deadline
        deadline = time.monotonic() + self._settings.deadline if deadline is None else deadline
        with self._changed:
            most = self._most(prompt, size)
            # What others reserved and do not need may suffice: it is known as soon as they are answered.
            while not self._fits(most) and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)
            if not (self._spent + self._reserved + most).within(self._limit):
                raise CompletionError("the time for this article is up; raise the deadline", "deadline", retryable=True)
            self._reserved += most
        try:
            yield
        finally:
            with self._changed:
                self._reserved -= most
                self._changed.notify_all()

    def _fits(self, most: Amount) -> bool:
        if self._refused or not (self._spent + most).within(self._limit):
            # One article that is refused ends it for all: what is left would be spent on the short ones only.
            self._refused = self._refused or self._explain(most)
            raise CompletionError(self._refused, "budget", retryable=True)
        return (self._spent + self._reserved + most).within(self._limit)

    def _charge(self, completion: Completion, size: int) -> None:
        tokens_in, tokens_out = completion.tokens_in, completion.tokens_out
        cost = completion.cost_usd if completion.cost_usd is not None else self._price(tokens_in, tokens_out)
        with self._changed:
            self._spent += Amount(tokens_in + tokens_out, cost or 0.0)
            self._tokens_a_byte = max(self._tokens_a_byte, MARGIN * tokens_in / size)

    def _most(self, prompt: Prompt, size: int) -> Amount:
        tokens = int(size * self._tokens_a_byte) + 1
        return Amount(tokens + prompt.max_tokens, self._price(tokens, prompt.max_tokens) or 0.0)

    def _price(self, tokens_in: int, tokens_out: int) -> float | None:
        if self._settings.max_cost is None:
            return 0.0
        return price(self._settings.model or "", self._settings.base_url, tokens_in, tokens_out)

    def _explain(self, most: Amount) -> str:
        left = self._limit - self._spent
        if self._limit.tokens < UNLIMITED and most.tokens > left.tokens:
            limit, rest, need = (f"{number:,.0f} tokens" for number in (self._limit.tokens, left.tokens, most.tokens))
        else:
            limit, rest, need = (f"${number:.4f}" for number in (self._limit.dollars, left.dollars, most.dollars))
        return (
            f"the run's budget of {limit} is used up: {rest} are left, and the next request may take {need}; "
            "raise it and run again, what is stored costs nothing"
        )


def _size(prompt: Prompt) -> int:
    """Bytes of the request; half characters, which nobody sends, are counted too."""
    return len(json.dumps(prompt.request, ensure_ascii=False).encode(errors="surrogatepass"))


def budgeted(inner: Completer, settings: Settings) -> Completer:
    """Set a budget before `inner` where the settings have one."""
    return Budgeted(inner, settings) if settings.limited else inner
