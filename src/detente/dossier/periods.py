"""Calendar periods: weeks, months, quarters or years, chosen so that a chart stays readable.

A period is named by a key: the Monday of a week (``2023-12-18``), ``2023-12``, ``2023-Q4``, ``2023``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from detente.dossier.words import MONTHS
from detente.records import Event

__all__ = ["Grain", "choose", "ends", "label", "parse_day", "period_of", "place", "spanned", "starts"]

Grain = Literal["week", "month", "quarter", "year"]
_FINENESS = ("day", "week", "month", "quarter", "year", "unknown")
_NEEDS = {"week": 10, "month": 7, "quarter": 7, "year": 4}
# More bars than this cannot be told apart on a page 720 px wide; the latest are drawn.
MOST_PERIODS = 120


def parse_day(text: str | None) -> date | None:
    """Read an ISO day; a partial date stands for its first day, nonsense for None."""
    try:
        return date.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text[:10]) if text else None
    except ValueError:
        return None


def choose(first: date, last: date) -> Grain:
    """Choose the finest grain whose bars still fit: weeks to 4 months, months to 6 years, and so on."""
    days = (last - first).days
    return "week" if days <= 124 else "month" if days <= 6 * 366 else "quarter" if days <= 7305 else "year"


def period_of(day: date, grain: Grain) -> str:
    """Name the period that a day lies in."""
    if grain == "week":
        return (day - timedelta(days=day.weekday())).isoformat()
    if grain == "quarter":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: 7 if grain == "month" else 4]


def starts(key: str) -> date:
    """Return the first day of a period."""
    if "Q" in key:
        return date(int(key[:4]), 3 * int(key[-1]) - 2, 1)
    return date.fromisoformat((key + "-01-01")[:10] if len(key) < 10 else key)


def ends(key: str, grain: Grain) -> date:
    """Return the first day after a period."""
    first = starts(key)
    if grain == "week":
        return first + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    total = first.month - 1 + months
    return date(first.year + total // 12, total % 12 + 1, 1)


def spanned(first: date, last: date, grain: Grain) -> list[str]:
    """List all periods from one day to another, the latest ``MOST_PERIODS`` of them."""
    return list(_walk(first, last, grain))[-MOST_PERIODS:]


def _walk(first: date, last: date, grain: Grain) -> Iterator[str]:
    at = first
    while at <= last:
        key = period_of(at, grain)
        yield key
        at = ends(key, grain)


def place(event: Event, grain: Grain) -> str | None:
    """Name the period of an event; None where its date is not exact enough to say."""
    text = event.date or ""
    coarse = _FINENESS.index(event.date_precision) > _FINENESS.index(grain)
    day = parse_day(text)
    return None if coarse or len(text) < _NEEDS[grain] or day is None else period_of(day, grain)


def label(key: str, grain: Grain) -> str:
    """Say a period in words."""
    first = starts(key)
    if grain == "week":
        return f"week of {first.day} {MONTHS[first.month - 1]} {first.year}"
    if grain == "month":
        return f"{MONTHS[first.month - 1]} {first.year}"
    if grain == "quarter":
        return f"{MONTHS[first.month - 1][:3]}–{MONTHS[first.month + 1][:3]} {first.year}"
    return str(first.year)
