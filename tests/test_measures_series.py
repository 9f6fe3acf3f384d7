"""Series, changes, tempo and comparisons on series with known answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import ruptures
from scipy.stats import binom

from detente.measures import changes, compare, response, series, surprise, tempo
from detente.measures.changes import cuts, known_values
from detente.measures.costs import Model, Noise, cost_of, segment
from detente.measures.cutting import cut
from detente.measures.planted import bursts, relation, steps, swinging
from detente.measures.series import arrow
from detente.measures.tempo import burstiness
from detente.measures.trend import Line, line
from detente.records import Relation
from detente.relations import Grain, Series, periods


def made(
    values: Sequence[float | None], *, by: Grain = "month", first: date = date(2010, 1, 1), name: str = "CHN-PRK",
    volume: Sequence[int] | None = None, indicator: str = "count",
) -> Series:  # fmt: skip
    """Make a series of values; incidents are named by their period."""
    starts = periods(first, date(2060, 1, 1), by)[: len(values)]
    rows = tuple(
        Relation("CHN", "PRK", indicator, str(start), value, int(value or 0), 0.0 if value is None else 1.0, False)
        for start, value in zip(starts, values, strict=True)
    )
    ids = {row.period: tuple(f"{row.period}/{n}" for n in range(row.n_incidents)) for row in rows if row.n_incidents}
    counted = tuple(volume or [30] * len(rows))
    return Series(name, indicator, by, rows, counted, "documents read", starts[0], starts[-1], ids)


# -- changes ---------------------------------------------------------------------------------------------


def test_our_pelt_and_ruptures_cut_alike() -> None:
    rng = np.random.default_rng(4)
    for _ in range(10):
        y = rng.normal(size=150) + np.repeat(rng.normal(0, 3, 5), 30)
        cost = cost_of(y, np.ones(150), "normal", Noise(1, 1, 0, 1))
        theirs = ruptures.KernelCPD(kernel="linear", min_size=2).fit(y).predict(pen=12)[:-1]
        assert segment(cost, 150, penalty=12) == [int(x) for x in theirs]


def test_count_costs_are_likelihoods() -> None:
    from scipy.stats import nbinom, poisson

    y = np.array([3.0, 5, 0, 2])
    whole = np.array([0]), np.array([4])
    half = np.array([0]), np.array([2])
    laws: dict[Model, Callable[[Any, float], Any]] = {
        "poisson": lambda x, m: poisson.logpmf(x, m),
        "negbin": lambda x, m: nbinom.logpmf(x, 2.0, 2.0 / (2.0 + m)),
    }
    for model, law in laws.items():
        cost = cost_of(y, np.ones(4), model, Noise(1, 2.0, 0, 1))
        # up to a constant of the data, and for Poisson the mean's sum, which is the data's
        ours = cost(*whole) - cost(*half) - cost(np.array([2]), np.array([4]))
        theirs = -2 * (law(y, y.mean()).sum() - law(y[:2], 4.0).sum() - law(y[2:], 1.0).sum())
        assert ours[0] == pytest.approx(theirs)


def test_a_planted_change_is_found_with_its_date_its_size_and_its_incidents() -> None:
    values = steps([2, 6], 36, np.random.default_rng(8), dispersion=0.2)
    (found,) = changes(made(values.tolist()))
    assert found.details["date_interval"][0] <= "2013-01-01" <= found.details["date_interval"][1]
    assert found.interval is not None
    assert found.interval[0] < 3 < found.interval[1]
    assert found.p_value is not None
    assert found.p_value < 0.05
    assert found.details["stability"] > 0.8
    assert found.incident_ids
    assert "rose in" in found.statement
    assert found == changes(made(values.tolist()))[0], "the same seed gives the same finding"


def test_no_change_is_said_to_be_none_and_false_alarms_are_rare() -> None:
    (found,) = changes(made([3.0, 4.0] * 30))
    assert found.estimate is None
    assert "No change of level" in found.statement
    alarms = 0
    for n in range(100):
        rng = np.random.default_rng([5, n])
        alarms += bool(cut(np.sqrt(steps([2], 100, rng, dispersion=0.4) + 0.375), shape="level").starts)
    assert alarms <= 10


def test_planted_steps_are_found_close_to_where_they_are() -> None:
    off = []
    for n in range(50):
        values = steps([1, 4], 50, np.random.default_rng([6, n]), dispersion=0.2)
        starts = cut(np.sqrt(values + 0.375), shape="level").starts
        off.append(min((abs(s - 50) for s in starts), default=99))
    assert np.median(off) <= 2
    assert np.mean(np.array(off) <= 5) > 0.85


def test_long_series_are_cut_on_cells_where_they_would_be_cut_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(12)
    values = rng.normal(size=1800) + 2.0 * (np.arange(1800) >= 617) - 1.5 * (np.arange(1800) >= 1301)
    in_cells = cuts(values, shape="level")
    monkeypatch.setattr("detente.measures.cutting.CELLS", 10_000)
    assert in_cells == cuts(values, shape="level")


def test_bursts_of_days_are_no_turns_and_a_lasting_change_of_days_is_one() -> None:
    told = 0
    for seed in range(4):
        rng = np.random.default_rng(seed)
        days = np.bincount(bursts(8, 1500, rng), minlength=1500).astype(float)[:1500]
        told += any(
            f.details["date"] for f in changes(relation(days.tolist(), by="day"), resamplings=0, n_surrogates=59)
        )
    assert told <= 1
    rng = np.random.default_rng(5)
    lasting = rng.poisson(np.where(np.arange(1500) < 800, 0.05, 0.3)).astype(float)
    (found,) = changes(relation(lasting.tolist(), by="day"), resamplings=9)
    assert found.details["date_interval"][0] <= "2012-03-11" <= found.details["date_interval"][1]


def test_a_doubling_of_days_is_told_though_no_cut_pays_for_itself() -> None:
    """A day says so little that the price of a change, which grows with their number, is not paid."""
    told, uncut = [], 0
    for seed in range(8):
        counts = swinging(np.random.default_rng([31, seed]), mean=np.repeat([0.1, 0.2], 500), n=1000, phi=0.0)
        uncut += not cut(np.sqrt(counts + 0.375), shape="level").starts
        found = changes(relation(counts.tolist(), by="day"), resamplings=5, n_surrogates=99)
        told += [f for f in found if f.details["date"]]
    dates = [(date.fromisoformat(f.details["date"]) - date(2010, 1, 1)).days for f in told]
    assert uncut >= 6 and len(told) >= 4
    assert np.median(np.abs(np.array(dates) - 500)) < 90
    assert all(f.estimate and 1.3 < max(f.estimate, 1 / f.estimate) < 5 for f in told)
    assert all(f.details["stability"] is not None for f in told)


def test_a_slow_trend_is_no_turn_where_lines_are_looked_for() -> None:
    rng = np.random.default_rng(2)
    trend = 0.05 * np.arange(120) + rng.normal(size=120)
    assert cut(trend).starts == ()
    bent = 0.5 * rng.normal(size=120) + 0.2 * np.maximum(np.arange(120) - 60, 0)
    assert min(abs(s - 60) for s in cut(bent).starts) <= 6


def test_more_reading_is_no_change_and_unknown_periods_are_left_out() -> None:
    values, volume = [2.0] * 30 + [6.0] * 30, [10] * 30 + [30] * 30
    assert changes(made(values, volume=volume))[0].estimate is None
    assert changes(made(values, volume=volume), per_volume=False)[0].details["date"] == "2012-07-01"
    gap: list[float | None] = [*([2.0, 3.0] * 15), *([None] * 12), *([8.0, 9.0] * 15)]
    (found,) = changes(made(gap))
    assert found.details["date"] == "2013-07-01"
    assert any("left out, not counted as zero" in text for text in found.details["cautions"])


# -- series ----------------------------------------------------------------------------------------------


def test_trend_season_and_arrow_of_planted_counts() -> None:
    rng = np.random.default_rng(3)
    t = np.arange(120)
    mean = np.exp(1.0 + 0.1 * t / 12 + 0.6 * np.sin(2 * np.pi * t / 12))
    trend, pointed = series(made(rng.poisson(mean).astype(float).tolist(), indicator="material_conflict"))
    assert trend.interval is not None
    assert trend.interval[0] < np.expm1(0.1) < trend.interval[1]
    assert trend.details["season_p_value"] < 0.01
    bands = trend.details["smoothed"]
    assert len(bands) == 120
    assert all(b["low"] <= b["state"] <= b["high"] for b in bands)
    calmer = arrow(made([6.0, 5, 7, 6] * 6 + [1.0, 2, 1, 2] * 6, indicator="material_conflict"), window=24)
    assert calmer.details["arrow"] == "improved"
    assert pointed.details["arrow"] in ("deteriorated", "unchanged")


def test_swings_that_last_are_no_trend_and_no_arrow() -> None:
    """Full counts are in benchmarks/measures_level.py; here forty guard against the worst."""
    trends, arrows = 0, 0
    for seed in range(40):
        swings = relation(swinging(np.random.default_rng(seed), mean=3.0, n=120, phi=0.8).tolist(), by="month")
        trends += _line(swings).p_value < 0.05
        arrows += arrow(swings).details["arrow"] != "unchanged"
    assert trends <= binom.ppf(0.995, 40, 0.05)
    assert arrows <= binom.ppf(0.995, 40, 0.2)


def _line(made: Series) -> Line:
    known = known_values(made)
    time = np.array(known.places, dtype=float)
    return line(known, time, 12.0, seasonal=True, n_surrogates=99, rng=np.random.default_rng(1))


def test_a_slope_within_lasting_swings_is_found_and_its_interval_holds_it() -> None:
    slopes = []
    for seed in range(20):
        mean = 3.0 * np.exp(0.25 * np.arange(120) / 12)
        found = _line(relation(swinging(np.random.default_rng(seed), mean=mean, n=120, phi=0.5).tolist(), by="month"))
        slopes.append((found.interval[0] <= 0.25 <= found.interval[1], found.p_value < 0.05))
    held, told = (sum(x) for x in zip(*slopes, strict=True))
    assert held >= 16
    assert told >= 16


def test_a_season_is_told_and_slow_swings_are_none() -> None:
    rng = np.random.default_rng(2)
    yearly = rng.poisson(3 * np.exp(0.7 * np.sin(2 * np.pi * np.arange(120) / 12))).astype(float).tolist()
    assert (_line(relation(yearly, by="month")).season_p_value or 1.0) < 0.001
    swings = [swinging(np.random.default_rng(seed), mean=3.0, n=120, phi=0.8).tolist() for seed in range(40)]
    told = sum((_line(relation(one, by="month")).season_p_value or 1.0) < 0.05 for one in swings)
    assert told <= binom.ppf(0.995, 40, 0.05)


def test_the_arrow_stays_level_where_nothing_changed() -> None:
    words = []
    for n in range(40):
        values = np.random.default_rng([9, n]).poisson(3.0, 48).astype(float)
        words.append(arrow(made(values.tolist())).details["arrow"])
    assert words.count("unchanged") >= 26, "with probability 0.9 asked of it, it points by chance in one of five"


def test_trends_that_reading_makes_are_no_trends() -> None:
    volume = [10 + n for n in range(60)]
    values = np.random.default_rng(1).poisson(np.array(volume) / 8).astype(float).tolist()
    corrected = series(made(values, volume=volume))[0]
    plain = series(made(values, volume=volume), per_volume=False)[0]
    assert corrected.p_value is not None
    assert plain.p_value is not None
    assert corrected.p_value > 0.05 > plain.p_value


def test_thin_series_say_why_nothing_is_said() -> None:
    (found,) = series(made([0.0] * 20 + [1.0]))
    assert "only 1 incidents are known" in found.statement


# -- tempo -----------------------------------------------------------------------------------------------


def daily(active: Sequence[int], n: int, name: str = "CHN-PRK") -> Series:
    values = [0.0] * n
    for day in active:
        values[day] = 1.0
    return made(values, by="day", name=name)


def test_burstiness_of_a_clock_of_chance_and_of_bursts() -> None:
    assert burstiness(np.full(50, 7)) == pytest.approx(-1.0)
    waits = np.random.default_rng(1).exponential(10, size=(200, 60))
    assert abs(float(burstiness(waits).mean())) < 0.05
    bursts = [start + d for start in range(0, 1000, 100) for d in range(5)]
    found = tempo(daily(bursts, 1000))[0]
    assert "come in bursts" in found.statement
    assert found.p_value is not None
    assert found.p_value < 0.05
    assert "more regular" in tempo(daily(range(0, 1000, 20), 1000))[0].statement


def test_the_sentences_that_analysts_write_are_exact() -> None:
    months = [1.0, 2, 1, 0, 1, 2, 1, 1, 2, 1, 1, 1, 2, 1, 9] + [1.0, 0, 2] * 6 + [0.0] * 13 + [5.0]
    said = {f.details["kind"]: f for f in surprise(made(months))}
    assert "the first of incidents of CHN-PRK in 14 months" in said["first_since"].statement
    assert said["first_since"].details["since"] == "2012-09-01"
    assert "the highest since March 2011" in said["highest_since"].statement
    assert said["highest_since"].details["lower"] == 31
    before = daily(range(0, 200, 9), 200)
    rows = list(before.rows)
    rows[-2] = Relation("CHN", "PRK", "count", rows[-2].period, 4.0, 4, 1.0, False)
    spike = replace(before, rows=tuple(rows))
    deviation = next(f for f in surprise(spike) if f.details["kind"] == "deviation")
    known = [row.value for row in rows[108:198]]
    z = (4.0 - np.mean(known)) / np.std(known, ddof=1)  # type: ignore[arg-type]
    assert deviation.estimate == pytest.approx(z)
    assert "above its 90-day mean" in deviation.statement


def test_a_silence_that_was_not_read_is_told() -> None:
    months: list[float | None] = [*([1.0, 1, 2] * 10), *([None] * 6), *([0.0] * 6), 3.0]
    found = next(f for f in surprise(made(months)) if f.details["kind"] == "first_since")
    assert "6 of the months between were not read" in found.statement


def test_planted_replies_are_found_one_way_only() -> None:
    rng = np.random.default_rng(5)
    acts = np.sort(rng.choice(980, 40, replace=False))
    replies = np.unique(acts + rng.integers(1, 4, size=40))
    there, back = daily(acts.tolist(), 1000, "CHN>PRK"), daily(replies.tolist(), 1000, "PRK>CHN")
    one, other = response(there, back)
    assert one.details["p_more"] < 0.01
    assert one.details["median_wait"] <= 3
    assert other.p_value is not None
    assert other.p_value > 0.01
    assert "PRK upon CHN" in one.statement


def test_comparing_allows_for_months_that_hang_together() -> None:
    rejected = 0
    for seed in range(60):
        counts = swinging(np.random.default_rng(seed), mean=3.0, n=120, phi=0.5)
        sides = relation(counts[:60].tolist(), by="month"), relation(counts[60:].tolist(), by="month", name="RUS-PRK")
        low, high = compare(*sides, n_surrogates=99).interval or (1.0, 1.0)
        rejected += not low <= 1 <= high
    assert rejected <= binom.ppf(0.995, 60, 0.05)


def test_two_periods_and_two_pairs_are_compared() -> None:
    rng = np.random.default_rng(7)
    low = made(rng.poisson(2.0, 36).astype(float).tolist())
    high = made(rng.poisson(6.0, 36).astype(float).tolist(), name="RUS-PRK")
    found = compare(low, high)
    assert found.interval is not None
    assert found.interval[0] < 3 < found.interval[1]
    # few blocks a side, since months might hang together: the least p-value that dealing out 4 and 4 can give
    assert found.p_value is not None and found.p_value < 0.04
    same: Any = compare(low, made(rng.poisson(2.0, 36).astype(float).tolist(), name="X"))
    assert same.p_value > 0.05
    assert "no difference" in same.statement


def test_an_interval_holds_what_its_own_deals_do_not_reject_and_says_where_it_has_no_end() -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        found = compare(made(rng.poisson(3.0, 48).tolist()), made(rng.poisson(4.5, 48).tolist(), name="RUS-PRK"))
        assert found.interval is not None and found.p_value is not None and found.estimate is not None
        assert found.interval[0] < found.estimate < found.interval[1]
        assert (found.interval[0] <= 1 <= found.interval[1]) == (found.p_value >= 0.05)
    once = compare(made([0.0] * 24 + [5.0] * 4 + [0.0] * 8), made([1.0, 2, 1] * 12, name="RUS-PRK"))
    assert once.interval is None and None in once.details["bounds"]
    means = compare(
        made([1.0, 2, 3] * 12, indicator="mean_goldstein"),
        made([3.0, 4, 5] * 12, indicator="mean_goldstein", name="RUS-PRK"),
    )
    assert means.estimate == pytest.approx(2) and means.interval and means.interval[0] > 1
