"""Long-term statistics: what sensors read when the recorder has forgotten their states."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import numpy as np
import pytest
from sqlalchemy import text

from custom_components.homeiq.history.errors import HistoryError, RecorderMissingError
from custom_components.homeiq.history.live import RecorderSource
from custom_components.homeiq.history.query import HistoryQuery
from custom_components.homeiq.history.statistics import StatisticsSource
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


async def test_an_empty_database_has_no_means(recorder_mock: Any, hass: HomeAssistant) -> None:
    source = StatisticsSource(hass)
    assert await source.async_since({"sensor.a"}) is None
    assert told(await source.async_read(query("sensor.a"))) == []


async def test_hours_are_cut_where_they_end(recorder_mock: Any, hass: HomeAssistant) -> None:
    await async_import(hass, "sensor.a", [10, 11, None, 13, 14])
    await async_import(hass, "sensor.b", [20, 21])
    source = StatisticsSource(hass)
    raw = await source.async_read(query("sensor.a", first=2, last=5))
    assert told(raw) == [("sensor.a", 2, 11), ("sensor.a", 4, 13)]
    everything = HistoryQuery(frozenset({"sensor.a", "sensor.b"}), -np.inf, np.inf)
    assert told(await source.async_read(everything)) == [
        ("sensor.a", 1, 10),
        ("sensor.a", 2, 11),
        ("sensor.a", 4, 13),
        ("sensor.a", 5, 14),
        ("sensor.b", 1, 20),
        ("sensor.b", 2, 21),
    ]


async def test_many_hours_are_read_in_many_statements(
    recorder_mock: Any, hass: HomeAssistant
) -> None:
    hours = 50
    await async_import(hass, "sensor.a", [float(hour) for hour in range(hours)])
    await async_import(hass, "sensor.b", [-float(hour) for hour in range(hours)])
    with patch("custom_components.homeiq.history.recorder_statistics.FETCH", 40):
        raw = await StatisticsSource(hass).async_read(query("sensor.a", "sensor.b"))
    assert told(raw) == sorted(
        (name, hour + 1, sign * hour)
        for name, sign in (("sensor.a", 1), ("sensor.b", -1))
        for hour in range(hours)
    )


async def test_means_of_angles_and_sums_are_no_readings(
    recorder_mock: Any, hass: HomeAssistant
) -> None:
    await async_import(hass, "sensor.wind", [359], unit="°", mean_type=StatisticMeanType.CIRCULAR)
    await async_import(
        hass, "sensor.energy", [1], unit="kWh", mean_type=StatisticMeanType.NONE, has_sum=True
    )
    asked = query("sensor.wind", "sensor.energy")
    assert told(await StatisticsSource(hass).async_read(asked)) == []


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


async def test_a_database_without_statistics_is_told(
    recorder_mock: Any, hass: HomeAssistant
) -> None:
    def drop() -> None:
        engine = get_instance(hass).engine
        assert engine is not None
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE statistics_meta"))

    await get_instance(hass).async_add_executor_job(drop)
    source = StatisticsSource(hass)
    with pytest.raises(HistoryError, match="statistics_meta"):
        await source.async_read(query("sensor.a"))
    with pytest.raises(HistoryError, match="statistics_meta"):
        await source.async_since({"sensor.a"})


async def test_without_recorder_there_are_no_statistics(hass: HomeAssistant) -> None:
    with pytest.raises(RecorderMissingError):
        await StatisticsSource(hass).async_read(query("sensor.a"))
