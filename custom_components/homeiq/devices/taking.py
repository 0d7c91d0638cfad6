"""Take the inventory of a running home: its devices, from the registries and present states."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from homeassistant.core import State
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.taken import Taken

NOTHING: Mapping[str, Any] = MappingProxyType({})


def inventory_of(taken: Taken, excluded: Collection[str]) -> Inventory:
    """Return all devices with their entities; none that is disabled, hidden or excluded.

    An entity that belongs to no device stands for itself.
    """
    states = dict(taken.states)
    floors = {area.id: area.floor_id for area in taken.areas if area.floor_id is not None}
    own: defaultdict[str | None, _Own] = defaultdict(_Own)
    alone: list[DeviceRecord] = []
    for entry in taken.entries:
        state = states.pop(entry.entity_id, None)
        if entry.disabled or entry.hidden or entry.entity_id in excluded:
            own[entry.device_id].aside.add((entry.domain, str(entry.unique_id)))
            continue
        entity = _registered(entry, state)
        if entry.device_id is None:
            alone.append(_standing_alone(entity, floors, entry))
        else:
            own[entry.device_id].entities.append(entity)
    alone += [
        _standing_alone(_unregistered(state), floors)
        for entity_id, state in states.items()
        if entity_id not in excluded
    ]
    domains = taken.integrations
    wholes = {device.id: device for device in taken.devices}
    pairs = [
        *((device, device) for device in wholes.values()),
        *((part, wholes.get(part.parent_device_id)) for part in taken.parts),
    ]
    devices = [
        _device(device, whole, domains.get(device.config_entry_id, ""), own[device.id], floors)
        for device, whole in pairs
        if own[device.id].entities and not device.disabled
    ]
    return Inventory.of([*devices, *alone], floors)


@dataclass(slots=True)
class _Own:
    """The entities of a device: those that take part, and what the others are known by."""

    entities: list[DeviceEntity] = field(default_factory=list)
    aside: set[tuple[str, str]] = field(default_factory=set)  # (domain, unique id)


def _device(
    device: dr.BaseDeviceEntry,
    whole: dr.DeviceEntry | None,
    integration: str,
    own: _Own,
    floors: Mapping[str, str],
) -> DeviceRecord:
    """Return a device; a part is of the same make as the whole, and where that is."""
    ids = {str(part) for identifier in device.identifiers for part in identifier[1:]}
    area_id, labels = device.area_id, device.labels
    if whole is not None:
        ids |= {part for connection in whole.connections for part in connection[1:]}
        area_id, labels = area_id or whole.area_id, labels | whole.labels
    entities = tuple(sorted(own.entities, key=lambda entity: entity.entity_id))
    return DeviceRecord(
        device_id=device.id,
        name=device.name_by_user or device.name or "",
        manufacturer=(whole.manufacturer or "") if whole is not None else "",
        model=(whole.model or whole.model_id or "") if whole is not None else "",
        integration=integration or entities[0].platform,
        area_id=area_id,
        floor_id=floors.get(area_id or ""),
        labels=frozenset(labels),
        identifiers=frozenset(ids),
        version=(whole.sw_version or "") if whole is not None else "",
        created=device.created_at.timestamp(),
        entities=entities,
        aside=frozenset(own.aside),
    )


def _standing_alone(
    entity: DeviceEntity, floors: Mapping[str, str], entry: er.RegistryEntry | None = None
) -> DeviceRecord:
    return DeviceRecord(
        device_id=entity.entity_id,
        name=entity.name,
        integration=entity.platform,
        area_id=entity.area_id,
        floor_id=floors.get(entity.area_id or ""),
        labels=frozenset(entry.labels if entry is not None else ()),
        created=entry.created_at.timestamp() if entry is not None else None,
        entities=(entity,),
    )


def _registered(entry: er.RegistryEntry, state: State | None) -> DeviceEntity:
    told = state.attributes if state is not None else NOTHING
    # What an entity can do is remembered by the registry, also while it is away.
    attributes = {**entry.capabilities, **told} if entry.capabilities else told
    return DeviceEntity(
        entity_id=entry.entity_id,
        name=state.name if state is not None else entry.name or entry.original_name or "",
        unique_id=str(entry.unique_id),
        translation_key=entry.translation_key or "",
        platform=entry.platform,
        category=entry.entity_category.value if entry.entity_category is not None else "",
        device_class=entry.device_class or entry.original_device_class,
        area_id=entry.area_id,
        features=entry.supported_features,
        attributes=attributes,
        state=state.state if state is not None else "unavailable",
        seen=state.last_reported_timestamp if state is not None else None,
    )


def _unregistered(state: State) -> DeviceEntity:
    features = state.attributes.get("supported_features", 0)
    return DeviceEntity(
        entity_id=state.entity_id,
        name=state.name,
        device_class=state.attributes.get("device_class"),
        features=features if isinstance(features, int) else 0,
        attributes=state.attributes,
        state=state.state,
        seen=state.last_reported_timestamp,
    )
