"""Which events are meant: the conditions that listing, exporting and gathering share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Scope", "Selection", "Unit", "any_of"]

Unit = Literal["incidents", "events"]
_HELD: dict[Unit, tuple[str, str]] = {
    "events": ("e.id IN (SELECT event_id FROM dyads", "e.publisher = ?"),
    "incidents": ("e.id IN (SELECT incident_id FROM incident_dyads", "list_contains(e.publishers, ?)"),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions on events or incidents; what is None does not matter.

    ``pair``: two states of which one acts upon the other, in either direction, or that act together.
    ``since`` and ``until`` are ISO dates, perhaps partial, both included; an event dated to a month
    counts as soon as its month touches them, an undated one never does.
    """

    pair: tuple[str, str] | None = None
    since: str | None = None
    until: str | None = None
    event_type: str | None = None
    publisher: str | None = None
    dataset: str | None = None

    def where(self, *more: tuple[str, Sequence[Any]], unit: Unit = "events") -> tuple[str, list[Any]]:
        """Return the conditions on the events or incidents ``e`` as SQL, empty or from WHERE on, and its values.

        ``dataset`` is a condition on events alone: an incident may rest on several.
        """
        dyads, publisher = _HELD[unit]
        tests: list[tuple[str, Sequence[Any] | None]] = [
            (
                f"{dyads} WHERE (actor, recipient) IN ((?, ?), (?, ?)))",
                self.pair and [*self.pair, *reversed(self.pair)],
            ),
            ("e.date >= left(?, len(e.date))", self.since and [self.since]),
            ("left(e.date, len(?)) <= ?", self.until and [self.until, self.until]),
            ("e.event_type = ?", self.event_type and [self.event_type]),
            (publisher, self.publisher and [self.publisher]),
            ("e.dataset = ?", self.dataset and [self.dataset]),
        ]
        wanted = [*((test, values) for test, values in tests if values), *more]
        sql = " WHERE " + " AND ".join(test for test, _ in wanted) if wanted else ""
        return sql, [value for _, values in wanted for value in values]


@dataclass(frozen=True, slots=True)
class Scope:
    """Imported events that are to be brought together into incidents, because somebody asked for it.

    Events coded from text always are. ``dataset`` is a format's name; ``pair`` and the dates narrow it.
    """

    dataset: str
    pair: tuple[str, str] | None = None
    since: str | None = None
    until: str | None = None

    def test(self) -> tuple[str, list[Any]]:
        """Return the condition on the events ``e``; an imported event has at most one actor and one recipient."""
        tests: list[tuple[str, Sequence[Any] | None]] = [
            ("e.dataset = ?", [self.dataset]),
            (
                "(e.actor[1].state, e.recipient[1].state) IN ((?, ?), (?, ?))",
                self.pair and [*self.pair, *reversed(self.pair)],
            ),
            ("e.date >= ?", self.since and [self.since]),
            ("left(e.date, len(?)) <= ?", self.until and [self.until, self.until]),
        ]
        wanted = [(test, values) for test, values in tests if values]
        return f"({' AND '.join(t for t, _ in wanted)})", [v for _, values in wanted for v in values]


def any_of(scopes: Iterable[Scope]) -> tuple[str, list[Any]]:
    """Return the condition that an event was coded from text or lies in one of the scopes."""
    tests = [scope.test() for scope in scopes]
    sql = " OR ".join(("e.dataset IS NULL", *(test for test, _ in tests)))
    return f"({sql})", [value for _, values in tests for value in values]
