"""The register of commitments: treaties, resolutions and political documents, as YAML that a person can check."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from detente.actors import load_actors, registers
from detente.commitments.conditions import Condition
from detente.commitments.faults import faults, places
from detente.commitments.spans import first_day, last_day
from detente.errors import DataError, UsageError

__all__ = [
    "Article",
    "Commitment",
    "Expectation",
    "Party",
    "chosen",
    "load_register",
    "read_register",
    "with_own",
]

FILES = ("east_asia_treaties.yaml", "east_asia_declarations.yaml", "security_council.yaml", "alliances.yaml")


@dataclass(frozen=True, slots=True)
class Party:
    """A state, or an organisation that stands for its members; ``capacity`` tells who signed where no state did."""

    state: str
    since: str | None = None
    until: str | None = None
    capacity: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One obligation or prohibition: what touches it, and at what it is seen at work."""

    cite: str
    type: str
    says: str
    touched: tuple[Condition, ...] = ()
    met: tuple[Condition, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """An act that is looked for near ``day`` (``10-06``), ``within`` so many days of it, ``every`` so many years.

    ``since`` is the first year of it, or of what it repeats: a renewal of 1961 every 20 years comes in 1981 and 2001;
    ``until`` the last. The treaty's renewal, a conference every five years, a yearly drill are expectations alike.
    """

    what: str
    day: str
    within: int
    when: tuple[Condition, ...]
    every: int = 1
    since: int | None = None
    until: int | None = None

    def days(self, first: int, last: int) -> Iterator[date]:
        """Yield the days on which it is looked for in these years."""
        base = self.since if self.since is not None else first
        for year in range(max(first, base), min(last, self.until or last) + 1):
            again = year > base or self.every == 1
            if again and (year - base) % self.every == 0:
                yield date(year, int(self.day[:2]), int(self.day[3:]))


@dataclass(frozen=True, slots=True)
class Commitment:
    """An entry of the register. Dates are ISO and may be partial; absent ones are not known or do not apply."""

    id: str
    kind: str
    title: str
    parties: tuple[Party, ...]
    signed: str
    status: str
    source: str
    verified_against: str
    articles: tuple[Article, ...]
    in_force: str | None = None
    renewed: tuple[str, ...] = ()
    renews_every: int | None = None
    suspended: str | None = None
    ended: str | None = None
    expires: str | None = None
    weight: str | None = None
    note: str | None = None
    expected: tuple[Expectation, ...] = ()

    def parties_on(self, day: str) -> frozenset[str]:
        """Return the states that are parties on a day; those of an organisation are among them, and itself."""
        there = [p.state for p in self.parties if (p.since or "") <= day and (not p.until or day <= p.until)]
        members = (load_actors().members(p, day) for p in there if p.startswith("IGO:") and p != "IGO:UN")
        return frozenset(there).union(*members)

    def holds_on(self, day: str) -> bool:
        """True from entry into force (or signature) to the end or suspension, partial dates taken whole."""
        ends = [last_day(d) for d in (self.ended, self.suspended, self.expires) if d]
        return first_day(self.in_force or self.signed) <= day and all(day <= end for end in ends)


@cache
def load_register() -> tuple[Commitment, ...]:
    """Return the shipped register."""
    return read_register(*_shipped())


def _shipped() -> list[Path]:
    folder = registers.shipped("../commitments")
    return [folder / name for name in FILES]


def read_register(*paths: Path, beside: Iterable[Path] = ()) -> tuple[Commitment, ...]:
    """Read registers and check them; raises DataError with every fault of every file.

    ``beside``: registers that are read already, whose ids are taken.
    """
    seen: dict[str, str] = {}
    for path in beside:
        seen |= places(path, registers.read_yaml(path))
    wrong: list[str] = []
    found: list[Commitment] = []
    for path in paths:
        try:
            content = registers.read_yaml(path)
        except DataError as error:  # no YAML: the other files are told of all the same
            wrong += error.faults
            continue
        here = faults(path, content, seen)
        wrong += here
        if not here:
            found += map(_commitment, content)
            seen |= places(path, content)
    if wrong:
        raise DataError(wrong)
    return tuple(found)


def with_own(*paths: Path) -> tuple[Commitment, ...]:
    """Return the shipped register with registers of a user's own; no id may stand in both."""
    return (*load_register(), *(read_register(*paths, beside=_shipped()) if paths else ()))


def chosen(names: Iterable[str], register: Sequence[Commitment]) -> list[Commitment]:
    """Return the entries of these ids, all where none is named; raises UsageError for an unknown one."""
    known = {c.id: c for c in register}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3) or sorted(known)
            raise UsageError(f"unknown commitment {name!r}; did you mean {', '.join(near)}?")
    return [known[n] for n in names] or list(register)


# -- building --------------------------------------------------------------------------------------------


def _commitment(row: Mapping[str, Any]) -> Commitment:
    plain = {k: v for k, v in row.items() if k not in ("parties", "articles", "expected", "renewed", "renews_every")}
    return Commitment(
        **plain,
        parties=tuple(Party(p["state"], p.get("from"), p.get("until"), p.get("as")) for p in row["parties"]),
        articles=tuple(_article(a) for a in row["articles"]),
        renewed=tuple(row.get("renewed", ())),
        renews_every=int(row["renews_every"]) if "renews_every" in row else None,
        expected=tuple(map(_expectation, row.get("expected", ()))),
    )


def _expectation(row: Mapping[str, Any]) -> Expectation:
    years = {key: int(row[key]) for key in ("every", "since", "until") if key in row}
    return Expectation(row["what"], row["day"], int(row["within"]), _conditions(row["when"]), **years)


def _article(row: Mapping[str, Any]) -> Article:
    both = {name: _conditions(row.get(name, ())) for name in ("touched", "met")}
    return Article(row["cite"], row["type"], row["says"], note=row.get("note"), **both)


def _conditions(rows: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(**{k: (v,) if isinstance(v, str) else tuple(v) for k, v in row.items()}) for row in rows)
