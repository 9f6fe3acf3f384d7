"""How high is the level, does it rise, has it a season, and which way does the arrow point?

Counts follow a negative binomial regression (statsmodels) with a linear trend, one yearly wave where two years or more
are known, and the logarithm of what was read as offset, so that more reading is no more events::

    log E[y_t] = log(v_t) + b0 + b1 t + b2 sin(2 pi t / year) + b3 cos(2 pi t / year),   Var = m + a m^2

(A. C. Cameron, P. K. Trivedi 2013, *Regression Analysis of Count Data*), means the same line by least squares;
``trend`` tests slope and season with the memory of the series. The smoothed state is a local level (Kalman smoother)
of the square roots, with its 95% band. The arrow compares the last window with the one before: with Gamma posteriors
(Jeffreys) of both rates, widened by dispersion and by memory, the probability that the level is higher now; it points
where that is at least 0.9. CrisisWatch draws improved, deteriorated, unchanged alike, by judgement.
"""

from __future__ import annotations

import warnings

import numpy as np

from detente.errors import UsageError
from detente.measures import coverage, wording
from detente.measures.changes import Known, known_values
from detente.measures.costs import Values
from detente.measures.resampling import first_faded
from detente.measures.trend import line
from detente.records import Finding
from detente.relations import Series

__all__ = ["arrow", "series", "smoothed"]

SURE = 0.9
_A_YEAR = {"day": 365.25, "week": 52.1775, "month": 12.0, "quarter": 4.0, "year": 1.0}
_GOOD = ("verbal_cooperation", "material_cooperation", "CONSULT", "AGREE", "SUPPORT", "COOPERATE", "AID", "CONCEDE",
         "RETREAT", "mean_goldstein", "net_goldstein", "mean_plover_score", "net_plover_score")  # fmt: skip
_BAD = ("verbal_conflict", "material_conflict", "demands", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION",
        "MOBILIZE", "COERCE", "ASSAULT")  # fmt: skip


def series(
    relation: Series, *, window: int = 0, per_volume: bool = True, n_surrogates: int = 999, seed: int = 1
) -> list[Finding]:
    """Find level and trend of a series, and its arrow over the last ``window`` periods (0: a year, or half of all)."""
    known = known_values(relation, per_volume=per_volume)
    reason = coverage.lacking(relation, least_periods=6)
    if reason or not known.values.any():
        told = f"Nothing can be said of the level of {wording.of(relation)}: {reason or 'nothing but zeros'}."
        return [
            Finding("series", relation.name, told, details={"kind": "none", "cautions": coverage.cautions(relation)})
        ]
    return [
        _trend(relation, known, per_volume, n_surrogates, seed),
        arrow(relation, window=window, per_volume=per_volume, seed=seed),
    ]


def _trend(relation: Series, known: Known, per_volume: bool, n_surrogates: int, seed: int) -> Finding:
    year = _A_YEAR[relation.by]
    time = np.array(known.places, dtype=float)
    seasonal = len(relation.rows) >= 2 * year and relation.by not in ("year",) and len(time) >= 12
    rng = np.random.default_rng(seed)
    found = line(known, time, year, seasonal=seasonal, n_surrogates=n_surrogates, rng=rng)
    estimate, interval, p, season_p = found.slope, found.interval, found.p_value, found.season_p_value
    if known.counts:
        estimate, interval = float(np.expm1(estimate)), (float(np.expm1(interval[0])), float(np.expm1(interval[1])))
    middle, low, high = smoothed(known)
    return Finding(
        measure="series",
        subject=relation.name,
        statement=_trend_statement(relation, known, estimate, interval, p, season_p),
        estimate=estimate,
        interval=interval,
        p_value=p,
        null_model="blocks of periods in random order",
        parameters={
            "per_volume": per_volume,
            "by": relation.by,
            "indicator": relation.indicator,
            "season": seasonal,
            "n_surrogates": n_surrogates,
        },
        seed=seed,
        details={
            "kind": "trend",
            "level": float(known.values.sum() / known.exposure.sum()),
            "volume_of": relation.volume_of if known.counts and per_volume else None,
            "season_p_value": season_p,
            "blocks": found.blocks,
            "smoothed": [
                {
                    "period": relation.rows[place].period,
                    "value": float(v),
                    "state": float(m),
                    "low": float(lo),
                    "high": float(hi),
                }
                for place, v, m, lo, hi in zip(known.places, known.values, middle, low, high, strict=True)
            ],
            "cautions": coverage.cautions(relation),
        },
        incident_ids=tuple(dict.fromkeys(key for keys in relation.ids.values() for key in keys)),
    )


def _trend_statement(
    relation: Series, known: Known, estimate: float, interval: tuple[float, float], p: float, season_p: float | None
) -> str:
    level = float(known.values.sum() / known.exposure.sum())
    about = wording.level(relation, f"{wording.number(level)} a {relation.by} on average", known.counts)
    low, high = (f"{x:+.0%}" if known.counts else f"{x:+.2g}" for x in interval)
    rate = f"{estimate:+.0%}" if known.counts else f"{estimate:+.2g}"
    trend = "no trend is seen" if p >= 0.05 else "they rise" if estimate > 0 else "they fall"
    corrected = f", corrected for {relation.volume_of}" if known.counts and relation.volume_of else ""
    season = "" if season_p is None else ", with a season" if season_p < 0.05 else ", without a season"
    return (
        f"{about[0].upper()}{about[1:]}{season}, and {trend}: {rate} a year ({low} to {high}, p = {p:.3f}){corrected}."
    )


def smoothed(known: Known) -> tuple[Values, Values, Values]:
    """Return the smoothed state of each known period and its 95% band, on the scale of the values."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    work = np.sqrt(known.values / known.exposure + 0.375) if known.counts else known.values
    if work.std() == 0:
        return known.values, known.values, known.values
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = UnobservedComponents(work, "local level").fit(disp=False, maxiter=100)
    state = np.asarray(fit.smoothed_state[0])
    half = 1.96 * np.sqrt(np.maximum(np.asarray(fit.smoothed_state_cov[0, 0]), 0.0))
    if not known.counts:
        return state, state - half, state + half
    back = [
        np.maximum(np.maximum(x, 0.0) ** 2 - 0.375, 0.0) * known.exposure for x in (state, state - half, state + half)
    ]
    return back[0], back[1], back[2]


# -- the arrow -------------------------------------------------------------------------------------------


def arrow(relation: Series, *, window: int = 0, per_volume: bool = True, seed: int = 1) -> Finding:
    """Say whether the last window of periods differs from the one before, and how probable that is."""
    known = known_values(relation, per_volume=per_volume)
    size = window or min(round(_A_YEAR[relation.by]), len(known.values) // 2)
    if size < 1 or len(known.values) < 2 * size:
        raise UsageError(
            f"a window of {size} {relation.by}s does not fit twice into the {len(known.values)} that are known;"
            " choose a shorter --window"
        )
    now, before = slice(-size, None), slice(-2 * size, -size)
    rng = np.random.default_rng(seed)
    wider = _wider(known, size)
    draws = [_drawn(known, part, rng, wider) for part in (now, before)]
    higher = float(np.mean(draws[0] > draws[1]))
    levels = [float(known.values[part].sum() / known.exposure[part].sum()) for part in (now, before)]
    change = draws[0] / np.maximum(draws[1], 1e-9) if known.counts else draws[0] - draws[1]
    low, high = (float(x) for x in np.quantile(change, (0.025, 0.975)))
    word, sign = _direction(relation.indicator, higher)
    first, last = relation.rows[known.places[-size]].period, relation.rows[known.places[-1]].period
    sure = max(higher, 1 - higher)
    about = wording.level(relation, f"{wording.number(levels[0])} a {relation.by}", known.counts)
    told = (
        f"{word.capitalize()} {sign}: {about} in the last {size} known {relation.by}s, {wording.number(levels[1])} in"
        f" the {size} before; that the level {'rose' if higher >= 0.5 else 'fell'} has a probability of {sure:.2f}."
    )
    return Finding(
        measure="series",
        subject=relation.name,
        statement=told,
        estimate=float(np.median(change)),
        interval=(low, high),
        null_model=None,
        parameters={"window": size, "by": relation.by, "indicator": relation.indicator, "sure": SURE},
        seed=seed,
        details={
            "kind": "arrow",
            "arrow": word,
            "probability_higher": higher,
            "level_now": levels[0],
            "level_before": levels[1],
            "first": first,
            "last": last,
            "cautions": coverage.cautions(relation),
        },
        incident_ids=tuple(
            dict.fromkeys(
                key for n in known.places[-2 * size :] for key in relation.ids.get(relation.rows[n].period, ())
            )
        ),
    )


def _wider(known: Known, size: int) -> float:
    """Return by how much memory widens the variance of the difference of the two windows' means.

    From the autocovariance of the whole series about its level, up to the lag at which it fades.
    """
    rest = known.values - known.values.sum() / known.exposure.sum() * known.exposure
    n = len(rest)
    if not rest.any():
        return 1.0
    reach = 2 * first_faded(rest, errors=0.5)
    kept = np.arange(min(reach, n - 1, 2 * size - 1))
    covariance = np.array([float((rest[: n - k] * rest[k:]).sum()) / (n - k) for k in kept])
    contrast = np.repeat([-1.0, 1.0], size)
    overlap = np.correlate(contrast, contrast, mode="full")[2 * size - 1 :][kept]
    widened = overlap[0] * covariance[0] + 2 * float((overlap[1:] * covariance[1:]).sum())
    return max(1.0, float(widened / (overlap[0] * covariance[0])))


def _drawn(known: Known, part: slice, rng: np.random.Generator, wider: float, n: int = 20_000) -> Values:
    """Draw levels of a window from their posterior."""
    values, exposure = known.values[part], known.exposure[part]
    if known.counts:
        level = values.sum() / exposure.sum() * exposure
        spread = float(((values - level) ** 2 / np.maximum(level, 1e-9)).sum()) / max(len(values) - 1, 1)
        widen = max(spread, 1.0) * wider
        return np.asarray(rng.gamma((values.sum() + 0.5) / widen, widen / exposure.sum(), size=n))
    error = float(values.std(ddof=1)) * np.sqrt(wider / len(values)) if len(values) > 1 else np.inf
    return np.asarray(values.mean() + error * rng.standard_t(max(len(values) - 1, 1), size=n))


def _direction(indicator: str, higher: float) -> tuple[str, str]:
    if SURE > higher > 1 - SURE:
        return "unchanged", "→"
    up = higher >= SURE
    if indicator in _GOOD:
        return ("improved", "↑") if up else ("deteriorated", "↓")
    if indicator in _BAD:
        return ("deteriorated", "↓") if up else ("improved", "↑")
    return ("busier", "↑") if up else ("quieter", "↓")
