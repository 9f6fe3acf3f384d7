"""The states of a region as a signed, weighted network.

A tie joins two states that had to do with each other in a period. Its weight is the sum of the values of what passed
between them, whoever acted, a mutual incident once; it is positive where cooperation outweighs conflict. A
tie whose sum is zero has no sign and is no tie, but its activity counts in ``cooperation`` and ``conflict``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from detente.measures.dyads import BALANCE, Act, Calendar, once, value
from detente.measures.resampling import Floats

__all__ = ["Network", "Signs", "network", "networks_by_period", "signed"]

Signs = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Network:
    """A network of one period; ``cooperation`` and ``conflict`` are symmetric sums of values, both above zero."""

    period: str
    states: tuple[str, ...]
    cooperation: Floats
    conflict: Floats
    incident_ids: tuple[str, ...]

    @property
    def weight(self) -> Floats:
        """Cooperation less conflict."""
        return np.round(self.cooperation - self.conflict, 9)

    @property
    def sign(self) -> Signs:
        """+1, -1 or 0 for each two states."""
        return np.sign(self.weight).astype(np.int8)

    @property
    def n_ties(self) -> int:
        """How many pairs of states have a signed tie."""
        return int(np.count_nonzero(np.triu(self.sign, 1)))

    def graph(self) -> nx.Graph:
        """Return it for networkx: edges carry ``weight``, ``sign``, ``cooperation`` and ``conflict``."""
        drawn = nx.Graph()
        drawn.add_nodes_from(self.states)
        weight = self.weight
        for i, j in combinations(range(len(self.states)), 2):
            if weight[i, j]:
                drawn.add_edge(
                    self.states[i], self.states[j], weight=float(weight[i, j]), sign=int(np.sign(weight[i, j])),
                    cooperation=float(self.cooperation[i, j]), conflict=float(self.conflict[i, j]),
                )  # fmt: skip
        return drawn

    def positive(self) -> nx.Graph:
        """Return the cooperative ties alone, all states kept; ``distance`` is 1 / weight."""
        whole = self.graph()
        kept = nx.Graph()
        kept.add_nodes_from(self.states)
        kept.add_edges_from((a, b, {"weight": w, "distance": 1 / w}) for a, b, w in whole.edges(data="weight") if w > 0)
        return kept


def network(directed: Iterable[Act], *, period: str = "", scale: str = BALANCE) -> Network:
    """Build the network of these acts."""
    rows = [(act, worth) for act in once(directed) if (worth := value(act, scale)) is not None]
    states = sorted({s for act, _ in rows for s in act.pair})
    place = {s: i for i, s in enumerate(states)}
    parts = np.zeros((2, len(states), len(states)))
    for act, worth in rows:
        i, j = (place[s] for s in act.pair)
        parts[int(worth < 0), i, j] += abs(worth)
    parts += parts.transpose(0, 2, 1)
    return Network(period, tuple(states), parts[0], parts[1], tuple(sorted({a.incident_id for a, _ in rows})))


def networks_by_period(directed: Sequence[Act], calendar: Calendar, *, scale: str = BALANCE) -> tuple[Network, ...]:
    """Build a network a period; a period without acts has one without states."""
    rows: list[list[Act]] = [[] for _ in range(len(calendar))]
    for at, act in calendar.placed(directed):
        rows[at].append(act)
    return tuple(network(r, period=p, scale=scale) for r, p in zip(rows, calendar.labels, strict=True))


def signed(graph: nx.Graph, *, attribute: str = "sign") -> tuple[Signs, tuple[str, ...]]:
    """Return the matrix of signs of any networkx graph, and its nodes in the order of the rows."""
    nodes = tuple(sorted(graph.nodes, key=str))
    place = {node: i for i, node in enumerate(nodes)}
    made = np.zeros((len(nodes), len(nodes)), dtype=np.int8)
    for a, b, s in graph.edges(data=attribute):
        if a != b:
            made[place[a], place[b]] = made[place[b], place[a]] = np.sign(s)
    return made, nodes
