"""Is one state the other's harsher voice?

One state speaks for another in this sense when, toward third states, the two mostly take the same side and one of them
is nearly always the more severe: where A frowns, B threatens. Only periods in which both spoke of a third state
and with the same sign are compared, by the size of their stances. The finding holds when

- the two are of the same sign in more than half of the periods, the interval too, and
- the share of periods in which one is the more severe (ties count half) has an interval on one side of one half,
  p below 0.05 against a null in which the lead changes hands at random, whole blocks of periods at once, and
- that state leads toward most third states, one by one.

It says who is more extreme in words and deeds on record. That one speaks *at the bidding* of the other it cannot say.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.measures.dyads import state_name
from detente.measures.resampling import Floats, block_indices, block_length, block_signs, p_value, percentiles
from detente.measures.stances import Stances

__all__ = ["voice_of"]

FLIPPED = "the lead in severity changes hands at random, whole blocks of periods at once"


def voice_of(panel: Stances, *, n_surrogates: int, n_bootstrap: int, rng: np.random.Generator) -> dict[str, Any]:
    """Return the fields of a finding on who leads in severity; ``details["holds"]`` says whether one is a voice."""
    both = ~np.isnan(panel.a) & ~np.isnan(panel.b)
    sign_a, sign_b = np.sign(np.nan_to_num(panel.a)), np.sign(np.nan_to_num(panel.b))
    same = both & (sign_a == sign_b) & (sign_a != 0)
    lead = np.where(same, np.sign(np.abs(np.nan_to_num(panel.a)) - np.abs(np.nan_to_num(panel.b))), 0.0)
    n, n_same = lead.shape[1], int(same.sum())
    length = block_length(np.where(same, lead, np.nan)) if n_same else 1
    flipped = block_signs(n, length, n_surrogates, rng) @ lead.sum(axis=0)
    p = p_value(float(lead.sum()), flipped)
    draws = block_indices(n, length, n_bootstrap, rng)
    share, share_interval = _share(lead, same, draws)
    alike, alike_interval = _share(2.0 * same - 1.0, both, draws)
    by_third = {s: _one(lead[i], same[i]) for i, s in enumerate(panel.third)}
    sides = [x for x in by_third.values() if x is not None]
    leads = sum((x > 0.5) == (share > 0.5) and x != 0.5 for x in sides)
    holds = bool(
        p < 0.05 and n_same and alike_interval and alike_interval[0] > 0.5
        and share_interval and not share_interval[0] <= 0.5 <= share_interval[1] and 2 * leads > len(sides)
    )  # fmt: skip
    loud, quiet = panel.pair if share > 0.5 else panel.pair[::-1]
    top, interval = (share, share_interval) if share > 0.5 else (1 - share, _mirror(share_interval))
    return {
        "subject": f"{loud} for {quiet}",
        "statement": _words(loud, quiet, top, n_same, alike, panel.calendar.frequency, p, holds),
        "estimate": top, "interval": interval, "p_value": p, "null_model": FLIPPED,
        "details": {
            "question": "voice", "holds": holds, "voice": loud, "of": quiet, "n_same": n_same,
            "n_both": int(both.sum()), "same_sign": alike, "same_sign_interval": alike_interval, "block": length,
            "by_third": by_third if share > 0.5 else {s: None if x is None else 1 - x for s, x in by_third.items()},
            "hostile": float((same & (sign_a < 0)).sum() / n_same) if n_same else None,
        },
        "incident_ids": tuple(sorted({i for ids in panel.ids for i in ids})),
    }  # fmt: skip


def _share(lead: Floats, counted: Any, draws: Any) -> tuple[float, tuple[float, float] | None]:
    """Return the share of counted cells that are positive, zeros half, with its block bootstrap interval."""
    won, n = np.where(counted, (lead + 1) / 2, 0.0).sum(axis=0), counted.sum(axis=0).astype(float)
    if n.sum() == 0:
        return 0.5, None
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = won[draws].sum(axis=1) / n[draws].sum(axis=1)
    return float(won.sum() / n.sum()), percentiles(drawn)


def _one(lead: Floats, same: Any) -> float | None:
    return float(((lead[same] + 1) / 2).mean()) if same.any() else None


def _mirror(interval: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if interval is None else (1 - interval[1], 1 - interval[0])


def _words(loud: str, quiet: str, share: float, n: int, alike: float, unit: str, p: float, holds: bool) -> str:
    a, b = state_name(loud), state_name(quiet)
    if not holds:
        said = f"{a} cannot be called the harsher voice of {b}: they take the same side toward third states in "
        said += f"{alike:.0%} of the cases and {a} is the more severe in {share:.0%} of those (p = {p:.3f})."
        return said[0].upper() + said[1:]
    said = f"{a} says more severely what {b} says too: in {share:.0%} of {n} {unit}s in which both took the same side "
    said += f"toward a third state, {a} went further (p = {p:.3f}); at whose wish the record does not tell."
    return said[0].upper() + said[1:]
