"""The store's relations: the tables that the indicators' SQL stands on, made in DuckDB, and what was read when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from detente.actors import load_actors
from detente.crosswalk import load_scale
from detente.errors import StoreError, UsageError
from detente.ranks import tenures
from detente.records import Relation
from detente.relations import (
    INDICATORS,
    Grain,
    Query,
    Series,
    following,
    indicator_sql,
    is_count,
    period_of,
    periods,
    prepared,
)

__all__ = ["RelationStore"]

_SCALES = ("goldstein_gdelt", "plover_score_goldstein_mean")
# What a date must at least be known to, to fall into a period; a week is put into the month of its Monday.
_KNOWN: Mapping[Grain, tuple[str, ...]] = {
    "day": ("day",),
    "week": ("day", "week"),
    "month": ("day", "week", "month"),
    "quarter": ("day", "week", "month", "quarter"),
    "year": ("day", "week", "month", "quarter", "year"),
}
_FULL = "CAST(left(i.date || '-01-01', 10) AS DATE)"


class _Engine(Protocol):
    path: Path

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]: ...


class RelationStore(_Engine):
    """What a store knows of relations; ``Store`` inherits it."""

    def relation(
        self,
        a: str,
        b: str,
        *,
        indicator: str = "count",
        by: Grain = "month",
        directed: bool = False,
        since: str | None = None,
        until: str | None = None,
        statuses: Sequence[str] = ("asserted",),
        families: Sequence[str] = (),
    ) -> Series:
        """Return one indicator of two states over all periods read, those without an incident too."""
        query = Query.parse(f"{a}{'>' if directed else '-'}{b}")
        assert query.b is not None
        first, last = self._reach(since, until, families)
        ids = self._ids(query, by, statuses, families)
        found = {row["period"]: row for row in self._indicator(indicator, query, by, directed, statuses, families)}
        read = self.days_read(families=families)
        volume, volume_of = self._volume(by, families)
        rows = []
        for start in periods(first, last, by):
            covered = _covered(read, max(start, first), min(following(start, by) - timedelta(days=1), last))
            rows.append(_relation(query, indicator, start, found.get(str(start)), covered, directed))
        counts = tuple(volume.get(row.period, 0) for row in rows)
        shown = {row.period: ids[row.period] for row in rows if row.period in ids}
        return Series(str(query), indicator, by, tuple(rows), counts, volume_of, first, last, shown)

    def relations(
        self,
        pair: tuple[str, str] | None = None,
        *,
        indicators: Sequence[str] = tuple(INDICATORS),
        by: Grain = "month",
        directed: bool = True,
        since: str | None = None,
        until: str | None = None,
        statuses: Sequence[str] = ("asserted",),
        families: Sequence[str] = (),
    ) -> Iterator[Relation]:
        """Return all values there are, by dyad, indicator and period; periods without an incident are left out."""
        first, last = self._reach(since, until, families)
        read = self.days_read(families=families)
        query = Query.parse(f"{pair[0]}-{pair[1]}") if pair else None
        for indicator in indicators:
            for row in self._indicator(indicator, query, by, directed, statuses, families):
                start = date.fromisoformat(row["period"])
                if not period_of(first, by) <= start <= last:
                    continue
                covered = _covered(read, max(start, first), min(following(start, by) - timedelta(days=1), last))
                yield Relation(
                    row["actor"], row["recipient"], indicator, row["period"], row["value"], row["n_incidents"],
                    covered, directed,
                )  # fmt: skip

    def incident_dates(
        self, query: Query, *, statuses: Sequence[str] = ("asserted",), families: Sequence[str] = ()
    ) -> list[tuple[str, str]]:
        """Return the dates, perhaps partial, and ids of the incidents that a query means; undated ones are not."""
        self._check_gathered()
        more, extra = _limits(statuses, families)
        tests = " AND i.event_type = ?" if query.event_type else ""
        tests += " AND i.mode = ?" if query.mode else ""
        wanted = [word for word in (query.event_type, query.mode) if word]
        if query.b is None:
            sql = (
                "SELECT i.date, i.id FROM incidents i WHERE i.date IS NOT NULL"
                f" AND EXISTS (SELECT 1 FROM unnest(i.actor) AS t(a) WHERE t.a.state = ?){more}{tests}"
            )
            values = [query.a, *extra, *wanted]
        else:
            tables, values = _tables(query, "year", query.directed, more, extra)
            sql = f"{tables} SELECT i.date, i.id FROM incidents i WHERE i.id IN (SELECT incident_id FROM acts){tests}"
            values = [*values, *wanted]
        return [(row["date"], row["id"]) for row in self._rows(f"{sql} ORDER BY i.date, i.id", values)]

    def days_read(self, *, families: Sequence[str] = ()) -> set[date]:
        """Return the days of publication of what was read, and the days of imported events."""
        actors = load_actors()
        days: set[date] = set()
        sql = "SELECT DISTINCT publisher, published AS day FROM documents WHERE length(published) = 10"
        for row in self._rows(sql):
            outlet = actors.publisher(row["publisher"])
            if not families or (outlet.family if outlet else row["publisher"]) in families:
                days.add(date.fromisoformat(row["day"]))
        sql = "SELECT DISTINCT e.date AS day FROM events e WHERE e.document_id IS NULL AND length(e.date) = 10"
        return days | {date.fromisoformat(row["day"]) for row in self._rows(sql)}

    def families(self) -> list[str]:
        """Return the publisher families that incidents rest on."""
        sql = "SELECT DISTINCT f FROM (SELECT unnest(families) AS f FROM incidents) WHERE f <> '' ORDER BY f"
        return [row["f"] for row in self._rows(sql)]

    # -- tables for the indicators -------------------------------------------------------------------------

    def _indicator(
        self,
        indicator: str,
        query: Query | None,
        by: Grain,
        directed: bool,
        statuses: Sequence[str],
        families: Sequence[str],
    ) -> Iterator[dict[str, Any]]:
        self._check_gathered()
        chosen = indicator_sql(indicator)
        more, extra = _limits(statuses, families)
        tables, values = _tables(query, by, directed, more, extra)
        return self._rows(f"{tables} {chosen} ORDER BY actor, recipient, period", values)

    def _ids(
        self, query: Query, by: Grain, statuses: Sequence[str], families: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        more, extra = _limits(statuses, families)
        tables, values = _tables(query, by, query.directed, more, extra)
        sql = (
            f"{tables} SELECT period, list(DISTINCT incident_id ORDER BY incident_id) AS ids FROM acts GROUP BY period"
        )
        return {row["period"]: tuple(row["ids"]) for row in self._rows(sql, values)}

    # -- what was read -------------------------------------------------------------------------------------

    def _check_gathered(self) -> None:
        events, held = next(
            (row["events"], row["incidents"])
            for row in self._rows(
                "SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM incidents) AS incidents"
            )
        )
        if events and not held:
            raise StoreError(
                f"{self.path}: holds {events:,} events, none brought together into incidents yet; read again with:"
                f" detente read PATH --store {self.path}"
            )
        if not events:
            raise StoreError(f"{self.path}: holds no events; read some with: detente read PATH --store {self.path}")

    def _reach(self, since: str | None, until: str | None, families: Sequence[str]) -> tuple[date, date]:
        self._check_gathered()
        days = self.days_read(families=families)
        if not days:
            whose = f" of {', '.join(families)}" if families else ""
            raise StoreError(f"{self.path}: no text{whose} bears a day of publication, so no period can be covered")
        watched = min(days), max(days)
        first = max(watched[0], _edge(since, 0)) if since else watched[0]
        last = min(watched[1], _edge(until, 1)) if until else watched[1]
        if first > last:
            raise UsageError(
                f"nothing was read between {since} and {until}; {self.path} covers {watched[0]} to {watched[1]}"
            )
        return first, last

    def _volume(self, by: Grain, families: Sequence[str]) -> tuple[dict[str, int], str]:
        actors = load_actors()
        counts: dict[str, int] = {}
        sql = (
            "SELECT publisher, published AS day, count(*) AS n FROM documents WHERE length(published) = 10 GROUP BY ALL"
        )
        for row in self._rows(sql):
            outlet = actors.publisher(row["publisher"])
            if not families or (outlet.family if outlet else row["publisher"]) in families:
                key = str(period_of(date.fromisoformat(row["day"]), by))
                counts[key] = counts.get(key, 0) + row["n"]
        if counts:
            return counts, "documents read"
        for row in self._rows("SELECT date AS day, count(*) AS n FROM incidents WHERE length(date) = 10 GROUP BY ALL"):
            key = str(period_of(date.fromisoformat(row["day"]), by))
            counts[key] = counts.get(key, 0) + row["n"]
        return counts, "incidents of any states"


def _limits(statuses: Sequence[str], families: Sequence[str]) -> tuple[str, list[Any]]:
    text, values = " AND i.status IN (SELECT unnest(?))", [list(statuses)]
    if families:
        text, values = text + " AND len(list_intersect(i.families, ?)) > 0", [*values, list(families)]
    return text, values


def _tables(query: Query | None, by: Grain, directed: bool, more: str, extra: list[Any]) -> tuple[str, list[Any]]:
    """Return the flat tables of ``relations`` as DuckDB makes them, and what every engine makes of these."""
    known = ", ".join(f"'{precision}'" for precision in _KNOWN[by])
    values: list[Any] = [*extra]
    if query is not None:
        a, b = query.a, query.b
        values += [a, b, a, b] if query.directed else [a, b, b, a]
    sql = f"""
WITH wanted AS (
    SELECT i.*, {_FULL} AS day FROM incidents i WHERE i.date IS NOT NULL AND i.date_precision IN ({known}){more}
), happened AS (
    SELECT id AS incident_id, day, date, event_type, mode, quad_class, cameo FROM wanted
), roles AS (
    SELECT i.id AS incident_id, 'actor' AS part, a.state, a.id AS person
    FROM wanted i, unnest(i.actor) AS t(a) WHERE a.state <> ''
    UNION SELECT i.id, 'recipient', a.state, a.id FROM wanted i, unnest(i.recipient) AS t(a) WHERE a.state <> ''
), scores AS ({_scores()}), offices AS ({_offices(query)}), {prepared(by, directed=directed, pair=query is not None)}
"""
    return sql, values


def _offices(query: Query | None) -> str:
    """Return who stood how high from when to when; of the two states where two are asked for."""
    found = tenures(load_actors(), [s for s in (query.a, query.b) if s] if query else ())
    rows = ", ".join(f"('{t.person}', '{t.since}', '{t.until}', {t.level})" for t in found) or "('', '', '', 0)"
    return f"SELECT person, since, until, level FROM (VALUES {rows}) AS v(person, since, until, level)"


def _scores() -> str:
    rows = ((scale, code, score) for scale in _SCALES for code, score in load_scale(scale).items())
    texts = ", ".join(f"({json.dumps(s)}, {json.dumps(c)}, {v!r})".replace('"', "'") for s, c, v in rows)
    return f"SELECT scale, code, CAST(score AS DOUBLE) AS score FROM (VALUES {texts}) AS v(scale, code, score)"


def _relation(
    query: Query, indicator: str, start: date, row: Mapping[str, Any] | None, covered: float, directed: bool
) -> Relation:
    assert query.b is not None
    value = row["value"] if row else (0.0 if covered and is_count(indicator) else None)
    return Relation(query.a, query.b, indicator, str(start), value, row["n_incidents"] if row else 0, covered, directed)


def _covered(read: Iterable[date], first: date, last: date) -> float:
    days = (last - first).days + 1
    return sum(first + timedelta(days=n) in read for n in range(days)) / days if days > 0 else 0.0


def _edge(text: str, end: int) -> date:
    from calendar import monthrange

    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    if day:
        return date(year, month, day)
    if month:
        return date(year, month, monthrange(year, month)[1] if end else 1)
    return date(year, 12 if end else 1, 31 if end else 1)
