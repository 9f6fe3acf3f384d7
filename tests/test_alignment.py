"""Alignment: planted answers are found, nothing is found where nothing is, and the tests hold their level."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from detente.measures.alignment import alignment
from detente.measures.examples import autoregressive, incident, speaking
from detente.measures.stances import correlations, stances
from detente.records import Finding, Incident

THIRD = ("USA", "KOR", "JPN")


def panel(
    seed: int, *, lag: int = 0, factor: float = 1.0, noise: float = 0.3, tie: bool = True, n: int = 96, phi: float = 0.4
) -> list[Incident]:
    """China's stances and North Korea's, which follow them ``lag`` months later, ``factor`` times as far out."""
    rng = np.random.default_rng(seed)
    base = -3 + 2.5 * autoregressive(rng, n + lag, phi=phi, rows=3)
    other = base if tie else -3 + 2.5 * autoregressive(rng, n + lag, phi=phi, rows=3)
    a, b = base[:, lag:], factor * other[:, :n] + noise * rng.standard_normal((3, n))
    return speaking("CHN", THIRD, a) + speaking("PRK", THIRD, b)


def found(made: list[Finding], question: str, third: str | None = None) -> Finding:
    return next(f for f in made if f.details["question"] == question and f.details.get("third") == third)


def test_two_states_that_say_the_same_are_found_alike_and_neither_first() -> None:
    made = alignment(panel(1), "CHN", "PRK")
    alike = found(made, "alike")
    assert alike.estimate is not None and alike.estimate > 0.7 and alike.p_value == 0.01
    assert alike.interval and alike.interval[0] < alike.estimate < alike.interval[1]
    assert "move together" in alike.statement
    assert found(made, "first").estimate == 0.0 and "neither is clearly first" in found(made, "first").statement
    assert (found(made, "harsher").p_value or 0) > 0.05
    assert not any(f.details["question"] == "voice" for f in made)


def test_the_one_that_follows_is_found_with_its_lag() -> None:
    made = alignment(panel(2, lag=2), "CHN", "PRK")
    first = found(made, "first")
    assert (first.estimate, first.interval) == (2.0, (2.0, 2.0)) and (first.p_value or 1) < 0.01
    assert first.statement.startswith("China speaks first about other states, North Korea 2 months later")
    turned = found(alignment(panel(2, lag=2), "PRK", "CHN"), "first", "KOR")
    assert turned.estimate == -2.0 and "China speaks first about South Korea" in turned.statement


def test_the_harsher_voice_is_found_and_named() -> None:
    made = alignment(panel(3, factor=2.0), "CHN", "PRK")
    harsher, voice = found(made, "harsher"), found(made, "voice")
    assert (harsher.estimate or 0) > 1 and (harsher.p_value or 1) <= 0.01
    assert harsher.statement.startswith("North Korea is harsher about other states than China")
    assert (voice.details["voice"], voice.details["of"]) == ("PRK", "CHN") and (voice.estimate or 0) > 0.6
    assert voice.interval and voice.interval[0] > 0.5
    turned = found(alignment(panel(3, factor=2.0), "PRK", "CHN"), "voice")
    assert turned.details["voice"] == "PRK" and turned.subject == "PRK for CHN"


def test_a_harsher_state_of_the_other_side_is_no_voice() -> None:
    """North Korea is hostile where China is friendly: harsher, yes; China's voice, no."""
    rng = np.random.default_rng(4)
    a, b = (level + autoregressive(rng, 96, phi=0.3, rows=3) for level in (5.0, -7.0))
    made = alignment(speaking("CHN", THIRD, a) + speaking("PRK", THIRD, b), "CHN", "PRK")
    assert "North Korea is harsher" in found(made, "harsher").statement
    assert not any(f.details["question"] == "voice" for f in made)


def test_of_one_act_told_of_both_nothing_is_concluded() -> None:
    joint = [incident(f"20{y:02d}-{m:02d}-05", "CHN PRK", "USA", "ACCUSE") for y in range(10, 14) for m in range(1, 13)]
    (only,) = alignment(joint, "CHN", "PRK")
    assert only.estimate is None and only.details["n_joint"] == 48
    assert "cannot be told" in only.statement


def test_missing_is_not_zero_and_appeals_are_no_stance() -> None:
    made = [
        incident("2020-01-05", "CHN", "USA", "ACCUSE"),
        incident("2020-03-05", "CHN", "USA", "PROTEST"),
        incident("2020-03-09", "CHN", "USA", "REQUEST", mode="appeal"),
        incident("2020-01-05", "PRK", "USA", "ACCUSE"),
    ]
    seen = stances(made, ("CHN", "PRK"), least=1)
    assert seen.a[0].tolist() == [-2.0, pytest.approx(np.nan, nan_ok=True), -6.83]
    assert seen.n_appeals == 1


def test_states_with_too_few_common_months_are_named_with_their_number() -> None:
    made = alignment(panel(1, n=10), "CHN", "PRK")
    assert made[0].details["dropped"] == {"JPN": 10, "KOR": 10, "USA": 10}
    assert "(the most is 10)" in made[0].statement


def test_each_finding_leads_back_to_incidents_and_is_the_same_again() -> None:
    incidents = panel(5)
    made, again = (alignment(rows, "CHN", "PRK", seed=3) for rows in (incidents, incidents[::-1]))
    assert made == again
    known = {i.id for i in incidents}
    assert all(f.incident_ids and set(f.incident_ids) <= known and f.seed == 3 for f in made)


def test_correlations_are_those_of_scipy_over_the_common_periods() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal(60), rng.standard_normal(60)
    a[rng.random(60) < 0.2], b[rng.random(60) < 0.2] = np.nan, np.nan
    for lag in (-2, 0, 3):
        r, n = correlations(a, b[None, :], [lag], least=3)
        left, right = (a[: 60 - lag], b[lag:]) if lag >= 0 else (a[-lag:], b[:lag])
        both = ~np.isnan(left) & ~np.isnan(right)
        assert n[0, 0] == both.sum() and r[0, 0] == pytest.approx(stats.pearsonr(left[both], right[both])[0])


def rejections(n: int, **options: Any) -> dict[str, int]:
    """Count p < 0.05 of each question over ``n`` replications, the pooled test and any of the third states."""
    counts: dict[str, int] = {}
    for seed in range(n):
        made = alignment(panel(seed, **options), "CHN", "PRK", seed=seed, n_bootstrap=30)
        for question in ("alike", "first", "harsher"):
            own = [f for f in made if f.details["question"] == question]
            counts[question] = counts.get(question, 0) + ((own[0].p_value or 1) < 0.05)
            family = f"{question}, family"
            counts[family] = counts.get(family, 0) + any((f.p_value or 1) < 0.05 for f in own[1:])
    return counts


def test_the_level_is_held_for_clustered_stances() -> None:
    """The full count, a thousand replications, is in benchmarks/networks.py; here a hundred guard against the worst."""
    bound = int(stats.binom.ppf(0.999, 100, 0.05))
    counts = rejections(100, tie=False, phi=0.4)
    assert max(counts.values()) <= bound, counts
