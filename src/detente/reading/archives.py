"""Data sets come as plain files, gzip, zip or standard input: each is opened as streams of bytes, within bounds."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from detente.errors import InputError
from detente.reading.files import STDIN, expand, shown
from detente.reading.streams import blocks

__all__ = ["Member", "Source", "members", "sources"]

_BLOCK: Final = 1 << 20
# A table of events shrinks five- to tenfold; what grows two hundredfold was made to fill the memory or the disk.
_LARGEST_RATIO: Final = 200
_RATIO_MATTERS_FROM: Final = 64 << 20
_MOST_MEMBERS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file as the user named it, and where its bytes lie (standard input is put on disk first)."""

    name: str
    path: str

    def digest(self) -> str:
        """Return a hash of the file's bytes: a file that was imported is known again under any name."""
        try:
            with Path(self.path).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as fault:
            raise InputError(f"cannot be read: {fault.strerror or fault}") from None


@dataclass(frozen=True, slots=True)
class Member:
    """One table in a source: the file itself, or a file in a zip archive (``a.zip/b.csv``)."""

    name: str
    blocks: Callable[[], Iterator[bytes]]


@contextlib.contextmanager
def sources(paths: Iterable[str]) -> Iterator[Iterator[Source]]:
    """Open what the paths name (files, folders, globs, ``-``); raises InputError for one that does not exist."""
    with contextlib.ExitStack() as stack:
        found = expand(paths)
        yield (stack.enter_context(_spooled()) if path == STDIN else Source(shown(path), path) for path in found)


@contextlib.contextmanager
def _spooled() -> Iterator[Source]:
    with tempfile.NamedTemporaryFile(prefix="detente-") as file:
        shutil.copyfileobj(sys.stdin.buffer, file, _BLOCK)
        file.flush()
        yield Source(STDIN, file.name)


def members(source: Source) -> Iterator[Member]:
    """Yield the tables in a source; raises InputError, its text the reason alone, for a broken archive."""
    if not _is_zip(source.path):
        yield Member(source.name, lambda: blocks(source.path))
        return
    with _explained(), zipfile.ZipFile(source.path) as archive:
        files = [i for i in archive.infolist() if not i.is_dir() and not _is_litter(i.filename)]
        if not files:
            raise InputError("zip archive without a file in it")
        if len(files) > _MOST_MEMBERS:
            raise InputError(f"zip archive of {len(files)} files, more than the {_MOST_MEMBERS} that are read")
        for info in files:
            name = source.name if len(files) == 1 else f"{source.name}/{info.filename}"
            yield Member(name, lambda info=info: _unzipped(archive, info))  # type: ignore[misc]


def _is_zip(path: str) -> bool:
    try:
        with Path(path).open("rb") as stream:
            return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror or fault}") from None


def _is_litter(name: str) -> bool:
    """Pass over what a Mac or a file browser adds to archives."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    size, bound = 0, max(_RATIO_MATTERS_FROM, _LARGEST_RATIO * info.compress_size)
    with _explained(), archive.open(info) as stream:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > bound:
                raise InputError(f"zip that expands more than {_LARGEST_RATIO} times, {size} bytes so far")
            yield block


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as fault:
        raise InputError(f"broken or truncated zip: {fault}") from None
    except (NotImplementedError, RuntimeError) as fault:  # an encrypted archive, an unknown compression
        raise InputError(f"zip that cannot be opened: {fault}") from None
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror or fault}") from None
