"""The store's incidents: tables, writing them anew where reports joined or left, and asking for them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from detente.records import Account, Actor, Disagreement, Event, Incident
from detente.store.selection import Scope, Selection, any_of

__all__ = ["SCOPES", "TABLES", "Former", "IncidentStore"]

_ACTOR = "STRUCT(id VARCHAR, name VARCHAR, state VARCHAR, sector VARCHAR)"

TABLES = f"""
CREATE SEQUENCE incident_order;
CREATE TABLE incidents (
    id VARCHAR PRIMARY KEY, "order" BIGINT DEFAULT nextval('incident_order'), recipe VARCHAR,
    "date" VARCHAR, date_precision VARCHAR, actor {_ACTOR}[], recipient {_ACTOR}[],
    event_type VARCHAR, mode VARCHAR, status VARCHAR, context VARCHAR[], "object" VARCHAR, quantity VARCHAR,
    promised VARCHAR, place VARCHAR, cameo VARCHAR, quad_class INTEGER,
    n_reports INTEGER, n_publishers INTEGER, publishers VARCHAR[], families VARCHAR[], word VARCHAR,
    disagreements STRUCT(about VARCHAR, accounts STRUCT("value" VARCHAR, publishers VARCHAR[])[])[],
    first_report VARCHAR, last_report VARCHAR, confidence DOUBLE
);
CREATE TABLE incident_events (event_id VARCHAR PRIMARY KEY, incident_id VARCHAR);
CREATE TABLE incident_aliases (alias VARCHAR PRIMARY KEY, incident_id VARCHAR);

-- As ``dyads``, a row per incident and ordered pair of states.
CREATE VIEW incident_dyads AS
    WITH parties AS (
        SELECT i.id, 'actor' AS "role", a.state FROM incidents i, unnest(i.actor) AS t(a)
        UNION SELECT i.id, 'recipient', a.state FROM incidents i, unnest(i.recipient) AS t(a)
    )
    SELECT DISTINCT a.id AS incident_id, a.state AS actor, b.state AS recipient, b.role = 'actor' AS together
    FROM parties a JOIN parties b ON a.id = b.id
    WHERE a.role = 'actor' AND a.state <> b.state;
"""

SCOPES = """
CREATE TABLE incident_scopes (dataset VARCHAR, a VARCHAR, b VARCHAR, since VARCHAR, until VARCHAR);
"""


@dataclass(frozen=True, slots=True)
class Former:
    """The incidents that stood before: of each event, its incident's id; the ids, oldest first."""

    of_events: Mapping[str, str]
    seniority: Sequence[str]


class _Engine(Protocol):
    def _transaction(self) -> contextlib.AbstractContextManager[Any]: ...

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]: ...

    def events(self, *, event_ids: Iterable[str]) -> Iterator[Event]: ...


class IncidentStore(_Engine):
    """What a store knows of incidents; ``Store`` inherits it."""

    def scopes(self) -> list[Scope]:
        """Return which imported events are brought together; without a scope none are, for they are millions."""
        rows = self._rows("SELECT * FROM incident_scopes ORDER BY ALL")
        return [Scope(r["dataset"], (r["a"], r["b"]) if r["a"] else None, r["since"], r["until"]) for r in rows]

    def add_scope(self, scope: Scope) -> None:
        """Have imported events brought together from now on; asking twice is asking once."""
        row = [scope.dataset, *(scope.pair or (None, None)), scope.since, scope.until]
        with self._transaction() as c:
            c.execute("INSERT INTO incident_scopes SELECT ?, ?, ?, ?, ? EXCEPT FROM incident_scopes", row)

    def loose_events(self, recipe: str) -> dict[str, list[str]]:
        """Return by month ('' for undated) the ids of events to be brought together: new ones, those whose incident
        lost a report, and those that were brought together under another recipe.
        """
        scope, values = any_of(self.scopes())
        sql = (
            "SELECT coalesce(left(e.date, 7), '') AS month, list(e.id ORDER BY e.id) AS ids FROM events e"
            " LEFT JOIN incident_events m ON m.event_id = e.id LEFT JOIN incidents i ON i.id = m.incident_id"
            f" WHERE {scope} AND (i.id IS NULL OR i.recipe <> ? OR i.id IN ("
            "SELECT incident_id FROM incident_events WHERE event_id NOT IN (SELECT id FROM events)))"
            " GROUP BY month ORDER BY month"
        )
        return {row["month"]: row["ids"] for row in self._rows(sql, [*values, recipe])}

    def former(self, event_ids: Iterable[str]) -> Former:
        """Return the incidents that hold these events, whole: events that are gone are among them."""
        sql = (
            "SELECT m.event_id, m.incident_id FROM incident_events m JOIN incidents i ON i.id = m.incident_id"
            " WHERE m.incident_id IN (SELECT incident_id FROM incident_events WHERE event_id IN (SELECT unnest(?)))"
            ' ORDER BY i."order", m.event_id'
        )
        rows = list(self._rows(sql, [list(event_ids)]))
        return Former(
            {r["event_id"]: r["incident_id"] for r in rows}, list(dict.fromkeys(r["incident_id"] for r in rows))
        )

    def replace_incidents(
        self, incidents: Sequence[Incident], aliases: Mapping[str, str], *, replaced: Iterable[str], recipe: str
    ) -> None:
        """Write incidents in the place of those with the ids ``replaced``, in one transaction."""
        from detente.store import _insert

        old = list(replaced)
        with self._transaction() as c:
            order = dict(
                c.execute('SELECT id, "order" FROM incidents WHERE id IN (SELECT unnest(?))', [old]).fetchall()
            )
            c.execute("DELETE FROM incident_events WHERE incident_id IN (SELECT unnest(?))", [old])
            c.execute("DELETE FROM incidents WHERE id IN (SELECT unnest(?))", [old])
            new = [i for i in incidents if i.id not in order]
            numbers = c.execute("SELECT nextval('incident_order') FROM range(?)", [len(new)]).fetchall()
            order |= {i.id: n for i, (n,) in zip(new, numbers, strict=True)}
            _insert(c, "incidents", [{**_row(i), "order": order[i.id], "recipe": recipe} for i in incidents])
            members = [{"event_id": e, "incident_id": i.id} for i in incidents for e in i.event_ids]
            _insert(c, "incident_events", members, replacing="old.event_id = new.event_id")
            _update_aliases(c, [i.id for i in incidents], aliases)

    def forget_emptied(self) -> None:
        """Drop incidents all of whose events are gone."""
        with self._transaction() as c:
            c.execute(
                "DELETE FROM incidents WHERE id NOT IN (SELECT incident_id FROM incident_events WHERE event_id IN"
                " (SELECT id FROM events))"
            )
            c.execute("DELETE FROM incident_events WHERE incident_id NOT IN (SELECT id FROM incidents)")
            c.execute("DELETE FROM incident_aliases WHERE incident_id NOT IN (SELECT id FROM incidents)")

    def incidents(
        self,
        pair: tuple[str, str] | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        event_type: str | None = None,
        publisher: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Incident]:
        """Return incidents by date, undated last; the arguments are those of ``events``."""
        where, values = Selection(pair, since, until, event_type, publisher).where(unit="incidents")
        sql = _WHOLE.format(where=where) + (f" LIMIT {int(limit)}" if limit is not None else "")
        return map(_incident, self._rows(sql, values))

    def incidents_holding(self, pair: tuple[str, str], *, event_type: str) -> Iterator[Incident]:
        """Return incidents of a type that hold a report between two states, by date, undated last.

        The parties of an incident are those that most reports name; ``incidents(pair)`` goes by these, this does not.
        """
        where = (
            " WHERE e.event_type = ? AND e.id IN ("
            " SELECT h.incident_id FROM incident_events h JOIN dyads d ON d.event_id = h.event_id"
            " WHERE (d.actor, d.recipient) IN ((?, ?), (?, ?)))"
        )
        return map(_incident, self._rows(_WHOLE.format(where=where), [event_type, *pair, *reversed(pair)]))

    def incident_id(self, name: str) -> str | None:
        """Return the id under which an incident is known now, given that or a former one."""
        sql = (
            "SELECT id FROM incidents WHERE id = ? UNION ALL"
            " SELECT incident_id FROM incident_aliases WHERE alias = ? LIMIT 1"
        )
        return next((row["id"] for row in self._rows(sql, [name, name])), None)


_WHOLE = (
    'SELECT e.* EXCLUDE ("order", recipe), list(m.event_id ORDER BY m.event_id) AS event_ids'
    " FROM incidents e JOIN incident_events m ON m.incident_id = e.id{where}"
    " GROUP BY ALL ORDER BY e.date NULLS LAST, e.first_report, e.id"
)


def _update_aliases(c: Any, living: list[str], aliases: Mapping[str, str]) -> None:
    """Add aliases; older ones that led to a former id follow it, and an id that lives again is none."""
    for alias, lasting in aliases.items():
        c.execute("UPDATE incident_aliases SET incident_id = ? WHERE incident_id = ?", [lasting, alias])
        c.execute("INSERT OR REPLACE INTO incident_aliases VALUES (?, ?)", [alias, lasting])
    c.execute("DELETE FROM incident_aliases WHERE alias IN (SELECT unnest(?))", [living])


# -- rows and records ------------------------------------------------------------------------------------


def _row(incident: Incident) -> dict[str, Any]:
    row = {name: _plain(getattr(incident, name)) for name in incident.__slots__}
    del row["event_ids"]  # they are in incident_events
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Actor | Disagreement | Account):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    return value


def _incident(row: Mapping[str, Any]) -> Incident:
    nested = {
        "actor": tuple(Actor(**a) for a in row["actor"]),
        "recipient": tuple(Actor(**a) for a in row["recipient"]),
        "disagreements": tuple(_disagreement(d) for d in row["disagreements"]),
        **{name: tuple(row[name]) for name in ("context", "event_ids", "publishers", "families")},
    }
    return Incident(**{**row, **nested})


def _disagreement(row: Mapping[str, Any]) -> Disagreement:
    return Disagreement(row["about"], tuple(Account(a["value"], tuple(a["publishers"])) for a in row["accounts"]))
