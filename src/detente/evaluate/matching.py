"""Found events matched one to one with true ones, by the most agreement in all (a linear assignment)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from detente.evaluate.formats import TextItem, TrueEvent
from detente.records import Event

__all__ = ["Matched", "match_events"]


@dataclass(frozen=True, slots=True)
class Matched:
    """A true event beside the found one; one side is None where the other has no partner."""

    uid: str
    text: str
    true: TrueEvent | None
    found: Event | None

    def hit(self, level: str) -> bool:
        """True when the type agrees (``event``), or the type and the states on both sides (``event and actors``)."""
        if self.true is None or self.found is None or self.true.event_type != self.found.event_type:
            return False
        return level == "event" or _sides_agree(self.true, self.found)


def match_events(item: TextItem, found: Sequence[Event]) -> Iterator[Matched]:
    """Pair the events of one text.

    Found events that are planned, hypothetical or negated count only where the truth has such.
    """
    statuses = {t.status for t in item.events} | {"asserted"}
    kept = [e for e in found if e.status in statuses or e.status == "historical"]
    weights = np.array([[_agreement(t, e) for e in kept] for t in item.events]).reshape(len(item.events), len(kept))
    rows, columns = linear_sum_assignment(weights, maximize=True)
    pairs = {r: c for r, c in zip(rows.tolist(), columns.tolist(), strict=True) if weights[r, c] > 0}
    for r, true in enumerate(item.events):
        yield Matched(item.uid, item.text, true, kept[pairs[r]] if r in pairs else None)
    for c, event in enumerate(kept):
        if c not in pairs.values():
            yield Matched(item.uid, item.text, None, event)


def _agreement(true: TrueEvent, event: Event) -> float:
    same_type = 2.0 * (true.event_type == event.event_type)
    actor, recipient = _states(event)
    sides = (true.actor == actor) + (true.recipient == recipient)
    return same_type + sides + 0.5 * bool(true.actor & actor) + 0.5 * bool(true.recipient & recipient)


def _sides_agree(true: TrueEvent, event: Event) -> bool:
    actor, recipient = _states(event)
    if event.rules and not recipient and true.actor | true.recipient == actor and len(actor) > 1:
        return True  # a reciprocal act: all are actors here, split between the sides there
    return true.actor == actor and true.recipient == recipient


def _states(event: Event) -> tuple[frozenset[str], frozenset[str]]:
    actor = frozenset(a.state for a in event.actor if a.state)
    return actor, frozenset(a.state for a in event.recipient if a.state)
