"""What messages to Zigbee2MQTT set: a use of features that passes no entity of Home Assistant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
import json
import re
from typing import Final, Self

from custom_components.homeiq.devices.zigbee2mqtt.definitions import Z2mDevice
from custom_components.homeiq.devices.zigbee2mqtt.exposes import walked
from custom_components.homeiq.devices.zigbee2mqtt.matching import BASE_TOPIC

_SET: Final = re.compile(r"(?P<name>.+?)/set(?:/(?P<property>[^/]+))?")
_BRIDGE: Final = "bridge/"
_TEMPLATE: Final = re.compile(r"{{|{%")
# In a template that makes JSON: "effect": ..., 'effect': ..., dict(effect=...).
_NAMED: Final = re.compile(r"""["'](\w+)["']\s*:|[(,]\s*(\w+)\s*=(?!=)""")


@dataclass(frozen=True, slots=True)
class Setting:
    """A message that sets properties of a device, or of a group."""

    name: str  # as the topic has it: a friendly name or an address, maybe with an endpoint
    properties: frozenset[str]


def set_by(topic: object, payload: object, base_topic: str = BASE_TOPIC) -> Setting | None:
    """Return what publishing this sets; None where it is no such message, or does not tell whom.

    A payload is text, maybe a template, or the object that a configuration has in its place.
    """
    if not isinstance(topic, str) or not topic.startswith(f"{base_topic}/"):
        return None
    rest = topic[len(base_topic) + 1 :]
    found = _SET.fullmatch(rest)
    if found is None or rest.startswith(_BRIDGE) or _TEMPLATE.search(found["name"]):
        return None
    named = found["property"]
    properties = frozenset({named}) if named is not None else _properties(payload)
    return Setting(found["name"], properties)


def _properties(payload: object) -> frozenset[str]:
    """Return the properties that a payload names; a bare word is a state."""
    if isinstance(payload, bytes):
        payload = payload.decode(errors="replace")
    if isinstance(payload, str):
        if _TEMPLATE.search(payload):
            return frozenset(one or other for one, other in _NAMED.findall(payload))
        try:
            payload = json.loads(payload)
        except ValueError, RecursionError:
            return frozenset({"state"})
    return frozenset(map(str, payload)) if isinstance(payload, Mapping) else frozenset()


@dataclass(frozen=True, slots=True)
class Addressees:
    """Whom the names in topics mean; groups are nobody."""

    by_name: Mapping[str, Z2mDevice] = field(default_factory=dict)

    @classmethod
    def of(cls, devices: Iterable[Z2mDevice]) -> Self:
        """Know devices by their friendly names and by their addresses."""
        listed = tuple(devices)
        by_address = {device.ieee_address: device for device in listed}
        return cls(by_address | {device.friendly_name: device for device in listed})

    def properties_set(
        self, topic: object, payload: object, base_topic: str = BASE_TOPIC
    ) -> tuple[Z2mDevice, frozenset[str]] | None:
        """Return whose properties publishing this sets, and which; None where it is no device's."""
        setting = set_by(topic, payload, base_topic)
        if setting is None:
            return None
        if (device := self.by_name.get(setting.name)) is not None:
            return device, setting.properties
        name, _, endpoint = setting.name.rpartition("/")
        device = self.by_name.get(name)
        if device is None or endpoint not in {one.endpoint for one in walked(device.exposes)}:
            return None
        return device, frozenset(f"{name}_{endpoint}" for name in setting.properties)
