"""``detente import`` and ``detente export``: published data sets in and out of a store."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from detente.cli import _store, output

if TYPE_CHECKING:
    from detente.datasets import Imported

__all__ = ["register"]

_CODES_SHOWN = 10


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(_import)


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
