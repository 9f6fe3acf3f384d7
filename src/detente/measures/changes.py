"""When did a relationship turn? Change points of a series, each with an interval, a p-value and its incidents.

Counts enter as square roots of the rate (Anscombe 1948), which makes their variance one; ``cutting`` finds where the
level changes. A day by itself says so little that ``cutting``, whose price of a change grows with their number, misses
a doubling: where it cuts nothing in days, the stretch is taken that the test of the whole series finds to stand out.
(Of longer periods that test alone would tell too much where they hang together for long.) For each change then, with
the stretches on both sides from ``l`` to ``r``:

- the date's posterior under a flat prior, ``P(t) ~ exp(-(C(l, t) + C(t, r)) / 2)``, with the cost of ``costs``: quasi-
  Poisson for counts, corrected for what was read, squares for means (A. F. M. Smith 1975, Biometrika 62; for several
  changes S. Chib 1998, J. Econometrics 86, samples what is here conditioned on the neighbours);
- the p-value of the largest gain that any cut of that part brings, among cuts of the part with its blocks of periods in
  random order, and no less than that of the whole series (see ``whole``): bursts of days are no turns, though each is
  a stretch with a level of its own;
- stability, the share of resamplings (blocks of residuals about the levels) that cut within the interval again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.measures import coverage, wording
from detente.measures.costs import Cost, Model, Noise, Values, cost_of
from detente.measures.cutting import LEAST, Cut, Shape, cut, cut_at, fitted
from detente.measures.resampling import p_value
from detente.measures.whole import standing_out, whole
from detente.records import Finding
from detente.relations import Series, is_amount

__all__ = ["Known", "changes", "cuts", "known_values"]

NULL = "blocks of periods in random order, largest gain of any cut: of the part between neighbours, and of the whole"


@dataclass(frozen=True, slots=True)
class Known:
    """The periods of which something is known: their values, what was read of them (mean 1), their places."""

    values: Values
    exposure: Values
    places: tuple[int, ...]
    counts: bool


def known_values(relation: Series, *, per_volume: bool = True) -> Known:
    """Return the known periods of a series; counts with their exposure where documents were counted."""
    places = tuple(n for n, row in enumerate(relation.rows) if row.value is not None)
    values = np.array([relation.rows[n].value for n in places], dtype=float)
    counts = not is_amount(relation.indicator)
    exposure = np.ones(len(places))
    if counts and per_volume and places:
        volume = np.array([relation.volume[n] for n in places], dtype=float)
        if volume.sum() > 0:
            exposure = np.maximum(volume, 0.5) / max(float(np.maximum(volume, 0.5).mean()), 1e-9)
    return Known(values, exposure, places, counts)


def cuts(values: Values, *, shape: Shape = "either") -> list[int]:
    """Return where plain numbers change level or slope, as positions at which a new stretch begins."""
    return list(cut(np.asarray(values, dtype=float), shape=shape).starts)


def changes(
    relation: Series,
    *,
    shape: Shape = "level",
    model: Model | None = None,
    per_volume: bool = True,
    resamplings: int = 99,
    n_surrogates: int = 199,
    seed: int = 1,
) -> list[Finding]:
    """Find when the level of a series changed; one finding a change, or one that says that none was found.

    The estimate is the new level over the old (counts) or less the old (means), with its 95% interval.
    """
    known = known_values(relation, per_volume=per_volume)
    chosen: Model = model or ("poisson" if known.counts else "normal")
    kept: dict[str, Any] = {"shape": shape, "model": chosen, "per_volume": per_volume}
    kept |= {
        "resamplings": resamplings,
        "n_surrogates": n_surrogates,
        "by": relation.by,
        "indicator": relation.indicator,
    }
    if len(known.values) < 2 * LEAST:
        return [_none(relation, known, kept, seed)]
    work = _Work(relation, known, shape, chosen)
    if not (work.cut.starts or work.short):
        return [_none(relation, known, kept, seed)]
    rng = np.random.default_rng(seed)
    together = whole(work.rates, by=relation.by, n_surrogates=n_surrogates, rng=rng)
    if together < 0.05 and not work.cut.starts:
        work.stand_out()
    if together >= 0.05 or not work.cut.starts:
        return [_none(relation, known, kept, seed, p=together, left=[str(work.start(at)) for at in work.cut.starts])]
    again = work.resampled(resamplings, rng)
    work.together = together
    return [work.finding(n, again, kept, n_surrogates, seed, rng) for n in range(len(work.cut.starts))]


class _Work:
    """A series that is being cut: what all of its changes share."""

    def __init__(self, relation: Series, known: Known, shape: Shape, model: Model) -> None:
        self.relation, self.known, self.shape, self.model = relation, known, shape, model
        self.starts = relation.starts
        self.together = 0.0  # p-value of the whole series
        self.rates = np.sqrt(known.values / known.exposure + 0.375) if known.counts else known.values
        self.short = relation.by == "day" and shape != "line"  # a period says little by itself
        self.stood_out = False
        self._take(cut(self.rates, shape=shape))

    def _take(self, chosen: Cut) -> None:
        self.cut = chosen
        self.edges = [0, *chosen.starts, len(self.known.values)]
        self.noise = self._noise(self.model)
        self.cost: Cost = cost_of(self.known.values, self.known.exposure, self.model, self.noise)

    def stand_out(self) -> None:
        """Cut where the stretch begins and ends that the test of the whole series has found."""
        self.stood_out = True
        self._take(cut_at(self.rates, standing_out(self.rates, by=self.relation.by)))

    def _noise(self, model: Model) -> Noise:
        """Estimate the noise about the levels found."""
        table, exposure = self.known.values, self.known.exposure
        level = np.empty_like(table)
        for first, last in pairwise(self.edges):
            part = slice(first, last)
            level[part] = table[part].sum() / exposure[part].sum() * exposure[part]
        freedom = max(len(table) - len(self.edges) + 1, 1)
        if not self.known.counts:
            rest = table - fitted(table, self.cut.starts, sloped=self.cut.sloped)
            return Noise(max(float((rest**2).sum()) / freedom, 1e-12), 1e6, self.cut.memory, self.cut.inflation)
        pearson = float((((table - level) ** 2) / np.maximum(level, 1e-9)).sum()) / freedom
        excess = float(((table - level) ** 2 - level).sum())
        size = float((level**2).sum()) / excess if excess > 1e-9 else 1e6
        return Noise(max(pearson, 1.0), size, self.cut.memory, self.cut.inflation)

    def resampled(self, n: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
        """Cut the series again with blocks of its residuals in the place of others, n times."""
        if n < 1:
            return []
        middle = fitted(self.rates, self.cut.starts, sloped=self.cut.sloped)
        rest = self.rates - middle
        size = len(rest)
        length = max(1, round(size ** (1 / 3)))
        blocks = -(-size // length)
        starts = rng.integers(size, size=(n, blocks))
        places = ((starts[:, :, None] + np.arange(length)).reshape(n, -1) % size)[:, :size]
        if self.stood_out:
            return [standing_out(middle + rest[row], by=self.relation.by) for row in places]
        shape: Shape = self.shape if self.cut.sloped else "level"
        return [cut(middle + rest[row], shape=shape, near=self.cut.penalty).starts for row in places]

    def posterior(self, n: int) -> tuple[NDArray[np.int64], Values]:
        """Return the places that a change can have and how likely each is."""
        first, last = self.edges[n], self.edges[n + 2]
        places = np.arange(first + 2, last - 1)
        cost = self.cost(np.full(len(places), first), places) + self.cost(places, np.full(len(places), last))
        weight = np.exp(-(cost - cost.min()) / 2 / self.noise.inflation)
        return places, weight / weight.sum()

    def p_value(self, n: int, n_surrogates: int, rng: np.random.Generator) -> float:
        """Rank the gain of a cut among those of the part with its blocks in random order."""
        part = self.rates[self.edges[n] : self.edges[n + 2]]
        length = max(1, round(len(part) ** (1 / 3)))
        blocks = np.array_split(np.arange(len(part)), max(2, len(part) // length))
        orders = [np.concatenate([blocks[i] for i in rng.permutation(len(blocks))]) for _ in range(n_surrogates)]
        gains = _largest_gain(part[np.array([np.arange(len(part)), *orders])])
        return max(self.together, p_value(float(gains[0]), gains[1:], tail="greater"))

    def finding(
        self, n: int, again: Sequence[tuple[int, ...]], kept: dict[str, Any], n_surrogates: int, seed: int,
        rng: np.random.Generator,
    ) -> Finding:  # fmt: skip
        """Tell of the change number n."""
        places, weight = self.posterior(n)
        at = self.cut.starts[n]
        summed = np.cumsum(weight)
        ends = [int(np.searchsorted(summed, q)) for q in (0.025, 0.975)]
        low, high = (int(places[min(end, len(places) - 1)]) for end in ends)
        low, high = min(low, at), max(high, at)
        stable = float(np.mean([any(low - 1 <= x <= high + 1 for x in row) for row in again])) if again else None
        p = self.p_value(n, n_surrogates, rng)
        before, after, estimate, interval = self._levels(n)
        when = {name: self.start(place) for name, place in (("date", at), ("first", low), ("last", high))}
        ids = self._ids(low, high)
        details = {
            "date": str(when["date"]),
            "date_interval": [str(when["first"]), str(when["last"])],
            "level_before": before,
            "level_after": after,
            "stability": stable,
            "dispersion": self.noise.scale if self.known.counts else None,
            "memory": self.cut.memory,
            "posterior": {
                str(self.start(int(x))): round(float(w), 4) for x, w in zip(places, weight, strict=True) if w > 0.001
            },
            "around": len(ids),
            "cautions": coverage.cautions(self.relation),
        }
        return Finding(
            measure="changes",
            subject=self.relation.name,
            statement=self._statement(when, before, after, estimate, interval, p, stable),
            estimate=estimate,
            interval=interval,
            p_value=p,
            null_model=NULL,
            parameters=kept,
            seed=seed,
            details=details,
            incident_ids=ids,
        )

    def _levels(self, n: int) -> tuple[float, float, float, tuple[float, float]]:
        first, at, last = self.edges[n : n + 3]
        one, other = slice(first, at), slice(at, last)
        widen = self.noise.scale * self.noise.inflation
        if self.known.counts:
            sums = [float(self.known.values[part].sum()) for part in (one, other)]
            exposed = [float(self.known.exposure[part].sum()) for part in (one, other)]
            before, after = (s / e for s, e in zip(sums, exposed, strict=True))
            ratio = (sums[1] + 0.5) / exposed[1] / ((sums[0] + 0.5) / exposed[0])
            half = 1.96 * float(np.sqrt(widen * (1 / (sums[0] + 0.5) + 1 / (sums[1] + 0.5))))
            return before, after, ratio, (ratio * float(np.exp(-half)), ratio * float(np.exp(half)))
        before, after = float(self.known.values[one].mean()), float(self.known.values[other].mean())
        half = 1.96 * float(np.sqrt(widen * (1 / (at - first) + 1 / (last - at))))
        return before, after, after - before, (after - before - half, after - before + half)

    def start(self, place: int) -> date:
        """Return the first day of a known period."""
        return self.starts[self.known.places[min(place, len(self.known.places) - 1)]]

    def _ids(self, low: int, high: int) -> tuple[str, ...]:
        """Return the incidents from the period before the interval to the one after it."""
        places = self.known.places[max(low - 1, 0) : high + 2]
        keys = (key for n in places for key in self.relation.ids.get(self.relation.rows[n].period, ()))
        return tuple(dict.fromkeys(keys))

    def _statement(
        self, when: dict[str, date], before: float, after: float, estimate: float, interval: tuple[float, float],
        p: float, stable: float | None,
    ) -> str:  # fmt: skip
        by = self.relation.by
        date_, first, last = (wording.period(when[k], by) for k in ("date", "first", "last"))
        sure = f"95% between {first} and {last}" if first != last else "95% sure of that period"
        low, high = (wording.number(x) for x in interval)
        size = (
            f"{wording.number(estimate)} times ({low} to {high})"
            if self.known.counts
            else f"by {estimate:+.2g} ({low} to {high})"
        )
        again = f", found again in {stable:.0%} of resamplings" if stable is not None else ""
        return (
            f"The level of {wording.of(self.relation)} {'rose' if after > before else 'fell'} in {date_} ({sure}):"
            f" from {wording.number(before)} to {wording.number(after)} a {by}, {size}; p = {p:.3f}{again}."
        )


def _largest_gain(rows: Values) -> Values:
    """Return by how much the best cut in two lowers the sum of squares of each row."""
    n = rows.shape[1]
    at = np.arange(2, n - 1)
    sums = np.cumsum(rows, axis=1)
    left, total = sums[:, at - 1], sums[:, -1:]
    gain = left**2 / at + (total - left) ** 2 / (n - at) - total**2 / n
    return np.asarray(gain.max(axis=1))


def _none(
    relation: Series, known: Known, kept: dict[str, Any], seed: int, *, p: float | None = None, left: Sequence[str] = ()
) -> Finding:
    """Say that there is no change to tell; ``left`` are dates at which it could be cut, but no better than chance."""
    if len(known.values) < 2 * LEAST:
        told = f"{len(known.values)} known {relation.by}s of {wording.of(relation)} are too few to look for a change."
    else:
        level = float(known.values.sum() / known.exposure.sum())
        told = (
            f"No change of level is found in {wording.of(relation)} between {wording.day(relation.first)} and"
            f" {wording.day(relation.last)}: {wording.number(level)} a {relation.by} throughout"
        )
        bursts = f"; its ups and downs are no more than such a series has by chance (p = {p:.3f})" if p else ""
        told = f"{told}{bursts}."
    return Finding(
        measure="changes",
        subject=relation.name,
        statement=told,
        p_value=p,
        null_model=NULL if p is not None else None,
        parameters=kept,
        seed=seed,
        details={"date": None, "left_out": list(left), "cautions": coverage.cautions(relation)},
    )
