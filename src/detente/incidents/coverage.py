"""What was read, so that a series can tell *missing* from *zero*.

From rows of (publisher, day, documents) come the spells in which each publisher was read: from its first to its
last day, parted where it fell silent for longer than its own rhythm explains. A day is covered if it lies in a
spell of some publisher, although that publisher may have told nothing of a pair on it: that is a zero. Any other
day is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

__all__ = ["Gap", "Spell", "covered_days", "gaps", "share_covered", "spells", "starts_and_stops"]

# A publisher that was silent for this many times its usual pause, and for a week at least, was not read.
_TIMES = 4
_SHORTEST_GAP = 7
Period = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Spell:
    """Days, both included, over which a publisher was read without a break."""

    publisher: str
    first: date
    last: date
    documents: int
    days_read: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Days, both included, between two spells of a publisher."""

    publisher: str
    first: date
    last: date


def spells(rows: Iterable[Mapping[str, Any]], *, longest_pause: int | None = None) -> list[Spell]:
    """Return each publisher's spells by publisher and first day.

    ``rows`` are those of ``Store.coverage()``; a row without a whole day counts for nothing, because it may be any
    day's. ``longest_pause``: days of silence that part no spell; by default four times the 90th percentile of the
    publisher's own pauses, and at least seven.
    """
    days: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row["documents"] and len(row["day"] or "") >= 10:
            days[row["publisher"] or ""][date.fromisoformat(row["day"][:10])] += row["documents"]
    return [spell for publisher in sorted(days) for spell in _spells(publisher, days[publisher], longest_pause)]


def _spells(publisher: str, read: Mapping[date, int], longest: int | None) -> Iterator[Spell]:
    days = sorted(read)
    limit = _usual_limit(days) if longest is None else longest
    start = 0
    for i, day in enumerate(days):
        last = i + 1 == len(days)
        if last or (days[i + 1] - day).days - 1 > limit:
            part = days[start : i + 1]
            yield Spell(publisher, part[0], day, sum(read[d] for d in part), len(part))
            start = i + 1


def _usual_limit(days: list[date]) -> int:
    pauses = sorted((b - a).days for a, b in pairwise(days))
    if not pauses:
        return _SHORTEST_GAP
    return max(_SHORTEST_GAP, _TIMES * pauses[int(0.9 * (len(pauses) - 1))])


def gaps(found: Iterable[Spell]) -> list[Gap]:
    """Return the stretches between the spells of each publisher."""
    ordered = sorted(found, key=lambda s: (s.publisher, s.first))
    day = timedelta(1)
    return [Gap(a.publisher, a.last + day, b.first - day) for a, b in pairwise(ordered) if a.publisher == b.publisher]


def starts_and_stops(found: Iterable[Spell]) -> list[tuple[date, str, Literal["starts", "stops"]]]:
    """List by day where a publisher was read first and last: a series may jump there for no other reason."""
    marks: list[tuple[date, str, Literal["starts", "stops"]]] = []
    for spell in found:
        marks += [(spell.first, spell.publisher, "starts"), (spell.last, spell.publisher, "stops")]
    return sorted(marks)


def covered_days(found: Iterable[Spell]) -> frozenset[date]:
    """Return every day that lies in a spell of some publisher."""
    return frozenset(spell.first + timedelta(n) for spell in found for n in range((spell.last - spell.first).days + 1))


def share_covered(found: Iterable[Spell], period: Period, *, since: date, until: date) -> dict[str, float]:
    """Return for each period from ``since`` to ``until`` the share of its days that are covered.

    Periods are named as partial dates are: ``2023-12-18``, ``2023-W51``, ``2023-12``, ``2023-Q4``, ``2023``. Only
    days within the bounds count, so the first and last period may be judged by a few days.
    """
    known = covered_days(found)
    counts: dict[str, list[int]] = {}
    for n in range((until - since).days + 1):
        day = since + timedelta(n)
        tally = counts.setdefault(_name(day, period), [0, 0])
        tally[0] += day in known
        tally[1] += 1
    return {name: covered / all_days for name, (covered, all_days) in counts.items()}


def _name(day: date, period: Period) -> str:
    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if period == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[period]]
