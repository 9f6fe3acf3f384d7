"""Where a contact took place, whose ground it was, and on what that rests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.actors import Actors, Match
from detente.ranks import office_of
from detente.records import Event

__all__ = ["Ground", "ground"]

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """A place, the state whose ground it is (one of the pair, or None) and the evidence in a word."""

    place: str | None
    host: str | None
    basis: str


_INTO = re.compile(r"\b(?:in|to|at|for|visit(?:ed|ing|s)?|reached|toured)\s+(?:the\s+)?$", re.IGNORECASE)
_ON_VISIT = re.compile(
    r"\b(?:on (?:a|an|its|his|her|their) (?:[\w-]+ ){0,3}visit to|(?:was|were|is|are|delegations?) visiting"
    r"|after visiting|after (?:concluding|winding up|wrapping up) (?:\w+ )?(?:[\w-]+ ){0,3}visit to|to visit"
    r"|to pay (?:a|an) (?:[\w-]+ ){0,3}visit to)\s+(?:the )?$",
    re.IGNORECASE,
)
_RECEIVED = re.compile(r"\b(?:received|hosted|welcomed)\b")
_DATELINE = re.compile(r"^(?P<town>[A-Z][A-Za-z]+)(?:, [A-Z][a-z]+ \d{1,2})?(?: \([^)]*\))? (?:—|--|–) ")


def ground(event: Event, pair: Pair, actors: Actors) -> Ground:
    """Read the place from one report: the best evidence that it has."""
    return next(_readings(event, pair, actors), Ground(None, None, "not told"))


def _readings(event: Event, pair: Pair, actors: Actors) -> Iterator[Ground]:
    if event.place and (host := _state_of(event.place, pair, actors, event.date)):
        yield Ground(event.place, host, "place of the incident")
    sentence = event.sentence or ""
    matches = actors.find(sentence, on=event.date, publisher=event.publisher)
    for match in matches:
        if _is_place(match, sentence, pair):
            yield Ground(match.text, match.actor.state, "town named in the report")
    for match in matches:
        if match.actor.state in pair and _ON_VISIT.search(sentence[: match.start]):
            yield Ground(None, match.actor.state, "a visit to it is told")
    yield from _dateline(event, pair, actors)
    yield from _by_roles(event, pair)


def _by_roles(event: Event, pair: Pair) -> Iterator[Ground]:
    acting, receiving = ({x.state for x in side} & set(pair) for side in (event.actor, event.recipient))
    if len(acting) == len(receiving) == 1 and acting != receiving:
        if event.mode == "visit":
            yield Ground(None, next(iter(receiving)), "who visited whom")
        elif _RECEIVED.search(event.sentence or ""):
            yield Ground(None, next(iter(acting)), "who received whom")


def _is_place(match: Match, sentence: str, pair: Pair) -> bool:
    town = match.place is not None and match.kind in ("city", "seat")
    return town and match.actor.state in pair and bool(_INTO.search(sentence[: match.start]))


def _dateline(event: Event, pair: Pair, actors: Actors) -> Iterator[Ground]:
    """Take a dateline for the place where a ruler at home is among those who met, as a ruler's trip is told as one."""
    hit = _DATELINE.match(event.sentence or "")
    host = _state_of(hit["town"].title(), pair, actors, event.date) if hit else None
    if hit is None or host is None or event.mode not in ("meet", "visit") or not event.date:
        return
    own = [a for a in (*event.actor, *event.recipient) if a.state == host]
    offices = [office_of(a, event.date, actors=actors) for a in own if actors.knows_person(a.id)]
    if any(o and o.rung.level == 1 for o in offices):
        yield Ground(hit["town"].title(), host, "dateline")


def _state_of(place: str, pair: Pair, actors: Actors, on: str | None) -> str | None:
    return next((m.actor.state for m in actors.find(place, on=on) if m.actor.state in pair), None)
