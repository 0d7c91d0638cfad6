"""Rows that SQLite packs and numpy takes apart."""

from collections.abc import Iterator
from contextlib import closing
import sqlite3
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.history.cursor import select
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.keys import key
from custom_components.homeiq.history.recorder.packed import Columns, Layout, Whole, kept_apart
from tests.mining.build import quick

LAYOUT = Layout(
    time="time",
    wholes=(Whole("a", 1 << 31), Whole("b", 16), Whole("c", 128)),
    context="context",
    user="user",
    text=f"CASE WHEN text IS NOT NULL THEN {kept_apart('text')} END",
)
CONTEXT = bytes(range(100, 116))


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """Return a database with one empty table."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (time REAL, a, b, c, context BLOB, user BLOB, text)")
        yield connection


def packed(connection: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> Columns:
    connection.execute("DELETE FROM t")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    (row,) = connection.execute(select(LAYOUT.columns, "t"))
    return LAYOUT.unpack(*row)


IDS = st.none() | st.binary(min_size=16, max_size=16)
ROWS = st.tuples(
    st.integers(0, 2**52).map(lambda count: count / 1e6),
    st.integers(0, 2**31 - 1),
    st.integers(0, 15),
    st.integers(0, 127),
    IDS,
    IDS,
    st.none() | st.text(st.characters(exclude_characters="\0\x1f", codec="utf-8"), max_size=9),
)


@quick
@given(rows=st.lists(ROWS, max_size=8))
def test_rows_come_back_as_they_were(
    connection: sqlite3.Connection, rows: list[tuple[Any, ...]]
) -> None:
    columns = packed(connection, rows)
    assert columns.time.tolist() == pytest.approx([row[0] for row in rows], abs=1e-6)
    assert [list(whole) for whole in columns.wholes] == [
        [row[at] for row in rows] for at in (1, 2, 3)
    ]
    assert columns.context.tolist() == [key(row[4]) for row in rows]
    assert columns.user.tolist() == [key(row[5]) for row in rows if row[5] is not None]
    assert [text.decode() for text in columns.text] == [
        row[6] for row in rows if row[6] is not None
    ]


def test_no_id_of_another_length_and_no_odd_text_moves_what_follows(
    connection: sqlite3.Connection,
) -> None:
    odd = (1.0, 1, 2, 3, b"short", b"longer than 16 bytes", "a\x1fb")
    usual = (2.0, 4, 5, 6, CONTEXT, CONTEXT, "c")
    columns = packed(connection, [odd, usual])
    assert [whole.tolist() for whole in columns.wholes] == [[1, 4], [2, 5], [3, 6]]
    assert columns.context.tolist() == [0, key(CONTEXT)]
    assert columns.user.tolist() == [key(CONTEXT)]
    assert columns.text == [b"a b", b"c"]


def test_what_is_no_record_is_refused(connection: sqlite3.Connection) -> None:
    with pytest.raises(HistoryError, match="cannot be read"):
        packed(connection, [(1e12, 1, 2, 3, None, None, None)])  # the year 33658
