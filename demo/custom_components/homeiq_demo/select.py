"""Simulated settings with several options."""

from homeassistant.components.select import SelectEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedSelect(one) for one in of_platform(entry, Platform.SELECT))


class SimulatedSelect(SimulatedEntity, SelectEntity):
    """A setting."""

    @property
    def options(self) -> list[str]:
        """What can be chosen."""
        return list(self.simulated.attributes["options"])

    @property
    def current_option(self) -> str:
        """What is chosen."""
        return self.now

    async def async_select_option(self, option: str) -> None:
        """Choose it."""
        self.become(option)
