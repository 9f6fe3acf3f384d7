"""What a caller may say about the texts to read, and the bounds that keep one file from taking all memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.errors import UsageError
from detente.reading import dates

__all__ = ["FIELDS", "TEXT_LIMIT", "TEXT_LIMIT_BYTES", "Options"]

FIELDS = ("text", "title", "publisher", "published", "url", "language", "id")

TEXT_LIMIT = 5_000_000
"""Characters of one text: more than three times *War and Peace*, far over any dispatch."""

TEXT_LIMIT_BYTES = 6 * TEXT_LIMIT
"""Bytes of one record: a character written as ``\\uXXXX`` takes six."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to read.

    ``published`` and ``publisher`` supply what a record lacks. ``mapping`` names the column or key of a
    field (``{"text": "story", "published": "date"}``). ``language_check=False`` keeps texts of any language.
    """

    published: str | None = None
    publisher: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    language_check: bool = True

    def __post_init__(self) -> None:
        unknown = sorted(set(self.mapping) - set(FIELDS))
        if unknown:
            raise UsageError(f"--map names the field '{unknown[0]}'; choose from {', '.join(FIELDS)}")
        if self.published is not None:
            object.__setattr__(self, "published", _date(self.published))

    def column(self, name: str) -> str:
        """Return the column or key in which the field stands."""
        return self.mapping.get(name, name)


def _date(value: str) -> str | None:
    try:
        return dates.parse(value)
    except ValueError as fault:
        raise UsageError(f"--published: {fault}; write it as 2023-12-19, 2023-12 or 2023") from None
