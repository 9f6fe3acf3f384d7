"""Does a series change level at all? One test of the whole, before any single change of it is told.

The statistic is the largest gain in squares of any stretch that stands out from the rest, which holds every single
change too, a stretch that reaches the end (A. B. Olshen, E. S. Venkatraman, R. Lucito, M. Wigler 2004, *Circular
binary segmentation for the analysis of array-based DNA copy number data*, Biostatistics 5). The null puts blocks of
periods in random order. A block is as long as periods hang together about that best stretch, so that clusters, of days
of news or of acts, stay whole in the surrogates, and begins and ends where little happens. A stretch is no shorter than
a block, and of days neither is shorter than two months (``LASTING``): what lasts a week is a burst and no turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from detente.measures.resampling import Floats, Ints, block_length, p_value
from detente.relations import Grain

__all__ = ["LASTING", "standing_out", "whole"]

_PLACES = 48  # at which a stretch may begin or end
_LEAST = 5
_AT_ONCE = 1_000_000  # periods of surrogates held in memory
LASTING: Mapping[Grain, int] = {"day": 60, "week": 8}
"""Periods that a level lasts at least, where they are short."""


def whole(rates: Floats, *, by: Grain, n_surrogates: int, rng: np.random.Generator) -> float:
    """Return how easily chance alone gives a stretch as different from the rest as the most different one."""
    length, grid = _blocks(rates, by)
    known = float(grid.gains(grid.sums(rates[None, :])).max())
    drawn = [grid.gains(grid.sums(rows)).max(axis=1) for rows in _shuffled(rates, length, n_surrogates, rng)]
    return p_value(known, np.concatenate([*drawn, []]), tail="greater")


def standing_out(rates: Floats, *, by: Grain) -> tuple[int, ...]:
    """Return where the stretch that stands out most begins and ends, each set to the period that parts levels best.

    An end nearer than a block to that of the series is the series' end.
    """
    n = len(rates)
    length, grid = _blocks(rates, by)
    best = int(np.argmax(grid.gains(grid.sums(rates[None, :]))[0]))
    ends = sorted(int(grid.edges[place[best]]) for place in (grid.first, grid.last))
    ends = [at for at in ends if length <= at <= n - length]
    reach = -(-n // _PLACES)
    for i, at in enumerate(ends):
        low, high = (ends[i - 1] if i else 0), (ends[i + 1] if i + 1 < len(ends) else n)
        places = np.arange(max(at - reach, low + _LEAST), min(at + reach, high - _LEAST) + 1)
        before = np.cumsum(rates[low:high])
        left, right = before[places - low - 1], before[-1] - before[places - low - 1]
        ends[i] = int(places[np.argmax(left**2 / (places - low) + right**2 / (high - places))])
    return tuple(ends)


def _blocks(rates: Floats, by: Grain) -> tuple[int, _Grid]:
    """Return how long a block is, and the stretches that are looked at."""
    n = len(rates)
    length = max(1, min(max(_together(rates), LASTING.get(by, 1)), n // 6))
    return length, _Grid.of(n, max(length, _LEAST))


def _together(rates: Floats) -> int:
    """Return how many periods hang together about the stretch that stands out most."""
    grid = _Grid.of(len(rates), _LEAST)
    best = int(np.argmax(grid.gains(grid.sums(rates[None, :]))[0]))
    inside = np.zeros(len(rates), dtype=bool)
    inside[grid.edges[grid.first[best]] : grid.edges[grid.last[best]]] = True
    return block_length(rates - np.where(inside, rates[inside].mean(), rates[~inside].mean()))


def _shuffled(rates: Floats, length: int, n_surrogates: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Yield surrogates, many rows at once: the series turned round its circle, then its blocks in random order."""
    n = len(rates)
    edges = np.linspace(0, n, max(4, n // length) + 1).astype(np.int64)[1:-1]
    draws = [(rng.integers(n), rng.permutation(len(edges) + 1)) for _ in range(n_surrogates)]
    size = max(1, _AT_ONCE // n)
    for group in (draws[at : at + size] for at in range(0, n_surrogates, size)):
        turned = rates[(np.arange(n) - np.array([turn for turn, _ in group])[:, None]) % n]
        begins = np.zeros(turned.shape, dtype=np.int64)
        np.put_along_axis(begins, _quiet(turned, edges, length // 3), 1, axis=1)
        place = np.argsort(np.array([order for _, order in group]), axis=1).astype(np.int16)
        of_block = np.take_along_axis(place, np.cumsum(begins, axis=1), axis=1)
        yield np.take_along_axis(turned, np.argsort(of_block, axis=1, kind="stable"), axis=1)


def _quiet(rows: Floats, edges: Ints, reach: int) -> Ints:
    """Move the edges of blocks, row by row, to quiet places near them, so that no cluster is torn."""
    from scipy.ndimage import correlate1d

    if not reach:
        return np.broadcast_to(edges, (len(rows), len(edges)))
    smooth = correlate1d(rows, np.ones(reach) / reach, axis=1, mode="constant")
    around = np.clip(edges[:, None] + np.arange(-reach, reach + 1), 0, rows.shape[1] - 1)
    return np.asarray(edges + np.argmin(smooth[:, around], axis=2) - reach)


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

    def sums(self, rows: Floats) -> Floats:
        """Return, row by row, the sum of what was before each edge, about the mean."""
        total = np.cumsum(rows - rows.mean(axis=1, keepdims=True), axis=1)
        return np.asarray(np.where(self.edges > 0, total[:, self.edges - 1], 0.0))

    def gains(self, sums: Floats) -> Floats:
        """Return, row by row, by how much a level of its own for each stretch lowers the sum of squares."""
        return np.asarray((sums[:, self.last] - sums[:, self.first]) ** 2 * self.weight)
