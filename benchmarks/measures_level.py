"""Do series, changes, tempo, response and compare hold their level where nothing is, and what do they find of what is?

    python benchmarks/measures_level.py [--replications N] [--surrogates N] [--only changes compare] [--of days]

Each row draws its series and its surrogates from the replication's own seed, and counts p < 0.05 beside the largest
count that a true level of 0.05 gives in 97.5 of 100 such rows. Series without memory and clustered ones: counts whose
rate swings and remembers its last value, and bursts of days. ``changes`` is a false alarm when any change is told with
p < 0.05; an arrow is one when it points at all, which it may in one of five. Rows of a level that is planted, or of a
null that is not true, are power. Then how far off planted changes are told. Like
benchmarks: ``coincidence_level.py``, ``networks.py``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from detente.measures import changes, compare, response, tempo
from detente.measures.changes import known_values
from detente.measures.planted import bursts, poisson_days, relation, swinging
from detente.measures.series import arrow
from detente.measures.trend import line
from detente.relations import Grain

Counts: TypeAlias = NDArray[np.float64]
Draw: TypeAlias = Callable[..., Counts]
Run: TypeAlias = Callable[..., Iterable[Any]]  # map, or that of a pool
Told: TypeAlias = dict[str, float | None]  # of one replication: a p-value by name, None where no test was made


def days_of(days: NDArray[np.int64], n: int) -> Counts:
    return np.bincount(days, minlength=n).astype(float)[:n]


def flat(rng: np.random.Generator, *, mean: float, n: int) -> Counts:
    return rng.poisson(mean, n).astype(float)


def scattered(rng: np.random.Generator, *, n: int, wait: int = 60) -> Counts:
    """Days at random, one in ``wait``."""
    return days_of(poisson_days(n // wait, n, rng), n)


def burst(rng: np.random.Generator, *, n: int, wait: int = 60) -> Counts:
    """Bursts of four days or so, as many days in all."""
    return days_of(bursts(n // wait / 4, n, rng), n)


# -- one replication -------------------------------------------------------------------------------------


def changed(seed: int, surrogates: int, *, draw: Draw, by: Grain) -> Told:
    made = relation(draw(np.random.default_rng([17, seed])).tolist(), by=by)
    found = changes(made, resamplings=0, n_surrogates=surrogates, seed=seed)
    return {"any change told": min((f.p_value for f in found if f.details["date"] and f.p_value), default=1.0)}


def compared(seed: int, surrogates: int, *, draw: Draw, by: Grain, times: float = 1.0) -> Told:
    """Two halves of one series; the first is thinned where the second is to be of ``times`` its level."""
    rng = np.random.default_rng([19, seed])
    counts = draw(rng)
    half = len(counts) // 2
    if times > 1:
        counts[:half] = rng.binomial(counts[:half].astype(np.int64), 1 / times)
    sides = [
        relation(part.tolist(), by=by, name=n) for part, n in ((counts[:half], "CHN-PRK"), (counts[half:], "RUS-PRK"))
    ]
    finding = compare(*sides, n_surrogates=surrogates, seed=seed)
    low, high = finding.interval or (0.0, 2.0)
    return {"p": finding.p_value, "interval leaves out 1": 0.0 if not low <= 1 <= high else 1.0}


def levelled(seed: int, surrogates: int, *, draw: Draw, by: Grain) -> Told:
    """The parts of ``series`` that are tests, without the smoothed state, which takes the longest."""
    made = relation(draw(np.random.default_rng([37, seed])).tolist(), by=by)
    known, year = known_values(made), {"month": 12.0, "day": 365.25}[by]
    rng = np.random.default_rng(seed)
    time = np.array(known.places, dtype=float)
    found = line(known, time, year, seasonal=True, n_surrogates=surrogates, rng=rng)
    low, high = found.interval
    return {
        "trend": found.p_value,
        "the trend's interval leaves out 0": float(low <= 0 <= high),
        "season": found.season_p_value,
        "arrow points": float(arrow(made, seed=seed).details["arrow"] == "unchanged"),
    }


def rhythm(seed: int, surrogates: int, *, draw: Draw) -> Told:
    made = relation(draw(np.random.default_rng([23, seed])).tolist(), by="day")
    found = [f for f in tempo(made, n_surrogates=surrogates, seed=seed) if f.details["kind"] == "burstiness"]
    return {"burstiness": found[0].p_value if found else None}


def answered(seed: int, surrogates: int, *, draw: Draw) -> Told:
    rng = np.random.default_rng([29, seed])
    ways = [relation(draw(rng).tolist(), by="day", name=name) for name in ("CHN>PRK", "PRK>CHN")]
    found = response(*ways, n_surrogates=surrogates, seed=seed)
    return {f.subject: f.p_value for f in found}


@dataclass(frozen=True, slots=True)
class Row:
    """A measure on one kind of series; ``null`` is false where its null is not true, so that the count is power."""

    measure: str
    kind: str
    work: Callable[..., Told]
    null: bool = True


MONTHS: dict[str, Draw] = {
    "120 months, mean 2": partial(flat, mean=2, n=120),
    "120 months, swings of memory 0.5": partial(swinging, mean=3, n=120, phi=0.5),
    "120 months, swings of memory 0.8": partial(swinging, mean=3, n=120, phi=0.8),
}
SCATTERED, BURSTS = "days scattered", "days in bursts"
DAYS: dict[str, Draw] = {SCATTERED: scattered, BURSTS: burst}

ROWS: tuple[Row, ...] = (
    *(Row("changes", kind, partial(changed, draw=draw, by="month")) for kind, draw in MONTHS.items()),
    *(Row("changes", f"1,000 {kind}", partial(changed, draw=partial(d, n=1000), by="day")) for kind, d in DAYS.items()),
    *(Row("compare", kind, partial(compared, draw=draw, by="month")) for kind, draw in MONTHS.items()),
    *(
        Row("compare", f"1,000 {kind}", partial(compared, draw=partial(d, n=1000), by="day"))
        for kind, d in DAYS.items()
    ),
    *(
        Row("compare", f"{kind}, then {times} times", partial(compared, draw=draw, by="month", times=times), null=False)
        for kind, draw in MONTHS.items()
        for times in (1.5, 2)
    ),
    *(Row("series", kind, partial(levelled, draw=draw, by="month")) for kind, draw in MONTHS.items()),
    *(
        Row("series", f"1,000 {kind}", partial(levelled, draw=partial(d, n=1000, wait=20), by="day"))
        for kind, d in DAYS.items()
    ),
    Row("tempo", f"1,200 {SCATTERED}", partial(rhythm, draw=partial(scattered, n=1200, wait=30))),
    Row("tempo", f"1,200 {BURSTS}", partial(rhythm, draw=partial(burst, n=1200, wait=30)), null=False),
    *(
        Row("response", f"1,200 {kind}", partial(answered, draw=partial(d, n=1200, wait=30)))
        for kind, d in DAYS.items()
    ),
)
LEVELS = {"arrow points": 0.2}
"""How often a test may be wrong, where that is not one time in twenty."""


# -- planted changes -------------------------------------------------------------------------------------


STEPS: dict[Grain, tuple[float, int]] = {"month": (2.0, 60), "day": (0.1, 500)}  # a period before; periods each side


def planted(seed: int, surrogates: int, *, ratio: float, phi: float, by: Grain) -> dict[str, float | None]:
    """Return how many periods off the nearest change told is, None where none is; and how many more were told."""
    rng = np.random.default_rng([31, seed])
    mean, half = STEPS[by]
    counts = swinging(rng, mean=np.repeat([mean, mean * ratio], half), n=2 * half, phi=phi)
    told = [
        f for f in changes(relation(counts.tolist(), by=by), resamplings=0, n_surrogates=surrogates, seed=seed)
        if f.p_value is not None and f.p_value < 0.05
    ]  # fmt: skip
    first = [str(day) for day in relation([0.0] * 2 * half, by=by).starts]
    at = [first.index(f.details["date"]) for f in told]
    inside = [f.details["date_interval"][0] <= first[half] <= f.details["date_interval"][1] for f in told]
    off = min((abs(n - half) for n in at), default=None)
    return {"off": off, "more": max(len(told) - 1, 0), "held": float(any(inside)) if told else None}


# -- all of them -----------------------------------------------------------------------------------------


def levels(rows: tuple[Row, ...], n: int, surrogates: int, run: Run) -> None:
    print(f"{n:,} replications, {surrogates} surrogates\n")
    print("| measure | series | test | below 0.05 | bound |\n|---|---|---|---|---|", flush=True)
    for row in rows:
        start = perf_counter()
        results = list(run(partial(row.work, surrogates=surrogates), range(n)))
        for name in dict.fromkeys(name for told in results for name in told):
            known = [told[name] for told in results if told.get(name) is not None]
            count = sum(p < 0.05 for p in known if p is not None)
            bound = int(binom.ppf(0.975, len(known), LEVELS.get(name, 0.05)))
            word = "power" if not row.null else f"{bound}{' exceeded' if count > bound else ''}"
            print(f"| {row.measure} | {row.kind} | {name} | {count} of {len(known):,} | {word} |", flush=True)
        print(f"  {row.measure}, {row.kind}: {perf_counter() - start:.0f} s", file=sys.stderr, flush=True)


def locations(n: int, surrogates: int, run: Run, of: str) -> None:
    print("\n| periods | level times | memory | told | off, median and 90% | interval holds it | further ones told |")
    print("|---|---|---|---|---|---|---|")
    kinds: tuple[tuple[Grain, float, float], ...] = (
        *(("month", ratio, phi) for ratio, phi in ((1.5, 0.0), (2, 0.0), (3, 0.0), (2, 0.5), (3, 0.5))),
        *(("day", ratio, phi) for ratio, phi in ((1.5, 0.0), (2, 0.0), (3, 0.0), (3, 0.9))),
    )
    for by, ratio, phi in (kind for kind in kinds if of in f"{kind[0]}s"):
        work = partial(planted, surrogates=surrogates, ratio=ratio, phi=phi, by=by)
        results = list(run(work, range(n)))
        off = [r["off"] for r in results if r["off"] is not None]
        held = [r["held"] for r in results if r["held"] is not None]
        far = "{:.0f}, {:.0f}".format(*np.quantile(off, (0.5, 0.9))) if off else ""
        more = sum(r["more"] or 0 for r in results)
        told = f"{len(off)} of {n} | {far} | {f'{np.mean(held):.0%}' if held else ''} | {more:.0f}"
        print(
            f"| {2 * STEPS[by][1]} {by}s | {ratio} | {phi} | {told} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--surrogates", type=int, default=199)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", nargs="+", default=[row.measure for row in ROWS])
    parser.add_argument("--of", choices=("months", "days"), default="", help="only series of months, or of days")
    chosen = parser.parse_args()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        run: Run = partial(pool.map, chunksize=max(1, chosen.replications // 50)) if chosen.jobs > 1 else map
        rows = tuple(row for row in ROWS if row.measure in chosen.only and chosen.of in row.kind)
        levels(rows, chosen.replications, chosen.surrogates, run)
        if "changes" in chosen.only:
            locations(max(chosen.replications // 5, 20), chosen.surrogates, run, chosen.of)


if __name__ == "__main__":
    main()
