"""The store: documents, sentences, events and the runs that made them, in one DuckDB file.

The only door to DuckDB. Tables mirror the records (a nested record is a struct column). What a run has done
is the rows themselves: a document's sentences, its events and the run that coded it are written in one
transaction, so a run that is killed leaves whole documents or none.
``schema.py`` holds the tables and the views for SQL.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from detente.records import Actor, Document, Event, Origin, Rejected, Sentence, Span
from detente.store import opening
from detente.store.copying import CopyStore
from detente.store.imported import EVENT_COLUMNS
from detente.store.incidents import Former, IncidentStore
from detente.store.relations import RelationStore
from detente.store.schema import MIGRATIONS
from detente.store.selection import Scope, Selection, any_of
from detente.store.wording import WordingStore

__all__ = ["MIGRATIONS", "Coded", "Former", "Recipe", "Run", "Scope", "Selection", "Store"]

_RECORD_ONLY = f"EXCLUDE ({', '.join(EVENT_COLUMNS)})"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What events are made with; a document coded under another recipe is coded again."""

    version: str
    lexicon: str
    model: str


@dataclass(frozen=True, slots=True)
class Coded:
    """One document with all that was made of it: the unit that is written whole or not at all."""

    document: Document
    sentences: Sequence[Sentence]
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Run:
    """One reading: recipe, time (UTC), what it wrote; ``finished`` is None for one that was cut off."""

    id: int
    recipe: Recipe
    started: datetime
    finished: datetime | None
    documents: int
    sentences: int
    events: int
    rejected: int


class Store(IncidentStore, CopyStore, RelationStore, WordingStore):
    """An open store. Use it as a context manager; one process may write, or several may read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path

    # -- opening and closing -----------------------------------------------------------------------------

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, read_only: bool = False) -> Store:
        """Open the store in this file; when it is to be written and not there, make it."""
        return cls(opening.connect(Path(path), read_only=read_only), Path(path))

    def close(self) -> None:
        """Close the file; what was written stays written."""
        with contextlib.suppress(duckdb.Error):  # a failed disk was reported when it failed
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- writing -----------------------------------------------------------------------------------------

    def begin_run(self, recipe: Recipe) -> int:
        """Enter a new run and return its number."""
        with self._transaction() as c:
            rows = c.execute(
                "INSERT INTO runs SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, NULL, 0, 0, 0, 0 FROM runs RETURNING id",
                [recipe.version, recipe.lexicon, recipe.model, _now()],
            ).fetchall()
            return int(rows[0][0])

    def put(self, run: int, coded: Sequence[Coded], rejected: Sequence[Rejected] = ()) -> None:
        """Write documents with all that was made of them, and what was set aside, in one transaction.

        A document that is there already is replaced with its sentences and events; a record that was set
        aside before is not set aside twice.
        """
        coded = list({c.document.id: c for c in coded}.values())
        documents = [{**_row(c.document), "run": run} for c in coded]
        sentences = [_row(s) for c in coded for s in c.sentences]
        events = list({e.id: _event_row(e) for c in coded for e in c.events}.values())
        set_aside = [{**_row(r), "run": run} for r in dict.fromkeys(rejected)]
        with self._transaction() as c:
            _forget(c, [d["id"] for d in documents])
            _insert(c, "documents", documents)
            _insert(c, "sentences", sentences)
            _insert(c, "events", events)
            _insert(c, "rejected", set_aside, replacing="old.origin = new.origin AND old.reason = new.reason")
            c.execute(
                "UPDATE runs SET documents = documents + ?, sentences = sentences + ?, events = events + ?,"
                " rejected = rejected + ? WHERE id = ?",
                [len(documents), len(sentences), len(events), len(set_aside), run],
            )

    def finish_run(self, run: int, files: Iterable[str] = ()) -> None:
        """Close a run that read these files to their end: what only older runs set aside of them is gone."""
        with self._transaction() as c:
            c.execute("DELETE FROM rejected WHERE run < ? AND origin.file IN (SELECT unnest(?))", [run, list(files)])
            c.execute("UPDATE runs SET finished = ? WHERE id = ?", [_now(), run])

    # -- asking ------------------------------------------------------------------------------------------

    def done(self, recipe: Recipe) -> set[str]:
        """Return the ids of the documents that are coded under this recipe."""
        rows = self._rows(
            "SELECT d.id FROM documents d JOIN runs r ON d.run = r.id"
            " WHERE r.version = ? AND r.lexicon = ? AND r.model = ?",
            [recipe.version, recipe.lexicon, recipe.model],
        )
        return {row["id"] for row in rows}

    def events(
        self,
        pair: tuple[str, str] | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        event_type: str | None = None,
        publisher: str | None = None,
        dataset: str | None = None,
        document_ids: Iterable[str] | None = None,
        event_ids: Iterable[str] | None = None,
        gathered: bool = False,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """Return events by date, undated last; what the conditions mean is told at ``selection.Selection``.

        ``gathered``: only those that are brought together into incidents (see ``incidents.IncidentStore.scopes``).
        """
        named = [("e.document_id", document_ids), ("e.id", event_ids)]
        more = [(f"{column} IN (SELECT unnest(?))", [list(ids)]) for column, ids in named if ids is not None]
        more += [any_of(self.scopes())] if gathered else []
        where, values = Selection(pair, since, until, event_type, publisher, dataset).where(*more)
        sql = (
            f"SELECT e.* {_RECORD_ONLY}, s.text AS sentence FROM events e LEFT JOIN sentences s ON e.sentence_id = s.id"
            f"{where} ORDER BY e.date NULLS LAST, e.published, e.document_id, s.ordinal, e.id"
        )
        sql += f" LIMIT {int(limit)}" if limit is not None else ""
        return map(_event, self._rows(sql, values))

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """Return documents by date of publication: all, or those with these ids."""
        where, values = ("", []) if ids is None else ("WHERE id IN (SELECT unnest(?))", [list(ids)])
        rows = self._rows(f"SELECT * EXCLUDE (run) FROM documents {where} ORDER BY published, id", values)
        return (Document(**{**row, "origin": Origin(**row["origin"])}) for row in rows)

    def sentences(self, document_id: str) -> Iterator[Sentence]:
        """Return a document's sentences in their order."""
        sql = "SELECT * FROM sentences WHERE document_id = ? ORDER BY ordinal"
        return (Sentence(**row) for row in self._rows(sql, [document_id]))

    def rejected(self) -> Iterator[Rejected]:
        """Return what was set aside, with the reason."""
        order = "origin.file, origin.line, origin.record, reason"
        rows = self._rows(f"SELECT origin, reason FROM rejected ORDER BY {order}")
        return (Rejected(Origin(**row["origin"]), row["reason"]) for row in rows)

    def coverage(self) -> list[dict[str, Any]]:
        """Return what was read: publisher, day (None: unknown), the number of documents and of events."""
        return list(self._rows("SELECT * FROM coverage ORDER BY publisher, day"))

    def runs(self) -> list[Run]:
        """Return all runs, oldest first."""
        return [_run(row) for row in self._rows("SELECT * FROM runs ORDER BY id")]

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        tables = ("documents", "sentences", "events", "incidents", "rejected", "imports", "runs")
        columns = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in tables)
        return next(self._rows(f"SELECT {columns}"))

    # -- the engine --------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        c = self._connection
        with opening.explained(self.path):
            c.begin()
            try:
                yield c
                c.commit()
            except BaseException:
                with contextlib.suppress(duckdb.Error):  # the first error is the one to tell
                    c.rollback()
                raise

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """Run a query on a cursor of its own, so that several results can be read side by side."""
        with opening.explained(self.path):
            cursor = self._connection.cursor().execute(sql, list(values))
            names = [column[0] for column in cursor.description or ()]
            while batch := cursor.fetchmany(2000):
                yield from (dict(zip(names, row, strict=True)) for row in batch)


# -- rows and records ------------------------------------------------------------------------------------


def _forget(c: duckdb.DuckDBPyConnection, ids: list[str]) -> None:
    c.execute("DELETE FROM events WHERE document_id IN (SELECT unnest(?))", [ids])
    c.execute("DELETE FROM sentences WHERE document_id IN (SELECT unnest(?))", [ids])
    c.execute("DELETE FROM documents WHERE id IN (SELECT unnest(?))", [ids])


def _insert(c: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]], replacing: str | None = None) -> None:
    """Insert rows in bulk; first delete the ``old`` ones that the ``new`` ones replace."""
    if not rows:
        return
    schema = c.table(table).limit(0).to_arrow_table().schema
    c.register("new", pa.Table.from_pylist(rows, schema=schema))
    if replacing:
        c.execute(f"DELETE FROM {table} AS old USING new WHERE {replacing}")
    c.execute(f"INSERT INTO {table} BY NAME SELECT * FROM new")
    c.unregister("new")


def _row(record: Any) -> dict[str, Any]:
    """Do what ``dataclasses.asdict`` does, less its deep copies, which cost more than all other writing."""
    return {name: _value(getattr(record, name)) for name in record.__slots__}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(v) for v in value]
    return _row(value) if isinstance(value, Actor | Origin | Span) else value


def _event_row(event: Event) -> dict[str, Any]:
    row = _row(event)
    del row["sentence"]  # its text is in the table of sentences
    return row


def _event(row: Mapping[str, Any]) -> Event:
    nested = {
        "origin": Origin(**row["origin"]),
        "actor": tuple(Actor(**a) for a in row["actor"]),
        "recipient": tuple(Actor(**a) for a in row["recipient"]),
        "speaker": Actor(**row["speaker"]) if row["speaker"] else None,
        "spans": tuple(Span(**s) for s in row["spans"]),
        "context": tuple(row["context"]),
        "rules": tuple(row["rules"]),
    }
    return Event(**{**row, **nested})


def _run(row: Mapping[str, Any]) -> Run:
    recipe = Recipe(row["version"], row["lexicon"], row["model"])
    return Run(recipe=recipe, **{k: v for k, v in row.items() if not hasattr(recipe, k)})


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
