"""Simulated switches."""

from typing import Any

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedSwitch(one) for one in of_platform(entry, Platform.SWITCH))


class SimulatedSwitch(SimulatedEntity, SwitchEntity):
    """A switch."""

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
