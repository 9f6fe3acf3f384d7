"""Writing the events of a data set: set-based, one transaction a file, each row in ``events`` or ``rejected``.

A file is known by the hash of its bytes, so that a repeat adds nothing and a killed import is simply repeated:
what its transaction had written is gone. An event that the store has already is set aside as a duplicate.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from detente.records import Rejected
from detente.store import Recipe, Store, _now

__all__ = ["Importer", "Portion", "Taken"]

# Of what DuckDB may keep in memory while it imports; it spills to disk beyond. Row groups are written as they fill.
MEMORY = "1536MB"


@dataclass(frozen=True, slots=True)
class Portion:
    """A batch of rows of one table and the statement that turns them into events, null ``reason`` first."""

    file: str
    table: pa.Table
    select: str
    rejected: Sequence[Rejected] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: every row is in ``events`` or ``rejected``; ``known`` if the store had the file."""

    rows: int
    events: int
    known: bool = False


class Importer:
    """An import that is under way: one run of the store, several files."""

    def __init__(self, store: Store, *, dataset: str, family: str, recipe: str, version: str) -> None:
        self._store, self._dataset, self._family, self._recipe = store, dataset, family, recipe
        self._run = store.begin_run(Recipe(version, recipe, dataset))

    @classmethod
    @contextlib.contextmanager
    def open(
        cls,
        store: Store,
        *,
        dataset: str,
        family: str,
        recipe: str,
        version: str,
        tables: Mapping[str, Sequence[Mapping[str, Any]]],
        macros: Sequence[str],
    ) -> Iterator[Importer]:
        """Begin an import: define the statement's macros and tables of codes for its time, bound the memory."""
        c = store._connection
        memory, order = (_value(c, f"SELECT current_setting('{name}')") for name in _SETTINGS)
        c.execute(f"SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = false")
        for macro in macros:
            c.execute(macro)
        for name, rows in tables.items():
            c.register("codes", pa.Table.from_pylist([dict(row) for row in rows]))
            c.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM codes")
            c.unregister("codes")
        try:
            yield cls(store, dataset=dataset, family=family, recipe=recipe, version=version)
        finally:
            for name in tables:
                c.execute(f"DROP TABLE temp.{name}")
            # What the database tidies up as it closes (it joins row groups that were not full), under the same bound.
            c.execute("CHECKPOINT")
            c.execute(f"SET memory_limit = '{memory}'; SET preserve_insertion_order = {order}")

    def knows(self, digest: str) -> Taken | None:
        """Return what became of a file that was imported whole under the same recipe, None if it was not."""
        found = self._store._rows(
            "SELECT rows, events FROM imports WHERE digest = ? AND family = ? AND recipe = ?",
            [digest, self._family, self._recipe],
        )
        row = next(found, None)
        return Taken(row["rows"], row["events"], known=True) if row else None

    def take(self, name: str, digest: str, portions: Iterable[Portion]) -> Taken:
        """Write a whole file in one transaction; whatever ``portions`` raises leaves the store as it was."""
        with self._store._transaction() as c:
            number = self._enter(c, name, digest)
            rows = sum(self._portion(c, number, portion) for portion in portions)
            self._set_duplicates_aside(c, number)
            return self._close(c, number, rows)

    def reject(self, rejected: Rejected) -> None:
        """Set a whole file aside with its reason."""
        with self._store._transaction() as c:
            origin = rejected.origin.file
            c.execute("DELETE FROM rejected WHERE origin.file = ? AND origin.line IS NULL", [origin])
            self._set_aside(c, [rejected])

    def reasons(self) -> dict[str, int]:
        """Count by reason what this import has set aside; which row a duplicate repeats makes no difference."""
        sql = (
            "SELECT CASE WHEN starts_with(reason, 'duplicate of ') THEN 'duplicate of an earlier row' ELSE reason END"
            " AS reason, count(*) AS n FROM rejected WHERE run = ? GROUP BY 1 ORDER BY n DESC, 1"
        )
        return {row["reason"]: row["n"] for row in self._store._rows(sql, [self._run])}

    def unresolved(self) -> dict[str, int]:
        """Count by raw code the actors whose state is not known to the tables of codes."""
        # On the connection itself, which alone sees the tables of codes. The imports go in as a list: joined to
        # them, ten million raw records were held in memory.
        c = self._store._connection
        mine = _value(c, "SELECT coalesce(list(id), []) FROM imports WHERE run = ?", [self._run])
        return dict(c.execute(_UNRESOLVED, [mine]).fetchall())

    def finish(self) -> None:
        """Close the run."""
        self._store.finish_run(self._run)

    # -- one file ----------------------------------------------------------------------------------------

    def _enter(self, c: Any, name: str, digest: str) -> int:
        """Number the import; what an older recipe made of the same file, and what failed of it, is dropped."""
        c.execute("DELETE FROM rejected WHERE origin.file = ? AND origin.line IS NULL", [name])
        old = c.execute(
            "DELETE FROM imports WHERE digest = ? AND family = ? RETURNING id, run, file", [digest, self._family]
        ).fetchall()
        for number, run, file in old:
            c.execute("DELETE FROM events WHERE import = ?", [number])
            c.execute("DELETE FROM import_days WHERE import = ?", [number])
            c.execute(
                "DELETE FROM rejected WHERE run = ? AND (origin.file = ? OR starts_with(origin.file, ? || '/'))",
                [run, file, file],
            )
        c.execute(
            "INSERT INTO imports SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ?, ?, 0, 0, 0, NULL FROM imports",
            [self._dataset, self._family, name, digest, self._recipe, self._run],
        )
        return int(_value(c, "SELECT max(id) FROM imports"))

    def _portion(self, c: Any, number: int, portion: Portion) -> int:
        """Insert the rows that are fit; only where some are not is the batch gone through again."""
        c.register("batch", portion.table)
        values = {"file": portion.file, "import": number}
        insert = "INSERT INTO events BY NAME SELECT * EXCLUDE (reason) FROM"
        made = _value(c, f"{insert} ({portion.select}) WHERE reason IS NULL", values)
        if made < portion.table.num_rows:
            c.execute(
                f"INSERT INTO rejected SELECT origin, reason, {self._run} FROM ({portion.select})"
                " WHERE reason IS NOT NULL",
                values,
            )
        c.unregister("batch")
        self._set_aside(c, portion.rejected)
        return int(portion.table.num_rows) + len(portion.rejected)

    def _set_aside(self, c: Any, rejected: Sequence[Rejected]) -> None:
        if rejected:
            values = [(r.origin.file, r.origin.line, r.origin.record, r.reason, self._run) for r in rejected]
            c.executemany("INSERT INTO rejected VALUES ({'file': ?, 'line': ?, 'record': ?}, ?, ?)", values)

    def _set_duplicates_aside(self, c: Any, number: int) -> None:
        """Keep of all events with one id the first that was read; ids are compared by integers at first."""
        c.execute(_SUSPECTS, {"import": number})
        if _value(c, "SELECT count(*) FROM suspects"):
            c.execute(_TWINS, {"import": number})
            c.execute(f"INSERT INTO rejected SELECT origin, reason, {self._run} FROM twins")
            c.execute("DELETE FROM events WHERE rowid IN (SELECT row FROM twins)")
            c.execute("DROP TABLE twins")
        c.execute("DROP TABLE suspects")

    def _close(self, c: Any, number: int, rows: int) -> Taken:
        c.execute(
            'INSERT INTO import_days SELECT "import", "date", count(*) FROM events WHERE "import" = ? GROUP BY ALL',
            [number],
        )
        events = _value(c, "SELECT coalesce(sum(events), 0) FROM import_days WHERE import = ?", [number])
        c.execute(
            "UPDATE imports SET rows = ?, events = ?, rejected = ?, finished = ? WHERE id = ?",
            [rows, events, rows - events, _now(), number],
        )
        c.execute(
            "UPDATE runs SET events = events + ?, rejected = rejected + ? WHERE id = ?",
            [events, rows - events, self._run],
        )
        return Taken(rows, events)


_SETTINGS = ("memory_limit", "preserve_insertion_order")


def _value(c: Any, sql: str, values: Any = None) -> Any:
    """Return the one value of a result, which is read to its end: DuckDB keeps the connection busy until then."""
    rows = c.execute(sql, values).fetchall() if values is not None else c.execute(sql).fetchall()
    return rows[0][0]


# Candidates first, by a hash of eight bytes over the ids. Only those of this import are held in memory: the older ones
# of its days stream past them, so that the tenth file of a store costs no more memory than the first.
_SUSPECTS = """
CREATE TEMP TABLE suspects AS
WITH mine AS MATERIALIZED (SELECT hash(id) AS h, "date" FROM events WHERE "import" = $import)
SELECT h FROM mine GROUP BY h HAVING count(*) > 1
UNION
SELECT hash(e.id) FROM events e
WHERE e."import" < $import
    AND e."date" BETWEEN (SELECT min("date") FROM mine) AND (SELECT max("date") FROM mine)
    AND hash(e.id) IN (SELECT h FROM mine)
"""

_TWINS = """
CREATE TEMP TABLE twins AS
SELECT row, origin, 'duplicate of ' || first.file || ':' || first.line AS reason FROM (
    SELECT rowid AS row, "import", origin,
        row_number() OVER same AS nth, first_value(origin) OVER same AS first
    FROM events WHERE hash(id) IN (FROM suspects)
    WINDOW same AS (PARTITION BY id ORDER BY "import", origin.file, origin.line)
) WHERE nth > 1 AND "import" = $import
"""

_UNRESOLVED = """
SELECT code, sum(n)::BIGINT AS n FROM (
    SELECT unnest([a, r]) AS code, n FROM (
        SELECT raw.actor_country AS a, raw.recipient_country AS r, count(*) AS n
        FROM events WHERE list_contains(?, "import") GROUP BY ALL
    )
) WHERE code IS NOT NULL AND lower(code) NOT IN (SELECT lower(code) FROM code_states)
GROUP BY code ORDER BY n DESC, code
"""
