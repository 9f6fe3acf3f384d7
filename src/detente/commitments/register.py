"""The register of commitments: treaties, resolutions and political documents, as YAML that a person can check."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from detente.actors import load_actors, registers
from detente.commitments.conditions import PLACEHOLDERS, Condition, load_things
from detente.errors import DataError, UsageError
from detente.ontology import load_ontology

__all__ = [
    "Article",
    "Commitment",
    "Expectation",
    "Party",
    "chosen",
    "first_day",
    "last_day",
    "load_register",
    "read_register",
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


def first_day(text: str) -> str:
    """Return the first day of a partial date: ``2021`` is ``2021-01-01``."""
    return (text + "-01-01")[:10] if len(text) < 10 else text[:10]


def last_day(text: str) -> str:
    """Return a day that is not before the last of a partial date."""
    return {4: f"{text}-12-31", 7: f"{text}-31"}.get(len(text), text[:10])


@cache
def load_register() -> tuple[Commitment, ...]:
    """Return the shipped register."""
    folder = registers.shipped("../commitments")
    return read_register(*(folder / name for name in FILES))


def read_register(*paths: Path) -> tuple[Commitment, ...]:
    """Read registers and check them; raises DataError with every fault of every file."""
    faults: list[str] = []
    found: list[Commitment] = []
    seen: dict[str, str] = {}
    for path in paths:
        content = registers.read_yaml(path)
        wrong = list(_faults(path, content, seen))
        faults += wrong
        if not wrong:
            found += map(_commitment, content)
    if faults:
        raise DataError(faults)
    return tuple(found)


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


# -- checking --------------------------------------------------------------------------------------------

_DATES = ("signed", "in_force", "suspended", "ended", "expires")
Path_ = list[str | int]


def _faults(path: Path, content: Any, seen: dict[str, str]) -> Iterator[str]:
    """Yield each fault as ``file:line: id: what; choices``."""
    lines = registers.lines(path)

    def place(where: Path_) -> str:
        row = content[int(where[0])] if where and isinstance(content, list) else None
        name = row.get("id", "entry without id") if isinstance(row, dict) else "register"
        return f"{path.name}:{lines(where)}: {name}: "

    shaped = list(_shape(content))
    yield from (place(where) + what for where, what in shaped)
    for n, row in enumerate(content if isinstance(content, list) else ()):
        if isinstance(row, dict):
            for where, what in _meaning(row, broken={tuple(w) for w, _ in shaped if w and w[0] == n}):
                yield place([n, *where]) + what
            name = str(row.get("id"))
            if name in seen:
                yield place([n, "id"]) + f"the id is taken by {seen[name]}; choose another"
            seen[name] = f"{path.name}:{lines([n])}"


def _shape(content: Any) -> Iterator[tuple[Path_, str]]:
    from jsonschema import Draft202012Validator  # here, for it is slow to import

    text = (files("detente") / "data/schema/commitments.json").read_text("utf-8")
    for error in Draft202012Validator(json.loads(text)).iter_errors(content):
        where = list(error.absolute_path)
        if error.validator == "additionalProperties":
            known = sorted(error.schema["properties"])
            for key in sorted(set(error.instance) - set(known)):
                yield [*where, key], f"unknown key {key!r}; choose from {', '.join(known)}"
        else:
            yield where, f"{'/'.join(map(str, where[1:]))}: {error.message}"


def _meaning(row: Mapping[str, Any], broken: set[tuple[str | int, ...]]) -> Iterator[tuple[Path_, str]]:
    """Yield what a schema cannot see: dates that are none, parties that did not exist, unknown types and classes."""
    dates: list[tuple[Path_, Any]] = [([n], row[n]) for n in _DATES if n in row]
    dates += [(["renewed", i], d) for i, d in enumerate(_listed(row.get("renewed")))]
    for where, text in dates:
        if not _is_date(text):
            yield where, f"{text!r} is no date; write 2023-12-19, 2023-12 or 2023"
    yield from _order(row)
    yield from _schedules(row)
    for i, party in enumerate(_listed(row.get("parties"))):
        if isinstance(party, dict):
            for what in _party(party, row.get("signed")):
                yield ["parties", i], what
    for where, condition in _all_conditions(row):
        for key, value in condition.items():
            for what in _value(key, value):
                yield [*where, key], what


def _order(row: Mapping[str, Any]) -> Iterator[tuple[Path_, str]]:
    there = [(n, row[n]) for n in ("signed", "in_force", "ended") if n in row and _is_date(row[n])]
    for (a, first), (b, second) in pairwise(there):
        if last_day(second) < first_day(first):
            yield [b], f"{b} {second} lies before {a} {first}"


def _schedules(row: Mapping[str, Any]) -> Iterator[tuple[Path_, str]]:
    for i, expected in enumerate(_listed(row.get("expected"))):
        if not isinstance(expected, dict):
            continue
        day = expected.get("day")
        if isinstance(day, str) and len(day) == len("10-06") and not _is_date(f"2023-{day}"):
            yield ["expected", i, "day"], f"{day!r} is no day of every year; write 10-06"
        if "every" in expected and "since" not in expected:
            yield ["expected", i], "`every` counts from a year; add `since`"


def _is_date(text: Any) -> bool:
    try:
        return isinstance(text, str) and len(text) in (4, 7, 10) and bool(date.fromisoformat(first_day(text)))
    except ValueError:
        return False


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _party(party: Mapping[str, Any], signed: Any) -> Iterator[str]:
    for key in ("from", "until"):
        if key in party and not _is_date(party[key]):
            yield f"{key} {party[key]!r} is no date; write 2023-12-19, 2023-12 or 2023"
    code, actors = str(party.get("state")), load_actors()
    if code.startswith("IGO:"):
        if code != "IGO:UN" and not actors.knows_organisation(code):
            yield f"unknown organisation {code!r}; choose one of data/actors/organisations.yaml that lists members"
        return
    on = party.get("from", signed)
    try:
        state = actors.state(code, on=on if _is_date(on) else None)
    except UsageError as error:
        yield str(error)
        return
    if _is_date(on):
        day = first_day(on)
        if (state.since and first_day(state.since) > last_day(on)) or (state.until and last_day(state.until) < day):
            span = f"{state.since or 'before'} to {state.until or 'today'}"
            yield f"party {code} did not exist on {on} ({state.name}: {span}); give it `from`, or its predecessor"


def _all_conditions(row: Mapping[str, Any]) -> Iterator[tuple[Path_, Mapping[str, Any]]]:
    holders: list[tuple[str, int, str]] = []
    for field, keys in (("articles", ("touched", "met")), ("expected", ("when",))):
        holders += [
            (field, i, k) for i, part in enumerate(_listed(row.get(field))) for k in keys if isinstance(part, dict)
        ]
    for field, i, key in holders:
        for n, condition in enumerate(_listed(row[field][i].get(key))):
            if isinstance(condition, dict):
                yield [field, i, key, n], condition


def _value(key: str, value: Any) -> Iterator[str]:
    """Yield what is wrong with the values of one key of a condition."""
    ontology = load_ontology()
    modes = sorted({m for t in ontology.types.values() for m in t.modes})
    choices: dict[str, Sequence[str]] = {
        "event_type": tuple(ontology.types),
        "mode": modes,
        "object": sorted(load_things()),
        "context": sorted(ontology.contexts),
    }
    for one in [value] if isinstance(value, str) else _listed(value):
        if key in choices and one not in choices[key]:
            yield f"unknown {key.replace('_', ' ')} {one!r}; choose from {', '.join(choices[key])}"
        elif key in ("actor", "recipient") and one not in PLACEHOLDERS and not str(one).startswith("IGO:"):
            try:
                load_actors().state(str(one))
            except UsageError as error:
                yield f"{key}: {error}; or one of {', '.join(PLACEHOLDERS)}"
