"""Do two states move together in what they say of third ones, and does one of them say it first?

The statistic is the sum over periods of the product of the two stances' ranks about their means, at a lag, in standard
errors; for "first" the greatest of all lags. The null draws the second state's panel anew with random phases (see
``resampling.phases``): how long its stances hang together, how many are unknown and how third states go together is
kept, the tie to the first state is cut. A second null mirrors its swings about their mean, whole blocks of periods at
once; it needs no stationary series, but errs too often where stances hang together for long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from detente.measures.dyads import state_name
from detente.measures.resampling import (
    Floats,
    Ints,
    block_indices,
    block_length,
    block_signs,
    column_means,
    draw_counts,
    p_value,
    percentiles,
    phases,
    step_down,
)
from detente.measures.stances import Stances, capital, correlations, ranked

__all__ = ["alike_and_first"]

DRAWN = "one state's stances are drawn anew with the autocorrelation they have, and their ties among each other"


def alike_and_first(
    panel: Stances, *, max_lag: int, least: int, n_surrogates: int, n_bootstrap: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Yield the fields of findings: how alike, then who is first; pooled, then for each third state."""
    n = len(panel.calendar)
    max_lag = max(0, min(max_lag, n // 4))
    lags = range(-max_lag, max_lag + 1)
    left, right = (x - np.nanmean(x, axis=1, keepdims=True) for x in (ranked(panel.a), ranked(panel.b)))
    products = np.stack([_products(x, y, lags) for x, y in zip(left, right, strict=True)])  # third state, lag, period
    products[(~np.isnan(products)).sum(axis=2) < least] = np.nan
    length = block_length(products[:, max_lag])
    drawn_anew = phases(np.nan_to_num(right), n_surrogates, rng)
    z = _scored(np.nan_to_num(left), np.concatenate([np.nan_to_num(right)[None], drawn_anew]), lags)
    known = np.asarray((~np.isnan(products)).sum(axis=2))
    z = np.where(known[:, None, :] > 0, z, 0.0)  # too few common periods
    mirrored = _mirrored(products[:, max_lag], block_signs(n, length, n_surrogates, rng))
    r = np.stack([correlations(x, y[None, :], lags, least=least)[0][0] for x, y in zip(left, right, strict=True)])
    drawn = block_indices(n, max(length, 2 * max_lag + 1), n_bootstrap, rng)
    yield from _alike(panel, r[:, max_lag], z[:, :, max_lag], mirrored, left, right, drawn)
    yield from _first(panel, lags, r, z, products, drawn)


def _scored(left: Floats, every: Floats, lags: Sequence[int]) -> Floats:
    """Return sums of products in standard errors under the null: axes are third state, surrogate (0: the truth), lag.

    ``every`` has the second state's panel and then its surrogates; 0 is unknown. The standard error is the root mean
    square over all of them, the truth among them, so that each is treated alike.
    """
    n = left.shape[1]
    z = np.empty((left.shape[0], every.shape[0], len(lags)))
    for i, lag in enumerate(lags):
        x, y = (left[:, : n - lag], every[:, :, lag:]) if lag >= 0 else (left[:, -lag:], every[:, :, : n + lag])
        z[:, :, i] = np.einsum("rt,srt->rs", x, y)
    return np.asarray(z / np.sqrt(np.maximum((z**2).mean(axis=1, keepdims=True), 1e-12)))


def _mirrored(products: Floats, signs: Floats) -> float:
    """Return the p-value of the pooled sum of products (a row a third state) when blocks of them change sign.

    To mirror the second state's series is to turn the sign of its products, which stand at its own periods.
    """
    filled = np.nan_to_num(products)
    each = filled / np.sqrt(np.maximum((filled**2).sum(axis=1, keepdims=True), 1e-12))
    return p_value(float(each.sum()), signs @ each.sum(axis=0))


def _alike(
    panel: Stances, r: Floats, z: Floats, mirrored: float, left: Floats, right: Floats, drawn: Ints
) -> Iterator[dict[str, Any]]:
    """Say how alike, pooled and for each third state; ``z`` has a row a third state, the truth in column 0."""
    boot = np.stack([_resampled(x, y, drawn) for x, y in zip(left, right, strict=True)])
    pooled = z.sum(axis=0)
    family = step_down(np.abs(z[:, 0]), np.abs(z[:, 1:]).T)
    common = [int((~np.isnan(x) & ~np.isnan(y)).sum()) for x, y in zip(left, right, strict=True)]
    same = [_same_sign(x, y) for x, y in zip(panel.a, panel.b, strict=True)]
    p = p_value(float(pooled[0]), pooled[1:])
    tails = {tail: p_value(float(pooled[0]), pooled[1:], tail=tail) for tail in ("greater", "less")}
    whole = float(np.nanmean(r)) if not np.isnan(r).all() else 0.0
    yield {
        "subject": "·".join(panel.pair),
        "statement": _alike_words(panel, "other states", whole, p, sum(common), None),
        "estimate": whole, "interval": percentiles(column_means(boot)), "p_value": p, "null_model": DRAWN,
        "details": {
            "question": "alike", "n_periods": sum(common), "n_third": len(panel.third), "dropped": panel.dropped,
            "n_joint": panel.n_joint, "n_appeals": panel.n_appeals, "p_by_tail": tails,
            "p_by_null": {"drawn_anew": p, "mirrored": mirrored},
            "by_third": {
                s: {"r": _plain(r[i]), "p": float(family[i]), "n": common[i], "same_sign": same[i]}
                for i, s in enumerate(panel.third)
            },
        },
        "incident_ids": panel.all_ids,
    }  # fmt: skip
    for i, third in enumerate(panel.third):
        alone = p_value(float(z[i, 0]), z[i, 1:])
        value = float(np.nan_to_num(r[i]))
        yield {
            "subject": panel.about(third),
            "statement": _alike_words(panel, state_name(third), value, float(family[i]), common[i], same[i]),
            "estimate": value, "interval": percentiles(boot[i]), "p_value": float(family[i]),
            "null_model": f"{DRAWN}; p holds for all {len(panel.third)} third states",
            "details": {
                "question": "alike", "third": third, "n_periods": common[i], "same_sign": same[i], "p_alone": alone,
                "periods": panel.calendar.labels, "a": _series(panel.a[i]), "b": _series(panel.b[i]),
                "n_a": int(panel.counts_a[i].sum()), "n_b": int(panel.counts_b[i].sum()),
            },
            "incident_ids": panel.ids[i],
        }  # fmt: skip


def _alike_words(panel: Stances, about: str, r: float, p: float, n: int, same: float | None) -> str:
    a, b = (state_name(s) for s in panel.pair)
    unit = panel.calendar.frequency
    over = f"over {n} {unit}s in which both spoke" if same is not None else f"over {n} pairs of stances"
    if p >= 0.05:
        return capital(
            f"{a} and {b} cannot be shown to move together in what they say about {about} "
            f"(rank correlation {r:+.2f} {over}; chance alone gives as much with p = {p:.3f})."
        )
    how = "move together" if r > 0 else "move in opposite ways"
    share = "" if same is None else f", of the same sign in {same:.0%} of them"
    return capital(f"{a} and {b} {how} in what they say about {about} ({r:+.2f} {over}{share}; p = {p:.3f}).")


def _first(
    panel: Stances, lags: Sequence[int], r: Floats, z: Floats, products: Floats, drawn: Ints
) -> Iterator[dict[str, Any]]:
    """Say who is first; the statistic is the greatest correlation of any lag, in either sign."""
    if len(lags) < 3:
        return
    pooled = z.sum(axis=0)  # surrogate, lag
    greatest = np.abs(z).max(axis=2)
    family = step_down(greatest[:, 0], greatest[:, 1:].T)
    p = p_value(float(np.abs(pooled[0]).max()), np.abs(pooled[1:]).max(axis=1), tail="greater")
    mean_r = np.array([float(np.nanmean(c)) if not np.isnan(c).all() else np.nan for c in r.T])
    rows: list[tuple[str, str, Floats, Floats, float, Floats, str | None]] = [
        ("·".join(panel.pair), "other states", pooled[0], mean_r, p, np.nansum(products, axis=0), None)
    ]
    rows += [
        (panel.about(s), state_name(s), z[i, 0], r[i], float(family[i]), products[i], s)
        for i, s in enumerate(panel.third)
    ]
    for subject, about, score, curve, chance, product, third in rows:
        lag = lags[int(np.argmax(np.abs(score)))]
        interval = _lag_interval(product, lags, drawn)
        yield {
            "subject": subject,
            "statement": _first_words(panel, about, lag, interval, chance, max(lags)),
            "estimate": float(lag), "interval": interval, "p_value": chance,
            "null_model": f"{DRAWN}; the greatest correlation of any lag",
            "details": {
                "question": "first", "third": third, "lags": list(lags), "r": _series(curve),
                "unit": panel.calendar.frequency,
            },
            "incident_ids": panel.ids[panel.third.index(third)] if third else panel.all_ids,
        }  # fmt: skip


def _first_words(
    panel: Stances, about: str, lag: int, interval: tuple[float, float] | None, p: float, most: int
) -> str:
    a, b = (state_name(s) for s in panel.pair)
    unit = panel.calendar.frequency
    if p >= 0.05:
        return capital(
            f"neither {a} nor {b} can be shown to speak first about {about}: at no lag up to {most} {unit}s do their "
            f"stances go together more than chance allows (p = {p:.3f})."
        )
    if lag == 0 or interval is None or interval[0] <= 0 <= interval[1]:
        return capital(
            f"{a} and {b} go together in what they say about {about}, and neither is clearly first "
            f"(closest at a lag of {_units(abs(lag), unit)}; p = {p:.3f})."
        )
    first, second = (a, b) if lag > 0 else (b, a)
    low, high = sorted(abs(x) for x in interval)
    return capital(
        f"{first} speaks first about {about}, {second} {_units(abs(lag), unit)} later "
        f"(95% interval {low:.0f} to {high:.0f}; p = {p:.3f})."
    )


def _products(x: Floats, y: Floats, lags: Sequence[int]) -> Floats:
    """Return a row a lag: the product of the two centred series, set at the second's period."""
    rows = np.full((len(lags), x.size), np.nan)
    for i, lag in enumerate(lags):
        if lag >= 0:
            rows[i, lag:] = x[: x.size - lag] * y[lag:]
        else:
            rows[i, : x.size + lag] = x[-lag:] * y[: x.size + lag]
    return rows


def _lag_interval(products: Floats, lags: Sequence[int], drawn: Ints) -> tuple[float, float] | None:
    known, filled = (~np.isnan(products)).astype(float), np.nan_to_num(products)
    weights = draw_counts(drawn, products.shape[1])
    with np.errstate(invalid="ignore", divide="ignore"):
        score = (weights @ filled.T) / np.sqrt(np.maximum(weights @ known.T, 1))
    return percentiles(np.asarray(lags, dtype=np.float64)[np.abs(score).argmax(axis=1)])


# -- small things ----------------------------------------------------------------------------------------


def _resampled(x: Floats, y: Floats, drawn: Ints) -> Floats:
    """Correlate in each bootstrap draw of periods, the two series drawn together."""
    weights = draw_counts(drawn, x.size)
    known = ~np.isnan(x) & ~np.isnan(y)
    u, v = np.where(known, x, 0.0), np.where(known, y, 0.0)
    n, su, sv, suu, svv, suv = (weights @ np.stack([known, u, v, u * u, v * v, u * v], axis=1)).T
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (n * suv - su * sv) / np.sqrt((n * suu - su**2) * (n * svv - sv**2))
    return np.asarray(np.where(np.isfinite(r), np.clip(r, -1, 1), np.nan), dtype=np.float64)


def _same_sign(x: Floats, y: Floats) -> float:
    both = ~np.isnan(x) & ~np.isnan(y)
    return float((np.sign(x[both]) == np.sign(y[both])).mean())


def _series(values: Floats) -> list[float | None]:
    return [_plain(v) for v in values]


def _plain(v: float) -> float | None:
    return None if np.isnan(v) else round(float(v), 4)


def _units(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"
