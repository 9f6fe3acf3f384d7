"""Fits confidence to verdicts: ridge logistic regression, and its out-of-sample statements by cross-validation.

Logistic calibration is Platt's (1999) over several features; the penalty (on standardised features, not on the
intercept) keeps coefficients of rare features small. ``cross_validated`` states for each item what a model says that
was fitted without its group, so that events of one document never vouch for each other.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["cross_validated", "fit"]

Features = Sequence[Mapping[str, float]]
_STEPS = 50


def fit(features: Features, right: Sequence[bool], names: Sequence[str], *, penalty: float) -> dict[str, float]:
    """Fit coefficients by penalised maximum likelihood (Newton's method); returns them with the intercept."""
    x, y = _matrix(features, names), np.asarray(right, float)
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    design = np.column_stack([np.ones(len(x)), (x - mean) / spread])
    ridge = np.diag([0.0, *[penalty] * len(names)])
    beta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-design @ beta))
        slope = design.T @ (y - p) - ridge @ beta
        curve = (design * (p * (1 - p))[:, None]).T @ design + ridge + 1e-9 * np.eye(len(beta))
        step = np.linalg.solve(curve, slope)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    plain = beta[1:] / spread
    model = {"intercept": float(beta[0] - plain @ mean)}
    return model | {name: float(value) for name, value in zip(names, plain, strict=True)}


def cross_validated(
    features: Features,
    right: Sequence[bool],
    names: Sequence[str],
    groups: Sequence[Hashable],
    *,
    penalty: float,
    folds: int = 10,
    seed: int = 20231219,
) -> list[float]:
    """State each item's confidence by a model that never saw its group."""
    order = sorted(set(groups), key=repr)
    place = np.random.default_rng(seed).permutation(len(order))
    fold = {group: int(k) % folds for group, k in zip(order, place, strict=True)}
    said = [0.0] * len(groups)
    for k in range(folds):
        inside = [i for i, g in enumerate(groups) if fold[g] != k]
        model = fit([features[i] for i in inside], [right[i] for i in inside], names, penalty=penalty)
        for i, g in enumerate(groups):
            if fold[g] == k:
                score = model["intercept"] + sum(model[n] * features[i][n] for n in names)
                said[i] = float(1 / (1 + np.exp(-score)))
    return said


def _matrix(features: Features, names: Sequence[str]) -> NDArray[Any]:
    return np.array([[row[name] for name in names] for row in features], dtype=float)
