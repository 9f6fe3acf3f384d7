"""Partial dates as spans: ``2021`` is from its first day to its last."""

from __future__ import annotations

__all__ = ["first_day", "last_day"]


def first_day(text: str) -> str:
    """Return the first day of a partial date: ``2021`` is ``2021-01-01``."""
    return (text + "-01-01")[:10] if len(text) < 10 else text[:10]


def last_day(text: str) -> str:
    """Return a day that is not before the last of a partial date."""
    return {4: f"{text}-12-31", 7: f"{text}-31"}.get(len(text), text[:10])
