"""What the recorder tells of the use of features."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
import json
import sqlite3
from typing import Any
from unittest.mock import patch

from homeassistant.util.ulid import ulid_now, ulid_to_bytes
import numpy as np
import pytest

from custom_components.homeiq.history.cursor import FETCH
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.provenance import tried_id
from custom_components.homeiq.history.recorder.database import open_file
from custom_components.homeiq.history.recorder.features import not_tried, read_features
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.mining.shown import Call, FeatureHistory
from tests.history.demo_devices import in_words
from tests.history.recording import START, Recording

FEATURES = "custom_components.homeiq.history.recorder.features"
DIALECTS = pytest.mark.parametrize("dialect", ["sqlite", "any other"])
QUERY = FeatureQuery(
    entity_ids=frozenset({"light.a", "light.b"}),
    attributes=frozenset({"brightness", "effect"}),
    stated=frozenset({"select.mode"}),
    start=START,
    end=START + 1e6,
)


def show(recording: Recording, rows: Sequence[tuple[float, str, str | None, Any]]) -> None:
    """Add (seconds after START, entity, state, attributes) rows; equal attributes are shared."""
    with closing(sqlite3.connect(recording.path)) as connection, connection:
        ids: dict[str, int | None] = {}
        for time, entity_id, state, attributes in rows:
            text = attributes if isinstance(attributes, str) else json.dumps(attributes)
            if attributes is not None and text not in ids:
                added = "INSERT INTO state_attributes (shared_attrs) VALUES (?)"
                ids[text] = connection.execute(added, (text,)).lastrowid
            connection.execute(
                "INSERT OR IGNORE INTO states_meta (entity_id) VALUES (?)", (entity_id,)
            )
            connection.execute(
                "INSERT INTO states (state, metadata_id, last_updated_ts, attributes_id)"
                " SELECT ?, metadata_id, ?, ? FROM states_meta WHERE entity_id = ?",
                (state, START + time, ids.get(text), entity_id),
            )


def perform(recording: Recording, rows: Sequence[tuple[float, str | None]]) -> None:
    """Add (seconds after START, JSON text) of calls; equal texts are shared."""
    with closing(sqlite3.connect(recording.path)) as connection, connection:
        for kind in ("call_service", "automation_triggered"):
            connection.execute("INSERT INTO event_types (event_type) VALUES (?)", (kind,))
        ids: dict[str | None, int | None] = {None: None}
        for time, text in rows:
            if text not in ids:
                added = "INSERT INTO event_data (shared_data) VALUES (?)"
                ids[text] = connection.execute(added, (text,)).lastrowid
            connection.execute(
                "INSERT INTO events (event_type_id, time_fired_ts, data_id)"
                " SELECT event_type_id, ?, ? FROM event_types WHERE event_type = 'call_service'",
                (START + time, ids[text]),
            )


def call(action: str, **data: Any) -> str:
    domain, service = action.split(".")
    return json.dumps({"domain": domain, "service": service, "service_data": data})


def read(
    recording: Recording, query: FeatureQuery = QUERY, dialect: str = "sqlite", **more: Any
) -> FeatureHistory:
    with closing(open_file(recording.path)) as connection:
        return read_features(connection, query, dialect=dialect, errors=sqlite3.Error, **more)


def shown(recording: Recording, **more: Any) -> list[tuple[float, str, dict[str, object]]]:
    return in_words(read(recording, **more).shown, START)


@DIALECTS
def test_only_changes_of_what_is_asked_for_are_told(recording: Recording, dialect: str) -> None:
    show(
        recording,
        [
            (1, "light.a", "on", {"brightness": 5, "friendly_name": "A"}),
            (2, "light.a", "on", {"brightness": 5, "friendly_name": "B"}),
            (3, "light.b", "on", {"brightness": 5, "friendly_name": "A"}),
            (4, "light.a", "off", {"brightness": None, "friendly_name": "B"}),
            (5, "light.c", "on", {"brightness": 7}),
            (6, "light.a", "on", {"brightness": 5, "friendly_name": "A"}),
            (7, "light.a", "on", {"brightness": 5, "effect": "rainbow"}),
        ],
    )
    history = read(recording, dialect=dialect)
    assert in_words(history.shown, START) == [
        (1, "light.a", {"brightness": 5}),
        (3, "light.b", {"brightness": 5}),
        (4, "light.a", {}),
        (6, "light.a", {"brightness": 5}),
        (7, "light.a", {"brightness": 5, "effect": "rainbow"}),
    ]
    assert history.shown.entities == ("light.a", "light.b")
    assert len(history.shown.sets) == 3
    assert (history.shown.entity.dtype, history.shown.shown.dtype) == (np.int32, np.int32)
    assert history.calls == ()


def under(recording: Recording, table: str, row: int, context_id: str) -> None:
    """Give a row, counted from 1, the context that it happened under."""
    statement = {
        "states": "UPDATE states SET context_id_bin = ? WHERE state_id = ?",
        "events": "UPDATE events SET context_id_bin = ? WHERE event_id = ?",
    }[table]
    with closing(sqlite3.connect(recording.path)) as connection, connection:
        connection.execute(statement, (ulid_to_bytes(context_id), row))


@DIALECTS
def test_what_was_only_tried_is_not_told(recording: Recording, dialect: str) -> None:
    show(recording, [(at, "light.a", "on", {"brightness": at}) for at in (1, 2, 3)])
    perform(recording, [(at, call("light.turn_on", brightness=at)) for at in (1, 2, 3)])
    for table in ("states", "events"):
        under(recording, table, 2, tried_id())
        under(recording, table, 3, ulid_now())
    history = read(recording, dialect=dialect)
    assert [each["brightness"] for _, _, each in in_words(history.shown, START)] == [1, 3]
    assert [each.data["brightness"] for each in history.calls] == [1, 3]


def test_each_database_is_asked_in_its_own_way() -> None:
    assert not_tried("postgresql").endswith("= '\\x8828e0df58')")
    assert not_tried("mysql").endswith("= X'8828e0df58')")


@DIALECTS
def test_states_are_told_where_they_are_what_is_shown(recording: Recording, dialect: str) -> None:
    show(
        recording,
        [
            (1, "select.mode", "größer\x1f☂", {"options": ["x"]}),
            (2, "select.mode", "größer\x1f☂", {"options": []}),
            (3, "light.b", "on", {"brightness": 5}),
            (4, "select.mode", "5", None),
            (5, "light.b", "off", {"brightness": 5}),
            (6, "select.mode", "5", "{"),
        ],
    )
    mode = "größer ☂" if dialect == "sqlite" else "größer\x1f☂"
    assert shown(recording, dialect=dialect) == [
        (1, "select.mode", {"state": mode}),
        (3, "light.b", {"brightness": 5}),
        (4, "select.mode", {"state": "5"}),
    ]


@DIALECTS
def test_an_entity_may_show_attributes_and_its_state(recording: Recording, dialect: str) -> None:
    rows = [
        (1, "light.a", "on", {"brightness": 5, "effect": "x"}),
        (2, "light.a", "off", {"brightness": 5, "effect": "x"}),
        (3, "light.a", "off", {"brightness": 6}),
    ]
    show(recording, rows)
    query = replace(QUERY, stated=frozenset({"light.a"}))
    assert shown(recording, query=query, dialect=dialect) == [
        (1, "light.a", {"brightness": 5, "effect": "x", "state": "on"}),
        (2, "light.a", {"brightness": 5, "effect": "x", "state": "off"}),
        (3, "light.a", {"brightness": 6, "state": "off"}),
    ]
    without = replace(query, attributes=frozenset())
    assert shown(recording, query=without, dialect=dialect) == [
        (1, "light.a", {"state": "on"}),
        (2, "light.a", {"state": "off"}),
    ]


@DIALECTS
def test_what_cannot_be_known_is_left_out(recording: Recording, dialect: str) -> None:
    bright, dark = {"brightness": 5}, {"brightness": 1}
    show(
        recording,
        [
            (1, "light.a", "on", bright),
            (2, "light.a", "unavailable", dark),
            (3, "light.a", "unknown", dark),
            (4, "light.a", None, dark),
            (5, "light.a", "on", None),
            (6, "light.a", "on", "{"),
            (7, "light.a", "on", "[]"),
            (8, "light.a", "on", {"gone": True}),
            (9, "light.a", "on", bright),
            (10, "select.mode", "unavailable", {}),
            (11, "select.mode", "unknown", None),
        ],
    )
    with closing(sqlite3.connect(recording.path)) as connection, connection:
        connection.execute("DELETE FROM state_attributes WHERE shared_attrs LIKE '%gone%'")
    assert shown(recording, dialect=dialect) == [(1, "light.a", bright)]


@DIALECTS
def test_of_an_empty_database_nothing_is_told(recording: Recording, dialect: str) -> None:
    for rows in ([], [(1, "light.c", "on", {"brightness": 5})]):
        show(recording, rows)
        history = read(recording, dialect=dialect)
        assert in_words(history.shown, START) == []
        assert (history.shown.entities, history.shown.sets, history.calls) == ((), (), ())
    show(recording, [(-5, "light.a", "on", {"brightness": 5})])
    perform(recording, [(-5, call("light.turn_on"))])
    history = read(recording, dialect=dialect)
    assert (history.shown.entities, history.calls) == ((), ())


@DIALECTS
def test_only_what_is_in_the_span_is_told(recording: Recording, dialect: str) -> None:
    times = (-1, 0, 500, 1e6, 1e6 + 1)
    rows = [(time, "light.a", "on", {"brightness": at}) for at, time in enumerate(times)]
    show(recording, rows)
    perform(recording, [(time, call("light.turn_on", brightness=time)) for time in times])
    history = read(recording, dialect=dialect)
    assert in_words(history.shown, START) == [
        (0, "light.a", {"brightness": 1}),
        (500, "light.a", {"brightness": 2}),
    ]
    assert [one.at - START for one in history.calls] == [0, 500]


@DIALECTS
def test_rows_that_were_written_out_of_order_are_told_in_order(
    recording: Recording, dialect: str
) -> None:
    times = [*range(50, 100), *range(50)]
    show(recording, [(time, "light.a", "on", {"brightness": time // 10}) for time in times])
    perform(recording, [(time, call("light.turn_on", brightness=time)) for time in times])
    history = read(recording, dialect=dialect)
    assert in_words(history.shown, START) == [
        (10 * number, "light.a", {"brightness": number}) for number in range(10)
    ]
    assert [one.data["brightness"] for one in history.calls] == list(range(100))


@DIALECTS
def test_many_rows_come_in_many_fetches(recording: Recording, dialect: str) -> None:
    count = 2 * FETCH + 7
    rows = [(at, "light.a", "on", {"brightness": at % 600}) for at in range(count)]
    show(recording, rows)
    perform(recording, [(at, call("light.turn_on", brightness=at % 600)) for at in range(count)])
    history = read(recording, dialect=dialect)
    assert history.shown.time.tolist() == [START + at for at in range(count)]
    assert len(history.shown.sets) == 600
    assert [one.at for one in history.calls] == history.shown.time.tolist()


@DIALECTS
def test_calls_on_the_domains_of_the_entities_are_told(recording: Recording, dialect: str) -> None:
    topic = {"topic": "zigbee2mqtt/lamp/set", "payload": '{"effect":"blink"}'}
    perform(
        recording,
        [
            (1, call("light.turn_on", entity_id=["light.z"], transition=2)),
            (2, call("switch.turn_on", entity_id="switch.a")),
            (3, call("mqtt.publish", **topic)),
            (4, call("mqtt.dump", **topic)),
            (5, call("select.select_option", area_id="hall", option="5")),
            (6, call("light.turn_on", entity_id=["light.z"], transition=2)),
            (7, None),
            (8, "{"),
            (9, call("light.turn_on", effect="x" * 4_000)),
        ],
    )
    calls = read(recording, dialect=dialect).calls
    transition = {"entity_id": ["light.z"], "transition": 2}
    assert calls == (
        Call(START + 1, "light.turn_on", transition),
        Call(START + 3, "mqtt.publish", topic),
        Call(START + 5, "select.select_option", {"area_id": "hall", "option": "5"}),
        Call(START + 6, "light.turn_on", transition),
    )
    assert calls[0].data is calls[3].data


@DIALECTS
def test_too_many_rows_leave_the_newest_of_each_entity(recording: Recording, dialect: str) -> None:
    rows = [(at, "light.a", "on", {"brightness": at}) for at in range(100)]
    show(recording, [*rows, (3, "light.b", "on", {"brightness": 1})])
    with patch(f"{FEATURES}.MOST_ROWS", 10):
        told = shown(recording, dialect=dialect)
    assert told == [
        (3, "light.b", {"brightness": 1}),
        *((at, one, s) for at, one, _, s in rows[91:]),
    ]


@DIALECTS
def test_too_many_sets_leave_the_newest_of_each_entity(recording: Recording, dialect: str) -> None:
    rows = [(at, "light.a", "on", {"brightness": at % 60}) for at in range(100)]
    show(recording, [*rows, (3, "light.b", "on", {"brightness": 1})])
    with patch(f"{FEATURES}.MOST_SETS", 10):
        told = shown(recording, dialect=dialect)
    assert told == [
        (3, "light.b", {"brightness": 1}),
        *((at, one, s) for at, one, _, s in rows[91:]),
    ]


@DIALECTS
def test_states_beyond_so_many_different_ones_are_not_told(
    recording: Recording, dialect: str
) -> None:
    states = ["a", "b", "c", "b", "a"]
    show(recording, [(at, "select.mode", one, None) for at, one in enumerate(states)])
    with patch(f"{FEATURES}.MOST_STATES", 2):
        told = shown(recording, dialect=dialect)
    assert [(time, one["state"]) for time, _, one in told] == [(0, "a"), (1, "b"), (4, "a")]


@DIALECTS
@pytest.mark.parametrize(
    ("bound", "left"), [("MOST_ROWS", [97, 98, 99]), ("MOST_DATA", [95, 97, 99])]
)
def test_of_too_many_calls_the_newest_are_left(
    recording: Recording, dialect: str, bound: str, left: list[int]
) -> None:
    notes = [call("notify.me", message=at // 2) for at in range(100)]
    lights = [call("light.turn_on", brightness=at) for at in range(100)]
    mixed = bound == "MOST_DATA"
    rows = [(at, notes[at] if mixed and at % 2 == 0 else lights[at]) for at in range(100)]
    perform(recording, rows)
    with patch(f"{FEATURES}.{bound}", 6 if mixed else 3):
        calls = read(recording, dialect=dialect).calls
    assert [one.data["brightness"] for one in calls] == left


@DIALECTS
def test_calls_that_do_not_count_take_no_room_of_those_that_do(
    recording: Recording, dialect: str
) -> None:
    rows = [(1, call("light.turn_on", brightness=at)) for at in range(5)]
    perform(recording, [*rows, *((2, call("notify.me")) for _ in range(50))])
    with patch(f"{FEATURES}.MOST_CALLS", 3):
        calls = read(recording, dialect=dialect).calls
    assert [one.data["brightness"] for one in calls] == [2, 3, 4]


def test_entities_with_great_numbers_are_read_too(recording: Recording) -> None:
    with closing(sqlite3.connect(recording.path)) as connection, connection:
        added = "INSERT INTO states_meta (metadata_id, entity_id) VALUES (?, 'light.a')"
        connection.execute(added, (1 << 20,))
    show(recording, [(1, "light.a", "on", {"brightness": 5})])
    show(recording, [(2, "select.mode", "x", {})])
    assert shown(recording) == [
        (1, "light.a", {"brightness": 5}),
        (2, "select.mode", {"state": "x"}),
    ]


@DIALECTS
def test_a_read_stops_when_asked_wherever_it_is(recording: Recording, dialect: str) -> None:
    show(recording, [(1, "light.a", "on", {"brightness": 5})])
    perform(recording, [(1, call("light.turn_on"))])
    looks = 0

    def count() -> bool:
        nonlocal looks
        looks += 1
        return False

    read(recording, dialect=dialect, should_stop=count)
    assert looks > 10
    for last in range(looks):
        left = iter([False] * last)
        with pytest.raises(MiningStoppedError):
            read(recording, dialect=dialect, should_stop=lambda left=left: next(left, True))


def test_a_damaged_database_is_told(recording: Recording) -> None:
    show(recording, [(1, "light.a", "on", {"brightness": 5})])
    with closing(sqlite3.connect(recording.path)) as connection:
        connection.execute("DROP TABLE state_attributes")
    with pytest.raises(HistoryError, match="cannot be read"):
        read(recording)


def test_a_locked_database_is_told(recording: Recording) -> None:
    show(recording, [(1, "light.a", "on", {"brightness": 5})])
    with (
        closing(sqlite3.connect(recording.path, timeout=0.01)) as connection,
        closing(sqlite3.connect(recording.path)) as other,
    ):
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError, match="locked"):
            read_features(connection, QUERY, dialect="sqlite", errors=sqlite3.Error)
