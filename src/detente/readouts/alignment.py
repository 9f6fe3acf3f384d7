"""Which claim of one text is which of another: named, weighted features, and the best assignment as a whole.

A pair's score is the sum of its features' weights. Pairs above the threshold are matched so that their total is the
greatest (Kuhn 1955, by ``scipy.optimize.linear_sum_assignment``), each claim at most once. ``Link.parts`` says how a
score came about. ``docs/readouts.md`` says how the weights were found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from detente.readouts.claims import Act, Claim
from detente.readouts.figures import same
from detente.readouts.words import cosine, idf, weighed

__all__ = ["FEATURES", "LEXICAL", "THRESHOLD", "Feature", "Link", "Measured", "align", "measured"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One way in which two claims are alike, 0 to 1, and what it weighs."""

    name: str
    weight: float
    of: Callable[[Claim, Claim], float]


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims taken for one: their places in the two sequences, the score, what each feature gave."""

    a: int
    b: int
    score: float
    parts: tuple[tuple[str, float], ...]


def _topics(a: Claim, b: Claim) -> float:
    return _jaccard(set(a.topics), set(b.topics))


def _encounter(a: Claim, b: Claim) -> float:
    """Both tell that the sides met, at the head of their texts."""
    return float(all("encounter" in c.topics and c.place < 0.34 for c in (a, b)))


def _acts(a: Claim, b: Claim) -> float:
    return float(any(one.event_type == other.event_type and _meet(one, other) for one in a.acts for other in b.acts))


def _meet(one: Act, other: Act) -> bool:
    return bool({*one.actor, *one.recipient} & {*other.actor, *other.recipient})


def _figures(a: Claim, b: Claim) -> float:
    return float(bool(same(a.figures, b.figures)))


def _names(a: Claim, b: Claim) -> float:
    return _jaccard(set(a.names), set(b.names))


def _voice(a: Claim, b: Claim) -> float:
    return float(bool(a.voice) and a.voice == b.voice)


def _place(a: Claim, b: Claim) -> float:
    return 1.0 - abs(a.place - b.place)


def _jaccard(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


# ``words`` is measured apart, because it needs the weights of all words of both texts.
FEATURES: tuple[Feature, ...] = (
    Feature("words", 6.5, lambda a, b: 0.0),
    Feature("topics", 2.5, _topics),
    Feature("encounter", 1.5, _encounter),
    Feature("acts", 0.3, _acts),
    Feature("figures", 1.0, _figures),
    Feature("names", 0.3, _names),
    Feature("voice", 0.6, _voice),
    Feature("place", 1.2, _place),
)
THRESHOLD = 2.6

LEXICAL: tuple[Feature, ...] = (Feature("words", 1.0, lambda a, b: 0.0),)
"""The baseline: words alone."""

Measured = dict[tuple[int, int], tuple[float, ...]]


def measured(a: Sequence[Claim], b: Sequence[Claim], features: Sequence[Feature] = FEATURES) -> Measured:
    """Measure every pair of claims by every feature."""
    weights = idf(c.stems for c in (*a, *b))
    left, right = ([weighed(c.stems, weights) for c in side] for side in (a, b))
    return {
        (i, j): tuple(cosine(left[i], right[j]) if f.name == "words" else f.of(one, other) for f in features)
        for i, one in enumerate(a)
        for j, other in enumerate(b)
    }


def align(
    a: Sequence[Claim], b: Sequence[Claim], *, features: Sequence[Feature] = FEATURES, threshold: float = THRESHOLD
) -> tuple[Link, ...]:
    """Match the claims of two texts, in the order of the first."""
    if not a or not b:
        return ()
    values = measured(a, b, features)
    scores = np.array(
        [
            [sum(f.weight * v for f, v in zip(features, values[i, j], strict=True)) for j in range(len(b))]
            for i in range(len(a))
        ]
    )
    rows, columns = linear_sum_assignment(np.maximum(scores - threshold, 0.0), maximize=True)
    return tuple(
        Link(int(i), int(j), round(float(scores[i, j]), 3), _parts(features, values[int(i), int(j)]))
        for i, j in zip(rows, columns, strict=True)
        if scores[i, j] > threshold
    )


def _parts(features: Sequence[Feature], values: Sequence[float]) -> tuple[tuple[str, float], ...]:
    return tuple((f.name, round(f.weight * v, 3)) for f, v in zip(features, values, strict=True) if v)
