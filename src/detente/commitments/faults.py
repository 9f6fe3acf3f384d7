"""What is wrong with a register of commitments: every fault at once, each with file, line, id and the choices."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from detente.actors import load_actors, registers
from detente.commitments.conditions import PLACEHOLDERS, load_things
from detente.commitments.spans import first_day, last_day
from detente.errors import UsageError
from detente.ontology import load_ontology

__all__ = ["faults", "places"]

Where = list[str | int]
Fault = tuple[Where, str]

_DATES = ("signed", "in_force", "suspended", "ended", "expires")
_DATE = "write 2023-12-19, 2023-12 or 2023"
_NEEDS = {"ended": "ended", "superseded": "ended", "suspended": "suspended"}
"""The date that a status asks for."""

_LIST = "a register is a list of entries, each with id, kind, title, parties, signed, status, source, articles"


def places(path: Path, content: Any) -> dict[str, str]:
    """Return each id of a register that was read, and where it stands: ``security_council.yaml:42``."""
    lines = registers.lines(path)
    return {row["id"]: f"{path.name}:{lines([n, 'id'])}" for n, row in enumerate(content)}


def faults(path: Path, content: Any, seen: Mapping[str, str]) -> list[str]:
    """Return each fault as ``file:line: id: what; choices``, by line; ``seen`` are ids taken, and where."""
    lines = registers.lines(path)
    if not isinstance(content, list):
        what = "the file is empty" if content is None else f"{_short(content)} is no list"
        return [f"{path.name}:1: register: {what}; {_LIST}"]
    found = [(line, _name(content, line, lines), f"key {key!r} stands twice") for line, key in registers.repeated(path)]
    shaped = list(_shape(content))
    found += [(lines(where), _id(content, where), what) for where, what in shaped]
    taken = dict(seen)
    for n, row in enumerate(content):
        if isinstance(row, dict):
            broken = {tuple(where[1:]) for where, _ in shaped if where[0] == n}
            told = [*_taken(row, taken), *(f for f in _meaning(row) if tuple(f[0]) not in broken)]
            found += [(lines([n, *where]), _id(content, [n]), what) for where, what in told]
            taken.setdefault(str(row.get("id")), f"{path.name}:{lines([n, 'id'])}")
    return [f"{path.name}:{line}: {name}: {what}" for line, name, what in sorted(dict.fromkeys(found))]


def _id(content: Sequence[Any], where: Where) -> str:
    row = content[int(where[0])]
    return str(row.get("id") or "entry without id") if isinstance(row, dict) else "register"


def _name(content: Sequence[Any], line: int, lines: Callable[[Where], int]) -> str:
    """Return the id of the entry in which a line lies."""
    before = [n for n in range(len(content)) if lines([n]) <= line]
    return _id(content, [before[-1]]) if before else "register"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


# -- shape -----------------------------------------------------------------------------------------------


def _shape(content: Any) -> Iterator[Fault]:
    from jsonschema import Draft202012Validator  # here, for it is slow to import

    text = (files("detente") / "data/schema/commitments.json").read_text("utf-8")
    for error in Draft202012Validator(json.loads(text)).iter_errors(content):
        where = list(error.absolute_path)
        if error.validator == "additionalProperties":
            known = sorted(error.schema["properties"])
            for key in sorted(set(error.instance) - set(known)):
                yield [*where, key], f"unknown key {key!r}; choose from {', '.join(known)}"
        else:
            field = "/".join(map(str, where[1:]))
            yield where, (f"{field}: " if field else "") + _in_words(error)


_KINDS = {"array": "a list", "object": "keys with values", "string": "text"}
_PATTERNS = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and hyphens, as in chn-prk-1961",
    "^[0-9]{2}-[0-9]{2}$": "month and day, as in 10-06",
    "^[0-9]{4}$": "a year, as in 1961",
}


def _in_words(error: Any) -> str:
    """Say what a fault of the schema is, for a person who writes registers and no schemas."""
    value, kind, asked = _short(error.instance), error.validator, error.validator_value
    match kind:
        case "required":
            return f"lacks {', '.join(name for name in asked if name not in error.instance)}"
        case "type":
            return f"{value} is not {_KINDS.get(asked, asked)}"
        case "enum":
            return f"{value} is unknown; choose from {', '.join(asked)}"
        case "pattern":
            return f"{value} is not right; write {_PATTERNS.get(asked, 'a whole number')}"
        case "minItems" | "minLength" | "minProperties":
            return "is empty"
        case "anyOf":
            return f"{value} is neither a word nor a list of words"
        case _:
            return str(error.message)


# -- meaning ---------------------------------------------------------------------------------------------


def _taken(row: Mapping[str, Any], taken: Mapping[str, str]) -> Iterator[Fault]:
    if (name := str(row.get("id"))) in taken and "id" in row:
        yield ["id"], f"the id is taken by {taken[name]}; choose another"


def _meaning(row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what a schema cannot see: dates that are none, parties that did not exist, unknown types and classes."""
    yield from _dates(row)
    yield from _order(row)
    yield from _status(row)
    yield from _cites(row)
    yield from _schedules(row)
    for i, party in enumerate(_listed(row.get("parties"))):
        if isinstance(party, dict):
            for what in _party(party, row.get("signed")):
                yield ["parties", i], what
    for where, condition in _all_conditions(row):
        for key, what in _condition(condition):
            yield [*where, key], what


def _dates(row: Mapping[str, Any]) -> Iterator[Fault]:
    dates: list[tuple[Where, Any]] = [([n], row[n]) for n in _DATES if n in row]
    dates += [(["renewed", i], d) for i, d in enumerate(_listed(row.get("renewed")))]
    for where, text in dates:
        if isinstance(text, str) and not _is_date(text):
            yield where, f"{text!r} is no date; {_DATE}"


def _order(row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield dates that lie before those which they follow."""
    for names in (("signed", "in_force", "ended"), ("in_force", "suspended"), ("in_force", "expires")):
        there = [(n, row[n]) for n in ("signed", *names) if n in row and _is_date(row[n])]
        for (a, first), (b, second) in pairwise(dict.fromkeys(there)):
            if last_day(second) < first_day(first):
                yield [b], f"{b} {second} lies before {a} {first}"
    since = row.get("in_force", row.get("signed"))
    for i, day in enumerate(_listed(row.get("renewed"))):
        if _is_date(day) and _is_date(since) and last_day(day) < first_day(str(since)):
            yield ["renewed", i], f"renewed {day} lies before {since}, when it began"


def _status(row: Mapping[str, Any]) -> Iterator[Fault]:
    status = row.get("status")
    if (needed := _NEEDS.get(str(status))) and needed not in row:
        yield ["status"], f"status {status!r} needs the date {needed!r}: without it the entry holds for ever"
    for date_ in ("ended", "suspended"):
        if status == "in force" and date_ in row:
            yield ["status"], f"status 'in force' though {date_} {row[date_]}; write {date_}, or leave the date out"


def _cites(row: Mapping[str, Any]) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, article in enumerate(_listed(row.get("articles"))):
        cite = article.get("cite") if isinstance(article, dict) else None
        if isinstance(cite, str) and cite in seen:
            yield ["articles", i, "cite"], f"{cite!r} stands twice; put its conditions under one, or name the paragraph"
        seen.add(str(cite))


def _schedules(row: Mapping[str, Any]) -> Iterator[Fault]:
    for i, expected in enumerate(_listed(row.get("expected"))):
        if not isinstance(expected, dict):
            continue
        day = expected.get("day")
        if isinstance(day, str) and len(day) == len("10-06") and not _is_date(f"2023-{day}"):
            yield ["expected", i, "day"], f"{day!r} is no day of every year; write 10-06"
        if "every" in expected and "since" not in expected:
            yield ["expected", i], "`every` counts from a year; add `since`"
        since, until, within, every = (_number(expected.get(k)) for k in ("since", "until", "within", "every"))
        if since and until and until < since:
            yield ["expected", i, "until"], f"until {until} lies before since {since}"
        if within and 2 * within >= 365 * (every or 1):
            yield ["expected", i, "within"], f"within {within} days on either side, every day counts; write fewer"


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and value.isdigit() else None


def _is_date(text: Any) -> bool:
    try:
        return isinstance(text, str) and len(text) in (4, 7, 10) and bool(date.fromisoformat(first_day(text)))
    except ValueError:
        return False


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# -- who -------------------------------------------------------------------------------------------------


def _party(party: Mapping[str, Any], signed: Any) -> Iterator[str]:
    for key in ("from", "until"):
        if key in party and not _is_date(party[key]):
            yield f"{key} {party[key]!r} is no date; {_DATE}"
    on, until = party.get("from", signed), party.get("until")
    if _is_date(on) and _is_date(until) and last_day(str(until)) < first_day(on):
        yield f"until {until} lies before {on}, when it became a party"
    code, actors = str(party.get("state")), load_actors()
    if code.startswith("IGO:"):
        if code != "IGO:UN" and not actors.knows_organisation(code):
            known = sorted(o for o in _organisations() if actors.knows_organisation(o))
            yield f"unknown organisation {code!r}, or one whose members are not known; choose from {', '.join(known)}"
        return
    try:
        state = actors.state(code, on=on if _is_date(on) else None)
    except UsageError as error:
        yield str(error)
        return
    late = state.since and _is_date(on) and first_day(state.since) > last_day(on)
    early = state.until and _is_date(on) and last_day(state.until) < first_day(on)
    if late or early:
        span = f"{state.since or 'before'} to {state.until or 'today'}"
        yield f"party {code} did not exist on {on} ({state.name}: {span}); give it `from`, or its predecessor"


@cache
def _organisations() -> tuple[str, ...]:
    return tuple(row["id"] for row in registers.read_yaml(registers.shipped("organisations.yaml")))


def _actor(value: str) -> Iterator[str]:
    """Yield what is wrong with an actor or recipient: a state, an organisation, or a word that stands for one."""
    if value in PLACEHOLDERS:
        return
    if value.startswith("IGO:"):
        if value not in _organisations():
            near = difflib.get_close_matches(value, _organisations(), n=3)
            yield f"unknown organisation {value!r}" + (f"; did you mean {', '.join(near)}?" if near else "")
        return
    try:
        load_actors().state(value)
    except UsageError as error:
        yield f"{error}; or one of {', '.join(PLACEHOLDERS)}"


# -- conditions ------------------------------------------------------------------------------------------


def _all_conditions(row: Mapping[str, Any]) -> Iterator[tuple[Where, Mapping[str, Any]]]:
    for field, keys in (("articles", ("touched", "met")), ("expected", ("when",))):
        parts = [(i, part) for i, part in enumerate(_listed(row.get(field))) if isinstance(part, dict)]
        for i, part in parts:
            for key in keys:
                for n, one in enumerate(_listed(part.get(key))):
                    if isinstance(one, dict):
                        yield [field, i, key, n], one


def _words(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [v for v in _listed(value) if isinstance(v, str)]


def _condition(condition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (key, what is wrong) with the values of a condition."""
    ontology = load_ontology()
    types = [t for t in _words(condition.get("event_type")) if t in ontology.types]
    modes = {m for t in types or ontology.types for m in ontology.types[t].modes}
    choices: Mapping[str, Iterable[str]] = {
        "event_type": ontology.types,
        "object": sorted(load_things()),
        "context": sorted(ontology.contexts),
        "mode": sorted(modes),
    }
    for key, known in choices.items():
        of = f" of {' or '.join(types)}" if key == "mode" and types else ""
        for word in _words(condition.get(key)):
            if word not in known:
                near = difflib.get_close_matches(word, list(known), n=1)
                hint = f"did you mean {near[0]}? " if near else ""
                yield key, f"unknown {key.replace('_', ' ')} {word!r}{of}; {hint}choose from {', '.join(known)}"
    for key in ("actor", "recipient"):
        for word in _words(condition.get(key)):
            yield from ((key, f"{key}: {what}") for what in _actor(word))
