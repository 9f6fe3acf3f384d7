"""How much of a region's tension is one pair's doing?

Tension is the share of conflict in all that passed between the region's states, by value on a scale. The influence of a
pair is the region's tension less what it would be without the pair (drop-one):

    T - T_without = (c - T m) / (M - m),   c: the pair's conflict, m: all that passed in the pair, M: in the region

It is above zero when the pair is more hostile than the rest. The null says that it is not: the pair's surplus
c_t - T m_t of each period changes its sign at random, whole blocks of periods at once. The interval is a block
bootstrap of the region's periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.measures.dyads import BALANCE, Act, Calendar, once, state_name, value
from detente.measures.resampling import (
    Floats,
    block_indices,
    block_length,
    block_signs,
    draw_counts,
    p_value,
    percentiles,
    step_down,
)

__all__ = ["Tension", "influence", "tension"]

FLIPPED = "the pair's surplus of conflict changes its sign at random, whole blocks of periods at once"
# Below a year of months a block bootstrap has too few blocks to say anything.
SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Tension:
    """Conflict and all that passed: a row a pair of states, a column a period."""

    pairs: tuple[tuple[str, str], ...]
    calendar: Calendar
    conflict: Floats
    whole: Floats
    incident_ids: tuple[tuple[str, ...], ...]

    def share(self, *, without: int | None = None) -> float:
        """Return the region's tension, with all pairs or without one."""
        kept = [i for i in range(len(self.pairs)) if i != without]
        passed = float(self.whole[kept].sum())
        return float(self.conflict[kept].sum()) / passed if passed else float("nan")


def tension(directed: Sequence[Act], calendar: Calendar, *, scale: str = BALANCE) -> Tension:
    """Sum the values of acts by pair and period; a mutual incident counts once."""
    placed = [(at, act, v) for at, act in calendar.placed(once(directed)) if (v := value(act, scale)) is not None]
    pairs = sorted({act.pair for _, act, _ in placed})
    row = {pair: i for i, pair in enumerate(pairs)}
    conflict, whole = np.zeros((2, len(pairs), len(calendar)))
    ids: list[set[str]] = [set() for _ in pairs]
    for at, act, v in placed:
        whole[row[act.pair], at] += abs(v)
        conflict[row[act.pair], at] += max(-v, 0.0)
        ids[row[act.pair]].add(act.incident_id)
    return Tension(tuple(pairs), calendar, conflict, whole, tuple(tuple(sorted(i)) for i in ids))


def influence(
    found: Tension, pair: tuple[str, str] | None, *, n_surrogates: int, n_bootstrap: int, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Return the fields of a finding on a pair, or on the pair of the greatest influence where none is named.

    The p-value of a pair that was chosen for its influence holds for all pairs (Westfall & Young 1993).
    """
    if len(found.pairs) < 2:
        return []
    share = found.share()
    surplus = found.conflict - share * found.whole
    length = block_length(surplus)
    spread = np.sqrt(np.maximum((surplus**2).sum(axis=1), 1e-12))
    t = surplus.sum(axis=1) / spread
    drawn = block_signs(surplus.shape[1], length, n_surrogates, rng) @ surplus.T / spread
    each = surplus.sum(axis=1) / np.maximum(found.whole.sum() - found.whole.sum(axis=1), 1e-12)
    family = step_down(np.abs(t), np.abs(drawn))
    chosen = tuple(sorted(pair)) if pair else found.pairs[int(np.abs(each).argmax())]
    if chosen not in found.pairs:
        return []
    at = found.pairs.index(chosen)
    p = p_value(float(t[at]), drawn[:, at]) if pair else float(family[at])
    interval = percentiles(_resampled(found, at, length, n_bootstrap, rng))
    short = len(found.calendar) < SHORTEST
    order = np.argsort(-each, kind="stable")
    return [{
        "subject": "·".join(chosen),
        "statement": _words(chosen, share, float(each[at]), interval, None if short else p),
        "estimate": float(each[at]), "interval": None if short else interval, "p_value": None if short else p,
        "null_model": FLIPPED if pair else f"{FLIPPED}; p holds for all {len(found.pairs)} pairs",
        "details": {
            "question": "tension", "tension": share, "without": found.share(without=at), "block": length,
            "rank": int(np.flatnonzero(order == at)[0]) + 1, "n_pairs": len(found.pairs),
            "own_share": _share(found.conflict[at].sum(), found.whole[at].sum()),
            "weight": _share(found.whole[at].sum(), found.whole.sum()),
            "pairs": [
                {"pair": "·".join(found.pairs[i]), "influence": float(each[i]), "p": float(family[i])} for i in order
            ],
            "periods": found.calendar.labels,
            "with": _line(found.conflict.sum(axis=0), found.whole.sum(axis=0)),
            "without_by_period": _line(
                found.conflict.sum(axis=0) - found.conflict[at], found.whole.sum(axis=0) - found.whole[at]
            ),
        },
        "incident_ids": found.incident_ids[at],
    }]  # fmt: skip


def _resampled(found: Tension, at: int, length: int, n_bootstrap: int, rng: np.random.Generator) -> Floats:
    n = found.whole.shape[1]
    counts = draw_counts(block_indices(n, length, n_bootstrap, rng), n)
    c, m = counts @ found.conflict.sum(axis=0), counts @ found.whole.sum(axis=0)
    own_c, own_m = counts @ found.conflict[at], counts @ found.whole[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(c / m - (c - own_c) / (m - own_m), dtype=np.float64)


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _line(part: Floats, whole: Floats) -> list[float | None]:
    return [_share(p, w) for p, w in zip(part, whole, strict=True)]


def _words(
    pair: tuple[str, ...], share: float, each: float, interval: tuple[float, float] | None, p: float | None
) -> str:
    a, b = (state_name(s) for s in pair)
    between = f" (95% interval {100 * interval[0]:+.1f} to {100 * interval[1]:+.1f})" if interval else ""
    said = f"conflict makes up {share:.0%} of what passed in the region; without what passed between {a} and {b} it "
    said += f"would be {share - each:.0%}, a difference of {100 * each:+.1f} points{between}"
    if p is None:
        said = said.removesuffix(between) + "; the time is too short to say how sure that is."
    elif p >= 0.05:
        said += f"; that the pair is more or less hostile than the rest cannot be shown (p = {p:.3f})."
    else:
        said += f"; the pair {'adds to' if each > 0 else 'takes from'} the region's tension (p = {p:.3f})."
    return said[0].upper() + said[1:]
