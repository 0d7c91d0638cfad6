"""A home whose sensors have long-term statistics, and no raw states any more."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

START: Final = datetime(2026, 3, 10, 8, tzinfo=UTC)
HALL: Final = {
    "state_class": "measurement",
    "device_class": "temperature",
    "unit_of_measurement": "°C",
}


async def async_record_and_purge(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Record a sensor for two hours, have its means compiled, and purge the raw states.

    In the first hour it reads 20 and then, for its second half, 22; in the second hour 24.
    """
    freezer.move_to(START)
    assert await async_setup_component(hass, "sensor", {})
    await hass.async_block_till_done()
    for minutes, reading in ((0, "20"), (30, "22"), (60, "24")):
        freezer.move_to(START + timedelta(minutes=minutes))
        hass.states.async_set("sensor.hall", reading, HALL)
    for minutes in range(0, 120, 5):
        freezer.move_to(START + timedelta(minutes=minutes + 5))
        await async_wait_recording_done(hass)
        do_adhoc_statistics(hass, start=START + timedelta(minutes=minutes))
    await async_wait_recording_done(hass)
    freezer.move_to(START + timedelta(days=30))
    await hass.services.async_call("recorder", "purge", {"keep_days": 1}, blocking=True)
    await async_wait_recording_done(hass)


async def async_import(
    hass: HomeAssistant,
    entity_id: str,
    means: list[float | None],
    unit: str = "°C",
    mean_type: StatisticMeanType = StatisticMeanType.ARITHMETIC,
    **more: Any,
) -> None:
    """Let the recorder have these means of the hours from START on."""
    async_import_statistics(
        hass,
        {
            "source": "recorder",
            "statistic_id": entity_id,
            "name": None,
            "unit_of_measurement": unit,
            "unit_class": "temperature" if unit.startswith("°") and len(unit) > 1 else None,
            "has_sum": False,
            "mean_type": mean_type,
            **more,
        },
        [
            {"start": START + timedelta(hours=hour)} | ({} if mean is None else {"mean": mean})
            for hour, mean in enumerate(means)
        ],
    )
    await async_wait_recording_done(hass)
