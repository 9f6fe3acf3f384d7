"""``detente measure`` and ``detente relations``: what the series of incidents say, with how sure it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from detente.cli import _date, _formats, _open, _out, _pair, _stack, _store, output
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.measures import Measure, Option
    from detente.measures.dates import Dates
    from detente.records import Finding
    from detente.store import Store

__all__ = ["register"]

_GRAINS = ("day", "week", "month", "quarter", "year")


def register(main: click.Group) -> None:
    """Add the commands."""
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


_span = _stack(
    click.option("--since", callback=_date, metavar="DATE", help="From this day, month or year on."),
    click.option("--until", callback=_date, metavar="DATE", help="To this day, month or year, included."),
)


def _periods(default: str) -> Callable[[Any], Any]:
    return click.option(
        "--by", type=click.Choice(_GRAINS), default=default, show_default=True, help="Length of a period."
    )


_by = _periods("month")
_json = click.option("--json", "as_json", is_flag=True, help="Write JSON, the details beside the finding's fields.")
_maybe_store = click.option(
    "--store", "file", metavar="FILE", type=click.Path(path_type=Path), help="The store, for queries of incidents."
)


# -- detente relations -----------------------------------------------------------------------------------


@click.command()
@click.argument("states", nargs=-1, metavar="[A B]")
@_store
@_span
@_by
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
    @_span
    @_periods(one.by)
    @click.option(
        "--indicator", type=click.Choice(tuple(INDICATORS)), default="count", show_default=True, metavar="NAME",
        help="What is counted or averaged; see detente relations.",
    )  # fmt: skip
    @click.option("--directed", is_flag=True, help="What A does to B only.")
    @_json
    @_out
    def command(
        a: str, b: str, file: Path, since: str | None, until: str | None, by: str, indicator: str, directed: bool,
        as_json: bool, target: str, **parameters: Any,
    ) -> None:  # fmt: skip
        _pair((a, b))
        with _open(file) as store:
            kept: dict[str, Any] = {"indicator": indicator, "by": by, "directed": directed}
            relation = store.relation(a, b, since=since, until=until, **kept)
        _write(one.method(relation, **parameters), as_json, target)

    return command


def _of_ways(one: Measure) -> click.Command:
    @click.command(one.name, help=f"{one.summary}\n\nA and B are ISO 3166 alpha-3 codes, e.g. CHN PRK.")
    @click.argument("a", metavar="A")
    @click.argument("b", metavar="B")
    @_store
    @_span
    @_json
    @_out
    def command(
        a: str, b: str, file: Path, since: str | None, until: str | None, as_json: bool, target: str, **parameters: Any
    ) -> None:
        _pair((a, b))
        with _open(file) as store:
            ways = [
                store.relation(*way, by=one.by, directed=True, since=since, until=until) for way in ((a, b), (b, a))
            ]
        _write(one.method(*ways, **parameters), as_json, target)

    return command


def _of_incidents(one: Measure) -> click.Command:
    @click.command(one.name, help=f"{one.summary}\n\nSTATE is an ISO 3166 alpha-3 code.")
    @click.argument("states", nargs=-1, metavar="[STATE...]")
    @_store
    @_span
    @_json
    @_out
    def command(
        states: tuple[str, ...], file: Path, since: str | None, until: str | None, as_json: bool, target: str,
        **parameters: Any,
    ) -> None:  # fmt: skip
        from detente.actors import load_actors

        named = [s if ":" in s else load_actors().state(s).iso3 for s in states]
        with _open(file) as store:
            found = list(store.incidents(since=since, until=until))
        _write(one.method(found, *named, **parameters), as_json, target)

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
    @_span
    @_json
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
            _write(one.method(*sides, **parameters), as_json, target)
            return
        from detente.measures.lags import scan as scanned

        start, step = parameters.pop("lag"), parameters["window"] + 1
        _write(scanned(*sides, lags=tuple(range(start, start + scan + 1, step)), **parameters), as_json, target)

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


# -- detente compare -------------------------------------------------------------------------------------


@click.command()
@click.argument("states", nargs=-1, required=True, metavar="A B [C D]")
@click.option(
    "--period", "spans", multiple=True, metavar="FROM..TO",
    help="A period, e.g. 2011 or 2011-12-17..2012-03; give two to compare one pair with itself.",
)  # fmt: skip
@_store
@_by
@click.option("--indicator", default="count", show_default=True, metavar="NAME", help="What is counted or averaged.")
@click.option("--directed", is_flag=True, help="What the first of a pair does to the second only.")
@click.option("--surrogates", "n_surrogates", default=999, show_default=True, help="How many series to draw.")
@click.option("--seed", default=1, show_default=True, help="Seed of all that is drawn at random.")
@_json
@_out
def compare(
    states: tuple[str, ...], spans: tuple[str, ...], file: Path, by: str, indicator: str, directed: bool,
    n_surrogates: int, seed: int, as_json: bool, target: str,
) -> None:  # fmt: skip
    """Compare two periods of one pair of states, or two pairs of states.

    detente compare CHN PRK --period 2011 --period 2012, or detente compare CHN PRK RUS PRK.
    """
    from detente.measures import compare as compared

    pairs = [states[:2], states[2:] or states[:2]]
    periods: list[tuple[str | None, str | None]] = [*map(_bounds, spans)] or [(None, None)]
    if len(states) not in (2, 4) or len(periods) > 2 or (len(states) == 2) != (len(periods) == 2):
        raise UsageError(
            "compare two periods of one pair (A B --period 2011 --period 2012) or two pairs (A B C D, with one period"
            f" or none); given are {len(states)} states and {len(spans)} periods"
        )
    with _open(file) as store:
        sides = []
        for pair, (since, until) in zip(pairs, periods * (3 - len(periods)), strict=False):
            _pair(pair)
            kept: dict[str, Any] = {"indicator": indicator, "by": by, "directed": directed}
            sides.append(store.relation(*pair, since=since, until=until, **kept))
    _write(compared(*sides, n_surrogates=n_surrogates, seed=seed), as_json, target)


def _bounds(text: str) -> tuple[str, str]:
    first, _, last = text.partition("..")
    day = r"\d{4}(-\d{2}(-\d{2})?)?"
    if not re.fullmatch(day, first) or (last and not re.fullmatch(day, last)):
        raise UsageError(f"'{text}' is no period; write 2011, 2011-12 or 2011-12-17..2012-03-31")
    return first, last or first


# -- findings --------------------------------------------------------------------------------------------


def _write(found: Finding | Sequence[Finding], as_json: bool, target: str) -> None:
    from detente.records import Finding

    with output.opened(target) as stream:
        if as_json or target.endswith(".json"):
            output.write_findings(found, stream)
            return
        for n, finding in enumerate([found] if isinstance(found, Finding) else found):
            _tell(finding, stream, first=n == 0)


def _tell(finding: Finding, stream: IO[str], *, first: bool) -> None:
    """Write a finding for a person: the sentence, how sure it is, what it rests on."""
    lines = [] if first else [""]
    lines.append(finding.statement)
    sure = []
    if finding.interval is not None and finding.estimate is not None:
        sure.append(f"estimate {finding.estimate:.3g}, interval {finding.interval[0]:.3g} to {finding.interval[1]:.3g}")
    if finding.p_value is not None:
        sure.append(f"p = {finding.p_value:.3f}" + (f" ({finding.null_model})" if finding.null_model else ""))
    if sure:
        lines.append(f"  how sure: {'; '.join(sure)}")
    for name, nulls in (finding.details.get("p_values") or {}).items():
        tails = ", ".join(f"{rate}: more {p['more']:.3f}, fewer {p['fewer']:.3f}" for rate, p in nulls.items())
        lines.append(f"  null {name}: {tails}")
    if isinstance(span := finding.details.get("period"), dict):
        lines.append(f"  period: {span['first']} to {span['last']} ({span['basis']})")
    lines += [f"  caution: {text}" for text in finding.details.get("cautions", ())]
    if finding.incident_ids:
        shown = ", ".join(finding.incident_ids[:3]) + (", ..." if len(finding.incident_ids) > 3 else "")
        lines.append(f"  rests on {len(finding.incident_ids)} incidents: {shown}")
    stream.write("\n".join(lines) + "\n")
