"""Published data sets in and out of a store: GDELT, ICEWS and POLECAT become events beside our own.

    with Store.open("field.duckdb") as store:
        done = import_into(store, "gdelt2", ["20201113.export.CSV.zip"])
        print(done.rows, done.events, done.rejected)

Column maps and archives are reading's, codes crosswalk's, writing the store's; this module wires the three.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version

import pyarrow as pa
import pyarrow.compute as pc

from detente.crosswalk import code_tables
from detente.errors import InputError
from detente.reading import archives, rows
from detente.reading.datasets import FORMATS, Format, Layout, load_format
from detente.reading.loader import MACROS, misfits, select
from detente.records import Origin, Rejected
from detente.store import Store
from detente.store.imports import Importer, Portion

__all__ = ["FORMATS", "Imported", "import_into"]


@dataclass(slots=True)
class Imported:
    """What an import did: ``rows`` = ``events`` + rows set aside, over the ``files`` that were read anew."""

    files: int = 0
    known: int = 0
    rows: int = 0
    events: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    unresolved: Mapping[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


Progress = Callable[[str, int], None]


def import_into(
    store: Store, name: str, paths: Iterable[str], *, progress: Progress = lambda file, rows: None
) -> Imported:
    """Import files of a data set (one of ``FORMATS``) into a store.

    A file that cannot be read is set aside with its reason (``failed``) and the others are imported. Raises
    InputError for a path that does not exist, UsageError for an unknown format.
    """
    form, done = load_format(name), Imported()
    tables = code_tables()
    settings = {"recipe": _recipe(form, tables), "version": version("detente"), "tables": tables, "macros": MACROS}
    with (
        archives.sources(paths) as sources,
        Importer.open(store, dataset=form.name, family=form.family, **settings) as importer,  # type: ignore[arg-type]
    ):
        for source in sources:
            try:
                _take(importer, form, source, done, progress)
            except InputError as fault:
                done.failed[source.name] = str(fault)
                importer.reject(Rejected(Origin(source.name), str(fault)))
        done.rejected, done.unresolved = importer.reasons(), importer.unresolved()
        importer.finish()
    return done


def _take(importer: Importer, form: Format, source: archives.Source, done: Imported, progress: Progress) -> None:
    digest = source.digest()
    if importer.knows(digest):
        done.known += 1
        return
    taken = importer.take(source.name, digest, _portions(form, source, progress))
    done.files += 1
    done.rows += taken.rows
    done.events += taken.events


def _recipe(form: Format, tables: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """Name what the events are made with: a file imported under other tables is imported again."""
    made_with = json.dumps([tables, repr(form)], sort_keys=True)
    return hashlib.sha256(made_with.encode()).hexdigest()[:12]


def _portions(form: Format, source: archives.Source, progress: Progress) -> Iterator[Portion]:
    seen, read = False, 0
    for member in archives.members(source):
        layouts: tuple[Layout, ...] = ()
        for batch in _ahead(rows.batches(member.blocks())):
            table = batch.table
            if not layouts and table.num_rows:
                seen = True
                layouts, header = form.layouts(table["line"][0].as_py())
                table = table.slice(1) if header else table
                _refuse_misfits(form, layouts, table)
            overlong = tuple(_overlong(member.name, line) for line in batch.overlong)
            yield from _by_layout(form, layouts, member.name, table, overlong)
            read += table.num_rows
            progress(member.name, read)
    if not seen:
        raise InputError("empty file")


def _ahead(batches: Iterator[rows.Batch]) -> Iterator[rows.Batch]:
    """Yield the batches, the next one read and cut by a thread of its own while the database has this one."""
    with ThreadPoolExecutor(1, thread_name_prefix="batches") as pool:
        pending = pool.submit(next, batches, None)
        while (batch := pending.result()) is not None:
            pending = pool.submit(next, batches, None)
            yield batch


def _refuse_misfits(form: Format, layouts: Sequence[Layout], table: pa.Table) -> None:
    """Raise InputError for a file of which no row fits, so that a wrong file is not a million bad rows."""
    widths = pc.unique(table["k"]).to_pylist()
    if table.num_rows and not {layout.width for layout in layouts} & set(widths):
        raise InputError(form.misfit(layouts, widths, table["line"][0].as_py()))


def _overlong(file: str, line: rows.Overlong) -> Rejected:
    limit = rows.LINE_LIMIT_BYTES
    return Rejected(Origin(file, line.n), f"line of {line.length} bytes, more than the {limit} that are read")


def _by_layout(
    form: Format, layouts: Sequence[Layout], file: str, table: pa.Table, overlong: Sequence[Rejected]
) -> Iterator[Portion]:
    """Yield the rows of each width with their statement, then those of no layout with theirs."""
    present = set(pc.unique(table["k"]).to_pylist())
    for layout in layouts:
        if layout.width in present:
            alone = table if len(present) == 1 else table.filter(pc.equal(table["k"], layout.width))
            yield Portion(file, alone, select(form, layout))
    fitting = [layout.width for layout in layouts]
    if present - set(fitting):
        odd = table.filter(pc.invert(pc.is_in(table["k"], pa.array(fitting, pa.int32()))))
        yield Portion(file, odd, misfits(fitting))
    if overlong:
        yield Portion(file, table.slice(0, 0), misfits(fitting), overlong)
