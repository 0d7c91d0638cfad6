"""The same home tells the same, whatever database its recorder writes to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import numpy as np
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.homeiq.history.cursor import Stop, never
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.borrowed import Borrowed
from custom_components.homeiq.history.recorder.database import recorded_groups
from custom_components.homeiq.history.recorder.source import RecorderSource
from custom_components.homeiq.history.recorder.statistics import StatisticsSource
from custom_components.homeiq.history.recorder.waiting import async_ask
from custom_components.homeiq.mining.event_log import NUMERIC, Origin
from tests.history.averaged import START, async_import, async_record_and_purge
from tests.history.home import RecordedHome

PERSON, DEVICE = Origin.PERSON, Origin.DEVICE
AUTOMATION, CONSEQUENCE = Origin.AUTOMATION, Origin.CONSEQUENCE

# (seconds after the start, entity, state or reading, origin), in order of time and entity
TOLD: list[tuple[float, str, str | float, Origin]] = [
    (-0.001, "sensor.hall", "unavailable", DEVICE),
    (0, "light.both", "on", CONSEQUENCE),
    (0, "light.reading", "on", PERSON),
    (0, "sensor.hall", 21.5, DEVICE),
    (600, "light.lamp", "on", AUTOMATION),
    (600, "light.switch", "on", DEVICE),
    (659.999, "sensor.word", "unavailable", DEVICE),
    (660, "script.cosy", "on", PERSON),
    (660, "script.cosy", "off", PERSON),
    (660, "sensor.hall", -0.3, DEVICE),
    (660, "sensor.word", "größer ☂", DEVICE),
    (690, "light.desk", "unavailable", DEVICE),
    (690, "light.slow", "on", CONSEQUENCE),
    (749.999, "scene.film", "off", CONSEQUENCE),
    (750, "light.desk", "off", DEVICE),
    (750, "light.lamp", "off", CONSEQUENCE),
    (750, "scene.film", "on", PERSON),
    (751, "scene.film", "off", CONSEQUENCE),
    (7139, "light.both", "off", CONSEQUENCE),
    (7139, "light.reading", "off", PERSON),
    (7140.5, "light.both", "on", AUTOMATION),
    (7140.5, "light.lamp", "on", AUTOMATION),
]


@pytest.fixture(params=["SQLite", "mariadb_server", "postgresql_server"])
def recorder_db_url(
    request: pytest.FixtureRequest, tmp_path: Path, hass_fixture_setup: list[bool]
) -> Iterator[str]:
    assert not hass_fixture_setup
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path / 'recorder.db'}"
        return
    server = request.getfixturevalue(request.param)
    with server.database() as name:
        yield server.url(name)


async def live(home: RecordedHome) -> None:
    """Let people, switches, automations, scripts and scenes do something."""
    home.hass.states.async_set("sensor.hall", "21.5", {"unit_of_measurement": "°C"})
    await home.call("light.turn_on", {"entity_id": "light.reading"}, home.user())
    await home.pass_time(600)
    home.lights["switch"].press(on=True)
    await home.pass_time(60)
    home.hass.states.async_set("sensor.hall", "-3e-1", {"unit_of_measurement": "°C"})
    home.hass.states.async_set("sensor.word", "größer ☂", {})
    await home.call("script.cosy", {}, home.user())
    await home.pass_time(30)
    home.lights["slow"].report()
    home.lights["desk"].be_reachable(reachable=False)
    await home.pass_time(60)
    home.lights["desk"].be_reachable(reachable=True)
    await home.call("scene.turn_on", {"entity_id": "scene.film"}, home.user())
    home.freezer.move_to("2026-03-10 17:59:59+00:00")
    await home.call("light.turn_off", {"entity_id": "light.reading"}, home.user())
    await home.pass_time(1.5)


async def test_people_devices_and_automations_are_told_apart(recorded_home: RecordedHome) -> None:
    await live(recorded_home)
    raw = await recorded_home.read()
    told = [
        (
            round(float(raw.time[at]) - recorded_home.start, 3),
            raw.entities[raw.entity[at]],
            pytest.approx(float(raw.number[at]))
            if raw.state[at] == NUMERIC
            else raw.states[raw.state[at]],
            Origin(raw.origin[at]),
        )
        for at in raw.time.argsort(kind="stable")
    ]
    assert sorted(told, key=lambda row: row[:2]) == TOLD


async def test_an_entity_that_is_not_recorded_is_left_out(recorded_home: RecordedHome) -> None:
    recorded_home.lights["desk"].press(on=True)
    raw = await recorded_home.read(entity_ids=frozenset({"light.desk", "light.never"}))
    assert raw.entities == ("light.desk",)
    source = RecorderSource(recorded_home.hass)
    assert await source.async_since({"light.never"}) is None
    assert await source.async_since({"light.never", "light.desk"}) == pytest.approx(
        recorded_home.start - 60
    )


async def test_groups_are_known_by_what_they_told(recorded_home: RecordedHome) -> None:
    members = {"entity_id": ["light.desk", "light.lamp"]}
    recorded_home.hass.states.async_set("light.room", "on", members)
    await async_wait_recording_done(recorded_home.hass)

    def look(borrowed: Borrowed, _stop: Stop) -> dict[str, tuple[str, ...]]:
        return recorded_groups(borrowed.connection)

    groups = await async_ask(recorded_home.hass, look, never)
    assert groups == {"light.room": ("light.desk", "light.lamp")}


async def test_hourly_means_are_the_same(
    recorder_mock: Any, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    await async_record_and_purge(hass, freezer)
    await async_import(hass, "sensor.a", [*map(float, range(100)), None])
    query = HistoryQuery(frozenset({"sensor.hall", "sensor.a", "light.lamp"}), -np.inf, np.inf)
    source = StatisticsSource(hass)
    with patch("custom_components.homeiq.history.recorder.hour_means.FETCH", 40):
        raw = await source.async_read(query)
    hours = (raw.time - START.timestamp()) / 3600
    told = {
        name: sorted(zip(hours[which].tolist(), raw.number[which].tolist(), strict=True))
        for name in raw.entities
        for which in [raw.entity == raw.entities.index(name)]
    }
    assert told == {
        "sensor.hall": [(1, pytest.approx(21, abs=0.01)), (2, pytest.approx(24, abs=0.01))],
        "sensor.a": [(hour + 1, hour) for hour in range(100)],
    }
    assert await source.async_since({"sensor.hall"}) == START.timestamp()
    assert await source.async_since({"sensor.never"}) is None
