"""Event coincidence: hand-worked examples, the nulls' level, dates that are not whole, and the command."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from detente.cli import main
from detente.errors import InputError, UsageError
from detente.measures import coincidence, scan
from detente.measures.dates import Dates, dates, period, read_dates
from detente.measures.hits import against_nulls, count_hits, surrogate_hits
from detente.measures.planted import bursts, followers, poisson_days
from detente.measures.resampling import rotation, season, waiting_times

START = date(2000, 1, 1)


def numbered(name: str, days: Iterable[int]) -> Dates:
    return dates(name, [(START + timedelta(days=int(n))).isoformat() for n in days])


def measured(a: Dates, b: Dates, **kept: Any) -> dict[str, Any]:
    return dict(coincidence(a, b, n_surrogates=99, **kept).details)


# -- known answers ---------------------------------------------------------------------------------------


def test_the_manuals_example_worked_by_hand() -> None:
    a, b = numbered("A", range(5, 76, 5)), numbered("B", range(12, 73, 10))
    found = measured(a, b, window=1, lag=2)
    assert (found["n_a"], found["n_b"], found["precursor_hits"], found["trigger_hits"]) == (15, 7, 7, 7)
    assert found["precursor_rate"] == 7 / 15
    assert found["trigger_rate"] == 1.0


@pytest.mark.shared
@pytest.mark.parametrize(("window", "preceded", "followed", "turned"), [(7, 1, 1, 2), (14, 2, 2, 3), (30, 4, 2, 4)])
def test_missile_tests_and_meetings_worked_by_hand(
    shared: Path, window: int, preceded: int, followed: int, turned: int
) -> None:
    bins = json.loads((shared / "series/cns_nk_missile_tests.json").read_text())["timeBins"]
    tests = dates("tests", [test["date"] for one in bins for test in one["data"]])
    path = shared / "series/chinavitae_engagements_2003_2018.csv"
    meetings = read_dates(str(path), where=("country", "North Korea"))
    found = measured(tests, meetings, window=window)
    assert found["period"]["first"] == "2003-08-13", "the period that both lists cover is found without being told"
    assert found["period"]["last"] == "2018-12-07"
    assert (found["n_a"], found["n_b"]) == (57, 31)
    assert (found["precursor_hits"], found["trigger_hits"]) == (preceded, followed)
    other = measured(meetings, tests, window=window, since="2003-08-13", until="2018-12-07")
    assert (other["n_a"], other["precursor_hits"]) == (31, turned)
    assert other["precursor_hits"] == found["reversed"]["precursor_hits"]
    assert found["b"]["rows"] == 39
    assert found["a"]["month_only"] == 8


def test_a_window_of_seven_days_holds_eight_the_same_day_included() -> None:
    b = numbered("B", [100, 300])
    for gap, hits in ((0, 1), (7, 1), (8, 0)):
        assert measured(numbered("A", [100 + gap, 200]), b)["precursor_hits"] == hits
    assert measured(numbered("A", [99, 200]), b)["precursor_hits"] == 0, "what comes after is no precursor"
    assert measured(numbered("A", [100, 200]), b)["window_holds_days"] == 8


_days = st.sets(st.integers(0, 60), min_size=1, max_size=20).map(lambda days: np.array(sorted(days), dtype=np.int64))


@given(_days, _days, st.integers(0, 9), st.integers(0, 9))
def test_counting_is_the_definition_and_surrogates_count_alike(
    a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], window: int, lag: int
) -> None:
    found = count_hits(a, b, window=window, lag=lag)
    assert found.precursor == sum(any(0 <= x - lag - y <= window for y in b) for x in a)
    assert found.trigger == sum(any(0 <= x - lag - y <= window for x in a) for y in b)
    precursor, trigger = surrogate_hits(a, b[None, :], 61, window=window, lag=lag)
    assert (precursor[0], trigger[0]) == (found.precursor, found.trigger)


def test_agreement_with_pyunicorn_on_random_input() -> None:
    """pyunicorn leaves out A's events near its first and B's near its last one: we count all, so leave out the same."""
    pytest.importorskip("pyunicorn", reason="pyunicorn is not installed: pip install pyunicorn to compare")
    from pyunicorn.eventseries import EventSeries

    rng = np.random.default_rng(5)
    for _ in range(200):
        series = (rng.random((200, 2)) < rng.uniform(0.02, 0.2)).astype(int)
        a, b = (np.flatnonzero(series[:, side]).astype(np.int64) for side in (0, 1))
        window, lag = int(rng.integers(0, 8)), int(rng.integers(0, 5))
        reach = window + lag
        late = a[a > a[0] + reach] if reach else a
        early = b[b < b[-1] - reach] if reach else b
        if not len(late) or not len(early):
            continue
        theirs = EventSeries.event_coincidence_analysis(series[:, 0], series[:, 1], window, lag=lag)
        assert theirs[0] == pytest.approx(count_hits(late, b, window=window, lag=lag).precursor / len(late))
        assert theirs[1] == pytest.approx(count_hits(a, early, window=window, lag=lag).trigger / len(early))


# -- nulls -----------------------------------------------------------------------------------------------


def test_surrogates_keep_what_they_say() -> None:
    rng = np.random.default_rng(1)
    days = bursts(15, 3653, rng)
    for draw in (waiting_times, rotation, season):
        drawn = draw(days, 3653, 50, rng)
        assert drawn.shape == (50, len(days))
        assert drawn.min() >= 0
        assert drawn.max() < 3653
    waits = np.sort(np.diff(days, append=days[0] + 3653))
    for row in np.sort(waiting_times(days, 3653, 20, rng), axis=1):
        assert np.array_equal(np.sort(np.diff(row, append=row[0] + 3653)), waits)
    moved = season(days, 3653, 20, rng)
    assert np.abs((moved % 365.25) - (days % 365.25)).max() < 2, "the day of the year stays"


def test_season_needs_years() -> None:
    with pytest.raises(ValueError, match="2 whole years"):
        season(np.array([3, 50]), 731, 9, np.random.default_rng(1))
    found = measured(numbered("A", range(0, 700, 50)), numbered("B", range(5, 700, 61)))
    assert "season" in found["nulls_left_out"]
    assert "season" not in found["p_values"]


def _rejected(clustered: bool, replications: int = 200) -> dict[str, float]:
    counts = dict.fromkeys(("poisson", "waiting_times", "rotation", "season"), 0)
    for n in range(replications):
        rng = np.random.default_rng([3, n])
        a, b = (bursts(15, 2200, rng) if clustered else poisson_days(40, 2200, rng) for _ in range(2))
        found = against_nulls(a, b, 2200, window=7, lag=0, n_surrogates=99, rng=rng)["p_values"]
        for null in counts:
            counts[null] += found[null]["precursor"]["fewer"] < 0.05
    return {null: count / replications for null, count in counts.items()}


def test_surrogate_nulls_hold_their_level_where_events_cluster_and_the_poisson_null_does_not() -> None:
    bound = binom.ppf(0.975, 200, 0.05) / 200
    plain, clustered = _rejected(clustered=False), _rejected(clustered=True)
    assert max(plain.values()) <= bound
    assert all(clustered[null] <= bound for null in ("waiting_times", "rotation", "season"))
    assert clustered["poisson"] > bound


def test_a_planted_effect_is_seen_and_avoidance_too() -> None:
    rng = np.random.default_rng(2)
    b = bursts(20, 3653, rng)
    a = followers(b, 3653, rng, share=0.6, within=7)
    found = measured(numbered("A", a), numbered("B", b))
    assert found["p_values"]["waiting_times"]["precursor"]["more"] < 0.05
    regular = np.arange(0, 3600, 20)
    found = measured(numbered("A", regular + 15), numbered("B", regular))
    assert found["precursor_hits"] == 0
    assert found["p_values"]["rotation"]["precursor"]["fewer"] < 0.8
    assert coincidence(numbered("A", a), numbered("B", b), seed=4) == coincidence(
        numbered("A", a), numbered("B", b), seed=4
    )


def test_a_scan_finds_the_planted_lag_and_pays_for_having_looked() -> None:
    rng = np.random.default_rng(9)
    b = poisson_days(60, 3653, rng)
    a = followers(b + 32, 3653, rng, share=0.5, within=4)
    found = scan(numbered("A", a), numbered("B", b), window=7, lags=range(0, 65, 8), n_surrogates=199)
    best = min(found.details["lags"], key=lambda row: row["p_value"])
    assert best["lag"] == 32
    assert found.p_value is not None
    assert found.p_value < 0.05
    unrelated = scan(numbered("A", poisson_days(60, 3653, rng)), numbered("B", b), n_surrogates=199)
    assert unrelated.p_value is not None
    assert unrelated.p_value > 0.05


def test_the_finding_says_that_the_poisson_null_fails_where_days_come_in_bursts() -> None:
    rng = np.random.default_rng(6)
    finding = coincidence(numbered("A", bursts(15, 3653, rng)), numbered("B", bursts(15, 3653, rng)))
    assert "the Poisson null" in finding.statement
    assert any("bursts" in text for text in finding.details["cautions"])


# -- dates -----------------------------------------------------------------------------------------------


def test_dates_known_to_the_month_are_counted_and_bound_what_they_could_change(tmp_path: Path) -> None:
    path = tmp_path / "tests.csv"
    path.write_text("date,what\n2020-01-10,x\n2020-01-10,y\n2020-03,z\n2020-06-01,w\n,none\nspring,bad\n2021-12-30,v\n")
    b = read_dates(str(path))
    assert len(b.days) == 3
    assert b.n_rows == 7
    assert b.set_aside == {"no date": 1, "'spring' is no date; write it as 2023-12-18, 2023-12 or 2023": 1}
    found = measured(dates("A", ["2020-01-12", "2020-03-20", "2021-10-01"]), b)
    assert found["n_b"] == 3
    assert found["month_only"]["b"] == 1
    assert (found["month_only"]["precursor_hits_least"], found["month_only"]["precursor_hits_most"]) == (1, 2)
    assert any("known to a month" in text for text in found["cautions"])
    assert found["b"]["set_aside"]


def test_faults_of_a_list_are_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("day\n2020-01-01\n")
    with pytest.raises(InputError, match=r"no column 'date'; it has day"):
        read_dates(str(path))
    path.write_text("date\nsoon\n")
    with pytest.raises(InputError, match="no usable date in 1 rows"):
        read_dates(str(path))
    with pytest.raises(InputError, match="cannot be read"):
        read_dates(str(tmp_path / "none.csv"))
    path.write_text("date,country\n2020-01-01,China\n")
    with pytest.raises(InputError, match="no row has country=Japan"):
        read_dates(str(path), where=("country", "Japan"))


def test_lists_of_one_span_are_compared_over_both_and_others_over_what_they_share() -> None:
    near = period((numbered("A", range(5, 76, 5)), numbered("B", range(12, 73, 10))))
    assert (near.first, near.last) == (START + timedelta(days=5), START + timedelta(days=75))
    far = period((numbered("A", range(0, 4000, 100)), numbered("B", range(1000, 2001, 100))))
    assert (far.first, far.last) == (START + timedelta(days=1000), START + timedelta(days=2000))
    assert "longest silence" in far.basis
    asked = period((numbered("A", range(0, 4000, 100)), numbered("B", [50])), since="2000-02", until="2001")
    assert (asked.first, asked.last, asked.basis) == (date(2000, 2, 1), date(2001, 12, 31), "as asked for")
    with pytest.raises(UsageError, match="share no days"):
        period((numbered("A", [1, 2, 3]), numbered("B", [900, 901])))


# -- the command -----------------------------------------------------------------------------------------


def write_days(path: Path, days: Iterable[int]) -> str:
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["date"])
        writer.writerows([(START + timedelta(days=int(n))).isoformat()] for n in days)
    return str(path)


def test_the_command_on_two_files_needs_no_store(tmp_path: Path) -> None:
    a, b = write_days(tmp_path / "a.csv", range(5, 76, 5)), write_days(tmp_path / "b.csv", range(12, 73, 10))
    call = ["measure", "coincidence", "--a-file", a, "--b-file", b, "--window", "1d", "--lag", "2d"]
    result = CliRunner().invoke(main, [*call, "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["n_a"], found["n_b"], found["precursor_hits"], found["trigger_hits"]) == (15, 7, 7, 7)
    assert found["p_values"].keys() >= {"poisson", "waiting_times", "rotation"}
    for rates in found["p_values"].values():
        assert all(set(tails) == {"more", "fewer", "two_sided"} for tails in rates.values())
    assert found["period"]["basis"]
    assert "seed" in found
    told = CliRunner().invoke(main, call)
    assert "7 had a day of b.csv 2 to 3 days before" in told.output


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["--a", "CHN-PRK CONSULT"], "side B: give either --b QUERY or --b-file CSV"),
        (["--a", "CHN-PRK", "--b", "PRK MOBILIZE"], "name it with --store FILE"),
        (["--a", "CHN-XXX", "--b", "PRK"], "unknown state code"),
        (["--a", "CHN-PRK MEET", "--b", "PRK"], "'MEET' is no event type; choose from AGREE"),
        (["--a", "CHN-PRK", "--b", "PRK", "--window", "soon"], "write 7d (days) or 2w (weeks)"),
    ],
)
def test_wrong_calls_are_told_what_is_wrong(call: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["measure", "coincidence", *call])
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
