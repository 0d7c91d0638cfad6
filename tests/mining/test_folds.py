"""On which days is learned, and on which is proven."""

from datetime import date

from hypothesis import given, strategies as st
import numpy as np

from custom_components.homeiq.mining.folds import BLOCKS, CROSS_FIT_DAYS, folds
from tests.mining.build import ordinals

FIRST = date(2026, 1, 1)


@given(st.sets(st.integers(0, 90), min_size=BLOCKS, max_size=CROSS_FIT_DAYS))
def test_every_day_proves_once_and_never_what_it_taught(offsets: set[int]) -> None:
    days = np.array(sorted(offsets), np.int32) + FIRST.toordinal()
    parts = folds(days)
    assert len(parts) == BLOCKS
    assert np.concatenate([part.prove for part in parts]).tolist() == days.tolist()
    for part in parts:
        assert not np.intersect1d(part.learn, part.prove).size
        assert np.union1d(part.learn, part.prove).tolist() == days.tolist()


@given(st.integers(BLOCKS, CROSS_FIT_DAYS))
def test_blocks_are_neighbouring_days(count: int) -> None:
    for part in folds(ordinals(FIRST, count)):
        assert (np.diff(part.prove) == 1).all()


@given(st.integers(CROSS_FIT_DAYS + 1, 365))
def test_of_a_long_history_the_latest_third_proves(count: int) -> None:
    days = ordinals(FIRST, count)
    (part,) = folds(days)
    assert np.concatenate((part.learn, part.prove)).tolist() == days.tolist()
    assert abs(len(part.prove) - count / 3) < 1
