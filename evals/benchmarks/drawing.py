"""Drawing: how a figure grows -> a plot in text, both axes by powers."""

from collections.abc import Sequence
from math import log10

WIDTH, HEIGHT = 56, 9
_MARK, _IDEAL = "o", "."


def drawn(title: str, points: Sequence[tuple[float, float]]) -> list[str]:
    """A plot of points above 0, with dots where growth in step with the first axis would lead from the first point."""
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        return [f"{title}: one point is no growth"]
    (left, first), (right, _) = points[0], points[-1]
    top = max(first * right / left, *(y for _, y in points))
    low = min(y for _, y in points)
    field = [[" "] * WIDTH for _ in range(HEIGHT)]
    for column in range(WIDTH):
        ideal = first * (right / left) ** (column / (WIDTH - 1))
        field[_row(ideal, low, top)][column] = _IDEAL
    for x, y in points:
        field[_row(y, low, top)][_place(x, left, right, WIDTH)] = _MARK
    names = {0: f"{top:.3g}", HEIGHT - 1: f"{low:.3g}"}
    lines = [f"{names.get(number, ''):>10} |{''.join(row).rstrip()}" for number, row in enumerate(field)]
    foot = f"{left:g}{f'{right:g}'.rjust(WIDTH - len(f'{left:g}'))}"
    return [f"{title} (o; dots: in step with the articles)", *lines, f"{'':>10} +{'-' * WIDTH}", f"{'':>12}{foot}"]


def _row(value: float, low: float, top: float) -> int:
    return HEIGHT - 1 - _place(value, low, top, HEIGHT)


def _place(value: float, low: float, high: float, steps: int) -> int:
    span = log10(high / low)
    place = round((steps - 1) * log10(value / low) / span) if span else 0
    return min(steps - 1, max(0, place))
