"""Rows of real SQLite as columns."""

from collections.abc import Sequence
from contextlib import closing
import sqlite3
from typing import Any

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.homeiq.history.keys import NO_KEY, key
from custom_components.homeiq.history.recorder.columns import (
    CHANGED,
    EVENT_ROW,
    FIRST,
    HAS_PARENT,
    HAS_USER,
    ID_BYTES,
    STATE_ROW,
    TEXT,
    EventColumns,
    StateColumns,
    keys,
)
from custom_components.homeiq.history.recorder.packed import Columns
from custom_components.homeiq.mining.event_log import (
    NOTHING,
    NUMERIC,
    RESERVED_STATES,
    StateCoder,
)
from tests.mining.build import quick

NOON = 1_772_020_800.0  # 2026-02-25 12:00 UTC
ENTITIES = {
    1: "light.lamp",
    2: "sensor.power",
    3: "input_select.mode",
    4: "scene.film",
    2**31 - 1: "switch.last",
}
CONTEXT = bytes(range(16))
USER = bytes(range(100, 116))


def from_sqlite(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows as SQLite's driver gives them."""
    marks = ", ".join("?" * len(rows[0]))
    with closing(sqlite3.connect(":memory:")) as connection:
        return [connection.execute(f"SELECT {marks}", row).fetchone() for row in rows]


def state_rows(*states: tuple[int, Any], time: float = NOON) -> list[tuple[Any, ...]]:
    """Return rows, a second apart, of (metadata id, state)."""
    return [
        (number, time + number, metadata, CHANGED, state, None, None)
        for number, (metadata, state) in enumerate(states)
    ]


def read(*states: tuple[int, Any]) -> tuple[list[str], list[float | None]]:
    """Return the states that rows of (metadata id, state) have in the columns, and the numbers."""
    coder = StateCoder()
    columns = StateColumns(ENTITIES, coder)
    columns.add(from_sqlite(state_rows(*states)))
    rows = columns.all()
    numbers = [None if np.isnan(number) else number for number in rows["number"].tolist()]
    return [coder.states[code] for code in rows["state"]], numbers


# States


def test_every_part_of_a_state_row_has_its_column() -> None:
    columns = StateColumns(ENTITIES, StateCoder())
    columns.add(
        from_sqlite(
            [
                (7, NOON + 0.123456, 1, CHANGED + HAS_PARENT, "on", CONTEXT, USER),
                (8, NOON, 2**31 - 1, FIRST, "off", None, None),
            ]
        )
    )
    rows = columns.all()
    assert rows.dtype == STATE_ROW
    assert rows["time"].tolist() == [NOON + 0.123456, NOON]
    assert rows["metadata"].tolist() == [1, 2**31 - 1]
    assert rows["flags"].tolist() == [CHANGED + HAS_PARENT, FIRST]
    assert rows["context"].tolist() == [key(CONTEXT), NO_KEY]
    assert rows["user"].tolist() == [key(USER), NO_KEY]


def test_states_are_readings_texts_or_nothing() -> None:
    states, numbers = read((1, "unavailable"), (2, "21.5"), (2, "-3"), (1, "on"), (1, None))
    assert states == ["unavailable", "#", "#", "on", RESERVED_STATES[NOTHING]]
    assert numbers == [None, 21.5, -3, None, None]


def test_what_is_no_finite_number_is_no_reading() -> None:
    states, numbers = read((2, "inf"), (2, "1"), (2, "nan"), (2, "1.2.3"))
    assert states == ["inf", "#", "nan", "1.2.3"]
    assert numbers == [None, 1, None, None]


def test_packed_rows_are_coded_as_others_are() -> None:
    coder = StateCoder()
    on = coder.code("", "on")[0]
    columns = StateColumns(ENTITIES, coder)
    columns.add_packed(
        Columns(
            time=np.array([NOON, NOON + 1, NOON + 2]),
            wholes=[
                np.array([1, 2, 3]),
                np.array([CHANGED, CHANGED + HAS_USER, FIRST]),
                np.array([on, TEXT, TEXT]),
            ],
            context=np.array([7, 0, 0], np.uint64),
            user=np.array([9], np.uint64),
            text=[b"21.5", "Gemütlich".encode()],
        )
    )
    rows = columns.all()
    assert [coder.states[code] for code in rows["state"]] == ["on", "#", "Gemütlich"]
    assert rows["number"][1] == 21.5
    assert rows["metadata"].tolist() == [1, 2, 3]
    assert rows["context"].tolist() == [7, NO_KEY, NO_KEY]
    assert rows["user"].tolist() == [NO_KEY, 9, NO_KEY]


def test_a_text_is_judged_by_whose_state_it_is_however_often_it_comes() -> None:
    states, numbers = read((2, "5"), (3, "5"), (2, "5"), (2, "6e1"), (2, "none"), (2, "6e1"))
    assert states == ["#", "5", "#", "#", "none", "#"]
    assert numbers == [5, 5, 5, 60, None, 60]


@pytest.mark.parametrize("state", ["", "unknown", "unavailable", "#", "nan", "ÄÖ 电 🏠", "x" * 255])
def test_an_odd_text_comes_back_as_it_was(state: str) -> None:
    assert read((2, state), (1, state)) == ([state, state], [None, None])


def test_many_readings_leave_the_vocabulary_small() -> None:
    coder = StateCoder()
    columns = StateColumns(ENTITIES, coder)
    columns.add(state_rows(*((2, f"{number / 7}") for number in range(1_000))))
    assert coder.states == RESERVED_STATES
    rows = columns.all()
    assert set(rows["state"]) == {NUMERIC}
    assert rows["number"][700] == 100


def test_a_scene_is_chosen_when_its_state_is_the_moment_it_was_written() -> None:
    at_noon, at_eleven = "2026-02-25T12:00:00+00:00", "2026-02-25T11:00:00+00:00"
    states, _ = read((4, at_noon), (4, at_eleven), (4, at_noon), (4, "unknown"))
    assert states == ["on", "off", "on", "unknown"]


def test_the_same_scene_text_is_no_choice_when_it_is_written_again_later() -> None:
    coder = StateCoder()
    columns = StateColumns(ENTITIES, coder)
    for time in (NOON, NOON + 3600):  # a restart writes the old time again
        columns.add(state_rows((4, "2026-02-25T12:00:00+00:00"), time=time))
    assert [coder.states[code] for code in columns.all()["state"]] == ["on", "off"]


def test_chunks_follow_each_other() -> None:
    columns = StateColumns(ENTITIES, StateCoder())
    for time in (NOON + 50, NOON, NOON + 100):
        columns.add(state_rows((1, "on"), (1, "off"), time=time))
    assert (columns.all()["time"] - NOON).tolist() == [50, 51, 0, 1, 100, 101]


def test_columns_without_rows_are_empty_and_of_their_types() -> None:
    states = StateColumns({}, StateCoder()).all()
    events = EventColumns().in_order()
    assert (len(states), states.dtype) == (0, STATE_ROW)
    assert (len(events), events.dtype) == (0, EVENT_ROW)


# Events


def test_every_part_of_an_event_row_has_its_column() -> None:
    columns = EventColumns()
    columns.add(
        from_sqlite(
            [
                (1, NOON, 3, 2**40, CONTEXT, USER, 1),
                (2, NOON + 1, 4, None, None, None, 0),
            ]
        )
    )
    rows = columns.in_order()
    assert rows.dtype == EVENT_ROW
    assert rows["time"].tolist() == [NOON, NOON + 1]
    assert rows["type"].tolist() == [3, 4]
    assert rows["data"].tolist() == [2**40, 0]  # 0 is the id of no data
    assert rows["context"].tolist() == [key(CONTEXT), NO_KEY]
    assert rows["user"].tolist() == [key(USER), NO_KEY]
    assert rows["has_parent"].tolist() == [True, False]


def test_events_of_all_chunks_come_in_order_of_time_and_else_as_they_were_written() -> None:
    columns = EventColumns()
    columns.add([(0, NOON + 2, 1, 10, None, None, 0), (1, NOON, 1, 11, None, None, 0)])
    columns.add([(2, NOON + 1, 1, 12, None, None, 0), (3, NOON, 1, 13, None, None, 0)])
    columns.add([(4, NOON, 1, data, None, None, 0) for data in range(100, 0, -1)])
    assert columns.in_order()["data"].tolist() == [11, 13, *range(100, 0, -1), 12, 10]


# Ids of contexts


@quick
@given(st.lists(st.none() | st.binary(min_size=ID_BYTES, max_size=ID_BYTES), max_size=8))
def test_keys_of_many_are_the_keys_of_each(ids: list[bytes | None]) -> None:
    assert keys(ids).tolist() == [key(one) for one in ids]


def test_an_id_of_another_length_spoils_no_other_key() -> None:
    for odd in (b"short", b"longer than 16 bytes", b""):
        found = keys([CONTEXT, odd, USER, None]).tolist()
        assert [found[0], *found[2:]] == [key(CONTEXT), key(USER), NO_KEY]


def test_a_drivers_view_of_an_id_has_the_key_of_its_bytes() -> None:
    assert keys([memoryview(CONTEXT), memoryview(b"short")]).tolist()[0] == key(CONTEXT)
    columns = EventColumns()
    columns.add([(1, NOON, 1, 1, memoryview(CONTEXT), memoryview(USER), 0)])
    (row,) = columns.in_order()
    assert (row["context"], row["user"]) == (key(CONTEXT), key(USER))
