"""Opening a store's file: making, checking and migrating it, and saying plainly what goes wrong with it."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from detente.errors import StoreError
from detente.store.schema import MIGRATIONS

__all__ = ["connect", "explained"]


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open the file, made first when it is to be written and not there, brought to this version's schema."""
    if not path.exists():
        if read_only:
            raise StoreError(f"{path}: no such store; make one with: detente read PATH --store {path}")
        _create(path)
    with explained(path):
        connection = _open(path, read_only=read_only)
    try:
        version = _version(connection, path)
        if version < len(MIGRATIONS) and read_only:
            connection.close()
            connect(path, read_only=False).close()
            return connect(path, read_only=True)
        with explained(path):
            _migrate(connection, version)
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """Make an empty store beside its place and put it there whole: no kill leaves half a file by the name."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with explained(path), contextlib.closing(_open(draft, read_only=False)) as connection:
            _migrate(connection, 0)
        _put_in_place(draft, path)
    except OSError as error:
        raise StoreError(f"{path}: cannot make a store here: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
        draft.with_name(f"{draft.name}.wal").unlink(missing_ok=True)


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its store is as good as ours
    except OSError:
        draft.rename(path)  # a file system without hard links


def _open(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    offline = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    return duckdb.connect(path, read_only=read_only, config={**offline})


def _version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    try:
        row = connection.execute("SELECT schema_version FROM meta").fetchone()
    except duckdb.Error as error:
        raise StoreError(f"{path}: a DuckDB file, but not a store of détente; name another") from error
    version = int(row[0]) if row else 0
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{path}: the store has schema version {version}, this détente knows up to {len(MIGRATIONS)};"
            " install a newer détente"
        )
    return version


def _migrate(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    if version == len(MIGRATIONS):
        return
    connection.begin()
    for step in MIGRATIONS[version:]:
        connection.execute(step)
    connection.execute("UPDATE meta SET schema_version = ?", [len(MIGRATIONS)])
    connection.commit()


_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_FULL = re.compile(r"no space left|disk (?:is )?full|file too large|quota", re.IGNORECASE)


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn DuckDB's errors into ours: what is wrong with which file, and what to do."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.Error as error:
        raise StoreError(f"{path}: {_explanation(str(error))}") from error


def _explanation(message: str) -> str:
    if holder := _HOLDER.search(message):
        who = f"{holder['program']}, PID {holder['pid']}"
        return f"the store is in use by another process ({who}); wait until it ends, or name another store"
    if "different configuration" in message:
        return "the store is open in this process already, for reading or for writing; close it first"
    if _FULL.search(message):
        return (
            "the disk is full. What was written before is safe: make room and run the command again,"
            " it goes on where it stopped"
        )
    if "not a valid DuckDB" in message:
        return "this is no store (not a DuckDB file); name another"
    return message.splitlines()[0]
