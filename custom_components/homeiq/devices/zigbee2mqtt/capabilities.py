"""What a device can do according to Zigbee2MQTT, and which of it a message uses."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from custom_components.homeiq.devices.capability import Capability
from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.zigbee2mqtt.definitions import Z2mDevice
from custom_components.homeiq.devices.zigbee2mqtt.exposes import (
    Choice,
    Expose,
    Items,
    Numeric,
    Settable,
    settables,
)
from custom_components.homeiq.devices.zigbee2mqtt.keys import EFFECT, is_preset, is_speed, keys
from custom_components.homeiq.devices.zigbee2mqtt.matching import (
    BASE_TOPIC,
    entity_ids,
    is_aside,
)

# They end an effect, and are none.
_ENDS: Final = frozenset({"finish_effect", "stop_effect", "stop_hue_effect"})
# A light takes these too, though nothing exposes them; by what each begins with.
_MOVES: Final = ("_move", "_move_onoff", "_step", "_step_onoff", "_percent")
_PARTS: Final = {"color": ("hue", "saturation")}


def capabilities(
    device: Z2mDevice, record: DeviceRecord, base_topic: str = BASE_TOPIC
) -> dict[str, Capability]:
    """Return by key what can be set of a device, besides what it is there for.

    What several of its parts can do is one capability, with the entities of all of them. What an
    entity sets that is disabled, hidden or excluded is left out.
    """
    found: dict[str, Capability] = {}
    for settable, key in _keyed(device):
        entities = entity_ids(settable, device, record, base_topic)
        if not entities and is_aside(settable, device, record, base_topic):
            continue
        if (known := found.get(key)) is not None:
            merged = dict.fromkeys((*known.entity_ids, *entities))
            found[key] = replace(known, entity_ids=tuple(merged))
        else:
            found[key] = _capability(key, settable.expose, entities)
    return found


def used_by(device: Z2mDevice, properties: Iterable[str]) -> frozenset[str]:
    """Return the keys of the capabilities that a message with these properties uses."""
    by_property = property_keys(device)
    return frozenset(key for name in properties for key in by_property.get(name, ()))


def property_keys(device: Z2mDevice) -> dict[str, tuple[str, ...]]:
    """Return the keys of capabilities by the properties of messages that set them."""
    found: dict[str, dict[str, None]] = {}
    for settable, key in _keyed(device):
        for name in _properties(settable):
            found.setdefault(name, {})[key] = None
    return {name: tuple(several) for name, several in found.items()}


def _keyed(device: Z2mDevice) -> Iterator[tuple[Settable, str]]:
    lights = any(expose.type == "light" for expose in device.exposes)
    for settable in settables(device.exposes):
        for key in keys(settable, lights=lights):
            yield settable, key


def _properties(settable: Settable) -> Iterator[str]:
    """Yield the properties that set it: its own, and those that change a light bit by bit."""
    expose, owner = settable.expose, settable.owner
    yield expose.property_name or expose.name
    if owner is None or owner.type != "light":
        return
    ending = f"_{expose.endpoint}" if expose.endpoint else ""
    bare = expose.bare_property or expose.name
    for part in _PARTS.get(bare, (bare,)):
        yield from (f"{part}{move}{ending}" for move in _MOVES)


def _capability(key: str, expose: Expose, entities: tuple[str, ...]) -> Capability:
    lowest = highest = None
    unit = ""
    if isinstance(expose, Numeric):
        lowest, highest, unit = expose.value_min, expose.value_max, expose.unit
    return Capability(
        key,
        entities,
        values=_values(key, expose),
        lowest=lowest,
        highest=highest,
        unit=unit,
        property=expose.property_name or expose.name,
    )


def _values(key: str, expose: Expose) -> tuple[str, ...]:
    """Return what may be chosen of it, as far as it belongs to the capability."""
    if isinstance(expose, Items) and isinstance(expose.item, Choice):
        return expose.item.values
    if not isinstance(expose, Choice):
        return ()
    if key == EFFECT:
        return tuple(value for value in expose.values if value not in _ENDS)
    if key == "fan.percentage":
        return tuple(value for value in expose.values if is_speed(value))
    if key == "fan.preset_mode":
        return tuple(value for value in expose.values if is_preset(value))
    return expose.values
