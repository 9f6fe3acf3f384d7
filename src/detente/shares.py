"""The interval of a share: the one place that every room takes it from."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["wilson"]


@lru_cache(maxsize=4096)
def wilson(k: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval of the share k of n, (0, 1) where nothing was counted.

    It stays within 0 and 1 and holds its level for few cases too (E. B. Wilson 1927, JASA 22). SciPy computes it and is
    imported at the first call, since it takes longer to load than most commands take to run.
    """
    if n <= 0:
        return (0.0, 1.0)
    from scipy.stats import binomtest

    low, high = binomtest(int(k), int(n)).proportion_ci(confidence_level=level, method="wilson")
    return (float(low), float(high))
