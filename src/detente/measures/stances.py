"""What two states did and said toward third ones, period by period, and how two such series are compared.

A stance is the mean value of a state's acts toward a third state in a period, on a named scale. Where it did nothing
there is no stance: missing is not zero. An incident in which the two act together is left out: it would be the
same act on both sides of the comparison, and an agreement that nobody needs to test.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from detente.measures.dyads import Act, Calendar, Frequency, acts, value
from detente.measures.resampling import Floats, Ints
from detente.records import Incident

__all__ = ["Stances", "capital", "correlations", "ranked", "stances"]


@dataclass(frozen=True, slots=True)
class Stances:
    """The stances of two states: rows are third states, columns periods, NaN where nothing was said.

    ``third`` keeps those toward which both have a stance in at least ``least`` periods; ``dropped`` counts the rest's
    common periods. ``ids`` are the incidents behind each third state, ``n_joint`` those in which the two acted as one.
    """

    pair: tuple[str, str]
    third: tuple[str, ...]
    calendar: Calendar
    a: Floats
    b: Floats
    counts_a: Ints
    counts_b: Ints
    ids: tuple[tuple[str, ...], ...]
    dropped: dict[str, int]
    n_joint: int
    n_appeals: int

    @property
    def all_ids(self) -> tuple[str, ...]:
        """The incidents behind all third states."""
        return tuple(sorted({i for ids in self.ids for i in ids}))

    def about(self, third: str) -> str:
        """Name the subject of a finding on one third state."""
        return f"{'·'.join(self.pair)} about {third}"


def stances(
    incidents: Iterable[Incident],
    pair: tuple[str, str],
    *,
    states: Collection[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    frequency: Frequency = "month",
    scale: str = "plover_score_goldstein_mean",
    statuses: Collection[str] = ("asserted",),
    least: int = 12,
) -> Stances:
    """Put the incidents of two states toward third ones into rows of periods (see ``Stances``)."""
    among = None if states is None else {*states, *pair}
    directed = acts(incidents, states=among, since=since, until=until, statuses=statuses)
    toward = [x for x in directed if x.actor in pair and x.recipient not in pair]
    joint = _joint(toward)
    alone = [x for x in toward if x.incident_id not in joint]
    calendar = Calendar.of(frequency, alone, since=since, until=until)
    third = sorted({x.recipient for x in alone})
    sums, counts, ids = _filled(alone, pair, third, calendar, scale)
    with np.errstate(invalid="ignore"):
        means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    common = (counts > 0).all(axis=0).sum(axis=1) if third else np.zeros(0, dtype=np.int64)
    kept = [i for i in np.argsort(-common, kind="stable") if common[i] >= least]
    return Stances(
        pair, tuple(third[i] for i in kept), calendar, means[0][kept], means[1][kept], counts[0][kept],
        counts[1][kept], tuple(tuple(sorted(ids[third[i]])) for i in kept),
        {name: int(common[i]) for i, name in enumerate(third) if i not in kept}, len(joint), _appeals(alone),
    )  # fmt: skip


def _joint(toward: Iterable[Act]) -> set[str]:
    doers: dict[str, set[str]] = defaultdict(set)
    for act in toward:
        doers[act.incident_id].add(act.actor)
    return {i for i, states in doers.items() if len(states) == 2}


def _appeals(directed: Iterable[Act]) -> int:
    return len({a.incident_id for a in directed if a.appeal})


def _filled(
    directed: Iterable[Act], pair: tuple[str, str], third: Sequence[str], calendar: Calendar, scale: str
) -> tuple[Floats, Ints, dict[str, set[str]]]:
    """Sum and count the values: axes are side, third state, period."""
    rows = {name: i for i, name in enumerate(third)}
    sums = np.zeros((2, len(third), len(calendar)))
    counts = np.zeros((2, len(third), len(calendar)), dtype=np.int64)
    ids: dict[str, set[str]] = defaultdict(set)
    for at, act in calendar.placed(directed):
        worth = value(act, scale)
        if worth is not None:
            cell = (pair.index(act.actor), rows[act.recipient], at)
            sums[cell] += worth
            counts[cell] += 1
            ids[act.recipient].add(act.incident_id)
    return sums, counts, ids


# -- comparing -------------------------------------------------------------------------------------------


def ranked(rows: Floats) -> Floats:
    """Return each row's values as ranks from -1 to 1, NaN kept; a rank does not care how a scale is stretched."""
    ranks = stats.rankdata(rows, axis=1, nan_policy="omit")
    n = (~np.isnan(rows)).sum(axis=1, keepdims=True)
    return np.asarray(np.where(n > 1, 2 * (ranks - 1) / np.maximum(n - 1, 1) - 1, np.nan), dtype=np.float64)


def correlations(a: Floats, moved: Floats, lags: Sequence[int], *, least: int) -> tuple[Floats, Ints]:
    """Correlate series ``a`` with each row of ``moved`` at each lag, over the periods in which both are known.

    A positive lag sets ``a`` in period t beside ``moved`` in period t + lag: ``a`` says it first. Returns r and the
    number of common periods, both with a row a row of ``moved`` and a column a lag; r is NaN below ``least`` periods.
    """
    n, shape = a.size, (moved.shape[0], len(lags))
    r, common = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    for column, lag in enumerate(lags):
        left = a[: n - lag] if lag >= 0 else a[-lag:]
        right = moved[:, lag:] if lag >= 0 else moved[:, :lag]
        r[:, column], common[:, column] = _correlated(left, right)
    r[common < least] = np.nan
    return r, common


def _correlated(left: Floats, right: Floats) -> tuple[Floats, Ints]:
    """Correlate one series with many by sums over the common periods, a product of matrices each."""
    x_known, y_known = (~np.isnan(left)).astype(float), (~np.isnan(right)).astype(float)
    x, y = np.nan_to_num(left), np.nan_to_num(right)
    n = y_known @ x_known
    sx, sxx = y_known @ x, y_known @ (x * x)
    sy, syy, sxy = y @ x_known, (y * y) @ x_known, y @ x
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt(np.maximum(n * sxx - sx**2, 0) * np.maximum(n * syy - sy**2, 0))
        r = np.where(spread > 1e-12, (n * sxy - sx * sy) / spread, np.nan)
    return np.clip(r, -1, 1), n.astype(np.int64)


def capital(sentence: str) -> str:
    """Begin a sentence with a capital letter."""
    return sentence[0].upper() + sentence[1:]
