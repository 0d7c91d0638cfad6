"""Where values lie although some are far off."""

import numpy as np
import pytest

from custom_components.homeiq.mining.robust import (
    group_medians,
    mad,
    median,
    middle_of_best,
    sn,
)
from tests.mining.build import times


def test_the_median_is_the_middle_or_between_the_two_middle_ones() -> None:
    assert float(median(times(3, 1, 2))) == 2
    assert float(median(times(4, 1, 2, 3))) == 2.5
    assert median(np.array([[1.0, 9.0, 2.0], [5.0, 5.0, 8.0]])).tolist() == [2, 5]


def test_each_group_has_its_own_median_in_any_order_and_an_empty_one_0() -> None:
    values, group = times(4, 9, 1, 7, 3, 2), np.array([0, 2, 0, 2, 0, 0], np.int32)
    assert group_medians(values, group, 4).tolist() == [2.5, 0, 8, 0]
    assert group_medians(values[:0], group[:0], 2).tolist() == [0, 0]


@pytest.mark.parametrize("spread", [mad, sn])
def test_a_spread_is_that_of_a_normal_distribution_and_few_wild_values_hardly_move_it(
    spread: type[float],
) -> None:
    values = np.random.default_rng(0).normal(100, 10, 400)
    assert spread(values) == pytest.approx(10, rel=0.1)
    values[:60] = 1e6
    assert spread(values) == pytest.approx(10, rel=0.45)


@pytest.mark.parametrize("spread", [mad, sn])
def test_nothing_and_what_never_varies_have_no_spread(spread: type[float]) -> None:
    assert spread(np.zeros(0)) == 0
    assert spread(np.full(9, 7.0)) == 0


@pytest.mark.parametrize(
    ("worth", "place"),
    [
        ([], None),
        ([0, 0], None),
        ([1, 3, 2], 1),
        ([0, 2, 2, 2, 1, 2], 2),
        ([2, 2], 0),
        ([1, 2, 2, 2], 2),
    ],
)
def test_the_middle_of_the_first_best_run_is_chosen(worth: list[float], place: int | None) -> None:
    assert middle_of_best(times(*worth)) == place
