"""Cooperation's share in two windows of time, compared with the care that small counts need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from detente.dossier import periods
from detente.dossier.evidence import Evidence, direction, kind
from detente.dossier.page import says
from detente.dossier.words import day_words
from detente.records import Event
from detente.shares import wilson

__all__ = ["Balance", "Window", "balance"]

WINDOWS = (365, 180, 90, 30)


@dataclass(frozen=True, slots=True)
class Window:
    """Counts in one window of days."""

    first: str = says("first day of the window, in words")
    last: str = says("last day of the window, in words")
    days_read: int = says("days in it of which any document was read", machine=True)
    cooperation: int = says("counted events of cooperation, words and deeds, dated to it")
    conflict: int = says("counted events of conflict; appeals are no part of it")
    share: float | None = says("cooperation / (cooperation + conflict); null of none")
    low: float | None = says("lower end of Wilson's 95% interval of the share", machine=True)
    high: float | None = says("upper end of it", machine=True)


@dataclass(frozen=True, slots=True)
class Balance:
    """The latest window beside the one before it."""

    days: int = says("length of each window in days")
    now: Window = says("the window that ends with the last day read")
    before: Window = says("the window before that")
    difference: float | None = says("share now minus share before", machine=True)
    low: float | None = says("lower end of Newcombe's 95% interval of the difference (method 10, 1998)", machine=True)
    high: float | None = says("upper end of it", machine=True)


def balance(evidence: Evidence) -> Balance | None:
    """Compare the last days read with those before; None when too few days were read for two windows."""
    read = evidence.read_days()
    if not read:
        return None
    length = (read[-1] - read[0]).days + 1
    days = next((d for d in WINDOWS if 2 * d <= length), None)
    if days is None:
        return None
    now = _window(evidence, read, read[-1], days)
    before = _window(evidence, read, read[-1] - timedelta(days=days), days)
    return Balance(days, now, before, *_difference(now, before))


def _window(evidence: Evidence, read: list[date], last: date, days: int) -> Window:
    first = last - timedelta(days=days - 1)
    inside = [e for e in evidence.counted() if _dated_in(e, first, last) and _between(e, evidence.pair)]
    kinds = [kind(e) or "" for e in inside]
    good = sum(k.endswith("cooperation") for k in kinds)
    bad = sum(k.endswith("conflict") for k in kinds)
    bounds: tuple[float, float] | tuple[None, None] = wilson(good, good + bad) if good + bad else (None, None)
    value = good / (good + bad) if good + bad else None
    n_read = sum(first <= d <= last for d in read)
    return Window(day_words(first.isoformat()), day_words(last.isoformat()), n_read, good, bad, value, *bounds)


def _dated_in(event: Event, first: date, last: date) -> bool:
    day = periods.parse_day(event.date)
    return day is not None and periods.place(event, "month") is not None and first <= day <= last


def _between(event: Event, pair: tuple[str, str]) -> bool:
    return direction(event, pair) in ("ab", "ba", "together")


def _difference(now: Window, before: Window) -> tuple[float, float, float] | tuple[None, None, None]:
    p, q = now, before
    if p.share is None or p.low is None or p.high is None or q.share is None or q.low is None or q.high is None:
        return None, None, None
    gap = p.share - q.share
    low = gap - sqrt((p.share - p.low) ** 2 + (q.high - q.share) ** 2)
    return gap, low, gap + sqrt((p.high - p.share) ** 2 + (q.share - q.low) ** 2)
