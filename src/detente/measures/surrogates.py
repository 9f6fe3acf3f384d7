"""Series of events that could have been: drawn from one that was, to tell chance from coincidence.

Each function takes sorted day numbers within ``0 .. n_days - 1`` and returns one row per surrogate, with as many days
as the original. What each keeps of the original is what its null takes for granted:

- ``waiting_times``  the waiting times, in a new order and from a new start (Donges et al. 2016, sec. 3.2; Donges et al.
  2011): bursts made by short waits stay, their order does not;
- ``rotation``       all but the place in time: the whole series is turned by a random number of days, its end joined to
  its beginning, so that bursts, their sizes and their spacing stay;
- ``season``         the day of the year and the bursts: whole years change places.

References: J. F. Donges, C.-F. Schleussner, J. F. Siegmund, R. V. Donner, *Event coincidence analysis for quantifying
statistical interrelationships between event time series*, European Physical Journal Special Topics 225 (2016).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_YEARS", "Days", "Draw", "rotation", "season", "waiting_times"]

Days: TypeAlias = NDArray[np.int64]
Draw: TypeAlias = Callable[[Days, int, int, np.random.Generator], Days]

YEAR = 365.25
# Five years can be put into 120 orders: with fewer, the share of surrogates that equal the original is a p-value
# that can hardly fall below 0.05.
LEAST_YEARS = 5


def waiting_times(days: Days, n_days: int, n: int, rng: np.random.Generator) -> Days:
    """Shuffle the waiting times round the circle of days and start anywhere."""
    if len(days) == 0:
        return np.empty((n, 0), dtype=np.int64)
    waits = np.diff(days, append=days[0] + n_days)
    shuffled = rng.permuted(np.tile(waits, (n, 1)), axis=1)
    starts = rng.integers(n_days, size=(n, 1))
    return np.asarray((starts + np.cumsum(shuffled, axis=1)) % n_days, dtype=np.int64)


def rotation(days: Days, n_days: int, n: int, rng: np.random.Generator) -> Days:
    """Turn the whole series round the circle of days."""
    return np.asarray((days[None, :] + rng.integers(n_days, size=(n, 1))) % n_days, dtype=np.int64)


def season(days: Days, n_days: int, n: int, rng: np.random.Generator) -> Days:
    """Let whole years change places; days after the last whole year stay where they are."""
    edges = np.round(np.arange(0, n_days + 1, YEAR)).astype(np.int64)
    edges = edges[edges <= n_days]
    years = len(edges) - 1
    if years < LEAST_YEARS:
        raise ValueError(f"{years} whole years; to change places, years must be {LEAST_YEARS} at least")
    year = np.searchsorted(edges, days, side="right") - 1
    inside = days - edges[year]
    order = rng.permuted(np.tile(np.arange(years), (n, 1)), axis=1)
    order = np.hstack([order, np.full((n, 1), years)])
    moved = edges[order[:, year]] + inside[None, :]
    return np.asarray(np.minimum(moved, n_days - 1), dtype=np.int64)
