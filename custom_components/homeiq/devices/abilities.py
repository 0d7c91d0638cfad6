"""What all devices of a home can do: by Home Assistant, by Zigbee2MQTT, and by what is kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from custom_components.homeiq.devices.asking import Used
from custom_components.homeiq.devices.capabilities.reading import capabilities_of
from custom_components.homeiq.devices.capability import Capabilities, Capability
from custom_components.homeiq.devices.freshness import Kept, refreshed
from custom_components.homeiq.devices.inventory import DeviceRecord, Inventory
from custom_components.homeiq.devices.zigbee2mqtt.capabilities import capabilities, used_by
from custom_components.homeiq.devices.zigbee2mqtt.definitions import Z2mDevice
from custom_components.homeiq.devices.zigbee2mqtt.matching import BASE_TOPIC, matched
from custom_components.homeiq.devices.zigbee2mqtt.messages import Addressees
from custom_components.homeiq.mining.shown import Call


@dataclass(frozen=True, slots=True, eq=False)
class Abilities:
    """What devices can do, and what of it is news."""

    capabilities: Capabilities = field(default_factory=Capabilities)
    anew: Kept = field(default_factory=dict)  # what is to be kept from now on
    zigbee: Mapping[str, Z2mDevice] = field(default_factory=dict)  # by device id
    base_topic: str = BASE_TOPIC
    addressees: Addressees = field(default_factory=Addressees)  # of messages to those of Zigbee

    def published(self, call: Call) -> Iterator[Used]:
        """Yield the capabilities that publishing a message uses."""
        found = self.addressees.properties_set(
            call.data.get("topic"), call.data.get("payload"), self.base_topic
        )
        if found is None:
            return
        device, properties = found
        for device_id, one in self.zigbee.items():
            if one is device:
                yield from ((device_id, key) for key in used_by(device, properties))


def abilities(
    inventory: Inventory,
    bridged: Iterable[Z2mDevice],
    kept: Kept,
    now: datetime,
    base_topic: str = BASE_TOPIC,
) -> Abilities:
    """Return what the devices of a home can do; what cannot be seen now is as it was kept."""
    zigbee = matched(bridged, inventory.devices.values())
    read = {
        device_id: _both(device, zigbee.get(device_id), base_topic)
        for device_id, device in inventory.devices.items()
    }
    result = refreshed(inventory, kept, Capabilities(read), now)
    addressees = Addressees.of(zigbee.values())
    return Abilities(result.capabilities, result.anew, zigbee, base_topic, addressees)


def _both(
    device: DeviceRecord, zigbee: Z2mDevice | None, base_topic: str
) -> Mapping[str, Capability]:
    """Return what Home Assistant shows of a device, with what only Zigbee2MQTT tells."""
    shown = capabilities_of(device)
    if zigbee is None:
        return shown
    told = capabilities(zigbee, device, base_topic)
    both = {key: _together(shown[key], told[key]) for key in shown.keys() & told.keys()}
    return {**told, **shown, **both}


def _together(shown: Capability, told: Capability) -> Capability:
    """Return what both know of: in Home Assistant's units, with Zigbee2MQTT's plainer choices."""
    return replace(
        shown,
        entity_ids=tuple(dict.fromkeys((*shown.entity_ids, *told.entity_ids))),
        values=told.values or shown.values,
        property=told.property,
    )
