"""Days of several splits add up, and an interval is drawn over days."""

from datetime import date

import numpy as np

from benchmarks.judging import Day
from benchmarks.rolling import Judged, interval, shares

FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 3)


def test_a_day_judged_after_two_splits_is_one_day() -> None:
    judged = Judged.of([Day(FIRST, 1, 0, 2, 5, 1), Day(SECOND, 2, 1, 0, 4, 2)] * 2)
    assert judged.counts.tolist() == [[2, 0, 4, 10, 2], [4, 2, 0, 8, 4]]


def test_shares_are_precision_coverage_and_precision_without_echoes() -> None:
    assert shares(np.array([6, 2, 2, 20, 5])) == (0.75, 0.25, 4 / 6)
    assert np.isnan(shares(np.zeros(5, np.int64))).all()


def test_an_interval_holds_what_was_seen_and_widens_with_fewer_days() -> None:
    days = [[3, 0, 1, 10, 3], [2, 0, 2, 10, 2], [4, 0, 0, 10, 4], [1, 0, 1, 10, 1]]
    few, many = Judged(np.array(days)), Judged(np.array(days * 10))
    few_low, few_high = interval([few])
    many_low, many_high = interval([many])
    share = 10 / 14
    assert few_low[0] < many_low[0] < share < many_high[0] < few_high[0]


def test_where_nothing_was_decided_there_is_no_interval_of_precision() -> None:
    low, high = interval([Judged(np.array([[0, 0, 0, 5, 0]] * 3))])
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    assert (low[1], high[1]) == (0.0, 0.0)
