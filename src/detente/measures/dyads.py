"""Incidents as directed acts between states, and the calendar they fall into.

The rules that every measure of several states shares:

- only asserted incidents count, unless others are asked for;
- a reciprocal incident (all act, nobody is acted upon) is one act in each direction, marked ``mutual``, and one
  act of the pair (``once``);
- where more than five states stand on one side the list is not multiplied out into pairs: a communiqué of thirty
  states is not four hundred relations;
- an appeal (REQUEST, mode appeal) has no sign and no value, so that a call for dialogue is no hostility;
- a date counts for a period only if it lies in it whole: *March 2023* is in the quarter, in no week.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import permutations
from typing import Literal

from detente.crosswalk import SCALES, load_scale
from detente.errors import UsageError
from detente.records import Incident

__all__ = [
    "BALANCE",
    "FREQUENCIES",
    "LONGEST_LIST",
    "VALUE_SCALES",
    "Act",
    "Calendar",
    "Frequency",
    "acts",
    "known_sign",
    "once",
    "state_name",
    "value",
]

Frequency = Literal["day", "week", "month", "quarter", "year"]
FREQUENCIES: tuple[Frequency, ...] = ("day", "week", "month", "quarter", "year")
LONGEST_LIST = 5
BALANCE = "balance"
VALUE_SCALES = (BALANCE, *(name for name in SCALES if not name.startswith("quad_class")))
"""Scales that give an act a signed value; ``balance`` is +1 for cooperation and -1 for conflict."""


@dataclass(frozen=True, slots=True)
class Act:
    """One directed act of one incident.

    ``first`` and ``last`` bound the day it may have been done on; ``reported`` is the day of its first report.
    """

    actor: str
    recipient: str
    first: date
    last: date
    event_type: str | None
    mode: str | None
    quad_class: int | None
    cameo: str | None
    mutual: bool
    incident_id: str
    reported: date | None = None

    @property
    def appeal(self) -> bool:
        """True for a call upon the other side, which PLOVER files under conflict."""
        return self.event_type == "REQUEST" and self.mode == "appeal"

    @property
    def exact(self) -> bool:
        """True where the day is known."""
        return self.first == self.last

    @property
    def pair(self) -> tuple[str, str]:
        """The two states in alphabetical order."""
        return (self.actor, self.recipient) if self.actor < self.recipient else (self.recipient, self.actor)


def acts(
    incidents: Iterable[Incident],
    *,
    states: Collection[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    statuses: Collection[str] = ("asserted",),
) -> tuple[Act, ...]:
    """Return the directed acts in the order of their days.

    ``states`` keeps acts between these only; without it every party that is a state (three letters) counts.
    ``since`` and ``until`` are ISO dates, both included; a partial date must lie between them whole.
    """
    low, high = _span(since)[0] if since else date.min, _span(until)[1] if until else date.max
    found = (act for i in incidents if i.status in statuses for act in _acts(i, states) if low <= act.first)
    return tuple(sorted((a for a in found if a.last <= high), key=_order))


def _order(act: Act) -> tuple[object, ...]:
    return (act.first, act.last, act.incident_id, act.actor, act.recipient)


def _acts(incident: Incident, states: Collection[str] | None) -> Iterator[Act]:
    if not incident.date:
        return
    first, last = _span(incident.date, incident.date_precision)
    mutual = not incident.recipient
    reported = _span(incident.first_report)[0] if incident.first_report else None
    for actor, recipient in _pairs(incident, mutual):
        if _wanted(actor, states) and _wanted(recipient, states):
            yield Act(
                actor, recipient, first, last, incident.event_type, incident.mode, incident.quad_class,
                incident.cameo, mutual, incident.id, reported,
            )  # fmt: skip


def _pairs(incident: Incident, mutual: bool) -> Iterable[tuple[str, str]]:
    doers = dict.fromkeys(a.state for a in incident.actor if a.state)
    done_to = dict.fromkeys(a.state for a in incident.recipient if a.state)
    if max(len(doers), len(done_to)) > LONGEST_LIST:
        return ()
    if mutual:
        return permutations(doers, 2)
    return ((a, r) for a in doers for r in done_to if a != r)


def _wanted(state: str, states: Collection[str] | None) -> bool:
    return state in states if states is not None else len(state) == 3 and state.isupper()


def once(directed: Iterable[Act]) -> Iterator[Act]:
    """Yield each act of a pair once: of a mutual incident's two directions the alphabetical one."""
    return (a for a in directed if not a.mutual or a.actor < a.recipient)


# -- value and sign --------------------------------------------------------------------------------------


def known_sign(act: Act) -> int:
    """Return +1 for cooperation, -1 for conflict, 0 for an appeal or an act without a quad class."""
    if act.appeal or act.quad_class is None:
        return 0
    return 1 if act.quad_class <= 2 else -1


def value(act: Act, scale: str = BALANCE) -> float | None:
    """Return what an act counts on a scale; None for an appeal and for what the scale does not hold."""
    if act.appeal:
        return None
    if scale == BALANCE:
        return float(known_sign(act)) or None
    table = _scale(scale)
    return table.get(act.event_type or "", table.get(act.cameo or ""))


@cache
def _scale(name: str) -> Mapping[str, float]:
    if name not in VALUE_SCALES:
        raise UsageError(f"no scale of values is named {name!r}; choose one of {', '.join(VALUE_SCALES)}")
    return load_scale(name)


# -- the calendar ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calendar:
    """The periods of one frequency, without a gap, from the first to the last."""

    frequency: Frequency
    starts: tuple[date, ...]

    @classmethod
    def of(
        cls, frequency: Frequency, directed: Sequence[Act], *, since: str | None = None, until: str | None = None
    ) -> Calendar:
        """Make the calendar from ``since`` to ``until``; by default the time in which the acts were reported.

        What is dated before the first report or after the last lies outside: one stray date would else stretch the
        calendar by years in which nobody read anything. Acts without reports (imports) span their own days.
        """
        if frequency not in FREQUENCIES:
            raise UsageError(f"no frequency is named {frequency!r}; choose one of {', '.join(FREQUENCIES)}")
        if not directed and not (since and until):
            return cls(frequency, ())
        first = _span(since)[0] if since else min(a.reported or a.first for a in directed)
        last = _span(until)[1] if until else max(a.reported or a.last for a in directed)
        starts, at = [], _start(first, frequency)
        while at <= last:
            starts.append(at)
            at = _next(at, frequency)
        return cls(frequency, tuple(starts))

    def __len__(self) -> int:
        return len(self.starts)

    def index(self, act: Act) -> int | None:
        """Return the number of the period that an act lies in whole, None where its date is too vague."""
        start = _start(act.first, self.frequency)
        if not self.starts or start != _start(act.last, self.frequency):
            return None
        if self.frequency in ("day", "week"):
            at = (start - self.starts[0]).days // (7 if self.frequency == "week" else 1)
        else:
            at = (_months(start) - _months(self.starts[0])) // _MONTHS[self.frequency]
        return at if 0 <= at < len(self.starts) else None

    def placed(self, directed: Iterable[Act]) -> Iterator[tuple[int, Act]]:
        """Yield the acts that have a period, with its number."""
        return ((at, act) for act in directed if (at := self.index(act)) is not None)

    @property
    def labels(self) -> tuple[str, ...]:
        """The ISO dates of the periods' first days."""
        return tuple(s.isoformat() for s in self.starts)


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _months(day: date) -> int:
    return 12 * day.year + day.month - 1


def _start(day: date, frequency: Frequency) -> date:
    if frequency == "day":
        return day
    if frequency == "week":
        return day - timedelta(days=day.weekday())
    months = _months(day) // _MONTHS[frequency] * _MONTHS[frequency]
    return date(months // 12, months % 12 + 1, 1)


def _next(start: date, frequency: Frequency) -> date:
    if frequency in ("day", "week"):
        return start + timedelta(days=7 if frequency == "week" else 1)
    months = _months(start) + _MONTHS[frequency]
    return date(months // 12, months % 12 + 1, 1)


def _span(text: str, precision: str = "day") -> tuple[date, date]:
    """Return the first and the last day that a partial ISO date may mean."""
    parts = [int(p) for p in text[:10].split("-")]
    if len(parts) == 3 and precision in ("day", "unknown"):
        day = date(*parts)
        return day, day
    kind: Frequency = "year" if len(parts) == 1 else "month" if len(parts) == 2 else "day"
    wide = precision if precision in FREQUENCIES else kind
    frequency = max(kind, wide, key=FREQUENCIES.index)
    first = _start(date(*(*parts, 1, 1)[:3]), frequency)
    return first, _next(first, frequency) - timedelta(days=1)


# -- names -----------------------------------------------------------------------------------------------


@cache
def state_name(code: str) -> str:
    """Return a state's English name as a sentence has it (``the United States``); an unknown code stands for itself."""
    import pycountry
    from babel import Locale

    found = pycountry.countries.get(alpha_3=code) or pycountry.historic_countries.get(alpha_3=code)
    if found is None:
        return code.rpartition(":")[2]
    name = str(Locale("en").territories.get(getattr(found, "alpha_2", ""), found.name))
    plural = name in ("Netherlands", "Philippines", "Bahamas", "Maldives", "Seychelles", "Comoros", "Gambia")
    common = name.split()[0] == "United" or name.split()[-1] in ("Republic", "Islands", "Union", "Emirates")
    return f"the {name}" if plural or common else name
