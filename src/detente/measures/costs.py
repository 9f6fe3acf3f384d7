"""Costs of a stretch of a series, and the cheapest way to cut it into stretches.

A cost is twice the negative log-likelihood of values that share one level, up to what does not depend on the cut:

- ``normal``   sum of squares about the mean over the noise's variance;
- ``poisson``  counts with exposure ``e``: ``-2 S log(S / E)`` over the dispersion (quasi-likelihood: McCullagh & Nelder
  1989, ch. 9), so that counts may vary more than Poisson counts do;
- ``negbin``   counts of variance ``m + m**2 / r``: ``-2 (S log(m / (m + r)) - n r log(1 + m / r))``, ``m = S / n``.

``segment`` is PELT (R. Killick, P. Fearnhead, I. A. Eckley 2012, *Optimal detection of changepoints with a linear
computational cost*, JASA 107). ruptures has it for squares in C, and calls Python for each stretch with any other
cost; here all stretches that end at one period are taken at once, which makes counts over years of days feasible. A
test holds that both give the same cuts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Cost", "Model", "Noise", "cost_of", "noise", "segment"]

Values: TypeAlias = NDArray[np.float64]
Model: TypeAlias = Literal["normal", "poisson", "negbin"]
# Cost of the stretches from each of the starts up to, not including, one end.
Cost: TypeAlias = Callable[[NDArray[np.int64], NDArray[np.int64]], Values]

_BLOCK = 12  # periods: long enough for a variance, short enough for few changes to fall inside


@dataclass(frozen=True, slots=True)
class Noise:
    """How much values vary about their level, apart from changes.

    ``scale`` is the variance (normal), the dispersion (poisson) or 1 (negbin); ``size`` the negative binomial's ``r``;
    ``correlation`` that of neighbours about the level, ``inflation`` by how much it widens sums.
    """

    scale: float
    size: float
    correlation: float
    inflation: float


def cost_of(values: Values, exposure: Values, model: Model, known: Noise) -> Cost:
    """Return the cost function of a series; ``values`` may have several columns under ``normal``."""
    table = values if values.ndim == 2 else values[:, None]
    sums = _cumulated(table)
    if model == "normal":
        squares = _cumulated((table**2).sum(axis=1, keepdims=True))[:, 0]

        def normal(start: NDArray[np.int64], end: NDArray[np.int64]) -> Values:
            total = sums[end] - sums[start]
            return np.asarray((squares[end] - squares[start] - (total**2).sum(axis=-1) / (end - start)) / known.scale)

        return normal
    counts, exposed = sums[:, 0], _cumulated(exposure[:, None])[:, 0]

    def poisson(start: NDArray[np.int64], end: NDArray[np.int64]) -> Values:
        s, e = counts[end] - counts[start], exposed[end] - exposed[start]
        return np.asarray(-2 * s * np.log(np.maximum(s, 1e-12) / e) / known.scale)

    def negbin(start: NDArray[np.int64], end: NDArray[np.int64]) -> Values:
        s, n, r = counts[end] - counts[start], end - start, known.size
        m = np.maximum(s / n, 1e-12)
        return np.asarray(-2 * (s * np.log(m / (m + r)) - n * r * np.log1p(m / r)))

    return poisson if model == "poisson" else negbin


def _cumulated(table: Values) -> Values:
    return np.vstack([np.zeros((1, table.shape[1])), np.cumsum(table, axis=0)])


def segment(cost: Cost, n: int, *, penalty: float, least: int = 2) -> list[int]:
    """Return where the cheapest cut of ``n`` values begins a new stretch; each has ``least`` values or more."""
    best = np.full(n + 1, np.inf)
    best[0] = -penalty
    before = np.zeros(n + 1, dtype=np.int64)
    starts = np.array([0], dtype=np.int64)
    for end in range(least, n + 1):
        found = best[starts] + cost(starts, np.full(len(starts), end)) + penalty
        cheapest = int(np.argmin(found))
        best[end], before[end] = found[cheapest], starts[cheapest]
        starts = np.append(starts[found <= best[end] + penalty], end - least + 1)
    cuts, end = [], n
    while end > 0:
        end = int(before[end])
        cuts.append(end)
    return sorted(cuts)[1:]


def noise(values: Values, exposure: Values, model: Model) -> Noise:
    """Estimate the noise from blocks of neighbours, so that changes between blocks are no part of it."""
    n = len(values)
    table = values if values.ndim == 2 else values[:, None]
    edges = np.linspace(0, n, max(1, round(n / _BLOCK)) + 1).astype(int)
    residuals: list[Values] = []
    freedom, pearson, excess, squares = 0, 0.0, 0.0, 0.0
    for first, last in pairwise(edges):
        part, e = table[first:last], exposure[first:last, None]
        level = part.sum(axis=0) / e.sum() * e if model == "poisson" else np.broadcast_to(part.mean(axis=0), part.shape)
        residual = part - level
        residuals.append(residual / np.sqrt(np.maximum(level, 1e-9)) if model == "poisson" else residual)
        freedom += len(part) - 1
        pearson += float((residuals[-1] ** 2).sum())
        # E[sum of squared deviations] = (n - 1) (m + m^2 / r)
        excess += float((residual**2).sum() - (len(part) - 1) * part.mean())
        squares += float((len(part) - 1) * part.mean() ** 2)
    spread = pearson / max(freedom, 1) / table.shape[1]
    correlation = _neighbours(residuals)
    scale = {"normal": max(spread, 1e-12), "poisson": max(spread, 1.0), "negbin": 1.0}[model]
    size = squares / excess if excess > 1e-9 and squares > 0 else 1e6
    return Noise(scale, size, correlation, (1 + correlation) / (1 - correlation))


def _neighbours(residuals: list[Values]) -> float:
    """Correlate neighbours within blocks; a block's own mean takes away about ``1 / length`` of it."""
    products = sum(float((part[:-1] * part[1:]).sum()) for part in residuals)
    squares = sum(float((part**2).sum()) for part in residuals)
    if squares <= 0:
        return 0.0
    length = float(np.mean([len(part) for part in residuals]))
    found = products / squares * length / max(length - 1, 1)
    return float(np.clip(found + (1 + 3 * found) / length, 0.0, 0.9))
