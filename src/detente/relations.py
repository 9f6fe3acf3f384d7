"""From incidents to relations: directed dyad x indicator x period, each indicator one SQL text.

An engine makes four flat tables, without lists or structs (DuckDB: ``store.relations``):

- ``happened`` incident_id, day, date, event_type, mode, quad_class, cameo: incidents asked for. ``day`` is the first
  day that the text ``date`` (``2011-12-17`` or ``2011-12``) can mean.
- ``roles``    incident_id, part (``actor``, ``recipient``), state, person; each once.
- ``scores``   scale, code, score.
- ``offices``  person, since, until (texts to be compared with days), level on the ladder of ranks, 1 the highest.

All else is one text for every engine, in the common subset of DuckDB and Spark SQL (a test holds the words that it may
use): ``prepared`` gives the common table expressions from which each of ``INDICATORS`` selects:

- ``acts``    incident_id, actor, recipient, period, event_type, mode, quad_class, cameo; each row once. Lists of more
  than five states are not multiplied out into pairs.
- ``parties`` incident_id, state, side (``out``: acted, ``in``: was acted upon), period; any number of states.
- ``met``     incident_id, actor, recipient, period, level: the offices of the actor's persons in meetings with the
  recipient; of both sides' persons where directions are not told apart.

An appeal (REQUEST in mode ``appeal``, as *calls for dialogue*) is in ``appeals`` alone and neither in the quad classes
nor in a score by type, so that it does not read as hostility; a demand is conflict in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, get_args

from detente.actors import load_actors
from detente.errors import UsageError
from detente.ontology import EVENT_TYPES, load_ontology
from detente.records import Relation

__all__ = [
    "INDICATORS",
    "MOST_ACTORS",
    "Grain",
    "Query",
    "Series",
    "indicator_sql",
    "is_amount",
    "is_count",
    "period_of",
    "periods",
    "prepared",
]

Grain = Literal["day", "week", "month", "quarter", "year"]
MOST_ACTORS = 5

# -- indicators ------------------------------------------------------------------------------------------

_APPEAL = "event_type = 'REQUEST' AND mode = 'appeal'"
_QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


def _count(test: str) -> str:
    return (
        "SELECT actor, recipient, period, CAST(count(DISTINCT incident_id) AS DOUBLE) AS value,"
        " count(DISTINCT incident_id) AS n_incidents"
        f" FROM acts WHERE {test} GROUP BY actor, recipient, period"
    )


def _scored(scale: str, code: str, function: str, test: str = "1 = 1") -> str:
    return (
        f"SELECT a.actor, a.recipient, a.period, {function}(s.score) AS value,"
        " count(DISTINCT a.incident_id) AS n_incidents"
        f" FROM acts a JOIN scores s ON s.code = a.{code} AND s.scale = '{scale}'"
        f" WHERE {test} GROUP BY a.actor, a.recipient, a.period"
    )


def _share(side: str, of: str) -> str:
    return (
        "SELECT a.actor, a.recipient, a.period,"
        " CAST(count(DISTINCT a.incident_id) AS DOUBLE) / max(t.n) AS value,"
        " count(DISTINCT a.incident_id) AS n_incidents"
        " FROM acts a JOIN (SELECT state, period, count(DISTINCT incident_id) AS n FROM parties"
        f" WHERE side = '{side}' GROUP BY state, period) t ON t.state = a.{of} AND t.period = a.period"
        " GROUP BY a.actor, a.recipient, a.period"
    )


_PLOVER = "plover_score_goldstein_mean"
_NO_APPEAL = "NOT (a.event_type = 'REQUEST' AND coalesce(a.mode, '') = 'appeal')"

INDICATORS: Mapping[str, str] = {
    "count": _count("1 = 1"),
    **{
        name: _count(f"quad_class = {n} AND NOT (event_type = 'REQUEST' AND coalesce(mode, '') = 'appeal')")
        for n, name in enumerate(_QUADS, start=1)
    },
    "appeals": _count(_APPEAL),
    "demands": _count("event_type = 'REQUEST' AND coalesce(mode, '') <> 'appeal'"),
    **{name: _count(f"event_type = '{name}'") for name in EVENT_TYPES},
    "net_goldstein": _scored("goldstein_gdelt", "cameo", "sum"),
    "mean_goldstein": _scored("goldstein_gdelt", "cameo", "avg"),
    "net_plover_score": _scored(_PLOVER, "event_type", "sum", _NO_APPEAL),
    "mean_plover_score": _scored(_PLOVER, "event_type", "avg", _NO_APPEAL),
    "share_of_actor": _share("out", "actor"),
    "share_of_recipient": _share("in", "recipient"),
    "contact_rank": (
        "SELECT actor, recipient, period, CAST(min(level) AS DOUBLE) AS value,"
        " count(DISTINCT incident_id) AS n_incidents FROM met GROUP BY actor, recipient, period"
    ),
}


def indicator_sql(name: str) -> str:
    """Return the SQL text of an indicator."""
    if name not in INDICATORS:
        raise UsageError(f"'{name}' is no indicator; choose from {', '.join(INDICATORS)}")
    return INDICATORS[name]


def is_count(name: str) -> bool:
    """True where a covered period without an incident is a zero; of a mean or a share it says nothing."""
    return not name.startswith(("mean_", "share_", "contact_"))


def is_amount(name: str) -> bool:
    """True where values are numbers on a scale (means, sums of scores, shares, ranks), not how often something was."""
    return name.startswith(("mean_", "net_", "share_", "contact_"))


# -- what the indicators select from -----------------------------------------------------------------------

# When two that act together act upon each other, as the dossier has it: they meet, cooperate or fight. Two that act as
# one upon a third, or drill side by side, do nothing to each other.
_MUTUAL = """(h.event_type IN ('CONSULT', 'COOPERATE') OR s.recipients = 0
            AND (h.quad_class IN (1, 2) AND coalesce(h.mode, '') <> 'appeal' OR h.event_type = 'ASSAULT'))"""
_MEETINGS = "'meet', 'visit', 'multilateral'"  # not calls, messages and mediation


def prepared(by: Grain, *, directed: bool, pair: bool) -> str:
    """Return the common table expressions ``acts``, ``parties`` and ``met`` over an engine's flat tables, without WITH.

    With ``pair`` there are four parameters: a state and another, and both again, in the order or the orders asked for.
    """
    ends = "d.actor AS actor, d.recipient AS recipient"
    if not directed:
        ends = "least(d.actor, d.recipient) AS actor, greatest(d.actor, d.recipient) AS recipient"
    of_pair = " WHERE (d.actor = ? AND d.recipient = ?) OR (d.actor = ? AND d.recipient = ?)" if pair else ""
    either = "" if directed else " JOIN (SELECT 'in' AS side UNION SELECT 'out') e ON 1 = 1"
    return f"""
dated AS (
    SELECT h.*, CAST(CAST(date_trunc('{by}', h.day) AS DATE) AS STRING) AS period FROM happened h
), states AS (
    SELECT DISTINCT incident_id, part, state FROM roles
), sizes AS (
    SELECT incident_id, sum(CASE WHEN part = 'actor' THEN 1 ELSE 0 END) AS actors,
        sum(CASE WHEN part = 'recipient' THEN 1 ELSE 0 END) AS recipients
    FROM states GROUP BY incident_id
), dyads_of AS (
    SELECT DISTINCT a.incident_id, a.state AS actor, b.state AS recipient
    FROM states a JOIN states b ON a.incident_id = b.incident_id
        JOIN sizes s ON s.incident_id = a.incident_id JOIN dated h ON h.incident_id = a.incident_id
    WHERE a.part = 'actor' AND a.state <> b.state AND s.actors <= {MOST_ACTORS} AND s.recipients <= {MOST_ACTORS}
        AND (b.part = 'recipient' OR {_MUTUAL})
), chosen AS (
    SELECT d.incident_id, d.actor, d.recipient FROM dyads_of d{of_pair}
), acts AS (
    SELECT DISTINCT h.incident_id, {ends}, h.period, h.event_type, h.mode, h.quad_class, h.cameo
    FROM chosen d JOIN dated h ON h.incident_id = d.incident_id
), sides AS (
    SELECT incident_id, state, 'out' AS side FROM states WHERE part = 'actor'
    UNION SELECT t.incident_id, t.state, 'in' FROM states t JOIN sizes s ON s.incident_id = t.incident_id
        WHERE t.part = 'recipient' OR s.actors > 1
), parties AS (
    SELECT DISTINCT s.incident_id, s.state, {"s" if directed else "e"}.side AS side, h.period
    FROM sides s JOIN dated h ON h.incident_id = s.incident_id{either}
), met AS (
    SELECT DISTINCT h.incident_id, {ends}, h.period, o.level
    FROM chosen d JOIN dated h ON h.incident_id = d.incident_id
        JOIN roles r ON r.incident_id = d.incident_id
            AND (r.state = d.actor{"" if directed else " OR r.state = d.recipient"})
        JOIN offices o ON o.person = r.person AND o.since <= CAST(h.day AS STRING)
            AND CAST(h.day AS STRING) <= o.until
    WHERE h.event_type = 'CONSULT' AND coalesce(h.mode, 'meet') IN ({_MEETINGS})
)"""


# -- periods ---------------------------------------------------------------------------------------------


def period_of(day: date, by: Grain) -> date:
    """Return the first day of the period in which a day lies; weeks begin on Monday."""
    starts: dict[Grain, date] = {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        "year": day.replace(month=1, day=1),
    }
    if by not in starts:
        raise UsageError(f"'{by}' is no period; choose from {', '.join(get_args(Grain))}")
    return starts[by]


def following(start: date, by: Grain) -> date:
    """Return the first day of the next period."""
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[by]
    return period_of(start + timedelta(days=longest), by)


def periods(first: date, last: date, by: Grain) -> list[date]:
    """Return the first days of all periods from the one of ``first`` to that of ``last``."""
    found = [period_of(first, by)]
    while following(found[-1], by) <= last:
        found.append(following(found[-1], by))
    return found


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator of a dyad over all periods in order, with what a measure needs beside the values.

    ``name`` is ``CHN-PRK`` or, directed, ``CHN>PRK``. ``volume`` is what was read in each period: documents, or
    incidents of any states where there are none (``volume_of`` says which). ``ids`` holds each period's incidents.
    """

    name: str
    indicator: str
    by: Grain
    rows: tuple[Relation, ...]
    volume: tuple[int, ...]
    volume_of: str
    first: date
    last: date
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def starts(self) -> list[date]:
        """The first day of each period."""
        return [date.fromisoformat(row.period) for row in self.rows]


# -- the language of incident queries ---------------------------------------------------------------------

_STATE = r"(?:IGO:[A-Z_]+|[A-Za-z]{3})"
_PARTIES = re.compile(rf"({_STATE})(?:([->])({_STATE}))?")
_GRAMMAR = (
    "write two states and perhaps a type: 'CHN-PRK CONSULT' (either way), 'CHN>PRK REQUEST appeal' (one way, with a"
    " mode), 'CHN-PRK' (any type), or one state alone: 'PRK MOBILIZE' (whomever it acts upon)"
)


@dataclass(frozen=True, slots=True)
class Query:
    """Which incidents are meant: ``a`` acting alone (``b`` is None), ``a`` upon ``b``, or either upon the other."""

    a: str
    b: str | None = None
    directed: bool = False
    event_type: str | None = None
    mode: str | None = None

    @classmethod
    def parse(cls, text: str) -> Query:
        """Read a query such as ``CHN-PRK CONSULT``, ``CHN>PRK`` or ``PRK MOBILIZE``."""
        parties, *rest = text.split() or [""]
        found = _PARTIES.fullmatch(parties)
        if not found or len(rest) > 2:
            raise UsageError(f"'{text}' is no query of incidents; {_GRAMMAR}")
        a, sign, b = found.groups()
        event_type, mode = _typed(text, rest)
        states = [state if ":" in state else load_actors().state(state).iso3 for state in (a, b) if state]
        if len(states) == 2 and states[0] == states[1]:
            raise UsageError(f"'{text}' names {states[0]} twice; name two states, such as CHN-PRK")
        if sign == "-":
            states.sort()
        return cls(states[0], states[1] if b else None, sign == ">", event_type, mode)

    def __str__(self) -> str:
        parties = self.a if self.b is None else f"{self.a}{'>' if self.directed else '-'}{self.b}"
        return " ".join(filter(None, (parties, self.event_type, self.mode)))


def _typed(text: str, words: list[str]) -> tuple[str | None, str | None]:
    if not words:
        return None, None
    types = load_ontology().types
    event_type = words[0].upper()
    if event_type not in types:
        raise UsageError(f"'{text}': '{words[0]}' is no event type; choose from {', '.join(types)}")
    mode = words[1].lower() if len(words) == 2 else None
    if mode and mode not in types[event_type].modes:
        modes = types[event_type].modes
        known = f"choose from {', '.join(modes)}" if modes else "the type has none"
        raise UsageError(f"'{text}': '{mode}' is no mode of {event_type}; {known}")
    return event_type, mode
