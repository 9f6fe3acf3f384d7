"""The rhythm of a relationship: waits, bursts, replies, and what is out of the ordinary.

- Burstiness (K.-I. Goh, A.-L. Barabási 2008, EPL 81): ``B = (r - 1) / (r + 1)`` with ``r`` the waits' standard
deviation over their mean, corrected for few waits (E.-K. Kim, H.-H. Jo 2016, Phys. Rev. E 94):
  ``B = (sqrt(n + 1) r - sqrt(n - 1)) / ((sqrt(n + 1) - 2) r + sqrt(n - 1))``. -1 is a clock, 0 chance, 1 all at once.
- Response: days from an act of one side to the next act of the other, beside what the same acts give when one side's
  are turned round in time.
- Surprise: of the latest period with an incident, how long since the last, since when it is the highest, how far above
  the mean before it. Unread periods are no quiet ones: a sentence that would need them says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.measures import coverage, wording
from detente.measures.resampling import Days, rotation, tails
from detente.records import Finding
from detente.relations import Series, is_amount

__all__ = ["active_days", "burstiness", "response", "surprise", "tempo"]

FEW = 5
_BACK = 90  # days that the mean before is taken over


def tempo(relation: Series, *, n_surrogates: int = 999, seed: int = 1) -> list[Finding]:
    """Find how bursty a series of days is, and what is out of the ordinary about its latest incident."""
    return [*_bursts(relation, n_surrogates=n_surrogates, seed=seed), *surprise(relation)]


def active_days(relation: Series) -> Days:
    """Return the places of the periods that have an incident."""
    return np.array([n for n, row in enumerate(relation.rows) if row.n_incidents > 0], dtype=np.int64)


def burstiness(waits: NDArray[Any]) -> NDArray[np.float64]:
    """Return Kim and Jo's burstiness of the waits along the last axis."""
    n = waits.shape[-1]
    mean = waits.mean(axis=-1)
    r = waits.std(axis=-1) / np.where(mean > 0, mean, 1)
    return np.asarray((np.sqrt(n + 1) * r - np.sqrt(n - 1)) / ((np.sqrt(n + 1) - 2) * r + np.sqrt(n - 1)))


def _bursts(relation: Series, *, n_surrogates: int, seed: int) -> list[Finding]:
    days = active_days(relation)
    if len(days) < FEW:
        return []
    waits = np.diff(days)
    found = float(burstiness(waits))
    rng = np.random.default_rng(seed)
    # a day that was not read cannot be drawn: gaps in the reading are no bursts of events
    known = np.array([n for n, row in enumerate(relation.rows) if row.value is not None])
    drawn = np.sort(known[_picked(rng.random((n_surrogates, len(known))), len(days))], axis=1)
    chance = burstiness(np.diff(drawn, axis=1))
    rank = tails(found, chance)
    low, high = (float(x) for x in np.quantile(chance, (0.025, 0.975)))
    more, fewer, p = rank["more"], rank["fewer"], rank["two_sided"]
    word = (
        "come as chance would have it"
        if p >= 0.05
        else "come in bursts"
        if more < fewer
        else "are more regular than chance"
    )
    by = relation.by
    return [
        Finding(
            measure="tempo",
            subject=relation.name,
            statement=(
                f"The {len(days)} {by}s with {wording.of(relation)} {word}: burstiness {found:+.2f}, where days drawn"
                f" at random give {low:+.2f} to {high:+.2f} (p = {p:.3f}); the median wait is {np.median(waits):.0f}"
                f" {by}s, the longest {int(waits.max())}."
            ),
            estimate=found,
            p_value=p,
            null_model=f"as many {by}s drawn at random of the {len(known)} known ones",
            parameters={"n_surrogates": n_surrogates, "by": by, "indicator": relation.indicator},
            seed=seed,
            details={
                "kind": "burstiness",
                "active": len(days),
                "waits": {"median": float(np.median(waits)), "mean": float(waits.mean()), "longest": int(waits.max())},
                "memory": _memory(waits),
                "chance": [low, high],
                "p_more": more,
                "p_fewer": fewer,
                "cautions": coverage.cautions(relation),
            },
            incident_ids=tuple(dict.fromkeys(key for keys in relation.ids.values() for key in keys)),
        )
    ]


def _picked(numbers: NDArray[np.float64], n: int) -> Days:
    """Return, row by row, the places of the n least of random numbers: n places drawn without repetition."""
    return np.argpartition(numbers, min(n, numbers.shape[1] - 1), axis=1)[:, :n]


def _memory(waits: NDArray[Any]) -> float | None:
    """Correlate each wait with the next (Goh & Barabási's M): positive where long waits follow long ones."""
    if len(waits) < 3 or waits[1:].std() == 0 or waits[:-1].std() == 0:
        return None
    return float(np.corrcoef(waits[:-1], waits[1:])[0, 1])


# -- surprise --------------------------------------------------------------------------------------------


def surprise(relation: Series, *, at: str | None = None) -> list[Finding]:
    """Say what is out of the ordinary about a period (default: the latest with an incident); none if nothing is."""
    active = [n for n, row in enumerate(relation.rows) if row.value]
    if at is not None:
        active = [n for n in active if relation.rows[n].period <= at]
    if not active:
        return []
    now = active[-1]
    found = [_first_since(relation, active, now)]
    if relation.indicator != "contact_rank":  # whose 1 is the highest: a high number is nothing to boast of
        found += [_highest_since(relation, now), _deviation(relation, now)]
    return [finding for finding in found if finding is not None]


def _finding(relation: Series, now: int, kind: str, told: str, estimate: float, **more: Any) -> Finding:
    row = relation.rows[now]
    return Finding(
        measure="tempo",
        subject=relation.name,
        statement=told,
        estimate=estimate,
        p_value=more.pop("p_value", None),
        null_model=more.pop("null_model", None),
        parameters={"by": relation.by, "indicator": relation.indicator},
        details={
            "kind": kind,
            "period": row.period,
            "value": row.value,
            "cautions": coverage.cautions(relation),
            **more,
        },
        incident_ids=relation.ids.get(row.period, ()),
    )


def _first_since(relation: Series, active: Sequence[int], now: int) -> Finding | None:
    """Tell of the first incident in a long time: longer than nine of ten waits before it."""
    if len(active) < FEW:
        return None
    waits = np.diff([n for n in active if n <= now])
    last = int(waits[-1])
    share = float(np.mean(waits[:-1] >= last))
    if share > 0.1 or last < 2:
        return None
    starts = relation.starts
    between = relation.rows[now - last + 1 : now]
    unread = sum(row.value is None for row in between)
    note = f", though {unread} of the {relation.by}s between were not read" if unread else ""
    told = (
        f"{wording.upper(wording.period(starts[now], relation.by))} has the first of {wording.of(relation)} in"
        f" {_length(starts[now - last], starts[now], relation.by, last)}, the last being"
        f" {wording.during(starts[now - last], relation.by)}{note}; {share:.0%} of the {len(waits) - 1} waits before"
        " were as long."
    )
    return _finding(
        relation, now, "first_since", told, float(last), since=str(starts[now - last]), unread_between=unread,
        share_as_long=share,
        p_value=(1 + int(np.sum(waits[:-1] >= last))) / len(waits), null_model="any of the waits before",
    )  # fmt: skip


def _length(first: date, last: date, by: str, periods: int) -> str:
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    if by in ("day", "week") and months < 2:
        return f"{(last - first).days} days"
    if by in ("day", "week", "month"):
        return f"{months} months" if months < 24 or months % 12 else f"{months // 12} years"
    return f"{periods} {by}s"


def _highest_since(relation: Series, now: int) -> Finding | None:
    """Tell since when the value is the highest, if that is longer than a year of the series or all of it."""
    value = relation.rows[now].value or 0.0
    before = [(n, row.value) for n, row in enumerate(relation.rows[:now]) if row.value is not None]
    reach = [n for n, other in before if other >= value]
    since = reach[-1] if reach else None
    lower = sum(n > (since if since is not None else -1) for n, _ in before)
    if lower < 12 or (relation.by == "day" and lower < _BACK):
        return None
    starts, by = relation.starts, relation.by
    than = (
        f"the highest since {wording.period(starts[since], by)}"
        if since is not None
        else "the highest of all that was read"
    )
    told = (
        f"{wording.upper(wording.of(relation))} number {wording.number(value)} {wording.during(starts[now], by)},"
        f" {than}: the {lower} known {by}s between have fewer."
    )
    if is_amount(relation.indicator):
        told = told.replace(" number ", " is ")
    return _finding(
        relation, now, "highest_since", told, value, lower=lower,
        since=str(starts[since]) if since is not None else None,
        p_value=(1 + sum(other >= value for _, other in before)) / (len(before) + 1),
        null_model="any of the periods before",
    )  # fmt: skip


def _deviation(relation: Series, now: int) -> Finding | None:
    """Tell how many standard deviations the value lies above the mean of the 90 days before (or 12 periods)."""
    starts, by = relation.starts, relation.by
    first = now - (_BACK if by == "day" else 12)
    before = [row.value for row in relation.rows[max(first, 0) : now] if row.value is not None]
    value = relation.rows[now].value or 0.0
    if len(before) < 12 or (spread := float(np.std(before, ddof=1))) == 0:
        return None
    mean = float(np.mean(before))
    z = (value - mean) / spread
    if abs(z) < 2:
        return None
    span = f"its {_BACK}-day mean" if by == "day" else f"the mean of the 12 {by}s before"
    if len(before) < now - first:
        span += f" ({len(before)} of them known)"
    told = (
        f"{wording.upper(wording.of(relation))} {wording.during(starts[now], by)} ({wording.number(value)}) lie"
        f" {abs(z):.1f} standard deviations {'above' if z > 0 else 'below'} {span} of {mean:.2f}."
    )
    more = sum(other >= value for other in before) if z > 0 else sum(other <= value for other in before)
    return _finding(
        relation, now, "deviation", told, z, mean=mean, standard_deviation=spread, n_before=len(before),
        p_value=(1 + more) / (len(before) + 1), null_model="any of the periods before",
    )  # fmt: skip


# -- response --------------------------------------------------------------------------------------------


def response(there: Series, back: Series, *, within: int = 7, n_surrogates: int = 999, seed: int = 1) -> list[Finding]:
    """Find how soon each side's acts are followed by the other's; the two series are of days, one for each way."""
    found = [_response(one, other, within, n_surrogates, seed) for one, other in ((there, back), (back, there))]
    return [finding for finding in found if finding is not None]


def _response(there: Series, back: Series, within: int, n_surrogates: int, seed: int) -> Finding | None:
    acts, replies = active_days(there), active_days(back)
    n = len(there.rows)
    if min(len(acts), len(replies)) < FEW:
        return None
    share, latency = _replied(acts, replies[None, :], n, within)
    drawn = rotation(replies, n, n_surrogates, np.random.default_rng(seed))
    chance, _ = _replied(acts, np.sort(drawn, axis=1), n, within)
    rank = tails(float(share[0]), chance)
    more, fewer, p = rank["more"], rank["fewer"], rank["two_sided"]
    low, high = (float(x) for x in np.quantile(chance, (0.025, 0.975)))
    waits = latency[0][latency[0] >= 0]
    middle = float(np.median(waits)) if len(waits) else None
    verdict = "which chance explains" if p >= 0.05 else "more than by chance" if more < fewer else "less than by chance"
    a, b = there.name.split(">")[0], there.name.split(">")[-1]
    told = (
        f"{share[0]:.0%} of the {len(acts)} days on which {a} acted upon {b} were followed by an act of {b} upon {a}"
        f" within 1 to {within} days, where {low:.0%} to {high:.0%} are by chance, {verdict} (p = {p:.3f})"
        + (f"; the median wait for the next act is {middle:.0f} days." if middle is not None else ".")
    )
    return Finding(
        measure="response",
        subject=f"{b} after {a}",
        statement=told,
        estimate=float(share[0]),
        interval=None,
        p_value=p,
        null_model="the other side's days turned round in time",
        parameters={"within": within, "n_surrogates": n_surrogates},
        seed=seed,
        details={
            "acts": len(acts),
            "replies": len(replies),
            "chance": [low, high],
            "median_wait": middle,
            "p_more": more,
            "p_fewer": fewer,
            "cautions": coverage.cautions(there),
        },
        incident_ids=tuple(dict.fromkeys(k for s in (there, back) for keys in s.ids.values() for k in keys)),
    )


def _replied(acts: Days, replies: Days, n: int, within: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the share of acts with a reply 1 to ``within`` days later, by row, and the days to the next reply."""
    rows = len(replies)
    following = np.full((rows, n + 1), np.iinfo(np.int32).max, dtype=np.int64)
    np.put_along_axis(following, replies, replies, axis=1)
    following = np.minimum.accumulate(following[:, ::-1], axis=1)[:, ::-1]
    waits = following[:, np.minimum(acts + 1, n)] - acts[None, :]
    waits = np.where(waits > n, -1, waits)
    return np.mean((waits >= 1) & (waits <= within), axis=1), waits
