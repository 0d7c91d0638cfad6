"""Simulated lights."""

from typing import Any

from homeassistant.components.light import LightEntity
from homeassistant.components.light.const import ColorMode
from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedLight(one) for one in of_platform(entry, Platform.LIGHT))


class SimulatedLight(SimulatedEntity, LightEntity):
    """A light, or a group of lights."""

    _attr_color_mode = ColorMode.ONOFF
    _attr_supported_color_modes = {ColorMode.ONOFF}  # noqa: RUF012 - as Home Assistant declares it

    @property
    def is_on(self) -> bool:
        """Whether it is on."""
        return self.now == "on"

    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on."""
        await self._all("on")

    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self._all("off")

    async def _all(self, state: str) -> None:
        """Switch the members of a group too, in its own context."""
        if self.simulated.members:
            data = {ATTR_ENTITY_ID: list(self.simulated.members)}
            await self.hass.services.async_call(
                Platform.LIGHT, f"turn_{state}", data, blocking=True, context=self._context
            )
        self.become(state)
