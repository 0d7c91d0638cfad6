"""Simulated vacuums."""

from typing import Any

from homeassistant.components.vacuum import StateVacuumEntity
from homeassistant.components.vacuum.const import VacuumActivity, VacuumEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedVacuum(one) for one in of_platform(entry, Platform.VACUUM))


class SimulatedVacuum(SimulatedEntity, StateVacuumEntity):
    """A robot that is back in its dock as soon as it is told."""

    _attr_supported_features = (
        VacuumEntityFeature.START | VacuumEntityFeature.RETURN_HOME | VacuumEntityFeature.STATE
    )

    @property
    def activity(self) -> VacuumActivity:
        """What it does."""
        return VacuumActivity.CLEANING if self.now == "cleaning" else VacuumActivity.DOCKED

    async def async_start(self) -> None:
        """Clean."""
        self.become("cleaning")

    async def async_return_to_base(self, **kwargs: Any) -> None:
        """Drive home."""
        self.become("docked")
