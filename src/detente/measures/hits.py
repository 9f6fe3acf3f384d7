"""Coincidences counted, and every null that they are held against.

With events A on days ``a`` and B on days ``b``, a window ``w`` and a lag ``l`` (all in days), the

- precursor rate is the share of A events that have a B event before them: ``0 <= (a - l) - b <= w`` for some ``b``;
- trigger rate is the share of B events that have an A event after them: the same for some ``a``.

A window of 7 days holds 8 days of daily data, the same day included when the lag is 0. Poisson null: with ``N`` events
of the other kind on distinct days among ``T``, an event has one in its window with probability
``p = 1 - (1 - (w + 1) / (T - l)) ** N``, and hits are binomial. The other nulls (see ``resampling``) put B elsewhere
and leave A, so whatever bursts A has are kept.

Reference: J. F. Donges, C.-F. Schleussner, J. F. Siegmund, R. V. Donner, *Event coincidence analysis for quantifying
statistical interrelationships between event time series*, European Physical Journal Special Topics 225 (2016) 471-487.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.measures.resampling import Days, Draw, rotation, season, tails, waiting_times

__all__ = ["HEADLINE", "NULLS", "Hits", "against_nulls", "count_hits", "dispersion", "surrogate_hits"]

NULLS: Mapping[str, Draw] = {"waiting_times": waiting_times, "rotation": rotation, "season": season}
HEADLINE = "waiting_times"
_BIN = 30  # days: bursts of news and of tests last days to weeks


@dataclass(frozen=True, slots=True)
class Hits:
    """Of how many A events a B event came before, and of how many B events an A event came after."""

    precursor: int
    trigger: int


def count_hits(a: Days, b: Days, *, window: int, lag: int) -> Hits:
    """Count coincidences of two sorted series of days."""
    return Hits(_any_within(a - lag - window, a - lag, b), _any_within(b + lag, b + lag + window, a))


def _any_within(first: Days, last: Days, days: Days) -> int:
    """Count the stretches from ``first`` to ``last``, both included, in which one of the days lies."""
    return int(np.count_nonzero(np.searchsorted(days, first, "left") < np.searchsorted(days, last, "right")))


def against_nulls(
    a: Days, b: Days, n_days: int, *, window: int, lag: int, n_surrogates: int, rng: np.random.Generator
) -> dict[str, Any]:
    """Test the coincidences of two sorted series of day numbers against every null."""
    hits = count_hits(a, b, window=window, lag=lag)
    p_values: dict[str, Any] = {"poisson": _poisson(hits, len(a), len(b), n_days, window, lag)}
    expected: dict[str, Any] = {}
    skipped: dict[str, str] = {}
    for name, draw in NULLS.items():
        try:
            drawn = draw(b, n_days, n_surrogates, rng)
        except ValueError as error:
            skipped[name] = str(error)
            continue
        found = surrogate_hits(a, drawn, n_days, window=window, lag=lag)
        p_values[name] = {"precursor": tails(hits.precursor, found[0]), "trigger": tails(hits.trigger, found[1])}
        expected[name] = {"precursor": _range(found[0]), "trigger": _range(found[1])}
    return {
        "n_a": len(a),
        "n_b": len(b),
        "precursor_hits": hits.precursor,
        "trigger_hits": hits.trigger,
        "precursor_rate": hits.precursor / len(a),
        "trigger_rate": hits.trigger / len(b),
        "p_values": p_values,
        "expected_hits": expected,
        "nulls_left_out": skipped,
    }


def surrogate_hits(
    a: Days, drawn: Days, n_days: int, *, window: int, lag: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count precursor and trigger hits of A with each row of surrogates of B."""
    seen = np.zeros((len(drawn), n_days + 1), dtype=np.int32)
    np.put_along_axis(seen, drawn + 1, 1, axis=1)
    np.cumsum(seen, axis=1, out=seen)  # column t: how many lie before day t
    last = np.clip(a - lag + 1, 0, n_days)
    first = np.clip(a - lag - window, 0, n_days)
    precursor = np.count_nonzero(seen[:, last] > seen[:, first], axis=1)
    marks = np.zeros(n_days + 1, dtype=np.int64)
    np.add.at(marks, np.clip(a - lag - window, 0, n_days), 1)
    np.add.at(marks, np.clip(a - lag + 1, 0, n_days), -1)
    followed = np.cumsum(marks)[:n_days] > 0
    return precursor, np.count_nonzero(followed[drawn], axis=1)


def _range(drawn: NDArray[np.int64]) -> dict[str, float]:
    low, high = np.quantile(drawn, (0.025, 0.975), method="inverted_cdf")
    return {"mean": float(drawn.mean()), "low": int(low), "high": int(high)}


def _poisson(hits: Hits, n_a: int, n_b: int, n_days: int, window: int, lag: int) -> dict[str, Any]:
    share = min(1.0, (window + 1) / max(n_days - lag, 1))
    return {
        "precursor": _binomial(hits.precursor, n_a, 1 - (1 - share) ** n_b),
        "trigger": _binomial(hits.trigger, n_b, 1 - (1 - share) ** n_a),
    }


def _binomial(k: int, n: int, p: float) -> dict[str, float]:
    from scipy.stats import binom

    more, fewer = float(binom.sf(k - 1, n, p)), float(binom.cdf(k, n, p))
    return {"more": more, "fewer": fewer, "two_sided": min(1.0, 2 * min(more, fewer))}


def dispersion(days: Days, n_days: int) -> dict[str, float]:
    """Return variance over mean of counts in bins of 30 days, with the p-value of its chi-square test.

    Poisson events have 1; more means bursts (R. A. Fisher 1950, *The significance of deviations from expectation in
    a Poisson series*, Biometrics 6).
    """
    from scipy.stats import chi2

    n_bins = max(n_days // _BIN, 2)
    counts = np.bincount(np.minimum(days * n_bins // n_days, n_bins - 1), minlength=n_bins)
    index = float(counts.var(ddof=1) / counts.mean())
    return {"index": index, "p_value": float(chi2.sf(index * (n_bins - 1), n_bins - 1)), "bins": n_bins}
