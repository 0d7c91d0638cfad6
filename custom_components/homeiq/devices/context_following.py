"""Contexts of devices follow the registries: what changed is fetched anew."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er

from custom_components.homeiq.devices.context import ContextCache


@callback
def async_follow(hass: HomeAssistant, entry: ConfigEntry[Any], cache: ContextCache) -> None:
    """Have only those devices fetched anew that a change concerns, until the entry is unloaded."""

    @callback
    def device_changed(event: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        device_id = event.data["device_id"]
        # Parts of a device are where the whole is.
        parts = (
            part.id
            for part in dr.async_get(hass).child_devices
            if part.parent_device_id == device_id
        )
        cache.forget({device_id, *parts})

    @callback
    def entity_changed(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        entity_id = event.data["entity_id"]
        names = {entity_id, str(event.data.get("old_entity_id", entity_id))}
        cache.forget_entities(names)
        # It may belong to a device that did not have it yet.
        entity = er.async_get(hass).async_get(entity_id)
        if entity is not None and entity.device_id is not None:
            cache.forget({entity.device_id})

    @callback
    def area_changed(event: Event[ar.EventAreaRegistryUpdatedData]) -> None:
        if (area_id := event.data["area_id"]) is not None:  # None: only their order
            cache.forget_area(area_id)

    for stop in (
        hass.bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, device_changed),
        hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, entity_changed),
        hass.bus.async_listen(ar.EVENT_AREA_REGISTRY_UPDATED, area_changed),
    ):
        entry.async_on_unload(stop)
