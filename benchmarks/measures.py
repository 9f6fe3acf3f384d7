"""How long do measures take? One dyad over ten years of days; changes and tempo for many dyads on two cores.

    python benchmarks/measures.py [--dyads 10000] [--jobs 2]

Then growth with the number of days and of dyads: the time of each size over that of the one before should stay near the
ratio of sizes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
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


def timed(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


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
    print("one dyad over ten years, seconds")
    for name, call in work.items():
        print(f"  {name:<20}{timed(call):8.2f}", flush=True)


def dyad(seed: int) -> int:
    """Find changes and tempo of one dyad over ten years of months."""
    months = monthly(seed)
    return len(changes(months, resamplings=9, n_surrogates=99)) + len(tempo(months, n_surrogates=199))


def many(n: int, jobs: int) -> float:
    start = perf_counter()
    with ProcessPoolExecutor(jobs) as pool:
        for done, _ in enumerate(pool.map(dyad, range(n), chunksize=max(1, n // (jobs * 50))), start=1):
            if sys.stderr.isatty() and done % 50 == 0:
                print(f"\r  {done:,} of {n:,} dyads", end="", file=sys.stderr, flush=True)
    return perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dyads", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    one_dyad()
    print("growth with days, changes and tempo, seconds")
    for n in (1000, 2000, 4000, 8000):
        part = daily(5, n)
        print(f"  {n:>6} days {timed(lambda part=part: (changes(part, resamplings=9), tempo(part))):8.2f}")  # type: ignore[misc]
    print(f"changes and tempo of many dyads, {chosen.jobs} processes, seconds")
    for n in (chosen.dyads // 8, chosen.dyads // 4, chosen.dyads):
        took = many(n, chosen.jobs)
        print(f"  {n:>6} dyads {took:8.1f}  {n / took:.1f} a second", flush=True)


if __name__ == "__main__":
    main()
