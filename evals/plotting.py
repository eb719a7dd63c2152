"""Plotting: the figures of a record kind -> where each dot and bar of a plot stands, in units of the drawing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from evals.reporting import interval, record_figures, share
from evals.scores import Figure, KindScore

LEFT, RIGHT = 98.0, 292.0
"""Where 0 and 1 stand."""
VALUES = 312.0
BOUNDS = 350.0
WIDTH = 480.0
STEP = 24.0
TOP = 30.0
GAP = 12.0
"""Between the figures of the records and those of their fields."""
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Point:
    """A figure at its place, with the ends of its interval."""

    x: float
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """One figure by name."""

    name: str
    title: str
    """All of it in words."""
    y: float
    strict: Point | None
    lenient: Point | None
    """None where it is no other than the strict one."""
    value: str
    bounds: str
    near: str
    """The lenient figure, where it is another one."""


@dataclass(frozen=True)
class Plot:
    """All figures of one record kind."""

    name: str
    lines: tuple[Line, ...]
    divider: float
    """Where the figures of the fields begin."""

    width, values, bounds = WIDTH, VALUES, BOUNDS

    @property
    def height(self) -> float:
        """Height of the drawing."""
        return (self.lines[-1].y if self.lines else TOP) + STEP

    @cached_property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Places and names of the scale."""
        return tuple((_x(tick), share(tick)) for tick in TICKS)


def plot(kind: str, score: KindScore) -> Plot:
    """Place the figures of a kind: of its records, then of its fields."""
    of_fields = {name.replace("_", " "): (one.strict.f1, one.lenient.f1) for name, one in score.fields.items()}
    lines = [*_lines(record_figures(score), TOP)]
    divider = TOP + STEP * len(lines) + GAP
    return Plot(kind, (*lines, *_lines(of_fields, divider + STEP)), divider)


def bars(counts: Mapping[str, int]) -> list[tuple[str, int, float]]:
    """Give each kind of error with its count and its share of the commonest, the commonest first."""
    most = max(counts.values(), default=1)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(name, count, round(count / most, 4)) for name, count in ordered]


def _lines(figures: Mapping[str, tuple[Figure, Figure | None]], top: float) -> Iterator[Line]:
    for number, (name, (strict, lenient)) in enumerate(figures.items()):
        other = lenient if lenient and lenient.value != strict.value else None
        told = f"{name}: {share(strict.value)}, 95 % {interval(strict)}"
        near = share(other.value) if other else ""
        yield Line(
            name=name,
            title=f"{told}; leniently {near}, 95 % {interval(other)}" if other else told,
            y=top + STEP * number,
            strict=_point(strict),
            lenient=_point(other) if other else None,
            value=share(strict.value),
            bounds=interval(strict) if strict.value is not None else "",
            near=near,
        )


def _point(figure: Figure) -> Point | None:
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    return Point(_x(figure.value), _x(figure.low), _x(figure.high))


def _x(value: float) -> float:
    return round(LEFT + value * (RIGHT - LEFT), 2)
