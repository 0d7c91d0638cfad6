"""Simulated sensors."""

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorStateClass
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedSensor(one) for one in of_platform(entry, Platform.SENSOR))


class SimulatedSensor(SimulatedEntity, SensorEntity):
    """A reading; it stays once the history has ended."""

    @property
    def device_class(self) -> SensorDeviceClass | None:
        """What it measures."""
        return self._class

    @property
    def state_class(self) -> SensorStateClass:
        """How its readings add up."""
        if self._class is SensorDeviceClass.ENERGY:
            return SensorStateClass.TOTAL_INCREASING
        return SensorStateClass.MEASUREMENT

    @property
    def native_unit_of_measurement(self) -> str | None:
        """The unit."""
        return self.simulated.unit

    @property
    def native_value(self) -> float:
        """The last reading of the history."""
        return float(self.now)

    @property
    def _class(self) -> SensorDeviceClass | None:
        named = self.simulated.device_class
        return None if named is None else SensorDeviceClass(named)
