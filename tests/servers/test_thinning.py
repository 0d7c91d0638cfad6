"""Database servers leave out the same readings that SQLite does."""

from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder.db_schema import Base
import numpy as np
from sqlalchemy import create_engine, text

from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import read_connection
from custom_components.homeiq.mining.event_log import RawEvents
from tests.history.recording import START, Recording
from tests.servers.databases import DatabaseServer

ENTITIES = ("light.a", "sensor.slow", "sensor.one", "sensor.other")
ROWS = [(20.0 * number, ENTITIES[number % 2 + 2], f"{number / 10}") for number in range(2_000)] + [
    (500.0 * number + 3, ENTITIES[number % 2], f"{number}") for number in range(80)
]


def fill(connection: Any) -> None:
    """Write the rows in order of time."""
    names = [{"name": name} for name in ENTITIES]
    connection.execute(text("INSERT INTO states_meta (entity_id) VALUES (:name)"), names)
    known = connection.execute(text("SELECT entity_id, metadata_id FROM states_meta"))
    ids = {row[0]: row[1] for row in known}
    rows = [
        {"id": number + 1, "state": state, "metadata": ids[name], "time": START + time}
        for number, (time, name, state) in enumerate(sorted(ROWS))
    ]
    columns = "state_id, state, metadata_id, last_updated_ts"
    connection.execute(
        text(f"INSERT INTO states ({columns}) VALUES (:id, :state, :metadata, :time)"),  # noqa: S608  # all ours
        rows,
    )


def in_words(raw: RawEvents) -> list[tuple[int, str]]:
    order = np.argsort(raw.time, kind="stable")
    return [(round(raw.time[at] * 1e6), raw.entities[raw.entity[at]]) for at in order]


def test_the_same_readings_are_left_as_on_sqlite(server: DatabaseServer, tmp_path: Path) -> None:
    recording = Recording(tmp_path / "home-assistant_v2.db")
    recording.add(sorted(ROWS), linked=False)
    query = HistoryQuery(frozenset(ENTITIES), START, START + 1e6)
    with (
        patch("custom_components.homeiq.history.thinning.READINGS_A_DAY", 200),
        server.database() as name,
    ):
        engine = create_engine(server.url(name))
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            fill(connection)
            dialect = engine.dialect.name
        engine.dispose()
        with closing(server.connect(name)) as driver:
            raw = read_connection(driver, query, dialect=dialect)
        left = in_words(raw)
        assert left == in_words(recording.read(*ENTITIES))
    of_chatty = [entity_id for _, entity_id in left if entity_id in ENTITIES[2:]]
    assert 50 < len(of_chatty) < 400
    assert len(left) - len(of_chatty) == 80
