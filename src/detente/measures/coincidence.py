"""Do two kinds of events keep step? Event coincidence analysis with nulls that allow for bursts and seasons.

With events A on days ``a`` and B on days ``b``, a window ``w`` and a lag ``l`` (all in days), the

- precursor rate is the share of A events that have a B event before them: ``0 <= (a - l) - b <= w`` for some ``b``;
- trigger rate is the share of B events that have an A event after them: the same for some ``a``.

A window of 7 days holds 8 days of daily data, the same day included when the lag is 0. Poisson null: with ``N`` events
of the other kind on distinct days among ``T``, an event has one in its window with probability
``p = 1 - (1 - (w + 1) / (T - l)) ** N``, and hits are binomial. The other nulls (see ``surrogates``) put B elsewhere
and leave A, so whatever bursts A has are kept.

Reference: J. F. Donges, C.-F. Schleussner, J. F. Siegmund, R. V. Donner, *Event coincidence analysis for quantifying
statistical interrelationships between event time series*, European Physical Journal Special Topics 225 (2016) 471-487.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import UsageError
from detente.measures import surrogates as nulls
from detente.measures.dates import Dates, Period, Vague, offsets, period
from detente.measures.surrogates import Days, Draw
from detente.records import Finding
from detente.shares import wilson

__all__ = ["NULLS", "Hits", "against_nulls", "coincidence", "count_hits", "dispersion", "scan", "surrogate_hits"]

NULLS: Mapping[str, Draw] = {
    "waiting_times": nulls.waiting_times,
    "rotation": nulls.rotation,
    "season": nulls.season,
}
HEADLINE = "waiting_times"
FEW = 5
THIN = 0.8  # of the days
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
    _check(window, lag, n_surrogates)
    over = period((a, b), since=since, until=until)
    one, other = _inside(a, over), _inside(b, over)
    rng = np.random.default_rng(seed)
    kept = {"window": window, "lag": lag, "n_surrogates": n_surrogates}
    forward = against_nulls(one, other, over.n_days, rng=rng, **kept)
    backward = against_nulls(other, one, over.n_days, rng=rng, **kept)
    spread = {"a": dispersion(one, over.n_days), "b": dispersion(other, over.n_days)}
    details = {
        **forward,
        "reversed": backward,
        "period": {"first": str(over.first), "last": str(over.last), "days": over.n_days, "basis": over.basis},
        "window_days": window,
        "window_holds_days": window + 1,
        "lag_days": lag,
        "same_day": "included" if lag == 0 else "not included",
        "a": _described(a, over),
        "b": _described(b, over),
        "month_only": _vague_bounds(a, b, over, window, lag),
        "dispersion": spread,
    }
    details["cautions"] = _cautions(details, a, b)
    low, high = wilson(forward["precursor_hits"], forward["n_a"])
    return Finding(
        measure="coincidence",
        subject=f"{a.name} after {b.name}",
        statement=_statement(a, b, details),
        estimate=forward["precursor_rate"],
        interval=(low, high),
        p_value=forward["p_values"][HEADLINE]["precursor"]["two_sided"],
        null_model=HEADLINE,
        parameters={
            **kept,
            "since": since,
            "until": until,
            "interval": "Wilson 95%, which takes events as independent",
        },
        seed=seed,
        details=details,
        incident_ids=_behind(a, b, over),
    )


def _check(window: int, lag: int, n_surrogates: int) -> None:
    if window < 0 or lag < 0:
        raise UsageError(f"window {window} and lag {lag} days: neither may be negative; exchange the two sides instead")
    if n_surrogates < 19:
        raise UsageError(f"{n_surrogates} surrogates cannot give a p-value of 0.05; take 19 at least, better 999")


def _inside(side: Dates, over: Period) -> Days:
    found = np.asarray(offsets(side.days, over), dtype=np.int64)
    if not len(found):
        raise UsageError(
            f"{side.name}: no day between {over.first} and {over.last} ({over.basis});"
            " choose another period with --since and --until"
        )
    return found


# -- tests -----------------------------------------------------------------------------------------------


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
        p_values[name] = {"precursor": _tails(hits.precursor, found[0]), "trigger": _tails(hits.trigger, found[1])}
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


def _tails(observed: int, drawn: NDArray[np.int64]) -> dict[str, float]:
    """Rank the observed among the drawn (Davison & Hinkley 1997, sec. 4.2), for both tails."""
    more = (1 + int(np.count_nonzero(drawn >= observed))) / (len(drawn) + 1)
    fewer = (1 + int(np.count_nonzero(drawn <= observed))) / (len(drawn) + 1)
    return _both(more, fewer)


def _both(more: float, fewer: float) -> dict[str, float]:
    return {"more": more, "fewer": fewer, "two_sided": min(1.0, 2 * min(more, fewer))}


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

    return _both(float(binom.sf(k - 1, n, p)), float(binom.cdf(k, n, p)))


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


# -- many lags -------------------------------------------------------------------------------------------


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
    _check(window, min(lags), n_surrogates)
    over = period((a, b), since=since, until=until)
    one, other = _inside(a, over), _inside(b, over)
    drawn = nulls.waiting_times(other, over.n_days, n_surrogates, np.random.default_rng(seed))
    table = [_at_lag(one, other, drawn, over.n_days, window, lag) for lag in lags]
    z = np.array([row[1] for row in table])  # lags x (observed, surrogates...)
    largest = np.abs(z).max(axis=0)
    adjusted = [(1 + int(np.count_nonzero(largest[1:] >= abs(row[0])))) / (n_surrogates + 1) for row in z]
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
        details={"n_a": len(one), "n_b": len(other), "lags": rows, "period": _told(over)},
        incident_ids=_behind(a, b, over),
    )


def _told(over: Period) -> dict[str, Any]:
    return {"first": str(over.first), "last": str(over.last), "days": over.n_days, "basis": over.basis}


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


# -- what is told ----------------------------------------------------------------------------------------


def _described(side: Dates, over: Period) -> dict[str, Any]:
    inside = sum(over.first <= day <= over.last for day in side.days)
    return {
        "name": side.name,
        "rows": side.n_rows,
        "days": len(side.days),
        "days_in_period": inside,
        "days_outside_period": len(side.days) - inside,
        "month_only": len(side.vague),
        "month_only_in_period": len(_overlapping(side, over)),
        "set_aside": dict(side.set_aside),
        "covered": covered(side, over),
    }


def covered(side: Dates, over: Period) -> float | None:
    """Return the share of the period's days on which the keeper looked, None where nobody says."""
    if side.read is None:
        return None
    return sum(over.first <= day <= over.last for day in side.read) / over.n_days


def _overlapping(side: Dates, over: Period) -> list[Vague]:
    return [v for v in side.vague if v.first <= over.last and v.last >= over.first]


def _vague_bounds(a: Dates, b: Dates, over: Period, window: int, lag: int) -> dict[str, Any]:
    """Say how far the hits could change if the dates known to a month or year only were known to the day.

    They are in no rate. The least: none of them meets anything. The most: each is put where it meets most, on its own.
    """
    vague_a, vague_b = _overlapping(a, over), _overlapping(b, over)
    days_a, days_b = (np.asarray(offsets(side.days, over), dtype=np.int64) for side in (a, b))
    base = count_hits(days_a, days_b, window=window, lag=lag)
    ends_a = [_ends(v, over) for v in vague_a]
    ends_b = [_ends(v, over) for v in vague_b]
    # every stretch of days in which some A (or B) may lie, exact days being stretches of one
    all_a = [(d, d) for d in days_a.tolist()] + ends_a
    all_b = [(d, d) for d in days_b.tolist()] + ends_b
    precursor = sum(any(bl >= a0 - lag - window and bf <= a1 - lag for bf, bl in all_b) for a0, a1 in all_a)
    trigger = sum(any(al >= b0 + lag and af <= b1 + lag + window for af, al in all_a) for b0, b1 in all_b)
    vague = bool(vague_a or vague_b)
    return {
        "a": len(vague_a),
        "b": len(vague_b),
        "precursor_hits_least": base.precursor,
        "precursor_hits_most": precursor if vague else base.precursor,
        "trigger_hits_least": base.trigger,
        "trigger_hits_most": trigger if vague else base.trigger,
        "how": "not in any rate; the least and the most hits if their days were known",
    }


def _ends(vague: Vague, over: Period) -> tuple[int, int]:
    first, last = max(vague.first, over.first), min(vague.last, over.last)
    return (first - over.first).days, (last - over.first).days


def _cautions(details: Mapping[str, Any], a: Dates, b: Dates) -> list[str]:
    found = []
    bursts = [s for s in ("a", "b") if details["dispersion"][s]["p_value"] < 0.05]
    if bursts:
        index = max(details["dispersion"][s]["index"] for s in bursts)
        found.append(
            f"The days come in bursts (variance {index:.1f} times the mean), which the Poisson null denies:"
            " its p-values do not hold here, those of the surrogates do."
        )
    if min(details["n_a"], details["n_b"]) < FEW:
        found.append(f"Fewer than {FEW} days on one side: no test can tell much.")
    if details["nulls_left_out"]:
        found += [f"The null '{name}' is left out: {why}." for name, why in details["nulls_left_out"].items()]
    for side in (a, b):
        share = details["a" if side is a else "b"]["covered"]
        if share is not None and share < THIN:
            found.append(
                f"Anything was read on {share:.0%} of the period's days only: a day without {side.name}"
                " may be one not read."
            )
        if side.set_aside:
            reasons = "; ".join(f"{reason}: {n}" for reason, n in sorted(side.set_aside.items())[:3])
            found.append(f"{sum(side.set_aside.values())} rows of {side.name} are set aside ({reasons}).")
    vague = details["month_only"]
    if vague["a"] or vague["b"]:
        found.append(
            f"{vague['a'] + vague['b']} dates known to a month or year only are in no rate; with them precursor hits"
            f" could be {vague['precursor_hits_least']} to {vague['precursor_hits_most']}."
        )
    return found


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


def _behind(a: Dates, b: Dates, over: Period) -> tuple[str, ...]:
    keys = (key for side in (a, b) for day, ids in side.ids.items() if over.first <= day <= over.last for key in ids)
    return tuple(dict.fromkeys(keys))
