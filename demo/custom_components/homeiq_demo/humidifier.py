"""Simulated humidifiers."""

from typing import Any

from homeassistant.components.humidifier import HumidifierEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedHumidifier(one) for one in of_platform(entry, Platform.HUMIDIFIER))


class SimulatedHumidifier(SimulatedEntity, HumidifierEntity):
    """A humidifier."""

    _attr_target_humidity = 50

    @property
    def is_on(self) -> bool:
        """Whether it is on."""
        return self.now == "on"

    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on."""
        self.become("on")

    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        self.become("off")
