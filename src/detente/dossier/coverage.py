"""What was read, day by day and publisher by publisher, and what was set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from detente.dossier import periods
from detente.dossier.evidence import Covered, Evidence
from detente.dossier.page import Section, says
from detente.dossier.words import day_words

__all__ = ["Coverage", "Reader", "SetAside", "section"]

MOST_PUBLISHERS = 30
MOST_COLUMNS = 24
MOST_REASONS = 20


@dataclass(frozen=True, slots=True)
class Reader:
    """One publisher's documents as read."""

    publisher: str = says("the publisher")
    n_documents: int = says("documents read")
    n_days: int = says("days of publication with at least one document")
    first: str = says("first day read, in words")
    last: str = says("last day read, in words")
    counts: tuple[int, ...] = says("documents by period, in the order of `columns`; 0 = none read")
    shades: tuple[int, ...] = says("the same as shades 0 to 4 of the publisher's fullest period")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A reason for which records were set aside."""

    reason: str = says("the reason, as the reader gave it")
    n: int = says("records")


@dataclass(frozen=True, slots=True)
class Coverage(Section):
    """The ground that the page stands on: of the whole store, not of the pair alone."""

    name: ClassVar[str] = "coverage"
    title: ClassVar[str] = "What was read"
    lede: ClassVar[str] = "All that the store holds, whether it speaks of the two or not. Blank means not read."

    grain: str = says("length of a column: month, quarter or year")
    columns: tuple[str, ...] = says("the periods, short")
    publishers: tuple[Reader, ...] = says(f"up to {MOST_PUBLISHERS} publishers, most documents first")
    n_publishers: int = says("all publishers read")
    n_documents: int = says("documents read in all")
    n_undated: int = says("of them, documents without a day of publication")
    rejected: tuple[SetAside, ...] = says(
        f"what was set aside and why, the {MOST_REASONS} most frequent reasons by name"
    )
    n_rejected: int = says("records set aside in all")


def section(evidence: Evidence) -> Coverage:
    """Lay out what was read by publisher and period."""
    rows = [c for c in evidence.coverage if c.n_documents > 0]
    days = evidence.read_days()
    grain = _grain(len(periods.spanned(days[0], days[-1], "month"))) if days else "month"
    keys = periods.spanned(days[0], days[-1], grain) if days else []
    by_publisher: dict[str, list[Covered]] = defaultdict(list)
    for row in rows:
        by_publisher[row.publisher].append(row)
    readers = [_reader(name, own, keys, grain) for name, own in by_publisher.items()]
    readers.sort(key=lambda r: (-r.n_documents, r.publisher))
    aside = sorted(evidence.rejected.items(), key=lambda item: (-item[1], item[0]))
    rest = aside[MOST_REASONS:]
    shown = aside[:MOST_REASONS] + ([("other reasons", sum(n for _, n in rest))] if rest else [])
    return Coverage(
        grain=grain,
        columns=tuple(keys),
        publishers=tuple(readers[:MOST_PUBLISHERS]),
        n_publishers=len(readers),
        n_documents=sum(c.n_documents for c in rows),
        n_undated=sum(c.n_documents for c in rows if len(c.day or "") < 10),
        rejected=tuple(SetAside(reason, n) for reason, n in shown),
        n_rejected=sum(n for _, n in aside),
    )


def _grain(months: int) -> periods.Grain:
    return "month" if months <= MOST_COLUMNS else "quarter" if months <= 3 * MOST_COLUMNS else "year"


def _reader(name: str, rows: Iterable[Covered], keys: list[str], grain: periods.Grain) -> Reader:
    chosen = list(rows)
    days = sorted(c.day for c in chosen if c.day and len(c.day) >= 10)
    counts: dict[str, int] = defaultdict(int)
    for row in chosen:
        day = periods.parse_day(row.day)
        if day is not None and len(row.day or "") >= 10:
            counts[periods.period_of(day, grain)] += row.n_documents
    most = max(counts.values(), default=1)
    return Reader(
        publisher=name or "publisher not known",
        n_documents=sum(c.n_documents for c in chosen),
        n_days=len(set(days)),
        first=day_words(days[0]) if days else "",
        last=day_words(days[-1]) if days else "",
        counts=tuple(counts[key] for key in keys),
        shades=tuple(-(-4 * counts[key] // most) for key in keys),
    )
