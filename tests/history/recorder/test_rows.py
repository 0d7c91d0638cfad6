"""The rows of the recorder: which are read, and what they tell."""

from contextlib import closing
import sqlite3
from unittest.mock import patch
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.homeiq.history.cursor import FETCH
from custom_components.homeiq.mining.event_log import NUMERIC, Origin
from custom_components.homeiq.mining.home import Home
from tests.history.recording import START, Recording, in_words, listed

DIALECTS = pytest.mark.parametrize("dialect", ["sqlite", "any other"])


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
