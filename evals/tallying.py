"""Tallying: what went right and wrong in each article -> counts and figures for a record kind."""

from collections import Counter
from collections.abc import Mapping, Sequence

from evals.bootstrap import Part, figures
from evals.kinds import COMPARATORS
from evals.scores import ArticleResult, FieldScore, FieldScores, Figure, KindResult, KindScore

MODES = ("strict", "lenient")
_VERDICTS = ("right", "none", "wrong", "missing", "invented")


def parts(result: KindResult) -> dict[str, Part]:
    """Give what one article adds to each figure, named as `f1` or `speaker.strict.recall`."""
    counted = result.counted
    found, missed, invented = len(counted), len(result.missed), len(result.invented)
    shares = _shares(found, missed, invented)
    shares |= {f"fully_right.{mode}": (sum(pair.all_right(mode) for pair in counted), found) for mode in MODES}
    shares["grounded"] = (result.grounded, result.predicted)
    for field in result.labelled:
        for mode in MODES:
            shares |= {
                f"{field}.{mode}.{name}": part for name, part in _field_parts(_counts(result, field, mode)).items()
            }
    return shares


def kind_score(kind: str, articles: Sequence[ArticleResult]) -> KindScore:
    """Score one kind over the articles that are labelled for it."""
    results = [article.kinds[kind] for article in articles if kind in article.kinds]
    shares = figures([parts(result) for result in results])
    errors = Counter(mistake.kind for result in results for mistake in result.mistakes)
    labelled = Counter[str]()
    for result in results:
        labelled.update(result.labelled)
    found, missed = sum(len(one.counted) for one in results), sum(len(one.missed) for one in results)
    return KindScore(
        articles=len(results),
        gold=found + missed,
        found=found,
        missed=missed,
        invented=sum(len(one.invented) for one in results),
        optional=sum(len(one.pairs) - len(one.counted) for one in results),
        precision=shares["precision"],
        recall=shares["recall"],
        f1=shares["f1"],
        fully_right=shares["fully_right.strict"],
        fully_right_lenient=shares["fully_right.lenient"],
        grounded=shares["grounded"],
        fields={name: _field(results, name, labelled[name], shares) for name in COMPARATORS[kind] if labelled[name]},
        mistakes=dict(sorted(errors.items())),
    )


def _field(results: Sequence[KindResult], field: str, labelled: int, shares: Mapping[str, Figure]) -> FieldScores:
    strict, lenient = (_field_score(results, field, mode, shares) for mode in MODES)
    return FieldScores(labelled=labelled, strict=strict, lenient=lenient)


def _field_score(results: Sequence[KindResult], field: str, mode: str, shares: Mapping[str, Figure]) -> FieldScore:
    counts = Counter[str]()
    for result in results:
        counts.update(_counts(result, field, mode))
    return FieldScore(
        right=counts["right"],
        none=counts["none"],
        wrong=counts["wrong"],
        missing=counts["missing"],
        invented=counts["invented"],
        precision=shares[f"{field}.{mode}.precision"],
        recall=shares[f"{field}.{mode}.recall"],
        f1=shares[f"{field}.{mode}.f1"],
        accuracy=shares[f"{field}.{mode}.accuracy"],
    )


def _counts(result: KindResult, field: str, mode: str) -> Counter[str]:
    """Count the verdicts on one field over the pairs that count."""
    verdicts = (pair.fields[field] for pair in result.counted if field in pair.fields)
    return Counter(one.strict if mode == "strict" else one.lenient for one in verdicts)


def _shares(right: int, lacking: int, extra: int) -> dict[str, Part]:
    """Give what precision, recall and their harmonic mean add up from."""
    return {
        "precision": (right, right + extra),
        "recall": (right, right + lacking),
        "f1": (2 * right, 2 * right + lacking + extra),
    }


def _field_parts(counts: Counter[str]) -> dict[str, Part]:
    right, wrong = counts["right"], counts["wrong"]
    shares = _shares(right, wrong + counts["missing"], wrong + counts["invented"])
    return shares | {"accuracy": (right + counts["none"], counts.total())}
