"""A calendar of contacts: meetings, visits and calls apart from messages."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from detente.dossier import periods
from detente.dossier.evidence import Evidence, direction
from detente.dossier.page import Link, Section, says
from detente.dossier.words import MONTHS, count
from detente.records import Event

__all__ = ["Contacts", "Day", "MonthRow", "section"]

# Rows beyond this would push the record off the first pages; older contacts are counted in a note.
MOST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the calendar."""

    day: int = says("day of the month", machine=True)
    read: bool = says("true when any document of that day of publication was read")
    meetings: int = says("meetings, visits, calls, mediation: contacts in person or by voice", machine=True)
    messages: int = says("letters, telegrams and gifts")
    title: str = says("the cell in words; empty for a day without contact")
    href: str = says("anchor of the day's events; empty for a day without contact")

    @property
    def depth(self) -> int:
        """Shade of the cell: 0 none, 1 one meeting, 2 two, 3 three or more."""
        return min(self.meetings, 3)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One row of the calendar."""

    key: str = says("the month, `2023-12`")
    label: str = says("short name of the month")
    year: str = says("the year, given on its first row alone")
    days: tuple[Day, ...] = says("one cell a day")
    undated: int = says("contacts of which only the month is known")
    events: tuple[Link, ...] = says("links to the month's contacts")
    n_unlisted: int = says("contacts of the month too old for the record of this page")
    meetings: int = says("meetings, visits and calls of the month")
    messages: int = says("messages of the month")


@dataclass(frozen=True, slots=True)
class Contacts(Section):
    """The days on which the two met, called or wrote."""

    name: ClassVar[str] = "contacts"
    title: ClassVar[str] = "A calendar of contacts"
    lede: ClassVar[str] = "Every day on which the two met, called or wrote to each other, as reported."

    meetings: int = says("counted meetings, visits, calls and mediation")
    messages: int = says("counted messages: letters, telegrams, gifts")
    months: tuple[MonthRow, ...] = says("the months drawn, oldest first")
    n_earlier: int = says("contacts dated before the first month drawn")
    n_vague: int = says("contacts whose date is vaguer than a month, or not known")


def section(evidence: Evidence) -> Contacts:
    """Lay the CONSULT events out by month and day."""
    chosen = [e for e in evidence.counted() if e.event_type == "CONSULT"]
    chosen = [e for e in chosen if direction(e, evidence.pair) != "alongside"]
    reach = evidence.range()
    keys = periods.spanned(*reach, "month")[-MOST_MONTHS:] if reach and chosen else []
    by_month: dict[str | None, list[Event]] = defaultdict(list)
    for event in chosen:
        by_month[periods.place(event, "month")].append(event)
    read = frozenset(evidence.read_days())
    n_messages = _n_messages(chosen)
    dated = [key for key in by_month if key is not None]
    return Contacts(
        meetings=len(chosen) - n_messages,
        messages=n_messages,
        months=tuple(_month(evidence, key, by_month[key], read, key == keys[0]) for key in keys),
        n_earlier=sum(len(by_month[key]) for key in dated if keys and key < keys[0]),
        n_vague=len(by_month[None]),
    )


def _n_messages(events: Iterable[Event]) -> int:
    return sum(e.mode == "message" for e in events)


def _month(evidence: Evidence, key: str, events: list[Event], read: frozenset[date], first: bool) -> MonthRow:
    year, month = int(key[:4]), int(key[5:7])
    by_day: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        exact = event.date_precision == "day" and len(event.date or "") >= 10
        by_day[int((event.date or "")[8:10]) if exact else 0].append(event)
    links, unlisted = evidence.links(events)
    n_messages = _n_messages(events)
    return MonthRow(
        key=key,
        label=MONTHS[month - 1][:3],
        year=str(year) if first or month == 1 else "",
        days=tuple(_day(date(year, month, d), by_day[d], read) for d in range(1, monthrange(year, month)[1] + 1)),
        undated=len(by_day[0]),
        events=links,
        n_unlisted=unlisted,
        meetings=len(events) - n_messages,
        messages=n_messages,
    )


def _day(day: date, events: list[Event], read: frozenset[date]) -> Day:
    messages = _n_messages(events)
    meetings = len(events) - messages
    parts = [count(meetings, "meeting or call", "meetings or calls")] if meetings else []
    parts += [count(messages, "message")] if messages else []
    title = f"{day.day} {MONTHS[day.month - 1]} {day.year}: {' and '.join(parts)}" if events else ""
    href = f"#contacts-{day.isoformat()[:7]}" if events else ""
    return Day(day.day, day in read, meetings, messages, title, href)
