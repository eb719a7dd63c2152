"""Baseline: a run -> the accepted figures, with what became of every record, in one file that is made by a command.

A figure is only lowered with a reason, which the file keeps.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from evals.outcomes import Outcomes, figures_of, outcomes_of
from evals.reporting import share
from evals.running import Pins, Run
from extractor.errors import UsageError, first_wrong
from extractor.wording import visible
from schemas import Frozen

FORMAT = 1
"""Version of the form of a baseline's file."""
ROUNDING = 1e-6
"""By how much a written figure may differ from its value."""
_ROUNDED = 6
_OUTCOME = re.compile(r'\{\s*"found"[^{}]*\}')


class BaselineError(UsageError):
    """A baseline cannot be used."""

    kind = "baseline"


class Lowered(Frozen):
    """A figure that was accepted though it is lower than before."""

    figure: str
    before: float
    after: float
    reason: str


class Baseline(Frozen):
    """The accepted figures of a run."""

    format: int
    pins: Pins
    figures: Mapping[str, float] = Field(description="For people; they follow from the articles.")
    lowered: tuple[Lowered, ...] = Field(
        default=(), description="Every figure that was ever lowered, the oldest first."
    )
    articles: Outcomes


def baseline_of(run: Run, old: Baseline | None = None, reason: str | None = None) -> Baseline:
    """Accept a run's figures; raises `BaselineError` for an incomplete run, or a lower figure without a reason."""
    incomplete = sorted({one.id for one in run.scores.failed} | {one.article for one in run.unanswered})
    if incomplete:
        raise BaselineError(f"only a complete run can be accepted; not answered in full: {', '.join(incomplete)}")
    outcomes = outcomes_of(run)
    figures = {name: round(value, _ROUNDED) for name, value in figures_of(outcomes).items()}
    lower = lowered(old.figures, figures) if old else {}
    if lower and not (reason and reason.strip()):
        told = ", ".join(f"{name} {before:.4f} -> {after:.4f}" for name, (before, after) in lower.items())
        raise BaselineError(f"this would lower {told}; to accept it all the same, say why: --lower REASON")
    noted = [
        Lowered(figure=name, before=before, after=after, reason=str(reason).strip())
        for name, (before, after) in lower.items()
    ]
    kept = old.lowered if old else ()
    return Baseline(format=FORMAT, pins=run.pins, figures=figures, lowered=(*kept, *noted), articles=outcomes)


def lowered(old: Mapping[str, float], new: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Give the figures that are lower in `new` than in `old`, or gone, with both values."""
    return {name: (value, new.get(name, 0.0)) for name, value in old.items() if new.get(name, 0.0) < value - ROUNDING}


def loosened(old: Baseline, new: Baseline) -> dict[str, tuple[float, float]]:
    """Give the figures that are lower in `new` for no reason that it adds to those of `old`."""
    reasons = [one for one in new.lowered if one not in old.lowered and one.reason]
    return {
        name: (before, after)
        for name, (before, after) in lowered(old.figures, new.figures).items()
        if not any(one.figure == name and one.after <= after for one in reasons)
    }


def to_bytes(baseline: Baseline) -> bytes:
    """Write a baseline as JSON with a line for each record, so that a commit shows which records it is about."""
    text = json.dumps(baseline.model_dump(mode="json"), indent=1, ensure_ascii=False)
    return (_OUTCOME.sub(lambda found: " ".join(found[0].split()), text) + "\n").encode()


def from_bytes(content: bytes, name: str) -> Baseline:
    """Read a baseline; raises `BaselineError` if it is none, or if its figures do not follow from its records."""
    try:
        baseline = Baseline.model_validate_json(content)
    except ValidationError as error:
        raise BaselineError(f"{name} is no baseline: {first_wrong(error)}; make one with `evals accept`") from None
    reckoned = {figure: round(value, _ROUNDED) for figure, value in figures_of(baseline.articles).items()}
    if reckoned != dict(baseline.figures):
        raise BaselineError(f"{name} was edited: its figures do not follow from its records; use `evals accept`")
    return baseline


def read_baseline(path: Path) -> Baseline:
    """Read the baseline at `path`; raises `BaselineError`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BaselineError(f"cannot read {path}: {error.strerror}; make one with `evals accept`") from None
    return from_bytes(content, str(path))


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline; raises `UsageError` if it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_bytes(baseline))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def side_by_side(old: Baseline | None, new: Baseline) -> str:
    """Show accepted and new figures, for a commit message of lines that are not too long."""
    before: Mapping[str, float] = old.figures if old else {}
    names = dict.fromkeys((*before, *new.figures))
    lines = [f"{'':<28}{'old':>8}{'new':>8}", *(_row(name, before.get(name), new.figures.get(name)) for name in names)]
    lines += ["", *_circumstances(old, new)]
    return "\n".join(visible(line.rstrip()) for line in lines) + "\n"


def _row(name: str, before: float | None, after: float | None) -> str:
    mark = ""
    if before is not None and after is not None and before != after:
        mark = f"{after - before:+.4f}"
    return f"{name:<28}{_exact(before):>8}{_exact(after):>8}{mark:>10}"


def _exact(value: float | None) -> str:
    return share(None) if value is None else f"{value:.4f}"


def _circumstances(old: Baseline | None, new: Baseline) -> Sequence[str]:
    """Say what else differs, and why figures were lowered."""
    pins, before = new.pins, old.pins if old else None
    named = {
        "model": (", ".join(before.model_answered) if before else "", ", ".join(pins.model_answered)),
        "gold": (before.gold[:12] if before else "", pins.gold[:12]),
        "code": (str(before.revision or "unknown")[:12] if before else "", str(pins.revision or "unknown")[:12]),
    }
    lines = [
        f"{name}: {was} -> {now}" if was not in {"", now} else f"{name}: {now}" for name, (was, now) in named.items()
    ]
    fresh = [one for one in new.lowered if not old or one not in old.lowered]
    return [*lines, *(f"lowered {one.figure}: {one.reason}" for one in fresh)]
