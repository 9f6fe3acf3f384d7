"""What the list of contacts says: firsts and highests, the balance of directions, the trend of ranks.

A sentence such as *first visit by a vice minister in 14 months* holds for what was read, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from scipy.stats import kendalltau

from detente.ranks import load_ladder
from detente.records import Finding
from detente.shares import wilson
from detente.visits.contacts import Contact

__all__ = ["balance", "find", "firsts", "trend", "trips_of"]

LONG_AGO = 6
"""Months without one of its kind from which a visit is told as a first."""


def find(contacts: Sequence[Contact]) -> list[Finding]:
    """Return all findings on the contacts of one pair."""
    return [*firsts(contacts), *balance(contacts), *trend(contacts)]


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


def firsts(contacts: Sequence[Contact]) -> Iterator[Finding]:
    """Yield the trips that come after a pause of their rank and direction, and the highest since another."""
    trips = [c for c in trips_of(contacts) if c.level is not None]
    for n, trip in enumerate(trips):
        same = [c for c in trips[:n] if c.direction == trip.direction and c.level == trip.level and c.date != trip.date]
        as_high = [c for c in trips[:n] if c.level is not None and c.level <= (trip.level or 0) and c.date != trip.date]
        parts = list(_parts(trip, same, as_high)) if n else []
        if parts:
            yield Finding(
                measure="visits.first",
                subject=str(trip.direction),
                statement=f"{trip.date}, {_who(trip)}: {'; '.join(parts)}, in what was read.",
                estimate=float(_months(str(same[-1].date), str(trip.date))) if same else None,
                details={"date": trip.date, "level": trip.level, "direction": trip.direction},
                incident_ids=(trip.incident_id, *(c.incident_id for c in (same[-1:] + as_high[-1:]))),
            )


def _parts(trip: Contact, same: Sequence[Contact], as_high: Sequence[Contact]) -> Iterator[str]:
    rank = _rank(trip)
    guest, host = str(trip.direction).split("->")
    if not same:
        yield f"first visit of rank {rank} from {guest} to {host}"
    elif (months := _months(str(same[-1].date), str(trip.date))) >= LONG_AGO:
        yield f"first visit of rank {rank} from {guest} to {host} in {months} months"
    if not as_high:
        yield "highest-level contact so far"
    elif _months(str(as_high[-1].date), str(trip.date)) >= LONG_AGO:
        yield f"highest-level contact since {as_high[-1].date}"


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
        statement=f"{len(there)} of {len(trips)} trips went from {a} to {b}, the others from {b} to {a}.",
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
    way = "rose" if tau > 0 else "fell"
    yield Finding(
        measure="visits.rank_trend",
        subject="-".join(s.state for s in trips[0].sides),
        statement=f"Over {len(trips)} trips of known rank, visitors' rank {way} with Kendall's tau {tau:+.2f}.",
        estimate=tau,
        p_value=p,
        null_model="ranks in random order",
        details={"levels": [c.level for c in trips], "ladder": {r.says: r.level for r in load_ladder().rungs.values()}},
        incident_ids=tuple(c.incident_id for c in trips),
    )
