"""``detente wording``: a formula watched in a store."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli import output

if TYPE_CHECKING:
    from detente.measures.formulas import Use
    from detente.records import Finding
    from detente.store import Store

__all__ = ["register"]


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(wording)


def _date(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    from detente.cli import _date as check

    return check(ctx, parameter, value)


@click.command()
@click.argument("pattern")
@click.option("--store", "file", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The store.")
@click.option("--speaker", metavar="STATE", help="On the word of this state alone, e.g. PRK.")
@click.option("--publisher", metavar="NAME", help="As this publisher printed it.")
@click.option("--since", callback=_date, metavar="DATE", help="Published from this day, month or year on.")
@click.option("--until", callback=_date, metavar="DATE", help="Published to this day, month or year, included.")
@click.option("--by", "grain", type=click.Choice(["year", "month"]), default="month", help="Count by year or month.")
@click.option("--uses", is_flag=True, help="List the sentences in place of the counts.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option("-o", "--output", "target", default="-", metavar="FILE", help="Write to this file.")
def wording(
    pattern: str,
    file: Path,
    speaker: str | None,
    publisher: str | None,
    since: str | None,
    until: str | None,
    grain: Any,
    uses: bool,
    as_json: bool,
    target: str,
) -> None:
    """Watch a wording: first and last use, silences, how often of what was read, by whom.

    PATTERN is words, with * for any letters: "denuclear*", "lips and teeth". Case does not matter; British and
    American spellings are one.
    """
    from detente.actors import load_actors
    from detente.store import Store

    state = load_actors().state(speaker).iso3 if speaker and ":" not in speaker else speaker
    with Store.open(file, read_only=True) as store:
        found = _found(store, pattern, state, publisher, since, until)
        read = _read(store, publisher, since, until)
    with output.opened(target) as stream:
        form = output.format_of("json" if as_json else None, target)
        if uses:
            output.write_rows(map(_use, found), stream, form)
        else:
            output.write_parts(_parts(pattern, found, read, grain), stream, form)


def _use(use: Use) -> dict[str, Any]:
    return {"date": use.published, "publisher": use.publisher, "speaker": use.speaker, "text": use.text}


def _parts(pattern: str, found: list[Use], read: dict[str, int], grain: Any) -> dict[str, list[dict[str, Any]]]:
    """Lay out what was found: findings, speakers, publishers, periods."""
    from detente.measures import formulas

    named = ("name", "sentences", "first", "last")
    return {
        "findings": [_told(f) for f in formulas.findings(pattern, found, read)],
        "speakers": [dict(zip(named, row, strict=True)) for row in formulas.by(found, "speaker")],
        "publishers": [dict(zip(named, row, strict=True)) for row in formulas.by(found, "publisher")],
        "periods": [
            {"period": r.period, "texts": r.hits, "of": r.n, "per 100": round(100 * r.share, 2),
             "95%": f"{100 * r.low:.2f}–{100 * r.high:.2f}"}
            for r in formulas.rates(found, read, grain)
        ],
    }  # fmt: skip


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "finding": finding.measure,
        "statement": finding.statement,
        "interval": finding.interval and [round(x, 4) for x in finding.interval],
        "p": finding.p_value if finding.p_value is None else float(f"{finding.p_value:.2g}"),
    }


def _found(
    store: Store, pattern: str, state: str | None, publisher: str | None, since: str | None, until: str | None
) -> list[Use]:
    from detente.actors import load_actors
    from detente.measures.formulas import Use, speaker_of
    from detente.patterns import expression

    actors = load_actors()
    rows = store.sentences_with(expression(pattern), since=since, until=until)
    uses = (
        Use(
            row["document_id"],
            " ".join(row["text"].split()),
            row["publisher"],
            row["published"],
            speaker_of(row["speakers"], row["publisher"], actors),
        )
        for row in rows
        if publisher in (None, row["publisher"])
    )
    return [use for use in uses if state in (None, use.speaker)]


def _read(store: Store, publisher: str | None, since: str | None, until: str | None) -> dict[str, int]:
    """Count texts read by day of publication, within the bounds."""
    read: Counter[str] = Counter()
    for row in store.coverage():
        day = row["day"]
        if not day or publisher not in (None, row["publisher"]):
            continue
        if (since and day < since[: len(day)]) or (until and day[: len(until)] > until):
            continue
        read[day] += row["documents"]
    return dict(read)
