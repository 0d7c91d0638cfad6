"""Reading the recorder's database: what is read, how it ends, and what is said if it cannot be."""

from contextlib import closing
from pathlib import Path
import sqlite3
from unittest.mock import patch

import numpy as np
import pytest

from custom_components.homeiq.history.cursor import FETCH
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.database import (
    first_moment,
    open_file,
    read_connection,
    recorded_entities,
    recorded_groups,
)
from custom_components.homeiq.mining.event_log import Origin
from custom_components.homeiq.mining.settings import MiningStoppedError
from tests.history.home import RecordedHome
from tests.history.recording import START, Recording


def test_an_empty_database_gives_nothing(recording: Recording) -> None:
    raw = recording.read("light.a")
    assert len(raw.time) == 0
    with closing(open_file(recording.path)) as connection:
        assert recorded_entities(connection) == {}


def test_a_query_without_bounds_reads_everything(recording: Recording) -> None:
    recording.add([(1, "light.a", "off"), (9, "light.a", "on")])
    with closing(open_file(recording.path)) as connection:
        everything = HistoryQuery(frozenset({"light.a"}), -np.inf, np.inf)
        assert len(read_connection(connection, everything).time) == 3


def test_it_is_told_since_when_entities_are_kept(recording: Recording) -> None:
    recording.add([(1, "sensor.t", "20"), (5, "light.a", "off"), (9, "light.b", "on")])
    recording.add([(3, "light.b", "off")])
    with closing(open_file(recording.path)) as connection:
        assert first_moment(connection, {"light.a", "light.b", "light.gone"}) == START + 3
        assert first_moment(connection, {"light.gone"}) is None
        assert first_moment(connection, ()) is None


def test_nothing_is_kept_in_an_empty_database(recording: Recording) -> None:
    with closing(open_file(recording.path)) as connection:
        assert first_moment(connection, {"light.a"}) is None


def test_since_when_is_looked_up_by_indexes(recording: Recording) -> None:
    recording.add([(1, "light.a", "off")])
    asked: list[str] = []
    with closing(open_file(recording.path)) as connection:
        connection.set_trace_callback(asked.append)
        first_moment(connection, {"light.a"})
        connection.set_trace_callback(None)
        plans = [
            row[3]
            for statement in asked
            for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
            if " states " in row[3]
        ]
    assert len(plans) == 1
    assert all("SEARCH states USING COVERING INDEX" in plan for plan in plans), plans


def test_since_when_cannot_be_told_of_a_damaged_database(recording: Recording) -> None:
    with closing(open_file(recording.path)) as connection:
        connection.execute("SELECT 1").fetchone()
        with closing(sqlite3.connect(recording.path)) as other:
            other.execute("DROP TABLE states")
        with pytest.raises(HistoryError, match="cannot be read"):
            first_moment(connection, {"light.a"})


def attribute(recording: Recording, entity_id: str, attributes: str) -> None:
    """Give these attributes to all states of an entity."""
    with closing(sqlite3.connect(recording.path)) as connection, connection:
        added = "INSERT INTO state_attributes (shared_attrs) VALUES (?)"
        number = connection.execute(added, (attributes,)).lastrowid
        connection.execute(
            "UPDATE states SET attributes_id = ? WHERE attributes_id IS NULL AND metadata_id ="
            " (SELECT metadata_id FROM states_meta WHERE entity_id = ?)",
            (number, entity_id),
        )


def test_groups_have_the_members_that_they_told_last(recording: Recording) -> None:
    recording.add([(1, "light.all", "on"), (2, "group.upstairs", "on")])
    attribute(recording, "light.all", '{"entity_id":["light.a","light.b"]}')
    recording.add([(3, "light.all", "off")])
    attribute(recording, "light.all", '{"entity_id":["light.a","light.c","light.all",7]}')
    attribute(recording, "group.upstairs", '{"entity_id":["light.a","light.d"]}')
    # Away, or taken away, a group tells no members.
    recording.add([(4, "light.all", "unavailable"), (5, "group.upstairs", None)])
    attribute(recording, "light.all", "{}")
    with closing(open_file(recording.path)) as connection:
        assert recorded_groups(connection) == {
            "light.all": ("light.a", "light.c"),
            "group.upstairs": ("light.a", "light.d"),
        }


def test_what_is_no_group_or_cannot_be_read_has_no_members(recording: Recording) -> None:
    odd = {
        "automation.follow": '{"entity_id":["light.a"]}',
        "light.text": '{"entity_id":"light.a"}',
        "light.broken": '{"entity_id":["light.a"',
        "light.list": '["entity_id", "entity_id"]',
        "light.none": '{"friendly_name":"None"}',
    }
    for number, (entity_id, attributes) in enumerate(odd.items()):
        recording.add([(number, entity_id, "on")])
        attribute(recording, entity_id, attributes)
    with closing(open_file(recording.path)) as connection:
        assert recorded_groups(connection) == {}


def test_members_are_looked_up_without_going_through_all_states(recording: Recording) -> None:
    asked: list[str] = []
    with closing(open_file(recording.path)) as connection:
        connection.set_trace_callback(asked.append)
        recorded_groups(connection)
        connection.set_trace_callback(None)
        (statement,) = asked
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert [step for step in plan if step.startswith("SCAN")] == ["SCAN meta"]


def test_groups_that_cannot_be_read_are_an_error_of_the_history(recording: Recording) -> None:
    with closing(sqlite3.connect(recording.path)) as connection:
        connection.execute("DROP TABLE state_attributes")
    with (
        closing(open_file(recording.path)) as connection,
        pytest.raises(HistoryError, match="cannot be read"),
    ):
        recorded_groups(connection)


def test_it_stops_when_asked(recording: Recording) -> None:
    recording.add([(n, "light.a", "on" if n % 2 else "off") for n in range(3 * FETCH)])
    asked = iter([False] * 4 + [True])
    with pytest.raises(MiningStoppedError):
        recording.read(should_stop=lambda: next(asked))


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("no database at all, but long enough to be looked at " * 20)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    for path, problem in (
        (tmp_path / "gone.db", "no file"),
        (text, "no SQLite database"),
        (other, "no history of a recorder"),
    ):
        with pytest.raises(HistoryError, match=problem) as caught:
            open_file(path)
        assert "\n" not in str(caught.value)


def test_a_database_that_cannot_be_read_just_now_says_so(recording: Recording) -> None:
    with (
        closing(sqlite3.connect(recording.path)) as writer,
        patch("custom_components.homeiq.history.recorder.database.BUSY_SECONDS", 0.01),
    ):
        writer.execute("PRAGMA locking_mode = EXCLUSIVE")
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError, match="locked"):
            open_file(recording.path)


def test_reading_a_copy_leaves_nothing_beside_it(recording: Recording) -> None:
    recording.add([(1, "light.a", "off"), (2, "light.a", "on")])
    with closing(sqlite3.connect(recording.path)) as connection:
        assert connection.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    before = sorted(recording.path.parent.iterdir())
    assert len(recording.read().time) == 3
    with closing(open_file(recording.path)):
        assert sorted(recording.path.parent.iterdir()) == before


def test_what_is_only_in_the_log_of_a_database_in_use_is_read(recording: Recording) -> None:
    with closing(sqlite3.connect(recording.path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        recording.add([(1, "light.a", "off"), (2, "light.a", "on")])
        writer.execute("SELECT * FROM states").fetchall()
        assert len(recording.read().time) == 3


def test_a_damaged_database_says_so(recording: Recording) -> None:
    recording.add([(n, "light.a", "on" if n % 2 else "off") for n in range(3000)])
    with closing(open_file(recording.path)) as connection:
        size = recording.path.stat().st_size
        with recording.path.open("r+b") as file:
            file.seek(8192)
            file.write(b"\xff" * (size - 8192))
        query = HistoryQuery(frozenset({"light.a"}), START, START + 1e6)
        with pytest.raises(HistoryError, match="cannot be read"):
            read_connection(connection, query)


async def test_what_really_happened_is_read(recorded_home: RecordedHome) -> None:
    lamp = recorded_home.lights["lamp"]
    lamp.press(on=True)
    await recorded_home.pass_time(5)
    recorded_home.hass.states.async_set("light.lamp", "on", {"brightness": 3})  # attributes alone
    await recorded_home.pass_time(5)
    lamp.press(on=False)
    raw = await recorded_home.read(entity_ids=frozenset({"light.lamp"}))
    assert [raw.states[code] for code in raw.state[np.argsort(raw.time)]] == ["on", "off"]
    assert np.diff(np.sort(raw.time)) == pytest.approx([10])


async def test_a_scene_chosen_before_a_restart_is_not_chosen_again(
    recorded_home: RecordedHome,
) -> None:
    hass = recorded_home.hass
    long_ago = "2026-03-01T10:00:00+00:00"
    hass.states.async_set("scene.film", long_ago)
    await recorded_home.pass_time(60)
    await recorded_home.call("scene.turn_on", {"entity_id": "scene.film"}, recorded_home.user())
    changes = [row for row in await recorded_home.changes() if row[0] == "scene.film"]
    assert changes == [
        ("scene.film", "off", Origin.DEVICE),
        ("scene.film", "off", Origin.CONSEQUENCE),
        ("scene.film", "on", Origin.PERSON),
        ("scene.film", "off", Origin.CONSEQUENCE),
    ]
