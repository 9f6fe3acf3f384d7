"""Found events matched one to one with true ones, by the most agreement in all (a linear assignment)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from detente.evaluate.formats import TextItem, TrueEvent
from detente.records import Event

__all__ = ["Matched", "match_events", "same_type", "states_of"]

# What is done together may have all who take part as actors, or some of them as recipients.
_TOGETHER = frozenset({"CONSULT", "COOPERATE", "AGREE", "SUPPORT"})


@dataclass(frozen=True, slots=True)
class Matched:
    """A true event beside the found one; one side is None where the other has no partner."""

    uid: str
    text: str
    true: TrueEvent | None
    found: Event | None

    def hit(self, level: str) -> bool:
        """True when the type agrees (``event``), also the states (``event and actors``), also the status."""
        if self.true is None or self.found is None or not same_type(self.true, self.found):
            return False
        if level != "event" and not _sides_agree(self.true, self.found):
            return False
        return "status" not in level or self.true.status == self.found.status


def match_events(item: TextItem, found: Sequence[Event]) -> Iterator[Matched]:
    """Pair the events of one text.

    Found events that are planned, hypothetical or negated count only where the truth has such.
    """
    statuses = {t.status for t in item.events} | {"asserted"}
    kept = [e for e in found if e.status in statuses or e.status == "historical"]
    weights = np.array([[_agreement(t, e) for e in kept] for t in item.events]).reshape(len(item.events), len(kept))
    rows, columns = linear_sum_assignment(weights, maximize=True)
    pairs = {r: c for r, c in zip(rows.tolist(), columns.tolist(), strict=True) if weights[r, c] >= 0.5}
    for r, true in enumerate(item.events):
        yield Matched(item.uid, item.text, true, kept[pairs[r]] if r in pairs else None)
    for c, event in enumerate(kept):
        if c not in pairs.values():
            yield Matched(item.uid, item.text, None, event)


def _agreement(true: TrueEvent, event: Event) -> float:
    kind = 2.0 * same_type(true, event)
    actor, recipient = states_of(event)
    sides = (true.actor == actor) + (true.recipient == recipient) + 0.1 * (true.status == event.status)
    return kind + sides + 0.5 * bool(true.actor & actor) + 0.5 * bool(true.recipient & recipient)


def _sides_agree(true: TrueEvent, event: Event) -> bool:
    actor, recipient = states_of(event)
    if true.event_type in _TOGETHER and not (recipient and true.recipient) and len(actor | recipient) > 1:
        return true.actor | true.recipient == actor | recipient  # all are actors here, split between the sides there
    return true.actor == actor and true.recipient == recipient


def same_type(true: TrueEvent, event: Event) -> bool:
    """Compare types; YIELD is the former name of CONCEDE and RETREAT."""
    former = true.event_type == "YIELD" and event.event_type in {"CONCEDE", "RETREAT"}
    return former or true.event_type == event.event_type


def states_of(event: Event) -> tuple[frozenset[str], frozenset[str]]:
    """Codes of states and organisations on both sides."""
    actor = frozenset(a.state for a in event.actor if a.state)
    return actor, frozenset(a.state for a in event.recipient if a.state)
