"""Do two kinds of events keep step? Event coincidence analysis with nulls that allow for bursts and seasons.

``hits`` has the definitions, the tests and the reference, ``lags`` the scan over many lags.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from detente.measures.dates import Dates, Period, period
from detente.measures.hits import HEADLINE, against_nulls, dispersion
from detente.measures.lags import checked
from detente.measures.lists import behind, cautions, described, inside, told, vague_bounds
from detente.records import Finding
from detente.shares import wilson

__all__ = ["coincidence"]


def coincidence(
    a: Dates,
    b: Dates,
    *,
    window: int = 7,
    lag: int = 0,
    since: str | None = None,
    until: str | None = None,
    n_surrogates: int = 999,
    seed: int = 1,
) -> Finding:
    """Find whether B events come before A events, more often or less often than chance has it.

    The estimate is the precursor rate with Wilson's interval, the p-value is that of its two-sided test against
    shuffled waiting times; ``details`` holds both rates, every null and tail, and the same with A and B exchanged.
    """
    checked(window, lag, n_surrogates)
    over = period((a, b), since=since, until=until)
    kept = {"window": window, "lag": lag, "n_surrogates": n_surrogates}
    details = _details(a, b, over, kept, np.random.default_rng(seed))
    asked = {"since": since, "until": until, "interval": "Wilson 95%, which takes events as independent"}
    return Finding(
        measure="coincidence",
        subject=f"{a.name} after {b.name}",
        statement=_statement(a, b, details),
        estimate=details["precursor_rate"],
        interval=wilson(details["precursor_hits"], details["n_a"]),
        p_value=details["p_values"][HEADLINE]["precursor"]["two_sided"],
        null_model=HEADLINE,
        parameters={**kept, **asked},
        seed=seed,
        details=details,
        incident_ids=behind(a, b, over),
    )


def _details(a: Dates, b: Dates, over: Period, kept: Mapping[str, int], rng: np.random.Generator) -> dict[str, Any]:
    """Test both orders of the two lists, and describe what was tested."""
    one, other = inside(a, over), inside(b, over)
    window, lag = kept["window"], kept["lag"]
    details: dict[str, Any] = {
        **against_nulls(one, other, over.n_days, rng=rng, **kept),
        "reversed": against_nulls(other, one, over.n_days, rng=rng, **kept),
        "period": told(over),
        "window_days": window,
        "window_holds_days": window + 1,
        "lag_days": lag,
        "same_day": "included" if lag == 0 else "not included",
        "a": described(a, over),
        "b": described(b, over),
        "month_only": vague_bounds(a, b, over, window, lag),
        "dispersion": {"a": dispersion(one, over.n_days), "b": dispersion(other, over.n_days)},
    }
    return {**details, "cautions": cautions(details, a, b)}


def _statement(a: Dates, b: Dates, details: Mapping[str, Any]) -> str:
    p = details["p_values"][HEADLINE]["precursor"]
    chance = details["expected_hits"][HEADLINE]["precursor"]
    n, hits, window, lag = details["n_a"], details["precursor_hits"], details["window_days"], details["lag_days"]
    when = f"within the {window} days before" if lag == 0 else f"{lag} to {lag + window} days before"
    when += " (same day included)" if lag == 0 else ""
    if p["two_sided"] < 0.05:
        verdict = "more than chance explains" if p["more"] < p["fewer"] else "fewer than chance explains"
    else:
        verdict = "which chance explains"
    poisson = details["p_values"]["poisson"]["precursor"]["two_sided"]
    bursts = any(details["dispersion"][s]["p_value"] < 0.05 for s in ("a", "b"))
    note = f"; the Poisson null (p = {poisson:.3f}) fails here because the days come in bursts" if bursts else ""
    return (
        f"Of {n} days of {a.name}, {hits} had a day of {b.name} {when}, where {chance['mean']:.1f} are expected"
        f" ({chance['low']} to {chance['high']} in 95% of series with shuffled waiting times):"
        f" {verdict} (p = {p['two_sided']:.3f}){note}."
    )
