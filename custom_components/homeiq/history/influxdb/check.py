"""Try out settings before they are kept."""

from homeassistant.core import HomeAssistant

from custom_components.homeiq.history.influxdb.client import BRISK
from custom_components.homeiq.history.influxdb.errors import InfluxProblem, failed
from custom_components.homeiq.history.influxdb.settings import InfluxSettings
from custom_components.homeiq.history.influxdb.source import InfluxSource


async def async_test(hass: HomeAssistant, settings: InfluxSettings) -> int:
    """Return how many entities of Home Assistant a database has, at least one.

    Raises InfluxError, whose key says what to do about it.
    """
    found = await InfluxSource(hass, settings, patience=BRISK).async_entities()
    if not found:
        raise failed(settings, InfluxProblem.EMPTY, "no tags domain and entity_id")
    return len(found)
