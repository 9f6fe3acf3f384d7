"""The record: each event with its sentence, its words marked, and how it came to be coded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar
from urllib.parse import urlsplit

from detente.dossier.evidence import RECORD_LIMIT, Evidence, Source, counted, direction, kind
from detente.dossier.page import Section, says
from detente.dossier.words import (
    BASIS_WORDS,
    STATUS_WORDS,
    act_words,
    actor_words,
    code_words,
    date_words,
    day_words,
    sector_words,
)
from detente.records import Actor, Event, Span

__all__ = ["Piece", "Record", "Row", "marked", "safe_url", "section"]

MARKED = ("actor", "act", "recipient", "speaker")
LONGEST = 1200  # characters of a sentence that a row shows

Placed = tuple[str, int, int]  # role, start and end within the text shown


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence with the parts that it plays (none, one or several)."""

    text: str = says("the words")
    roles: tuple[str, ...] = says("of actor, act, recipient and speaker", default=())


@dataclass(frozen=True, slots=True)
class Row:
    """One event of the record."""

    id: str = says("id of the event; the row's anchor is `#e-` + id")
    date: str = says("the date in words, as exactly as it is known")
    date_basis: str = says("how the date was come by, in words")
    published: str = says("day of publication in words")
    actors: str = says("who acts")
    arrow: str = says("`→` towards a recipient, empty where all act together")
    recipients: str = says("whom it is done to, perhaps nobody")
    act: str = says("what is done, in plain words")
    code: str = says("PLOVER type and mode (CAMEO code for an import without a type)")
    kind: str = says("quad class by name, `appeal`, or `none`")
    alongside: bool = says("true where both act together upon a third, which is no act between the two")
    extras: tuple[str, ...] = says("object, quantity, what was promised, place, contexts")
    status: str = says("asserted, planned, hypothetical, negated or historical")
    status_words: str = says("the status in plain words")
    counted: bool = says("false where charts and counts leave the event out")
    pieces: tuple[Piece, ...] = says("the sentence, cut where marked words begin and end; empty for imports")
    speaker: str = says("on whose word, beside the publisher's; empty when the publisher speaks for itself")
    publisher: str = says("who published it")
    title: str = says("title of the document, where known")
    url: str | None = says("the document's address, only if it is http or https")
    origin: str = says("file, line and the record's own id")
    rules: tuple[str, ...] = says("lexicon entries and constructions that fired")
    confidence: float = says("from 0 to 1, as the coder gives it")


@dataclass(frozen=True, slots=True)
class Record(Section):
    """The events one by one, newest first."""

    name: ClassVar[str] = "record"
    title: ClassVar[str] = "The record"
    lede: ClassVar[str] = "Newest first, each with the words it rests on."

    rows: tuple[Row, ...] = says(f"the newest {RECORD_LIMIT} events, of every status")
    n_events: int = says("all events of the pair")
    limit: int = says("most rows that a page shows, so that it stays below 1 MB", machine=True)
    command: str = says("the command that lists all of them")


def section(evidence: Evidence) -> Record:
    """Write the rows of the newest events."""
    a, b = evidence.pair
    rows = tuple(_row(evidence, event) for event in evidence.shown)
    return Record(rows, len(evidence.events), RECORD_LIMIT, f"detente events {a} {b} --store FILE")


def _row(evidence: Evidence, event: Event) -> Row:
    source = evidence.documents.get(event.document_id or "", Source())
    way = direction(event, evidence.pair)
    return Row(
        id=event.id,
        date=date_words(event),
        date_basis=BASIS_WORDS.get(event.date_basis, event.date_basis),
        published=day_words(event.published),
        actors=_names(evidence, event.actor),
        arrow="→" if event.recipient else "",
        recipients=_names(evidence, event.recipient),
        act=act_words(event),
        code=code_words(event),
        kind=kind(event) or "none",
        alongside=way == "alongside",
        extras=tuple(_extras(event)),
        status=event.status,
        status_words=STATUS_WORDS[event.status],
        counted=counted(event),
        pieces=marked(event, evidence.sentences),
        speaker=_speaker(evidence, event.speaker),
        publisher=event.publisher or "publisher not known",
        title=source.title,
        url=safe_url(source.url),
        origin=str(event.origin),
        rules=event.rules,
        confidence=round(event.confidence, 2),
    )


def _names(evidence: Evidence, actors: Iterable[Actor]) -> str:
    return ", ".join(dict.fromkeys(actor_words(a, evidence.names) for a in actors))


def _speaker(evidence: Evidence, speaker: Actor | None) -> str:
    if speaker is None:
        return ""
    words = actor_words(speaker, evidence.names)
    sector = sector_words(speaker.sector) if speaker.sector else ""
    return f"{words[:-1]}, {sector})" if sector and words.endswith(")") else words


def _extras(event: Event) -> Iterable[str]:
    thing = " ".join(x for x in (event.quantity, (event.object or "").lower().replace("_", " ")) if x)
    yield from [thing] if thing else []
    yield from [f"promised: {event.promised}"] if event.promised else []
    yield from [f"at {event.place}"] if event.place else []
    yield from (c.replace("_", " ") for c in event.context)


def marked(event: Event, sentences: Mapping[str, tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut an event's sentence where spans begin and end; overlapping spans share their pieces.

    Spans count characters of the document. Where the sentence's place in it is not known, or a span
    reaches out of the sentence, the words are shown without that mark rather than with a wrong one.
    """
    if not event.sentence:
        return ()
    place = sentences.get(event.sentence_id or "")
    whole = [_moved(s, place[0]) for s in event.spans if s.role in MARKED] if place else []
    text, spans = _clipped(event.sentence, whole)
    inside = [(role, start, end) for role, start, end in spans if 0 <= start < end <= len(text)]
    cuts = sorted({0, len(text), *(at for _, start, end in inside for at in (start, end))})
    return tuple(Piece(text[i:j], _roles(inside, i, j)) for i, j in pairwise(cuts))


def _clipped(text: str, spans: list[Placed]) -> tuple[str, list[Placed]]:
    """Cut a sentence of monstrous length (a table read as prose) to the stretch about its marked words."""
    if len(text) <= LONGEST:
        return text, spans
    first = max(0, min((start for _, start, _ in spans), default=0) - LONGEST // 4)
    shown = f"{'…' if first else ''}{text[first : first + LONGEST]}{'…' if first + LONGEST < len(text) else ''}"
    shift = first - (1 if first else 0)
    return shown, [(role, start - shift, end - shift) for role, start, end in spans]


def _moved(span: Span, start: int) -> Placed:
    return span.role, span.start - start, span.end - start


def _roles(spans: list[Placed], i: int, j: int) -> tuple[str, ...]:
    here = {role for role, start, end in spans if start <= i and j <= end}
    return tuple(role for role in MARKED if role in here)


def safe_url(url: str | None) -> str | None:
    """Return a web address unchanged and anything else (``javascript:``, a bare path) as None."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return (url or "").strip() if parts.scheme in ("http", "https") and parts.netloc else None
