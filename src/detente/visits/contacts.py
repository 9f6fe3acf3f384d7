"""Who met whom, in what office on that date, where, as host or guest: one contact from one CONSULT incident.

The five checks that the database China Leadership Foreign Exchanges makes by hand (source, date, principal, role at
the time, counterpart) are fields, each with what it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.actors import Actors, Match, family_name, load_actors
from detente.records import Actor, Event, Incident
from detente.visits.ranks import Authority, Office, authority, load_ladder, office_of, office_said

__all__ = ["CHECKS", "Check", "Contact", "Form", "Side", "contacts"]

Occurrence = Incident | Event
Form = Literal["visit", "meeting", "call", "message", "gift"]
CHECKS = ("source", "date", "principal", "role", "counterpart")

_FORMS: Mapping[str | None, Form] = {"visit": "visit", "call": "call", "message": "message"}
_REMOTE = re.compile(r"\b(?:video|virtual(?:ly)?|online|by (?:tele)?phone|telephone|teleconference)\b", re.IGNORECASE)
_RETOLD = re.compile(
    r"\b(?:(?:several|two|three|four|many) times|twice|in the new century|recall(?:ed|ing)"
    r"|historic(?:al)? (?:\w+ )?visits?"
    r"|successful (?:\w+ )*visit|said (?:[\w ]{0,30})that"
    r"|visits? (?:\w+ ){0,2}paid by|photo of|who visited|last year"
    r"|(?:when|day) \w+ (?:\w+ )*(?:visited|performed|received)|visited by|important milestone)\b",
    re.IGNORECASE,
)
_GIFT = re.compile(r"\b(?:gifts?|presents?|floral baskets?|wreaths?|bouquets?)\b", re.IGNORECASE)


_DAY_LENGTH = len("2012-04-13")


@dataclass(frozen=True, slots=True)
class Check:
    """One of the five checks: what was found (None: not found) and what it rests on."""

    name: str
    value: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contact: the highest person named, and the office held on the day."""

    state: str
    name: str | None = None
    person: str | None = None
    office: Office | None = None

    @property
    def level(self) -> int | None:
        """The rung of the ladder, 1 the highest; None where no office is known."""
        return self.office.rung.level if self.office else None


@dataclass(frozen=True, slots=True)
class Contact:
    """A meeting, visit, call, message or gift between two states.

    ``sides`` are in the order of the pair. ``host`` is the state where it took place, ``guest`` the other; both None
    where no report says. ``resident``: the guest lives there (an ambassador at his post) and made no trip.
    ``retold``: every report looks back at it, in a speech or an anniversary article, so its date is not that of a trip.
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


def contacts(
    incidents: Iterable[Occurrence],
    reports: Mapping[str, Sequence[Event]],
    pair: tuple[str, str],
    *,
    actors: Actors | None = None,
) -> list[Contact]:
    """Return the contacts of a pair, by date. ``reports`` gives of each incident's id its events."""
    known = actors or load_actors()
    found = [_contact(i, reports.get(i.id, ()), pair, known) for i in incidents if _is_contact(i, pair)]
    return sorted(found, key=lambda c: (c.date or "9", c.incident_id))


def _is_contact(incident: Occurrence, pair: tuple[str, str]) -> bool:
    acting, receiving = ({a.state for a in side} for side in (incident.actor, incident.recipient))
    between = set(pair) <= acting | receiving and (set(pair) <= acting or bool(receiving & set(pair)))
    return incident.event_type == "CONSULT" and incident.status == "asserted" and between


def _contact(incident: Occurrence, events: Sequence[Event], pair: tuple[str, str], actors: Actors) -> Contact:
    told = sorted(events, key=lambda e: (-e.confidence, e.id))
    sentences = list(dict.fromkeys(e.sentence for e in told if e.sentence))
    a, b = (_side(state, incident, sentences, actors) for state in pair)
    form, remote = _form(incident.mode, sentences), any(_REMOTE.search(s) for s in sentences)
    place, host, basis = _place(incident, sentences, pair, actors)
    sides = (a, b)
    posted = next((s for s in sides if _resident(s)), None)
    if posted is not None:  # an ambassador at his post is the guest, whoever gave the reception
        host = next(s.state for s in sides if s is not posted)
        basis = "an ambassador's post"
    return Contact(
        incident_id=incident.id,
        date=incident.date,
        form=form,
        in_person=form in ("visit", "meeting") and not remote,
        sides=sides,
        host=host,
        place=place,
        place_basis=basis,
        resident=posted is not None,
        retold=bool(sentences) and all(_RETOLD.search(s) for s in sentences),
        checks=tuple(_checks(incident, told, sides, host)),
        authority=next((found for e in told if (found := authority(e))), None),
        sentence=sentences[0] if sentences else "",
    )


def _form(mode: str | None, sentences: Sequence[str]) -> Form:
    if mode == "message" and any(_GIFT.search(s) for s in sentences):
        return "gift"
    return _FORMS.get(mode, "meeting")


# -- who -------------------------------------------------------------------------------------------------


def _side(state: str, incident: Occurrence, sentences: Sequence[str], actors: Actors) -> Side:
    """Choose of a side's persons the one whose office on the day stands highest."""
    there = (a for a in (*incident.actor, *incident.recipient) if a.state == state and actors.knows_person(a.id))
    there = (a for a in there if _is_named(a, sentences))
    named = {a.id: a for a in there if not _is_past_ruler(a, incident.date, actors)}
    found = [_seated(state, person, incident.date, sentences, actors) for person in named.values()]
    found += [side for s in sentences if (side := _leader(s, state, incident.date, actors))]
    ranked = sorted(found, key=lambda s: (s.level or 99, s.name or ""))
    return ranked[0] if ranked else Side(state)


def _is_named(person: Actor, sentences: Sequence[str]) -> bool:
    """False where the only trace of a person is a surname that ends another's name: *Hui* in *Ro Su Hui*."""
    family = re.escape(family_name(person.name, person.state))
    tail = re.compile(rf"\b[A-Z][a-z]+(?: [A-Z][a-z]+)? {family}\b(?! [A-Z])")
    lone = re.compile(rf"\b{family}\b")
    stray = [s for s in sentences if (hit := tail.search(s)) and not _TITLE_WORD.search(hit[0])]
    named = [s for s in sentences if lone.search(s)]
    return person.name in " ".join(sentences) or len(stray) < len(named) or not named


_TITLE_WORD = re.compile(
    r"\b(?:President|Premier|Minister|Secretary|Chairman|General|Marshal|Ambassador|Comrade|Councilor|Earlier)\b"
)


def _is_past_ruler(person: Actor, on: str | None, actors: Actors) -> bool:
    """True for a ruler out of all office: a visit to the statue of one who died is no meeting with him."""
    return bool(on) and not actors.offices(person.id, str(on)) and actors.was_ruler(person.id)


def _seated(state: str, person: Actor, on: str | None, sentences: Sequence[str], actors: Actors) -> Side:
    office = office_of(person, on, actors=actors) if on else None
    for sentence in sentences if office is None else ():
        for match in actors.find(sentence, on=on):
            if match.actor.id == person.id and office is None:
                office = office_said(sentence, match.start, match.end)
    return Side(state, person.name, person.id, office)


_LED = re.compile(
    r"\b(?:led|headed) by (?P<name>(?:[\w'-]+ ){0,5}?[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,5})(?P<rest>,[^.;]{0,160})?"
)
_TITLES = re.compile(
    r"^.*\b(?:President|Chairman|Chairperson|Chairwoman|Minister|Secretary|General|Admiral|Marshal|Head|Manager|Director"
    r"|Committee|Ambassador|Premier|Mayor|Governor|Colonel|Commander|Counsellor|of|its)\s+(?=[A-Z])"
)
_DAY = re.compile(r" (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$")
_CLAUSE = re.compile(r"(?:,| and)? (?:arrived|left|visited|paid|on|met|returned|laid|toured|who|at|and the)\b")


def _leader(sentence: str, state: str, on: str | None, actors: Actors) -> Side | None:
    """Read *a delegation of ... led by NAME, OFFICE*: the state is the last named before, the office as written."""
    for hit in _LED.finditer(sentence):
        before = [m for m in actors.find(sentence[: hit.start()], on=on) if m.actor.state]
        if not before or before[-1].actor.state != state:
            continue
        titled = _DAY.sub("", hit["name"])
        name = _TITLES.sub("", titled)
        if " " not in name or _TITLES.match(f"{name} X"):  # no full name: what was read is a title or a place
            continue
        after = _CLAUSE.split((hit["rest"] or "").strip(", "))[0]
        title = titled.removesuffix(name).strip() or after.strip(" ,")
        person = next(
            (m.actor for m in actors.find(name, on=on) if m.kind == "person" and m.actor.state == state), None
        )
        held = office_of(person, on, actors=actors) if person and on else None
        said = load_ladder().rank_in(title)
        office = held or (Office(title, said[1], "text", "sentence") if said else None)
        return Side(state, name, person.id if person else None, office)
    return None


def _resident(guest: Side) -> bool:
    """True for who lives at the host's: an ambassador or a member of an embassy."""
    return guest.office is not None and bool(
        re.search(r"\b(?:ambassador|embassy|charg)", guest.office.title, re.IGNORECASE)
    )


# -- where -----------------------------------------------------------------------------------------------

_INTO = re.compile(r"\b(?:in|to|at|for|visit(?:ed|ing|s)?|reached|toured)\s+(?:the\s+)?$", re.IGNORECASE)
_RECEIVED = re.compile(r"\b(?:received|hosted|welcomed)\b")


def _place(
    incident: Occurrence, sentences: Sequence[str], pair: tuple[str, str], actors: Actors
) -> tuple[str | None, str | None, str]:
    """Return place, host state and on what that rests: the coded place, a town named, or who visited whom."""
    if incident.place and (host := _state_of(incident.place, pair, actors, incident.date)):
        return incident.place, host, "place of the incident"
    for sentence in sentences:
        for match in actors.find(sentence, on=incident.date):
            if _is_place(match, sentence, pair):
                return match.text, match.actor.state, "town named in the report"
    if found := next((d for s in sentences if (d := _dateline(s, incident, pair, actors))), None):
        return *found, "dateline"
    acting, receiving = ({x.state for x in side} & set(pair) for side in (incident.actor, incident.recipient))
    if len(acting) == len(receiving) == 1 and acting != receiving:
        if incident.mode == "visit":
            return None, next(iter(receiving)), "who visited whom"
        if any(_RECEIVED.search(s) for s in sentences):
            return None, next(iter(acting)), "who received whom"
    return None, None, "not told"


def _is_place(match: Match, sentence: str, pair: tuple[str, str]) -> bool:
    town = match.place is not None and match.kind in ("city", "seat")
    return town and match.actor.state in pair and bool(_INTO.search(sentence[: match.start]))


_DATELINE = re.compile(r"^(?P<town>[A-Z][A-Za-z]+)(?:, [A-Z][a-z]+ \d{1,2})?(?: \([^)]*\))? (?:—|--|–) ")


def _dateline(sentence: str, incident: Occurrence, pair: tuple[str, str], actors: Actors) -> tuple[str, str] | None:
    """Take a dateline for the place where a ruler at home is among those who met, as a ruler's trip is told as one."""
    hit = _DATELINE.match(sentence)
    host = _state_of(hit["town"].title(), pair, actors, incident.date) if hit else None
    if hit is None or host is None or incident.mode not in ("meet", "visit") or not incident.date:
        return None
    own = [a for a in (*incident.actor, *incident.recipient) if a.state == host]
    offices = [office_of(a, incident.date, actors=actors) for a in own if actors.knows_person(a.id)]
    return (hit["town"].title(), host) if any(o and o.rung.level == 1 for o in offices) else None


def _state_of(place: str, pair: tuple[str, str], actors: Actors, on: str | None) -> str | None:
    return next((m.actor.state for m in actors.find(place, on=on) if m.actor.state in pair), None)


# -- the five checks -------------------------------------------------------------------------------------


def _checks(
    incident: Occurrence, events: Sequence[Event], sides: tuple[Side, Side], host: str | None
) -> Iterator[Check]:
    first = events[0] if events else None
    outlets = ", ".join(dict.fromkeys(e.publisher or str(e.origin) for e in events))
    reports, sources = (incident.n_reports, incident.n_publishers) if isinstance(incident, Incident) else (1, 1)
    yield Check("source", outlets or None, f"reports: {reports}, independent sources: {sources}")
    basis = f"{incident.date_precision}; {first.date_basis}" if first else incident.date_precision
    yield Check("date", incident.date, basis)
    guest, other = sides if host is None or sides[0].state != host else (sides[1], sides[0])
    yield Check("principal", guest.name, guest.person or "not named in the report")
    yield Check("role", guest.office.title if guest.office else None, _rests_on(guest))
    role = f", {other.office.title}" if other.office else ""
    yield Check("counterpart", f"{other.name}{role}" if other.name else None, _rests_on(other))


def _rests_on(side: Side) -> str:
    if side.office is None:
        return "no office known on that day"
    return f"{side.office.basis}: {side.office.source}"
