"""What is found, and how sure it is."""

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.mining.finding import Evidence, wilson_lower_bound
from tests.mining.build import quick


@pytest.mark.parametrize(
    ("right", "tried", "bound"), [(3, 3, 0.65), (8, 9, 0.69), (18, 20, 0.78), (0, 0, 0.0)]
)
def test_confidence_is_the_lower_bound_of_the_share_right(
    right: int, tried: int, bound: float
) -> None:
    assert wilson_lower_bound(right, tried) == pytest.approx(bound, abs=0.005)


@quick
@given(st.integers(1, 200), st.integers(0, 200))
def test_the_bound_lies_below_the_share_and_rises_with_every_right_one(tried: int, of: int) -> None:
    right = min(of, tried)
    assert -1e-12 <= wilson_lower_bound(right, tried) <= right / tried + 1e-12
    assert wilson_lower_bound(right + 1, tried + 1) > wilson_lower_bound(right, tried)


def test_evidence_sums_up_what_would_have_been_done() -> None:
    evidence = Evidence(days=14, right=6, wrong=1, already=2, missed=3)
    assert evidence.fired == 9
    assert evidence.saved_per_week == 3.0
    assert evidence.confidence == wilson_lower_bound(6, 7)


def test_evidence_of_no_days_spares_nothing() -> None:
    assert Evidence().saved_per_week == 0.0
    assert Evidence().confidence == 0.0
