"""Long-term statistics: what sensors read when the recorder has forgotten their states."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.core import HomeAssistant
import numpy as np
import pytest

from custom_components.homeiq.history.errors import RecorderMissingError
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.recorder.source import RecorderSource
from custom_components.homeiq.history.recorder.statistics import StatisticsSource
from custom_components.homeiq.mining.event_log import NUMERIC, Origin, RawEvents
from custom_components.homeiq.mining.settings import MiningStoppedError
from tests.history.averaged import START, async_import, async_record_and_purge


def told(raw: RawEvents) -> list[tuple[str, float, float]]:
    """Return (entity, hours after START, reading), in order."""
    hours = (raw.time - START.timestamp()) / 3600
    return sorted(
        (raw.entities[entity], hour, reading)
        for entity, hour, reading in zip(
            raw.entity.tolist(), hours.tolist(), raw.number.tolist(), strict=True
        )
    )


def query(*entity_ids: str, first: float = -1e3, last: float = 1e6) -> HistoryQuery:
    """Ask for some hours after START."""
    start = START.timestamp()
    return HistoryQuery(frozenset(entity_ids), start + 3600 * first, start + 3600 * last)


async def test_means_are_readings_at_the_end_of_their_hours(
    recorder_mock: Any, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    await async_record_and_purge(hass, freezer)
    asked = query("sensor.hall", "light.lamp")
    source = StatisticsSource(hass)
    recorded = await RecorderSource(hass).async_read(asked)
    assert recorded.time.max(initial=0) < START.timestamp()  # the raw states are gone
    raw = await source.async_read(asked)
    assert told(raw) == [
        ("sensor.hall", 1, pytest.approx(21, abs=0.01)),
        ("sensor.hall", 2, pytest.approx(24, abs=0.01)),
    ]
    assert raw.origin.tolist() == [Origin.DEVICE] * 2
    assert raw.state.tolist() == [NUMERIC] * 2
    assert await source.async_since({"sensor.hall", "light.lamp"}) == START.timestamp()


async def test_only_what_may_have_readings_is_known(
    recorder_mock: Any, hass: HomeAssistant
) -> None:
    await async_import(hass, "sensor.a", [1])
    source = StatisticsSource(hass)
    assert source.key == "statistics"
    assert not source.stands_alone
    assert source.knows("sensor.a")
    assert not source.knows("light.a")
    assert await source.async_since({"light.a"}) is None
    assert await source.async_since({"sensor.never"}) is None
    assert told(await source.async_read(query("sensor.never", "light.a"))) == []


async def test_hours_are_cut_where_they_end(recorder_mock: Any, hass: HomeAssistant) -> None:
    await async_import(hass, "sensor.a", [10, 11, None, 13, 14])
    await async_import(hass, "sensor.b", [20, 21])
    await async_import(hass, "sensor.wind", [3], unit="°", mean_type=StatisticMeanType.CIRCULAR)
    source = StatisticsSource(hass)
    raw = await source.async_read(query("sensor.a", first=2, last=5))
    assert told(raw) == [("sensor.a", 2, 11), ("sensor.a", 4, 13)]
    everything = HistoryQuery(frozenset({"sensor.a", "sensor.b", "sensor.wind"}), -np.inf, np.inf)
    assert told(await source.async_read(everything)) == [
        ("sensor.a", 1, 10),
        ("sensor.a", 2, 11),
        ("sensor.a", 4, 13),
        ("sensor.a", 5, 14),
        ("sensor.b", 1, 20),
        ("sensor.b", 2, 21),
    ]


async def test_means_are_told_in_the_unit_in_which_the_sensor_shows_its_readings(
    recorder_mock: Any, hass: HomeAssistant
) -> None:
    for name in ("same", "other", "none", "gone", "strange"):
        await async_import(hass, f"sensor.{name}", [20])
    await async_import(hass, "sensor.unclassed", [20], unit="blue")
    for name, unit in (
        ("same", "°C"),
        ("other", "°F"),
        ("none", None),
        ("strange", "kWh"),
        ("unclassed", "green"),
    ):
        hass.states.async_set(f"sensor.{name}", "20", {"unit_of_measurement": unit})
    names = ("same", "other", "none", "gone", "strange", "unclassed")
    raw = await StatisticsSource(hass).async_read(query(*(f"sensor.{name}" for name in names)))
    assert told(raw) == [
        ("sensor.gone", 1, 20),
        ("sensor.other", 1, 68),
        ("sensor.same", 1, 20),
    ]


async def test_reading_means_stops_when_asked(recorder_mock: Any, hass: HomeAssistant) -> None:
    await async_import(hass, "sensor.a", [1])
    with pytest.raises(MiningStoppedError):
        await StatisticsSource(hass).async_read(query("sensor.a"), lambda: True)


async def test_without_recorder_there_are_no_statistics(hass: HomeAssistant) -> None:
    with pytest.raises(RecorderMissingError):
        await StatisticsSource(hass).async_read(query("sensor.a"))
