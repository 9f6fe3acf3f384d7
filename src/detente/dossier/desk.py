"""What a store knows beyond the events of a page: contacts, both sides' accounts of the last meeting, words watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.actors import load_actors
from detente.measures.formulas import Use, speaker_of
from detente.patterns import expression
from detente.readouts import Meeting, MeetingPage, load_watched
from detente.records import Incident
from detente.visits import Contact

if TYPE_CHECKING:
    from detente.store import Store

__all__ = ["Desk", "Told", "collect"]


@dataclass(frozen=True, slots=True)
class Told:
    """The last meeting that outlets of both states reported: its accounts compared, and how many such there are."""

    meeting: Meeting
    page: MeetingPage
    n_meetings: int


@dataclass(frozen=True, slots=True)
class Desk:
    """All of it. ``read`` counts the texts read by day; ``outlets`` those of each state's own outlets.

    ``deeds`` are the incidents of either, upon whomever: a launch is between no two states, and resolutions forbid it.
    """

    contacts: tuple[Contact, ...]
    told: Told | None
    uses: Mapping[str, Sequence[Use]]
    read: Mapping[str, int]
    outlets: Mapping[str, int]
    deeds: tuple[Incident, ...] = ()


def collect(store: Store, a: str, b: str) -> Desk:
    """Ask a store."""
    from detente.accounts import contacts_in  # here, for it is needed where there is a store alone

    read: Counter[str] = Counter()
    outlets: Counter[str] = Counter({a: 0, b: 0})
    for row in store.coverage():
        outlet = load_actors().publisher(row["publisher"])
        if outlet and outlet.state in (a, b):
            outlets[outlet.state] += row["documents"]
        if row["day"]:
            read[str(row["day"])] += row["documents"]
    uses = {pattern: tuple(_uses(store, pattern, (a, b))) for pattern in load_watched()}
    deeds = tuple(i for i in store.incidents() if any(one.state in (a, b) for one in i.actor))
    return Desk(tuple(contacts_in(store, (a, b))), _told(store, (a, b)), uses, dict(read), dict(outlets), deeds)


def _told(store: Store, pair: tuple[str, str]) -> Told | None:
    from detente.accounts import find_meetings, page_of

    found = [m for m in find_meetings(store, pair) if set(pair) <= set(m.states)]
    dated = [m for m in found if m.incident.date]
    if not dated:
        return None
    last = max(dated, key=lambda m: (str(m.incident.date), m.incident.id))
    return Told(last, page_of(store, last, found), len(found))


def _uses(store: Store, pattern: str, pair: tuple[str, str]) -> Iterator[Use]:
    """Yield the uses on the word of either of the two."""
    actors = load_actors()
    for row in store.sentences_with(expression(pattern)):
        speaker = speaker_of(row["speakers"], row["publisher"], actors)
        if speaker in pair:
            text = " ".join(row["text"].split())
            yield Use(row["document_id"], text, row["publisher"], row["published"], speaker)
