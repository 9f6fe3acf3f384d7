"""Anniversaries in the dossier: the days ahead that matter to the two, and what happened around them before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detente.anniversaries import ahead, load_days, of_pair
from detente.dossier.evidence import Evidence
from detente.dossier.page import Link, Section, says
from detente.dossier.words import day_words

__all__ = ["Anniversaries", "Mark", "section"]

MOST_AROUND = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """One day ahead."""

    day: str = says("the day in words")
    what: str = says("what it marks")
    years: int = says("years since")
    round: bool = says("true for a multiple of five")
    earlier: tuple[Link, ...] = says(f"the newest {MOST_AROUND} events within five days of it in earlier years")
    n_unlisted: int = says("such events that are older, or not in the record of this page")


@dataclass(frozen=True, slots=True)
class Anniversaries(Section):
    """Days that matter to the two."""

    name: ClassVar[str] = "anniversaries"
    title: ClassVar[str] = "Anniversaries"
    lede: ClassVar[str] = "Days in the year after the last day read, with what was reported around them before."

    marks: tuple[Mark, ...] = says("the days, soonest first")


def section(evidence: Evidence) -> Anniversaries:
    """Look a year ahead of the last day read."""
    read, by_id = evidence.read_days(), {e.id: e for e in evidence.events}
    coming = ahead(of_pair(load_days(), evidence.pair), read[-1], occurrences=evidence.counted()) if read else []
    return Anniversaries(
        tuple(
            Mark(
                day_words(c.day.isoformat()),
                c.anniversary.what,
                c.years,
                c.round,
                *evidence.links((by_id[i] for i in c.earlier), most=MOST_AROUND, years=True),
            )
            for c in coming
        )
    )
