"""Series that could have been: surrogates under a null, resamplings of what was, and the p-values of both.

Events cluster: a hostile week is followed by a hostile week. A test that shuffles days one by one, or an interval
that takes acts for independent, is then far too sure. What stands here keeps the clusters whole.

Surrogates of days (sorted day numbers within ``0 .. n_days - 1``; a row a surrogate, as many days as the original),
and what each keeps, which its null takes for granted:

- ``waiting_times``: the waiting times, in a new order and from a new start (Donges et al. 2011; 2016, sec. 3.2):
  bursts made by short waits stay, their order does not;
- ``rotation``: all but the place in time: the series is turned as a ring, so that bursts, their sizes and their
  spacing stay;
- ``season``: the day of the year and the bursts: whole years change places.

Surrogates and resamplings of series:

- ``shifts``: a series is moved along itself as a ring, so that all that is left of its tie to another is chance
  (the surrogate of time-shifted series; Andrzejak et al. 2003, Physical Review E 68, 066202);
- ``phases``: rows are drawn anew with their own autocorrelation and the ties between them, their tie to others cut;
- ``block_signs``: whole stretches change sign together (a randomisation test on blocks);
- ``block_indices``: the circular block bootstrap (Politis & Romano 1992).

A p-value is (1 + surrogates at least as extreme) / (1 + surrogates), so that it is never 0 and the test is valid
(Davison & Hinkley 1997, 4.2).

J. F. Donges, C.-F. Schleussner, J. F. Siegmund, R. V. Donner, *Event coincidence analysis for quantifying
statistical interrelationships between event time series*, European Physical Journal Special Topics 225 (2016).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "LEAST_YEARS",
    "Days",
    "Draw",
    "Floats",
    "Ints",
    "block_indices",
    "block_length",
    "block_signs",
    "column_means",
    "draw_counts",
    "first_faded",
    "holm",
    "neighbours",
    "p_value",
    "percentiles",
    "phases",
    "rotation",
    "season",
    "shifts",
    "step_down",
    "tails",
    "waiting_times",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Days: TypeAlias = Ints
Draw: TypeAlias = Callable[[Days, int, int, np.random.Generator], Days]

YEAR = 365.25
# Five years can be put into 120 orders: with fewer, the share of surrogates that equal the original is a p-value
# that can hardly fall below 0.05.
LEAST_YEARS = 5


# -- p-values --------------------------------------------------------------------------------------------


def tails(observed: float, surrogates: NDArray[Any]) -> dict[str, float]:
    """Rank the observed among its surrogates: as much or ``more``, as little or ``fewer``, and both together."""
    known = surrogates[~np.isnan(surrogates)]
    slack = 1e-12 * max(1.0, abs(observed))
    more = (1 + int((known >= observed - slack).sum())) / (1 + known.size)
    fewer = (1 + int((known <= observed + slack).sum())) / (1 + known.size)
    return {"more": more, "fewer": fewer, "two_sided": min(1.0, 2 * min(more, fewer))}


def p_value(observed: float, surrogates: NDArray[Any], *, tail: str = "two-sided") -> float:
    """Return the share of surrogates at least as extreme, the observed one among them.

    ``tail``: ``greater``, ``less``, or ``two-sided`` (twice the smaller, at most 1).
    """
    return tails(observed, surrogates)[{"greater": "more", "less": "fewer"}.get(tail, "two_sided")]


def step_down(observed: Floats, surrogates: Floats) -> Floats:
    """Return p-values that hold for the whole family (Westfall & Young 1993, step-down maxT).

    ``observed`` has a value a hypothesis, ``surrogates`` a row a surrogate and a column a hypothesis, drawn jointly
    so that the ties between hypotheses are kept. Large is extreme. Hypotheses that are NaN get NaN.
    """
    adjusted = np.full(observed.shape, np.nan)
    known = np.flatnonzero(~np.isnan(observed))
    order = known[np.argsort(-observed[known], kind="stable")]
    drawn = np.where(np.isnan(surrogates), -np.inf, surrogates)
    floor = 0.0
    for place, hypothesis in enumerate(order):
        highest = drawn[:, order[place:]].max(axis=1)
        floor = max(floor, p_value(float(observed[hypothesis]), highest, tail="greater"))
        adjusted[hypothesis] = floor
    return adjusted


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values that hold for the whole family, whatever the ties between them (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, floor = [0.0] * len(p_values), 0.0
    for place, i in enumerate(order):
        floor = max(floor, min(1.0, (len(p_values) - place) * p_values[i]))
        adjusted[i] = floor
    return tuple(adjusted)


# -- surrogates and resamplings ----------------------------------------------------------------------------


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


def shifts(n: int, count: int, *, guard: int, rng: np.random.Generator) -> Ints:
    """Return offsets for a ring of ``n`` periods, none nearer than ``guard`` to no shift at all.

    They are drawn without repetition; where the ring is short there are fewer than ``count``.
    """
    offsets = np.arange(guard + 1, n - guard, dtype=np.int64)
    return offsets if offsets.size <= count else rng.choice(offsets, size=count, replace=False)


def phases(rows: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Return ``count`` tables like ``rows`` (one calendar, 0 where nothing is known) with the phases drawn at random.

    Each row keeps its spectrum, hence its autocorrelation, gaps and all; the phases of all rows turn together, which
    keeps their ties to each other (D. Prichard, J. Theiler 1994, Physical Review Letters 73).
    """
    n = rows.shape[1]
    waves = np.fft.rfft(rows, axis=1)
    turn = np.exp(2j * np.pi * rng.random((count, 1, waves.shape[1])))
    turn[:, :, 0] = 1  # the mean stays
    if n % 2 == 0:
        turn[:, :, -1] = rng.choice((-1, 1), size=(count, 1))  # the fastest wave of all has a sign and no phase
    return np.asarray(np.fft.irfft(waves[None] * turn, n=n, axis=2), dtype=np.float64)


def block_length(series: Floats, *, reach: int = 3) -> int:
    """Return how many periods hang together: from a row's autocorrelation, and never below the cube root of n.

    Rows of ``series`` are series on one calendar, NaN where nothing is known. A block is ``reach`` times the first lag
    at which the mean autocorrelation of the rows is below two standard errors, at most a fifth of the calendar.
    """
    n = np.atleast_2d(series).shape[1]
    least = int(np.ceil(n ** (1 / 3)))
    return int(max(1, min(max(least, reach * first_faded(series)), max(least, n // 5))))


def first_faded(series: Floats, *, errors: float = 2.0) -> int:
    """Return the first lag at which the mean autocorrelation of the rows is below so many standard errors.

    Rows are series on one calendar, NaN where nothing is known; the lag is at most a fifth of the calendar.
    """
    rows = np.atleast_2d(series)
    n = rows.shape[1]
    centred = rows - np.nanmean(np.where(np.isnan(rows).all(axis=1, keepdims=True), 0.0, rows), axis=1, keepdims=True)
    known, filled = ~np.isnan(centred), np.nan_to_num(centred)
    total = float((filled**2).sum())
    if total == 0:
        return 1
    variance, lag = total / known.sum(), 1
    while lag < n // 5:
        pairs = int((known[:, lag:] & known[:, :-lag]).sum())
        product = float((filled[:, lag:] * filled[:, :-lag]).sum())
        if pairs == 0 or product / pairs / variance < errors / np.sqrt(pairs):
            break
        lag += 1
    return lag


def neighbours(series: Floats) -> float:
    """Return the correlation of neighbouring periods about each row's mean, NaN left out; 0 where nothing is known."""
    rows = np.atleast_2d(series)
    rows = rows[(~np.isnan(rows)).any(axis=1)]
    centred = rows - np.nanmean(rows, axis=1, keepdims=True) if len(rows) else rows
    pairs = ~np.isnan(centred[:, 1:]) & ~np.isnan(centred[:, :-1])
    filled = np.nan_to_num(centred)
    spread, known = float((filled**2).sum()), int((~np.isnan(centred)).sum())
    if not pairs.any() or spread == 0:
        return 0.0
    return float((filled[:, 1:] * filled[:, :-1]).sum() / pairs.sum() / (spread / known))


def block_signs(n: int, length: int, count: int, rng: np.random.Generator) -> Floats:
    """Return ``count`` rows of +1 and -1 for ``n`` periods, equal within blocks, the first block cut at random."""
    cut = rng.integers(0, length, size=(count, 1))
    block = (np.arange(n)[None, :] + cut) // length
    signs = rng.choice((-1.0, 1.0), size=(count, int(block.max()) + 1))
    return np.take_along_axis(signs, block, axis=1)


def block_indices(n: int, length: int, count: int, rng: np.random.Generator) -> Ints:
    """Return ``count`` rows of ``n`` period numbers, made of blocks that start anywhere on the ring."""
    starts = rng.integers(0, n, size=(count, -(-n // length), 1))
    rows = (starts + np.arange(length)) % n
    return np.asarray(rows.reshape(count, -1)[:, :n], dtype=np.int64)


def percentiles(draws: Floats, *, level: float = 0.95) -> tuple[float, float] | None:
    """Return the percentile interval of bootstrap draws, None where there are none."""
    known = draws[np.isfinite(draws)]
    if known.size < 20:
        return None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return (float(low), float(high))


def draw_counts(drawn: Ints, n: int) -> Floats:
    """Return how often each bootstrap draw takes each of ``n`` periods: a mean is then a product of matrices."""
    rows = drawn.shape[0]
    flat = (np.arange(rows)[:, None] * n + drawn).ravel()
    return np.bincount(flat, minlength=rows * n).reshape(rows, n).astype(np.float64)


def column_means(rows: Floats) -> Floats:
    """Return the column means, NaN left out and NaN only where all are."""
    known = (~np.isnan(rows)).sum(axis=0)
    return np.asarray(np.where(known > 0, np.nansum(rows, axis=0) / np.maximum(known, 1), np.nan), dtype=np.float64)
