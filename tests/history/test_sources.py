"""All places that history is read from."""

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from custom_components.homeiq.history.sources import sources
from custom_components.homeiq.mining.home import Home


async def test_the_recorder_comes_first_and_hourly_means_last(hass: HomeAssistant) -> None:
    home = Home(dt_util.get_default_time_zone())
    influx = InfluxSettings(InfluxVersion.ONE, "http://127.0.0.1:1", "home")
    assert [each.key for each in sources(hass, home, None)] == ["recorder", "statistics"]
    every = sources(hass, home, influx)
    assert [each.key for each in every] == ["recorder", "influxdb", "statistics"]
    assert [each.stands_alone for each in every] == [True, True, False]
