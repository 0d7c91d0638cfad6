"""Simulated lights."""

from typing import Any

from homeassistant.components.light import LightEntity
from homeassistant.components.light.const import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_EFFECT,
    ColorMode,
    LightEntityFeature,
)
from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, Simulated, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedLight(one) for one in of_platform(entry, Platform.LIGHT))


class SimulatedLight(SimulatedEntity, LightEntity):
    """A light, or a group of lights."""

    def __init__(self, simulated: Simulated) -> None:
        """Be able to do what its model can."""
        super().__init__(simulated)
        can = simulated.attributes
        (mode,) = can.get("supported_color_modes", [ColorMode.ONOFF])
        self._attr_color_mode = ColorMode(mode)
        self._attr_supported_color_modes = {self._attr_color_mode}
        self._attr_supported_features = LightEntityFeature(simulated.features)
        self._attr_effect_list = can.get("effect_list")
        for limit in ("min_color_temp_kelvin", "max_color_temp_kelvin"):
            if limit in can:
                setattr(self, f"_attr_{limit}", can[limit])

    @property
    def is_on(self) -> bool:
        """Whether it is on."""
        return self.now == "on"

    @property
    def brightness(self) -> int | None:
        """How bright it is, of 255."""
        return self.shows.get(ATTR_BRIGHTNESS)

    @property
    def color_temp_kelvin(self) -> int | None:
        """How warm its white is."""
        return self.shows.get(ATTR_COLOR_TEMP_KELVIN)

    @property
    def effect(self) -> str | None:
        """The effect that it plays."""
        return self.shows.get(ATTR_EFFECT)

    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on, as bright, as warm and with the effect that is asked for."""
        asked = (ATTR_BRIGHTNESS, ATTR_COLOR_TEMP_KELVIN, ATTR_EFFECT)
        await self._all("on", **{name: kwargs[name] for name in asked if name in kwargs})

    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self._all("off")

    async def _all(self, state: str, **shows: Any) -> None:
        """Switch the members of a group too, in its own context."""
        if self.simulated.members:
            data = {ATTR_ENTITY_ID: list(self.simulated.members)}
            await self.hass.services.async_call(
                Platform.LIGHT, f"turn_{state}", data, blocking=True, context=self._context
            )
        self.become(state, **shows)
