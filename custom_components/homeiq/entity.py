"""What all entities have in common."""

from homeassistant.const import Platform
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from custom_components.homeiq.const import DOMAIN, NAME
from custom_components.homeiq.coordinator import HomeIQCoordinator


class HomeIQEntity(CoordinatorEntity[HomeIQCoordinator]):
    """An entity of the one service device."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: HomeIQCoordinator, platform: Platform, description: EntityDescription
    ) -> None:
        """Set the ids: an entity's id is part of the contract, so it is not made of its name."""
        super().__init__(coordinator)
        entry = coordinator.config_entry
        self.entity_description = description
        self.entity_id = f"{platform}.{DOMAIN}_{description.key}"
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            entry_type=DeviceEntryType.SERVICE,
            identifiers={(DOMAIN, entry.entry_id)},
            manufacturer=NAME,
            name=NAME,
        )
