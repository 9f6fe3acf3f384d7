"""Visits in the dossier: who met whom, in what office on that date, as host or guest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence, direction
from detente.dossier.page import Link, Section, says
from detente.dossier.words import day_words
from detente.visits import Contact, Side, contacts, find

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
    events: tuple[Link, ...] = says("links to the events that tell of it")
    n_unlisted: int = says("such events that the record of this page does not show")


@dataclass(frozen=True, slots=True)
class Visits(Section):
    """Ranks and directions of contacts."""

    name: ClassVar[str] = "visits"
    title: ClassVar[str] = "Ranks and visits"
    lede: ClassVar[str] = "Who met whom, in what office on that date, as host or guest, as reported."

    meetings: tuple[Meeting, ...] = says(f"up to {MOST_MEETINGS} contacts with a person named, newest first")
    findings: tuple[str, ...] = says("firsts and highests, balance of directions, trend of ranks")
    n_named: int = says("all contacts with a person named")


def section(evidence: Evidence) -> Visits:
    """Read the contacts off the store's incidents and texts; without a store, off the reported CONSULT events."""
    by_id = {e.id: e for e in evidence.events}
    found = evidence.desk.contacts if evidence.desk else _of_events(evidence)
    named = [c for c in reversed(found) if any(s.name for s in c.sides)]
    meetings = []
    for contact in named[:MOST_MEETINGS]:
        told = sorted((by_id[i] for i in contact.event_ids if i in by_id), key=lambda e: (e.date or "", e.id))
        meetings.append(
            Meeting(
                day_words(contact.date) or "undated", contact.form, _words(contact.sides[0]), _words(contact.sides[1]),
                contact.level, contact.direction or "", _where(contact), *evidence.links(told),
            )
        )  # fmt: skip
    return Visits(tuple(meetings), tuple(f.statement for f in find(found, days=evidence.read_days())), len(named))


def _where(contact: Contact) -> str:
    if contact.retold:
        return "told in looking back"
    return f"{contact.place or contact.host} ({contact.place_basis})" if contact.host else ""


def _of_events(evidence: Evidence) -> list[Contact]:
    events = [e for e in evidence.counted() if e.event_type == "CONSULT" and direction(e, evidence.pair) != "alongside"]
    return contacts(events, {e.id: [e] for e in events}, evidence.pair)


def _words(side: Side) -> str:
    if side.office is None:
        return side.name or ""
    return f"{side.name}, {side.office.title} ({side.office.basis})"
