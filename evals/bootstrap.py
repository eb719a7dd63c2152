"""Bootstrap: shares counted article by article -> figures with the interval that other articles might have given.

Articles are drawn anew with replacement, as many as there are, `RESAMPLES` times with a fixed seed; the interval holds
the middle 95 % of what comes out. Records of one article are not independent of one another, articles are.
"""

import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from evals.scores import Figure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Part = tuple[int, int]
"""What one article adds to a figure: to its numerator and to its denominator."""

RESAMPLES = 1000
SEED = 0
_BOUNDS = (2.5, 97.5)


def figures(articles: Sequence[Mapping[str, Part]]) -> dict[str, Figure]:
    """Give each figure over all articles with its interval; None where its denominator is 0.

    The order of the articles decides which ones a resample draws: give them sorted.
    """
    names = list(dict.fromkeys(name for parts in articles for name in parts))
    if not names:
        return {}
    drawn, whole = _ratios(articles, names)
    return {name: _figure(whole[place], drawn[:, place]) for place, name in enumerate(names)}


def differences(before: Sequence[Mapping[str, Part]], after: Sequence[Mapping[str, Part]]) -> dict[str, Figure]:
    """Give how much each figure rises from one run to another over the same articles, in the same order (paired)."""
    names = [
        name
        for name in dict.fromkeys(name for parts in before for name in parts)
        if any(name in parts for parts in after)
    ]
    if not names or len(before) != len(after):
        return {}
    drawn_before, whole_before = _ratios(before, names)
    drawn_after, whole_after = _ratios(after, names)
    drawn, whole = drawn_after - drawn_before, whole_after - whole_before
    return {name: _figure(whole[place], drawn[:, place]) for place, name in enumerate(names)}


def _ratios(articles: Sequence[Mapping[str, Part]], names: Sequence[str]) -> "tuple[Numbers, Numbers]":
    """Compute every figure of every resample, and of all articles; not a number where a denominator is 0."""
    import numpy as np  # noqa: PLC0415  a tenth of a second that reading gold and showing scores do not take

    parts = np.array([[article.get(name, (0, 0)) for name in names] for article in articles], dtype=np.float64)
    weights = np.array([*_draws(len(articles)), [1] * len(articles)], dtype=np.float64)
    with np.errstate(invalid="ignore"):
        ratios = (weights @ parts[:, :, 0]) / (weights @ parts[:, :, 1])
    return ratios[:-1], ratios[-1]


def _draws(articles: int) -> list[list[int]]:
    """Count how often each resample draws each article; the standard library's generator keeps its sequence."""
    generator = random.Random(SEED)  # noqa: S311  a sample, no secret
    draws: list[list[int]] = []
    for _ in range(RESAMPLES):
        counts = [0] * articles
        for drawn in generator.choices(range(articles), k=articles):
            counts[drawn] += 1
        draws.append(counts)
    return draws


def _figure(value: float, drawn: "Numbers") -> Figure:
    import numpy as np  # noqa: PLC0415

    if np.isnan(value):
        return Figure(value=None, low=None, high=None)
    low, high = np.nanpercentile(drawn, _BOUNDS)
    return Figure(value=float(value), low=float(low), high=float(high))
