"""Reading through a running recorder: how it ends, and what is said if it cannot be read."""

import asyncio
import sqlite3
import threading
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from sqlalchemy.exc import OperationalError

from custom_components.homeiq.history.errors import HistoryError, RecorderMissingError
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.source import RecorderSource, async_read_features
from custom_components.homeiq.mining.event_log import RawEvents
from custom_components.homeiq.mining.settings import MiningStoppedError
from custom_components.homeiq.publish import async_told
from tests.history.demo_devices import SHOWN, DemoDevices, calls, in_words
from tests.history.home import RecordedHome


async def test_without_recorder_there_is_no_history(hass: HomeAssistant) -> None:
    source = RecorderSource(hass)
    with pytest.raises(RecorderMissingError, match="not set up") as caught:
        await source.async_read(HistoryQuery(frozenset(), 0, 1))
    with pytest.raises(RecorderMissingError):
        await source.async_since({"light.a"})
    assert await async_told(hass, caught.value) == str(caught.value)
    hass.config.language = "de"
    assert (await async_told(hass, caught.value)).startswith("Der Recorder ist nicht eingerichtet")


async def test_the_recorder_may_know_all_entities_since_their_first_state(
    recorded_home: RecordedHome,
) -> None:
    source = RecorderSource(recorded_home.hass)
    began = dt_util.utcnow().timestamp()
    recorded_home.hass.states.async_set("sensor.new", "1")
    await recorded_home.pass_time(60)
    recorded_home.hass.states.async_set("sensor.new", "2")
    recorded_home.hass.states.async_set("sensor.newer", "1")
    await async_wait_recording_done(recorded_home.hass)
    assert source.key == "recorder"
    assert source.stands_alone
    assert source.knows("light.lamp")
    assert await source.async_since({"sensor.new", "sensor.newer"}) == pytest.approx(began)
    assert await source.async_since({"sensor.newer"}) == pytest.approx(began + 60)
    assert await source.async_since({"sensor.never"}) is None


async def test_a_live_read_stops_when_asked(recorded_home: RecordedHome) -> None:
    source = RecorderSource(recorded_home.hass)
    with pytest.raises(MiningStoppedError):
        await source.async_read(recorded_home.query(), lambda: True)


async def test_a_cancelled_read_ends_soon(recorded_home: RecordedHome) -> None:
    begun, told, ended = threading.Event(), threading.Event(), threading.Event()
    answers: list[bool] = []

    def slow_read(_connection: Any, *_args: Any, should_stop: Any, **_more: Any) -> RawEvents:
        begun.set()
        told.wait(10)
        answers.append(should_stop())
        ended.set()
        raise MiningStoppedError

    hass = recorded_home.hass
    source = RecorderSource(hass)
    with patch("custom_components.homeiq.history.recorder.source.read_connection", slow_read):
        task = hass.async_create_task(source.async_read(recorded_home.query()))
        await hass.async_add_executor_job(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        told.set()
        await hass.async_add_executor_job(ended.wait, 10)
    assert answers == [True]


@pytest.mark.parametrize("cause", ["driver", "pool"])
async def test_a_database_that_fails_is_told_with_its_cause(
    recorded_home: RecordedHome, cause: str
) -> None:
    if cause == "driver":
        target = "custom_components.homeiq.history.recorder.database.recorded_entities"
        error: Exception = sqlite3.OperationalError("disk I/O\nerror")
    else:
        target = "sqlalchemy.orm.Session.connection"
        error = OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))
    source = RecorderSource(recorded_home.hass)
    with (
        patch(target, side_effect=error),
        pytest.raises(HistoryError, match=r"cannot be read: .*disk I/O error") as caught,
    ):
        await source.async_read(recorded_home.query())
    assert "\n" not in str(caught.value)
    assert not isinstance(caught.value, RecorderMissingError)


@pytest.fixture
async def demo_devices(
    recorder_mock: Any, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> DemoDevices:
    """Return a home whose devices were used."""
    home = DemoDevices(hass, freezer)
    await home.set_up()
    await home.live()
    return home


async def test_what_devices_showed_and_were_asked_for_is_told(demo_devices: DemoDevices) -> None:
    history = await demo_devices.read()
    told = in_words(history.shown, demo_devices.start)
    assert sorted(told, key=lambda row: row[:2]) == SHOWN
    assert [row[0] for row in told] == sorted(row[0] for row in told)
    assert list(history.calls) == calls(demo_devices.start)


async def test_without_recorder_nothing_tells_of_features(hass: HomeAssistant) -> None:
    query = DemoDevices.query_between(0, 1)
    with pytest.raises(RecorderMissingError):
        await async_read_features(hass, query)


async def test_a_read_of_features_stops_when_asked(demo_devices: DemoDevices) -> None:
    with pytest.raises(MiningStoppedError):
        await async_read_features(demo_devices.hass, demo_devices.query(), lambda: True)


async def test_a_database_that_cannot_tell_of_features_says_why(demo_devices: DemoDevices) -> None:
    target = "custom_components.homeiq.history.recorder.features.recorded_entities"
    error = sqlite3.OperationalError("disk I/O error")
    with (
        patch(target, side_effect=error),
        pytest.raises(HistoryError, match=r"cannot be read: .*disk I/O error"),
    ):
        await demo_devices.read()
