"""The region as a network: who is in the middle, which blocs there are, how balanced it is, whose doing the tension is.

A signed, weighted network a period (see ``ties``), and of each of them

- *centre*: degree on cooperative and on hostile ties, betweenness on cooperative ones (Brandes 2001, by networkx);
- *blocs*: the division of greatest signed modularity with its stability over seeds (see ``blocs``);
- *balance*: the share of balanced triads; *frustration*: the ties in the way of two camps (see ``balance``);
- *tension*, once for the whole time: the influence of one pair (see ``tension``).

The null of blocs, balance and frustration keeps every state's number of friends and of foes (see ``switching``). The
p-values of one question over several periods hold for all of them (Holm 1979); the uncorrected one is in ``details``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np

from detente.errors import UsageError
from detente.measures.balance import balanced_share, frustration, search, triads
from detente.measures.blocs import blocs, modularity_matrix, moved, quality
from detente.measures.dyads import BALANCE, Calendar, Frequency, acts, state_name
from detente.measures.resampling import Floats, holm, p_value
from detente.measures.switching import dealt, switched
from detente.measures.tension import influence, tension
from detente.measures.ties import Network, Signs, networks_by_period
from detente.records import Finding, Incident

__all__ = ["balance_p_values", "bloc_p_value", "networks"]

SWITCHED = "networks in which every state keeps its number of friends and of foes"
DEALT = f"{SWITCHED}, the weights dealt anew among ties of one sign"
# The best of some starts, for the network seen and for each surrogate alike: a test needs no more.
STARTS = 5


def networks(
    incidents: Iterable[Incident],
    *pair: str,
    states: Collection[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    frequency: Frequency = "year",
    scale: str = BALANCE,
    within: Frequency = "month",
    least: int = 6,
    statuses: Collection[str] = ("asserted",),
    n_surrogates: int = 199,
    n_bootstrap: int = 999,
    n_seeds: int = 50,
    seed: int = 0,
) -> list[Finding]:
    """Measure the network of ``states`` (all without it) in each period, and a pair's part in the tension.

    ``pair`` names two states whose tension and common bloc are asked for, otherwise the pair that matters most.
    A period with fewer than ``least`` ties is left out, and one finding says so when that leaves none. ``within`` is
    the period of the tension's series. ``details["question"]`` is ``centre``, ``blocs``, ``balance``, ``frustration``
    or ``tension``.
    """
    if len(pair) not in (0, 2):
        raise UsageError(f"networks takes two states or none, and {len(pair)} were named: {', '.join(pair)}")
    two = (pair[0], pair[1]) if pair else None
    directed = acts(incidents, states=states, since=since, until=until, statuses=statuses)
    calendar = Calendar.of(frequency, directed, since=since, until=until)
    parameters = {
        "pair": "·".join(pair) if pair else None, "states": None if states is None else sorted(states),
        "frequency": frequency, "scale": scale, "within": within, "least": least,
        "since": calendar.labels[0] if len(calendar) else None,
        "until": calendar.labels[-1] if len(calendar) else None,
        "n_surrogates": n_surrogates, "n_bootstrap": n_bootstrap, "n_seeds": n_seeds,
    }  # fmt: skip
    rng = np.random.default_rng(seed)
    seen = networks_by_period(directed, calendar, scale=scale)
    large = [network for network in seen if network.n_ties >= least]
    made = [f for network in large for f in _of_period(network, frequency, two, n_surrogates, n_seeds, seed, rng)]
    monthly = tension(directed, Calendar.of(within, directed, since=since, until=until), scale=scale)
    made += influence(monthly, two, n_surrogates=n_surrogates, n_bootstrap=n_bootstrap, rng=rng)
    findings = [Finding(measure="networks", parameters=parameters, seed=seed, **fields) for fields in made]
    if not large:
        findings.insert(0, _too_little(seen, parameters, seed))
    return list(_corrected(findings))


def _too_little(seen: Iterable[Network], parameters: Mapping[str, Any], seed: int) -> Finding:
    most = max((network.n_ties for network in seen), default=0)
    said = f"The states cannot be seen as a network: in no {parameters['frequency']} were {parameters['least']} pairs "
    said += f"tied by more cooperation or more conflict (the most is {most})."
    details = {"question": "balance", "n_ties": most}
    return Finding("networks", "region", said, parameters=parameters, seed=seed, details=details)


def _corrected(findings: list[Finding]) -> Iterator[Finding]:
    """Make the p-values of each question hold for all periods together."""
    adjusted: dict[int, float] = {}
    for question in ("blocs", "balance", "frustration"):
        at = [i for i, f in enumerate(findings) if f.details["question"] == question and f.p_value is not None]
        adjusted |= dict(zip(at, holm([findings[i].p_value or 0.0 for i in at]), strict=True))
    for i, finding in enumerate(findings):
        if i not in adjusted:
            yield finding
            continue
        p, details = adjusted[i], {**finding.details, "p_alone": finding.p_value}
        yield replace(finding, p_value=p, details=details, statement=f"{finding.statement} {_verdict(details, p)}")


def _verdict(details: Mapping[str, Any], p: float) -> str:
    """Add to a sentence what the null says of it."""
    more = {"blocs": "more clearly divided", "balance": "more balanced", "frustration": "closer to two camps"}
    if p < 0.05:
        than = "than networks with the same numbers of friends and foes"
        return f"That is {more[details['question']]} {than} (p = {p:.3f})."
    return f"Networks with the same numbers of friends and foes do as well by chance (p = {p:.3f})."


def _of_period(
    network: Network, frequency: Frequency, pair: tuple[str, str] | None, n_surrogates: int, n_seeds: int, seed: int,
    rng: np.random.Generator,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    when = network.period[: {"year": 4, "quarter": 7, "month": 7}.get(frequency, 10)]
    surrogates = switched(network.sign, n_surrogates, rng)
    common = {"incident_ids": network.incident_ids, "subject": when}
    for fields in (
        _centre(network, when),
        _blocs(network, when, pair, surrogates, n_seeds, seed, rng),
        *_balance(network, when, surrogates, rng),
    ):
        yield {**common, **fields, "details": {"period": network.period, **fields["details"]}}


def _centre(network: Network, when: str) -> dict[str, Any]:
    friends, foes = (network.sign > 0).sum(axis=1), (network.sign < 0).sum(axis=1)
    between = nx.betweenness_centrality(network.positive(), weight="distance")
    rows = [
        {"state": s, "friends": int(friends[i]), "foes": int(foes[i]), "strength": float(network.weight[i].sum()),
         "betweenness": round(float(between[s]), 4)}
        for i, s in enumerate(network.states)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row["betweenness"], -row["friends"], row["state"]))  # type: ignore[operator]
    first = rows[0]
    share = float(first["betweenness"])  # type: ignore[arg-type]
    name = state_name(str(first["state"]))
    said = f"In {when} {name} stood most between the others on cooperative ties (on {share:.0%} of the shortest ways), "
    said += f"with more cooperation than conflict toward {first['friends']} of {len(rows) - 1} states."
    return {
        "statement": said if share else f"In {when} no state stood between others on cooperative ties.",
        "estimate": share, "details": {"question": "centre", "states": rows, "n_ties": network.n_ties},
    }  # fmt: skip


def _blocs(
    network: Network, when: str, pair: tuple[str, str] | None, surrogates: Signs, n_seeds: int, seed: int,
    rng: np.random.Generator,
) -> dict[str, Any]:  # fmt: skip
    found = blocs(network, n_seeds=n_seeds, seed=seed)
    groups = [g for g in found.blocs if len(g) > 1]
    said = f"In {when} the states fell into {len(found.blocs)} blocs"
    if groups:
        said += f", the largest {_listed([state_name(s) for s in groups[0]])}"
    share = None
    if pair and all(s in network.states for s in pair):
        share = float(found.together[network.states.index(pair[0]), network.states.index(pair[1])])
        said += (
            f"; {state_name(pair[0])} and {state_name(pair[1])} were in one bloc in {share:.0%} of {n_seeds} searches"
        )
    return {
        "statement": f"{said} (modularity {found.quality:.2f}, stability {found.stability:.2f}).",
        "estimate": found.quality, "p_value": bloc_p_value(network.weight, surrogates, rng), "null_model": DEALT,
        "details": {
            "question": "blocs", "blocs": found.blocs, "stability": found.stability, "pair_together": share,
            "states": network.states, "ties": _ties(network),
        },
    }  # fmt: skip


def _balance(network: Network, when: str, surrogates: Signs, rng: np.random.Generator) -> Iterator[dict[str, Any]]:
    counted = triads(network.sign)
    least = frustration(network.sign)
    by_share, by_camps = balance_p_values(network.sign, surrogates, rng)
    if counted.n:
        yield {
            "statement": f"In {when} {counted.balanced} of {counted.n} triads of states were balanced "
            "(a friend's friend a friend, a foe's foe a friend).",
            "estimate": counted.balanced / counted.n, "p_value": by_share, "null_model": SWITCHED,
            "details": {"question": "balance", "by_hostile": counted.by_hostile, "n_triads": counted.n},
        }  # fmt: skip
    camps = [tuple(s for s, c in zip(network.states, least.camps, strict=True) if c == side) for side in (1, -1)]
    number = str(least.upper) if least.exact else f"between {least.lower} and {least.upper}"
    yield {
        "statement": f"In {when} {number} of {network.n_ties} ties stood in the way of two camps "
        "with friends within and foes between.",
        "estimate": float(least.upper), "p_value": by_camps, "null_model": SWITCHED,
        "interval": None if least.exact else (float(least.lower), float(least.upper)),
        "details": {
            "question": "frustration", "exact": least.exact, "lower": least.lower, "upper": least.upper,
            "n_ties": network.n_ties, "camps": sorted(camps, key=lambda c: (-len(c), c)),
            "states": network.states, "ties": _ties(network),
        },
    }  # fmt: skip


def balance_p_values(sign: Signs, surrogates: Signs, rng: np.random.Generator) -> tuple[float, float]:
    """Return the p-values of the share of balanced triads (greater) and of the frustration index (less).

    The index of the network and of the surrogates is that of one local search, the same for all.
    """
    share = p_value(float(balanced_share(sign[None])[0]), balanced_share(surrogates), tail="greater")
    _, counted = search(np.concatenate([sign[None], surrogates]), rng)
    ties = np.abs(np.concatenate([sign[None], surrogates])).sum(axis=(1, 2)) / 2
    shares: Floats = counted / np.maximum(ties, 1)
    return share, p_value(float(shares[0]), shares[1:], tail="less")


def bloc_p_value(weight: Floats, surrogates: Signs, rng: np.random.Generator) -> float:
    """Return the p-value of the best signed modularity (greater), the same search for network and surrogates."""
    every = np.concatenate([weight[None], dealt(weight, surrogates, rng)])
    matrix = np.repeat(modularity_matrix(every), STARTS, axis=0)
    n = weight.shape[0]
    labels = moved(matrix, rng.integers(0, n, size=(matrix.shape[0], n)))
    best = quality(matrix, labels).reshape(-1, STARTS).max(axis=1)
    return p_value(float(best[0]), best[1:], tail="greater")


def _ties(network: Network) -> list[dict[str, Any]]:
    weight = network.weight
    n = len(network.states)
    return [
        {"a": network.states[i], "b": network.states[j], "weight": float(weight[i, j])}
        for i in range(n)
        for j in range(i + 1, n)
        if weight[i, j]
    ]


def _listed(names: list[str]) -> str:
    shown = names if len(names) <= 8 else [*names[:7], f"{len(names) - 7} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
