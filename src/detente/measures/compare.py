"""Is one period, or one pair of states, different from another?

Counts are compared as rates per document read (where documents were counted) by their ratio, means by their difference.
Neighbouring periods hang together, so whole blocks of them are dealt out at random to the two sides. The p-value ranks
the difference among those of the deals; the interval holds every ratio (or difference) which, taken out of the second
side, the same deals do not reject (E. L. Lehmann 1963, *Nonparametric confidence intervals for a shift parameter*,
Annals of Mathematical Statistics 34).

A block is ``_REACH`` times the first lag at which the autocorrelation about each side's own level is below half a
standard error, and each side has four blocks at least and eight at most. Short blocks take slow swings for
differences; long ones, nearly independent of each other, cost some power, since the deals know how few they are (for
few large blocks see R. Ibragimov, U. K. Müller 2010, Journal of Business & Economic Statistics 28).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import UsageError
from detente.measures import coverage, wording
from detente.measures.changes import Known, known_values
from detente.measures.costs import Values
from detente.measures.resampling import first_faded, neighbours, p_value
from detente.records import Finding
from detente.relations import Series

__all__ = ["compare"]

LEAST = 3
_CLINGING = 0.75  # correlation of neighbours beyond which the test was not tried
_REACH = 6
_FEWEST, _MOST = 4, 8  # blocks a side
_LEVEL = 0.05
_DOUBLINGS, _HALVINGS = 14, 30  # of a step, in search of an interval's end


def compare(one: Series, other: Series, *, per_volume: bool = True, n_surrogates: int = 999, seed: int = 1) -> Finding:
    """Compare one series with another; the estimate is the other's level over (counts) or less (means) the first's.

    ``details["bounds"]`` holds the interval's ends, None where the blocks are too few to give one.
    """
    known = [_known(side, per_volume) for side in (one, other)]
    exposed = [
        _volume(side, found) if per_volume and found.counts else np.ones(len(found.values))
        for side, found in zip((one, other), known, strict=True)
    ]
    scale = float(np.concatenate(exposed).mean()) or 1.0
    exposed = [np.maximum(e, 0.5 if e.max() > 1 else e) / scale for e in exposed]
    values = [found.values for found in known]
    counts = known[0].counts
    levels = [float(v.sum() / e.sum()) for v, e in zip(values, exposed, strict=True)]
    deals = _Deals.of(values, exposed, counts, n_surrogates, np.random.default_rng(seed))
    estimate, bounds, p = deals.estimate(), deals.bounds(), deals.p_value()
    names = [_name(one, other), _name(other, one)]
    low, high = bounds
    return Finding(
        measure="compare",
        subject=f"{names[1]} beside {names[0]}",
        statement=_statement(one, names, levels, estimate, bounds, p, counts, per_volume),
        estimate=estimate,
        interval=(low, high) if low is not None and high is not None else None,
        p_value=p,
        null_model="blocks of periods dealt out at random to the two sides",
        parameters={"per_volume": per_volume, "n_surrogates": n_surrogates, "by": one.by, "indicator": one.indicator},
        seed=seed,
        details=_details((one, other), names, values, levels, bounds, deals),
        incident_ids=tuple(dict.fromkeys(k for s in (one, other) for keys in s.ids.values() for k in keys)),
    )


def _details(
    sides: Sequence[Series], names: list[str], values: list[Values], levels: list[float],
    bounds: tuple[float | None, float | None], deals: _Deals,
) -> dict[str, Any]:  # fmt: skip
    named = list(zip(names, sides, strict=True))
    return {
        "levels": dict(zip(names, levels, strict=True)),
        "periods": {name: len(v) for name, v in zip(names, values, strict=True)},
        "blocks": {name: len(s) for name, s in zip(names, deals.sums, strict=True)},
        "bounds": list(bounds),
        "incidents": {name: coverage.n_incidents(side) for name, side in named},
        "cautions": [f"{name}: {text}" for name, side in named for text in coverage.cautions(side)]
        + _clinging(values, sides[0].by),
    }


def _clinging(values: list[Values], by: str) -> list[str]:
    """Say where periods hang together for longer than the test was tried on."""
    memory = float(np.mean([neighbours(v) for v in values]))
    if memory < _CLINGING:
        return []
    return [
        f"Counts hang together from {by} to {by} (correlation {memory:.2f}) for longer than the test was tried on: a"
        " p-value near 0.05 may be too small; ask for 0.02, or take longer stretches of time."
    ]


def _known(side: Series, per_volume: bool) -> Known:
    found = known_values(side, per_volume=per_volume)
    if len(found.values) < LEAST:
        raise UsageError(
            f"{side.name} from {side.first} to {side.last} has {len(found.values)} known {side.by}s; {LEAST} are the"
            " least that can be compared: choose longer periods or a shorter --by"
        )
    return found


def _volume(side: Series, found: Known) -> Values:
    return np.array([side.volume[n] for n in found.places], dtype=float)


def _name(side: Series, beside: Series) -> str:
    return side.name if side.name != beside.name else f"{side.name} {side.first} to {side.last}"


@dataclass(frozen=True, slots=True)
class _Deals:
    """The blocks of both sides, by sum and exposure, and which of them each deal gives to the second side."""

    sums: list[Values]
    exposed: list[Values]
    to_second: NDArray[np.float64]  # a row a deal, 1 or 0; the true one first
    counts: bool

    @classmethod
    def of(
        cls, values: list[Values], exposed: list[Values], counts: bool, n: int, rng: np.random.Generator
    ) -> _Deals:  # fmt: skip
        """Cut both sides into blocks of one length and deal them out ``n`` times."""
        length = _length(values)
        edges = [np.linspace(0, len(v), max(LEAST, round(len(v) / length)) + 1).astype(np.int64)[:-1] for v in values]
        sums, spent = ([np.add.reduceat(v, e) for v, e in zip(x, edges, strict=True)] for x in (values, exposed))
        true = np.repeat([0.0, 1.0], [len(e) for e in edges])
        return cls(sums, spent, np.vstack([true, rng.permuted(np.tile(true, (n, 1)), axis=1)]), counts)

    def estimate(self) -> float:
        """Return the ratio of rates (half an incident more on each side, so that it exists) or the gap of means."""
        first, second = (
            (float(s.sum()) + 0.5 * self.counts) / float(e.sum())
            for s, e in zip(self.sums, self.exposed, strict=True)
        )  # fmt: skip
        return second / first if self.counts else second - first

    def p_value(self, effect: float = 0.0) -> float:
        """Rank the true gap among all deals, with an effect (of counts, a ratio's log) taken out of the second side."""
        second = self.sums[1] / np.exp(effect) if self.counts else self.sums[1] - effect * self.exposed[1]
        sums, exposed = np.concatenate([self.sums[0], second]), np.concatenate(self.exposed)
        inside = self.to_second @ np.stack([sums, exposed], axis=1)
        outside = np.array([sums.sum(), exposed.sum()]) - inside
        gaps = np.abs(inside[:, 0] / inside[:, 1] - outside[:, 0] / outside[:, 1])
        return p_value(float(gaps[0]), gaps[1:], tail="greater")

    def bounds(self) -> tuple[float | None, float | None]:
        """Return the ends of the interval of effects that are not rejected, None where it has no end."""
        at = float(np.log(self.estimate())) if self.counts else self.estimate()
        means = np.concatenate([s / e for s, e in zip(self.sums, self.exposed, strict=True)])
        step = 0.05 if self.counts else 0.05 * float(means.std())
        if step == 0:
            return None, None
        ends = [self._end(at, sign * step) for sign in (-1, 1)]
        low, high = (None if end is None else float(np.exp(end)) if self.counts else end for end in ends)
        return low, high

    def _end(self, effect: float, step: float) -> float | None:
        """Return the farthest effect that is not rejected, to the side of the step: doubling it, then halving."""
        inner, outer = effect, effect + step
        for _ in range(_DOUBLINGS if not self.counts else _DOUBLINGS // 2):
            if self.p_value(outer) < _LEVEL:
                break
            inner, outer = outer, effect + 2 * (outer - effect)
        else:
            return None
        for _ in range(_HALVINGS):
            middle = (inner + outer) / 2
            inner, outer = (middle, outer) if self.p_value(middle) >= _LEVEL else (inner, middle)
        return inner


def _length(values: list[Values]) -> float:
    """Return how long a block is: what hangs together about the sides' levels, within the bounds of their number."""
    shortest = min(len(v) for v in values)
    both = np.full((len(values), max(len(v) for v in values)), np.nan)
    for row, v in zip(both, values, strict=True):
        row[: len(v)] = v - v.mean()
    together = _REACH * first_faded(both, errors=0.5)
    return max(1.0, min(max(together, shortest / _MOST), shortest / _FEWEST))


def _statement(
    side: Series, names: list[str], levels: list[float], estimate: float, bounds: tuple[float | None, float | None],
    p: float, counts: bool, per_volume: bool,
) -> str:  # fmt: skip
    what = wording.of(side).removesuffix(f" of {side.name}")
    size = f"{wording.number(estimate)} times as many" if counts else f"{estimate:+.2g}"
    verdict = "no difference that chance does not explain" if p >= _LEVEL else "more than chance explains"
    corrected = f", both at the same number of {side.volume_of}" if counts and per_volume else ""
    return (
        f"{what[0].upper()}{what[1:]}: {wording.number(levels[1])} a {side.by} in {names[1]} beside"
        f" {wording.number(levels[0])} in {names[0]}{corrected}; {size}{_between(bounds)}, {verdict} (p = {p:.3f})."
    )


def _between(bounds: tuple[float | None, float | None]) -> str:
    low, high = (None if end is None else wording.number(end) for end in bounds)
    if low is not None and high is not None:
        return f" ({low} to {high})"
    return f" ({low} or more)" if low is not None else f" ({high} or less)" if high is not None else ""
