"""Labels that say which sentences tell of one occurrence, and how events are matched with them.

A file is CSV: ``incident`` (a name of the labeller's), ``file`` (the document's origin: the record's own id, else the
file's name without its suffix, with ``:line`` where a file holds many), ``words`` (a stretch of the sentence that holds
the act), ``types`` (the PLOVER types that a coder may give it, the best first), ``mode``,
``actor`` and ``recipient`` (states), ``date`` (as the text alone tells it).
Labels name words and not ids of events, so that they outlive changes of the coder.

``words`` may be empty where the text is not ours to print: then every event of the record with one of the types
is meant.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from detente.actors import Actors
from detente.errors import InputError
from detente.records import Actor, Document, Event, Origin, Sentence, Span

__all__ = ["Label", "as_events", "matched", "read_labels"]

_COLUMNS = ("incident", "file", "words", "types", "mode", "actor", "recipient", "date")


@dataclass(frozen=True, slots=True)
class Label:
    """One mention of an occurrence in a text."""

    incident: str
    file: str
    words: str
    types: tuple[str, ...]
    mode: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    date: str | None


def read_labels(path: Path) -> list[Label]:
    """Read a file of labels; raises InputError with the line of a fault."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if missing := set(_COLUMNS) - set(rows.fieldnames or ()):
                raise InputError(f"{path}:1: no column {', '.join(sorted(missing))}")
            return [_label(path, rows.line_num, row) for row in rows]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def _label(path: Path, line: int, row: Mapping[str, str]) -> Label:
    if not row["incident"] or not row["file"]:
        raise InputError(f"{path}:{line}: a label needs an incident and a file")
    types, actor, recipient = (tuple(row[c].split()) for c in ("types", "actor", "recipient"))
    return Label(
        row["incident"], row["file"], row["words"], types, row["mode"] or None, actor, recipient, row["date"] or None
    )


# -- a coder's events ------------------------------------------------------------------------------------


def matched(labels: Iterable[Label], events: Iterable[Event], texts: Mapping[str, str]) -> dict[str, str]:
    """Return event id -> incident for each event whose act stands in a label's words and has one of its types.

    ``texts`` are the documents' texts by id. An event that fits labels of two incidents is left out.
    """
    by_file = defaultdict(list)
    for label in labels:
        by_file[label.file].append(label)
    true: dict[str, str] = {}
    for event in events:
        near = (label for name in _names(event) for label in by_file.get(name, ()))
        fitting = {label.incident for label in near if _fits(label, event, texts)}
        if len(fitting) == 1:
            true[event.id] = fitting.pop()
    return true


def _names(event: Event) -> Iterator[str]:
    """Yield the names by which a label may mean the event's document."""
    stem = PurePath(event.origin.file).stem
    yield event.origin.record or stem
    if event.origin.line is not None:
        yield f"{stem}:{event.origin.line}"


def _fits(label: Label, event: Event, texts: Mapping[str, str]) -> bool:
    if event.event_type not in label.types:
        return False
    text = texts.get(event.document_id or "", "")
    start = text.find(label.words)
    if start < 0:
        return False
    act = next((s for s in event.spans if s.role == "act"), None)
    return act is not None and act.start < start + (len(label.words) or len(text)) and act.end > start


# -- the labels themselves as events -----------------------------------------------------------------------


def as_events(
    labels: Iterable[Label], documents: Iterable[Document], sentences: Iterable[Sentence], actors: Actors
) -> Iterator[tuple[Event, str]]:
    """Yield each label as the event that a coder without fault makes of it, with its incident.

    Its actors are the label's states, and those persons of theirs whose full name stands in the sentence. A date
    that is the day of publication counts as taken from it, unless the sentence names the day.
    """
    known = {PurePath(d.origin.file).stem: d for d in documents}
    by_document = defaultdict(list)
    for sentence in sentences:
        by_document[sentence.document_id].append(sentence)
    for label in labels:
        document = known[label.file]
        start = document.text.index(label.words)
        sentence = next(s for s in by_document[document.id] if s.start <= start < s.end)
        act = Span("act", start, start + len(label.words))
        named = actors.find(sentence.text, on=document.published, publisher=document.publisher)
        people = [m.actor for m in named if m.kind == "person"]
        yield _event(label, document, sentence, act, people), label.incident


def _event(label: Label, document: Document, sentence: Sentence, act: Span, people: Iterable[Actor]) -> Event:
    actor, recipient = (_side(states, list(people)) for states in (label.actor, label.recipient))
    return Event(
        id=Event.key(sentence.id, label.types[0], label.mode, "asserted", actor, recipient, act),
        origin=Origin(document.origin.file),
        document_id=document.id,
        sentence_id=sentence.id,
        sentence=sentence.text,
        date=label.date,
        date_precision="month" if label.date and len(label.date) == 7 else "day",
        date_basis="published"
        if label.date == document.published and not _names_day(sentence, label.date)
        else "weekday",
        actor=actor,
        recipient=recipient,
        event_type=label.types[0],
        mode=label.mode,
        status="asserted",
        publisher=document.publisher,
        published=document.published,
        spans=(act,),
    )


def _side(states: Iterable[str], people: list[Actor]) -> tuple[Actor, ...]:
    sides = ([p for p in dict.fromkeys(people) if p.state == s] or [Actor(s, s, s)] for s in states)
    return tuple(actor for side in sides for actor in side)


def _names_day(sentence: Sentence, day: str | None) -> bool:
    return day is not None and (date.fromisoformat(day).strftime("%A") in sentence.text or " today" in sentence.text)
