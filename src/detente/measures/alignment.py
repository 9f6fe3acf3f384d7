"""Do two states say the same of third ones, who says it first, and who says it harsher?

Three questions of one panel of stances (see ``stances``), each with a test of its own:

- *alike*: the rank correlation of the two stances in the same period; the null moves one state's whole panel along
  itself as a ring, which keeps how its stances cluster and how they go together, and cuts the tie to the other;
- *first*: the same at lags up to ``max_lag`` either way, the greatest of them against the greatest under the null;
  the lag's interval is a block bootstrap of the cross-products;
- *harsher*: the mean difference of the stances in periods when both spoke; the null turns the sign of whole blocks
  of periods at random, the interval is a block bootstrap.

With several third states p-values hold for the family (Westfall & Young 1993). The first finding of each question
pools them; then there is one a third state. A ``voice`` finding is added when it holds (see ``voice``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from detente.measures.dyads import Frequency, state_name
from detente.measures.resampling import (
    Floats,
    block_indices,
    block_length,
    block_signs,
    p_value,
    percentiles,
    shifts,
    step_down,
)
from detente.measures.stances import Stances, correlations, effective, ranked, stances
from detente.measures.voice import voice_of
from detente.records import Finding, Incident

__all__ = ["alignment"]

SHIFTED = "one state's stances moved along themselves as a ring, all third states together"
FLIPPED = "the difference of the two changes its sign at random, whole blocks of periods at once"


def alignment(
    incidents: Iterable[Incident],
    a: str,
    b: str,
    *,
    states: Collection[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    frequency: Frequency = "month",
    scale: str = "plover_score_goldstein_mean",
    max_lag: int = 3,
    least: int = 12,
    statuses: Collection[str] = ("asserted",),
    n_surrogates: int = 199,
    n_bootstrap: int = 999,
    seed: int = 0,
) -> list[Finding]:
    """Compare what ``a`` and ``b`` do and say toward third states.

    ``states`` names the third states, all without it. ``least`` is the number of periods in which both must have
    spoken of a third state. Returns findings whose ``details["question"]`` is ``alike``, ``first``, ``harsher`` or
    ``voice``; one finding without an estimate says so where there is too little.
    """
    panel = stances(
        incidents, (a, b), states=states, since=since, until=until, frequency=frequency, scale=scale,
        statuses=statuses, least=least,
    )  # fmt: skip
    parameters = {
        "a": a, "b": b, "frequency": frequency, "scale": scale, "max_lag": max_lag, "least": least,
        "since": panel.calendar.labels[0] if len(panel.calendar) else None,
        "until": panel.calendar.labels[-1] if len(panel.calendar) else None,
        "n_surrogates": n_surrogates, "n_bootstrap": n_bootstrap,
    }  # fmt: skip
    if not panel.third:
        return [_too_little(panel, parameters)]
    rng = np.random.default_rng(seed)
    made = [
        *_alike_and_first(panel, max_lag, least, n_surrogates, n_bootstrap, rng),
        *_harsher(panel, n_surrogates, n_bootstrap, rng),
    ]
    spoken = voice_of(panel, n_surrogates=n_surrogates, n_bootstrap=n_bootstrap, rng=rng)
    if spoken["details"]["holds"]:
        made.append(spoken)
    return [Finding(measure="alignment", parameters=parameters, seed=seed, **fields) for fields in made]


def _too_little(panel: Stances, parameters: Mapping[str, Any]) -> Finding:
    a, b = (state_name(s) for s in panel.pair)
    most = max(panel.dropped.values(), default=0)
    unit = parameters["frequency"]
    return Finding(
        "alignment",
        "·".join(panel.pair),
        f"Whether {a} and {b} say the same about others cannot be told: about no third state did both speak in "
        f"{parameters['least']} {unit}s or more (the most is {most}).",
        parameters=parameters,
        details={"question": "alike", "dropped": panel.dropped, "n_joint": panel.n_joint},
    )


# -- alike, and who is first -----------------------------------------------------------------------------


def _alike_and_first(
    panel: Stances, max_lag: int, least: int, n_surrogates: int, n_bootstrap: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    n = len(panel.calendar)
    max_lag = max(0, min(max_lag, n // 4))
    lags = range(-max_lag, max_lag + 1)
    offsets = shifts(n, n_surrogates, guard=max_lag, rng=rng)
    around = (np.arange(n)[None, :] - np.r_[0, offsets][:, None]) % n
    left, right = ranked(panel.a), ranked(panel.b)
    pairs = [correlations(x, y[around], lags, least=least) for x, y in zip(left, right, strict=True)]
    r = np.stack([p[0] for p in pairs])  # third state, surrogate (the first is the truth), lag
    z = np.stack([effective(*p) for p in pairs])
    drawn = block_indices(n, max(block_length(panel.a), block_length(panel.b), 2 * max_lag + 1), n_bootstrap, rng)
    yield from _alike(panel, r[:, 0, max_lag], z[:, :, max_lag], left, right, drawn)
    yield from _first(panel, lags, r[:, 0], z, left, right, drawn)


def _alike(panel: Stances, r: Floats, z: Floats, left: Floats, right: Floats, drawn: Any) -> Iterator[dict[str, Any]]:
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
        "estimate": whole, "interval": percentiles(_mean(boot)), "p_value": p, "null_model": SHIFTED,
        "details": {
            "question": "alike", "n_periods": sum(common), "n_third": len(panel.third), "dropped": panel.dropped,
            "n_joint": panel.n_joint, "n_appeals": panel.n_appeals, "p_by_tail": tails,
            "by_third": {
                s: {"r": _plain(r[i]), "p": float(family[i]), "n": common[i], "same_sign": same[i]}
                for i, s in enumerate(panel.third)
            },
        },
        "incident_ids": _all_ids(panel),
    }  # fmt: skip
    for i, third in enumerate(panel.third):
        alone = p_value(float(z[i, 0]), z[i, 1:])
        value = float(np.nan_to_num(r[i]))
        yield {
            "subject": _about(panel, third),
            "statement": _alike_words(panel, state_name(third), value, float(family[i]), common[i], same[i]),
            "estimate": value, "interval": percentiles(boot[i]), "p_value": float(family[i]),
            "null_model": f"{SHIFTED}; p holds for all {len(panel.third)} third states",
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
        return _capital(
            f"{a} and {b} cannot be shown to move together in what they say about {about} "
            f"(rank correlation {r:+.2f} {over}; chance alone gives as much with p = {p:.3f})."
        )
    how = "move together" if r > 0 else "move in opposite ways"
    share = "" if same is None else f", of the same sign in {same:.0%} of them"
    return _capital(f"{a} and {b} {how} in what they say about {about} ({r:+.2f} {over}{share}; p = {p:.3f}).")


def _first(
    panel: Stances, lags: Sequence[int], r: Floats, z: Floats, left: Floats, right: Floats, drawn: Any
) -> Iterator[dict[str, Any]]:
    """Say who is first; the statistic is the greatest correlation of any lag, in either sign."""
    if len(lags) < 3:
        return
    products = np.stack([_products(x, y, lags) for x, y in zip(left, right, strict=True)])  # third, lag, period
    pooled = z.sum(axis=0)  # surrogate, lag
    greatest = np.abs(z).max(axis=2)
    family = step_down(greatest[:, 0], greatest[:, 1:].T)
    p = p_value(float(np.abs(pooled[0]).max()), np.abs(pooled[1:]).max(axis=1), tail="greater")
    mean_r = np.array([float(np.nanmean(c)) if not np.isnan(c).all() else np.nan for c in r.T])
    rows: list[tuple[str, str, Floats, Floats, float, Floats, str | None]] = [
        ("·".join(panel.pair), "other states", pooled[0], mean_r, p, np.nansum(products, axis=0), None)
    ]
    rows += [
        (_about(panel, s), state_name(s), z[i, 0], r[i], float(family[i]), products[i], s)
        for i, s in enumerate(panel.third)
    ]
    for subject, about, score, curve, chance, product, third in rows:
        lag = lags[int(np.argmax(np.abs(score)))]
        interval = _lag_interval(product, lags, drawn)
        yield {
            "subject": subject,
            "statement": _first_words(panel, about, lag, interval, chance, max(lags)),
            "estimate": float(lag), "interval": interval, "p_value": chance,
            "null_model": f"{SHIFTED}; the greatest correlation of any lag",
            "details": {
                "question": "first", "third": third, "lags": list(lags), "r": _series(curve),
                "unit": panel.calendar.frequency,
            },
            "incident_ids": panel.ids[panel.third.index(third)] if third else _all_ids(panel),
        }  # fmt: skip


def _first_words(
    panel: Stances, about: str, lag: int, interval: tuple[float, float] | None, p: float, most: int
) -> str:
    a, b = (state_name(s) for s in panel.pair)
    unit = panel.calendar.frequency
    if p >= 0.05:
        return _capital(
            f"neither {a} nor {b} can be shown to speak first about {about}: at no lag up to {most} {unit}s do their "
            f"stances go together more than chance allows (p = {p:.3f})."
        )
    if lag == 0 or interval is None or interval[0] <= 0 <= interval[1]:
        return _capital(
            f"{a} and {b} go together in what they say about {about}, and neither is clearly first "
            f"(closest at a lag of {_units(abs(lag), unit)}; p = {p:.3f})."
        )
    first, second = (a, b) if lag > 0 else (b, a)
    low, high = sorted(abs(x) for x in interval)
    return _capital(
        f"{first} speaks first about {about}, {second} {_units(abs(lag), unit)} later "
        f"(95% interval {low:.0f} to {high:.0f}; p = {p:.3f})."
    )


def _products(x: Floats, y: Floats, lags: Sequence[int]) -> Floats:
    """Return a row a lag: the product of the two centred series, set at the earlier one's period."""
    x, y = x - np.nanmean(x), y - np.nanmean(y)
    rows = np.full((len(lags), x.size), np.nan)
    for i, lag in enumerate(lags):
        if lag >= 0:
            rows[i, : x.size - lag] = x[: x.size - lag] * y[lag:]
        else:
            rows[i, : x.size + lag] = x[-lag:] * y[: x.size + lag]
    return rows


def _lag_interval(products: Floats, lags: Sequence[int], drawn: Any) -> tuple[float, float] | None:
    known, filled = (~np.isnan(products)).astype(float), np.nan_to_num(products)
    weights = _weights(drawn, products.shape[1])
    with np.errstate(invalid="ignore", divide="ignore"):
        score = (weights @ filled.T) / np.sqrt(np.maximum(weights @ known.T, 1))
    return percentiles(np.asarray(lags, dtype=np.float64)[np.abs(score).argmax(axis=1)])


# -- harsher ---------------------------------------------------------------------------------------------


def _harsher(panel: Stances, n_surrogates: int, n_bootstrap: int, rng: np.random.Generator) -> Iterator[dict[str, Any]]:
    """Say who is harsher; a negative difference means that the first state is."""
    difference = panel.a - panel.b
    n = difference.shape[1]
    length = block_length(difference)
    signs = block_signs(n, length, n_surrogates, rng)
    weights = _weights(block_indices(n, length, n_bootstrap, rng), n)
    known, filled = (~np.isnan(difference)).astype(float), np.nan_to_num(difference)
    spread = np.sqrt(np.maximum((filled**2).sum(axis=1), 1e-12))
    t, drawn = filled.sum(axis=1) / spread, (signs @ filled.T) / spread
    means = filled.sum(axis=1) / known.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        boot = (weights @ filled.T) / (weights @ known.T)
    family = step_down(np.abs(t), np.abs(drawn))
    counts = known.sum(axis=1).astype(int)
    p = p_value(float(t.sum()), drawn.sum(axis=1))
    rows: list[tuple[str, str, float, Floats, float, int, str | None]] = [
        ("·".join(panel.pair), "other states", float(means.mean()), _mean(boot.T), p, int(counts.sum()), None)
    ]
    rows += [
        (_about(panel, s), state_name(s), float(means[i]), boot[:, i], float(family[i]), int(counts[i]), s)
        for i, s in enumerate(panel.third)
    ]
    for subject, about, mean, draws, chance, count, third in rows:
        interval = percentiles(draws)
        yield {
            "subject": subject,
            "statement": _harsher_words(panel, about, mean, interval, chance),
            "estimate": mean, "interval": interval, "p_value": chance, "null_model": FLIPPED,
            "details": {"question": "harsher", "third": third, "n_periods": count, "block": length},
            "incident_ids": panel.ids[panel.third.index(third)] if third else _all_ids(panel),
        }  # fmt: skip


def _harsher_words(panel: Stances, about: str, mean: float, interval: tuple[float, float] | None, p: float) -> str:
    a, b = (state_name(s) for s in panel.pair)
    between = f" (95% interval {interval[0]:+.2f} to {interval[1]:+.2f})" if interval else ""
    if p >= 0.05:
        return _capital(
            f"neither {a} nor {b} can be shown to be harsher about {about}: the mean difference on the scale is "
            f"{mean:+.2f}{between}, and chance alone gives as much with p = {p:.3f}."
        )
    harsh, mild = (a, b) if mean < 0 else (b, a)
    return _capital(
        f"{harsh} is harsher about {about} than {mild}: {abs(mean):.2f} points lower on the scale on average "
        f"in the same {panel.calendar.frequency}{between}; p = {p:.3f}."
    )


# -- small things ----------------------------------------------------------------------------------------


def _resampled(x: Floats, y: Floats, drawn: Any) -> Floats:
    """Correlate in each bootstrap draw of periods, the two series drawn together."""
    weights = _weights(drawn, x.size)
    known = ~np.isnan(x) & ~np.isnan(y)
    u, v = np.where(known, x, 0.0), np.where(known, y, 0.0)
    n, su, sv, suu, svv, suv = (weights @ np.stack([known, u, v, u * u, v * v, u * v], axis=1)).T
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (n * suv - su * sv) / np.sqrt((n * suu - su**2) * (n * svv - sv**2))
    return np.asarray(np.where(np.isfinite(r), np.clip(r, -1, 1), np.nan), dtype=np.float64)


def _weights(drawn: Any, n: int) -> Floats:
    """Return how often each bootstrap draw takes each period: a mean is then a product of matrices."""
    rows = drawn.shape[0]
    flat = (np.arange(rows)[:, None] * n + drawn).ravel()
    return np.bincount(flat, minlength=rows * n).reshape(rows, n).astype(np.float64)


def _mean(rows: Floats) -> Floats:
    """Return the column means, NaN left out and NaN only where all are."""
    known = (~np.isnan(rows)).sum(axis=0)
    return np.asarray(np.where(known > 0, np.nansum(rows, axis=0) / np.maximum(known, 1), np.nan), dtype=np.float64)


def _same_sign(x: Floats, y: Floats) -> float:
    both = ~np.isnan(x) & ~np.isnan(y)
    return float((np.sign(x[both]) == np.sign(y[both])).mean())


def _series(values: Floats) -> list[float | None]:
    return [_plain(v) for v in values]


def _plain(v: float) -> float | None:
    return None if np.isnan(v) else round(float(v), 4)


def _about(panel: Stances, third: str) -> str:
    return f"{'·'.join(panel.pair)} about {third}"


def _all_ids(panel: Stances) -> tuple[str, ...]:
    return tuple(sorted({i for ids in panel.ids for i in ids}))


def _units(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
