"""Every error, by what the caller can do about it.

ExtractorError              all of them
├─ UsageError               wrong arguments or settings: change the call (exit 2)
├─ ArticleError             an article that cannot be read: mend or leave out the article
└─ CompletionError          a model gave no answer: see `kind`, `retryable` and `attempts`
   └─ RecordingError        a stored answer is missing or damaged: record it again
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from extractor.flow import Attempt
from schemas import Failure

if TYPE_CHECKING:
    from pydantic import ValidationError


class ExtractorError(Exception):
    """Something went wrong; the message says what and what to do."""

    kind = "error"
    retryable = False

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with everything it holds: a constructor that takes more than the message would not be found again."""
        return _restored, (type(self), self.args, vars(self))

    def failure(self, task: str | None = None) -> Failure:
        """This error as a value."""
        return Failure(kind=self.kind, message=str(self), retryable=self.retryable, task=task)


def _restored(kind: type[ExtractorError], arguments: tuple[object, ...], holds: dict[str, object]) -> ExtractorError:
    error = kind.__new__(kind, *arguments)
    vars(error).update(holds)
    return error


class UsageError(ExtractorError):
    """An argument or a setting is wrong."""

    kind = "usage"


class ArticleError(ExtractorError):
    """An article cannot be read or used; `kind` says why (`empty_document`, `not_text`, `too_large`, ...)."""

    def __init__(self, message: str, kind: str = "unreadable") -> None:
        super().__init__(message)
        self.kind = kind


class CompletionError(ExtractorError):
    """A model gave no answer; all requests that were made are in `attempts`."""

    def __init__(self, message: str, kind: str, *, retryable: bool = False, attempts: Sequence[Attempt] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.retryable = retryable
        self.attempts = tuple(attempts)

    def failure(self, task: str | None = None) -> Failure:
        """This error as a value, with the number of requests."""
        return super().failure(task).model_copy(update={"attempts": len(self.attempts)})


class RecordingError(CompletionError):
    """A stored answer is missing (`no_recording`) or damaged (`damaged_recording`)."""


def first_wrong(error: "ValidationError") -> str:
    """Say what is first wrong with values that fit no schema, and where, without the value."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
