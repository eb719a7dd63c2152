"""Outcomes: a run -> what became of every gold record, and the figures that a baseline is judged by.

Unlike the report's, these figures count against all gold, found or not: a field's share is its right values over all
records that label it. So finding one more record never lowers any of them but precision.
"""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field, JsonValue

from evals.bootstrap import Part, differences
from evals.kinds import COMPARATORS
from evals.running import Run
from evals.scores import Figure, KindResult
from extractor.flow import digest_of
from schemas import Extraction, Frozen

FOUND = "found"
"""Key of an outcome that says whether the record was found; all others are fields."""
PRECISION, RECALL, F1, FULLY_RIGHT, GROUNDED = "precision", "recall", "f1", "fully_right", "grounded"
OF_KIND = (PRECISION, RECALL, F1, FULLY_RIGHT, GROUNDED)

_EQUAL = 1e-9
"""Differences below it are those of reckoning."""
_INVENTION: dict[str, Part] = {PRECISION: (0, 1), F1: (0, 1)}
"""What an invented record adds to the figures."""

Outcome = Mapping[str, bool]
"""Of one gold record: whether it was found, and whether each labelled field is right."""


class KindOutcomes(Frozen):
    """What became of one kind in one article."""

    answers: str = Field(description="Digest of the answers that it was made from; other answers have another one.")
    records: Mapping[str, Outcome] = Field(description="Gold record, optional ones apart, to what became of it.")
    invented: int
    predicted: int
    grounded: int


class ArticleOutcomes(Frozen):
    """What became of one article."""

    gold: str = Field(description="Digest of its gold file.")
    kinds: Mapping[str, KindOutcomes]


Outcomes = Mapping[str, ArticleOutcomes]
"""Article to what became of it."""


class Fall(Frozen):
    """A figure that is lower than before."""

    figure: str = Field(description="`quotes.recall`, `quotes.speaker`.")
    before: float
    after: float
    noise: float = Field(description="How much of a fall chance explains; 0 where the answers are the same.")
    lost: tuple[str, ...] = Field(description="Records that were right before: `article q1`.")

    @property
    def beyond(self) -> bool:
        """Whether chance does not explain it."""
        return self.before - self.after > self.noise + _EQUAL


def outcomes_of(run: Run) -> Outcomes:
    """Give what became of every gold record of a run, by article."""
    labels = {gold.id: gold for gold in run.gold}
    found: dict[str, ArticleOutcomes] = {}
    for article in run.scores.per_article:
        extraction, gold = run.extraction(article.id), labels[article.id]
        kinds = {kind: _kind(kind, result, gold.records[kind], extraction) for kind, result in article.kinds.items()}
        found[article.id] = ArticleOutcomes(gold=gold.sha256, kinds=kinds)
    return found


def figures_of(outcomes: Outcomes) -> dict[str, float]:
    """Compute every figure of every kind; one that nothing counts towards is left out."""
    found: dict[str, float] = {}
    for kind in kinds_of(outcomes):
        totals: dict[str, Part] = {}
        for parts in _units([one.kinds[kind] for one in outcomes.values() if kind in one.kinds]):
            for name, (right, of) in parts.items():
                before = totals.get(name, (0, 0))
                totals[name] = (before[0] + right, before[1] + of)
        ordered = (*OF_KIND, *COMPARATORS[kind])
        found |= {
            f"{kind}.{name}": totals[name][0] / totals[name][1] for name in ordered if totals.get(name, (0, 0))[1]
        }
    return found


def kinds_of(outcomes: Outcomes) -> list[str]:
    """Name the kinds that any article has."""
    return sorted({kind for one in outcomes.values() for kind in one.kinds})


def falls(before: Outcomes, after: Outcomes) -> list[Fall]:
    """Find every figure that fell from one run to another over the same articles and labels.

    Noise is what chance explains. Where the answers of a kind are the same, only the program differs and there is no
    chance: noise is 0. Else it is the upper half of the 95 % interval of the difference, bootstrapped over pairs of
    records. Precision and recall, which are traded for each other, always have this noise, for F1 weighs the trade;
    grounding, which code guarantees, never has any.
    """
    after = _over(before, after)
    old, new = figures_of(before), figures_of(after)
    noises = {kind: _noises(kind, before, after) for kind in kinds_of(before)}
    found: list[Fall] = []
    for figure, value in old.items():
        kind, name = figure.split(".", 1)
        now = new.get(figure, value)  # Where nothing was extracted there is no precision, and recall tells it.
        if now < value:
            noise = noises[kind].get(name, 0.0)
            lost = tuple(_lost(kind, name, before, after))
            found.append(Fall(figure=figure, before=value, after=now, noise=noise, lost=lost))
    return found


def _kind(kind: str, result: KindResult, labels: Mapping[str, JsonValue], extraction: Extraction) -> KindOutcomes:
    records: dict[str, Outcome] = {}
    for pair in result.counted:
        rights = {name: verdict.strict in {"right", "none"} for name, verdict in pair.fields.items()}
        records[pair.gold] = {FOUND: True, **rights}
    for missed in result.missed:
        records[missed.id] = {FOUND: False, **dict.fromkeys(_labelled(kind, labels[missed.id]), False)}
    return KindOutcomes(
        answers=_answers(kind, extraction),
        records={name: records[name] for name in labels if name in records},
        invented=len(result.invented),
        predicted=result.predicted,
        grounded=result.grounded,
    )


def _labelled(kind: str, label: JsonValue) -> list[str]:
    """Name the fields that a gold record labels."""
    return [field for field in COMPARATORS[kind] if isinstance(label, dict) and field in label]


def _answers(kind: str, extraction: Extraction) -> str:
    """Digest what names the answers: their requests, who answered and when."""
    run = extraction.lineage.tasks.get(kind)
    if run is None:
        return "none"
    return digest_of([list(run.requests), run.model_answered, run.answered_at, run.outcome])[:16]


def _units(kinds: Sequence[KindOutcomes]) -> Iterator[dict[str, Part]]:
    """Give what each record, each invention and each article's grounding adds to the figures."""
    for kind in kinds:
        for outcome in kind.records.values():
            yield _record_parts(outcome)
        yield from [_INVENTION] * kind.invented
        yield {GROUNDED: (kind.grounded, kind.predicted)}


def _record_parts(outcome: Outcome) -> dict[str, Part]:
    found = int(outcome[FOUND])
    fields = {name: (int(right), 1) for name, right in outcome.items() if name != FOUND}
    return {
        PRECISION: (found, found),
        RECALL: (found, 1),
        F1: (2 * found, 1 + found),
        FULLY_RIGHT: (int(all(outcome.values())), 1),
        **fields,
    }


def _invented(there: bool) -> dict[str, Part]:  # noqa: FBT001  one of two runs has it, or both
    return _INVENTION if there else {}


def _over(before: Outcomes, after: Outcomes) -> Outcomes:
    """Keep what both have of articles and kinds; of what is gone all records are missed."""
    found: dict[str, ArticleOutcomes] = {}
    for article, one in before.items():
        other: Mapping[str, KindOutcomes] = after[article].kinds if article in after else {}
        found[article] = ArticleOutcomes(
            gold=one.gold, kinds={kind: other.get(kind) or _gone(old) for kind, old in one.kinds.items()}
        )
    return found


def _gone(old: KindOutcomes) -> KindOutcomes:
    records = {name: dict.fromkeys(outcome, False) for name, outcome in old.records.items()}
    return KindOutcomes(answers="gone", records=records, invented=0, predicted=0, grounded=0)


def _noises(kind: str, before: Outcomes, after: Outcomes) -> dict[str, float]:
    """Measure the noise of each figure of a kind whose difference has any."""
    pairs = [(one.kinds[kind], after[name].kinds[kind]) for name, one in before.items() if kind in one.kinds]
    same = all(new.answers == old.answers for old, new in pairs)
    units = [unit for old, new in pairs for unit in _paired(old, new)]
    drawn = differences([old for old, _ in units], [new for _, new in units])
    return {name: _upper_half(figure) for name, figure in drawn.items() if name in {PRECISION, RECALL} or not same}


def _paired(old: KindOutcomes, new: KindOutcomes) -> Iterator[tuple[dict[str, Part], dict[str, Part]]]:
    """Pair the records of both runs, then their inventions, which are no more alike than any two."""
    for name, outcome in old.records.items():
        then = new.records.get(name) or dict.fromkeys(outcome, False)
        yield _record_parts(outcome), _record_parts(then)
    for number in range(max(old.invented, new.invented)):
        yield _invented(number < old.invented), _invented(number < new.invented)


def _upper_half(figure: Figure) -> float:
    if figure.value is None or figure.high is None:
        return 0.0
    return figure.high - figure.value


def _lost(kind: str, name: str, before: Outcomes, after: Outcomes) -> Iterator[str]:
    """Name the records that were right before and no longer are."""
    for article, one in before.items():
        for record, outcome in one.kinds[kind].records.items() if kind in one.kinds else ():
            then = after[article].kinds[kind].records.get(record, {})
            if _is_right(name, outcome) and not _is_right(name, then):
                yield f"{article} {record}"


def _is_right(name: str, outcome: Outcome) -> bool:
    """Whether a record counts towards a figure."""
    if name == FULLY_RIGHT:
        return bool(outcome) and all(outcome.values())
    return outcome.get(FOUND if name in OF_KIND else name, False)
