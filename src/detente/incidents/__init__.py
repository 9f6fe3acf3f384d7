"""Reports -> incidents: what was told often, by whom it was told independently, and where the accounts differ.

``incidents(events, documents)`` is a pure function: equal events in any order give equal incidents. Blocking
(``clustering``) keeps it near linear; the score of a pair (``features``) is a list of named, weighted parts that
``explain`` shows; ``identity`` keeps ids as reports join; ``sources`` counts independent publishers; ``coverage``
knows what was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from detente.actors import Actors, load_actors
from detente.errors import UsageError
from detente.incidents.clustering import group, linked
from detente.incidents.facts import Facts, IsPerson, facts, span_of
from detente.incidents.features import FEATURES, KIN, REACH, Feature, Score, score
from detente.incidents.identity import settle
from detente.incidents.merging import merge
from detente.incidents.sources import Register, copies
from detente.records import Actor, Document, Event, Incident

__all__ = [
    "FEATURES",
    "KIN",
    "REACH",
    "RULES",
    "Feature",
    "Options",
    "Score",
    "affected",
    "copies",
    "explain",
    "incidents",
    "settle",
    "span_of",
]

Rule = Literal["scored", "one-a-day"]
RULES: tuple[Rule, ...] = ("scored", "one-a-day")


@dataclass(frozen=True, slots=True)
class Options:
    """How reports are brought together.

    ``rule``: ``scored``, or ``one-a-day``, the field's filter: same directed dyad, type and day. ``threshold``: the
    score from which two reports are of one occurrence. ``likeness``: from which two texts are copies.
    """

    rule: Rule = "scored"
    threshold: float = 7.0
    likeness: float = 0.5

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise UsageError(f"no rule '{self.rule}'; choose one of {', '.join(RULES)}")


def incidents(
    events: Iterable[Event],
    documents: Iterable[Document] = (),
    *,
    actors: Actors | None = None,
    options: Options | None = None,
) -> list[Incident]:
    """Bring the reports of one occurrence together, sorted by date, undated last.

    ``documents`` serve to tell copies and named publishers; without them the label of each event stands.
    """
    known, chosen = actors or load_actors(), options or Options()
    register, person = Register(known, documents, likeness=chosen.likeness), people(known)
    reports = [facts(event, person) for event in {e.id: e for e in events}.values()]
    groups = _by_day(reports) if chosen.rule == "one-a-day" else group(reports, threshold=chosen.threshold)
    made = (merge(members, register) for members in groups)
    return sorted(made, key=lambda i: (i.date or "9999", i.id))


def affected(
    events: Iterable[Event],
    among: Iterable[Event],
    *,
    actors: Actors | None = None,
    options: Options | None = None,
) -> list[Event]:
    """Return the events whose incidents may change as ``events`` join or leave ``among``, these included.

    What is returned can be brought together alone: nothing outside of it resembles anything within.
    """
    chosen, person = options or Options(), people(actors or load_actors())
    start, rest = ([facts(e, person) for e in some] for some in (events, among))
    return [item.event for item in linked(start, rest, threshold=chosen.threshold)]


def explain(a: Event, b: Event, *, actors: Actors | None = None) -> Score:
    """Say how alike two reports are, feature by feature."""
    person = people(actors or load_actors())
    return score(facts(a, person), facts(b, person))


def people(actors: Actors) -> IsPerson:
    """Return a function that tells persons from offices, firms and towns."""

    @lru_cache(None)
    def is_person(actor: Actor) -> bool:
        found = actors.person(actor.name)
        return found is not None and found.actor.id == actor.id

    return is_person


def _by_day(reports: Iterable[Facts]) -> list[list[Facts]]:
    """One incident for each directed dyad, type and date: the classic filter against repeated reports."""
    days: dict[tuple[object, ...], list[Facts]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: (r.event.published or "9999", r.event.id)):
        event = report.event
        days[report.group, report.actors, report.recipients, event.event_type, event.date].append(report)
    return list(days.values())
