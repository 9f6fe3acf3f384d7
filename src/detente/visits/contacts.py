"""Who met whom, in what office on that date, where, as host or guest: contacts from CONSULT incidents.

An incident may bring together what one guest did in a day: its reports are parted by the persons whom they name, so
that two hosts who each received him are two contacts. The five checks that the database China Leadership Foreign
Exchanges makes by hand (source, date, principal, role at the time, counterpart) are fields, each with what it rests on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.actors import Actors, load_actors
from detente.ranks import Authority, authority
from detente.records import Event, Incident, Sentence
from detente.visits.persons import Around, Side, lives_there, side_of
from detente.visits.places import Ground, ground

__all__ = ["CHECKS", "Check", "Contact", "Form", "contacts"]

Occurrence = Incident | Event
Form = Literal["visit", "meeting", "call", "message", "gift"]
CHECKS = ("source", "date", "principal", "role", "counterpart")

_FORMS: Mapping[str | None, Form] = {"visit": "visit", "call": "call", "message": "message"}
_REMOTE = re.compile(r"\b(?:video|virtual(?:ly)?|online|by (?:tele)?phone|telephone|teleconference)\b", re.IGNORECASE)
_RETOLD = re.compile(
    r"\b(?:(?:several|two|three|four|five|six|seven|eight|nine|ten|many) (?:times|visits)|twice|in the new century"
    r"|recall(?:ed|ing)|historic(?:al)? (?:\w+ )?visits?|recent (?:\w+ ){0,2}visits?"
    r"|successful (?:\w+ )*visits?|said (?:[\w ]{0,30})that"
    r"|visits? (?:\w+ ){0,2}paid by|photo of|who visited|last year"
    r"|(?:when|day) \w+ (?:\w+ )*(?:visited|performed|received)|visited by|important milestone)\b"
    r"|\b(?:thank\w*|gratitude|appreciat\w+)\b.{0,80}\bfor (?:having )?(?:sen[td]\w*|dispatch\w*)"
    r"|^During (?:the|this|his|her|their) (?:\w+ )?visit\b",
    re.IGNORECASE,
)
_GIFT = re.compile(r"\b(?:gifts?|presents?|floral baskets?|wreaths?|bouquets?)\b", re.IGNORECASE)
_MISSION = re.compile(r"\b(?:embass(?:y|ies)|consulates?(?:[- ]general)?|(?:permanent |diplomatic )missions?)\b", re.I)
_DAY_LENGTH = len("2012-04-13")


@dataclass(frozen=True, slots=True)
class Check:
    """One of the five checks: what was found (None: not found) and what it rests on."""

    name: str
    value: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A meeting, visit, call, message or gift between two states.

    ``sides`` are in the order of the pair. ``host`` is the state where it took place, ``guest`` the other; both None
    where no report says. ``resident``: the guest lives there (an ambassador, an embassy) and made no trip.
    ``retold``: half of the reports or more look back at it, in a speech or an anniversary article, so its date is not
    that of a trip.
    """

    incident_id: str
    date: str | None
    form: Form
    in_person: bool
    sides: tuple[Side, Side]
    host: str | None
    place: str | None
    place_basis: str
    resident: bool
    retold: bool
    checks: tuple[Check, ...]
    authority: Authority | None
    sentence: str
    event_ids: tuple[str, ...] = ()

    @property
    def guest(self) -> str | None:
        """The state that came, or None."""
        if self.host is None:
            return None
        return next(s.state for s in self.sides if s.state != self.host)

    @property
    def direction(self) -> str | None:
        """``PRK->CHN`` for a trip; None for residents, messages, unknown places and vague dates."""
        trip = (
            self.in_person
            and not (self.resident or self.retold)
            and self.host is not None
            and len(self.date or "") == _DAY_LENGTH
        )
        return f"{self.guest}->{self.host}" if trip else None

    def side(self, state: str) -> Side:
        """Return the side of a state."""
        return next(s for s in self.sides if s.state == state)

    @property
    def level(self) -> int | None:
        """The rank of a contact is that of the guest who made the trip, else of the higher person on it."""
        if self.direction:
            return self.side(str(self.guest)).level
        known = [s.level for s in self.sides if s.level is not None]
        return min(known, default=None)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one report says of who met and where."""

    event: Event
    sides: tuple[Side, Side]
    ground: Ground

    @property
    def names(self) -> tuple[str | None, str | None]:
        return self.sides[0].name, self.sides[1].name


def contacts(
    incidents: Iterable[Occurrence],
    reports: Mapping[str, Sequence[Event]],
    pair: tuple[str, str],
    *,
    texts: Mapping[str, Sequence[Sentence]] | None = None,
    actors: Actors | None = None,
) -> list[Contact]:
    """Return the contacts of a pair, by date. ``reports`` gives of each incident's id its events.

    ``texts`` gives of each document's id its sentences: who was present is often told after who met.
    """
    known = actors or load_actors()
    around: dict[str, Around] = {}
    for sentences in (texts or {}).values():
        said = [s.text for s in sentences]
        around |= {s.id: Around(tuple(said[:n][::-1]), tuple(said[n + 1 :])) for n, s in enumerate(sentences)}
    found = [
        _contact(i, readings, pair)
        for i in incidents
        if i.status == "asserted"
        for readings in _encounters(_readings(reports.get(i.id, ()), pair, known, around))
    ]
    return sorted(found, key=lambda c: (c.date or "9", c.incident_id, [s.name or "" for s in c.sides]))


def _is_between(occurrence: Occurrence, pair: tuple[str, str]) -> bool:
    acting, receiving = ({a.state for a in side} for side in (occurrence.actor, occurrence.recipient))
    between = set(pair) <= acting | receiving and (set(pair) <= acting or bool(receiving & set(pair)))
    return occurrence.event_type == "CONSULT" and occurrence.status == "asserted" and between


# -- one incident, several encounters --------------------------------------------------------------------


def _readings(
    events: Iterable[Event], pair: tuple[str, str], actors: Actors, around: Mapping[str, Around]
) -> list[_Reading]:
    out = []
    for event in sorted(events, key=lambda e: (-e.confidence, e.id)):
        if _is_between(event, pair):
            near = around.get(event.sentence_id or "", Around())
            a, b = (side_of(state, event, actors, near) for state in pair)
            out.append(_Reading(event, (a, b), ground(event, pair, actors)))
    return out


def _encounters(readings: Sequence[_Reading]) -> Iterator[list[_Reading]]:
    """Part readings by the persons whom they name; one that names fewer joins the first that it does not gainsay."""
    groups: list[list[_Reading]] = []
    for reading in sorted(readings, key=lambda r: sum(n is None for n in r.names)):
        home = next((g for g in groups if all(_fit(reading, other) for other in g[:1])), None)
        if home is None:
            groups.append([reading])
        else:
            home.append(reading)
    for group in groups:
        yield sorted(group, key=lambda r: (sum(n is None for n in r.names), -r.event.confidence, r.event.id))


def _fit(reading: _Reading, other: _Reading) -> bool:
    same = all(a is None or a == b for a, b in zip(reading.names, other.names, strict=True))
    days = {e.date for e in (reading.event, other.event) if len(e.date or "") == _DAY_LENGTH}
    return same and (len(days) < 2 or reading.event.mode == "visit")


def _contact(incident: Occurrence, readings: Sequence[_Reading], pair: tuple[str, str]) -> Contact:
    events = [r.event for r in readings]
    sentences = list(dict.fromkeys(e.sentence for e in events if e.sentence))
    sides = tuple(_fullest(readings, n) for n in range(2))
    where = next((r.ground for r in readings if r.ground.host), Ground(None, None, "not told"))
    posted = _posted(sides, sentences)
    if posted is not None and lives_there(posted):  # an ambassador at his post is the guest, whoever gave the reception
        host = next(s.state for s in sides if s is not posted)
        where = Ground(where.place, host, "an ambassador's post")
    form = _form(events[0].mode, sentences)
    date = _date(incident, events)
    return Contact(
        incident_id=incident.id,
        date=date,
        form=form,
        in_person=form in ("visit", "meeting") and not any(_REMOTE.search(s) for s in sentences),
        sides=(sides[0], sides[1]),
        host=where.host,
        place=where.place,
        place_basis=where.basis,
        resident=posted is not None,
        retold=_mostly(_RETOLD, sentences),
        checks=tuple(_checks(incident, date, events, (sides[0], sides[1]), where.host)),
        authority=next((found for e in events if (found := authority(e))), None),
        sentence=sentences[0] if sentences else "",
        event_ids=tuple(sorted(e.id for e in events)),
    )


def _fullest(readings: Sequence[_Reading], n: int) -> Side:
    """Of one side's readings take the person whose office is known, else who is named."""
    sides = [r.sides[n] for r in readings]
    return min(sides, key=lambda s: (s.office is None, s.name is None))


def _posted(sides: Sequence[Side], sentences: Sequence[str]) -> Side | None:
    """Return the side that lives at the other's: an ambassador, or an embassy where nobody is named."""
    if (envoy := next((s for s in sides if lives_there(s)), None)) is not None:
        return envoy
    unnamed = next((s for s in sides if s.name is None), None)
    return unnamed if _mostly(_MISSION, sentences) else None


def _mostly(pattern: re.Pattern[str], sentences: Sequence[str]) -> bool:
    """True where at least half of the sentences hold a pattern."""
    return bool(sentences) and 2 * sum(bool(pattern.search(s)) for s in sentences) >= len(sentences)


def _date(incident: Occurrence, events: Sequence[Event]) -> str | None:
    """The day that most of these reports give; the incident's where none gives a day."""
    days = Counter(e.date for e in events if len(e.date or "") == _DAY_LENGTH)
    if incident.date in days or not days:
        return incident.date
    return min(days, key=lambda d: (-days[d], d or ""))


def _form(mode: str | None, sentences: Sequence[str]) -> Form:
    if mode == "message" and any(_GIFT.search(s) for s in sentences):
        return "gift"
    return _FORMS.get(mode, "meeting")


# -- the five checks -------------------------------------------------------------------------------------


def _checks(
    incident: Occurrence, date: str | None, events: Sequence[Event], sides: tuple[Side, Side], host: str | None
) -> Iterator[Check]:
    outlets = ", ".join(dict.fromkeys(e.publisher or str(e.origin) for e in events))
    texts = len({e.document_id or e.id for e in events})
    sources = incident.n_publishers if isinstance(incident, Incident) else 1
    yield Check("source", outlets or None, f"reports: {texts}, independent sources: {sources}")
    day = next((e for e in events if e.date == date), None)
    yield Check("date", date, f"{day.date_precision}; {day.date_basis}" if day else incident.date_precision)
    guest, other = sides if host is None or sides[0].state != host else (sides[1], sides[0])
    yield Check("principal", guest.name, guest.person or "not named in the report")
    yield Check("role", guest.office.title if guest.office else None, _rests_on(guest))
    role = f", {other.office.title}" if other.office else ""
    yield Check("counterpart", f"{other.name}{role}" if other.name else None, _rests_on(other))


def _rests_on(side: Side) -> str:
    if side.office is None:
        return "no office known on that day"
    return f"{side.office.basis}: {side.office.source}"
