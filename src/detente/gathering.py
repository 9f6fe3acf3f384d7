"""Keeps a store's incidents in step with its events: only what new, changed or lost reports touch is done again.

New events are taken month by month. Around those of a month, the events of the days nearby are loaded, and of these
the ones that resemble them, and the ones that resemble those: outside of that set nothing can change.

Imported events, which may be millions, are left alone but for those in a scope that somebody asked for
(``Store.add_scope``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial

from detente import incidents
from detente.actors import Actors, load_actors
from detente.incidents import FEATURES, KIN, REACH, Options, span_of
from detente.records import Event, content_id
from detente.store import Store

__all__ = ["gather", "pending", "recipe_of"]

_PORTION = 1000  # events


def gather(
    store: Store,
    *,
    actors: Actors | None = None,
    options: Options | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Bring together the events of a store that are new or touched; return how many were looked at.

    ``progress`` is told how many were looked at, and how many were to be done at the start. Each month, or some
    months of few events, is one transaction, so that a gathering that is cut off goes on where it stopped.
    """
    known, chosen = actors or load_actors(), options or Options()
    recipe = recipe_of(chosen)
    looked_at: set[str] = set()
    store.forget_emptied()
    loose = store.loose_events(recipe)
    count = sum(map(len, loose.values()))
    for ids in _portions(loose):
        fresh = [one for one in ids if one not in looked_at]
        looked_at |= _gather(store, fresh, known, chosen, recipe) if fresh else set()
        if progress:
            progress(len(looked_at), count)
    return len(looked_at)


def _portions(loose: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Yield the ids by month, neighbouring months together while they are few: history is told in single events."""
    held: list[str] = []
    for ids in loose.values():
        if held and len(held) + len(ids) > _PORTION:
            yield held
            held = []
        held = held + ids
    if held:
        yield held


def recipe_of(options: Options) -> str:
    """Identify the way of bringing together: incidents made under another are made again."""
    weights = ",".join(f"{f.name}={f.weight}" for f in FEATURES)
    kin = ",".join(f"{one}:{'+'.join(sorted(others))}" for one, others in sorted(KIN.items()))
    return content_id(options.rule, str(options.threshold), str(options.likeness), weights, kin, REACH)


def _gather(store: Store, ids: list[str], actors: Actors, options: Options, recipe: str) -> set[str]:
    events = _touched(store, ids, actors, options)
    documents = store.documents({e.document_id for e in events if e.document_id})
    fresh = incidents.incidents(events, documents, actors=actors, options=options)
    former = store.former(e.id for e in events)
    lasting, aliases = incidents.settle(fresh, former.of_events, former.seniority)
    store.replace_incidents(lasting, aliases, replaced=former.seniority, recipe=recipe)
    return {e.id for e in events}


def _touched(store: Store, ids: list[str], actors: Actors, options: Options) -> list[Event]:
    """Return these events with all that they, or the former companions of either, resemble."""
    touched = {e.id: e for e in store.events(event_ids=ids)}
    loaded: dict[str, Event] = {}
    days: set[int] = set()
    grow = partial(incidents.affected, actors=actors, options=options)
    while True:
        former = store.former(touched).of_events.keys() - touched.keys()
        touched |= {e.id: e for e in store.events(event_ids=former)} if former else {}
        missing = _days_around(touched.values()) - days
        if not missing:
            return list(touched.values())
        days |= missing
        for since, until in _ranges(missing):
            loaded |= {e.id: e for e in store.events(since=since, until=until, gathered=True)}
        touched = {e.id: e for e in grow(touched.values(), loaded.values())}


def _days_around(events: Iterable[Event]) -> set[int]:
    spans = (span_of(event) for event in events)
    return {
        day
        for first, last in spans
        if first is not None
        for day in (range(first - REACH, last + REACH + 1) if last - first < 31 else (first,))
    }


def _ranges(days: Iterable[int]) -> Iterator[tuple[str, str]]:
    """Yield runs of days as first and last, ISO dates."""
    ordered = sorted(days)
    start = ordered[0]
    for day, following in zip(ordered, [*ordered[1:], None], strict=True):
        if following != day + 1:
            yield date.fromordinal(start).isoformat(), date.fromordinal(day).isoformat()
            start = following or start


def pending(store: Store, options: Options | None = None) -> int:
    """Count the events that are yet to be brought together."""
    return sum(map(len, store.loose_events(recipe_of(options or Options())).values()))
