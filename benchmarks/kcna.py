"""What do the measures find in two years of one agency? The figures of docs/measures/kcna.md, from a store.

    detente read kcna_2011_2012.jsonl.gz --map text=story,published=date --publisher KCNA --store kcna.duckdb
    python benchmarks/kcna.py kcna.duckdb [--write docs/measures/kcna.md]

Each figure is a part of the page between ``<!-- kcna NAME -->`` and ``<!-- end -->``; ``--write`` puts the new ones
there and leaves the words between, which are a reader's judgement and want reading again.

Beside the findings about three known days stand controls that need no second publisher: the same comparison at days on
which nothing is known to have happened, and turns of all the agency's pairs at once, which are turns of the agency.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from detente.measures import changes, coincidence, compare, response, tempo
from detente.measures.dates import dates
from detente.records import Finding, Incident
from detente.relations import Query, Series
from detente.store import Store

DEATH, ACCORD, LAUNCH = date(2011, 12, 19), date(2012, 2, 29), date(2012, 4, 13)
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
MONTH = 30  # days on either side of a day that is compared
PAIRS = 10  # the most told of
Lines = Iterable[str]


# -- parts of a figure -----------------------------------------------------------------------------------


def quoted(findings: Iterable[Finding]) -> list[str]:
    return [f"> {finding.statement}\n" for finding in findings]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(str(cell) for cell in row) + " |" for row in lines]


def part(series: Series, first: date, last: date) -> Series:
    """The periods of a series from one day to another."""
    kept = [n for n, start in enumerate(series.starts) if first <= start <= last]
    rows = tuple(series.rows[n] for n in kept)
    ids = {row.period: series.ids[row.period] for row in rows if row.period in series.ids}
    volume = tuple(series.volume[n] for n in kept)
    return replace(series, rows=rows, volume=volume, first=first, last=last, ids=ids)


def about(series: Series, day: date, length: int = MONTH, *, per_volume: bool = True) -> Finding:
    """Compare the days before a day with those from it on."""
    before = part(series, day - timedelta(days=length), day - timedelta(days=1))
    after = part(series, day, day + timedelta(days=length - 1))
    return compare(before, after, per_volume=per_volume, n_surrogates=199)


def weeks(store: Store, pair: tuple[str, str], first: date, last: date) -> list[str]:
    """What was read, and the pair's incidents by class, week by week."""
    parts = {name: part(store.relation(*pair, indicator=name, by="week"), first, last) for name in ("count", *QUADS)}
    count = parts["count"]
    return table(
        ("week of", "texts read", f"{'-'.join(pair)}", *(name.replace("_", " ") for name in QUADS)),
        (
            (start, count.volume[n], *(f"{parts[name].rows[n].value or 0:.0f}" for name in parts))
            for n, start in enumerate(count.starts)
        ),
    )


def kinds(incidents: Iterable[Incident], pair: tuple[str, str], first: date, last: date) -> str:
    """Name the kinds of a pair's incidents between two days, the most frequent first."""
    found: Counter[str] = Counter()
    for one in incidents:
        states = {actor.state for actor in (*one.actor, *one.recipient)}
        if one.status == "asserted" and set(pair) <= states and str(first) <= (one.date or "") <= str(last):
            found[" ".join(filter(None, (one.event_type, one.mode)))] += 1
    return ", ".join(f"{n} {kind}" for kind, n in found.most_common())


def placebo(series: Series, day: date) -> str:
    """Say how the ratio at a day ranks among those at all Mondays a window away from it, and how many have a low p."""
    edge = timedelta(days=MONTH)
    mondays = [series.first + timedelta(days=n) for n in range((series.last - series.first).days)]
    others = [
        d for d in mondays
        if d.weekday() == 0 and series.first + edge <= d <= series.last - edge and abs(d - day) >= edge
    ]  # fmt: skip
    found = [about(series, other) for other in others]
    here = about(series, day).estimate or 1.0
    as_far = sum(abs(np.log(f.estimate or 1.0)) >= abs(np.log(here)) for f in found)
    told = sum((f.p_value or 1.0) < 0.05 for f in found)
    return (
        f"At {len(found)} Mondays {MONTH} days or more from that day, with nothing chosen, the same comparison gives a"
        f" ratio as far from 1 as {here:.2f} {as_far} times, and p < 0.05 {told} times."
    )


# -- the figures -----------------------------------------------------------------------------------------


def corpus(store: Store, incidents: Sequence[Incident]) -> Lines:
    count = store.relation("CHN", "PRK", by="month")
    home = sum("PRK" in {a.state for a in (*i.actor, *i.recipient)} for i in incidents)
    words = Counter(i.word for i in incidents)
    yield (
        f"{sum(count.volume):,} texts from {count.first} to {count.last}; {len(incidents):,} incidents, {home:,} of"
        f" them with North Korea as a party. On the word of one side rest {words['one side']:,}, of both"
        f" {words['both sides']:,}, of third parties {words['third parties']:,}."
    )


def death(store: Store, incidents: Sequence[Incident]) -> Lines:
    pair = ("CHN", "PRK")
    yield from weeks(store, pair, date(2011, 11, 28), date(2012, 1, 22))
    unknown = kinds(incidents, pair, date(2011, 12, 17), date(2011, 12, 18))
    yield f"\nOf the days 17 and 18 December: {unknown or 'none'}."
    yield f"Of the fortnight from the 19th: {kinds(incidents, pair, DEATH, date(2012, 1, 1))}.\n"
    days = store.relation(*pair, by="day")
    yield from quoted([about(days, DEATH), about(days, DEATH, per_volume=False)])
    yield placebo(days, DEATH) + "\n"
    for by in ("month", "week"):
        yield from quoted(changes(store.relation(*pair, by=by)))


def accord(store: Store, incidents: Sequence[Incident]) -> Lines:
    pair = ("PRK", "USA")
    yield from weeks(store, pair, date(2012, 2, 6), date(2012, 3, 25))
    yield f"\nOf the week from 27 February: {kinds(incidents, pair, date(2012, 2, 27), date(2012, 3, 4))}.\n"
    for indicator in ("count", "verbal_cooperation", "verbal_conflict"):
        found = tempo(store.relation(*pair, by="week", indicator=indicator, until="2012-03-04"))
        yield from quoted(f for f in found if f.details["kind"] != "burstiness")
    for indicator in ("verbal_cooperation", "verbal_conflict"):
        days = store.relation(*pair, by="day", indicator=indicator)
        yield from quoted([about(days, ACCORD)])
        yield placebo(days, ACCORD) + "\n"
        yield from quoted(changes(store.relation(*pair, by="week", indicator=indicator)))


def launch(store: Store, incidents: Sequence[Incident]) -> Lines:
    pair, indicator = ("PRK", "USA"), "material_conflict"
    series = store.relation(*pair, by="week", indicator=indicator)
    yield from quoted(changes(series))
    half = timedelta(days=182)
    before, after = part(series, LAUNCH - half, LAUNCH - timedelta(days=1)), part(series, LAUNCH, LAUNCH + half)
    yield from quoted([compare(before, after)])
    for name, first, last in (("before", LAUNCH - half, LAUNCH - timedelta(days=1)), ("after", LAUNCH, LAUNCH + half)):
        chosen = [i for i in incidents if i.quad_class == 4]
        yield f"Kinds in the half year {name}: {kinds(chosen, pair, first, last)}.\n"
    ways = [store.relation(*way, by="week", indicator=indicator, directed=True) for way in (pair, pair[::-1])]
    for way in ways:
        yield from quoted(changes(way))


def agency(store: Store, incidents: Sequence[Incident]) -> Lines:
    """Turns of all pairs at once are the agency's."""
    told: Counter[str] = Counter()
    for one in incidents:
        told.update({a.state for a in (*one.actor, *one.recipient) if a.state and ":" not in a.state} - {"PRK"})
    rows = []
    for state, _ in told.most_common(PAIRS):
        for indicator in ("count", "material_conflict"):
            series = store.relation("PRK", state, by="week", indicator=indicator)
            total = sum(row.n_incidents for row in series.rows)
            rows += [(series.name, indicator, total, *turn(f)) for f in changes(series, resamplings=0)]
    yield from table(("pair", "indicator", "incidents", "turn, by week (95%)", "times", "p"), rows)


def turn(found: Finding) -> tuple[str, str, str]:
    """The cells of a change: when, by how much, how surely."""
    when = f"{found.details['date']} ({' to '.join(found.details['date_interval'])})" if found.details["date"] else ""
    size = f"{found.estimate:.1f}" if found.estimate is not None else ""
    return when or "none", size, f"{found.p_value:.3f}" if found.p_value is not None else ""


def step(store: Store, incidents: Sequence[Incident]) -> Lines:
    read = store.days_read()
    sides = []
    for text in ("CHN-PRK CONSULT", "PRK>KOR THREATEN"):
        found = store.incident_dates(Query.parse(text))
        sides.append(dates(text, [day for day, _ in found], ids=[key for _, key in found], read=read))
    yield from quoted([coincidence(*sides)])


def replies(store: Store, incidents: Sequence[Incident]) -> Lines:
    for other in ("USA", "CHN"):
        ways = [store.relation(*way, by="day", directed=True) for way in (("PRK", other), (other, "PRK"))]
        yield from quoted(response(*ways))
    found = tempo(store.relation("CHN", "PRK", by="day"))
    yield from quoted(f for f in found if f.details["kind"] == "burstiness")


FIGURES: Mapping[str, Callable[[Store, Sequence[Incident]], Lines]] = {
    "corpus": corpus,
    "death": death,
    "accord": accord,
    "launch": launch,
    "agency": agency,
    "step": step,
    "replies": replies,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--write", type=Path, help="put the figures into this page")
    parser.add_argument("--only", nargs="+", choices=tuple(FIGURES), default=tuple(FIGURES))
    chosen = parser.parse_args()
    page = chosen.write.read_text(encoding="utf-8") if chosen.write else ""
    with Store.open(chosen.store, read_only=True) as store:
        incidents = list(store.incidents())
        for name in chosen.only:
            text = "\n".join(FIGURES[name](store, incidents)).strip()
            print(f"## {name}\n\n{text}\n", flush=True)
            slot = re.compile(rf"(<!-- kcna {name} -->\n).*?(<!-- end -->)", re.DOTALL)
            page = slot.sub(lambda hit, text=text: f"{hit[1]}\n{text}\n\n{hit[2]}", page)
    if chosen.write:
        chosen.write.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
