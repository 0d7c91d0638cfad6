"""The yardstick: what a plain `sqlite3` cursor takes to bring rows into Python."""

from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
import sqlite3
from typing import Any, Final

from custom_components.homeiq.history.query import HistoryQuery

_COLUMNS: Final = (
    "state_id, last_updated_ts, metadata_id, last_changed_ts, old_state_id, state,"
    " context_id_bin, context_user_id_bin, context_parent_id_bin"
)


class Way(StrEnum):
    """How SQLite finds the rows."""

    ROW_ORDER = "states NOT INDEXED"
    INDEX = "states"  # of entity and time


_CHANGED: Final = "(last_changed_ts IS NULL OR last_changed_ts = last_updated_ts)"


def scan(database: Path, query: HistoryQuery, way: Way) -> list[Any]:
    """Return the rows of what is asked for in which a state changes."""
    return _rows(database, query, f"{way}", f"{_CHANGED}")


def scan_some(database: Path, query: HistoryQuery, limit: int) -> list[Any]:
    """Return so many rows, those in which only attributes change among them, in row order."""
    return _rows(database, query, Way.ROW_ORDER, f"1 LIMIT {limit}")


def _rows(database: Path, query: HistoryQuery, table: str, more: str) -> list[Any]:
    connection = sqlite3.connect(database)
    try:
        wanted = _metadata(connection, query.entity_ids)
        # Only numbers of our own; columns and conditions are those of HomeIQ's own statement.
        return connection.execute(
            f"SELECT {_COLUMNS} FROM {table} WHERE metadata_id IN ({wanted})"  # noqa: S608  # our own numbers
            f" AND last_updated_ts >= {query.start!r} AND last_updated_ts < {query.end!r}"
            f" AND {more}"
        ).fetchall()
    finally:
        connection.close()


def _metadata(connection: sqlite3.Connection, entity_ids: Collection[str]) -> str:
    known = connection.execute("SELECT metadata_id, entity_id FROM states_meta").fetchall()
    return ", ".join(str(at) for at, entity_id in known if entity_id in entity_ids)
