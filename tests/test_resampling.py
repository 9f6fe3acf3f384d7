"""Intervals and nulls against what is known of them by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.measures.examples import autoregressive
from detente.measures.resampling import (
    block_indices,
    block_length,
    block_signs,
    draw_counts,
    first_faded,
    holm,
    neighbours,
    p_value,
    percentiles,
    phases,
    shifts,
    step_down,
)


def test_a_p_value_counts_the_truth_among_its_surrogates() -> None:
    drawn = np.arange(99.0)
    assert p_value(1000.0, drawn, tail="greater") == 0.01
    assert p_value(-5.0, drawn, tail="greater") == 1.0
    assert p_value(-5.0, drawn, tail="less") == 0.01
    assert p_value(1000.0, drawn) == 0.02
    assert p_value(0.0, np.zeros(99)) == 1.0


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=8))
def test_holms_p_values_are_no_smaller_and_keep_the_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(q >= p and q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    assert sorted(range(len(p_values)), key=lambda i: (p_values[i], i)) == sorted(
        range(len(p_values)), key=lambda i: (adjusted[i], p_values[i], i)
    )


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))


def test_step_down_ends_where_one_hypothesis_is_alone() -> None:
    drawn = np.array([[1.0, 5.0], [2.0, 1.0], [0.0, 3.0]])
    adjusted = step_down(np.array([4.0, 2.5]), drawn)
    # 4.0 meets the greater of both columns (5, 2, 3), 2.5 then its own column alone (5, 1, 3).
    assert adjusted.tolist() == [0.5, 0.75]
    assert np.isnan(step_down(np.array([np.nan, 1.0]), drawn)[0])


@given(st.integers(1, 60), st.integers(1, 50), st.integers(0, 5))
def test_shifts_keep_clear_of_no_shift_on_both_sides_of_the_ring(n: int, count: int, guard: int) -> None:
    found = shifts(n, count, guard=guard, rng=np.random.default_rng(0))
    assert len(set(found.tolist())) == found.size <= count
    assert all(guard < s < n - guard for s in found)


def test_blocks_hold_together() -> None:
    rng = np.random.default_rng(0)
    signs = block_signs(60, 6, 50, rng)
    changes = (np.diff(signs, axis=1) != 0).sum(axis=1)
    assert set(np.unique(signs)) == {-1.0, 1.0} and changes.max() <= 10
    drawn = block_indices(60, 6, 50, rng)
    assert drawn.shape == (50, 60) and ((np.diff(drawn, axis=1) % 60) == 1).mean() > 0.8
    assert (draw_counts(drawn, 60).sum(axis=1) == 60).all()


def test_blocks_are_longer_where_values_hang_together_longer() -> None:
    rng = np.random.default_rng(0)
    loose, tight = (block_length(autoregressive(rng, 240, phi=phi, rows=3)) for phi in (0.0, 0.8))
    assert 7 == loose < tight <= 48
    assert block_length(np.full((1, 27), np.nan)) == 3


def test_too_few_draws_give_no_interval() -> None:
    assert percentiles(np.arange(10.0)) is None
    assert percentiles(np.arange(101.0)) == pytest.approx((2.5, 97.5))


@pytest.mark.parametrize("n", [95, 96])
def test_random_phases_keep_spectra_means_and_the_ties_between_rows(n: int) -> None:
    rng = np.random.default_rng(5)
    rows = autoregressive(rng, n, phi=0.8, rows=2)
    rows[1] = 0.7 * rows[0] + 0.3 * rows[1]
    drawn = phases(rows, 20, rng)
    assert drawn.shape == (20, 2, n)
    for one in drawn:
        assert np.abs(np.fft.rfft(one, axis=1)) == pytest.approx(np.abs(np.fft.rfft(rows, axis=1)))
        assert np.asarray(np.corrcoef(one))[0, 1] == pytest.approx(np.asarray(np.corrcoef(rows))[0, 1])
        assert one.sum(axis=1) == pytest.approx(rows.sum(axis=1))
        assert neighbours(one) == pytest.approx(neighbours(rows), abs=0.1)
    assert np.mean([abs(np.asarray(np.corrcoef(one[0], rows[0]))[0, 1]) for one in drawn]) < 0.4, (
        "the tie to the original is cut"
    )


def test_the_first_lag_at_which_a_series_no_longer_hangs_together() -> None:
    waves = np.tile([1.0, 1, 1, 1, -1, -1, -1, -1], 12)  # its autocorrelation is 0.5 at lag 1, 0 at 2
    assert first_faded(waves) == 2
    assert first_faded(np.tile([1.0, -1.0], 48)) == 1
    assert first_faded(np.zeros(20)) == 1
