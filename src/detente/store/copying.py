"""Out of the store in bulk: a statement's rows straight into a file; and what data sets are inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from detente.errors import DetenteError
from detente.store import opening

__all__ = ["TABLES", "CopyStore"]

TABLES = """
CREATE TABLE import_days ("import" INTEGER, "day" VARCHAR, events BIGINT);
INSERT INTO import_days
    SELECT "import", "date", count(*) FROM events WHERE "import" IS NOT NULL GROUP BY ALL;

-- What a data set covers: a day without a row was not imported, which is not the same as a day without events.
CREATE VIEW dataset_coverage AS
    SELECT i.dataset, d."day", sum(d.events)::BIGINT AS events
    FROM import_days d JOIN imports i ON i.id = d."import" GROUP BY ALL;
"""


class _Engine(Protocol):
    path: Path
    _connection: Any

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]: ...


class CopyStore(_Engine):
    """What a store gives away in bulk; ``Store`` inherits it."""

    def copy(
        self,
        sql: str,
        values: Sequence[Any],
        path: Path,
        options: str,
        tables: Mapping[str, Sequence[Mapping[str, Any]]],
    ) -> int:
        """Write a statement's rows into a file by COPY with these options; return how many.

        ``tables`` are rows that the statement joins by name.
        """
        with opening.explained(self.path):
            cursor = self._connection.cursor()
            for name, rows in tables.items():
                cursor.register(name, pa.Table.from_pylist([dict(row) for row in rows]))
            target = str(path).replace("'", "''")
            try:
                found = cursor.execute(f"COPY ({sql}) TO '{target}' ({options})", list(values)).fetchone()
            except OSError as error:
                raise DetenteError(f"{path}: cannot be written: {error.strerror}") from error
            return int(found[0]) if found else 0

    def datasets(self) -> list[dict[str, Any]]:
        """Return what was imported: data set, files, rows, events, set aside, first and last day."""
        sql = (
            "SELECT i.dataset, count(*) AS files, sum(i.rows)::BIGINT AS rows, sum(i.events)::BIGINT AS events,"
            " sum(i.rejected)::BIGINT AS rejected, min(d.first) AS first, max(d.last) AS last FROM imports i"
            ' LEFT JOIN (SELECT "import", min("day") AS first, max("day") AS last FROM import_days GROUP BY ALL) d'
            ' ON d."import" = i.id GROUP BY i.dataset ORDER BY i.dataset'
        )
        return list(self._rows(sql))

    def dataset_coverage(self) -> list[dict[str, Any]]:
        """Return what the imported data sets cover: data set, day, number of events."""
        return list(self._rows('SELECT * FROM dataset_coverage ORDER BY dataset, "day"'))
