"""What a pattern promises on the days that taught it."""

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.mining.candidate import Candidate, worth
from custom_components.homeiq.mining.finding import wilson_lower_bound
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from tests.mining.build import quick

WAKE = Pattern("time_of_day", ClockTrigger(7 * 3600), (Effect("light.a", "on"),))
counts = st.integers(0, 200)


@quick
@given(counts, counts)
def test_a_candidate_promises_the_lower_bound_of_its_share_right(right: int, wrong: int) -> None:
    candidate = Candidate(WAKE, right, wrong)
    assert candidate.bound == wilson_lower_bound(right, right + wrong)
    assert 0 <= candidate.worth <= right


@quick
@given(counts, counts)
def test_one_more_right_is_worth_more_and_one_more_wrong_less(right: int, wrong: int) -> None:
    candidate = Candidate(WAKE, right + 1, wrong)
    assert Candidate(WAKE, right + 2, wrong).worth > candidate.worth
    assert Candidate(WAKE, right + 1, wrong + 1).worth < candidate.worth


def test_meeting_half_of_the_acts_surely_is_better_than_all_of_them_by_luck() -> None:
    assert Candidate(WAKE, 20, 0).worth > Candidate(WAKE, 40, 60).worth
    assert Candidate(WAKE, 40, 2).worth > Candidate(WAKE, 20, 0).worth


def test_worth_is_that_of_a_candidate() -> None:
    right, tried = np.array([0, 0, 3, 5, 9]), np.array([0, 4, 3, 9, 300])
    expected = [Candidate(WAKE, r, n - r).worth for r, n in zip(right, tried, strict=True)]
    assert worth(right, tried).tolist() == pytest.approx(expected)


def test_worth_is_the_same_for_one_and_for_many() -> None:
    right, tried = np.arange(40), np.arange(40) * 3
    one_by_one = [float(worth(r, n)) for r, n in zip(right.tolist(), tried.tolist(), strict=True)]
    assert worth(right, tried).tolist() == one_by_one
