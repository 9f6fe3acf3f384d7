"""Structural balance: are the friends of my friends my friends, and the foes of my foes?

A triad (three states, each two with a signed tie) is balanced when the product of its signs is positive (Heider 1946;
Cartwright & Harary 1956). A network is balanced when its states fall into two camps with friends within and foes
between; its *frustration index* is the least number of ties that have to be left out for that (Harary 1959).

The index is exact where the problem is small: a network falls into its blocks (maximal parts without a cut point),
up to ``ENUMERATED`` states by trying all divisions, beyond that by the integer program of Aref, Mason & Wilson (2020,
Networks 75) with a time limit, after which it is known to lie between two bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from detente.measures.resampling import Floats, Ints
from detente.measures.ties import Signs

__all__ = ["ENUMERATED", "Frustration", "Triads", "balanced_share", "frustration", "search", "triads"]

ENUMERATED = 16
RESTARTS = 20


@dataclass(frozen=True, slots=True)
class Triads:
    """The triads of a network by their number of hostile ties: 0 and 2 are balanced, 1 and 3 are not."""

    by_hostile: tuple[int, int, int, int]

    @property
    def n(self) -> int:
        """All triads."""
        return sum(self.by_hostile)

    @property
    def balanced(self) -> int:
        """Those that are balanced."""
        return self.by_hostile[0] + self.by_hostile[2]


def triads(sign: Signs) -> Triads:
    """Count the triads of a matrix of signs."""
    plus, minus = (sign > 0).astype(np.int64), (sign < 0).astype(np.int64)
    none, three = (int(np.trace(m @ m @ m)) // 6 for m in (plus, minus))
    one, two = int((plus @ plus * minus).sum()) // 2, int((minus @ minus * plus).sum()) // 2
    return Triads((none, one, two, three))


def balanced_share(signs: Signs) -> Floats:
    """Return the share of balanced triads of many networks (axis 0), one half where there is no triad."""
    s = signs.astype(np.float64)
    product = np.einsum("rij,rji->r", s @ s, s)
    whole = np.einsum("rij,rji->r", np.abs(s) @ np.abs(s), np.abs(s))
    return np.asarray(0.5 + 0.5 * np.divide(product, whole, out=np.zeros_like(product), where=whole > 0))


@dataclass(frozen=True, slots=True)
class Frustration:
    """The frustration index between two bounds, and the camps (+1, -1 a state) that reach the upper one."""

    lower: int
    upper: int
    camps: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """True where the bounds meet."""
        return self.lower == self.upper


def frustration(sign: Signs, *, seconds: float = 10.0, seed: int = 0) -> Frustration:
    """Return the frustration index; ``seconds`` limits the integer program for each large block."""
    graph = nx.from_numpy_array(sign.astype(np.int64))
    camps, joined = np.ones(sign.shape[0], dtype=np.int64), set[int]()
    lower = upper = 0
    for nodes in _blocks(graph):
        part = sign[np.ix_(nodes, nodes)]
        low, side = _enumerated(part) if len(nodes) <= ENUMERATED else _programmed(part, seconds, seed)
        lower, upper = lower + low, upper + _frustrated(part, side)
        # Two blocks meet in one state at most, so a block is turned to agree with what is settled there.
        met = [i for i, node in enumerate(nodes) if node in joined]
        turn = 1 if not met else int(camps[nodes[met[0]]] * side[met[0]])
        camps[nodes] = turn * side
        joined |= set(nodes)
    return Frustration(lower, upper, tuple(int(c) for c in camps))


def _blocks(graph: nx.Graph) -> list[list[int]]:
    """Return the blocks so that each meets those before it in one state at most."""
    waiting = [sorted(b) for b in nx.biconnected_components(graph)]
    ordered: list[list[int]] = []
    seen: set[int] = set()
    while waiting:
        at = next((i for i, b in enumerate(waiting) if seen & set(b)), 0)
        block = waiting.pop(at)
        ordered.append(block)
        seen |= set(block)
    return ordered


def _frustrated(sign: Signs, camps: Ints) -> int:
    agreed = int(camps @ sign.astype(np.int64) @ camps) // 2
    return (int(np.count_nonzero(sign)) // 2 - agreed) // 2


def _enumerated(sign: Signs) -> tuple[int, Ints]:
    n = sign.shape[0]
    numbers = np.arange(1 << (n - 1))
    camps = 1 - 2 * ((numbers[:, None] >> np.arange(n)) & 1).astype(np.float32)
    agreed = np.einsum("ij,ij->i", camps @ sign.astype(np.float32), camps)
    best = camps[int(agreed.argmax())].astype(np.int64)
    return _frustrated(sign, best), best


def _programmed(sign: Signs, seconds: float, seed: int) -> tuple[int, Ints]:
    """Solve the integer program; a variable a state (its camp) and a variable a tie (frustrated or not)."""
    n = sign.shape[0]
    ties = [(i, j) for i, j in combinations(range(n), 2) if sign[i, j]]
    rows, low = _constraints(sign, ties)
    fixed = int(np.abs(sign).sum(axis=0).argmax())
    bounds = optimize.Bounds(np.where(np.arange(n + len(ties)) == fixed, 1.0, 0.0), np.ones(n + len(ties)))
    solved = optimize.milp(
        np.r_[np.zeros(n), np.ones(len(ties))],
        constraints=optimize.LinearConstraint(rows, low, np.inf),
        integrality=np.r_[np.ones(n), np.zeros(len(ties))],
        bounds=bounds,
        options={"time_limit": seconds},
    )
    camps, n_frustrated = search(sign[None], np.random.default_rng(seed))
    best, found = camps[0], int(n_frustrated[0])
    if solved.x is not None and _frustrated(sign, side := (2 * np.round(solved.x[:n]) - 1).astype(np.int64)) < found:
        best, found = side, _frustrated(sign, side)
    bound = solved.mip_dual_bound
    return min(found, int(np.ceil(bound - 1e-6)) if bound is not None else 0), best


def _constraints(sign: Signs, ties: list[tuple[int, int]]) -> tuple[sparse.csr_array, Floats]:
    """A tie between camps frustrates friends, one within a camp foes; an unbalanced triad has a frustrated tie."""
    n, number = sign.shape[0], {tie: k for k, tie in enumerate(ties)}
    rows: list[tuple[dict[int, float], float]] = []
    for (i, j), k in number.items():
        if sign[i, j] > 0:
            rows += [({n + k: 1, i: -1, j: 1}, 0), ({n + k: 1, i: 1, j: -1}, 0)]
        else:
            rows += [({n + k: 1, i: -1, j: -1}, -1), ({n + k: 1, i: 1, j: 1}, 1)]
    for (i, j), k in number.items():
        for m in range(j + 1, n):
            if sign[i, m] and sign[j, m] and sign[i, j] * sign[i, m] * sign[j, m] < 0:
                rows.append(({n + k: 1, n + number[i, m]: 1, n + number[j, m]: 1}, 1))
    entries = [(r, c, v) for r, (row, _) in enumerate(rows) for c, v in row.items()]
    r, c, v = (np.array(x) for x in zip(*entries, strict=True))
    return sparse.csr_array((v, (r, c)), shape=(len(rows), n + len(ties))), np.array([low for _, low in rows], float)


def search(signs: Signs, rng: np.random.Generator, *, restarts: int = RESTARTS) -> tuple[Ints, Ints]:
    """Return good camps and their number of frustrated ties for many networks (axis 0) by local search.

    From random camps, states change sides one by one as long as it leaves fewer ties frustrated; the best of
    ``restarts``. The number is an upper bound of the frustration index.
    """
    s = signs.astype(np.float64)
    count, n = s.shape[0], s.shape[1]
    camps = rng.choice((-1.0, 1.0), size=(count, restarts, n))
    for _ in range(4 * n):
        before = camps.copy()
        for i in range(n):
            pull = np.einsum("rkj,rj->rk", camps, s[:, i])
            camps[:, :, i] = np.where(pull == 0, camps[:, :, i], np.sign(pull))
        if np.array_equal(before, camps):
            break
    agreed = np.einsum("rki,rki->rk", camps @ s, camps) / 2
    best = agreed.argmax(axis=1)
    ties: NDArray[np.float64] = np.abs(s).sum(axis=(1, 2)) / 2
    frustrated = np.round((ties - agreed[np.arange(count), best]) / 2).astype(np.int64)
    return camps[np.arange(count), best].astype(np.int64), frustrated
