"""Which claim of one text is which of another: named, weighted features, and the best assignment as a whole.

A pair's score is the sum of its features' weights. Pairs above the threshold are matched so that their total is the
greatest (Kuhn 1955, by ``scipy.optimize.linear_sum_assignment``), each claim at most once. ``Link.parts`` says how a
score came about. ``docs/readouts.md`` says how the weights were found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from detente.readouts.claims import Claim
from detente.readouts.words import cosine, grams, idf, load_background, stems, weighed

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


def _place(a: Claim, b: Claim) -> float:
    return 1.0 - abs(a.place - b.place)


def _topics(a: Claim, b: Claim) -> float:
    one, other = set(a.topics), set(b.topics)
    return len(one & other) / max(1, len(one | other))


def _begins(a: Claim, b: Claim) -> float:
    return float(a.sentence.ordinal == b.sentence.ordinal == 0)  # who met whom, where


# Those of words and letters are measured apart, because they need the weights of all words of both texts.
FEATURES: tuple[Feature, ...] = (
    Feature("words", 0.3, lambda a, b: 0.0),
    Feature("letters", 0.3, lambda a, b: 0.0),
    Feature("words but names", 0.3, lambda a, b: 0.0),
    Feature("letters but names", 0.15, lambda a, b: 0.0),
    Feature("topics", 0.1, _topics),
    Feature("beginning", 0.1, _begins),
    Feature("place", 0.05, _place),
)
THRESHOLD = 0.14

LEXICAL: tuple[Feature, ...] = (Feature("plain words", 1.0, lambda a, b: 0.0),)
"""The baseline: words alone, weighed by the two texts in hand."""

Measured = dict[tuple[int, int], tuple[float, ...]]


def measured(a: Sequence[Claim], b: Sequence[Claim], features: Sequence[Feature] = FEATURES) -> Measured:
    """Measure every pair of claims by every feature."""
    wanted = {f.name for f in features}
    tables = {name: of(a, b) for name, of in _LIKENESS.items() if name in wanted}
    return {
        (i, j): tuple(tables[f.name][i][j] if f.name in tables else f.of(one, other) for f in features)
        for i, one in enumerate(a)
        for j, other in enumerate(b)
    }


_Table = list[list[float]]


def _likeness(a: Sequence[Sequence[str]], b: Sequence[Sequence[str]], known: Mapping[str, int], total: int) -> _Table:
    weights = idf((*a, *b), known, total)
    left, right = ([weighed(parts, weights) for parts in side] for side in (a, b))
    return [[cosine(one, other) for other in right] for one in left]


def _words(a: Sequence[Claim], b: Sequence[Claim]) -> _Table:
    known = load_background()
    return _likeness([c.stems for c in a], [c.stems for c in b], known.stems, known.sentences)


def _letters(a: Sequence[Claim], b: Sequence[Claim]) -> _Table:
    known = load_background()
    return _likeness([grams(c.text) for c in a], [grams(c.text) for c in b], known.grams, known.sentences)


def _words_but_names(a: Sequence[Claim], b: Sequence[Claim]) -> _Table:
    known = load_background()
    return _likeness([stems(c.content) for c in a], [stems(c.content) for c in b], known.stems, known.sentences)


def _letters_but_names(a: Sequence[Claim], b: Sequence[Claim]) -> _Table:
    known = load_background()
    return _likeness([grams(c.content) for c in a], [grams(c.content) for c in b], known.grams, known.sentences)


def _plain_words(a: Sequence[Claim], b: Sequence[Claim]) -> _Table:
    return _likeness([c.stems for c in a], [c.stems for c in b], {}, 0)


_LIKENESS: Mapping[str, Callable[[Sequence[Claim], Sequence[Claim]], _Table]] = {
    "words": _words,
    "letters": _letters,
    "words but names": _words_but_names,
    "letters but names": _letters_but_names,
    "plain words": _plain_words,
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
