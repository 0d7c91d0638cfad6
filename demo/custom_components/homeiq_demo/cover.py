"""Simulated covers."""

from typing import Any

from homeassistant.components.cover import CoverDeviceClass, CoverEntity, CoverEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedCover(one) for one in of_platform(entry, Platform.COVER))


class SimulatedCover(SimulatedEntity, CoverEntity):
    """A blind."""

    _attr_device_class = CoverDeviceClass.BLIND
    _attr_supported_features = CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self.now == "closed"

    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open it."""
        self.become("open")

    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close it."""
        self.become("closed")
