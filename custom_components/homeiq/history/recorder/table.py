"""Rows of a table whose ids rise with time, read in the order in which they lie."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, nextafter
from typing import Final

from custom_components.homeiq.history.cursor import (
    Chunks,
    Connection,
    Stop,
    fetch,
    fetch_pages,
    listed,
    moment,
    select,
)
from custom_components.homeiq.history.recorder.packed import Columns, Layout

SQLITE: Final = "sqlite"
RANGE: Final = 50_000  # about how many rows one statement is for: some milliseconds
_SHORTEST: Final = 3_600.0  # seconds that it is for, where most ids of rows are not there
_EDGE_ROWS: Final = 1_000
_IN_ORDER: Final = 0.9
_SLICES: Final = 10
_SLICE_ROWS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Span:
    """The rows that lie between two moments, and perhaps some more."""

    first: int  # row id
    last: int
    start: float  # UTC seconds of the first and the last row
    end: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a database, and the columns that its rows are found by."""

    connection: Connection
    dialect: str
    stop: Stop
    name: str
    row: str  # its primary key
    time: str  # UTC seconds; indexed
    index: str  # over what kind of row it is, and the time

    def span(self, start: float, end: float) -> Span | None:
        """Return the rows from `start` until before `end`; None where there are none.

        Rows are written in order of time, but for a little: those at the edges tell. Where they
        are not in order, all rows are looked at.
        """
        early = self._edge(f"{self.time} >= {moment(start)}", "ASC")
        late = self._edge(f"{self.time} < {moment(end)}", "DESC")
        if not early or not late or early[0][1] > late[0][1]:
            return None
        first = min(early)[0] - _EDGE_ROWS if _rise(early) else 0
        last = max(late)[0] + _EDGE_ROWS if _rise(late[::-1]) else self._last()
        return Span(max(0, first), last, early[0][1], late[0][1])

    def _edge(self, condition: str, order: str) -> list[tuple[int, float]]:
        """Return (row id, time) of the rows that come first."""
        tail = f"ORDER BY {self.time} {order} LIMIT {_EDGE_ROWS}"
        statement = select((self.row, self.time), self.name, (condition,), tail)
        return [
            (row, time)
            for chunk in fetch(self.connection, statement, self.stop)
            for row, time in chunk
        ]

    def _last(self) -> int:
        return self._one(f"MAX({self.row})", "1 = 1") or 0

    def _one(self, column: str, condition: str) -> int | None:
        """Return a number out of the table."""
        statement = select((column,), self.name, (condition,))
        rows = [row for chunk in fetch(self.connection, statement, self.stop) for row in chunk]
        number = rows[0][0]
        return None if number is None else int(number)

    def packed(
        self, layout: Layout, span: Span, found: Sequence[str], where: Sequence[str] = ()
    ) -> Iterator[Columns]:
        """Yield the rows of a span, in a database of SQLite.

        `found`: one of them is true of each row that is asked for, and never two; all are of what
        the index has. Rows are found by it alone and then looked up in the order in which they
        lie: those that nobody asks for are not touched, and a cold disk is not sent to and fro.
        """
        for start, beyond in _windows(span):
            times = (f"{self.time} >= {moment(start)}", f"{self.time} < {moment(beyond)}")
            index = f"{self.name} INDEXED BY {self.index}"
            ids = " UNION ALL ".join(select((self.row,), index, (one, *times)) for one in found)
            rows = select(layout.columns, self.name, (f"{self.row} IN ({ids})", *where))
            for chunk in fetch(self.connection, rows, self.stop):
                yield from (layout.unpack(*row) for row in chunk)

    def pages(
        self, columns: Sequence[str], span: Span, found: Sequence[str], where: Sequence[str] = ()
    ) -> Chunks:
        """Yield the same as a driver of any database gives it, with the ids of rows."""
        conditions = (
            f"{self.row} <= {span.last}",
            f"{self.time} >= {moment(span.start)}",
            f"{self.time} <= {moment(span.end)}",
            " OR ".join(f"({one})" for one in found),
            *where,
        )
        return fetch_pages(
            self.connection,
            (self.row, *columns),
            self.name,
            conditions,
            span.first - 1,
            self.stop,
        )

    def estimated(self, column: str, among: Sequence[int], span: Span) -> dict[int, float]:
        """Return about how many rows of a span have each of these values in a column.

        A few slices of the span are counted, the same ones each time.
        """
        rows = span.last + 1 - span.first
        slices = 1 if rows <= _SLICES * _SLICE_ROWS else _SLICES
        length = rows if slices == 1 else _SLICE_ROWS
        name = f"{self.name} NOT INDEXED" if self.dialect == SQLITE else self.name
        found: Counter[int] = Counter()
        for number in range(slices):
            at = span.first + rows * number // slices
            where = (
                f"{self.row} >= {at}",
                f"{self.row} < {at + length}",
                f"{column} IN ({listed(among)})",
            )
            statement = select((column, "COUNT(*)"), name, where, f"GROUP BY {column}")
            for chunk in fetch(self.connection, statement, self.stop):
                found.update({int(value): int(count) for value, count in chunk})
        share = slices * length / rows
        return {value: count / share for value, count in found.items()}


def _windows(span: Span) -> Iterator[tuple[float, float]]:
    """Yield from when until before when, through a span."""
    end = nextafter(span.end, inf)
    rows = span.last + 1 - span.first
    step = max(_SHORTEST, (end - span.start) * RANGE / rows)
    at = span.start
    while at < end:
        yield at, min(at + step, end)
        at += step


def _rise(rows: Sequence[tuple[int, float]]) -> bool:
    rising = sum(later > earlier for (earlier, _), (later, _) in pairwise(rows))
    return rising >= _IN_ORDER * (len(rows) - 1)
