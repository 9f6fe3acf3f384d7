"""Labelled files opened: tab-separated tables, JSON lines and JSON, each row with its number and its faults named."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.errors import InputError

__all__ = ["Spans", "json_array", "json_lines", "located", "table"]

Spans = tuple[tuple[int, int], ...]
_ROLE = re.compile(r"^[A-Z][A-Za-z_-]*:\s*")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_QUOTES = str.maketrans("‘’ʼ“”", "'''\"\"")


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a tab-separated file with a header, numbered from 1 below it.

    Quotation marks are text: published files of this kind are written without any quoting. Where rows do not come
    out even in that way, the file has quoted cells with tabs or line ends in them, and is read as such.
    """
    text = _read(path)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row]
    if not rows:
        raise InputError(f"{path}: is empty; a header with the names of the columns is needed")
    if any(len(row) != len(rows[0]) for row in rows) or all(_is_quoted(cell) for cell in rows[0]):
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t") if row]
    header = [name.strip() for name in rows[0]]
    for number, row in enumerate(rows[1:], 1):
        yield number, dict(zip(header, map(_plain, row), strict=False))


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell.startswith('"') and cell.endswith('"')


def _plain(cell: str) -> str:
    """Undo the quoting of a cell that has it: about the whole, with each mark inside doubled."""
    inner = cell[1:-1]
    if _is_quoted(cell) and '""' in inner and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return cell


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects of a JSON lines file, numbered from 1; blank lines do not count."""
    number = 0
    for line_number, line in enumerate(_read(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{line_number}: invalid JSON: {error.msg}") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise InputError(f"{path}:{line_number}: is no object with a 'text'; one JSON object a line is needed")
        number += 1
        yield number, row


def json_array(path: Path) -> list[Any]:
    """Return the elements of a file that holds one JSON list."""
    try:
        found = json.loads(_read(path))
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}: invalid JSON: {error.msg}") from error
    if not isinstance(found, list):
        raise InputError(f"{path}: holds no JSON list but {type(found).__name__}; a list of records is needed")
    return found


def located(text: str, phrase: str | None) -> Spans:
    """Where a phrase stands in a text, however its words and marks are spaced; nowhere gives no span.

    A phrase may bear its role in front (``Attacker:the group``). One that is not there whole is looked for by its
    longest run of words from the left, of two words or more.
    """
    if not phrase:
        return ()
    for wanted in dict.fromkeys((phrase, _ROLE.sub("", phrase))):
        tokens = _TOKEN.findall(wanted.translate(_QUOTES))
        if span := _spaced(text, tokens):
            return (span,)
    for n in range(len(tokens) - 1, 1, -1):
        if span := _spaced(text, tokens[:n]):
            return (span,)
    return ()


def _spaced(text: str, tokens: list[str]) -> tuple[int, int] | None:
    pattern = r"\s*".join(map(re.escape, tokens))
    for flags in (0, re.IGNORECASE):
        found = re.search(rf"(?<!\w){pattern}(?!\w)", text.translate(_QUOTES), flags) if tokens else None
        if found:
            return found.span()
    return None
