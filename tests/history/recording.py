"""A recorder's database for tests, filled row by row."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
import sqlite3
from typing import Any

from homeassistant.components.recorder.db_schema import Base
import numpy as np
from sqlalchemy import create_engine

from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import (
    open_file,
    read_connection,
    recorded_entities,
)
from custom_components.homeiq.mining.event_log import RawEvents

START = 1_772_000_000.0


def listed(raw: RawEvents) -> list[tuple[float, str, str]]:
    order = np.argsort(raw.time, kind="stable")
    return [
        (round(raw.time[at] - START, 3), raw.entities[raw.entity[at]], raw.states[raw.state[at]])
        for at in order
    ]


def in_words(raw: RawEvents) -> list[tuple[int, str, str, str, int]]:
    """Return the events in order, whatever codes they have."""
    order = np.lexsort((raw.entity, raw.time))
    return [
        (
            round(raw.time[at] * 1e6),
            raw.entities[raw.entity[at]],
            raw.states[raw.state[at]],
            str(raw.number[at]),
            raw.origin[at],
        )
        for at in order
    ]


class Recording:
    """A database with the recorder's own tables, filled row by row."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written: dict[str, int] = {}
        engine = create_engine(f"sqlite:///{path}")
        Base.metadata.create_all(engine)
        engine.dispose()

    def add(
        self,
        rows: Sequence[tuple[float, str, str | None]],
        *,
        linked: bool = True,
        context: bytes | None = None,
    ) -> None:
        """Add (seconds after START, entity, state) rows as the recorder would."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            for time, entity_id, state in rows:
                connection.execute(
                    "INSERT OR IGNORE INTO states_meta (entity_id) VALUES (?)", (entity_id,)
                )
                before = self._written.get(entity_id) if linked else None
                cursor = connection.execute(
                    "INSERT INTO states (state, metadata_id, last_updated_ts, old_state_id,"
                    " context_id_bin) SELECT ?, metadata_id, ?, ?, ? FROM states_meta"
                    " WHERE entity_id = ?",
                    (state, START + time, before, context, entity_id),
                )
                self._written[entity_id] = cursor.lastrowid or 0

    def run(self, entity_id: str, time: float, context: bytes) -> None:
        """Add the event of an automation that ran."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            kind = "automation_triggered"
            connection.execute(
                "INSERT INTO event_types (event_type) SELECT ?"
                " WHERE NOT EXISTS (SELECT 1 FROM event_types)",
                (kind,),
            )
            data = connection.execute(
                "INSERT INTO event_data (shared_data) VALUES (?)",
                (f'{{"entity_id":"{entity_id}"}}',),
            ).lastrowid
            connection.execute(
                "INSERT INTO events (event_type_id, time_fired_ts, data_id, context_id_bin)"
                " SELECT event_type_id, ?, ?, ? FROM event_types",
                (START + time, data, context),
            )

    def read(self, *entity_ids: str, dialect: str = "sqlite", **more: Any) -> RawEvents:
        with closing(open_file(self.path)) as connection:
            ids = entity_ids or tuple(recorded_entities(connection).values())
            query = HistoryQuery(frozenset(ids), START, START + 1e6)
            return read_connection(connection, query, dialect=dialect, **more)
