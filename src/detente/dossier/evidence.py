"""What a dossier is made from, and the few judgements that all sections share.

Which events count, in which direction an event points, and which of the five kinds it is: a quad class,
or an appeal, which PLOVER files under verbal conflict and a reader would not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from detente.dossier import periods
from detente.dossier.page import Link
from detente.dossier.words import short_act, short_date, state_name, the
from detente.errors import UsageError
from detente.ontology import load_ontology, quad_name
from detente.records import Event, Finding, Incident

if TYPE_CHECKING:
    from detente.dossier.desk import Desk
    from detente.dossier.measures import Measured

__all__ = [
    "RECORD_LIMIT",
    "Covered",
    "Direction",
    "Evidence",
    "Kind",
    "Source",
    "counted",
    "direction",
    "kind",
]

# The record shows this many rows: at about 2 kB a row the page stays below 1 MB however large the store.
RECORD_LIMIT = 300
# An event that a text dates further back than this is historical (the coder's rule), so no chart needs
# to reach further beyond the days read.
REACH = timedelta(days=90)

Direction = Literal["ab", "ba", "together", "alongside"]
Kind = Literal["verbal_cooperation", "material_cooperation", "appeal", "verbal_conflict", "material_conflict"]


@dataclass(frozen=True, slots=True)
class Covered:
    """Documents of one publisher read for one day of publication (None: the documents bear no date)."""

    publisher: str
    day: str | None
    n_documents: int


@dataclass(frozen=True, slots=True)
class Source:
    """What the page shows of a document."""

    title: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The inputs of every section, in one fixed order so that equal input makes an equal page."""

    pair: tuple[str, str]
    events: tuple[Event, ...]
    around: tuple[Event, ...] = ()
    coverage: tuple[Covered, ...] = ()
    rejected: Mapping[str, int] = field(default_factory=dict)
    runs: tuple[Mapping[str, object], ...] = ()
    sentences: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    documents: Mapping[str, Source] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    measured: tuple[Measured, ...] = ()
    desk: Desk | None = None

    @classmethod
    def of(
        cls,
        events: Iterable[Event],
        *,
        pair: tuple[str, str],
        around: Iterable[Event] = (),
        coverage: Iterable[Covered] = (),
        rejected: Mapping[str, int] | None = None,
        runs: Iterable[Mapping[str, object]] = (),
        sentences: Mapping[str, tuple[int, int]] | None = None,
        documents: Mapping[str, Source] | None = None,
        names: Mapping[str, str] | None = None,
        findings: Iterable[Finding] = (),
        incidents: Iterable[Incident] = (),
        measured: Iterable[Measured] = (),
        desk: Desk | None = None,
    ) -> Evidence:
        """Put the inputs into their order; events that are not between the two are left out."""
        if pair[0] == pair[1]:
            raise UsageError(f"a dossier is on two states, and {pair[0]!r} was named twice; name another")
        own = sorted((e for e in events if direction(e, pair)), key=_age, reverse=True)
        others = tuple(around)
        return cls(
            pair=pair,
            events=tuple(own),
            around=others,
            coverage=tuple(sorted(coverage, key=lambda c: (c.publisher, c.day or "", c.n_documents))),
            rejected=dict(rejected or {}),
            runs=tuple(runs),
            sentences=sentences or {},
            documents=documents or {},
            names={**_organisations((*own, *others)), **(names or {})},
            findings=tuple(findings),
            incidents={i.id: i for i in incidents},
            measured=tuple(measured),
            desk=desk,
        )

    def name(self, code: str) -> str:
        """Name a state."""
        return state_name(code, self.names)

    def the(self, code: str) -> str:
        """Name a state as running text does, with its article."""
        return the(self.name(code))

    @property
    def shown(self) -> tuple[Event, ...]:
        """The events that the record shows: the newest."""
        return self.events[:RECORD_LIMIT]

    def counted(self) -> list[Event]:
        """The events that charts and counts take in, newest first."""
        return [e for e in self.events if counted(e)]

    def read_days(self) -> list[date]:
        """The days of publication of which at least one document was read, in order."""
        days = {periods.parse_day(c.day) for c in self.coverage if c.n_documents > 0 and len(c.day or "") >= 10}
        return sorted(d for d in days if d is not None)

    def range(self) -> tuple[date, date] | None:
        """The first and last day that charts span: the days read and the counted events near them."""
        read = self.read_days()
        days = [d for e in self.counted() if (d := periods.parse_day(e.date))]
        if read:
            days = [d for d in days if read[0] - REACH <= d <= read[-1] + REACH] + [read[0], read[-1]]
        return (min(days), max(days)) if days else None

    def links(
        self, events: Iterable[Event], *, most: int | None = None, years: bool = False
    ) -> tuple[tuple[Link, ...], int]:
        """Link these events to their rows of the record; the second number counts those it leaves out.

        ``most``: no more than so many, the newest. ``years``: where no heading tells the year, the label does.
        """
        shown = {e.id for e in self.shown}
        chosen = list(events)
        listed = [e for e in chosen if e.id in shown]
        if most is not None:
            listed = sorted(listed, key=_age)[-most:]
        kept = tuple(Link(e.id, f"{_dated(e) if years else short_date(e)} {short_act(e)}") for e in listed)
        return kept, len(chosen) - len(kept)


def _dated(event: Event) -> str:
    year = (event.date or "")[:4]
    return f"{short_date(event)} {year}".strip() if year not in short_date(event) else short_date(event)


def _age(event: Event) -> tuple[str, str, str]:
    return event.date or "", event.published or "", event.id


def _organisations(events: Iterable[Event]) -> dict[str, str]:
    """Name the organisations, which no country register knows, as the coder resolved them."""
    known = (a for e in events for a in (*e.actor, *e.recipient) if a.state.startswith("IGO:"))
    return {a.state: a.name for a in sorted(known, key=lambda a: a.name) if a.id == a.state and a.name}


def direction(event: Event, pair: tuple[str, str]) -> Direction | None:
    """Say which way an event points between the two; None when it is not between them at all.

    Two states that act as one upon a third, or that drill side by side, do nothing *to each other*: such
    an event is ``alongside``, shown in the record and left out of the balance between the two. A clash
    is an act of each upon the other.
    """
    a, b = pair
    acting, receiving = {x.state for x in event.actor}, {x.state for x in event.recipient}
    if {a, b} <= acting:
        return "together" if _mutual(event, receiving - {a, b}) else "alongside"
    if a in acting and b in receiving:
        return "ab"
    return "ba" if b in acting and a in receiving else None


def _mutual(event: Event, others: set[str]) -> bool:
    known = kind(event)
    if known in ("verbal_conflict", "material_conflict", "appeal"):
        return not others and event.event_type == "ASSAULT"
    return event.event_type in ("CONSULT", "COOPERATE") or not others


def kind(event: Event) -> Kind | None:
    """Return the quad class by name, or ``appeal``; None for an event that has neither type nor class."""
    if event.event_type == "REQUEST" and event.mode == "appeal":
        return "appeal"
    found = load_ontology().types.get(event.event_type or "")
    quad = event.quad_class or (found.quad_class if found else None)
    return quad_name(quad) if quad else None


def counted(event: Event) -> bool:
    """True for what is reported as done; plans, denials, suppositions and history are shown, not counted."""
    return event.status == "asserted"
