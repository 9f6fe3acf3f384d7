"""Bytes of a file in blocks and lines, never more at a time than the bounds allow."""

from __future__ import annotations

import codecs
import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, cast

from detente.errors import InputError
from detente.reading.files import STDIN
from detente.reading.options import TEXT_LIMIT_BYTES

__all__ = ["Line", "blocks", "lines", "utf8_blocks", "whole"]

_BLOCK: Final = 1 << 18
_GZIP_MAGIC: Final = b"\x1f\x8b"
# Prose compresses three- to fivefold, the most monotonous lists some fiftyfold.
_LARGEST_RATIO: Final = 200
_RATIO_MATTERS_FROM: Final = 64 << 20
_WIDE_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; ``data`` is None where the line is longer than the bound."""

    number: int
    length: int
    data: bytes | None


def blocks(path: str) -> Iterator[bytes]:
    """Yield the content of a file or of standard input, expanded where it is gzip.

    Raises InputError, its text the reason alone, where the file cannot be opened or read to its end.
    """
    try:
        with _opened(path) as stream:
            yield from _expanded(stream)
    except EOFError:
        raise InputError("truncated gzip") from None
    except (gzip.BadGzipFile, zlib.error) as fault:
        raise InputError(f"broken gzip: {fault}") from None
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror or fault}") from None


def _opened(path: str) -> AbstractContextManager[BinaryIO]:
    if path == STDIN:
        return nullcontext(sys.stdin.buffer)
    if Path(path).is_dir():
        list(Path(path).iterdir())  # raises the error for which the folder was not entered
    return Path(path).open("rb")


def _expanded(stream: BinaryIO) -> Iterator[bytes]:
    first = stream.read(_BLOCK)
    if not first.startswith(_GZIP_MAGIC):
        yield first
        while block := stream.read(_BLOCK):
            yield block
        return
    packed = _Counted(first, stream)
    size = 0
    with gzip.GzipFile(fileobj=cast(BinaryIO, packed)) as unpacked:
        while block := unpacked.read1(_BLOCK):
            size += len(block)
            if size > max(_RATIO_MATTERS_FROM, _LARGEST_RATIO * packed.count):
                raise InputError(f"gzip that expands more than {_LARGEST_RATIO} times, {size} bytes so far")
            yield block


class _Counted:
    """A stream that gives back its first block and counts what was read; all that gzip asks of a file."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._first, self._stream = first, stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        if self._first:
            part, self._first = self._first[:size], self._first[size:] if size >= 0 else b""
        else:
            part = self._stream.read(size)
        self.count += len(part)
        return part


def utf8_blocks(source: Iterable[bytes]) -> Iterator[bytes]:
    """Take a byte order mark off, turn UTF-16 and UTF-32 into UTF-8, and old Mac line ends into line feeds.

    Afterwards a line end is the one byte of a line feed, whatever the file's encoding is.
    """
    pending = iter(source)
    first = next(pending, b"")
    wide = next((name for mark, name in _WIDE_MARKS if first.startswith(mark)), None)
    if wide is not None:
        decoder = codecs.getincrementaldecoder(wide)(errors="replace")
        pending = (decoder.decode(block).encode("utf-8", "replace") for block in chain([first], pending))
        first = next(pending)
    first = first.removeprefix(codecs.BOM_UTF8)
    source = chain([first], pending)
    if b"\r" in first and b"\n" not in first:
        return (block.replace(b"\r", b"\n") for block in source)
    return iter(source)


def lines(source: Iterable[bytes], *, limit: int = TEXT_LIMIT_BYTES) -> Iterator[Line]:
    """Cut blocks into lines; of one longer than ``limit`` only the length is kept."""
    number, length = 1, 0
    parts: list[bytes] = []
    for block in source:
        *ended, rest = block.split(b"\n")
        for part in ended:
            yield _line(number, length + len(part), [*parts, part], limit)
            number, length, parts = number + 1, 0, []
        length += len(rest)
        parts = [*parts, rest] if length <= limit else []
    if length:
        yield _line(number, length, parts, limit)


def _line(number: int, length: int, parts: list[bytes], limit: int) -> Line:
    return Line(number, length, b"".join(parts).rstrip(b"\r") if length <= limit else None)


def whole(source: Iterable[bytes], *, limit: int = TEXT_LIMIT_BYTES) -> bytes:
    """Join the blocks of one text; raises InputError as soon as they are more than ``limit`` bytes."""
    parts: list[bytes] = []
    size = 0
    for block in source:
        size += len(block)
        if size > limit:
            raise InputError(f"text of more than {limit} bytes is over the limit")
        parts.append(block)
    return b"".join(parts)
