"""Simulated valves."""

from homeassistant.components.valve.const import ValveDeviceClass, ValveEntityFeature
from homeassistant.components.valve.entity import ValveEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedValve(one) for one in of_platform(entry, Platform.VALVE))


class SimulatedValve(SimulatedEntity, ValveEntity):
    """A valve that lets water in."""

    _attr_device_class = ValveDeviceClass.WATER
    _attr_reports_position = False
    _attr_supported_features = ValveEntityFeature.OPEN | ValveEntityFeature.CLOSE

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self.now == "closed"

    async def async_open_valve(self) -> None:
        """Open it."""
        self.become("open")

    async def async_close_valve(self) -> None:
        """Close it."""
        self.become("closed")
