"""Commands on commitments, visits and anniversaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli import output

if TYPE_CHECKING:
    from detente.commitments import Commitment
    from detente.records import Finding
    from detente.store import Store

__all__ = ["register"]

_STORE = click.option(
    "--store", "file", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The store."
)
_REGISTER = click.option(
    "--register",
    "own",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A register of your own beside the shipped one (repeatable).",
)
_OUT = click.option("-o", "--output", "target", default="-", metavar="FILE", help="Write to this file.")
_ON = click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), default=str(date.today()), help="From this day on [today]."
)
_FORM = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "jsonl"]), help="Form of the output."
)


def register(main: click.Group) -> None:
    """Add the commands to the command line."""
    for command in (commitments, visits, anniversaries):
        main.add_command(command)


@click.group()
def commitments() -> None:
    """Treaties, resolutions and promises, and what incidents say of them. Never a legal verdict."""


def _entries(own: Sequence[Path], ids: Sequence[str] = ()) -> list[Commitment]:
    from detente.commitments import chosen, with_own

    return chosen(ids, with_own(*own))


def _open(file: Path) -> Store:
    from detente.store import Store

    return Store.open(file, read_only=True)


def _write(rows: Iterable[dict[str, Any]], target: str, form: str | None) -> None:
    with output.opened(target) as stream:
        output.write_rows(rows, stream, output.format_of(form, target))


def _brief(finding: Finding) -> dict[str, Any]:
    return {
        "date": finding.details.get("date"),
        "found": finding.measure.partition(".")[2],
        "commitment": finding.subject,
        "statement": finding.statement,
        "condition": finding.details.get("condition"),
        "incident": ";".join(finding.incident_ids) or None,
    }


@commitments.command("check")
@click.argument("ids", nargs=-1, metavar="[ID...]")
@_STORE
@_REGISTER
@_OUT
@_FORM
def check_(ids: tuple[str, ...], file: Path, own: tuple[Path, ...], target: str, form: str | None) -> None:
    """Find what the incidents of a store touch and meet, and expected acts that did not come."""
    from detente.commitments import check

    entries = _entries(own, ids)
    with _open(file) as store:
        days = [date.fromisoformat(str(r["day"])[:10]) for r in store.coverage() if len(str(r["day"] or "")) >= 10]
        found = check(entries, list(store.incidents()), days=days)
    _write(map(_brief, found), target, form)


@commitments.command("list")
@_REGISTER
@_OUT
@_FORM
def list_(own: tuple[Path, ...], target: str, form: str | None) -> None:
    """List the register."""
    rows = (
        {
            "id": c.id,
            "kind": c.kind,
            "title": c.title,
            "parties": " ".join(p.state for p in c.parties),
            "signed": c.signed,
            "in force": c.in_force,
            "status": c.status,
            "weight": c.weight,
            "verified against": c.verified_against,
        }
        for c in _entries(own)
    )
    _write(rows, target, form)


@commitments.command("due")
@_REGISTER
@_ON
@click.option("--days", default=400, show_default=True, help="Look so many days ahead.")
@_OUT
@_FORM
def due_(own: tuple[Path, ...], on: Any, days: int, target: str, form: str | None) -> None:
    """List renewals, expiries, anniversaries and expected acts ahead."""
    from detente.commitments import due, expected

    entries = _entries(own)
    found = [*due(entries, on.date(), horizon=days), *expected(entries, on.date(), horizon=days)]
    _write(map(_brief, sorted(found, key=lambda f: str(f.details["date"]))), target, form)


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@_STORE
@click.option("--findings", is_flag=True, help="What the list says, not the list.")
@_OUT
@_FORM
def visits(a: str, b: str, file: Path, findings: bool, target: str, form: str | None) -> None:
    """List who met whom between two states, in what office on that date, as host or guest."""
    from detente.accounts import contacts_in
    from detente.actors import load_actors
    from detente.visits import find

    pair = (load_actors().state(a).iso3, load_actors().state(b).iso3)
    with _open(file) as store:
        found = contacts_in(store, pair)
    _write(map(_brief, find(found)) if findings else map(_contact, found), target, form)


def _contact(contact: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "date": contact.date,
        "form": contact.form,
        "direction": contact.direction,
        "place": contact.place,
    }
    for side in contact.sides:
        office = side.office
        row |= {
            side.state: f"{side.name or ''}, {office.title}" if office else side.name,
            f"{side.state} level": side.level,
        }
    checks = {c.name: c.value for c in contact.checks}
    return row | {"source": checks["source"], "incident": contact.incident_id, "sentence": contact.sentence}


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@_ON
@click.option("--days", default=365, show_default=True, help="Look so many days ahead.")
@click.option(
    "--store", "file", metavar="FILE", type=click.Path(path_type=Path), help="Tell what happened around them before."
)
@_OUT
@_FORM
def anniversaries(a: str, b: str, on: Any, days: int, file: Path | None, target: str, form: str | None) -> None:
    """List the days ahead that matter to two states, round numbers marked."""
    from detente.anniversaries import ahead, load_days, of_pair

    pair, known = (a.upper(), b.upper()), []
    if file is not None:
        with _open(file) as store:
            known = list(store.incidents(pair))
    found = ahead(of_pair(load_days(), pair), on.date(), horizon=days, occurrences=known)
    rows = (
        {
            "day": str(c.day),
            "years": c.years,
            "round": "round" if c.round else None,
            "what": c.anniversary.what,
            "incidents around it before": len(c.earlier),
        }
        for c in found
    )
    _write(rows, target, form)
