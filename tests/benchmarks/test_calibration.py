"""What is stated stands beside what is seen, by deciles and by halves."""

import numpy as np

from benchmarks.calibration import Suggested, by_decile, by_half


def test_seen_is_the_share_right() -> None:
    assert Suggested(0.7, 3, 1).seen == 0.75


def test_a_decile_with_enough_suggestions_has_a_goal() -> None:
    stated = np.array([0.65] * 20 + [0.95] * 5 + [1.0])
    seen = np.array([0.55] * 20 + [1.0] * 6)
    few, many = sorted(by_decile(stated, seen), key=lambda figure: figure.goal is not None)
    assert many.name == "  stated 0.6 to 0.7: stated - seen"
    assert (many.goal, many.met) == ("≤ 0.05", False)
    assert abs(float(many.value or 0) - 0.1) < 1e-9
    assert (few.name, few.goal) == ("  stated 0.9 to 1.0: stated - seen", None)


def test_the_upper_half_is_the_one_that_states_more() -> None:
    stated = np.array([0.9, 0.6, 0.8, 0.7])
    assert by_half(stated, np.array([1.0, 0.5, 0.9, 0.6])).met is True
    assert by_half(stated, np.array([0.5, 1.0, 0.6, 0.9])).met is False
    assert by_half(stated[:1], stated[:1]).met is None
