"""A connection that keeps how long the driver took."""

from collections.abc import Sequence
import sqlite3
from time import perf_counter
from typing import Any


class TimedConnection:
    """Passes everything on to SQLite's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Start at zero."""
        self._connection = connection
        self.seconds = 0.0

    def cursor(self) -> _TimedCursor:
        """Return a cursor whose time counts."""
        return _TimedCursor(self, self._connection.cursor())

    def __getattr__(self, name: str) -> Any:
        """Return what else a connection has."""
        return getattr(self._connection, name)


class _TimedCursor:
    def __init__(self, connection: TimedConnection, cursor: sqlite3.Cursor) -> None:
        self._connection = connection
        self._cursor = cursor

    def execute(self, *arguments: Any) -> Any:
        return self._timed("execute", *arguments)

    def fetchmany(self, size: int) -> Sequence[tuple[Any, ...]]:
        rows: Sequence[tuple[Any, ...]] = self._timed("fetchmany", size)
        return rows

    def fetchone(self) -> Any:
        return self._timed("fetchone")

    def fetchall(self) -> Any:
        return self._timed("fetchall")

    def close(self) -> None:
        self._cursor.close()

    def _timed(self, name: str, *arguments: Any) -> Any:
        start = perf_counter()
        try:
            return getattr(self._cursor, name)(*arguments)
        finally:
            self._connection.seconds += perf_counter() - start
