"""A simulation: devices that exist in Home Assistant only, so that the demo has a house.

Relative imports, because this folder is copied into the demo's configuration.
"""

from homeassistant.config_entries import SOURCE_IMPORT, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
    floor_registry as fr,
)
from homeassistant.helpers.typing import ConfigType

from .simulated import DOMAIN, PLATFORMS, DemoConfigEntry, Simulated, read_simulated

CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Make the entry from the configuration."""
    hass.async_create_task(
        hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_IMPORT}, data={})
    )
    return True


async def async_setup_entry(hass: HomeAssistant, entry: DemoConfigEntry) -> bool:
    """Build the house: areas, devices, entities."""
    path = hass.config.path("homeiq_demo.json")
    entry.runtime_data = await hass.async_add_executor_job(read_simulated, path)
    _furnish(hass, entry, entry.runtime_data)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Take the entities away."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


def _furnish(hass: HomeAssistant, entry: DemoConfigEntry, house: tuple[Simulated, ...]) -> None:
    """Make the devices, each in its area, and the areas each on its floor."""
    areas, devices, floors = ar.async_get(hass), dr.async_get(hass), fr.async_get(hass)
    for one in house:
        if one.device is None or one.area is None:
            continue
        device = devices.async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={(DOMAIN, one.device)},
            manufacturer=one.manufacturer or "Simulated by HomeIQ",
            model=one.model or None,
            name=one.device_name,
        )
        area = areas.async_get_area_by_name(one.area) or areas.async_create(one.area)
        devices.async_update_device(device.id, area_id=area.id)
        if one.floor is not None and area.floor_id is None:
            floor = floors.async_get_floor_by_name(one.floor) or floors.async_create(one.floor)
            areas.async_update(area.id, floor_id=floor.floor_id)
