"""The context of a device of a running home."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.loader import IntegrationNotFound, async_get_integration

from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.context import DeviceContext, Fetch
from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.inventory import Inventory


def context_of(
    hass: HomeAssistant,
    inventory: Inventory,
    capabilities: Capabilities,
    health: Mapping[str, Health],
) -> Fetch:
    """Return what fetches the context of a device; `health` by device id."""

    async def fetch(device_id: str) -> DeviceContext:
        device = inventory.devices.get(device_id)
        if device is None:
            raise LookupError("it does not take part")
        area = ar.async_get(hass).async_get_area(device.area_id) if device.area_id else None
        return DeviceContext(
            device_id=device_id,
            name=device.name,
            area_id=device.area_id,
            area=area.name if area is not None else "",
            manufacturer=device.manufacturer,
            model=device.model,
            integration=await _integration_name(hass, device.integration),
            entity_ids=tuple(entity.entity_id for entity in device.entities),
            capabilities=tuple(sorted(capabilities.of_device.get(device_id, ()))),
            health=health.get(device_id),
        )

    return fetch


async def _integration_name(hass: HomeAssistant, domain: str) -> str:
    """Return what people call an integration; its domain where it is gone."""
    if not domain:
        return ""
    try:
        return (await async_get_integration(hass, domain)).name
    except IntegrationNotFound:
        return domain
