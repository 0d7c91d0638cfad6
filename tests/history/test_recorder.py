"""Reading the recorder's database: what is read, how it ends, and what is said if it cannot be."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
import sqlite3
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from homeassistant.components.recorder.db_schema import Base
import numpy as np
import pytest
from sqlalchemy import create_engine

from custom_components.homeiq.history.cursor import FETCH
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder import (
    first_moment,
    open_file,
    read_connection,
    recorded_entities,
    recorded_groups,
)
from custom_components.homeiq.mining.event_log import NUMERIC, Origin, RawEvents
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.settings import MiningStoppedError
from tests.history.home import RecordedHome

START = 1_772_000_000.0


def listed(raw: RawEvents) -> list[tuple[float, str, str]]:
    order = np.argsort(raw.time, kind="stable")
    return [
        (round(raw.time[at] - START, 3), raw.entities[raw.entity[at]], raw.states[raw.state[at]])
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


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    return Recording(tmp_path / "home-assistant_v2.db")


DIALECTS = pytest.mark.parametrize("dialect", ["sqlite", "any other"])


@DIALECTS
def test_states_and_numbers_are_read_in_any_dialect(recording: Recording, dialect: str) -> None:
    recording.add(
        [
            (1, "light.a", "on"),
            (2, "light.a", "some effect"),
            (3, "light.a", None),
            (4, "sensor.t", "21.5"),
            (5, "sensor.t", "-3"),
            (6, "sensor.t", "1e-05"),
            (7, "sensor.t", "2026-03-10"),
            (8, "sensor.t", "1.2.3"),
            (9, "sensor.t", "unknown"),
            (10, "select.mode", "5"),
        ]
    )
    raw = recording.read(dialect=dialect)
    # A first state comes after none, which reads as unavailable.
    changes = [row for row in listed(raw) if row[0] == round(row[0])]
    assert changes == [
        (1, "light.a", "on"),
        (2, "light.a", "some effect"),
        (3, "light.a", ""),
        (4, "sensor.t", "#"),
        (5, "sensor.t", "#"),
        (6, "sensor.t", "#"),
        (7, "sensor.t", "2026-03-10"),
        (8, "sensor.t", "1.2.3"),
        (9, "sensor.t", "unknown"),
        (10, "select.mode", "5"),
    ]
    numbers = raw.number[raw.state == NUMERIC]
    assert np.sort(numbers).tolist() == pytest.approx([-3, 1e-05, 21.5])


@DIALECTS
def test_many_rows_come_in_many_fetches(recording: Recording, dialect: str) -> None:
    count = 2 * FETCH + 7
    recording.add([(n, "light.a", "on" if n % 2 else "off") for n in range(count)])
    raw = recording.read(dialect=dialect)
    assert len(raw.time) == count + 1
    assert np.sort(raw.time)[1:].tolist() == [START + n for n in range(count)]


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


def lively(recording: Recording, chatter: int = 0) -> None:
    """Write a day of two lights, and of sensors that report so often in it."""
    for number in range(40):
        context = bytes([number] * 16) if number % 3 else None
        rows = [(number * 2000.5, "light.a", "on"), (number * 2000.5 + 700, "light.a", "off")]
        recording.add(rows, context=context, linked=number % 7 > 0)
        if number % 4 == 1:
            recording.run("automation.evening", number * 2000.5, bytes([number] * 16))
        recording.add([(number * 2000.5 + 1, "light.b", "on" if number % 2 else "off")])
        recording.add([(number * 2000.5 + 2, "sensor.slow", f"{number / 7:.1f}")])
    rows = [
        (86_000 * number / (chatter or 1), f"sensor.chatty_{number % 3}", f"{number / 10}")
        for number in range(chatter)
    ]
    recording.add(rows)


def test_packed_rows_tell_what_single_rows_tell(recording: Recording) -> None:
    lively(recording, chatter=300)
    recording.add([(90_000, "scene.film", "2026-02-26T07:13:20+00:00")])
    recording.add([(90_001, "light.a", "Gemütlich"), (90_002, "light.b", "")])
    packed = in_words(recording.read())
    assert packed == in_words(recording.read(dialect="any other"))
    assert {row[4] for row in packed} == {Origin.DEVICE, Origin.AUTOMATION, Origin.CONSEQUENCE}


def test_chatty_sensors_are_thinned_and_nothing_else(recording: Recording) -> None:
    lively(recording, chatter=3_000)
    whole = in_words(recording.read())
    with patch("custom_components.homeiq.history.thinning.READINGS_A_DAY", 300):
        thinned = in_words(recording.read())
        assert in_words(recording.read()) == thinned
        assert in_words(recording.read(dialect="any other")) == thinned
    assert set(thinned) < set(whole)
    missing = set(whole) - set(thinned)
    assert {row[1] for row in missing} == {f"sensor.chatty_{number}" for number in range(3)}
    assert 150 < len([row for row in thinned if "chatty" in row[1]]) < 600


def test_without_areas_the_busiest_sensors_are_thinned_and_no_other_is_read(
    recording: Recording,
) -> None:
    lively(recording, chatter=3_000)
    home = Home(ZoneInfo("UTC"))
    with (
        patch("custom_components.homeiq.history.thinning.READINGS_A_DAY", 300),
        patch("custom_components.homeiq.mining.asked.SENSORS_WITHOUT_AREAS", 2),
    ):
        read = {row[1] for row in in_words(recording.read(home=home))}
    assert len([one for one in read if "chatty" in one]) == 2
    assert "sensor.slow" not in read
    assert {"light.a", "light.b"} < read
    assert "sensor.slow" in {row[1] for row in in_words(recording.read(home=home))}


def test_sensors_that_no_detector_asks_for_are_not_read(recording: Recording) -> None:
    lively(recording, chatter=30)
    areas = {"light.a": "here", "sensor.slow": "here", "sensor.chatty_1": "attic"}
    read = in_words(recording.read(home=Home(ZoneInfo("UTC"), areas=areas)))
    left_out = {"sensor.chatty_1"}
    assert {row[1] for row in in_words(recording.read())} - {row[1] for row in read} == left_out


def test_only_what_was_asked_for_is_read(recording: Recording) -> None:
    recording.add([(-5, "light.a", "on"), (5, "light.a", "off"), (6, "light.b", "on")])
    recording.add([(7, "automation.x", "on"), (2e6, "light.a", "on")])
    assert listed(recording.read("light.a", "light.gone")) == [(5, "light.a", "off")]
    assert listed(recording.read("light.gone")) == []


def test_rows_written_out_of_order_are_all_read(recording: Recording) -> None:
    recording.add([(n, "light.a", "on" if n % 2 else "off") for n in range(100, 200)])
    recording.add([(n + 0.5, "light.b", "on" if n % 2 else "off") for n in range(100, 200)])
    recording.add([(n, "light.c", "on" if n % 2 else "off") for n in range(100)])
    assert len(set(recording.read().time.tolist())) == 303  # and what came before each first


def test_a_restart_reads_as_unavailable(recording: Recording) -> None:
    recording.add([(1, "light.a", "off"), (2, "light.a", "on")])
    recording.add([(50, "light.a", "off")], linked=False)
    assert listed(recording.read())[1:] == [
        (1, "light.a", "off"),
        (2, "light.a", "on"),
        (49.999, "light.a", "unavailable"),
        (50, "light.a", "off"),
    ]


def test_a_database_without_links_tells_of_no_restarts(recording: Recording) -> None:
    recording.add([(1, "light.a", "off"), (2, "light.a", "on")], linked=False)
    assert listed(recording.read()) == [(1, "light.a", "off"), (2, "light.a", "on")]


def test_odd_ids_of_contexts_are_no_error(recording: Recording) -> None:
    recording.add([(1, "light.a", "off"), (2, "light.a", "on")], context=b"short")
    assert recording.read().origin.tolist() == [Origin.DEVICE] * 3


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
        assert first_moment(connection) == START + 1
        assert first_moment(connection, {"light.a", "light.b", "light.gone"}) == START + 3
        assert first_moment(connection, {"light.gone"}) is None
        assert first_moment(connection, ()) is None


def test_nothing_is_kept_in_an_empty_database(recording: Recording) -> None:
    with closing(open_file(recording.path)) as connection:
        assert first_moment(connection) is None


def test_since_when_is_looked_up_by_indexes(recording: Recording) -> None:
    recording.add([(1, "light.a", "off")])
    asked: list[str] = []
    with closing(open_file(recording.path)) as connection:
        connection.set_trace_callback(asked.append)
        first_moment(connection)
        first_moment(connection, {"light.a"})
        connection.set_trace_callback(None)
        plans = [
            row[3]
            for statement in asked
            for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
            if " states " in row[3]
        ]
    assert len(plans) == 2
    assert all("SEARCH states USING COVERING INDEX" in plan for plan in plans), plans


def test_since_when_cannot_be_told_of_a_damaged_database(recording: Recording) -> None:
    with closing(open_file(recording.path)) as connection:
        connection.execute("SELECT 1").fetchone()
        with closing(sqlite3.connect(recording.path)) as other:
            other.execute("DROP TABLE states")
        with pytest.raises(HistoryError, match="cannot be read"):
            first_moment(connection)


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


@DIALECTS
def test_event_data_that_cannot_be_read_asks_for_nothing(
    recording: Recording, dialect: str
) -> None:
    recording.add([(1, "light.a", "off"), (2, "light.a", "on")])
    with closing(sqlite3.connect(recording.path)) as connection, connection:
        for name in ("call_service", "automation_triggered"):
            connection.execute("INSERT INTO event_types (event_type) VALUES (?)", (name,))
        for text in ("{", "[]", '{"service_data": 5}', '{"entity_id": 5}', None):
            data = connection.execute(
                "INSERT INTO event_data (shared_data) VALUES (?)", (text,)
            ).lastrowid
            connection.execute(
                "INSERT INTO events (event_type_id, time_fired_ts, data_id)"
                " SELECT event_type_id, ?, ? FROM event_types",
                (START, data),
            )
        connection.execute(
            "INSERT INTO events (event_type_id, time_fired_ts)"
            " SELECT event_type_id, ? FROM event_types",
            (START,),
        )
    assert set(recording.read(dialect=dialect).origin.tolist()) == {Origin.DEVICE}


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
        patch("custom_components.homeiq.history.recorder.BUSY_SECONDS", 0.01),
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
