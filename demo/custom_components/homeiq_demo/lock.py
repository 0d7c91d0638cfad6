"""Simulated locks."""

from typing import Any

from homeassistant.components.lock import LockEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .simulated import DemoConfigEntry, SimulatedEntity, of_platform


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entities."""
    async_add_entities(SimulatedLock(one) for one in of_platform(entry, Platform.LOCK))


class SimulatedLock(SimulatedEntity, LockEntity):
    """A lock."""

    @property
    def is_locked(self) -> bool:
        """Whether it is locked."""
        return self.now == "locked"

    async def async_lock(self, **kwargs: Any) -> None:
        """Lock it."""
        self.become("locked")

    async def async_unlock(self, **kwargs: Any) -> None:
        """Unlock it."""
        self.become("unlocked")
