"""When what devices can do is read anew, and what holds of those that do not tell now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import Final

from custom_components.homeiq.devices.capabilities import KINDS
from custom_components.homeiq.devices.capability import Capabilities, Capability
from custom_components.homeiq.devices.inventory import (
    NOWHERE,
    DeviceEntity,
    DeviceRecord,
    Inventory,
)

GOOD_FOR: Final = timedelta(days=30)

# Attributes that tell what an entity can do; all others tell how it is.
_TELLING: Final = frozenset(kind.listed for kind in KINDS if kind.listed) | {
    "options",
    "min",
    "max",
    "step",
    "min_temp",
    "max_temp",
    "target_temp_step",
    "min_humidity",
    "max_humidity",
    "target_humidity_step",
    "min_color_temp_kelvin",
    "max_color_temp_kelvin",
    "unit_of_measurement",
}
# A version that knows of more kinds has to look for them on devices that did not change.
_KINDS_KNOWN: Final = sorted(kind.key for kind in KINDS)


@dataclass(frozen=True, slots=True)
class KeptCapabilities:
    """What a device could do when that was last read."""

    refreshed_at: datetime
    signature: str  # of the device as it was then
    capabilities: Mapping[str, Capability]  # by key


type Kept = Mapping[str, KeptCapabilities]  # by device id


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What devices can do, and what of it is news."""

    capabilities: Capabilities
    anew: Kept  # what is to be kept from now on


def signature(device: DeviceRecord) -> str:
    """Return what changes when a device may be able to do something else; its states don't."""
    entities = sorted(device.entities, key=lambda entity: entity.entity_id)
    told = [
        [device.manufacturer, device.model, device.version],
        [_signature(entity) for entity in entities],
        _KINDS_KNOWN,
    ]
    return sha256(dumps(told).encode()).hexdigest()[:16]


def is_stale(device: DeviceRecord, kept: KeptCapabilities | None, now: datetime) -> bool:
    """Return whether what a device can do has to be read anew.

    One that is not reachable has to only where nothing is known of it.
    """
    if kept is None:
        return True
    if not _is_reachable(device.entities):
        return False
    return now - kept.refreshed_at >= GOOD_FOR or kept.signature != signature(device)


def refreshed(inventory: Inventory, kept: Kept, read: Capabilities, now: datetime) -> Refreshed:
    """Return what all devices can do, from what is kept and what could be read just now.

    `read` may tell of all devices or of those that are stale. Of what is not reachable, a whole
    device or some entities of it, what is kept holds, however old it is.
    """
    # Where nothing at all is known by Zigbee2MQTT it did not answer, and nobody lost anything.
    answered = any(one.property for one in _all(read.of_device.values()))
    of_device: dict[str, Mapping[str, Capability]] = {}
    anew: dict[str, KeptCapabilities] = {}
    for device_id, device in inventory.devices.items():
        found = read.of_device.get(device_id, {})
        before = kept.get(device_id)
        still = _still(device, before.capabilities) if before is not None else {}
        if not _is_reachable(device.entities):
            of_device[device_id] = {**found, **still}
            continue
        if not is_stale(device, before, now) and found.keys() <= still.keys():
            of_device[device_id] = still
            continue
        untold = {
            key: one for key, one in still.items() if _is_untold(device, one, answered=answered)
        }
        of_device[device_id] = {**untold, **found}
        anew[device_id] = KeptCapabilities(now, signature(device), of_device[device_id])
    return Refreshed(Capabilities(of_device), anew)


def _signature(entity: DeviceEntity) -> list[object]:
    telling = sorted(entity.attributes.keys() & _TELLING)
    return [
        entity.entity_id,
        entity.unique_id,
        entity.translation_key,
        entity.category,
        entity.features,
        [[name, _told(entity.attributes[name])] for name in telling],
    ]


def _told(value: object) -> object:
    """Return a value as it is told each time; some integrations list theirs in no order."""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(map(str, value))
    return str(value)


def _is_reachable(entities: Iterable[DeviceEntity]) -> bool:
    """Return whether any of some entities tells how it is, and so all that it can do."""
    return any(entity.state not in NOWHERE for entity in entities)


def _still(
    device: DeviceRecord, capabilities: Mapping[str, Capability]
) -> Mapping[str, Capability]:
    """Return the capabilities that a device has by entities that still take part."""
    here = {entity.entity_id for entity in device.entities}
    if here.issuperset(entity_id for one in capabilities.values() for entity_id in one.entity_ids):
        return capabilities
    still: dict[str, Capability] = {}
    for key, capability in capabilities.items():
        remaining = tuple(one for one in capability.entity_ids if one in here)
        if remaining or not capability.entity_ids:
            still[key] = replace(capability, entity_ids=remaining)
    return still


def _is_untold(device: DeviceRecord, capability: Capability, *, answered: bool) -> bool:
    """Return whether a capability could not be seen now, so that its absence means nothing."""
    if capability.property and not answered:
        return True
    entities = [one for one in device.entities if one.entity_id in capability.entity_ids]
    return bool(entities) and not _is_reachable(entities)


def _all(each: Iterable[Mapping[str, Capability]]) -> Iterable[Capability]:
    return (capability for capabilities in each for capability in capabilities.values())
