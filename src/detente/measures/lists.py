"""What two lists of days hold and lack: days inside the period, dates known to a month only, what to bear in mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from detente.errors import UsageError
from detente.measures.dates import Dates, Period, Vague, offsets
from detente.measures.hits import count_hits
from detente.measures.resampling import Days

__all__ = ["behind", "cautions", "described", "inside", "told", "vague_bounds"]

FEW = 5
THIN = 0.8  # of the days


def inside(side: Dates, over: Period) -> Days:
    """Return the days of a list inside the period, as numbers; a list without any is refused."""
    found = np.asarray(offsets(side.days, over), dtype=np.int64)
    if not len(found):
        raise UsageError(
            f"{side.name}: no day between {over.first} and {over.last} ({over.basis});"
            " choose another period with --since and --until"
        )
    return found


def told(over: Period) -> dict[str, Any]:
    """Return the period as details carry it."""
    return {"first": str(over.first), "last": str(over.last), "days": over.n_days, "basis": over.basis}


def described(side: Dates, over: Period) -> dict[str, Any]:
    """Count what a list holds, inside the period and out of it."""
    n_inside = sum(over.first <= day <= over.last for day in side.days)
    return {
        "name": side.name,
        "rows": side.n_rows,
        "days": len(side.days),
        "days_in_period": n_inside,
        "days_outside_period": len(side.days) - n_inside,
        "month_only": len(side.vague),
        "month_only_in_period": len(_overlapping(side, over)),
        "set_aside": dict(side.set_aside),
        "covered": covered(side, over),
    }


def covered(side: Dates, over: Period) -> float | None:
    """Return the share of the period's days on which the keeper looked, None where nobody says."""
    if side.read is None:
        return None
    return sum(over.first <= day <= over.last for day in side.read) / over.n_days


def _overlapping(side: Dates, over: Period) -> list[Vague]:
    return [v for v in side.vague if v.first <= over.last and v.last >= over.first]


def vague_bounds(a: Dates, b: Dates, over: Period, window: int, lag: int) -> dict[str, Any]:
    """Say how far hits could change if the dates known to a month or year only were known to the day.

    They are in no rate. The least: none of them meets anything. The most: each is put where it meets most, on its own.
    """
    vague_a, vague_b = _overlapping(a, over), _overlapping(b, over)
    days_a, days_b = (np.asarray(offsets(side.days, over), dtype=np.int64) for side in (a, b))
    base = count_hits(days_a, days_b, window=window, lag=lag)
    ends_a = [_ends(v, over) for v in vague_a]
    ends_b = [_ends(v, over) for v in vague_b]
    # every stretch of days in which some A (or B) may lie, exact days being stretches of one
    all_a = [(d, d) for d in days_a.tolist()] + ends_a
    all_b = [(d, d) for d in days_b.tolist()] + ends_b
    precursor = sum(any(bl >= a0 - lag - window and bf <= a1 - lag for bf, bl in all_b) for a0, a1 in all_a)
    trigger = sum(any(al >= b0 + lag and af <= b1 + lag + window for af, al in all_a) for b0, b1 in all_b)
    vague = bool(vague_a or vague_b)
    return {
        "a": len(vague_a),
        "b": len(vague_b),
        "precursor_hits_least": base.precursor,
        "precursor_hits_most": precursor if vague else base.precursor,
        "trigger_hits_least": base.trigger,
        "trigger_hits_most": trigger if vague else base.trigger,
        "how": "not in any rate; the least and the most hits if their days were known",
    }


def _ends(vague: Vague, over: Period) -> tuple[int, int]:
    first, last = max(vague.first, over.first), min(vague.last, over.last)
    return (first - over.first).days, (last - over.first).days


def cautions(details: Mapping[str, Any], a: Dates, b: Dates) -> list[str]:
    """Return what a reader of a coincidence must bear in mind, each in a sentence."""
    found = [*_of_bursts(details["dispersion"])]
    if min(details["n_a"], details["n_b"]) < FEW:
        found.append(f"Fewer than {FEW} days on one side: no test can tell much.")
    found += [f"The null '{name}' is left out: {why}." for name, why in details["nulls_left_out"].items()]
    found += _of_side(a, details["a"]["covered"])
    found += _of_side(b, details["b"]["covered"])
    vague = details["month_only"]
    if vague["a"] or vague["b"]:
        found.append(
            f"{vague['a'] + vague['b']} dates known to a month or year only are in no rate; with them precursor hits"
            f" could be {vague['precursor_hits_least']} to {vague['precursor_hits_most']}."
        )
    return found


def _of_bursts(dispersion: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    bursts = [side["index"] for side in dispersion.values() if side["p_value"] < 0.05]
    if bursts:
        yield (
            f"The days come in bursts (variance {max(bursts):.1f} times the mean), which the Poisson null denies:"
            " its p-values do not hold here, those of the surrogates do."
        )


def _of_side(side: Dates, share: float | None) -> Iterator[str]:
    if share is not None and share < THIN:
        yield (
            f"Anything was read on {share:.0%} of the period's days only: a day without {side.name}"
            " may be one not read."
        )
    if side.set_aside:
        reasons = "; ".join(f"{reason}: {n}" for reason, n in sorted(side.set_aside.items())[:3])
        yield f"{sum(side.set_aside.values())} rows of {side.name} are set aside ({reasons})."


def behind(a: Dates, b: Dates, over: Period) -> tuple[str, ...]:
    """Return the incidents of the days inside the period, each once."""
    keys = (key for side in (a, b) for day, ids in side.ids.items() if over.first <= day <= over.last for key in ids)
    return tuple(dict.fromkeys(keys))
