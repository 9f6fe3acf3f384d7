"""Days that matter to a pair: which come up, which are round, and what happened around them in earlier years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from detente.actors import registers
from detente.records import Event, Incident

__all__ = ["Anniversary", "Coming", "ahead", "anniversary", "around", "is_round", "load_days", "of_pair"]

WINDOW = 5
"""Days on either side that count as around an anniversary."""


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A day of the past that states mark; ``verified_against`` is a file, or ``recalled``."""

    id: str
    states: tuple[str, ...]
    day: str
    what: str
    verified_against: str


@dataclass(frozen=True, slots=True)
class Coming:
    """The return of an anniversary: ``years`` since, round or not, and the ids of what happened around it before."""

    anniversary: Anniversary
    day: date
    years: int
    round: bool
    earlier: tuple[str, ...] = ()


@cache
def load_days() -> tuple[Anniversary, ...]:
    """Return the shipped days."""
    return read_days(registers.shipped("../anniversaries.yaml"))


def read_days(path: Path) -> tuple[Anniversary, ...]:
    """Read a file of days; raises DataError with every fault."""
    registers.check(path, "anniversaries.json")
    return tuple(Anniversary(**{**row, "states": tuple(row["states"])}) for row in registers.read_yaml(path))


def of_pair(days: Iterable[Anniversary], pair: tuple[str, str]) -> list[Anniversary]:
    """Return the days that both mark, and those of either alone."""
    return [d for d in days if set(pair) <= set(d.states) or (len(d.states) == 1 and d.states[0] in pair)]


def anniversary(day: str, year: int) -> date:
    """Return the day in another year; 29 February falls on the 28th where there is none."""
    month, number = int(day[5:7]), int(day[8:10])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, 28 if (month, number) == (2, 29) and not leap else number)


def is_round(years: int) -> bool:
    """True for multiples of five, the years that China and the DPRK mark with delegations."""
    return years > 0 and years % 5 == 0


def ahead(
    days: Iterable[Anniversary],
    on: date,
    *,
    horizon: int = 365,
    occurrences: Sequence[Event | Incident] = (),
    window: int = WINDOW,
) -> list[Coming]:
    """Return the anniversaries that come within ``horizon`` days after a day, soonest first."""
    last = on + timedelta(horizon)
    found = []
    for one in days:
        for year in range(on.year, last.year + 1):
            day, years = anniversary(one.day, year), year - int(one.day[:4])
            if on <= day <= last and years > 0:
                earlier = tuple(o.id for o in around(one, occurrences, before=on, window=window))
                found.append(Coming(one, day, years, is_round(years), earlier))
    return sorted(found, key=lambda c: (c.day, c.anniversary.id))


def around(
    one: Anniversary, occurrences: Sequence[Event | Incident], *, before: date, window: int = WINDOW
) -> list[Event | Incident]:
    """Return what happened within ``window`` days of the day in years before."""
    return [o for o in occurrences if (day := _day(o)) and day < before and _near(one.day, day, window)]


def _day(one: Event | Incident) -> date | None:
    if one.date is None or one.date_precision != "day" or len(one.date) < len("2012-04-13"):
        return None
    try:
        return date.fromisoformat(one.date[:10])
    except ValueError:  # a day that no calendar has, as data sets hold them
        return None


def _near(day: str, when: date, window: int) -> bool:
    years = (when.year - 1, when.year, when.year + 1)  # the turn of the year lies within a window, too
    return any(abs((anniversary(day, y) - when).days) <= window for y in years if 1 <= y <= 9998)
