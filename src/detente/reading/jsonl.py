"""JSON: a record a line, or one object, or a list of objects; none needs the whole file in memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from detente.reading import encodings, fields, streams
from detente.reading.options import TEXT_LIMIT_BYTES, Options
from detente.records import Document, Origin, Rejected

__all__ = ["looks_like_json", "read"]

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\{\]])")
_NEXT_RECORD = re.compile(rb"\}[ \t\r]*\n\s*\{")
_BETWEEN = re.compile(r"[\s,\[\]]*")


def looks_like_json(head: bytes) -> bool:
    """Say whether a file begins like a JSON object or a list of them."""
    return _START.match(head) is not None


def read(name: str, blocks: Iterable[bytes], options: Options) -> Iterator[Document | Rejected]:
    """Read JSON lines, or one JSON value that runs over many lines."""
    pending = streams.utf8_blocks(blocks)
    head = next(pending, b"")
    source = chain([head], pending)
    return _by_line(name, source, head, options) if _is_lines(head) else _by_value(name, source, options)


def _is_lines(head: bytes) -> bool:
    start = head.lstrip()
    first, end, _ = start.partition(b"\n")
    if start.startswith(b"[") or not end:
        return not start.startswith(b"[")
    return not start.startswith(b"{") or _is_json(first) or _NEXT_RECORD.search(head) is not None


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _by_line(name: str, source: Iterable[bytes], head: bytes, options: Options) -> Iterator[Document | Rejected]:
    otherwise = encodings.fallback(head)
    for line in streams.lines(source):
        origin = Origin(name, line.number)
        if line.data is None:
            reason = f"line of {line.length} bytes is over the limit of {TEXT_LIMIT_BYTES}"
            yield Rejected(origin, reason)
        elif line.data.strip():
            yield _parsed(line.data, origin, otherwise, options)


def _parsed(data: bytes, origin: Origin, otherwise: str | None, options: Options) -> Document | Rejected:
    try:
        text = encodings.decode(data, otherwise=otherwise)
    except ValueError as fault:
        return Rejected(origin, str(fault))
    try:
        value = json.loads(text)
    except json.JSONDecodeError as fault:
        return Rejected(origin, f"invalid JSON: {fault.msg} at column {fault.colno}")
    except RecursionError:
        return Rejected(origin, "invalid JSON: nested too deeply")
    except ValueError as fault:
        return Rejected(origin, f"invalid JSON: {fault}")
    return _record(value, origin, options)


def _record(value: object, origin: Origin, options: Options) -> Document | Rejected:
    if not isinstance(value, dict):
        return Rejected(origin, f"no JSON object but {json.dumps(value)[:40]}")
    if options.column("text") not in value:
        known = fields.pick(value, options)
        origin = Origin(origin.file, origin.line, str(known["id"])[:200] if known.get("id") else None)
        return Rejected(origin, fields.missing_text(value, options, kind="field"))
    return fields.document(fields.pick(value, options), origin, options)


def _by_value(name: str, source: Iterable[bytes], options: Options) -> Iterator[Document | Rejected]:
    for line, value in _values(source):
        origin = Origin(name, line)
        if isinstance(value, ValueError):
            yield Rejected(origin, f"invalid JSON: {value}")
        else:
            yield _record(value, origin, options)


def _values(source: Iterable[bytes]) -> Iterator[tuple[int, object]]:
    """Yield each value with its line, in the end a ValueError where the rest is no JSON.

    Only the text from the value at hand to the end of what was read is held. A value that does not parse may
    be one not read to its end, so more is read, as much again each time, up to the limit.
    """
    pieces = _pieces(source)
    decoder = json.JSONDecoder()
    text, position, line, depth = "", 0, 1, 0
    while True:
        start = _end_of_separators(text, position)
        depth += text.count("[", position, start) - text.count("]", position, start)
        line += text.count("\n", position, start)
        try:
            value, position = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as fault:
            text, position = text[start:], 0
            more = _at_least(len(text), pieces) if len(text) <= TEXT_LIMIT_BYTES else ""
            if not more:
                break_off = fault if text else ValueError("the list is not closed") if depth else None
                break
            text += more
            continue
        yield line, value
        line += text.count("\n", start, position)
    if break_off is not None:
        yield line, ValueError(getattr(break_off, "msg", None) or str(break_off))


def _end_of_separators(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position


def _at_least(size: int, pieces: Iterator[str]) -> str:
    """Take pieces until they are at least as long as ``size``, or at their end."""
    taken: list[str] = []
    length = 0
    for piece in pieces:
        taken.append(piece)
        length += len(piece)
        if length >= size:
            break
    return "".join(taken)


def _pieces(source: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    yield from (decoder.decode(block) for block in source)
    yield decoder.decode(b"", final=True)
