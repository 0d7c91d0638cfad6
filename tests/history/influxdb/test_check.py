"""Trying out settings before they are kept."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.history.influxdb.check import async_test
from custom_components.homeiq.history.influxdb.errors import InfluxError, InfluxProblem
from tests.history.influxdb.places import Place, RealPlace
from tests.history.influxdb.server import InfluxServer, at


async def test_counts_the_entities(hass: HomeAssistant, place: Place) -> None:
    place.fill(
        [
            at("06:00:00", "light.hall", "on"),
            at("06:00:00", "light.kitchen", "on"),
            at("06:00:00", "sensor.hall", "3", unit_of_measurement="lx"),
            at("07:00:00", "sensor.hall", "4", unit_of_measurement="%"),
        ]
    )
    assert await async_test(hass, place.settings) == 3


async def test_a_database_of_somebody_else_is_empty(
    hass: HomeAssistant, influxdb: InfluxServer
) -> None:
    place = RealPlace(influxdb, "of others")
    place.fill([])
    with pytest.raises(InfluxError) as caught:
        await async_test(hass, place.settings)
    assert caught.value.key == InfluxProblem.EMPTY
    influxdb.write(
        place.database,
        'cpu,host=a value=3 1000\ndns,domain=example.org,entity_id=x state="on" 1000\n'
        'odd,domain=light,entity_id=it\'s\\ "x" state="on" 1000\n'
        'odd,domain=it\'s,entity_id=x state="on" 1000\n',
    )
    with pytest.raises(InfluxError) as caught:
        await async_test(hass, place.settings)
    assert caught.value.key == InfluxProblem.EMPTY
    influxdb.write(place.database, 'odd,domain=light,entity_id=x state="on" 1000')
    assert await async_test(hass, place.settings) == 1


async def test_what_does_not_work_is_said(hass: HomeAssistant, place: Place) -> None:
    with pytest.raises(InfluxError) as caught:
        await async_test(hass, replace(place.settings, url=f"{place.settings.url}/nowhere"))
    assert caught.value.key == InfluxProblem.URL
