"""Scans over the day, of many lists of acts at once."""

from hypothesis import given, strategies as st
import numpy as np

from custom_components.homeiq.mining.day_scan import Axis, Near, peaks
from custom_components.homeiq.mining.event_log import DAY_SECONDS, Floats
from custom_components.homeiq.mining.replay import CLOCK_SECONDS
from tests.mining.build import MONDAY, ordinals, quick, times

DAYS = 5
ZEROS: Floats = np.arange(DAYS, dtype=np.float64) * DAY_SECONDS
AXIS = Axis(ordinals(MONDAY, DAYS), ZEROS, np.arange(0, DAY_SECONDS, 1800).astype(np.float64))
ODD = np.array([True, False, True, False, True])


def scan(acts: Floats, *, twice: bool = False) -> Near:
    """Return acts on all days as task 0, and if asked, on every other day as task 1."""
    tasks = np.array([[0, 1 if twice else -1]] * len(acts), np.int32).reshape(-1, 2)
    return Near.of(AXIS, acts, tasks, np.stack([np.ones(DAYS, np.bool_), ODD], axis=1))


def daily(*clock: float) -> Floats:
    """Return acts at seconds after each midnight."""
    return np.sort((ZEROS[:, None] + np.array(clock)).ravel())


@quick
@given(st.lists(st.integers(-2000, DAYS * DAY_SECONDS + 2000), min_size=1, max_size=40))
def test_days_are_counted_as_one_would_count_them_by_hand(seconds: list[int]) -> None:
    acts = np.sort(np.array(seconds, np.float64))
    apart = np.abs(acts[:, None, None] - ZEROS[:, None] - AXIS.grid)
    near = np.asarray((apart <= CLOCK_SECONDS).any(axis=0))
    found = scan(acts, twice=True).days_with(AXIS.grid, 2)
    assert found.tolist() == [near.sum(axis=0).tolist(), near[ODD].sum(axis=0).tolist()]


def test_an_act_shortly_before_midnight_is_near_to_both_days() -> None:
    near = scan(times(2 * DAY_SECONDS - 300))
    assert near.day.tolist() == [1, 2]
    assert near.off.tolist() == [DAY_SECONDS - 300, -300]


def test_acts_of_one_moment_count_once() -> None:
    assert len(scan(times(40000, 40000, 40001)).off) == 2


def test_a_centre_settles_on_the_median_of_what_is_near() -> None:
    near = scan(daily(30000, 36000 + 500), twice=True)
    assert near.settle(times(36000, 29500)).tolist() == [36500, 30000]
    assert near.settle(times(50000, 60000)).tolist() == [50000, 60000]


def test_a_centre_moves_on_when_other_acts_come_near() -> None:
    acts = np.sort(ZEROS + times(36000, 36800, 36800, 37600, 37600))
    assert scan(acts).settle(times(36000)).tolist() == [36800]


def test_of_a_day_only_the_nearest_act_counts() -> None:
    near, off = scan(times(36000, 36500, 36900, 86400 + 36000)).nearest(times(36600))
    assert near.day.tolist() == [0, 1]
    assert off.tolist() == [-100, -600]


def test_of_two_acts_equally_far_the_later_counts() -> None:
    _, off = scan(times(36000, 36600)).nearest(times(36300))
    assert off.tolist() == [300]


def test_what_was_found_is_put_aside_on_every_day_it_is_near_to() -> None:
    near = scan(np.sort(np.append(daily(DAY_SECONDS - 60), 36000.0)))
    assert near.beyond(times(DAY_SECONDS)).off.tolist() == [36000]
    assert len(near.beyond(times(50000)).off) == len(near.off)


def test_tasks_that_are_no_longer_wanted_are_left_out() -> None:
    near = scan(daily(36000), twice=True)
    left = near.of_tasks(np.array([False, True]))
    assert left.task.tolist() == [0, 0, 0]
    assert left.day.tolist() == [0, 2, 4]


def test_peak_is_in_the_middle_of_equals() -> None:
    table = np.array([[0, 3, 3, 3, 1], [2, 0, 2, 0, 0], [0, 0, 0, 0, 5]], np.int32)
    assert peaks(table).tolist() == [2, 2, 4]


def test_nothing_to_scan_is_no_error() -> None:
    near = scan(times())
    assert near.settle(times(100, 200)).tolist() == [100, 200]
    assert near.beyond(times(100)).days_with(AXIS.grid, 1).tolist() == [[0] * len(AXIS.grid)]
