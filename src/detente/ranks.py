"""Ranks: what office a person held on a day, and how high it stands on the ladder of ``data/ranks/ladder.yaml``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from detente.actors import Actors, registers
from detente.records import Actor, Event

__all__ = [
    "Authority",
    "Ladder",
    "Office",
    "Rung",
    "Tenure",
    "authority",
    "load_ladder",
    "office_of",
    "office_said",
    "tenures",
]

Basis = Literal["register", "text"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One rank: level 1 is the highest; ``channel`` is state, party or military."""

    rank: str
    level: int
    channel: str
    says: str


@dataclass(frozen=True, slots=True)
class Authority:
    """How much of the state stands behind a statement: level 1 is a government's; ``readers`` are those meant."""

    level: int
    says: str
    readers: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office held on a day: ``basis`` is the register of persons, or the words of the report."""

    title: str
    rung: Rung
    basis: Basis
    source: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tenure:
    """How high a person stood from one day to another, both included, as texts that sort with ISO dates."""

    person: str
    since: str
    until: str
    level: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ladder, with the patterns that read offices and kinds of statement from texts."""

    rungs: Mapping[str, Rung]
    offices: tuple[tuple[re.Pattern[str], str], ...]
    authority: tuple[tuple[re.Pattern[str], Authority], ...]

    def rank_in(self, words: str) -> tuple[str, Rung] | None:
        """Return the first office that words name, with its rung."""
        for pattern, rank in self.offices:
            if hit := pattern.search(words):
                return hit[0], self.rungs[rank]
        return None


@cache
def load_ladder() -> Ladder:
    """Read the shipped ladder."""
    raw = registers.read_yaml(registers.shipped("../ranks/ladder.yaml"))
    rungs = {r["rank"]: Rung(r["rank"], int(r["level"]), r["channel"], r["says"]) for r in raw["levels"]}
    kinds = (
        (re.compile(r["pattern"], re.IGNORECASE), Authority(int(r["level"]), r["says"], r["for"]))
        for r in raw["authority"]
    )
    offices = tuple((re.compile(rf"\b(?:{p})", re.IGNORECASE), rank) for p, rank in raw["offices"])
    return Ladder(rungs, offices, tuple(kinds))


def office_of(person: Actor, on: str, *, actors: Actors) -> Office | None:
    """Return the highest office that the register gives a person on a day, with the others held beside it."""
    ladder = load_ladder()
    held = [(ladder.rungs[p.rank], p) for p in actors.offices(person.id, on) if p.rank and p.rank in ladder.rungs]
    if not held:
        return None
    held.sort(key=lambda item: item[0].level)
    rung, first = held[0]
    return Office(first.office, rung, "register", first.source, tuple(p.office for _, p in held[1:]))


def tenures(actors: Actors, states: Collection[str] = ()) -> Iterator[Tenure]:
    """Yield the offices of the register that have a place on the ladder, of these states or of all."""
    rungs = load_ladder().rungs
    for held in actors.careers(states):
        if held.rank is not None and held.rank in rungs:
            since, until = held.since or "0001", held.until or "9999"
            # every month sorts before its 31st, whether it has one or not
            yield Tenure(
                held.actor.id, f"{since}-01-01"[:10], f"{until}{'-12-31'[len(until) - 4 :]}", rungs[held.rank].level
            )


_BEFORE = 70
_AFTER = 110


def office_said(sentence: str, start: int, end: int) -> Office | None:
    """Read an office from the words beside a name: before it up to the last break, then after it in apposition."""
    before = re.split(r"[,;:.]|\b(?:and|met|with)\b", sentence[max(0, start - _BEFORE) : start])[-1]
    after = re.split(r", (?:and|who|arrived|on)\b| and the |\b(?:met|arrived|left|paid)\b|[.;]", sentence[end + 1 :])[0]
    for words in (before, after[:_AFTER] if sentence[end : end + 1] == "," else ""):
        if found := load_ladder().rank_in(words):
            return Office(words.strip(" ,"), found[1], "text", "sentence")
    return None


def authority(event: Event) -> Authority | None:
    """Place a statement on the authority ladder by its sentence; None where the words tell no kind of statement."""
    said = event.sentence or ""
    return next((kind for pattern, kind in load_ladder().authority if pattern.search(said)), None)
