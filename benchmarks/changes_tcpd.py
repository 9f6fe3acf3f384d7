"""Change points on the Turing change point data set: covering and F1 against five annotators a series.

    python benchmarks/changes_tcpd.py ../shared/data/oracles/tcpd

One setting for all series: squares over the noise's variance, three times the logarithm of the length for each change,
widened by the correlation of neighbours. It was fixed on drawn series (false alarms below 5%; see
``tests/test_measures_changes.py``) before any annotation was read. Beside it: no change at all (zero), and ruptures as
it comes, with the penalty of its own user guide (``pen=10`` with ``rbf``) and with BIC's (``2 log n``) for squares.

Scores as G. J. J. van den Burg and C. K. I. Williams, *An evaluation of change point detection algorithms* (2020),
define them: covering is the mean over annotators of the best Jaccard overlap of each of their segments; F1 counts hits
within 5 places, the first place being a change point of everyone, precision over all annotators, recall by annotator.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import ruptures
from numpy.typing import NDArray

from detente.measures.changes import cuts

MARGIN = 5
Signal = NDArray[np.float64]
Annotations = dict[str, list[int]]


def covering(annotations: Annotations, found: Sequence[int], n: int) -> float:
    """Average over annotators how well the found segments cover theirs."""
    parts = _segments(found, n)
    return float(np.mean([_cover(_segments(marks, n), parts, n) for marks in annotations.values()]))


def _segments(marks: Iterable[int], n: int) -> list[range]:
    edges = sorted({0, n, *(m for m in marks if 0 < m < n)})
    return [range(a, b) for a, b in pairwise(edges)]


def _cover(theirs: list[range], ours: list[range], n: int) -> float:
    return sum(len(a) * max(_jaccard(a, b) for b in ours) for a in theirs) / n


def _jaccard(a: range, b: range) -> float:
    shared = max(0, min(a.stop, b.stop) - max(a.start, b.start))
    return shared / (len(a) + len(b) - shared)


def f1(annotations: Annotations, found: Sequence[int]) -> float:
    """Return the harmonic mean of precision over all annotators and recall averaged over them."""
    ours = {0, *found}
    sides = [{0, *marks} for marks in annotations.values()]
    precision = _hits(set().union(*sides), ours) / len(ours)
    recall = float(np.mean([_hits(marks, ours) / len(marks) for marks in sides]))
    return 2 * precision * recall / (precision + recall)


def _hits(theirs: set[int], ours: set[int]) -> int:
    left, hits = set(ours), 0
    for mark in sorted(theirs):
        close = sorted((abs(mark - x), x) for x in left if abs(mark - x) <= MARGIN)
        if close:
            hits += 1
            left.remove(close[0][1])
    return hits


def read(path: Path) -> Signal:
    """Read a series; a missing value takes the one before it."""
    raw = json.loads(path.read_text("utf-8"))
    table = np.array([[np.nan if x is None else x for x in one["raw"]] for one in raw["series"]], dtype=float).T
    for column in table.T:
        for n in np.flatnonzero(np.isnan(column)):
            column[n] = column[n - 1] if n else column[~np.isnan(column)][0]
    return table


def standard(signal: Signal) -> Signal:
    """Give each column mean 0 and variance 1, which ruptures' penalties suppose."""
    spread = signal.std(axis=0)
    return np.asarray((signal - signal.mean(axis=0)) / np.where(spread > 0, spread, 1))


def rbf(signal: Signal) -> list[int]:
    return list(ruptures.Pelt(model="rbf").fit(standard(signal)).predict(pen=10))[:-1]


def squares(signal: Signal) -> list[int]:
    pen = 2 * np.log(len(signal)) * signal.shape[1]
    return list(ruptures.Pelt(model="l2").fit(standard(signal)).predict(pen=pen))[:-1]


METHODS: dict[str, Callable[[Signal], list[int]]] = {
    "détente": cuts,
    "ruptures rbf, pen=10": rbf,
    "ruptures l2, BIC": squares,
    "zero": lambda signal: [],
}


def main() -> None:
    folder = Path(sys.argv[1])
    annotations: dict[str, Annotations] = json.loads((folder / "annotations.json").read_text("utf-8"))
    rows: dict[str, list[tuple[float, float, int]]] = {name: [] for name in METHODS}
    names = sorted(p.stem for p in folder.glob("*.json") if p.stem != "annotations")
    for name in names:
        signal = read(folder / f"{name}.json")
        for method, find in METHODS.items():
            found = [int(x) for x in find(signal)]
            rows[method].append(
                (covering(annotations[name], found, len(signal)), f1(annotations[name], found), len(found))
            )
    print(f"{len(names)} series\n{'':<24}{'covering':>9}{'F1':>7}{'changes':>9}")
    for method, scores in rows.items():
        cover, score, changes = np.mean(scores, axis=0)
        print(f"{method:<24}{cover:>9.3f}{score:>7.3f}{changes:>9.1f}")
    if "--each" in sys.argv:
        for n, name in enumerate(names):
            print(f"{name:<20}" + "".join(f"{r[n][0]:8.2f}{r[n][1]:6.2f}{r[n][2]:4d}" for r in rows.values()))


if __name__ == "__main__":
    main()
