"""Readouts side by side: what both say, what one alone says, where they differ; order and topics, with how sure.

Order is Kendall's tau-b (Kendall 1945) between the places of the aligned claims, with the exact p-value against no
order where there are no ties, and a percentile bootstrap interval over the claims. A topic's share is that of a
text's claims that touch it, with Wilson's interval (Wilson 1927).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.stats import kendalltau

from detente.readouts.alignment import Link, align
from detente.readouts.claims import Claim
from detente.readouts.differences import Difference, differences
from detente.readouts.terms import Terms
from detente.records import Document
from detente.shares import wilson

__all__ = ["Comparison", "Order", "Pairing", "Readout", "Share", "compare", "shares"]

_SEED = 20231219
_DRAWS = 1000
_LEAST = 4  # claims: of fewer no order can be told from chance (3! = 6 orders, p is never below 1/3)


@dataclass(frozen=True, slots=True)
class Readout:
    """One side's account: the document and its claims."""

    document: Document
    claims: tuple[Claim, ...]

    @property
    def label(self) -> str:
        """Who tells it: the publisher, else the title, else the file."""
        return self.document.publisher or self.document.title or self.document.origin.file


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two claims that are one, and on what they differ."""

    link: Link
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Whether two texts tell what both have in one order. ``tau`` is None below four claims."""

    n: int
    tau: float | None = None
    interval: tuple[float, float] | None = None
    p_value: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a text's claims touch a topic, of how many, with the interval of the share."""

    topic: str
    name: str
    hits: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself."""
        return self.hits / self.n


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readouts of one meeting, compared."""

    a: Readout
    b: Readout
    both: tuple[Pairing, ...]
    only_a: tuple[Claim, ...]
    only_b: tuple[Claim, ...]
    order: Order
    topics: tuple[tuple[Share, Share], ...]


def compare(readouts: Sequence[Readout], terms: Terms) -> tuple[Comparison, ...]:
    """Compare each readout with each that follows it."""
    return tuple(_compare(a, b, terms) for a, b in combinations(readouts, 2))


def _compare(a: Readout, b: Readout, terms: Terms) -> Comparison:
    links = align(a.claims, b.claims)
    matched_a, matched_b = ({getattr(link, side) for link in links} for side in ("a", "b"))
    return Comparison(
        a,
        b,
        tuple(Pairing(link, differences(a.claims[link.a], b.claims[link.b])) for link in links),
        tuple(c for i, c in enumerate(a.claims) if i not in matched_a),
        tuple(c for i, c in enumerate(b.claims) if i not in matched_b),
        _order(links),
        tuple(zip(shares(a.claims, terms), shares(b.claims, terms), strict=True)) if a.claims and b.claims else (),
    )


def _order(links: Sequence[Link]) -> Order:
    n = len(links)
    if n < _LEAST:
        return Order(n)
    a, b = (np.array([getattr(link, side) for link in links]) for side in ("a", "b"))
    result = kendalltau(a, b)
    rng = np.random.default_rng(_SEED)
    draws = [kendalltau(a[rows], b[rows]).statistic for rows in rng.integers(0, n, (_DRAWS, n))]
    kept = [d for d in draws if not math.isnan(d)]  # a draw of one claim n times has no order
    low, high = np.quantile(kept, [0.025, 0.975])
    return Order(
        n, round(float(result.statistic), 3), (round(float(low), 3), round(float(high), 3)), float(result.pvalue)
    )


def shares(claims: Iterable[Claim], terms: Terms) -> tuple[Share, ...]:
    """Return the share of every topic among claims."""
    counted = list(claims)
    rows = ((topic, sum(topic in c.topics for c in counted)) for topic in terms.topics)
    return tuple(Share(topic, terms.names[topic], k, len(counted), *wilson(k, len(counted))) for topic, k in rows)
