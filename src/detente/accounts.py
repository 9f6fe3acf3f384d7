"""Accounts wired to a store: the meetings that two sides reported, and the page of one of them.

``readouts`` is pure; here a store gives it documents, sentences and events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.actors import load_actors
from detente.errors import UsageError
from detente.readouts import (
    Changed,
    Meeting,
    MeetingPage,
    Readout,
    changed,
    claims,
    compare,
    load_terms,
    meetings,
    phrases,
)
from detente.records import Document, Event, Sentence
from detente.visits import Contact, contacts

if TYPE_CHECKING:
    from detente.store import Store

__all__ = ["Coded", "contacts_in", "find_meetings", "page_of", "readout"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A document with its sentences and what was coded in them."""

    document: Document
    sentences: Sequence[Sentence]
    events: Sequence[Event]


def readout(coded: Coded) -> Readout:
    """Split an account into its claims."""
    found = claims(coded.document, coded.sentences, coded.events, actors=load_actors(), terms=load_terms())
    return Readout(coded.document, found)


def find_meetings(store: Store, pair: tuple[str, str] | None = None) -> list[Meeting]:
    """Return the meetings in a store that outlets of two of the parties reported; raises UsageError if not gathered."""
    incidents = list(store.incidents(pair, event_type="CONSULT"))
    if not incidents and next(iter(store.events(event_type="CONSULT", limit=1)), None) and pair is None:
        raise UsageError(f"{store.path}: its reports are not brought together yet; gather its incidents first")
    ids = [one for incident in incidents for one in incident.event_ids]
    events = {e.id: e for e in store.events(event_ids=ids)}
    return list(meetings(incidents, events, actors=load_actors()))


def page_of(store: Store, meeting: Meeting, among: Iterable[Meeting]) -> MeetingPage:
    """Compare the accounts of a meeting, one a side: its fullest text; ``among`` are those known, for what changed."""
    documents = {d.id: d for d in store.documents(meeting.document_ids)}
    chosen = [max((documents[i] for i in ids if i in documents), key=lambda d: len(d.text)) for _, ids in meeting.sides]
    comparisons = compare([readout(_stored(store, d)) for d in chosen], load_terms())
    incident = meeting.incident
    who = " and ".join(a.name for side in (incident.actor, incident.recipient) for a in side)
    where = f" in {incident.place}" if incident.place else ""
    names = [d.publisher or d.title or d.origin.file for d in chosen]
    told = f"As told by {', '.join(names[:-1])} and {names[-1]}."
    subtitle = f"{incident.date or 'Undated'}{where}. {told}"
    return MeetingPage(who, subtitle, comparisons, tuple(_changes(store, among, meeting)))


def _stored(store: Store, document: Document) -> Coded:
    return Coded(document, list(store.sentences(document.id)), list(store.events(document_ids=[document.id])))


def _changes(store: Store, among: Iterable[Meeting], meeting: Meeting) -> Iterator[Changed]:
    """Yield each side's phrases that came or went since the meeting before it that the same states reported."""
    day = meeting.incident.date or ""
    earlier = [m for m in among if set(m.states) == set(meeting.states) and (m.incident.date or "9999") < day]
    last = max(earlier, key=lambda m: (m.incident.date or "", m.incident.id), default=None)
    for state, ids in meeting.sides:
        now = list(store.documents(ids))
        before = list(store.documents(dict(last.sides)[state])) if last else []
        asked = phrases(d.text for d in (*now, *before))
        publishers = {d.publisher for d in (*now, *before) if d.publisher}
        yield changed(state, now, before, store.texts_holding(asked, publishers))


def contacts_in(store: Store, pair: tuple[str, str]) -> list[Contact]:
    """Return the contacts of two states in a store, by date, with who was present read from the whole texts."""
    incidents = list(store.incidents_holding(pair, event_type="CONSULT"))
    events = {e.id: e for e in store.events(event_ids=[x for i in incidents for x in i.event_ids])}
    texts = {d: list(store.sentences(d)) for d in sorted({e.document_id for e in events.values() if e.document_id})}
    reports = {i.id: [events[x] for x in i.event_ids if x in events] for i in incidents}
    return contacts(incidents, reports, pair, texts=texts)
