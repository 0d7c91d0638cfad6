"""Rows of a table of real SQLite, by their order."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
import sqlite3
from unittest.mock import patch

import pytest

from custom_components.homeiq.history.cursor import never
from custom_components.homeiq.history.recorder import table as table_module
from custom_components.homeiq.history.recorder.packed import Layout, Whole
from custom_components.homeiq.history.recorder.table import RANGE, SQLITE, Span, Table
from custom_components.homeiq.mining.settings import MiningStoppedError

LAYOUT = Layout("time", (Whole("id", 1 << 31),), "context", "context")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """Return a database with one empty table."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, time REAL, kind INTEGER, context BLOB)"
        )
        connection.execute("CREATE INDEX by_time ON t (time)")
        connection.execute("CREATE INDEX by_kind_and_time ON t (kind, time)")
        yield connection


def fill(connection: sqlite3.Connection, rows: Sequence[tuple[int, float, int]]) -> None:
    connection.executemany("INSERT INTO t (id, time, kind) VALUES (?, ?, ?)", rows)


def table(
    connection: sqlite3.Connection, dialect: str = SQLITE, stop: Callable[[], bool] = never
) -> Table:
    return Table(connection, dialect, stop, "t", "id", "time", "by_kind_and_time")


def test_a_span_has_the_rows_between_two_moments(connection: sqlite3.Connection) -> None:
    fill(connection, [(number, float(number), 1) for number in range(1, 20_001)])
    span = table(connection).span(7_000.5, 9_000)
    assert span is not None
    assert (span.start, span.end) == (7_001, 8_999)
    # Some more, for rows may be a little out of order.
    assert 5_000 < span.first < 7_001
    assert 8_999 < span.last < 11_000


def test_rows_that_are_not_in_order_are_all_looked_at(connection: sqlite3.Connection) -> None:
    fill(connection, [(number, float(-number), 1) for number in range(1, 5_001)])
    assert table(connection).span(-100, 0) == Span(0, 5_000, -100, -1)


@pytest.mark.parametrize("bounds", [(0, 1), (20, 30), (3.5, 3.6)])
def test_a_span_without_rows_is_none(
    connection: sqlite3.Connection, bounds: tuple[float, float]
) -> None:
    assert table(connection).span(*bounds) is None
    fill(connection, [(number, float(number), 1) for number in range(2, 10)])
    assert table(connection).span(*bounds) is None


def ids(one: Table, span: Span, *found: str, where: str = "1 = 1") -> list[int]:
    return [
        number
        for columns in one.packed(LAYOUT, span, found or ("kind >= 0",), (where,))
        for number in columns.wholes[0].tolist()
    ]


def test_all_rows_of_a_span_are_read_over_gaps_of_any_size(connection: sqlite3.Connection) -> None:
    numbers = [1, 2, RANGE, RANGE + 1, 10**7, 2**31 - 1]
    fill(connection, [(number, float(at), at) for at, number in enumerate(numbers)])
    one = table(connection)
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    assert ids(one, Span(1, 2**31 - 1, 0, 5)) == numbers
    assert len(asked) < 12
    assert ids(one, Span(2, 10**7, 1, 4), where="kind <> 2") == [2, RANGE + 1, 10**7]


def test_rows_out_of_order_are_read_once_each(connection: sqlite3.Connection) -> None:
    fill(connection, [(number, 5_001.0 - number, number % 3) for number in range(1, 5_001)])
    one = table(connection)
    with patch.object(table_module, "RANGE", 500), patch.object(table_module, "_SHORTEST", 1.0):
        read = ids(one, Span(0, 5_000, 1, 5_000), "kind = 0", "kind = 1")
    assert sorted(read) == [number for number in range(1, 5_001) if number % 3 != 2]


def test_rows_are_found_by_the_index_alone(connection: sqlite3.Connection) -> None:
    fill(connection, [(number, float(number), number % 3) for number in range(1, 100)])
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    ids(table(connection), Span(1, 99, 1, 99), "kind = 0", "kind = 1 AND id < 50")
    connection.set_trace_callback(None)
    (statement,) = asked
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)" in plan
    by_index = [step for step in plan if "COVERING INDEX by_kind_and_time" in step]
    assert len(by_index) == 2


def test_pages_have_the_same_rows(connection: sqlite3.Connection) -> None:
    fill(connection, [(number, float(number), number % 3) for number in range(1, 5_001)])
    one, span = table(connection, "any other"), Span(100, 4_500, 100, 4_500)
    found = ("kind = 1", "kind = 2 AND id < 1000")
    pages = [row[0] for page in one.pages(("kind",), span, found) for row in page]
    assert pages == ids(one, span, *found)


def test_it_stops_between_statements(connection: sqlite3.Connection) -> None:
    fill(connection, [(number, 3_600.0 * number, 1) for number in range(1, 9)])
    answers = iter([False] * 5 + [True])
    one = table(connection, stop=lambda: next(answers))
    with patch.object(table_module, "RANGE", 1), pytest.raises(MiningStoppedError):
        ids(one, Span(1, 8, 3_600.0, 8 * 3_600.0))


@pytest.mark.parametrize("dialect", [SQLITE, "any other"])
def test_a_small_span_is_counted_whole(connection: sqlite3.Connection, dialect: str) -> None:
    fill(connection, [(number, float(number), number % 3) for number in range(1, 3_001)])
    one = table(connection, dialect)
    assert one.estimated("kind", [0, 1, 7], Span(1, 3_000, 0, 1)) == {0: 1_000, 1: 1_000}


def test_a_large_span_is_estimated_from_a_part_of_it(connection: sqlite3.Connection) -> None:
    fill(connection, [(number, float(number), number % 10 // 9) for number in range(1, 30_001)])
    with patch.object(table_module, "_SLICE_ROWS", 500):
        found = table(connection).estimated("kind", [0, 1], Span(1, 30_000, 0, 1))
    assert found == {0: pytest.approx(27_000, rel=0.02), 1: pytest.approx(3_000, rel=0.02)}
