"""The large home is one that Home Assistant's recorder could have kept."""

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
import sqlite3

from homeassistant.components.recorder.db_schema import SCHEMA_VERSION
import numpy as np
import pytest

from benchmarks.large_home.columns import NO_CAUSE, Changes, Linker
from benchmarks.large_home.database import write_large
from benchmarks.large_home.home import LargeSpec, actionable, large_home, relevant
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import open_file, read_connection
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import EventLog, Origin
from demo.household import SimulatedHome

SPEC = LargeSpec(days=4, rows=100_000, actionable=12_000)
USERS = ("a" * 32, "b" * 32)


@cache
def home() -> SimulatedHome:
    """Return the home of SPEC."""
    return large_home(SPEC)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of its database; only read."""
    path = tmp_path_factory.mktemp("large") / "home.db"
    write_large(home(), SPEC, path, USERS)
    return path


def rows_by_entity(path: Path) -> Counter[str]:
    with sqlite3.connect(path) as connection:
        return Counter(
            dict(
                connection.execute(
                    "SELECT meta.entity_id, COUNT(*) FROM states"
                    " JOIN states_meta meta USING (metadata_id) GROUP BY meta.entity_id"
                )
            )
        )


def test_it_has_as_many_rows_as_asked_for_and_nine_in_ten_are_readings(written: Path) -> None:
    rows = rows_by_entity(written)
    assert rows.total() == pytest.approx(SPEC.rows, rel=0.02)
    worth = actionable(home().entities)
    assert sum(rows[one] for one in worth) == pytest.approx(SPEC.actionable, rel=0.05)
    readings = sum(many for one, many in rows.items() if one.startswith("sensor."))
    assert readings == pytest.approx(SPEC.rows - SPEC.actionable, rel=0.02)
    read = sum(rows[one] for one in relevant(home().entities) - worth)
    assert 0.4 <= read / readings <= 0.6


def test_every_entity_is_recorded(written: Path) -> None:
    assert rows_by_entity(written).keys() == {one.entity_id for one in home().entities}


def test_the_database_is_whole_and_in_order_of_time(written: Path) -> None:
    with sqlite3.connect(written) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        versions = connection.execute("SELECT MAX(schema_version) FROM schema_changes")
        assert versions.fetchone() == (SCHEMA_VERSION,)
        backwards = connection.execute(
            "SELECT COUNT(*) FROM states JOIN states later ON later.state_id = states.state_id + 1"
            " WHERE later.last_updated_ts < states.last_updated_ts"
        )
        assert backwards.fetchone() == (0,)


def test_each_row_follows_the_one_before_of_its_entity(written: Path) -> None:
    with sqlite3.connect(written) as connection:
        rows, entities = connection.execute(
            "SELECT COUNT(*), COUNT(DISTINCT metadata_id) FROM states"
        ).fetchone()
        linked = connection.execute(
            "SELECT COUNT(*), COUNT(DISTINCT states.old_state_id), SUM(old.state = states.state),"
            " COUNT(states.last_changed_ts)"
            " FROM states JOIN states old ON states.old_state_id = old.state_id"
            " WHERE states.metadata_id = old.metadata_id"
        ).fetchone()
    # Where the state is that of before, and only there, it says since when.
    assert linked[:2] == (rows - entities,) * 2
    assert linked[2] == linked[3]


def test_some_rows_change_attributes_alone(written: Path) -> None:
    with sqlite3.connect(written) as connection:
        still, moved = connection.execute(
            "SELECT COUNT(*), SUM(states.attributes_id <> old.attributes_id)"
            " FROM states JOIN states old ON states.old_state_id = old.state_id"
            " JOIN states_meta meta ON meta.metadata_id = states.metadata_id"
            " WHERE states.state = old.state AND meta.entity_id NOT LIKE 'sensor.%'"
        ).fetchone()
    assert still > 0.05 * SPEC.actionable
    assert moved > 0.9 * still


def test_the_means_of_each_hour_are_those_of_its_readings(written: Path) -> None:
    with sqlite3.connect(written) as connection:
        told = connection.execute(
            "SELECT means.metadata_id, start_ts, mean, min, max FROM statistics means"
            " JOIN statistics_meta meta ON meta.id = means.metadata_id"
            " WHERE meta.statistic_id LIKE 'sensor.%_humidity' ORDER BY 1, 2"
        ).fetchall()
        counted = connection.execute(
            "SELECT metadata_id, CAST(last_updated_ts / 3600 AS INT) * 3600.0, AVG(state),"
            " MIN(state + 0), MAX(state + 0) FROM states JOIN states_meta meta USING (metadata_id)"
            " WHERE meta.entity_id LIKE 'sensor.%_humidity' AND state <> 'unavailable'"
            " GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall()
        meters = connection.execute(
            "SELECT COUNT(*) FROM statistics_meta WHERE unit_of_measurement = 'kWh'"
        ).fetchone()
    assert len(told) > 100
    assert np.allclose(told, counted)
    assert meters == (0,)


def test_who_did_what_is_as_in_the_household(written: Path) -> None:
    query = HistoryQuery(actionable(home().entities), home().calendar.start, home().calendar.end)
    with open_file(written) as connection:
        log = build_log(read_connection(connection, query, home().home), home().home)
    true = build_log(home().raw, home().home)
    acts = {(round(time), true.entities[code]) for time, code in by_hand(true)}
    found = {(round(time), log.entities[code]) for time, code in by_hand(log)}
    assert len(acts) > 100
    assert len(acts & found) >= 0.99 * len(acts)
    assert Counter(log.origin.tolist()).keys() == set(Origin)


def by_hand(log: EventLog) -> list[tuple[float, int]]:
    return list(zip(log.time[log.act].tolist(), log.entity[log.act].tolist(), strict=True))


def test_the_same_home_gives_the_same_rows(written: Path, tmp_path: Path) -> None:
    write_large(home(), SPEC, tmp_path / "again.db", USERS)
    asked = "SELECT state_id, state, last_updated_ts, metadata_id, context_id_bin FROM states"
    with sqlite3.connect(written) as one, sqlite3.connect(tmp_path / "again.db") as other:
        assert one.execute(asked).fetchall() == other.execute(asked).fetchall()


def test_nothing_happens_after_the_end_that_is_asked_for(tmp_path: Path) -> None:
    until = home().calendar.start + 1.5 * 86_400
    spec = replace(SPEC, days=2, rows=20_000, actionable=4_000, until=until)
    write_large(large_home(spec), spec, tmp_path / "cut.db", USERS)
    with sqlite3.connect(tmp_path / "cut.db") as connection:
        last, many = connection.execute(
            "SELECT MAX(last_updated_ts), COUNT(*) FROM states"
        ).fetchone()
    assert until - 60 < last < until
    assert many == pytest.approx(20_000, rel=0.05)


def test_a_database_that_is_there_is_not_written_over(written: Path) -> None:
    with pytest.raises(FileExistsError):
        write_large(home(), SPEC, written, USERS)


def test_rows_are_linked_beyond_the_day() -> None:
    linker = Linker(2)
    first = linker.link(changes([(1.0, 0, 5), (2.0, 1, 6), (3.0, 0, None), (4.0, 0, 7)]))
    assert first.row.tolist() == [1, 2, 3, 4]
    assert first.before.tolist() == [0, 0, 1, 3]
    assert first.text.tolist() == [5, 6, 5, 7]
    assert first.since.tolist() == [1.0, 2.0, 1.0, 4.0]
    second = linker.link(changes([(5.0, 1, None), (6.0, 0, 7), (7.0, 1, 8)]))
    assert second.row.tolist() == [5, 6, 7]
    assert second.before.tolist() == [2, 4, 5]
    assert second.text.tolist() == [6, 7, 8]
    assert second.since.tolist() == [2.0, 4.0, 7.0]
    assert second.number.tolist() == [1, 3, 2]


def changes(rows: list[tuple[float, int, int | None]]) -> Changes:
    """Return changes of (time, entity, state; None where only attributes change)."""
    return Changes(
        np.array([row[0] for row in rows]),
        np.array([row[1] for row in rows], np.int32),
        np.array([row[2] or 0 for row in rows], np.int32),
        np.array([row[2] is None for row in rows]),
        np.full(len(rows), NO_CAUSE, np.int32),
    )
