"""How long do measures take? One dyad over ten years of days; changes and tempo for many dyads on two cores.

    python benchmarks/measures.py [--dyads 10000] [--jobs 2]

Then growth with the number of days and of dyads: the time of each size over that of the one before should stay near the
ratio of sizes. Beside the clock stands processor time, which other work on the machine changes less.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

import numpy as np

from detente.measures import changes, compare, response, series, tempo
from detente.measures.hits import against_nulls
from detente.measures.planted import bursts, relation
from detente.relations import Series

TEN_YEARS = 3653


def daily(seed: int, n: int = TEN_YEARS, name: str = "CHN-PRK") -> Series:
    rng = np.random.default_rng(seed)
    rate = np.where(np.arange(n) < n // 2, 0.1, 0.25)
    return relation(rng.poisson(rate).astype(float).tolist(), by="day", name=name)


def monthly(seed: int) -> Series:
    rng = np.random.default_rng(seed)
    return relation(rng.poisson(np.repeat([2.0, 5.0], 60)).astype(float).tolist(), by="month")


def spent(who: int) -> float:
    """Processor time of this process or of its children that have ended."""
    used = getrusage(who)
    return used.ru_utime + used.ru_stime


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock, and of processor time."""
    start, used = perf_counter(), spent(RUSAGE_SELF)
    work()
    return perf_counter() - start, spent(RUSAGE_SELF) - used


def one_dyad() -> None:
    days, months = daily(1), monthly(1)
    ways = daily(2, name="CHN>PRK"), daily(3, name="PRK>CHN")
    rng = np.random.default_rng(4)
    a, b = bursts(20, TEN_YEARS, rng), bursts(20, TEN_YEARS, rng)
    timed(lambda: series(monthly(9)))  # libraries are loaded now
    work: dict[str, Callable[[], Any]] = {
        "series, months": lambda: series(months),
        "series, days": lambda: series(days),
        "changes, months": lambda: changes(months),
        "changes, days": lambda: changes(days, resamplings=19),
        "tempo, days": lambda: tempo(days),
        "response, days": lambda: response(*ways),
        "compare, months": lambda: compare(months, monthly(2)),
        "coincidence, days": lambda: against_nulls(a, b, TEN_YEARS, window=7, lag=0, n_surrogates=999, rng=rng),
    }
    print("one dyad over ten years, seconds by the clock and of processor time")
    total = [0.0, 0.0]
    for name, call in work.items():
        took = timed(call)
        total = [a + b for a, b in zip(total, took, strict=True)]
        print(f"  {name:<20}{took[0]:8.2f}{took[1]:8.2f}", flush=True)
    print(f"  {'all':<20}{total[0]:8.2f}{total[1]:8.2f}")


def dyad(seed: int) -> int:
    """Find changes and tempo of one dyad over ten years of months."""
    months = monthly(seed)
    return len(changes(months, resamplings=9, n_surrogates=99)) + len(tempo(months, n_surrogates=199))


def many(n: int, jobs: int) -> tuple[float, float]:
    """Find changes and tempo of many dyads, telling how many are done; clock and processor time."""
    start, used, step = perf_counter(), spent(RUSAGE_CHILDREN), max(1, n // 10)
    with ProcessPoolExecutor(jobs) as pool:
        for done, _ in enumerate(pool.map(dyad, range(n), chunksize=max(1, n // (jobs * 50))), start=1):
            if (sys.stderr.isatty() and done % 50 == 0) or done % step == 0:
                end = "" if sys.stderr.isatty() else "\n"
                print(
                    f"\r  {done:,} of {n:,} dyads, {perf_counter() - start:.0f} s", end=end, file=sys.stderr, flush=True
                )
    if sys.stderr.isatty():
        print("\r" + " " * 60, end="\r", file=sys.stderr)
    return perf_counter() - start, spent(RUSAGE_CHILDREN) - used


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dyads", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    one_dyad()
    print("growth with days, changes and tempo, seconds by the clock and of processor time")
    for n in (1000, 2000, 4000, 8000):
        part = daily(5, n)
        took = timed(lambda part=part: (changes(part, resamplings=9), tempo(part)))  # type: ignore[misc]
        print(f"  {n:>6} days {took[0]:8.2f}{took[1]:8.2f}", flush=True)
    print(f"changes and tempo of many dyads, {chosen.jobs} processes, seconds by the clock and of processor time")
    for n in (max(1, chosen.dyads // 10), chosen.dyads):
        took = many(n, chosen.jobs)
        print(f"  {n:>6} dyads {took[0]:8.1f}{took[1]:8.1f}  {n / took[0]:.1f} a second", flush=True)


if __name__ == "__main__":
    main()
