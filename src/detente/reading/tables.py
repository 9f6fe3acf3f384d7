"""Tables: one row is one text. Delimited text is streamed row by row, Parquet in small batches."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from detente.errors import InputError
from detente.reading import encodings, fields, streams
from detente.reading.options import FIELDS, TEXT_LIMIT, TEXT_LIMIT_BYTES, Options
from detente.records import Document, Origin, Rejected

if TYPE_CHECKING:
    from _csv import Reader

__all__ = ["delimited", "parquet"]

_DELIMITERS: Final = (",", ";", "\t", "|")
_BATCH: Final = 64


def delimited(
    name: str, blocks: Iterable[bytes], options: Options, *, delimiter: str | None = None
) -> Iterator[Document | Rejected]:
    """Read a delimited table with a header; its delimiter is found from the header unless it is given."""
    set_aside: list[Rejected] = []
    lines = _lines(name, blocks, set_aside)
    top = _to_header(lines)
    separator = delimiter or _delimiter(top[-1] if top else "", options)
    # strict: a quotation mark that is not closed would otherwise swallow the rows after it without a word.
    rows = csv.reader(chain(top, lines), delimiter=separator, strict=True)
    header = _header(rows)
    if options.column("text") in header:
        yield from _rows(name, rows, header, options, set_aside)
    else:
        yield Rejected(Origin(name), fields.missing_text(header, options, kind="column"))


def _lines(name: str, blocks: Iterable[bytes], set_aside: list[Rejected]) -> Iterator[str]:
    """Decode line by line, with the line ends that a quoted field may hold; what cannot be is set aside."""
    pending = streams.utf8_blocks(blocks)
    head = next(pending, b"")
    otherwise = encodings.fallback(head)
    for line in streams.lines(chain([head], pending)):
        if line.data is None:
            reason = f"line of {line.length} bytes is over the limit of {TEXT_LIMIT_BYTES}"
            set_aside.append(Rejected(Origin(name, line.number), reason))
        try:
            text = encodings.decode(line.data or b"", otherwise=otherwise)
        except ValueError as fault:
            text = ""
            set_aside.append(Rejected(Origin(name, line.number), str(fault)))
        # A carriage return within a line would end the row for the csv module.
        yield text.replace("\r", " ") + "\n"


def _to_header(lines: Iterator[str]) -> list[str]:
    """Take the lines down to the first that is not empty."""
    top: list[str] = []
    for line in lines:
        top.append(line)
        if line.strip():
            break
    return top


def _delimiter(header: str, options: Options) -> str:
    """Choose the delimiter under which the header has the text's column, else the one with most columns."""

    def fitness(delimiter: str) -> tuple[bool, int]:
        columns = [column.strip(' "\n') for column in header.split(delimiter)]
        return options.column("text") in columns, len(columns)

    return max(_DELIMITERS, key=fitness)


def _header(rows: Reader) -> list[str]:
    try:
        return [column.strip() for column in next((row for row in rows if row), [])]
    except csv.Error as fault:
        raise InputError(f"invalid header: {fault}") from None


def _rows(
    name: str, rows: Reader, header: Sequence[str], options: Options, set_aside: list[Rejected]
) -> Iterator[Document | Rejected]:
    ended = False
    while not ended:
        origin = Origin(name, rows.line_num + 1)
        row = _next_row(rows)
        yield from set_aside
        set_aside.clear()
        if isinstance(row, csv.Error):
            yield Rejected(origin, f"invalid row: {row}")
        elif row and len(row) != len(header):
            yield Rejected(origin, f"row of {len(row)} fields under a header of {len(header)}")
        elif row:
            record = fields.pick(dict(zip(header, row, strict=True)), options)
            yield fields.document(record, origin, options)
        ended = row is None


def _next_row(rows: Reader) -> list[str] | csv.Error | None:
    # The csv module has one bound for the whole process, too low for a long text; it is put back at once.
    before = csv.field_size_limit(TEXT_LIMIT)
    try:
        return next(rows, None)
    except csv.Error as fault:
        return fault
    finally:
        csv.field_size_limit(before)


def parquet(name: str, path: str, options: Options) -> Iterator[Document | Rejected]:
    """Read a Parquet file; its rows are counted from 1."""
    import pyarrow
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as table:
            names = table.schema_arrow.names
            if options.column("text") not in names:
                yield Rejected(Origin(name), fields.missing_text(names, options, kind="column"))
                return
            needed = [column for column in map(options.column, FIELDS) if column in names]
            batches = table.iter_batches(batch_size=_BATCH, columns=needed)
            rows = (row for batch in batches for row in batch.to_pylist())
            for number, row in enumerate(rows, start=1):
                yield fields.document(fields.pick(row, options), Origin(name, number), options)
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror or fault}") from None
    except (pyarrow.ArrowException, ValueError) as fault:
        raise InputError(f"broken Parquet: {str(fault).splitlines()[0]}") from None
