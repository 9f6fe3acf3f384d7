"""``detente commitments``: what incidents touch and meet, what is due, what the register holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli import _formats, _in_order, _open, _out, _pair, _period, _store, output

if TYPE_CHECKING:
    from detente.commitments import Article, Commitment
    from detente.records import Finding

__all__ = ["from_day", "register"]

_REGISTER = click.option(
    "--register",
    "own",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A register of your own beside the shipped one (repeatable).",
)
from_day = click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), default=lambda: str(date.today()), show_default="today",
    metavar="DATE", help="From this day on, as 2023-12-19.",
)  # fmt: skip


def register(main: click.Group) -> None:
    """Add the commands to the command line."""
    main.add_command(commitments)


@click.group()
def commitments() -> None:
    """Treaties, resolutions and promises, and what incidents say of them. Never a legal verdict."""


def _entries(own: Sequence[Path], ids: Sequence[str] = ()) -> list[Commitment]:
    from detente.commitments import chosen, with_own

    return chosen(ids, with_own(*own))


def _write(rows: Iterable[dict[str, Any]], target: str, form: str | None) -> None:
    with output.opened(target) as stream:
        output.write_rows(rows, stream, output.format_of(form, target))


# -- check -----------------------------------------------------------------------------------------------


@commitments.command("check")
@click.argument("ids", nargs=-1, metavar="[ID...]")
@_store
@_REGISTER
@click.option("--between", nargs=2, metavar="A B", default=None, help="Only what passed between these two states.")
@_period
@click.option("--found", type=click.Choice(["touched", "met", "silent"]), help="Only what was found so.")
@click.option(
    "--confidence", type=click.FloatRange(0, 1), default=0.0, help="Only incidents of this confidence or more."
)
@click.option("--summary", is_flag=True, help="Count by article: how many, the first and the last.")
@_out
@_formats
def check_(
    ids: tuple[str, ...],
    file: Path,
    own: tuple[Path, ...],
    between: tuple[str, str] | None,
    since: str | None,
    until: str | None,
    found: str | None,
    confidence: float,
    summary: bool,
    target: str,
    form: str | None,
) -> None:
    """Find what the incidents of a store touch and meet, and expected acts that did not come.

    ID names an entry of the register; without one all are checked. What was told as done is set beside the condition
    that it fulfils, with whose word it is. An incident that one of the two alone tells of the other says so: an
    accusation touches an article as an act does.
    """
    from detente.commitments import check

    _in_order(since, until)
    entries, pair = _entries(own, ids), _pair(between) if between else None
    with _open(file) as store:
        days = [date.fromisoformat(str(r["day"])[:10]) for r in store.coverage() if len(str(r["day"] or "")) >= 10]
        days = [d for d in days if _within(d.isoformat(), since, until)]
        known = [i for i in store.incidents(since=since, until=until) if i.confidence >= confidence]
        rows = [f for f in check(entries, known, days=days) if found in (None, f.measure.partition(".")[2])]
        if pair:
            rows = list(_of_pair(rows, entries, pair, {i.id for i in store.incidents(pair)}))
    if summary:
        _write(_counts(rows), target, form)
    elif output.format_of(form, target) == "table":
        _write(map(_brief, rows), target, form)
    else:
        _write(map(_whole, rows), target, form)


def _of_pair(
    rows: Iterable[Finding], entries: Iterable[Commitment], pair: tuple[str, str], ids: set[str]
) -> Iterator[Finding]:
    """Keep what passed between two states, and the silences of what binds both."""
    binding = {c.id for c in entries if set(pair) <= {p.state for p in c.parties}}
    for f in rows:
        if ids.intersection(f.incident_ids) or (not f.incident_ids and f.subject in binding):
            yield f


def _within(day: str, since: str | None, until: str | None) -> bool:
    return (not since or since <= day) and (not until or day[: len(until)] <= until)


def _brief(finding: Finding) -> dict[str, Any]:
    """Return what a person reads: the article and the incident side by side, then what must be known beside."""
    d = finding.details
    silent = finding.measure.endswith("silent")
    return {
        "date": d.get("date"),
        "found": finding.measure.partition(".")[2],
        "commitment": f"{finding.subject}, {d['article']}" if d.get("article") else finding.subject,
        "incident": finding.statement if silent else d.get("incident"),
        "beside": "; ".join(d.get("caveats", ())),
        "id": ";".join(finding.incident_ids),
    }


def _whole(finding: Finding) -> dict[str, Any]:
    """Return all that is known of a finding, flat."""
    d = finding.details
    listed = {name: "; ".join(d.get(name) or ()) or None for name in ("caveats", "publishers")}
    plain = ("article", "type", "says", "condition", "incident", "status", "weight", "word", "reports", "confidence")
    return {
        "date": d.get("date"),
        "found": finding.measure.partition(".")[2],
        "commitment": finding.subject,
        "title": d.get("title"),
        **{name: d.get(name) for name in plain},
        **listed,
        "statement": finding.statement,
        "incident_id": ";".join(finding.incident_ids) or None,
    }


def _counts(rows: Iterable[Finding]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for f in rows:
        groups[f.subject, str(f.details.get("article") or ""), f.measure.partition(".")[2]].append(f)
    return [
        {
            "commitment": subject,
            "article": article or None,
            "found": what,
            "times": len(found),
            "of these on one side's word": sum(f.details.get("word") == "one side" for f in found),
            "first": found[0].details["date"],
            "last": found[-1].details["date"],
        }
        for (subject, article, what), found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


# -- the register ----------------------------------------------------------------------------------------


@commitments.command("list")
@_REGISTER
@_out
@_formats
def list_(own: tuple[Path, ...], target: str, form: str | None) -> None:
    """List the register."""
    table = output.format_of(form, target) == "table"
    rows = (
        {
            "id": c.id,
            "kind": c.kind,
            "title": c.title,
            "parties": " ".join(p.state for p in c.parties),
            "signed": c.signed,
            "in force": c.in_force,
            **({} if table else {"ended": c.ended, "suspended": c.suspended, "expires": c.expires}),
            "status": c.status,
            **({} if table else {"weight": c.weight, "note": c.note, "source": c.source}),
            "verified against": _files(c.verified_against) if table else c.verified_against,
        }
        for c in _entries(own)
    )
    _write(rows, target, form)


def _files(verified: str) -> str:
    return "\n".join(part.partition(" (")[0] for part in verified.split("; "))


@commitments.command("show")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_REGISTER
@_out
@_formats
def show(ids: tuple[str, ...], own: tuple[Path, ...], target: str, form: str | None) -> None:
    """Show entries of the register: each article with its conditions, and the acts that are looked for."""
    entries = _entries(own, ids)
    if output.format_of(form, target) == "table":
        with output.opened(target) as stream:
            for entry in entries:
                stream.write("\n".join(_head(entry)) + "\n")
                output.write_rows(_articles(entry), stream, "table")
    else:
        _write(({"id": c.id, **row} for c in entries for row in _articles(c)), target, form)


def _head(entry: Commitment) -> Iterator[str]:
    yield f"{entry.id}: {entry.title} ({entry.kind}, {entry.status})"
    dates = (("signed", entry.signed), ("in force", entry.in_force), ("renewed", ", ".join(entry.renewed)))
    ends = (("suspended", entry.suspended), ("ended", entry.ended), ("expires", entry.expires))
    yield "; ".join(f"{name} {day}" for name, day in (*dates, *ends) if day)
    parties = (f"{p.state}{f' from {p.since}' if p.since else ''}{f' until {p.until}' if p.until else ''}"
               f"{f' ({p.capacity})' if p.capacity else ''}" for p in entry.parties)  # fmt: skip
    yield f"parties: {', '.join(parties)}"
    yield from (f"{name}: {text}" for name, text in (("weight", entry.weight), ("note", entry.note)) if text)
    yield f"source: {entry.source}; verified against: {entry.verified_against}"


def _articles(entry: Commitment) -> Iterator[dict[str, Any]]:
    for a in entry.articles:
        yield {"article": a.cite, "type": a.type, "says": a.says, "conditions": _conditions(a), "note": a.note}
    for e in entry.expected:
        often = "each year" if e.every == 1 else f"every {e.every} years"
        when = f"{e.day}, within {e.within} days, {often}"
        conditions = "\n".join(f"comes when: {c}" for c in e.when)
        yield {"article": "looked for", "type": when, "says": e.what, "conditions": conditions, "note": None}


def _conditions(article: Article) -> str:
    touched = [f"touched when: {c}" for c in article.touched]
    return "\n".join([*touched, *(f"met when: {c}" for c in article.met)])


@commitments.command("due")
@click.argument("ids", nargs=-1, metavar="[ID...]")
@_REGISTER
@from_day
@click.option("--days", type=click.IntRange(min=1), default=400, show_default=True, help="Look so many days ahead.")
@_out
@_formats
def due_(ids: tuple[str, ...], own: tuple[Path, ...], on: Any, days: int, target: str, form: str | None) -> None:
    """List renewals, expiries, anniversaries and expected acts ahead."""
    from detente.commitments import due, expected

    entries = _entries(own, ids)
    found = [*due(entries, on.date(), horizon=days), *expected(entries, on.date(), horizon=days)]
    rows = (
        {
            "date": f.details["date"],
            "kind": f.details["kind"],
            "round": "round" if f.details["round"] else None,
            "commitment": f.subject,
            "what": f.statement.partition(": ")[2] if f.statement.startswith(str(f.details["date"])) else f.statement,
            "condition": f.details.get("condition"),
        }
        for f in sorted(found, key=lambda f: str(f.details["date"]))
    )
    _write(rows, target, form)
