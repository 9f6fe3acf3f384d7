"""Third states and organisations that appear beside the two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence
from detente.dossier.page import Section, says
from detente.records import Event

__all__ = ["Third", "Thirds", "section"]

MOST_THIRDS = 20


@dataclass(frozen=True, slots=True)
class Third:
    """A third state and how near it comes."""

    code: str = says("its code")
    name: str = says("its name")
    same_event: int = says("events of the pair in which it takes part")
    same_sentence: int = says("sentences of the pair's events that tell an event with it")
    same_document: int = says("documents of the pair's events that tell an event with it")


@dataclass(frozen=True, slots=True)
class Thirds(Section):
    """Who else is in the story."""

    name: ClassVar[str] = "thirds"
    title: ClassVar[str] = "Third parties"
    lede: ClassVar[str] = "Other states and organisations that act, or are acted upon, in the same texts."

    states: tuple[Third, ...] = says(f"up to {MOST_THIRDS} states, by documents shared")
    n_states: int = says("all third states found")
    n_documents: int = says("documents that the pair's events come from")


def section(evidence: Evidence) -> Thirds:
    """Count third states by event, sentence and document."""
    sentences = {e.sentence_id for e in evidence.events if e.sentence_id}
    documents = {e.document_id for e in evidence.events if e.document_id}
    seen: dict[str, tuple[set[str], set[str], set[str]]] = defaultdict(lambda: (set(), set(), set()))
    own = {e.id for e in evidence.events}
    for event in (*evidence.events, *evidence.around):
        for code in _others(evidence, event):
            in_events, in_sentences, in_documents = seen[code]
            in_events |= {event.id} & own
            in_sentences |= {event.sentence_id or ""} & sentences
            in_documents |= {event.document_id or ""} & documents
    found = [Third(c, evidence.name(c), *(len(s) for s in places)) for c, places in seen.items()]
    found = [t for t in found if t.same_event or t.same_document]
    found.sort(key=lambda t: (-t.same_document, -t.same_sentence, -t.same_event, t.code))
    return Thirds(tuple(found[:MOST_THIRDS]), len(found), len(documents))


def _others(evidence: Evidence, event: Event) -> Iterator[str]:
    everyone = {x.state for x in (*event.actor, *event.recipient)}
    yield from sorted(code for code in everyone if code and code not in evidence.pair)
