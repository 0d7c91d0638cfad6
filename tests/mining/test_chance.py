"""Tests against chance, held against exact sums."""

from fractions import Fraction
from math import comb, exp, factorial

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.mining.chance import (
    binomial_tail,
    discoveries,
    fisher_p_value,
    hypergeometric_tail,
    poisson_bound,
)
from tests.mining.build import quick


@quick
@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 19))
def test_the_binomial_tail_is_the_exact_sum(right: int, tried: int, twentieths: int) -> None:
    share = Fraction(twentieths, 20)
    exact = sum(
        comb(tried, k) * share**k * (1 - share) ** (tried - k) for k in range(right, tried + 1)
    )
    assert binomial_tail(right, tried, float(share)) == pytest.approx(float(exact), abs=1e-12)


def test_the_binomial_tail_at_its_ends() -> None:
    assert binomial_tail(0, 10, 0.0) == 1.0
    assert binomial_tail(1, 10, 0.0) == 0.0
    assert binomial_tail(10, 10, 1.0) == 1.0
    assert binomial_tail(11, 10, 0.5) == 0.0


@quick
@given(st.data())
def test_the_hypergeometric_tail_is_the_exact_sum(data: st.DataObject) -> None:
    everything = data.draw(st.integers(0, 25))
    drawn = data.draw(st.integers(0, everything))
    all_right = data.draw(st.integers(0, everything))
    right = data.draw(st.integers(0, everything))
    exact = Fraction(
        sum(
            comb(all_right, k) * comb(everything - all_right, drawn - k)
            for k in range(right, drawn + 1)
        ),
        comb(everything, drawn),
    )
    assert hypergeometric_tail(right, drawn, all_right, everything) == pytest.approx(
        float(exact), abs=1e-9
    )


def test_many_terms_do_not_overflow() -> None:
    assert 0 < binomial_tail(5100, 10_000, 0.5) < 0.05
    assert 0 < hypergeometric_tail(600, 1000, 5000, 10_000) < 1e-9


@quick
@given(
    st.lists(st.floats(0, 1), max_size=12), st.integers(0, 40), st.sampled_from((0.01, 0.05, 0.5))
)
def test_discoveries_are_those_of_the_step_up_rule(
    p_values: list[float], more: int, rate: float
) -> None:
    tried = len(p_values) + more
    ranked = sorted(p_values)
    last = max(
        (rank for rank, p in enumerate(ranked, 1) if p <= rate * rank / max(tried, 1)), default=0
    )
    found = discoveries(np.array(p_values), tried, rate)
    assert np.count_nonzero(found) == last
    assert sorted(np.array(p_values)[found]) == ranked[:last]


def test_more_hypotheses_make_fewer_discoveries() -> None:
    p_values = np.array([0.04, 0.001, 0.9])
    assert discoveries(p_values, 3).tolist() == [False, True, False]
    assert discoveries(p_values, 3000).tolist() == [False, False, False]


@quick
@given(st.integers(1, 30), st.integers(1, 29))
def test_the_bound_of_a_poisson_tail_is_above_the_tail(count: int, halves: int) -> None:
    mean = min(halves / 2, count - 0.5)
    below = sum(mean**k / factorial(k) for k in range(count)) * exp(-mean)
    bound = float(poisson_bound(np.array([count]), np.array([mean]))[0])
    assert 1 - below <= bound + 1e-12
    assert bound <= 1


def test_what_never_happens_by_chance_has_a_tiny_bound() -> None:
    assert float(poisson_bound(np.array([3]), np.array([0.0]))[0]) < 1e-20


def test_what_is_nearly_sure_is_one_however_unlikely_the_first_term() -> None:
    assert binomial_tail(1, 100_000, 0.5) == 1.0
    assert hypergeometric_tail(1, 5000, 5000, 10_000) == 1.0
    assert hypergeometric_tail(3, 2, 5, 10) == 0.0


@quick
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_fishers_test_counts_what_is_right_in_a_part(tries: list[tuple[bool, bool]]) -> None:
    right, part = (np.array(column, np.bool_) for column in zip(*tries, strict=True))
    drawn, everything = int(part.sum()), len(tries)
    exact = hypergeometric_tail(int((right & part).sum()), drawn, int(right.sum()), everything)
    assert fisher_p_value(right, part) == exact
