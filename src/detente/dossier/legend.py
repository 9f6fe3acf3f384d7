"""The legend: what the words and colours mean, for someone who reads such a page for the first time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence
from detente.dossier.page import Section, says
from detente.dossier.words import KINDS, STATUS_WORDS, TYPE_WORDS
from detente.ontology import load_ontology, quad_name

__all__ = ["Legend", "Term", "TypeRow", "section"]

KIND_TEXTS = {
    "verbal_cooperation": "Agreeing, meeting, praising, conceding a point: cooperation made of words.",
    "material_cooperation": "Trade, joint work, aid, release, withdrawal: what one could photograph.",
    "appeal": "A call upon the other side, as for talks or restraint. PLOVER files it with conflict in "
    "words; here it stands apart, since a call for dialogue is no hostility.",
    "verbal_conflict": "Accusing, rejecting, demanding, threatening: conflict made of words.",
    "material_conflict": "Sanctions, shows of force, arrests, violence: what one could photograph.",
}
STATUS_TEXTS = {
    "asserted": "The text says that it happened. Only these events are counted.",
    "planned": "Announced, and neither cooperation (an announced visit is an agreement) nor a threat.",
    "hypothetical": "Supposed, conditional or feared: “if Pyongyang tested a device”.",
    "negated": "The text says that it did not happen, or that someone denies it.",
    "historical": "More than 90 days before publication, or recalled at an anniversary.",
}
TERMS = (
    (
        "Date",
        "The day the act took place, as far as the text allows. Beneath it stands how it was come by; "
        "a date known to the month is never shown as a day.",
    ),
    (
        "Confidence",
        "How sure the coder is that who, what and whom are right, from 0 to 1. "
        "It says nothing of whether the publisher tells the truth.",
    ),
    (
        "On whose word",
        "The speaker whom the text names. Without one, the publisher speaks for itself.",
    ),
    (
        "Side by side",
        "Both states act as one towards a third, or without a counterpart. That is no act between the two: "
        "it is shown in the record and left out of the balance.",
    ),
    (
        "Not read",
        "No document of that time is in the store. Grey on a chart and hatching in the calendar mean unknown; "
        "they do not mean quiet.",
    ),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of this page explained."""

    key: str = says("name of the kind or status (`verbal_conflict`, `planned`), or empty")
    word: str = says("the word")
    text: str = says("what it means here")


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One of PLOVER's types, in plain words."""

    code: str = says("PLOVER's name")
    words: str = says("plain words")
    gloss: str = says("what the ontology says of it")
    kind: str = says("the kind that it counts as")
    n_events: int = says("counted events of the type on this page, appeals among them")


@dataclass(frozen=True, slots=True)
class Legend(Section):
    """What the words and the colours mean."""

    name: ClassVar[str] = "legend"
    title: ClassVar[str] = "How to read this page"

    kinds: tuple[Term, ...] = says("the five kinds of event, as coloured in the charts")
    statuses: tuple[Term, ...] = says("what an event's status means")
    terms: tuple[Term, ...] = says("other words of the page")
    types: tuple[TypeRow, ...] = says("the sixteen types of PLOVER with their counts")
    ontology: str = says("the source of the types")


def section(evidence: Evidence) -> Legend:
    """Explain the page's words."""
    counts = Counter(e.event_type for e in evidence.counted())
    types = tuple(
        TypeRow(t.name, TYPE_WORDS[t.name], t.gloss, quad_name(t.quad_class), counts[t.name])
        for t in load_ontology().types.values()
    )
    return Legend(
        kinds=tuple(Term(key, words.capitalize(), KIND_TEXTS[key]) for key, words in KINDS.items()),
        statuses=tuple(Term(key, STATUS_WORDS[key].capitalize(), text) for key, text in STATUS_TEXTS.items()),
        terms=tuple(Term("", word, text) for word, text in TERMS),
        types=types,
        ontology="PLOVER, Open Event Data Alliance",
    )
