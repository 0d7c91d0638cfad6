"""What schedules are held against."""

from hypothesis import given, strategies as st
import pytest

from benchmarks.schedules import batches, best, in_order, longest_first, sequential

FEW = [3.0, 1.0, 1.0, 1.0, 2.0]


def test_five_calls_two_at_a_time() -> None:
    assert best(FEW, 2) == 4.0
    assert longest_first(FEW, 2) == 4.0
    assert in_order(FEW, 2) == 5.0
    assert batches(FEW, 2) == 6.0
    assert sequential(FEW) == 8.0


def test_one_long_call_bounds_all() -> None:
    assert best([9.0, 1.0, 1.0], 3) == 9.0


def test_no_calls_take_no_time() -> None:
    assert best([], 5) == longest_first([], 5) == batches([], 5) == sequential([]) == 0.0


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=40), st.integers(1, 8))
def test_none_beats_the_bound(durations: list[float], at_once: int) -> None:
    least = best(durations, at_once) * (1 - 1e-9)
    assert least <= longest_first(durations, at_once)
    assert least <= in_order(durations, at_once) <= batches(durations, at_once) * (1 + 1e-9)
    assert batches(durations, at_once) <= sequential(durations) * (1 + 1e-9)
    assert in_order(durations, 1) == pytest.approx(sequential(durations))
