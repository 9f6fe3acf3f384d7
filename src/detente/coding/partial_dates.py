"""Arithmetic with partial ISO dates: ``2023`` is a year, ``2023-12`` a month, ``2023-12-18`` a day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from detente.records import Precision

__all__ = ["Answer", "calendar_date", "day_of", "first_day", "monday_of", "shifted"]

Answer = tuple[str | None, Precision, str]  # date, precision, basis
_YEARS = range(1800, 2101)


def first_day(partial: str | None) -> date | None:
    """Return the first day of a partial ISO date, a time of day behind it dropped; None if it is no date."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", (partial or "").strip(), re.ASCII | re.DOTALL)
    if match is None:
        return None
    return calendar_date(int(match[1]), int(match[2] or 1), int(match[3] or 1))


def day_of(partial: str | None) -> date | None:
    """Return a date that is known to the day, None for a coarser one: nothing can be counted from it."""
    return first_day(partial) if len((partial or "").strip()) >= 10 else None


def calendar_date(year: int, month: int, day: int) -> date | None:
    """Return a day of the years that news can speak of, None where there is no such day."""
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_text(day: date) -> str:
    return day.isoformat()[:7]


def monday_of(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def shifted(day: date, count: int, unit: str, basis: str) -> Answer:
    """Move by so many units; the result is no finer than the unit (two months ago is a month)."""
    match unit:
        case "day":
            return (day + timedelta(days=count)).isoformat(), "day", basis
        case "week":
            return monday_of(day + timedelta(weeks=count)).isoformat(), "week", basis
        case "month":
            return _month_text(day + relativedelta(months=count)), "month", basis
        case _:
            return f"{day.year + count:04d}", "year", basis
