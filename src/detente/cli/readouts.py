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
    from detente.readouts import Comparison, Meeting, MeetingPage
    from detente.records import Document
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
        from detente.accounts import find_meetings
        from detente.store import Store

        with Store.open(file, read_only=True) as store:
            found = find_meetings(store)
            if meeting is None:
                _list(found, target, as_json=as_json)
                return
            page = _of_meeting(store, found, meeting)
    _write(page, target, as_json=as_json)


# -- from files ------------------------------------------------------------------------------------------


def _of_files(paths: Sequence[str], published: str | None) -> MeetingPage:
    from detente.accounts import Coded, readout
    from detente.pipeline import standard
    from detente.reading import Options, read
    from detente.readouts import MeetingPage, compare, load_terms
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
    comparisons = compare([readout(Coded(c.document, c.sentences, c.events)) for c in coded], load_terms())
    title = documents[0].title or "One meeting"
    return MeetingPage(title, _told_by(documents), comparisons)


def _told_by(documents: Sequence[Document]) -> str:
    names = [d.publisher or d.title or d.origin.file for d in documents]
    return f"As told by {', '.join(names[:-1])} and {names[-1]}."


# -- from a store ----------------------------------------------------------------------------------------


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
    from detente.accounts import page_of

    known = {m.incident.id: m for m in found}
    key = store.incident_id(name) or name
    if key not in known:
        raise UsageError(
            f"'{name}' is no meeting that two sides reported; detente readouts --store {store.path} lists"
            f" the {len(known)} there are"
        )
    return page_of(store, known[key], found)


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
