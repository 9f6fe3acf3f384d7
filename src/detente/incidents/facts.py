"""An event as it is compared: what the pairwise features need, worked out once for each event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from sys import intern
from typing import Literal

from detente.records import Actor, Event, Status

__all__ = ["Facts", "IsPerson", "facts", "span_of", "stems"]

IsPerson = Callable[[Actor], bool]
Group = Literal["told", "planned", "hypothetical", "negated"]

_GROUPS: dict[Status, Group] = {
    "asserted": "told",
    "historical": "told",
    "planned": "planned",
    "hypothetical": "hypothetical",
    "negated": "negated",
}
# Acts done with one another: who is named first does not matter.
_MUTUAL_MODES = frozenset({"meet", "call", "multilateral", "sign", "relations", "settle", "clash", "cooperate"})
_MUTUAL_TYPES = frozenset({"CONSULT", "COOPERATE", "AGREE"})
_ONE_WAY_MODES = frozenset({"visit", "message", "mediate"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared. Days are proleptic ordinals; ``first`` is None for an undated event.

    ``loose``: the date is only that of publication. ``people`` are ids, ``bodies`` the last parts of
    ids, because one town or firm stands under two states where a name was resolved in haste.
    """

    event: Event
    group: Group
    first: int | None
    last: int
    loose: bool
    actors: frozenset[str]
    recipients: frozenset[str]
    mutual: bool
    people: frozenset[str]
    bodies: frozenset[str]
    sectors: frozenset[str]
    speaker: str | None
    stems: frozenset[str]
    object_stems: frozenset[str]
    place: str | None

    @property
    def parties(self) -> frozenset[str]:
        """All states in it, on whichever side."""
        return self.actors | self.recipients

    @property
    def exact(self) -> bool:
        """True if the day is known."""
        return self.first is not None and self.first == self.last


def facts(event: Event, is_person: IsPerson) -> Facts:
    """Work out the facts of an event."""
    both = (*event.actor, *event.recipient)
    first, last = span_of(event)
    people = [a for a in both if "/" in a.id and is_person(a)]
    return Facts(
        event=event,
        group=_GROUPS[event.status],
        first=first,
        last=last,
        loose=event.date_basis == "published" or _is_dateline(event),
        actors=_states(event.actor),
        recipients=_states(event.recipient),
        mutual=_is_mutual(event),
        people=frozenset(intern(a.id) for a in people),
        bodies=frozenset(_slug(a) for a in both if "/" in a.id and a not in people),
        sectors=frozenset(f"{a.state}:{a.sector}" for a in both if a.state and a.sector),
        speaker=_voice(event.speaker),
        stems=stems(event.sentence, without=(a.name for a in both)),
        object_stems=stems(event.object),
        place=event.place.casefold() if event.place else None,
    )


def span_of(event: Event) -> tuple[int | None, int]:
    """Return the first and last day on which the event may have taken place, as ordinals."""
    first = _first_day(event.date)
    if first is None or event.date_precision == "unknown":
        return None, 0
    return first.toordinal(), _after(first, event.date_precision).toordinal() - 1


def _is_dateline(event: Event) -> bool:
    """Tell the day in a text's dateline (*Pyongyang, December 19 --*), which is that of publication."""
    return event.date_basis == "inferred" and event.date == event.published


def _first_day(text: str | None) -> date | None:
    parts = (text or "").split("-")
    try:
        return date(int(parts[0]), *(int(p[:2]) for p in (*parts[1:3], "01", "01")[:2]))
    except ValueError:
        return None


def _after(first: date, precision: str) -> date:
    months = {"month": 1, "quarter": 3, "year": 12}.get(precision)
    if months is None:
        return first + timedelta(7 if precision == "week" else 1)
    whole = first.month - 1 + months
    return date(min(first.year + whole // 12, 9999), whole % 12 + 1, 1)


def _is_mutual(event: Event) -> bool:
    if event.mode in _MUTUAL_MODES:
        return True
    return event.event_type in _MUTUAL_TYPES and event.mode not in _ONE_WAY_MODES


def _states(side: Iterable[Actor]) -> frozenset[str]:
    return frozenset(a.state for a in side if a.state)


def _slug(actor: Actor) -> str:
    return intern(actor.id.rpartition("/")[2])


def _voice(speaker: Actor | None) -> str | None:
    return None if speaker is None or not speaker.state else speaker.id


# -- words -----------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
# Words without content, and those that stand in every dispatch of diplomacy.
_STOP = frozenset(
    """the and for that this with from was were has had have been its his her their which who whom whose will would
    said says say told also after before during over under into onto upon between about against than then when where
    while being are not but all any both each other more most some such only own same very can could should may might
    must shall did does done them they she him our your out off per via amid among there here what how why these
    those monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december today yesterday
    minister ministers ministry president presidents premier prime vice deputy leader leaders secretary chairman
    chairperson general state states government foreign affairs spokesperson spokesman official officials countries
    country nation people party committee central republic democratic two three sides side visit visiting visited
    talks talk met meet meeting held hold new""".split()
)
_STEM = 6


def stems(text: str | None, *, without: Iterable[str] = ()) -> frozenset[str]:
    """Return the content words of a text, cut to six letters, less those of the names given."""
    if not text:
        return frozenset()
    found = {w[:_STEM] for w in _words(text) if w not in _STOP}
    return frozenset(map(intern, found.difference(w[:_STEM] for name in without for w in _words(name))))


def _words(text: str) -> Iterable[str]:
    return (w for w in _WORD.findall(text.lower()) if len(w) > 2 or w.isdigit())
