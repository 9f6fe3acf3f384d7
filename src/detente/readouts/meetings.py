"""Meetings that two sides reported, and the set phrases that came or went since the pair met before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.actors import Actors
from detente.readouts.words import stems
from detente.records import Document, Event, Incident

__all__ = ["Changed", "Meeting", "changed", "meetings", "phrases"]

MESSAGES = frozenset({"message", "letter", "phone_message"})
LEAST = 3  # documents of a side that hold a phrase, before it is called a formula
_SIZES = range(3, 7)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with the documents in which each side's own outlets told it."""

    incident: Incident
    sides: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def states(self) -> tuple[str, ...]:
        """The sides that reported it."""
        return tuple(state for state, _ in self.sides)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """All documents, those of one side together."""
        return tuple(one for _, ids in self.sides for one in ids)


def meetings(incidents: Iterable[Incident], events: Mapping[str, Event], *, actors: Actors) -> Iterator[Meeting]:
    """Yield the meetings of which outlets of two or more of the parties have an account.

    An outlet stands for a state when the register of publishers has it there; ``events`` are those of the incidents.
    """
    for incident in incidents:
        if incident.event_type != "CONSULT" or incident.status not in ("asserted", "historical"):
            continue
        if incident.mode in MESSAGES:
            continue
        sides = _sides(incident, events, actors)
        if len(sides) > 1:
            yield Meeting(incident, tuple((state, tuple(ids)) for state, ids in sorted(sides.items())))


def _sides(incident: Incident, events: Mapping[str, Event], actors: Actors) -> dict[str, list[str]]:
    parties = {a.state for a in (*incident.actor, *incident.recipient) if a.state}
    sides: dict[str, list[str]] = {}
    for event in (events[i] for i in incident.event_ids if i in events):
        outlet = actors.publisher(event.publisher)
        if outlet and outlet.state in parties and event.document_id:
            known = sides.setdefault(outlet.state, [])
            if event.document_id not in known:
                known.append(event.document_id)
    return sides


# -- set phrases -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changed:
    """A side's set phrases that are new, or gone, since the pair's meeting before; each with how many texts hold it."""

    state: str
    before: str | None
    new: tuple[tuple[str, int], ...]
    gone: tuple[tuple[str, int], ...]


def phrases(texts: Iterable[str]) -> frozenset[str]:
    """Return all runs of three to six words within a clause that begin and end with a word of content."""
    out: set[str] = set()
    for text in texts:
        for clause in re.split(r"[.,;:!?()\"“”]+(?:\s|$)|\s[–—-]+\s", text.lower()):
            words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", clause)
            full = [bool(stems(word)) for word in words]
            out |= {
                " ".join(words[i : i + n])
                for n in _SIZES
                for i in range(len(words) - n + 1)
                if full[i] and full[i + n - 1]
            }
    return frozenset(out)


def changed(state: str, now: Sequence[Document], before: Sequence[Document], held: Mapping[str, int]) -> Changed:
    """Compare a side's phrases of two meetings; only those that ``LEAST`` of its texts hold are formulas."""
    here, there = (phrases(d.text for d in some) for some in (now, before))
    when = max((d.published for d in before if d.published), default=None)
    return Changed(state, when, _longest(here - there, held), _longest(there - here, held))


def _longest(found: Iterable[str], held: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Keep formulas that no longer one, held by as many texts, contains."""
    rows = {p: held[p] for p in found if held.get(p, 0) >= LEAST}
    kept = {p: n for p, n in rows.items() if not any(p != q and f" {p} " in f" {q} " and rows[q] >= n for q in rows)}
    return tuple(sorted(kept.items(), key=lambda row: (-row[1], row[0])))
