"""Hourly means in the recorder's tables: which of them are read, and how many at a time."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
import sqlite3
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder.db_schema import Base
import numpy as np
import pytest
from sqlalchemy import create_engine

from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.recorder.hour_means import (
    HOUR,
    Averaged,
    first_hour,
    hour_means,
)
from custom_components.homeiq.mining.settings import MiningStoppedError

START = 1_772_002_800.0
ARITHMETIC, CIRCULAR = 1, 2


class Statistics:
    """A database with the recorder's own tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def add(
        self,
        entity_id: str,
        means: Sequence[float | None],
        *,
        source: str = "recorder",
        mean_type: int = ARITHMETIC,
    ) -> None:
        """Add the means of the hours from START on."""
        meta = self.connection.execute(
            "INSERT INTO statistics_meta (statistic_id, source, unit_of_measurement, unit_class,"
            " mean_type) VALUES (?, ?, '°C', 'temperature', ?)",
            (entity_id, source, mean_type),
        ).lastrowid
        self.connection.executemany(
            "INSERT INTO statistics (metadata_id, start_ts, mean) VALUES (?, ?, ?)",
            ((meta, START + HOUR * hour, mean) for hour, mean in enumerate(means)),
        )
        self.connection.commit()

    def read(
        self, *entity_ids: str, start: float = -np.inf, end: float = np.inf, **more: Any
    ) -> dict[str, list[tuple[float, float]]]:
        """Return (hours after START, mean) of each sensor."""
        means = hour_means(self.connection, entity_ids, start, end, errors=sqlite3.Error, **more)
        hours = (means.start - START) / HOUR
        return {
            sensor.entity_id: sorted(zip(hours[of].tolist(), means.mean[of].tolist(), strict=True))
            for place, sensor in enumerate(means.sensors)
            for of in [means.sensor == place]
        }


@pytest.fixture
def statistics(tmp_path: Path) -> Iterator[Statistics]:
    path = tmp_path / "home-assistant_v2.db"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        yield Statistics(connection)


def test_only_what_was_asked_for_is_read(statistics: Statistics) -> None:
    statistics.add("sensor.c", [1, None, 3])
    statistics.add("sensor.a", [10, 11])
    statistics.add("sensor.b", [20])
    assert statistics.read("sensor.a", "sensor.c", "sensor.never") == {
        "sensor.a": [(0, 10), (1, 11)],
        "sensor.c": [(0, 1), (2, 3)],
    }
    assert statistics.read("sensor.never") == {}


def test_an_hour_belongs_to_where_it_ends(statistics: Statistics) -> None:
    statistics.add("sensor.a", [0, 1, 2, 3])
    read = statistics.read("sensor.a", start=START + 2 * HOUR, end=START + 4 * HOUR)
    assert read == {"sensor.a": [(1, 1), (2, 2)]}


def test_a_sensor_comes_with_the_unit_of_its_means(statistics: Statistics) -> None:
    statistics.add("sensor.a", [1])
    read = hour_means(statistics.connection, {"sensor.a"}, -np.inf, np.inf, errors=sqlite3.Error)
    assert read.sensors == (Averaged(1, "sensor.a", "°C", "temperature"),)


def test_means_of_angles_of_others_and_none_are_left_out(statistics: Statistics) -> None:
    statistics.add("sensor.wind", [359], mean_type=CIRCULAR)
    statistics.add("sensor.energy", [None], mean_type=0)
    statistics.add("sensor.other", [1], source="somebody")
    entity_ids = {"sensor.wind", "sensor.energy", "sensor.other"}
    assert statistics.read(*entity_ids) == {}
    assert first_hour(statistics.connection, entity_ids, errors=sqlite3.Error) is None


def test_many_hours_are_read_in_many_statements(statistics: Statistics) -> None:
    statistics.add("sensor.a", range(50))
    statistics.add("sensor.b", range(100, 150))
    asked: list[str] = []
    statistics.connection.set_trace_callback(asked.append)
    with patch("custom_components.homeiq.history.recorder.hour_means.FETCH", 40):
        read = statistics.read("sensor.a", "sensor.b")
    assert read == {
        "sensor.a": [(hour, hour) for hour in range(50)],
        "sensor.b": [(hour, 100 + hour) for hour in range(50)],
    }
    assert sum("metadata_id IN" in statement for statement in asked) == 3  # of 20 hours each


def test_statements_look_at_no_more_than_what_they_give(statistics: Statistics) -> None:
    statistics.add("sensor.a", range(50))
    asked: list[str] = []
    statistics.connection.set_trace_callback(asked.append)
    statistics.read("sensor.a", start=START + 10 * HOUR, end=START + 20 * HOUR)
    first_hour(statistics.connection, {"sensor.a"}, errors=sqlite3.Error)
    statistics.connection.set_trace_callback(None)
    plans = [
        step[3]
        for statement in asked
        for step in statistics.connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert plans
    assert not any(step.startswith("SCAN statistics ") for step in plans)


def test_the_first_hour_of_any_sensor_counts(statistics: Statistics) -> None:
    statistics.add("sensor.a", [1, 2])
    statistics.connection.execute("UPDATE statistics SET start_ts = start_ts + 7200")
    statistics.add("sensor.b", [1])
    look = statistics.connection
    assert first_hour(look, {"sensor.a", "sensor.b"}, errors=sqlite3.Error) == START
    assert first_hour(look, {"sensor.a"}, errors=sqlite3.Error) == START + 7200


def test_an_empty_database_has_no_means(statistics: Statistics) -> None:
    assert statistics.read("sensor.a") == {}
    assert first_hour(statistics.connection, {"sensor.a"}, errors=sqlite3.Error) is None


def test_reading_stops_when_asked(statistics: Statistics) -> None:
    statistics.add("sensor.a", [1])
    with pytest.raises(MiningStoppedError):
        statistics.read("sensor.a", stop=lambda: True)


def test_a_database_without_the_tables_is_told(statistics: Statistics) -> None:
    statistics.connection.execute("DROP TABLE statistics_meta")
    with pytest.raises(HistoryError, match="statistics_meta"):
        statistics.read("sensor.a")
    with pytest.raises(HistoryError, match="statistics_meta"):
        first_hour(statistics.connection, {"sensor.a"}, errors=sqlite3.Error)
