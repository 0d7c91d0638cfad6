"""Whether and how fast values move."""

import numpy as np
import pytest

from custom_components.homeiq.mining.modifiers.trend import slope_and_level, trend_p_value

DAYS = np.arange(30, dtype=np.float64)
SCATTER = np.random.default_rng(1).normal(0, 300, 30)


def test_the_slope_is_that_of_the_points_whatever_a_few_outliers_say() -> None:
    values = 120.0 + 40 * DAYS
    values[[3, 17, 25]] += 9000
    slope, level = slope_and_level(DAYS, values)
    assert slope == pytest.approx(40, abs=2)
    assert level == pytest.approx(120, abs=40)


def test_points_of_one_day_have_no_slope() -> None:
    assert slope_and_level(np.zeros(3), np.array([1.0, 2.0, 9.0])) == (0.0, 2.0)


def test_what_moves_is_told_from_what_scatters() -> None:
    assert trend_p_value(DAYS, SCATTER + 60 * DAYS) < 1e-4
    assert trend_p_value(DAYS, SCATTER - 60 * DAYS) < 1e-4
    assert trend_p_value(DAYS, SCATTER) > 0.05


def test_the_p_value_is_that_of_the_textbook() -> None:
    """Ten values that only rise: S = 45, Var(S) = 125, Z = 44 / sqrt(125)."""
    assert trend_p_value(DAYS[:10], DAYS[:10]) == pytest.approx(8.3e-5, rel=0.02)


def test_what_never_changes_has_no_trend() -> None:
    assert trend_p_value(DAYS, np.ones(30)) == 1.0
    assert trend_p_value(DAYS[:1], DAYS[:1]) == 1.0
