"""Reports of one occurrence -> one Incident: what most reports say, and how many say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from detente.incidents import voices
from detente.incidents.facts import Facts
from detente.incidents.sources import Register, independent
from detente.records import Actor, Event, Incident, content_id

__all__ = ["first_id", "merge"]

T = TypeVar("T")


def merge(members: Sequence[Facts], register: Register) -> Incident:
    """Make an incident of its reports, the seed first. Ties go to what the seed says, then to the first report."""
    ordered = [members[0], *sorted(members[1:], key=_age)]
    events = [m.event for m in ordered]
    reports = [(m, register.source(m.event)) for m in ordered]
    kind, mode, quad = _most(events, lambda e: (e.event_type, e.mode, e.quad_class))
    told = [e for e in events if e.event_type == kind]
    when, precision = _when(ordered)
    families = independent([(m.event, source) for m, source in reports], register)
    published = sorted(e.published for e in events if e.published)
    return Incident(
        id=first_id(events),
        date=when,
        date_precision=precision,
        actor=_side(told, lambda e: e.actor),
        recipient=_side(told, lambda e: e.recipient),
        event_type=kind,
        mode=mode,
        status="asserted" if any(e.status == "asserted" for e in events) else events[0].status,
        context=tuple(sorted({c for e in events for c in e.context})),
        object=_most_said(told, lambda e: e.object),
        quantity=_most_said(told, lambda e: e.quantity),
        promised=_most_said(told, lambda e: e.promised),
        place=_most_said(events, lambda e: e.place),
        cameo=_most_said(told, lambda e: e.cameo),
        quad_class=quad,
        event_ids=tuple(sorted(e.id for e in events)),
        n_reports=len({e.document_id or str(e.origin) for e in events}),
        n_publishers=len(families),
        publishers=tuple(sorted({source.name for _, source in reports if source.name})),
        families=families,
        word=voices.word(reports),
        disagreements=voices.disagreements(reports),
        first_report=published[0] if published else None,
        last_report=published[-1] if published else None,
        confidence=max(e.confidence for e in events),
    )


def first_id(events: Iterable[Event]) -> str:
    """Identify an incident by the report of it that was published first."""
    first = min(events, key=lambda e: (e.published or "9999", e.id))
    return content_id("incident", first.id)


def _age(member: Facts) -> tuple[str, str]:
    return member.event.published or "9999", member.event.id


def _most(events: Iterable[Event], value: Callable[[Event], T]) -> T:
    """Return what most documents say; a document speaks once for each value."""
    votes: Counter[T] = Counter()
    for said, _ in dict.fromkeys((value(e), e.document_id or e.id) for e in events):
        votes[said] += 1
    return votes.most_common(1)[0][0]  # of equals the first met


def _most_said(events: Sequence[Event], value: Callable[[Event], T | None]) -> T | None:
    said = [e for e in events if value(e) is not None]
    return _most(said, value) if said else None


def _when(ordered: Sequence[Facts]) -> tuple[str | None, Any]:
    """Take the date from the reports that know it best: the day itself before the day of publication."""
    best = min((not m.exact, m.loose) for m in ordered)
    sure = [m.event for m in ordered if (not m.exact, m.loose) == best]
    return _most(sure, lambda e: (e.date, e.date_precision))


def _side(events: Sequence[Event], side: Callable[[Event], tuple[Actor, ...]]) -> tuple[Actor, ...]:
    """Take the states that most reports name, those that name none apart; for each state its most exact actors."""
    named = [e for e in events if side(e)]
    if not named:
        return ()
    states = _most(named, lambda e: frozenset(a.state for a in side(e)))
    agreeing = [e for e in named if frozenset(a.state for a in side(e)) == states]
    exact = max(sum("/" in a.id for a in side(e)) for e in agreeing)
    return _most([e for e in agreeing if sum("/" in a.id for a in side(e)) == exact], side)
