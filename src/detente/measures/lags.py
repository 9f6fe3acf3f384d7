"""Many lags looked at: where do two kinds of events depart most from chance, allowing for having looked?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import UsageError
from detente.measures.dates import Dates, period
from detente.measures.hits import count_hits, surrogate_hits
from detente.measures.lists import behind, inside, told
from detente.measures.resampling import Days, p_value, waiting_times
from detente.records import Finding

__all__ = ["checked", "scan"]


def checked(window: int, lag: int, n_surrogates: int) -> None:
    """Refuse parameters that no test can have."""
    if window < 0 or lag < 0:
        raise UsageError(f"window {window} and lag {lag} days: neither may be negative; exchange the two sides instead")
    if n_surrogates < 19:
        raise UsageError(f"{n_surrogates} surrogates cannot give a p-value of 0.05; take 19 at least, better 999")


def scan(
    a: Dates,
    b: Dates,
    *,
    window: int = 7,
    lags: Sequence[int] = tuple(range(0, 91, 8)),
    since: str | None = None,
    until: str | None = None,
    n_surrogates: int = 999,
    seed: int = 1,
) -> Finding:
    """Find the lag at which A most departs from chance after B, corrected for having looked at all lags.

    The statistic of a lag is how far its precursor hits lie from the surrogates' mean in their standard deviations;
    the p-value ranks the largest of all lags among the surrogates' largest (Westfall & Young 1993, max-T).
    """
    checked(window, min(lags), n_surrogates)
    over = period((a, b), since=since, until=until)
    one, other = inside(a, over), inside(b, over)
    drawn = waiting_times(other, over.n_days, n_surrogates, np.random.default_rng(seed))
    table = [_at_lag(one, other, drawn, over.n_days, window, lag) for lag in lags]
    z = np.array([row[1] for row in table])  # lags x (observed, surrogates...)
    largest = np.abs(z).max(axis=0)
    adjusted = [p_value(abs(float(row[0])), largest[1:], tail="greater") for row in z]
    best = int(np.argmax(np.abs(z[:, 0])))
    rows = [
        {"lag": lag, "precursor_hits": hits, "expected": mean, "z": float(scores[0]), "p_value": p}
        for lag, (hits, scores, mean), p in zip(lags, table, adjusted, strict=True)
    ]
    return Finding(
        measure="coincidence_scan",
        subject=f"{a.name} after {b.name}",
        statement=_scan_statement(a, b, rows[best], len(one), len(rows), window),
        estimate=rows[best]["precursor_hits"] / len(one),
        p_value=adjusted[best],
        null_model="waiting_times, largest departure over all lags",
        parameters={"window": window, "lags": list(lags), "n_surrogates": n_surrogates, "since": since, "until": until},
        seed=seed,
        details={"n_a": len(one), "n_b": len(other), "lags": rows, "period": told(over)},
        incident_ids=behind(a, b, over),
    )


def _at_lag(
    a: Days, b: Days, drawn: Days, n_days: int, window: int, lag: int
) -> tuple[int, NDArray[np.float64], float]:
    hits = count_hits(a, b, window=window, lag=lag).precursor
    found, _ = surrogate_hits(a, drawn, n_days, window=window, lag=lag)
    mean, spread = float(found.mean()), float(found.std())
    every = np.concatenate([[hits], found]).astype(float)
    return hits, (every - mean) / spread if spread > 0 else np.zeros_like(every), mean


def _scan_statement(a: Dates, b: Dates, row: Mapping[str, Any], n_a: int, n_lags: int, window: int) -> str:
    way = "more" if row["z"] > 0 else "fewer"
    sure = "which chance explains" if row["p_value"] >= 0.05 else "which chance does not explain"
    return (
        f"Of {n_lags} lags tried, {a.name} departs most from chance {row['lag']} to {row['lag'] + window} days after"
        f" {b.name}: {row['precursor_hits']} of {n_a} days where {row['expected']:.1f} were expected, {way},"
        f" {sure} (p = {row['p_value']:.3f} for all lags together)."
    )
