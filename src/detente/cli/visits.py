"""``detente visits`` and ``detente anniversaries``: who met whom, and the days that matter to two states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli import _formats, _in_order, _open, _out, _pair, _period, _store, output
from detente.cli.commitments import _within, from_day
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.records import Finding
    from detente.visits import Contact

__all__ = ["register"]

_FORMS = ("visit", "meeting", "call", "message", "gift")


def register(main: click.Group) -> None:
    """Add the commands to the command line."""
    main.add_command(visits)
    main.add_command(anniversaries)


def _two(a: str, b: str) -> tuple[str, str]:
    pair = _pair((a, b))
    assert pair is not None
    if pair[0] == pair[1]:
        raise UsageError(f"{a} and {b} are one state; name two, such as CHN PRK")
    return pair


def _write(rows: Iterable[dict[str, Any]], target: str, form: str | None) -> None:
    with output.opened(target) as stream:
        output.write_rows(rows, stream, output.format_of(form, target))


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@_store
@_period
@click.option(
    "--form", "forms", multiple=True, type=click.Choice(_FORMS), help="Only contacts of this form (repeatable)."
)
@click.option("--trips", is_flag=True, help="One row a trip: the first contact of a guest in ten days.")
@click.option("--findings", is_flag=True, help="What the list says, not the list.")
@_out
@_formats
def visits(
    a: str,
    b: str,
    file: Path,
    since: str | None,
    until: str | None,
    forms: tuple[str, ...],
    trips: bool,
    findings: bool,
    target: str,
    form: str | None,
) -> None:
    """List who met whom between two states, in what office on that date, as host or guest.

    A and B are ISO 3166 alpha-3 codes (CHN PRK); the order of the columns follows them. The level is that of
    data/ranks/ladder.yaml, 1 the highest; an office is the register's on that day, or the report's words.
    """
    from detente.accounts import contacts_in
    from detente.visits import find, trips_of

    _in_order(since, until)
    pair = _two(a, b)
    with _open(file) as store:
        found = contacts_in(store, pair)
        read = [date.fromisoformat(str(r["day"])[:10]) for r in store.coverage() if len(str(r["day"] or "")) >= 10]
    if findings:
        told = (f for f in find(found, days=read) if _within(str(f.details.get("date") or since or ""), since, until))
        _write(map(_finding, told), target, form)
        return
    chosen = trips_of(found) if trips else found
    chosen = [c for c in chosen if (not forms or c.form in forms) and _within(c.date or "", since, until)]
    brief = output.format_of(form, target) == "table"
    _write(map(_brief if brief else _whole, chosen), target, form)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "date": finding.details.get("date"),
        "found": finding.measure.partition(".")[2],
        "of": finding.subject,
        "statement": finding.statement,
        "incidents": ";".join(finding.incident_ids),
    }


def _brief(contact: Contact) -> dict[str, Any]:
    row: dict[str, Any] = {"date": contact.date, "form": contact.form, "direction": contact.direction}
    row["place"] = contact.place
    for side in contact.sides:
        office = f", {side.office.title}" if side.office else ""
        level = f" ({side.level})" if side.level is not None else ""
        row[side.state] = f"{side.name or ''}{office}{level}".lstrip(", ") or None
    return row | {"source": contact.checks[0].value, "id": contact.incident_id}


def _whole(contact: Contact) -> dict[str, Any]:
    row: dict[str, Any] = {
        "date": contact.date,
        "form": contact.form,
        "in person": contact.in_person,
        "direction": contact.direction,
        "guest": contact.guest,
        "host": contact.host,
        "place": contact.place,
        "place rests on": contact.place_basis,
        "resident": contact.resident,
        "retold": contact.retold,
    }
    for side in contact.sides:
        office = side.office
        row |= {
            side.state: side.name,
            f"{side.state} office": office.title if office else None,
            f"{side.state} office rests on": office.basis if office else None,
            f"{side.state} level": side.level,
            f"{side.state} channel": office.rung.channel if office else None,
        }
    checks = {c.name: c.value for c in contact.checks}
    return row | {"source": checks["source"], "incident": contact.incident_id, "sentence": contact.sentence}


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@from_day
@click.option("--days", type=click.IntRange(min=1), default=365, show_default=True, help="Look so many days ahead.")
@click.option(
    "--store", "file", metavar="FILE", type=click.Path(path_type=Path), help="Tell what happened around them before."
)
@_out
@_formats
def anniversaries(a: str, b: str, on: Any, days: int, file: Path | None, target: str, form: str | None) -> None:
    """List the days ahead that matter to two states, round numbers marked."""
    from detente.anniversaries import ahead, load_days, of_pair

    pair = _two(a, b)
    known = []
    if file is not None:
        with _open(file) as store:
            known = list(store.incidents(pair))
    found = ahead(of_pair(load_days(), pair), on.date(), horizon=days, occurrences=known)
    kinds = {i.id: i.event_type for i in known}
    rows = (
        {
            "day": str(c.day),
            "years": c.years,
            "round": "round" if c.round else None,
            "what": c.anniversary.what,
            **({"around it before": _around([kinds[i] or "?" for i in c.earlier])} if file else {}),
        }
        for c in found
    )
    _write(rows, target, form)


def _around(types: list[str]) -> str:
    """Count what happened around a day by kind: ``3 CONSULT, 2 SUPPORT``."""
    counts = sorted(((types.count(t), t) for t in set(types)), key=lambda row: (-row[0], row[1]))
    return ", ".join(f"{n} {name}" for n, name in counts) or "nothing"
