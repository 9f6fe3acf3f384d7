"""Incidents: agreement with labels beside the one-a-day filter, and on a large store their size, cost and growth.

    python benchmarks/incidents.py labels tests/golden/incidents/dispatches.csv --store examples.duckdb
    python benchmarks/incidents.py store news.duckdb [--largest 10] [--sentences 12]
    python benchmarks/incidents.py growth news.duckdb

``labels``: the labels themselves as events (what a coder without fault would give), and, with a store that has read
the labelled texts, the coder's events that fit a label. ``store``: reports per incident and the largest incidents, to
be read by hand; the store is gathered first if it is not. ``growth``: time and memory over a quarter, a half and the
whole of a store's events by date, and over the whole twice and four times, its copies moved on by its own length in
time; each in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from detente import gathering, reading
from detente.actors import load_actors
from detente.evaluate.clusters import agreement
from detente.evaluate.incidents import as_events, matched, read_labels
from detente.incidents import Options, incidents
from detente.parsing import split
from detente.records import Document, Event, Incident
from detente.store import Store

_SIZES = (0.25, 0.5, 1.0, 2.0, 4.0)
_EXAMPLES = Path(__file__).parent.parent / "examples" / "dispatches"


# -- labels ----------------------------------------------------------------------------------------------


def labels(path: Path, store: Path | None) -> None:
    known = read_labels(path)
    if path.name == "dispatches.csv":
        documents = [d for d in reading.read([str(_EXAMPLES)]) if isinstance(d, Document)]
        pairs = list(as_events(known, documents, [s for d in documents for s in split(d)], load_actors()))
        _score("the labels as events", {e.id: name for e, name in pairs}, [e for e, _ in pairs], documents)
    if store:
        with Store.open(store, read_only=True) as opened:
            events, documents = list(opened.events()), list(opened.documents())
        true = matched(known, events, {d.id: d.text for d in documents})
        _score(f"the coder's events in {store.name} that fit a label", true, events, documents)


def _score(title: str, true: dict[str, str], events: list[Event], documents: list[Document]) -> None:
    """Group all events, score those that are labelled."""
    print(f"\n{title}: {len(true)} reports of {len(set(true.values()))} incidents")
    for rule in ("scored", "one-a-day"):
        found = incidents(events, documents, options=Options(rule=rule))
        scores = agreement(true, {e: i.id for i in found for e in i.event_ids}).scores
        figures = "  ".join(f"{name} {s.estimate:.3f} [{s.low:.3f}, {s.high:.3f}]" for name, s in scores.items())
        print(f"{rule:<10} {figures}")


# -- a store ---------------------------------------------------------------------------------------------


def describe(path: Path, largest: int, sentences: int) -> None:
    with Store.open(path) as store:
        start = time.perf_counter()
        n = gathering.gather(store)
        if n:
            print(f"gathered {n:,} reports in {time.perf_counter() - start:.1f} s")
        found = list(store.incidents())
        sizes = Counter(i.n_reports for i in found)
        events = sum(len(i.event_ids) for i in found)
        print(f"{events:,} events, {len(found):,} incidents, {events / len(found):.2f} events an incident")
        print("texts per incident:", ", ".join(f"{n}: {count:,}" for n, count in sorted(sizes.items())[:12]))
        for rank, incident in enumerate(sorted(found, key=lambda i: -len(i.event_ids))[:largest], 1):
            _show(store, rank, incident, sentences)


def _show(store: Store, rank: int, incident: Incident, sentences: int) -> None:
    who, whom = (" ".join(a.id for a in side) for side in (incident.actor, incident.recipient))
    print(
        f"\n{rank}. {incident.id} {incident.date} {who} {incident.event_type} {incident.mode} {whom}"
        f" ({incident.status}): {len(incident.event_ids)} events, {incident.n_reports} texts"
    )
    for event in list(store.events(event_ids=incident.event_ids))[:sentences]:
        print(f"   {event.date} {event.origin} {(event.sentence or '')[:160]!r}")


# -- growth ----------------------------------------------------------------------------------------------


def growth(path: Path) -> None:
    for size in _SIZES:
        command = [sys.executable, __file__, "part", str(path), "--size", str(size)]
        print(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout, end="", flush=True)


def part(path: Path, size: float) -> None:
    with Store.open(path, read_only=True) as store:
        whole, documents = [e for e in store.events() if e.date], list(store.documents())
    events = _sized(whole, size)
    before, start = time.process_time(), time.perf_counter()
    found = incidents(events, documents)
    seconds, processor = time.perf_counter() - start, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{size:>5}x {len(events):>9,} events -> {len(found):>9,} incidents {seconds:>7.1f} s,"
        f" {processor:>7.1f} s of the processor, {1e6 * processor / len(events):>6.0f} us an event, peak {peak:.2f} GiB"
    )


def _sized(events: list[Event], size: float) -> list[Event]:
    """Take the first part of the events by date, or all of them several times, each time moved on in time."""
    if size <= 1:
        return events[: round(size * len(events))]
    days = sorted(e.date[:10] for e in events if e.date and len(e.date) == 10 and e.date >= "2000")
    span = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days + 30
    return [_moved(e, n, n * span) for n in range(round(size)) for e in events]


def _moved(event: Event, copy: int, by: int) -> Event:
    if not copy:
        return event
    moved: dict[str, Any] = {
        name: str(date.fromisoformat(value) + timedelta(by))
        for name in ("date", "published")
        if (value := getattr(event, name)) and len(value) == 10
    }
    return replace(event, id=f"{event.id}-{copy}", **moved)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["labels", "store", "growth", "part"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--largest", type=int, default=10)
    parser.add_argument("--sentences", type=int, default=12)
    parser.add_argument("--size", type=float, default=1.0)
    given = parser.parse_args()
    if given.what == "labels":
        labels(given.file, given.store)
    elif given.what == "store":
        describe(given.file, given.largest, given.sentences)
    elif given.what == "growth":
        growth(given.file)
    else:
        part(given.file, given.size)


if __name__ == "__main__":
    main()
