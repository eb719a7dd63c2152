"""Checking: which recordings a set of articles needs now, and which of those in a folder it no longer does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.errors import RecordingError
from extractor.flow import Completer, Completion, Prompt
from extractor.opening import open_completer
from extractor.pipeline import extract_article
from extractor.reading import Unread
from extractor.recording import Entry, Recordings
from extractor.settings import Settings
from schemas import ArticleText


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with a folder of recordings."""

    used: int
    missing: tuple[str, ...]
    stale: tuple[Entry, ...]
    """Of an article and task that were asked about, but of another prompt, schema, model or text."""
    unused: tuple[Entry, ...]
    """Of no article and task that were asked about."""
    damaged: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.missing or self.stale or self.unused or self.damaged or self.unread)

    def lines(self) -> Iterator[str]:
        """One line a finding, and a count."""
        yield from (f"missing  {message}" for message in self.missing)
        yield from (f"stale    {_named(entry)}" for entry in self.stale)
        yield from (f"unused   {_named(entry)}" for entry in self.unused)
        yield from (f"damaged  {message}" for message in self.damaged)
        yield from (f"unread   {message}" for message in self.unread)
        yield (
            f"{self.used} used, {len(self.missing)} missing, {len(self.stale)} stale, {len(self.unused)} unused, "
            f"{len(self.damaged)} damaged"
        )


def _named(entry: Entry) -> str:
    return f"{entry.digest[:12]} {entry.task} of {entry.article} ({entry.model_asked}, {entry.answered_at})"


class _Noting:
    """A completer that notes what it was asked and what it lacked."""

    def __init__(self, inner: Completer) -> None:
        self.inner = inner
        self.asked: set[tuple[str, str]] = set()
        self.used: set[str] = set()
        self.missing: list[str] = []

    def complete(self, prompt: Prompt) -> Completion:
        self.asked.add((prompt.article, prompt.task))
        try:
            completion = self.inner.complete(prompt)
        except RecordingError as error:
            if error.kind == "no_recording":
                self.missing.append(f"{prompt.task} of {prompt.article}: {error}")
            raise
        self.used.add(completion.digest or prompt.digest)
        return completion


def check_recordings(articles: Iterable[ArticleText | Unread], settings: Settings) -> Findings:
    """Replay `articles` and compare what was asked with what the folder holds."""
    completer, chosen = open_completer(settings)
    noting = _Noting(completer)
    unread: list[str] = []
    for article in articles:
        if isinstance(article, Unread):
            unread.append(article.failure.message)
        else:
            extract_article(article, noting, chosen)
    recordings = Recordings(chosen.recordings_folder)
    idle = [entry for entry in recordings.entries() if entry.digest not in noting.used]
    stale = tuple(entry for entry in idle if (entry.article, entry.task) in noting.asked)
    return Findings(
        used=len(noting.used),
        missing=tuple(noting.missing),
        stale=stale,
        unused=tuple(entry for entry in idle if entry not in stale),
        damaged=tuple(str(error) for error in recordings.damaged()),
        unread=tuple(unread),
    )
