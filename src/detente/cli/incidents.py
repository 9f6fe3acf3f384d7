"""``detente incidents`` and ``detente gather``: occurrences instead of reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli import _date, _event_type, _formats, _open, _out, _pair, _period, _store, output

if TYPE_CHECKING:
    from detente.records import Incident
    from detente.store import Store

__all__ = ["gather", "register"]


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(_incidents)
    main.add_command(_gather)


def gather(store: Store, tell: Callable[[str], None]) -> int:
    """Bring a store's reports together and tell how far it is."""
    from detente import gathering

    return gathering.gather(store, progress=lambda n, of: tell(f"gathering: {n:,} reports looked at, {of:,} were new"))


@click.command("incidents")
@click.argument("states", nargs=-1, metavar="[A B]")
@_store
@_period
@click.option("--type", "event_type", callback=_event_type, metavar="TYPE", help="Of this PLOVER type.")
@click.option("--publisher", metavar="NAME", help="That this publisher reported.")
@click.option("--limit", type=click.IntRange(min=1), help="Not more than so many.")
@click.option(
    "--rule",
    type=click.Choice(["scored", "one-a-day"]),
    default="scored",
    show_default=True,
    help="scored: what the store holds. one-a-day: the field's classic filter, one for each directed dyad, type and"
    " day, worked out now from the reports.",
)
@_out
@_formats
def _incidents(
    states: tuple[str, ...],
    file: Path,
    since: str | None,
    until: str | None,
    event_type: str | None,
    publisher: str | None,
    limit: int | None,
    rule: str,
    target: str,
    form: str | None,
) -> None:
    """List incidents of a store: occurrences, however often they were reported.

    A and B are ISO 3166 alpha-3 codes (CHN PRK), or organisations (IGO:UN); the order does not matter. An
    incident says how many texts report it, how many independent publishers, on whose word it rests and on what
    the accounts differ.
    """
    from itertools import islice

    from detente import gathering

    pair = _pair(states)
    with _open(file) as store, output.opened(target) as stream:
        found: Iterable[Incident]
        if rule == "one-a-day":
            found = _one_a_day(store, pair, since, until, event_type, publisher)
            found = islice(found, limit)
        else:
            found = store.incidents(
                pair, since=since, until=until, event_type=event_type, publisher=publisher, limit=limit
            )
            if left := gathering.pending(store):
                output.say(f"{left:,} reports are not brought together yet; run: detente gather --store {file}")
        output.write_incidents(found, stream, output.format_of(form, target))


def _one_a_day(
    store: Store,
    pair: tuple[str, str] | None,
    since: str | None,
    until: str | None,
    event_type: str | None,
    publisher: str | None,
) -> Iterable[Incident]:
    from detente import incidents

    events = list(
        store.events(pair, since=since, until=until, event_type=event_type, publisher=publisher, gathered=True)
    )
    documents = store.documents({e.document_id for e in events if e.document_id})
    return incidents.incidents(events, documents, options=incidents.Options(rule="one-a-day"))


@click.command("gather")
@click.argument("states", nargs=-1, metavar="[A B]")
@_store
@click.option("--dataset", metavar="NAME", help="Also the imported events of this data set, e.g. gdelt2; from now on.")
@click.option("--since", callback=_date, metavar="DATE", help="Of these, those from this day, month or year on.")
@click.option("--until", callback=_date, metavar="DATE", help="Of these, those to this day, month or year, included.")
@click.pass_context
def _gather(
    ctx: click.Context, states: tuple[str, ...], file: Path, dataset: str | None, since: str | None, until: str | None
) -> None:
    """Bring the reports of one occurrence together.

    Only what new reports touch is done again, and what was cut off goes on where it stopped; detente read does it
    when all is read. Imported events are left alone, because they may be millions: --dataset has those of a data set
    brought together too, with A B those between two states only.
    """
    from detente.errors import UsageError
    from detente.reading.datasets import load_format
    from detente.store import Scope, Store

    pair = _pair(states)
    if not dataset and (pair or since or until):
        raise UsageError(
            "states and dates choose among imported events; name their data set too, e.g. --dataset gdelt2"
        )
    scope = Scope(load_format(dataset).name, pair, since, until) if dataset else None
    try:
        with Store.open(file) as store, output.progress() as tell:
            if scope:
                store.add_scope(scope)
            n = gather(store, tell)
    except KeyboardInterrupt:
        output.say(f"interrupted: the same command goes on from there; what is done stays in {file}")
        ctx.exit(130)
    with _open(file) as store:
        output.say(f"{file}: {n:,} reports looked at; {store.counts()['incidents']:,} incidents in the store")
