"""Cooperation and conflict over time, each direction apart, with what was not read left blank."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar, NamedTuple

from detente.dossier import periods
from detente.dossier.evidence import Direction, Evidence, direction, kind
from detente.dossier.page import Link, Section, says
from detente.records import Event

__all__ = ["Gap", "Panel", "Period", "Series", "section"]


ONE_DAY = timedelta(days=1)
# A stretch as long as a period is drawn as a gap; of a shorter one the table tells (days read of days).
LEAST_GAP: Mapping[periods.Grain, int] = {"week": 7, "month": 28, "quarter": 90, "year": 365}


class Read(NamedTuple):
    """What was read of one period."""

    documents: int
    days: int


@dataclass(frozen=True, slots=True)
class Period:
    """One bar of a chart, one row of its table."""

    anchor: str = says("anchor of the table's row, which the bar links to")
    key: str = says("`2023-12-18` (a week's Monday), `2023-12`, `2023-Q4` or `2023`")
    label: str = says("the period in words")
    start: str = says("first day")
    end: str = says("first day after it")
    covered: bool = says("false where no document of the period was read: missing, not zero")
    n_documents: int = says("documents published in the period that were read")
    days_read: int = says("days of the period of which a document was read")
    n_days: int = says("days of the period")
    verbal_cooperation: int = says("counted events of cooperation in words")
    material_cooperation: int = says("counted events of cooperation in deeds")
    appeal: int = says("counted appeals (REQUEST appeal), neither cooperation nor conflict")
    verbal_conflict: int = says("counted events of conflict in words, demands among them")
    demand: int = says("those of them that are demands (REQUEST demand, or a REQUEST of unstated mode)")
    material_conflict: int = says("counted events of conflict in deeds")
    events: tuple[Link, ...] = says("links to the events behind the row's numbers")
    n_unlisted: int = says("events of the row too old for the record of this page")

    @property
    def total(self) -> int:
        """All events of the row."""
        return len(self.events) + self.n_unlisted

    @property
    def blank(self) -> bool:
        """True where nothing was read and nothing is known."""
        return not self.covered and not self.total


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of days of which nothing was read."""

    start: str = says("first day of it")
    end: str = says("first day after it")


@dataclass(frozen=True, slots=True)
class Panel:
    """One direction."""

    direction: str = says("`ab`, `ba` or `together` (both act with or upon each other)")
    label: str = says("the direction in words")
    n_events: int = says("counted events in it, dated or not")
    periods: tuple[Period, ...] = says("all periods in order, empty and unread ones too")
    unplaced: tuple[Link, ...] = says("counted events whose date is too vague for a bar, or outside the chart")
    n_unlisted: int = says("further unplaced events too old for the record of this page")


@dataclass(frozen=True, slots=True)
class Series(Section):
    """Counts of events by period and kind, one panel a direction, all to one scale."""

    name: ClassVar[str] = "series"
    title: ClassVar[str] = "Cooperation and conflict"
    lede: ClassVar[str] = "Cooperation rises above the line, conflict hangs below it. Each bar leads to its events."

    grain: str = says("length of a period: week, month, quarter or year")
    panels: tuple[Panel, ...] = says("one panel a direction; `together` only where it has events")
    high: int = says("top of the common scale: the most cooperation in any period")
    low: int = says("bottom of it: the most conflict in any period")
    gaps: tuple[Gap, ...] = says("stretches of days, as long as a period or longer, of which nothing was read")
    coverage_known: bool = says("false when the store records no coverage, as for imported event data")


def section(evidence: Evidence) -> Series:
    """Count events by direction, period and kind."""
    reach = evidence.range()
    grain = periods.choose(*reach) if reach else "month"
    keys = periods.spanned(*reach, grain) if reach else []
    by_way: dict[Direction | None, list[Event]] = defaultdict(list)
    for event in evidence.counted():
        by_way[direction(event, evidence.pair)].append(event)
    read = _documents(evidence, grain)
    ways: list[Direction] = ["ab", "ba"] + (["together"] if by_way["together"] else [])  # type: ignore[assignment]
    panels = tuple(_panel(evidence, way, by_way[way], keys, grain, read) for way in ways)
    rows = [p for panel in panels for p in panel.periods]
    return Series(
        grain=grain,
        panels=panels,
        high=max((p.verbal_cooperation + p.material_cooperation for p in rows), default=0),
        low=max((p.verbal_conflict + p.material_conflict for p in rows), default=0),
        gaps=tuple(_gaps(evidence.read_days(), keys, grain)) if read else (),
        coverage_known=bool(read),
    )


def _documents(evidence: Evidence, grain: periods.Grain) -> Mapping[str, Read]:
    read: dict[str, Read] = defaultdict(lambda: Read(0, 0))
    for row in evidence.coverage:
        day = periods.parse_day(row.day)
        if day is not None and len(row.day or "") >= 10:
            key = periods.period_of(day, grain)
            read[key] = Read(read[key].documents + row.n_documents, 0)
    days = Counter(periods.period_of(day, grain) for day in evidence.read_days())
    return {key: Read(found.documents, days[key]) for key, found in read.items()}


def _gaps(read: list[date], keys: list[str], grain: periods.Grain) -> Iterator[Gap]:
    first, last = periods.starts(keys[0]), periods.ends(keys[-1], grain)
    known = [first - ONE_DAY, *(d for d in read if first <= d < last), last]
    for before, after in pairwise(known):
        if (after - before).days - 1 >= LEAST_GAP[grain]:
            yield Gap((before + ONE_DAY).isoformat(), after.isoformat())


def _panel(
    evidence: Evidence,
    way: Direction,
    events: list[Event],
    keys: list[str],
    grain: periods.Grain,
    read: Mapping[str, Read],
) -> Panel:
    placed: dict[str, list[Event]] = defaultdict(list)
    rest: list[Event] = []
    for event in events:
        key = periods.place(event, grain)
        (placed[key] if key in set(keys) and key is not None else rest).append(event)
    rows = tuple(_period(evidence, way, key, grain, placed[key], read.get(key, Read(0, 0))) for key in keys)
    links, unlisted = evidence.links(rest)
    a, b = (evidence.name(code) for code in evidence.pair)
    both = f"{a} and {evidence.the(evidence.pair[1])} together"
    label = {"ab": f"{a} → {b}", "ba": f"{b} → {a}"}.get(way, both)
    return Panel(way, label, len(events), rows, links, unlisted)


def _period(
    evidence: Evidence, way: str, key: str, grain: periods.Grain, events: Iterable[Event], read: Read
) -> Period:
    chosen = list(events)
    kinds = [kind(e) for e in chosen]
    links, unlisted = evidence.links(chosen)
    return Period(
        anchor=f"{way}-{key}",
        key=key,
        label=periods.label(key, grain),
        start=periods.starts(key).isoformat(),
        end=periods.ends(key, grain).isoformat(),
        covered=read.documents > 0,
        n_documents=read.documents,
        days_read=read.days,
        n_days=(periods.ends(key, grain) - periods.starts(key)).days,
        verbal_cooperation=kinds.count("verbal_cooperation"),
        material_cooperation=kinds.count("material_cooperation"),
        appeal=kinds.count("appeal"),
        verbal_conflict=kinds.count("verbal_conflict"),
        demand=sum(e.event_type == "REQUEST" and e.mode != "appeal" for e in chosen),
        material_conflict=kinds.count("material_conflict"),
        events=links,
        n_unlisted=unlisted,
    )
