"""Gating: a replay of the gold -> passed, or which figures fell below the accepted ones by more than their noise.

The accepted figures are those of the baseline as it stands on the main branch, and they are judged over the gold as it
stands there, so that a change can loosen neither:

- A branch is judged by the tip of `origin/main`, or of `main` where nothing is published.
- What is part of main already is judged by its first parent, for its own baseline would judge itself; changes to it
  that are not committed yet are judged by it.
- `against` names another revision. Where there is none, the file in the working tree is used, and that is said.

The file in the working tree has to hold, too: it must be of the gold as it is now, the replay must reach it, and a
figure that is lower in it than in the version before must carry its reason. A figure that is to fall is therefore
lowered first, in a commit of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.baseline import ROUNDING, Baseline, BaselineError, from_bytes, loosened, read_baseline
from evals.labelled import Gold, GoldError
from evals.labels import parse_gold
from evals.outcomes import Fall, Outcomes, falls, figures_of, outcomes_of
from evals.revisions import Repository, require_commit
from evals.running import Run, read_golds, run_golds
from extractor import Completer, Settings
from extractor.errors import UsageError
from extractor.wording import counted

_ALONE = "judged by the working tree's baseline alone"
_SHOWN = 6
"""Lost records that are named for each figure."""


@dataclass(frozen=True)
class Grounds:
    """What is replayed, and what it is judged by."""

    gold: Sequence[Path]
    baseline: Path
    settings: Settings
    against: str | None = None
    completer: Completer | None = None
    """Takes the place of the recordings."""


@dataclass
class Judgement:
    """What the gate found."""

    problems: list[str] = field(default_factory=list[str])
    """Why it fails; none: it passes."""
    notes: list[str] = field(default_factory=list[str])
    """What it was judged by, and what is worth knowing."""

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def refuse(self, problem: str) -> None:
        """Note why it fails, each reason once."""
        if problem not in self.problems:
            self.problems.append(problem)


@dataclass(frozen=True)
class Bench:
    """Who judges: a revision of a repository."""

    repository: Repository
    revision: str
    before: str | None = None
    """Another revision whose baseline the present one must not be lower than."""

    @property
    def name(self) -> str:
        """The revision for people."""
        return self.shown(self.revision)

    def shown(self, revision: str) -> str:
        """Name a revision with its commit."""
        commit = (self.repository.commit(revision) or "")[:12]
        return commit if revision.startswith(commit) else f"{revision} ({commit})"


def judge(grounds: Grounds) -> Judgement:
    """Replay the gold and judge it; raises `UsageError` where the gold or a setting cannot be used."""
    judgement = Judgement()
    own = _own_baseline(grounds.baseline, judgement)
    run = run_golds(read_golds(grounds.gold), _settings(grounds, own), completer=grounds.completer)
    judgement.notes.append(f"replayed {counted(run.scores.articles, 'article')}")
    _check_answers(run, judgement)
    bench = _bench(grounds, judgement)
    accepted = _judge_by(bench, grounds, run, judgement) if bench else None
    if own:
        _judge_by_own(own, run, judgement, known=own == accepted)
    if own and bench:
        _check_loosened(bench, grounds.baseline, own, judgement)
    return judgement


def _own_baseline(path: Path, judgement: Judgement) -> Baseline | None:
    try:
        return read_baseline(path)
    except BaselineError as error:
        judgement.refuse(str(error))
        return None


def _settings(grounds: Grounds, own: Baseline | None) -> Settings:
    """Replay what the baseline's model was asked, unless another model is named."""
    asked = own.pins.model_asked if own else ()
    model = grounds.settings.model or (asked[0] if len(asked) == 1 else None)
    return grounds.settings.model_copy(update={"model": model, "mode": "replay"})


def _check_answers(run: Run, judgement: Judgement) -> None:
    """Refuse a replay in which anything went unanswered, in a repair round too."""
    for failed in run.scores.failed:
        judgement.refuse(f"article {failed.id} failed: {failed.failure.kind}: {failed.failure.message}")
    told = {failed.id for failed in run.scores.failed}
    for one in run.unanswered:
        if one.article not in told:
            what = f"{one.kind}: request {one.request[:12]} of task {one.task} got no answer"
            judgement.refuse(f"article {one.article}: {what}; record it with --mode record")


def _judge_by_own(own: Baseline, run: Run, judgement: Judgement, *, known: bool) -> None:
    """Judge by the file in the working tree, which must be of the gold as it is; `known` if that is done already."""
    if own.pins.gold != run.pins.gold:
        judgement.refuse("the gold is not the one that the baseline was accepted for; accept it anew: `evals accept`")
        return
    outcomes = outcomes_of(run)
    if not known:
        _compare(own, outcomes, "the working tree's baseline", judgement)
    now = figures_of(outcomes)
    higher = sum(now.get(name, 0.0) > value + ROUNDING for name, value in own.figures.items())
    if higher:
        judgement.notes.append(f"{counted(higher, 'figure')} above the accepted one: raise it with `evals accept`")


def _bench(grounds: Grounds, judgement: Judgement) -> Bench | None:
    """Choose the revision that judges; where there is none, say so and leave it to the working tree's file."""
    repository, against = Repository.around(grounds.baseline), grounds.against
    if repository is None:
        if against:
            raise UsageError(f"--against {against} needs a git repository around {grounds.baseline}")
        judgement.notes.append(f"{_ALONE}: it is in no git repository")
        return None
    if against:
        require_commit(repository, against)
        return Bench(repository, against)
    main = repository.main()
    if main is None:
        judgement.notes.append(f"{_ALONE}: no main branch is known here")
        return None
    return _bench_on(main, repository, grounds.baseline, judgement)


def _bench_on(main: str, repository: Repository, baseline: Path, judgement: Judgement) -> Bench | None:
    """Choose the revision where there is a main branch: main, or what was before it where it would judge itself."""
    if not repository.landed(main):
        if not repository.contains(main):
            judgement.notes.append(f"{main} has moved on since this branch left it: merge it before you trust a fall")
        return Bench(repository, main)
    if repository.modified():
        return Bench(repository, "HEAD")
    if repository.commit("HEAD^") is None:
        judgement.notes.append(f"{_ALONE}: the commit before is not here (the first one, or a shallow clone)")
        return None
    return Bench(repository, "HEAD^", repository.before_last_change(baseline))


def _judge_by(bench: Bench, grounds: Grounds, run: Run, judgement: Judgement) -> Baseline | None:
    """Judge by the baseline and the gold of a revision; give the baseline."""
    content = bench.repository.file(bench.revision, grounds.baseline)
    if content is None:
        judgement.notes.append(f"{_ALONE}: there is none at {bench.name}")
        return None
    name = f"the baseline of {bench.name}"
    try:
        accepted = from_bytes(content, "it")
        judged = _over_gold_of(accepted, bench, grounds, run)
    except (BaselineError, GoldError) as error:
        judgement.refuse(f"{name} cannot judge: {error}")
        return None
    judgement.notes.append(f"judged by {name}")
    relabelled = sorted(set(accepted.articles) - {gold.id for gold in judged.gold} if judged else accepted.articles)
    if relabelled:
        told = f"labelled anew after it was accepted, and left to the working tree's: {', '.join(relabelled)}"
        judgement.notes.append(told)
    if judged:
        _check_answers(judged, judgement)
        _compare(accepted, outcomes_of(judged), name, judgement)
    return accepted


def _over_gold_of(accepted: Baseline, bench: Bench, grounds: Grounds, run: Run) -> Run | None:
    """Give the run over the gold that a baseline is of, so that relabelling moves no figure; None if none is left."""
    if accepted.pins.gold == run.pins.gold:
        return run
    golds = sorted(
        (gold for source in grounds.gold for gold in _golds_at(bench, source) if _is_of(accepted, gold)),
        key=lambda gold: gold.article.id,
    )
    settings = grounds.settings.model_copy(update={"model": run.pins.model_asked[0], "mode": "replay"})
    return run_golds(golds, settings, completer=grounds.completer) if golds else None


def _is_of(accepted: Baseline, gold: Gold) -> bool:
    """Whether a baseline was accepted for just these labels."""
    article = accepted.articles.get(gold.article.id)
    return article is not None and article.gold == gold.digest


def _golds_at(bench: Bench, source: Path) -> list[Gold]:
    """Read gold as it was at a revision; articles that it names by path are read from the working tree."""
    if source.suffix == ".json":
        content = bench.repository.file(bench.revision, source)
        files: Mapping[str, bytes] = {} if content is None else {source.name: content}
        folder = source.resolve().parent
    else:
        files, folder = bench.repository.files(bench.revision, source), source.resolve()
    return [
        parse_gold(content, name, (folder / name).parent) for name, content in files.items() if name.endswith(".json")
    ]


def _compare(accepted: Baseline, outcomes: Outcomes, name: str, judgement: Judgement) -> None:
    """Note every figure that fell, and refuse those that fell by more than their noise."""
    before = {article: one for article, one in accepted.articles.items() if article in outcomes}
    for fall in falls(before, outcomes):
        if fall.beyond:
            judgement.refuse(f"{_told(fall)}, by {name}{_lost(fall)}")
        else:
            judgement.notes.append(f"within its noise: {_told(fall)}")


def _told(fall: Fall) -> str:
    noise = f"its noise is {fall.noise:.4f}" if fall.noise else "it has no noise"
    return f"{fall.figure} fell from {fall.before:.4f} to {fall.after:.4f}, {fall.before - fall.after:.4f} ({noise})"


def _lost(fall: Fall) -> str:
    named = ", ".join(fall.lost[:_SHOWN])
    more = f" and {len(fall.lost) - _SHOWN} more" if len(fall.lost) > _SHOWN else ""
    return f"; no longer right: {named}{more}" if named else ""


def _check_loosened(bench: Bench, path: Path, own: Baseline, judgement: Judgement) -> None:
    """Refuse a working tree's baseline that is lower than one before without saying why."""
    for revision in dict.fromkeys(one for one in (bench.revision, bench.before) if one):
        content = bench.repository.file(revision, path)
        try:
            old = None if content is None else from_bytes(content, "the baseline before")
        except BaselineError:
            continue  # It cannot judge either, and that has been said.
        if old:
            _compare_files(old, own, bench.shown(revision), judgement)


def _compare_files(old: Baseline, own: Baseline, where: str, judgement: Judgement) -> None:
    for figure, (was, now) in loosened(old, own).items():
        told = f"the baseline is loosened: {figure} was {was:.4f} at {where} and is {now:.4f}, without a reason"
        judgement.refuse(f"{told}; lower it with `evals accept --lower REASON`, in a commit of its own")
    for one in own.lowered:
        if one not in old.lowered:
            told = f"lowered on purpose: {one.figure} {one.before:.4f} to {one.after:.4f}: {one.reason}"
            judgement.notes.append(told)
