"""Which rows of a labelled file were read while the coder was made, and which were held back unseen.

A split file is JSON: a seed, and for each file (by its name) the numbers of the rows that are held; rows count
from 1 below the header. All pairs of one sentence lie in the same half.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from detente.errors import InputError, UsageError
from detente.evaluate.formats import PairItem, TextItem

__all__ = ["Half", "Item", "Split", "read_split"]

Half = Literal["read", "held"]
Item = TypeVar("Item", PairItem, TextItem)


@dataclass(frozen=True, slots=True)
class Split:
    """The held rows of each file, by the file's name."""

    path: Path
    held: dict[str, frozenset[int]]

    def keep(self, items: Iterable[Item], path: Path, half: Half) -> list[Item]:
        """Return the items of one half of a file; raises UsageError for a file that was not split."""
        if path.name not in self.held:
            raise UsageError(f"{self.path}: says nothing of {path.name}; it splits {', '.join(self.held)}")
        held = self.held[path.name]
        return [item for item in items if (item.row in held) == (half == "held")]


def read_split(path: Path) -> Split:
    """Read a split file; raises InputError."""
    try:
        held = json.loads(path.read_text("utf-8"))["held"]
        return Split(path, {name: frozenset(map(int, rows)) for name, rows in held.items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f'{path}: is no split ({type(error).__name__}: {error}); it needs {{"held": {{FILE: [ROW, ...]}}}}'
        ) from error
