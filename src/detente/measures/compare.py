"""Is one period, or one pair of states, different from another?

Counts are compared as rates per document read (where documents were counted): the ratio with its 95% interval by
quasi-likelihood, ``log ratio +- 1.96 sqrt(f1 / S1 + f2 / S2)``, where each side's dispersion ``f`` allows for counts
that vary more than Poisson counts do (P. McCullagh, J. A. Nelder 1989, *Generalized Linear Models*, sec. 6.2). Means
are compared by their difference (Welch). Where neighbouring periods hang together ``f`` and the variance are those of
sums of blocks. The p-value ranks the difference among those of blocks of periods dealt out at random; a block is three
times as long as the periods hang together about each side's own level.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from detente.errors import UsageError
from detente.measures import coverage, wording
from detente.measures.changes import Known, known_values
from detente.measures.costs import Values
from detente.measures.resampling import block_length, neighbours, p_value
from detente.records import Finding
from detente.relations import Series

__all__ = ["compare"]

LEAST = 3
_CLINGING = 0.5  # correlation of neighbours, estimated low where counts are small


def compare(one: Series, other: Series, *, per_volume: bool = True, n_surrogates: int = 999, seed: int = 1) -> Finding:
    """Compare one series with another; the estimate is the other's level over (counts) or less (means) the first's."""
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
    estimate, interval = _ratio(values, exposed) if counts else _difference(values)
    p = _p_value(values, exposed, counts, n_surrogates, np.random.default_rng(seed))
    names = [_name(one, other), _name(other, one)]
    return Finding(
        measure="compare",
        subject=f"{names[1]} beside {names[0]}",
        statement=_statement(one, names, levels, estimate, interval, p, counts, per_volume),
        estimate=estimate,
        interval=interval,
        p_value=p,
        null_model="blocks of periods dealt out at random to the two sides",
        parameters={"per_volume": per_volume, "n_surrogates": n_surrogates, "by": one.by, "indicator": one.indicator},
        seed=seed,
        details={
            "levels": dict(zip(names, levels, strict=True)),
            "periods": {name: len(v) for name, v in zip(names, values, strict=True)},
            "incidents": {name: coverage.n_incidents(side) for name, side in zip(names, (one, other), strict=True)},
            "cautions": [
                f"{name}: {text}"
                for name, side in zip(names, (one, other), strict=True)
                for text in coverage.cautions(side)
            ]
            + _clinging(values, one.by),
        },
        incident_ids=tuple(dict.fromkeys(k for s in (one, other) for keys in s.ids.values() for k in keys)),
    )


def _clinging(values: list[Values], by: str) -> list[str]:
    """Say where periods hang together for so long that too few blocks are left to tell."""
    memory = float(np.mean([neighbours(v) for v in values]))
    if memory < _CLINGING:
        return []
    return [
        f"Counts hang together from {by} to {by} (correlation {memory:.2f}): a p-value near 0.05 is about half of what"
        " it should be here; ask for 0.02."
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


def _ratio(values: list[Values], exposed: list[Values]) -> tuple[float, tuple[float, float]]:
    sums = [float(v.sum()) + 0.5 for v in values]
    rates = [s / float(e.sum()) for s, e in zip(sums, exposed, strict=True)]
    error = np.sqrt(sum(_dispersion(v, e) / s for v, e, s in zip(values, exposed, sums, strict=True)))
    ratio = rates[1] / rates[0]
    return ratio, (ratio * float(np.exp(-1.96 * error)), ratio * float(np.exp(1.96 * error)))


def _dispersion(values: Values, exposure: Values) -> float:
    """Return by how much a sum varies more than a Poisson one: the spread of periods, or of blocks where it is more."""
    level = values.sum() / exposure.sum() * exposure
    rest = (values - level) / np.sqrt(np.maximum(level, 1e-9))
    return max(1.0, _spread(rest))


def _difference(values: list[Values]) -> tuple[float, tuple[float, float]]:
    gap = float(values[1].mean() - values[0].mean())
    error = float(np.sqrt(sum(_spread(v - v.mean()) / len(v) for v in values)))
    return gap, (gap - 1.96 * error, gap + 1.96 * error)


def _spread(rest: Values) -> float:
    """Return the variance of residuals, widened for those that hang together (sums of blocks vary more then)."""
    n, length = len(rest), _hanging([rest])
    blocks = n // length
    plain = float((rest**2).sum()) / max(n - 1, 1)
    if length == 1 or blocks < 3:
        return plain
    sums = np.add.reduceat(rest[: blocks * length], np.arange(0, blocks * length, length))
    # Student's wider tails, since few blocks know their spread badly
    few = (float(stats.t.ppf(0.975, blocks - 1)) / 1.96) ** 2
    return max(plain, few * float(((sums - sums.mean()) ** 2).sum()) / (blocks - 1) / length)


def _hanging(rests: list[Values]) -> int:
    """Return how many periods hang together about the sides' own levels; 1 where neighbours do not."""
    shortest = min(len(rest) for rest in rests)
    both = np.full((len(rests), max(len(rest) for rest in rests)), np.nan)
    for row, rest in zip(both, rests, strict=True):
        row[: len(rest)] = rest
    return max(1, min(block_length(both, reach=3), shortest // 4))


def _p_value(
    values: list[Values], exposed: list[Values], counts: bool, n_surrogates: int, rng: np.random.Generator
) -> float:
    size = len(values[0])
    every, exposure = np.concatenate(values), np.concatenate(exposed)
    length = _hanging([v - v.mean() for v in values])
    blocks = np.array_split(np.arange(len(every)), max(2, len(every) // length))
    orders = [np.concatenate([blocks[i] for i in rng.permutation(len(blocks))]) for _ in range(n_surrogates)]
    rows = np.array([np.arange(len(every)), *orders])

    def level(part: slice) -> Values:
        chosen = rows[:, part]
        return np.asarray(
            every[chosen].sum(axis=1) / exposure[chosen].sum(axis=1) if counts else every[chosen].mean(axis=1)
        )

    gaps = np.abs(level(slice(size, None)) - level(slice(None, size)))
    return p_value(float(gaps[0]), gaps[1:], tail="greater")


def _statement(
    side: Series, names: list[str], levels: list[float], estimate: float, interval: tuple[float, float], p: float,
    counts: bool, per_volume: bool,
) -> str:  # fmt: skip
    what = wording.of(side).removesuffix(f" of {side.name}")
    low, high = (wording.number(x) for x in interval)
    size = f"{wording.number(estimate)} times as many" if counts else f"{estimate:+.2g}"
    verdict = "no difference that chance does not explain" if p >= 0.05 else "more than chance explains"
    corrected = f", both at the same number of {side.volume_of}" if counts and per_volume else ""
    return (
        f"{what[0].upper()}{what[1:]}: {wording.number(levels[1])} a {side.by} in {names[1]} beside"
        f" {wording.number(levels[0])} in {names[0]}{corrected}; {size} ({low} to {high}), {verdict} (p = {p:.3f})."
    )
