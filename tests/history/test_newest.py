"""Which rows are left where there are too many."""

from itertools import batched

from hypothesis import given, strategies as st
import numpy as np

from custom_components.homeiq.history.newest import Newest, Rows
from tests.mining.build import quick

ROW = st.tuples(st.integers(0, 20), st.integers(0, 3), st.integers(0, 3))
EVER = 1_000_000


def rows_of(rows: list[tuple[int, int, int]]) -> Rows:
    columns = np.array(rows, np.int64).reshape(-1, 3)
    return Rows(columns[:, 0].astype(np.float64), columns[:, 1].astype(np.int32), columns[:, 2])


def listed(rows: Rows) -> list[tuple[int, int, int]]:
    told = zip(rows.time.tolist(), rows.whose.tolist(), rows.what.tolist(), strict=True)
    return [(int(time), whose, what) for time, whose, what in told]


def left(
    chunks: list[list[tuple[int, int, int]]],
    most: int = EVER,
    most_whats: int = EVER,
    *,
    changes: bool = False,
) -> list[tuple[int, int, int]]:
    newest = Newest(most, changes=changes)
    for chunk in chunks:
        newest.add(rows_of(chunk))
    return listed(newest.told(most_whats))


def test_nothing_is_left_of_nothing() -> None:
    assert left([]) == left([[]]) == []


def test_rows_come_by_whose_they_are_and_in_order_of_time() -> None:
    chunks = [[(3, 1, 7), (2, 0, 7)], [(1, 1, 7), (4, 0, 7)]]
    assert left(chunks) == [(2, 0, 7), (4, 0, 7), (1, 1, 7), (3, 1, 7)]


def test_rows_may_be_brought_in_order_of_time() -> None:
    rows = rows_of([(2, 0, 7), (4, 0, 7), (1, 1, 7)])
    assert listed(rows.in_order()) == [(1, 1, 7), (2, 0, 7), (4, 0, 7)]


def test_only_changes_are_left_where_they_alone_count() -> None:
    rows = [(1, 0, 5), (2, 0, 5), (3, 0, 6), (4, 0, 5), (2, 1, 5), (3, 1, 5)]
    assert left([rows], changes=True) == [(1, 0, 5), (3, 0, 6), (4, 0, 5), (2, 1, 5)]
    assert left([rows]) == rows


def test_the_oldest_of_who_has_most_go_first() -> None:
    chatty = [(time, 0, time) for time in range(20)]
    quiet = [(5, 1, 0), (6, 1, 1)]
    assert left([chatty, quiet], 10) == [*chatty[-8:], *quiet]
    # Also where room is made while rows still come.
    assert left([chatty[:15], quiet, chatty[15:]], 10) == [*chatty[-8:], *quiet]


def test_of_different_ones_the_newest_are_left_and_nothing_amid_them_is_missing() -> None:
    rows = [(1, 0, 9), (2, 0, 5), (3, 0, 9), (4, 0, 6), (5, 0, 5), (6, 0, 7)]
    assert left([rows], most_whats=4) == rows
    assert left([rows], most_whats=3) == rows[3:]
    assert left([rows], most_whats=2) == rows[4:]


def test_everybody_has_one_however_little_room_there_is() -> None:
    rows = [(time, whose, time) for whose in range(3) for time in range(2)]
    assert left([rows], 1) == [(1, 0, 1), (1, 1, 1), (1, 2, 1)]
    assert left([rows], most_whats=1) == [(1, 0, 1), (1, 1, 1), (1, 2, 1)]


@quick
@given(st.lists(ROW, max_size=60), st.integers(1, 12), st.integers(1, 20))
def test_what_is_left_of_each_is_the_end_of_what_there_was(
    rows: list[tuple[int, int, int]], most: int, at_once: int
) -> None:
    rows = sorted(rows)
    told = left([list(chunk) for chunk in batched(rows, at_once, strict=False)], most)
    assert len(told) <= max(most, 4)
    for whose in range(4):
        ours = [row for row in rows if row[1] == whose]
        kept = [row for row in told if row[1] == whose]
        assert kept == ours[len(ours) - len(kept) :]
        assert bool(kept) == bool(ours)
