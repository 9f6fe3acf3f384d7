"""Visits in the dossier: who met whom, in what office on that date, as host or guest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence, direction
from detente.dossier.page import Link, Section, says
from detente.dossier.words import short_date
from detente.records import Event
from detente.visits import Side, contacts, find

__all__ = ["Meeting", "Visits", "section"]

MOST_MEETINGS = 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """One contact with its persons and their offices on the day."""

    date: str = says("its day")
    form: str = says("`visit`, `meeting`, `call`, `message` or `gift`")
    a: str = says("the highest person of the first state, with office and basis")
    b: str = says("the same of the second state")
    level: int | None = says("rank of the guest, 1 the highest; None where it is not known", machine=True)
    direction: str = says("`PRK->CHN` for a trip; empty otherwise")
    place: str = says("where, and on what that rests")
    events: tuple[Link, ...] = says("link to the event")


@dataclass(frozen=True, slots=True)
class Visits(Section):
    """Ranks and directions of contacts."""

    name: ClassVar[str] = "visits"
    title: ClassVar[str] = "Ranks and visits"
    lede: ClassVar[str] = "Who met whom, in what office on that date, as host or guest, as reported."

    meetings: tuple[Meeting, ...] = says(f"up to {MOST_MEETINGS} contacts with a person named, newest first")
    findings: tuple[str, ...] = says("firsts and highests, balance of directions, trend of ranks")


def section(evidence: Evidence) -> Visits:
    """Read the contacts off the reported CONSULT events."""
    events = [e for e in evidence.counted() if e.event_type == "CONSULT" and direction(e, evidence.pair) != "alongside"]
    by_id = {e.id: e for e in events}
    found = contacts(events, {e.id: [e] for e in events}, evidence.pair)
    named = [c for c in reversed(found) if any(s.name for s in c.sides)][:MOST_MEETINGS]
    meetings = tuple(
        Meeting(
            short_date(by_id[c.incident_id]), c.form,
            _words(c.sides[0]), _words(c.sides[1]), c.level, c.direction or "",
            f"{c.place or c.host or ''} ({c.place_basis})" if c.host else "", _links(evidence, by_id[c.incident_id]),
        )
        for c in named
    )  # fmt: skip
    return Visits(meetings, tuple(f.statement for f in find(found)))


def _words(side: Side) -> str:
    if side.office is None:
        return side.name or ""
    return f"{side.name}, {side.office.title} ({side.office.basis})"


def _links(evidence: Evidence, event: Event) -> tuple[Link, ...]:
    return evidence.links([event])[0]
