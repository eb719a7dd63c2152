"""Running: gold -> a run: what the extractor makes of the labelled articles, scored, with all that it was made from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pydantic import Field, JsonValue

from evals.labelled import Gold
from evals.labels import read_gold
from evals.revisions import code_revision
from evals.scores import KindScore, Scores
from evals.scoring import score
from evals.stored import read_stored
from extractor import CompletionError, Extraction, Prompt, Settings, UsageError, extract_many
from extractor.flow import Completer, Completion, digest_of
from extractor.lineage import VERSION, codebook_version
from extractor.opening import open_completer
from extractor.private import make_private_folder, write_private
from extractor.settings import RULES, RecordKind
from extractor.tasks import TASKS
from extractor.wording import inert_json
from schemas import Frozen

GOLD = Path(__file__).resolve().parent / "gold"
"""The seeds' gold."""
RUN_FILE = "run.json"
FORMAT = 1
"""Version of the form of a run's file."""

_SETTINGS = frozenset(
    {
        *(
            "mode",
            "structured",
            "max_output_tokens",
            "part_characters",
            "temperature",
            "seed",
            "repair",
            "token_budget",
        ),
        *("ask", "fallback"),
    }
)
"""Settings that decide what is asked and kept; never a key, an address or a folder."""


class Pins(Frozen):
    """Everything that a run's figures depend on."""

    gold: str = Field(description="Digest of all gold files and the articles they label.")
    model_asked: tuple[str, ...]
    model_answered: tuple[str, ...]
    origins: tuple[str, ...] = Field(description="`live`, `cached` or `replayed`: where the answers came from.")
    prompts: Mapping[str, str] = Field(description="Record kind to the version of its prompt.")
    answer_schemas: Mapping[str, str] = Field(description="Record kind to the version of its answer's schema.")
    codebook: str
    extractor: str
    revision: str | None = Field(description="Commit of the code; null where it is in no repository.")
    modified: bool = Field(description="Whether the code differed from that commit.")
    settings: Mapping[str, JsonValue]


class LabelledArticle(Frozen):
    """The labels of one article, as far as the run was scored by them."""

    id: str
    file: str
    sha256: str = Field(description="Of the gold file.")
    records: Mapping[str, Mapping[str, JsonValue]] = Field(description="Kind to the id of each record to its label.")


class Unanswered(Frozen):
    """A request that got no answer."""

    article: str
    task: str
    kind: str = Field(description="`no_recording`, `timeout`, ...")
    request: str


class Run(Frozen):
    """One run over labelled articles, complete in itself."""

    format: int
    pins: Pins
    scores: Scores
    rules: Mapping[str, KindScore] = Field(default={}, description="Kind to what code alone comes to, without a model.")
    unanswered: tuple[Unanswered, ...]
    gold: tuple[LabelledArticle, ...] = Field(description="By article.")
    extractions: tuple[Extraction, ...] = Field(description="By article.")

    def extraction(self, article: str) -> Extraction:
        """The extraction of one article."""
        return next(one for one in self.extractions if one.article.id == article)


class Watched:
    """A completer that keeps which requests got no answer, those of repair rounds included."""

    def __init__(self, inner: Completer) -> None:
        """Set itself before `inner`."""
        self.inner = inner
        self._unanswered: list[Unanswered] = []

    def complete(self, prompt: Prompt) -> Completion:
        """Answer as `inner` does."""
        try:
            return self.inner.complete(prompt)
        except CompletionError as error:
            missed = Unanswered(article=prompt.article, task=prompt.task, kind=error.kind, request=prompt.digest)
            self._unanswered.append(missed)
            raise

    @property
    def unanswered(self) -> tuple[Unanswered, ...]:
        """The requests without an answer, in an order that threads do not change."""
        return tuple(sorted(self._unanswered, key=lambda one: (one.article, one.task, one.request)))


def read_golds(sources: Sequence[Path]) -> list[Gold]:
    """Read gold files and folders of them, by article; raises `UsageError`."""
    missing = [source for source in sources if not source.exists()]
    if missing:
        raise UsageError(f"there is no gold at {missing[0]}")
    return sorted((gold for source in sources for gold in read_gold(source)), key=lambda gold: gold.article.id)


def run_golds(
    golds: Iterable[Gold],
    settings: Settings,
    *,
    completer: Completer | None = None,
    concurrency: int = 4,
    watch: Callable[[Extraction], None] | None = None,
) -> Run:
    """Extract the labelled articles and score what comes; an article that fails is a row of its own.

    Only kinds that are both labelled and named by the settings are asked for and scored. `watch` is told of each
    article as it is done. Raises `UsageError` when nothing is left to score.
    """
    wanted = _restricted(golds, settings.records)
    if completer is None:
        # Figures are made by the code as it is, never by what an article came to before.
        opened, chosen = open_completer(settings.model_copy(update={"keep": False}))
        with closing(opened):
            return run_golds(wanted, chosen, completer=opened, concurrency=concurrency, watch=watch)
    watched = Watched(completer)
    extractions: list[Extraction] = []
    for extraction in _extractions(wanted, settings, watched, concurrency):
        extractions.append(extraction)
        if watch:
            watch(extraction)
    return build_run(wanted, extractions, settings, watched.unanswered)


def _extractions(
    golds: Sequence[Gold], settings: Settings, completer: Completer, concurrency: int
) -> Iterator[Extraction]:
    """Extract each article for the kinds that it is labelled for."""
    for kinds, together in _by_kinds(golds).items():
        of_these = settings.model_copy(update={"records": kinds})
        articles = [gold.article for gold in together]
        yield from extract_many(articles, of_these, completer=completer, concurrency=concurrency)


def score_rules(golds: Sequence[Gold], settings: Settings) -> Mapping[str, KindScore]:
    """Score what code alone makes of the labelled articles: the figure that a model has to beat."""
    completer, chosen = open_completer(settings.model_copy(update={"model": RULES}))
    return score(golds, list(_extractions(golds, chosen, completer, 1))).kinds


def build_run(
    golds: Sequence[Gold], extractions: Sequence[Extraction], settings: Settings, unanswered: Sequence[Unanswered] = ()
) -> Run:
    """Score extractions and put all together that the scores depend on."""
    ordered = sorted(extractions, key=lambda extraction: extraction.article.id)
    return Run(
        format=FORMAT,
        pins=_pins(golds, ordered, settings),
        scores=score(golds, ordered),
        rules={} if settings.model == RULES else score_rules(golds, settings),
        unanswered=tuple(unanswered),
        gold=tuple(_labels(gold) for gold in golds),
        extractions=tuple(ordered),
    )


def gold_digest(golds: Iterable[Gold]) -> str:
    """Digest gold files and the articles they label, in any order."""
    return digest_of(sorted([gold.article.id, gold.digest, gold.article.sha256] for gold in golds))


def write_run(run: Run, folder: Path) -> Path:
    """Write a run's file into a folder; the same run gives the same bytes."""
    path = folder / RUN_FILE
    try:
        make_private_folder(folder)
        write_private(path, f"{inert_json(run.model_dump_json(indent=1))}\n")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    return path


def read_run(path: Path) -> Run:
    """Read a run's file, or the one in a folder; raises `UsageError`."""
    file = path / RUN_FILE if path.is_dir() else path
    missing = "give a folder that `evals run -o` wrote"
    return read_stored(file, Run, "run of this version", missing=missing, broken="run it again")


def _restricted(golds: Iterable[Gold], kinds: Sequence[str]) -> list[Gold]:
    """Keep the labels of the kinds that are asked for, and the articles that have any."""
    kept = [
        replace(gold, records={kind: records for kind, records in gold.records.items() if kind in kinds})
        for gold in golds
    ]
    wanted = [gold for gold in kept if gold.records]
    if not wanted:
        raise UsageError(f"no gold labels any of {', '.join(kinds)}: name other --records, or other gold")
    return wanted


def _by_kinds(golds: Sequence[Gold]) -> dict[tuple[RecordKind, ...], list[Gold]]:
    """Group articles by the kinds that they are labelled for, the kinds in the order in which they are asked."""
    groups: dict[tuple[RecordKind, ...], list[Gold]] = {}
    for gold in golds:
        kinds = tuple(task.name for task in TASKS if task.name in gold.records)
        groups.setdefault(kinds, []).append(gold)
    return groups


def _labels(gold: Gold) -> LabelledArticle:
    records: dict[str, dict[str, JsonValue]] = {
        kind: {record.id: record.label for record in labels} for kind, labels in gold.records.items()
    }
    return LabelledArticle(id=gold.article.id, file=gold.file, sha256=gold.digest, records=records)


def _pins(golds: Sequence[Gold], extractions: Sequence[Extraction], settings: Settings) -> Pins:
    runs = [run for extraction in extractions for run in extraction.lineage.tasks.values()]
    asked = {run.model_asked for run in runs if run.model_asked} - {RULES} or {settings.model or "unstated"}
    tasks = [task for task in TASKS if any(task.name in gold.records for gold in golds)]
    revision, modified = code_revision(Path(__file__))
    return Pins(
        gold=gold_digest(golds),
        model_asked=tuple(sorted(asked)),
        model_answered=tuple(sorted({run.model_answered for run in runs if run.model_answered} - {RULES}))
        or tuple(asked & {RULES}),
        origins=tuple(sorted({run.origin for run in runs if run.origin and run.origin != RULES})),
        prompts={task.name: task.prompt_version for task in tasks},
        answer_schemas={task.name: task.schema_version for task in tasks},
        codebook=codebook_version(),
        extractor=VERSION,
        revision=revision,
        modified=modified,
        settings=dict(sorted(settings.model_dump(mode="json", include=set(_SETTINGS)).items())),
    )
