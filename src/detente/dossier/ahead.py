"""A calendar of the year after the last day read: what is marked, due and looked for, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from detente.anniversaries import ahead, load_days, of_pair
from detente.commitments import Commitment, due, expected, load_register
from detente.dossier.evidence import Evidence
from detente.dossier.page import Link, Section, says
from detente.dossier.words import day_words
from detente.records import Event

__all__ = ["Ahead", "Entry", "Month", "section"]

YEAR = 365  # days


@dataclass(frozen=True, slots=True)
class Entry:
    """One date."""

    day: str = says("the day in words; the year alone where no day is told")
    kind: str = says("`anniversary`, `renewal`, `expiry`, `expected` or `planned`")
    text: str = says("what it is")
    round: bool = says("true for a round anniversary")
    events: tuple[Link, ...] = says("where it was told, for a plan")
    n_unlisted: int = says("such events that the record of this page does not show")


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its dates."""

    name: str = says("the month in words, or the year for dates without one")
    entries: tuple[Entry, ...] = says("its dates, soonest first")


@dataclass(frozen=True, slots=True)
class Ahead(Section):
    """The year ahead."""

    name: ClassVar[str] = "ahead"
    title: ClassVar[str] = "Calendar of what is ahead"
    lede: ClassVar[str] = "The year after the last day read: what is marked, due, planned, and looked for."

    months: tuple[Month, ...] = says("months that have a date")
    why: str = says("why there is none; empty where there is one")


def section(evidence: Evidence) -> Ahead:
    """Gather all dates ahead of the last day read."""
    read = evidence.read_days()
    if not read:
        return Ahead((), "Not shown: no day of reading is recorded, so that no day lies ahead of it.")
    rows = sorted(
        _dated(evidence, read[-1]), key=lambda row: (row[0] + "~" if len(row[0]) < 10 else row[0], row[1].text)
    )
    names = list(dict.fromkeys(day[:7] for day, _ in rows))
    months = tuple(Month(day_words(name), tuple(e for day, e in rows if day[:7] == name)) for name in names)
    return Ahead(months, "" if months else "No date of the registers falls in the year after the last day read.")


def _dated(evidence: Evidence, on: date) -> Iterator[tuple[str, Entry]]:
    for coming in ahead(of_pair(load_days(), evidence.pair), on, horizon=YEAR):
        text = f"{coming.anniversary.what}, {coming.years} years"  # what was around it stands under Anniversaries
        yield coming.day.isoformat(), Entry(day_words(str(coming.day)), "anniversary", text, coming.round, (), 0)
    of_both = [c for c in load_register() if _binds(c, set(evidence.pair))]
    for found in (*due(of_both, on, horizon=YEAR), *expected(of_both, on, horizon=YEAR)):
        day, text = str(found.details["date"]), found.statement.partition(": ")[2].rstrip(".")
        if found.details["kind"] != "anniversary":  # those of the treaties that matter are among the days above
            yield day, Entry(day_words(day), str(found.details["kind"]), text, False, (), 0)
    for event in evidence.events:
        if _is_ahead(event, on):
            text = " ".join((event.sentence or "").split())
            yield str(event.date), Entry(day_words(event.date), "planned", text, False, *evidence.links([event]))


def _binds(commitment: Commitment, pair: set[str]) -> bool:
    states = {p.state for p in commitment.parties}
    return pair <= states or (commitment.kind == "resolution" and bool(states & pair))


def _is_ahead(event: Event, on: date) -> bool:
    """True for what a text tells as planned for a day or month after the last that was read."""
    return event.status == "planned" and event.date_precision in ("day", "month") and str(event.date) > on.isoformat()
