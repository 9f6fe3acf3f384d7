"""Which format a file has, and the one loop that reads all that was named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import PurePath
from typing import Final

from detente.errors import InputError
from detente.reading import encodings, files, html, jsonl, streams, tables, texts
from detente.reading.options import Options
from detente.records import Document, Origin, Rejected

__all__ = ["read"]

_Read = Callable[[str, Iterable[bytes], Options], Iterator[Document | Rejected]]

_BY_SUFFIX: Final[dict[str, _Read]] = {
    ".txt": texts.plain,
    ".md": texts.markdown,
    ".markdown": texts.markdown,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".json": jsonl.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".csv": tables.delimited,
    ".tsv": partial(tables.delimited, delimiter="\t"),
}
_PARQUET: Final = (".parquet", ".pq")
# Text files that hold no prose; a folder of saved pages is full of them.
_NOT_PROSE: Final = re.compile(
    r"\.(?:bib|c|cfg|conf|css|go|h|ini|ipynb|java|js|lock|log|map|mjs|py|r|rss|rst|rtf|sh|sql|svg|tex|toml|ts|xml"
    r"|ya?ml)"
)


def read(paths: Iterable[str], options: Options | None = None) -> Iterator[Document | Rejected]:
    """Read every text that the paths name, one at a time, in a stable order.

    What cannot be used comes out as a Rejected with its reason, and reading goes on. Raises InputError at
    once, before anything is read, for a path that does not exist.
    """
    chosen = options or Options()
    return (record for path in files.expand(paths) for record in _file(path, chosen))


def _file(path: str, options: Options) -> Iterator[Document | Rejected]:
    """Read one file; where its rest cannot be read, what was read stays and one Rejected says why."""
    after = ""
    try:
        for record in _records(path, options):
            after = f" (after line {record.origin.line})" if record.origin.line else ""
            yield record
    except InputError as fault:
        yield Rejected(Origin(files.shown(path)), f"{fault}{after}")


def _records(path: str, options: Options) -> Iterator[Document | Rejected]:
    name, suffix = files.shown(path), _suffix(path)
    if _NOT_PROSE.fullmatch(suffix):
        raise InputError(f"format {suffix} is not read")
    if suffix in _PARQUET:
        return tables.parquet(name, path, options)
    blocks = streams.blocks(path)
    head = next(blocks, b"")
    if not head:
        raise InputError("empty text")
    if encodings.is_binary(head):
        raise InputError("binary file")
    return _BY_SUFFIX.get(suffix, _by_content(path, head))(name, chain([head], blocks), options)


def _suffix(path: str) -> str:
    """Return the suffix that tells the format: ``.jsonl`` for ``news.jsonl.gz``, none for standard input."""
    place = PurePath(path)
    packed = place.suffix.lower() == ".gz"
    return "" if path == files.STDIN else PurePath(place.stem if packed else place.name).suffix.lower()


def _by_content(path: str, head: bytes) -> _Read:
    if jsonl.looks_like_json(head):
        return jsonl.read
    return html.read if path != files.STDIN and html.looks_like_html(head) else texts.plain
