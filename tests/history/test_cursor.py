"""Rows a few at a time, from real SQLite."""

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
import sqlite3

import pytest

from custom_components.homeiq.history.cursor import (
    FETCH,
    fetch,
    fetch_pages,
    listed,
    moment,
    select,
)
from custom_components.homeiq.mining.settings import MiningStoppedError

ALL = "SELECT id, value FROM t ORDER BY id"
COLUMNS = ("id", "value")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """Return a database with one empty table."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, value INTEGER)")
        yield connection


def fill(connection: sqlite3.Connection, count: int, *, first: int = 1, step: int = 1) -> list[int]:
    """Add rows whose value is their number; return their ids."""
    ids = [first + step * number for number in range(count)]
    connection.executemany("INSERT INTO t VALUES (?, ?)", zip(ids, range(count), strict=True))
    return ids


def after(calls: int) -> Callable[[], bool]:
    """Return what says stop when it is asked once more than this."""
    answers = iter([False] * calls)
    return lambda: next(answers, True)


# Statements


def test_conditions_all_hold_though_one_is_a_choice(connection: sqlite3.Connection) -> None:
    fill(connection, 10)
    statement = select(("value",), "t", ("id = 2 OR id = 9", "value > 5"))
    assert connection.execute(statement).fetchall() == [(8,)]


def test_ids_are_chosen_by_a_list_that_may_be_empty(connection: sqlite3.Connection) -> None:
    fill(connection, 5)
    for chosen in ([], [2], [5, 3]):
        where = (f"id IN ({listed(chosen)})",)
        chunks = fetch(connection, select(COLUMNS, "t", where))
        assert [row[0] for chunk in chunks for row in chunk] == sorted(chosen)


@pytest.mark.parametrize(("low", "high"), [(-1e300, 1e300), (float("-inf"), float("inf"))])
def test_no_time_is_beyond_what_sql_can_say(
    connection: sqlite3.Connection, low: float, high: float
) -> None:
    fill(connection, 5)
    where = (f"value >= {moment(low)}", f"value < {moment(high)}")
    assert [len(chunk) for chunk in fetch(connection, select(COLUMNS, "t", where))] == [5]


def test_without_conditions_all_is_selected_in_the_order_asked_for(
    connection: sqlite3.Connection,
) -> None:
    ids = fill(connection, 5)
    statement = select(("id", "value + 1"), "t", tail="ORDER BY id DESC")
    assert connection.execute(statement).fetchall() == [(one, one) for one in reversed(ids)]


# Fetching


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (0, []),
        (1, [1]),
        (FETCH, [FETCH]),
        (FETCH + 1, [FETCH, 1]),
        (2 * FETCH + 500, [FETCH, FETCH, 500]),
    ],
)
def test_rows_come_in_chunks_and_none_is_empty(
    connection: sqlite3.Connection, count: int, sizes: list[int]
) -> None:
    ids = fill(connection, count)
    chunks = list(fetch(connection, ALL))
    assert [len(chunk) for chunk in chunks] == sizes
    assert [row[0] for chunk in chunks for row in chunk] == ids


def test_nothing_is_read_before_the_first_chunk_is_wanted(connection: sqlite3.Connection) -> None:
    chunks = fetch(connection, ALL)
    ids = fill(connection, 3)  # after the call, before the first chunk
    assert [row[0] for row in next(chunks)] == ids


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_a_stop_ends_it_after_the_chunk_that_was_read(
    connection: sqlite3.Connection, chunks: int
) -> None:
    fill(connection, 3 * FETCH)
    reading = fetch(connection, ALL, after(chunks))
    assert [len(chunk) for chunk in islice(reading, chunks)] == [FETCH] * chunks
    with pytest.raises(MiningStoppedError):
        next(reading)


def test_a_stop_leaves_no_statement_open(connection: sqlite3.Connection) -> None:
    fill(connection, 2 * FETCH)
    chunks = fetch(connection, ALL, after(1))
    next(chunks)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        connection.execute("DROP TABLE t")
    # The error, kept here, keeps all that was alive when it was raised.
    with pytest.raises(MiningStoppedError) as caught:
        next(chunks)
    connection.execute("DROP TABLE t")
    assert caught.value.__traceback__ is not None


def test_a_statement_that_fails_is_the_drivers_error(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
        next(fetch(connection, select(("id",), "nowhere")))


# Pages


@pytest.mark.parametrize("count", [0, 1, FETCH, FETCH + 1])
def test_pages_have_every_row_once_in_order_of_its_id(
    connection: sqlite3.Connection, count: int
) -> None:
    ids = fill(connection, count, step=7)
    pages = list(fetch_pages(connection, COLUMNS, "t", (), -1))
    assert all(0 < len(page) <= FETCH for page in pages)
    assert [row for page in pages for row in page] == list(zip(ids, range(count), strict=True))


def test_pages_begin_beyond_a_row_and_keep_to_the_conditions(
    connection: sqlite3.Connection,
) -> None:
    ids = fill(connection, 2 * FETCH + 10)
    where = ("value % 2 = 0 OR value % 3 = 0", "value <> 6")
    pages = fetch_pages(connection, COLUMNS, "t", where, ids[3])
    assert [row[1] for page in pages for row in page] == [
        value
        for value in range(4, 2 * FETCH + 10)
        if (value % 2 == 0 or value % 3 == 0) and value != 6
    ]


def test_page_of_row_ids_as_large_as_they_get(connection: sqlite3.Connection) -> None:
    ids = fill(connection, 3, first=2**63 - 3)
    pages = list(fetch_pages(connection, COLUMNS, "t", (), 2**62))
    assert [row[0] for page in pages for row in page] == ids


def test_pages_hold_no_statement_open_and_see_what_is_written_meanwhile(
    connection: sqlite3.Connection,
) -> None:
    ids = fill(connection, FETCH + 5)
    pages = fetch_pages(connection, COLUMNS, "t", (), 0)
    first = next(pages)
    connection.execute("DELETE FROM t WHERE id > ?", (ids[-3],))
    late = fill(connection, 1, first=ids[-1] + 100)
    connection.execute("ALTER TABLE t ADD COLUMN more")  # refused while a statement is open
    assert len(first) == FETCH
    assert [row[0] for page in pages for row in page] == ids[FETCH:-2] + late


def test_pages_end_when_told_to_stop(connection: sqlite3.Connection) -> None:
    fill(connection, 3 * FETCH)
    pages = fetch_pages(connection, COLUMNS, "t", (), 0, after(3))
    assert len(next(pages)) == FETCH
    with pytest.raises(MiningStoppedError):
        list(pages)
