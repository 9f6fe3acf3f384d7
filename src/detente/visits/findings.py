"""What the list of contacts says: firsts and highests, the balance of directions, the trend of ranks.

A sentence such as *first visit by a vice minister in 14 months* holds for what was read, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from scipy.stats import kendalltau

from detente.ranks import load_ladder
from detente.records import Finding
from detente.shares import wilson
from detente.visits.contacts import Contact

__all__ = ["balance", "find", "firsts", "trend", "trips_of"]

LONG_AGO = 6
"""Months without one of its kind from which a visit is told as a first."""


def find(contacts: Sequence[Contact], *, days: Iterable[date] = ()) -> list[Finding]:
    """Return all findings on the contacts of one pair; ``days`` are those of which something was read."""
    return [*firsts(contacts, days=days), *balance(contacts), *trend(contacts)]


CLEAR = 0.05
"""The p-value above which no trend is told."""

READ_ENOUGH = 0.5
"""Share of the days before a visit that must have been read for it to be the first of its kind."""

STAY = 10
"""Days within which contacts of one guest on one direction are one trip."""


def trips_of(contacts: Sequence[Contact]) -> list[Contact]:
    """Return one contact a trip, the first: a visit of several days, told often, is one."""
    last: dict[tuple[str, str], date] = {}
    kept = []
    for contact in contacts:
        if not contact.direction:
            continue
        guest = contact.side(str(contact.guest))
        key, day = (contact.direction, guest.name or ""), date.fromisoformat(str(contact.date))
        if key not in last or (day - last[key]).days > STAY:
            kept.append(contact)
        last[key] = day
    return kept


def firsts(contacts: Sequence[Contact], *, days: Iterable[date] = ()) -> Iterator[Finding]:
    """Yield the trips that come after a pause of their rank and direction, and the highest since another.

    With the days of which something was read, a first of its kind is told only where half a year or more was read
    before it, and how much of the pause was read stands beside it: an archive that begins in January makes no firsts.
    """
    read = sorted(set(days))
    trips = [c for c in trips_of(contacts) if c.level is not None]
    for n, trip in enumerate(trips):
        before = [c for c in trips[:n] if c.date != trip.date]
        same = [c for c in before if c.direction == trip.direction and _rank(c) == _rank(trip)]
        as_high = [c for c in before if c.level is not None and c.level <= (trip.level or 0)]
        parts = list(_parts(trip, same, as_high, read)) if n else []
        if parts:
            share = _share(min((str(c[-1].date) for c in (same, as_high) if c), default=None), str(trip.date), read)
            known = "" if share is None else f" ({share:.0%} of the days between were read)"
            yield Finding(
                measure="visits.first",
                subject=str(trip.direction),
                statement=f"{trip.date}, {_who(trip)}: {'; '.join(parts)}, in what was read{known}.",
                estimate=float(_months(str(same[-1].date), str(trip.date))) if same else None,
                details={"date": trip.date, "level": trip.level, "direction": trip.direction, "read": share},
                incident_ids=(trip.incident_id, *(c.incident_id for c in (same[-1:] + as_high[-1:]))),
            )


def _parts(trip: Contact, same: Sequence[Contact], as_high: Sequence[Contact], read: Sequence[date]) -> Iterator[str]:
    guest, host = str(trip.direction).split("->")
    visit = f"first visit by {_article(_rank(trip))} from {guest} to {host}"
    begun = _months(read[0].isoformat(), str(trip.date)) if read else None
    known = begun is None or (begun >= LONG_AGO and (_share(None, str(trip.date), read) or 0) >= READ_ENOUGH)
    if same:
        if (months := _months(str(same[-1].date), str(trip.date))) >= LONG_AGO:
            yield f"{visit} in {months} months"
    elif known:
        yield visit if begun is None else f"{visit} in {begun} months or more"
    if as_high:
        if _months(str(as_high[-1].date), str(trip.date)) >= LONG_AGO:
            yield f"highest-level contact since {as_high[-1].date}"
    elif known:
        yield "highest-level contact so far"


def _share(since: str | None, until: str, read: Sequence[date]) -> float | None:
    """Return the share of the days from one to another of which something was read; from the first read where none."""
    if not read:
        return None
    first, last = date.fromisoformat(since) if since else read[0], date.fromisoformat(until)
    return sum(first <= day < last for day in read) / max(1, (last - first).days)


def _article(rank: str) -> str:
    if rank == "out of office":
        return "a guest out of office"
    return f"{'an' if rank[0] in 'aeiou' else 'a'} {rank}"


def _who(trip: Contact) -> str:
    side = trip.side(str(trip.guest))
    return f"{side.name or side.state}, {side.office.title if side.office else 'office unknown'}"


def _rank(trip: Contact) -> str:
    office = trip.side(str(trip.guest)).office
    return office.rung.says if office else "unknown"


def _months(first: str, second: str) -> int:
    a, b = date.fromisoformat(first), date.fromisoformat(second)
    return (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day)


def balance(contacts: Sequence[Contact]) -> Iterator[Finding]:
    """Yield the share of trips that go one way, with Wilson's interval."""
    trips = trips_of(contacts)
    if not trips:
        return
    a, b = (s.state for s in trips[0].sides)
    there = [c for c in trips if c.direction == f"{a}->{b}"]
    low, high = wilson(len(there), len(trips))
    yield Finding(
        measure="visits.balance",
        subject=f"{a}-{b}",
        statement=f"{len(there)} of {len(trips)} trips ({len(there) / len(trips):.0%}, 95% interval {low:.0%} to"
        f" {high:.0%}) went from {a} to {b}, the others from {b} to {a}.",
        estimate=len(there) / len(trips),
        interval=(low, high),
        parameters={"interval": "Wilson, 95 %"},
        details={f"{a}->{b}": len(there), f"{b}->{a}": len(trips) - len(there)},
        incident_ids=tuple(c.incident_id for c in trips),
    )


def trend(contacts: Sequence[Contact]) -> Iterator[Finding]:
    """Yield Kendall's tau-b of rank over time: above zero, visitors rise (level 1 is the highest, so signs turn)."""
    trips = [c for c in trips_of(contacts) if c.level is not None]
    if len(trips) < 4 or len({c.level for c in trips}) < 2:
        return
    result = kendalltau(range(len(trips)), [-(c.level or 0) for c in trips])
    tau, p = float(result.statistic), float(result.pvalue)
    way = "show no clear trend of rank" if p > CLEAR else f"{'rose' if tau > 0 else 'fell'} in rank"
    yield Finding(
        measure="visits.rank_trend",
        subject="-".join(s.state for s in trips[0].sides),
        statement=f"Over {len(trips)} trips of known rank, visitors {way}"
        f" (Kendall's tau {tau:+.2f}, p = {p:.2g} against ranks in random order).",
        estimate=tau,
        p_value=p,
        null_model="ranks in random order",
        details={"levels": [c.level for c in trips], "ladder": {r.says: r.level for r in load_ladder().rungs.values()}},
        incident_ids=tuple(c.incident_id for c in trips),
    )
