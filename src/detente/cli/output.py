"""What the command line writes: tables for a person, CSV and JSON for a program, messages to standard error."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, cast

from detente.errors import DetenteError, UsageError

if TYPE_CHECKING:
    from detente.records import Actor, Disagreement, Event, Finding, Incident
    from detente.store import Run, Store

__all__ = [
    "Face",
    "Format",
    "description",
    "format_of",
    "opened",
    "placed",
    "progress",
    "say",
    "say_rejected",
    "write_events",
    "write_findings",
    "write_incidents",
    "write_parts",
    "write_records",
    "write_rows",
]

Format = Literal["table", "csv", "json", "jsonl"]
_FORMATS = ("table", "csv", "json", "jsonl")
_REASONS_SHOWN = 10


# -- messages --------------------------------------------------------------------------------------------


def say(message: str) -> None:
    """Tell the person at the terminal something; never part of the output."""
    print(message, file=sys.stderr)


def say_rejected(reasons: Mapping[str, int]) -> None:
    """Sum up what was set aside, most frequent reason first."""
    if not reasons:
        return
    total = sum(reasons.values())
    say(f"{total:,} {'record' if total == 1 else 'records'} set aside:")
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    for reason, n in ranked[:_REASONS_SHOWN]:
        say(f"{n:>9,}  {reason}")
    if rest := ranked[_REASONS_SHOWN:]:
        say(f"{sum(n for _, n in rest):>9,}  for {len(rest)} other reasons")


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show one line that changes while work goes on, where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda message: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield status.update


# -- where it goes ---------------------------------------------------------------------------------------


def format_of(form: str | None, target: str) -> Format:
    """Return the format asked for; else the one that the file's suffix names; else a table."""
    suffix = Path(target).suffix.removeprefix(".").lower()
    return cast("Format", form or (suffix if suffix in _FORMATS else "table"))


@contextlib.contextmanager
def opened(target: str) -> Iterator[IO[str]]:
    """Open the place of output: ``-`` is standard output; a file appears under its name only when complete."""
    if target == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    with _draft(Path(target)) as draft, draft.open("w", encoding="utf-8", newline="") as stream:
        yield stream


@contextlib.contextmanager
def placed(target: str) -> Iterator[Path]:
    """Name a file for a writer that wants a path; what it wrote goes to ``target``, as with ``opened``."""
    if target != "-":
        with _draft(Path(target)) as draft:
            yield draft
        return
    with tempfile.TemporaryDirectory(prefix="detente-") as folder:
        written = Path(folder) / "output"
        yield written
        with written.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)
        sys.stdout.flush()


@contextlib.contextmanager
def _draft(path: Path) -> Iterator[Path]:
    special = path.exists() and not path.is_file()  # a device or pipe is written to, not replaced
    draft = path if special else path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield draft
        if not special:
            draft.replace(path)
    except IsADirectoryError as error:
        raise UsageError(f"{path}: is a folder; name a file") from error
    except OSError as error:
        raise DetenteError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        if not special:
            draft.unlink(missing_ok=True)


# -- events ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Face:
    """How records of a kind look flat (for CSV) and in brief (for a person): columns, and a row of them."""

    columns: Sequence[str]
    flat: Callable[[Any], Mapping[str, Any]]
    brief_columns: Sequence[str]
    brief: Callable[[Any], Mapping[str, Any]]


def write_records(records: Iterable[object], stream: IO[str], form: Format, face: Face) -> None:
    """Write records as JSON lines of the whole record, as a JSON array, as flat CSV, or as a table."""
    if form in ("json", "jsonl"):
        from detente.records import to_json

        _write_json(map(to_json, records), stream, form)
    elif form == "csv":
        _write_csv(map(face.flat, records), stream, face.columns)
    else:
        _write_table(map(face.brief, records), stream, face.brief_columns)


def write_events(events: Iterable[Event], stream: IO[str], form: Format) -> None:
    """Write events, see ``write_records``."""
    write_records(events, stream, form, Face(_COLUMNS, _flat, _BRIEF, _brief))


def write_incidents(incidents: Iterable[Incident], stream: IO[str], form: Format) -> None:
    """Write incidents, see ``write_records``."""
    write_records(incidents, stream, form, Face(_INCIDENT, _flat_incident, _INCIDENT_BRIEF, _brief_incident))


_COLUMNS = (
    *("id", "date", "date_precision", "date_basis", "actor", "recipient", "actor_id", "recipient_id"),
    *("event_type", "mode", "status", "context", "object", "quantity", "promised", "place", "cameo"),
    *("quad_class", "source_quad", "speaker", "publisher", "published", "confidence", "sentence", "origin"),
    *("rules", "document_id", "sentence_id"),
)


def _flat(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(event, name, None) for name in _COLUMNS}
    return row | {
        "origin": str(event.origin),
        "actor": _joined(map(_code, event.actor)),
        "recipient": _joined(map(_code, event.recipient)),
        "actor_id": _joined(a.id for a in event.actor),
        "recipient_id": _joined(a.id for a in event.recipient),
        "speaker": _code(event.speaker) if event.speaker else None,
        "context": _joined(event.context),
        "rules": _joined(event.rules),
    }


def _joined(values: Iterable[str]) -> str:
    return ";".join(values)


def _code(actor: Actor) -> str:
    if not actor.state:
        return actor.id  # an imported actor of no known state keeps the code it came with
    return f"{actor.state}/{actor.sector}" if actor.sector else actor.state


_BRIEF = ("date", "actor", "event", "recipient", "sentence", "source")


def _brief(event: Event) -> dict[str, Any]:
    what = " ".join(filter(None, (event.event_type, event.mode)))
    return {
        "date": event.date or "unknown",
        "actor": "\n".join(map(_code, event.actor)),
        "event": what if event.status == "asserted" else f"{what}\n({event.status})",
        "recipient": "\n".join(map(_code, event.recipient)),
        "sentence": event.sentence or "",
        "source": event.publisher or str(event.origin),
    }


_INCIDENT = (
    *("id", "date", "date_precision", "actor", "recipient", "actor_id", "recipient_id", "event_type", "mode", "status"),
    *("context", "object", "quantity", "promised", "place", "cameo", "quad_class", "n_reports", "n_publishers"),
    *("publishers", "families", "word", "disagreements", "first_report", "last_report", "confidence", "event_ids"),
)
_INCIDENT_BRIEF = ("date", "actor", "event", "recipient", "reports", "sources", "word", "accounts differ on", "id")


def _flat_incident(incident: Incident) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(incident, name, None) for name in _INCIDENT}
    return row | {
        "actor": _joined(map(_code, incident.actor)),
        "recipient": _joined(map(_code, incident.recipient)),
        "actor_id": _joined(a.id for a in incident.actor),
        "recipient_id": _joined(a.id for a in incident.recipient),
        "disagreements": _joined(map(_differing, incident.disagreements)),
        **{name: _joined(row[name]) for name in ("context", "publishers", "families", "event_ids")},
    }


def _differing(matter: Disagreement) -> str:
    return f"{matter.about}: {' / '.join(account.value for account in matter.accounts)}"


def _brief_incident(incident: Incident) -> dict[str, Any]:
    what = " ".join(filter(None, (incident.event_type, incident.mode)))
    return {
        "date": incident.date or "unknown",
        "actor": "\n".join(map(_code, incident.actor)),
        "event": what if incident.status == "asserted" else f"{what}\n({incident.status})",
        "recipient": "\n".join(map(_code, incident.recipient)),
        "reports": incident.n_reports,
        "sources": f"{incident.n_publishers}: {', '.join(incident.families)}" if incident.families else "unknown",
        "word": incident.word,
        "accounts differ on": "\n".join(map(_differing, incident.disagreements)),
        "id": incident.id,
    }


# -- findings --------------------------------------------------------------------------------------------


def write_findings(found: Finding | Sequence[Finding], stream: IO[str]) -> None:
    """Write a finding as a JSON object, several as an array; what ``details`` holds stands beside the fields."""
    from detente.records import Finding

    many = not isinstance(found, Finding)
    rows = [_finding(one) for one in ([found] if isinstance(found, Finding) else found)]
    json.dump(rows if many else rows[0], stream, ensure_ascii=False, indent=2, default=str, allow_nan=False)
    stream.write("\n")


def _finding(finding: Finding) -> dict[str, Any]:
    row = asdict(finding)
    details = row.pop("details")
    return {**{k: v for k, v in details.items() if k not in row}, **row}


# -- rows of any kind ------------------------------------------------------------------------------------


def write_rows(rows: Iterable[Mapping[str, Any]], stream: IO[str], form: Format) -> None:
    """Write rows that all have the same keys."""
    if form in ("json", "jsonl"):
        _write_json((json.dumps(row, ensure_ascii=False, default=str) for row in rows), stream, form)
        return
    rows = list(rows)
    columns = tuple(rows[0]) if rows else ()
    (_write_csv if form == "csv" else _write_table)(rows, stream, columns)


def _write_json(lines: Iterable[str], stream: IO[str], form: Format) -> None:
    if form == "jsonl":
        stream.writelines(f"{line}\n" for line in lines)
        return
    stream.write("[")
    for n, line in enumerate(lines):
        stream.write(f"{',' if n else ''}\n{line}")
    stream.write("\n]\n")


def _write_csv(rows: Iterable[Mapping[str, Any]], stream: IO[str], columns: Sequence[str]) -> None:
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    if columns:
        writer.writeheader()
    writer.writerows(rows)


def _write_table(
    rows: Iterable[Mapping[str, Any]], stream: IO[str], columns: Sequence[str], title: str | None = None
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, title=title, box=SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"
        column.no_wrap = column.header in ("date", "first", "last")
    for row in rows:
        table.add_row(*(Text("" if row[c] is None else _cell(row[c])) for c in columns))
    width = None if stream.isatty() else 120
    Console(file=stream, width=width).print(table if table.row_count else "nothing found")


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


# -- the description of a store --------------------------------------------------------------------------

Parts = dict[str, list[dict[str, Any]]]


def description(store: Store) -> Parts:
    """Gather what is to be said of a store, part by part; coverage by publisher, with its gaps."""
    from detente.incidents.coverage import gaps, spells

    read = store.coverage()
    by_publisher: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in read:
        by_publisher[row["publisher"] or "unknown"].append(row)
    found = spells(read)
    silent = [(g.publisher or "unknown", g.first, g.last) for g in gaps(found)]
    return {
        "counts": [store.counts()],
        "coverage": [{"publisher": publisher, **_covered(rows)} for publisher, rows in sorted(by_publisher.items())],
        "gaps": [
            {"publisher": p, "first": str(first), "last": str(last), "days": (last - first).days + 1}
            for p, first, last in silent
        ],
        "datasets": store.datasets(),
        "runs": [_run(run) for run in store.runs()],
    }


def _covered(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    dates = sorted(row["day"] for row in rows if row["day"])
    return {
        "first": dates[0] if dates else None,
        "last": dates[-1] if dates else None,
        "days": sum(len(date) == len("2023-12-18") for date in dates),
        "documents": sum(row["documents"] for row in rows),
        "events": sum(row["events"] for row in rows),
    }


def _run(run: Run) -> dict[str, Any]:
    row = asdict(run)
    recipe = row.pop("recipe")
    finished = str(run.finished) if run.finished else "not finished"
    return {**row, "started": str(run.started), "finished": finished, **recipe}


def write_parts(parts: Parts, stream: IO[str], form: Format) -> None:
    """Write the parts of a description: as one JSON object, or one under the other."""
    if form in ("json", "jsonl"):
        stream.write(json.dumps(parts, ensure_ascii=False, indent=2 if form == "json" else None) + "\n")
        return
    for name, rows in parts.items():
        if not rows:
            continue
        columns = tuple(rows[0]) if rows else ()
        if form == "csv":
            _write_csv(({"part": name, **row} for row in rows), stream, ("part", *columns) if rows else ())
        else:
            _write_table(rows, stream, columns, title=name)
