"""Does a series change level at all? One test of the whole, before any single change of it is told.

The statistic is the largest gain in squares of any stretch that stands out from the rest, which holds every single
change too, a stretch that reaches the end (A. B. Olshen, E. S. Venkatraman, R. Lucito, M. Wigler 2004, *Circular
binary segmentation for the analysis of array-based DNA copy number data*, Biostatistics 5). The null puts blocks of
periods in random order. A block is as long as periods hang together about that best stretch, so that clusters, of days
of news or of acts, stay whole in the surrogates, and begins and ends where little happens. A stretch is no shorter than
a block, and of days neither is shorter than two months (``LASTING``): what lasts a week is a burst and no turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from detente.measures.resampling import Floats, Ints, block_length, p_value
from detente.relations import Grain

__all__ = ["LASTING", "whole"]

_PLACES = 48  # at which a stretch may begin or end
_LEAST = 5
LASTING: Mapping[Grain, int] = {"day": 60, "week": 8}
"""Periods that a level lasts at least, where they are short."""


def whole(rates: Floats, *, by: Grain, n_surrogates: int, rng: np.random.Generator) -> float:
    """Return how easily chance alone gives a stretch as different from the rest as the most different one."""
    n = len(rates)
    length = max(1, min(max(_together(rates), LASTING.get(by, 1)), n // 6))
    grid = _Grid.of(n, max(length, _LEAST))
    sums = np.empty((n_surrogates + 1, len(grid.edges)))
    sums[0] = grid.sums(rates)
    for row in range(1, n_surrogates + 1):
        rolled = np.roll(rates, rng.integers(n))
        parts = [rolled[a:b] for a, b in pairwise((0, *_quiet(rolled, length).tolist(), n))]
        sums[row] = grid.sums(np.concatenate([parts[i] for i in rng.permutation(len(parts))]))
    gains = grid.gains(sums).max(axis=1)
    return p_value(float(gains[0]), gains[1:], tail="greater")


def _together(rates: Floats) -> int:
    """Return how many periods hang together about the stretch that stands out most."""
    grid = _Grid.of(len(rates), _LEAST)
    best = int(np.argmax(grid.gains(grid.sums(rates)[None, :])[0]))
    inside = np.zeros(len(rates), dtype=bool)
    inside[grid.edges[grid.first[best]] : grid.edges[grid.last[best]]] = True
    return block_length(rates - np.where(inside, rates[inside].mean(), rates[~inside].mean()))


def _quiet(rates: Floats, length: int) -> Ints:
    """Return where to cut a series into blocks: at its quiet places, so that no cluster is torn."""
    n = len(rates)
    reach = length // 3
    edges = np.linspace(0, n, max(4, n // length) + 1).astype(np.int64)[1:-1]
    if reach:
        smooth = np.convolve(rates, np.ones(reach) / reach, mode="same")
        around = edges[:, None] + np.arange(-reach, reach + 1)
        edges = edges + np.argmin(smooth[np.clip(around, 0, n - 1)], axis=1) - reach
    return edges


@dataclass(frozen=True, slots=True)
class _Grid:
    """The stretches that are looked at, by numbers of the edges at which they begin and end.

    It depends on the length of a series alone, so that one serves all surrogates, whose gains come from one product.
    """

    edges: Ints
    first: Ints
    last: Ints
    weight: Floats  # 1 / periods inside + 1 / periods outside

    @classmethod
    def of(cls, n: int, least: int) -> _Grid:
        edges = np.unique(np.linspace(0, n, min(_PLACES, n // 2) + 1).astype(np.int64))
        first, last = np.triu_indices(len(edges), 1)
        size = edges[last] - edges[first]
        kept = (size >= min(least, n // 3)) & (n - size >= min(least, n // 3))
        return cls(edges, first[kept], last[kept], 1 / size[kept] + 1 / np.maximum(n - size[kept], 1))

    def sums(self, rates: Floats) -> Floats:
        """Return the sum of what was before each edge, about the mean."""
        return np.concatenate([[0.0], np.cumsum(rates - rates.mean())])[self.edges]

    def gains(self, sums: Floats) -> Floats:
        """Return, row by row, by how much a level of its own for each stretch lowers the sum of squares."""
        return np.asarray((sums[:, self.last] - sums[:, self.first]) ** 2 * self.weight)
