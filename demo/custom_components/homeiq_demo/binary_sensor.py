"""Simulated binary sensors."""

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(
        SimulatedBinarySensor(one) for one in of_platform(entry, Platform.BINARY_SENSOR)
    )


class SimulatedBinarySensor(SimulatedEntity, BinarySensorEntity):
    """A sensor of a motion, a door or the like; nothing moves it once the history has ended."""

    @property
    def device_class(self) -> BinarySensorDeviceClass | None:
        """What it senses."""
        named = self.simulated.device_class
        return None if named is None else BinarySensorDeviceClass(named)

    @property
    def is_on(self) -> bool:
        """Whether it is on."""
        return self.now == "on"
