"""Dates of publication: what a file says, as an ISO date that keeps its precision.

A wrong date is worse than none, so nothing is guessed: no part is filled in from today, a numeric date
that can be read in two ways is refused, and so is one that does not exist.
"""

from __future__ import annotations

import datetime
import re
from typing import Final

__all__ = ["parse"]

_FIRST_YEAR: Final = 1500
_LONGEST: Final = 64
_ISO = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?:[T ]+\d{1,2}:\d\d.*)?", re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{6}Z?)?")
_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?|(\d{10})\d{3}")
_NUMERIC = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?:[T ,]+\d{1,2}:\d\d.*)?", re.DOTALL)
_WEEKDAY = re.compile(r"\b(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b[.,]*", re.I)
# Two dates that share neither year, month nor day: what differs between two parses was not in the string.
_BLANKS: Final = (datetime.datetime(1904, 1, 1), datetime.datetime(1908, 2, 2))


def parse(value: object, *, today: datetime.date | None = None) -> str | None:
    """Return ``value`` as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None where there is no value.

    A time of day is dropped and the day is kept as written, in whatever zone it was written: it is the day
    on the publisher's own calendar. Raises ValueError, with a reason for a person, for what is no date.
    """
    if isinstance(value, datetime.datetime | datetime.date):
        text = value.isoformat()[:10]
    elif value is None or value != value or (isinstance(value, str) and _is_blank(value)):
        return None
    elif isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"a {type(value).__name__} is no date")
    else:
        text = str(value).strip()
    if len(text) > _LONGEST:
        raise ValueError(f"{text[:20] + '…'!r} is no date")
    found = _parts(text)
    _check(text, found, today or datetime.date.today())
    year, *rest = (part for part in found if part is not None)
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])


_Parts = tuple[int, int | None, int | None]


def _is_blank(value: str) -> bool:
    return value.strip().lower() in {"", "nan", "none", "null", "nat", "n/a"}


def _parts(text: str) -> _Parts:
    if match := _EPOCH.fullmatch(text):
        moment = datetime.datetime.fromtimestamp(int(match[1] or match[2]), datetime.UTC)
        return moment.year, moment.month, moment.day
    if match := _ISO.fullmatch(text):
        year, _, month, day = match.groups()
        return int(year), int(month) if month else None, int(day) if day else None
    if match := _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    return _in_words(text)


def _in_words(text: str) -> _Parts:
    """Read ``19 December 2023``, ``Dec 2023``, ``Tue, 19 Dec 2023 10:00:00 +0900``, ``31/12/2023``."""
    years = {int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", text)}
    bare = _WEEKDAY.sub(" ", text).strip()
    first, second = (_parsed(bare, blank, dayfirst=False, whole=text) for blank in _BLANKS)
    if first.year not in years or first.year != second.year:
        raise ValueError(f"{text!r} is no date with a year of four digits")
    if _NUMERIC.fullmatch(bare) and first != _parsed(bare, _BLANKS[0], dayfirst=True, whole=text):
        raise ValueError(f"{text!r} may be day/month or month/day")
    month = first.month if first.month == second.month else None
    day = first.day if first.day == second.day else None
    if month is None and day is not None:
        raise ValueError(f"{text!r} has a day but no month")
    return first.year, month, day


def _parsed(text: str, blank: datetime.datetime, *, dayfirst: bool, whole: str) -> datetime.datetime:
    from dateutil import parser

    try:
        # ignoretz: the day is kept as written, and zone names are ambiguous anyway.
        found: datetime.datetime = parser.parse(text, default=blank, dayfirst=dayfirst, ignoretz=True)
    except (ValueError, OverflowError, TypeError):
        raise ValueError(f"{whole!r} is no date") from None
    return found


def _check(text: str, found: _Parts, today: datetime.date) -> None:
    year, month, day = found
    try:
        datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise ValueError(f"{text!r} is no date") from None
    if year < _FIRST_YEAR:
        raise ValueError(f"{text!r} is before {_FIRST_YEAR}")
    if year > today.year + 1:
        raise ValueError(f"{text!r} lies in the future")
