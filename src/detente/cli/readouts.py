"""``detente readouts``: accounts of one meeting, from files or from a store, compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from detente.cli import output
from detente.errors import InputError, UsageError

if TYPE_CHECKING:
    from detente.readouts import Changed, Comparison, Meeting, MeetingPage, Readout
    from detente.records import Document, Event
    from detente.store import Store

__all__ = ["register"]


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(readouts)


@click.command()
@click.argument("paths", nargs=-1, metavar="[A.txt B.txt ...]")
@click.option("--published", metavar="DATE", help="Date of publication of texts that bear none.")
@click.option("--store", "file", metavar="FILE", type=click.Path(path_type=Path), help="A store, in place of files.")
@click.option("--meeting", metavar="ID", help="With --store: compare the accounts of this meeting.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option(
    "-o", "--output", "target", default="-", metavar="FILE", help="Write to this file; a name in .html makes a page."
)
def readouts(
    paths: tuple[str, ...], published: str | None, file: Path | None, meeting: str | None, as_json: bool, target: str
) -> None:
    """Compare accounts of one meeting: what both say, what one alone says, where they differ.

    Give two or more texts, each the account of one side. Or give --store alone, and the meetings that outlets of two
    of the parties reported are listed; with --meeting their accounts are compared, and the set phrases that are new or
    gone since the pair met before are told.
    """
    if bool(paths) == bool(file):
        raise UsageError("name two or more texts, or a store with --store FILE; one of the two")
    if meeting and not file:
        raise UsageError("--meeting names a meeting of a store; add --store FILE")
    if file is None:
        page = _of_files(paths, published)
    else:
        from detente.store import Store

        with Store.open(file, read_only=True) as store:
            found = _meetings(store)
            if meeting is None:
                _list(found, target, as_json=as_json)
                return
            page = _of_meeting(store, found, meeting)
    _write(page, target, as_json=as_json)


# -- from files ------------------------------------------------------------------------------------------


def _of_files(paths: Sequence[str], published: str | None) -> MeetingPage:
    from detente.pipeline import standard
    from detente.reading import Options, read
    from detente.readouts import MeetingPage
    from detente.records import Rejected

    records = list(read(paths, Options(published=published)))
    if bad := [r for r in records if isinstance(r, Rejected)]:
        raise InputError("\n".join(f"{r.origin}: {r.reason}; give a text in English that can be read" for r in bad))
    documents = list({r.id: r for r in records if not isinstance(r, Rejected)}.values())
    if len(documents) < 2:
        raise UsageError(
            f"{len(documents)} account{'' if len(documents) == 1 else 's'} to compare ({', '.join(paths)});"
            " name two or more different texts of one meeting"
        )
    coded = standard().code(documents)
    comparisons = _compared([_readout(c.document, c.sentences, c.events) for c in coded])
    title = documents[0].title or "One meeting"
    return MeetingPage(title, _told_by(documents), comparisons)


def _readout(document: Document, sentences: Sequence[Any], events: Sequence[Event]) -> Readout:
    from detente.actors import load_actors
    from detente.readouts import Readout, claims, load_terms

    return Readout(document, claims(document, sentences, events, actors=load_actors(), terms=load_terms()))


def _compared(found: Sequence[Readout]) -> tuple[Comparison, ...]:
    from detente.readouts import compare, load_terms

    return compare(found, load_terms())


def _told_by(documents: Sequence[Document]) -> str:
    names = [d.publisher or d.title or d.origin.file for d in documents]
    return f"As told by {', '.join(names[:-1])} and {names[-1]}."


# -- from a store ----------------------------------------------------------------------------------------


def _meetings(store: Store) -> list[Meeting]:
    from detente.actors import load_actors
    from detente.readouts import meetings

    incidents = list(store.incidents(event_type="CONSULT"))
    if not incidents and next(iter(store.events(event_type="CONSULT", limit=1)), None):
        raise UsageError(f"{store.path}: its reports are not brought together yet; gather its incidents first")
    ids = [one for incident in incidents for one in incident.event_ids]
    events = {e.id: e for e in store.events(event_ids=ids)}
    return list(meetings(incidents, events, actors=load_actors()))


def _list(found: Sequence[Meeting], target: str, *, as_json: bool) -> None:
    rows = [
        {
            "meeting": m.incident.id,
            "date": m.incident.date,
            "who": " – ".join(
                ", ".join(a.name for a in side) for side in (m.incident.actor, m.incident.recipient) if side
            ),
            "reported by": ", ".join(m.states),
            "texts": len(m.document_ids),
        }
        for m in found
    ]
    with output.opened(target) as stream:
        output.write_rows(rows, stream, "json" if as_json else output.format_of(None, target))


def _of_meeting(store: Store, found: Sequence[Meeting], name: str) -> MeetingPage:
    from detente.readouts import MeetingPage

    known = {m.incident.id: m for m in found}
    key = store.incident_id(name) or name
    if key not in known:
        raise UsageError(
            f"'{name}' is no meeting that two sides reported; detente readouts --store {store.path} lists"
            f" the {len(known)} there are"
        )
    meeting = known[key]
    documents = {d.id: d for d in store.documents(meeting.document_ids)}
    # One account a side: its fullest text.
    chosen = [max((documents[i] for i in ids if i in documents), key=lambda d: len(d.text)) for _, ids in meeting.sides]
    comparisons = _compared([_readout(d, *_stored(store, d)) for d in chosen])
    incident = meeting.incident
    who = " and ".join(a.name for side in (incident.actor, incident.recipient) for a in side)
    where = f" in {incident.place}" if incident.place else ""
    subtitle = f"{incident.date or 'Undated'}{where}. {_told_by(chosen)}"
    return MeetingPage(who, subtitle, comparisons, tuple(_changes(store, found, meeting)))


def _stored(store: Store, document: Document) -> tuple[list[Any], list[Event]]:
    return list(store.sentences(document.id)), list(store.events(document_ids=[document.id]))


def _changes(store: Store, found: Sequence[Meeting], meeting: Meeting) -> Iterator[Changed]:
    """Yield each side's phrases that came or went since the meeting before it that the same states reported."""
    from detente.readouts import changed, phrases

    day = meeting.incident.date or ""
    earlier = [m for m in found if set(m.states) == set(meeting.states) and (m.incident.date or "9999") < day]
    last = max(earlier, key=lambda m: (m.incident.date or "", m.incident.id), default=None)
    for state, ids in meeting.sides:
        now = list(store.documents(ids))
        before = list(store.documents(dict(last.sides)[state])) if last else []
        asked = phrases(d.text for d in (*now, *before))
        publishers = {d.publisher for d in (*now, *before) if d.publisher}
        yield changed(state, now, before, store.texts_holding(asked, publishers))


# -- writing ---------------------------------------------------------------------------------------------


def _write(page: MeetingPage, target: str, *, as_json: bool) -> None:
    from detente.readouts import load_terms, render

    with output.opened(target) as stream:
        if as_json or target.lower().endswith(".json"):
            stream.write(json.dumps(asdict(page), ensure_ascii=False, indent=1, default=_listed) + "\n")
        elif target.lower().endswith((".html", ".htm")):
            stream.write(render(page, load_terms()))
        else:
            _write_text(page, stream)


def _listed(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _write_text(page: MeetingPage, stream: IO[str]) -> None:
    from detente.readouts import order_in_words

    stream.write(f"{page.title}\n{page.subtitle}\n")
    for c in page.comparisons:
        stream.write(f"\n{c.a.label} and {c.b.label}\n\n")
        output.write_rows(_rows(c), stream, "table")
        stream.write(order_in_words(c.order) + "\n")


def _rows(c: Comparison) -> Iterator[dict[str, str]]:
    for p in c.both:
        differ = "; ".join(f"{d.kind}: {d.a} / {d.b}" for d in p.differences)
        yield {c.a.label: c.a.claims[p.link.a].text, f"{c.b.label} ": c.b.claims[p.link.b].text, "differ in": differ}
    for claim in c.only_a:
        yield {c.a.label: claim.text, f"{c.b.label} ": "–", "differ in": "the first alone"}
    for claim in c.only_b:
        yield {c.a.label: "–", f"{c.b.label} ": claim.text, "differ in": "the second alone"}
