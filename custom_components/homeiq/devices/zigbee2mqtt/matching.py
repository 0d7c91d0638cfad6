"""Which of Home Assistant's devices and entities are a device of Zigbee2MQTT and what it exposes.

Zigbee2MQTT announces them itself: devices by their address, entities by their address, what they
are of it, and the base topic.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.zigbee2mqtt.definitions import Z2mDevice
from custom_components.homeiq.devices.zigbee2mqtt.exposes import Settable

BASE_TOPIC: Final = "zigbee2mqtt"

_IDENTIFIER: Final = "zigbee2mqtt_"  # whatever the base topic
_PLATFORM: Final = "mqtt"
# A number or a choice is announced as a sensor too, with the same unique id.
_SETTING_DOMAINS: Final = frozenset(
    {
        *("button", "climate", "cover", "fan", "light", "lock", "number"),
        *("select", "siren", "switch", "text", "valve"),
    }
)
# Features of these are one entity with the thing, but for those that have their own.
_ONE_ENTITY: Final = frozenset({"climate", "cover", "fan", "light"})
_OF_THEIR_OWN: Final = frozenset({"local_temperature_calibration"})
_NAMED_OTHERWISE: Final[Mapping[str, str]] = {"keypad_lockout": "keypad_lock"}


def matched(devices: Iterable[Z2mDevice], records: Iterable[DeviceRecord]) -> dict[str, Z2mDevice]:
    """Return the devices of Zigbee2MQTT by the ids of Home Assistant's devices that they are."""
    by_address = {device.ieee_address: device for device in devices}
    found: dict[str, Z2mDevice] = {}
    for record in records:
        for address in _addresses(record):
            if address in by_address:
                found[record.device_id] = by_address[address]
                break
    return found


def is_announced(record: DeviceRecord) -> bool:
    """Return whether it was Zigbee2MQTT that told Home Assistant of a device."""
    return any(each.lower().startswith(_IDENTIFIER) for each in record.identifiers)


def _addresses(record: DeviceRecord) -> Iterator[str]:
    """Yield what may be the address of a device: its identifiers', else its entities'.

    Who puts two devices together, as Zigbee2MQTT allows, gives them identifiers of their own.
    """
    for identifier in sorted(record.identifiers):
        yield identifier.lower().removeprefix(_IDENTIFIER)
    for entity in record.entities:
        if entity.platform == _PLATFORM:
            yield entity.unique_id.partition("_")[0].lower()


def entity_ids(
    settable: Settable, device: Z2mDevice, record: DeviceRecord, base_topic: str = BASE_TOPIC
) -> tuple[str, ...]:
    """Return the entities that set something of a device; none where only a message does."""
    wanted = _unique_ids(settable, device, base_topic)
    return tuple(
        entity.entity_id
        for entity in record.entities
        if entity.unique_id.lower() in wanted and entity.domain in _SETTING_DOMAINS
    )


def is_aside(
    settable: Settable, device: Z2mDevice, record: DeviceRecord, base_topic: str = BASE_TOPIC
) -> bool:
    """Return whether an entity sets it that takes no part: what people leave aside, nobody sets."""
    wanted = _unique_ids(settable, device, base_topic)
    return any(
        domain in _SETTING_DOMAINS and unique_id.lower() in wanted
        for domain, unique_id in record.aside
    )


def _unique_ids(settable: Settable, device: Z2mDevice, base_topic: str) -> set[str]:
    return {
        f"{device.ieee_address}_{object_id}_{base_topic}".lower()
        for object_id in _object_ids(settable, device)
    }


def _object_ids(settable: Settable, device: Z2mDevice) -> Iterator[str]:
    """Yield what its entity may be called: that depends on its type, and on the version."""
    expose, owner = settable.expose, settable.owner
    if owner is not None and owner.type in _ONE_ENTITY and expose.name not in _OF_THEIR_OWN:
        yield _at(owner.type, owner.endpoint)
    elif owner is None and expose.name == "effect":
        yield from (_at(one.type, one.endpoint) for one in device.exposes if one.type == "light")
    else:
        for name in (expose.property_name, _at(expose.name, expose.endpoint)):
            yield _NAMED_OTHERWISE.get(name, name)
            yield f"switch_{name}"


def _at(name: str, endpoint: str) -> str:
    return f"{name}_{endpoint}" if endpoint else name
