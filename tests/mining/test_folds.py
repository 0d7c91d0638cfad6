"""On which days is learned, and on which is proven."""

from datetime import date

from hypothesis import given, strategies as st
import numpy as np

from custom_components.homeiq.mining.folds import BLOCKS, CROSS_FIT_DAYS, folds
from tests.mining.build import ordinals, quick

FIRST = date(2026, 1, 1)


@quick
@given(st.sets(st.integers(0, 90), min_size=BLOCKS, max_size=CROSS_FIT_DAYS))
def test_every_day_proves_once_and_never_what_it_taught(offsets: set[int]) -> None:
    days = np.array(sorted(offsets), np.int32) + FIRST.toordinal()
    parts = folds(days)
    assert len(parts) == BLOCKS
    proven = np.concatenate([part.prove for part in parts])
    assert np.sort(proven).tolist() == days.tolist()
    for part in parts:
        assert not np.intersect1d(part.learn, part.prove).size
        assert np.union1d(part.learn, part.prove).tolist() == days.tolist()


@quick
@given(st.integers(14, CROSS_FIT_DAYS))
def test_blocks_are_of_like_size(count: int) -> None:
    sizes = [len(part.prove) for part in folds(ordinals(FIRST, count))]
    assert max(sizes) - min(sizes) <= count / BLOCKS / 2 + 3


@quick
@given(st.integers(28, CROSS_FIT_DAYS))
def test_from_four_weeks_on_no_day_proves_apart_from_its_neighbours(count: int) -> None:
    for part in folds(ordinals(FIRST, count)):
        runs = np.split(part.prove, np.flatnonzero(np.diff(part.prove) > 1) + 1)
        assert len(runs) > 1  # so that no block holds a whole holiday
        assert min(map(len, runs)) > 1


@quick
@given(st.integers(CROSS_FIT_DAYS + 1, 365))
def test_of_a_long_history_the_latest_third_proves(count: int) -> None:
    days = ordinals(FIRST, count)
    (part,) = folds(days)
    assert np.concatenate((part.learn, part.prove)).tolist() == days.tolist()
    assert abs(len(part.prove) - count / 3) < 1
