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


def scan(database: Path, query: HistoryQuery, way: Way, limit: int = -1) -> list[Any]:
    """Return the rows of what is asked for in which a state changes."""
    connection = sqlite3.connect(database)
    try:
        wanted = _metadata(connection, query.entity_ids)
        # Only numbers of our own; columns and conditions are those of HomeIQ's own statement.
        return connection.execute(
            f"SELECT {_COLUMNS} FROM {way} WHERE metadata_id IN ({wanted})"  # noqa: S608
            f" AND last_updated_ts >= {query.start!r} AND last_updated_ts < {query.end!r}"
            " AND (last_changed_ts IS NULL OR last_changed_ts = last_updated_ts)"
            f" LIMIT {limit}"
        ).fetchall()
    finally:
        connection.close()


def _metadata(connection: sqlite3.Connection, entity_ids: Collection[str]) -> str:
    known = connection.execute("SELECT metadata_id, entity_id FROM states_meta").fetchall()
    return ", ".join(str(at) for at, entity_id in known if entity_id in entity_ids)
