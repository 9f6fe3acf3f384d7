"""Which of two states depends on the other? How large a part of all that each does is done with the other.

    D_a = n_ab / n_a        n_ab: acts between the two, n_a: all acts that a does to others or others do to a

Both shares have the same numerator, so D_a > D_b says that a has less to do with others than b has. The asymmetry is
D_a - D_b. Its interval is a block bootstrap of periods, since acts come in clusters; a Wilson interval, which takes
acts for independent, stands beside each share for comparison. The null says that the two have as much to do with
others: in each period the two counts of acts with others change places at random, whole blocks of periods at once.

A share of *what was reported* is not a share of trade or aid. A state that is little reported on seems to depend on
whoever is reported with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from detente.measures.dyads import Act, Calendar, Frequency, acts, state_name
from detente.measures.resampling import (
    Floats,
    block_indices,
    block_length,
    block_signs,
    draw_counts,
    p_value,
    percentiles,
)
from detente.records import Finding, Incident
from detente.shares import wilson

__all__ = ["asymmetry"]

SWAPPED = "the two states' numbers of acts with others change places at random, whole blocks of periods at once"


def asymmetry(
    incidents: Iterable[Incident],
    a: str,
    b: str,
    *,
    states: Collection[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    frequency: Frequency = "month",
    least: int = 20,
    statuses: Collection[str] = ("asserted",),
    n_surrogates: int = 199,
    n_bootstrap: int = 999,
    seed: int = 0,
) -> Finding:
    """Compare how large a part of each state's activity is with the other.

    ``states`` bounds the region, all without it. An incident counts once for a pair of states; appeals count, since
    they are activity. Below ``least`` acts between the two, or 12 periods, there is no estimate.
    """
    among = None if states is None else {*states, a, b}
    directed = acts(incidents, states=among, since=since, until=until, statuses=statuses)
    calendar = Calendar.of(frequency, directed, since=since, until=until)
    between, with_others, ids = _counts(directed, (a, b), calendar)
    parameters = {
        "a": a, "b": b, "states": None if states is None else sorted(states), "frequency": frequency, "least": least,
        "since": calendar.labels[0] if len(calendar) else None,
        "until": calendar.labels[-1] if len(calendar) else None,
        "n_surrogates": n_surrogates, "n_bootstrap": n_bootstrap,
    }  # fmt: skip
    fields = (
        _too_little((a, b), int(between.sum()), len(calendar), frequency, least)
        if between.sum() < least or len(calendar) < 12 or with_others.sum() == 0
        else _compared((a, b), directed, calendar, between, with_others, n_surrogates, n_bootstrap, seed)
    )
    return Finding(
        measure="asymmetry", subject=f"{a}·{b}", parameters=parameters, seed=seed, incident_ids=ids, **fields
    )


def _counts(
    directed: Iterable[Act], pair: tuple[str, str], calendar: Calendar
) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Count incidents by period: between the two, and of each with others (an incident once for each)."""
    between, with_others = np.zeros(len(calendar)), np.zeros((2, len(calendar)))
    seen: set[tuple[str, int]] = set()
    ids: set[str] = set()
    for at, act in calendar.placed(directed):
        ends = {act.actor, act.recipient}
        sides = (2,) if ends == set(pair) else tuple(i for i in (0, 1) if pair[i] in ends)
        for side in sides:
            if (act.incident_id, side) in seen:
                continue
            seen.add((act.incident_id, side))
            (between if side == 2 else with_others[side])[at] += 1
            if side == 2:
                ids.add(act.incident_id)
    return between, with_others, tuple(sorted(ids))


def _too_little(pair: tuple[str, str], n: int, periods: int, frequency: str, least: int) -> dict[str, Any]:
    a, b = (state_name(s) for s in pair)
    said = f"Which of {a} and {b} depends more on the other cannot be told: {n} incidents between them "
    said += f"over {periods} {frequency}s are on record, and {least} over 12 {frequency}s would be needed."
    return {"statement": said, "details": {"n_between": n}}


def _compared(
    pair: tuple[str, str], directed: Sequence[Act], calendar: Calendar, between: Floats, with_others: Floats,
    n_surrogates: int, n_bootstrap: int, seed: int,
) -> dict[str, Any]:  # fmt: skip
    rng = np.random.default_rng(seed)
    n = len(calendar)
    difference = with_others[0] - with_others[1]
    length = max(block_length(difference), block_length(between))
    p = p_value(float(difference.sum()), block_signs(n, length, n_surrogates, rng) @ difference)
    weights = draw_counts(block_indices(n, length, n_bootstrap, rng), n)
    drawn = [_dependence(weights @ between, weights @ w) for w in with_others]
    share = [float(_dependence(between.sum(), w.sum())) for w in with_others]
    intervals = [percentiles(d) for d in drawn]
    gap, interval = share[0] - share[1], percentiles(drawn[0] - drawn[1])
    n_between, totals = int(between.sum()), [int(between.sum() + w.sum()) for w in with_others]
    return {
        "statement": _words(pair, share, intervals, gap, p),
        "estimate": gap, "interval": interval, "p_value": p, "null_model": SWAPPED,
        "details": {
            "n_between": n_between, "block": length,
            "sides": [
                {"state": s, "share": share[i], "interval": intervals[i], "wilson": wilson(n_between, totals[i]),
                 "n": totals[i], **_directions(directed, s, pair[1 - i])}
                for i, s in enumerate(pair)
            ],
            "periods": calendar.labels,
            "by_period": [
                [None if m == 0 else round(float(k / m), 4) for k, m in zip(between, between + w, strict=True)]
                for w in with_others
            ],
        },
    }  # fmt: skip


def _dependence(between: Any, with_others: Any) -> Any:
    whole = between + with_others
    return np.divide(between, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)


def _directions(directed: Iterable[Act], state: str, other: str) -> dict[str, float | None]:
    """Return the other's part in what the state does, and in what is done to it; mutual incidents are in both."""
    done = [x.recipient for x in directed if x.actor == state]
    suffered = [x.actor for x in directed if x.recipient == state]
    return {
        "of_its_acts": done.count(other) / len(done) if done else None,
        "of_acts_upon_it": suffered.count(other) / len(suffered) if suffered else None,
    }


def _words(
    pair: tuple[str, str], share: list[float], intervals: list[tuple[float, float] | None], gap: float, p: float
) -> str:
    a, b = (state_name(s) for s in pair)
    ranges = [f" (95% interval {i[0]:.0%} to {i[1]:.0%})" if i else "" for i in intervals]
    said = f"{share[0]:.0%} of what {a} has to do with other states is with {b}{ranges[0]}, and {share[1]:.0%} of what "
    said += f"{b} has to do with others is with {a}{ranges[1]}"
    if p >= 0.05:
        return f"{said}; that one depends more on the other cannot be shown (p = {p:.3f})."
    more, less = (a, b) if gap > 0 else (b, a)
    return f"{said}; on record {more} depends more on {less} than the other way round (p = {p:.3f})."
