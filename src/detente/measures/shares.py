"""Shares of counts, with the care that small counts need."""

from __future__ import annotations

from math import sqrt

__all__ = ["wilson"]

# 95% two-sided normal quantile.
_Z = 1.959963984540054


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of the share k/n (E. B. Wilson 1927, JASA 22)."""
    p, z2 = k / n, _Z * _Z
    middle, half = p + z2 / (2 * n), _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n))
