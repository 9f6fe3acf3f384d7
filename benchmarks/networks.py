"""Do the measures of several states hold their level where nothing is, and how often do they find what is there?

    python benchmarks/networks.py                       all counts (about half an hour on two processes)
    python benchmarks/networks.py --only balance blocs  some of them
    python benchmarks/networks.py --share 0.1           a tenth of the replications
    python benchmarks/networks.py --speed               how long each measure takes, and how that grows

Under the null the share of p < 0.05 must not be above the binomial upper bound: the largest count that a true level
of 0.05 gives in 97.5 of 100 such rows. Each replication draws its own data and its own 199 surrogates from its seed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy import stats

from detente.measures.alignment import alignment
from detente.measures.asymmetry import asymmetry
from detente.measures.dyads import Calendar, acts
from detente.measures.examples import (
    STATES,
    autoregressive,
    camps_signs,
    clustered,
    daily,
    incident,
    random_signs,
    speaking,
    tied,
)
from detente.measures.networks import balance_p_values, bloc_p_value, networks
from detente.measures.reciprocity import reciprocity
from detente.measures.stances import stances
from detente.measures.switching import switched
from detente.measures.tension import influence, tension
from detente.measures.voice import voice_of
from detente.measures.votes import Ballots, votes
from detente.records import Incident

THIRD = ("USA", "KOR", "JPN")
DAYS = 1800
P = dict[str, float]


@dataclass(frozen=True)
class Row:
    """One line of the table: what is drawn, how often, and which p-values it gives."""

    measure: str
    case: str
    replications: int
    draw: Callable[[int], P]


# -- stances ---------------------------------------------------------------------------------------------


def spoken(seed: int, *, phi: float, tie: float = 0.0, lag: int = 0, factor: float = 1.0) -> list[Incident]:
    """Stances toward three states over 96 months, each month spoken of with 0.8; ``tie`` is their correlation."""
    rng = np.random.default_rng(seed)
    a, own = (autoregressive(rng, 96 + lag, phi=phi, rows=3) for _ in range(2))
    b = tie * np.roll(a, lag, axis=1) + np.sqrt(1 - tie**2) * own
    levels = (-3 + 2.5 * a[:, lag:], factor * (-3 + 2.5 * b[:, lag:]))
    present = (rng.random((3, 96)) < 0.8 for _ in range(2))
    sides = zip(("CHN", "PRK"), levels, present, strict=True)
    return [i for state, level, seen in sides for i in speaking(state, THIRD, level, present=seen)]


def aligned(seed: int, **planted: float) -> P:
    made = alignment(spoken(seed, **planted), "CHN", "PRK", seed=seed, n_bootstrap=20)  # type: ignore[arg-type]
    found: P = {}
    for question in ("alike", "first", "harsher"):
        own = [f for f in made if f.details["question"] == question]
        found[question] = own[0].p_value or 0.0
        found[f"{question}, any third state"] = min(f.p_value or 0.0 for f in own[1:])
    found["alike, blocks mirrored"] = made[0].details["p_by_null"]["mirrored"]
    return found


def voiced(seed: int, **planted: float) -> P:
    """Return a p-value of 0 where a voice finding is given: that is stricter than its test alone."""
    panel = stances(spoken(seed, **planted), ("CHN", "PRK"))  # type: ignore[arg-type]
    fields = voice_of(panel, n_surrogates=199, n_bootstrap=199, rng=np.random.default_rng(seed))
    return {"voice, its test": fields["p_value"], "voice, given": 0.0 if fields["details"]["holds"] else 1.0}


# -- networks --------------------------------------------------------------------------------------------


def of_signs(seed: int, *, density: float, hostile: float = 0.4, noise: float | None = None) -> P:
    """A network of twelve states, random or of two camps with a share of ties turned; weights of 1 to 6 at random."""
    rng = np.random.default_rng(seed)
    sign = (
        random_signs(rng, 12, density=density, hostile=hostile)
        if noise is None
        else camps_signs(rng, (6, 6), density=density, noise=noise)
    )
    upper = np.triu(sign * rng.integers(1, 7, sign.shape), 1).astype(float)
    made = switched(sign, 199, rng)
    triadic, camps = balance_p_values(sign, made, rng)
    return {"balance": triadic, "frustration": camps, "blocs": bloc_p_value(upper + upper.T, made, rng)}


def tense(seed: int, *, hostile: float = 0.3, spread: float = 0.0) -> P:
    """Five states over 48 months; months are calm or tense for each pair alike, the more the greater ``spread``."""
    rng = np.random.default_rng(seed)
    made = []
    for pair in combinations(STATES[:5], 2):
        base = hostile if pair == ("CHN", "PRK") else 0.3
        mood = np.clip(base + spread * autoregressive(rng, 48, phi=0.5)[0], 0, 1)
        for t in range(48):
            for k in range(rng.poisson(2)):
                kind = "ACCUSE" if rng.random() < mood[t] else "SUPPORT"
                made.append(incident(f"{2015 + t // 12}-{t % 12 + 1:02d}-{k + 1:02d}", *pair, kind, n=k))
    directed = acts(made)
    found = tension(directed, Calendar.of("month", directed))
    own, any_pair = (
        influence(found, pair, n_surrogates=199, n_bootstrap=20, rng=np.random.default_rng(seed))[0]["p_value"]
        for pair in (("CHN", "PRK"), None)
    )
    return {"tension, a named pair": own, "tension, the greatest": any_pair}


# -- answers, dependence, votes --------------------------------------------------------------------------


def answered(seed: int, *, spread: float, share: float = 0.0) -> P:
    """Two clustered series of accusations; a share of the first is answered within three days."""
    rng = np.random.default_rng(seed)
    a, b = (clustered(rng, DAYS, bursts=35, size=4, spread=spread) for _ in range(2))
    b = sorted([*b, *(d + int(rng.integers(1, 4)) for d in a if rng.random() < share)])
    made = daily(a, "KOR", "PRK", "ACCUSE") + daily(b, "PRK", "KOR", "THREATEN")
    found = reciprocity(made, "KOR", "PRK", seed=seed, n_bootstrap=20)
    own = [f.p_value for f in found[:-1] if f.p_value is not None]
    return {"answer, either side": min(own), "begin": found[-1].p_value or 1.0}


def dependent(seed: int, *, rates: tuple[float, float] = (3, 3), phi: float = 0.5) -> P:
    """Two acts a month between the two; each side's acts with others at a rate that rises and falls."""
    rng, made = np.random.default_rng(seed), []
    swing = np.exp(0.5 * autoregressive(rng, 60, phi=phi, rows=2))
    for t in range(60):
        day = f"{2015 + t // 12}-{t % 12 + 1:02d}"
        made += [incident(f"{day}-{k + 1:02d}", "PRK", "CHN", "COOPERATE", n=k) for k in range(2)]
        for side, (state, other) in enumerate((("PRK", "RUS"), ("CHN", "USA"))):
            n = min(28, rng.poisson(rates[side] * swing[side, t]))
            made += [incident(f"{day}-{k + 1:02d}", state, other, n=k) for k in range(n)]
    return {"asymmetry": asymmetry(made, "PRK", "CHN", seed=seed, n_bootstrap=20).p_value or 0.0}


def voted(seed: int, *, tie: float = 0.0) -> P:
    """Ten sessions of thirty roll calls, each state with its own habits in each session."""
    rng, cast = np.random.default_rng(seed), np.empty((2, 300), dtype=np.int64)
    for s in range(10):
        for side in range(2):
            cast[side, 30 * s : 30 * s + 30] = rng.choice(3, size=30, p=rng.dirichlet((1, 1, 4)))
    cast[1] = np.where(rng.random(300) < tie, cast[0], cast[1])
    sessions = {str(i): str(i // 30) for i in range(300)}
    by_state = {s: {str(i): int(v) for i, v in enumerate(row)} for s, row in zip(("CHN", "PRK"), cast, strict=True)}
    found = votes(Ballots(by_state, {}, sessions), "CHN", "PRK", seed=seed, n_bootstrap=20)
    return {f"votes, {f.details['question']}": f.p_value or 0.0 for f in found}


# -- the tables ------------------------------------------------------------------------------------------

NULLS = (
    Row("alignment", "months independent", 1000, partial(aligned, phi=0.0)),
    Row("alignment", "months hang together (0.5)", 1000, partial(aligned, phi=0.5)),
    Row("alignment", "months hang together (0.8)", 1000, partial(aligned, phi=0.8)),
    Row("voice", "months hang together (0.5)", 1000, partial(voiced, phi=0.5)),
    Row("balance", "half of the ties", 200, partial(of_signs, density=0.5)),
    Row("balance", "nearly all ties", 200, partial(of_signs, density=0.95)),
    Row("tension", "months independent", 1000, tense),
    Row("tension", "months hang together", 1000, partial(tense, spread=0.15)),
    Row("reciprocity", "bursts of a week", 1000, partial(answered, spread=7.0)),
    Row("reciprocity", "bursts of a month", 1000, partial(answered, spread=30.0)),
    Row("asymmetry", "months hang together (0.5)", 1000, dependent),
    Row("votes", "habits of each session", 1000, voted),
)
POWER = (
    *(Row("alignment", f"correlation {r}", 100, partial(aligned, phi=0.5, tie=r)) for r in (0.2, 0.4, 0.6)),
    *(Row("alignment", f"correlation {r}, two months later", 100, partial(aligned, phi=0.5, tie=r, lag=2))
      for r in (0.2, 0.4, 0.6)),
    *(Row("alignment", f"correlation {r}, months hang together (0.8)", 100, partial(aligned, phi=0.8, tie=r))
      for r in (0.4, 0.6)),
    *(Row("voice", f"correlation 0.6, {x} times as far", 100, partial(voiced, phi=0.5, tie=0.6, factor=x))
      for x in (1.2, 1.5, 2.0)),
    *(Row("balance", f"two camps, {x:.0%} of ties turned", 50, partial(of_signs, density=0.7, noise=x))
      for x in (0.3, 0.2, 0.1)),
    *(Row("tension", f"hostile {x:.0%}, the rest 30%", 100, partial(tense, hostile=x)) for x in (0.4, 0.5, 0.7)),
    *(Row("reciprocity", f"{x:.0%} answered", 100, partial(answered, spread=7.0, share=x)) for x in (0.1, 0.3, 0.5)),
    *(Row("asymmetry", f"{x} acts a month with others against 3", 100, partial(dependent, rates=(x, 3)))
      for x in (2, 1)),
    *(Row("votes", f"{x:.0%} of votes copied", 100, partial(voted, tie=x)) for x in (0.05, 0.1, 0.2)),
)  # fmt: skip


def counted(row: Row, pool: ProcessPoolExecutor, share: float) -> Iterator[tuple[str, int, int]]:
    """Yield each p-value's name, how often it was below 0.05, and of how many."""
    n = max(10, round(share * row.replications))
    drawn = list(pool.map(row.draw, range(n), chunksize=5))
    for name in drawn[0]:
        yield name, sum(d[name] < 0.05 for d in drawn), n


def calibrate(rows: tuple[Row, ...], share: float, pool: ProcessPoolExecutor, console: Console) -> None:
    """Print one table; each row is told on standard error when it is done, since all take long."""
    null = set(rows) <= set(NULLS)
    table = Table("nothing is there" if null else "something is there", "test", "below 0.05", "share", "bound")
    for row in rows:
        for name, k, n in counted(row, pool, share):
            bound = int(stats.binom.ppf(0.975, n, 0.05))
            verdict = f"{bound}{' above' if k > bound else ''}" if null else ""
            table.add_row(f"{row.measure}: {row.case}", name, f"{k} of {n}", f"{k / n:.3f}", verdict)
            print(f"{row.measure}: {row.case}: {name}: {k} of {n} {verdict}", file=sys.stderr, flush=True)
    console.print(table)


def speed(console: Console) -> None:
    """Time each measure, and its growth with the number of incidents or states."""
    table = Table("measure", "input", "seconds")
    for years in (5, 10, 20):
        rng = np.random.default_rng(1)
        level = -3 + 2.5 * autoregressive(rng, 12 * years, phi=0.5, rows=12)
        made = speaking("CHN", STATES[2:14], level) + speaking("PRK", STATES[2:14], level)
        table.add_row(
            "alignment", f"{len(made):,} incidents, {years} years", seconds(partial(alignment, made, "CHN", "PRK"))
        )
    for years in (5, 10, 20):
        rng = np.random.default_rng(1)
        days = [clustered(rng, 365 * years, bursts=40 * years, size=5, spread=8.0) for _ in range(2)]
        made = daily(days[0], "KOR", "PRK", "ACCUSE") + daily(days[1], "PRK", "KOR", "ACCUSE")
        table.add_row(
            "reciprocity", f"{len(made):,} incidents, {years} years", seconds(partial(reciprocity, made, "KOR", "PRK"))
        )
        table.add_row(
            "asymmetry", f"{len(made):,} incidents, {years} years", seconds(partial(asymmetry, made, "KOR", "PRK"))
        )
    for n in (5, 10, 20):
        made = tied(camps_signs(np.random.default_rng(1), (n // 2, n - n // 2), density=0.6, noise=0.2), STATES)
        table.add_row("networks, one year", f"{n} states", seconds(partial(networks, made)))
    console.print(table)


def seconds(work: Callable[[], object]) -> str:
    start = time.perf_counter()
    work()
    return f"{time.perf_counter() - start:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="measures by name")
    parser.add_argument("--null", action="store_true", help="leave out the planted effects")
    parser.add_argument("--share", type=float, default=1.0, help="of the replications")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--speed", action="store_true", help="time the measures instead")
    given = parser.parse_args()
    console = Console(width=120)
    if given.speed:
        speed(console)
        return
    with ProcessPoolExecutor(given.jobs) as pool:
        for rows in (NULLS, POWER):
            kept = tuple(row for row in rows if not given.only or row.measure in given.only)
            if kept and not (given.null and rows is POWER):
                calibrate(kept, given.share, pool, console)


if __name__ == "__main__":
    main()
