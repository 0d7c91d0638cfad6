"""Simulated phones."""

from homeassistant.components.device_tracker.entity import ScannerEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedPhone(one) for one in of_platform(entry, Platform.DEVICE_TRACKER))


class SimulatedPhone(SimulatedEntity, ScannerEntity):
    """A phone that is at home or not."""

    @property
    def unique_id(self) -> str:
        """What the registry knows it by; a real one would say its MAC address."""
        return self.entity_id

    @property
    def is_connected(self) -> bool:
        """Whether it is at home."""
        return self.now == "home"
