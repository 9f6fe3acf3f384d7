"""Who begins, and who answers in kind?

Daily series of one state's acts upon the other, cooperation and conflict apart. Mutual incidents (a meeting) belong to
both directions at once and say nothing of who answers whom: they are left out and counted. So are appeals, which
are neither kind, and dates without a day.

- *answer*: the share of one side's days with acts of a kind that the other answers in the same kind within ``lag``
  days. The day itself does not count: which of two acts of one day was first is not on record. The null moves the
  answering series along itself as a ring, so that its clusters stay and its tie to the other goes; both tails are
  given, since a state may also *hold back* after the other's acts. The four p-values (two kinds, two directions)
  hold together (Holm 1979). The interval is a block bootstrap.
- *begin*: after ``quiet`` days without an act between the two, whose act is the first? Days on which both act begin for
  neither. Under the null, by the same moved series, the two take turns without regard to each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.measures.dyads import Act, Calendar, acts, known_sign, state_name
from detente.measures.resampling import (
    block_indices,
    block_length,
    draw_counts,
    holm,
    p_value,
    percentiles,
    shifts,
)
from detente.records import Finding, Incident
from detente.shares import wilson

__all__ = ["Days", "answer_rates", "beginnings", "reciprocity"]

Kind = Literal["cooperation", "conflict"]
KINDS: tuple[Kind, ...] = ("cooperation", "conflict")
MOVED = "the answering state's days of action moved along themselves as a ring"
CELL = 30
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Days:
    """Days on which each side acted: axes are side (0: a on b), kind, day; ``read`` marks days that were read."""

    pair: tuple[str, str]
    calendar: Calendar
    acted: Bools
    read: Bools
    n_mutual: int
    n_appeals: int
    n_vague: int
    ids: dict[tuple[int, int], tuple[str, ...]]


def reciprocity(
    incidents: Iterable[Incident],
    a: str,
    b: str,
    *,
    since: str | None = None,
    until: str | None = None,
    lag: int = 7,
    quiet: int = 14,
    covered: Collection[str] | None = None,
    least: int = 10,
    statuses: Collection[str] = ("asserted",),
    n_surrogates: int = 199,
    n_bootstrap: int = 999,
    seed: int = 0,
) -> list[Finding]:
    """Measure answers in kind of ``a`` and ``b`` to each other, and who begins.

    ``covered`` are the ISO days on which something was read, all without it: an act counts only if the ``lag`` days
    after it were read. Below ``least`` such days there is no rate, and the finding says so.
    """
    days = _days(incidents, a, b, since=since, until=until, covered=covered, statuses=statuses)
    parameters = {
        "a": a, "b": b, "lag": lag, "quiet": quiet, "least": least,
        "n_surrogates": n_surrogates, "n_bootstrap": n_bootstrap,
        "since": days.calendar.labels[0] if len(days.calendar) else None,
        "until": days.calendar.labels[-1] if len(days.calendar) else None,
        "coverage": "as given" if covered is not None else "every day is taken as read",
    }  # fmt: skip
    rng = np.random.default_rng(seed)
    made = [*_answers(days, lag, least, n_surrogates, n_bootstrap, rng), _begin(days, quiet, least, n_surrogates, rng)]
    findings = [Finding(measure="reciprocity", parameters=parameters, seed=seed, **fields) for fields in made]
    return list(_corrected(findings))


def _days(
    incidents: Iterable[Incident], a: str, b: str, *, since: str | None, until: str | None,
    covered: Collection[str] | None, statuses: Collection[str],
) -> Days:  # fmt: skip
    directed = acts(incidents, states={a, b}, since=since, until=until, statuses=statuses)
    calendar = Calendar.of("day", directed, since=since, until=until)
    own = [x for x in directed if not x.mutual and x.exact and known_sign(x)]
    acted = np.zeros((2, 2, len(calendar)), dtype=bool)
    ids: dict[tuple[int, int], set[str]] = {}
    for at, act in calendar.placed(own):
        side, kind = int(act.actor == b), int(known_sign(act) < 0)
        acted[side, kind, at] = True
        ids.setdefault((side, kind), set()).add(act.incident_id)
    return Days(
        (a, b), calendar, acted, _read(calendar.starts, covered), _count(directed, lambda x: x.mutual),
        _count(directed, lambda x: x.appeal), _count(directed, lambda x: not x.mutual and not x.exact),
        {key: tuple(sorted(found)) for key, found in ids.items()},
    )  # fmt: skip


def _count(directed: Iterable[Act], wanted: Any) -> int:
    return len({x.incident_id for x in directed if wanted(x)})


def _read(starts: Sequence[date], covered: Collection[str] | None) -> Bools:
    known = None if covered is None else set(covered)
    return np.array([known is None or d.isoformat() in known for d in starts], dtype=bool)


# -- answers ---------------------------------------------------------------------------------------------


def _answers(
    days: Days, lag: int, least: int, n_surrogates: int, n_bootstrap: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    n = len(days.calendar)
    for side in (0, 1):
        for kind in (0, 1):
            offsets = shifts(n, n_surrogates, guard=lag, rng=rng)
            asked, given = days.acted[side, kind], days.acted[1 - side, kind]
            answered, counted = answer_rates(asked, given, days.read, np.r_[0, offsets], lag=lag)
            at = np.flatnonzero(asked[: max(n - lag, 0)])
            interval = _interval(at, answered[0], counted[0], n_bootstrap, rng)
            yield _answer(days, side, kind, lag, least, answered.sum(axis=1), counted.sum(axis=1), interval)


def answer_rates(
    asked: Bools, given: Bools, read: Bools, offsets: NDArray[np.int64], *, lag: int
) -> tuple[Bools, Bools]:
    """Return, for each offset of the answering series and each day asked: answered in 1 to ``lag`` days, and counted.

    The series that answers and its days read move together; windows do not reach over the ends of the time seen.
    """
    n = asked.size
    at = np.flatnonzero(asked[: max(n - lag, 0)])
    # What follows day j on the ring of the answering series; a shift of it is a look at another j.
    window = (np.arange(n)[:, None] + np.arange(1, lag + 1)) % max(n, 1)
    follows, known = given[window].any(axis=1), read[window].all(axis=1)
    place = (at[None, :] - offsets[:, None]) % max(n, 1)
    within, whole = follows[place], known[place]
    return within & whole, whole


def _interval(
    at: NDArray[np.int64], answered: Bools, counted: Bools, n_bootstrap: int, rng: np.random.Generator
) -> tuple[float, float] | None:
    """Return the block bootstrap interval of the share answered, in cells of thirty days, since acts cluster."""
    if not counted.any():
        return None
    cells = int(at[-1]) // CELL + 1
    k, n = (np.bincount(at // CELL, weights=x.astype(float), minlength=cells) for x in (answered, counted))
    weights = draw_counts(block_indices(cells, block_length(n.astype(np.float64)), n_bootstrap, rng), cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        return percentiles((weights @ k) / (weights @ n))


def _answer(
    days: Days,
    side: int,
    kind: int,
    lag: int,
    least: int,
    answered: NDArray[np.int64],
    counted: NDArray[np.int64],
    interval: tuple[float, float] | None,
) -> dict[str, Any]:
    first, second = (state_name(days.pair[s]) for s in (side, 1 - side))
    k, n = int(answered[0]), int(counted[0])
    ids = (*days.ids.get((side, kind), ()), *days.ids.get((1 - side, kind), ()))
    fields: dict[str, Any] = {
        "subject": f"{days.pair[1 - side]} to {days.pair[side]}",
        "incident_ids": tuple(sorted(ids)),
        "details": {
            "question": "answer", "kind": KINDS[kind], "answerer": days.pair[1 - side], "n_answered": k, "n_acts": n,
            "n_mutual": days.n_mutual, "n_appeals": days.n_appeals, "n_vague": days.n_vague,
            "by_lag": _by_lag(days.acted[side, kind], days.acted[1 - side, kind], days.read, lag),
        },
    }  # fmt: skip
    acts_of = {"cooperation": "cooperative acts", "conflict": "hostile acts"}[KINDS[kind]]
    if n < least or answered.size < 20:
        said = (
            f"Whether {second} answers {acts_of} of {first} in kind cannot be told: there are {n} days with such acts "
        )
        return {**fields, "statement": f"{said}that can be followed for {lag} days, and {least} would be needed."}
    rates = answered / np.maximum(counted, 1)
    return {
        **fields,
        "statement": f"Of {n} days with {acts_of} of {first} toward {second}, {k} ({k / n:.0%}) were answered in "
        f"kind within {lag} days; by chance it would be {rates[1:].mean():.0%}",
        "estimate": k / n, "interval": interval, "null_model": MOVED,
        "p_value": p_value(float(rates[0]), rates[1:]),
        "details": {
            **fields["details"], "expected": float(rates[1:].mean()),
            "p_by_tail": {tail: p_value(float(rates[0]), rates[1:], tail=tail) for tail in ("greater", "less")},
        },
    }  # fmt: skip


def _by_lag(asked: Bools, given: Bools, read: Bools, lag: int) -> list[dict[str, int]]:
    """Count the acts answered first after exactly 1, 2, … days."""
    made, before = [], 0
    for days in range(1, lag + 1):
        answered, counted = answer_rates(asked, given, read, np.zeros(1, dtype=np.int64), lag=days)
        made.append({"days": days, "answered": int(answered.sum()), "counted": int(counted.sum()), "new": 0})
        made[-1]["new"] = max(0, made[-1]["answered"] - before)
        before = made[-1]["answered"]
    return made


# -- beginnings ------------------------------------------------------------------------------------------


def beginnings(a: Bools, b: Bools, quiet: int) -> tuple[int, int, int]:
    """Count who acts first after ``quiet`` days without an act of either: a, b, both on one day."""
    either = np.flatnonzero(a | b)
    after = either[np.diff(either, prepend=-quiet - 1) > quiet]
    after = after[after >= quiet]
    both = int((a[after] & b[after]).sum())
    return int(a[after].sum()) - both, int(b[after].sum()) - both, both


def _begin(days: Days, quiet: int, least: int, n_surrogates: int, rng: np.random.Generator) -> dict[str, Any]:
    a, b = days.acted[0].any(axis=0), days.acted[1].any(axis=0)
    first, second = (state_name(s) for s in days.pair)
    by_a, by_b, both = beginnings(a, b, quiet)
    n = by_a + by_b
    fields: dict[str, Any] = {
        "subject": "·".join(days.pair),
        "details": {
            "question": "begin", "by": {days.pair[0]: by_a, days.pair[1]: by_b}, "n_both": both,
            "acts": {days.pair[0]: int(a.sum()), days.pair[1]: int(b.sum())},
        },
        "incident_ids": tuple(sorted({i for ids in days.ids.values() for i in ids})),
    }  # fmt: skip
    offsets = shifts(len(days.calendar), n_surrogates, guard=quiet, rng=rng)
    if n < least or offsets.size < 20:
        said = f"Who begins cannot be told: after {quiet} quiet days one of the two acted alone {n} times, and {least} "
        return {**fields, "statement": f"{said}would be needed."}
    drawn = [beginnings(a, np.roll(b, s), quiet)[:2] for s in offsets]
    shares = np.array([x / (x + y) if x + y else np.nan for x, y in drawn])
    p, expected = p_value(by_a / n, shares), float(np.nanmean(shares))
    said = f"After {quiet} quiet days {first} acted first {by_a} times and {second} {by_b} times; were the two without "
    said += f"regard to each other it would be {first} in {expected:.0%} of the cases"
    return {
        **fields,
        "statement": f"{said}, and {_begin_words(first, second, by_a / n, expected, p)} (p = {p:.3f}).",
        "estimate": by_a / n, "interval": wilson(by_a, n), "p_value": p, "null_model": MOVED,
        "details": {**fields["details"], "expected": expected},
    }  # fmt: skip


def _begin_words(first: str, second: str, share: float, expected: float, p: float) -> str:
    if p >= 0.05:
        return "no more than that can be shown"
    return f"{first if share > expected else second} begins more often than that"


def _corrected(findings: list[Finding]) -> Iterator[Finding]:
    """Make the p-values of the answers hold together and end their sentences."""
    asked = [f for f in findings if f.details["question"] == "answer" and f.p_value is not None]
    adjusted = iter(holm([f.p_value or 0.0 for f in asked]))
    for finding in findings:
        if finding.details["question"] != "answer" or finding.p_value is None:
            yield finding
            continue
        p = next(adjusted)
        said, details = _answer_words(finding, p), {**finding.details, "p_alone": finding.p_value}
        yield replace(finding, p_value=p, statement=f"{finding.statement}{said}", details=details)


def _answer_words(finding: Finding, p: float) -> str:
    if p >= 0.05:
        return f", so no more than chance can be shown (p = {p:.3f})."
    who = state_name(finding.details["answerer"])
    more = (finding.estimate or 0.0) > finding.details["expected"]
    return f", so {who} {'answers in kind' if more else 'holds back'} (p = {p:.3f})."
