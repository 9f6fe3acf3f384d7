"""Is one of two states harsher about third ones than the other, in the same period?

The difference of the two stances where both spoke; its sign turns at random under the null, whole blocks of periods at
once and all third states together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from detente.measures.dyads import state_name
from detente.measures.resampling import (
    Floats,
    block_indices,
    block_length,
    block_signs,
    column_means,
    draw_counts,
    p_value,
    percentiles,
    step_down,
)
from detente.measures.stances import Stances, capital

__all__ = ["harsher"]

FLIPPED = "the difference of the two changes its sign at random, whole blocks of periods at once"
# A difference of two series keeps their memory, where a product of them forgets faster: its blocks are longer.
REACH = 5


def harsher(
    panel: Stances, *, n_surrogates: int, n_bootstrap: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Yield the fields of findings, pooled, then for each third state; below zero the first state is the harsher."""
    difference = panel.a - panel.b
    n = difference.shape[1]
    length = block_length(difference, reach=REACH)
    signs = block_signs(n, length, n_surrogates, rng)
    weights = draw_counts(block_indices(n, length, n_bootstrap, rng), n)
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
        ("·".join(panel.pair), "other states", float(means.mean()), column_means(boot.T), p, int(counts.sum()), None)
    ]
    rows += [
        (panel.about(s), state_name(s), float(means[i]), boot[:, i], float(family[i]), int(counts[i]), s)
        for i, s in enumerate(panel.third)
    ]
    for subject, about, mean, draws, chance, count, third in rows:
        interval = percentiles(draws)
        yield {
            "subject": subject,
            "statement": _harsher_words(panel, about, mean, interval, chance),
            "estimate": mean, "interval": interval, "p_value": chance, "null_model": FLIPPED,
            "details": {"question": "harsher", "third": third, "n_periods": count, "block": length},
            "incident_ids": panel.ids[panel.third.index(third)] if third else panel.all_ids,
        }  # fmt: skip


def _harsher_words(panel: Stances, about: str, mean: float, interval: tuple[float, float] | None, p: float) -> str:
    a, b = (state_name(s) for s in panel.pair)
    between = f" (95% interval {interval[0]:+.2f} to {interval[1]:+.2f})" if interval else ""
    if p >= 0.05:
        return capital(
            f"neither {a} nor {b} can be shown to be harsher about {about}: the mean difference on the scale is "
            f"{mean:+.2f}{between}, and chance alone gives as much with p = {p:.3f}."
        )
    harsh, mild = (a, b) if mean < 0 else (b, a)
    return capital(
        f"{harsh} is harsher about {about} than {mild}: {abs(mean):.2f} points lower on the scale on average "
        f"in the same {panel.calendar.frequency}{between}; p = {p:.3f}."
    )
