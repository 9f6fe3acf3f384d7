"""A small, readable condition over incidents: who, did what kind of thing, with what, to whom.

All keys of a condition must hold (and), any value of a key is enough (or); of several conditions any one is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from detente.actors import registers
from detente.records import Event, Incident

__all__ = ["PLACEHOLDERS", "Condition", "Occurrence", "Thing", "describe", "load_things", "things_of"]

Occurrence = Event | Incident
PLACEHOLDERS = ("party", "third")
"""What may stand for a state: a party on the day, or a state that is none."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A class of objects; ``caveat`` is said beside whatever is of it, ``contexts`` count where the object is mute."""

    name: str
    words: tuple[str, ...]
    contexts: tuple[str, ...] = ()
    caveat: str | None = None


@cache
def load_things() -> Mapping[str, Thing]:
    """Read the classes of things that conditions may name (``data/commitments/objects.yaml``)."""
    rows = registers.read_yaml(registers.shipped("../commitments/objects.yaml"))
    return {
        name: Thing(name, tuple(row["words"]), tuple(row.get("contexts", ())), row.get("caveat"))
        for name, row in rows.items()
    }


def things_of(occurrence: Occurrence) -> tuple[Thing, ...]:
    """Return the class of the thing in an occurrence: by the longest word its object ends with, else by context."""
    said = (occurrence.object or "").lower()
    hits = [(len(w), t) for t in load_things().values() for w in t.words if said == w or said.endswith(f" {w}")]
    if hits:
        longest = max(n for n, _ in hits)
        return tuple(t for n, t in hits if n == longest)
    return tuple(t for t in load_things().values() if set(t.contexts) & set(occurrence.context))


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; an empty tuple asks nothing of its field."""

    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    event_type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    def holds(self, occurrence: Occurrence, parties: frozenset[str]) -> bool:
        """True if the occurrence fulfils every key, ``parties`` being the parties on its day."""
        return self.of_kind(occurrence) and self.between(occurrence, parties)

    def of_kind(self, occurrence: Occurrence) -> bool:
        """True if what was done is as the condition asks, whoever did it."""
        return (
            _any(self.event_type, [occurrence.event_type])
            and _any(self.mode, [occurrence.mode])
            and _any(self.context, occurrence.context)
            and (not self.object or _any(self.object, [t.name for t in things_of(occurrence)]))
        )

    def between(self, occurrence: Occurrence, parties: frozenset[str]) -> bool:
        """True if those who did it, and to whom, are as the condition asks."""
        actors, recipients = _states(occurrence.actor), _states(occurrence.recipient)
        if occurrence.event_type == "CONSULT" and not recipients:
            recipients = actors  # both sides named as one subject: *the two held talks*
        return _between(self.actor, self.recipient, actors, recipients, parties)

    def __str__(self) -> str:
        parts = ((n, getattr(self, n)) for n in self.__slots__)
        return ", ".join(f"{name} {' or '.join(values)}" for name, values in parts if values)


def describe(occurrence: Occurrence) -> str:
    """Write an occurrence as one line: ``2012-04-13 PRK MOBILIZE/weapons - object: ...``."""
    what = "/".join(filter(None, (occurrence.event_type, occurrence.mode)))
    sides = [",".join(sorted(_states(side))) or "-" for side in (occurrence.actor, occurrence.recipient)]
    line = f"{occurrence.date or 'undated'} {sides[0]} {what} {sides[1]}"
    extra = [("object", occurrence.object), ("context", ", ".join(occurrence.context) or None)]
    return line + "".join(f" {name}: {value}" for name, value in extra if value)


def _states(side: Iterable[object]) -> frozenset[str]:
    return frozenset(a.state for a in side if a.state)  # type: ignore[attr-defined]


def _any(wanted: tuple[str, ...], there: Iterable[str | None]) -> bool:
    return not wanted or any(value in wanted for value in there)


def _between(
    actor: tuple[str, ...],
    recipient: tuple[str, ...],
    actors: frozenset[str],
    recipients: frozenset[str],
    parties: frozenset[str],
) -> bool:
    """True if some actor and some other recipient are as the condition asks."""
    doing = [a for a in actors if _is(a, actor, parties)]
    if not actor and not doing:
        doing = [""]
    if not recipient:
        return bool(doing)
    return any(r != a for a in doing for r in recipients if _is(r, recipient, parties))


def _is(state: str, wanted: tuple[str, ...], parties: frozenset[str]) -> bool:
    if not wanted or state in wanted:
        return True
    return ("party" in wanted and state in parties) or ("third" in wanted and state not in parties)
