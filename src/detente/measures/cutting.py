"""Where a series changes level or slope: candidate cuts, and the choice among them with a memory of the noise.

Candidates come from PELT over a range of penalties, for stretches of one level each and for stretches of one straight
line each. Of these the one is chosen that is cheapest as a whole series with noise of first order,
``e[t] = rho * e[t-1] + u[t]``::

    n log(sum(u^2) / n) - log(1 - rho^2) + 2 p log(n)

with p = 2 for each change of level (place, level), 3 for each change of line and 1 for a slope at all: dearer than the
three ``log n`` a change of the modified BIC (N. R. Zhang, D. O. Siegmund 2007, Biometrics 63), since a turn that was
none costs an analyst more than one found late. Choosing with the noise's memory in the likelihood is after X. Shi, C.
Gallagher, R. Lund, R. Killick 2022, *A comparison of single and multiple changepoint techniques for time series
data*, Computational Statistics & Data Analysis 170. Without it every slow swing is a change. Values that leap out of
a running median of seven by more than four standard deviations are drawn in.

PELT prunes little where changes are few, and its time then grows with the square of the length. A series of more than
``CELLS`` values (years of days) is therefore first cut on the means of as many cells, whose squares are those of the
values but for a constant; then each change is moved to the best value within a cell of it, between its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from detente.measures.costs import Cost, Values, segment

__all__ = ["Cut", "Shape", "cut", "cut_at", "fitted"]

Shape: TypeAlias = Literal["level", "line", "either"]
LEAST = 5  # values in a stretch
WEIGHT = 2.0
MEMORY = 0.8  # of the noise from one value to the next, at most: what lasts longer than about five values is level
_OUTLIER = 4.0
_LEVELS, _LINES = 20, 12  # penalties tried
CELLS = 800  # places for a change that are tried at once


@dataclass(frozen=True, slots=True)
class Cut:
    """Where new stretches begin, whether stretches slope, and the correlation of neighbours about them."""

    starts: tuple[int, ...]
    sloped: bool
    memory: float
    penalty: float | None = None  # that gave the cut, of the series in units of its variance

    @property
    def inflation(self) -> float:
        """By how much the noise's memory widens the variance of a mean."""
        return (1 + self.memory) / (1 - self.memory)


def cut(values: Values, *, shape: Shape = "either", least: int = LEAST, near: float | None = None) -> Cut:
    """Cut a series, or several beside each other (columns), where level or slope changes.

    ``near`` tries penalties for levels near that one only, which makes cutting many like series cheap.
    """
    table = np.asarray(values if values.ndim == 2 else values[:, None], dtype=float)
    table = _drawn_in(table)
    spread = table.std(axis=0)
    spread = np.where(spread > 1e-9 * np.abs(table).max(axis=0, initial=0.0), spread, 0.0)  # rounding is no spread
    table = (table - table.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    n = len(table)
    if n < 2 * least or not (spread > 0).any():
        return Cut((), False, 0.0)
    slopes = (False, True) if shape == "either" else (shape == "line",)
    candidates: set[tuple[tuple[int, ...], bool]] = {((), sloped) for sloped in slopes}
    levels: dict[tuple[int, ...], float] = {}
    if shape != "line":
        levels = _levels(table, least, near)
        candidates |= {(starts, False) for starts in levels}
    if shape != "level":
        candidates |= {(starts, True) for starts in _lines(table, least)}
    most = max(1, n // 20)
    kept = sorted((c for c in candidates if len(c[0]) <= most), key=lambda c: (len(c[0]), c))
    starts, sloped = min(kept, key=lambda c: _criterion(table, c[0], c[1])[0])
    penalty = None if sloped else levels.get(starts)
    return Cut(starts, sloped, _criterion(table, starts, sloped)[1], penalty)


def cut_at(values: Values, starts: tuple[int, ...]) -> Cut:
    """Return the cut that others have chosen, with the memory of the noise about its levels."""
    return Cut(starts, False, _criterion(values[:, None], starts, False)[1])


def _drawn_in(table: Values) -> Values:
    if len(table) < 30:
        return table
    from scipy.ndimage import median_filter

    middle = median_filter(table, size=(7, 1), mode="nearest")
    rest = table - middle
    spread = 1.4826 * np.median(np.abs(rest), axis=0)
    limit = np.where(spread > 0, _OUTLIER * spread, np.inf)
    return np.asarray(middle + np.clip(rest, -limit, limit))


def _levels(table: Values, least: int, near: float | None) -> dict[tuple[int, ...], float]:
    """Return the cuts that penalties give, each with the penalty, in units of the variance."""
    import ruptures

    width = _width(table)
    path = ruptures.KernelCPD(kernel="linear", min_size=-(-least // width)).fit(_means(table, width))
    total, cost = float(table.var(axis=0).sum()), _level_cost(table)
    tried = np.geomspace(0.1, len(table) / 2, _LEVELS) if near is None else near * np.array([0.5, 1.0, 2.0])
    found: dict[tuple[int, ...], float] = {}
    for one in tried:
        starts = [int(x) for x in path.predict(pen=float(total * one / width))[:-1]]
        found[_placed(cost, starts, len(table), width, least)] = float(one)
    return found


def _lines(table: Values, least: int) -> set[tuple[int, ...]]:
    n, cost, width = len(table), _line_cost(table), _width(table)
    edges = np.append(np.arange(0, n - width + 1, width), n)
    total = float(table.var(axis=0).sum())
    found = set()
    for penalty in total * np.geomspace(0.05, n / 4, _LINES):
        starts = segment(
            lambda a, b: cost(edges[a], edges[b]), len(edges) - 1, penalty=float(penalty), least=-(-least // width)
        )
        found.add(_placed(cost, starts, n, width, least))
    return found


def _width(table: Values) -> int:
    """Return how many values a cell has."""
    return -(-len(table) // CELLS)


def _means(table: Values, width: int) -> Values:
    """Return the means of cells; what is left at the end is part of the last one."""
    starts = np.arange(0, len(table) - width + 1, width)
    lengths = np.diff(np.append(starts, len(table)))
    return np.asarray(np.add.reduceat(table, starts, axis=0) / lengths[:, None])


def _placed(cost: Cost, cells: list[int], n: int, width: int, least: int) -> tuple[int, ...]:
    """Move each change from its cell's edge to the value, within a cell of it, at which the cut is cheapest."""
    starts = [cell * width for cell in cells]
    for _ in range(2 if width > 1 else 0):
        for k, at in enumerate(starts):
            low, high = (starts[k - 1] if k else 0), (starts[k + 1] if k + 1 < len(starts) else n)
            places = np.arange(max(at - width, low + least), min(at + width, high - least) + 1)
            if len(places):
                whole = cost(np.full(len(places), low), places) + cost(places, np.full(len(places), high))
                starts[k] = int(places[np.argmin(whole)])
    return tuple(starts)


def _level_cost(table: Values) -> Cost:
    """Return the sum of squares about the mean of a stretch, but for a constant."""
    sums = np.vstack([np.zeros((1, table.shape[1])), np.cumsum(table, axis=0)])

    def cost(start: NDArray[np.int64], end: NDArray[np.int64]) -> Values:
        return np.asarray(-((sums[end] - sums[start]) ** 2).sum(axis=1) / (end - start))

    return cost


def _line_cost(table: Values) -> Cost:
    """Return the sum of squares about the straight line of a stretch, from cumulated sums."""
    n = len(table)
    time = np.arange(n) / n
    t, tt = (np.concatenate([[0.0], np.cumsum(x)]) for x in (time, time**2))
    zero = np.zeros((1, table.shape[1]))
    y, yy, ty = (np.vstack([zero, np.cumsum(x, axis=0)]) for x in (table, table**2, table * time[:, None]))

    def cost(start: NDArray[np.int64], end: NDArray[np.int64]) -> Values:
        length = (end - start).astype(float)
        mean_t = t[end] - t[start]
        spread_t = np.maximum((tt[end] - tt[start]) - mean_t**2 / length, 1e-12)
        sum_y = y[end] - y[start]
        squares = (yy[end] - yy[start]) - sum_y**2 / length[:, None]
        both = (ty[end] - ty[start]) - (mean_t / length)[:, None] * sum_y
        return np.asarray(np.maximum(squares - both**2 / spread_t[:, None], 0.0).sum(axis=1))

    return cost


def fitted(values: Values, starts: tuple[int, ...], *, sloped: bool) -> Values:
    """Return the level or line of each stretch, value by value."""
    table = values if values.ndim == 2 else values[:, None]
    found = np.empty_like(table)
    edges = [0, *starts, len(table)]
    for first, last in pairwise(edges):
        part = table[first:last]
        found[first:last] = part.mean(axis=0)
        if sloped and last - first > 2:
            time = np.arange(last - first) - (last - first - 1) / 2
            found[first:last] += time[:, None] * (time @ part / (time @ time))
    return found.reshape(values.shape)


def _criterion(table: Values, starts: tuple[int, ...], sloped: bool) -> tuple[float, float]:
    n, columns = table.shape
    rest = table - fitted(table, starts, sloped=sloped)
    total, memory = 0.0, 0.0
    for e in rest.T:
        rho = float(np.clip((e[1:] * e[:-1]).sum() / max(float((e[:-1] ** 2).sum()), 1e-300), 0.0, MEMORY))
        innovations = float(((e[1:] - rho * e[:-1]) ** 2).sum() + e[0] ** 2 * (1 - rho**2))
        total += n * np.log(max(innovations / n, 1e-10)) - np.log(1 - rho**2)
        memory = max(memory, rho)
    free = len(starts) * (3 if sloped else 2) + (1 if sloped else 0)
    return total + WEIGHT * free * np.log(n) * columns, memory
