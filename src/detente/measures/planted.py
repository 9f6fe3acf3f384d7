"""Series with a known answer: drawn to test measures, to show their power, and for examples in the documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from detente.records import Relation
from detente.relations import Grain, Series, periods

__all__ = ["bursts", "followers", "monthly", "poisson_days", "relation", "steps", "swinging"]

Days = NDArray[np.int64]
_FIRST = date(2010, 1, 1)


def poisson_days(n: int, n_days: int, rng: np.random.Generator) -> Days:
    """Draw n distinct days, each as likely as any other."""
    return np.sort(rng.choice(n_days, size=n, replace=False)).astype(np.int64)


def bursts(n_bursts: float, n_days: int, rng: np.random.Generator, *, size: float = 4.0, spread: float = 5.0) -> Days:
    """Draw bursts of days: a geometric number of days each, exponential distances from its start (Neyman & Scott)."""
    starts = rng.integers(n_days, size=max(1, rng.poisson(n_bursts)))
    sizes = rng.geometric(1 / size, size=len(starts))
    days = np.repeat(starts, sizes) + rng.exponential(spread, size=int(sizes.sum())).astype(np.int64)
    return np.unique(days[days < n_days]).astype(np.int64)


def followers(days: Days, n_days: int, rng: np.random.Generator, *, share: float, within: int) -> Days:
    """Draw days that follow a share of the given ones, up to so many days later, and as many at random as are left."""
    chosen = days[rng.random(len(days)) < share]
    after = chosen + rng.integers(0, within + 1, size=len(chosen))
    rest = rng.integers(n_days, size=len(days) - len(chosen))
    return np.unique(np.concatenate([after[after < n_days], rest])).astype(np.int64)


def steps(means: list[float], length: int, rng: np.random.Generator, *, dispersion: float = 0.0) -> NDArray[np.float64]:
    """Draw counts whose mean changes every ``length`` periods; variance is ``mean + dispersion * mean**2``."""
    mean = np.repeat(np.asarray(means, dtype=float), length)
    if dispersion > 0:
        mean = mean * rng.gamma(1 / dispersion, dispersion, size=len(mean))
    return rng.poisson(mean).astype(float)


def swinging(
    rng: np.random.Generator, *, mean: float | NDArray[np.float64], n: int, phi: float, spread: float = 0.4
) -> NDArray[np.float64]:
    """Draw Poisson counts whose log rate swings about its mean as an AR(1), ``phi`` from one period to the next."""
    if phi == 0:
        return rng.poisson(np.broadcast_to(mean, n)).astype(float)
    swing = np.empty(n)
    noise = rng.normal(size=n)
    swing[0] = noise[0]
    for t in range(1, n):
        swing[t] = phi * swing[t - 1] + np.sqrt(1 - phi**2) * noise[t]
    return rng.poisson(mean * np.exp(spread * swing - spread**2 / 2)).astype(float)


def monthly(means: list[float], length: int, *, seed: int, dispersion: float = 0.0) -> Series:
    """Make a relation of two states in which the mean of incidents a month changes every ``length`` months."""
    counts = steps(means, length, np.random.default_rng(seed), dispersion=dispersion)
    return relation(counts.tolist(), by="month")


def relation(counts: Sequence[float | None], *, by: Grain, name: str = "CHN-PRK") -> Series:
    """Make a relation of counts from 2010 on; None is a period that was not read."""
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[by]
    starts = periods(_FIRST, _FIRST + timedelta(days=longest * len(counts)), by)[: len(counts)]
    a, b = name[:3], name[4:]
    rows = tuple(
        Relation(a, b, "count", str(start), n, int(n or 0), 0.0 if n is None else 1.0, ">" in name)
        for start, n in zip(starts, counts, strict=True)
    )
    ids = {row.period: tuple(f"{row.period}/{n}" for n in range(row.n_incidents)) for row in rows if row.n_incidents}
    return Series(name, "count", by, rows, (30,) * len(rows), "documents read", starts[0], starts[-1], ids)
