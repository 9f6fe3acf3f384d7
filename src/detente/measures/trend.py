"""The line of a series: its slope with an interval and a p-value that allow for memory, and whether it has a season.

Counts follow a negative binomial regression with what was read as offset, means one of least squares (statsmodels).

The slope's p-value comes from blocks of periods put in random order. The statistic is the score of a slope, the sum of
the residuals of a fit without one, times their time (less what the season explains of time); under the null, blocks of
residuals so long that they are nearly independent change places. The interval is that of as many independent
blocks, of Student's distribution (R. Ibragimov, U. K. Müller 2010, Journal of Business & Economic Statistics 28).
Errors of Newey and West, which take the memory from its estimate, told a trend in one of five series that had none
but a memory of 0.8.

A season is told where the yearly wave is higher than the waves a little slower and a little faster than it
(F-test; D. J. Thomson 1982, Proceedings of the IEEE 70): memory raises all of them alike.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from detente.measures.changes import Known
from detente.measures.costs import Values
from detente.measures.resampling import first_faded, p_value

__all__ = ["Line", "line"]

_REACH = 6  # times the lag at which residuals no longer hang together
_FEWEST, _MOST = 8, 16  # blocks
_NEIGHBOURS = 4  # waves on each side of the yearly one


@dataclass(frozen=True, slots=True)
class Line:
    """The slope a year (of counts, of the log of the rate), its interval and p-value, and the season's p-value."""

    slope: float
    interval: tuple[float, float]
    p_value: float
    season_p_value: float | None
    blocks: int


def line(
    known: Known, time: Values, year: float, *, seasonal: bool, n_surrogates: int, rng: np.random.Generator
) -> Line:  # fmt: skip
    """Fit a line over ``time`` (periods; ``year`` of them a year), with a yearly wave where ``seasonal``."""
    waves = [np.ones(len(time))]
    if seasonal:
        waves += [np.sin(2 * np.pi * time / year), np.cos(2 * np.pi * time / year)]
    others, years = np.column_stack(waves), (time - time.mean()) / year
    null, full = _fitted(known, others), _fitted(known, np.column_stack([years, others]))
    edges = _edges(null.rest)
    across = years - others @ np.linalg.lstsq(others * null.weight[:, None], years * null.weight, rcond=None)[0]
    middle = np.add.reduceat(across, edges) / np.diff(np.append(edges, len(time)))
    return Line(
        full.slope,
        _interval(full, across, middle, edges),
        _p_value(null.rest, middle, edges, n_surrogates, rng),
        _season_p(null.rest + null.wave, time, year) if seasonal else None,
        len(edges),
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    slope: float  # of the first column
    rest: Values  # residuals as they stand in the score
    weight: Values  # information of each period
    wave: Values  # what the season adds to the mean


def _fitted(known: Known, design: NDArray[np.float64]) -> _Fit:
    """Fit the regression: of counts the dispersion first, by its moment, then the line given it."""
    import statsmodels.api as sm

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if not known.counts:
            fit = sm.OLS(known.values, design).fit()
            rest, ones = np.asarray(fit.resid), np.ones(len(known.values))
            return _Fit(float(fit.params[0]), rest, ones, np.asarray(fit.fittedvalues) - known.values.mean())
        offset = np.log(known.exposure)
        mean = sm.GLM(known.values, design, family=sm.families.Poisson(), offset=offset).fit().fittedvalues
        alpha = max(float((((known.values - mean) ** 2 - mean) / mean).sum() / mean.sum()), 1e-6)
        family = sm.families.NegativeBinomial(alpha=alpha)
        fit = sm.GLM(known.values, design, family=family, offset=offset).fit()
        mean = np.asarray(fit.fittedvalues)
        scale = 1 + alpha * mean
        level = known.values.sum() / known.exposure.sum() * known.exposure
        return _Fit(float(fit.params[0]), (known.values - mean) / scale, mean / scale, (mean - level) / scale)


def _edges(rest: Values) -> NDArray[np.int64]:
    """Return where blocks begin: as long as residuals hang together, within the bounds of their number."""
    n = len(rest)
    together = _REACH * first_faded(rest, errors=0.5)
    blocks = int(np.clip(n / together, min(_FEWEST, n // 2), min(_MOST, n)))
    return np.linspace(0, n, max(blocks, 2) + 1).astype(np.int64)[:-1]


def _p_value(
    rest: Values, middle: Values, edges: NDArray[np.int64], n_surrogates: int, rng: np.random.Generator
) -> float:  # fmt: skip
    sums = np.add.reduceat(rest, edges)
    orders = rng.permuted(np.tile(sums, (n_surrogates, 1)), axis=1)
    scores = np.abs(np.vstack([sums, orders]) @ middle)
    return p_value(float(scores[0]), scores[1:], tail="greater")


def _interval(fit: _Fit, across: Values, middle: Values, edges: NDArray[np.int64]) -> tuple[float, float]:
    sums = np.add.reduceat(fit.rest, edges)
    freedom = max(len(edges) - 3, 1)  # the level, the slope, and one for the wave
    spread = float((sums**2).sum()) / freedom
    error = float(np.sqrt(spread * (middle**2).sum())) / max(float((across**2 * fit.weight).sum()), 1e-12)
    half = float(stats.t.ppf(0.975, freedom)) * error
    return fit.slope - half, fit.slope + half


def _season_p(values: Values, time: Values, year: float) -> float:
    """Compare the yearly wave with its neighbours, each one cycle of the whole time apart from the next."""
    whole = float(time[-1] - time[0] + 1)
    places = whole / year + np.arange(-_NEIGHBOURS, _NEIGHBOURS + 1)
    kept = (places >= 0.75) & (places <= whole / 2)
    heights = np.abs(np.exp(-2j * np.pi * np.outer(places[kept], time) / whole) @ (values - values.mean())) ** 2
    own = np.flatnonzero(np.flatnonzero(kept) == _NEIGHBOURS)
    others = np.delete(heights, own)
    if len(own) == 0 or len(others) == 0 or not others.any():
        return 1.0
    return float(stats.f.sf(heights[own[0]] / others.mean(), 2, 2 * len(others)))
