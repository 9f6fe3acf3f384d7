"""Wilson's interval: the textbooks' examples, and what holds for all shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.shares import wilson


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [
        (15, 50, (0.1910, 0.4375)),
        (23, 50, (0.3297, 0.5960)),
        # R. G. Newcombe 1998, Statistics in Medicine 17, table I
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
    ],
)
def test_it_is_that_of_the_textbooks(k: int, n: int, expected: tuple[float, float]) -> None:
    assert wilson(k, n) == pytest.approx(expected, abs=5e-4)


def test_nothing_counted_leaves_all_open() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_it_holds_the_share_and_stays_a_share(kn: tuple[int, int]) -> None:
    low, high = wilson(*kn)
    assert 0 <= low <= kn[0] / kn[1] + 1e-12 and kn[0] / kn[1] - 1e-12 <= high <= 1
