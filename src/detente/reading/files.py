"""From what a person names (files, folders, globs, ``-``) to the files to read, in a stable order."""

from __future__ import annotations

import difflib
import glob
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from detente.errors import InputError

__all__ = ["STDIN", "expand", "shown"]

STDIN = "-"


def expand(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files that the paths name: folders recursively in the order of names, globs, ``-``.

    Hidden files are passed over in folders, a folder is entered once however many links lead to it, and one
    that cannot be listed is itself yielded, so that ``read`` can say so. Raises InputError at once for a path
    that does not exist.
    """
    named = [name for path in paths for name in _matches(os.fspath(path))]
    entered: set[str] = set()
    return (found for name in named for found in _under(name, entered))


def shown(path: str) -> str:
    """Return a path as a record's origin names it: a name that is no UTF-8 is written with escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _matches(path: str) -> list[str]:
    if path == STDIN or os.path.lexists(path):
        return [path]
    # Not Path.glob, which cannot take a pattern that begins at the root.
    found = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []  # noqa: PTH207
    if not found:
        raise InputError(_no_such(path))
    return found


def _no_such(path: str) -> str:
    if glob.has_magic(path):
        return f"{shown(path)}: no file matches"
    place = Path(path)
    near = difflib.get_close_matches(place.name, _names(place.parent), n=3, cutoff=0.6)
    hint = f"; did you mean {' or '.join(shown(str(place.parent / name)) for name in near)}?" if near else ""
    return f"{shown(path)}: no such file or folder{hint}"


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def _under(path: str, entered: set[str]) -> Iterator[str]:
    """Yield the files at and below a path; the folders still to enter are kept on a stack, not in calls."""
    pending = [path]
    while pending:
        place = pending.pop()
        if place == STDIN or not Path(place).is_dir():
            yield place
        elif (real := os.path.realpath(place)) not in entered:
            entered.add(real)
            listed = _listed(place)
            if listed is None:
                yield place
            pending.extend(reversed(listed or []))


def _listed(folder: str) -> list[str] | None:
    """Return the files and folders in a folder by name, None where it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.path for entry in entries if not entry.name.startswith(".") and _is_ours(entry))
    except OSError:
        return None


def _is_ours(entry: os.DirEntry[str]) -> bool:
    """Pass over pipes, sockets and devices in a folder: opening one could wait for ever."""
    try:
        mode = entry.stat().st_mode
    except OSError:
        return True
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)
