"""All places that history is read from, in the order in which they count."""

from homeassistant.core import HomeAssistant

from custom_components.homeiq.history.influxdb.settings import InfluxSettings
from custom_components.homeiq.history.influxdb.source import InfluxSource
from custom_components.homeiq.history.recorder.source import RecorderSource
from custom_components.homeiq.history.recorder.statistics import StatisticsSource
from custom_components.homeiq.history.source import Source
from custom_components.homeiq.mining.home import Home


def sources(hass: HomeAssistant, home: Home, influx: InfluxSettings | None) -> tuple[Source, ...]:
    """Return the recorder, then what fills in what it tells nothing of."""
    return (
        RecorderSource(hass, home),
        *((InfluxSource(hass, influx, home),) if influx is not None else ()),
        StatisticsSource(hass),
    )
