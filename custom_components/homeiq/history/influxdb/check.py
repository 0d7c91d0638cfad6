"""Try out settings before they are kept."""

from homeassistant.core import HomeAssistant

from custom_components.homeiq.history.influxdb.settings import InfluxSettings


async def async_test(hass: HomeAssistant, settings: InfluxSettings) -> int:
    """Return how many entities of Home Assistant a database has, at least one.

    Raises InfluxError, whose key says what to do about it.
    """
    raise NotImplementedError
