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
from itertools import combinations

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
    first, last, gain = _stretches(rates, _LEAST)
    best = int(np.argmax(gain))
    about = rates - rates.mean()
    inside = slice(int(first[best]), int(last[best]))
    outside = np.ones(n, dtype=bool)
    outside[inside] = False
    about[inside] = rates[inside] - rates[inside].mean()
    about[outside] = rates[outside] - rates[outside].mean()
    length = max(1, min(max(block_length(about), LASTING.get(by, 1)), n // 6))
    drawn = []
    for _ in range(n_surrogates):
        blocks = _blocks(rolled := np.roll(rates, rng.integers(n)), length)
        order = np.concatenate([blocks[i] for i in rng.permutation(len(blocks))])
        drawn.append(float(_stretches(rolled[order], max(length, _LEAST))[2].max()))
    observed = float(_stretches(rates, max(length, _LEAST))[2].max())
    return p_value(observed, np.array(drawn), tail="greater")


def _blocks(rates: Floats, length: int) -> list[Ints]:
    """Cut a series into blocks at its quiet places, so that no cluster is torn."""
    n = len(rates)
    reach = length // 3
    edges = np.linspace(0, n, max(4, n // length) + 1).astype(np.int64)[1:-1]
    if reach:
        smooth = np.convolve(rates, np.ones(reach) / reach, mode="same")
        around = edges[:, None] + np.arange(-reach, reach + 1)
        edges = edges + np.argmin(smooth[np.clip(around, 0, n - 1)], axis=1) - reach
    return np.split(np.arange(n), edges)


def _stretches(rates: Floats, least: int) -> tuple[Ints, Ints, Floats]:
    """Return the stretches of a grid, by first and past the last, and what a level of its own gains each."""
    n = len(rates)
    edges = np.unique(np.linspace(0, n, min(_PLACES, n // 2) + 1).astype(np.int64))
    pairs = np.array(list(combinations(edges, 2)), dtype=np.int64)
    length = pairs[:, 1] - pairs[:, 0]
    pairs = pairs[(length >= min(least, n // 3)) & (n - length >= min(least, n // 3))]
    sums = np.concatenate([[0.0], np.cumsum(rates - rates.mean())])
    inside = sums[pairs[:, 1]] - sums[pairs[:, 0]]
    size = pairs[:, 1] - pairs[:, 0]
    return pairs[:, 0], pairs[:, 1], np.asarray(inside**2 / size + inside**2 / (n - size))
