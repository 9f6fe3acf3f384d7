"""``detente measure`` and ``detente relations``: what the series of incidents say, with how sure it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli import _formats, _open, _out, _pair, _period, _store, findings, output
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.measures import Measure, Option
    from detente.measures.dates import Dates
    from detente.store import Store

__all__ = ["json_option", "periods", "register"]

_GRAINS = ("day", "week", "month", "quarter", "year")


def register(main: click.Group) -> None:
    """Add the commands."""
    from detente.cli.comparing import compare

    main.add_command(compare)
    main.add_command(measure)
    main.add_command(relations)


# -- options ---------------------------------------------------------------------------------------------


def _days(ctx: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    found = re.fullmatch(r"(\d+)\s*([dw]?)", value.strip().lower())
    if not found:
        raise click.BadParameter(f"'{value}' is no number of days; write 7d (days) or 2w (weeks)")
    return int(found[1]) * (7 if found[2] == "w" else 1)


def _column(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, str] | None:
    if value is None:
        return None
    column, sign, wanted = value.partition("=")
    if not sign or not column.strip():
        raise click.BadParameter(f"'{value}' is not COLUMN=VALUE; write e.g. country='North Korea'")
    return column.strip(), wanted.strip()


def periods(default: str) -> Callable[[Any], Any]:
    """Return the option that says how long a period is."""
    return click.option(
        "--by", type=click.Choice(_GRAINS), default=default, show_default=True, help="Length of a period."
    )


json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON: a finding's fields and its details.")
_maybe_store = click.option(
    "--store", "file", metavar="FILE", type=click.Path(path_type=Path), help="The store, for queries of incidents."
)


# -- detente relations -----------------------------------------------------------------------------------


@click.command()
@click.argument("states", nargs=-1, metavar="[A B]")
@_store
@_period
@periods("month")
@click.option("--indicator", "indicators", multiple=True, metavar="NAME", help="This indicator; may be repeated.")
@click.option("--pair", "undirected", is_flag=True, help="What either does counted once for both, not by direction.")
@click.option("--by-family", is_flag=True, help="Apart for each family of publishers that tells of it.")
@_out
@_formats
def relations(
    states: tuple[str, ...],
    file: Path,
    since: str | None,
    until: str | None,
    by: str,
    indicators: tuple[str, ...],
    undirected: bool,
    by_family: bool,
    target: str,
    form: str | None,
) -> None:
    """List relations: who acts upon whom, by indicator and period.

    A and B are ISO 3166 alpha-3 codes; without them all pairs are listed. Counted are incidents reported as done.
    COVERED is the share of the period's days on which something was read: where it is low, a small number says little.
    """
    from dataclasses import asdict

    from detente.relations import INDICATORS

    pair = _pair(states)
    kept: dict[str, Any] = {"since": since, "until": until, "by": by, "directed": not undirected}
    with _open(file) as store, output.opened(target) as stream:

        def rows() -> Iterator[dict[str, Any]]:
            for family in store.families() if by_family else [None]:
                kept["families"] = (family,) if family else ()
                for row in store.relations(pair, indicators=indicators or tuple(INDICATORS), **kept):
                    line = asdict(row)
                    line |= {"value": row.value and round(row.value, 4), "covered": round(row.covered, 3)}
                    yield {**({"family": family} if family else {}), **line}

        output.write_rows(rows(), stream, output.format_of(form, target))


# -- detente measure -------------------------------------------------------------------------------------


class _Measures(click.Group):
    """One command for each entry of ``MEASURES``, looked up when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from detente.measures import MEASURES

        return [one.name for one in MEASURES]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        from detente.measures import MEASURES

        found = next((one for one in MEASURES if one.name == name), None)
        return _command(found) if found else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        names = self.list_commands(ctx)
        if args and not args[0].startswith("-") and args[0] not in names:
            raise UsageError(f"'{args[0]}' is no measure; choose from {', '.join(names)}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Measures)
def measure() -> None:
    """Measure a relationship: each finding with its null model, its interval or p-value, its seed.

    See detente measure NAME --help, and the page of each measure in docs/measures.
    """


def _command(one: Measure) -> click.Command:
    makers: dict[str, Callable[[Measure], click.Command]] = {
        "dates": _of_dates,
        "relation": _of_relation,
        "ways": _of_ways,
        "incidents": _of_incidents,
    }
    command = makers[one.takes](one)
    for option in reversed(one.options):
        command.params.append(_parameter(option))
    return command


def _parameter(option: Option) -> click.Option:
    flag = f"--{option.name.replace('_', '-')}"
    kind = (
        click.Choice(option.choices)
        if option.choices
        else (type(option.default) if option.default is not None else str)
    )
    return click.Option(
        [flag, option.name],
        default=option.default,
        type=kind,
        show_default=option.default is not None,
        help=option.help,
    )


def _of_relation(one: Measure) -> click.Command:
    from detente.relations import INDICATORS

    @click.command(one.name, help=f"{one.summary}\n\nA and B are ISO 3166 alpha-3 codes, e.g. CHN PRK.")
    @click.argument("a", metavar="A")
    @click.argument("b", metavar="B")
    @_store
    @_period
    @periods(one.by)
    @click.option(
        "--indicator", type=click.Choice(tuple(INDICATORS)), default="count", show_default=True, metavar="NAME",
        help="What is counted or averaged; see detente relations.",
    )  # fmt: skip
    @click.option("--directed", is_flag=True, help="What A does to B only.")
    @json_option
    @_out
    def command(
        a: str, b: str, file: Path, since: str | None, until: str | None, by: str, indicator: str, directed: bool,
        as_json: bool, target: str, **parameters: Any,
    ) -> None:  # fmt: skip
        _pair((a, b))
        with _open(file) as store:
            kept: dict[str, Any] = {"indicator": indicator, "by": by, "directed": directed}
            relation = store.relation(a, b, since=since, until=until, **kept)
        findings.write(one.method(relation, **parameters), as_json, target)

    return command


def _of_ways(one: Measure) -> click.Command:
    @click.command(one.name, help=f"{one.summary}\n\nA and B are ISO 3166 alpha-3 codes, e.g. CHN PRK.")
    @click.argument("a", metavar="A")
    @click.argument("b", metavar="B")
    @_store
    @_period
    @json_option
    @_out
    def command(
        a: str, b: str, file: Path, since: str | None, until: str | None, as_json: bool, target: str, **parameters: Any
    ) -> None:
        _pair((a, b))
        with _open(file) as store:
            ways = [
                store.relation(*way, by=one.by, directed=True, since=since, until=until) for way in ((a, b), (b, a))
            ]
        findings.write(one.method(*ways, **parameters), as_json, target)

    return command


def _of_incidents(one: Measure) -> click.Command:
    @click.command(one.name, help=f"{one.summary}\n\nSTATE is an ISO 3166 alpha-3 code.")
    @click.argument("states", nargs=-1, metavar="[STATE...]")
    @_store
    @_period
    @json_option
    @_out
    def command(
        states: tuple[str, ...], file: Path, since: str | None, until: str | None, as_json: bool, target: str,
        **parameters: Any,
    ) -> None:  # fmt: skip
        from detente.actors import load_actors

        named = [s if ":" in s else load_actors().state(s).iso3 for s in states]
        with _open(file) as store:
            found = list(store.incidents(since=since, until=until))
        findings.write(one.method(found, *named, **parameters), as_json, target)

    return command


def _of_dates(one: Measure) -> click.Command:
    @click.command(one.name, help=_DATES_HELP.format(summary=one.summary))
    @click.option("--a", metavar="QUERY", help="Incidents of side A, e.g. 'CHN-PRK CONSULT'.")
    @click.option("--a-file", metavar="CSV", help="Dates of side A: a CSV file with a column 'date', or -.")
    @click.option("--a-where", callback=_column, metavar="COLUMN=VALUE", help="Only these rows of that file.")
    @click.option("--b", metavar="QUERY", help="Incidents of side B.")
    @click.option("--b-file", metavar="CSV", help="Dates of side B.")
    @click.option("--b-where", callback=_column, metavar="COLUMN=VALUE", help="Only these rows of that file.")
    @click.option(
        "--window", default="7d", show_default=True, callback=_days, metavar="DAYS",
        help="How long before; 7d holds 8 days, the same day included.",
    )  # fmt: skip
    @click.option(
        "--lag", default="0d", show_default=True, callback=_days, metavar="DAYS", help="How much earlier still."
    )
    @click.option("--scan", callback=_days, metavar="DAYS", help="Try lags up to this many days, corrected for trying.")
    @click.option(
        "--surrogates", "n_surrogates", default=999, show_default=True, help="How many series to draw for each null."
    )
    @_maybe_store
    @_period
    @json_option
    @_out
    def command(
        a: str | None, a_file: str | None, a_where: tuple[str, str] | None, b: str | None, b_file: str | None,
        b_where: tuple[str, str] | None, scan: int | None, file: Path | None, as_json: bool, target: str,
        **parameters: Any,
    ) -> None:  # fmt: skip
        for side, query, path in (("a", a, a_file), ("b", b, b_file)):
            if (query is None) == (path is None):
                raise UsageError(f"side {side.upper()}: give either --{side} QUERY or --{side}-file CSV")
        with ExitStack() as stack:
            store = stack.enter_context(_open(file)) if file and (a or b) else None
            sides = _side("a", a, a_file, a_where, store), _side("b", b, b_file, b_where, store)
        if scan is None:
            findings.write(one.method(*sides, **parameters), as_json, target)
            return
        from detente.measures.lags import scan as scanned

        start, step = parameters.pop("lag"), parameters["window"] + 1
        findings.write(scanned(*sides, lags=tuple(range(start, start + scan + 1, step)), **parameters), as_json, target)

    return command


_DATES_HELP = """{summary}

Each side is a query of incidents in a store or a CSV file of dates. A query names two states and perhaps a type:
'CHN-PRK CONSULT' (either way), 'CHN>PRK' (one way), or one state alone: 'PRK MOBILIZE'.

PRECURSOR: days of A that have a day of B within the window before them. TRIGGER: days of B that have a day of A within
the window after them. Several rows of one day count once; dates known to the month only are in no rate, and the most
that they could change is told.
"""


def _side(side: str, query: str | None, path: str | None, where: tuple[str, str] | None, store: Store | None) -> Dates:
    from detente.measures.dates import dates, read_dates

    if path is not None:
        return read_dates(path, where=where)
    from detente.relations import Query

    asked = Query.parse(query or "")
    if where:
        raise UsageError(f"--{side}-where chooses rows of a file, not incidents; leave it out beside --{side}")
    if store is None:
        raise UsageError(f"--{side} '{query}' asks for incidents of a store; name it with --store FILE")
    found = store.incident_dates(asked)
    if not found:
        raise UsageError(f"'{asked}': no incident in {store.path}; see what there is with: detente info --store FILE")
    read = store.days_read()
    return dates(str(asked), [day for day, _ in found], ids=[key for _, key in found], read=read or None)
