"""The null model of signed networks: every state keeps its number of friends and of foes.

One move: four states a, b, c, d in a ring whose sides a-b and c-d have one label and b-c and d-a another (a label
is *friend*, *foe* or *nothing*); the two labels change places. For each of the four it trades a tie for a tie, so that
all positive and all negative degrees stay. It is the switch of Rao, Jana & Bandyopadhyay (1996, Sankhya A 58) for
graphs with more than one kind of edge; with *nothing* as a label it is the usual double edge swap. The move is its
own inverse, so the chain is symmetric and its networks are uniform.

Surrogates are drawn by the parallel method of Besag & Clifford (1989, Biometrika 76): one walk from the network seen to
a point of departure, and from there as many independent walks as surrogates. The test is then valid however slowly the
chain mixes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.measures.resampling import Floats
from detente.measures.ties import Signs

__all__ = ["dealt", "switched"]

# A chain that moves at every chance may only reach half of the networks after an even number of moves.
IDLE = 0.1


def switched(sign: Signs, count: int, rng: np.random.Generator, *, attempts: int | None = None) -> Signs:
    """Return ``count`` surrogates, axis 0; ``attempts`` moves are tried each way (twenty a pair of states)."""
    n = sign.shape[0]
    if n < 4:
        return np.repeat(sign[None], count, axis=0)
    tries = attempts or int(np.clip(10 * n * (n - 1), 500, 5000))
    departure = _walk(sign[None].copy(), tries, rng)
    return _walk(np.repeat(departure, count, axis=0), tries, rng)


def _walk(state: Signs, tries: int, rng: np.random.Generator) -> Signs:
    """Walk many chains abreast; each step tries one move in each."""
    chains, n = state.shape[0], state.shape[1]
    row = np.arange(chains)
    for _ in range(tries):
        a, b, c, d = _four(n, chains, rng)
        ab, bc, cd, da = state[row, a, b], state[row, b, c], state[row, c, d], state[row, d, a]
        stays = rng.random(chains) < IDLE
        moved = np.flatnonzero((ab == cd) & (bc == da) & (ab != bc) & ~stays)
        if moved.size:
            a, b, c, d = a[moved], b[moved], c[moved], d[moved]
            x, y = ab[moved], bc[moved]
            for i, j, label in ((a, b, y), (c, d, y), (b, c, x), (d, a, x)):
                state[moved, i, j] = state[moved, j, i] = label
    return state


def _four(n: int, chains: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return four different nodes for each chain."""
    drawn = [rng.integers(0, n - k, size=chains) for k in range(4)]
    taken = np.empty((4, chains), dtype=np.int64)
    for k, place in enumerate(drawn):
        earlier = np.sort(taken[:k], axis=0)
        for other in earlier:
            place = place + (place >= other)
        taken[k] = place
    return taken


def dealt(weight: Floats, surrogates: Signs, rng: np.random.Generator) -> Floats:
    """Deal the weights of the network seen to the ties of each surrogate, at random among those of one sign."""
    upper = np.triu_indices(weight.shape[0], 1)
    seen = weight[upper]
    made = np.zeros((surrogates.shape[0], seen.size))
    labels = surrogates[:, upper[0], upper[1]]
    for sign in (1, -1):
        values = seen[np.sign(seen) == sign]
        if values.size:
            made[labels == sign] = rng.permuted(np.tile(values, (surrogates.shape[0], 1)), axis=1).ravel()
    whole = np.zeros(surrogates.shape)
    whole[:, upper[0], upper[1]] = made
    return whole + whole.transpose(0, 2, 1)
