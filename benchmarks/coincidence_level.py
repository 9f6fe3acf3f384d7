"""Does the coincidence test hold its level, and what does it see? Seeded replications, planted effects.

    python benchmarks/coincidence_level.py [--replications 1000] [--surrogates 199]

Prints, for each null and kind of series, the share of replications with p < 0.05 where nothing was planted, beside the
one-sided 97.5% binomial bound for a test that holds its level; then the power where a share of days was planted.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable
from time import perf_counter

import numpy as np
from scipy.stats import binom

from detente.measures.hits import against_nulls
from detente.measures.planted import bursts, followers, poisson_days
from detente.measures.resampling import Days

N_DAYS = 3653  # ten years
WINDOW = 7
Pair = Callable[[np.random.Generator], tuple[Days, Days]]


def modulated(rng: np.random.Generator) -> Days:
    """Draw days whose rate drifts from year to year by a factor of up to six."""
    log_rate = np.interp(np.arange(N_DAYS), np.arange(0, N_DAYS + 400, 400), rng.normal(0, 0.6, N_DAYS // 400 + 2))
    rate = np.exp(log_rate)
    return np.flatnonzero(rng.random(N_DAYS) < rate / rate.sum() * 60).astype(np.int64)


def seasonal(rng: np.random.Generator) -> Days:
    """Draw days of a rate that is four times as high in spring as in autumn, in the same season for A and B."""
    rate = 1 + 0.6 * np.sin(2 * np.pi * np.arange(N_DAYS) / 365.25)
    return np.flatnonzero(rng.random(N_DAYS) < rate / rate.sum() * 60).astype(np.int64)


KINDS: dict[str, Pair] = {
    "Poisson": lambda rng: (poisson_days(57, N_DAYS, rng), poisson_days(31, N_DAYS, rng)),
    "bursts": lambda rng: (bursts(15, N_DAYS, rng), bursts(12, N_DAYS, rng)),
    "drifting rate": lambda rng: (modulated(rng), modulated(rng)),
    "one season": lambda rng: (seasonal(rng), seasonal(rng)),
}


def rejections(pair: Pair, replications: int, surrogates: int, seed: int) -> dict[tuple[str, str], int]:
    """Count p < 0.05 by null and tail over replications."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for n in range(replications):
        rng = np.random.default_rng([seed, n])
        a, b = pair(rng)
        p_values = against_nulls(a, b, N_DAYS, window=WINDOW, lag=0, n_surrogates=surrogates, rng=rng)["p_values"]
        for null, rates in p_values.items():
            for rate, tails in rates.items():
                for tail, p in tails.items():
                    found[null, f"{rate} {tail}"] += p < 0.05
    return dict(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--surrogates", type=int, default=199)
    chosen = parser.parse_args()
    n = chosen.replications
    bound = binom.ppf(0.975, n, 0.05) / n
    print(f"{n} replications, {chosen.surrogates} surrogates; a test that holds 0.05 stays at or below {bound:.4f}")
    for kind, pair in KINDS.items():
        start = perf_counter()
        found = rejections(pair, n, chosen.surrogates, seed=7)
        print(f"\n{kind} ({perf_counter() - start:.1f} s)")
        for null in dict.fromkeys(null for null, _ in found):
            shares = {tail: count / n for (name, tail), count in found.items() if name == null}
            worst = max(shares.values())
            told = ", ".join(f"{tail} {share:.3f}" for tail, share in shares.items())
            print(f"  {null:<14} {'holds' if worst <= bound else 'FAILS'}  {told}")
    print("\npower: share of replications with two-sided p < 0.05 by shuffled waiting times, days of A planted after B")
    for share in (0.0, 0.1, 0.2, 0.3, 0.5, 0.8):

        def planted(rng: np.random.Generator, share: float = share) -> tuple[Days, Days]:
            b = bursts(12, N_DAYS, rng)
            return followers(b, N_DAYS, rng, share=share, within=WINDOW), b

        found = rejections(planted, max(n // 5, 20), chosen.surrogates, seed=11)
        power = found["waiting_times", "precursor two_sided"] / max(n // 5, 20)
        print(f"  planted {share:.1f}  power {power:.2f}  {'#' * round(40 * power)}")


if __name__ == "__main__":
    main()
