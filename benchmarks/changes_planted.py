"""Change points on drawn series with known cuts: false alarms, hits and how far off, for several settings.

    python benchmarks/changes_planted.py [--replications 40]

The setting in use is the one with the best mean F1 here among those whose false alarms stay below 5% on series
that have no change. The kinds are what series of relations look like: noise with and without memory, trends, steps,
slopes, lone outliers, and counts.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from changes_tcpd import f1
from detente.measures import cutting
from detente.measures.planted import steps

Draw: TypeAlias = Callable[[np.random.Generator], NDArray[np.float64]]
N = 120
T = np.arange(N, dtype=float)


def remembering(rho: float, rng: np.random.Generator) -> NDArray[np.float64]:
    noise = rng.normal(size=N)
    for n in range(1, N):
        noise[n] += rho * noise[n - 1]
    return noise


KINDS: dict[str, tuple[Draw, list[int]]] = {
    "white": (lambda rng: remembering(0, rng), []),
    "memory .5": (lambda rng: remembering(0.5, rng), []),
    "memory .8": (lambda rng: remembering(0.8, rng), []),
    "trend": (lambda rng: remembering(0, rng) + 0.05 * T, []),
    "trend, memory": (lambda rng: remembering(0.5, rng) + 0.05 * T, []),
    "outliers": (lambda rng: remembering(0, rng) + 8 * np.isin(T, (20, 70)), []),
    "counts of 2": (lambda rng: np.sqrt(rng.poisson(2.0, N) + 0.375), []),
    "counts of 0.3": (lambda rng: np.sqrt(rng.poisson(0.3, N) + 0.375), []),
    "counts, bursts": (lambda rng: np.sqrt(steps([3], N, rng, dispersion=0.5) + 0.375), []),
    "step 1": (lambda rng: remembering(0, rng) + (T >= 60), [60]),
    "step 2": (lambda rng: remembering(0, rng) + 2 * (T >= 60), [60]),
    "step 4, memory": (lambda rng: remembering(0.5, rng) + 4 * (T >= 45), [45]),
    "two steps": (lambda rng: remembering(0, rng) + 3 * (T >= 40) - 2 * (T >= 80), [40, 80]),
    "step on trend": (lambda rng: remembering(0, rng) + 0.05 * T + 4 * (T >= 60), [60]),
    "slope": (lambda rng: 0.7 * remembering(0, rng) + 0.2 * np.maximum(T - 60, 0), [60]),
    "step, outliers": (lambda rng: remembering(0, rng) + 8 * np.isin(T, (20, 90)) + 3 * (T >= 60), [60]),
    "counts 2 to 5": (lambda rng: np.sqrt(steps([2, 5], 60, rng, dispersion=0.2) + 0.375), [60]),
    "counts .5 to 2": (lambda rng: np.sqrt(steps([0.5, 2], 60, rng) + 0.375), [60]),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--memory", type=float, nargs="+", default=[0.5, 0.8, 0.95])
    parser.add_argument("--weight", type=float, nargs="+", default=[1.0, 1.5, 2.0])
    chosen = parser.parse_args()
    n = chosen.replications
    for memory in chosen.memory:
        for weight in chosen.weight:
            cutting.WEIGHT, cutting.MEMORY = weight, memory
            scores, false, off = {}, {}, []
            for number, (kind, (draw, truth)) in enumerate(KINDS.items()):
                found = [cutting.cut(draw(np.random.default_rng([13, number, i]))).starts for i in range(n)]
                scores[kind] = float(np.mean([f1({"truth": truth}, starts) for starts in found]))
                if not truth:
                    false[kind] = float(np.mean([bool(starts) for starts in found]))
                off += [min(abs(t - s) for s in starts) for starts in found if starts for t in truth]
            alarms = max(false.values())
            print(
                f"memory {memory}, weight {weight}: mean F1 {np.mean(list(scores.values())):.3f}, false alarms at most"
                f" {alarms:.3f} ({max(false, key=false.__getitem__)}), median error {np.median(off):.0f}, of periods"
            )
            print("   ", ", ".join(f"{kind} {score:.2f}" for kind, score in scores.items()), flush=True)


if __name__ == "__main__":
    main()
