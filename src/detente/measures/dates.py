"""Days on which something happened: from incidents, or from a list that someone else keeps.

A list says when things happened but not when its keeper looked: ``Dates`` carries the days that are known to have been
watched where they are known, and ``period`` works out over which days two lists can be compared.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from detente.errors import InputError, UsageError

__all__ = ["Dates", "Period", "Vague", "bounds", "dates", "day_of", "offsets", "period", "read_dates"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Vague:
    """A date known to a month or a year only: it lies between these days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Dates:
    """Days in order, each once; ``vague`` holds dates known less exactly; ``ids`` the incidents of a day.

    ``read`` holds the days on which its keeper looked, None where nobody says.
    ``set_aside`` counts rows that bear no usable date, by reason.
    """

    name: str
    days: tuple[date, ...]
    vague: tuple[Vague, ...] = ()
    n_rows: int = 0
    read: frozenset[date] | None = None
    set_aside: Mapping[str, int] = field(default_factory=dict)
    ids: Mapping[date, tuple[str, ...]] = field(default_factory=dict)

    @property
    def watched(self) -> tuple[date, date] | None:
        """The first and the last day on which the keeper looked."""
        return (min(self.read), max(self.read)) if self.read else None


@dataclass(frozen=True, slots=True)
class Period:
    """The days over which something was observed, both included, and on what basis we say so."""

    first: date
    last: date
    basis: str

    @property
    def n_days(self) -> int:
        """The number of days in it."""
        return (self.last - self.first).days + 1


def bounds(text: str) -> tuple[date, date]:
    """Return the first and the last day that an ISO date, perhaps partial, can mean; ValueError if it is none."""
    found = _PARTIAL.fullmatch(text.strip())
    if not found:
        raise ValueError(f"'{text}' is no date; write it as 2023-12-18, 2023-12 or 2023")
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError as error:
        raise ValueError(f"'{text}' is no date: {error}") from error


def dates(
    name: str,
    texts: Iterable[str | None],
    *,
    ids: Iterable[str] | None = None,
    read: Iterable[date] | None = None,
) -> Dates:
    """Make ``Dates`` of ISO dates, perhaps partial; ``ids`` runs beside them. Several on one day are one day."""
    days: dict[date, list[str]] = {}
    vague: list[Vague] = []
    set_aside: dict[str, int] = {}
    rows = list(texts)
    keys = list(ids) if ids is not None else [""] * len(rows)
    for text, key in zip(rows, keys, strict=True):
        try:
            first, last = bounds(text or "")
        except ValueError as error:
            reason = str(error) if text and text.strip() else "no date"
            set_aside[reason] = set_aside.get(reason, 0) + 1
            continue
        if first == last:
            days.setdefault(first, []).extend([key] if key else [])
        else:
            vague.append(Vague(first, last))
    found = {day: tuple(keys) for day, keys in sorted(days.items())}
    return Dates(
        name=name,
        days=tuple(found),
        vague=tuple(vague),
        n_rows=len(rows),
        read=None if read is None else frozenset(read),
        set_aside=set_aside,
        ids={day: keys for day, keys in found.items() if keys},
    )


def read_dates(path: str, *, where: tuple[str, str] | None = None, column: str = "date") -> Dates:
    """Read the dates of a CSV file with a column ``date``; ``-`` is standard input.

    ``where`` keeps the rows whose column (the first) holds that value (the second). A row without a usable date is
    set aside and counted with its line.
    """
    rows = _table(path)
    head = list(rows[0]) if rows else []
    named = {name.strip().lower(): name for name in head}
    for wanted in (column, *(where[:1] if where else ())):
        if wanted.lower() not in named:
            have = ", ".join(name for name in head if name) or "no columns at all"
            raise InputError(f"{path}: no column '{wanted}'; it has {have}. Name the column of dates 'date'")
    if where:
        key = named[where[0].lower()]
        rows = [row for row in rows if (row[key] or "").strip() == where[1]]
        if not rows:
            raise InputError(f"{path}: no row has {where[0]}={where[1]}; look at the values of that column")
    found = dates(Path(path).name, [row[named[column]] for row in rows])
    if not found.days and not found.vague:
        reasons = "; ".join(found.set_aside) or "it has no rows"
        raise InputError(f"{path}: no usable date in {len(rows)} rows ({reasons}); write dates as 2023-12-18")
    return found


def _table(path: str) -> list[dict[str, str]]:
    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; name a CSV file with a column 'date'") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")  # dates are ASCII: how other columns read does not matter
    try:
        return list(csv.DictReader(io.StringIO(text, newline=""), restval=""))
    except csv.Error as error:
        raise InputError(f"{path}: not a CSV file: {error}") from error


def period(
    sides: Sequence[Dates], *, since: str | None = None, until: str | None = None, basis: str | None = None
) -> Period:
    """Return the days over which lists can be compared.

    What is known bounds it: ``since`` and ``until``, and the days watched. A list of which nobody says when it was
    kept is taken as watched beyond its ends for as long as its own longest silence: two lists whose ends lie that
    close together are compared over both, otherwise over what they share.
    """
    if not all(side.days or side.watched for side in sides):
        empty = [side.name for side in sides if not side.days]
        raise UsageError(f"no day is known for {' and '.join(empty)}; there is nothing to compare")
    first, why_first = _start(sides)
    last, why_last = _end(sides)
    if since:
        first, why_first = max(first, bounds(since)[0]) if _hard(sides) else bounds(since)[0], "as asked for"
    if until:
        last, why_last = min(last, bounds(until)[1]) if _hard(sides) else bounds(until)[1], "as asked for"
    if first >= last:
        raise UsageError(f"the lists share no days: from {first} to {last}; give lists of one period")
    told = why_first if why_first == why_last else f"start: {why_first}; end: {why_last}"
    return Period(first, last, basis or told)


def _hard(sides: Sequence[Dates]) -> bool:
    return any(side.watched for side in sides)


def _start(sides: Sequence[Dates]) -> tuple[date, str]:
    """Find the first day; the last day is found alike, with time turned round."""
    hard = [side.watched[0] for side in sides if side.watched]
    firsts = {side.name: (side.days[0], _silence(side)) for side in sides if not side.watched}
    start = max(hard) if hard else min(day for day, _ in firsts.values())
    why = "the first day read" if hard else "the first day in either list"
    for name, (day, silence) in firsts.items():
        if silence is not None and (day - start).days > silence:
            start, why = day, f"the first day in {name}, which was not kept before as far as its longest silence tells"
    return start, why


def _end(sides: Sequence[Dates]) -> tuple[date, str]:
    hard = [side.watched[1] for side in sides if side.watched]
    lasts = {side.name: (side.days[-1], _silence(side)) for side in sides if not side.watched}
    end = min(hard) if hard else max(day for day, _ in lasts.values())
    why = "the last day read" if hard else "the last day in either list"
    for name, (day, silence) in lasts.items():
        if silence is not None and (end - day).days > silence:
            end, why = day, f"the last day in {name}, which was not kept after as far as its longest silence tells"
    return end, why


def _silence(side: Dates) -> int | None:
    return max(((b - a).days for a, b in pairwise(side.days)), default=None)


def offsets(days: Iterable[date], over: Period) -> list[int]:
    """Return the days inside a period as numbers from 0 on."""
    return [(day - over.first).days for day in days if over.first <= day <= over.last]


def day_of(offset: int, over: Period) -> date:
    """Return the day of a number."""
    return over.first + timedelta(days=offset)
