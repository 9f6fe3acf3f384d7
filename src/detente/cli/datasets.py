"""``detente import`` and ``detente export``: published data sets in and out of a store."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from detente.cli import _event_type, _open, _out, _pair, _period, _store, output

if TYPE_CHECKING:
    from detente.datasets import Imported
    from detente.exports import Unit
    from detente.incidents.coverage import Period
    from detente.store import Selection, Store

__all__ = ["register"]

_CODES_SHOWN = 10


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(_import)
    main.add_command(_export)


@click.command("import")
@click.argument("dataset", metavar="gdelt1|gdelt2|icews|polecat")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@_store
@click.pass_context
def _import(ctx: click.Context, dataset: str, paths: tuple[str, ...], file: Path) -> None:
    """Import events of a published data set into a store, beside those coded from text.

    FILE is a file (plain, .gz or .zip), a folder, a glob, or - for standard input. Every row becomes an event or is
    set aside with its file, line and reason. A file that the store has is passed over, under whatever name, so an
    import that was cut off is simply repeated.
    """
    from detente.datasets import import_into
    from detente.store import Store

    start = monotonic()
    try:
        with Store.open(file) as store, output.progress() as tell:

            def progress(name: str, rows: int) -> None:
                tell(f"importing {name}: {rows:,} rows, {rows / (monotonic() - start):,.0f} a second")

            done = import_into(store, dataset, paths, progress=progress)
    except KeyboardInterrupt:
        output.say(f"interrupted: the files before this one are in {file}; repeat the command for the rest")
        ctx.exit(130)
    _summarise(file, done)
    if done.failed:
        ctx.exit(1)


def _summarise(file: Path, done: Imported) -> None:
    aside = done.rows - done.events
    output.say(
        f"{file}: {done.files:,} {'file' if done.files == 1 else 'files'} imported, {done.rows:,} rows ="
        f" {done.events:,} events + {aside:,} set aside; {done.known:,} files passed over because the store has them"
    )
    output.say_rejected(Counter(done.rejected) - Counter(done.failed.values()))
    if done.unresolved:
        ranked = sorted(done.unresolved.items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{code} ({n:,})" for code, n in ranked[:_CODES_SHOWN])
        more = f" and {len(ranked) - _CODES_SHOWN:,} others" if len(ranked) > _CODES_SHOWN else ""
        output.say(f"codes of countries that name no state here, kept as they are: {shown}{more}")
    for name, reason in done.failed.items():
        output.say(f"Error: {name}: {reason}")


@click.command("export")
@click.argument(
    "form", metavar="FORMAT", type=click.Choice(["parquet", "csv", "icews", "plover-json", "panel", "citation"])
)
@click.argument("states", nargs=-1, metavar="[A B]")
@_store
@_out
@_period
@click.option("--type", "event_type", callback=_event_type, metavar="TYPE", help="Of this PLOVER type.")
@click.option("--publisher", metavar="NAME", help="As this publisher reported them.")
@click.option("--dataset", metavar="NAME", help="Imported from this data set, e.g. gdelt2.")
@click.option(
    "--of",
    "unit",
    type=click.Choice(["incidents", "events"]),
    help="panel: count occurrences or reports. Default: incidents where the store has any.",
)
@click.option(
    "--by", type=click.Choice(["day", "month", "year"]), default="month", show_default=True, help="panel: the period."
)
@click.option(
    "--balanced", is_flag=True, help="panel: a row for every period of every dyad, 0 where it was covered, else empty."
)
def _export(
    form: str,
    states: tuple[str, ...],
    file: Path,
    target: str,
    since: str | None,
    until: str | None,
    event_type: str | None,
    publisher: str | None,
    dataset: str | None,
    unit: Unit | None,
    by: Period,
    balanced: bool,
) -> None:
    """Write events for other programs: all, or those between two states.

    FORMAT: parquet (whole records), csv (flat), icews (its twenty columns, tab-separated), plover-json (an array),
    panel (a row for each directed dyad and period, with counts by quad class and type; Parquet where the file's
    name ends so, else CSV), citation (BibTeX of every data set inside the store). icews and panel hold asserted
    events alone.
    """
    from detente import exports
    from detente.store import Selection

    selection = Selection(_pair(states), since, until, event_type, publisher, dataset)
    with _open(file) as store:
        if form == "citation":
            with output.opened(target) as stream:
                stream.write(exports.cite(store))
            return
        unit = unit or (_unit(store, selection) if form == "panel" else None)
        with output.placed(target) as path:
            if unit and form == "panel":
                n = exports.export_panel(store, path, unit=unit, by=by, selection=selection, balanced=balanced)
            else:
                n = exports.export(store, form, path, selection)
    output.say(f"{n:,} rows written")


def _unit(store: Store, selection: Selection) -> Unit:
    """Choose what a panel counts where nobody said, and say it."""
    whole = not (selection.dataset or selection.publisher)
    unit: Unit = "incidents" if whole and store.counts()["incidents"] else "events"
    output.say(f"counting {unit}; --of incidents or --of events says which")
    return unit
