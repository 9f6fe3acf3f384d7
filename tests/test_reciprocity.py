"""Reciprocity and asymmetry: who answers, who begins, who depends, each planted and each absent."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from detente.measures.asymmetry import asymmetry
from detente.measures.examples import clustered, daily, incident
from detente.measures.reciprocity import answer_rates, beginnings, reciprocity
from detente.records import Finding, Incident

DAYS = 2400


def quarrel(seed: int, *, answered: float, kind: str = "THREATEN") -> list[Incident]:
    """South Korea accuses in clusters; North Korea answers a share of it within three days, and acts on its own."""
    rng = np.random.default_rng(seed)
    said = clustered(rng, DAYS, bursts=40, size=4, spread=8)
    own = clustered(rng, DAYS, bursts=25, size=3, spread=8)
    answers = [d + int(rng.integers(1, 4)) for d in said if rng.random() < answered]
    return daily(said, "KOR", "PRK", "ACCUSE") + daily(sorted(own + answers), "PRK", "KOR", kind)


def answer(made: list[Finding], answerer: str, kind: str) -> Finding:
    return next(f for f in made if f.details.get("answerer") == answerer and f.details["kind"] == kind)


def test_answers_in_kind_are_found_within_their_lag() -> None:
    made = reciprocity(quarrel(1, answered=0.7), "KOR", "PRK")
    found = answer(made, "PRK", "conflict")
    assert (found.estimate or 0) > 0.6 and (found.p_value or 1) <= 0.02
    assert "so North Korea answers in kind" in found.statement
    assert found.details["p_by_tail"]["greater"] == 0.005
    by_lag = found.details["by_lag"]
    assert sum(row["new"] for row in by_lag[:3]) > sum(row["new"] for row in by_lag[3:])


def test_an_answer_of_the_other_kind_is_none() -> None:
    made = reciprocity(quarrel(1, answered=0.7, kind="SUPPORT"), "KOR", "PRK")
    assert answer(made, "PRK", "conflict").estimate == 0.0
    assert "cannot be told" in answer(made, "KOR", "conflict").statement


def test_who_begins_is_found() -> None:
    rng = np.random.default_rng(4)
    said = sorted(rng.choice(DAYS // 30, 50, replace=False) * 30 + 5)
    made = reciprocity(
        daily(said, "KOR", "PRK", "ACCUSE") + daily([d + 2 for d in said], "PRK", "KOR", "ACCUSE"), "KOR", "PRK"
    )
    begin = made[-1]
    assert begin.details["question"] == "begin" and (begin.estimate, begin.p_value) == (1.0, 0.01)
    assert "South Korea begins more often than that" in begin.statement


def test_meetings_appeals_and_vague_dates_are_counted_apart() -> None:
    made = reciprocity(
        [
            *quarrel(1, answered=0.7),
            incident("2016-01-01", "KOR PRK"),
            incident("2016-01-02", "KOR", "PRK", "REQUEST", mode="appeal"),
            incident("2016-02", "KOR", "PRK", "ACCUSE", date_precision="month"),
        ],
        "KOR",
        "PRK",
    )
    details = answer(made, "PRK", "conflict").details
    assert (details["n_mutual"], details["n_appeals"], details["n_vague"]) == (1, 1, 1)


def test_an_act_counts_only_if_the_days_after_it_were_read() -> None:
    said = [20 * k for k in range(40)]
    incidents = daily(said, "KOR", "PRK", "ACCUSE") + daily([d + 1 for d in said], "PRK", "KOR", "ACCUSE")
    start = date(2015, 1, 1)
    read = {(start + timedelta(days=d)).isoformat() for d in range(400)}
    whole, part = (reciprocity(incidents, "KOR", "PRK", covered=c) for c in (None, read))
    assert answer(whole, "PRK", "conflict").details["n_acts"] == 39  # the last act has no week after it
    assert answer(part, "PRK", "conflict").details["n_acts"] == 20
    assert part[0].parameters["coverage"] == "as given"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), min_size=12, max_size=40), st.integers(0, 10**6), st.integers(1, 4))
def test_rates_are_those_of_counting_day_by_day(asked: list[bool], seed: int, lag: int) -> None:
    rng = np.random.default_rng(seed)
    n, a = len(asked), np.array(asked)
    b, read = rng.random(n) < 0.3, rng.random(n) < 0.9
    for offset in (0, 3):
        moved, known = np.roll(b, offset), np.roll(read, offset)
        days = [d for d in range(n - lag) if a[d] and known[d + 1 : d + lag + 1].all()]
        hits = [d for d in days if moved[d + 1 : d + lag + 1].any()]
        answered, counted = answer_rates(a, b, read, np.array([offset]), lag=lag)
        assert (answered.sum(), counted.sum()) == (len(hits), len(days))


def test_beginnings_by_hand() -> None:
    a, b = np.zeros(40, dtype=bool), np.zeros(40, dtype=bool)
    a[[0, 12, 13, 39]] = True  # day 0 has no quiet before it that was seen
    b[[14, 25, 39]] = True
    assert beginnings(a, b, 10) == (1, 1, 1)


def test_the_level_is_held_for_clustered_acts() -> None:
    """All counts, a thousand replications, are in benchmarks/networks.py."""
    counts = np.zeros(2)
    for seed in range(30):
        made = reciprocity(quarrel(seed, answered=0.0), "KOR", "PRK", seed=seed, n_bootstrap=20)
        answers = [f.p_value for f in made[:-1] if f.p_value is not None]
        counts += [min(answers) < 0.05, (made[-1].p_value or 1) < 0.05]
    assert (counts <= stats.binom.ppf(0.999, 30, 0.05)).all(), counts


# -- asymmetry -------------------------------------------------------------------------------------------


def trade(seed: int, others: tuple[float, float], *, months: int = 60) -> list[Incident]:
    """Two acts a month between the two, and each side's acts with others at a rate of its own."""
    rng, made = np.random.default_rng(seed), []
    for t in range(months):
        day = f"{2015 + t // 12}-{t % 12 + 1:02d}"
        made += [incident(f"{day}-{k + 1:02d}", "PRK", "CHN", "COOPERATE", n=k) for k in range(2)]
        for state, other, rate in (("PRK", "RUS", others[0]), ("CHN", "USA", others[1])):
            made += [incident(f"{day}-{k + 1:02d}", state, other, n=k) for k in range(rng.poisson(rate))]
    return made


def test_the_state_that_has_little_to_do_with_others_depends_more() -> None:
    found = asymmetry(trade(1, (0.5, 8.0)), "PRK", "CHN")
    assert found.estimate and found.estimate > 0.4 and found.p_value == 0.01
    assert found.interval and found.interval[0] > 0.3
    assert "on record North Korea depends more on China" in found.statement
    turned = asymmetry(trade(1, (0.5, 8.0)), "CHN", "PRK")
    assert turned.estimate == pytest.approx(-found.estimate)
    sides = found.details["sides"]
    assert sides[0]["of_acts_upon_it"] is None and sides[1]["of_acts_upon_it"] == 1.0


def test_two_of_equal_reach_do_not_differ() -> None:
    found = asymmetry(trade(2, (3.0, 3.0)), "PRK", "CHN")
    assert (found.p_value or 0) > 0.05 and "cannot be shown" in found.statement


def test_an_incident_counts_once_for_each_state_however_many_others_take_part() -> None:
    joint = [incident(f"2015-{m:02d}-01", "PRK CHN") for m in range(1, 13)]
    many = [incident(f"2015-{m:02d}-02", "PRK", "JPN KOR USA", "ACCUSE") for m in range(1, 13)]
    found = asymmetry(joint + many, "PRK", "CHN", least=10)
    assert [side["n"] for side in found.details["sides"]] == [24, 12]


def test_too_little_says_so() -> None:
    found = asymmetry(trade(1, (1.0, 1.0), months=6), "PRK", "CHN")
    assert found.estimate is None and "12 incidents between them" in found.statement


def test_the_level_of_asymmetry_is_held() -> None:
    counts = sum(
        (asymmetry(trade(s, (3, 3)), "PRK", "CHN", seed=s, n_bootstrap=20).p_value or 1) < 0.05 for s in range(40)
    )
    assert counts <= stats.binom.ppf(0.999, 40, 0.05)
