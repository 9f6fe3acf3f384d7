"""How well do groups of reports agree with the true ones? B³ and pairwise F1, with bootstrapped intervals.

Both are over the labelled reports alone. B³ (Bagga and Baldwin 1998) asks of each report which share of its group
belongs there and which share of its true group is there; pairwise scores ask the same of each pair of reports. The
bootstrap draws true incidents with replacement, because reports of one incident are right or wrong together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import UsageError
from detente.evaluate.scores import Interval

__all__ = ["Agreement", "agreement"]

_DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Agreement:
    """Scores by name (``B3 F1``, ``pairwise precision`` ...), and what they rest on."""

    reports: int
    incidents: int
    groups: int
    scores: Mapping[str, Interval]


def agreement(true: Mapping[str, Hashable], found: Mapping[str, Hashable], *, seed: int = 1) -> Agreement:
    """Compare groupings of the same reports, given as report -> group; raises UsageError for none."""
    items = sorted(true)
    if not items:
        raise UsageError("no labelled report was found among the events; nothing can be scored")
    gold, said = [true[i] for i in items], [found[i] for i in items]
    both = Counter(zip(gold, said, strict=True))
    n_gold, n_said = Counter(gold), Counter(said)
    # For each report: companions shared, companions found, companions true (each pair counts at both its ends).
    counts = np.array(
        [(both[g, s], n_said[s], n_gold[g]) for g, s in zip(gold, said, strict=True)], dtype=float
    ).reshape(-1, 3)
    drawn = _draws(gold, seed)
    values = _scores(counts)
    spread = [_scores(counts[rows]) for rows in drawn]
    scores = {name: _measure(value, [s[name] for s in spread]) for name, value in values.items()}
    return Agreement(len(items), len(n_gold), len(n_said), scores)


def _draws(gold: Iterable[Hashable], seed: int) -> list[NDArray[Any]]:
    rows: dict[Hashable, list[int]] = defaultdict(list)
    for row, incident in enumerate(gold):
        rows[incident].append(row)
    members = [np.array(r) for r in rows.values()]
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(members), size=(_DRAWS, len(members)))
    return [np.concatenate([members[i] for i in pick]) for pick in picks]


def _scores(counts: NDArray[Any]) -> dict[str, float]:
    shared, said, true = counts.T
    precision, recall = float((shared / said).mean()), float((shared / true).mean())
    pairs = shared - 1
    pair_precision, pair_recall = _ratio(pairs.sum(), (said - 1).sum()), _ratio(pairs.sum(), (true - 1).sum())
    return {
        "B3 precision": precision,
        "B3 recall": recall,
        "B3 F1": _f1(precision, recall),
        "pairwise precision": pair_precision,
        "pairwise recall": pair_recall,
        "pairwise F1": _f1(pair_precision, pair_recall),
    }


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 1.0  # no pair was found, or none is true: nothing is wrong


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _measure(value: float, spread: list[float]) -> Interval:
    low, high = np.quantile(spread, [0.025, 0.975])
    return Interval(value, float(low), float(high))
