"""Who stood on a side: the highest person that a report names for a state, with the office held on the day.

A person is named by the coded event, by the words *led by*, or as subject or object of the sentence with the title in
front: *Premier of the Cabinet Choe Yong Rim ... left*. Where the sentence names none, the sentences around it may: the
list of those present that follows, or what *they* and *the guests* stand for before. Persons whom no register knows
are read after *led by* only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detente.actors import Actors, Match, family_name
from detente.ranks import Office, load_ladder, office_of, office_said
from detente.records import Actor, Event

__all__ = ["Around", "Side", "lives_there", "side_of"]


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
class Around:
    """The sentences of a text before and after the one that tells of a contact, nearest first."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def side_of(state: str, event: Event, actors: Actors, around: Around = Around()) -> Side:
    """Choose of the persons whom a report names for a state the one whose office on the day stands highest."""
    found = list(_named(state, event, actors))
    if not any(side.person for side in found):
        found += _introduced(state, event, actors)
    found = found or list(_nearby(state, event, actors, around))
    ranked = sorted(found, key=lambda s: (s.level or 99, s.name or ""))
    return ranked[0] if ranked else Side(state)


def lives_there(guest: Side) -> bool:
    """True for who lives at the host's: an ambassador or a member of an embassy."""
    title = guest.office.title if guest.office else ""
    return bool(re.search(r"\b(?:ambassador|embassy|charg|consul)", title, re.IGNORECASE))


# -- named by the event ----------------------------------------------------------------------------------


def _named(state: str, event: Event, actors: Actors) -> Iterator[Side]:
    sentence = event.sentence or ""
    for person in (*event.actor, *event.recipient):
        if person.state != state or not actors.knows_person(person.id) or not _is_meant(person, sentence):
            continue
        if not _is_past_ruler(person, event.date, actors):
            yield Side(state, person.name, person.id, _office(person, event, actors))
    if side := _leader(state, event, actors):
        yield side


def _is_meant(person: Actor, sentence: str) -> bool:
    """False where the only trace of a person is a surname that ends another's name: *Hui* in *Ro Su Hui*."""
    family = re.escape(family_name(person.name, person.state))
    hit = re.search(rf"\b[A-Z][a-z]+(?: [A-Z][a-z]+)? {family}\b(?! [A-Z])", sentence)
    stray = hit is not None and not _TITLE_WORD.search(hit[0])
    return person.name in sentence or not stray or not re.search(rf"\b{family}\b", sentence)


_TITLE_WORD = re.compile(
    r"\b(?:President|Premier|Minister|Secretary|Chairman|General|Marshal|Ambassador|Comrade|Councilor|Earlier)\b"
)


def _is_past_ruler(person: Actor, on: str | None, actors: Actors) -> bool:
    """True for a ruler out of all office: a visit to the statue of one who died is no meeting with him."""
    return bool(on) and not actors.offices(person.id, str(on)) and actors.was_ruler(person.id)


def _office(person: Actor, event: Event, actors: Actors) -> Office | None:
    """Return the office that the register knows on the day, else the one beside the name in the report."""
    if event.date and (held := office_of(person, event.date, actors=actors)):
        return held
    here = (m for m in _matches(event, actors) if m.actor.id == person.id)
    said = (office_said(event.sentence or "", m.start, m.end) for m in here)
    return next((office for office in said if office), None)


def _matches(event: Event, actors: Actors) -> tuple[Match, ...]:
    return actors.find(event.sentence or "", on=event.date, publisher=event.publisher)


# -- led by ----------------------------------------------------------------------------------------------

_SHORT = re.compile(r"\b(Col|Gen|Lt|Maj|Adm|Brig|Dr|Mr|Ms|Mrs|Prof)\. ?(?=[A-Z])")
_NAME = (
    r"(?P<name>(?:[\w'&-]+ ){0,14}?[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,5})"
    r"(?=[,.;)]|$| (?![A-Z])(?!of\b|for\b|and [A-Z][\w' ]+(?:Affairs|Security|Trade)\b))(?P<rest>,[^.;]{0,160})?"
)
_LED = re.compile(rf"\b(?:led|headed) by (?:its |the )?{_NAME}")
_TITLES = re.compile(
    r"^.*\b(?:President|Chairman|Chairperson|Chairwoman|Minister|Secretary|General|Gen|Admiral|Marshal|Head|Manager"
    r"|Director|Committee|Ambassador|Premier|Mayor|Governor|Colonel|Col|Commander|Counsellor|Editor|Rector|Councill?or"
    r"|Department|Bureau|Industry|Trade|Affairs|Security|Editor-in-Chief|Vice-President|Vice-Chairman|of|its)"
    r"\s+(?=[A-Z])"
)
_DAY = re.compile(r" (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Today|Yesterday)$")
_CLAUSE = re.compile(
    r"(?:,| and)? (?:arrived|left|visited|paid|on|met|returned|laid|toured|who|at|and the|came|went|flew|departed)\b"
)


def _leader(state: str, event: Event, actors: Actors) -> Side | None:
    """Read *a delegation of ... led by NAME, OFFICE*: the state is the person's, else the last named before."""
    sentence = _SHORT.sub(r"\1 ", event.sentence or "")
    for hit in _LED.finditer(sentence):
        titled = _DAY.sub("", hit["name"])
        known = [
            m
            for m in actors.find(titled, on=event.date, publisher=event.publisher)
            if m.kind == "person" and m.end == len(titled)
        ]
        name = known[0].text if known else _TITLES.sub("", titled)
        if " " not in name or _TITLES.match(f"{name} X"):  # no full name: what was read is a title or a place
            continue
        if state not in _states_of(sentence[: hit.start()], known, event, actors):
            continue
        person = next((m.actor for m in known if m.actor.state == state), None)
        return Side(state, name, person.id if person else None, _led_office(hit, titled, name, person, event, actors))
    return None


def _states_of(before: str, known: Sequence[Match], event: Event, actors: Actors) -> set[str]:
    """Whose delegation it is: the known leader's state, else that of the last name before, else of the only actor."""
    if known:
        return {m.actor.state for m in known}
    named = [m for m in actors.find(before, on=event.date, publisher=event.publisher) if m.actor.state]
    if named:
        return {named[-1].actor.state}
    acting = {a.state for a in event.actor if a.state}
    return acting if len(acting) == 1 else set()


def _led_office(
    hit: re.Match[str], titled: str, name: str, person: Actor | None, event: Event, actors: Actors
) -> Office | None:
    held = office_of(person, event.date, actors=actors) if person and event.date else None
    after = _CLAUSE.split((hit["rest"] or "").strip(", "))[0]
    title = titled.removesuffix(name).strip() or after.strip(" ,")
    said = load_ladder().rank_in(title)
    return held or (Office(title, said[1], "text", "sentence") if said else None)


# -- subject and object ----------------------------------------------------------------------------------

_VERB = re.compile(
    r"\b(?:met|left|arrived|visited|returned|came|had (?:a |an )?(?:\w+ )?talks?|received|paid|toured|hosted|gave|flew"
    r"|laid|departed|inspected|went|called)\b"
)
_BESIDE = re.compile(
    r"\b(?:invitation|demise|death|guidance|leadership|birthday|name|greetings?|message|gift|statues?|bier|portraits?"
    r"|feats?|revolution|behalf|accompanied|attended|presence|expense)\b",
    re.IGNORECASE,
)


def _introduced(state: str, event: Event, actors: Actors) -> Iterator[Side]:
    """Read a known person from the subject, or from the object, of the verb of travel or meeting."""
    sentence = event.sentence or ""
    if (verb := _VERB.search(sentence)) is None:
        return
    acting = state in {a.state for a in event.actor}
    persons = [m for m in _matches(event, actors) if m.kind == "person" and m.actor.state == state]
    for match in persons:
        before = sentence[: match.start] if match.start < verb.start() else sentence[verb.end() : match.start]
        right_part = match.start < verb.start() if acting else match.start > verb.end()
        if right_part and not _BESIDE.search(before) and not _is_past_ruler(match.actor, event.date, actors):
            yield Side(state, match.actor.name, match.actor.id, _office(match.actor, event, actors))
            return


# -- the sentences around --------------------------------------------------------------------------------

_LISTED = re.compile(
    r"^(?:Also )?(?:Present|Attending|Among those present|On hand|On the spot|Seeing|Participating)\b"
    r"|\b(?:was|were) (?:present|on hand|among those present)\b|\b(?:was|were) (?:seen off|met|greeted) at\b"
)
_HEADED = re.compile(
    r"^(?:The (?:\w+ )?(?:delegation|group|party|troupe)|It|They) (?:is|was|are|were|included?)\b.*\b(?:led|headed)"
)
_STAND_IN = re.compile(
    r"^(?:Then |Earlier |Meanwhile |On the same day )?"
    r"(?:They|The (?:guests|visitors|delegation|members|party)|He|She|It)\b"
    r"|^(?:The )?(?:[Mm]embers|[Hh]ead) of the delegation\b"
)
_FAR = 3  # sentences


def _nearby(state: str, event: Event, actors: Actors, around: Around) -> Iterator[Side]:
    """Read persons from who is listed as present after the sentence, or from whom its pronoun stands for before."""
    for text in around.after[:_FAR]:
        there = replace(event, sentence=text, actor=(), recipient=())
        if _LISTED.search(text):
            yield from _all_known(state, there, actors)
        elif _HEADED.search(text) and state in {a.state for a in event.actor}:
            yield from _leader_of(state, replace(event, sentence=text), actors)
    acting = state in {a.state for a in event.actor}
    if acting and event.sentence and _STAND_IN.search(event.sentence):
        for text in around.before[:_FAR]:
            there = replace(event, sentence=text)
            found = [*_leader_of(state, there, actors), *_introduced(state, there, actors)]
            yield from found
            if found or not _STAND_IN.search(text):
                return


def _all_known(state: str, event: Event, actors: Actors) -> Iterator[Side]:
    for match in _matches(event, actors):
        if match.kind == "person" and match.actor.state == state and actors.offices(match.actor.id, event.date or ""):
            yield Side(state, match.actor.name, match.actor.id, _office(match.actor, event, actors))


def _leader_of(state: str, event: Event, actors: Actors) -> Iterator[Side]:
    if side := _leader(state, event, actors):
        yield side
