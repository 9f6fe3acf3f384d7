"""Scores of predicted against true labels: F1 by class, accuracy, bootstrap intervals, calibration.

Macro-F1 is the unweighted mean of the classes' F1 over the classes that occur in the truth. Intervals are
percentile bootstraps over items (Efron & Tibshirani 1993), seeded. Calibration follows Guo et al. (2017) for the
expected calibration error; the Brier skill is 1 - Brier / Brier of the base rate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente import shares

__all__ = [
    "Calibration",
    "ClassScore",
    "Interval",
    "bootstrap",
    "by_class",
    "calibration",
    "macro_f1",
    "set_f1",
    "wilson",
]

Labels = Sequence[str]


@dataclass(frozen=True, slots=True)
class ClassScore:
    """Precision, recall and F1 of one class; ``n`` is how often it is true."""

    label: str
    n: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95% interval."""

    estimate: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.estimate:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far a stated confidence can be believed; ``table`` rows are (low, high, n, mean stated, share right)."""

    n: int
    ece: float
    brier: float
    brier_skill: float
    auroc: float
    table: tuple[tuple[float, float, int, float, float], ...]
    coverage: tuple[tuple[float, float, float], ...]  # threshold, share answered, share of those right


def by_class(gold: Labels, predicted: Labels) -> list[ClassScore]:
    """Score each class that occurs in the truth, in alphabetical order."""
    hits = Counter(g for g, p in zip(gold, predicted, strict=True) if g == p)
    true, said = Counter(gold), Counter(predicted)
    return [
        ClassScore(
            k,
            true[k],
            _ratio(hits[k], said[k]),
            _ratio(hits[k], true[k]),
            _ratio(2 * hits[k], said[k] + true[k]),
        )
        for k in sorted(true)
    ]


def macro_f1(gold: Labels, predicted: Labels) -> float:
    """Mean F1 over the classes of the truth."""
    scores = by_class(gold, predicted)
    return sum(s.f1 for s in scores) / len(scores) if scores else 0.0


def accuracy(gold: Labels, predicted: Labels) -> float:
    """Share of labels that agree."""
    return _ratio(sum(g == p for g, p in zip(gold, predicted, strict=True)), len(gold))


def set_f1(hits: int, said: int, true: int) -> float:
    """F1 of found against true items."""
    return _ratio(2 * hits, said + true)


def bootstrap(
    measure: Callable[[Labels, Labels], float],
    gold: Labels,
    predicted: Labels,
    *,
    draws: int = 1000,
    seed: int = 20231219,
) -> Interval:
    """Percentile bootstrap over items of any measure of (gold, predicted)."""
    rng = np.random.default_rng(seed)
    n = len(gold)
    values = []
    for _ in range(draws if n else 0):
        rows = rng.integers(0, n, n)
        values.append(measure([gold[r] for r in rows], [predicted[r] for r in rows]))
    low, high = np.quantile(values, [0.025, 0.975]) if values else (0.0, 0.0)
    return Interval(measure(gold, predicted), float(low), float(high))


def wilson(hits: int, n: int) -> Interval:
    """Return a share with its Wilson interval."""
    return Interval(hits / n if n else 0.0, *shares.wilson(hits, n))


def calibration(confidence: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> Calibration:
    """Reliability of stated confidences in [0, 1] against what turned out right."""
    p, y = np.asarray(confidence, float), np.asarray(right, float)
    edges = np.linspace(0, 1, bins + 1)
    cell = np.clip(np.digitize(p, edges[1:-1]), 0, bins - 1)
    rows = [
        (
            float(edges[b]),
            float(edges[b + 1]),
            int((cell == b).sum()),
            float(p[cell == b].mean()),
            float(y[cell == b].mean()),
        )
        for b in range(bins)
        if (cell == b).any()
    ]
    ece = sum(n * abs(mean - share) for _, _, n, mean, share in rows) / len(p)
    brier, base = float(((p - y) ** 2).mean()), float(((y.mean() - y) ** 2).mean())
    curve = tuple(
        (t, float((p >= t).mean()), float(y[p >= t].mean()))
        for t in np.arange(0, 1, 0.1).round(1).tolist()
        if (p >= t).any()
    )
    return Calibration(len(p), ece, brier, 1 - brier / base if base else 0.0, _auroc(p, y), tuple(rows), curve)


def _auroc(p: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Probability that a right answer is stated with more confidence than a wrong one (ties count half)."""
    yes, no = p[y == 1], p[y == 0]
    if not len(yes) or not len(no):
        return 0.5
    order = yes[:, None] - no[None, :]
    return float((order > 0).mean() + 0.5 * (order == 0).mean())


def _ratio(a: float, b: float) -> float:
    return a / b if b else 0.0
