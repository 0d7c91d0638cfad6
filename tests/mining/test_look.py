"""A quick look at which of many conditions may be worth a test."""

from collections.abc import Callable

import numpy as np
import pytest

from custom_components.homeiq.mining.look import (
    Look,
    Narrowing,
    least_p_value,
    with_condition,
)
from custom_components.homeiq.mining.pattern import (
    WORKDAYS,
    DarkCondition,
    WindowCondition,
)
from tests.mining.build import HOME
from tests.mining.pressed import PRESSED, Looked, pressed


def test_a_narrowing_makes_a_pattern_with_one_condition_more() -> None:
    rows = np.ones(1, np.bool_)
    assert Narrowing(WORKDAYS, rows, 0.1).of(PRESSED).weekdays == WORKDAYS
    dark = Narrowing(DarkCondition(), rows, 0.1).of(PRESSED)
    assert dark.conditions == (DarkCondition(),)
    window = WindowCondition(0, 3600)
    assert with_condition(dark, window).conditions == (DarkCondition(), window)


def test_the_more_was_wrong_the_surer_a_condition_may_be() -> None:
    assert least_p_value(10, 10) == 1
    assert least_p_value(10, 11) == pytest.approx(1 / 11)
    assert least_p_value(10, 12) == pytest.approx(1 / 66)


def looked(wanted: Callable[[int, int], bool]) -> Look:
    at = Looked.at(pressed(wanted).log(), HOME, PRESSED)
    rows = np.ones(len(at.episodes.at), np.bool_)
    return Look.of(at.study, PRESSED, at.episodes, rows)


def test_a_condition_that_holds_where_it_is_right_is_better_and_sure() -> None:
    look = looked(lambda day, _hour: day < 7)
    holds = np.array([look.right, ~look.right, np.ones(len(look.right), np.bool_)])
    assert list(look.better(holds)) == [0]
    reason, none, always = (Narrowing(WORKDAYS, rows, 0.01) for rows in holds)
    assert look.sure(reason)
    assert not look.sure(none)
    assert not look.sure(always)


def test_where_hardly_anything_was_wrong_nothing_can_be_sure() -> None:
    assert looked(lambda day, hour: (day, hour) != (3, 7)).hopeless(0.1)
    assert not looked(lambda day, _hour: day != 3).hopeless(0.1)
