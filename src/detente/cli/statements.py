"""``detente statements``: what a state says, and how much of the state stands behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli import _formats, _in_order, _open, _out, _pair, _period, _store, output
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.ranks import Authority
    from detente.records import Event

__all__ = ["register"]

_SPOKEN = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""PLOVER's types that are done by speaking."""


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(statements)


@click.command()
@click.argument("states", nargs=-1, metavar="A [B]")
@_store
@_period
@click.option("--level", type=click.IntRange(1, 6), help="Of this rung or a higher one: 1 is a government statement.")
@click.option("--summary", is_flag=True, help="Count by rung and kind of act.")
@_out
@_formats
def statements(
    states: tuple[str, ...],
    file: Path,
    since: str | None,
    until: str | None,
    level: int | None,
    summary: bool,
    target: str,
    form: str | None,
) -> None:
    """List the statements of state A (on state B), by the authority ladder of data/ranks/ladder.yaml.

    The rungs: 1 government statement, 2 foreign ministry statement, 3 spokesperson, 4 report on authority of the
    agency, 5 commentary of an agency or paper, 6 bylined article; each for readers at home, abroad or both. What no
    words place on the ladder is left out.
    """
    _in_order(since, until)
    speaker, about = _speaker(states)
    with _open(file) as store:
        events = store.events((speaker, about) if about else None, since=since, until=until)
        found = [(e, a) for e, a in _placed(events, speaker) if level is None or a.level <= level]
    with output.opened(target) as stream:
        output.write_rows(_counts(found) if summary else map(_row, found), stream, output.format_of(form, target))


def _speaker(states: tuple[str, ...]) -> tuple[str, str | None]:
    from detente.actors import load_actors

    if len(states) == 1:
        return load_actors().state(states[0]).iso3, None
    if not states or len(set(map(str.upper, states))) != 2:
        raise UsageError(f"{len(states)} states named; name one, such as PRK, or two that differ, such as PRK USA")
    pair = _pair(states)
    assert pair is not None
    return pair


def _placed(events: Iterable[Event], speaker: str) -> Iterator[tuple[Event, Authority]]:
    """Yield the acts of speech of a state that its sentence places on the ladder, one an act and sentence."""
    from detente.ranks import authority

    seen: set[tuple[str | None, str | None]] = set()
    for event in events:
        told = (event.sentence, event.event_type)
        spoken = event.event_type in _SPOKEN and any(a.state == speaker for a in event.actor)
        if spoken and told not in seen and (rung := authority(event)):
            seen.add(told)
            yield event, rung


def _row(found: tuple[Event, Authority]) -> dict[str, Any]:
    event, rung = found
    return {
        "date": event.date,
        "level": rung.level,
        "authority": rung.says,
        "readers": rung.readers,
        "act": " ".join(filter(None, (event.event_type, event.mode))),
        "upon": ";".join(dict.fromkeys(a.state or a.id for a in event.recipient)) or None,
        "publisher": event.publisher,
        "sentence": " ".join((event.sentence or "").split()),
    }


def _counts(found: Iterable[tuple[Event, Authority]]) -> list[dict[str, Any]]:
    groups: dict[tuple[int, str, str], list[Event]] = defaultdict(list)
    for event, rung in found:
        groups[rung.level, rung.says, rung.readers].append(event)
    return [
        {
            "level": level,
            "authority": says,
            "readers": readers,
            "statements": len(events),
            **{name: sum(e.event_type == name for e in events) for name in sorted(_SPOKEN)},
        }
        for (level, says, readers), events in sorted(groups.items())
    ]
