"""The command line: arguments in, calls out; with ``cli.output`` the only code that prints.

Everything but click is imported inside the commands, so that ``detente --help`` answers at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente.cli import output
from detente.errors import DetenteError, UsageError

if TYPE_CHECKING:
    from detente.reading import Options
    from detente.store import Store

__all__ = ["main"]

Command = TypeVar("Command", bound=Callable[..., Any])


class _Group(click.Group):
    """Shows our errors as one message, with the exit code of their class."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DetenteError as error:
            output.say(f"Error: {error}")
            ctx.exit(error.exit_code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="detente")
def main() -> None:
    """Who did what to whom, when, on whose word: events between states from news text.

    A first look, with no database:  detente code article.txt --published 2023-12-19
    """


# -- options that several commands share -----------------------------------------------------------------


def _stack(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def _mapping(ctx: click.Context, parameter: click.Parameter, value: str | None) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in (value or "").split(",") if pair.strip()]
    if bad := [name for name, _, column in pairs if not name.strip() or not column.strip()]:
        raise click.BadParameter(f"'{bad[0]}' is not FIELD=COLUMN; write e.g. text=story,published=date")
    return {name.strip(): column.strip() for name, _, column in pairs}


def _date(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", value):
        raise click.BadParameter(f"'{value}' is no date; write it as 2023-12-19, 2023-12 or 2023")
    return value


def _in_order(since: str | None, until: str | None) -> None:
    if since and until and until < since[: len(until)]:
        raise UsageError(f"--until {until} lies before --since {since}; nothing lies between")


def _event_type(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    from detente.ontology import load_ontology

    types = load_ontology().types if value else {}
    if value and value.upper() not in types:
        raise click.BadParameter(f"'{value}' is no event type; choose from {', '.join(types)}")
    return value and value.upper()


_input = _stack(
    click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
    click.option("--published", metavar="DATE", help="Date of publication of texts that bear none."),
    click.option("--publisher", metavar="NAME", help="Publisher of texts that name none."),
    click.option(
        "--map",
        "mapping",
        callback=_mapping,
        metavar="FIELD=COLUMN,...",
        help="Columns or keys that hold a field, e.g. text=story,published=date.",
    ),
    click.option("--model", metavar="NAME", help="Installed spaCy model to parse with."),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=lambda: os.cpu_count() or 1,
        show_default="one for each processor",
        help="Number of processes that code.",
    ),
)
_store = click.option(
    "--store",
    "file",
    required=True,
    metavar="FILE",
    help="The store, one DuckDB file.",
    type=click.Path(path_type=Path),
)
_formats = _stack(
    *(
        click.option(f"--{name}", "form", flag_value=name, help=f"Write {what}.")
        for name, what in (
            ("table", "a table to read (the default, unless the file's suffix is one of those below)"),
            ("csv", "CSV, flat: a cell that holds several values joins them with ';'"),
            ("json", "one JSON array"),
            ("jsonl", "JSON lines, one record a line"),
        )
    )
)
_period = _stack(
    click.option("--since", callback=_date, metavar="DATE", help="From this day, month or year on."),
    click.option("--until", callback=_date, metavar="DATE", help="To this day, month or year, included."),
)
_out = click.option(
    "-o", "--output", "target", default="-", metavar="FILE", help="Write to this file, which appears when it is whole."
)


def _options(published: str | None, publisher: str | None, mapping: Mapping[str, str]) -> Options:
    from detente.reading import Options

    return Options(published=published, publisher=publisher, mapping=mapping)


def _stages(model: str | None) -> Any:
    from functools import partial

    from detente.pipeline import standard

    return partial(standard, model) if model else standard


def _pair(states: Sequence[str]) -> tuple[str, str] | None:
    """Check two codes of states or organisations (``IGO:UN`` style codes are taken as they are)."""
    from detente.actors import load_actors

    if not states:
        return None
    if len(states) != 2:
        raise UsageError(f"{len(states)} states named ({' '.join(states)}); name two, such as CHN PRK, or none")
    a, b = (s if ":" in s else load_actors().state(s).iso3 for s in states)
    return a, b


def _open(file: Path) -> Store:
    from detente.store import Store

    return Store.open(file, read_only=True)


# -- commands --------------------------------------------------------------------------------------------


@main.command()
@_input
@_out
@_formats
def code(
    paths: tuple[str, ...],
    published: str | None,
    publisher: str | None,
    mapping: Mapping[str, str],
    model: str | None,
    jobs: int,
    target: str,
    form: str | None,
) -> None:
    """Code texts: text in, events out, no database.

    PATH is a file, a folder, a glob, or - for standard input. Files: plain text, Markdown, HTML, JSON lines
    (also .gz), CSV and Parquet.
    """
    from collections import Counter

    from detente.pipeline import code_stream
    from detente.records import Rejected

    options = _options(published, publisher, mapping)
    rejected: Counter[str] = Counter()
    records = code_stream(paths, options, jobs=jobs, load=_stages(model))
    with output.progress() as tell, output.opened(target) as stream:

        def events() -> Any:
            for n, record in enumerate(records):
                if isinstance(record, Rejected):
                    rejected[record.reason] += 1
                else:
                    yield record
                tell(f"coding: {n + 1 - rejected.total():,} events")

        output.write_events(events(), stream, output.format_of(form, target))
    output.say_rejected(rejected)


@main.command()
@_input
@_store
@click.option(
    "--incidents/--no-incidents",
    "gathers",
    default=True,
    help="Bring the reports of one occurrence together when all is read (the default), or leave it to detente gather.",
)
@click.pass_context
def read(
    ctx: click.Context,
    paths: tuple[str, ...],
    published: str | None,
    publisher: str | None,
    mapping: Mapping[str, str],
    model: str | None,
    jobs: int,
    file: Path,
    gathers: bool,
) -> None:
    """Read texts, code them, keep them in a store, and bring the reports of one occurrence together.

    PATH is as for detente code. Texts that the store has are passed over, so a reading that was cut off goes
    on where it stopped, and one that is repeated adds nothing.
    """
    from detente.pipeline import Progress, read_into
    from detente.store import Store

    options, done = _options(published, publisher, mapping), Progress()
    try:
        with Store.open(file) as store, output.progress() as tell:

            def progress(now: Progress) -> None:
                nonlocal done
                done = now
                tell(f"reading: {now.documents:,} documents, {now.events:,} events, {now.skipped:,} passed over")

            done = read_into(store, paths, options, jobs=jobs, load=_stages(model), progress=progress)
            if gathers:
                incidents.gather(store, tell)
    except KeyboardInterrupt:
        output.say(
            f"interrupted: {done.documents:,} documents of this reading are in {file};"
            " the same command goes on from there"
        )
        ctx.exit(130)
    output.say(
        f"{file}: {done.documents:,} documents read, {done.sentences:,} sentences, {done.events:,} events;"
        f" {done.skipped:,} documents passed over because the store has them"
    )
    output.say_rejected(done.rejected)


@main.command()
@click.argument("states", nargs=-1, metavar="[A B]")
@_store
@_period
@click.option("--type", "event_type", callback=_event_type, metavar="TYPE", help="Of this PLOVER type.")
@click.option("--publisher", metavar="NAME", help="As this publisher reported them.")
@click.option("--limit", type=click.IntRange(min=1), help="Not more than so many.")
@_out
@_formats
def events(
    states: tuple[str, ...],
    file: Path,
    since: str | None,
    until: str | None,
    event_type: str | None,
    publisher: str | None,
    limit: int | None,
    target: str,
    form: str | None,
) -> None:
    """List events of a store: all, or those between two states.

    A and B are ISO 3166 alpha-3 codes (CHN PRK), or organisations (IGO:UN); the order does not matter.
    """
    pair = _pair(states)
    with _open(file) as store, output.opened(target) as stream:
        found = store.events(pair, since=since, until=until, event_type=event_type, publisher=publisher, limit=limit)
        output.write_events(found, stream, output.format_of(form, target))


@main.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@_store
@_out
def dossier(a: str, b: str, file: Path, target: str) -> None:
    """Write the dossier on two states: one HTML page that needs no network.

    A and B are ISO 3166 alpha-3 codes, e.g. CHN PRK.
    """
    from detente.dossier import build

    pair = _pair((a, b))
    assert pair is not None
    with _open(file) as store, output.opened(target) as stream:
        stream.write(build(store, *pair))


@main.command()
@_store
@_out
@_formats
def rejected(file: Path, target: str, form: str | None) -> None:
    """List what was set aside, with the reason."""
    with _open(file) as store, output.opened(target) as stream:
        rows = ({"origin": str(r.origin), "reason": r.reason} for r in store.rejected())
        output.write_rows(rows, stream, output.format_of(form, target))


@main.command()
@_store
@_out
@_formats
def info(file: Path, target: str, form: str | None) -> None:
    """Tell what a store holds: counts, what was read of each publisher, data sets, and the runs.

    A day on which a publisher was read but told nothing is a zero; gaps are the days, between its first and its
    last, on which it was silent for longer than its own rhythm explains: nothing is known of them.
    """
    with _open(file) as store, output.opened(target) as stream:
        output.write_parts(output.description(store), stream, output.format_of(form, target))


# -- commands that stand in files of their own; they share the options above --------------------------------

from detente.cli import commitments, datasets, evaluate, incidents, measures, readouts, statements, visits, wording  # noqa: E402

for room in (commitments, datasets, evaluate, incidents, measures, readouts, statements, visits, wording):
    room.register(main)
