"""Blocs: groups of states that cooperate with each other more, and quarrel less, than their ties at large suggest.

The quality of a division is the signed modularity of Gómez, Jensen & Arenas (2009, Physical Review E 80, 016114):

    Q = 1 / (2w+ + 2w-) * sum_ij [ (w+_ij - w+_i w+_j / 2w+) - (w-_ij - w-_i w-_j / 2w-) ] for i, j in one bloc

Divisions are found by Louvain on the cooperative ties (networkx), then by moving single states while Q grows. Since
the search is random it is run from many seeds: the best is the result, and how far the others agree with it
(adjusted Rand index; Hubert & Arabie 1985) is its stability.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from detente.measures.resampling import Floats, Ints
from detente.measures.ties import Network

__all__ = ["Blocs", "adjusted_rand", "blocs", "modularity_matrix", "moved", "quality"]


@dataclass(frozen=True, slots=True)
class Blocs:
    """A division into blocs (largest first), its quality, and how stable it is over seeds.

    ``together`` holds for each two states the share of seeds that put them into one bloc.
    """

    blocs: tuple[tuple[str, ...], ...]
    quality: float
    stability: float
    together: Floats


def blocs(network: Network, *, n_seeds: int = 50, seed: int = 0) -> Blocs:
    """Divide a network into blocs."""
    matrix = modularity_matrix(network.weight[None])
    positive = network.positive()
    starts = np.stack([_louvain(positive, network.states, seed + k) for k in range(n_seeds)])
    every = np.repeat(matrix, n_seeds, axis=0)
    labels = moved(every, starts)
    q = quality(every, labels)
    best = labels[int(q.argmax())]
    agreement = [adjusted_rand(best, other) for other in labels]
    groups = [tuple(network.states[i] for i in np.flatnonzero(best == c)) for c in np.unique(best)]
    return Blocs(
        tuple(sorted(groups, key=lambda g: (-len(g), g))),
        float(q.max()),
        float(np.mean(agreement)),
        (labels[:, :, None] == labels[:, None, :]).mean(axis=0),
    )


def _louvain(positive: nx.Graph, states: tuple[str, ...], seed: int) -> Ints:
    found = nx.community.louvain_communities(positive, weight="weight", seed=seed)
    place = {s: c for c, group in enumerate(found) for s in group}
    return np.array([place[s] for s in states], dtype=np.int64)


def modularity_matrix(weights: Floats) -> Floats:
    """Return the matrix whose sum within blocs is Q, for many networks (axis 0)."""
    plus, minus = np.maximum(weights, 0), np.maximum(-weights, 0)
    whole = plus.sum(axis=(1, 2)) + minus.sum(axis=(1, 2))
    made = _excess(plus) - _excess(minus)
    return np.asarray(made / np.maximum(whole, 1e-12)[:, None, None])


def _excess(w: Floats) -> Floats:
    strength = w.sum(axis=2)
    whole = np.maximum(strength.sum(axis=1), 1e-12)[:, None, None]
    return np.asarray(w - strength[:, :, None] * strength[:, None, :] / whole)


def moved(matrix: Floats, labels: Ints) -> Ints:
    """Move single states to the bloc where Q gains most, until none gains; many networks abreast (axis 0)."""
    count, n = labels.shape
    labels, row = labels.copy(), np.arange(count)
    belongs = (labels[:, :, None] == np.arange(n)).astype(np.float64)  # network, state, bloc
    for _ in range(4 * n):
        changed = False
        for i in range(n):
            belongs[:, i] = 0
            pull = matrix[:, i] - np.where(np.arange(n) == i, matrix[:, i], 0.0)
            gain = np.einsum("rj,rjc->rc", pull, belongs)
            best = gain.argmax(axis=1)
            stay = gain[row, labels[:, i]] >= gain[row, best] - 1e-12
            new = np.where(stay, labels[:, i], best)
            changed |= bool((new != labels[:, i]).any())
            labels[:, i] = new
            belongs[row, i, new] = 1
        if not changed:
            break
    return labels


def quality(matrix: Floats, labels: Ints) -> Floats:
    """Return the signed modularity of a division of each network."""
    same = labels[:, :, None] == labels[:, None, :]
    return np.asarray((matrix * same).sum(axis=(1, 2)))


def adjusted_rand(left: Ints, right: Ints) -> float:
    """Return how far two divisions agree: 1 where they are the same, about 0 where it is chance."""
    table = np.zeros((int(left.max()) + 1, int(right.max()) + 1))
    np.add.at(table, (left, right), 1)
    pairs = (table * (table - 1) / 2).sum()
    a, b = ((t * (t - 1) / 2).sum() for t in (table.sum(axis=0), table.sum(axis=1)))
    whole = left.size * (left.size - 1) / 2
    expected = a * b / whole if whole else 0.0
    most = (a + b) / 2
    return 1.0 if most == expected else float((pairs - expected) / (most - expected))
