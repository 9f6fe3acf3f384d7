"""The lines of a table as Arrow columns, cut out of the bytes by whole-array operations: no Python per row.

A batch holds the line number ``n``, the number of tab-separated fields ``k`` and the ``line`` itself, each line
ended by a tab in place of its line feed. The database splits the fields: it does so on all processors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
import pyarrow as pa

from detente.reading.streams import utf8_blocks

__all__ = ["LINE_LIMIT_BYTES", "Batch", "Overlong", "batches"]

LINE_LIMIT_BYTES: Final = 1 << 20
"""The longest line that is read; no row of a data set comes near."""

BATCH_BYTES: Final = 64 << 20
_ROWS_A_CHUNK: Final = 8192  # the unit that the database's threads share out
_TAB, _FEED = 9, 10


@dataclass(frozen=True, slots=True)
class Overlong:
    """A line that is longer than the limit and was not kept."""

    n: int
    length: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of one table, without the blank ones, and the overlong lines met on the way."""

    table: pa.Table
    overlong: tuple[Overlong, ...]


def batches(source: Iterable[bytes], *, size: int = BATCH_BYTES, limit: int = LINE_LIMIT_BYTES) -> Iterator[Batch]:
    """Cut the bytes of a table into batches of whole lines."""
    pending = iter(source)
    first = next(pending, b"")
    fallback = _fallback("mac_roman" if b"\r" in first and b"\n" not in first else "cp1252")
    n = 1
    for whole, overlong in _whole_lines(utf8_blocks(chain([first], pending)), size, limit):
        batch, lines = _batch(whole, n, limit, fallback)
        late = (Overlong(n + lines, overlong),) if overlong else ()
        n += lines + len(late)
        yield Batch(batch.table, batch.overlong + late)


def _whole_lines(source: Iterable[bytes], size: int, limit: int) -> Iterator[tuple[bytes, int]]:
    """Yield (whole lines, length of the overlong line that follows them or 0) with at most ``size`` bytes held."""
    parts: list[bytes] = []
    held = dropped = 0
    for block in source:
        if dropped:
            end = block.find(b"\n") + 1
            dropped += end or len(block)
            if not end:
                continue
            yield b"", dropped - 1
            block, dropped = block[end:], 0
        parts.append(block)
        held += len(block)
        if held < size:
            continue
        joined = b"".join(parts)
        cut = joined.rfind(b"\n") + 1
        rest = joined[cut:]
        if cut:
            yield joined[:cut], 0
        if len(rest) > limit:
            dropped, rest = len(rest), b""
        parts, held = [rest], len(rest)
    if dropped:
        yield b"", dropped
    elif last := b"".join(parts):
        yield last if last.endswith(b"\n") else last + b"\n", 0


def _batch(whole: bytes, n: int, limit: int, fallback: dict[int, str]) -> tuple[Batch, int]:
    """Return the batch of some whole lines and how many lines they are."""
    whole = _utf8(whole.replace(b"\r\n", b"\n") if b"\r\n" in whole else whole, fallback)
    data = np.frombuffer(bytearray(whole), np.uint8)
    ends = np.flatnonzero(data == _FEED)
    tabs = np.searchsorted(np.flatnonzero(data == _TAB), ends)
    lengths = np.diff(ends, prepend=-1) - 1
    data[ends] = _TAB
    offsets = np.concatenate(([0], ends + 1)).astype(np.int32)
    lines = pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))
    numbers = np.arange(n, n + len(ends))
    table = pa.table({"n": numbers, "k": np.diff(tabs, prepend=0).astype(np.int32) + 1, "line": lines})
    kept = (lengths > 0) & (lengths <= limit)
    overlong = tuple(Overlong(int(numbers[i]), int(lengths[i])) for i in np.flatnonzero(lengths > limit))
    if not kept.all():
        table = table.filter(pa.array(kept))
    return Batch(pa.Table.from_batches(table.to_batches(_ROWS_A_CHUNK), table.schema), overlong), len(ends)


def _utf8(whole: bytes, fallback: dict[int, str]) -> bytes:
    """Return the lines as UTF-8; where they are not, the bytes that fail are read as the older encoding."""
    offsets = pa.py_buffer(np.array([0, len(whole)], np.int32))
    try:
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(whole)).validate(full=True)
    except pa.ArrowInvalid:
        return whole.decode("utf-8", "surrogateescape").translate(fallback).encode()
    return whole


def _fallback(encoding: str) -> dict[int, str]:
    """Map the surrogates by which Python marks bytes that are no UTF-8 to characters of the encoding."""
    return {0xDC00 + byte: _character(byte, encoding) for byte in range(0x80, 0x100)}


def _character(byte: int, encoding: str) -> str:
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:  # cp1252 leaves five bytes without a meaning
        return chr(byte)
