"""What the registries and states tell of a running home."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.homeiq.devices.automations import (
    configs,
    existing_automations,
    references_of,
    scenes,
)
from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.devices.taken import Taken, async_take
from custom_components.homeiq.devices.taking import inventory_of
from custom_components.homeiq.mining.effects import Config, References
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.registry import (
    Area,
    Device,
    Entity,
    Exclusions,
    Registry,
    group_members,
)
from custom_components.homeiq.options import Options


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A running home as it is now."""

    home: Home
    names: Names
    relevant: frozenset[str]  # entity ids whose history is worth reading
    inventory: Inventory = field(default_factory=Inventory)
    references: References = field(default_factory=References)  # what ids in configurations mean
    configs: tuple[Config, ...] = ()  # of automations and scripts, as people write them
    scenes: tuple[Mapping[str, object], ...] = ()  # what each sets, by entity id


async def async_snapshot(hass: HomeAssistant, options: Options) -> Snapshot:
    """Return what registries, states and configuration tell; odd data is left out, not raised."""
    return await hass.async_add_executor_job(snapshot_of, async_take(hass), options)


def snapshot_of(taken: Taken, options: Options) -> Snapshot:
    """Return what was taken, in the words of mining and devices."""
    registry = registry_of(taken)
    references = references_of(taken, registry)
    excluded = registry.excluded(exclusions(options))
    home = Home(
        timezone=ZoneInfo(taken.timezone),
        latitude=taken.latitude,
        longitude=taken.longitude,
        areas=registry.entity_areas(),
        devices=registry.entity_devices(),
        classes=registry.device_classes(),
        groups=registry.groups(),
        automations=existing_automations(taken, registry, references),
        excluded=excluded,
    )
    names = Names(
        registry.entity_names(),
        registry.area_names(),
        registry.device_classes(),
        registry.units(),
        registry.device_names(),
        registry.label_names(taken.labels),
    )
    return Snapshot(
        home=home,
        names=names,
        relevant=registry.relevant(excluded),
        inventory=inventory_of(taken, excluded),
        references=references,
        configs=configs(taken),
        scenes=scenes(taken),
    )


def exclusions(options: Options) -> Exclusions:
    """Return what the options want to take no part."""
    return Exclusions(
        entities=frozenset(options.excluded_entities),
        areas=frozenset(options.excluded_areas),
        labels=frozenset(options.excluded_labels),
        domains=frozenset(options.excluded_domains),
    )


def registry_of(taken: Taken) -> Registry:
    """Return all entities that are registered or have a state, with their devices and areas."""
    states = dict(taken.states)
    entities = {
        entry.entity_id: _registered(entry, states.pop(entry.entity_id, None))
        for entry in taken.entries
    }
    for entity_id, state in states.items():
        entities[entity_id] = _unregistered(state)
    return Registry(
        entities=entities,
        devices=_devices(taken),
        areas={
            area.id: Area(area.id, area.name, area.floor_id, frozenset(area.labels))
            for area in taken.areas
        },
    )


def _devices(taken: Taken) -> dict[str, Device]:
    """Return all devices; parts of a device are where the whole is, unless told otherwise."""
    devices = {
        device.id: Device(device.id, device.area_id, frozenset(device.labels), _device_name(device))
        for device in taken.devices
    }
    for part in taken.parts:
        whole = devices.get(part.parent_device_id, Device(part.parent_device_id))
        devices[part.id] = Device(
            part.id,
            part.area_id or whole.area_id,
            whole.labels.union(part.labels),
            _device_name(part),
        )
    return devices


def _device_name(device: dr.BaseDeviceEntry) -> str:
    return device.name_by_user or device.name or ""


def _registered(entry: er.RegistryEntry, state: State | None) -> Entity:
    attributes = state.attributes if state is not None else {}
    return Entity(
        entity_id=entry.entity_id,
        name=state.name if state is not None else entry.name or entry.original_name or "",
        registry_id=entry.id,
        device_id=entry.device_id,
        area_id=entry.area_id,
        labels=frozenset(entry.labels),
        device_class=entry.device_class or entry.original_device_class,
        unit=attributes.get(ATTR_UNIT_OF_MEASUREMENT),
        platform=entry.platform,
        auxiliary=entry.entity_category is not None,
        hidden=entry.hidden,
        disabled=entry.disabled,
        members=group_members(entry.entity_id, attributes),
    )


def _unregistered(state: State) -> Entity:
    return Entity(
        entity_id=state.entity_id,
        name=state.name,
        device_class=state.attributes.get(ATTR_DEVICE_CLASS),
        unit=state.attributes.get(ATTR_UNIT_OF_MEASUREMENT),
        members=group_members(state.entity_id, state.attributes),
    )
