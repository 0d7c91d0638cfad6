"""Simulated fans."""

from typing import Any

from homeassistant.components.fan import FanEntity
from homeassistant.components.fan.const import FanEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, Simulated, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedFan(one) for one in of_platform(entry, Platform.FAN))


class SimulatedFan(SimulatedEntity, FanEntity):
    """A fan."""

    _attr_supported_features = FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF

    def __init__(self, simulated: Simulated) -> None:
        """Be able to do what its model can."""
        super().__init__(simulated)
        self._attr_supported_features |= FanEntityFeature(simulated.features)

    @property
    def percentage(self) -> int | None:
        """How fast it turns."""
        return self.shows.get("percentage") if self.is_on else 0

    async def async_set_percentage(self, percentage: int) -> None:
        """Turn as fast as is asked for; at nothing it is off."""
        if percentage:
            self.become("on", percentage=percentage)
        else:
            self.become("off")

    @property
    def is_on(self) -> bool:
        """Whether it is on."""
        return self.now == "on"

    async def async_turn_on(
        self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any
    ) -> None:
        """Turn it on."""
        self.become("on", percentage=percentage)

    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        self.become("off")
