"""A Zigbee network as Zigbee2MQTT lists it, and what of it Home Assistant's registries know."""

from functools import cache
import json
from pathlib import Path
from typing import Any, Final

from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord
from custom_components.homeiq.devices.zigbee2mqtt.definitions import Z2mDevice, read
from custom_components.homeiq.devices.zigbee2mqtt.parsing import parsed

PAYLOAD: Final = (Path(__file__).parent / "bridge_devices.json").read_bytes()
RAW: Final[list[dict[str, Any]]] = json.loads(PAYLOAD)
ADDRESS: Final = "0x00158d0001abcdef"


@cache
def network() -> dict[str, Z2mDevice]:
    """Return the devices of the network by their friendly names."""
    return {device.friendly_name: device for device in read(PAYLOAD).devices}


def device_of(*exposes: dict[str, Any], address: str = ADDRESS, name: str = "it") -> Z2mDevice:
    """Return a device that exposes this."""
    return Z2mDevice(address, name, exposes=parsed(list(exposes)))


def record_of(device: Z2mDevice, **unique_ids: str) -> DeviceRecord:
    """Return what Home Assistant knows of a device: entity ids, without dot, and object ids."""
    return DeviceRecord(
        f"id of {device.friendly_name}",
        identifiers=frozenset({"mqtt", f"zigbee2mqtt_{device.ieee_address}"}),
        entities=tuple(
            DeviceEntity(
                entity_id.replace("__", ".", 1),
                unique_id=f"{device.ieee_address}_{object_id}_zigbee2mqtt",
                platform="mqtt",
            )
            for entity_id, object_id in unique_ids.items()
        ),
    )


def feature(kind: str, name: str, *, access: int = 7, **more: Any) -> dict[str, Any]:
    """Return a generic expose as JSON has it."""
    return {"type": kind, "name": name, "property": name, "access": access, **more}
