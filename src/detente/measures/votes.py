"""How alike do two states vote in the United Nations?

Three numbers from the roll calls in which both took part, each answering another question:

- *agreement*: the share in which both cast the same vote (yes, no, abstain are three different votes);
- *S* of Signorino & Ritter (1999, International Studies Quarterly 43): one less twice the mean distance, with yes,
  abstain and no one half apart, so from -1 (always opposite) to +1; each roll call weighs the same;
- *kappa* (Cohen 1960): how far agreement exceeds what the two states' habits of voting yes, no and abstain would give
  anyhow. In an assembly that mostly votes yes, S and agreement are high for everybody; Häge (2011, Political Analysis
  19) therefore asks for a number corrected for chance.

Absence: a roll call in which one of the two cast no vote is no part of any number. What an absence means is not on
record, so ``absences="abstain"`` (it counts as an abstention) is there for those who want to know what hangs on it; it
needs rows that say so (vote ``absent``), since a missing row may also mean that the state was no member.

A file is a CSV with the columns ``rcid, country_code, vote`` (the form of the unvotes data set), ``.gz`` or not; votes
are yes, no, abstain or absent, or 1, 3, 2, 8 as in Voeten's data. ``roll_calls`` may name a second one with ``rcid,
date`` and perhaps ``session``, which gives years and keeps the votes of a session together in the interval.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import DataError, InputError, UsageError
from detente.measures.dyads import state_name
from detente.measures.resampling import Floats, Ints, p_value, percentiles
from detente.records import Finding

__all__ = ["Ballots", "agreement", "kappa", "read_votes", "s_score", "votes"]

YES, ABSTAIN, NO, ABSENT = 2, 1, 0, -1
_WORDS = {
    "yes": YES, "no": NO, "abstain": ABSTAIN, "absent": ABSENT, "1": YES, "3": NO, "2": ABSTAIN, "8": ABSENT,
}  # fmt: skip
SHUFFLED = "one state's votes dealt anew among the roll calls of the same session"
MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Ballots:
    """The votes of a file: state (three letters) -> roll call -> vote; dates and sessions by roll call."""

    by_state: Mapping[str, Mapping[str, int]]
    dates: Mapping[str, str] = field(default_factory=dict)
    sessions: Mapping[str, str] = field(default_factory=dict)


# -- reading ---------------------------------------------------------------------------------------------


def read_votes(path: str | Path, roll_calls: str | Path | None = None) -> Ballots:
    """Read a file of votes, and perhaps one of roll calls; all faults are reported together."""
    faults: list[str] = []
    by_state: dict[str, dict[str, int]] = defaultdict(dict)
    for line, row in _rows(Path(path), ("rcid", "country_code", "vote")):
        state, vote = _state(row["country_code"].strip()), _WORDS.get(_plain(row["vote"].lower()))
        if vote is None:
            faults.append(f"{path}:{line}: vote {row['vote']!r} is none of yes, no, abstain, absent (or 1, 3, 2, 8)")
        elif _plain(row["rcid"]) in by_state[state]:
            faults.append(f"{path}:{line}: {state} votes twice in roll call {_plain(row['rcid'])}; keep one row")
        else:
            by_state[state][_plain(row["rcid"])] = vote
    dates, sessions = _roll_calls(Path(roll_calls), faults) if roll_calls else ({}, {})
    if faults:
        more = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
        raise DataError([*faults[:MOST_FAULTS], *more])
    return Ballots(dict(by_state), dates, sessions)


def _roll_calls(path: Path, faults: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    dates, sessions = {}, {}
    for line, row in _rows(path, ("rcid", "date")):
        number, day = _plain(row["rcid"]), row["date"].strip()
        if len(day) < 4 or not day[:4].isdigit():
            faults.append(f"{path}:{line}: date {day!r} is not an ISO date (2016-12-19)")
        dates[number] = day
        if row.get("session"):
            sessions[number] = _plain(row["session"])
    return dates, sessions


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        raise InputError(f"{path}: cannot be read ({problem}); give a CSV in UTF-8, .gz or not") from problem
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in needed if name not in (reader.fieldnames or ())]
    if missing:
        raise DataError([f"{path}:1: no column {', '.join(missing)}; it has {', '.join(reader.fieldnames or ())}"])
    for row in reader:
        yield reader.line_num, {name: value or "" for name, value in row.items() if isinstance(name, str)}


def _plain(text: str) -> str:
    """Write a number as one: ``3.0`` and ``3`` are the same roll call."""
    return text.strip().removesuffix(".0")


@cache
def _state(code: str) -> str:
    """Turn a two-letter code into the three-letter one; others stand for themselves."""
    import pycountry

    found = pycountry.countries.get(alpha_2=code) if len(code) == 2 else None
    return str(found.alpha_3) if found else code


# -- the numbers -----------------------------------------------------------------------------------------


_APART = np.abs(np.subtract.outer(np.arange(3), np.arange(3))) / 2


def of_tables(tables: Ints) -> dict[str, Floats]:
    """Return agreement, S and kappa of many tables of votes (axis 0); kappa is 0 where nothing can be exceeded."""
    n = tables.sum(axis=(1, 2))
    same = np.einsum("rii->r", tables) / n
    expected = (tables.sum(axis=2) * tables.sum(axis=1)).sum(axis=1) / n**2
    room = 1 - expected
    beyond = np.divide(same - expected, room, out=np.zeros_like(same), where=room > 1e-12)
    return {"agreement": same, "s_score": 1 - 2 * (tables * _APART).sum(axis=(1, 2)) / n, "kappa": beyond}


def agreement(a: Ints, b: Ints) -> float:
    """Return the share of equal votes."""
    return float(of_tables(_table(a, b)[None])["agreement"][0])


def s_score(a: Ints, b: Ints) -> float:
    """Return S of Signorino & Ritter, votes coded 2 (yes), 1 (abstain), 0 (no)."""
    return float(of_tables(_table(a, b)[None])["s_score"][0])


def kappa(a: Ints, b: Ints) -> float:
    """Return Cohen's kappa; 0 where the two states' habits leave nothing to exceed."""
    return float(of_tables(_table(a, b)[None])["kappa"][0])


MEASURES = {"agreement": agreement, "s_score": s_score, "kappa": kappa}


def votes(
    ballots: Ballots,
    a: str,
    b: str,
    *,
    since: str | None = None,
    until: str | None = None,
    absences: Literal["leave out", "abstain"] = "leave out",
    least: int = 30,
    n_surrogates: int = 199,
    n_bootstrap: int = 999,
    seed: int = 0,
) -> list[Finding]:
    """Return one finding each on agreement, S and kappa of two states.

    ``since`` and ``until`` need dates of the roll calls. The interval draws whole sessions (or years, or blocks of a
    hundred roll calls where neither is known) with replacement; the null deals one state's votes anew within each.
    """
    numbers, left, right = _joint(ballots, a, b, since, until, absences)
    parameters = {
        "a": a, "b": b, "since": since, "until": until, "absences": absences, "least": least,
        "n_surrogates": n_surrogates, "n_bootstrap": n_bootstrap,
    }  # fmt: skip
    subject, names = f"{a}·{b}", (state_name(a), state_name(b))
    if len(numbers) < least:
        said = (
            f"How alike {names[0]} and {names[1]} vote in the United Nations cannot be told: they took part together "
        )
        said += f"in {len(numbers)} roll calls, and {least} would be needed."
        return [Finding("votes", subject, said, parameters=parameters, seed=seed, details={"n": len(numbers)})]
    rng = np.random.default_rng(seed)
    groups = _groups(ballots, numbers)
    dealt = of_tables(np.stack([_table(left[_within(groups, rng)], right) for _ in range(n_surrogates)]))
    by_group = np.stack([_table(left[g], right[g]) for g in groups])
    chosen = rng.multinomial(len(groups), np.full(len(groups), 1 / len(groups)), size=n_bootstrap)
    drawn = of_tables(np.tensordot(chosen, by_group, axes=1))
    made = []
    for name, measure in MEASURES.items():
        surrogates, value = dealt[name], measure(left, right)
        p, interval = p_value(value, surrogates), percentiles(drawn[name])
        details = {
            "question": name, "n": len(numbers), "expected": float(surrogates.mean()),
            "p_by_tail": {t: p_value(value, surrogates, tail=t) for t in ("greater", "less")},
            "table": _words_of(_table(left, right)), "by_year": _by_year(ballots, numbers, left, right),
        }  # fmt: skip
        statement = _words(name, names, value, interval, float(surrogates.mean()), p, len(numbers))
        made.append(Finding(
            "votes", subject, statement, value, interval, p, SHUFFLED, parameters, seed, details
        ))  # fmt: skip
    return made


def _joint(
    ballots: Ballots, a: str, b: str, since: str | None, until: str | None, absences: str
) -> tuple[list[str], Ints, Ints]:
    if absences not in ("leave out", "abstain"):
        raise UsageError(f"absences {absences!r} is not known; choose 'leave out' or 'abstain'")
    for state in (a, b):
        if state not in ballots.by_state:
            known = ", ".join(sorted(ballots.by_state)) or "none"
            raise UsageError(f"no votes of {state!r} are in the file; it has those of {known}")
    if (since or until) and not ballots.dates:
        raise UsageError("since and until need the dates of the roll calls; name the file that has them (rcid, date)")
    one, other = ballots.by_state[a], ballots.by_state[b]
    put = {ABSENT: ABSTAIN} if absences == "abstain" else {}
    rows = [
        (number, put.get(v, v), put.get(other[number], other[number])) for number, v in one.items() if number in other
    ]
    kept = [r for r in rows if ABSENT not in r[1:] and _inside(ballots.dates.get(r[0]), since, until)]
    kept.sort(key=lambda r: (ballots.dates.get(r[0], ""), _order(r[0])))
    return [r[0] for r in kept], np.array([r[1] for r in kept]), np.array([r[2] for r in kept])


def _inside(day: str | None, since: str | None, until: str | None) -> bool:
    if not (since or until):
        return True
    return day is not None and (since or "") <= day and day[: len(until or "")] <= (until or "9")


def _order(number: str) -> tuple[float, str]:
    return (float(number), "") if number.isdigit() else (float("inf"), number)


def _groups(ballots: Ballots, numbers: Sequence[str]) -> list[NDArray[np.int64]]:
    """Return the places of the roll calls by session, by year, or by hundreds."""
    keys = [ballots.sessions.get(n) or ballots.dates.get(n, "")[:4] or f"#{i // 100}" for i, n in enumerate(numbers)]
    places: dict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(keys):
        places[key].append(i)
    return [np.array(p, dtype=np.int64) for p in places.values()]


def _within(groups: Sequence[Ints], rng: np.random.Generator) -> Ints:
    """Return an order that mixes the roll calls within each group only."""
    made = np.empty(sum(g.size for g in groups), dtype=np.int64)
    for group in groups:
        made[group] = rng.permutation(group)
    return made


def _table(a: Ints, b: Ints) -> Ints:
    """Count the votes: rows are a's, columns b's, in the order no, abstain, yes."""
    return np.bincount(3 * a + b, minlength=9).reshape(3, 3).astype(np.int64)


def _words_of(table: Ints) -> dict[str, dict[str, int]]:
    words = {"yes": YES, "abstain": ABSTAIN, "no": NO}
    return {x: {y: int(table[i, j]) for y, j in words.items()} for x, i in words.items()}


def _by_year(ballots: Ballots, numbers: Sequence[str], a: Ints, b: Ints) -> list[dict[str, Any]]:
    years = np.array([ballots.dates.get(n, "")[:4] for n in numbers])
    rows = []
    for year in sorted({y for y in years.tolist() if y}):
        at = years == year
        values = {name: round(measure(a[at], b[at]), 4) for name, measure in MEASURES.items()}
        rows.append({"year": year, "n": int(at.sum()), **values})
    return rows


def _words(
    name: str, names: tuple[str, str], value: float, interval: tuple[float, float] | None, expected: float, p: float,
    n: int,
) -> str:  # fmt: skip
    a, b = names
    low, high = interval or (float("nan"), float("nan"))
    if name == "agreement":
        said = f"{a} and {b} cast the same vote in {value:.1%} of {n:,} roll calls of the United Nations in which both "
        said += (
            f"took part (95% interval {low:.1%} to {high:.1%}); habit alone would give {expected:.1%} (p = {p:.3f})."
        )
    elif name == "s_score":
        said = f"On a scale from -1 (always opposite) to +1 (always the same) {a} and {b} vote alike by {value:+.2f} "
        said += f"(S, 95% interval {low:+.2f} to {high:+.2f}); habit alone would give {expected:+.2f} (p = {p:.3f})."
    elif value < 0:
        said = f"{a} and {b} vote alike less than their habits alone would give "
        said += f"(kappa {value:+.2f}, 95% interval {low:+.2f} to {high:+.2f}; p = {p:.3f})."
    else:
        said = f"Of the agreement that habit does not explain, {a} and {b} reach {value:.0%} "
        said += f"(kappa, 95% interval {low:.0%} to {high:.0%}; p = {p:.3f})."
    return said[0].upper() + said[1:]
