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
def test_blocks_are_of_like_size_and_keep_neighbouring_days_together(count: int) -> None:
    days = ordinals(FIRST, count)
    proven = [part.prove for part in folds(days)]
    sizes = [len(prove) for prove in proven]
    assert max(sizes) - min(sizes) <= count / BLOCKS / 2 + 3
    torn = sum(int(np.count_nonzero(np.diff(prove) > 1)) + 1 for prove in proven)
    assert torn <= count / 1.5 + 4  # far fewer runs than days, had each gone its own way


@quick
@given(st.integers(CROSS_FIT_DAYS + 1, 365))
def test_of_a_long_history_the_latest_third_proves(count: int) -> None:
    days = ordinals(FIRST, count)
    (part,) = folds(days)
    assert np.concatenate((part.learn, part.prove)).tolist() == days.tolist()
    assert abs(len(part.prove) - count / 3) < 1
